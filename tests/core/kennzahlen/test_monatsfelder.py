"""Which months of which Kennzahlen a Fachdienst is asked for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Kennzahlwert, Periode, PlanIst, Rechenart, Wertfassung
from xlbudget.core.kennzahlen.monatsfelder import Monatsschluessel, ask, scale_of
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.zeit import Stand

MAERZ = Stand(2024, 3)
F = Kennzahlregel("F", "Fälle", "Anzahl", Rechenart.SUMME, produkt="3110")


def ist(periode: str, wert: int, fassung: Wertfassung | None = None, gruppe: str = "") -> Kennzahlwert:
    return Kennzahlwert("F", Periode.parse(periode), PlanIst.IST, gruppe, Decimal(wert), fassung)


def asked(werte, regel=F, regeln=None):
    gefragt = ask(regel, Kennzahlrechnung(regeln or [regel], werte), MAERZ)
    return gefragt and [(str(frage.schluessel), frage.bekannt, frage.fassung) for frage in gefragt.fragen]


def test_without_any_value_every_month_up_to_the_stand_is_asked_for_as_provisional():
    vorlaeufig = Wertfassung.VORLAEUFIG
    assert asked([]) == [(f"F, 2024-0{monat}", "", vorlaeufig) for monat in (1, 2, 3)]


def test_months_come_with_all_their_groups_and_what_is_known():
    assert asked([ist("2024-02", 7, Wertfassung.T0, "Frauen"), ist("2024-02", 9, Wertfassung.T0)]) == [
        ("F, 2024-01", "", Wertfassung.T0),
        ("F, 2024-01, Frauen", "", Wertfassung.T0),
        ("F, 2024-02", "9 · T-0", Wertfassung.T0),
        ("F, 2024-02, Frauen", "7 · T-0", Wertfassung.T0),
        ("F, 2024-03", "", Wertfassung.T0),
        ("F, 2024-03, Frauen", "", Wertfassung.T0),
    ]


def test_of_the_prior_year_what_is_provisional_is_asked_for_again():
    werte = [ist("2023-10", 1, Wertfassung.T0), ist("2023-11", 2, Wertfassung.T0), ist("2023-10", 3, Wertfassung.T3)]
    assert asked([*werte, ist("2023-09", 4)])[0] == ("F, 2023-11", "2 · T-0", Wertfassung.T0)
    assert len(asked([*werte, ist("2023-09", 4)])) == 4


def test_a_house_that_says_no_fassung_is_offered_none():
    assert {fassung for _, _, fassung in asked([ist("2024-01", 1)])} == {None}


@pytest.mark.parametrize(
    "regel",
    [
        Kennzahlregel("F", "Fälle", "", None, produkt="3110"),
        Kennzahlregel("F", "Quote", "in %", Rechenart.QUOTE, "A", "B", produkt="3110"),
    ],
)
def test_what_has_no_values_by_month_is_not_asked_for(regel):
    assert asked([], regel) is None


def test_a_kennzahl_given_for_whole_years_and_the_second_of_one_kuerzel_are_not_asked_for():
    assert asked([ist("2023", 100)]) is None
    andere = Kennzahlregel("F", "Andere", "", Rechenart.SUMME, produkt="3120")
    assert asked([], andere, [F, andere]) is None


def test_a_kuerzel_that_looks_like_another_month_is_left_out():
    regel = Kennzahlregel("F, 2024-01", "Fälle", "", Rechenart.SUMME, produkt="3110")
    assert asked([], regel) == []


@pytest.mark.parametrize("zeile", ["Fälle", "F, 2024", "F, 2024-13", ", 2024-01"])
def test_the_text_of_another_input_is_no_month(zeile):
    with pytest.raises(ValueError, match=r"Fälle|2024"):
        Monatsschluessel.parse(zeile)


@pytest.mark.parametrize("einheit", ["Anzahl", "Personen von 18 bis 25", "in %", "Fälle je 1.000 Einwohner", ""])
def test_other_units_are_no_scale(einheit):
    assert scale_of(einheit) is None
