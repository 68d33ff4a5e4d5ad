"""Rules of Excel that its documentation states and calculators get wrong: the right value, or none and a Hinweis."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from xlsx.fill.bogen import LINKS, draw, fill, x

from xlbudget.cellplan import Cellwert


def check(tmp_path: Path, rules: dict[str, object], *werte: Cellwert, **gezeichnet: object) -> None:
    """Every formula comes to what stands beside it, with these values in A1:A5."""
    datei = draw(tmp_path / "v.xlsx", list(rules), **gezeichnet)  # type: ignore[arg-type]
    assert dict(zip(rules, fill(datei, *x(*werte)).formeln, strict=True)) == rules


def check_arrays(tmp_path: Path, rules: dict[str, object], *werte: Cellwert) -> None:
    """The same with every formula entered as {…}; B1:B5 are texts, C1 and C3 errors."""
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write_column("B1", ["x", "y", "x", "y", "x"])
        for zeile, formel in enumerate(["=1/0", "=2", "=NA()", "=4", "=5"]):
            blatt.write_formula(zeile, 2, formel)
        for zeile, formel in enumerate(rules, 1):
            blatt.write_array_formula(f"F{zeile}", f"{{={formel}}}")
        mappe.define_name("PB_x", "=Blatt!$A$1:$A$5")
    assert dict(zip(rules, fill(tmp_path / "v.xlsx", *x(*werte)).formeln, strict=True)) == rules


def test_and_and_or_look_at_all_they_are_given(tmp_path: Path) -> None:
    rules = {
        "OR(A1>0,A1/A2>1)": "#DIV/0!",
        "AND(A2>0,A1/A2>1)": "#DIV/0!",
        "IFERROR(OR(A1>0,A1/A2>1),-1)": -1,
        "OR(A1/A2>1,A1>0)": "#DIV/0!",
        "IF(AND(A1>0,A3>0),1,2)": 1,
        "IF(OR(A1<0,AND(A3>0,NOT(A1>5))),1,2)": 1,
        "AND(A1:A3)": False,
        "OR(A1:A3,F1)": "#DIV/0!",
        "OR(A4,A1>0)": True,
        "AND(A4,A1>0)": True,
    }
    check(tmp_path, rules, 3, 0, 2, "Text")


def test_many_conditions_in_each_other_are_left(tmp_path: Path) -> None:
    tief = "A1>0"
    for _ in range(25):
        tief = f"AND({tief},A2>0)"
    check(tmp_path, {tief: LINKS, "AND(A1>0,A2>0)": True}, 1, 1)


def test_if_without_an_else(tmp_path: Path) -> None:
    """It comes to FALSE, which reads FALSCH in German."""
    rules = {
        "IF(A1<0,5)": False,
        "IF(A1<0,5)+1": 1,
        'IF(A1<0,"a")&"b"': LINKS,
        'IFERROR(IF(A1<0,"a"),"")&"b"': LINKS,
        'LEFT("abc",IF(A1<0,2))': LINKS,
        'COUNTIF(A1:A5,IF(A1<0,"x"))': LINKS,
        'IF(A1<0,"a","")&"b"': "b",
        "LEN(IF(A1<0,1))": LINKS,
    }
    check(tmp_path, rules, 3)


def test_logical_values_where_a_number_of_letters_is_wanted(tmp_path: Path) -> None:
    rules = {
        'LEFT("abc",A1)': LINKS,
        'RIGHT("abc",A2>0)': LINKS,
        'MID("abc",1,A2)': "ab",
        'IFERROR(LEFT("abc",A1=TRUE),"x")': LINKS,
        "ROUND(2.55,A2)": 2.55,
    }
    check(tmp_path, rules, True, 2)


@pytest.mark.parametrize(
    ("wert", "texte"), [(-1, ["-1", "-001"]), (-12345, ["-12345", "-12345"]), (0, ["0", "000"]), (7, ["7", "007"])]
)
def test_text_keeps_the_sign(tmp_path: Path, wert: int, texte: list[str]) -> None:
    check(tmp_path, dict(zip(['TEXT(A1,"0")', 'TEXT(A1,"000")'], texte, strict=True)), wert)


def test_textjoin_leaves_out_empty_texts_too(tmp_path: Path) -> None:
    join = "_xlfn.TEXTJOIN"
    rules = {
        f'{join}("; ",TRUE,A1:A3)': "Nord; Ost",
        f'{join}("; ",TRUE,A1,A2,A3)': "Nord; Ost",
        f'{join}("; ",TRUE,A1:A4)': LINKS,
        f'{join}("; ",TRUE,A1,A4,A3)': LINKS,
        f'{join}("; ",TRUE,A1,IF(A2="","",A2))': LINKS,
        f'{join}("; ",TRUE,A1,"")': LINKS,
        f'{join}("; ",FALSE,A1:A4)': "Nord; ; Ost; ",
        f'{join}("; ",TRUE,A1,A3&"t")': "Nord; Ostt",
        f'{join}("; ",A2="",A1:A3)': "Nord; Ost",
    }
    check(tmp_path, rules, "Nord", None, "Ost", "")


def test_days_before_march_1900(tmp_path: Path) -> None:
    """Excel counts a 29 February 1900."""
    rules = {
        "DATE(1900,1,1)": LINKS,
        "DATE(1900,2,29)": LINKS,
        "DATE(A2,1,1)": LINKS,
        "DATE(A1,3,1)": 44986,
        "DATE(2023,3,1)": 44986,
        "EDATE(70,-1)": LINKS,
        "EOMONTH(70,A3)": LINKS,
        "EDATE(DATE(A1,3,1),-1)": 44958,
        "SUMPRODUCT((A1:A5>=DATE(A2,1,1))*1)": LINKS,
        "SUMPRODUCT((A4:A5>=DATE(A1,1,1))*1)": 2,
    }
    check(tmp_path, rules, 2023, 0, -1, 44999, 45001)


def test_days_between_points_in_time(tmp_path: Path) -> None:
    rules = {"_xlfn.DAYS(A2,A1)": 5, "_xlfn.DAYS(A3,A1)": LINKS, "_xlfn.DAYS(A2,A3-1)": LINKS}
    check(tmp_path, rules, 45000, 45005, 45005.5)


def test_working_days(tmp_path: Path) -> None:
    """Without holidays; more arguments are left to Excel."""
    rules = {
        "NETWORKDAYS(A1,A2)": 5,
        "NETWORKDAYS(A2,A1)": -5,
        "NETWORKDAYS(A1+5,A1+6)": 0,
        "WORKDAY(A1,5)": 45299,
        "WORKDAY(A1,-1)": 45289,
        "WORKDAY(A1+5,0)": 45297,
        "NETWORKDAYS(A1,A2,A3:A4)": LINKS,
        "WORKDAY(A1,A5)": LINKS,
        "IFERROR(WORKDAY.INTL(A1,1),0)": LINKS,
        "NETWORKDAYS(A1,A2+0.5)": LINKS,
    }
    check(tmp_path, rules, 45292, 45296, 45293, None, True)


def test_what_is_nothing_or_minus_nothing(tmp_path: Path) -> None:
    rules = {"ODD(-A1)": 1, "ODD(A1-2)": -3, "LCM(A2,6)": LINKS, "LCM(A3,6)": 12, "GCD(A1,6)": 6}
    check(tmp_path, rules, 0, None, 4)


def test_texts_that_count_as_numbers_in_some_country(tmp_path: Path) -> None:
    """COUNTIF takes „1,5“ for 1.5 in a German Excel."""
    zellen = {"B1": "1,5", "B2": 1.5, "B3": "12", "B4": 12, "B5": "Konto 4711", "C1": "Mai 2023", "C2": 45047}
    rules = {
        "COUNTIF(B1:B5,12)": LINKS,
        "COUNTIF(B1:B5,A1)": LINKS,
        'COUNTIF(B1:B5,"=12")': LINKS,
        'COUNTIF(B1:B5,"="&A1)': LINKS,
        "COUNTIF(B2:B5,A1)": 2,
        'COUNTIF(B2:B5,"12")': 2,
        'COUNTIF(B1:B5,">1")': 2,
        'COUNTIF(B1:B5,"Konto*")': 1,
        "COUNTIF(B1:B5,A2)": 1,
        "SUMIF(B1:B5,A2,A1:A5)": 0,
        "SUMIFS(A1:A5,B1:B5,12)": LINKS,
        "COUNTIF(C1:C2,45047)": LINKS,
        'COUNTIF(C1:C2,"x")': 0,
    }
    check(tmp_path, rules, 12, "konto 4711", zellen=zellen)


def test_spellings_with_sharp_s(tmp_path: Path) -> None:
    """Windows compares ß and ss as equal."""
    zellen = {"B1": "Strasse", "B2": "Abwasser", "B3": "Grüße", "C1": 1, "C2": 2, "C3": 3}
    rules = {
        "VLOOKUP(A1,B1:C3,2,FALSE)": LINKS,
        "VLOOKUP(A2,B1:C3,2,FALSE)": 2,
        "VLOOKUP(A3,B1:C3,2,FALSE)": 3,
        'MATCH("gruesse",B1:B3,0)': "#N/A",
        'IFERROR(MATCH("GRÜSSE",B1:B3,0),0)': LINKS,
        'COUNTIF(B1:B3,"grüsse")': LINKS,
        "COUNTIF(B1:B3,A2)": 1,
        '_xlfn.XLOOKUP(A1,B1:B3,C1:C3,"-")': LINKS,
    }
    check(tmp_path, rules, "Straße", "abwasser", "Grüße", zellen=zellen)


def test_umlauts_of_two_signs(tmp_path: Path) -> None:
    check(tmp_path, {"A1=A2": LINKS, "EXACT(A1,A1)": True, "COUNTIF(A1:A2,A2)": LINKS}, "Müller", "Mu\u0308ller")


def test_line_ends_are_counted_as_they_are_stored(tmp_path: Path) -> None:
    check(tmp_path, {"LEN(A1)": 3, "FIND(CHAR(10),A1)": 2, 'A1&""': "a\nb", "CHAR(13)": "_x000D_"}, "a\r\nb")


def test_averages_over_what_a_condition_chooses(tmp_path: Path) -> None:
    rules = {
        "AVERAGE(IF(A1:A5>2,A1:A5))": 4,
        "MEDIAN(IF(A1:A5>3,A1:A5))": 4.5,
        "MIN(IF(A1:A5>2,A1:A5))": 3,
        'MAX(IF(B1:B5="y",A1:A5))': 4,
        "SUM(IF(A1:A5>2,A1:A5))": 12,
        "STDEV(IF(A1:A5>3,A1:A5))": pytest.approx(0.5**0.5),
        "AVERAGE(IF(A1:A5>9,A1:A5))": "#DIV/0!",
        'AVERAGE(IF(B1:B5="x",IF(A1:A5>1,A1:A5)))': 4,
        "SUM(IF(A1>5,A1:A5))": 0,
    }
    check_arrays(tmp_path, rules, 1, 2, 3, 4, 5)


def test_errors_among_many_cells(tmp_path: Path) -> None:
    rules = {
        "SUM(IF(ISERROR(C1:C5),0,C1:C5))": LINKS,
        "SUMPRODUCT(ISERROR(C1:C5)*1)": LINKS,
        "SUM(IFERROR(C1:C5,0))": LINKS,
        "SUM(IF(A1:A5=2,C1:C5))": 2,
        "SUM(C4:C5*A4:A5)": 41,
        "SUM(C3:C5*A3:A5)": "#N/A",
    }
    check_arrays(tmp_path, rules, 1, 2, 3, 4, 5)


def test_areas_that_are_looked_through_together_are_of_one_size(tmp_path: Path) -> None:
    zellen = {f"B{zeile}": text for zeile, text in enumerate(["x", "y", "x", "y", "x"], 1)}
    rules = {
        'SUMIFS(A1:A5,B1:B5,"x")': 9,
        'SUMIFS(A1:A5,B1:B4,"x")': LINKS,
        'COUNTIFS(B1:B5,"x",A1:A4,">1")': LINKS,
        'IFERROR(AVERAGEIFS(A1:A5,B2:B5,"x"),0)': LINKS,
        '_xlfn.MAXIFS(A$1:A5,B$1:B5,"y")': 4,
        '_xlfn.MINIFS(A$1:A5,B1:B5,"y")': LINKS,
        'SUMIFS(A:A,B:B,"y")': 6,
        'SUMIFS(A1:A2,B2:B3,"x",A1:A2,">0")': 2,
    }
    check(tmp_path, rules, 1, 2, 3, 4, 5, zellen=zellen)


def test_positions_between_two_numbers(tmp_path: Path) -> None:
    """Microsoft does not say which one LARGE takes; INDEX and CHOOSE cut off."""
    rules = {"LARGE(A1:A3,A4)": LINKS, "SMALL(A1:A3,2)": 2, "LARGE(A1:A3,1.5)": LINKS, "INDEX(A1:A3,A4)": 2}
    check(tmp_path, rules, 1, 2, 3, 2.5)


def test_brackets_keep_a_rest(tmp_path: Path) -> None:
    """Excel brings =A1+A2-A3 to 0, and leaves =(A1+A2-A3) as it is."""
    rules = {
        "A1+A2-A3": 0,
        "(A1+A2-A3)": LINKS,
        'IF(F2=0,"gleich","ungleich")': LINKS,
        "(A1+A2)-(A3)": 0,
        "(A4-A1)": pytest.approx(0.9),
        "(A1*A4)": pytest.approx(0.1),
    }
    check(tmp_path, rules, 0.1, 0.2, 0.3, 1)
