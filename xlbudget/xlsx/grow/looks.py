"""Looks of cells that another workbook has: found among those of a package, or added to them."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.grow.table import RefusedError
from xlbudget.xlsx.package import Package, parse_xml

_FIRST_OWN_FORMAT = 164  # number formats below are built into Excel
_COLLECTIONS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
"""Attributes of a cell format and the collections of styles.xml that they point into."""
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


class LookImport:
    """Translates numbers of looks of `source` into numbers of looks of the package; equal ones are there once."""

    def __init__(self, draft: PackageDraft, package: Package, source: Package) -> None:
        self._draft, self._part = draft, _styles_part(package)
        self._source = parse_xml(source.members[_styles_part(source)])
        self._cells: dict[str, str] = {}
        self._known: dict[str, dict[bytes, int]] = {}

    def cell(self, number: str | None) -> str:
        """The look of a cell, row or column (`s`, `style`); none is the source's default look."""
        number = number or "0"
        if number not in self._cells:
            look = deepcopy(self._source.find("{*}cellXfs")[int(number)])
            for attribute, tag in _COLLECTIONS.items():
                element = self._source.find(f"{{*}}{tag}")[int(look.get(attribute, "0"))]
                look.set(attribute, str(self._place(tag, element)))
            look.set("numFmtId", self._number_format(look.get("numFmtId", "0")))
            look.set("xfId", "0")
            self._cells[number] = str(self._place("cellXfs", look))
        return self._cells[number]

    def differential(self, number: str) -> str:
        """The look that a rule or a table puts over a cell (`dxfId`)."""
        return str(self._place("dxfs", self._source.find("{*}dxfs")[int(number)]))

    def _number_format(self, number: str) -> str:
        own = self._source.iterfind("{*}numFmts/{*}numFmt")
        code = next((element.get("formatCode") for element in own if element.get("numFmtId") == number), None)
        if code is None:
            return number
        present = {
            element.get("formatCode"): element.get("numFmtId")
            for element in self._draft.peek(self._part).iterfind("{*}numFmts/{*}numFmt")
        }
        if code not in present:
            free = max([_FIRST_OWN_FORMAT - 1, *(int(taken) for taken in present.values())]) + 1
            formats = self._collection("numFmts")
            tag = f"{{{etree.QName(formats).namespace}}}numFmt"
            etree.SubElement(formats, tag, numFmtId=str(free), formatCode=code)
            formats.set("count", str(len(formats)))
            return str(free)
        return str(present[code])

    def _place(self, tag: str, element: etree._Element) -> int:
        """The number of an element in a collection of the package; added where there is no equal one."""
        if tag not in self._known:
            found = self._draft.peek(self._part).find(f"{{*}}{tag}")
            known: dict[bytes, int] = {}
            for number, other in enumerate(() if found is None else found.iterchildren(tag=etree.Element)):
                known.setdefault(_canonical(other), number)
            self._known[tag] = known
        known, key = self._known[tag], _canonical(element)
        if key not in known:
            collection = self._collection(tag)
            known[key] = sum(1 for _ in collection.iterchildren(tag=etree.Element))
            collection.append(deepcopy(element))
            collection.set("count", str(known[key] + 1))
        return known[key]

    def _collection(self, tag: str) -> etree._Element:
        """A collection of styles.xml to be changed, made where it is missing."""
        root = self._draft.tree(self._part)
        found = root.find(f"{{*}}{tag}")
        if found is not None:
            return found
        ns = etree.QName(root).namespace
        collection = etree.Element(f"{{{ns}}}{tag}", count="0")
        before = [root.find(f"{{{ns}}}{other}") for other in _ORDER[: _ORDER.index(tag)]]
        last = next((element for element in reversed(before) if element is not None), None)
        if last is None:
            root.insert(0, collection)
        else:
            last.addnext(collection)
        return collection


def _styles_part(package: Package) -> str:
    for kind, _, part in package.relationships(package.workbook_part):
        if kind.endswith("/styles"):
            return part
    raise RefusedError("Die Mappe hat keine Formate. Sie in Excel öffnen, speichern und den Befehl wiederholen.")


def _canonical(element: etree._Element) -> bytes:
    """What an element says, whatever its prefixes and the order of its attributes."""
    alone = deepcopy(element)
    alone.tail = None
    etree.cleanup_namespaces(alone)
    return bytes(etree.tostring(alone, method="c14n"))
