"""Each button of the ribbon from its click to its end, in LibreOffice, on the example."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from addin.knopf_base import DATENMAPPE, JUNI, MAI, SOZIALES, alerts, last_alert, opened, press, write_blatt, zustand
from engine import Testexcel

from xlbudget.addin.sitzung import Sitzung
from xlbudget.app.bericht import Form, bericht
from xlbudget.app.lauf import load
from xlbudget.app.prognose import without_meldungen
from xlbudget.app.pruefen import pruefen
from xlbudget.core.zeit import Stand

pytestmark = pytest.mark.usefixtures("heim", "engine_zusatz")

PROGNOSEN = ("Stand", "Objekt", "Art", "Zeile", "Prognose", "Grund")
UEBERNOMMEN = "Aus dem Produktblatt übernommen"


def shown(book: xw.Book, blatt: int | str = 0) -> dict[tuple[int, int], Any]:
    """Every filled cell of a sheet with what it shows."""
    block = book.sheets[blatt].used_range.raw_value
    return {
        (row, column): value
        for row, values in enumerate(block, 1)
        for column, value in enumerate(values, 1)
        if value not in (None, "")
    }


def assert_same(links: Mapping[Any, Any], rechts: Mapping[Any, Any]) -> None:
    assert links.keys() == rechts.keys()
    assert {k: (v, rechts[k]) for k, v in links.items() if v != rechts[k] and v != pytest.approx(rechts[k])} == {}


def named(book: xw.Book, name: str) -> Any:
    return book.sheets[0].range(name).raw_value


def prognose_cell(book: xw.Book, art: str, zeile: str) -> xw.Range:
    """The cell with the Prognose of a row."""
    namen = [name for (name,) in named(book, f"PB_{art}Zeilen")]
    return book.sheets[0].range(f"PB_{art}Prognose")[namen.index(zeile), 0]


def prognosen(book: xw.Book) -> list[tuple[Any, ...]]:
    """The rows of the table Prognosen."""
    kopf, *zeilen = book.sheets["Prognosen"].tables["Prognosen"].range.raw_value
    assert kopf == PROGNOSEN
    return [zeile for zeile in zeilen if any(zeile)]


# Prüfen


def test_pruefen_lists_every_befund_as_text_in_a_new_workbook(excel: Testexcel, datenmappe):
    (book,) = opened(excel, datenmappe)
    press("pruefen")
    liste = excel.app.books.active
    assert liste.name != book.name
    kopf, *zeilen = liste.sheets["Befunde"].tables["Befunde"].range.raw_value
    assert kopf == ("Schwere", "Code", "Befund", "Ort")
    befunde = pruefen(datenmappe)
    assert len(befunde) > 3
    assert sorted(zeilen, key=str) == sorted(
        ((str(b.schwere), b.code, b.text, str(b.source or "") or None) for b in befunde), key=str
    )
    assert [zeile[0] for zeile in zeilen][:2] == ["Fehler", "Warnung"]
    assert last_alert(excel) == (
        f"{DATENMAPPE}: 1 Fehler, 1 Warnung, 3 Hinweise. Die Liste steht in der neuen Mappe {liste.name}."
    )


def test_pruefen_shows_the_befunde_also_where_no_report_is_possible(excel: Testexcel, datenmappe):
    (datenmappe.parent / "buchungen-2023.csv").unlink()
    opened(excel, datenmappe)
    press("pruefen")
    zeilen = excel.app.books.active.sheets["Befunde"].tables["Befunde"].range.raw_value
    assert "quelle.unlesbar" in [zeile[1] for zeile in zeilen]
    assert last_alert(excel).startswith("Ein Bericht ist so nicht möglich.\npeine-2023.xlsx: ")


def test_a_befund_that_looks_like_a_formula_stays_text(excel: Testexcel, datenmappe):
    (book,) = opened(excel, datenmappe)
    book.sheets["Produkte"].tables["Produkte"].data_body_range[0, 2].raw_value = "'=1+1"
    book.save()
    press("pruefen")
    sheet = excel.app.books.active.sheets["Befunde"]
    assert any("=1+1" in str(wert) for wert in shown(excel.app.books.active).values())
    assert not sheet.impl.worksheet.formulas(sheet.impl.worksheet.used())


# Blatt aktualisieren, Alle Blätter, Gesamtbericht


def test_blatt_aktualisieren_makes_the_sheet_of_the_headless_writer(excel: Testexcel, datenmappe, blatt, juniblatt):
    erwartet = shown(excel.open(juniblatt))
    _, soziales = opened(excel, datenmappe, blatt)
    assert shown(soziales) != erwartet
    vorher = zustand(excel)
    press("blatt_aktualisieren")
    assert_same(shown(soziales), erwartet)
    assert named(soziales, "PB_Stand") == "Juni 2023"
    assert zustand(excel) == vorher
    assert last_alert(excel) == (
        "„32 Soziales“ zeigt jetzt den Stand Juni 2023.\n\nSoziales.xlsx ist noch nicht gespeichert."
    )
    assert any("Exporte lesen" in text for text in excel.state.status_texts)


def test_a_text_of_the_sheet_stays_and_is_told(excel_fast: Testexcel, datenmappe, blatt):
    _, soziales = opened(excel_fast, datenmappe, blatt)
    soziales.sheets[0].range("PB_Erlaeuterung").raw_value = "Eigener Text"
    press("blatt_aktualisieren")
    assert named(soziales, "PB_Stand") == "Juni 2023"
    assert soziales.sheets[0].range("PB_Erlaeuterung")[0, 0].raw_value == "Eigener Text"
    assert "Auf 1 Blatt steht eine andere Erläuterung als in der Datenmappe" in last_alert(excel_fast)


@pytest.mark.parametrize("antwort", ["yes", "no"])
def test_a_typed_prognose_is_overwritten_only_after_asking(excel_fast: Testexcel, datenmappe, juniblatt, antwort):
    _, soziales = opened(excel_fast, datenmappe, juniblatt)
    zelle = prognose_cell(soziales, "Aufwendungen", "Personal")
    zelle.raw_value = 4_000_000.0
    excel_fast.state.answers.append(antwort)
    press("blatt_aktualisieren")
    frage = excel_fast.state.alerts[0]
    assert "• 32 Soziales: Aufwendungen, Personal\n" in frage[0]
    assert frage[2] == "yes_no"
    assert (zelle.raw_value == 4_000_000.0) is (antwort == "no")
    assert len(excel_fast.state.alerts) == (2 if antwort == "yes" else 1)


def test_a_title_that_the_datenmappe_does_not_know(excel_fast: Testexcel, datenmappe, blatt):
    _, soziales = opened(excel_fast, datenmappe, blatt)
    soziales.sheets[0].range("PB_Titel").raw_value = "99 Raumfahrt"
    vorher = shown(soziales)
    press("blatt_aktualisieren")
    assert last_alert(excel_fast).startswith("Das Blatt heißt „99 Raumfahrt“; ein Budget oder Produkt mit diesem Titel")
    assert shown(soziales) == vorher


@pytest.fixture
def mappe(datenmappe: Path, tmp_path: Path) -> Path:
    """The Fachdienst-Mappe of the Budget Arbeit as it was in May."""
    ergebnis = bericht(datenmappe, MAI, tmp_path / "mai", ["Arbeit"], Form.MAPPE)
    (datei,) = (ergebnis.ziel / "mappen").glob("*.xlsx")
    return datei


def test_alle_blaetter_fills_every_sheet_of_the_active_workbook(excel: Testexcel, datenmappe, mappe, peine, tmp_path):
    _, arbeit = opened(excel, datenmappe, mappe)
    titel = [sheet.range("PB_Titel").raw_value for sheet in list(arbeit.sheets)[1:]]
    assert len(titel) > 2
    vorher = zustand(excel)
    press("alle_blaetter")
    assert zustand(excel) == vorher
    for nummer, objekt in enumerate(titel, 1):
        erwartet = excel.open(write_blatt(peine[JUNI], objekt, tmp_path / f"{nummer}.xlsx"))
        assert_same(shown(arbeit, nummer), shown(erwartet))
    assert last_alert(excel) == (
        f"{len(titel)} von {len(titel)} Blättern zeigen jetzt den Stand Juni 2023.\n\n"
        f"Das Blatt „Übersicht“ ist unverändert.\n\n{mappe.name} ist noch nicht gespeichert."
    )
    assert f"Alle Blätter; Esc hält an: 1 von {len(titel)}" in excel.state.status_texts


def test_alle_blaetter_can_be_stopped_between_sheets(excel_fast: Testexcel, datenmappe, mappe, monkeypatch):
    _, arbeit = opened(excel_fast, datenmappe, mappe)
    gefragt = iter([False, False, True])
    monkeypatch.setattr(Sitzung, "wants_to_stop", lambda _: next(gefragt))
    vorher = [shown(arbeit, nummer) for nummer in range(len(arbeit.sheets))]
    press("alle_blaetter")
    staende = [sheet.range("PB_Stand").raw_value for sheet in list(arbeit.sheets)[1:]]
    assert staende == ["Juni 2023"] * 2 + ["Mai 2023"] * (len(staende) - 2)
    assert shown(arbeit, 3) == vorher[3]
    assert last_alert(excel_fast).startswith(f"2 von {len(staende)} Blättern zeigen jetzt den Stand Juni 2023.")


def test_a_locked_sheet_does_not_stop_the_others(excel_fast: Testexcel, datenmappe, mappe):
    _, arbeit = opened(excel_fast, datenmappe, mappe)
    arbeit.sheets[1].api.Protect("geheim")
    press("alle_blaetter")
    staende = [sheet.range("PB_Stand").raw_value for sheet in list(arbeit.sheets)[1:]]
    assert staende == ["Mai 2023"] + ["Juni 2023"] * (len(staende) - 1)
    assert "Nicht gefüllt:\n• Das Blatt „33 Arbeit“" in last_alert(excel_fast)


@pytest.mark.parametrize("antwort", ["yes", "no"])
def test_sheets_of_nothing_are_left_out_after_asking(excel_fast: Testexcel, datenmappe, mappe, antwort):
    _, arbeit = opened(excel_fast, datenmappe, mappe)
    arbeit.sheets[2].range("PB_Titel").raw_value = "4711 Gibt es nicht"
    excel_fast.state.answers.append(antwort)
    press("alle_blaetter")
    staende = {sheet.range("PB_Stand").raw_value for sheet in list(arbeit.sheets)[1:]}
    assert staende == ({"Mai 2023"} if antwort == "no" else {"Mai 2023", "Juni 2023"})
    assert arbeit.sheets[2].range("PB_Stand").raw_value == "Mai 2023"
    assert "4711 Gibt es nicht" in alerts(excel_fast)[0]


def test_alle_blaetter_on_the_datenmappe_writes_files(excel: Testexcel, datenmappe):
    opened(excel, datenmappe)
    press("alle_blaetter")
    assert len(list((datenmappe.parent / "berichte" / "einzeln").glob("*.xlsx"))) == 48
    assert last_alert(excel).startswith(
        "Vorn ist die Datenmappe; deshalb sind alle Blätter zum Stand Juni 2023 als Dateien geschrieben. "
        f"48 Produktblätter und der Gesamtbericht liegen in\n{datenmappe.parent / 'berichte'}\n\nPrüfung: 1 Fehler"
    )


def test_gesamtbericht_is_written_and_opened(excel: Testexcel, datenmappe):
    opened(excel, datenmappe)
    press("gesamtbericht")
    datei = datenmappe.parent / "berichte" / "Produktbericht 2023-06.xlsx"
    assert datei.is_file()
    assert excel.app.books.active.name == datei.name
    assert last_alert(excel).startswith("Der Gesamtbericht zum Stand Juni 2023 ist geöffnet. 48 Produktblätter")
    press("gesamtbericht")
    assert last_alert(excel).startswith("Produktbericht 2023-06.xlsx ist noch geöffnet. Bitte schließen")


# Prognose


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


# Versand und Rücklauf


def test_versand_vorbereiten_asks_then_writes_drafts(excel: Testexcel, datenmappe):
    opened(excel, datenmappe)
    press("versand_vorbereiten")
    frage, _, knoepfe, _ = excel.state.alerts[0]
    assert knoepfe == "yes_no"
    assert "• Soziales: fd32@kreis.example" in frage
    ordner = datenmappe.parent / "versand" / "2023-06"
    assert len(list(ordner.glob("*.eml"))) == 5
    assert (ordner / "Versandliste.xlsx").is_file()
    assert last_alert(excel).startswith("• 5 × Entwurf geschrieben\n")
    assert f"Entwürfe und Versandliste liegen in\n{ordner}" in last_alert(excel)


def test_no_versand_without_a_yes(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    vorher = sorted(datenmappe.parent.iterdir())
    excel_fast.state.answers.append("no")
    press("versand_vorbereiten")
    assert sorted(datenmappe.parent.iterdir()) == vorher
    assert len(excel_fast.state.alerts) == 1
