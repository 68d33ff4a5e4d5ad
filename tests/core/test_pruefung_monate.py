"""Months without postings, or with hardly any: of everything, and of one Budget."""

from __future__ import annotations

from collections import Counter

import pytest

from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.pruefung_monate import check_budgetmonate, check_jahresergebnis, check_monate, sparse_months
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere, SourceRef

ORT = SourceRef("mappe.xlsx", "Quellen")
JUNI = Stand(2026, 6)
BAUM = Gliederung(
    [
        Berichtsobjekt("Soziales", Ebene.BUDGET, "32", "Soziales"),
        Berichtsobjekt("Jugend", Ebene.BUDGET, "51", "Jugend"),
        Berichtsobjekt("3114", Ebene.PRODUKT, "3114", "Hilfen", "Soziales"),
        Berichtsobjekt("3630", Ebene.PRODUKT, "3630", "Kitas", "Jugend"),
    ]
)


def booked(produkt: str, *anzahlen: int) -> list[Kontensumme]:
    """So many lines in each month from January on."""
    return [Kontensumme(produkt, "400000", monat, -1, zahl, 2) for monat, zahl in enumerate(anzahlen, 1) if zahl]


@pytest.mark.parametrize(
    ("anzahlen", "bis", "kaum"),
    [
        ((100, 90, 9, 110, 100, 95), 6, [3]),
        ((100, 90, 10, 110, 100, 95), 6, []),
        ((100, 90, 100, 110, 100), 6, [6]),
        ((100, 90, 100, 110, 100), 5, []),
        ((9, 9, 0, 9, 9, 9), 6, []),
        ((), 6, []),
    ],
)
def test_hardly_any(anzahlen, bis, kaum):
    assert sparse_months(Counter({m: n for m, n in enumerate(anzahlen, 1) if n}), bis) == kaum


def test_what_is_said_of_everything():
    (befund,) = check_monate(booked("3114", 100, 90, 1, 0, 95, 100), JUNI, ORT)
    assert befund.text.startswith("Keine Buchung im April 2026. Kaum Buchungen im März (1) 2026, obwohl der Bericht")
    assert check_monate(booked("3114", 100, 90, 100, 99, 95, 100), JUNI, ORT) == []


@pytest.mark.parametrize(
    ("jugend", "fehlend"),
    [
        ((9, 9, 9, 9, 0, 0), "Mai, Juni"),
        ((9, 9, 9, 0, 0, 0), ""),
        ((4, 4, 4, 4, 0, 4), ""),
        ((9, 9, 9, 9, 1, 9), ""),
    ],
)
def test_a_budget_of_which_a_delivery_is_missing(jugend, fehlend):
    buchungen = [*booked("3114", 50, 50, 50, 50, 50, 50), *booked("3630", *jugend)]
    texte = [befund.text for befund in check_budgetmonate(buchungen, BAUM, JUNI, ORT)]
    assert [f"51 Jugend: keine Buchung im {fehlend} 2026, sonst" in text for text in texte] == ([True] * bool(fehlend))


def test_a_month_that_all_lack_is_not_said_of_each():
    buchungen = [*booked("3114", 50, 50, 50, 50, 50, 1), *booked("3630", 9, 9, 9, 9, 9)]
    assert list(check_budgetmonate(buchungen, BAUM, JUNI, ORT)) == []


def test_a_result_of_the_year_needs_postings():
    (befund,) = check_jahresergebnis([], Stand(2026, 12), ORT)
    assert (befund.schwere, befund.code, befund.source) == (Schwere.FEHLER, "stand.leer", ORT)
    assert not [*check_jahresergebnis([], Stand(2026, 11), ORT)]
    assert not [*check_jahresergebnis(booked("3114", 1), Stand(2026, 12), ORT)]
