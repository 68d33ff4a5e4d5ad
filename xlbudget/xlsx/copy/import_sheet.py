"""Put a sheet that another workbook holds in front of the sheets of a package, looks included."""

from __future__ import annotations

from copy import deepcopy
from posixpath import dirname

from lxml import etree

from xlbudget.errors import VorlageError
from xlbudget.xlsx.draft import SHEET_TYPE, PackageDraft
from xlbudget.xlsx.package import Package, parse_xml, serialise

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
STYLES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
_FIRST_OWN_FORMAT = 164  # number formats below are built into Excel
_TABLES = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
"""Collections of styles.xml and the attribute by which a cell format points into them."""


def import_first_sheet(package: Package, source: Package) -> Package:
    """The package with the first sheet of `source` in front.

    The sheet may have formulas, formats, conditional formats, validations, internal links, names and page setup.
    Its names become names of the sheet; it is the one that is shown. Raises VorlageError if the package has a sheet of
    this name, ValueError if other parts hang on the sheet (drawings, tables).
    """
    sheet = source.sheets[0]
    if source.relationships(sheet.part):
        raise ValueError(f"{sheet.name} has parts of its own, which cannot be imported")
    draft = PackageDraft(package)
    if sheet.name.casefold() in (entry.get("name", "").casefold() for entry in draft.sheets):
        raise VorlageError(
            f"Ein Blatt der Vorlage {package.name} heißt „{sheet.name}“; so heißt auch das Blatt, das davor kommt. "
            "Bitte das Blatt der Vorlage umbenennen."
        )
    root = parse_xml(source.members[sheet.part])
    _StyleMerge(draft.tree(_styles(draft, package, source)), parse_xml(source.members["xl/styles.xml"])).restyle(root)
    _inline_strings(root, source)
    part = draft.free_part(f"{dirname(package.sheets[0].part)}/uebersicht.xml")
    draft.add_part(part, serialise(root), SHEET_TYPE)
    draft.add_sheet(sheet.name, part, at=0, rid="rIdUebersicht")
    draft.add_names([_scoped(name, 0) for name in source.workbook.iterfind("{*}definedNames/{*}definedName")])
    return draft.finish()


def _styles(draft: PackageDraft, package: Package, source: Package) -> str:
    """The styles of the package; one without any gets those of the source, whose first format is a blank one."""
    for kind, _, target in package.relationships(package.workbook_part):
        if kind.endswith("/styles"):
            return target
    part = f"{dirname(package.workbook_part)}/styles.xml"  # where other programs look for it
    draft.add_part(part, source.members["xl/styles.xml"], STYLES_TYPE)
    draft.relate(package.workbook_part, STYLES_RELATION, part)
    return part


def _scoped(name: etree._Element, index: int) -> etree._Element:
    copy = deepcopy(name)
    copy.set("localSheetId", str(index))
    return copy


class _StyleMerge:
    """Appends the looks of one styles.xml to another and renumbers what points at them."""

    def __init__(self, target: etree._Element, source: etree._Element) -> None:
        self.target = target
        offsets = {attribute: self._append(tag, source) for tag, attribute in _TABLES.items()}
        self._formats = self._append_number_formats(source)
        self._dxfs = self._append("dxfs", source)
        self._cells = len(_child(target, "cellXfs"))
        for xf in _child(source, "cellXfs"):
            copy = deepcopy(xf)
            copy.set("xfId", "0")
            for attribute, offset in offsets.items():
                copy.set(attribute, str(int(copy.get(attribute, "0")) + offset))
            number = copy.get("numFmtId", "0")
            copy.set("numFmtId", self._formats.get(number, number))
            _child(target, "cellXfs").append(copy)
        _recount(_child(target, "cellXfs"))

    def _append(self, tag: str, source: etree._Element) -> int:
        """Append a collection; return by how much its numbers move."""
        target = _child(self.target, tag)
        offset = len(target)
        target.extend(deepcopy(element) for element in _child(source, tag))
        _recount(target)
        return offset

    def _append_number_formats(self, source: etree._Element) -> dict[str, str]:
        own = source.find("{*}numFmts")
        if own is None:
            return {}
        target = self.target.find("{*}numFmts")
        if target is None:
            target = etree.Element(f"{{{etree.QName(self.target).namespace}}}numFmts")
            self.target.insert(0, target)
        free = max((int(f.get("numFmtId")) for f in target), default=_FIRST_OWN_FORMAT - 1) + 1
        numbers = {}
        for number, element in enumerate(own, max(free, _FIRST_OWN_FORMAT)):
            copy = deepcopy(element)
            numbers[element.get("numFmtId")] = str(number)
            copy.set("numFmtId", str(number))
            target.append(copy)
        _recount(target)
        return numbers

    def restyle(self, sheet: etree._Element) -> None:
        """Renumber everything on a sheet that points at a look; cells without a look get the source's default."""
        for tag, attribute in (("c", "s"), ("row", "s"), ("col", "style")):
            for element in sheet.iter(f"{{*}}{tag}"):
                if tag == "c" or element.get(attribute) is not None:
                    element.set(attribute, str(int(element.get(attribute, "0")) + self._cells))
        for rule in sheet.iter("{*}cfRule"):
            if rule.get("dxfId") is not None:
                rule.set("dxfId", str(int(rule.get("dxfId")) + self._dxfs))


def _child(root: etree._Element, tag: str) -> etree._Element:
    """A collection of styles.xml; dxfs is the only one that may be missing, and stands behind cellStyles."""
    child = root.find(f"{{*}}{tag}")
    if child is None:
        child = etree.Element(f"{{{etree.QName(root).namespace}}}{tag}", count="0")
        before = root.find("{*}cellStyles")
        (before if before is not None else root.find("{*}cellXfs")).addnext(child)
    return child


def _recount(collection: etree._Element) -> None:
    collection.set("count", str(len(collection)))


def _inline_strings(sheet: etree._Element, source: Package) -> None:
    """Shared strings belong to the other workbook; write them into the cells."""
    strings = list(parse_xml(source.members["xl/sharedStrings.xml"]).iterchildren("{*}si"))
    for cell in sheet.iter("{*}c"):
        if cell.get("t") == "s":
            value = cell.find("{*}v")
            text = deepcopy(strings[int(value.text)])
            text.tag = f"{{{etree.QName(sheet).namespace}}}is"
            cell.replace(value, text)
            cell.set("t", "inlineStr")
