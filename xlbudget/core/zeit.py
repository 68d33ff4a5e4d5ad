"""The Stand of a report, and how periods become months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONATE = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
LETZTE_PERIODE = 16  # 13–16 are closing entries
RHYTHMEN = {
    "monatlich": frozenset(range(1, 13)),
    "vierteljährlich": frozenset((3, 6, 9, 12)),
    "halbjährlich": frozenset((6, 12)),
    "jährlich": frozenset((12,)),
}
"""How often something is reported, and at the end of which months."""


@dataclass(frozen=True, slots=True, order=True)
class Stand:
    """The end of a month up to which postings count.

    >>> str(Stand(2023, 6)), Stand(2023, 6).text
    ('2023-06', 'Juni 2023')
    """

    jahr: int
    monat: int

    @classmethod
    def parse(cls, text: str) -> Stand:
        """Read `JJJJ-MM`. Raises ValueError with a German text."""
        treffer = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
        if treffer is None or not 1 <= int(treffer[2]) <= 12:
            raise ValueError(f"Der Stand „{text}“ ist kein Monat. Erwartet wird JJJJ-MM, zum Beispiel 2023-06.")
        return cls(int(treffer[1]), int(treffer[2]))

    def __str__(self) -> str:
        return f"{self.jahr}-{self.monat:02d}"

    @property
    def stichtag(self) -> date:
        """The last day that counts."""
        return date(self.jahr, self.monat, monthrange(self.jahr, self.monat)[1])

    @property
    def text(self) -> str:
        """As printed on the report."""
        return f"{MONATE[self.monat - 1]} {self.jahr}"

    @property
    def ist_jahresende(self) -> bool:
        """Whether the year is complete: then the Prognose is the Ergebnis."""
        return self.monat == 12


def monate_of(text: str) -> frozenset[int]:
    """The months that a list of months and rhythms means. Raises ValueError with the first word that is neither.

    >>> sorted(monate_of("halbjährlich")), sorted(monate_of("März; juni, 12"))
    ([6, 12], [3, 6, 12])
    """
    monate: set[int] = set()
    for wort in filter(None, map(str.strip, re.split(r"[;,\n]", text))):
        klein = wort.casefold()
        namen = [nummer for nummer, name in enumerate(MONATE, 1) if name.casefold() == klein]
        zahl = [int(wort)] if re.fullmatch(r"0?[1-9]|1[0-2]", wort) else []
        gemeint = RHYTHMEN.get(klein) or namen or zahl
        if not gemeint:
            raise ValueError(wort)
        monate.update(gemeint)
    return frozenset(monate)


def listed_monate(monate: frozenset[int]) -> str:
    """The same as a text: by the name of the rhythm where there is one.

    >>> listed_monate(frozenset((6, 12))), listed_monate(frozenset((3, 4)))
    ('halbjährlich', 'März, April')
    """
    namen = ", ".join(MONATE[monat - 1] for monat in sorted(monate))
    return next((wort for wort, gemeint in RHYTHMEN.items() if gemeint == monate), namen)


def monat_of_periode(periode: int) -> int:
    """The month a period belongs to; closing periods belong to Dezember.

    Raises ValueError outside 1–16.

    >>> monat_of_periode(7), monat_of_periode(13)
    (7, 12)
    """
    if not 1 <= periode <= LETZTE_PERIODE:
        raise ValueError(f"Periode {periode} gibt es nicht (1 bis {LETZTE_PERIODE})")
    return min(periode, 12)
