"""Prognose rechnen and Prognose übernehmen: each button from its click to its end, on the example."""

from __future__ import annotations

from typing import Any

import pytest
import xlwings as xw
from addin.befehle.knopf_base import (
    JUNI,
    SOZIALES,
    alerts,
    last_alert,
    named,
    opened,
    press,
    prognose_cell,
    prognosen,
    shown,
    write_blatt,
    zustand,
)
from engine import Testexcel

from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.prognose import without_meldungen
from xlbudget.core.zeit import Stand

pytestmark = pytest.mark.usefixtures("heim")

UEBERNOMMEN = "Aus dem Produktblatt übernommen"


def set_prognose(excel: Testexcel, book: xw.Book, *zeile: Any) -> None:
    """A row of the table Prognosen, saved."""
    book.sheets["Prognosen"].tables["Prognosen"].data_body_range.raw_value = [["'2023-06", *zeile]]
    book.save()


def test_prognose_rechnen_writes_only_the_forecast(excel: Testexcel, datenmappe, juniblatt, peine):
    daten, soziales = opened(excel, datenmappe, juniblatt)
    set_prognose(excel, daten, "Soziales", "Aufwendungen", "Personal", 1.0, "von Hand")
    sheet = soziales.sheets[0]
    sheet.activate()
    prognose_cell(soziales, "Aufwendungen", "Personal").raw_value = 5.0
    sheet.range("PB_ErtraegeAnsatz")[0, 0].raw_value = 7.0
    vorher = zustand(excel)
    press("prognose_rechnen")
    assert zustand(excel) == vorher
    lauf = peine[JUNI]
    modell = without_meldungen(lauf).produktblatt(lauf.daten.gliederung["Soziales"])
    for tabelle, name in ((modell.ertraege, "Ertraege"), (modell.aufwendungen, "Aufwendungen")):
        betraege = [wert for (wert,) in named(soziales, f"PB_{name}Prognose")][: len(tabelle.zeilen)]
        assert betraege == [zeile.prognose.betrag_ct / 100 for zeile in tabelle.zeilen]
    assert sheet.range("PB_ErtraegeAnsatz")[0, 0].raw_value == 7.0
    assert last_alert(excel).startswith("Die Prognose von „32 Soziales“ ist gerechnet, Stand Juni 2023.")
    assert last_alert(excel).endswith("weiter, was von Hand gesetzt oder gemeldet ist:\n• Personal")


def test_prognose_uebernehmen_adds_and_changes_rows_of_the_table(excel: Testexcel, datenmappe, juniblatt):
    daten, soziales = opened(excel, datenmappe, juniblatt)
    set_prognose(excel, daten, "Soziales", "Aufwendungen", "Sachaufwand", 2_000_000.5, "Tarif")
    soziales.activate()
    prognose_cell(soziales, "Aufwendungen", "Sachaufwand").raw_value = 2_100_000.25
    prognose_cell(soziales, "Aufwendungen", "Personal").raw_value = "=4000000+0.1"
    prognose_cell(soziales, "Ertraege", "ordentlich").raw_value = 84_000_000.0
    vorher = zustand(excel)
    press("prognose_uebernehmen")
    assert zustand(excel) == vorher
    assert prognosen(daten) == [
        ("2023-06", "Soziales", "Aufwendungen", "Sachaufwand", 2_100_000.25, "Tarif"),
        ("2023-06", "Soziales", "Erträge", "ordentlich", 84_000_000.0, UEBERNOMMEN),
        ("2023-06", "Soziales", "Aufwendungen", "Personal", 4_000_000.1, UEBERNOMMEN),
    ]
    frage, _, knoepfe, _ = excel.state.alerts[0]
    assert knoepfe == "yes_no"
    assert "• Aufwendungen, Sachaufwand: 2.100.000,25 € statt 2.000.000,50 €\n" in frage
    assert last_alert(excel) == (
        "3 Prognosen übernommen, Stand Juni 2023: 2 neu, 1 geändert.\n\npeine-2023.xlsx ist noch nicht gespeichert; "
        "erst danach gelten sie in den Berichten."
    )
    daten.save()
    lauf = load(datenmappe, JUNI)
    assert [b for b in lauf.befunde if b.code.startswith(("mappe", "meldung"))] == []
    modell = lauf.daten.produktblatt(lauf.daten.gliederung["Soziales"])
    assert {z.name: z.prognose.betrag_ct for z in modell.aufwendungen.zeilen}["Personal"] == 400000010
    press("prognose_uebernehmen")
    assert last_alert(excel).startswith("Die Prognosen von „32 Soziales“ sind die der Datenmappe")
    assert len(prognosen(daten)) == 3


def test_no_means_nothing_is_written(excel_fast: Testexcel, datenmappe, juniblatt):
    daten, soziales = opened(excel_fast, datenmappe, juniblatt)
    prognose_cell(soziales, "Aufwendungen", "Personal").raw_value = 1.0
    excel_fast.state.answers.append("no")
    press("prognose_uebernehmen")
    assert prognosen(daten) == []
    assert len(excel_fast.state.alerts) == 1
    assert daten.api.Saved


@pytest.mark.parametrize("eingabe", ["'viel", "", "#N/A", True, 1e13], ids=str)
def test_what_is_no_number_is_named_with_its_cell(excel_fast: Testexcel, datenmappe, juniblatt, eingabe):
    daten, soziales = opened(excel_fast, datenmappe, juniblatt)
    prognose_cell(soziales, "Aufwendungen", "Personal").raw_value = 1.0
    zelle = prognose_cell(soziales, "Ertraege", "ordentlich")
    zelle.raw_value = eingabe
    press("prognose_uebernehmen")
    assert f"{zelle.get_address(False, False)}" in last_alert(excel_fast)
    assert "Die Prognose für Erträge, ordentlich ist keine Zahl" in last_alert(excel_fast)
    assert prognosen(daten) == []


@pytest.mark.parametrize("knopf", ["prognose_rechnen", "prognose_uebernehmen"])
def test_a_sheet_of_another_stand_is_refused(excel_fast: Testexcel, datenmappe, blatt, knopf):
    _, soziales = opened(excel_fast, datenmappe, blatt)
    vorher = shown(soziales)
    press(knopf)
    assert last_alert(excel_fast).startswith(
        "Das Blatt „Produktblatt“ zeigt Mai 2023, im Menüband ist Juni 2023 gewählt."
    )
    assert shown(soziales) == vorher


def test_at_the_end_of_the_year_there_is_no_prognose_of_ones_own(excel_fast: Testexcel, datenmappe, peine, tmp_path):
    dezember = write_blatt(peine[Stand(2023, 12)], SOZIALES, tmp_path / "Dezember.xlsx")
    daten, soziales = opened(excel_fast, datenmappe, dezember)
    prognose_cell(soziales, "Aufwendungen", "Personal").raw_value = 1.0
    press("prognose_uebernehmen", 12)
    assert last_alert(excel_fast).startswith("Zum Stand Dezember ist die Prognose das Ergebnis")
    assert prognosen(daten) == []


def test_other_bookings_than_now_are_told_before_asking(excel_fast: Testexcel, datenmappe, juniblatt):
    _, soziales = opened(excel_fast, datenmappe, juniblatt)
    soziales.sheets[0].range("PB_Ertraege")[0, 0].raw_value = 1.0
    prognose_cell(soziales, "Aufwendungen", "Personal").raw_value = 1.0
    press("prognose_uebernehmen")
    assert "Achtung: Das Blatt zeigt andere Buchungen oder Ansätze als die Datenmappe." in alerts(excel_fast)[0]


def test_rows_in_another_order_are_refused(excel_fast: Testexcel, datenmappe, juniblatt):
    daten, soziales = opened(excel_fast, datenmappe, juniblatt)
    zeilen = soziales.sheets[0].range("PB_AufwendungenZeilen")
    zeilen[0, 0].raw_value, zeilen[1, 0].raw_value = "Sachaufwand", "Personal"
    press("prognose_uebernehmen")
    assert "sind nicht die der Kontenzuordnung" in last_alert(excel_fast)
    assert prognosen(daten) == []


@pytest.mark.parametrize("rechnung", ["automatic", "manual"])
def test_a_formula_counts_with_what_it_gives_now(excel: Testexcel, datenmappe, juniblatt, rechnung):
    daten, soziales = opened(excel, datenmappe, juniblatt)
    frei = soziales.sheets[0].range("Z1")
    frei.raw_value = 1.0
    excel.app.calculation = rechnung
    prognose_cell(soziales, "Aufwendungen", "Personal").raw_value = "=Z1*1000"
    frei.raw_value = 3000.5
    press("prognose_uebernehmen")
    assert [zeile[4] for zeile in prognosen(daten)] == [3_000_500.0]
    assert excel.app.calculation == rechnung


def test_a_formula_that_is_not_calculated_is_never_taken_for_0(excel_fast: Testexcel, datenmappe, juniblatt):
    daten, soziales = opened(excel_fast, datenmappe, juniblatt)
    prognose_cell(soziales, "Aufwendungen", "Personal").raw_value = "=4000000+0.1"
    press("prognose_uebernehmen")
    assert last_alert(excel_fast).startswith(
        "In der Spalte Prognose des Blattes „Produktblatt“ stehen Formeln, die Excel nicht fertig gerechnet hat. F9"
    )
    assert prognosen(daten) == []
