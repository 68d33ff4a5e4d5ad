"""Prüfen, the Produktblätter and the Gesamtbericht: each button from its click to its end, on the example."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from addin.befehle.knopf_base import (
    DATENMAPPE,
    JUNI,
    MAI,
    alerts,
    assert_same,
    last_alert,
    named,
    opened,
    press,
    prognose_cell,
    shown,
    write_blatt,
    zustand,
)
from engine import Testexcel

from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.pruefen import pruefen

pytestmark = pytest.mark.usefixtures("heim")


# Prüfen


def test_pruefen_lists_every_befund_as_text_in_a_new_workbook(excel: Testexcel, datenmappe):
    (book,) = opened(excel, datenmappe)
    press("pruefen")
    liste = excel.app.books.active
    assert liste.name != book.name
    kopf, *zeilen = liste.sheets["Befunde"].tables["Befunde"].range.raw_value
    assert kopf == ("Schwere", "Code", "Befund", "Ort")
    befunde = pruefen(datenmappe).befunde
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


@pytest.mark.parametrize("mit_name", [False, True])
def test_blatt_aktualisieren_turns_the_abweichung_round_or_says_that_it_cannot(
    excel_fast: Testexcel, datenmappe, juniblatt, mit_name
):
    buch = openpyxl.load_workbook(datenmappe)
    buch["Einstellungen"]["B10"] = "Prognose − Plan"
    buch.save(datenmappe)
    if not mit_name:
        blatt = openpyxl.load_workbook(juniblatt)
        del blatt.defined_names["PB_Abweichungssinn"]
        blatt.save(juniblatt)
    _, soziales = opened(excel_fast, datenmappe, juniblatt)
    vorher = shown(soziales)
    press("blatt_aktualisieren")
    if mit_name:
        assert named(soziales, "PB_Abweichungssinn") == -1
    else:
        assert "kann die Abweichung nicht als Prognose − Plan zeigen" in last_alert(excel_fast)
        assert shown(soziales) == vorher


@pytest.fixture
def mappe(datenmappe: Path, tmp_path: Path) -> Path:
    """The Fachdienst-Mappe of the Budget Arbeit as it was in May."""
    ergebnis = bericht(datenmappe, MAI, tmp_path / "mai", Auswahl(("Arbeit",), Form.MAPPE))
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
    assert f"Alle Blätter (Anhalten: Esc halten): 1 von {len(titel)}" in excel.state.status_texts


def test_alle_blaetter_can_be_stopped_between_sheets(excel_fast: Testexcel, datenmappe, mappe, monkeypatch):
    _, arbeit = opened(excel_fast, datenmappe, mappe)
    gefragt = iter([*[False] * 4, False, False, True])  # four times while the exports are read
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


@pytest.mark.slow
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


@pytest.mark.parametrize("antwort", ["yes", "no"])
def test_a_report_whose_sums_are_wrong_is_written_only_after_asking(excel_fast: Testexcel, datenmappe, antwort):
    """The journal once more under another name, with one line less."""
    journal = (datenmappe.parent / "buchungen-2023.csv").read_text("cp1252").splitlines(keepends=True)
    del journal[len(journal) // 2]
    (datenmappe.parent / "ausgleich-2023.csv").write_text("".join(journal), "cp1252")
    opened(excel_fast, datenmappe)
    excel_fast.state.answers.append(antwort)
    press("gesamtbericht")
    frage = alerts(excel_fast)[0]
    assert frage.startswith("Summen des Berichts sind nach der Prüfung falsch; es ist noch nichts geschrieben:\n• ")
    assert "auch in buchungen-2023.csv; sie zählen doppelt" in frage
    assert (datenmappe.parent / "berichte").exists() is (antwort == "yes")


# Auszug


@pytest.mark.parametrize(("getippt", "kuerzel"), [("gas", ["GAS"]), ("jeder", ["FIN", "GAS"])])
def test_auszug_asks_for_the_committee_and_writes_what_it_sees(excel_fast: Testexcel, datenmappe, getippt, kuerzel):
    opened(excel_fast, datenmappe)
    excel_fast.state.typed = getippt
    press("auszug")
    frage, vorgabe = excel_fast.state.prompts[-1]
    assert frage == "Für welchen Ausschuss? Kürzel oder „jeder“. Es gibt: GAS, FIN"
    assert vorgabe == "jeder"
    ordner = datenmappe.parent / "berichte" / "ausschuesse"
    assert sorted(pfad.name for pfad in ordner.iterdir()) == kuerzel
    assert (ordner / "GAS" / "Produktbericht 2023-06 GAS.xlsx").is_file()
    was = "Der Auszug zum Stand Juni 2023" if len(kuerzel) == 1 else "2 Auszüge zum Stand Juni 2023"
    assert last_alert(excel_fast).startswith(f"{was} und {47 if len(kuerzel) == 1 else 95} Produktblätter")
    assert not (datenmappe.parent / "berichte" / "Produktbericht 2023-06.xlsx").exists()


def test_auszug_is_not_written_for_a_committee_that_there_is_not(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    excel_fast.state.typed = "JHA"
    press("auszug")
    assert last_alert(excel_fast).startswith("Einen Ausschuss „JHA“ gibt es nicht. In der Tabelle Ausschüsse von")
    assert not (datenmappe.parent / "berichte").exists()


@pytest.mark.parametrize(
    ("getippt", "dateien"),
    [
        ("Ganz", ["Produktbericht 2023-06.pdf"]),
        ("gas", ["ausschuesse/GAS/Produktbericht 2023-06 GAS.pdf"]),
    ],
)
def test_als_pdf_asks_for_whom_and_says_where_it_is(excel_fast: Testexcel, datenmappe, getippt, dateien):
    opened(excel_fast, datenmappe)
    excel_fast.state.typed = getippt
    press("als_pdf")
    frage, vorgabe = excel_fast.state.prompts[-1]
    assert frage.endswith("Es gibt: GAS, FIN")
    assert vorgabe == "ganz"
    ordner = datenmappe.parent / "berichte"
    assert sorted(pfad.relative_to(ordner).as_posix() for pfad in ordner.rglob("*.pdf")) == dateien
    assert last_alert(excel_fast).startswith("Das PDF zum Stand Juni 2023:")
    assert dateien[0].rpartition("/")[2] in last_alert(excel_fast)


def test_als_pdf_without_committees_asks_nothing(excel_fast: Testexcel, datenmappe):
    buch = openpyxl.load_workbook(datenmappe)
    del buch["Ausschüsse"]
    buch.save(datenmappe)
    opened(excel_fast, datenmappe)
    press("als_pdf")
    assert excel_fast.state.prompts == []
    assert (datenmappe.parent / "berichte" / "Produktbericht 2023-06.pdf").is_file()


def test_auszug_without_an_answer_does_nothing(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    press("auszug")
    assert alerts(excel_fast) == []
    assert not (datenmappe.parent / "berichte").exists()
