"""Produktblatt: the frozen model of one sheet, its rows and its Kennzahlen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from xlbudget.core.begruendung import OHNE_BEGRUENDUNG, Anlass, is_reason
from xlbudget.core.geld import sum_ct, with_dots
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kennzahlen.prognose import TEXTE, Kennzahlprognose
from xlbudget.core.kennzahlen.reihe import Kennzahlreihe
from xlbudget.core.kennzahlen.vergleich import Vergleich
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import Monate
from xlbudget.core.prognose import Prognose, Verfahren, Vorjahr
from xlbudget.core.tendenz import (
    Ampel,
    Regeln,
    Richtung,
    ampel,
    mehrbedarf_ct,
    verbesserung_ct,
    zielerreichung,
)
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef

MAX_NAME = 150
"""Characters for a Leistung in one line of the shipped template; what is longer goes without the source."""


@dataclass(frozen=True, slots=True)
class Kennzahl:
    """A Leistungs- or Zielkennzahl of a Produkt; `plan` and `ist` in its own unit, None where not given.

    Its `plan` is that of the year, or the one `bis_stand` where its values are known by month; `kuerzel` names these,
    `reihe` has them, and `prognose` is what they let expect of the whole year.
    """

    produkt: str
    bezeichnung: str
    einheit: str
    richtung: Richtung
    plan: Decimal | None
    ist: Decimal | None
    source: SourceRef | None = field(default=None, compare=False)
    kuerzel: str = ""
    bis_stand: bool = False
    reihe: Kennzahlreihe | None = field(default=None, compare=False)
    prognose: Kennzahlprognose | None = field(default=None, compare=False)
    vergleich: Vergleich | None = None

    @property
    def ist_negativ(self) -> bool:
        """Whether its Plan or Ist is below 0, so that nothing is reached to some percent."""
        return any(zahl is not None and zahl < 0 for zahl in (self.plan, self.ist))

    @property
    def vergleichswert(self) -> Decimal | None:
        """What it is elsewhere, where that has a source."""
        return self.vergleich.wert if self.vergleich and self.vergleich.ist_belegt else None

    @property
    def gezeigt(self) -> str:
        """Its name beside a Plan that is not that of the year."""
        return f"{self.bezeichnung} (Plan bis zum Stand)" if self.bis_stand else self.bezeichnung

    @property
    def vorjahr(self) -> Decimal | None:
        """What it was at the same Stand a year before, where its months are known."""
        return self.reihe.gruppen[0].vorjahr if self.reihe else None

    @property
    def gezeigt_mit_allem(self) -> str:
        """Its name with prior year, Prognose and Vergleichswert: the sheets of houses have no columns for them."""
        angaben = ["Plan bis zum Stand"] if self.bis_stand else []
        if self.vorjahr is not None:
            angaben.append(f"{'Vorjahr bis dahin' if self.bis_stand else 'Vorjahr'} {with_dots(self.vorjahr)}")
        if self.bis_stand and self.prognose:
            angaben.append(f"Prognose {with_dots(self.prognose.wert)} {self.prognose.kuerzel}")
        kurz = self._with_angaben(angaben)
        if self.vergleich is None or self.vergleichswert is None:
            return kurz
        wert = with_dots(self.vergleichswert)
        lang = self._with_angaben([*angaben, f"{self.vergleich.herkunft}: {wert}"])
        return lang if len(lang) <= MAX_NAME else self._with_angaben([*angaben, f"{self.vergleich.name}: {wert}"])

    def _with_angaben(self, angaben: Sequence[str]) -> str:
        return f"{self.bezeichnung} ({'; '.join(angaben)})" if angaben else self.bezeichnung

    @property
    def grad(self) -> Fraction | None:
        """Zielerreichungsgrad as a ratio (1 is 100 %)."""
        return zielerreichung(self.plan, self.ist, self.richtung)


def explain_prognosen(kennzahlen: Iterable[Kennzahl | None], erklaert: Collection[Verfahren] = ()) -> str:
    """The letters of their methods, each explained unless it is; empty without any Prognose, when the year is over."""
    benutzt = {v for zahl in kennzahlen if zahl and zahl.bis_stand and zahl.prognose for v in zahl.prognose.verfahren}
    return ", ".join(f"{v.kuerzel} = {TEXTE[v]}" for v in Verfahren if v in benutzt and v not in erklaert)


@dataclass(frozen=True, slots=True)
class Zeile:
    """One row of the report year. Months after the Stand, and months without postings, are None.

    `grund` is the reason of a Prognose that was reported.
    """

    name: str
    ansatz_ct: int | None
    monate_ct: Monate
    prognose: Prognose
    grund: str = ""

    @property
    def ergebnis_ct(self) -> int | None:
        """What is booked up to the Stand."""
        return sum_ct(self.monate_ct)


@dataclass(frozen=True, slots=True)
class Blatttabelle:
    """All rows of one Art, and the prior years of their sum, latest first."""

    art: Art
    zeilen: tuple[Zeile, ...]
    vorjahre: tuple[Vorjahr, ...]

    @property
    def ansatz_ct(self) -> int:
        """Sum of the Ansätze."""
        return sum(zeile.ansatz_ct or 0 for zeile in self.zeilen)

    @property
    def ergebnis_ct(self) -> int:
        """Sum of what is booked."""
        return sum(zeile.ergebnis_ct or 0 for zeile in self.zeilen)

    @property
    def prognose_ct(self) -> int:
        """Sum of the forecasts."""
        return sum(zeile.prognose.betrag_ct for zeile in self.zeilen)


@dataclass(frozen=True, slots=True)
class Produktblatt:
    """Everything one sheet shows about one Berichtsobjekt.

    `steht_allein` says of one that consists of Produkte that none of them is reported at this Stand by itself.
    """

    objekt: Berichtsobjekt
    stand: Stand
    ertraege: Blatttabelle
    aufwendungen: Blatttabelle
    regeln: Regeln
    leistungen: tuple[Kennzahl, ...]
    ziele: tuple[Kennzahl, ...]
    steht_allein: bool = False

    @property
    def ist_kleinstes(self) -> bool:
        """Whether nothing below it is reported: Prognosen and reasons are given here."""
        return self.steht_allein or self.objekt.ebene is Ebene.PRODUKT

    @property
    def ansatz_ct(self) -> int:
        """Produktbudget as planned: Erträge − Aufwendungen, a Zuschussbedarf is negative."""
        return self.ertraege.ansatz_ct - self.aufwendungen.ansatz_ct

    @property
    def ergebnis_ct(self) -> int:
        """Produktbudget as booked up to the Stand."""
        return self.ertraege.ergebnis_ct - self.aufwendungen.ergebnis_ct

    @property
    def prognose_ct(self) -> int:
        """Produktbudget as forecast for the whole year."""
        return self.ertraege.prognose_ct - self.aufwendungen.prognose_ct

    @property
    def mehrbedarf_ct(self) -> int:
        """Ansatz − Prognose: negative is better."""
        return mehrbedarf_ct(self.ansatz_ct, self.prognose_ct)

    @property
    def ampel(self) -> Ampel:
        """Traffic light of the mehrbedarf."""
        return ampel(self.mehrbedarf_ct, self.regeln)

    @property
    def anlaesse(self) -> tuple[Anlass, ...]:
        """What of a Produkt has to be explained: its Produktbudget, its rows, its Ziele.

        Other objects are sums of Produkte, and are explained by them unless none of them is reported.
        """
        pflicht = self.regeln.pflicht
        if not self.ist_kleinstes or self.stand.monat < pflicht.ab_monat:
            return ()
        budget = Anlass(abweichung_ct=verbesserung_ct(self.prognose_ct, self.ansatz_ct), ansatz_ct=self.ansatz_ct)
        zeilen = [anlass for anlass, _ in self._zeilenanlaesse()]
        ziele = [
            Anlass(ziel=ziel.bezeichnung, plan=ziel.plan or Decimal(0), ist=ziel.ist or Decimal(0))
            for ziel in self.ziele
            if pflicht.asks_ziel(ziel.plan, ziel.ist)
        ]
        return (*([budget] if pflicht.asks(budget.abweichung_ct, budget.ansatz_ct) else ()), *zeilen, *ziele)

    @property
    def offene_anlaesse(self) -> tuple[Anlass, ...]:
        """Those that nobody has explained: the Erläuterung explains all, the Grund of a reported Prognose its row."""
        if is_reason(self.objekt.erlaeuterung):
            return ()
        erklaert = {anlass for anlass, zeile in self._zeilenanlaesse() if is_reason(zeile.grund)}
        return tuple(anlass for anlass in self.anlaesse if anlass not in erklaert)

    @property
    def begruendung(self) -> str:
        """Why it deviates, in one line: its Erläuterung, else that there ought to be one, else what rows say."""
        if is_reason(self.objekt.erlaeuterung):
            return " ".join(self.objekt.erlaeuterung.split())
        if self.offene_anlaesse:
            return OHNE_BEGRUENDUNG
        zeilen = (*self.ertraege.zeilen, *self.aufwendungen.zeilen)
        return "; ".join(f"{zeile.name}: {' '.join(zeile.grund.split())}" for zeile in zeilen if is_reason(zeile.grund))

    def _zeilenanlaesse(self) -> list[tuple[Anlass, Zeile]]:
        if not self.regeln.pflicht.zeilen:
            return []
        zeilen = [(tabelle.art, zeile) for tabelle in (self.ertraege, self.aufwendungen) for zeile in tabelle.zeilen]
        anlaesse = [
            (Anlass(art, z.name, z.prognose.betrag_ct - (z.ansatz_ct or 0), z.ansatz_ct or 0), z) for art, z in zeilen
        ]
        return [(a, z) for a, z in anlaesse if self.regeln.pflicht.asks(a.abweichung_ct, a.ansatz_ct)]

    @property
    def vorjahre_ct(self) -> dict[int, int]:
        """Produktbudget of prior years up to the month of the Stand, where it is known.

        A half that nobody has a value for is nothing where nothing is planned for it this year; else the year is not
        known, since half a sum would be a wrong one.
        """
        haelften = (self.ertraege, self.aufwendungen)
        noetig = [any(zeile.ansatz_ct for zeile in tabelle.zeilen) for tabelle in haelften]
        jahre = {}
        for jahr in dict.fromkeys(vorjahr.jahr for tabelle in haelften for vorjahr in tabelle.vorjahre):
            je_haelfte = [[v.monate_ct for v in tabelle.vorjahre if v.jahr == jahr] for tabelle in haelften]
            bekannt = [any(sum_ct(monate) is not None for monate in werte) for werte in je_haelfte]
            if any(bekannt) and all(da or not n for da, n in zip(bekannt, noetig, strict=True)):
                ertraege, aufwendungen = (sum(sum_ct(m[: self.stand.monat]) or 0 for m in w) for w in je_haelfte)
                jahre[jahr] = ertraege - aufwendungen
        return jahre

    @property
    def volumen_ct(self) -> int:
        """Planned Erträge and Aufwendungen together."""
        return self.ertraege.ansatz_ct + self.aufwendungen.ansatz_ct

    @property
    def kennzahlverfahren(self) -> str:
        """How the Prognosen of its Kennzahlen come about, besides the methods of its money; empty where nothing is to
        be said, and when the year is over."""
        return explain_prognosen((*self.leistungen, *self.ziele), self.verfahren)

    @property
    def verfahren(self) -> tuple[Verfahren, ...]:
        """All forecast methods of the money on this sheet."""
        benutzt = {v for t in (self.ertraege, self.aufwendungen) for z in t.zeilen for v in z.prognose.verfahren}
        return tuple(verfahren for verfahren in Verfahren if verfahren in benutzt)
