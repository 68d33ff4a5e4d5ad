"""What is kept out of the report (Im Bericht: nein): no output names it, and what everybody reads has no sum of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from app.runde.rundreise_base import Haus
from writers.offenedaten.datenbeispiel import query

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.druck import druck
from xlbudget.app.bericht.veroeffentlichen import veroeffentlichen
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError

JUNI = Stand(2023, 6)
GEHEIM = "Arbeit"
JE_AUSSCHUSS = Auswahl(je_ausschuss=True)


@pytest.fixture
def kreis(tmp_path) -> Haus:
    """A house whose Budget Arbeit is in no report, with events and measures for it and for others."""
    kreis = Haus(tmp_path / "kreis")
    kreis.weiteres = {
        "Ereignisse": [
            {"Stand": "2023-06", "Objekt": objekt, "Ereignis": f"Bescheid {wort}", "Betrag": -500}
            for objekt, wort in (("3210", "offen"), ("3310", "verdeckt"), ("Arbeit", "verdeckt"))
        ],
        "Maßnahmen": [
            {"Maßnahme": f"Vertrag {wort}", "Objekt": objekt, "Jahr": 2023, "Bis": date(2023, 12, 31)} | betrag
            for objekt, wort, betrag in (
                ("3210", "offen", {"Wirkung Prognose": 1000}),
                ("3320", "verdeckt", {"Wirkung Prognose": 50}),
            )
        ],
        "Ausschüsse": [{"Kürzel": "SOZ", "Objekte": "Soziales"}, {"Kürzel": "ALL", "Objekte": "alle"}],
    }
    kreis.write()
    buch = openpyxl.load_workbook(kreis.datenmappe)
    (zeile,) = [z for z in buch["Budgets"].iter_rows(min_row=4) if z[0].value == GEHEIM]
    zeile[5].value = "nein"
    buch.save(kreis.datenmappe)
    return kreis


def cells(datei: Path) -> str:
    buch = openpyxl.load_workbook(datei, data_only=True)
    return "\n".join(str(wert) for blatt in buch for zeile in blatt.values for wert in zeile if wert is not None)


def pages(datei: Path) -> str:
    with pdfplumber.open(datei) as pdf:
        return "\n".join(seite.extract_text() for seite in pdf.pages)


def test_no_report_names_its_events_and_measures(kreis, tmp_path):
    ganzes = bericht(kreis.datenmappe, JUNI, tmp_path / "ziel")
    auszuege = bericht(kreis.datenmappe, JUNI, tmp_path / "ziel", JE_AUSSCHUSS)
    texte = [cells(datei) for datei in (ganzes.gesamt, *auszuege.berichte) if datei]
    texte += [pages(datei) for wahl in (Auswahl(), JE_AUSSCHUSS) for datei in druck_all(kreis, tmp_path, wahl)]
    assert len(texte) == 6
    assert [("offen" in text, "verdeckt" in text) for text in texte] == [(True, False)] * 6
    assert "1 Maßnahme, 1 weitere zu dem, was nicht im Bericht steht, nur in den Summen" in texte[0]
    codes = [befund.code for befund in ganzes.befunde]
    assert (codes.count("ereignis.ungezeigt"), codes.count("massnahme.ungezeigt")) == (2, 1)


def druck_all(kreis: Haus, ziel: Path, auswahl: Auswahl) -> list[Path]:
    return list(druck(kreis.datenmappe, JUNI, ziel, auswahl).dateien)


@pytest.mark.parametrize("geschrieben", ["Hilfen 3310", "arbeit"])
def test_who_writes_a_name_for_the_number_does_not_publish_it(kreis, tmp_path, geschrieben):
    buch = openpyxl.load_workbook(kreis.datenmappe)
    buch["Ereignisse"]["B5"].value = geschrieben
    buch.save(kreis.datenmappe)
    veroeffentlichen(kreis.datenmappe, JUNI, tmp_path / "offen")
    assert "verdeckt" not in (tmp_path / "offen" / "bericht.html").read_text(encoding="utf-8")


def test_everybody_reads_neither_its_name_nor_its_amount(kreis, tmp_path):
    """Not in a line of an Auszug and not in a sheet or sum from which it could be taken away."""
    ergebnis = veroeffentlichen(kreis.datenmappe, JUNI, tmp_path / "offen")
    veroeffentlichen(kreis.datenmappe, JUNI, tmp_path / "offen", JE_AUSSCHUSS)
    seiten = sorted((tmp_path / "offen").rglob("bericht.html"))
    assert len(seiten) == 3
    ((gezeigt,),) = query(tmp_path / "offen", "select sum(ansatz_eur::decimal(18,2)) from produkte")
    alles = f"{gezeigt / 8 * 10:,.0f}".replace(",", ".")
    for seite in seiten:
        text = seite.read_text(encoding="utf-8")
        assert GEHEIM not in text
        assert alles not in text
        assert '<h3 id="blatt-1">Gesamthaushalt' not in text
        assert "Alle Summen ohne das, was nicht im Bericht steht." in text
        assert "Ohne das, was nicht im Bericht steht." in (seite.parent / "dcat.jsonld").read_text(encoding="utf-8")
    assert f"{gezeigt:,.0f}".replace(",", ".") in seiten[0].read_text(encoding="utf-8")
    (befund,) = [befund for befund in ergebnis.befunde if befund.code == "veroeffentlichung.blatt"]
    assert "Gesamthaushalt" in befund.text


def test_a_sheet_that_counts_it_is_not_published_when_asked_for(kreis, tmp_path):
    with pytest.raises(EingabeError, match="statt dessen angeben: 32 Soziales, 35 Gesundheitsamt"):
        veroeffentlichen(kreis.datenmappe, JUNI, tmp_path / "offen", Auswahl(nur=("Gesamt",)))
    assert not (tmp_path / "offen").exists()


def test_only_the_events_of_what_is_chosen(kreis, tmp_path):
    for nur, offen in (("3210", True), ("Soziales", True), ("3220", False), ("35", False)):
        veroeffentlichen(kreis.datenmappe, JUNI, tmp_path / "offen", Auswahl(nur=(nur,)))
        (pdf,) = druck(kreis.datenmappe, JUNI, tmp_path / "druck", Auswahl(nur=(nur,))).dateien
        seite = (tmp_path / "offen" / "bericht.html").read_text(encoding="utf-8")
        assert ("Bescheid" in seite, "Bescheid" in pages(pdf)) == (offen, offen)
