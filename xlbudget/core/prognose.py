"""What the year will have been: forecast methods, and how they reach every cell of the report.

Forecasts are made for the smallest cell, Produkt × report row, and everything above is a sum. So the Budget sheet,
the Produkt sheets and the consolidated report can never disagree by a cent.

Prior years often exist for a whole Budget only. Then the Budget's remaining months are forecast from its prior
years and split onto its cells; the Budget itself comes out exactly as if forecast alone.

Prior years, and Meldungen too, may exist at several levels at once. They are applied from the bottom up: a Produkt
before its Budget before its Dezernat, and within one Berichtsobjekt a row of its own before the row `gesamt`. What a
nearer one has fixed stays; an upper one spreads only what is left of its own amount, over the cells that are still
free. So every level comes out as its own prior years say, unless nothing below it is free: then the nearer ones win.

What is spread follows the positive Ansätze of the free cells; where there are none, what is booked (its amount,
whatever its sign); where nothing is booked either, all cells get the same. Nothing is dropped.

Prior years that count are those the Produktblatt shows (`select_vorjahre`), so that what is printed explains the
Prognose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xlbudget.core.geld import apportion_ct, format_betrag, rounded_div
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Berichtszeile
from xlbudget.core.monatswerte import Monate, Monatswerte
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, SourceRef

ANZAHL_VORJAHRE = 2
"""So many years before the Haushaltsjahr are shown and carry the forecast."""


class Verfahren(StrEnum):
    """How a Prognose came about; the value is what the report says. The last two are for Kennzahlen."""

    ERGEBNIS = "Ergebnis"
    VORJAHRE = "Ist + Mittel der Restmonate der Vorjahre (wo nur als Summe bekannt: nach Ansatz verteilt)"
    ANSATZ = "Ist + restlicher Anteil des Ansatzes"
    GEMELDET = "gemeldet"
    HOCHRECHNUNG = "Ist + Mittel der bisherigen Monate für jeden Restmonat"
    STAND = "der letzte Stand gilt fort"

    @property
    def kuerzel(self) -> str:
        """One letter for the narrow column beside the figure."""
        return self.name[0]


def joined_kuerzel(verfahren: Iterable[Verfahren]) -> str:
    """The letters of several methods.

    >>> joined_kuerzel([Verfahren.VORJAHRE, Verfahren.ANSATZ])
    'A/V'
    """
    return "/".join(sorted(eines.kuerzel for eines in verfahren))


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
        return joined_kuerzel(self.verfahren)


NICHTS = Prognose(0, frozenset())


Zeilenschluessel = tuple[str, Art, str]
"""What a prior year or a Meldung speaks of: Berichtsobjekt, Art, and a row or `gesamt`."""


def ziel_text(ziel: Zeilenschluessel) -> str:
    """How a finding names it.

    >>> ziel_text(("3114", Art.ERTRAEGE, "gesamt")), ziel_text(("3114", Art.AUFWENDUNGEN, "Personal"))
    ('3114, Erträge', '3114, Aufwendungen Personal')
    """
    objekt, art, zeile = ziel
    return f"{objekt}, {art}" if zeile == GESAMT_ZEILE else f"{objekt}, {art} {zeile}"


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

    @property
    def ziel(self) -> Zeilenschluessel:
        """What it speaks of."""
        return (self.objekt, self.art, self.zeile)


def select_vorjahre(vorjahre: Iterable[Vorjahr], jahr: int) -> tuple[Vorjahr, ...]:
    """The prior years that a report of `jahr` shows and forecasts from; of two lines for the same year the first."""
    erste: dict[tuple[Zeilenschluessel, int], Vorjahr] = {}
    for vorjahr in vorjahre:
        if jahr - ANZAHL_VORJAHRE <= vorjahr.jahr < jahr:
            erste.setdefault((vorjahr.ziel, vorjahr.jahr), vorjahr)
    return tuple(erste.values())


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

    @property
    def ziel(self) -> Zeilenschluessel:
        """What it speaks of."""
        return (self.objekt, self.art, self.zeile)


def months_behind(stand: Stand, ist: Monatswerte) -> int:
    """After how many months the year is forecast: all of it where nothing is booked up to a Stand before Dezember.

    Months that have passed without any posting are no improvement of as many twelfths: the postings are not there yet.
    """
    return 0 if ist.ist_leer and not stand.ist_jahresende else stand.monat


def rest_from_vorjahre(monat: int, vorjahre: Sequence[Monate]) -> int | None:
    """Mean over the prior years of their months after `monat`; None without prior years.

    >>> rest_from_vorjahre(11, [(None,) * 11 + (100,), (None,) * 11 + (201,)])
    151
    """
    if not vorjahre:
        return None
    summe = sum(betrag or 0 for monate in vorjahre for betrag in monate[monat:])
    return rounded_div(summe, len(vorjahre))


def rest_from_ansatz(monat: int, ansatz_ct: int | None) -> int | None:
    """The share of the Ansatz that falls on the months after `monat`; None without Ansatz.

    >>> rest_from_ansatz(6, 1_000_01)
    50001
    """
    return None if ansatz_ct is None else rounded_div(ansatz_ct * (12 - monat), 12)


Zelle = tuple[str, Berichtszeile]
"""Produkt and report row: what is forecast. Everything else is a sum of these."""


class Prognosen:
    """The forecast of every cell, summed along the Gliederung on demand.

    `befunde` says which Meldungen contradict each other.
    """

    def __init__(
        self, gliederung: Gliederung, zellen: Mapping[Zelle, Prognose], befunde: Sequence[Befund] = ()
    ) -> None:
        self._gliederung = gliederung
        self._zellen = zellen
        self.befunde = tuple(befunde)

    def prognose_of(self, objekt: Berichtsobjekt, zeile: Berichtszeile) -> Prognose:
        """The forecast of one row of any Berichtsobjekt."""
        produkte = self._gliederung.produkte_of(objekt)
        return sum((self._zellen.get((produkt.kennung, zeile), NICHTS) for produkt in produkte), NICHTS)


@dataclass(frozen=True)
class Prognoserechnung:
    """One run: `Prognoserechnung(...).prognosen()`.

    `monat` is what `months_behind` gives; `ist` holds the months up to the Stand, `ansatz` the yearly figures;
    `vorjahre` is what `select_vorjahre` gives, at any level; `meldungen` the entries for this very Stand, of which the
    first for a Ziel counts.
    """

    gliederung: Gliederung
    zeilen: Sequence[Berichtszeile]
    monat: int
    ist: Monatswerte
    ansatz: Monatswerte
    vorjahre: Iterable[Vorjahr] = ()
    meldungen: Sequence[Meldung] = ()

    def prognosen(self) -> Prognosen:
        """Forecast every cell from its Ansatz, then from prior years where there are some; Meldungen win."""
        alle = self._zellen(GESAMT, self.zeilen)
        if self.monat == 12:
            ergebnis = frozenset({Verfahren.ERGEBNIS})
            return Prognosen(self.gliederung, {zelle: Prognose(self._ist_ct(zelle), ergebnis) for zelle in alle})
        zellen = {zelle: self._from_ansatz(zelle) for zelle in alle}
        self._spread_vorjahre(zellen)
        return Prognosen(self.gliederung, zellen, self._apply_meldungen(zellen))

    def _zellen(self, objekt: Berichtsobjekt, zeilen: Sequence[Berichtszeile]) -> list[Zelle]:
        return [(produkt.kennung, zeile) for produkt in self.gliederung.produkte_of(objekt) for zeile in zeilen]

    def _ist_ct(self, zelle: Zelle) -> int:
        return self.ist.summe_ct(self.gliederung[zelle[0]], zelle[1]) or 0

    def _ansatz_ct(self, zelle: Zelle) -> int | None:
        return self.ansatz.summe_ct(self.gliederung[zelle[0]], zelle[1])

    def _from_ansatz(self, zelle: Zelle) -> Prognose:
        rest_ct = rest_from_ansatz(self.monat, self._ansatz_ct(zelle))
        return Prognose(self._ist_ct(zelle) + (rest_ct or 0), frozenset({Verfahren.ANSATZ}))

    def _rows(self, art: Art, zeile: str) -> list[Berichtszeile]:
        return [z for z in self.zeilen if z.art is art and zeile in (z.name, GESAMT_ZEILE)]

    def _bottom_up(
        self, ziele: Iterable[Zeilenschluessel]
    ) -> Iterator[tuple[Zeilenschluessel, list[Zelle], list[Zelle]]]:
        """Every Ziel with its cells: those that a nearer one has fixed, and the free ones, which it fixes itself."""
        tiefe = {objekt.kennung: len(list(self.gliederung.pfad(objekt))) for objekt in self.gliederung}
        bekannt = (ziel for ziel in ziele if ziel[0] in tiefe)
        vergeben: set[Zelle] = set()
        for ziel in sorted(bekannt, key=lambda z: (-tiefe[z[0]], z[2] == GESAMT_ZEILE)):
            objekt, art, zeile = ziel
            betroffen = self._zellen(self.gliederung[objekt], self._rows(art, zeile))
            yield ziel, [z for z in betroffen if z in vergeben], [z for z in betroffen if z not in vergeben]
            vergeben.update(betroffen)

    def _spread_vorjahre(self, zellen: dict[Zelle, Prognose]) -> None:
        reihen: dict[Zeilenschluessel, list[Monate]] = {}
        for vorjahr in self.vorjahre:
            if any(betrag is not None for betrag in vorjahr.monate_ct):
                reihen.setdefault(vorjahr.ziel, []).append(vorjahr.monate_ct)
        for ziel, fest, frei in self._bottom_up(reihen):
            gesamt_ct = rest_from_vorjahre(self.monat, reihen[ziel])
            if gesamt_ct is None or not frei:
                continue
            rest_ct = gesamt_ct - sum(zellen[zelle].betrag_ct - self._ist_ct(zelle) for zelle in fest)
            for zelle, teil_ct in zip(frei, apportion_ct(rest_ct, self._gewichte(frei)), strict=True):
                zellen[zelle] = Prognose(self._ist_ct(zelle) + teil_ct, frozenset({Verfahren.VORJAHRE}))

    def _gewichte(self, zellen: Sequence[Zelle]) -> list[int]:
        ansaetze = [max(self._ansatz_ct(zelle) or 0, 0) for zelle in zellen]
        return _first_positive(ansaetze, [abs(self._ist_ct(zelle)) for zelle in zellen])

    def _apply_meldungen(self, zellen: dict[Zelle, Prognose]) -> list[Befund]:
        """A Meldung for a Budget spreads over what its Produkte have not reported themselves."""
        meldungen: dict[Zeilenschluessel, Meldung] = {}
        for meldung in self.meldungen:
            meldungen.setdefault(meldung.ziel, meldung)
        befunde = []
        for ziel, fest, frei in self._bottom_up(meldungen):
            meldung = meldungen[ziel]
            gemeldet_ct = sum(zellen[zelle].betrag_ct for zelle in fest)
            rest_ct = meldung.betrag_ct - gemeldet_ct
            if fest and (rest_ct if not frei else rest_ct < 0 < gemeldet_ct):
                befunde.append(_widerspruch(meldung, gemeldet_ct, frei=bool(frei)))
            if not frei:
                continue
            gewichte = _first_positive([abs(zellen[zelle].betrag_ct) for zelle in frei])
            for zelle, teil_ct in zip(frei, apportion_ct(rest_ct, gewichte), strict=True):
                zellen[zelle] = Prognose(teil_ct, frozenset({Verfahren.GEMELDET}))
        return befunde


def _first_positive(*gewichte: list[int]) -> list[int]:
    """The first weights of which one is positive; else equal ones."""
    return next((g for g in gewichte if any(g)), [1] * len(gewichte[0]))


def _widerspruch(meldung: Meldung, gemeldet_ct: int, *, frei: bool) -> Befund:
    folge = (
        f"für den Rest bleiben {format_betrag(meldung.betrag_ct - gemeldet_ct)} €"
        if frei
        else "es gelten die einzelnen Meldungen"
    )
    text = (
        f"Für {ziel_text(meldung.ziel)} ist die Prognose {format_betrag(meldung.betrag_ct)} € gemeldet, die Meldungen "
        f"darunter ergeben zusammen {format_betrag(gemeldet_ct)} €; {folge}. Die Meldungen aufeinander abstimmen."
    )
    return Befund(Schwere.WARNUNG, "meldung.widerspruch", text, meldung.source)
