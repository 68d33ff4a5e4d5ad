"""The live writer cell by cell: what Excel is handed, what it must not make of it, and what happens when it refuses."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw
from engine import Testexcel, application_error, edit_mode, rejected

from xlbudget.cellplan import Fill, HideRows, cell, column
from xlbudget.errors import AusgabeError, EingabeError, VorlageError
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.live import excel_state
from xlbudget.xlsx.live.live_template import ExcelBeschaeftigtError, LiveTemplate, fill_live

TEXTE = [
    *("0111", "1.2", "1.2.2023", "=cmd", "=1+1", "+1", "-1", "@x", "'x", "''", "WAHR", "TRUE", "5%", "1E5", "#N/A"),
    *(" Rand ", "Ümläute & <Klammern>", "zwei\nZeilen", "😊", "=" * 300, "x" * 32767),
]
PLAN = (
    column("PB_Werte", [1, Decimal("2.10"), None]),
    HideRows("PB_Werte", 2),
    Fill("PB_Block", (("a", 1), ("=b", 2))),
    cell("PB_Text", "neu"),
)


@pytest.fixture
def vorlage(tmp_path) -> Path:
    """Two sheets; values with a sum below, a block, a text; everything filled before."""
    datei = tmp_path / "Vorlage.xlsx"
    with xlsxwriter.Workbook(datei) as workbook:
        blatt, zweites = workbook.add_worksheet("Blatt 1"), workbook.add_worksheet("Zwei")
        blatt.write_column("B2", [10, "=2*15", 30])
        blatt.write_formula("B5", "=SUM(B2:B4)", None, 70)
        blatt.write_row("D8", ["alt", "0815"])
        blatt.write_row("D9", [True, ""])
        blatt.write_string("A10", "=alt")
        zweites.write_number("A1", 5)
        workbook.define_name("PB_Werte", "='Blatt 1'!$B$2:$B$4")
        workbook.define_name("PB_Block", "='Blatt 1'!$D$8:$E$9")
        workbook.define_name("PB_Text", "='Blatt 1'!$A$10")
        blatt.set_row(1, None, None, {"hidden": True})
    return datei


def state_of(book: xw.Book) -> list[object]:
    """Every cell with its formula, every hidden row, every protection."""
    return [
        (
            sheet.title,
            sheet.worksheet.values(sheet.worksheet.used()),
            sheet.worksheet.formulas(sheet.worksheet.used()),
            sheet.worksheet.hidden_rows(1, 20),
            sheet.worksheet.protected,
            sheet.protection,
            sheet.enable_selection,
        )
        for sheet in book.impl.sheet_list
    ]


def workbook(datei: Path, names: dict[str, str], **cells: object) -> Path:
    """A file with one sheet "B": names by their reference, cells by their address."""
    with xlsxwriter.Workbook(datei) as buch:
        blatt = buch.add_worksheet("B")
        for address, value in cells.items():
            blatt.write(address, value)
        for name, reference in names.items():
            buch.define_name(name, reference)
    return datei


@pytest.mark.parametrize("programm", ["excel", "excel_fast"])
def test_text_stays_text(request, tmp_path, programm):
    excel: Testexcel = request.getfixturevalue(programm)
    book = excel.open(workbook(tmp_path / "t.xlsx", {"PB_X": f"=B!$A$1:$A${len(TEXTE)}"}))
    fill_live(book, (column("PB_X", TEXTE),))
    sheet = book.sheets[0].impl.worksheet
    area = sheet.used()
    assert [row[0] for row in sheet.values(area)] == TEXTE
    assert not sheet.formulas(area)


@pytest.mark.parametrize(
    ("wert", "gelesen"),
    [
        (Decimal("-1234567.89"), -1234567.89),
        (Decimal("0.00005"), 0.00005),
        (10**15, 1e15),
        (True, True),
        (datetime.date(2023, 12, 31), 45291.0),
        (datetime.datetime(2023, 12, 31, 12), 45291.5),
        ("a\r\nb", "a\nb"),
        ("", None),
        (None, None),
    ],
)
def test_values(excel_fast, tmp_path, wert, gelesen):
    book = excel_fast.open(workbook(tmp_path / "v.xlsx", {"PB_X": "=B!$A$1"}, A1="alt"))
    fill_live(book, (cell("PB_X", wert),))
    assert book.sheets[0]["A1"].raw_value == gelesen


def test_dates_since_1904(excel_fast, tmp_path):
    datei = workbook(tmp_path / "v.xlsx", {"PB_X": "=B!$A$1"})
    buch = openpyxl.load_workbook(datei)
    buch.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    buch.save(datei)
    book = excel_fast.open(datei)
    fill_live(book, (cell("PB_X", datetime.date(2023, 12, 31)),))
    assert book.sheets[0]["A1"].raw_value == 45291 - 1462


def test_totals_are_right_where_excel_calculates(excel, vorlage):
    book = excel.open(vorlage)
    fill_live(book, PLAN)
    assert book.sheets[0]["B5"].value == pytest.approx(3.1)


def test_a_smaller_block_empties_the_rest(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    fill_live(book, (Fill("PB_Block", (("nur",),)),))
    assert book.sheets[0]["D8:E9"].value == [["nur", None], [None, None]]


def test_rows_are_shown_and_hidden(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    for count in (3, 0, 2):
        fill_live(book, (HideRows("PB_Werte", count),))
        assert book.sheets[0].impl.worksheet.hidden_rows(1, 9) == set(range(2 + count, 5))


def test_one_look_serves_several_fillings(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    plans = [(HideRows("PB_Werte", count), cell("PB_Text", f"{count}")) for count in (3, 0, 3, 1)]
    live = LiveTemplate(book, plans)
    for plan in plans:
        live.fill(plan)
        assert book.sheets[0].impl.worksheet.hidden_rows(1, 9) == set(range(2 + plan[0].count, 5))
        assert book.sheets[0]["A10"].value == f"{plan[0].count}"


def test_a_truth_is_no_number(excel_fast, tmp_path):
    book = excel_fast.open(workbook(tmp_path / "v.xlsx", {"PB_X": "=B!$A$1"}, A1=1))
    fill_live(book, (cell("PB_X", True),))
    assert book.sheets[0]["A1"].raw_value is True


def test_many_rows_apart_are_hidden(excel_fast, tmp_path):
    names = {f"PB_{number}": f"=B!$A${number * 1000}:$A${number * 1000 + 1}" for number in range(1, 40)}
    book = excel_fast.open(workbook(tmp_path / "v.xlsx", names))
    fill_live(book, tuple(HideRows(name, 1) for name in names))
    assert book.sheets[0].impl.worksheet.hidden_rows(1, 40_000) == {number * 1000 + 1 for number in range(1, 40)}


def test_what_was_changed_since_saving_counts(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    book.names["PB_Text"].refers_to = "='Blatt 1'!$C$1"
    saved = book.api.Saved
    live = LiveTemplate(book, [PLAN])
    assert book.api.Saved is saved
    live.fill(PLAN)
    assert book.sheets[0]["C1"].value == "neu"
    assert vorlage.name in [file.name for file in vorlage.parent.iterdir()]


def test_names_of_sheet_and_workbook(excel_fast, tmp_path):
    datei = tmp_path / "Mappe.xlsx"
    with xlsxwriter.Workbook(datei) as buch:
        for titel in ("Eins", "Zwei"):
            buch.add_worksheet(titel)
            buch.define_name(f"{titel}!PB_Titel", f"={titel}!$A$1")
        buch.define_name("PB_Titel", "=Eins!$B$1")
        buch.define_name("PB_Stand", "=Eins!$C$1")
    book, plan = excel_fast.open(datei), (cell("PB_Titel", "x"), cell("PB_Stand", "Juni"))

    def titel() -> list[list[object]]:
        return [book.sheets[number]["A1:C1"].value for number in (0, 1)]

    fill_live(book.sheets[1], plan)
    assert titel() == [[None, None, None], ["x", None, None]]
    fill_live(book.sheets[0], plan)
    assert titel() == [["x", None, "Juni"], ["x", None, None]]
    fill_live(book, (cell("PB_Titel", "y"),))
    assert titel() == [["y", "y", "Juni"], ["y", None, None]]
    with pytest.raises(VorlageError, match=r"Blatt „Zwei“ von Mappe\.xlsx fehlen die Namen PB_Stand\. Bitte"):
        fill_live(book.sheets[1], plan, ["PB_Stand", "PB_Titel"])


def test_cells_under_a_merge_do_not_count(excel_fast, tmp_path):
    datei = tmp_path / "v.xlsx"
    with xlsxwriter.Workbook(datei) as buch:
        blatt = buch.add_worksheet("B")
        blatt.merge_range("A1:B1", "")
        blatt.merge_range("A2:A3", "")
        buch.define_name("PB_X", "=B!$A$1:$D$3")
    plan = (Fill("PB_X", ((1, 2, 3), (4, 5, 6, 7), (8, 9, 10))),)
    book = excel_fast.open(datei)
    fill_live(book, plan)
    erwartet = openpyxl.load_workbook(_written(Template.read(datei, [plan]).fill(plan).data, tmp_path))["B"]
    assert book.sheets[0]["A1:D3"].value == [[zelle.value for zelle in zeile] for zeile in erwartet["A1:D3"]]
    assert book.sheets[0]["C1"].value == 2
    with pytest.raises(VorlageError, match="es fehlen 1 Spalten"):
        fill_live(book, (Fill("PB_X", ((1,), (1,), (8, 9, 10, 11))),))


def _written(data: bytes, ordner: Path) -> Path:
    datei = ordner / "gefüllt.xlsx"
    datei.write_bytes(data)
    return datei


@pytest.mark.parametrize(
    ("plan", "text"),
    [
        ((column("PB_Werte", range(5)),), "PB_Werte zu klein: es fehlen 2 Zeilen"),
        ((Fill("PB_Werte", ((1, 2, 3),)),), "PB_Werte zu klein: es fehlen 2 Spalten"),
        ((cell("PB_Text", "a\x00"),), r"A10 enthält an Stelle 2 ein Zeichen"),
        ((cell("PB_Text", "x" * 32768),), "32768 Zeichen; Excel fasst 32767"),
        ((cell("PB_Text", float("nan")),), "A10 ist keine Zahl"),
    ],
)
def test_what_does_not_fit_changes_nothing(excel_fast, vorlage, plan, text):
    book = excel_fast.open(vorlage)
    before = state_of(book)
    with pytest.raises(VorlageError, match=text):
        fill_live(book, (*PLAN, *plan))
    assert state_of(book) == before


def test_what_must_not_be_filled(excel_fast, tmp_path):
    datei = tmp_path / "v.xlsx"
    with xlsxwriter.Workbook(datei) as buch:
        blatt = buch.add_worksheet("B")
        blatt.write_array_formula("A1:A3", "{=C1:C3*2}")
        blatt.add_table("E1:E3", {"columns": [{"header": "Spalte"}]})
        for name, reference in {
            "PB_Matrix": "$A$2",
            "PB_Kopf": "$E$1",
            "PB_Eins": "$G$1:$G$2",
            "PB_Zwei": "$G$2",
        }.items():
            buch.define_name(name, f"=B!{reference}")
    book = excel_fast.open(datei)
    for plan, text in (
        ((cell("PB_Matrix", 1),), "PB_Matrix mit A2 in einer Matrixformel"),
        ((cell("PB_Kopf", 1),), "PB_Kopf mit E1 in der Überschrift einer Tabelle"),
        ((cell("PB_Eins", 1), cell("PB_Zwei", 1)), "überschneiden sich PB_Eins und PB_Zwei in G2"),
    ):
        with pytest.raises(VorlageError, match=text):
            fill_live(book, plan)


def test_required_names(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    with pytest.raises(VorlageError, match=r"In der Vorlage Vorlage\.xlsx fehlen die Namen PB_Fehlt"):
        fill_live(book, PLAN, ["PB_Fehlt", "PB_Werte"])


def test_other_formats_are_refused(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    book.impl.file = vorlage.with_suffix(".xlsb")
    with pytest.raises(EingabeError, match=r"Vorlage\.xlsb hat ein Format"):
        fill_live(book, PLAN)


def test_a_workbook_that_was_never_saved(excel_fast):
    book = excel_fast.new()
    book.names.add("PB_Text", f"={book.sheets[0].name}!$A$1")
    fill_live(book, (cell("PB_Text", "neu"),))
    assert book.sheets[0]["A1"].value == "neu"


ERLAUBT = (True, False, True, False, False, True, False, False, True, False, True)


def test_a_protection_without_password_is_lifted_and_comes_back(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    api = book.sheets[0].api
    api.Protect("", False, True, False, False, *ERLAUBT)
    api.EnableSelection = 1
    before = state_of(book)[0][4:]
    fill_live(book, PLAN)
    assert book.sheets[0]["A10"].value == "neu"
    assert state_of(book)[0][4:] == before
    with pytest.raises(AusgabeError), excel_fast.wire.failing(1, application_error("nein"), "Range.raw_value="):
        fill_live(book, (cell("PB_Text", "anders"),))
    assert book.sheets[0]["A10"].value == "neu"
    assert state_of(book)[0][4:] == before


@pytest.mark.parametrize("programm", ["excel", "excel_fast"])
def test_a_password_is_needed(request, vorlage, programm):
    excel: Testexcel = request.getfixturevalue(programm)
    book = excel.open(vorlage)
    book.sheets[0].api.Protect("geheim")
    before = state_of(book)
    with pytest.raises(AusgabeError, match=r"Blatt „Blatt 1“ von Vorlage\.xlsx ist mit einem Kennwort geschützt"):
        fill_live(book, PLAN)
    assert state_of(book) == before


def test_macros_may_write_where_only_users_may_not(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    book.sheets[0].api.Protect("geheim", True, True, True, True)
    fill_live(book, PLAN)
    assert book.sheets[0]["A10"].value == "neu"


@pytest.fixture
def kurze_geduld(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(excel_state, "GEDULD_S", 0.2)


@pytest.mark.parametrize("how", [rejected, edit_mode])
def test_busy_from_the_beginning_changes_nothing(excel_fast, vorlage, how, kurze_geduld):
    book = excel_fast.open(vorlage)
    before = state_of(book)
    with excel_fast.wire.busy(how), pytest.raises(ExcelBeschaeftigtError, match="Zelleingabe mit Enter oder Esc"):
        fill_live(book, PLAN)
    assert state_of(book) == before


@pytest.mark.parametrize("error", [rejected(), application_error("nein"), ZeroDivisionError()])
def test_a_failure_at_any_call_leaves_nothing_half_written(excel_fast, vorlage, error):
    book = excel_fast.open(vorlage)
    before = state_of(book)
    with excel_fast.wire.counted() as trips:
        fill_live(book, PLAN)
    filled = state_of(book)
    assert len(trips) > 10
    book.close()
    expected = type(error) if isinstance(error, ZeroDivisionError) else AusgabeError
    for number in range(1, len(trips) + 1):
        book = excel_fast.open(vorlage)
        with pytest.raises(expected), excel_fast.wire.failing(number, error):
            fill_live(book, PLAN)
        assert state_of(book) == before, trips[number - 1]
        book.close()
    assert filled != before


def test_putting_back_waits_for_excel(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    book.sheets[0].api.Protect()
    before = state_of(book)
    wire = excel_fast.wire
    with (
        pytest.raises(AusgabeError, match="Excel hat einen Schritt abgelehnt: nein"),
        wire.failing(3, application_error("nein"), "Range.raw_value="),
        wire.failing(4, rejected(), "Range.raw_value="),
        wire.failing(1, rejected(), "Worksheet.Protect="),
    ):
        fill_live(book, PLAN)
    assert state_of(book) == before


def test_what_cannot_be_put_back_is_said(excel_fast, vorlage):
    book, wire = excel_fast.open(vorlage), excel_fast.wire
    with (
        pytest.raises(AusgabeError, match="ohne Speichern schließen"),
        wire.failing(2, application_error("nein"), "Range.raw_value="),
        wire.failing(3, application_error("nein"), "Range.raw_value="),
    ):
        fill_live(book, PLAN)


def test_what_excel_never_took_needs_no_putting_back(excel_fast, vorlage, monkeypatch):
    book = excel_fast.open(vorlage)
    before = state_of(book)

    def refuse(*_: object) -> None:
        raise application_error("nein")

    monkeypatch.setattr(book.sheets[0].impl, "store", refuse)
    with pytest.raises(AusgabeError, match="Excel hat einen Schritt abgelehnt: nein"):
        fill_live(book, PLAN)
    assert state_of(book) == before


def test_filling_again_writes_nothing(excel_fast, vorlage):
    book = excel_fast.open(vorlage)
    fill_live(book, PLAN)
    with excel_fast.wire.counted() as trips:
        fill_live(book, PLAN)
    assert not [trip for trip in trips if trip.endswith("=") and "SaveCopyAs" not in trip]


def test_the_command_line_does_without_xlwings():
    check = "import sys, xlbudget.cli, xlbudget.xlsx.fill.template; sys.exit('xlwings' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False, timeout=60).returncode == 0
