from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.geld import (
    MAX_EURO,
    BetragUnplausibel,
    apportion_ct,
    betrag_of_cell,
    cents_from_euro,
    euro,
    format_betrag,
    format_euro,
    format_zahl,
    is_number,
    is_whole_cents,
    parse_betrag_ct,
    parse_zahl,
    rounded_div,
    sum_ct,
)

CENTS = st.integers(-(10**14), 10**14)


@pytest.mark.parametrize(
    ("text", "cent"),
    [
        ("0", 0),
        ("783,28", 78328),
        ("1.234,56", 123456),
        ("1.234,56-", -123456),
        ("-1.234,56", -123456),
        ("−5,00", -500),
        ("+5", 500),
        ("219.100", 21910000),
        ("12,3", 1230),
        (" 1.000.000,00 € ", 100000000),
        ("7 EUR", 700),
        ("1234567,89", 123456789),
    ],
)
def test_german_amounts(text, cent):
    assert parse_betrag_ct(text) == cent


@pytest.mark.parametrize(
    "text", ["", "-", "12,3a", "1.23", "12.34,5", "1,234", "-5-", "1.2345,00", "#REF!", "1e5", "٣", "1,2,3"]
)
def test_what_is_no_german_amount_is_refused(text):
    with pytest.raises(ValueError, match="kein Betrag"):
        parse_betrag_ct(text)


@pytest.mark.parametrize(
    ("text", "zahl"),
    [
        ("0", "0"),
        ("12", "12"),
        ("97,50", "97.50"),
        ("+5", "5"),
        ("-1.234,5", "-1234.5"),
        ("−0,125", "-0.125"),
        (" 1.000.000 ", "1000000"),
        ("3,14159265358979", "3.14159265358979"),
    ],
)
def test_german_numbers(text, zahl):
    assert str(parse_zahl(text)) == zahl


@pytest.mark.parametrize(
    "text",
    ["", "-", "97,5 %", "1.23", "12.34,5", "5-", "5 €", "1,", ",5", "- 5", "1 000", "1e5", "NaN", "inf", "٣", "1,2,3"],
)
def test_what_is_no_german_number_is_refused(text):
    with pytest.raises(ValueError, match="keine Zahl"):
        parse_zahl(text)


@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_shown_number_is_read_again(zahl):
    assert parse_zahl(format_zahl(zahl)) == zahl


@pytest.mark.parametrize(
    ("wert", "ist_zahl"), [(1, True), (0.5, True), (Decimal(1), True), (True, False), ("1", False)]
)
def test_truth_values_and_texts_are_no_numbers(wert, ist_zahl):
    assert is_number(wert) is ist_zahl


def test_a_truth_value_is_no_amount():
    with pytest.raises(ValueError, match="kein Betrag"):
        betrag_of_cell(True)


@given(CENTS)
def test_german_text_round_trips(cent):
    assert parse_betrag_ct(format_betrag(cent)) == cent


@given(CENTS)
def test_cells_hold_exact_euros(cent):
    assert cents_from_euro(euro(cent)) == cent
    assert cents_from_euro(float(euro(cent))) == cent


@pytest.mark.parametrize(
    ("cent", "text"), [(50, "1"), (-50, "-1"), (49, "0"), (-10693550, "-106.936"), (100000000, "1.000.000")]
)
def test_display_rounds_half_away_from_zero(cent, text):
    assert format_euro(cent) == text


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_division_rounds_to_the_nearest(zaehler, nenner):
    assert abs(2 * (rounded_div(zaehler, nenner) * nenner - zaehler)) <= nenner


@given(CENTS, st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any))
def test_apportioned_parts_add_up(betrag, gewichte):
    teile = apportion_ct(betrag, gewichte)
    assert sum(teile) == betrag
    for teil, gewicht in zip(teile, gewichte, strict=True):
        assert abs(teil * sum(gewichte) - betrag * gewicht) <= sum(gewichte)


@pytest.mark.parametrize("gewichte", [[], [0, 0], [1, -1]])
def test_apportioning_needs_a_weight(gewichte):
    with pytest.raises(ValueError, match="Gewichte"):
        apportion_ct(1, gewichte)


def test_nothing_is_not_zero():
    assert sum_ct([None, None]) is None
    assert sum_ct([None, 0]) == 0


@pytest.mark.parametrize("zahl", [1e300, -1e27, MAX_EURO + 0.01, float("inf"), float("nan"), 10**400])
def test_implausible_numbers_are_refused(zahl):
    with pytest.raises(BetragUnplausibel):
        cents_from_euro(zahl)


@pytest.mark.parametrize("text", ["1.000.000.000.000,01", "99999999999999999999", "-60000000000000000,00"])
def test_implausible_amounts_are_refused(text):
    with pytest.raises(BetragUnplausibel):
        parse_betrag_ct(text)


def test_the_largest_amount_is_read():
    assert parse_betrag_ct("1.000.000.000.000,00") == cents_from_euro(MAX_EURO) == 10**14


@pytest.mark.parametrize(
    ("zahl", "ganz"),
    [
        (0.1 + 0.2, True),
        (1234.5600000000001, True),
        (10.0004, True),
        (10.0005, False),
        (10.005, False),
        (-1.234, False),
    ],
)
def test_float_noise_is_not_a_fraction_of_a_cent(zahl, ganz):
    assert is_whole_cents(zahl) is ganz


@pytest.mark.parametrize("text", ["12EUR34", "9€0000", "1.2€34,00", "5 EUR 6", "€", "EUR-"])
def test_a_currency_within_the_digits_is_refused(text):
    with pytest.raises(ValueError, match="kein Betrag"):
        parse_betrag_ct(text)


@pytest.mark.parametrize("text", ["€ 12,50-", "EUR -12,50", "-12,50\xa0EUR", "-€12,50", "12,50-€", "12,50 €-"])
def test_a_currency_may_stand_at_either_end(text):
    assert parse_betrag_ct(text) == -1250


def test_a_long_run_of_blanks_costs_nothing():
    with pytest.raises(ValueError, match="kein Betrag"):
        parse_betrag_ct("5" + " " * 200_000 + "x")


@pytest.mark.parametrize(
    ("zahl", "text"),
    [
        ("1234.50", "1234,5"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
        ("1E-300", "1E-300"),
        ("1.25E-300", "1,25E-300"),
        ("0.000001", "0,000001"),
    ],
)
def test_numbers_without_unit(zahl, text):
    assert format_zahl(Decimal(zahl)) == text
