"""Produktblatt and Produktbericht: frozen models that every writer reads.

A new output is a new writer; no rule moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from xlbudget.core.ausschuss import Ausschuss
from xlbudget.core.begruendung import OHNE_BEGRUENDUNG, Anlass, is_reason
from xlbudget.core.darstellung import UEBLICH, Darstellung
from xlbudget.core.fakten import Fakten, Nachereignis
from xlbudget.core.geld import sum_ct
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import Monate
from xlbudget.core.prognose import Prognose, Verfahren, Vorjahr
from xlbudget.core.tendenz import (
    Ampel,
    Regeln,
    Richtung,
    Tendenz,
    ampel,
    mehrbedarf_ct,
    tendenz,
    verbesserung_ct,
    zielerreichung,
    zieltendenz,
)
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef


@dataclass(frozen=True, slots=True)
class Kennzahl:
    """A Leistungs- or Zielkennzahl of a Produkt; `plan` and `ist` in its own unit, None where not given."""

    produkt: str
    bezeichnung: str
    einheit: str
    richtung: Richtung
    plan: Decimal | None
    ist: Decimal | None
    source: SourceRef | None = field(default=None, compare=False)

    @property
    def grad(self) -> Fraction | None:
        """Zielerreichungsgrad as a ratio (1 is 100 %)."""
        return zielerreichung(self.plan, self.ist, self.richtung)


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
    def verfahren(self) -> tuple[Verfahren, ...]:
        """All forecast methods on this sheet."""
        benutzt = {v for t in (self.ertraege, self.aufwendungen) for z in t.zeilen for v in z.prognose.verfahren}
        return tuple(verfahren for verfahren in Verfahren if verfahren in benutzt)


@dataclass(frozen=True, slots=True)
class Produktzeile:
    """One line of the consolidated report: a Produkt, with its first Leistungs- and Zielkennzahl, or a sum.

    `weitere_leistungen` and `weitere_ziele` are those after the first. `vorjahre_ct` has, by year, what was
    booked up to the same month, where that is known; `volumen_ct` is planned Erträge and Aufwendungen together.
    """

    objekt: Berichtsobjekt
    ansatz_ct: int
    ist_ct: int
    ergebnis_ct: int
    regeln: Regeln
    leistung: Kennzahl | None
    ziel: Kennzahl | None
    weitere_leistungen: tuple[Kennzahl, ...] = ()
    weitere_ziele: tuple[Kennzahl, ...] = ()
    volumen_ct: int = 0
    vorjahre_ct: Mapping[int, int] = field(default_factory=dict, hash=False)
    begruendung: str = ""

    @property
    def alle_produkte(self) -> tuple[Berichtsobjekt, ...]:
        """The Produkte that it counts."""
        return (self.objekt,)

    @property
    def verbesserung_ct(self) -> int:
        """Ergebnis − Ansatz: positive is better."""
        return verbesserung_ct(self.ergebnis_ct, self.ansatz_ct)

    @property
    def tendenz(self) -> Tendenz:
        """Marker of the verbesserung."""
        return tendenz(self.verbesserung_ct, self.ansatz_ct, self.regeln)

    @property
    def zieltendenz(self) -> Tendenz:
        """Marker of the Zielerreichungsgrad."""
        return zieltendenz(self.ziel.grad if self.ziel else None, self.regeln)

    @property
    def ausschoepfung(self) -> Fraction | None:
        """What is booked as a ratio of the Ansatz; None where that is 0 or of the other sign."""
        return _share(self.ist_ct, self.ansatz_ct, self.ansatz_ct * self.ist_ct)

    @property
    def abweichung_vom_ansatz(self) -> Fraction | None:
        """The verbesserung as a ratio of the Ansatz, signed as that is; None where that is 0 or the Ergebnis is of
        the other sign."""
        return _share(self.verbesserung_ct, abs(self.ansatz_ct), self.ansatz_ct * self.ergebnis_ct)

    @property
    def abweichung_vom_volumen(self) -> Fraction | None:
        """The verbesserung as a ratio of the Volumen; None where nothing, or less than nothing, is planned."""
        return _share(self.verbesserung_ct, self.volumen_ct, self.volumen_ct)


def _share(teil_ct: int, von_ct: int, gleiches_vorzeichen: int) -> Fraction | None:
    return Fraction(teil_ct, von_ct) if von_ct and gleiches_vorzeichen >= 0 else None


class Sammelart(StrEnum):
    """Why Produkte stand in one line together; the value is what it says."""

    WEITERE = "weitere Produkte"
    NICHT_BERICHTET = "zu diesem Stand nicht berichtet"


@dataclass(frozen=True, slots=True)
class Sammelzeile(Produktzeile):
    """A line for `produkte` that the report does not show by themselves; its `objekt` is there for this line only."""

    art: Sammelart = field(kw_only=True)
    produkte: tuple[Berichtsobjekt, ...] = field(kw_only=True)

    @property
    def alle_produkte(self) -> tuple[Berichtsobjekt, ...]:
        """The Produkte that it counts."""
        return self.produkte


@dataclass(frozen=True, slots=True)
class Rest:
    """Produkte that an Auszug does not show, all of one place and all reported to the same committees.

    `objekte` are the highest objects that consist of them, `summe` is their sum. `berichtet_an` has Kürzel; nobody sees
    what is kept out of the report, which `im_bericht` says.
    """

    objekte: tuple[Berichtsobjekt, ...]
    summe: Produktzeile
    berichtet_an: tuple[str, ...]
    im_bericht: bool


@dataclass(frozen=True, slots=True)
class Budgetgruppe:
    """The Produkte directly below one Budget with its sheet; the subtotal line is the sum of the Zeilen.

    `pfad` is what stands above the Budget. `hat_untergeordnete` says that Budgets with Produkte stand below it:
    those are groups of their own, counted in the sheet but not in the subtotal. In an Auszug, `reste` are Produkte of
    this Budget that it does not show, and `blatt_zeigt_mehr` says that the sheet counts any such.
    """

    blatt: Produktblatt
    zeilen: tuple[Produktzeile, ...]
    pfad: tuple[Berichtsobjekt, ...] = ()
    hat_untergeordnete: bool = False
    reste: tuple[Rest, ...] = ()
    blatt_zeigt_mehr: bool = False

    @property
    def titel(self) -> str:
        """What the subtotal line is called."""
        zusatz = " (ohne untergeordnete Budgets)" if self.hat_untergeordnete else ""
        zusatz += ", hier gezeigt" if self.reste else ""
        return f"{self.blatt.objekt.ebene_wie_im_haus} „{self.blatt.objekt.bezeichnung}“{zusatz}"

    @property
    def summe(self) -> Produktzeile:
        """The subtotal line, without Kennzahlen; prior years are those of the sheet where it counts the same."""
        summe = sum_produkte(self.blatt.objekt, self.zeilen, self.blatt.regeln)
        ist_ganz = not (self.hat_untergeordnete or self.reste or self.blatt_zeigt_mehr)
        return replace(summe, vorjahre_ct=self.blatt.vorjahre_ct) if ist_ganz else summe


@dataclass(frozen=True, slots=True)
class Dezernatsgruppe:
    """All Budgets anywhere below one top-most Dezernat; `dezernat` is Gesamt for Budgets that have none.

    `blatt` is its own sheet, which counts what is not shown too; None where it is no business of the reader.
    `nicht_berichtet` is a line for the Budgets that are not reported at this Stand. `reste` are Produkte that an Auszug
    does not show and that are of no group here.
    """

    dezernat: Berichtsobjekt
    gruppen: tuple[Budgetgruppe, ...]
    blatt: Produktblatt | None = None
    nicht_berichtet: tuple[Sammelzeile, ...] = ()
    reste: tuple[Rest, ...] = ()

    @property
    def summanden(self) -> tuple[Produktzeile, ...]:
        """The lines that add up to all that is shown of it."""
        return (*(gruppe.summe for gruppe in self.gruppen), *self.nicht_berichtet)

    @property
    def ohne_dezernat(self) -> bool:
        """Whether these are the Budgets that stand below no Dezernat."""
        return self.dezernat.ebene is Ebene.GESAMT


@dataclass(frozen=True, slots=True)
class Produktbericht:
    """The consolidated report. Before Dezember the `ergebnis_ct` of its lines is the Prognose.

    `gesamt` is the sheet of the whole; None in what one Budget gets. An Auszug has the `ausschuss` it is for, and as
    `reste` the Produkte of those Dezernate of which it shows nothing. `ereignisse` are in none of its figures,
    `darstellung` says how these look.
    """

    kommune: str
    stand: Stand
    regeln: Regeln
    dezernate: tuple[Dezernatsgruppe, ...]
    gesamt: Produktblatt | None = None
    ausschuss: Ausschuss | None = None
    reste: tuple[Rest, ...] = ()
    fakten: Fakten | None = None
    ereignisse: tuple[Nachereignis, ...] = ()
    darstellung: Darstellung = UEBLICH

    def only(self, budget: Berichtsobjekt) -> Produktbericht:
        """The same report with one Budget and those below it, and no figure of anything above."""
        return replace(
            self,
            gesamt=None,
            dezernate=tuple(
                Dezernatsgruppe(dezernat.dezernat, gruppen)
                for dezernat in self.dezernate
                if (gruppen := tuple(g for g in dezernat.gruppen if budget in (g.blatt.objekt, *g.pfad)))
            ),
        )

    @property
    def budgetgruppen(self) -> tuple[Budgetgruppe, ...]:
        """All Budget groups in report order."""
        return tuple(gruppe for dezernat in self.dezernate for gruppe in dezernat.gruppen)

    @property
    def zeilen(self) -> tuple[Produktzeile, ...]:
        """All lines of Produkte in report order, sums of several among them."""
        return tuple(
            zeile
            for dezernat in self.dezernate
            for zeile in (*(z for gruppe in dezernat.gruppen for z in gruppe.zeilen), *dezernat.nicht_berichtet)
        )

    @property
    def alle_reste(self) -> tuple[Rest, ...]:
        """Everything that an Auszug does not show: with the Budgetgruppen it is the whole."""
        gruppen = (rest for gruppe in self.budgetgruppen for rest in gruppe.reste)
        return (*gruppen, *(rest for dezernat in self.dezernate for rest in dezernat.reste), *self.reste)


def sum_produkte(objekt: Berichtsobjekt, zeilen: Sequence[Produktzeile], regeln: Regeln) -> Produktzeile:
    """One line with the sums of others, without Kennzahlen; of prior years those that are known of all of them."""
    jahre = set.intersection(*(set(zeile.vorjahre_ct) for zeile in zeilen)) if zeilen else set()
    return Produktzeile(
        objekt=objekt,
        ansatz_ct=sum(zeile.ansatz_ct for zeile in zeilen),
        ist_ct=sum(zeile.ist_ct for zeile in zeilen),
        ergebnis_ct=sum(zeile.ergebnis_ct for zeile in zeilen),
        regeln=regeln,
        leistung=None,
        ziel=None,
        volumen_ct=sum(zeile.volumen_ct for zeile in zeilen),
        vorjahre_ct={jahr: sum(zeile.vorjahre_ct[jahr] for zeile in zeilen) for jahr in jahre},
    )


def sum_dezernate(blatt: Produktblatt, dezernate: Iterable[Dezernatsgruppe]) -> Produktzeile:
    """The sum of what is shown of a sheet, less than the sheet where it counts more."""
    return sum_produkte(blatt.objekt, [z for dezernat in dezernate for z in dezernat.summanden], blatt.regeln)
