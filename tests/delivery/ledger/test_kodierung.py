"""What was sent and what came back keep every digit and every character."""

from decimal import Decimal

import pytest
from delivery.muster import FELDER
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldart
from xlbudget.delivery.ledger.kodierung import (
    dump_befunde,
    dump_eingaben,
    dump_felder,
    load_befunde,
    load_eingaben,
    load_felder,
)
from xlbudget.errors import Befund, Schwere, SourceRef

texte = st.text(st.characters(), max_size=20)
werte = st.none() | st.integers() | st.decimals(allow_nan=False) | texte
felder = st.builds(Feld, texte, st.sampled_from(Feldart), st.none() | st.sampled_from(Art), texte)
orte = st.builds(SourceRef, texte, st.none() | texte, st.none() | texte, st.none() | st.integers())
befunde = st.builds(Befund, st.sampled_from(Schwere), texte, texte, st.none() | orte)


@given(st.lists(st.builds(Eingabefeld, texte, texte, felder, werte)))
def test_fields_come_back_as_they_were(gesendet):
    text = dump_felder(gesendet)
    assert text.isascii()
    assert load_felder(text) == tuple(gesendet)
    assert [type(feld.wert) for feld in load_felder(text)] == [type(feld.wert) for feld in gesendet]


@given(st.dictionaries(felder, werte))
def test_inputs_come_back_as_they_were(eingaben):
    assert list(load_eingaben(dump_eingaben(eingaben)).items()) == list(eingaben.items())


@given(st.lists(befunde))
def test_findings_come_back_as_they_were(gefunden):
    assert load_befunde(dump_befunde(gefunden)) == tuple(gefunden)


def test_numbers_keep_their_digits():
    assert load_felder(dump_felder(FELDER)) == FELDER
    assert str(load_felder(dump_felder(FELDER))[-1].wert) == "95.50"
    assert load_eingaben(dump_eingaben({FELDER[0].feld: Decimal("0.10")}))[FELDER[0].feld].as_tuple().exponent == -2


GESPEICHERT = (
    r'[{"art":"Aufwendungen","blatt":"Soziales","feldart":"Prognose","objekt":"3114","wert":-123456789,'
    r'"zeile":"Transfer","zelle":"O12"},'
    r'{"art":"Aufwendungen","blatt":"Soziales","feldart":"Grund","objekt":"3114","wert":null,'
    r'"zeile":"Transfer","zelle":"P12"},'
    r'{"art":null,"blatt":"Soziales","feldart":"Erl\u00e4uterung","objekt":"3114",'
    r'"wert":"Wie im Vorjahr;\nkeine \u00c4nderung.","zeile":"","zelle":"B40"},'
    r'{"art":null,"blatt":"Soziales","feldart":"Ziel Ist","objekt":"3114","wert":{"dezimal":"95.50"},'
    r'"zeile":"Quote","zelle":"F50"}]'
)
"""As 0.3.0 stored it."""


def test_what_is_stored_stays_as_it_is():
    assert load_felder(GESPEICHERT) == FELDER
    assert dump_felder(FELDER) == GESPEICHERT


@pytest.mark.parametrize("wert", ["1.5", "true", "[]", '{"anders":"1"}'])
def test_what_is_no_value_is_refused(wert):
    with pytest.raises(ValueError, match="this JSON is no"):
        load_eingaben(f'[{{"art":null,"feldart":"Grund","objekt":"3114","wert":{wert},"zeile":""}}]')
