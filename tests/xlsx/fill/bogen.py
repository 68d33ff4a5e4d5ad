"""Small templates for the tests of the calculation: one sheet of formulas, names to fill, what is cached in the end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import xlsxwriter
from xlsxwriter.workbook import Workbook

from xlbudget.cellplan import CellPlan, Cellwert, cell, column
from xlbudget.errors import Befund
from xlbudget.xlsx.areas import address
from xlbudget.xlsx.fill.template import Template

FORMELN = "F"
"""Column of the sheet `Blatt` that has the formulas, from row 1."""
LINKS = "LINKS"
"""Stands for the value of a cell that is left to Excel."""


@dataclass(frozen=True)
class Gerechnet:
    """A filled workbook: cached values of all formulas by sheet and address, LINKS where there is none."""

    data: bytes
    befunde: tuple[Befund, ...]
    werte: Mapping[tuple[str, str], object]

    def __getitem__(self, ort: str) -> object:
        blatt, _, zelle = ort.rpartition("!")
        return self.werte[blatt or "Blatt", zelle]

    @property
    def formeln(self) -> list[object]:
        """The values of the column of formulas, from above."""
        werte = {
            int(ort[1:]): wert for (blatt, ort), wert in self.werte.items() if blatt == "Blatt" and ort[0] == FORMELN
        }
        return [werte[zeile] for zeile in sorted(werte)]


def fill(file: Path, *plan: object) -> Gerechnet:
    """Fill a template; every formula has a value or a Hinweis, and Excel calculates exactly if one has none."""
    filled = Template.read(file, [plan]).fill(plan)  # type: ignore[arg-type]
    formeln, werte = (openpyxl.load_workbook(io.BytesIO(filled.data), data_only=d) for d in (False, True))
    left = {(sheet.name, address(*ort)) for sheet, ort in filled.left_to_excel}
    found: dict[tuple[str, str], object] = {}
    for blatt in formeln.worksheets:
        for row in blatt.iter_rows():
            for zelle in row:
                if zelle.data_type == "f":
                    ort = (blatt.title, zelle.coordinate)
                    found[ort] = werte[blatt.title][zelle.coordinate].value
                    if ort in left:
                        assert found[ort] is None, f"{ort} is left to Excel, but has a value"
                        found[ort] = LINKS
                    elif found[ort] is None:
                        found[ort] = ""  # as openpyxl reads an empty text
    with zipfile.ZipFile(io.BytesIO(filled.data)) as archive:
        calculates = b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
    assert bool(left) == bool(filled.befunde) == calculates
    return Gerechnet(filled.data, filled.befunde, found)


def draw(
    file: Path,
    formeln: Sequence[str],
    zellen: Mapping[str, Cellwert] | None = None,
    namen: Mapping[str, str] | None = None,
    weitere: Mapping[str, Mapping[str, Cellwert]] | None = None,
) -> Path:
    """A template with formulas below each other, constant cells, names, and more sheets with cells; PB_x is A1:A5."""
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        for zeile, formel in enumerate(formeln):
            blatt.write_formula(f"{FORMELN}{zeile + 1}", f"={formel}")
        write(mappe, "Blatt", zellen or {})
        for name, inhalt in (weitere or {}).items():
            mappe.add_worksheet(name)
            write(mappe, name, inhalt)
        for name, ziel in {"PB_x": "Blatt!$A$1:$A$5", **(namen or {})}.items():
            mappe.define_name(name, f"={ziel}")
    return file


def write(mappe: Workbook, blatt: str, zellen: Mapping[str, Cellwert]) -> None:
    """Write cells of a sheet; a text that begins with `=` is a formula."""
    for ort, wert in zellen.items():
        mappe.get_worksheet_by_name(blatt).write(ort, wert)


def x(*werte: Cellwert) -> CellPlan:
    """The plan that fills PB_x from above."""
    return (column("PB_x", werte),)


def one(wert: Cellwert) -> CellPlan:
    """The plan that fills the single cell PB_x."""
    return (cell("PB_x", wert),)
