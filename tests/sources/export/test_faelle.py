"""Exports as they come, one oddity each, with nothing but a declaration as a controller would fill it in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Nebenart, Praefix
from xlbudget.errors import Schwere
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Spaltenangabe
from xlbudget.sources.export.lesen import read_export

ORDNER = Path(__file__).parent / "faelle"
RAHMEN = Kontenrahmen(
    (
        Praefix("3", Berichtszeile(Art.ERTRAEGE, "ordentlich")),
        Praefix("4", Berichtszeile(Art.AUFWENDUNGEN, "Personal")),
        Praefix("Mieten und Pachten", Berichtszeile(Art.ERTRAEGE, "ordentlich")),
        Praefix("Dienstbezüge", Berichtszeile(Art.AUFWENDUNGEN, "Personal")),
        *(Praefix(p, Nebenart.FINANZRECHNUNG) for p in "67"),
        *(Praefix(p, Nebenart.ZAEHLT_NICHT) for p in "012"),
    )
)
SPALTEN = {
    "S05f_periode_0": [Spaltenangabe("Periode", "Periode", "Periode 0 zum Januar")],
    "S07_kostenstelle": [Spaltenangabe("Produkt", "Kostenstelle")],
    "S08_gruppiert_leer": [Spaltenangabe("Produkt", "Produkt", "nach unten auffüllen")],
    "S18_code_und_name": [
        Spaltenangabe("Produkt", "Produkt", "erstes Wort"),
        Spaltenangabe("Sachkonto", "Sachkonto", "erstes Wort"),
    ],
    "S19_produktkonto": [Spaltenangabe("Produkt", "Buchungsstelle", "zerlegen am letzten Punkt")],
    "S26_wertart_plan_ist": [Spaltenangabe("Wertart", "Wertart", "nur „Ist“")],
    "S27_ansatz_lang_typ": [Spaltenangabe("Wertart", "Typ", "nur „Ansatz“")],
}
FEHLER = {"S12_schluss_ohne_code": {3, 4}, "S32_text_gesamt": {3}}
"""Lines with a Fehler, where the right sums cannot be read."""


@pytest.mark.parametrize("ordner", sorted(ORDNER.iterdir()), ids=lambda ordner: ordner.name)
def test_right_sums_or_a_fehler_with_its_place(ordner):
    erwartet = json.loads((ordner / "expect.json").read_text(encoding="utf-8"))
    for datei in ordner.glob("[ab].*"):
        inhalt = Inhalt.BUCHUNGEN if datei.stem == "b" else Inhalt.ANSAETZE
        for spalten in ([], SPALTEN.get(ordner.name, [])):
            export = read_export(datei, Quellenangabe(inhalt, spalten=spalten), 2024, RAHMEN)
            fehler = [befund for befund in export.befunde if befund.schwere is Schwere.FEHLER]
            assert export.bilanz.geht_auf
            assert all(befund.source.zeile or befund.source.zelle for befund in fehler)
            if not fehler and ordner.name != "S34_zeichen_hash":
                assert sums_of(export) == erwartet["ist" if datei.stem == "b" else "ansatz"]
        zeilen = {befund.source.zeile for befund in fehler}
        if ordner.name == "S28_formel_ohne_wert":
            assert [befund.source.zelle for befund in fehler] == ["C2"]
            assert "in Excel öffnen, speichern" in fehler[0].text
        else:
            assert zeilen == FEHLER.get(ordner.name, set())


def test_excel_made_dates_of_codes():
    export = read_export(ORDNER / "S25_produkt_datum" / "a.csv", Quellenangabe(Inhalt.ANSAETZE), 2024, RAHMEN)
    assert "Vermutlich hat Excel aus Nummern wie 01.01.02 Daten gemacht" in export.befunde[0].text


def test_lines_that_name_no_produkt_are_sums_of_their_own():
    export = read_export(ORDNER / "S34_zeichen_hash" / "b.csv", Quellenangabe(Inhalt.BUCHUNGEN), 2024, RAHMEN)
    assert {summe.produkt: summe.saldo_ct for summe in export.summen if summe.sachkonto == "4011"} == {
        "1111": -50000,
        "#": -10000,
        "Nicht zugeordnet": -10000,
    }


def sums_of(export):
    """Erträge and Aufwendungen, both positive."""
    je = {}
    for summe in export.summen:
        if zeile := RAHMEN.zeile_of(summe.sachkonto):
            dreht = 1 if export.inhalt is Inhalt.ANSAETZE else zeile.art.vorzeichen
            je[str(zeile.art)] = je.get(str(zeile.art), 0) + summe.saldo_ct * dreht
    return je
