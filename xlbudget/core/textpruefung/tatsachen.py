"""What the data say: amounts exact and as printed, of any object, row, year and months, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.geld import rounded_div
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Berichtszeile
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl

SALDO = "Saldo"


class Wertart(StrEnum):
    """Which value of a row."""

    PLAN = "Plan"
    ERGEBNIS = "Ergebnis"
    ABWEICHUNG = "Abweichung"


@dataclass(frozen=True, slots=True)
class Mass:
    """A row: the Saldo, all of an Art, or one row of it."""

    name: str
    art: Art | None = None
    zeile: str = GESAMT_ZEILE

    @property
    def ist_saldo(self) -> bool:
        """Whether it is Erträge − Aufwendungen."""
        return self.art is None


DER_SALDO = Mass(SALDO)


@dataclass(frozen=True, slots=True)
class Wert:
    """An amount in euros: exact, as printed figures give it, and how far from these a printed one may be."""

    genau: Fraction
    gedruckt: Fraction
    spielraum: int = 0

    def __sub__(self, anderer: Wert) -> Wert:
        return self._with(anderer, -1)

    def __add__(self, anderer: Wert) -> Wert:
        return self._with(anderer, 1)

    def _with(self, anderer: Wert, faktor: int) -> Wert:
        gebrochen = self.genau.denominator > 1 and anderer.genau.denominator > 1
        return Wert(
            self.genau + faktor * anderer.genau,
            self.gedruckt + faktor * anderer.gedruckt,
            max(self.spielraum, anderer.spielraum, SPIELRAUM if gebrochen else 0),
        )


SPIELRAUM = 2
"""Euros that a sum of printed figures may be away from the rounded exact one."""


def wert_of(betrag_ct: int) -> Wert:
    """One printed amount."""
    return Wert(Fraction(betrag_ct, 100), Fraction(rounded_div(betrag_ct, 100)))


def gerundet(wert: Fraction) -> int:
    """An exact amount as the tables print it: whole euros, half away from zero."""
    return rounded_div(wert.numerator, wert.denominator)


def sum_werte(werte: Iterable[Wert]) -> Wert:
    """The sum of several amounts; two that are rounded each make room for their rounding."""
    erster, *weitere = werte
    summe = erster
    for wert in weitere:
        summe = summe + wert
    return Wert(summe.genau, summe.gedruckt, SPIELRAUM if weitere else summe.spielraum)


class Datenkern:
    """Looks up amounts of report data by Kennung."""

    def __init__(self, daten: Berichtsdaten) -> None:
        self._daten = daten
        self.stand = daten.stand
        self.vorjahre = daten.vorjahre.jahre

    def objekt(self, kennung: str) -> Berichtsobjekt:
        """The object of a Kennung."""
        return GESAMT if kennung == GESAMT.kennung else self._daten.gliederung[kennung]

    def masse(self) -> Sequence[Mass]:
        """Every row that the data have."""
        zeilen = [Mass(zeile.name, art, zeile.name) for art in Art for zeile in self._daten.kontenrahmen.zeilen_of(art)]
        return (DER_SALDO, *(Mass(str(art), art) for art in Art), *zeilen)

    def kennzahlen(self, kennung: str) -> tuple[tuple[Kennzahl, ...], tuple[Kennzahl, ...]]:
        """The Leistungs- and Zielkennzahlen of an object."""
        blatt = self._daten.produktblatt(self.objekt(kennung))
        return blatt.leistungen, blatt.ziele

    def alle_kennzahlen(self) -> Sequence[Kennzahl]:
        """All Kennzahlen."""
        return (*self._daten.leistungen, *self._daten.ziele)

    # amounts of the report year

    def werte(self, kennung: str, mass: Mass, groesse: Wertart) -> list[Wert]:
        """What a row can mean by Plan, Ergebnis or Abweichung: before Dezember the Prognose, and what is booked."""
        plan = self._plan(kennung, mass)
        if groesse is Wertart.PLAN:
            return [plan]
        ergebnisse = [self._ergebnis(kennung, mass, gebucht=False)]
        if not self.stand.ist_jahresende:
            ergebnisse.append(self._ergebnis(kennung, mass, gebucht=True))
        if groesse is Wertart.ERGEBNIS:
            return ergebnisse
        spielraum = SPIELRAUM if mass.ist_saldo else 0
        return [self.of_one(kennung, Wert((e - plan).genau, (e - plan).gedruckt, spielraum)) for e in ergebnisse]

    def of_one(self, kennung: str, wert: Wert) -> Wert:
        """What follows for an object from its own figures: one of a single Produkt is exact to the euro."""
        if self.objekt(kennung).ebene is not Ebene.PRODUKT:
            return wert
        return Wert(wert.genau, Fraction(gerundet(wert.genau)))

    def _plan(self, kennung: str, mass: Mass) -> Wert:
        blatt = self._daten.produktblatt(self.objekt(kennung))
        if mass.art is None:
            return self._saldo(kennung, blatt.ansatz_ct)
        return wert_of(_of_table(self._table(kennung, mass.art), mass.zeile, "ansatz"))

    def _ergebnis(self, kennung: str, mass: Mass, *, gebucht: bool) -> Wert:
        blatt = self._daten.produktblatt(self.objekt(kennung))
        if mass.art is None:
            return self._saldo(kennung, blatt.ergebnis_ct if gebucht else blatt.prognose_ct)
        return wert_of(_of_table(self._table(kennung, mass.art), mass.zeile, "gebucht" if gebucht else "prognose"))

    def _saldo(self, kennung: str, betrag_ct: int) -> Wert:
        wert = wert_of(betrag_ct)
        spielraum = 0 if self.objekt(kennung).ebene is Ebene.PRODUKT or betrag_ct % 100 == 0 else SPIELRAUM
        return Wert(wert.genau, wert.gedruckt, spielraum)

    def _table(self, kennung: str, art: Art) -> Blatttabelle:
        blatt = self._daten.produktblatt(self.objekt(kennung))
        return blatt.ertraege if art is Art.ERTRAEGE else blatt.aufwendungen

    # months and prior years

    def monate(self, kennung: str, mass: Mass, von: int, bis: int) -> Wert | None:
        """What was booked from one month to another; None where that is after the Stand."""
        if bis > self.stand.monat:
            return None
        if mass.art is None:
            ertraege, aufwendungen = (self.monate(kennung, Mass(str(art), art), von, bis) for art in Art)
            return self.of_one(kennung, ertraege - aufwendungen) if ertraege and aufwendungen else None
        objekt = self.objekt(kennung)
        zeilen = [z for z in self._daten.kontenrahmen.zeilen_of(mass.art) if mass.zeile in (GESAMT_ZEILE, z.name)]
        reihen = [self._daten.ist.monate_of(objekt, Berichtszeile(mass.art, z.name)) for z in zeilen]
        monate_ct = [sum(reihe[monat - 1] or 0 for reihe in reihen) for monat in range(von, bis + 1)]
        if (von, bis) == (1, self.stand.monat):  # a printed column, no sum of printed months
            return wert_of(sum(monate_ct))
        return self.of_one(kennung, sum_werte(map(wert_of, monate_ct)))

    def vorjahr(self, kennung: str, mass: Mass, jahr: int, *, plan: bool = False, bis: int = 12) -> Wert | None:
        """Plan, Ergebnis or what was booked up to a month of a prior year; None where the data have none."""
        if mass.art is None:
            teile = [self.vorjahr(kennung, Mass(str(art), art), jahr, plan=plan, bis=bis) for art in Art]
            return self.of_one(kennung, teile[0] - teile[1]) if teile[0] and teile[1] else None
        vorjahr = self._daten.vorjahre.vorjahr(self.objekt(kennung), mass.art, jahr, mass.zeile)
        if vorjahr is None:
            return None
        if bis < 12:
            monate = vorjahr.monate_ct[:bis]
            return None if None in monate else self.of_one(kennung, sum_werte(wert_of(monat or 0) for monat in monate))
        betrag_ct = vorjahr.ansatz_ct if plan else vorjahr.ergebnis_ct
        return None if betrag_ct is None else wert_of(betrag_ct)


def _of_table(tabelle: Blatttabelle, zeile: str, was: str) -> int:
    if zeile == GESAMT_ZEILE:
        return {"ansatz": tabelle.ansatz_ct, "gebucht": tabelle.ergebnis_ct, "prognose": tabelle.prognose_ct}[was]
    gesucht = next(z for z in tabelle.zeilen if z.name == zeile)
    if was == "ansatz":
        return gesucht.ansatz_ct or 0
    return gesucht.prognose.betrag_ct if was == "prognose" else gesucht.ergebnis_ct or 0
