"""The engine behaves like Excel where xlbudget depends on it, over both back ends."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter
import xlwings as xw

from engine import ComError, Testexcel, edit_mode, rejected


@pytest.fixture(params=["excel", "excel_fast"])
def excel_(request) -> Testexcel:
    return request.getfixturevalue(request.param)


@pytest.fixture
def datei(tmp_path):
    datei = tmp_path / "Mappe.xlsx"
    with xlsxwriter.Workbook(datei) as buch:
        blatt, zwei = buch.add_worksheet("Blatt 1"), buch.add_worksheet("Zwei")
        blatt.write_column("A1", [1, 2, 3])
        blatt.write_formula("A4", "=SUM(A1:A3)", None, 6)
        blatt.merge_range("C1:D2", "verbunden")
        spalten = [{"header": "K"}, {"header": "W"}]
        zwei.add_table("B2:C4", {"name": "Tabelle", "data": [["a", 1], ["b", 2]], "columns": spalten})
        buch.define_name("Werte", "='Blatt 1'!$A$1:$A$3")
        buch.define_name("'Blatt 1'!Eigen", "='Blatt 1'!$C$1")
    return datei


@pytest.mark.parametrize(
    ("geschrieben", "gelesen"),
    [
        ("'0111", "0111"),
        ("0111", 111.0),
        ("1.5", 1.5),
        ("1,234.5", 1234.5),
        ("5%", 0.05),
        ("+1", 1.0),
        ("31.12.2023", dt.datetime(2023, 12, 31)),
        (dt.date(2023, 12, 31), dt.datetime(2023, 12, 31)),
        ("'=x", "=x"),
        ("''x", "'x"),
        ("Text", "Text"),
        ("", None),
        (None, None),
        (True, True),
    ],
)
def test_what_becomes_of_a_value(excel_, geschrieben, gelesen):
    zelle = excel_.new().sheets[0]["B2"]
    zelle.value = "vorher"
    zelle.value = geschrieben
    assert zelle.value == gelesen


def test_formulas_calculate_in_libreoffice(excel, datei):
    blatt = excel.open(datei).sheets[0]
    blatt["A1:A2"].value = [[10], [20]]
    blatt["B1"].value = "=IF(A1>5,SUM(Werte),0)"
    assert blatt["A4"].value == blatt["B1"].value == 33
    assert blatt["A1:B1"].formula == (("10", "=IF(A1>5,SUM(Werte),0)"),)


def test_a_formula_is_calculated_when_it_is_entered(excel):
    blatt = excel.new().sheets[0]
    blatt["A1"].value = 2
    blatt["B1"].value = "=A1*10"
    excel.app.calculation = "manual"
    blatt["C1"].value = "=A1*100"
    assert blatt["B1:C1"].value == [20, 200]
    blatt["A1"].value = 3
    assert (blatt["B1:C1"].value, excel.app.api.CalculationState) == ([20, 200], 2)
    excel.app.calculate()
    assert (blatt["B1:C1"].value, excel.app.api.CalculationState) == ([30, 300], 0)
    blatt["A1"].value = 4
    excel.app.calculation = "automatic"
    assert (blatt["B1:C1"].value, excel.app.api.CalculationState) == ([40, 400], 0)


def test_without_calculation_every_change_is_pending(excel_fast):
    blatt = excel_fast.new().sheets[0]
    assert excel_fast.app.api.CalculationState == 0
    blatt["A1"].value = "=1+1"
    excel_fast.app.calculate()
    assert (blatt["A1"].value, excel_fast.app.api.CalculationState) == (0, 2)


def test_errors_are_codes(excel):
    blatt = excel.new().sheets[0]
    blatt["A1"].value = [["=1/0", "=NA()", "=GIBTESNICHT()"]]
    assert blatt["A1:C1"].raw_value == ((-2146826281, -2146826246, -2146826259),)
    assert blatt["A1:B1"].options(err_to_str=True).value == ["#DIV/0!", "#N/A"]


def test_names_and_their_scopes(excel_, datei):
    book = excel_.open(datei)
    assert {name.name: name.refers_to for name in book.names} == {
        "Werte": "='Blatt 1'!$A$1:$A$3",
        "'Blatt 1'!Eigen": "='Blatt 1'!$C$1",
    }
    assert [name.name for name in book.sheets[0].names] == ["'Blatt 1'!Eigen"]
    assert book.names["Werte"].refers_to_range.value == [1, 2, 3]
    assert book.sheets[0].range("Eigen").value == "verbunden"
    with pytest.raises(ComError):
        book.sheets[1].range("Werte")


def test_merges(excel_, datei):
    blatt = excel_.open(datei).sheets[0]
    assert blatt["D2"].merge_area.address == "$C$1:$D$2"
    assert (blatt["C1:D2"].merge_cells, blatt["A1"].merge_cells, blatt["B1:C1"].merge_cells) == (True, False, None)
    blatt["C1:D1"].value = [["neu", "verschluckt"]]
    assert blatt["C1:D1"].value == ["neu", None]


def test_rows_hide(excel_, datei):
    blatt = excel_.open(datei).sheets[0]
    blatt.range("2:3,7:8").api.EntireRow.Hidden = True
    assert [blatt.range(f"{rows}").rows.hidden for rows in ("2:3", "1:2", "1:1", "8:8")] == [True, None, False, True]


def test_tables(excel_, datei):
    table = excel_.open(datei).sheets["Zwei"].tables["Tabelle"]
    assert table.data_body_range.value == [["a", 1], ["b", 2]]
    assert (table.header_row_range.value, table.columns["W"].data_body_range.value) == (["K", "W"], [1, 2])
    table.rows.add(["c", 3])
    assert table.range.address == "$B$2:$C$5"
    assert table.data_body_range.value[-1] == ["c", 3]


def test_a_table_is_made_of_cells(excel_, datei):
    blatt = excel_.open(datei).sheets["Zwei"]
    blatt["E2:F3"].value = [["x", "y"], [1, 2]]
    table = blatt.tables.add(source=blatt["E2:F3"], name="Neu")
    assert {t.name for t in blatt.tables} == {"Tabelle", "Neu"}
    assert (table.header_row_range.value, table.data_body_range.value) == (["x", "y"], [1, 2])
    with pytest.raises(ComError, match="überlappen"):
        blatt.tables.add(source=blatt["F3:G4"], name="Quer")


def test_looks_are_kept(excel_, datei):
    blatt = excel_.open(datei).sheets["Zwei"]
    blatt["B1"].column_width, blatt["B2:B3"].wrap_text = 40, True
    assert (blatt["B9"].column_width, blatt["A1:B1"].column_width) == (40, None)
    assert (blatt["B2"].wrap_text, blatt["B3:B4"].wrap_text) == (True, None)
    with pytest.raises(ComError, match="breit"):
        blatt["B1"].column_width = 256


def test_protection(excel_, datei):
    blatt = excel_.open(datei).sheets[0]
    blatt.api.Protect("geheim", True, True, True, False, True)
    assert blatt.api.Protection.AllowFormattingCells
    with pytest.raises(ComError, match="schreibgeschützten Blatt"):
        blatt["A1"].clear_contents()
    with pytest.raises(ComError, match="Kennwort"):
        blatt.api.Unprotect("")
    blatt.api.Unprotect("geheim")
    blatt["A1"].clear_contents()
    assert blatt["A1"].value is None


def test_books_and_the_caller(excel_, datei, tmp_path):
    book, other = excel_.open(datei), excel_.new()
    assert xw.books.active == other
    book.activate()
    book.set_mock_caller()
    assert xw.Book.caller() == xw.books.active == excel_.app.books["mappe.XLSX"] == book
    assert (book.fullname, book.api.Path, other.api.Path) == (str(datei), str(tmp_path), "")
    book.sheets[0]["A1"].value = 7
    assert not book.api.Saved
    book.save(tmp_path / "neu.xlsx")
    assert (book.name, book.api.Saved) == ("neu.xlsx", True)
    book.close()
    assert excel_.open(tmp_path / "neu.xlsx").sheets[0]["A1"].value == 7


def test_a_hidden_workbook_is_open_but_never_active(excel_fast, datei):
    book = excel_fast.open(datei)
    hidden = excel_fast.open(datei.rename(datei.with_name("PERSONAL.xlsx")), hidden=True)
    assert (xw.books.active, len(xw.books)) == (book, 2)
    book.close()
    assert (xw.books.active.api, excel_fast.app.selection, list(xw.books)) == (None, None, [hidden])


def test_an_addin_calls_but_is_no_open_workbook(excel_fast, datei):
    book = excel_fast.open(datei)
    excel_fast.addin().set_mock_caller()
    assert (xw.Book.caller().name, xw.Book.caller().app) == ("xlbudget.xlam", excel_fast.app)
    assert list(xw.books) == [book]


def test_a_workbook_from_sharepoint(excel_fast, datei):
    book = excel_fast.open(datei, url="https://kreis.example/sites/haushalt/Mappe.xlsx")
    assert book.api.Path == "https://kreis.example/sites/haushalt"
    assert book.name == "Mappe.xlsx"


def test_read_only_does_not_save(excel_fast, datei):
    book = excel_fast.open(datei, read_only=True)
    assert book.api.ReadOnly
    with pytest.raises(ComError):
        book.save()


def test_alerts_are_answered(excel_fast):
    excel_fast.state.answers.append("no")
    assert excel_fast.app.alert("Wirklich?", "xlbudget", buttons="yes_no") == "no"
    assert excel_fast.app.alert("Fertig.") == "ok"
    assert [alert[0] for alert in excel_fast.state.alerts] == ["Wirklich?", "Fertig."]


def test_calls_are_counted_and_disturbed(excel_fast):
    zelle, wire = excel_fast.new().sheets[0]["A1"], excel_fast.wire
    with wire.counted() as trips:
        zelle.raw_value = 5
    assert trips == ["Range.raw_value="]
    with wire.busy(rejected), pytest.raises(ComError):
        assert zelle.raw_value
    with wire.busy(edit_mode):
        assert zelle.raw_value == 5
        with pytest.raises(ComError):
            zelle.raw_value = 6
    with wire.busy(trips=1):
        with pytest.raises(ComError):
            zelle.raw_value = 6
        zelle.raw_value = 7
    with wire.failing(2, ZeroDivisionError(), "Range.raw_value="):
        zelle.raw_value = 8
        with pytest.raises(ZeroDivisionError):
            zelle.raw_value = 9
        zelle.raw_value = 10
    assert zelle.raw_value == 10


def test_nothing_is_left_behind(libreoffice, datei):
    from engine import running

    with running(libreoffice) as excel:
        excel.open(datei)
        assert len(xw.engines) == 1
    assert xw.engines.active is None
    assert len(xw.engines) == 0
    assert [file.name for file in datei.parent.iterdir()] == ["Mappe.xlsx"]
