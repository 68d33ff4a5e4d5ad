"""Rows of cells as columns of few bytes: texts once each with a number for every row, and the numbers beside them.

It is what Arrow makes of columns, made without it: the process that reads workbooks starts in a fraction of the time.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate
from typing import Any

from xlbudget.sources.export.rohtabelle import MAX_SPALTEN
from xlbudget.sources.untrusted.leser import Puffer

Zelle = Any  # whatever a reader gives for one cell: text, number, date, bool

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
        schluessel: Sequence[Any] = werte
        if len(arten & _ZAHLARTEN) > 1:
            schluessel = [(type(wert), wert) for wert in werte]
        einzeln = dict(zip(schluessel, werte, strict=True))
        text = (_TEXTE.get(next(iter(arten)), _text)) if len(arten) == 1 else _text
        stellen = self.stellen
        code = {wer: stellen.setdefault(text(wert), len(stellen)) for wer, wert in einzeln.items()}
        if self.zahlen is None and arten & _ZAHLARTEN - {bool}:
            self.zahlen = array("d", [_NAN]) * len(self.codes)
        if self.zahlen is not None:
            if len(arten) == 1 and float in arten:
                self.zahlen.extend(werte)
            else:
                zahl = {wer: _number(wert) for wer, wert in einzeln.items()}
                self.zahlen.extend(map(zahl.__getitem__, schluessel))
        self.codes.extend(map(code.__getitem__, schluessel))

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

    def add_rows(self, zeilen: Sequence[tuple[int, Sequence[Zelle]]]) -> None:
        """Rows with their numbers; empty ones are left out, and so is what stands too far to the right."""
        volle = [(nummer, zellen) for nummer, zellen in zeilen if any(zellen) or zellen.count("") < len(zellen)]
        if not volle:
            return
        breite = max(len(zellen) for _, zellen in volle)
        if any(len(zellen) < breite for _, zellen in volle):
            volle = [(nummer, [*zellen, *[""] * (breite - len(zellen))]) for nummer, zellen in volle]
        self.add((nummer for nummer, _ in volle), list(zip(*(zellen for _, zellen in volle), strict=True)))

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
    """Codes that Excel took for numbers are whole floats; dates come as JJJJ-MM-TT."""
    if isinstance(zelle, str):
        return zelle.strip()
    if isinstance(zelle, bool):
        return "WAHR" if zelle else "FALSCH"
    if isinstance(zelle, float):
        return _float_text(zelle)
    if isinstance(zelle, datetime):
        return zelle.strftime("%Y-%m-%d") if (zelle.hour, zelle.minute, zelle.second) == (0, 0, 0) else str(zelle)
    if isinstance(zelle, date):
        return f"{zelle:%Y-%m-%d}"
    return str(zelle)


def _float_text(zahl: float) -> str:
    return str(int(zahl)) if zahl.is_integer() and abs(zahl) < 1e16 else repr(zahl)


_TEXTE: dict[type, Callable[[Any], str]] = {str: str.strip, float: _float_text}


def _number(zelle: Zelle) -> float:
    if isinstance(zelle, bool) or not isinstance(zelle, (int, float, Decimal)):
        return _NAN
    return float(zelle)
