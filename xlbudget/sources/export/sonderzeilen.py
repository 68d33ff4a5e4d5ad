"""Lines that lack a code: what adds up others, what is only text, and what is a posting that must not vanish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from xlbudget.sources.export.ausdruecke import LABEL
from xlbudget.sources.export.zeilenlage import Betragslage

MAX_SONDERZEILEN = 10_000
"""Beyond so many lines without a code, an export has a fault and no closing lines; they are all faulty then."""

_LABEL = re.compile(LABEL)
_SCHWACH = re.compile(r"(?i)^\W*(?:gesamt|insgesamt|saldo|übertrag)\s+[^\W\d]")
_ANZAHL = re.compile(r"\W*anzahl[^\d]*(?P<zahl>\d[\d.]*)?\W*", re.IGNORECASE)


class Sonderart(Enum):
    """What a line without a code is."""

    SUMME = auto()
    TEXT = auto()
    FEHLER = auto()


@dataclass(frozen=True, slots=True)
class Sonderzeile:
    """A line that lacks Produkt or Sachkonto, or has the label of a sum there.

    `betrag_ct` is None where no amount can be read; `bisher_ct` are sums of what counts above it, each with the number
    of lines: in total and since the last line of this kind that had an amount, by each way of adding up.
    """

    nummer: int
    zellen: Sequence[str]
    ohne_beide: bool
    hat_periode: bool
    betragslage: Betragslage
    betrag_ct: int | None
    bisher_ct: Sequence[tuple[int, int]]

    @property
    def hat_wert(self) -> bool:
        """Whether anything stands where the amount should."""
        return self.betragslage not in (Betragslage.LEER, Betragslage.STRICH)

    @property
    def geht_auf(self) -> bool:
        """Whether the amount is the sum of the lines above."""
        return bool(self.betrag_ct) and any(abs(summe) == abs(self.betrag_ct or 0) for summe, _ in self.bisher_ct)

    @property
    def _is_plain_sum(self) -> bool:
        """Whether it can be nothing but a sum, without a label: of several lines, and in no period."""
        mehrere = any(n > 1 and abs(summe) == abs(self.betrag_ct or 0) for summe, n in self.bisher_ct)
        return bool(self.betrag_ct) and mehrere and not self.hat_periode and self.ohne_beide

    @property
    def label(self) -> str:
        """The cell that calls it a sum; empty text if none does."""
        return next((zelle for zelle in self.zellen if is_sum_label(zelle)), "")

    def art(self) -> Sonderart:
        """A sum is what is labelled or adds up; a line with an amount that is neither is a mistake."""
        if not self.hat_wert:
            return Sonderart.SUMME if self.label and self.ohne_beide else Sonderart.TEXT
        if self.ohne_beide and self.label and (self.geht_auf or not _SCHWACH.match(self.label)):
            return Sonderart.SUMME
        return Sonderart.SUMME if self._is_plain_sum or (self.geht_auf and self.label) else Sonderart.FEHLER


def sonderzeile(row: dict[str, int], zellen: Sequence[str], bisher: Sequence[tuple[int, int]]) -> Sonderzeile:
    """A line as it was typed and judged, with its cells and what counts above it."""
    produkt, konto = (not row[name] or bool(row[f"{name}_summe"]) for name in ("produkt", "sachkonto"))
    lage = Betragslage(row["betrag_lage"])
    return Sonderzeile(
        row["zeile"],
        zellen,
        ohne_beide=produkt and konto,
        hat_periode=not row.get("periode_leer", True),
        betragslage=lage,
        betrag_ct=row["betrag_ct"] if lage is Betragslage.GUT else None,
        bisher_ct=bisher,
    )


def is_sum_label(zelle: str) -> bool:
    """Whether a cell calls its line a sum.

    >>> [is_sum_label(text) for text in ("Summe 1111", "Gesamtschule", "** Zwischensumme", "*", "Saldo alt")]
    [True, False, True, True, True]
    """
    return bool(_LABEL.match(zelle)) or (bool(zelle) and not zelle.strip("*"))


def named_count(zellen: Sequence[str]) -> int | None:
    """The number of lines that a closing line names, as in `Anzahl Buchungen: 8.966` or `Anzahl;;8966`."""
    treffer = next((treffer for zelle in zellen if (treffer := _ANZAHL.fullmatch(zelle))), None)
    if treffer is None:
        return None
    zahl = treffer["zahl"] or next((zelle for zelle in zellen if re.fullmatch(r"\d[\d.]*", zelle)), None)
    return int(zahl.replace(".", "")) if zahl else None
