"""What can be wrong, in two channels.

A `Befund` is about the data: collected, never the first only, shown to the controller with its place.
An `XlbudgetError` ends the work: it says in German what happened and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_NAME = 200
"""Characters of a foreign name in a message."""

_UNDRUCKBAR = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_UNSICHTBAR = _UNDRUCKBAR | {"Co", "Cn"}


class Schwere(StrEnum):
    """How much a Befund weighs. Only `FEHLER` makes a run end with exit code 1.

    `QUITTIERT` is one of any weight that somebody has taken responsibility for.
    """

    FEHLER = "Fehler"
    WARNUNG = "Warnung"
    HINWEIS = "Hinweis"
    QUITTIERT = "quittiert"

    def counted(self, anzahl: int) -> str:
        """So many of this weight.

        >>> Schwere.WARNUNG.counted(1), Schwere.WARNUNG.counted(2)
        ('1 Warnung', '2 Warnungen')
        """
        mehrzahl = {"Warnung": "Warnungen", "Hinweis": "Hinweise"}
        return f"{anzahl} {self if anzahl == 1 else mehrzahl.get(self, self)}"


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A place a person can go to.

    >>> str(SourceRef("buchungen.xlsx", blatt="Journal", zelle="F17"))
    'buchungen.xlsx, Journal!F17'
    >>> str(SourceRef("buchungen.csv", zeile=12))
    'buchungen.csv, Zeile 12'
    """

    datei: str
    blatt: str | None = None
    zelle: str | None = None
    zeile: int | None = None

    def __str__(self) -> str:
        ort = self.datei
        if self.blatt:
            ort += f", {self.blatt}" + (f"!{self.zelle}" if self.zelle else "")
        elif self.zelle:
            ort += f", {self.zelle}"
        if self.zeile is not None:
            ort += f", Zeile {self.zeile}"
        return ort


@dataclass(frozen=True, slots=True)
class Befund:
    """One finding about the data, with its place and what to do about it.

    `code` is stable and short (`journal.betrag`), for filters and tests; `text` is a German sentence.
    """

    schwere: Schwere
    code: str
    text: str
    source: SourceRef | None = None

    def __str__(self) -> str:
        return self.text if self.source is None else f"{self.text} — {self.source}"


def count_befunde(befunde: Sequence[Befund]) -> str:
    """How many of each severity, those that were acknowledged where there are any.

    >>> count_befunde([Befund(Schwere.WARNUNG, "vorjahr.gleich", "…")])
    '0 Fehler, 1 Warnung, 0 Hinweise'
    """
    zahlen = {schwere: sum(befund.schwere is schwere for befund in befunde) for schwere in Schwere}
    return ", ".join(s.counted(zahl) for s, zahl in zahlen.items() if zahl or s is not Schwere.QUITTIERT)


def has_fehler(befunde: Iterable[Befund]) -> bool:
    """Whether any Befund is of severity Fehler."""
    return any(befund.schwere is Schwere.FEHLER for befund in befunde)


def listed(namen: Sequence[str], hoechstens: int = 6) -> str:
    """Names in one line, and how many more there are.

    >>> listed(["a", "b"]), listed(["a", "b", "c"], 2)
    ('a, b', 'a, b und 1 weitere')
    """
    weitere = len(namen) - hoechstens
    genannt = ", ".join(namen[:hoechstens])
    return f"{genannt} und {weitere} weitere" if weitere > 0 else genannt


def printable(text: str, laenge: int = MAX_NAME) -> str:
    """A foreign text or name for one line of a message, at most `laenge` characters long.

    What would move the cursor, colour the screen, turn the reading direction or hide is shown as U+FFFD.

    >>> printable("a\\x1b[31m\\nb\\u202ec.xlsx"), printable("x" * 9, 5)
    ('a�[31m�b�c.xlsx', 'xxxx…')
    """
    kurz = text if len(text) <= laenge else text[: laenge - 1] + "…"
    return "".join("\ufffd" if unicodedata.category(zeichen) in _UNDRUCKBAR else zeichen for zeichen in kurz)


def visible(text: str) -> str:
    """A text as a name of a sheet or a file: without what hides or turns the reading direction, breaks as blanks.

    >>> visible("So\\u00adziales"), visible("a\\u2028b\\tc"), visible("\\u202egeheim\\x07")
    ('Soziales', 'a b c', 'geheim')
    """
    einzeilig = re.sub(r"[\s\x1c-\x1f]", " ", text)
    return "".join(zeichen for zeichen in einzeilig if unicodedata.category(zeichen) not in _UNSICHTBAR)


class XlbudgetError(Exception):
    """The work cannot go on. The message is German and says what to do; `befunde` is everything found on the way."""

    def __init__(self, text: str, befunde: Sequence[Befund] = ()) -> None:
        super().__init__(text)
        self.befunde = tuple(befunde)


class EingabeError(XlbudgetError):
    """The input cannot be used."""


class VorlageError(XlbudgetError):
    """A template cannot take what should go into it."""


class AusgabeError(XlbudgetError):
    """A result could not be written; what stood there before is still whole."""
