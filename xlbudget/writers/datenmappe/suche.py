"""Where something stands in a Datenmappe that its users have changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xlbudget.xlsx.areas import Cell
from xlbudget.xlsx.grow.cells import CellTexts
from xlbudget.xlsx.grow.table import PackageTable, find_tables
from xlbudget.xlsx.package import Package, Sheet

START = "Start"
_FAST_ALLE = 0.8  # so many of a table's headings in one row are that table, whatever it is called now
_MINDESTENS = 3  # one or two headings may stand anywhere


def find_heading_row(
    package: Package, headings: Collection[str], bekannt: Collection[str]
) -> tuple[Sheet, Cell, str] | None:
    """The first row with nearly all of these headings that is in none of the tables `bekannt`.

    Sheet, first cell, and the name of the table that has the row, empty where none has it.
    """
    texte, tabellen = CellTexts(package), find_tables(package).values()
    eigene = {name.casefold() for name in bekannt}
    for sheet in package.sheets:
        rows: dict[int, dict[str, int]] = {}
        for (row, column), text in texte.of_sheet(sheet.part).items():
            if text in headings:
                rows.setdefault(row, {}).setdefault(text, column)
        for row, columns in sorted(rows.items()):
            cell = (row, min(columns.values()))
            besitzer = next((t.name for t in tabellen if t.sheet == sheet and cell in t.area), "")
            sind_es = len(columns) >= max(_MINDESTENS, _FAST_ALLE * len(headings))
            if sind_es and besitzer.casefold() not in eigene:
                return sheet, cell, besitzer
    return None


def find_settings(package: Package, place: PackageTable, column: int) -> Mapping[str, int]:
    """The settings that are there, with their rows; those typed right below the table count, as for the reader."""
    texte = CellTexts(package).of_sheet(place.sheet.part)
    rows = list(range(place.body.top, place.area.bottom + 1))
    while (rows[-1] + 1, column) in texte:
        rows.append(rows[-1] + 1)
    return {texte[row, column]: row for row in reversed(rows) if (row, column) in texte}


def find_start(package: Package) -> str:
    """The sheet that new ones lead back to: Start, or the first that can be seen."""
    entries = list(package.workbook.iterfind("{*}sheets/{*}sheet"))
    sichtbar = [entry.get("name", "") for entry in entries if entry.get("state", "visible") == "visible"]
    return str(next((name for name in sichtbar if name.casefold() == START.casefold()), sichtbar[0]))
