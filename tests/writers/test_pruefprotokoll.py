"""The record of a run, looked at through openpyxl and the validator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from xlbudget.core.abstimmung import (
    Abstimmung,
    Betragsposten,
    Exportabstimmung,
    Kontrolle,
    Kontrollgroesse,
    Kontrollsumme,
    Ueberleitung,
)
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.writers import style
from xlbudget.writers.pruefprotokoll.mappe import write_pruefprotokoll

FEHLER = Befund(Schwere.FEHLER, "journal.betrag", "=1+1 ist keine Zahl.", SourceRef("buchungen.csv", zeile=7))
HINWEIS = Befund(Schwere.HINWEIS, "konten.doppelt", "Das Präfix 43 steht zweimal.")
WARNUNG = Befund(Schwere.WARNUNG, "vorjahre.summe", "Die Summe weicht ab.")
ARTEN = {"3": Art.ERTRAEGE, "4": Art.AUFWENDUNGEN}
RAHMEN = Kontenrahmen(tuple(Praefix(praefix, Berichtszeile(art, "alle")) for praefix, art in ARTEN.items()))


def export(datei: str, *betraege: int, ansatz: bool = False) -> Exportabstimmung:
    """Postings of Aufwand, one each month; one more line was left out."""
    return Exportabstimmung(
        datei=datei,
        inhalt="Ansätze" if ansatz else "Buchungen",
        ansatz=ansatz,
        zeilen=len(betraege) + 1,
        gezaehlt=len(betraege),
        ausgelassen=[Betragsposten("kein lesbarer Betrag", 1, 0)],
        schlusszeilen=0,
        summen=[Kontensumme("1", "4011", monat, betrag, 1, monat) for monat, betrag in enumerate(betraege, 1)],
        belege=("=1", "99"),
        fehlend=1,
        fehlend_ct=0,
    )


ABSTIMMUNG = Abstimmung(
    exporte=[export("a.csv", -100, -250), export("plan.csv", 900, ansatz=True), export("b.csv", -50)],
    kontrollen=[
        Kontrolle(Kontrollsumme("a.csv", Kontrollgroesse.AUFWENDUNGEN, False, 350, Stand(2023, 6)), 350),
        Kontrolle(Kontrollsumme("", Kontrollgroesse.ZEILEN, True, 2, None), 1),
    ],
    ueberleitung=[Ueberleitung(Art.ERTRAEGE, 0, 0, 0, 0), Ueberleitung(Art.AUFWENDUNGEN, 400, 250, 50, 100)],
    ohne_platz=[Betragsposten("Produkt 9 fehlt", 1, 50)],
    daneben=[],
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a record; returns the file."""

    def schreibe(*befunde: Befund) -> Path:
        ziel = tmp_path / "protokoll.xlsx"
        ziel.write_bytes(write_pruefprotokoll("Kreis", Stand(2023, 12), ABSTIMMUNG, RAHMEN, befunde))
        return ziel

    return schreibe


def rows(file: Path, blatt: str) -> list[list[object]]:
    zeilen = openpyxl.load_workbook(file, data_only=True)[blatt].iter_rows(values_only=True)
    return [[wert for wert in zeile if wert is not None] for zeile in zeilen]


def test_every_line_and_cent(write: Callable[..., Path]) -> None:
    zeilen = rows(write(), "Abstimmung")
    assert zeilen[1] == ["Nicht im Bericht: 4 Zeilen; 1 von 2 Kontrollsummen stimmen."]
    assert ["a.csv", "Buchungen", 3, 2, 1, 0, 0, 3.5, "Januar bis Februar", "=1", "99"] in zeilen
    assert ["Buchungen zusammen", 5, 3, 2, 0, 0, 4] in zeilen
    assert not any(zeile[:1] == ["Ansätze zusammen"] for zeile in zeilen)
    assert ["a.csv", "4 Aufwendungen", 2, 3.5] in zeilen
    assert ["plan.csv", "4 Aufwendungen", 1, 9] in zeilen
    assert ["Aufwendungen", 4, 2.5, 0.5, 1, 0] in zeilen
    assert ["Produkt 9 fehlt", 1, 0.5] in zeilen
    assert ["a.csv", "Aufwendungen bis Juni 2023", 3.5, 3.5, 0, "stimmt"] in zeilen
    assert ["alle Exporte", "Ansatz: Zeilen", 2, 1, -1, "stimmt nicht"] in zeilen


def test_sums_and_differences_are_formulas(write: Callable[..., Path]) -> None:
    blatt = openpyxl.load_workbook(write())["Abstimmung"]
    formeln = [zelle.value for zeile in blatt.iter_rows() for zelle in zeile if zelle.data_type == "f"]
    assert "=SUM(C6:C7)" in formeln
    assert sum(formel.startswith("=ROUND(") for formel in formeln) == 2


def test_befunde_are_sorted_worst_first_with_symbol_and_place(write: Callable[..., Path]) -> None:
    blatt = openpyxl.load_workbook(write(HINWEIS, WARNUNG, FEHLER))["Befunde"]
    assert blatt["A2"].value == "1 Fehler, 1 Warnung, 1 Hinweis"
    zeilen = [[zelle.value for zelle in row] for row in blatt.iter_rows(min_row=5)]
    assert [zeile[0] for zeile in zeilen] == ["■ Fehler", "◆ Warnung", "○ Hinweis"]
    assert zeilen[0] == ["■ Fehler", "journal.betrag", "=1+1 ist keine Zahl.", "buchungen.csv, Zeile 7"]
    assert blatt["C5"].data_type == "s"
    assert blatt.auto_filter.ref == "A4:D7"
    assert blatt.print_title_rows == "$4:$4"


def test_no_befunde_is_said(write: Callable[..., Path]) -> None:
    assert [zeile for zeile in rows(write(), "Befunde") if zeile] == [["Befunde zu den Daten"], ["Keine Befunde."]]


def test_text_beyond_what_a_cell_holds_is_cut_visibly(write: Callable[..., Path]) -> None:
    lang = Befund(Schwere.HINWEIS, "lang", "x" * 40_000)
    text = openpyxl.load_workbook(write(lang))["Befunde"]["C5"].value
    assert len(text) == style.MAX_ZEICHEN
    assert text.endswith("…")


def test_the_record_is_a_sound_workbook_and_always_the_same(write: Callable[..., Path]) -> None:
    file = write(FEHLER, HINWEIS)
    ergebnis = OpenXmlValidator().validate(file)
    assert ergebnis.is_valid, ergebnis.errors
    assert file.read_bytes() == write(FEHLER, HINWEIS).read_bytes()
