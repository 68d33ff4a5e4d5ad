"""What a figure can mean: values of the data, the direction that the words give it, and how both are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xlbudget.core.textpruefung.modelle import Bezug
from xlbudget.core.textpruefung.tatsachen import Wert


@dataclass(frozen=True, slots=True)
class Lesart:
    """One way to read a figure.

    `werte` are what it may be, `alle` what it must be at once (of each object, of Plan and Ergebnis). `richtung` is the
    sign that the words give, 0 where they give none; `einwand` what they say wrongly though the value may be right.
    `besser` says that the direction is a judgement (Verbesserung), which a sign written as a symbol must not oppose.
    """

    bezug: Bezug
    alle: tuple[Sequence[Wert], ...]
    richtung: int = 0
    einwand: str = ""
    besser: bool = False
    einzelzeile: bool = False
    einheit: str = "€"


@dataclass(frozen=True, slots=True)
class Lesung:
    """All ways to read a figure, the likeliest first; without any, why."""

    lesarten: tuple[Lesart, ...] = ()
    fehlt: str = ""
    offen: str = ""
    bezug: Bezug = field(default_factory=Bezug)
