"""Dataclasses as JSON: equal again, and nothing guessed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

import pytest

from xlbudget.core.jsonform import strict_converter, structure


class Farbe(StrEnum):
    ROT = "rot"


@dataclass(frozen=True)
class Innen:
    text: str
    zahl: int | None = None


@dataclass(frozen=True)
class Aussen:
    innen: tuple[Innen, ...]
    farben: list[Farbe]
    namen: dict[str, Innen]
    ja: bool = False


GANZ = Aussen((Innen("a", 1), Innen("b")), [Farbe.ROT], {"x": Innen("c")}, True)


def test_what_was_written_is_read_equal():
    converter = strict_converter()
    assert structure(json.loads(json.dumps(converter.unstructure(GANZ))), Aussen, converter) == GANZ


@pytest.mark.parametrize(
    "anders",
    [
        {"innen": "ab"},
        {"innen": {"text": "a"}},
        {"innen": [{"text": 1}]},
        {"innen": [{"text": "a", "zahl": "1"}]},
        {"innen": [{"text": "a", "zahl": True}]},
        {"innen": [{"text": "a", "zahl": 1.0}]},
        {"innen": [{"zahl": 1}]},
        {"innen": [{"text": "a", "mehr": 1}]},
        {"farben": "rot"},
        {"farben": ["blau"]},
        {"namen": []},
        {"ja": 1},
        {"ja": "nein"},
    ],
    ids=str,
)
def test_anything_else_is_refused(anders):
    with pytest.raises(ValueError, match=r"no Aussen|blau"):
        structure(strict_converter().unstructure(GANZ) | anders, Aussen, strict_converter())


@pytest.mark.parametrize("daten", [None, [], "x", 1, {}])
def test_what_is_no_object_at_all_is_refused(daten):
    with pytest.raises(ValueError, match="no Aussen"):
        structure(daten, Aussen, strict_converter())
