"""Put a sheet that another workbook holds in front of the sheets of a package, looks included."""

from __future__ import annotations

from copy import deepcopy
from posixpath import dirname, relpath

from lxml import etree

from xlbudget.xlsx.package import REL_NS, Package, parse_xml, rels_part, serialise

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FIRST_OWN_FORMAT = 164  # number formats below are built into Excel
_TABLES = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
"""Collections of styles.xml and the attribute by which a cell format points into them."""


def import_first_sheet(package: Package, source: Package) -> Package:
    """The package with the first sheet of `source` in front.

    The sheet may have formulas, formats, conditional formats, validations, internal links, names and page setup.
    Its names become names of the sheet. Raises ValueError if other parts hang on it (drawings, tables).
    """
    sheet = source.sheets[0]
    if source.relationships(sheet.part):
        raise ValueError(f"{sheet.name} has parts of its own, which cannot be imported")
    members = dict(package.members)
    styles = next(
        target for kind, _, target in package.relationships(package.workbook_part) if kind.endswith("/styles")
    )
    merge = _StyleMerge(parse_xml(members[styles]), parse_xml(source.members["xl/styles.xml"]))
    root = parse_xml(source.members[sheet.part])
    merge.restyle(root)
    _inline_strings(root, source)
    members[styles] = serialise(merge.target)
    part = _free_part(package)
    members[part] = serialise(root)
    _register(members, package, part)
    members[package.workbook_part] = _workbook(package, source)
    return Package(package.name, members, package.renames)


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


def _free_part(package: Package) -> str:
    folder = dirname(package.sheets[0].part)
    number = 1
    while (part := f"{folder}/uebersicht{number}.xml") in package.members:
        number += 1
    return part


def _register(members: dict[str, bytes], package: Package, part: str) -> None:
    types = parse_xml(members["[Content_Types].xml"])
    ns = etree.QName(types).namespace
    types.append(etree.Element(f"{{{ns}}}Override", PartName=f"/{part}", ContentType=_SHEET_TYPE))
    members["[Content_Types].xml"] = serialise(types)
    rels_name = rels_part(package.workbook_part)
    rels = parse_xml(members[rels_name])
    target = relpath("/" + part, "/" + dirname(package.workbook_part))
    kind = f"{_OFFICE}/relationships/worksheet"
    rels.append(etree.Element(f"{{{REL_NS}}}Relationship", Id="rIdUebersicht", Type=kind, Target=target))
    members[rels_name] = serialise(rels)


def _workbook(package: Package, source: Package) -> bytes:
    """workbook.xml with the sheet in front; numbers of the other sheets move on by one."""
    root = parse_xml(package.members[package.workbook_part])
    sheets = root.find("{*}sheets")
    entry = deepcopy(sheets[0])
    rid_key = next(key for key in entry.attrib if key.endswith("}id"))
    next_id = max(int(sheet.get("sheetId")) for sheet in sheets) + 1
    entry.attrib.update({"name": source.sheets[0].name, "sheetId": str(next_id), rid_key: "rIdUebersicht"})
    sheets.insert(0, entry)
    names = root.find("{*}definedNames")
    if names is None:
        names = etree.Element(f"{{{etree.QName(root).namespace}}}definedNames")
        sheets.addnext(names)
    for name in names:
        if name.get("localSheetId") is not None:
            name.set("localSheetId", str(int(name.get("localSheetId")) + 1))
    for name in source.workbook.iterfind("{*}definedNames/{*}definedName"):
        copy = deepcopy(name)
        copy.set("localSheetId", "0")
        names.append(copy)
    names[:] = sorted(names, key=lambda name: (name.get("name").casefold(), int(name.get("localSheetId", -1))))
    for view in root.iterfind("{*}bookViews/{*}workbookView"):
        view.attrib.pop("activeTab", None)
        view.attrib.pop("firstSheet", None)
    return serialise(root)
