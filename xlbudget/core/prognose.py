"""What the year will have been: forecast methods, and how they reach every cell of the report.

Forecasts are made for the smallest cell, Produkt × report row, and everything above is a sum. So the Budget sheet,
the Produkt sheets and the consolidated report can never disagree by a cent.

Prior years often exist for a whole Budget only. Then the Budget's remaining months are forecast from its prior
years and split onto its cells by Ansatz; the Budget itself comes out exactly as if forecast alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xlbudget.core.geld import apportion_ct, rounded_div
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Berichtszeile
from xlbudget.core.monatswerte import Monate, Monatswerte
from xlbudget.errors import SourceRef


class Verfahren(StrEnum):
    """How a Prognose came about; the value is what the report says."""

    ERGEBNIS = "Ergebnis"
    VORJAHRE = "Ist + Mittel der Restmonate der Vorjahre (wo nur als Summe bekannt: nach Ansatz verteilt)"
    ANSATZ = "Ist + restlicher Anteil des Ansatzes"
    GEMELDET = "gemeldet"

    @property
    def kuerzel(self) -> str:
        """One letter for the narrow column beside the figure."""
        return self.name[0]


@dataclass(frozen=True, slots=True)
class Prognose:
    """A forecast for the whole year in cents, with every method that had a part in it."""

    betrag_ct: int
    verfahren: frozenset[Verfahren]

    def __add__(self, andere: Prognose) -> Prognose:
        return Prognose(self.betrag_ct + andere.betrag_ct, self.verfahren | andere.verfahren)

    @property
    def kuerzel(self) -> str:
        """The letters of all methods, e.g. `A` or `A/V`."""
        return "/".join(sorted(verfahren.kuerzel for verfahren in self.verfahren))


NICHTS = Prognose(0, frozenset())


@dataclass(frozen=True, slots=True)
class Vorjahr:
    """One prior year of one row of one Berichtsobjekt, in cents, as the house published it.

    `ergebnis_ct` stands beside the months and need not be their sum: `check_vorjahre` compares them.
    """

    objekt: str
    art: Art
    zeile: str
    jahr: int
    ansatz_ct: int | None
    monate_ct: Monate
    ergebnis_ct: int | None
    source: SourceRef | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Meldung:
    """A Prognose entered by a person for one Stand; wins over every calculation.

    `zeile` is a report row, or `gesamt` for all rows of the Art together.
    """

    objekt: str
    art: Art
    zeile: str
    betrag_ct: int
    grund: str = ""
    source: SourceRef | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Lage:
    """What a method may look at: months 1 to `monat` are known, the rest is to be forecast."""

    monat: int
    ansatz_ct: int | None
    vorjahre: Sequence[Monate]


def rest_from_vorjahre(lage: Lage) -> int | None:
    """Mean over the prior years of their months after the Stand; None without prior years.

    >>> rest_from_vorjahre(Lage(11, None, [(None,) * 11 + (100,), (None,) * 11 + (201,)]))
    151
    """
    if not lage.vorjahre:
        return None
    summe = sum(betrag or 0 for monate in lage.vorjahre for betrag in monate[lage.monat :])
    return rounded_div(summe, len(lage.vorjahre))


def rest_from_ansatz(lage: Lage) -> int | None:
    """The share of the Ansatz that falls on the months after the Stand; None without Ansatz.

    >>> rest_from_ansatz(Lage(6, 1_000_01, []))
    50001
    """
    return None if lage.ansatz_ct is None else rounded_div(lage.ansatz_ct * (12 - lage.monat), 12)


RESTVERFAHREN: Mapping[Verfahren, Callable[[Lage], int | None]] = {
    Verfahren.VORJAHRE: rest_from_vorjahre,
    Verfahren.ANSATZ: rest_from_ansatz,
}
"""Methods in the order they are tried; the first that gives an amount is used."""


Zelle = tuple[str, Berichtszeile]
"""Produkt and report row: what is forecast. Everything else is a sum of these."""


class Prognosen:
    """The forecast of every cell, summed along the Gliederung on demand."""

    def __init__(self, gliederung: Gliederung, zellen: Mapping[Zelle, Prognose]) -> None:
        self._gliederung = gliederung
        self._zellen = zellen

    def of(self, objekt: Berichtsobjekt, zeile: Berichtszeile) -> Prognose:
        """The forecast of one row of any Berichtsobjekt."""
        produkte = self._gliederung.produkte_of(objekt)
        return sum((self._zellen.get((produkt.kennung, zeile), NICHTS) for produkt in produkte), NICHTS)


@dataclass(frozen=True)
class Prognoserechnung:
    """One run: `Prognoserechnung(...).prognosen()`.

    `ist` holds the months up to the Stand, `ansatz` the yearly figures; `vorjahre` any number of years at any
    level; `meldungen` the entries for this very Stand.
    """

    gliederung: Gliederung
    zeilen: Sequence[Berichtszeile]
    monat: int
    ist: Monatswerte
    ansatz: Monatswerte
    vorjahre: Iterable[Vorjahr] = ()
    meldungen: Sequence[Meldung] = ()

    def prognosen(self) -> Prognosen:
        """Forecast every cell, then let the Meldungen win."""
        if self.monat == 12:
            ergebnis = frozenset({Verfahren.ERGEBNIS})
            return Prognosen(self.gliederung, {z: Prognose(self._ist_ct(z), ergebnis) for z in self._zellen()})
        zellen = {zelle: self._from_ansatz(zelle) for zelle in self._zellen()}
        self._spread_vorjahre(zellen)
        self._apply_meldungen(zellen)
        return Prognosen(self.gliederung, zellen)

    def _zellen(self, objekt: Berichtsobjekt | None = None, zeilen: Iterable[Berichtszeile] = ()) -> list[Zelle]:
        produkte = self.gliederung.produkte_of(objekt or self.gliederung["Gesamt"])
        return [(produkt.kennung, zeile) for produkt in produkte for zeile in zeilen or self.zeilen]

    def _ist_ct(self, zelle: Zelle) -> int:
        return self.ist.summe_ct(self.gliederung[zelle[0]], zelle[1]) or 0

    def _ansatz_ct(self, zelle: Zelle) -> int | None:
        return self.ansatz.summe_ct(self.gliederung[zelle[0]], zelle[1])

    def _from_ansatz(self, zelle: Zelle) -> Prognose:
        rest_ct = RESTVERFAHREN[Verfahren.ANSATZ](Lage(self.monat, self._ansatz_ct(zelle), ()))
        return Prognose(self._ist_ct(zelle) + (rest_ct or 0), frozenset({Verfahren.ANSATZ}))

    def _rows(self, art: Art, zeile: str) -> list[Berichtszeile]:
        return [z for z in self.zeilen if z.art is art and zeile in (z.name, GESAMT_ZEILE)]

    def _spread_vorjahre(self, zellen: dict[Zelle, Prognose]) -> None:
        """From the top down, so that prior years nearer to a cell, and those of its own row, win."""
        reihen: dict[tuple[str, Art, str], list[Monate]] = {}
        for vorjahr in self.vorjahre:
            if any(betrag is not None for betrag in vorjahr.monate_ct):
                reihen.setdefault((vorjahr.objekt, vorjahr.art, vorjahr.zeile), []).append(vorjahr.monate_ct)
        for objekt in self.gliederung:
            # the row `gesamt` first, so that a row of its own overwrites it
            eigene = sorted((s for s in reihen if s[0] == objekt.kennung), key=lambda s: s[2] != GESAMT_ZEILE)
            for schluessel in eigene:
                rest_ct = RESTVERFAHREN[Verfahren.VORJAHRE](Lage(self.monat, None, reihen[schluessel]))
                betroffen = self._zellen(objekt, self._rows(schluessel[1], schluessel[2]))
                gewichte = [max(self._ansatz_ct(zelle) or 0, 0) for zelle in betroffen]
                if rest_ct is None or not any(gewichte):
                    continue
                for zelle, teil_ct in zip(betroffen, apportion_ct(rest_ct, gewichte), strict=True):
                    zellen[zelle] = Prognose(self._ist_ct(zelle) + teil_ct, frozenset({Verfahren.VORJAHRE}))

    def _apply_meldungen(self, zellen: dict[Zelle, Prognose]) -> None:
        """From the bottom up: a Meldung for a Budget spreads over what its Produkte have not reported themselves."""
        tiefe = {objekt.kennung: len(list(self.gliederung.pfad(objekt))) for objekt in self.gliederung}
        fest: set[Zelle] = set()
        for meldung in sorted(self.meldungen, key=lambda m: (-tiefe[m.objekt], m.zeile == GESAMT_ZEILE)):
            betroffen = self._zellen(self.gliederung[meldung.objekt], self._rows(meldung.art, meldung.zeile))
            frei = [zelle for zelle in betroffen if zelle not in fest]
            if not frei:
                continue
            rest_ct = meldung.betrag_ct - sum(zellen[zelle].betrag_ct for zelle in betroffen if zelle in fest)
            gewichte = [abs(zellen[zelle].betrag_ct) for zelle in frei]
            if not any(gewichte):
                gewichte = [1] * len(frei)
            for zelle, teil_ct in zip(frei, apportion_ct(rest_ct, gewichte), strict=True):
                zellen[zelle] = Prognose(teil_ct, frozenset({Verfahren.GEMELDET}))
            fest.update(frei)
