"""Exports of prior years in the unit of this year, and what only looks like another one."""

from __future__ import annotations

import pytest

from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.pruefung_exporte import Exportsummen, check_vorjahreseinheit
from xlbudget.errors import Befund, Schwere, SourceRef

RAHMEN = Kontenrahmen(
    (Praefix("3", Berichtszeile(Art.ERTRAEGE, "alle")), Praefix("4", Berichtszeile(Art.AUFWENDUNGEN, "alle")))
)


def export(datei: str, je: dict[str, int], *, ansatz: bool = True) -> Exportsummen:
    """Cents by Produkt, on an account that counts and on one that does not."""
    summen = [Kontensumme(p, konto, 1, ct, 1, 2) for p, ct in je.items() for konto in ("4011", "7011")]
    return Exportsummen(datei, ansatz, summen, SourceRef(datei, zeile=1))


def check(damals: list[Exportsummen], heute: list[Exportsummen]) -> list[Befund]:
    return list(check_vorjahreseinheit(2023, damals, heute, RAHMEN))


@pytest.mark.parametrize("faktor", [(1000, 1), (1, 1000), (100, 1)])
def test_another_unit_than_this_year(faktor):
    damals, heute = ({"1111": 5_000_000 * f, "1112": 700_000 * f} for f in faktor)
    (befund,) = check([export("a23.csv", damals)], [export("a24.csv", heute)])
    assert (befund.schwere, befund.code, befund.source) == (
        Schwere.FEHLER,
        "quelle.einheit",
        SourceRef("a23.csv", zeile=1),
    )
    assert befund.text.startswith("Für 2023 geplant sind zusammen ")
    assert "in diesem Jahr geplant auf denselben Produkten" in befund.text


def test_postings_tell_where_this_year_has_no_plan():
    heute = [export("b24.csv", {"1111": 9_000_000}, ansatz=False)]
    (befund,) = check([export("a23.csv", {"1111": 9_000})], heute)
    assert "in diesem Jahr gebucht auf denselben Produkten 90.000,00 €" in befund.text
    assert check([export("b23.csv", {"1111": 9_000_000}, ansatz=False)], heute) == []


@pytest.mark.parametrize(
    ("damals", "heute"),
    [
        ({"1111": 5_000_000}, {"1111": 90_000_000}),
        ({"1111": 5_000}, {"1112": 5_000_000}),
        ({"1111": 5_000_000, "1112": 1}, {"1111": 4_000_000, "1112": 900_000, "1113": 90_000_000_000}),
        ({}, {"1111": 5_000_000}),
        ({"1111": 0}, {"1111": 5_000_000}),
    ],
)
def test_growth_and_other_produkte_are_no_unit(damals, heute):
    assert check([export("a23.csv", damals)], [export("a24.csv", heute)]) == []
    assert check([], [export("a24.csv", heute)]) == []


def test_a_small_supplement_counts_with_what_it_adds_to():
    damals = [export("a23.csv", {"1111": 5_000_000}), export("nachtrag.csv", {"1111": 700})]
    assert check(damals, [export("a24.csv", {"1111": 5_100_000})]) == []
