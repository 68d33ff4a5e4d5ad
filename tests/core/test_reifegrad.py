"""Levels by the minimum rule, against a published matrix of 2022 and 2024, and what the paper claims of it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.reifegrad import (
    NICHT_MESSBAR,
    Reifegradvergleich,
    Reifegradzeile,
    check_reifegrade,
    compare_reifegrade,
    minimum,
)
from xlbudget.errors import Schwere, SourceRef
from xlbudget.writers.gesamtbericht.reifegrad import summary

MATRIX = Path(__file__).parents[1] / "golden" / "kennzahlen" / "reifegrad.csv"
VON, BIS = date(2022, 12, 31), date(2024, 12, 31)
ORT = SourceRef("d.xlsx", "Reifegrad", "D5")
OHNE_FOLGE = "IT-Bereitstellung"
"""The one dimension whose published level of 2022 does not follow from its subdimensions."""
UNBEWEGT = {"Prozessdigitalisierung", "Bürger*innen-Zentrierung"}


def stufe(text: str) -> int | None:
    return None if text == NICHT_MESSBAR else int(text)


with MATRIX.open(encoding="utf-8") as _datei:
    ZEILEN = list(csv.DictReader(_datei, delimiter=";"))
ANGEGEBEN = {zeile["dimension"]: stufe(zeile["dimension_2022"]) for zeile in ZEILEN}
UNTER = [
    Reifegradzeile(zeile["dimension"], zeile["subdimension"], tag, stufe(zeile[spalte]), ORT)
    for zeile in ZEILEN
    for tag, spalte in ((VON, "stufe_2022"), (BIS, "stufe_2024"))
]
DIMENSIONEN = [Reifegradzeile(name, "", VON, wert, ORT) for name, wert in ANGEGEBEN.items()]


def published() -> Reifegradvergleich:
    vergleich = compare_reifegrade([*UNTER, *DIMENSIONEN], date(2025, 1, 1))
    assert vergleich is not None
    return vergleich


def test_the_matrix_is_whole():
    assert (len(ZEILEN), len(ANGEGEBEN)) == (27, 8)
    assert [(paar.name, len(paar.unter)) for paar in published().dimensionen][:2] == [
        ("Digitalisierungsstrategie", 3),
        ("Mitarbeitende", 3),
    ]


def test_each_published_dimension_but_one_follows_from_the_minimum_rule():
    nach_regel = {paar.name: paar.vorher.stufe for paar in published().dimensionen if paar.vorher}
    assert {name for name, wert in ANGEGEBEN.items() if nach_regel[name] != wert} == {OHNE_FOLGE}
    assert (ANGEGEBEN[OHNE_FOLGE], nach_regel[OHNE_FOLGE]) == (0, None)
    (befund,) = check_reifegrade([*UNTER, *DIMENSIONEN])
    assert (befund.code, befund.schwere, befund.source) == ("reifegrad.minimum", Schwere.WARNUNG, ORT)
    assert f"„{OHNE_FOLGE}“: angegeben ist 0, nach der Minimumregel ist sie -" in befund.text


@pytest.mark.parametrize(("anders", "folgen"), [("not measured is left out", 3), ("not measured is 0", 4)])
def test_no_other_rule_explains_the_published_dimensions_better(anders, folgen):
    def rule(werte: Sequence[int | None]) -> int | None:
        messbar = [wert or 0 for wert in werte if wert is not None or anders == "not measured is 0"]
        return min(messbar) if messbar else None

    je = {name: [z.stufe for z in UNTER if (z.dimension, z.stichtag) == (name, VON)] for name in ANGEGEBEN}
    assert sum(rule(werte) == ANGEGEBEN[name] for name, werte in je.items()) == folgen < 7


def test_the_claim_of_seven_dimensions_that_jump_two_levels_is_contradicted():
    """The paper says that seven of eight dimensions jump by at least two levels. However it is read, they do not."""
    vergleich = published()
    assert {paar.name: paar.sprung for paar in vergleich.dimensionen if paar.sprung is not None} == {
        "Digitalisierungsstrategie": 1,
        "Mitarbeitende": 1,
        "Zusammenarbeit": 2,
    }
    # with the level that was published for 2022 instead of the one of the rule: one more
    nachher = {paar.name: paar.nachher.stufe for paar in vergleich.dimensionen if paar.nachher}
    gegen_angabe = {n for n, w in ANGEGEBEN.items() if w is not None and (nachher[n] or 0) - w >= 2}
    assert gegen_angabe == {"IT-Bereitstellung", "Zusammenarbeit"}
    # with „not measured“ as a level below 0: three
    tief = {n for n, w in ANGEGEBEN.items() if _below(nachher[n]) - _below(w) >= 2}
    assert tief == {"IT-Bereitstellung", "IT-Sicherheit", "Zusammenarbeit"}
    # by any one subdimension that jumps: six, and it cannot be more, since nothing at all has moved in two dimensions
    irgendwo = {
        paar.name
        for paar in vergleich.dimensionen
        if any(u.vorher and u.nachher and _below(u.nachher.stufe) - _below(u.vorher.stufe) >= 2 for u in paar.unter)
    }
    assert len(irgendwo) == 6
    still = {paar.name for paar in vergleich.dimensionen if all(u.vorher == u.nachher for u in paar.unter)}
    assert still == UNBEWEGT == set(ANGEGEBEN) - irgendwo


def test_the_goal_of_two_levels_in_three_dimensions():
    vergleich = published()
    assert [paar.name for paar in vergleich.jumped()] == ["Zusammenarbeit"]
    assert not vergleich.ist_erreicht
    assert {paar.name for paar in vergleich.dimensionen if paar.erstmals_messbar} == {
        "IT-Bereitstellung",
        "IT-Sicherheit",
        "Software, Daten, Interoperabilität",
    }


def _below(wert: int | None) -> int:
    return -1 if wert is None else wert


stufen = st.lists(st.none() | st.integers(0, 4), min_size=1, max_size=6)


@given(stufen, stufen)
def test_a_dimension_is_never_better_than_a_part_of_it(werte, weitere):
    grad, mehr = minimum(werte), minimum([*werte, *weitere])
    assert grad is not None
    assert mehr is not None
    assert all(_below(grad.stufe) <= _below(wert) for wert in werte)
    assert grad.stufe in werte
    assert _below(mehr.stufe) <= _below(grad.stufe)


def line(dimension: str, unter: str, tag: date, wert: int | None) -> Reifegradzeile:
    return Reifegradzeile(dimension, unter, tag, wert, ORT)


UNLESBAR = Reifegradzeile("a", "y", VON, None, ORT, lesbar=False)


def test_a_part_whose_level_cannot_be_read_is_not_left_out():
    vergleich = compare_reifegrade([line("a", "x", VON, 3), UNLESBAR], BIS)
    assert vergleich is not None
    assert (vergleich.dimensionen[0].nachher, [str(p.nachher) for p in vergleich.dimensionen[0].unter]) == (
        None,
        ["3", "None"],
    )


def test_one_date_none_and_dates_after_the_stand():
    zeilen = [line("a", "x", VON, 1), line("a", "y", BIS, 3)]
    assert compare_reifegrade([], BIS) is None
    assert compare_reifegrade(zeilen, date(2022, 1, 1)) is None
    einer = compare_reifegrade(zeilen, date(2023, 1, 1))
    assert einer is not None
    assert (einer.von, einer.bis, einer.dimensionen[0].sprung) == (None, VON, None)
    dritter = compare_reifegrade([*zeilen, line("a", "x", date(2023, 12, 31), 4)], BIS)
    assert dritter is not None
    assert dritter.von == date(2023, 12, 31)


def test_a_dimension_with_a_missing_part_is_not_known_and_counts_for_no_goal():
    """Only its better parts were there: it seemed to be better than it is."""
    voll = [line(name, "x", tag, stufe) for name in "abc" for tag, stufe in ((VON, 1), (BIS, 3))]
    vergleich = compare_reifegrade([*voll, line("c", "y", VON, 1)], BIS)
    assert vergleich is not None
    assert [str(paar.nachher) for paar in vergleich.dimensionen] == ["3", "3", "None"]
    assert ([paar.name for paar in vergleich.jumped()], vergleich.ist_erreicht) == (["a", "b"], False)
    assert [paar.name for paar in vergleich.lueckenhaft] == ["c"]
    assert "nicht erreicht, 2 von 3; unvollständig: 1." in summary(vergleich)


def test_a_dimension_without_parts_is_what_is_given():
    vergleich = compare_reifegrade([line("a", "", VON, 0), line("a", "", BIS, 4), line("b", "", BIS, None)], BIS)
    assert vergleich is not None
    assert [(paar.sprung, str(paar.nachher)) for paar in vergleich.dimensionen] == [(4, "4"), (None, "-")]


@pytest.mark.parametrize(
    ("zeilen", "codes"),
    [
        ([line("a", "x", VON, 1), line("a", "x", BIS, 1)], []),
        ([line("a", "x", VON, 1), line("a", "x", VON, 2)], ["reifegrad.doppelt"]),
        ([line("a", "x", VON, 1), line("a", "y", BIS, 2)], ["reifegrad.luecke"] * 2),
        ([line("a", "x", VON, 1), line("a", "", VON, 2)], ["reifegrad.minimum"]),
        ([line("a", "x", VON, None), line("a", "", VON, None)], []),
        ([line("a", "", VON, 2), line("a", "", BIS, 2)], []),
        ([line("a", "x", VON, 3), UNLESBAR, line("a", "", VON, 2), line("a", "x", BIS, 3)], ["reifegrad.luecke"]),
    ],
)
def test_what_is_odd_about_a_line(zeilen, codes):
    assert [befund.code for befund in check_reifegrade(zeilen)] == codes
