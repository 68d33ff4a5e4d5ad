"""Texts about Kennzahlen with values by month: which month, which year, which group a figure is about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import peine
import pytest

from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Kennzahlwert, Periode, PlanIst, Rechenart
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.kennzahlen.zum_stand import kennzahlen_at
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.tendenz import Richtung
from xlbudget.core.textpruefung.modelle import Abschnitt, Textpruefergebnis, Urteilsart
from xlbudget.core.textpruefung.pruefung import Textpruefung
from xlbudget.core.zeit import Stand

PRODUKT = "3118"
STIMMT, FALSCH, FEHLT = Urteilsart.STIMMT, Urteilsart.WIDERSPRUCH, Urteilsart.FEHLT
REGELN = (
    Kennzahlregel("INT", "Vermittelte Personen", "Anzahl", Rechenart.SUMME),
    Kennzahlregel("LB", "Langzeitbeziehende", "Anzahl", Rechenart.BESTAND),
    Kennzahlregel("Q", "Vermittlungsquote", "%", Rechenart.QUOTE, "INT", "LB"),
)
# what was in January, in February, …; of 2022 all twelve months, of 2023 six
VERMITTELT = {2022: [10 * m for m in range(1, 13)], 2023: [20, 25, 30, 35, 40, 45]}
BEZIEHENDE = {2022: [4000 + 10 * m for m in range(1, 13)], 2023: [4205, 4210, 4215, 4220, 4225, 4230]}
FRAUEN = {2022: [2000] * 12, 2023: [2101, 2102, 2103, 2104, 2105, 2106]}
PLAN = {"INT": 600, "LB": 4100, "Q": 15}


def werte():
    reihen = (("INT", "", VERMITTELT), ("LB", "", BEZIEHENDE), ("LB", "Frauen", FRAUEN))
    for kuerzel, gruppe, jahre in reihen:
        for jahr, zahlen in jahre.items():
            for monat, zahl in enumerate(zahlen, 1):
                yield Kennzahlwert(kuerzel, Periode(jahr, monat), PlanIst.IST, gruppe, Decimal(zahl))
    for kuerzel, zahl in PLAN.items():
        yield Kennzahlwert(kuerzel, Periode(2023), PlanIst.PLAN, "", Decimal(zahl))


@cache
def pruefung() -> Textpruefung:
    rechnung = Kennzahlrechnung(REGELN, list(werte()))
    ohne_zeit = [
        Kennzahl(PRODUKT, r.bezeichnung, r.einheit, Richtung.HOEHER, None, None, kuerzel=r.kuerzel) for r in REGELN
    ]
    am_stand = kennzahlen_at(Stand(2023, 6), ohne_zeit, rechnung)
    jaehrlich = Kennzahl(PRODUKT, "Beratungen", "Anzahl", Richtung.HOEHER, Decimal(900), Decimal(410))
    leistungen = (*am_stand[:2], jaehrlich)
    return Textpruefung(replace(peine.lauf(6).daten, leistungen=leistungen, ziele=am_stand[2:]))


def check(text: str) -> Textpruefergebnis:
    return pruefung().check([Abschnitt(f"Beim Produkt {PRODUKT} {text}", "")])


@pytest.mark.parametrize(
    ("satz", "richtig", "falsch"),
    [
        # 20 + 25 + 30 + 35 + 40 + 45; of 2022 10 + … + 60 and 10 + … + 120
        ("wurden bis Ende Juni {} Personen vermittelt.", "195", "196"),
        ("wurden im Mai 2023 {} Personen vermittelt.", "40", "41"),
        ("wurden bis Ende März {} Personen vermittelt.", "75", "74"),
        ("wurden im Vorjahreszeitraum {} Personen vermittelt.", "210", "195"),
        ("wurden im Vorjahr {} Personen vermittelt.", "780", "600"),
        ("wurden im März 2022 {} Personen vermittelt.", "30", "75"),
        ("sind für das Jahr {} vermittelte Personen geplant.", "600", "601"),
        ("waren bis Ende Juni {} vermittelte Personen geplant.", "300", "600"),
        ("wurden {} Prozent weniger Personen vermittelt als geplant.", "35", "36"),
        ("lag die Zahl der Langzeitbeziehenden im April bei {}.", "4.220", "4.230"),
        ("lag die Zahl der Langzeitbeziehenden bei {}, geplant waren 4.100.", "4.230", "4.231"),
        ("lag die Zahl der Langzeitbeziehenden im Vorjahresmonat bei {}.", "4.060", "4.230"),
        ("lag die Zahl der Langzeitbeziehenden um {} höher als im Vorjahr.", "170", "130"),
        ("lag die Zahl der langzeitbeziehenden Frauen bei {} Langzeitbeziehenden.", "2.106", "4.230"),
        ("lag im Februar die Zahl der Langzeitbeziehenden, die Frauen sind, bei {}.", "2.102", "4.210"),
        ("liegt die Vermittlungsquote bei {} %.", "4,61", "4,7"),
        ("liegt die Zielquote für 2023 bei {} % im Plan.", "15", "16"),
    ],
)  # fmt: skip
def test_a_figure_is_held_against_its_own_time(satz, richtig, falsch):
    for zahl, art in ((richtig, STIMMT), (falsch, FALSCH)):
        urteil = check(satz.format(zahl)).urteile[0]
        assert (urteil.figur.removesuffix("%").strip().split(" ")[0], urteil.art) == (zahl, art), urteil


@pytest.mark.parametrize(
    ("satz", "grund"),
    [
        ("wurden im Jahr 2021 genau 500 Personen vermittelt.", "von 2021 hat die Kennzahl keine Werte"),
        ("lag die Zahl der Langzeitbeziehenden bei den Männern bei 2.124 Langzeitbeziehenden.", "eine Gruppe „Männern“"),
        ("gab es bis Ende März 200 Beratungen.", "ohne Monatswerte"),
        ("gab es im Vorjahr 820 Beratungen.", "von früheren Jahren"),
        ("gab es 50 Beratungen weniger als im Vorjahr.", "keinen Wert"),
        ("wurden im August 2023 30 Personen vermittelt.", "keinen Wert"),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_no_contradiction(satz, grund):
    urteil = check(satz).urteile[0]
    assert urteil.art is FEHLT
    assert grund in urteil.grund


def test_figures_of_several_times_do_not_contradict_each_other():
    text = (
        "wurden bis Ende Juni 195 Personen vermittelt. Im Vorjahr waren es 780 vermittelte Personen. Geplant sind 600 "
        "vermittelte Personen. Bis Ende Juni waren 300 vermittelte Personen geplant."
    )
    ergebnis = check(text)
    assert [urteil.art for urteil in ergebnis.urteile] == [STIMMT] * 4
    assert not ergebnis.im_text
