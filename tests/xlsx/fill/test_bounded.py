"""No template makes filling hang: what would take long is cut where that is the same, or left to Excel."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from xlsx.fill.bogen import LINKS, draw, fill, one, x
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.cellplan import Fill
from xlbudget.xlsx.fill.template import Template

COMPILE_S, FILL_S = 10, 2
"""CPU seconds; five times of what was measured."""


def _whole_columns(mappe: Workbook, blatt: Worksheet) -> None:
    _data(mappe, 3000)
    for zeile in range(1, 21):
        blatt.write_formula(zeile, 1, f"=SUMPRODUCT((Daten!A:A=A{zeile})*(Daten!B:B>0)*Daten!C:C)")
        blatt.write_formula(zeile, 2, '=IFERROR(VLOOKUP("fehlt",Daten!A:C,3,FALSE),0)')
        blatt.write_formula(zeile, 3, "=SUMIFS(Daten!C:C,Daten!A:A,1,Daten!B:B,2)")


def _running_sums(mappe: Workbook, blatt: Worksheet) -> None:
    for zeile in range(1, 4001):
        blatt.write_formula(zeile, 1, f"=SUM(A$1:A{zeile})")


def _many_products(mappe: Workbook, blatt: Worksheet) -> None:
    _data(mappe, 3000)
    for zeile in range(1, 301):
        blatt.write_formula(
            zeile, 1, f"=SUMPRODUCT((Daten!$A$1:$A$3000={zeile})*(Daten!$B$1:$B$3000=1)*Daten!$C$1:$C$3000)"
        )


def _chain(mappe: Workbook, blatt: Worksheet) -> None:
    for zeile in range(1, 8001):
        blatt.write_formula(zeile, 1, f"=B{zeile + 2}+1")


def _everything_reads_everything(mappe: Workbook, blatt: Worksheet) -> None:
    for zeile in range(1, 2001):
        blatt.write_formula(zeile, 1, f"=INDEX(C:C,{zeile})+COUNT($C$1:$C$2001)")
        blatt.write_formula(zeile, 2, f"=A{zeile}*2")


def _formats(mappe: Workbook, blatt: Worksheet) -> None:
    fett = mappe.add_format({"bold": True})
    for number in range(30):
        blatt.conditional_format(
            "A1:XFD1048576", {"type": "formula", "criteria": f"=SUM($A:$Z)>{number}", "format": fett}
        )
        blatt.data_validation("A1:Z1048576", {"validate": "custom", "value": f"=COUNTIF($A:$A,A1)<{number + 1}"})
    for zeile in range(1, 200):
        blatt.write_formula(zeile, 1, f"=A{zeile}*2")


def _data(mappe: Workbook, zeilen: int) -> None:
    daten = mappe.add_worksheet("Daten")
    for zeile in range(zeilen):
        daten.write_row(zeile, 0, [zeile % 12, zeile % 7, zeile * 1.5, "Text"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "drawn",
    [_whole_columns, _running_sums, _many_products, _chain, _everything_reads_everything, _formats],
    ids=lambda drawn: drawn.__name__.strip("_"),
)
def test_compiling_takes_seconds_and_filling_less(tmp_path: Path, drawn: Callable[[Workbook, Worksheet], None]) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        drawn(mappe, blatt)
        mappe.define_name("PB_x", "=Blatt!$A$1")
    start = time.process_time()
    template = Template.read(tmp_path / "v.xlsx", [one(1)])
    compiled = time.process_time()
    filled = template.fill(one(2))
    assert (compiled - start < COMPILE_S, time.process_time() - compiled < FILL_S) == (True, True)
    assert bool(filled.left_to_excel) == (drawn in (_running_sums, _many_products))


def test_areas_are_cut_only_where_that_is_the_same(tmp_path: Path) -> None:
    formeln = [
        "SUM(A:A)",
        "COUNT(A:A)",
        'COUNTIF(A:A,"")',
        "COUNTBLANK(A:A)",
        'COUNTIF(A:A,">1")',
        "ROWS(A:A)",
        "SUMPRODUCT((A:A=2)*1)",
        "SUMPRODUCT((A:A=B1)*1)",
        "SUMPRODUCT((A:A=0)*A:A)",
        "INDEX(A:A,1000)",
        "MATCH(3,A:A,0)",
        "VLOOKUP(2,A:B,2,FALSE)",
        'SUMIFS(A:A,B:B,"")',
        'COUNTIF(A:A,"<>2")',
        "SUMIFS(A1:A500000,B2:B500001,7)",
        "MAX(1:1)",
        "AVERAGE($A$1:$A$100000)",
        "SUM(A1:A200000)+COUNT(A1:A100000)",
        "COUNTA(A:B)",
    ]
    erwartet = [6, 3, LINKS, LINKS, 2, 1048576, 1, LINKS, 0, 0, 3, 7, 4, LINKS, 1, LINKS, 2, 9, 4]
    zellen = {"B2": 7}
    gerechnet = fill(draw(tmp_path / "v.xlsx", formeln, zellen), *x(1, 2, 3)).formeln
    assert gerechnet[:15] == erwartet[:15]
    assert gerechnet[16:] == erwartet[16:]


def test_cells_that_filling_writes_behind_the_used_ones_count(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write_formula("F1", "=SUM(C:C)")
        blatt.write_formula("F2", "=SUMPRODUCT((C:C>2)*C:C)")
        blatt.write_formula("F3", "=VLOOKUP(9,C:D,2,FALSE)")
        mappe.define_name("PB_x", "=Blatt!$C$5000:$D$5001")
    assert fill(tmp_path / "v.xlsx", Fill("PB_x", ((2, "a"), (9, "b")))).formeln == [11, 9, "b"]


def test_long_formulas_and_many_sheets(tmp_path: Path) -> None:
    lang = "+".join(f"A{zeile}" for zeile in range(1, 140))
    zu_lang = "+".join(f"A{zeile}" for zeile in range(1, 400))
    tief = "IF(A1>0," * 50 + "1" + ",0)" * 50
    assert fill(draw(tmp_path / "v.xlsx", [lang, zu_lang, tief]), *x(1, 2)).formeln == [3, LINKS, 1]
