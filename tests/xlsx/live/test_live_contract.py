"""One contract for both writers: filling a file and filling it open in Excel give the same cells.

All 48 sheets of the example, both templates, two Stände. Live means LibreOffice behind xlwings, which calculates; the
file has the values that the headless writer cached. One open template takes one sheet after the other, so nothing of
the former may be left. What is taken as equal: no value and empty text, an error and its code, numbers that differ by
float noise, and formulas that differ in blanks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
import peine
import pytest
import xlwings as xw
from engine import Testexcel
from engine.entry import ERROR_CODES

from xlbudget.cellplan import CellPlan
from xlbudget.core.zeit import Stand
from xlbudget.layout.namen import PFLICHTNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.areas import address
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.live.live_template import LiveTemplate, fill_live
from xlbudget.xlsx.package import Package, iter_cells, parse_xml

VORLAGEN = ("produktblatt.xlsx", "produktblatt-modern.xlsx")


@dataclass(frozen=True)
class Seen:
    """Every cell of a sheet: what it shows, its formula, and which rows are hidden."""

    values: dict[tuple[int, int], Any]
    formulas: dict[tuple[int, int], str]
    hidden: frozenset[int]


@pytest.fixture(scope="module", params=[Stand(2023, 12), Stand(2023, 6)], ids=str)
def plaene(request) -> dict[str, CellPlan]:
    lauf = peine.lauf(request.param.monat)
    return {
        objekt.titel: plan_produktblatt(lauf.daten.produktblatt(objekt), lauf.mappe.kommune)
        for objekt in lauf.daten.gliederung.berichtsobjekte()
    }


def seen_live(sheet: xw.Sheet) -> Seen:
    worksheet, used = sheet.impl.worksheet, sheet.impl.worksheet.used()
    block = sheet.used_range.raw_value
    return Seen(
        {cell: block[cell[0] - 1][cell[1] - 1] for cell in used.cells()},
        dict(worksheet.formulas(used)),
        frozenset(worksheet.hidden_rows(1, used.bottom)),
    )


def seen_in_file(data: bytes) -> Seen:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    package = Package.from_bytes("gefüllt", data)
    cells = iter_cells(parse_xml(package.members[package.sheets[0].part]))
    return Seen(
        {(cell.row, cell.column): cell.value for line in sheet.iter_rows() for cell in line},
        {cell: f"={formula}" for cell, element in cells if (formula := element.findtext("{*}f"))},
        frozenset(row for row, dimension in sheet.row_dimensions.items() if dimension.hidden),
    )


def differences(live: Seen, filed: Seen, *, calculated: bool = True) -> Iterator[str]:
    for cell in sorted(live.values.keys() | filed.values.keys()):
        if not calculated and cell in filed.formulas:
            continue
        left, right = live.values.get(cell), filed.values.get(cell)
        if not is_same(left, right):
            yield f"{address(*cell)}: {left!r} ≠ {right!r}"
    for cell in sorted(live.formulas.keys() | filed.formulas.keys()):
        left, right = (re.sub(r"\s", "", seen.formulas.get(cell, "")) for seen in (live, filed))
        if left != right:
            yield f"{address(*cell)}: {left} ≠ {right}"
    if live.hidden != filed.hidden:
        yield f"verborgene Zeilen: {sorted(live.hidden ^ filed.hidden)}"


def is_same(left: Any, right: Any) -> bool:
    left, right = (ERROR_CODES.get(value, value) for value in (left, right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return abs(left - right) <= 1e-6 + 1e-12 * abs(left)
    return (left or None) == (right or None)


@pytest.mark.parametrize("vorlage", VORLAGEN)
def test_every_cell_of_every_sheet_in_libreoffice(excel: Testexcel, plaene, vorlage):
    datei = shipped("templates", vorlage)
    book, headless = excel.open(datei), Template.read(datei, plaene.values(), PFLICHTNAMEN)
    live = LiveTemplate(book, plaene.values(), PFLICHTNAMEN)
    assert len(plaene) == 48
    for titel, plan in plaene.items():
        live.fill(plan)
        found = list(differences(seen_live(book.sheets[0]), seen_in_file(headless.fill(plan).data)))
        assert not found, titel
    assert len(seen_live(book.sheets[0]).formulas) > 60


@pytest.mark.parametrize("plaene", [Stand(2023, 12)], indirect=True, ids=str)
@pytest.mark.parametrize("vorlage", VORLAGEN)
@pytest.mark.parametrize("jedes", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_every_cell_of_every_so_many_sheets_in_openpyxl(excel_fast: Testexcel, plaene, vorlage, jedes):
    datei = shipped("templates", vorlage)
    book, headless = excel_fast.open(datei), Template.read(datei, plaene.values(), PFLICHTNAMEN)
    live = LiveTemplate(book, plaene.values(), PFLICHTNAMEN)
    for titel, plan in list(plaene.items())[::jedes]:
        live.fill(plan)
        filed = seen_in_file(headless.fill(plan).data)
        assert not list(differences(seen_live(book.sheets[0]), filed, calculated=False)), titel


@pytest.mark.parametrize("plaene", [Stand(2023, 12)], indirect=True, ids=str)
@pytest.mark.parametrize("vorlage", VORLAGEN)
def test_a_fresh_sheet_with_at_most_two_calls_per_name(excel: Testexcel, plaene, vorlage):
    datei = shipped("templates", vorlage)
    for plan in list(plaene.values())[:3]:
        book = excel.open(datei)
        with excel.wire.counted() as trips:
            fill_live(book.sheets[0], plan, PFLICHTNAMEN)
        assert len(trips) <= 2 * len({entry.name for entry in plan})
        filed = seen_in_file(Template.read(datei, [plan]).fill(plan).data)
        assert not list(differences(seen_live(book.sheets[0]), filed))
        book.close()
