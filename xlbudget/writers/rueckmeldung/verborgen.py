"""The hidden sheet: whose workbook this is, with its seal, and the sums that other sheets look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from posixpath import dirname, relpath

from lxml import etree

from xlbudget.layout.rueckmeldung import HINWEIS, IDENTITAET_BLATT, ZELLE_HINWEIS, ZELLE_IDENTITAET, ZELLE_SIEGEL
from xlbudget.writers.rueckmeldung.summen import SUMMEN_AB, Formel
from xlbudget.xlsx.fill.sheetxml import Cell, check_storable
from xlbudget.xlsx.package import REL_NS, Area, Package, address, parse_xml, rels_part, serialise

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_REL_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_RID = "rIdXlbudget"


def with_hidden_sheet(package: Package, identitaet: str, siegel: str, rows: Sequence[Sequence[str]]) -> Package:
    """The package with the hidden sheet behind all others; `rows` begin at the row `SUMMEN_AB`.

    Raises VorlageError if the identity is too long for a cell.
    """
    members = dict(package.members)
    part = f"{dirname(package.sheets[0].part)}/xlbudget.xml"
    kennung = {ZELLE_HINWEIS: HINWEIS, ZELLE_IDENTITAET: identitaet, ZELLE_SIEGEL: siegel}
    zellen = {(area.top, area.left): text for zelle, text in kennung.items() if (area := Area.parse(zelle))}
    for reihe, texte in enumerate(rows, SUMMEN_AB):
        zellen |= {(reihe, spalte): text for spalte, text in enumerate(texte, 1) if text}
    workbook = parse_xml(members[package.workbook_part])
    members[part] = _sheet_xml(etree.QName(workbook).namespace, zellen)
    sheets = workbook.find("{*}sheets")
    rid_key = next(key for key in sheets[0].attrib if key.endswith("}id"))
    sheet_id = str(max(int(sheet.get("sheetId")) for sheet in sheets) + 1)
    attributes = {"name": IDENTITAET_BLATT, "sheetId": sheet_id, "state": "veryHidden", rid_key: _RID}
    etree.SubElement(sheets, sheets[0].tag, attributes)
    members[package.workbook_part] = serialise(workbook)
    types, rels = parse_xml(members["[Content_Types].xml"]), parse_xml(members[rels_part(package.workbook_part)])
    ns = etree.QName(types).namespace
    etree.SubElement(types, f"{{{ns}}}Override", PartName=f"/{part}", ContentType=_SHEET_TYPE)
    target = relpath("/" + part, "/" + dirname(package.workbook_part))
    etree.SubElement(rels, f"{{{REL_NS}}}Relationship", Id=_RID, Type=_REL_TYPE, Target=target)
    members["[Content_Types].xml"], members[rels_part(package.workbook_part)] = serialise(types), serialise(rels)
    return Package(package.name, members, package.renames)


def _sheet_xml(namespace: str, zellen: Mapping[Cell, str]) -> bytes:
    root = etree.Element(f"{{{namespace}}}worksheet", nsmap={None: namespace})
    data = etree.SubElement(root, f"{{{namespace}}}sheetData")
    for reihe in sorted({reihe for reihe, _ in zellen}):
        row = etree.SubElement(data, f"{{{namespace}}}row", r=str(reihe))
        for (oben, spalte), text in zellen.items():
            if oben == reihe:
                _add_cell(row, (reihe, spalte), text, namespace)
    etree.SubElement(root, f"{{{namespace}}}sheetProtection", dict.fromkeys(("sheet", "objects", "scenarios"), "1"))
    return serialise(root)


def _add_cell(row: etree._Element, cell: Cell, text: str, namespace: str) -> None:
    check_storable(text, cell)
    element = etree.SubElement(row, f"{{{namespace}}}c", r=address(*cell))
    if isinstance(text, Formel):
        etree.SubElement(element, f"{{{namespace}}}f").text = text
        return
    element.set("t", "inlineStr")
    item = etree.SubElement(etree.SubElement(element, f"{{{namespace}}}is"), f"{{{namespace}}}t")
    item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    item.text = text
