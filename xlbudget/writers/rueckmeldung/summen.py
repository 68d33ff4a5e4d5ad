"""What the Produkte of a workbook report beyond what was calculated, summed by formulas that every program follows."""

from __future__ import annotations

from collections.abc import Mapping

from xlbudget.core.kontenrahmen import Art
from xlbudget.layout.rueckmeldung import IDENTITAET_BLATT
from xlbudget.xlsx.areas import Cell, address, column_letters
from xlbudget.xlsx.formula import quoted

SUMMEN_AB = 5
"""The row of the headings; a row for each Produkt follows."""
_ERSTE = SUMMEN_AB + 1

Berichtszeile = tuple[Art, str]
Zeilenzellen = Mapping[Berichtszeile, tuple[Cell, Cell, Cell]]
"""Of one sheet, by report row: the cells of the calculated Prognose, the entered one and its reason."""


class Formel(str):
    """A formula without its `=`, where other texts are texts."""

    __slots__ = ()


class Summen:
    """A table on the hidden sheet: a row for each Produkt, a column for each report row, then the missing reasons.

    A cell says by how much the entered Prognose differs from the calculated one. Sheets refer to this table only, so
    no formula grows with the number of Produkte. `zellen` is by sheet name of the Produkt, at least one.
    """

    def __init__(self, zellen: Mapping[str, Zeilenzellen]) -> None:
        self._zellen = zellen
        alle = dict.fromkeys(zeile for blatt in zellen.values() for zeile in blatt)
        self._zeilen = sorted(alle, key=lambda zeile: list(Art).index(zeile[0]))
        self._spalte = {zeile: nummer for nummer, zeile in enumerate(self._zeilen, 2)}
        self._reihe = {blatt: nummer for nummer, blatt in enumerate(zellen, _ERSTE)}
        self._fehlt = len(self._zeilen) + 2

    def of_zeile(self, zeile: Berichtszeile) -> str:
        """Formula for the difference of one report row over all Produkte."""
        return f"SUM({self._column(self._spalte[zeile])})"

    def of_produkt(self, blatt: str) -> str:
        """Formula for the difference in the Produktbudget of one Produkt."""
        return "-".join(self._sum_of(self._reihe[blatt], art) for art in (Art.ERTRAEGE, Art.AUFWENDUNGEN))

    def fehlende_gruende(self) -> str:
        """Formula for a sentence: how many reasons are missing, and on which sheet first."""
        anzahl = f"SUM({self._column(self._fehlt)})"
        erstes = f"INDEX({self._column(1)},MATCH(1,{self._column(self._fehlt + 1)},0))"
        return f'IF({anzahl}=0,"alle vorhanden",{anzahl}&" × fehlt der Grund, zuerst auf dem Blatt „"&{erstes}&"“")'

    def rows(self) -> list[list[str]]:
        """Headings, then a row for each Produkt."""
        kopf = ["Abweichung der gemeldeten von der berechneten Prognose", *(f"{a} {z}" for a, z in self._zeilen)]
        return [[*kopf, "fehlende Gründe", "fehlt einer?"], *map(self._row, self._zellen)]

    def _row(self, blatt: str) -> list[str]:
        zellen = self._zellen[blatt]
        differenzen = [self._difference(blatt, *zellen[z][:2]) if z in zellen else "" for z in self._zeilen]
        fehlend = [self._missing(blatt, art) for art in Art if any(zeile[0] is art for zeile in zellen)]
        anzahl = address(self._reihe[blatt], self._fehlt)
        return [blatt, *differenzen, Formel("+".join(fehlend) or "0"), Formel(f"SIGN({anzahl})")]

    @staticmethod
    def _difference(blatt: str, berechnet: Cell, gemeldet: Cell) -> Formel:
        prognose, meldung = (f"{quoted(blatt)}!{address(*cell)}" for cell in (berechnet, gemeldet))
        return Formel(f"IF(ISNUMBER({meldung}),ROUND({meldung}-{prognose},2),0)")

    def _missing(self, blatt: str, art: Art) -> str:
        zellen = [cells for zeile, cells in self._zellen[blatt].items() if zeile[0] is art]
        meldung, grund = (f"{quoted(blatt)}!{address(*zellen[0][n])}:{address(*zellen[-1][n])}" for n in (1, 2))
        return f'COUNTIFS({meldung},"<1E+15",{grund},"")'

    def _sum_of(self, reihe: int, art: Art) -> str:
        spalten = [spalte for zeile, spalte in self._spalte.items() if zeile[0] is art]
        if not spalten:
            return "0"
        return f"SUM({quoted(IDENTITAET_BLATT)}!{address(reihe, spalten[0])}:{address(reihe, spalten[-1])})"

    def _column(self, spalte: int) -> str:
        buchstaben, letzte = column_letters(spalte), _ERSTE + len(self._zellen) - 1
        return f"{quoted(IDENTITAET_BLATT)}!${buchstaben}${_ERSTE}:${buchstaben}${letzte}"
