"""Workbooks with one table that tests let grow, and how they are read afterwards."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from xlbudget.errors import Schwere
from xlbudget.xlsx import Package, lint_workbook
from xlbudget.xlsx.package import pack

ROT = PatternFill("solid", "FFFF0000", "FFFF0000")


def book(edit: Callable[[Workbook], object] | None = None, *, zeilen: int = 2) -> Package:
    """A sheet Blatt with the table Daten at B3: Name, Betrag, Notiz, in red, with a validation, a format, a total."""
    mappe = openpyxl.Workbook()
    blatt = mappe.active
    blatt.title = "Blatt"
    blatt.append([])
    blatt.append([])
    blatt.append([None, "Name", "Betrag", "Notiz"])
    for nummer in range(zeilen):
        blatt.append([None, f"n{nummer}", nummer + 0.5, None])
    letzte = 3 + max(zeilen, 1)
    for spalte in "BCD":
        for zeile in range(4, letzte + 1):
            blatt[f"{spalte}{zeile}"].fill = ROT
            blatt[f"{spalte}{zeile}"].number_format = "@" if spalte != "C" else "#,##0.00"
    liste = DataValidation("list", formula1='"a,b"', sqref=f"D4:D{letzte}")
    blatt.add_data_validation(liste)
    blatt.conditional_formatting.add(f"C4:C{letzte}", FormulaRule(["C4>100"], font=Font(bold=True)))
    tabelle = Table(displayName="Daten", ref=f"B3:D{letzte}")
    tabelle._initialise_columns()
    for spalte, kopf in zip(tabelle.tableColumns, ("Name", "Betrag", "Notiz"), strict=True):
        spalte.name = kopf
    blatt.add_table(tabelle)
    mappe.create_sheet("Anderes")["A1"] = "bleibt"
    if edit:
        edit(mappe)
    puffer = io.BytesIO()
    mappe.save(puffer)
    return Package.from_bytes("mappe.xlsx", puffer.getvalue())


def opened(package: Package) -> Worksheet:
    """The first sheet of a package without faults, as openpyxl reads it."""
    data = pack(package.members)
    assert [str(b) for b in lint_workbook(data, "mappe.xlsx") if b.schwere is Schwere.FEHLER] == []
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def values(blatt: Worksheet, bereich: str) -> list[list[Any]]:
    return [[zelle.value for zelle in zeile] for zeile in blatt[bereich]]


def changed(before: Package, after: Package) -> set[str]:
    """The parts that differ."""
    assert before.members.keys() <= after.members.keys()
    return {part for part, data in after.members.items() if before.members.get(part) != data}


def with_part(package: Package, part: str, change: Callable[[bytes], bytes]) -> Package:
    """The package with the bytes of one part changed."""
    neu = change(package.members[part])
    assert neu != package.members[part]
    return Package(package.name, {**package.members, part: neu})


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archiv:
        return {name: archiv.read(name) for name in archiv.namelist()}
