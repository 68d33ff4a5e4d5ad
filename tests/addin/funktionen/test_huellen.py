"""The VBA module of the worksheet functions: fresh, within VBA's limits, and really run, in LibreOffice."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba import ExcelFile, VBAModuleKind

from xlbudget.addin.funktionen import xlb_funktionen
from xlbudget.addin.funktionen.huellen import MAX_HILFE, _literal, funktionsmodul
from xlbudget.addin.funktionen.tabellenfunktion import MAX_ZELLEN, tabellenfunktionen
from xlbudget.addin.funktionen.zellwerte import FEHLERWERTE, GRUND
from xlbudget.mitgeliefert import shipped

MODUL = funktionsmodul()
AUFRUF = shipped("macros", "XlbAufruf.bas").read_text(encoding="utf-8")
HUELLE = re.compile(
    r'Public Function (\w+)\((.*)\) As Variant\n +\1 = XlbAntwort\(PYTHON_MODUL, "(\w+)", Array\((.*)\)\)\nEnd Function'
)
BESCHREIBUNG = re.compile(r"MacroOptions _\n +Macro:=\"'\" & ThisWorkbook\.Name & \"'!(\w+)\"(.*?)\)\n", re.DOTALL)
RESERVIERT = re.compile(
    "(?i)and|any|append|array|as|base|binary|boolean|byref|byte|byval|call|case|close|compare|const|currency|date|debug|"
    "declare|dim|do|double|each|else|elseif|empty|end|enum|eqv|erase|error|event|exit|false|fix|for|friend|function|get|"
    "global|goto|if|imp|implements|in|input|integer|is|let|lib|like|line|lock|long|loop|lset|me|mid|mod|name|new|next|"
    "not|nothing|null|object|on|open|option|optional|or|output|paramarray|preserve|print|private|property|public|put|"
    "raiseevent|random|read|redim|rem|resume|return|rset|seek|select|set|single|spc|static|step|stop|string|sub|tab|"
    "then|time|to|true|type|typeof|until|variant|wend|while|with|withevents|write|xor"
)


def huellen() -> dict[str, tuple[str, str, str]]:
    """Name → parameters, Python name, values."""
    return {name: tuple(rest) for name, *rest in HUELLE.findall(MODUL)}


def test_the_committed_module_is_fresh():
    stand = shipped("macros", "XlbFunktionen.bas").read_text(encoding="utf-8")
    assert stand == MODUL, "python -m xlbudget.addin.funktionen.huellen > macros/XlbFunktionen.bas"


def test_every_wrapper_calls_its_function_with_its_arguments():
    gefunden = huellen()
    assert list(gefunden) == [funktion.name for funktion in tabellenfunktionen(xlb_funktionen)]
    for name, (parameter, python, werte) in gefunden.items():
        signatur = inspect.signature(getattr(xlb_funktionen, python))
        erwartet = [
            f"{'' if p.default is inspect.Parameter.empty else 'Optional '}{p.name} As Variant"
            for p in signatur.parameters.values()
        ]
        assert name == python.upper()
        assert parameter.split(", ") == erwartet
        assert werte.split(", ") == [f"XlbWerte({p})" for p in signatur.parameters]
    assert f'PYTHON_MODUL As String = "{xlb_funktionen.__name__}"' in MODUL


def test_both_sides_agree_on_what_marks_a_reason_on_error_texts_and_on_the_largest_range():
    assert f'GRUND As String = "{GRUND}"' in AUFRUF
    assert f"MAX_ZELLEN As Long = {MAX_ZELLEN}\n" in AUFRUF
    assert dict(re.findall(r'Case "(.+)": Fehlernummer = (\d+)', AUFRUF)) == {
        text: str(nummer) for nummer, text in FEHLERWERTE.items()
    }


def test_the_function_wizard_has_a_text_for_each_argument():
    beschrieben = {name: re.findall(r'"((?:[^"]|"")*)"', rest) for name, rest in BESCHREIBUNG.findall(MODUL)}
    assert list(beschrieben) == [*huellen(), "XLB_GRUND"]
    for name, (beschreibung, kategorie, *hilfen) in beschrieben.items():
        anzahl = len(huellen()[name][0].split(", ")) if name in huellen() else 1
        assert kategorie == "xlbudget"
        assert len(hilfen) == anzahl
        assert all(20 < len(text) <= 255 for text in (beschreibung, *hilfen))


def test_within_the_limits_of_vba():
    zeilen = (MODUL + AUFRUF).encode("cp1252").decode("cp1252").splitlines()
    assert max(map(len, zeilen)) <= 1023
    assert max(lauf.count("\n") for lauf in re.findall(r"(?:.* _\n)+", MODUL + AUFRUF)) <= 24
    bezeichner = {name for parameter, *_ in huellen().values() for name in re.findall(r"(\w+) As", parameter)}
    assert not [name for name in bezeichner if RESERVIERT.fullmatch(name)]
    assert all(name.isascii() for name in bezeichner)
    assert not re.search(r"MsgBox|Shell|CreateObject", MODUL + AUFRUF)


def test_xlwings_offers_what_the_wrappers_call():
    vba = (files("xlwings") / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    assert re.search(r"(?m)^Function XLPy\(\)", vba)


@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=MAX_HILFE))
def test_any_help_text_survives_quoting(text):
    assert _literal(text)[1:-1].replace('""', '"') == text


@pytest.mark.parametrize("text", ["x" * 256, "Ergebnis − Plan", "▲ ist besser"])
def test_a_help_text_that_excel_cannot_show_stops_the_build(text):
    with pytest.raises(ValueError, match=r"256|charmap"):
        _literal(text)


# run in LibreOffice; what it lacks of Excel is put in its place, everything else is the module as it is

NACHBAU = {
    ".Value2": ".Value",
    "Application.Caller": "Aufrufer()",
    ".CountLarge": ".Count",
    'Not Application.CommandBars("Standard").Controls(1).Enabled': 'ThisWorkbook.Sheets(1).Range("Z3").Value = 1',
    "IsError(zelle.Cells(1, 1).Value)": "IstFehlertext(zelle)",  # an error from a function is text there
}
SERVER = """\
Attribute VB_Name = "xlwings"
Option Explicit

Public gVersuche As Long
Public gAufrufe As Long

Public Function XLPy() As Variant
    gVersuche = gVersuche + 1
    If ThisWorkbook.Sheets(1).Range("Z1").Value = "aus" Then Err.Raise 1, , "Could not load xlwings64.dll"
    Set XLPy = New Attrappe
End Function

Public Function Versuche() As Variant
    Versuche = gVersuche
End Function

Public Function Aufrufe() As Variant
    Aufrufe = gAufrufe
End Function

Public Function Aufrufer() As Variant
    Set Aufrufer = ThisWorkbook.Sheets(1).Range(ThisWorkbook.Sheets(1).Range("Z2").Value)
End Function

Public Function IstFehlertext(ByVal zelle As Range) As Boolean
    IstFehlertext = Left$(zelle.Cells(1, 1).Value, 6) = "Error "
End Function
"""
ATTRAPPE = """\
VERSION 1.0 CLASS
BEGIN
  MultiUse = -1
END
Attribute VB_Name = "Attrappe"
Option Explicit

Public Function CallUDF(ByVal modul As String, ByVal funktion As String, ByVal argumente As Variant) As Variant
    gAufrufe = gAufrufe + 1
    If funktion = "xlb_ampel" Then Err.Raise 1000, , "Traceback" & vbCrLf & "ZeroDivisionError: durch null" & vbCrLf
    If funktion = "xlb_wert" And gVersuche < 2 Then Err.Raise 462, , "Der Server ist nicht mehr da"
    CallUDF = argumente(0)
    If funktion = "xlb_prognose" Then CallUDF = modul & "." & funktion & UBound(argumente) & TypeName(argumente(2))
    If funktion = "xlb_monatswerte" Then CallUDF = Array("", 2, "#N/A")
End Function
"""


class Tabelle:
    """The first sheet of a workbook with the module, open in LibreOffice."""

    def __init__(self, dokument: Any) -> None:
        self._dokument, self._blatt = dokument, dokument.Sheets.getByIndex(0)

    def show(self, formel: str, zelle: str = "B1") -> str:
        """What a cell shows that has this formula."""
        self.write("Z2", zelle)
        self._blatt.getCellRangeByName(zelle).Formula = formel
        return self._blatt.getCellRangeByName(zelle).String

    def spill(self, formel: str, bereich: str) -> list[list[str]]:
        """What a range shows that has this array formula."""
        self.write("Z2", bereich.split(":")[0])
        felder = self._blatt.getCellRangeByName(bereich)
        felder.setArrayFormula(formel)
        return [list(zeile) for zeile in felder.getDataArray()]

    def write(self, zelle: str, wert: str | float) -> None:
        feld = self._blatt.getCellRangeByName(zelle)
        if isinstance(wert, str):
            feld.String = wert
        else:
            feld.Value = wert


@pytest.fixture(scope="module")
def mappe(tmp_path_factory) -> Path:
    """A workbook with the module, whose calls go to an Attrappe."""
    return _workbook(tmp_path_factory.mktemp("vba") / "huellen.xlsm")


def _workbook(file: Path) -> Path:
    aufruf = AUFRUF
    for excel, libreoffice in NACHBAU.items():
        assert excel in aufruf
        aufruf = aufruf.replace(excel, libreoffice)
    with ExcelFile.create_new(file) as mappe:
        projekt = mappe.vba_project()
        for name, text, art in (
            ("XlbFunktionen", MODUL, VBAModuleKind.standard),
            ("XlbAufruf", aufruf, VBAModuleKind.standard),
            ("xlwings", SERVER, VBAModuleKind.standard),
            ("Attrappe", ATTRAPPE, VBAModuleKind.other),
        ):
            projekt.add_module(name, text.replace("\n", "\r\n"), kind=art)
        mappe.save()
    return file


@pytest.fixture
def tabelle(libreoffice, mappe) -> Iterator[Tabelle]:
    """A freshly opened workbook: the module remembers nothing."""
    dokument = libreoffice.load(mappe.as_uri(), MacroExecutionMode=4)
    yield Tabelle(dokument)
    dokument.close(True)


def test_values_pass_as_they_are(tabelle):
    assert tabelle.show("=XLB_PROGNOSE(1;2;3)") == "xlbudget.addin.funktionen.xlb_funktionen.xlb_prognose4Double"
    assert tabelle.show('=XLB_TENDENZ("#1 Budget")') == "#1 Budget"
    tabelle.write("A1", 7.5)
    assert float(tabelle.show("=XLB_TENDENZ(A1)*2")) == 15
    assert tabelle.show('=XLB_TENDENZ("")') == ""


def test_blocks_and_rows_keep_their_shape(tabelle):
    for zelle, wert in {"A1": 1.0, "A2": "#DIV/0!", "A3": "#XLB: weil", "B1": 4.0, "B2": 5.0, "B3": "Text"}.items():
        tabelle.write(zelle, wert)
    block = tabelle.spill("=XLB_TENDENZ(A1:B3)", "D1:E3")
    assert block == [[1.0, 4.0], ["Error 2007", 5.0], ["Error 2015", "Text"]]
    assert tabelle.spill("=XLB_MONATSWERTE(1;2;3;4)", "D5:F5") == [["", 2.0, "Error 2042"]]
    assert tabelle.show("=XLB_GRUND(E5)", "G1") == ""
    assert tabelle.show("=XLB_GRUND(F5)", "G1").startswith("Eine Zelle, die hier eingeht")
    assert tabelle.show("=XLB_GRUND(D3)", "G1") == "weil"


@pytest.mark.parametrize(("nummer", "text"), FEHLERWERTE.items())
def test_error_texts_become_error_values(tabelle, nummer, text):
    assert tabelle.show(f'=XLB_TENDENZ("{text}")') == f"Error {nummer}"


def test_a_reason_becomes_an_error_value_and_is_kept(tabelle):
    assert tabelle.show('=XLB_TENDENZ("#XLB: Stand fehlt")', "B1") == "Error 2015"
    assert tabelle.show('=XLB_TENDENZ("#XLB: anderes")', "B2") == "Error 2015"
    assert tabelle.show("=XLB_GRUND(B1)", "C1") == "Stand fehlt"
    assert tabelle.show("=XLB_GRUND(B2)", "C1") == "anderes"
    tabelle.show('=XLB_TENDENZ("#XLB: neuer Grund")', "B1")
    assert tabelle.show("=XLB_GRUND(B1)", "C1") == "neuer Grund"
    tabelle.show("=XLB_TENDENZ(1)", "B1")
    assert tabelle.show("=XLB_GRUND(B1)", "C1") == ""
    tabelle.write("B9", "Error 2015")
    assert tabelle.show("=XLB_GRUND(B9)", "C1").startswith("Zu dieser Zelle ist kein Grund bekannt")


def test_a_whole_column_is_refused_before_it_travels(tabelle):
    assert tabelle.show("=XLB_TENDENZ(A1:A100001)") == "Error 2015"
    assert tabelle.show("=XLB_GRUND(B1)", "C1").startswith("Der Bereich hat mehr als 100000 Zellen")


def test_the_function_wizard_does_not_call_python(tabelle):
    tabelle.write("Z3", 1)
    tabelle.show("=XLB_TENDENZ(1)")
    assert tabelle.show("=Aufrufe()", "C2") == "0"


def test_a_python_error_shows_its_last_line_only(tabelle):
    assert tabelle.show("=XLB_AMPEL(1;2)") == "Error 2015"
    assert tabelle.show("=XLB_GRUND(B1)", "C1") == "Unerwarteter Fehler: ZeroDivisionError: durch null"


def test_a_process_that_ended_is_connected_again(tabelle):
    assert tabelle.show("=XLB_TENDENZ(1)") == "1"
    assert tabelle.show('=XLB_WERT("ja";2;3;4;5)') == "ja"
    assert tabelle.show("=Versuche()", "C1") == "2"
    assert tabelle.show("=Aufrufe()", "C2") == "3"


def test_without_python_every_cell_says_so_and_only_the_first_tries(tabelle):
    tabelle.write("Z1", "aus")
    assert {tabelle.show(f"=XLB_TENDENZ({nummer})", f"B{nummer}") for nummer in range(1, 9)} == {"Error 2015"}
    grund = tabelle.show("=XLB_GRUND(B8)", "C1")
    assert grund.startswith("Python ist nicht erreichbar (Could not load xlwings64.dll)")
    assert tabelle.show("=Versuche()", "C1") == "1"
