"""Export ansehen: from its click to the lines in the open Datenmappe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from addin.befehle.knopf_base import DATENMAPPE, alerts, last_alert, opened, press, zustand
from engine import Testexcel

from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.ergaenzen import ergaenzen
from xlbudget.app.bericht.vorschau import vorschau
from xlbudget.app.bericht.vorschautabellen import tables_of
from xlbudget.sources.datenmappe.mappe import read_datenmappe

pytestmark = pytest.mark.usefixtures("heim")

EXPORT = "Buchungsstelle;Betrag;Datum\n1111.3321;-1.250,00;15.01.2023\n1111.4011;800,00;31.01.2023\n"


@pytest.fixture
def export(datenmappe: Path) -> Path:
    datei = datenmappe.with_name("neu.csv")
    datei.write_text(EXPORT, encoding="utf-8")
    return datei


def rows(book: xw.Book, tabelle: str) -> list[dict[str, Any]]:
    kopf, *zeilen = book.sheets[tabelle].tables[tabelle].range.raw_value
    return [{name: wert for name, wert in zip(kopf, zeile, strict=True) if wert} for zeile in zeilen if any(zeile)]


def with_spalten(datenmappe: Path) -> None:
    ergaenzen(datenmappe, ["Spalten"])


def test_it_shows_everything_and_enters_the_lines_after_asking(excel: Testexcel, datenmappe, export):
    with_spalten(datenmappe)
    (book,) = opened(excel, datenmappe)
    vorher = rows(book, "Quellen")
    excel.state.chosen = str(export)
    press("export_ansehen")
    liste = excel.app.books.active
    frage, _, knoepfe, _ = excel.state.alerts[0]
    assert knoepfe == "yes_no"
    assert "Buchungen: Erträge 1.250,00 €, Aufwendungen 800,00 €; 2 Zeilen gezählt, 0 ausgelassen." in frage
    assert frage.endswith(f"Trotzdem 2 Zeilen in die Tabellen Quellen und Spalten von {DATENMAPPE} eintragen?")
    assert f"Alles dazu steht in der neuen Mappe {liste.name}." in frage
    assert rows(book, "Quellen") == [
        *vorher, {"Inhalt": "Buchungen", "Datei": "neu.csv", "Vorzeichen": "Erträge negativ", "Zahlen": "deutsch"},
    ]  # fmt: skip
    assert rows(book, "Spalten") == [
        {"Datei": "neu.csv", "Feld": "Produkt", "Überschrift": "Buchungsstelle", "Regel": "zerlegen am letzten Punkt"}
    ]
    assert last_alert(excel) == (
        f"2 Zeilen eingetragen. {DATENMAPPE} ist noch nicht gespeichert; erst danach gelten sie."
    )
    assert excel.state.file_filters == [
        "Exporte (*.csv; *.txt; *.xlsx; *.xlsm; *.xls; *.ods; *.parquet),"
        "*.csv;*.txt;*.xlsx;*.xlsm;*.xls;*.ods;*.parquet"
    ]
    assert any("neu.csv lesen" in text for text in excel.state.status_texts)
    book.save()
    gelesen = read_datenmappe(datenmappe)[0]
    assert [(q.datei, q.vorzeichen) for q in gelesen.quellen][-1] == ("neu.csv", "Erträge negativ")
    assert [(s.datei, s.regel) for s in gelesen.spalten] == [("neu.csv", "zerlegen am letzten Punkt")]


def test_the_workbook_holds_the_tables_of_the_preview(excel_fast: Testexcel, datenmappe, export):
    opened(excel_fast, datenmappe)
    excel_fast.state.chosen = str(export)
    press("export_ansehen")
    liste, bild = excel_fast.app.books.active, vorschau(export, datenmappe=datenmappe)
    assert [sheet.name for sheet in liste.sheets] == [
        "Fragen", "Erkannt", "Überschriften", "Die ersten Zeilen", "Bilanz", "Sachkonten", "Quellen", "Spalten",
    ]  # fmt: skip
    assert [zeile[0] for zeile in liste.sheets["Fragen"].tables[0].range.raw_value][1:] == bild.fragen
    for sheet, tabelle in zip(list(liste.sheets)[1:], tables_of(bild, konten=True), strict=True):
        kopf, *zeilen = sheet.tables[0].range.raw_value
        assert [[wert or "" for wert in zeile] for zeile in zeilen] == [list(zeile) for zeile in tabelle.zeilen]
        assert list(kopf) == [spalte or "Was" for spalte in tabelle.spalten]


def test_what_is_wrong_with_a_line_stands_on_a_sheet_of_its_own(excel_fast: Testexcel, datenmappe, export):
    export.write_text(f"{EXPORT}1111.4011;8x,00;31.01.2023\n", encoding="utf-8")
    opened(excel_fast, datenmappe)
    excel_fast.state.chosen = str(export)
    press("export_ansehen")
    liste = excel_fast.app.books.active
    befunde = liste.sheets["Befunde"].tables[0].range.raw_value[1:]
    assert [(zeile[0], zeile[3]) for zeile in befunde] == [("Fehler", "neu.csv, Zeile 4")]
    assert "8x,00" in befunde[0][2]
    assert "2 Zeilen gezählt, 1 ausgelassen" in excel_fast.state.alerts[0][0]


@pytest.mark.parametrize("antwort", ["no", "cancel"])
def test_nothing_is_entered_without_a_yes(excel_fast: Testexcel, datenmappe, export, antwort):
    with_spalten(datenmappe)
    (book,) = opened(excel_fast, datenmappe)
    vorher = rows(book, "Quellen"), zustand(excel_fast).einstellungen
    excel_fast.state.chosen = str(export) if antwort == "no" else False
    excel_fast.state.answers.append("no")
    press("export_ansehen")
    assert (rows(book, "Quellen"), zustand(excel_fast).einstellungen) == vorher
    assert len(excel_fast.app.books) == (2 if antwort == "no" else 1)
    assert [box[2] for box in excel_fast.state.alerts] == (["yes_no"] if antwort == "no" else [])


def test_a_datenmappe_without_the_table_says_how_to_get_it(excel_fast: Testexcel, datenmappe, export):
    (book,) = opened(excel_fast, datenmappe)
    vorher = rows(book, "Quellen")
    excel_fast.state.chosen = str(export)
    press("export_ansehen")
    assert rows(book, "Quellen") == vorher
    assert "Buchungen: Erträge 1.250,00 €, Aufwendungen 800,00 €" in last_alert(excel_fast)
    assert f"In {DATENMAPPE} fehlt die Tabelle Spalten; deshalb ist nichts eingetragen." in last_alert(excel_fast)
    assert f'xlbudget datenmappe ergaenzen "{DATENMAPPE}" --mit Spalten aufrufen' in last_alert(excel_fast)


def test_one_that_stands_there_is_shown_as_it_is_declared(excel_fast: Testexcel, datenmappe):
    (book,) = opened(excel_fast, datenmappe)
    vorher = rows(book, "Quellen")
    excel_fast.state.chosen = str(datenmappe.with_name("buchungen-2023.csv"))
    press("export_ansehen")
    assert rows(book, "Quellen") == vorher
    assert len(alerts(excel_fast)) == 1
    assert last_alert(excel_fast).endswith(
        f"Der Export steht schon in der Tabelle Quellen von {DATENMAPPE} und ist so gelesen."
    )


def test_one_that_cannot_be_read_is_shown_as_far_as_it_is_understood(excel_fast: Testexcel, datenmappe, export):
    export.write_text("Produkt;Sachkonto;Beitrag;Periode\n1111;3321;1,00;1\n", encoding="utf-8")
    opened(excel_fast, datenmappe)
    excel_fast.state.chosen = str(export)
    press("export_ansehen")
    assert "dort fehlt Betrag" in last_alert(excel_fast)
    koepfe = excel_fast.app.books.active.sheets["Überschriften"].tables[0].range.raw_value
    assert koepfe[3] == ("C", "Beitrag", "wird nicht gelesen; vielleicht Betrag?")


def test_a_file_that_is_no_table(excel_fast: Testexcel, datenmappe, export):
    export.write_bytes(b"%PDF-1.7")
    opened(excel_fast, datenmappe)
    excel_fast.state.chosen = str(export)
    press("export_ansehen")
    assert "ist eine PDF-Datei und kein Export" in last_alert(excel_fast)
    assert excel_fast.state.alerts[-1][3] == "critical"
    assert len(excel_fast.app.books) == 1


def test_esc_while_it_is_read(excel_fast: Testexcel, datenmappe, export, monkeypatch):
    (book,) = opened(excel_fast, datenmappe)
    vorher = rows(book, "Quellen"), zustand(excel_fast)
    monkeypatch.setattr(Sitzung, "wants_to_stop", lambda _: True)
    excel_fast.state.chosen = str(export)
    press("export_ansehen")
    assert last_alert(excel_fast).startswith("Angehalten.")
    assert (rows(book, "Quellen"), zustand(excel_fast)) == vorher


def test_an_end_while_lines_are_entered_leaves_none(excel_fast: Testexcel, datenmappe, export):
    """Between Quellen and Spalten, too."""
    with_spalten(datenmappe)
    (book,) = opened(excel_fast, datenmappe)
    excel_fast.state.chosen = str(export)
    bereich = {name: book.sheets[name].tables[name].range.address for name in ("Quellen", "Spalten")}
    vorher = rows(book, "Quellen")
    with excel_fast.wire.counted() as wege:
        press("export_ansehen")
    geschrieben = sum(weg == "Range.raw_value=" for weg in wege)
    assert len(rows(book, "Quellen")) == len(vorher) + 1
    book.close()
    (book,) = opened(excel_fast, datenmappe)
    with excel_fast.wire.failing(geschrieben, KeyboardInterrupt(), "Range.raw_value="):
        press("export_ansehen")
    assert last_alert(excel_fast).startswith("Angehalten.")
    assert (rows(book, "Quellen"), rows(book, "Spalten")) == (vorher, [])
    assert {name: book.sheets[name].tables[name].range.address for name in bereich} == bereich
