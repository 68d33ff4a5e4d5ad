"""Cached values are right or left out: more of each kind that a calculator gets wrong.

Values are those of Excel where its documentation or a simple sum says them; LINKS is what Excel computes on load.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName
from xlsx.corpus.corpus_base import edit
from xlsx.fill.bogen import LINKS, draw, fill, one, x

from xlbudget.cellplan import Cellwert, HideRows, cell, column
from xlbudget.errors import VorlageError
from xlbudget.xlsx.fill.hinweise import MAX_SINGLE
from xlbudget.xlsx.fill.recalc import Calculator
from xlbudget.xlsx.fill.values import NotComputed
from xlbudget.xlsx.package import Package


def results(tmp_path: Path, formeln: list[str], *werte: Cellwert, **gezeichnet: object) -> list[object]:
    """What the formulas come to with these values in A1:A5."""
    return fill(draw(tmp_path / "v.xlsx", formeln, **gezeichnet), *x(*werte)).formeln  # type: ignore[arg-type]


# --- functions the calculator does not know, or knows otherwise


@pytest.mark.parametrize(
    "formel",
    [
        "IFERROR(AGGREGATE(14,6,A1:A3,1),0)",
        "IF(ISERROR(GIBTESNICHT(A1)),1,2)",
        "_xlfn.IFNA(OFFSET(A1,0,0),0)",
        'IF(ISERR(INDIRECT("A1")),0,1)',
        'SUMPRODUCT(--ISERROR(CELL("row",A1)))',
        'IFERROR(BAHTTEXT(A1),"")',
        "COUNT(GIBTESNICHT(A1))",
        "IFNA(A1,0)",  # without _xlfn. Excel knows no such function
        'IFERROR(ACOS(A1),"x")',
        "NOW()",
        "RAND()",
    ],
)
def test_unknown_functions_are_left_even_where_an_error_would_be_caught(tmp_path: Path, formel: str) -> None:
    assert results(tmp_path, [formel, "IFERROR(F1,0)", "SUM(F1:F2)", "A1+1"], 2) == [LINKS, LINKS, LINKS, 3]


def test_what_depends_on_it_is_left_through_names_tables_and_sheets(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt, zweites = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Zwei")
        spalten = [{"header": "Nr"}, {"header": "Wert", "formula": "=GIBTESNICHT([@Nr])"}]
        zweites.add_table("A1:B3", {"name": "Tab", "columns": spalten})
        for zeile, formel in enumerate(
            ["SUM(Tab[Wert])", "Summe*2", "IFERROR(Zwei!B2,0)", "SUM(Tab[Nr])", "COUNTA(Tab[])"]
        ):
            blatt.write_formula(f"F{zeile + 1}", f"={formel}")
        mappe.define_name("Summe", "=Blatt!$F$1")
        mappe.define_name("PB_x", "=Zwei!$A$2:$A$3")
    assert fill(tmp_path / "v.xlsx", *x(1, 2)).formeln == [LINKS, LINKS, LINKS, 3, LINKS]


def test_circles_are_left(tmp_path: Path) -> None:
    assert results(tmp_path, ["F2+1", "F1*2", "SUM(F1:F5)", "COUNT(F4)", "A1"], 7) == [LINKS, LINKS, LINKS, LINKS, 7]


# --- references over sheets, names, unions, other workbooks


WEITERE = {name: {"A1": wert, "B1": wert * 10} for name, wert in (("Jan", 1), ("Feb", 2), ("Mär z", 3))}


def test_references_over_sheets(tmp_path: Path) -> None:
    formeln = ["SUM('Jan:Mär z'!A1)", "AVERAGE('Jan:Mär z'!A1:B1)", "MAX('Jan:Mär z'!A1)+A1", "COUNT(Jan:Feb!A1:B1)",
               "IFERROR(SUM('Jan:Mär z'!B1)/0,-1)", "SUMPRODUCT(Jan:Feb!A1)", "Jan:Feb!A1"]  # fmt: skip
    assert results(tmp_path, formeln, 5, weitere=WEITERE) == [6, 11, 8, 4, -1, LINKS, LINKS]


def test_names(tmp_path: Path) -> None:
    namen = {
        "Satz": "0.5",
        "Doppelt": "Blatt!$A$1*2",
        "Daneben": "Blatt!A1",  # relative: seen from A1, the cell itself
        "Zwei": "Blatt!$A$1,Blatt!$A$3",
        "Fehlt": "#REF!",
        "Kreis": "Kreis+1",
        "Spalte": "Blatt!$A:$A",
        "Text": '"EUR"',
    }
    formeln = [
        "A1*Satz",
        "Doppelt+1",
        "SUM(Zwei)",
        "IFERROR(Fehlt,0)",
        "Kreis",
        "SUM(Spalte)",
        'Text&" "&A2',
        "SUM(Nichts)",
        "IFERROR(Daneben,0)",
        "Zwei",
        "SUM(Zwei,Satz)",
    ]
    erwartet = [2, 9, 7, 0, LINKS, 12, "EUR 5", LINKS, LINKS, LINKS, 7.5]
    assert results(tmp_path, formeln, 4, 5, 3, namen=namen) == erwartet


def test_a_name_of_the_sheet_comes_before_that_of_the_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt, zweites = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Zwei")
        for eines in (blatt, zweites):
            eines.write_formula("F1", "=Wert*2")
        blatt.write_formula("F2", "=Zwei!Wert")
        for name, ziel in (("Wert", "=Blatt!$A$1"), ("Zwei!Wert", "=Blatt!$A$2"), ("PB_x", "=Blatt!$A$1:$A$5")):
            mappe.define_name(name, ziel)
    gerechnet = fill(tmp_path / "v.xlsx", *x(1, 10))
    assert (gerechnet["F1"], gerechnet["Zwei!F1"], gerechnet["F2"]) == (2, 20, 10)


def test_references_that_are_made_while_computing(tmp_path: Path) -> None:
    formeln = ["SUM(A1:INDEX(A1:A5,3))", "A1:A3 A2:C2", "SUM(A1:A3 A2:A9)", "A1:A5", "A1:A3*2", "SUM((A1:A2,A5))",
               "INDEX(A1:A5,0)", "IFERROR(@A1:A5,0)"]  # fmt: skip
    assert results(tmp_path, formeln, 1, 2, 3, 4, 5) == [LINKS] * 5 + [8] + [LINKS] * 2


@pytest.mark.parametrize(
    "formel", ["[1]Blatt!A1", "IFERROR('[1]Ein Blatt'!A1,0)", "SUM([1]Blatt!A1:A3)+A1", "[1]!Name", "IF([2]B!A1=0,1,2)"]
)
def test_references_to_other_workbooks(tmp_path: Path, formel: str) -> None:
    assert results(tmp_path, [formel, "F1&A1"], 1) == [LINKS, LINKS]


# --- tables


def test_structured_references(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        spalten = [
            {"header": "Nr", "total_string": "Summe"},
            {"header": "Wert [€]", "total_function": "sum"},
            {"header": "Netto", "formula": "=[@[Wert '[€']]]/2"},
        ]
        daten = [[1, 10], [2, 20], [3, 30]]
        blatt.add_table("A1:C5", {"name": "Tab", "columns": spalten, "total_row": True, "data": daten})
        formeln = [
            "VLOOKUP(2,Tab[],2,FALSE)",
            "SUM(Tab[Wert '[€']])",
            "Tab[[#Totals],[Wert '[€']]]",
            "SUM(Tab[[Nr]:[Netto]])",
            "MATCH(30,Tab[Wert '[€']],0)",
            "INDEX(Tab,3,1)",
            "COUNTA(Tab[#Headers])",
            "ROWS(Tab[#All])",
            "SUM(Tab[Fehlt])",
            'HLOOKUP("Nr",Tab[#All],3,FALSE)',
        ]
        for zeile, formel in enumerate(formeln):
            blatt.write_formula(f"F{zeile + 1}", f"={formel}")
        mappe.define_name("PB_x", "=Blatt!$B$2:$B$4")
    gerechnet = fill(tmp_path / "v.xlsx", *x(10, 25, 30))
    assert gerechnet.formeln == [25, 65, 65, 103.5, 3, 3, 3, 5, LINKS, 2]
    assert [gerechnet[ort] for ort in ("C2", "C3", "C4", "B5")] == [5, 12.5, 15, 65]


# --- dates, texts, numbers in texts


def test_dates(tmp_path: Path) -> None:
    formeln = [
        "MONTH(A1)",
        "YEAR(A2)",
        'IF(A2="","",MONTH(A2))',
        "IFERROR(DAY(A2),0)",
        "EOMONTH(A1,1)",
        "WEEKDAY(A3,2)",
        "IF(A1>0,MONTH(A1),MONTH(A2))",
        "MONTH(A3)",
        "YEAR(A4)",
    ]
    erwartet = [2, LINKS, "", LINKS, 45382, LINKS, 2, LINKS, LINKS]
    assert results(tmp_path, formeln, 45337, None, 59, "31.12.2023") == erwartet


def test_texts_are_not_taken_for_numbers(tmp_path: Path) -> None:
    formeln = [
        "A1*2",
        "A2+1",
        "A3*2",
        "SUM(A1:A4)",
        "A1&A3",
        "IF(A2>1,1,2)",
        "SUM(A1,A2)",
        "--A3",
        "A4*1",
        "IFERROR(A4*1,0)",
        "IFERROR(A1*1,0)",
        "MAX(A1:A4)",
        "IF(A1,1,2)",
    ]
    werte = ("1,5", "1.5", "12", "kein Betrag")
    erwartet = [LINKS, LINKS, 24, 0, "1,512", 1, 0, 12, LINKS, 0, LINKS, 0, LINKS]
    assert results(tmp_path, formeln, *werte) == erwartet


def test_numbers_in_texts(tmp_path: Path) -> None:
    formeln = [
        'A1&" EUR"',
        'A2&" Stück"',
        "LEN(A1)",
        '"x"&A3',
        'ROUND(A1,0)&" EUR"',
        "_xlfn.CONCAT(A1:A2)",
        'A4&""',
        "LEFT(A2,1)",
        '(A2>1)&""',
        'TEXT(A2,"000")',
        'TEXT(A1,"0")',
        'TEXT(A2,"0,0")',
        'A5&"x"',
        'A2/3&""',
        'A2*3&""',
    ]
    erwartet = [
        LINKS,
        "7 Stück",
        LINKS,
        "xText",
        "13 EUR",
        LINKS,
        LINKS,
        "7",
        LINKS,
        "007",
        LINKS,
        LINKS,
        "x",
        LINKS,
        "21",
    ]
    assert results(tmp_path, formeln, 12.5, 7, "Text", True, None) == erwartet


@pytest.mark.parametrize(
    "formel",
    ['VALUE("12,5")', "DATEVALUE(A1)", "FIXED(A1,1)", "DOLLAR(A1)", '_xlfn.NUMBERVALUE("1,5")', 'TIMEVALUE("12:00")',
     'TEXT(A1,"JJJJ")', 'IFERROR(VALUE("x"),0)', 'TEXT(A1,A2)', '"1.5"+A1', 'SUM("1,5",A1)', 'COUNTIF(A1:A2,"<2,5")',
     'IF("b">A2,1,2)'],
)  # fmt: skip
def test_what_the_country_decides(tmp_path: Path, formel: str) -> None:
    assert results(tmp_path, [formel], 1, "TT.MM.") == [LINKS]


# --- criteria and lookups


def test_criteria(tmp_path: Path) -> None:
    zellen = {"B1": "Miete", "B2": "Strom", "B3": "miete", "B5": 7, "C1": "M*", "C2": ">1", "C3": "Strom", "C4": "007"}
    formeln = [
        'COUNTIF(B1:B5,"miete")',
        'COUNTIF(B1:B5,"<>miete")',
        'SUMIF(B1:B3,"<>miete",A1:A3)',
        "COUNTIF(B1:B5,C1)",
        "COUNTIF(A1:A5,C2)",
        "SUMIF(B1:B3,C3,A1)",
        'COUNTIF(A1:A5,">="&A2)',
        'COUNTIF(A1:A5,">"&A4)',
        'COUNTIF(B1:B5,"")',
        'COUNTIF(B1:B5,"=")',
        'COUNTIFS(B1:B3,"*ie*",A1:A3,">0")',
        'COUNTIF(B1:B5,"<x")',
        "COUNTIF(A1:A5,TRUE)",
        "COUNTIF(A1,1)",
        "COUNTIF(A1:A5,0.1+0.2)",
    ]
    erwartet = [2, LINKS, 2, 2, LINKS, 2, 3, 2, 1, LINKS, 2, LINKS, LINKS, 1, LINKS]
    assert results(tmp_path, formeln, 1, 2, 3, 0.5, 4, zellen=zellen)[:6] == erwartet[:6]
    gerechnet = results(tmp_path, formeln, 1, 2, 3, 2.5, 4, zellen=zellen)
    assert gerechnet == [2, LINKS, 2, 2, LINKS, 2, 4, 2, 1, LINKS, 2, LINKS, LINKS, 1, LINKS]


def test_lookups(tmp_path: Path) -> None:
    zellen = {
        "B1": 1,
        "B2": 3,
        "B3": 5,
        "C1": "eins",
        "C2": "drei",
        "C3": "fünf",
        "D1": 5,
        "D2": 1,
        "D3": 3,
        "E1": 1,
        "E2": 1,
    }
    formeln = [
        "VLOOKUP(A1,B1:C3,2,FALSE)",
        "VLOOKUP(4,B1:C3,2)",
        "VLOOKUP(3,D1:E3,1)",
        "LOOKUP(9,B1:B3,C1:C3)",
        "MATCH(1,E1:E2,1)",
        "_xlfn.XLOOKUP(A1,B1:B3,C1:C3)",
        "_xlfn.XLOOKUP(A1,B1:B3,B1:C3)",
        "INDEX(B1:C3,2,2)",
        "INDEX(B1:B3,A2)",
        'IFERROR(VLOOKUP(9,B1:C3,2,FALSE),"fehlt")',
        "VLOOKUP(3,B1:C3,3,FALSE)",
        "MATCH(3,B1:B3,-1)",
        "HLOOKUP(1,B1:C3,2,FALSE)",
        'VLOOKUP("x",B1:C3,2)',
    ]
    erwartet = ["drei", "drei", LINKS, "fünf", LINKS, "drei", LINKS, "drei", LINKS, "fehlt", LINKS, LINKS, 3, LINKS]
    assert results(tmp_path, formeln, 3, 0, zellen=zellen) == erwartet


# --- hidden and filtered rows


def test_empty_cells_are_no_zeros(tmp_path: Path) -> None:
    zellen = {f"B{n}": 10 * n for n in range(1, 6)}
    formeln = [
        'XLOOKUP(0,A1:A9,B1:B9,"-")',
        'XLOOKUP(A9,A1:A9,B1:B9,"-")',
        'XLOOKUP(2,A1:A9,B1:B9,"-")',
        'XLOOKUP(7,A1:A9,B1:B9,"-")',
        "IFERROR(MATCH(0,A1:A9,0),-1)",
        "COUNTIF(A1:A9,0)",
        "SUBTOTAL(6,C1:C9)",
        "SUBTOTAL(106,A1:A5)",
        "PRODUCT(C1:C9)",
        "SUMPRODUCT((A1:A9=0)*1)",
    ]
    formeln = [formel.replace("XLOOKUP", "_xlfn.XLOOKUP") for formel in formeln]
    erwartet = [LINKS, LINKS, 20, "-", -1, 0, LINKS, LINKS, 0, 4]
    assert results(tmp_path, formeln, 1, 2, 3, 4, 5, zellen=zellen) == erwartet


def test_looking_for_the_largest_not_above_among_empty_cells(tmp_path: Path) -> None:
    """ironcalc finds another place than Excel there."""
    zellen = {f"B{n}": 10 * n for n in range(1, 6)} | {"D1": 1, "D2": 2, "D4": 4, "D5": 5}
    formeln = [
        "VLOOKUP(9,A:B,2,TRUE)",
        "VLOOKUP(2.5,A1:B9,2)",
        "MATCH(9,A1:A6)",
        "LOOKUP(3,D1:D5,B1:B5)",
        "MATCH(9,D1:D5,1)",
        "VLOOKUP(2.5,A1:B5,2)",
        "MATCH(9,A1:A5)",
        "LOOKUP(3,A1:A5,B1:B5)",
    ]
    erwartet = [LINKS, LINKS, LINKS, LINKS, LINKS, 20, 5, 30]
    assert results(tmp_path, formeln, 1, 2, 3, 4, 5, zellen=zellen) == erwartet


def test_subtotals_of_all_kinds(tmp_path: Path) -> None:
    formeln = [
        "SUBTOTAL(109,A1:A5)",
        "SUBTOTAL(9,A1:A5)",
        "SUBTOTAL(104,A1:A5)",
        "SUBTOTAL(102,A1:A5)+1",
        "SUBTOTAL(9,F1:F4)",
        "AGGREGATE(9,5,A1:A5)",
        "IFERROR(AGGREGATE(9,5,A1:A5),0)",
        "SUBTOTAL(9,F1:F3)",
    ]
    datei = draw(tmp_path / "v.xlsx", formeln)
    gerechnet = fill(datei, column("PB_x", [1, 2, 3, 4, 5]), HideRows("PB_x", 3))
    assert gerechnet.formeln == [6, 15, 3, 4, LINKS, LINKS, LINKS, 0]


def test_rows_that_the_template_hides_or_shows_again(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        for zeile in range(6):
            blatt.write(zeile, 1, zeile + 1)
        for zeile in (0, 4):
            blatt.set_row(zeile, None, None, {"hidden": True})
        blatt.write_formula("F1", "=SUBTOTAL(109,B1:B6)")
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$3")
    assert fill(tmp_path / "v.xlsx", column("PB_x", [1])).formeln == [15]
    assert fill(tmp_path / "v.xlsx", column("PB_x", [1]), HideRows("PB_x", 1)).formeln == [11]


def test_subtotals_over_a_filter(tmp_path: Path) -> None:
    """It hides rows in all columns; the second is the Erweiterter Filter, which leaves no trace but its rows."""
    for name in ("v", "w"):
        with xlsxwriter.Workbook(tmp_path / f"{name}.xlsx") as mappe:
            blatt = mappe.add_worksheet("Blatt")
            blatt.write_column("A1", ["Kopf", 1, 2, 3])
            if name == "v":
                blatt.autofilter("A1:A4")
                blatt.filter_column("A", "x > 1")
            blatt.set_row(1, None, None, {"hidden": True})
            for zeile, bereich in enumerate(["A2:A4", "D2:D4", "A9:A10"]):
                blatt.write_formula(zeile, 5, f"=SUBTOTAL(9,{bereich})")
            mappe.define_name("PB_x", "=Blatt!$C$1")
    edit(tmp_path / "w.xlsx", {"xl/worksheets/sheet1.xml": [("<dimension", '<sheetPr filterMode="1"/><dimension')]})
    assert fill(tmp_path / "v.xlsx", *one(1)).formeln == [LINKS, LINKS, 0]
    assert fill(tmp_path / "w.xlsx", *one(1)).formeln == [LINKS] * 3


# --- results that spread, arrays


def test_spilling_results_and_what_reads_where_they_may_come(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write_dynamic_array_formula("C1:C2", "=_xlfn.UNIQUE(A1:A5)")
        blatt.write_dynamic_array_formula("D1:D1", "=SUM(A1:A5*2)")
        blatt.write_dynamic_array_formula("E1:E3", "=_xlfn.SEQUENCE(A1)")
        for zeile, formel in enumerate(["SUM(C1:C9)", "C4", "D1+1", "SUM(A1:A5)", "COUNT(E:E)", "A6"]):
            blatt.write_formula(f"F{zeile + 1}", f"={formel}")
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$5")
    gerechnet = fill(tmp_path / "v.xlsx", *x(1, 1, 2))
    assert gerechnet.formeln == [LINKS, LINKS, 9, 4, LINKS, 0]
    assert gerechnet["D1"] == 8


def test_arrays_and_sumproduct(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write_column("B1", [45000, 45031, 45061, 45000, 45122])
        blatt.write_array_formula("C1:C5", "{=A1:A5*2}")
        blatt.write_array_formula("D1", "{=SUM(IF(A1:A5>2,A1:A5))}")
        blatt.write_array_formula("D2", "{=SUM(ROUND(A1:A5,0))}")
        formeln = [
            "SUMPRODUCT((MONTH(B1:B5)=3)*A1:A5)",
            "SUMPRODUCT(--(A1:A5>2),A1:A5)",
            "SUMPRODUCT((ISNUMBER(A1:A5))*1)",
            "SUMPRODUCT(A1:A5,A1:A4)",
            "SUM(C1:C5)",
            "SUMPRODUCT((A1:A5>1)*(A1:A5<5))",
            "SUMPRODUCT(A1:A5>1)",
        ]
        for zeile, formel in enumerate(formeln):
            blatt.write_formula(f"F{zeile + 1}", f"={formel}")
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$5")
    gerechnet = fill(tmp_path / "v.xlsx", *x(1, 2, 3, 4, 5))
    assert gerechnet.formeln == [5, 12, LINKS, "#VALUE!", 30, 3, LINKS]
    assert [gerechnet[ort] for ort in ("C1", "D1", "D2")] == [2, 12, LINKS]


# --- binary fractions


def test_constants_that_excel_brings_to_0(tmp_path: Path) -> None:
    """The last one is Microsoft's own example."""
    formeln = ["0.1+0.2-0.3", "1-0.9-0.1", "1.333+1.225-1.333-1.225"]
    assert results(tmp_path, formeln, 1) == [0, 0, 0]


def test_what_excel_brings_to_0(tmp_path: Path) -> None:
    formeln = [
        "A1+A2-A3",
        "SUM(A1:A2)-A3",
        'IF(F1=0,"stimmt","falsch")',
        "F2*1000",
        "IF(A1+A2-A3=0,1,2)",
        "IF(A1+A2=A3,1,2)",
        "SIGN(A1+A2-A3)",
        "ROUND(A1+A2-A3,2)",
        "IF(ROUND(A1+A2-A3,2)=0,1,2)",
        "MAX(0,A1+A2-A3)",
        "INT(A5*100)",
        "A4-A1-A2-0.7",
    ]
    erwartet = [0, 0, "stimmt", 0, LINKS, 1, LINKS, 0, 1, pytest.approx(0, abs=1e-15), LINKS, 0]
    assert results(tmp_path, formeln, 0.1, 0.2, 0.3, 1, 4.1) == erwartet


def test_small_differences_that_are_real_stay(tmp_path: Path) -> None:
    formeln = ["A1-A2", "IF(A1-A2>0,1,2)", "A3-A4"]
    assert results(tmp_path, formeln, 0.5, 0.4999, 1e-7, 2e-7) == [pytest.approx(0.0001), 1, pytest.approx(-1e-7)]


def test_sums_of_cents_over_a_year(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write_formula("F1", "=SUM(A1:A12)-B1")
        blatt.write_formula("F2", '=IF(F1=0,"geht auf","Differenz")')
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$12")
        mappe.define_name("PB_summe", "=Blatt!$B$1")
    betraege = [round(1234567.89 + 1111.11 * monat, 2) for monat in range(12)]
    plan = (column("PB_x", betraege), cell("PB_summe", round(sum(betraege), 2)))
    assert fill(tmp_path / "v.xlsx", *plan).formeln == [0, "geht auf"]


# --- new errors, what a controller is told


def test_an_error_that_the_template_does_not_have_is_left_to_excel(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write_column("A1", [1, 2])
        for zeile, formel in enumerate(["A1/A2", 'IFERROR(F1,"–")', "A1/A3", 'IFERROR(A1/A2,"–")']):
            blatt.write_formula(f"F{zeile + 1}", f"={formel}")
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$2")
    assert fill(tmp_path / "v.xlsx", *x(1, 2)).formeln == [0.5, 0.5, "#DIV/0!", 0.5]
    assert fill(tmp_path / "v.xlsx", *x(1, 0)).formeln == [LINKS, LINKS, "#DIV/0!", "–"]


def test_many_of_a_kind_are_said_once_with_their_number(tmp_path: Path) -> None:
    viele = MAX_SINGLE + 10
    befunde = fill(draw(tmp_path / "v.xlsx", ["GIBTESNICHT(A1)"] * viele), *x(1)).befunde
    assert len(befunde) == 1
    assert f"und {viele - 1} weitere" in befunde[0].text
    assert str(befunde[0].source) == "v.xlsx, Blatt!F1"
    assert len(fill(draw(tmp_path / "w.xlsx", ["GIBTESNICHT(A1)"] * MAX_SINGLE), *x(1)).befunde) == MAX_SINGLE


def test_a_breakdown_of_the_calculator_costs_the_values_only(tmp_path: Path) -> None:
    datei = draw(tmp_path / "v.xlsx", ["EDATE(45000,A1)", "A1+1"])
    assert fill(datei, *x(1)).formeln == [45031, 2]
    calculator = Calculator(Package.read(datei), {0: [(1, 1)]})
    formeln = {0: [(1, 6), (2, 6)]}
    kaputt = calculator.compute({0: {(1, 1): 10**9}}, formeln)[0]
    assert all(isinstance(wert, NotComputed) for wert in kaputt.values())
    assert calculator.compute({0: {(1, 1): 1}}, formeln)[0] == {(1, 6): 45031.0, (2, 6): 2.0}


# --- names that cannot be filled


@pytest.mark.parametrize(
    ("ziel", "text"),
    [
        ("Blatt!$B:$C", "ganze Spalten oder Zeilen"),
        ("Blatt!$3:$5", "ganze Spalten oder Zeilen"),
        ("Blatt!$B$1:$B$1048576", "ganze Spalten oder Zeilen"),
        ("Blatt!$A$2:$XFD$2", "ganze Spalten oder Zeilen"),
        ("Blatt!$B$1:$Z$9000", "225000 Zellen"),
        ("Blatt!#REF!", "nicht mehr gibt"),
        ("0.19", r"nicht auf Zellen eines Blatts \(0.19\)"),
        ("SUM(Blatt!$A$1:$A$3)", "nicht auf Zellen eines Blatts"),
    ],
)
def test_names_that_cannot_be_filled_say_why(tmp_path: Path, ziel: str, text: str) -> None:
    mappe = openpyxl.Workbook()
    mappe.active.title = "Blatt"
    mappe.defined_names["PB_x"] = DefinedName("PB_x", attr_text=ziel)
    mappe.save(tmp_path / "v.xlsx")
    with pytest.raises(VorlageError, match=f"PB_x.*{text}"):
        fill(tmp_path / "v.xlsx", *one(1))
