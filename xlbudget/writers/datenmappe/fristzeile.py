"""The line on the sheet Start that says what is due next: drawn in a new Datenmappe, added to an older one."""

from __future__ import annotations

import io
from collections.abc import Collection

import xlsxwriter
from lxml import etree
from xlsxwriter.worksheet import Worksheet

from xlbudget.layout.deklaration import Tabelle
from xlbudget.layout.naechste_frist import (
    DATUMSFORMAT,
    NAME,
    ZELLE_DATUM,
    ZELLE_TEXT,
    date_formula,
    frist_names,
    text_formula,
)
from xlbudget.writers.datenmappe.stil import DUNKEL, Mappenformate
from xlbudget.writers.datenmappe.suche import START
from xlbudget.xlsx.areas import Cell, column_number
from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.fill.calculation import with_calculation
from xlbudget.xlsx.fill.sheetxml import SheetElement, merged_areas
from xlbudget.xlsx.grow.cells import has_content
from xlbudget.xlsx.grow.looks import LookImport
from xlbudget.xlsx.grow.sheets import set_name
from xlbudget.xlsx.package import Package, Sheet, parse_xml

_FORMELN = {ZELLE_DATUM: date_formula(), ZELLE_TEXT: text_formula(ZELLE_DATUM)}


def draw_fristzeile(blatt: Worksheet, formate: Mappenformate) -> None:
    """Write the two cells. They have no cached value: it would be that of the day they are drawn on."""
    looks = {
        ZELLE_DATUM: formate(bold=True, font_color=DUNKEL, align="left", num_format=DATUMSFORMAT),
        ZELLE_TEXT: formate(bold=True, font_color=DUNKEL),
    }
    for ort, formel in _FORMELN.items():
        blatt.write_array_formula(ort, f"{{={formel}}}", looks[ort], "")


def add_fristzeile(package: Package, start: str, tabellen: Collection[Tabelle]) -> Package:
    """The package with the line on its sheet Start, and with names for the tables it has now.

    The same package where nothing is missing, and where somebody uses the place or there is no such sheet.
    """
    namen = frist_names(tabellen, start)
    blatt = next((sheet for sheet in package.sheets if sheet.name == start), None)
    if not namen or blatt is None or start.casefold() != START.casefold():
        return package
    if NAME.casefold() in package.names:
        del namen[NAME]  # where it is now
    elif _is_taken(package, blatt):
        return package
    else:
        package = _with_cells(package, blatt)
    for name, formel in namen.items():
        package = set_name(package, name, formel, replace=True)
    return package


def _is_taken(package: Package, blatt: Sheet) -> bool:
    root = parse_xml(package.members[blatt.part])
    sheet = SheetElement(root, f"{{{etree.QName(root).namespace}}}")
    return any(
        (zelle in sheet.cells and has_content(sheet.cells[zelle])) or any(zelle in area for area in merged_areas(root))
        for zelle in map(_cell, _FORMELN)
    )


def _with_cells(package: Package, blatt: Sheet) -> Package:
    muster = Package.from_bytes("Muster", _draw_muster())
    draft = PackageDraft(package)
    root, source = draft.tree(blatt.part), parse_xml(muster.members[muster.sheets[0].part])
    looks = LookImport(draft, package, muster)
    sheet, vorlage = (SheetElement(r, f"{{{etree.QName(r).namespace}}}") for r in (root, source))
    for ort, formel in _FORMELN.items():
        zelle = _cell(ort)
        element = sheet.cell(zelle)
        element[:] = []
        element.attrib.pop("t", None)
        element.set("s", looks.cell(vorlage.cells[zelle].get("s")))
        etree.SubElement(element, f"{{{etree.QName(root).namespace}}}f", t="array", ref=ort).text = formel
    sheet.row(_cell(ZELLE_DATUM)[0]).attrib.pop("spans", None)  # a hint that may be wrong now
    sheet.widen_dimension()
    return with_calculation(draft.finish())


def _cell(ort: str) -> Cell:
    return int(ort[1:]), column_number(ort[0])


def _draw_muster() -> bytes:
    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer, {"in_memory": True}) as mappe:
        draw_fristzeile(mappe.add_worksheet(START), Mappenformate(mappe))
    return puffer.getvalue()
