"""What must hold of a value for a formula that reads it to come to the same in Excel, wherever it is opened.

Whether a text is a number depends on the country; so does a number in a text. Excel forgives binary fractions in the
sixteenth digit, but nobody knows exactly where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from itertools import pairwise
from typing import TypeGuard
from unicodedata import combining

from xlbudget.xlsx.fill.functions import Made, Takes
from xlbudget.xlsx.fill.values import Scalar

_DIGITS = re.compile(r"\d{1,15}", re.ASCII)
_NUMBERLIKE = re.compile(
    r"[\s\d.,:/%€$+()\-]*\d[\s\d.,:/%€$+()\-]*(?:[eE][+-]?\d*\s*|[aApP][mM]\s*|EUR\s*)?"
    # 1. Mai 2023
    r"|[\s\d.,:/\-]*(?:jan|feb|mär|mrz|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-z]*[\s\d.,:/\-]*",
    re.IGNORECASE,
)
_WILDCARDS = re.compile(r"[*?~]")
_LOGICALS = frozenset({"TRUE", "FALSE", "WAHR", "FALSCH"})
_FIRST_DAY, _LAST_DAY = 62, 2_958_465
_TINY, _MANY, _LARGE = 1e-9, 1e12, 1e15


def _is_number(value: Scalar) -> TypeGuard[float]:
    return isinstance(value, float) and not isinstance(value, bool)


def _is_odd_text(value: Scalar) -> bool:
    """A text that may be a number in one country and none in another."""
    return isinstance(value, str) and any(map(str.isdigit, value)) and not _DIGITS.fullmatch(value)


def _has_odd_letters(text: str) -> bool:
    """Letters that the calculator counts, compares or turns into capitals otherwise than Excel."""
    return not text.isascii() and any(
        ord(letter) > 0xFFFF or len(letter.upper()) > 1 or combining(letter) for letter in text
    )


def _not_for_text(value: Scalar) -> bool:
    if isinstance(value, str):
        return any(letter > "\uffff" for letter in value)
    is_plain = _is_number(value) and value.is_integer() and abs(value) < _LARGE and str(value) != "-0.0"
    return isinstance(value, bool) or (_is_number(value) and not is_plain)


def _is_noisy(value: Scalar) -> bool:
    """Whether a number has more than the 15 digits that Excel shows, as 0.1+0.2 has."""
    return _is_number(value) and float(f"{value:.15g}") != value


def _nearly_whole(value: Scalar) -> bool:
    if not _is_number(value):
        return False
    distance = abs(value - round(value))
    return abs(value) >= _MANY or 0 < distance < _TINY * max(1, abs(value))


def _no_count(value: Scalar) -> bool:
    """What is cut off. The calculator does not cut off below 0 as Excel does, and does not take logical values."""
    is_cut_up = _is_number(value) and value < 0 and value % 1 != 0
    return _nearly_whole(value) or isinstance(value, str | bool) or is_cut_up


def _no_criterion(value: Scalar) -> bool:
    if isinstance(value, str):
        is_odd = _is_odd_text(value) and _NUMBERLIKE.fullmatch(value)
        return not value or value[0] in "<>=" or bool(is_odd) or value.upper() in _LOGICALS or _has_odd_letters(value)
    return isinstance(value, bool) or _is_noisy(value)


def has_two_spellings(value: Scalar) -> bool:
    """Whether a text may be spelled with ß or ss.

    >>> has_two_spellings("Straße"), has_two_spellings("Abwasser"), has_two_spellings("Ost")
    (True, True, False)
    """
    return isinstance(value, str) and "ss" in value.casefold()


class Guard(Enum):
    """What must hold, and the German reason where it does not."""

    NUMERIC = (_is_odd_text, "ein Text, der je nach Land eine Zahl ist, soll gerechnet werden")
    TEXTUAL = (_not_for_text, "eine Zahl im Text sieht je nach Land anders aus")
    NO_TEXT = (lambda value: isinstance(value, str), "ein Text steht, wo eine Zahl verglichen oder geprüft wird")
    ALL_TEXT = (lambda value: not isinstance(value, str), "ein Kriterium mit „ungleich“ über anderem als Texten")
    DATE = (
        lambda value: not (_is_number(value) and _FIRST_DAY <= value <= _LAST_DAY),
        "ein Datum fehlt oder liegt vor dem 2.3.1900",
    )
    DAY = (
        lambda value: not (_is_number(value) and _FIRST_DAY <= value <= _LAST_DAY and value.is_integer()),
        "ein Datum fehlt, liegt vor dem 2.3.1900 oder hat eine Uhrzeit",
    )
    COUNT = (_no_count, "eine Anzahl ist keine ganze Zahl")
    WHOLE = (lambda value: _nearly_whole(value) or isinstance(value, str), "eine Zahl liegt zu nah an einer ganzen")
    FROM_ONE = (
        lambda value: not _is_number(value) or value < 1 or _nearly_whole(value),
        "eine Position ist keine Zahl ab 1",
    )
    ORDINAL = (
        lambda value: not (_is_number(value) and value >= 1 and value.is_integer()),
        "eine Position ist keine ganze Zahl ab 1",
    )
    INTEGER = (
        lambda value: not (_is_number(value) and value.is_integer() and abs(value) < _LARGE),
        "ein Zahlenformat, das je nach Land anders gilt",
    )
    KEY = (_is_noisy, "ein Suchbegriff ist auf 15 Stellen nicht eindeutig")
    CRITERION = (_no_criterion, "ein Suchkriterium bedeutet je nach Land anderes")
    LIMIT = (
        lambda value: value is not None and (not _is_number(value) or _is_noisy(value)),
        "ein Suchkriterium bedeutet je nach Land anderes",
    )
    PLAIN = (
        # ironcalc takes empty cells for 0 here
        lambda value: not value or _not_for_text(value) or (isinstance(value, str) and bool(_WILDCARDS.search(value))),
        "ein Suchbegriff ist leer, 0 oder enthält *, ? oder ~",
    )
    LETTERS = (
        lambda value: isinstance(value, str) and _has_odd_letters(value),
        "Buchstaben, die Excel anders vergleicht",
    )
    LETTERED = (
        lambda value: _not_for_text(value) or (isinstance(value, str) and _has_odd_letters(value)),
        "Buchstaben, die Excel anders umwandelt",
    )
    AMOUNT = (
        lambda value: value is None or isinstance(value, str | bool),
        "ein Text, ein Wahrheitswert oder nichts unter Zahlen",
    )
    FILLED = (lambda value: value == "", "ein leerer Text, den TEXTVERKETTEN auslässt")
    NUMBERLIKE = (
        lambda value: _is_odd_text(value) and bool(_NUMBERLIKE.fullmatch(value)),
        "ein Text, der je nach Land eine Zahl ist, soll gezählt werden",
    )
    ZERO = (lambda value: value != 0 or isinstance(value, bool), "leere Zellen unter den Daten zählen mit")
    RESIDUE = (None, "eine Differenz liegt so nah an 0, dass Excel sie vielleicht als 0 nimmt")
    SPELLING = (has_two_spellings, "ß und ss, die Excel beim Suchen vielleicht gleich nimmt")
    SORTED = (None, "die Suchspalte ist nicht lückenlos nach Zahlen aufsteigend sortiert")

    def __init__(self, fails: Callable[[Scalar], bool] | None, reason: str) -> None:
        self.fails = fails
        self.reason = reason


GUARD_OF = {
    Takes.NUMBER: Guard.NUMERIC,
    Takes.WHOLE: Guard.WHOLE,
    Takes.COUNT: Guard.COUNT,
    Takes.POSITION: Guard.FROM_ONE,
    Takes.ORDINAL: Guard.ORDINAL,
    Takes.DATE: Guard.DATE,
    Takes.DAY: Guard.DAY,
    Takes.TEXT: Guard.TEXTUAL,
    Takes.LETTERS: Guard.LETTERED,
    Takes.CONDITION: Guard.NO_TEXT,
    Takes.KEY: Guard.KEY,
    Takes.ITEM: Guard.AMOUNT,
    Takes.INTEGER: Guard.INTEGER,
    Takes.LIMIT: Guard.LIMIT,
    Takes.CRITERION: Guard.CRITERION,
    Takes.PLAIN: Guard.PLAIN,
}
"""What must hold of a value that is used as this."""

PROBED = {
    Takes.NUMBER: Made.TEXT | Made.CELL,
    Takes.WHOLE: Made.TEXT | Made.CELL | Made.DECIMAL,
    Takes.COUNT: Made.TEXT | Made.CELL | Made.DECIMAL,
    Takes.POSITION: ~Made(0),
    Takes.ORDINAL: ~Made(0),
    Takes.DATE: ~Made(0),
    Takes.DAY: ~Made(0),
    Takes.TEXT: Made.DECIMAL | Made.CELL,
    Takes.LETTERS: Made.DECIMAL | Made.CELL | Made.TEXT,
    Takes.CONDITION: Made.CELL,
    Takes.KEY: Made.NOISE,
    Takes.ITEM: Made.TEXT | Made.CELL,
    Takes.INTEGER: Made.DECIMAL | Made.CELL | Made.TEXT,
    Takes.LIMIT: ~Made(0),
    Takes.CRITERION: ~Made(0),
    Takes.PLAIN: ~Made(0),
}
"""What an expression must be able to come to for its value to be looked at."""

SURE = {(Takes.POSITION, "MATCH"), (Takes.DATE, "TODAY"), (Takes.DAY, "TODAY")}
"""Functions whose results need no look."""


def is_residue(value: Scalar, others: Iterable[Scalar]) -> bool:
    """Whether a number may be what binary fractions leave of a sum that is 0, given what was added."""
    if not _is_number(value) or not is_near_zero(value):
        return False
    return abs(value) < 2**-44 * sum(abs(other) for other in others if _is_number(other))


def is_near_zero(value: Scalar) -> bool:
    """Whether it is worth a closer look if a number is 0."""
    return _is_number(value) and value != 0 and abs(value) < 1e-3


def cancels(left: Scalar, right: Scalar) -> bool | None:
    """Whether Excel takes the difference of two numbers for 0; None if that cannot be said.

    It does where the two are equal in 15 digits, at the end of a formula.
    """
    if not (_is_number(left) and _is_number(right)):
        return None
    ratio = abs(left - right) / max(abs(left), abs(right), 1e-300)
    if f"{left:.14e}" == f"{right:.14e}" and ratio < 2**-48:
        return True
    return None if ratio < 2**-45 else False


def is_sorted(values: Sequence[Scalar]) -> bool:
    """Whether these are numbers, each larger than the one before.

    Among empty cells ironcalc looks in another place than Excel, also where they only follow.
    """
    numbers = [value for value in values if _is_number(value)]
    return len(numbers) == len(values) and all(a < b for a, b in pairwise(numbers))


def is_other_spelling(searched: Scalar, value: Scalar) -> bool:
    """Whether two texts are equal only to who takes ß for ss.

    >>> is_other_spelling("Straße", "strasse"), is_other_spelling("Straße", "straße"), is_other_spelling("a", "b")
    (True, False, False)
    """
    if not (isinstance(searched, str) and isinstance(value, str)):
        return False
    return searched.lower() != value.lower() and searched.casefold() == value.casefold()
