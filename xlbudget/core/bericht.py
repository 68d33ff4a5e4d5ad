"""Produktblatt and Produktbericht: frozen models that every writer reads, and how they are built.

A new output is a new writer; no rule moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from xlbudget.core.geld import sum_ct
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Kontenrahmen
from xlbudget.core.monatswerte import LEER, Monate, Monatswerte
from xlbudget.core.prognose import ANZAHL_VORJAHRE, Prognose, Prognosen, Verfahren, Vorjahr
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
    """One row of the report year. Months after the Stand, and months without postings, are None."""

    name: str
    ansatz_ct: int | None
    monate_ct: Monate
    prognose: Prognose

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
    """Everything one sheet shows about one Berichtsobjekt."""

    objekt: Berichtsobjekt
    stand: Stand
    ertraege: Blatttabelle
    aufwendungen: Blatttabelle
    regeln: Regeln
    leistungen: tuple[Kennzahl, ...]
    ziele: tuple[Kennzahl, ...]

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
    def verfahren(self) -> tuple[Verfahren, ...]:
        """All forecast methods on this sheet."""
        benutzt = {v for t in (self.ertraege, self.aufwendungen) for z in t.zeilen for v in z.prognose.verfahren}
        return tuple(verfahren for verfahren in Verfahren if verfahren in benutzt)


@dataclass(frozen=True, slots=True)
class Produktzeile:
    """One line of the consolidated report: a Produkt, with its first Leistungs- and Zielkennzahl."""

    objekt: Berichtsobjekt
    ansatz_ct: int
    ist_ct: int
    ergebnis_ct: int
    regeln: Regeln
    leistung: Kennzahl | None
    ziel: Kennzahl | None

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


@dataclass(frozen=True, slots=True)
class Budgetgruppe:
    """The Produkte directly below one Budget with its sheet; the subtotal line is the sum of the Zeilen.

    `pfad` is what stands above the Budget. `hat_untergeordnete` says that Budgets with Produkte stand below it:
    those are groups of their own, counted in the sheet but not in the subtotal.
    """

    blatt: Produktblatt
    zeilen: tuple[Produktzeile, ...]
    pfad: tuple[Berichtsobjekt, ...] = ()
    hat_untergeordnete: bool = False

    @property
    def titel(self) -> str:
        """What the subtotal line is called."""
        zusatz = " (ohne untergeordnete Budgets)" if self.hat_untergeordnete else ""
        return f"{self.blatt.objekt.ebene} „{self.blatt.objekt.bezeichnung}“{zusatz}"

    @property
    def summe(self) -> Produktzeile:
        """The subtotal line, without Kennzahlen."""
        return Produktzeile(
            objekt=self.blatt.objekt,
            ansatz_ct=sum(zeile.ansatz_ct for zeile in self.zeilen),
            ist_ct=sum(zeile.ist_ct for zeile in self.zeilen),
            ergebnis_ct=sum(zeile.ergebnis_ct for zeile in self.zeilen),
            regeln=self.blatt.regeln,
            leistung=None,
            ziel=None,
        )


@dataclass(frozen=True, slots=True)
class Dezernatsgruppe:
    """All Budgets anywhere below one top-most Dezernat; `dezernat` is Gesamt for Budgets that have none."""

    dezernat: Berichtsobjekt
    gruppen: tuple[Budgetgruppe, ...]


@dataclass(frozen=True, slots=True)
class Produktbericht:
    """The consolidated report. Before Dezember the `ergebnis_ct` of its lines is the Prognose."""

    kommune: str
    stand: Stand
    regeln: Regeln
    dezernate: tuple[Dezernatsgruppe, ...]

    def only(self, budget: Berichtsobjekt) -> Produktbericht:
        """The same report with one Budget and those below it."""
        return replace(
            self,
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


@dataclass(frozen=True)
class Berichtsdaten:
    """All figures of one Stand; builds the models of any Berichtsobjekt, each once.

    `ist` holds the months up to the Stand only.
    """

    kommune: str
    stand: Stand
    regeln: Regeln
    gliederung: Gliederung
    kontenrahmen: Kontenrahmen
    ist: Monatswerte
    ansatz: Monatswerte
    prognosen: Prognosen
    vorjahre: Sequence[Vorjahr] = ()
    leistungen: Sequence[Kennzahl] = ()
    ziele: Sequence[Kennzahl] = ()

    def produktblatt(self, objekt: Berichtsobjekt) -> Produktblatt:
        """The sheet of any Produkt, Budget, Dezernat or Gesamt."""
        if objekt not in self._blaetter:
            self._blaetter[objekt] = self._build_blatt(objekt)
        return self._blaetter[objekt]

    def produktbericht(self) -> Produktbericht:
        """The consolidated report over all Budgets that are shown, in the order of the Gliederung."""
        return self._bericht

    @cached_property
    def _blaetter(self) -> dict[Berichtsobjekt, Produktblatt]:
        """What is built already; a copy with other figures begins anew."""
        return {}

    def _build_blatt(self, objekt: Berichtsobjekt) -> Produktblatt:
        return Produktblatt(
            objekt=objekt,
            stand=self.stand,
            ertraege=self._tabelle(objekt, Art.ERTRAEGE),
            aufwendungen=self._tabelle(objekt, Art.AUFWENDUNGEN),
            regeln=self.regeln,
            leistungen=tuple(kennzahl for kennzahl in self.leistungen if kennzahl.produkt == objekt.kennung),
            ziele=tuple(kennzahl for kennzahl in self.ziele if kennzahl.produkt == objekt.kennung),
        )

    def _tabelle(self, objekt: Berichtsobjekt, art: Art) -> Blatttabelle:
        zeilen = tuple(
            Zeile(
                zeile.name,
                self.ansatz.summe_ct(objekt, zeile),
                self.ist.monate_of(objekt, zeile),
                self.prognosen.prognose_of(objekt, zeile),
            )
            for zeile in self.kontenrahmen.zeilen_of(art)
        )
        bekannt = {
            v.jahr: v for v in self.vorjahre if (v.objekt, v.art, v.zeile) == (objekt.kennung, art, GESAMT_ZEILE)
        }
        jahre = range(self.stand.jahr - 1, self.stand.jahr - 1 - ANZAHL_VORJAHRE, -1)
        leer = (
            Vorjahr(objekt.kennung, art, GESAMT_ZEILE, jahr, ansatz_ct=None, monate_ct=LEER, ergebnis_ct=None)
            for jahr in jahre
        )
        return Blatttabelle(art, zeilen, tuple(bekannt.get(vorjahr.jahr, vorjahr) for vorjahr in leer))

    @cached_property
    def _bericht(self) -> Produktbericht:
        dezernate: dict[Berichtsobjekt, list[Budgetgruppe]] = {}
        for budget in self.gliederung.berichtsobjekte():
            produkte = [kind for kind in self.gliederung.kinder(budget) if kind.ebene is Ebene.PRODUKT]
            if produkte:
                _, *pfad = self.gliederung.pfad(budget)
                hoechste = [knoten for knoten in (budget, *pfad) if knoten.ebene is Ebene.DEZERNAT]
                gruppe = Budgetgruppe(
                    self.produktblatt(budget),
                    tuple(self._produktzeile(produkt) for produkt in produkte if produkt.im_bericht),
                    tuple(pfad),
                    len(self.gliederung.produkte_of(budget)) > len(produkte),
                )
                dezernate.setdefault(hoechste[-1] if hoechste else GESAMT, []).append(gruppe)
        return Produktbericht(
            self.kommune,
            self.stand,
            self.regeln,
            tuple(Dezernatsgruppe(dezernat, tuple(gruppen)) for dezernat, gruppen in dezernate.items()),
        )

    def _produktzeile(self, produkt: Berichtsobjekt) -> Produktzeile:
        blatt = self.produktblatt(produkt)
        return Produktzeile(
            objekt=produkt,
            ansatz_ct=blatt.ansatz_ct,
            ist_ct=blatt.ergebnis_ct,
            ergebnis_ct=blatt.prognose_ct,
            regeln=self.regeln,
            leistung=next(iter(blatt.leistungen), None),
            ziel=next(iter(blatt.ziele), None),
        )
