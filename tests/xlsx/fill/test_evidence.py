"""A template's own cached values against what the calculator makes of the template as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from xlsx.corpus.corpus_base import edit
from xlsx.fill.bogen import LINKS, fill, x


def draw(file: Path, formeln: dict[str, object], *, full_calc: bool = True) -> Path:
    """Formulas with what the template has as their values; A1:A3 hold 1, 2, 3 and are filled."""
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write_column("A1", [1, 2, 3])
        for zeile, (formel, wert) in enumerate(formeln.items()):
            blatt.write_formula(f"F{zeile + 1}", f"={formel}", None, wert)
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$3")
    if not full_calc:
        edit(file, {"xl/workbook.xml": [(' fullCalcOnLoad="1"', "")]})
    return file


def test_a_value_that_differs_is_left_with_all_that_read_it(tmp_path: Path) -> None:
    formeln = {"SUM(A1:A3)": 6, "A1*2": 99, "F2+1": 3, "IFERROR(F2,0)": 2, "A2*2": 4, 'IF(A1=1,"a","b")': "b"}
    for full_calc in (True, False):
        datei = draw(tmp_path / f"{full_calc}.xlsx", formeln, full_calc=full_calc)
        assert fill(datei, *x(10, 20, 30)).formeln == [60, LINKS, LINKS, LINKS, 40, LINKS]


def test_values_that_nobody_computed_say_nothing(tmp_path: Path) -> None:
    """XlsxWriter writes 0, or what it is told, and asks Excel to calculate; LibreOffice keeps its zeros."""
    for number, (wert, full_calc) in enumerate([(0, True), (99, True), ("x", True), (0, False)]):
        datei = draw(tmp_path / f"{number}.xlsx", {"SUM(A1:A3)": wert, "A1*2": wert}, full_calc=full_calc)
        assert fill(datei, *x(10, 20, 30)).formeln == [60, 20], (wert, full_calc)


def test_zeros_beside_values_say_nothing_while_excel_is_to_calculate(tmp_path: Path) -> None:
    formeln = {"SUM(A1:A3)": 6, "A1*2": 0}
    assert fill(draw(tmp_path / "a.xlsx", formeln), *x(10, 20, 30)).formeln == [60, 20]
    assert fill(draw(tmp_path / "b.xlsx", formeln, full_calc=False), *x(10, 20, 30)).formeln == [60, LINKS]


@pytest.mark.parametrize("formel", ["TODAY()+A1", "IF(TODAY()>A1,1,0)"])
def test_what_changes_by_itself_is_not_compared(tmp_path: Path, formel: str) -> None:
    assert fill(draw(tmp_path / "v.xlsx", {"SUM(A1:A3)": 6, formel: 5, "F2*2": 7}), *x(1, 2, 3)).formeln[1] != LINKS


def test_what_is_unsure_in_the_template_itself_is_not_compared(tmp_path: Path) -> None:
    """A German Excel saved „1,5 EUR“; with whole numbers there is nothing to doubt."""
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write("A1", 1.5)
        blatt.write_formula("F1", '=A1&" EUR"', None, "1,5 EUR")
        blatt.write_formula("F2", "=A1*2", None, 3)
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$3")
    assert fill(tmp_path / "v.xlsx", *x(7)).formeln == ["7 EUR", 14]
    assert fill(tmp_path / "v.xlsx", *x(7.5)).formeln == [LINKS, 15]


def test_rounding_as_displayed_and_the_calendar_of_1904(tmp_path: Path) -> None:
    datei = draw(tmp_path / "v.xlsx", {"SUM(A1:A3)": 6})
    edit(datei, {"xl/workbook.xml": [("<calcPr ", '<calcPr fullPrecision="0" ')]})
    assert fill(datei, *x(1, 2, 3)).formeln == [LINKS]
    with xlsxwriter.Workbook(tmp_path / "w.xlsx", {"date_1904": True}) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        for zeile, formel in enumerate(["A1+A2", "YEAR(A1)", "DATE(2024,1,1)", "F2+1"]):
            blatt.write_formula(f"F{zeile + 1}", f"={formel}")
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$3")
    assert fill(tmp_path / "w.xlsx", *x(1, 2)).formeln == [3, LINKS, LINKS, LINKS]
