"""Produktbericht: the frozen model of the consolidated report that every writer reads.

A new output is a new writer; no rule moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from xlbudget.core.ausschuss import Ausschuss
from xlbudget.core.darstellung import UEBLICH, Darstellung
from xlbudget.core.fakten import Fakten, Nachereignis
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.massnahmen import Massnahmenstand
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.produktzeile import Produktzeile, Sammelzeile, sum_produkte
from xlbudget.core.reifegrad import Reifegradvergleich
from xlbudget.core.tendenz import (
    Regeln,
)
from xlbudget.core.zeit import Stand

GEZEIGT, NICHT_GEZEIGT, ALLES_GEZEIGT = "hier gezeigt", "hier nicht gezeigt", "gezeigt und nicht gezeigt"
"""What lines of an Auszug call themselves: a part that it shows, what it leaves out, and both together."""
ALLES_BERICHTETE = "Alles, was im Bericht steht"
"""Both together where everybody reads it and something is in no report."""
OHNE_VERBORGENES = "ohne das, was nicht im Bericht steht"


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
        zusatz += f", {GEZEIGT}" if self.reste else ""
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
    `reste` the Produkte of those Dezernate of which it shows nothing. `ereignisse`, `massnahmen` and `reifegrad`
    are in none of its figures, `darstellung` says how these look. One that is `gekuerzt` is for everybody: what is kept
    out of the report is in none of its sums, and no sheet is named that counts it.
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
    massnahmen: Massnahmenstand | None = None
    reifegrad: Reifegradvergleich | None = None
    gekuerzt: bool = False

    def only(self, budget: Berichtsobjekt) -> Produktbericht:
        """The same report with one Budget and those below it, and no figure of anything above."""
        return replace(
            self,
            gesamt=None,
            massnahmen=None,
            reifegrad=None,
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


def sum_dezernate(blatt: Produktblatt, dezernate: Iterable[Dezernatsgruppe]) -> Produktzeile:
    """The sum of what is shown of a sheet, less than the sheet where it counts more."""
    return sum_produkte(blatt.objekt, [z for dezernat in dezernate for z in dezernat.summanden], blatt.regeln)
