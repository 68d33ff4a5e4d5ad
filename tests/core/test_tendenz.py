from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.tendenz import (
    Ampel,
    Regeln,
    Richtung,
    Tendenz,
    ampel,
    mehrbedarf_ct,
    tendenz,
    verbesserung_ct,
    zielerreichung,
    zieltendenz,
)

HOEHER, NIEDRIGER = Richtung.HOEHER, Richtung.NIEDRIGER


def test_both_signs_of_one_deviation():
    assert verbesserung_ct(-542_865_00, -649_800_00) == 106_935_00
    assert mehrbedarf_ct(-649_800_00, -542_865_00) == -106_935_00


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_the_signs_are_opposite(ansatz, ergebnis):
    assert verbesserung_ct(ergebnis, ansatz) == -mehrbedarf_ct(ansatz, ergebnis)


@pytest.mark.parametrize(
    ("abweichung", "marker"),
    [
        (20_000_00, Tendenz.BESSER),
        (19_999_99, Tendenz.KEINE),
        (-19_999_99, Tendenz.KEINE),
        (-20_000_00, Tendenz.SCHLECHTER),
        (0, Tendenz.KEINE),
    ],
)
def test_tendenz_from_the_threshold_on(abweichung, marker):
    assert tendenz(abweichung, -1_000_000_00, Regeln()) is marker


@pytest.mark.parametrize(("ansatz", "marker"), [(-400_000_00, Tendenz.BESSER), (-400_000_01, Tendenz.KEINE)])
def test_a_percentage_raises_the_threshold(ansatz, marker):
    assert tendenz(20_000_00, ansatz, Regeln(tendenz_ab_pct=Decimal(5))) is marker


def test_no_deviation_is_never_marked():
    assert tendenz(0, -100, Regeln(tendenz_ab_ct=0)) is Tendenz.KEINE


@pytest.mark.parametrize(
    ("plan", "ist", "richtung", "prozent", "marker"),
    [
        (91, 98, HOEHER, 108, Tendenz.BESSER),
        (90, 69, HOEHER, 77, Tendenz.SCHLECHTER),
        (100, 95, HOEHER, 95, Tendenz.KEINE),
        (100, 105, HOEHER, 105, Tendenz.KEINE),
        ("100", "105.1", HOEHER, 105, Tendenz.BESSER),
        ("100", "94.9", HOEHER, 95, Tendenz.SCHLECHTER),
        (5000, 4508, NIEDRIGER, 111, Tendenz.BESSER),
        (25139000, 30815000, NIEDRIGER, 82, Tendenz.SCHLECHTER),
    ],
)
def test_zielerreichung(plan, ist, richtung, prozent, marker):
    grad = zielerreichung(Decimal(plan), Decimal(ist), richtung)
    assert round(grad * 100) == prozent
    assert zieltendenz(grad, Regeln()) is marker


@pytest.mark.parametrize("richtung", Richtung)
@pytest.mark.parametrize(
    ("plan", "ist"), [(None, 1), (1, None), (0, 1), (1, 0), (None, None), (-5, -9), (-5, 3), (3, -5)]
)
def test_zielerreichung_is_blank_without_plan_or_ist(plan, ist, richtung):
    als_zahl = [None if wert is None else Decimal(wert) for wert in (plan, ist)]
    assert zielerreichung(*als_zahl, richtung) is None
    assert zieltendenz(None, Regeln()) is Tendenz.KEINE


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_less_is_better_is_the_reciprocal(plan, ist):
    hoeher = zielerreichung(Decimal(plan), Decimal(ist), HOEHER)
    assert hoeher * zielerreichung(Decimal(plan), Decimal(ist), NIEDRIGER) == Fraction(1)


@pytest.mark.parametrize(
    ("mehrbedarf", "licht"),
    [
        (-106_935_00, Ampel.GRUEN),
        (0, Ampel.GRUEN),
        (19_999_99, Ampel.GRUEN),
        (20_000_00, Ampel.GELB),
        (99_999_99, Ampel.GELB),
        (100_000_00, Ampel.ROT),
    ],
)
def test_ampel(mehrbedarf, licht):
    assert ampel(mehrbedarf, Regeln()) is licht


def test_no_mehrbedarf_is_green_even_at_a_threshold_of_zero():
    assert ampel(0, Regeln(ampel_gelb_ab_ct=0, ampel_rot_ab_ct=0)) is Ampel.GRUEN


def test_symbols_differ_without_colour():
    assert len({licht.symbol for licht in Ampel}) == 3
