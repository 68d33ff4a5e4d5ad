"""On which paper the consolidated table is printed, and where it is divided when it is too wide for any.

One line of a Produkt stays on one sheet as long as it can be read there: A4, else A3, which a council gets folded. What
is wider still goes on page widths beside each other, each with Nr. and Bezeichnung.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.spaltenkatalog import Gesamtspalte, gruppenbeginn

FESTE = 2  # Nr. and Bezeichnung, repeated on each page width


@dataclass(frozen=True, slots=True)
class Seite:
    """The paper, its scale (1 is 100 %), and the first column of every page width; one unless it is divided."""

    papier: style.Papier
    skala: float
    beginne: tuple[int, ...] = (0,)

    @property
    def ist_geteilt(self) -> bool:
        """Whether the table goes over several page widths."""
        return len(self.beginne) > 1

    def end_of(self, spalte: int, letzte: int) -> int:
        """The last column on the page width of a column; `letzte` is that of the table."""
        return next((beginn - 1 for beginn in self.beginne if beginn > spalte), letzte)


def choose_seite(spalten: Sequence[Gesamtspalte]) -> Seite:
    """The page for these columns; no text on it gets smaller than 8 points."""
    px = [spalte.px for spalte in spalten]
    papier, skala = style.choose_papier(sum(px))
    if skala >= style.LESBAR:
        return Seite(papier, skala)
    platz = papier.breite * style.SICHERHEIT / style.LESBAR / 0.75
    return Seite(papier, style.LESBAR, tuple(_divide(px, sorted(gruppenbeginn(spalten)), platz)))


def _divide(px: Sequence[int], gruppen: Sequence[int], platz: float) -> list[int]:
    """Where page widths begin; before a whole group where there is one to begin with."""
    beginne, feste = [0], sum(px[:FESTE])
    belegt = 0
    for index, breite in enumerate(px):
        anfang = max(beginne[-1], FESTE)
        if belegt + breite > platz and any(px[anfang:index]):
            vorher = [gruppe for gruppe in gruppen if anfang < gruppe <= index and any(px[anfang:gruppe])]
            beginne.append(vorher[-1] if vorher else index)
            belegt = feste + sum(px[beginne[-1] : index])
        belegt += breite
    return beginne
