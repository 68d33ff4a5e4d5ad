"""Identity and seal of a workbook that is sent, what a return changes, and what a checksum is blind to."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.rueckmeldung import (
    Aenderung,
    Eingabefeld,
    Feld,
    Feldart,
    Identitaet,
    aenderungen,
    normal_text,
    pruefsumme,
)
from xlbudget.core.zeit import Stand

SCHLUESSEL = b"geheim"
IDENTITAET = Identitaet("s-1", "Landkreis Müller", Stand(2023, 6), "Soziales", ("Soziales", "3114"), 2, "abc")


def test_an_identity_survives_json():
    assert Identitaet.from_json(IDENTITAET.to_json()) == IDENTITAET
    assert "\n" not in IDENTITAET.to_json()
    assert "Müller" in IDENTITAET.to_json()


@pytest.mark.parametrize(
    "aenderung",
    [
        {"fassung": "2"},
        {"fassung": True},
        {"objekte": "Soziales"},
        {"objekte": ["3114", 3]},
        {"stand": "Juni"},
        {"budget": None},
        {"mehr": 1},
    ],
    ids=str,
)
def test_what_to_json_did_not_write_is_no_identity(aenderung):
    with pytest.raises(ValueError, match=r"keine Identität|kein Monat"):
        Identitaet.from_json(json.dumps({**json.loads(IDENTITAET.to_json()), **aenderung}))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '"x"'])
def test_other_json_is_no_identity(text):
    with pytest.raises(ValueError, match=r"keine Identität|Expecting value"):
        Identitaet.from_json(text)


@pytest.mark.parametrize(
    "anders",
    [
        {"fassung": 3},
        {"budget": "Arbeit"},
        {"objekte": ("Soziales",)},
        {"pruefsumme": "abd"},
        {"stand": Stand(2023, 7)},
    ],
    ids=str,
)
def test_a_seal_is_for_one_identity_and_one_key(anders):
    siegel = IDENTITAET.siegel(SCHLUESSEL)
    assert IDENTITAET.is_sealed_by(SCHLUESSEL, siegel)
    assert not IDENTITAET.is_sealed_by(b"anders", siegel)
    assert not replace(IDENTITAET, **anders).is_sealed_by(SCHLUESSEL, siegel)
    assert not IDENTITAET.is_sealed_by(SCHLUESSEL, "ä")


def test_only_what_differs_is_a_change():
    prognose = Feld("3114", Feldart.PROGNOSE, Art.ERTRAEGE, "ordentlich")
    grund, ist = Feld("3114", Feldart.GRUND, Art.ERTRAEGE, "ordentlich"), Feld("3114", Feldart.ZIEL, zeile="Tage")
    gesendet = [
        Eingabefeld("3114", "R7", prognose, None),
        Eingabefeld("3114", "S7", grund, "bisher"),
        Eingabefeld("3114", "R55", ist, Decimal("5.0")),
    ]
    assert aenderungen(gesendet, {prognose: 100_00, grund: "bisher", ist: Decimal(5)}) == (
        Aenderung(prognose, None, 100_00),
    )
    assert aenderungen(gesendet, {}) == ()


def test_a_field_says_what_it_is():
    assert str(Feld("3114", Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Personal")) == "3114, Prognose (Aufwendungen Personal)"
    assert str(Feld("3114", Feldart.ERLAEUTERUNG)) == "3114, Erläuterung"


ORT = ("Blatt", "A1")


@pytest.mark.parametrize(
    ("wert", "gleich"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        (0.1 + 0.2, 0.3),
        (5, 5.0),
        (-0.0, 0.0),
        (12345678901234567.0, 12345678901234600.0),
    ],
    ids=repr,
)
def test_how_a_program_stores_a_value_does_not_matter(wert, gleich):
    assert pruefsumme({ORT: wert}) == pruefsumme({ORT: gleich})


def test_an_empty_text_is_no_cell():
    assert pruefsumme({ORT: "", ("Blatt", "B1"): "x"}) == pruefsumme({("Blatt", "B1"): "x"})


@pytest.mark.parametrize(
    ("wert", "anders"), [("x", "x "), ("1", 1), ("a\nb", "a b"), (0.01, 0.02), (1e-7, 0), ("x", "X")], ids=repr
)
def test_every_other_difference_matters(wert, anders):
    assert pruefsumme({ORT: wert}) != pruefsumme({ORT: anders})


def test_place_matters():
    assert pruefsumme({("A", "A1"): "x"}) != pruefsumme({("A", "A2"): "x"})
    assert pruefsumme({("A", "A1"): "x"}) != pruefsumme({("B", "A1"): "x"})


@given(st.dictionaries(st.tuples(st.text(), st.text()), st.text() | st.floats(allow_nan=False) | st.booleans()))
def test_order_does_not_matter(zellen):
    assert pruefsumme(zellen) == pruefsumme(dict(reversed(zellen.items())))


@given(st.text())
def test_normal_text_is_stable(text):
    assert "\r" not in normal_text(text)
    assert normal_text(normal_text(text)) == normal_text(text)


def test_half_a_surrogate_pair_is_a_text_too():
    assert pruefsumme({ORT: "\ud800"}) != pruefsumme({ORT: "\ud801"})
