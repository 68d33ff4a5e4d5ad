"""The round trip of a Kennzahl with values by month: provisional, then final, and what a Fachdienst says instead."""

from __future__ import annotations

from decimal import Decimal

import pytest
from app.runde.rundreise_base import PRODUKT, STAND, Haus, answer, texte

from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.versand import versand
from xlbudget.core.rueckmeldung import Feld, Feldart

PRODUKT_SOZIALES = PRODUKT["Soziales"]
JE_KOPF = Feld(PRODUKT_SOZIALES, Feldart.LEISTUNG, zeile="Fälle je Kopf")


def monate(werte, fassung="T-0"):
    return [
        {"Kennzahl": "F", "Periode": f"2023-{m:02d}", "Art": "Ist", "Wert": wert, "Fassung": fassung}
        for m, wert in enumerate(werte, 1)
    ]


@pytest.fixture
def haus(tmp_path) -> Haus:
    haus = Haus(tmp_path / "haus")
    kennzahl = {"Produkt": PRODUKT_SOZIALES, "Kennzahlart": "Leistung"}
    haus.weiteres = {
        "Kennzahlen": [
            {**kennzahl, "Bezeichnung": "Fälle", "Plan": 600, "Kürzel": "F", "Rechenart": "Summe"},
            {
                **kennzahl,
                "Bezeichnung": "Fälle je Kopf",
                "Plan": 4,
                "Kürzel": "FK",
                "Rechenart": "Quote",
                "Zähler": "F",
                "Nenner": "K",
            },
            {**kennzahl, "Bezeichnung": "Köpfe", "Kürzel": "K", "Rechenart": "Bestand"},
        ],
        "Kennzahlwerte": [
            *monate([10, 20, 30, 40, 50, 60]),
            {"Kennzahl": "K", "Periode": "2023-06", "Art": "Ist", "Wert": 50},
        ],
    }
    haus.write()
    return haus


def faelle(haus):
    lauf = load(haus.datenmappe, STAND)
    kennzahl = lauf.daten.leistungen[0]
    return kennzahl.plan, kennzahl.ist, lauf


def test_what_is_calculated_is_no_input(haus):
    """Beside its parts another Ist would stand in the same report."""
    assert faelle(haus)[:2] == (300, 210)
    versand(haus.datenmappe, haus.auftrag(nur=("Soziales",)))
    sendung, _ = haus.sendung("Soziales")
    assert [feld.feld for feld in sendung.felder if feld.feld.feldart is Feldart.LEISTUNG] == []


def test_a_formula_without_its_parts_is_answered_and_counts(haus, tmp_path):
    haus.weiteres = {**haus.weiteres, "Kennzahlwerte": monate([10, 20, 30, 40, 50, 60])}
    haus.write()
    versand(haus.datenmappe, haus.auftrag(nur=("Soziales",)))
    sendung, mappe = haus.sendung("Soziales")
    (feld,) = [feld for feld in sendung.felder if feld.feld.feldart is Feldart.LEISTUNG]
    assert (feld.feld, feld.wert) == (JE_KOPF, None)
    (tmp_path / "a.xlsx").write_bytes(answer(sendung, mappe, {JE_KOPF: 5}))
    ergebnis = ruecklauf(haus.datenmappe, [tmp_path / "a.xlsx"])
    assert [str(b) for b in ergebnis.befunde] == []
    lauf = faelle(haus)[2]
    assert lauf.daten.leistungen[1].ist == 5
    (uebernahme,) = [u for u in lauf.uebernahmen if u.feld == JE_KOPF]
    assert (uebernahme.alt, uebernahme.neu) == (None, 5)
    haus.weiteres["Kennzahlwerte"] = [
        *haus.weiteres["Kennzahlwerte"],
        {"Kennzahl": "K", "Periode": "2023-06", "Art": "Ist", "Wert": 50},
    ]
    haus.write()
    lauf = faelle(haus)[2]
    assert lauf.daten.leistungen[1].ist == Decimal("4.2")
    (text,) = texte(lauf.befunde, "ruecklauf.ueberstimmt")
    assert "gemeldet ist 5; aus ihren Teilen gerechnet ist 4,2, und das gilt" in text


def test_final_values_count_after_provisional_ones_and_the_change_is_said(haus):
    haus.weiteres = {**haus.weiteres, "Kennzahlwerte": [*monate([10, 20, 30, 40, 50, 60]), *monate([10, 22], "T-3")]}
    haus.write()
    plan, ist, lauf = faelle(haus)
    assert (plan, ist) == (300, 212)
    (text,) = texte(lauf.befunde, "kennzahlwert.geaendert")
    assert "F, Februar 2023, Ist: vorläufig 20, endgültig 22; es gilt der endgültige Wert" in text


def test_an_answer_of_an_unchanged_workbook_takes_nothing_over(haus, tmp_path):
    """What was prefilled is what the Datenmappe says; a final value that comes later then counts."""
    versand(haus.datenmappe, haus.auftrag(nur=("Soziales",)))
    (tmp_path / "a.xlsx").write_bytes(answer(*haus.sendung("Soziales"), {}))
    ruecklauf(haus.datenmappe, [tmp_path / "a.xlsx"])
    haus.weiteres = {**haus.weiteres, "Kennzahlwerte": monate([10, 20, 30, 40, 50, 61])}
    haus.write()
    assert faelle(haus)[:2] == (300, 211)
