"""Values of others: shown with their source and year or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlbudget.core.kennzahlen.vergleich import Vergleich, check_vergleiche
from xlbudget.errors import SourceRef

ORT = SourceRef("d.xlsx", "Kennzahlen", "P5")
GANZ = {"wert": Decimal(18), "was": "Median der Landkreise", "quelle": "Statistik der BA", "jahr": 2022}


def check(**mehr):
    return list(check_vergleiche([Vergleich(**{"wer": "K2", "source": ORT} | GANZ | mehr)], 2023))


def test_what_is_complete_is_shown_without_a_word():
    assert check() == []
    vergleich = Vergleich("K2", **GANZ)
    assert vergleich.ist_belegt
    assert vergleich.herkunft == "Median der Landkreise 2022, Quelle: Statistik der BA"
    assert Vergleich("K2", **GANZ | {"was": ""}).name == "Vergleichswert 2022"
    assert Vergleich("K2", **GANZ | {"wert": Decimal(0)}).ist_belegt


@pytest.mark.parametrize(
    ("mehr", "leer"),
    [
        ({"quelle": ""}, "Vergleichsquelle"),
        ({"jahr": 0}, "Vergleichsjahr"),
        ({"wert": None}, "Vergleichswert"),
        ({"wert": None, "quelle": "", "jahr": 0}, "Vergleichswert, Vergleichsquelle, Vergleichsjahr"),
    ],
)
def test_what_is_missing_is_named_and_nothing_shown(mehr, leer):
    (befund,) = check(**mehr)
    assert (befund.code, befund.source) == ("kennzahl.vergleich", ORT)
    assert f"leer ist {leer}; der Vergleich wird deshalb nicht gezeigt" in befund.text
    assert not Vergleich("K2", **GANZ | mehr).ist_belegt


def test_a_year_to_come():
    (befund,) = check(jahr=2024)
    assert befund.code == "kennzahl.vergleichsjahr"
    assert "das Vergleichsjahr 2024 liegt nach dem Haushaltsjahr 2023" in befund.text
