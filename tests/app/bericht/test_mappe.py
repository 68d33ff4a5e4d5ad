"""The Fachdienst-Mappe: one workbook per Budget, overview first."""

from __future__ import annotations

import openpyxl
import pytest
from conftest import differences

from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.core.zeit import Stand
from xlbudget.mitgeliefert import shipped

PEINE = shipped("workbooks", "peine-2023.xlsx")
TABS = {"●": "FF2E7D32", "◆": "FFF9A825", "■": "FFC62828"}


@pytest.fixture(scope="module")
def mappen(tmp_path_factory) -> Ergebnis:
    return bericht(PEINE, Stand(2023, 12), tmp_path_factory.mktemp("mappen"), Auswahl(form=Form.MAPPE))


@pytest.fixture(scope="module")
def soziales(mappen):
    return openpyxl.load_workbook(mappen.ziel / "mappen" / "32 Soziales.xlsx", data_only=True)


def test_one_workbook_per_budget_and_no_single_sheets(mappen):
    assert sorted(file.name for file in (mappen.ziel / "mappen").iterdir()) == [
        "30 Dezernatsleitung III.xlsx",
        "32 Soziales.xlsx",
        "33 Arbeit.xlsx",
        "35 Gesundheitsamt.xlsx",
    ]
    assert not (mappen.ziel / "einzeln").exists()
    assert mappen.gesamt.is_file()


def test_overview_then_the_budget_then_its_produkte(soziales):
    assert soziales.sheetnames[:3] == ["Übersicht", "32 Soziales", "3110 Ausgleichszahlungen des La"]
    assert len(soziales.sheetnames) == 2 + 27
    assert soziales.active.title == "Übersicht"


def test_overview_has_the_lines_of_the_consolidated_report(mappen, soziales):
    gesamt = openpyxl.load_workbook(mappen.gesamt, data_only=True)["Produktbericht"]
    nummern = {sheet.split()[0] for sheet in soziales.sheetnames[2:]}
    erwartet, gezeigt = (_lines(blatt, nummern) for blatt in (gesamt, soziales["Übersicht"]))
    assert len(gezeigt) == 27
    assert gezeigt == erwartet


def _lines(blatt, nummern) -> list[list[object]]:
    rows = ([cell.value for cell in row] for row in blatt.iter_rows() if str(row[0].value) in nummern)
    return [[round(value, 6) if isinstance(value, float) else value for value in row] for row in rows]


def test_links_of_the_overview_lead_to_the_sheets(soziales):
    ziele = {
        str(cell.value): cell.hyperlink.location
        for row in soziales["Übersicht"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert len(ziele) == 28
    for text, ziel in ziele.items():
        blatt = soziales[ziel.removesuffix("!A1").strip("'")]
        assert str(blatt["B2"].value).startswith(text if text.isdecimal() else "32 Soziales")


def test_the_tab_has_the_colour_of_the_ampel(soziales):
    for blatt in soziales.worksheets[1:]:
        symbole = {cell.value for row in blatt.iter_rows() for cell in row} & TABS.keys()
        assert [TABS[symbol] for symbol in symbole] == [blatt.sheet_properties.tabColor.rgb]


def test_sheets_are_those_of_the_single_workbooks(soziales, jahresende):
    for name in soziales.sheetnames[1:]:
        nummer = name.split()[0]
        (datei,) = (jahresende.ziel / "einzeln").glob(f"{nummer} *.xlsx")
        einzeln = openpyxl.load_workbook(datei, data_only=True).active
        for zeile, zeile_einzeln in zip(soziales[name].iter_rows(), einzeln.iter_rows(), strict=True):
            assert [c.value for c in zeile] == [c.value for c in zeile_einzeln]


def test_mappen_are_valid_and_libreoffice_agrees(mappen, audit, recalculated):
    files = sorted((mappen.ziel / "mappen").iterdir())
    for file in files:
        assert audit(file) == []
    assert [text for file, neu in recalculated(files) for text in differences(file, neu)] == []


def test_both_forms_at_once(tmp_path):
    ergebnis = bericht(PEINE, Stand(2023, 6), tmp_path, Auswahl(("33",), Form.BEIDES))
    assert [o.kennung for o in ergebnis.blaetter] == [o.kennung for o in ergebnis.mappen] == ["Arbeit"]
    assert (tmp_path / "mappen" / "33 Arbeit.xlsx").is_file()
    assert (tmp_path / "einzeln" / "33 Arbeit.xlsx").is_file()
