"""Rows of cells as columns of few bytes: texts once each with a number for every row, and the numbers beside them.

It is what Arrow makes of columns, made without it: the process that reads workbooks starts in a fraction of the time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate, compress
from typing import Any

from xlbudget.sources.export.rohtabelle import MAX_SPALTEN
from xlbudget.sources.untrusted.leser import Puffer

Zelle = Any  # whatever a reader gives for one cell: text, number, date, bool

AUS_ZAHL = -1
"""The code of a cell whose text is made of its number, when the columns are unpacked."""

_ZAHLARTEN = frozenset((bool, int, float, Decimal))  # 1 == 1.0 == True, and each has another text
_NAN = float("nan")


class _Spalte:
    """A column so far: `stellen` of its different texts, the one of each row, and numbers if there were any."""

    def __init__(self, leere: int) -> None:
        self.stellen = {"": 0}
        self.codes = array("i", bytes(4 * leere))
        self.zahlen: array[float] | None = None

    def add(self, werte: Sequence[Zelle]) -> None:
        arten = set(map(type, werte))
        if self.zahlen is None and arten & _ZAHLARTEN - {bool}:
            self.zahlen = array("d", [_NAN]) * len(self.codes)
        if self.zahlen is not None and arten == {float}:
            self.codes.extend(array("i", [AUS_ZAHL]) * len(werte))
            self.zahlen.extend(werte)
            return
        schluessel: Sequence[Any] = [(type(w), w) for w in werte] if len(arten & _ZAHLARTEN) > 1 else werte
        einzeln = dict(zip(schluessel, werte, strict=True))
        code = {wer: self._code(wert) for wer, wert in einzeln.items()}
        self.codes.extend(map(code.__getitem__, schluessel))
        if self.zahlen is not None:
            zahl = {wer: _number(wert) for wer, wert in einzeln.items()}
            self.zahlen.extend(map(zahl.__getitem__, schluessel))

    def _code(self, wert: Zelle) -> int:
        return AUS_ZAHL if type(wert) is float else self.stellen.setdefault(_text(wert), len(self.stellen))

    def packed(self) -> list[Puffer]:
        texte = [text.encode("utf-8", errors="replace") for text in self.stellen]
        enden = array("i", accumulate(map(len, texte), initial=0))
        zahlen = [] if self.zahlen is None else [memoryview(self.zahlen)]
        return [memoryview(enden), b"".join(texte), memoryview(self.codes), *zahlen]


class Packung:
    """The rows of one table that hold something, with their numbers."""

    def __init__(self) -> None:
        self._nummern = array("q")
        self._spalten: list[_Spalte] = []

    @property
    def letzte(self) -> int:
        """The number of the last row."""
        return self._nummern[-1] if self._nummern else 0

    def add_rows(self, nummern: Sequence[int], zeilen: Sequence[Sequence[Zelle]]) -> None:
        """Rows with their numbers; empty ones are left out, and so is what stands too far to the right."""
        if not all(map(any, zeilen)):
            voll = [any(zellen) or zellen.count("") < len(zellen) for zellen in zeilen]
            nummern, zeilen = list(compress(nummern, voll)), list(compress(zeilen, voll))
        if not zeilen:
            return
        breiten = set(map(len, zeilen))
        if len(breiten) > 1:
            zeilen = [[*zellen, *[""] * (max(breiten) - len(zellen))] for zellen in zeilen]
        self.add(nummern, list(zip(*zeilen, strict=True)))

    def add(self, nummern: Iterable[int], spalten: Sequence[Sequence[Zelle]]) -> None:
        """Rows as columns, with their numbers."""
        vorher = len(self._nummern)
        self._nummern.extend(nummern)
        while len(self._spalten) < min(len(spalten), MAX_SPALTEN):
            self._spalten.append(_Spalte(vorher))
        for i, spalte in enumerate(self._spalten):
            spalte.add(spalten[i] if i < len(spalten) else [""] * (len(self._nummern) - vorher))

    def packed(self) -> tuple[dict[str, Any], list[Puffer]]:
        """What the buffers are, and they: the numbers of the rows, then three or four of each column."""
        puffer: list[Puffer] = [memoryview(self._nummern)]
        for spalte in self._spalten:
            puffer += spalte.packed()
        return {"zeilen": len(self._nummern), "mit_zahlen": [s.zahlen is not None for s in self._spalten]}, puffer


def _text(zelle: Zelle) -> str:
    """Dates come as JJJJ-MM-TT."""
    if isinstance(zelle, str):
        return zelle.strip()
    if isinstance(zelle, bool):
        return "WAHR" if zelle else "FALSCH"
    if isinstance(zelle, datetime):
        return zelle.strftime("%Y-%m-%d") if (zelle.hour, zelle.minute, zelle.second) == (0, 0, 0) else str(zelle)
    if isinstance(zelle, date):
        return f"{zelle:%Y-%m-%d}"
    return str(zelle)


def _number(zelle: Zelle) -> float:
    if isinstance(zelle, bool) or not isinstance(zelle, (int, float, Decimal)):
        return _NAN
    return float(zelle)
