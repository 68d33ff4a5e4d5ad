"""Quotation marks in a block of csv: which lines Arrow would split as a person reads them, and the others one by one.

A line is plain if every mark in it opens a cell, closes one, or is one of a doubled pair inside. All others go
through Python's strict reader: they may span lines, be closed badly, or have swallowed what follows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from xlbudget.errors import EingabeError

_MARKE, _ENDE, _RUECKLAUF = 34, 10, 13
_MAX_ZEILEN = 2000  # lines that one cell may span


@dataclass(frozen=True, slots=True)
class Einzelzeile:
    """A row read on its own: `erste` and `letzte` index the lines of the block; `grund` is what is wrong with it."""

    erste: int
    letzte: int
    zellen: Sequence[str]
    grund: str = ""


class Offen(Exception):  # noqa: N818 — not an error: the row goes on in the next block
    """The row that begins in line `zeile` of the block does not end in it."""

    def __init__(self, zeile: int) -> None:
        super().__init__(zeile)
        self.zeile = zeile


def doubtful_lines(block: bytes, enden: np.ndarray, trenner: str) -> np.ndarray:
    """Indices of the lines whose quotation marks are not plain. `enden` are the positions of the line ends."""
    if b'"' not in block:
        return np.empty(0, np.int64)
    bytes_ = np.frombuffer(block, np.uint8)
    marken = np.flatnonzero(bytes_ == _MARKE)
    zeile = np.searchsorted(enden, marken)
    neu = np.empty(len(marken), bool)
    neu[0], neu[1:] = True, zeile[1:] != zeile[:-1]
    erste = np.flatnonzero(neu)
    platz = np.arange(len(marken)) - np.repeat(erste, np.diff(np.append(erste, len(marken))))
    davor = np.where(marken > 0, bytes_[marken - 1], _ENDE)
    danach = bytes_[np.minimum(marken + 1, len(bytes_) - 1)]
    grenze = ord(trenner)
    oeffnet = (davor == grenze) | (davor == _ENDE) | ((davor == _MARKE) & (platz >= 2))
    schliesst = np.isin(danach, (grenze, _ENDE, _RUECKLAUF, _MARKE))
    gut = np.where(platz % 2 == 0, oeffnet, schliesst)
    anzahl = np.bincount(zeile, minlength=len(enden))
    schlecht = np.bincount(zeile, weights=~gut, minlength=len(enden))
    return np.flatnonzero((anzahl % 2 == 1) | (schlecht > 0))


def read_doubtful(
    zeilen: Sequence[str], verdacht: Sequence[int], trenner: str, breite: int, *, letzter: bool
) -> Iterator[Einzelzeile]:
    """The rows that begin in doubtful lines, each once. Raises Offen unless `letzter`, the last block of the file.

    A mark too many swallows the following lines up to the next one; the cell then holds at least as many delimiters
    as a whole line, or the columns no longer match.
    """
    weiter = 0
    for i in verdacht:
        if i < weiter:
            continue
        reader = csv.reader((f"{zeile}\n" for zeile in zeilen[i : i + _MAX_ZEILEN]), delimiter=trenner, strict=True)
        grund, zellen = "", []
        try:
            zellen = [zelle.strip() for zelle in next(reader)]
        except csv.Error as error:
            am_ende = i + reader.line_num >= len(zeilen) and "unexpected end" in str(error)
            if am_ende and not letzter:
                raise Offen(i) from error
            if reader.line_num > 1 or am_ende:
                raise Unlesbar(i) from error
            grund = 'die Anführungszeichen (") sind nicht richtig geschlossen'
        weiter = i + reader.line_num
        yield Einzelzeile(i, weiter - 1, zellen, grund or _swallowed(zellen, breite, trenner))


class Unlesbar(Exception):  # noqa: N818 — a German noun, like every name of the domain
    """From line `zeile` of the block on nothing can be split."""

    def __init__(self, zeile: int) -> None:
        super().__init__(zeile)
        self.zeile = zeile

    def error(self, datei: str, zeile: int) -> EingabeError:
        """What to say, with the line of the file."""
        return EingabeError(
            f'{datei}, Zeile {zeile}: hier beginnt ein Anführungszeichen ("), das nicht richtig endet; '
            "die Zeilen darunter sind deshalb nicht zu lesen. Den Export neu erzeugen oder das Zeichen dort entfernen."
        )


def _swallowed(zellen: Sequence[str], breite: int, trenner: str) -> str:
    verschluckt = max((zelle.count(trenner) for zelle in zellen if "\n" in zelle), default=0)
    if verschluckt >= breite - 1 or (verschluckt and len(zellen) != breite):
        return "verschluckt"
    return ""
