"""Figures and names that the house adds for checking texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.modelle import Bezug, Figur, Urteilsart, Zahleinheit
from xlbudget.core.textpruefung.namenswort import stem
from xlbudget.core.textpruefung.tatsachen import Wert
from xlbudget.core.textpruefung.urteilen import judge_lesart
from xlbudget.errors import SourceRef


@dataclass(frozen=True, slots=True)
class WeitereZahl:
    """A figure without a sign, and the words that stand beside it in a text."""

    bezeichnung: str
    wert: Fraction
    einheit: Zahleinheit


@dataclass(frozen=True, slots=True)
class WeitererName:
    """A name or number that texts use for an object."""

    name: str
    objekt: str
    source: SourceRef | None = field(default=None, compare=False)


def read_weitere(figur: Figur, worte: str, zone: str, zahlen: Sequence[WeitereZahl]) -> Lesung | None:
    """What the added figures say to one: those of whose words all stand in `worte`, and most in its `zone`.

    None where no line speaks of it. Where several do, one that agrees is meant.
    """
    staemme = _stems(worte)
    passend = [zahl for zahl in zahlen if zahl.einheit is figur.einheit and _stems(zahl.bezeichnung) <= staemme]
    if not passend:
        return None
    nahe = _stems(zone)

    def rank(zahl: WeitereZahl) -> tuple[int, int]:
        eigene = _stems(zahl.bezeichnung)
        return len(eigene & nahe), len(eigene)

    beste = max(map(rank, passend))
    lesarten = [
        Lesart(Bezug("", zahl.bezeichnung, "weitere Zahl"), ([Wert(zahl.wert, zahl.wert)],), einheit=zahl.einheit.value)
        for zahl in passend
        if rank(zahl) == beste
    ]
    treffer = [lesart for lesart in lesarten if judge_lesart(figur, lesart)[0] is not Urteilsart.WIDERSPRUCH]
    return Lesung(tuple(treffer or lesarten))


def _stems(text: str) -> set[str]:
    return {stem(wort) for wort in re.findall(r"[\wäöüÄÖÜß]{3,}", text)}
