"""Identity and seal of a workbook that is sent, and what a return changes."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.rueckmeldung import (
    Aenderung,
    Ausweis,
    Eingabefeld,
    Feld,
    Feldart,
    Identitaet,
    aenderungen,
    normal_text,
)
from xlbudget.core.zeit import Stand

SCHLUESSEL = b"geheim"
IDENTITAET = Identitaet("s-1", "Landkreis Müller", Stand(2023, 6), "Soziales", ("Soziales", "3114"), 2)


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
    with pytest.raises(ValueError, match=r"no Identitaet|kein Monat"):
        Identitaet.from_json(json.dumps({**json.loads(IDENTITAET.to_json()), **aenderung}))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '"x"'])
def test_other_json_is_no_identity(text):
    with pytest.raises(ValueError, match=r"no Identitaet|Expecting value"):
        Identitaet.from_json(text)


@pytest.mark.parametrize(
    "anders",
    [
        {"fassung": 3},
        {"budget": "Arbeit"},
        {"objekte": ("Soziales",)},
        {"kommune": "Landkreis Mueller"},
        {"stand": Stand(2023, 7)},
    ],
    ids=str,
)
def test_a_seal_is_for_one_identity_and_one_key(anders):
    ausweis = Ausweis.issue(IDENTITAET, SCHLUESSEL)
    assert Ausweis.read(ausweis.text, ausweis.siegel).is_sealed_by(SCHLUESSEL)
    assert not ausweis.is_sealed_by(b"anders")
    assert not Ausweis.read(replace(IDENTITAET, **anders).to_json(), ausweis.siegel).is_sealed_by(SCHLUESSEL)
    assert not replace(ausweis, siegel="ä").is_sealed_by(SCHLUESSEL)


ALT = (
    '{"budget":"Straßenverkehr","fassung":1,"kommune":"Landkreis Muster","objekte":["Straßenverkehr","3610"],'
    '"pruefsumme":"61be55a8e2f6b4e172338ddde0e8a9b2cc0b9b8c1f1c3e1a3a3f5a1d0d3a0d1e","sendung":"s-1","stand":"2023-06"}'
)
"""As 0.3.0 wrote and sealed it, with the Prüfsumme of the locked cells."""


def test_an_identity_of_an_earlier_release_and_its_seal_hold():
    ausweis = Ausweis.read(ALT, hmac.new(SCHLUESSEL, ALT.encode(), "sha256").hexdigest())
    assert ausweis.identitaet == Identitaet(
        "s-1", "Landkreis Muster", Stand(2023, 6), "Straßenverkehr", ("Straßenverkehr", "3610"), 1
    )
    assert ausweis.is_sealed_by(SCHLUESSEL)
    assert not Ausweis.read(ALT.replace("61be", "61bf"), ausweis.siegel).is_sealed_by(SCHLUESSEL)


def test_what_is_sealed_is_this_very_text():
    """Workbooks on the way must stay valid."""
    ausweis = Ausweis.issue(IDENTITAET, SCHLUESSEL)
    assert ausweis.text == (
        '{"budget":"Soziales","fassung":2,"kommune":"Landkreis Müller","objekte":["Soziales","3114"],'
        '"sendung":"s-1","stand":"2023-06"}'
    )
    assert ausweis.siegel == hmac.new(SCHLUESSEL, ausweis.text.encode(), "sha256").hexdigest()


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


@given(st.text())
def test_normal_text_is_stable(text):
    assert "\r" not in normal_text(text)
    assert normal_text(normal_text(text)) == normal_text(text)
