"""What a Kennzahl will be at the end of the year.

Months after the Stand are forecast for the Kennzahlen that have months, by the methods that forecasts of money have;
what is calculated from them follows by its own rule. Where a month is missing that a method needs, there is no
Prognose: it is never 0. All groups have the method of the whole, so that they can add up to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from xlbudget.core.kennzahlen.modelle import (
    GESAMT_GRUPPE,
    MONATE_DES_JAHRES,
    Kennzahlregel,
    Periode,
    PlanIst,
    Prognoseart,
    Rechenart,
)
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung, as_decimal
from xlbudget.core.prognose import ANZAHL_VORJAHRE, Verfahren, joined_kuerzel
from xlbudget.core.zeit import Stand

MIN_MONATE = 3
"""So many months there must be before they are extrapolated."""
Restmonate = Mapping[int, Fraction]
"""The months after the Stand, by their numbers."""
UEBLICH = {
    Rechenart.BESTAND: (Prognoseart.STAND,),
    Rechenart.SUMME: (Prognoseart.VORJAHRE, Prognoseart.PLAN, Prognoseart.HOCHRECHNUNG),
    Rechenart.DURCHSCHNITT: (Prognoseart.VORJAHRE, Prognoseart.PLAN, Prognoseart.HOCHRECHNUNG),
}
"""What a Kennzahl is forecast from where the house does not say: the first that there are months for."""
_VERFAHREN = {
    Prognoseart.VORJAHRE: Verfahren.VORJAHRE,
    Prognoseart.PLAN: Verfahren.ANSATZ,
    Prognoseart.HOCHRECHNUNG: Verfahren.HOCHRECHNUNG,
    Prognoseart.STAND: Verfahren.STAND,
}
TEXTE = {
    Verfahren.ANSATZ: "Ist + Plan der Restmonate",
    Verfahren.ERGEBNIS: "Ergebnis",
    Verfahren.HOCHRECHNUNG: "Ist + Mittel der bisherigen Monate je Restmonat",
    Verfahren.STAND: "der letzte Bestand gilt fort",
    Verfahren.VORJAHRE: "Ist + Mittel der Restmonate der Vorjahre",
}
"""What a method is called beside Kennzahlen."""


@dataclass(frozen=True, slots=True)
class Kennzahlprognose:
    """What a Kennzahl will be at the end of the year, in its own unit, with every method that had a part in it."""

    wert: Decimal
    verfahren: frozenset[Verfahren]

    @property
    def kuerzel(self) -> str:
        """The letters of all methods."""
        return joined_kuerzel(self.verfahren)


class Kennzahlprognosen:
    """The forecasts of all Kennzahlen at one Stand."""

    def __init__(self, rechnung: Kennzahlrechnung, stand: Stand) -> None:
        self._rechnung, self._bis = rechnung, Periode(stand.jahr, stand.monat)
        self._verfahren: dict[tuple[str, str], Verfahren] = {}
        zahlen = {key: zahl for key, zahl in rechnung.zahlen.items() if key[2] is PlanIst.PLAN or self._is_past(key[1])}
        if not stand.ist_jahresende:
            for regel in rechnung.regeln.values():
                for gruppe in (GESAMT_GRUPPE, *rechnung.gruppen_of(regel.kuerzel, stand.jahr)):
                    for monat, zahl in self._forecast(regel, gruppe).items():
                        zahlen[regel.kuerzel, Periode(stand.jahr, monat), PlanIst.IST, gruppe] = zahl
        self._ganz = rechnung.with_zahlen(zahlen)

    def of(self, kuerzel: str, gruppe: str = GESAMT_GRUPPE) -> Kennzahlprognose | None:
        """The Prognose of a Kennzahl or of one of its groups; None where months are missing or none is wanted."""
        regel = self._rechnung.regeln[kuerzel]
        if regel.prognose is Prognoseart.KEINE:
            return None
        wert = self._ganz.ist(kuerzel, Periode(self._bis.jahr, MONATE_DES_JAHRES), gruppe).wert
        if wert is None or self._repeats_itself(kuerzel, gruppe):
            return None
        quellen = (self._verfahren.get((quelle, gruppe)) for quelle in self._rechnung.sources(kuerzel))
        verfahren = frozenset(filter(None, quellen)) or frozenset({Verfahren.ERGEBNIS})
        return Kennzahlprognose(self._rounded(regel, gruppe, wert), verfahren)

    def _repeats_itself(self, kuerzel: str, gruppe: str) -> bool:
        """Whether it needs a change to a prior year that its own method says is none: months that are forecast to be
        as they were then. A stock only changes as it did then."""
        regeln, quellen = self._rechnung.regeln, self._rechnung.sources
        return any(
            regeln[name].rechenart is Rechenart.VORJAHRESMONAT
            and any(
                regeln[quelle].rechenart is not Rechenart.BESTAND
                and self._verfahren.get((quelle, gruppe)) is Verfahren.VORJAHRE
                for quelle in quellen(name)
            )
            for name in quellen(kuerzel)
        )

    def _is_past(self, periode: Periode) -> bool:
        """Whether a value belongs to the time up to the Stand; that of a whole year only when the year is over."""
        ende = Periode(periode.jahr, periode.monat or MONATE_DES_JAHRES)
        return ende <= self._bis

    def _forecast(self, regel: Kennzahlregel, gruppe: str) -> Restmonate:
        """The months after the Stand by the method of the whole, else the first that works; none where none does."""
        if regel.rechenart is None or regel.rechenart.ist_formel or not self._has_ist(regel, gruppe):
            return {}
        gesamt = self._verfahren.get((regel.kuerzel, GESAMT_GRUPPE))
        for art in UEBLICH[regel.rechenart] if regel.prognose is None else (regel.prognose,):
            verfahren = _VERFAHREN.get(art)
            if verfahren and art.fits(regel.rechenart) and gesamt in (None, verfahren):
                rest = self._rest(art, regel, gruppe)
                if rest is not None:
                    self._verfahren[regel.kuerzel, gruppe] = verfahren
                    return rest
        return {}

    def _has_ist(self, regel: Kennzahlregel, gruppe: str) -> bool:
        return self._rechnung.ist(regel.kuerzel, self._bis, gruppe).wert is not None

    def _rest(self, art: Prognoseart, regel: Kennzahlregel, gruppe: str) -> Restmonate | None:
        monate = range(self._bis.monat + 1, MONATE_DES_JAHRES + 1)
        match art:
            case Prognoseart.VORJAHRE:
                return self._from_vorjahre(regel, gruppe, monate)
            case Prognoseart.PLAN:
                return self._from_plan(regel, gruppe, monate)
            case Prognoseart.HOCHRECHNUNG if self._bis.monat < MIN_MONATE:
                return None
            case Prognoseart.HOCHRECHNUNG:
                bisher = [self._month(regel, monat, gruppe) for monat in self._bis.since_january]
                bekannt = [zahl for zahl in bisher if zahl is not None]
                return dict.fromkeys(monate, sum(bekannt, Fraction(0)) / len(bekannt))
            case _:
                stand = self._month(regel, self._bis, gruppe)
                return None if stand is None else dict.fromkeys(monate, stand)

    def _from_vorjahre(self, regel: Kennzahlregel, gruppe: str, monate: range) -> Restmonate | None:
        """The mean of prior years that have all these months; of a stock, of what it changed by since the Stand."""
        ist_bestand = regel.rechenart is Rechenart.BESTAND
        reihen: list[list[Fraction]] = []
        for jahr in range(self._bis.jahr - ANZAHL_VORJAHRE, self._bis.jahr):
            zahlen = [self._month(regel, Periode(jahr, monat), gruppe) for monat in monate]
            damals = self._month(regel, Periode(jahr, self._bis.monat), gruppe) if ist_bestand else Fraction(0)
            bekannt = [zahl for zahl in zahlen if zahl is not None]
            if damals is not None and len(bekannt) == len(monate):
                reihen.append([zahl - damals for zahl in bekannt])
        jetzt = self._month(regel, self._bis, gruppe) if ist_bestand else Fraction(0)
        if not reihen or jetzt is None:
            return None
        return {
            monat: jetzt + sum(zahlen, Fraction(0)) / len(zahlen)
            for monat, zahlen in zip(monate, zip(*reihen, strict=True), strict=True)
        }

    def _from_plan(self, regel: Kennzahlregel, gruppe: str, monate: range) -> Restmonate | None:
        """What the Plan has for each of these months alone."""
        plaene = {}
        for monat in (monate.start - 1, *monate):
            plan = self._rechnung.plan(regel.kuerzel, Periode(self._bis.jahr, monat), gruppe).wert
            if plan is None:
                return None
            plaene[monat] = plan * monat if regel.rechenart is Rechenart.DURCHSCHNITT else plan
        if regel.rechenart is Rechenart.BESTAND:
            return {monat: plaene[monat] for monat in monate}
        return {monat: plaene[monat] - plaene[monat - 1] for monat in monate}

    def _month(self, regel: Kennzahlregel, monat: Periode, gruppe: str) -> Fraction | None:
        return self._rechnung.month(regel.kuerzel, monat, gruppe).wert

    def _rounded(self, regel: Kennzahlregel, gruppe: str, wert: Fraction) -> Decimal:
        """As many decimals as the values have: nobody counts half a case."""
        if regel.rechenart not in (Rechenart.SUMME, Rechenart.BESTAND):
            return as_decimal(wert)
        werte = self._rechnung.werte.items()
        eigene = [w.wert for (name, periode, art, gr), w in werte
                  if (name, periode.jahr, art, gr) == (regel.kuerzel, self._bis.jahr, PlanIst.IST, gruppe)]  # fmt: skip
        stellen = max((_decimals(zahl) for zahl in eigene), default=0)
        genau = Decimal(wert.numerator) / Decimal(wert.denominator)
        return genau.quantize(Decimal(1).scaleb(-stellen), ROUND_HALF_UP)


def _decimals(zahl: Decimal) -> int:
    exponent = zahl.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
