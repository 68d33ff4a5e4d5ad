"""What stands on the first page, and in which order: by amount, then by number, whatever order the report has."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest

from xlbudget.core.begruendung import OHNE_BEGRUENDUNG, Pflichtregeln
from xlbudget.core.bericht import Budgetgruppe
from xlbudget.core.blick import (
    MAX_BUDGETS,
    build_blick,
    rank_deviations,
    rank_ziele,
    select_budgets,
)
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import LEER
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.core.prognose import Prognose, Verfahren
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand

STAND = Stand(2023, 12)


def produkt(nummer: str, ansatz_ct: int = 0, ergebnis_ct: int = 0, ziel: Kennzahl | None = None) -> Produktzeile:
    objekt = Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, f"Produkt {nummer}")
    return Produktzeile(objekt, ansatz_ct, ergebnis_ct, ergebnis_ct, Regeln(), None, ziel)


def ziel(plan: str | None, ist: str | None, richtung: Richtung = Richtung.HOEHER) -> Kennzahl:
    plan_ist = (None if zahl is None else Decimal(zahl) for zahl in (plan, ist))
    return Kennzahl("", "Ziel", "", richtung, *plan_ist)


def blatt(
    ansatz_ct: int, prognose_ct: int, erlaeuterung: str = "", grund: str = "", ab_ct: int | None = 1
) -> Produktblatt:
    """A Produkt that has Aufwendungen only; explained from `ab_ct` on, rows too."""
    zeile = Zeile("Personal", ansatz_ct, LEER, Prognose(prognose_ct, frozenset({Verfahren.GEMELDET})), grund)
    regeln = Regeln(pflicht=Pflichtregeln(ab_ct=ab_ct, zeilen=True))
    leer = Blatttabelle(Art.ERTRAEGE, (), ())
    objekt = Berichtsobjekt("1", Ebene.PRODUKT, "1", "P", erlaeuterung=erlaeuterung)
    return Produktblatt(objekt, STAND, leer, Blatttabelle(Art.AUFWENDUNGEN, (zeile,), ()), regeln, (), ())


@pytest.mark.parametrize(
    ("abweichungen", "besser", "schlechter"),
    [
        ({}, [], []),
        ({"1": 0}, [], []),
        ({"1": 1}, ["1"], []),
        ({"1": -1}, [], ["1"]),
        ({"1": 5, "2": 7, "3": -9}, ["2", "1"], ["3"]),
        ({"20": 5, "100": 5, "3": 5}, ["100", "20", "3"], []),  # numbers are text
        ({"2": -5, "1": -5}, [], ["1", "2"]),
        ({str(n): n for n in range(1, 8)}, ["7", "6", "5", "4", "3"], []),
        ({str(n): -n for n in range(1, 8)}, [], ["7", "6", "5", "4", "3"]),
        ({"a": 3, "b": 3, "c": 3, "d": 3, "e": 3, "f": 3}, ["a", "b", "c", "d", "e"], []),
    ],
)
def test_five_of_either_kind_by_amount_then_number(abweichungen, besser, schlechter):
    zeilen = [produkt(nummer, -100, -100 + ct) for nummer, ct in abweichungen.items()]
    for folge in (zeilen, zeilen[::-1]):
        gefunden = [[zeile.objekt.nummer for zeile in seite] for seite in rank_deviations(folge)]
        assert gefunden == [besser, schlechter]


@pytest.mark.parametrize(
    ("ziele", "erwartet"),
    [
        ({"1": ziel("100", "95")}, []),
        ({"1": ziel("100", "94.9")}, ["1"]),
        ({"1": ziel("100", None), "2": ziel(None, "1"), "3": ziel("0", "0")}, []),
        ({"1": ziel("100", "90"), "2": ziel("100", "10"), "3": ziel("10", "9")}, ["2", "1", "3"]),
        ({"1": ziel("100", "200", Richtung.NIEDRIGER), "2": ziel("100", "60")}, ["1", "2"]),
    ],
)
def test_missed_ziele_worst_first_then_by_number(ziele, erwartet):
    for folge in permutations(produkt(nummer, ziel=kennzahl) for nummer, kennzahl in ziele.items()):
        assert [zeile.objekt.nummer for zeile in rank_ziele(folge)] == erwartet


def gruppen(abweichungen: list[int]) -> list[Budgetgruppe]:
    leer = Blatttabelle(Art.ERTRAEGE, (), ()), Blatttabelle(Art.AUFWENDUNGEN, (), ())
    return [
        Budgetgruppe(
            Produktblatt(Berichtsobjekt(f"B{i}", Ebene.BUDGET, "", f"B{i}"), STAND, *leer, Regeln(), (), ()),
            (produkt(f"{i}1", 0, ct), produkt(f"{i}2", -1, -1)),
        )
        for i, ct in enumerate(abweichungen)
    ]


def test_each_budget_has_a_line_while_there_is_room():
    zeilen = select_budgets(gruppen([3] * MAX_BUDGETS))
    assert [zeile.name for zeile in zeilen] == [f"B{i}" for i in range(MAX_BUDGETS)]
    assert select_budgets([]) == ()


def test_of_more_budgets_those_that_deviate_least_share_a_line():
    abweichungen = [50, -1, 60, -70, 2, 80, -90, 10, 20, -30, 1]
    zeilen = select_budgets(gruppen(abweichungen))
    assert [zeile.name for zeile in zeilen] == ["B0", "B2", "B3", "B5", "B6", "B7", "B8", "B9", "3 weitere Budgets"]
    assert sum(zeile.summe.ergebnis_ct for zeile in zeilen) == sum(abweichungen) - len(abweichungen)
    assert zeilen[-1].summe.verbesserung_ct == -1 + 2 + 1
    assert [zeile.objekt.nummer for zeile in zeilen[-1].produkte] == ["11", "12", "41", "42", "101", "102"]
    for zeile in zeilen:
        assert zeile.summe.ansatz_ct == sum(p.ansatz_ct for p in zeile.produkte)


def test_a_budget_that_is_shown_in_part_says_so():
    (gruppe,) = gruppen([1])
    assert select_budgets([replace(gruppe, hat_untergeordnete=True)])[0].name == "B0 (ohne untergeordnete)"


@pytest.mark.parametrize(
    ("was", "erwartet"),
    [
        (blatt(100, 100), ""),
        (blatt(100, 200), OHNE_BEGRUENDUNG),
        (blatt(100, 200, ab_ct=None), ""),
        (blatt(100, 200, "Tarif,\n  ab Mai", ab_ct=None), "Tarif, ab Mai"),
        (blatt(100, 200, "Tarif"), "Tarif"),
        (blatt(100, 200, "–"), OHNE_BEGRUENDUNG),
        (blatt(100, 200, grund="Zwei Stellen"), OHNE_BEGRUENDUNG),  # the row has a reason, the Produktbudget has none
        (blatt(100, 200, grund="Zwei\nStellen", ab_ct=None), "Personal: Zwei Stellen"),
    ],
)
def test_the_reason_of_a_produkt(was, erwartet):
    assert was.begruendung == erwartet


def test_percentages_are_of_what_is_planned_and_blank_without(dezember):
    daten = dezember.daten
    blick = build_blick(daten, daten.produktbericht(), dezember.fakten)
    volumen = blick.ertraege.ansatz_ct + blick.aufwendungen.ansatz_ct
    assert blick.anteil(-volumen) == Fraction(-1)
    for ansatz_ct in (0, -1):
        ohne = replace(
            blick,
            ertraege=replace(blick.ertraege, ansatz_ct=ansatz_ct),
            aufwendungen=replace(blick.aufwendungen, ansatz_ct=0),
        )
        assert ohne.anteil(1) is None


def test_the_page_adds_up(juni):
    daten = juni.daten
    blick = build_blick(daten, daten.produktbericht(), juni.fakten)
    assert blick.ertraege.ansatz_ct - blick.aufwendungen.ansatz_ct == blick.summe.ansatz_ct
    assert blick.ertraege.prognose_ct - blick.aufwendungen.prognose_ct == blick.summe.ergebnis_ct
    assert blick.summe.ist_ct == sum(b or 0 for b in blick.ertraege.monate_ct) - sum(
        b or 0 for b in blick.aufwendungen.monate_ct
    )
    assert blick.ertraege.monate_ct[6:] == (None,) * 6


def test_only_budgets_that_are_shown_are_named_as_silent(juni):
    bericht = juni.daten.produktbericht()
    stumme = (bericht.budgetgruppen[0].blatt.objekt.titel, "99 Anderes")
    blick = build_blick(juni.daten, bericht, replace(juni.fakten, ohne_rueckmeldung=stumme))
    assert blick.fakten.ohne_rueckmeldung == stumme[:1]
