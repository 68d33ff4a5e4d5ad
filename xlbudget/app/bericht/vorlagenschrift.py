"""Whether what a template prints is large enough to be read: font size times the scale of its page."""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection, Iterator
from decimal import Decimal
from math import floor

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from xlbudget.core.geld import format_zahl
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.layout.namen import PB
from xlbudget.xlsx.package import Package

KLEINSTE_PT = 8.0
"""Smaller than this nobody likes to read on paper."""
_GENAU = 0.05  # scales are whole percents
_PUNKT_JE_ZOLL = 72
_PAPIER_PT = {"8": (842.0, 1191.0), "9": (595.0, 842.0), "11": (420.0, 595.0)}
"""Width and height of A3, A4 and A5 by Excel's number; A4 where it is another one."""
_ZEICHEN_PX, _RAND_PX, _PX_PT = 7, 5, 0.75
_BREITE, _HOEHE = 8.43, 15.0  # of columns and rows that say nothing

Flaeche = tuple[int, int, int, int]
"""First column, first row, last column, last row."""


def check_schrift(package: Package, data: bytes) -> list[Befund]:
    """One Hinweis for each visible sheet that would print something below 8 points; the scale is an estimate where
    the page is fitted to a number of sheets of paper, with half of the reserved rows in use.

    Nothing where the workbook is so broken that this cannot be said: what is broken, other rules say.
    """
    try:
        return list(_check(package, data))
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parsers raise
        return []


def _check(package: Package, data: bytes) -> Iterator[Befund]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl, of what it leaves out of a workbook that is only read here
        mappe = load_workbook(io.BytesIO(data))
    for blatt in mappe.worksheets:
        if blatt.sheet_state != "visible":
            continue
        flaeche = _flaeche(blatt)
        reserviert = _reserved(package, blatt.title)
        skala = _skala(blatt, flaeche, reserviert)
        ziele = _targets(package, blatt.title)
        groessen = [(float(z.font.sz or 11), z) for z in _printed(blatt, flaeche, ziele)]
        if not groessen:
            continue
        groesse, zelle = min(groessen, key=lambda eintrag: eintrag[0])
        if groesse * skala < KLEINSTE_PT - _GENAU:
            geschaetzt = ", geschätzt" if _is_fitted(blatt) else ""
            text = (
                f"Schrift von {_pt(groesse)} Punkt wird mit {round(skala * 100)} % gedruckt{geschaetzt}, also mit etwa "
                f"{_pt(groesse * skala)} Punkt; unter {_pt(KLEINSTE_PT)} ist sie auf Papier schwer zu lesen. Eine "
                "größere Schrift oder unter Seitenlayout größeres Papier oder mehr Seiten wählen."
            )
            yield Befund(
                Schwere.HINWEIS, "vorlage.schrift", text, SourceRef(package.name, blatt.title, zelle.coordinate)
            )


def _pt(punkt: float) -> str:
    return format_zahl(Decimal(str(round(punkt, 1))))


def _flaeche(blatt: Worksheet) -> Flaeche:
    """The first print area, else all that is used."""
    bereich = str(blatt.print_area or blatt.dimensions).split(",")[0].rpartition("!")[2].replace("$", "")
    links, oben, rechts, unten = range_boundaries(bereich)
    letzte_spalte, letzte_zeile = blatt.max_column, blatt.max_row
    return links or 1, oben or 1, min(rechts or letzte_spalte, letzte_spalte), min(unten or letzte_zeile, letzte_zeile)


def _is_fitted(blatt: Worksheet) -> bool:
    return bool(blatt.sheet_properties.pageSetUpPr and blatt.sheet_properties.pageSetUpPr.fitToPage)


def _skala(blatt: Worksheet, flaeche: Flaeche, reserviert: Collection[int]) -> float:
    """What the page is printed at; 1 is 100 %. Excel shrinks to fit, it never enlarges."""
    if not _is_fitted(blatt):
        return float(blatt.page_setup.scale or 100) / 100
    schmal, lang = _PAPIER_PT.get(str(blatt.page_setup.paperSize), _PAPIER_PT["9"])
    quer = blatt.page_setup.orientation == "landscape"
    breite, hoehe = (lang, schmal) if quer else (schmal, lang)
    rand = blatt.page_margins
    breite -= (rand.left + rand.right) * _PUNKT_JE_ZOLL
    hoehe -= (rand.top + rand.bottom) * _PUNKT_JE_ZOLL
    seiten_breit, seiten_hoch = (
        1 if anzahl is None else int(anzahl) for anzahl in (blatt.page_setup.fitToWidth, blatt.page_setup.fitToHeight)
    )
    skalen = [1.0]
    if seiten_breit:
        skalen.append(breite * seiten_breit / max(_width(blatt, flaeche), 1))
    if seiten_hoch:
        skalen.append(hoehe * seiten_hoch / max(_height(blatt, flaeche, reserviert), 1))
    return floor(min(skalen) * 100) / 100


def _width(blatt: Worksheet, flaeche: Flaeche) -> float:
    """Points of the columns that are printed."""
    breiten = dict.fromkeys(range(flaeche[0], flaeche[2] + 1), blatt.sheet_format.defaultColWidth or _BREITE)
    for spalte in blatt.column_dimensions.values():
        for nummer in range(spalte.min or 0, (spalte.max or 0) + 1):
            if nummer in breiten:
                breiten[nummer] = 0.0 if spalte.hidden else spalte.width
    return sum((breite * _ZEICHEN_PX + _RAND_PX) * _PX_PT for breite in breiten.values() if breite)


def _height(blatt: Worksheet, flaeche: Flaeche, reserviert: Collection[int]) -> float:
    """Points of the rows that are printed, with half of those that are only there where they are needed."""
    summe = 0.0
    for nummer in range(flaeche[1], flaeche[3] + 1):
        zeile = blatt.row_dimensions[nummer]
        if not zeile.hidden:
            hoehe = zeile.height or blatt.sheet_format.defaultRowHeight or _HOEHE
            summe += hoehe / 2 if nummer in reserviert else hoehe
    return summe


def _areas(package: Package, namen: Collection[PB], blatt: str) -> Iterator[tuple[int, int, int, int]]:
    for name in namen:
        for ziel in package.named_areas.get(name.casefold(), ()):
            if ziel.sheet.name == blatt:
                area = ziel.areas[0]
                yield area.left, area.top, area.right, area.bottom


def _reserved(package: Package, blatt: str) -> set[int]:
    """Rows that filling hides where there is nothing for them."""
    namen = [name for name in PB if name.platz.gruppe is not None]
    return {zeile for _, oben, _, unten in _areas(package, namen, blatt) for zeile in range(oben, unten + 1)}


def _targets(package: Package, blatt: str) -> set[tuple[int, int]]:
    """Row and column of every cell that is filled."""
    return {
        (zeile, spalte)
        for links, oben, rechts, unten in _areas(package, tuple(PB), blatt)
        for zeile in range(oben, unten + 1)
        for spalte in range(links, rechts + 1)
    }


def _printed(blatt: Worksheet, flaeche: Flaeche, ziele: Collection[tuple[int, int]]) -> Iterator[Cell]:
    """Cells that show something, or will."""
    verborgen = {
        nummer
        for spalte in blatt.column_dimensions.values()
        if spalte.hidden
        for nummer in range(spalte.min or 0, (spalte.max or 0) + 1)
    }
    links, oben, rechts, unten = flaeche
    for zeile in blatt.iter_rows(oben, unten, links, rechts):
        for zelle in zeile:
            if isinstance(zelle, MergedCell) or zelle.column in verborgen or blatt.row_dimensions[zelle.row].hidden:
                continue
            if zelle.value is not None or (zelle.row, zelle.column) in ziele:
                yield zelle
