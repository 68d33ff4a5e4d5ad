"""The columns of an export and the headings they may have. A new finance system is a new alias here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xlbudget.errors import Schwere

_JAHR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Exportfeld:
    """One column of an export. Case, blanks, punctuation, the word „in“ and the spelling of € do not count.

    `mit_jahr`: the heading may name a year, and then means this year only.
    """

    name: str
    aliase: tuple[str, ...]
    pflicht: bool = True
    mit_jahr: bool = False

    def rank(self, header: str, jahr: int) -> int | None:
        """How well a header fits, 0 best: its own name before an alias, the Haushaltsjahr before no year."""
        jahre = self._years(header)
        if jahre - {jahr}:
            return None
        rank = self._base_rank(header)
        return rank + 2 if rank is not None and self.mit_jahr and not jahre else rank

    def names_other_year(self, header: str, jahr: int) -> bool:
        """Whether a header would fit if it did not name another year."""
        return bool(self._years(header) - {jahr}) and self._base_rank(header) is not None

    def _years(self, header: str) -> set[int]:
        return {int(treffer) for treffer in _JAHR.findall(header)} if self.mit_jahr else set()

    def _base_rank(self, header: str) -> int | None:
        gesucht = _normal(_JAHR.sub(" ", header) if self.mit_jahr else header)
        if gesucht == _normal(self.name):
            return 0
        return 1 if gesucht in {_normal(alias) for alias in self.aliase} else None


PRODUKT = Exportfeld("Produkt", ("Produktnummer", "Produkt-Nr", "Kostenträger", "PSP-Element"))
SACHKONTO = Exportfeld("Sachkonto", ("Konto", "Kostenart", "Sachkonto-Nr", "Sachkontonummer"))
BETRAG = Exportfeld("Betrag", ("Betrag EUR", "Buchungsbetrag", "Buchungsbetrag EUR"))
PERIODE = Exportfeld("Periode", ("Buchungsperiode", "Monat", "Per"))
SOLL_HABEN = Exportfeld("S/H", ("Soll/Haben", "S/H-Kennz", "S/H-Kennzeichen", "Soll/Haben-Kennzeichen"), pflicht=False)
DATUM = Exportfeld("Buchungsdatum", ("Datum", "Buch-Datum", "Belegdatum"), pflicht=False)
JAHR = Exportfeld("Haushaltsjahr", ("Jahr", "Geschäftsjahr"), pflicht=False)
ANSATZ = Exportfeld(
    "Ansatz",
    ("Ansatz EUR", "Plan", "Plan EUR", "Planansatz", "Planansatz EUR", "Haushaltsansatz", "Haushaltsansatz EUR"),
    mit_jahr=True,
)

BUCHUNGSFELDER = (PRODUKT, SACHKONTO, BETRAG, PERIODE, SOLL_HABEN, DATUM, JAHR)
ANSATZFELDER = (PRODUKT, SACHKONTO, ANSATZ, JAHR)


def match_header(cells: Sequence[str], felder: Sequence[Exportfeld], jahr: int) -> dict[str, int]:
    """Position of each field whose heading is among the cells: the best fit, of equal ones the first."""
    treffer = {feld.name: _candidates(cells, feld, jahr) for feld in felder}
    return {name: kandidaten[0][1] for name, kandidaten in treffer.items() if kandidaten}


def repeated_header(cells: Sequence[str], felder: Sequence[Exportfeld], jahr: int) -> str | None:
    """A required heading that stands there twice, so that nobody can tell which column is meant."""
    for feld in felder:
        beste = _best(_candidates(cells, feld, jahr))
        if feld.pflicht and len(beste) > 1 and len({_normal(cells[position]) for position in beste}) == 1:
            return cells[beste[0]]
    return None


def doubts(cells: Sequence[str], felder: Sequence[Exportfeld], jahr: int) -> Iterator[tuple[Schwere, str, int]]:
    """Fields for which more than one heading fits: what is read, what is not, and the position of the first unread."""
    for feld in felder:
        kandidaten = _candidates(cells, feld, jahr)
        mehrdeutig = len(_best(kandidaten)) > 1
        if len(kandidaten) > 1 and (mehrdeutig or feld.pflicht):
            gelesen, *andere = (position for _, position in kandidaten)
            text = f"Als {feld.name} wird die Spalte „{cells[gelesen]}“ gelesen, nicht " + ", ".join(
                f"„{cells[position]}“" for position in andere
            )
            rat = "Stimmt das nicht, die gelesene Spalte im Export weglassen oder umbenennen."
            yield Schwere.WARNUNG if mehrdeutig else Schwere.HINWEIS, f"{text}. {rat}", andere[0]


def _candidates(cells: Sequence[str], feld: Exportfeld, jahr: int) -> list[tuple[int, int]]:
    """Rank and position of every fitting cell, best first."""
    ranks = ((feld.rank(cell, jahr), position) for position, cell in enumerate(cells) if cell)
    return sorted((rank, position) for rank, position in ranks if rank is not None)


def _best(kandidaten: Sequence[tuple[int, int]]) -> list[int]:
    return [position for rank, position in kandidaten if rank == kandidaten[0][0]]


@lru_cache(maxsize=4096)
def _normal(header: str) -> str:
    words = re.findall(r"[^\W_]+|€", unicodedata.normalize("NFC", header).casefold())
    return "".join("eur" if word in ("€", "euro") else word for word in words if word != "in")
