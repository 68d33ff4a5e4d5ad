"""Units that Kennzahlen are measured in: days, minutes, kilometres; what is counted is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_EINHEIT = re.compile(
    r"\s*((?:\w*[Tt]ag|\w*[Ww]oche|\w*[Mm]onat|\w*[Jj]ahr|Minute|Sekunde)(?:e[ns]?|s|n)?\b(?!-)|"
    r"(?:m[²³]|qm|km²?|kWh|MWh|°C|ha|kg|cm|mm|MB|GB|Mbit/s)(?!\w))"
)


@dataclass(frozen=True, slots=True)
class Messgroessen:
    """The units of a house, without inflection."""

    namen: frozenset[str] = frozenset()

    @classmethod
    def of(cls, einheiten: Iterable[str]) -> Messgroessen:
        """Those of some Kennzahlen."""
        return cls(frozenset(unit_of(einheit) for einheit in einheiten) - {""})

    def is_at(self, text: str, stelle: int) -> bool:
        """Whether a text goes on with one of them."""
        return unit_of(text[stelle:]) in self.namen


NICHTS_GEMESSEN = Messgroessen()


def unit_of(text: str) -> str:
    """The unit that a text begins with, without inflection; empty where it begins with none.

    >>> unit_of(" Tagen verfehlt"), unit_of("Tage"), unit_of("km Straßen"), unit_of(" Fälle")
    ('tag', 'tag', 'km', '')
    """
    treffer = _EINHEIT.match(text)
    wort = treffer[1].casefold() if treffer else ""
    return re.sub(r"(?:en|es|e|n|s)$", "", wort) if len(wort) > 3 else wort
