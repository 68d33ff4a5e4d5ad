"""What the Kennzahlen of a Datenmappe amount to at the end of a month.

Fractions throughout: a share is exact until it is shown. A month without a value is never 0: what needs it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from xlbudget.core.kennzahlen.modelle import (
    GESAMT_GRUPPE,
    MONATE_DES_JAHRES,
    Kennzahlregel,
    Kennzahlwert,
    Periode,
    PlanIst,
    Planverlauf,
    Rechenart,
)

Wertschluessel = tuple[str, Periode, PlanIst, str]
NACHKOMMASTELLEN, GELTENDE, KLEIN = 2, 3, Decimal("0.1")
"""Decimals of what was divided; below `KLEIN` the digits it has instead."""


@dataclass(frozen=True, slots=True)
class Ausgang:
    """What became of a calculation: a value, or why there is none.

    `fehlend` are the values that are not there, `null` the Kürzel that was divided by although it is 0, or compared
    with although it was below 0.
    """

    wert: Fraction | None
    fehlend: frozenset[Wertschluessel] = frozenset()
    null: frozenset[str] = frozenset()


OHNE = Ausgang(None)
"""Nothing was given, so that nothing is missed."""


class Kennzahlrechnung:
    """The values of all Kennzahlen at any Stand; of several lines about one value the one that counts."""

    def __init__(self, regeln: Iterable[Kennzahlregel], werte: Iterable[Kennzahlwert]) -> None:
        self.regeln: dict[str, Kennzahlregel] = {}
        for regel in regeln:
            self.regeln.setdefault(regel.kuerzel, regel)
        self.werte = counting(werte)
        self.zahlen = {schluessel: Fraction(wert.wert) for schluessel, wert in self.werte.items()}
        self.im_kreis = circular(self.regeln)
        self._jahre = {(kuerzel, periode.jahr) for kuerzel, periode, _, _ in self.werte}
        self._ist_jahre = {(kuerzel, p.jahr) for kuerzel, p, art, _ in self.werte if art is PlanIst.IST}

    def has_values(self, kuerzel: str, jahr: int) -> bool:
        """Whether anything is known of a year: else a Kennzahl is shown as if there were no values by month."""
        return any((name, jahr) in self._jahre for name in self.sources(kuerzel))

    def has_ist(self, kuerzel: str, jahr: int) -> bool:
        """Whether any Ist is known of a year."""
        return any((name, jahr) in self._ist_jahre for name in self.sources(kuerzel))

    def with_zahlen(self, zahlen: Mapping[Wertschluessel, Fraction]) -> Kennzahlrechnung:
        """The same rules on other figures: what it would be if these were the values."""
        andere = copy(self)
        andere.zahlen = dict(zahlen)
        return andere

    def gruppen_of(self, kuerzel: str, jahr: int) -> tuple[str, ...]:
        """The groups that values of a year are about, in the order of their lines; a formula has those of all parts."""
        regel = self.regeln[kuerzel]
        if regel.rechenart and regel.rechenart.ist_formel and kuerzel not in self.im_kreis:
            teile = [self.gruppen_of(teil, jahr) for teil in _parts(regel) if teil in self.regeln]
            eigene = [gruppe for gruppe in teile[0] if all(gruppe in teil for teil in teile)] if teile else []
        else:
            eigene = []
        for name, periode, _, gruppe in self.werte:
            if name == kuerzel and periode.jahr == jahr and gruppe and gruppe not in eigene:
                eigene.append(gruppe)
        return tuple(eigene)

    def ist(self, kuerzel: str, monat: Periode, gruppe: str = GESAMT_GRUPPE) -> Ausgang:
        """The Ist at the end of a month."""
        return self._at(kuerzel, monat, PlanIst.IST, gruppe)

    def month(self, kuerzel: str, monat: Periode, gruppe: str = GESAMT_GRUPPE) -> Ausgang:
        """The Ist of one month alone; of a formula, what it is at the end of it."""
        return self._month(kuerzel, monat, PlanIst.IST, gruppe)

    def plan(self, kuerzel: str, monat: Periode, gruppe: str = GESAMT_GRUPPE) -> Ausgang:
        """The Plan up to the end of a month: of months where they are given, else of the year by its Planverlauf."""
        regel = self.regeln.get(kuerzel)
        if regel is None or regel.rechenart is None or kuerzel in self.im_kreis:
            return OHNE
        verlauf = regel.planverlauf
        if verlauf is Planverlauf.GEGEBEN or (verlauf is None and self._has_plan_months(kuerzel, monat.jahr, gruppe)):
            return self._at(kuerzel, monat, PlanIst.PLAN, gruppe)
        jahr = self.jahresplan(regel, monat.jahr, gruppe)
        if jahr is None:
            return self._plan_of_parts(regel, monat, gruppe)
        if verlauf is Planverlauf.WIE_VORJAHR:
            damals = Periode(monat.jahr - 1, monat.monat)
            bis, ganz = (self.ist(kuerzel, Periode(damals.jahr, m), gruppe) for m in (damals.monat, MONATE_DES_JAHRES))
            return _divide(bis, ganz, jahr, kuerzel)
        anteil = Fraction(monat.monat, MONATE_DES_JAHRES) if self.grows(kuerzel) else Fraction(1)
        return Ausgang(jahr * anteil)

    def grows(self, kuerzel: str) -> bool:
        """Whether it grows from January to December, as a sum does, and a sum divided by a stock."""
        regel = self.regeln.get(kuerzel)
        if regel is None or kuerzel in self.im_kreis:
            return False
        if regel.rechenart is Rechenart.QUOTE:
            return self.grows(regel.zaehler) and not self.grows(regel.nenner)
        return regel.rechenart in (Rechenart.SUMME, Rechenart.SEIT_JANUAR)

    def jahresplan(self, regel: Kennzahlregel, jahr: int, gruppe: str = GESAMT_GRUPPE) -> Fraction | None:
        """The Plan of a whole year: its value of the year, else that of the table Kennzahlen."""
        wert = self.werte.get((regel.kuerzel, Periode(jahr), PlanIst.PLAN, gruppe))
        if wert is not None:
            return Fraction(wert.wert)
        return None if regel.plan is None or gruppe else Fraction(regel.plan)

    def _has_plan_months(self, kuerzel: str, jahr: int, gruppe: str) -> bool:
        monate = (Periode(jahr, monat) for monat in range(1, MONATE_DES_JAHRES + 1))
        return any((kuerzel, monat, PlanIst.PLAN, gruppe) in self.werte for monat in monate)

    def _plan_of_parts(self, regel: Kennzahlregel, monat: Periode, gruppe: str) -> Ausgang:
        """The Plan of a quote that has none itself: those of its parts."""
        if regel.rechenart is not Rechenart.QUOTE:
            return OHNE
        zaehler, nenner = (self.plan(teil, monat, gruppe) for teil in _parts(regel))
        return _divide(zaehler, nenner, Fraction(regel.faktor), regel.nenner)

    def _at(self, kuerzel: str, monat: Periode, art: PlanIst, gruppe: str) -> Ausgang:
        regel = self.regeln.get(kuerzel)
        if regel is None or regel.rechenart is None or kuerzel in self.im_kreis:
            return OHNE
        if regel.rechenart.ist_formel:
            gerechnet = self.formel(regel, monat, art, gruppe)
            eigener = self._own(kuerzel, monat, art, gruppe)
            return gerechnet if gerechnet.wert is not None or eigener.wert is None else eigener
        if regel.rechenart is Rechenart.BESTAND:
            return self._own(kuerzel, monat, art, gruppe)
        summe = self._sum(kuerzel, monat.since_january, art, gruppe)
        if summe.wert is None:
            jahr = self.zahlen.get((kuerzel, Periode(monat.jahr), art, gruppe))
            return summe if jahr is None or monat.monat != MONATE_DES_JAHRES else Ausgang(jahr)
        return summe if regel.rechenart is Rechenart.SUMME else Ausgang(summe.wert / monat.monat)

    def formel(self, regel: Kennzahlregel, monat: Periode, art: PlanIst, gruppe: str) -> Ausgang:
        """What a formula gives, whatever value somebody gave for it."""
        zaehler, nenner = regel.zaehler, regel.nenner
        if any(teil not in self.regeln for teil in _parts(regel)):
            return OHNE
        if regel.rechenart is Rechenart.QUOTE:
            teile = self._at(zaehler, monat, art, gruppe), self._at(nenner, monat, art, gruppe)
            return _divide(*teile, Fraction(regel.faktor), nenner)
        if regel.rechenart is Rechenart.VORJAHRESMONAT:
            jetzt, damals = (self._month(zaehler, m, art, gruppe) for m in (monat, monat.months_before(12)))
            if damals.wert is not None and damals.wert < 0:  # of less than nothing, more would be less
                return Ausgang(None, jetzt.fehlend, jetzt.null | {zaehler})
            quote = _divide(jetzt, damals, Fraction(regel.faktor), zaehler)
            return quote if quote.wert is None else Ausgang(quote.wert - regel.faktor)
        anzahl = monat.monat if regel.rechenart is Rechenart.SEIT_JANUAR else MONATE_DES_JAHRES
        monate = [monat.months_before(i) for i in range(anzahl)]
        davor = [eine.months_before(1) for eine in monate]
        return _divide(
            self._sum(zaehler, monate, art, gruppe),
            self._sum(nenner, davor, art, gruppe),
            Fraction(regel.faktor * anzahl),
            nenner,
        )

    def _month(self, kuerzel: str, monat: Periode, art: PlanIst, gruppe: str) -> Ausgang:
        """The value of one month alone, not of the year up to it."""
        rechenart = self.regeln[kuerzel].rechenart
        if rechenart and rechenart.ist_formel:
            return self._at(kuerzel, monat, art, gruppe)
        return self._sum(kuerzel, (monat,), art, gruppe)

    def _own(self, kuerzel: str, monat: Periode, art: PlanIst, gruppe: str) -> Ausgang:
        """The value that was given for a month; at the end of a year also for all of it."""
        jahr = self.zahlen.get((kuerzel, Periode(monat.jahr), art, gruppe))
        eigener = self._sum(kuerzel, (monat,), art, gruppe)
        if eigener.wert is None and jahr is not None and monat.monat == MONATE_DES_JAHRES:
            return Ausgang(jahr)
        return eigener

    def _sum(self, kuerzel: str, monate: Sequence[Periode], art: PlanIst, gruppe: str) -> Ausgang:
        schluessel = [(kuerzel, monat, art, gruppe) for monat in monate]
        fehlend = frozenset(eins for eins in schluessel if eins not in self.zahlen)
        if fehlend:
            return Ausgang(None, fehlend)
        return Ausgang(sum((self.zahlen[eins] for eins in schluessel), Fraction(0)))

    def sources(self, kuerzel: str) -> set[str]:
        """The Kürzel whose values it depends on."""
        alle, offen = set[str](), [kuerzel]
        while offen:
            name = offen.pop()
            if name in self.regeln and name not in alle:
                alle.add(name)
                offen += _parts(self.regeln[name])
        return alle


def counting(werte: Iterable[Kennzahlwert]) -> dict[Wertschluessel, Kennzahlwert]:
    """The values that count: a final one before a provisional one, else the first line."""
    gilt: dict[Wertschluessel, Kennzahlwert] = {}
    for wert in werte:
        bisher = gilt.setdefault(key_of(wert), wert)
        if wert.ist_endgueltig and not bisher.ist_endgueltig:
            gilt[key_of(wert)] = wert
    return gilt


def key_of(wert: Kennzahlwert) -> Wertschluessel:
    """What a value is about."""
    return (wert.kennzahl, wert.periode, wert.art, wert.gruppe)


def circular(regeln: Mapping[str, Kennzahlregel]) -> frozenset[str]:
    """The Kürzel of formulas that need themselves, or what needs itself."""
    im_kreis: set[str] = set()
    while True:
        offen = {name: set(_parts(regel)) - im_kreis for name, regel in regeln.items() if name not in im_kreis}
        try:
            TopologicalSorter(offen).prepare()
        except CycleError as error:
            im_kreis.update(error.args[1])
            continue
        weitere = {name for name, regel in regeln.items() if im_kreis & set(_parts(regel))} - im_kreis
        if not weitere:
            return frozenset(im_kreis)
        im_kreis |= weitere


def _parts(regel: Kennzahlregel) -> list[str]:
    if regel.rechenart is None or not regel.rechenart.ist_formel:
        return []
    return [regel.zaehler, regel.nenner] if regel.rechenart.braucht_nenner else [regel.zaehler]


def _divide(zaehler: Ausgang, nenner: Ausgang, faktor: Fraction, durch: str) -> Ausgang:
    fehlend, null = zaehler.fehlend | nenner.fehlend, zaehler.null | nenner.null
    if nenner.wert == 0:
        null |= {durch}
    if zaehler.wert is None or not nenner.wert:
        return Ausgang(None, fehlend, null)
    return Ausgang(zaehler.wert / nenner.wert * faktor)


def as_decimal(wert: Fraction) -> Decimal:
    """A value as it is shown: exact where it ends soon, else rounded to two decimals, below 0,1 to three digits.

    >>> as_decimal(Fraction(1163, 2)), as_decimal(Fraction(132500, 6650)), as_decimal(Fraction(1, 300))
    (Decimal('581.5'), Decimal('19.92'), Decimal('0.00333'))
    """
    genau = Decimal(wert.numerator) / Decimal(wert.denominator)
    stellen = GELTENDE - 1 - genau.adjusted() if 0 < abs(genau) < KLEIN else NACHKOMMASTELLEN
    gerundet = genau.quantize(Decimal(1).scaleb(-stellen), ROUND_HALF_UP)
    return genau if Fraction(genau) == wert and len(str(genau)) <= len(str(gerundet)) + 2 else gerundet


def half_a_digit(*zahlen: Decimal) -> Fraction:
    """By how much a number may differ from the exact one, for each number that was rounded as it is written."""
    stellen = (zahl.normalize().as_tuple().exponent for zahl in zahlen)
    return sum((Fraction(1, 2 * 10**-s) for s in stellen if isinstance(s, int) and s < 0), Fraction(0))
