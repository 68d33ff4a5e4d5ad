"""The hidden sheet: whose workbook this is, with its seal, and the sums that other sheets look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from posixpath import dirname

from lxml import etree

from xlbudget.core.rueckmeldung import Ausweis
from xlbudget.layout.rueckmeldung import HINWEIS, IDENTITAET_BLATT, ZELLE_HINWEIS, ZELLE_IDENTITAET, ZELLE_SIEGEL
from xlbudget.ooxml_text import encode_xstring
from xlbudget.writers.rueckmeldung.summen import SUMMEN_AB, Formel
from xlbudget.xlsx.areas import Area, Cell, address
from xlbudget.xlsx.draft import SHEET_TYPE, PackageDraft
from xlbudget.xlsx.fill.sheetxml import check_storable
from xlbudget.xlsx.package import Package, serialise


def with_hidden_sheet(package: Package, ausweis: Ausweis, rows: Sequence[Sequence[str]]) -> Package:
    """The package with the hidden sheet behind all others; `rows` begin at the row `SUMMEN_AB`.

    Raises VorlageError if the identity is too long for a cell.
    """
    kennung = {ZELLE_HINWEIS: HINWEIS, ZELLE_IDENTITAET: ausweis.text, ZELLE_SIEGEL: ausweis.siegel}
    zellen = {(area.top, area.left): text for zelle, text in kennung.items() if (area := Area.parse(zelle))}
    for reihe, texte in enumerate(rows, SUMMEN_AB):
        zellen |= {(reihe, spalte): text for spalte, text in enumerate(texte, 1) if text}
    draft = PackageDraft(package)
    part = draft.free_part(f"{dirname(package.sheets[0].part)}/xlbudget.xml")
    draft.add_part(part, _sheet_xml(etree.QName(draft.workbook).namespace, zellen), SHEET_TYPE)
    draft.add_sheet(IDENTITAET_BLATT, part, at=len(draft.sheets), rid="rIdXlbudget", state="veryHidden")
    return draft.finish()


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
    item.text = encode_xstring(text)
