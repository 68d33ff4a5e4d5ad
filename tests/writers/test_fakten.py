"""What stands below the consolidated report about itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from app.runde.rundreise_base import Haus

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.fakten import Exportfakt, Fakten, Nachereignis
from xlbudget.core.tendenz import Regeln
from xlbudget.core.zeit import Stand
from xlbudget.writers.gesamtbericht.fakten import EREIGNISSE, notes

JUNI = Stand(2023, 6)
LEER = Produktbericht("Kreis", JUNI, Regeln(), ())
FAKTEN = Fakten(JUNI, tuple(Exportfakt(f"buchungen-januar-bis-juni-teil-{n}.csv", date(2023, 7, 1)) for n in range(9)))


def test_long_lines_are_broken_and_events_are_told_apart():
    ereignis = Nachereignis(JUNI, "3210", "Tarifabschluss", -125_000_50, date(2023, 7, 14))
    ohne = replace(ereignis, betrag_ct=None, datum=None, objekt="Soziales")
    zeilen = list(notes(replace(LEER, fakten=FAKTEN, ereignisse=(ereignis, ohne))))
    assert max(map(len, zeilen)) <= 190
    assert " ".join(zeilen[: zeilen.index(EREIGNISSE)]) == FAKTEN.text
    assert zeilen[zeilen.index(EREIGNISSE) + 1 :] == [
        "• 3210, 14.07.2023: Tarifabschluss (-125.000,50 €)",
        "• Soziales: Tarifabschluss",
    ]


def test_nothing_is_written_where_nothing_is_known():
    assert list(notes(LEER)) == []


@pytest.fixture
def kreis(tmp_path) -> Haus:
    kreis = Haus(tmp_path / "kreis")
    kreis.weiteres = {
        "Stände": [{"Stand": "2023-06", "Gültigkeit": "vorläufig"}],
        "Ereignisse": [
            {"Stand": "2023-06", "Objekt": "3210", "Ereignis": "Tarif", "Betrag": -500, "Datum": date(2023, 7, 14)},
            {"Stand": "2023-06", "Objekt": "Arbeit", "Ereignis": "Umzug", "Betrag": None, "Datum": None},
            {"Stand": "2023-09", "Objekt": "3210", "Ereignis": "später", "Betrag": None, "Datum": None},
        ],
        "Ausschüsse": [{"Kürzel": "SOZ", "Objekte": "Soziales"}, {"Kürzel": "FIN", "Objekte": "alle"}],
    }
    kreis.write()
    return kreis


def printed(datei) -> list[str]:
    """The texts below the table."""
    werte = [zeile[0] for zeile in openpyxl.load_workbook(datei)["Produktbericht"].iter_rows(values_only=True)]
    texte = [str(wert) for wert in werte if wert]
    return texte[next(i for i, text in enumerate(texte) if text.startswith("Grundlage:")) :]


def test_report_and_extract_say_what_concerns_them(kreis, tmp_path):
    ganzes = bericht(kreis.datenmappe, JUNI, tmp_path / "ziel")
    grundlage, *weitere = printed(ganzes.gesamt)
    assert "gebucht bis Juni 2023 · vorläufig" in grundlage
    assert weitere == [EREIGNISSE, "• 3210, 14.07.2023: Tarif (-500,00 €)", "• Arbeit: Umzug"]
    auszug = bericht(kreis.datenmappe, JUNI, tmp_path / "auszug", Auswahl(ausschuesse=("SOZ",)))
    assert printed(auszug.berichte[0])[1:] == [EREIGNISSE, "• 3210, 14.07.2023: Tarif (-500,00 €)"]


def test_an_extract_names_no_event_of_what_it_shows_a_part_of(kreis, tmp_path):
    """What happened to a whole Budget is no business of a committee that sees one Produkt of it."""
    kreis.weiteres["Ausschüsse"] = [{"Kürzel": "EIN", "Objekte": "3210"}]
    kreis.weiteres["Ereignisse"] = [
        {"Stand": "2023-06", "Objekt": objekt, "Ereignis": objekt, "Betrag": None, "Datum": None}
        for objekt in ("3210", "Soziales")
    ]
    kreis.write()
    auszug = bericht(kreis.datenmappe, JUNI, tmp_path / "ziel", Auswahl(ausschuesse=("EIN",)))
    assert printed(auszug.berichte[0])[1:] == [EREIGNISSE, "• 3210: 3210"]
