"""Texts about measures: what they do is in no posting, and no Abweichung."""

from __future__ import annotations

from functools import cache

import peine
import pytest

from xlbudget.core.geld import rounded_div
from xlbudget.core.massnahmen import Massnahmenzeile, Wirkung, build_massnahmenstand
from xlbudget.core.textpruefung.modelle import Abschnitt, Urteil, Urteilsart
from xlbudget.core.textpruefung.pruefung import Textpruefung

LAUF = peine.lauf(6)
DATEN = LAUF.daten
PRODUKT = "3118"
STIMMT, FALSCH, FEHLT = Urteilsart.STIMMT, Urteilsart.WIDERSPRUCH, Urteilsart.FEHLT
ZEILEN = [
    Massnahmenzeile("Verträge kündigen", 2022, objekt=PRODUKT, wirkung=Wirkung(erreicht_ct=7_000_00)),
    Massnahmenzeile("Verträge kündigen", 2023, objekt=PRODUKT, wirkung=Wirkung(100_000_00, 20_000_00, 60_000_00)),
    Massnahmenzeile("Gebühren erhöhen", 2023, objekt=PRODUKT, wirkung=Wirkung(prognose_ct=5_000_00)),
]


@cache
def pruefung(*, mit_tabelle: bool) -> Textpruefung:
    stand = build_massnahmenstand(ZEILEN, DATEN.gliederung, DATEN.produktblatt, DATEN.stand)
    return Textpruefung(DATEN, massnahmen=stand if mit_tabelle else None)


def verdict(satz: str, *, mit_tabelle: bool = True) -> Urteil:
    (urteil,) = pruefung(mit_tabelle=mit_tabelle).check([Abschnitt(f"Beim Produkt {PRODUKT} {satz}", "")]).urteile
    return urteil


def euro(ganze: int) -> str:
    return f"{abs(ganze):,}".replace(",", ".") + " €"


@pytest.mark.parametrize(
    ("satz", "mehr_ct"),
    [
        # what is reached, 20.000, is booked already; 65.000 are expected of both
        ("beträgt der Zuschussbedarf nach Maßnahmen voraussichtlich {}.", 45_000_00),
        ("wird mit den Maßnahmen ein Zuschussbedarf von {} erwartet.", 45_000_00),
        ("beträgt der Zuschussbedarf vor Maßnahmen voraussichtlich {}.", -20_000_00),
    ],
)
def test_the_prognose_before_and_after_measures_is_that_of_the_table(satz, mehr_ct):
    soll = rounded_div(DATEN.produktblatt(DATEN.gliederung[PRODUKT]).prognose_ct + mehr_ct, 100)
    assert soll < 0
    assert verdict(satz.format(euro(soll))).art is STIMMT
    falsch = verdict(satz.format(euro(soll - 7)))
    assert (falsch.art, falsch.richtig) == (FALSCH, f"-{euro(soll)}")
    assert verdict(satz.format(euro(soll)), mit_tabelle=False).art is FEHLT


@pytest.mark.parametrize("betrag", [100_000, 20_000, 60_000, 27_000, 5_000, 65_000])
@pytest.mark.parametrize(
    ("satz", "grund"),
    [
        ("sollen die Maßnahmen den Zuschussbedarf um {} senken.", "was Maßnahmen bewirken"),
        ("werden durch die Maßnahme „Verträge kündigen“ {} eingespart.", "ein Teilbetrag"),
    ],
)
def test_what_a_measure_does_is_known_where_the_table_has_it(satz, grund, betrag):
    assert verdict(satz.format(euro(betrag))).art is STIMMT
    for unbekannt in (
        verdict(satz.format(euro(betrag)), mit_tabelle=False),
        verdict(satz.format(euro(betrag + 1))),
    ):
        assert unbekannt.art is FEHLT
        assert unbekannt.grund.startswith(grund)


def test_a_result_stays_one_beside_a_measure():
    ist = rounded_div(DATEN.produktblatt(DATEN.gliederung[PRODUKT]).prognose_ct, 100)
    assert verdict(f"wird trotz aller Maßnahmen ein Zuschussbedarf von {euro(ist)} erwartet.").art is STIMMT


def test_measures_in_the_name_of_an_object_are_none():
    namen = [("Maßnahmen der Eingliederung", PRODUKT)]
    (urteil,) = (
        Textpruefung(DATEN, namen)
        .check([Abschnitt("Bei den Maßnahmen der Eingliederung beträgt der Zuschussbedarf 12.345 €.", "")])
        .urteile
    )
    assert urteil.art is FALSCH
