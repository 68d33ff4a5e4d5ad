"""Every workbook the example writes: valid, and right in the eyes of another spreadsheet program."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from conftest import differences

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.core.zeit import Stand
from xlbudget.layout.namen import PFLICHTNAMEN
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.lint import lint_workbook


@pytest.fixture(params=["jahresende", "halbjahr"])
def files(request) -> list[Path]:
    ergebnis = request.getfixturevalue(request.param)
    return [ergebnis.gesamt, *sorted((ergebnis.ziel / "einzeln").glob("*.xlsx"))]


def test_libreoffice_computes_what_is_cached(files, recalculated):
    assert len(files) == 49
    gefunden = [text for file, neu in recalculated(files) for text in differences(file, neu)]
    assert gefunden == []


def test_the_second_opinion_would_notice_a_wrong_cache(jahresende, recalculated, tmp_path):
    file = jahresende.ziel / "einzeln" / "32 Soziales.xlsx"
    falsch = tmp_path / "falsch.xlsx"
    with zipfile.ZipFile(file) as quelle, zipfile.ZipFile(falsch, "w") as ziel:
        for name in quelle.namelist():
            ziel.writestr(name, quelle.read(name).replace(b"<v>-18683100</v>", b"<v>-18683101</v>"))
    ((_, neu),) = recalculated([falsch])
    assert differences(falsch, neu) != []


def test_openxml_audit_finds_nothing(files, audit):
    for file in files:
        assert audit(file) == [], file.name


def test_our_own_lint_finds_nothing(files):
    for file in files:
        assert [str(befund) for befund in lint_workbook(file.read_bytes(), file.name)] == []


def test_formulas_have_values_and_excel_need_not_recalculate(files):
    for file in files[1:]:
        with zipfile.ZipFile(file) as archive:
            assert b"fullCalcOnLoad" not in archive.read("xl/workbook.xml")
            assert b"</f></c>" not in archive.read("xl/worksheets/sheet1.xml")


def test_totals_are_live_formulas(jahresende):
    blatt = openpyxl.load_workbook(jahresende.ziel / "einzeln" / "32 Soziales.xlsx").active
    summenzeile = next(row for row in blatt.iter_rows() if row[0].value == 2023)
    assert all("SUM(" in str(cell.value) for cell in summenzeile[1:16])


def test_a_rich_template_keeps_everything(tmp_path):
    """The user's own template: text box, sparkline, 2010 conditional format, header image, rich text."""
    mappe = tmp_path / "mappe.xlsx"
    for name in ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv"):
        (tmp_path / name).write_bytes(shipped("workbooks", name).read_bytes())
    buch = openpyxl.load_workbook(shipped("workbooks", "peine-2023.xlsx"))
    zeile = next(row for row in buch["Einstellungen"].iter_rows() if row[0].value == "Vorlage")
    zeile[1].value = "eigene.xlsx"
    buch.save(mappe)
    vorlage = tmp_path / "eigene.xlsx"
    vorlage.write_bytes(_rich_template())
    ergebnis = bericht(mappe, Stand(2023, 12), tmp_path / "ziel", Auswahl(("32",)))
    with zipfile.ZipFile(vorlage) as vorher, zipfile.ZipFile(ergebnis.ziel / "einzeln" / "32 Soziales.xlsx") as neu:
        assert vorher.namelist().sort() == neu.namelist().sort()
        gleich = {name for name in vorher.namelist() if vorher.read(name) == neu.read(name)}
        blatt = neu.read("xl/worksheets/sheet1.xml")
        texte = neu.read("xl/sharedStrings.xml")
    eigenschaften = {"docProps/core.xml", "docProps/app.xml"}  # who drew the template stays in the house
    assert set(vorher.namelist()) - gleich == {"xl/worksheets/sheet1.xml", "xl/workbook.xml", *eigenschaften}
    assert {"xl/drawings/drawing1.xml", "xl/drawings/vmlDrawing1.vml", "xl/media/image1.png"} <= gleich
    for merkmal in (b"x14:sparkline", b"x14:conditionalFormatting", b"<legacyDrawingHF", b"<drawing "):
        assert merkmal in blatt, merkmal
    assert b"<rPr><b/>" in texte


def _rich_template() -> bytes:
    import xlsxwriter

    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer) as workbook:
        blatt = workbook.add_worksheet("Eigenes Blatt")
        for number, name in enumerate(sorted(PFLICHTNAMEN)):
            breite = 12 if name in ("PB_Ertraege", "PB_Aufwendungen") else 1
            oben, unten = 12 * number + 1, 12 * number + 10
            rechts = xlsxwriter.utility.xl_col_to_name(breite)
            workbook.define_name(name, f"='Eigenes Blatt'!$B${oben}:${rechts}${unten}")
        blatt.insert_textbox("P2", "Ein Textfeld der Verwaltung")
        blatt.add_sparkline("O13", {"range": "'Eigenes Blatt'!B13:M13"})
        blatt.conditional_format("B1:B200", {"type": "data_bar", "data_bar_2010": True})
        bild = io.BytesIO(_PNG)
        blatt.set_header("&L&G", {"image_left": "logo.png", "image_data_left": bild})
        blatt.write_rich_string("A200", "normal ", workbook.add_format({"bold": True}), "fett")
    return puffer.getvalue()


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8ffff3f0005fe02fea7d2b1d50000000049454e44ae426082"
)
