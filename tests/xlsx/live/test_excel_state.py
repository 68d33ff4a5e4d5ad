"""Excel is afterwards as it was, whatever happens in between."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from engine import application_error, edit_mode, rejected
from engine.excel import State

from xlbudget.errors import AusgabeError
from xlbudget.xlsx.live import excel_state
from xlbudget.xlsx.live.excel_state import ExcelBeschaeftigtError, application_state

SETTINGS = ("screen_updating", "enable_events", "display_alerts", "calculation", "status_bar")
QUIET = (False, False, False, "manual", "xlbudget …")


def settings(state: State) -> dict[str, object]:
    return {name: getattr(state, name) for name in SETTINGS}


@pytest.fixture(autouse=True)
def kurze_geduld(monkeypatch):
    monkeypatch.setattr(excel_state, "GEDULD_S", 0.2)


@pytest.fixture
def excel_mit_mappe(excel_fast):
    excel_fast.new()
    return excel_fast


def test_quiet_inside_and_as_before_outside(excel_mit_mappe):
    state, before = excel_mit_mappe.state, settings(excel_mit_mappe.state)
    with application_state(excel_mit_mappe.app, "xlbudget …"):
        assert tuple(settings(state).values()) == QUIET
    assert settings(state) == before


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("error", [ValueError("x"), application_error("nein"), KeyboardInterrupt()])
def test_each_setting_comes_back_after_an_error(excel_mit_mappe, name, error):
    state = excel_mit_mappe.state
    other = {"calculation": "semiautomatic", "status_bar": "anderes"}.get(name, False)
    setattr(state, name, other)
    before = settings(state)
    with pytest.raises((ValueError, AusgabeError, KeyboardInterrupt)), application_state(excel_mit_mappe.app, "…"):
        raise error
    assert settings(state) == before


def test_a_failure_at_any_call_leaves_every_setting(excel_mit_mappe):
    app, state, wire = excel_mit_mappe.app, excel_mit_mappe.state, excel_mit_mappe.wire
    before = settings(state)
    with wire.counted() as trips, application_state(app, "…"):
        pass
    for number in range(1, len(trips) + 1):
        with wire.failing(number, rejected()):
            try:
                with application_state(app, "…"):
                    pass
            except ExcelBeschaeftigtError:
                pass
        assert settings(state) == before, (number, trips[number - 1])


@pytest.mark.parametrize("how", [rejected, edit_mode])
def test_busy_from_the_beginning(excel_mit_mappe, how):
    before = settings(excel_mit_mappe.state)
    with (
        excel_mit_mappe.wire.busy(how),
        pytest.raises(ExcelBeschaeftigtError, match="beschäftigt"),
        application_state(excel_mit_mappe.app, "…"),
    ):
        pytest.fail("nothing is done in a busy Excel")
    assert settings(excel_mit_mappe.state) == before


def test_one_setting_that_fails_does_not_keep_the_others(excel_mit_mappe):
    with (
        pytest.raises(AusgabeError, match="abgelehnt: nein"),
        excel_mit_mappe.wire.failing(2, application_error("nein"), "App.display_alerts="),
        application_state(excel_mit_mappe.app, "…"),
    ):
        pass
    state = excel_mit_mappe.state
    assert settings(state) == settings(State()) | {"display_alerts": False}


def test_active_sheet_and_selection_come_back(excel_mit_mappe):
    erste = excel_mit_mappe.app.books[0]
    sheet = erste.sheets.add("Mitte")
    sheet["C3:D4"].select()
    with application_state(excel_mit_mappe.app, "…"):
        erste.sheets.add("Neu")
        excel_mit_mappe.new().sheets[0]["B2"].select()
    assert excel_mit_mappe.app.books.active == erste
    assert erste.sheets.active.name == "Mitte"
    assert excel_mit_mappe.app.selection.address == "$C$3:$D$4"


def test_the_active_sheet_may_be_gone(excel_mit_mappe):
    book = excel_mit_mappe.app.books[0]
    weg = book.sheets.add("Weg")
    before = settings(excel_mit_mappe.state)
    with application_state(excel_mit_mappe.app, "…"):
        weg.delete()
    assert settings(excel_mit_mappe.state) == before


def test_all_workbooks_may_be_closed(excel_mit_mappe):
    with application_state(excel_mit_mappe.app, "…"):
        excel_mit_mappe.app.books[0].close()
    assert settings(excel_mit_mappe.state) == settings(State()) | {"calculation": "manual"}


def test_the_active_workbook_may_be_closed(excel_mit_mappe):
    before = settings(excel_mit_mappe.state)
    andere = excel_mit_mappe.new()
    with application_state(excel_mit_mappe.app, "…"):
        andere.close()
    assert settings(excel_mit_mappe.state) == before


def test_a_whole_sheet_is_selected(excel_mit_mappe):
    sheet = excel_mit_mappe.app.books[0].sheets[0]
    sheet.cells.select()
    with application_state(excel_mit_mappe.app, "…"):
        sheet["A1"].value = 1
    assert excel_mit_mappe.app.impl.selected.address_text() == "$A$1:$XFD$1048576"


def test_something_else_than_cells_is_selected(excel_mit_mappe):
    excel_mit_mappe.app.impl.selected = None
    with application_state(excel_mit_mappe.app, "…"):
        pass
    assert excel_mit_mappe.app.selection is None


def test_nothing_is_selected_on_a_chart_sheet(excel_mit_mappe, monkeypatch):
    monkeypatch.setattr(type(excel_mit_mappe.app), "selection", property(lambda self: None.address))
    with application_state(excel_mit_mappe.app, "…"):
        pass
    assert settings(excel_mit_mappe.state) == settings(State())


def test_a_rejected_look_up_before_setting_is_busy():
    with pytest.raises(ExcelBeschaeftigtError), excel_state.excel_errors():
        raise AttributeError("Property 'Excel.Application.ScreenUpdating' can not be set.")


def test_without_a_workbook(excel_fast):
    with application_state(excel_fast.app, "…"):
        assert excel_fast.state.calculation == "automatic"
    assert settings(excel_fast.state) == settings(State())


def test_progress(excel_mit_mappe):
    with application_state(excel_mit_mappe.app, "Anfang") as zeile:
        zeile.fortschritt("Blätter", 2, 48)
        zeile.fortschritt("Fertig", 1, 1)
    assert excel_mit_mappe.state.status_texts == ["Anfang", "Blätter: 2 von 48", "Fertig"]
    assert excel_mit_mappe.state.status_bar is False


def test_totals_are_right_also_where_the_user_calculates_manually(excel):
    book = excel.new()
    excel.app.calculation = "manual"
    book.sheets[0]["A2"].value = "=A1*2"
    with application_state(excel.app, "…"):
        book.sheets[0]["A1"].value = 21
        assert book.sheets[0]["A2"].value == 0
    assert excel.state.calculation == "manual"
    assert book.sheets[0]["A2"].value == 42


def test_totals_are_right_where_excel_calculates_itself(excel):
    book = excel.new()
    book.sheets[0]["A2"].value = "=A1*2"
    with application_state(excel.app, "…"):
        book.sheets[0]["A1"].value = 21
    assert book.sheets[0]["A2"].value == 42


def test_xlwings_does_not_repeat_rejected_calls_for_ever(excel_mit_mappe, monkeypatch):
    windows = SimpleNamespace(N_COM_ATTEMPTS=0)
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    with application_state(excel_mit_mappe.app, "…"):
        assert windows.N_COM_ATTEMPTS > 0
    assert windows.N_COM_ATTEMPTS == 0
