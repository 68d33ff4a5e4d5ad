"""Quittieren: from the marked lines of the list of Prüfen to the table Quittungen of the open Datenmappe."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from addin.befehle.knopf_base import DATENMAPPE, last_alert, opened, press
from engine import Testexcel

from xlbudget.addin.offen.befundauswahl import Befundauswahl, read_auswahl
from xlbudget.app.bericht.ergaenzen import ergaenzen
from xlbudget.app.bericht.pruefen import pruefen
from xlbudget.errors import Schwere

pytestmark = pytest.mark.usefixtures("heim")

KOPFZEILE = 3
GRUND = "so veröffentlicht"


@pytest.fixture
def mit_tabelle(datenmappe: Path) -> Path:
    ergaenzen(datenmappe, ["Quittungen"])
    return datenmappe


def quittungen(book: xw.Book) -> list[tuple[Any, ...]]:
    kopf, *zeilen = book.sheets["Quittungen"].tables["Quittungen"].range.raw_value
    assert kopf == ("Befund", "Ort", "Wortlaut", "Grund", "Name", "Datum")
    return [zeile for zeile in zeilen if any(zeile)]


def listed(excel: Testexcel) -> tuple[xw.Sheet, list[tuple[Any, ...]]]:
    """The list of Prüfen in front, and its lines."""
    press("pruefen")
    sheet = excel.app.books.active.sheets["Befunde"]
    return sheet, sheet.tables["Befunde"].range.raw_value[1:]


def mark(sheet: xw.Sheet, von: int, bis: int | None = None) -> None:
    """Mark cells of lines of the list, the first one is 0."""
    oben = KOPFZEILE + 1
    sheet.range((oben + von, 1), (oben + (von if bis is None else bis), 3)).select()


def test_marked_findings_are_entered_with_reason_name_and_date_and_count_no_longer(excel: Testexcel, mit_tabelle):
    (book,) = opened(excel, mit_tabelle)
    sheet, zeilen = listed(excel)
    mark(sheet, 1, 2)
    excel.state.typed = f"  {GRUND}\n"
    press("quittieren")
    heute = date.today().strftime("%d.%m.%Y")
    assert quittungen(book) == [(code, ort, text, GRUND, "Kämmerei", heute) for _, code, text, ort in zeilen[1:3]]
    frage, (eingabe, _) = excel.state.alerts[1], excel.state.prompts[-1]
    assert frage[0].startswith("2 Befunde quittieren:\n• Warnung: Arbeit, Erträge: die Jahre 2021 und 2022")
    assert frage[2] == "yes_no"
    assert eingabe == "Warum darf das so bleiben? Der Grund steht mit dem Namen Kämmerei bei den Quittungen."
    assert last_alert(excel) == (
        f"2 Befunde quittiert von Kämmerei. {DATENMAPPE} ist noch nicht gespeichert; erst danach gilt es."
    )
    book.save()
    quittiert = [b for b in pruefen(mit_tabelle).befunde if b.schwere is Schwere.QUITTIERT]
    assert len(quittiert) == 2
    assert all(f"quittiert von Kämmerei, {heute}: {GRUND}" in befund.text for befund in quittiert)
    assert not [b for b in pruefen(mit_tabelle).befunde if b.code.startswith("quittung.")]


def test_without_a_list_in_front_it_shows_one(excel_fast: Testexcel, mit_tabelle):
    opened(excel_fast, mit_tabelle)
    press("quittieren")
    assert excel_fast.app.books.active.sheets[0].name == "Befunde"
    assert last_alert(excel_fast).startswith(f"{DATENMAPPE}: 1 Fehler, 1 Warnung, 3 Hinweise. Die Liste steht in")
    assert "in der Liste die Zeilen markieren, die so bleiben dürfen" in last_alert(excel_fast).replace("In", "in")


@pytest.mark.parametrize(("typed", "anfang"), [("   ", "Zum Quittieren gehört ein Grund."), (False, "")])
def test_nothing_is_entered_without_a_reason(excel_fast: Testexcel, mit_tabelle, typed, anfang):
    (book,) = opened(excel_fast, mit_tabelle)
    sheet, _ = listed(excel_fast)
    mark(sheet, 1)
    excel_fast.state.typed = typed
    bisher = len(excel_fast.state.alerts)
    press("quittieren")
    assert quittungen(book) == []
    meldungen = [text for text, _, knoepfe, _ in excel_fast.state.alerts[bisher:] if knoepfe == "ok"]
    assert [text.startswith(anfang) for text in meldungen] == ([True] if anfang else [])


def test_nothing_is_entered_without_a_yes(excel_fast: Testexcel, mit_tabelle):
    (book,) = opened(excel_fast, mit_tabelle)
    sheet, _ = listed(excel_fast)
    mark(sheet, 1)
    excel_fast.state.answers.append("no")
    press("quittieren")
    assert quittungen(book) == []
    assert excel_fast.state.alerts[-1][2] == "yes_no"


def test_a_fault_that_makes_sums_wrong_is_refused(excel_fast: Testexcel, mit_tabelle):
    ausgleich = mit_tabelle.parent / "ausgleich-2023.csv"
    oben, kopf, unten = ausgleich.read_bytes().partition(b"Kennz.\r\n")
    ausgleich.write_bytes(oben + kopf + unten + unten)
    (book,) = opened(excel_fast, mit_tabelle)
    sheet, befunde = listed(excel_fast)
    mark(sheet, next(i for i, befund in enumerate(befunde) if befund[1] == "journal.doppelt"))
    excel_fast.state.typed = GRUND
    press("quittieren")
    assert last_alert(excel_fast).startswith("Dieser Befund lässt sich nicht quittieren, weil Summen des Berichts")
    assert quittungen(book) == []


def test_without_the_table_it_says_how_to_get_it(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    sheet, _ = listed(excel_fast)
    mark(sheet, 1)
    press("quittieren")
    assert f'xlbudget datenmappe ergaenzen "{DATENMAPPE}" --mit Quittungen aufrufen' in last_alert(excel_fast)


def test_without_a_name_it_says_where_excel_has_it(excel_fast: Testexcel, mit_tabelle):
    (book,) = opened(excel_fast, mit_tabelle)
    sheet, _ = listed(excel_fast)
    mark(sheet, 1)
    excel_fast.state.user, excel_fast.state.typed = " ", GRUND
    press("quittieren")
    assert last_alert(excel_fast).startswith("Excel kennt Ihren Namen nicht.")
    assert quittungen(book) == []


@pytest.mark.parametrize("wo", ["A1", "B3", "F40", "A10:D12"])
def test_where_no_finding_is_marked_it_is_said(excel_fast: Testexcel, mit_tabelle, wo):
    opened(excel_fast, mit_tabelle)
    sheet, _ = listed(excel_fast)
    sheet.range(wo).select()
    press("quittieren")
    assert last_alert(excel_fast).startswith("In der Liste ist keine Zeile mit einem Befund markiert.")


def test_what_is_acknowledged_is_not_acknowledged_again(excel_fast: Testexcel, mit_tabelle):
    (book,) = opened(excel_fast, mit_tabelle)
    sheet, _ = listed(excel_fast)
    mark(sheet, 1)
    excel_fast.state.typed = GRUND
    press("quittieren")
    book.save()
    book.activate()
    sheet, zeilen = listed(excel_fast)
    mark(sheet, next(i for i, zeile in enumerate(zeilen) if zeile[0] == "quittiert"))
    press("quittieren")
    assert "der schon quittiert ist" in last_alert(excel_fast)
    assert len(quittungen(book)) == 1


def test_the_list_of_another_datenmappe(excel_fast: Testexcel, mit_tabelle):
    (book,) = opened(excel_fast, mit_tabelle)
    sheet, _ = listed(excel_fast)
    mark(sheet, 1)
    sheet.range("A1").raw_value = "Befunde zu andere.xlsx"
    press("quittieren")
    assert last_alert(excel_fast).startswith(f"Die Liste gehört zu andere.xlsx, geöffnet ist {DATENMAPPE}.")
    assert quittungen(book) == []


@pytest.mark.parametrize(
    ("adresse", "zeilen"),
    [("$A$5", [1]), ("$A$5:$C$6", [1, 2]), ("$A$5,$B$7:$D$7", [1, 3]), ("$5:$6", [1, 2]), ("$C:$C", None)],
)
def test_marks_of_every_form(excel_fast: Testexcel, mit_tabelle, monkeypatch, adresse, zeilen):
    opened(excel_fast, mit_tabelle)
    _, alle = listed(excel_fast)
    monkeypatch.setattr(xw.main.Range, "address", property(lambda _: adresse))
    if zeilen is None:
        press("quittieren")
        assert last_alert(excel_fast).startswith("In der Liste ist keine Zeile mit einem Befund markiert.")
        return
    auswahl = read_auswahl(excel_fast.app)
    assert isinstance(auswahl, Befundauswahl)
    assert [befund.text for befund in auswahl.befunde] == [alle[i][2] for i in zeilen]
