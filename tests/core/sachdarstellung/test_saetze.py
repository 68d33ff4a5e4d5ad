"""What is said in which case: better or worse, the two halves, counts with the money or against it, Ziele."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.massnahmen import Wirkungszeile
from xlbudget.core.monatswerte import LEER
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.prognose import Prognose, Verfahren
from xlbudget.core.sachdarstellung.saetze import (
    joined,
    say_deviation,
    say_halves,
    say_leistung,
    say_massnahmen,
    say_ziele,
)
from xlbudget.core.tendenz import Ampel, Regeln, Richtung
from xlbudget.core.zeit import Stand

PRODUKT = Berichtsobjekt("3118", Ebene.PRODUKT, "3118", "Hilfe zur Pflege")


def kennzahl(name: str, plan: str | None, ist: str | None, einheit: str = "", richtung=Richtung.HOEHER) -> Kennzahl:
    return Kennzahl(
        "3118", name, einheit, richtung, None if plan is None else Decimal(plan), None if ist is None else Decimal(ist)
    )


def blatt(ertraege: tuple[int, int], aufwendungen: tuple[int, int], *, monat: int = 12, **mehr) -> Produktblatt:
    """Plan and Prognose of both halves, in thousand euros."""

    def tabelle(art: Art, plan: int, prognose: int) -> Blatttabelle:
        voraus = Prognose(prognose * 1000_00, frozenset({Verfahren.GEMELDET}))
        return Blatttabelle(art, (Zeile("ordentlich", plan * 1000_00, LEER, voraus),), ())

    leer = Produktblatt(
        PRODUKT,
        Stand(2026, monat),
        tabelle(Art.ERTRAEGE, *ertraege),
        tabelle(Art.AUFWENDUNGEN, *aufwendungen),
        Regeln(),
        (),
        (),
    )
    return replace(leer, **mehr)


def text(teile) -> str:
    return "".join(stueck.text for stueck in joined(teile)).replace("\xa0", " ")


def test_better_worse_and_nothing_to_say():
    besser, schlechter, kaum = blatt((0, 0), (500, 400)), blatt((0, 0), (500, 600)), blatt((0, 0), (500, 510))
    name = "Beim Produkt 3118 „Hilfe zur Pflege“"
    assert text(say_deviation(besser)) == f"{name} ergibt sich eine Verbesserung von 100.000 €."
    assert text(say_deviation(schlechter)) == f"{name} ergibt sich eine Verschlechterung von 100.000 €."
    assert text(say_deviation(kaum)) == f"{name} gibt es keine nennenswerte Abweichung vom Plan."
    juni = replace(besser, stand=Stand(2026, 6))
    assert text(say_deviation(juni)) == f"{name} ergibt sich zum Jahresende eine Verbesserung von 100.000 €."


def test_a_budget_and_a_word_of_the_house():
    budget = Berichtsobjekt("S", Ebene.BUDGET, "32", "Soziales")
    amt = replace(budget, ebenenname="Abteilung")
    assert (
        text(say_deviation(blatt((0, 0), (9, 109), objekt=budget)))
        == "Im Budget „Soziales“ ergibt sich eine Budgetverschlechterung von 100.000 €."
    )
    assert text(say_deviation(blatt((0, 0), (9, 109), objekt=amt))).startswith("Abteilung „Soziales“: Hier ergibt sich")


@pytest.mark.parametrize(
    ("ertraege", "aufwendungen", "satz"),
    [
        ((500, 500), (500, 500), ""),
        ((500, 500), (500, 400), " Die Aufwendungen liegen um 100.000 € unter dem Planansatz."),
        ((500, 450), (500, 500), " Die Erträge liegen um 50.000 € unter dem Planansatz."),
        ((500, 900), (500, 600), "die Aufwendungen um 100.000 € über dem Planansatz. Die höheren Aufwendungen sind "
         "durch höhere Erträge vollständig gedeckt."),
        ((500, 550), (500, 600), "durch höhere Erträge zum größeren Teil gedeckt."),
        ((500, 540), (500, 600), "die Aufwendungen um 100.000 € über dem Planansatz."),
        ((500, 400), (500, 300), "Den geringeren Aufwendungen stehen geringere Erträge gegenüber."),
        ((500, 400), (500, 600), "die Aufwendungen um 100.000 € über dem Planansatz."),
    ],
)  # fmt: skip
def test_the_halves_and_who_pays(ertraege, aufwendungen, satz):
    gesagt = text(say_halves(blatt(ertraege, aufwendungen)))
    assert gesagt.endswith(satz)
    assert bool(gesagt) is bool(satz)


@pytest.mark.parametrize(
    ("aufwendungen", "ist", "satz"),
    [
        ((500, 600), "60", "liegt mit 60 über dem Plan von 50. Die Verschlechterung geht mit der höheren "
         "Leistungszahl einher."),
        ((500, 400), "60", "Die Verbesserung ergibt sich trotz der höheren Leistungszahl."),
        ((500, 400), "40", "Die Verbesserung geht mit der geringeren Leistungszahl einher."),
        ((500, 600), "40", "Die Verschlechterung ergibt sich trotz der geringeren Leistungszahl."),
        ((500, 510), "40", "unter dem Plan von 50."),
        ((500, 600), "50", " Die Leistungszahl „Fälle“ entspricht mit 50 dem Plan."),
        ((500, 600), None, ""),
    ],
)  # fmt: skip
def test_a_count_with_the_money_or_against_it(aufwendungen, ist, satz):
    gesagt = text(say_leistung(blatt((0, 0), aufwendungen, leistungen=(kennzahl("Fälle", "50", ist),))))
    assert gesagt.endswith(satz)
    assert bool(gesagt) is bool(satz)


def test_nothing_is_claimed_of_what_earns_more_than_it_costs():
    gesagt = text(say_leistung(blatt((900, 1000), (500, 500), leistungen=(kennzahl("Anträge", "50", "60"),))))
    assert gesagt.endswith("über dem Plan von 50.")


def test_before_the_end_of_the_year_no_count_is_above_or_below():
    gesagt = text(say_leistung(blatt((0, 0), (500, 600), monat=6, leistungen=(kennzahl("Fälle", "50", "30"),))))
    assert gesagt == " Die Leistungszahl „Fälle“ steht bei 30 bei einem Plan von 50."


@pytest.mark.parametrize(
    ("ziel", "satz"),
    [
        (kennzahl("Frist", "90", "90", "Prozent"), " Das Ziel „Frist“ wurde erreicht (90 % bei einem Plan von 90 %)."),
        (kennzahl("Frist", "90", "88", "Prozent"), "wurde knapp verfehlt (88 % bei einem Plan von 90 %)."),
        (kennzahl("Frist", "90", "60", "Prozent"), "wurde verfehlt (60 % bei einem Plan von 90 %)."),
        (kennzahl("Tage", "90", "60", "Tage", Richtung.NIEDRIGER), "wurde erreicht (60 bei einem Plan von 90)."),
        (kennzahl("Kosten", "90", "60", "€", Richtung.NIEDRIGER), " Das Ziel „Kosten“ wurde erreicht."),
        (kennzahl("Frist", "0", "60"), ""),
    ],
)
def test_a_ziel(ziel, satz):
    gesagt = text(say_ziele(blatt((0, 0), (500, 600), ziele=(ziel,))))
    assert gesagt.endswith(satz)
    assert bool(gesagt) is bool(satz)


def test_further_ziele():
    erstes, gut, schlecht = kennzahl("A", "1", "1"), kennzahl("B", "1", "2"), kennzahl("C", "2", "1")
    assert text(say_ziele(blatt((0, 0), (5, 6), ziele=(erstes, gut)))).endswith(" Die weiteren Ziele wurden erreicht.")
    assert text(say_ziele(blatt((0, 0), (5, 6), ziele=(erstes, gut, schlecht)))).endswith(
        " Von den weiteren Zielen verfehlt: „C“."
    )


def test_each_figure_has_its_origin():
    stuecke = joined(say_deviation(blatt((0, 0), (500, 600))))
    assert [(s.text, s.herkunft) for s in stuecke if s.herkunft] == [("100.000\xa0€", "3118, Saldo, Abweichung")]


@pytest.mark.parametrize(
    ("monat", "anzahl", "prognose", "schon", "erwartet", "satz"),
    [
        (6, 1, -900, 0, 0, "ist eine Maßnahme vorgesehen."),
        (6, 2, -900, 100, 100, "sind mehrere Maßnahmen vorgesehen."),
        (6, 2, -900, 100, 300, "sind mehrere Maßnahmen vorgesehen; nach Maßnahmen wird zum Jahresende ein "
         "Zuschussbedarf von 700.000 € erwartet."),
        (6, 1, -100, 0, 150, "ist eine Maßnahme vorgesehen; nach Maßnahmen wird zum Jahresende ein Überschuss von "
         "50.000 € erwartet."),
        (12, 1, -900, 0, 300, "war eine Maßnahme vorgesehen."),
    ],
)  # fmt: skip
def test_measures_and_what_they_let_expect(monat, anzahl, prognose, schon, erwartet, satz):
    zeile = Wirkungszeile(
        PRODUKT, Ampel.ROT, 0, prognose * 1000_00, schon * 1000_00, erwartet * 1000_00, anzahl, ohne_angabe=0
    )
    assert text(say_massnahmen(zeile, Stand(2026, monat))) == f"Beim Produkt 3118 „Hilfe zur Pflege“ {satz}"
