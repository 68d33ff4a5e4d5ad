"""What number formats do to a number: a person answers for what the cell shows, not for what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum


class Anzeige(Enum):
    """How Excel shows the number of a cell.

    `BESONDERS` shows other digits than the number has, or a unit behind them; `VERBORGEN` shows nothing.
    """

    ZAHL = 0
    PROZENT = 1
    DATUM = 2
    BESONDERS = 3
    VERBORGEN = 4


_DATUM_IDS = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
_PROZENT_IDS = frozenset(("9", "10"))
_EIGENE_AB = 164  # below it, numbers stand for formats that every program has built in

_WOERTLICH = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)  # what a format only shows
_TEIL = re.compile(r'"(?P<text>[^"]*)"|\\(?P<zeichen>.)|[_*].|\[(?P<klammer>[^\]]*)\]|(?P<muster>.)', re.DOTALL)
_WAEHRUNG = re.compile(r"\s*(€|EUR|Euro)?\s*", re.IGNORECASE)
_STELLEN = re.compile(r"(?:general|@|[#0?,.\s€]*)")
_IN_TAUSEND = re.compile(r"[#0?],+(?![#0?,])")
_BLASS = frozenset(("white", "yellow", "color2", "color6", "color 2", "color 6", "color19", "color20"))
"""Colours that nobody reads on white or on the yellow of an input."""
_FARBEN = frozenset(("black", "blue", "cyan", "green", "magenta", "red", "", *(f"color{n}" for n in range(1, 57)))) | {
    f"color {n}" for n in range(1, 57)
}
_MINUS = re.compile(r"[-−–()]")


def anzeige_of(nummer: str, formatcode: str) -> Anzeige:
    """How the format of this number and code shows a number; the code of a built-in format is empty.

    >>> anzeige_of("164", '#,##0.00\\\\ "€";[Red]-#,##0.00\\\\ "€"').name, anzeige_of("164", '#,##0 "T€"').name
    ('ZAHL', 'BESONDERS')
    >>> anzeige_of("164", "#,##0,").name, anzeige_of("164", ";;;").name, anzeige_of("164", "0.0 %").name
    ('BESONDERS', 'VERBORGEN', 'PROZENT')
    """
    zeichen = _WOERTLICH.sub("", formatcode).casefold()
    if nummer in _PROZENT_IDS or "%" in zeichen:
        return Anzeige.PROZENT
    if nummer in _DATUM_IDS or (zeichen != "general" and any(teil in zeichen for teil in "dmyhs")):
        return Anzeige.DATUM
    if not formatcode:
        eingebaut = nummer.isascii() and nummer.isdigit() and len(nummer) < 4 and int(nummer) < _EIGENE_AB
        return Anzeige.ZAHL if eingebaut else Anzeige.BESONDERS
    abschnitte = list(_sections(formatcode))
    if len(abschnitte) > 1 and not any(woertlich or muster for woertlich, muster, _ in abschnitte[:3]):
        return Anzeige.VERBORGEN
    if any(klammer in _BLASS for _, _, klammern in abschnitte[:3] for klammer in klammern):
        return Anzeige.VERBORGEN
    ehrlich = all(_is_plain(nummer, *abschnitt) for nummer, abschnitt in enumerate(abschnitte[:3]))
    return Anzeige.ZAHL if ehrlich else Anzeige.BESONDERS


def _sections(formatcode: str) -> Iterator[tuple[str, str, list[str]]]:
    """For positive, negative numbers, zero and text: what is shown literally, the digits, what stands in brackets."""
    woertlich, muster = "", ""
    klammern: list[str] = []
    for teil in _TEIL.finditer(formatcode):
        if teil["muster"] == ";":
            yield woertlich, muster, klammern
            woertlich, muster, klammern = "", "", []
        elif teil["klammer"] is not None:
            klammern.append(teil["klammer"].casefold())
            if teil["klammer"].startswith("$"):
                woertlich += teil["klammer"][1:].partition("-")[0]
        else:
            woertlich += teil["text"] or teil["zeichen"] or ""
            muster += teil["muster"] or ""
    yield woertlich, muster, klammern


def _is_plain(nummer: int, woertlich: str, muster: str, klammern: list[str]) -> bool:
    """Whether a section shows the number as it is: all digits, a minus where there is one, at most a currency."""
    if not all(klammer in _FARBEN or klammer.startswith("$") for klammer in klammern):
        return False  # a condition, or digits of another script
    if nummer == 1 and not (_MINUS.search(woertlich + muster) or "red" in klammern):
        return False  # a negative number would look like a positive one
    if nummer > 0:
        woertlich, muster = _MINUS.sub("", woertlich), _MINUS.sub("", muster)
    muster = muster.casefold()
    return bool(_WAEHRUNG.fullmatch(woertlich) and _STELLEN.fullmatch(muster)) and not _IN_TAUSEND.search(muster)
