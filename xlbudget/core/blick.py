"""What a reader gets at first sight: the whole, its Budgets, the largest deviations, and what nobody has said yet.

A selection from a `Produktbericht`, whole or Auszug, in an order that nothing but its figures decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlbudget.core.bericht import GEZEIGT, Budgetgruppe, Produktbericht
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.fakten import Fakten
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, highest
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import Monate, add_monate
from xlbudget.core.produktblatt import Blatttabelle, Produktblatt
from xlbudget.core.produktzeile import Produktzeile, Sammelart, Sammelzeile, sum_produkte
from xlbudget.core.tendenz import Tendenz

MAX_RANG = 5
"""So many improvements, and so many deteriorations."""

MAX_BUDGETS = 9
"""So many lines of Budgets; of more, those that deviate least share the last one."""

BLATT_BLICK = "Auf einen Blick"
"""What its sheet is called; its figures are those of the consolidated report once more."""


@dataclass(frozen=True, slots=True)
class Blickbudget:
    """A line of a Budget: the Produkte directly below it that are shown; several Budgets where `name` says so."""

    name: str
    summe: Produktzeile
    produkte: tuple[Produktzeile, ...]


@dataclass(frozen=True, slots=True)
class Blickprodukt:
    """A Produkt among the largest deviations; `begruendung` is in one line, or says that there ought to be one."""

    zeile: Produktzeile
    begruendung: str


@dataclass(frozen=True, slots=True)
class Verlauf:
    """Erträge or Aufwendungen of all that is shown, in cents.

    `monate_ct` reach up to the Stand, `vorjahr_ct` has the prior year where it is known for all that is shown.
    """

    art: Art
    ansatz_ct: int
    prognose_ct: int
    monate_ct: Monate
    vorjahr_ct: Monate | None


@dataclass(frozen=True, slots=True)
class Blick:
    """The first page of a `bericht`; `summe` is all that it shows.

    `ziele` are the missed ones, worst first. `fakten` name only Budgets that are shown. `ohne_begruendung` are the
    Produkte that lack a reason, in report order; `verlangt_begruendung` is False where a house asks for none.
    """

    bericht: Produktbericht
    summe: Produktzeile
    budgets: tuple[Blickbudget, ...]
    verbesserungen: tuple[Blickprodukt, ...]
    verschlechterungen: tuple[Blickprodukt, ...]
    ziele: tuple[Produktzeile, ...]
    ertraege: Verlauf
    aufwendungen: Verlauf
    fakten: Fakten
    ohne_begruendung: tuple[Produktzeile, ...]
    verlangt_begruendung: bool

    @property
    def produkte(self) -> tuple[Produktzeile, ...]:
        """Everything that is shown, by Budget."""
        return tuple(produkt for budget in self.budgets for produkt in budget.produkte)

    @property
    def ohne_grad(self) -> tuple[str, ...]:
        """The Produkte whose Ziel has no Zielerreichungsgrad, by number."""
        return tuple(p.objekt.nummer for p in self.produkte if p.ziel and p.ziel.grad is None)

    def why_ohne_grad(self, soll: str) -> str:
        """What these are called; `soll` is the word of the page for a Plan."""
        negativ = any(p.ziel and p.ziel.ist_negativ for p in self.produkte)
        return f"Ziele ohne {soll} oder Ist" + (" oder mit negativem Wert" if negativ else "")

    @property
    def volumen_ct(self) -> int:
        """Planned Erträge and Aufwendungen together; a Produktbudget may be near 0, and is no base of a percentage."""
        return self.ertraege.ansatz_ct + self.aufwendungen.ansatz_ct

    def anteil(self, betrag_ct: int) -> Fraction | None:
        """An amount as a ratio of the Volumen; None where nothing, or less than nothing, is planned."""
        return Fraction(betrag_ct, self.volumen_ct) if self.volumen_ct > 0 else None


def build_blick(daten: Berichtsdaten, bericht: Produktbericht, fakten: Fakten) -> Blick:
    """The first page of a report or an Auszug from the figures it was made of; empty where it shows no Produkt."""
    gruppen = [gruppe for gruppe in bericht.budgetgruppen if gruppe.zeilen]
    zeilen, je_zeile = bericht.zeilen, _reported(daten, gruppen)
    berichtete = [zeile for zeile, _ in je_zeile]
    besser, schlechter = rank_deviations(berichtete)
    blaetter = {produkt.kennung: daten.produktblatt(produkt) for zeile in zeilen for produkt in zeile.alle_produkte}
    namen = {gruppe.blatt.objekt.titel for gruppe in gruppen}
    return Blick(
        bericht=bericht,
        summe=sum_produkte(GESAMT, zeilen, bericht.regeln),
        budgets=select_budgets(gruppen, [z for dezernat in bericht.dezernate for z in dezernat.nicht_berichtet]),
        verbesserungen=tuple(Blickprodukt(zeile, zeile.begruendung) for zeile in besser),
        verschlechterungen=tuple(Blickprodukt(zeile, zeile.begruendung) for zeile in schlechter),
        ziele=rank_ziele(berichtete),
        ertraege=_verlauf(daten, Art.ERTRAEGE, blaetter),
        aufwendungen=_verlauf(daten, Art.AUFWENDUNGEN, blaetter),
        fakten=replace(fakten, ohne_rueckmeldung=tuple(name for name in fakten.ohne_rueckmeldung if name in namen)),
        ohne_begruendung=tuple(zeile for zeile, blatt in je_zeile if blatt.offene_anlaesse),
        verlangt_begruendung=bericht.regeln.pflicht.verlangt_etwas,
    )


def _reported(daten: Berichtsdaten, gruppen: Iterable[Budgetgruppe]) -> list[tuple[Produktzeile, Produktblatt]]:
    """What is reported by itself: each line with whose it is, a Budget by its only line where it has no other."""
    je_zeile: list[tuple[Produktzeile, Produktblatt]] = []
    for gruppe in gruppen:
        for zeile in gruppe.zeilen:
            if not isinstance(zeile, Sammelzeile):
                je_zeile.append((zeile, daten.produktblatt(zeile.objekt)))
            elif gruppe.blatt.steht_allein:
                objekt = replace(zeile.objekt, bezeichnung=gruppe.blatt.objekt.bezeichnung)
                je_zeile.append((replace(zeile, objekt=objekt), gruppe.blatt))
    return je_zeile


def rank_deviations(zeilen: Iterable[Produktzeile]) -> tuple[tuple[Produktzeile, ...], tuple[Produktzeile, ...]]:
    """The largest improvements and the largest deteriorations, largest first, by number where they are equal."""
    sortiert = sorted(zeilen, key=lambda zeile: (-abs(zeile.verbesserung_ct), zeile.objekt.nummer))
    besser = [zeile for zeile in sortiert if zeile.verbesserung_ct > 0]
    schlechter = [zeile for zeile in sortiert if zeile.verbesserung_ct < 0]
    return tuple(besser[:MAX_RANG]), tuple(schlechter[:MAX_RANG])


def rank_ziele(zeilen: Iterable[Produktzeile]) -> tuple[Produktzeile, ...]:
    """All Produkte that missed the Ziel of their line, lowest Zielerreichungsgrad first, then by number."""
    verfehlt = [
        (zeile.ziel.grad, zeile.objekt.nummer, zeile)
        for zeile in zeilen
        if zeile.ziel and zeile.ziel.grad is not None and zeile.zieltendenz is Tendenz.SCHLECHTER
    ]
    return tuple(zeile for _, _, zeile in sorted(verfehlt, key=lambda eintrag: eintrag[:2]))


def select_budgets(
    gruppen: Sequence[Budgetgruppe], nicht_berichtet: Sequence[Sammelzeile] = ()
) -> tuple[Blickbudget, ...]:
    """A line for each Budget in report order, or for those that deviate most and one for all others.

    What is `nicht_berichtet` at this Stand has the last line.
    """
    if nicht_berichtet:
        rest = sum_produkte(GESAMT, nicht_berichtet, nicht_berichtet[0].regeln)
        letzte = Blickbudget(Sammelart.NICHT_BERICHTET, rest, tuple(nicht_berichtet))
        return (*_select(gruppen, MAX_BUDGETS - 1), letzte)
    return _select(gruppen, MAX_BUDGETS)


def _select(gruppen: Sequence[Budgetgruppe], hoechstens: int) -> tuple[Blickbudget, ...]:
    if len(gruppen) <= hoechstens:
        return tuple(map(_line, gruppen))
    platz = hoechstens - 1
    sortiert = sorted(range(len(gruppen)), key=lambda stelle: (-abs(gruppen[stelle].summe.verbesserung_ct), stelle))
    gezeigt = sorted(sortiert[:platz])
    andere = tuple(zeile for stelle in sorted(sortiert[platz:]) for zeile in gruppen[stelle].zeilen)
    regeln = gruppen[0].blatt.regeln
    return (
        *(_line(gruppen[stelle]) for stelle in gezeigt),
        Blickbudget(f"{len(gruppen) - platz} weitere Budgets", sum_produkte(GESAMT, andere, regeln), andere),
    )


def _line(gruppe: Budgetgruppe) -> Blickbudget:
    zusatz = " (ohne untergeordnete)" if gruppe.hat_untergeordnete else ""
    zusatz += f", {GEZEIGT}" if gruppe.reste else ""
    return Blickbudget(f"{gruppe.blatt.objekt.titel}{zusatz}", gruppe.summe, gruppe.zeilen)


def _verlauf(daten: Berichtsdaten, art: Art, blaetter: dict[str, Produktblatt]) -> Verlauf:
    tabellen = [_tabelle(blatt, art) for blatt in blaetter.values()]
    return Verlauf(
        art=art,
        ansatz_ct=sum(tabelle.ansatz_ct for tabelle in tabellen),
        prognose_ct=sum(tabelle.prognose_ct for tabelle in tabellen),
        monate_ct=add_monate(zeile.monate_ct for tabelle in tabellen for zeile in tabelle.zeilen),
        vorjahr_ct=_vorjahr(daten, art, blaetter),
    )


def _vorjahr(daten: Berichtsdaten, art: Art, blaetter: dict[str, Produktblatt]) -> Monate | None:
    """The months of the prior year; None where a part that is planned this year has none: half a sum would mislead."""
    monate: list[Monate] = []
    for objekt in _objects(daten, blaetter):
        tabelle = _tabelle(daten.produktblatt(objekt), art)
        if any(betrag is not None for betrag in tabelle.vorjahre[0].monate_ct):
            monate.append(tabelle.vorjahre[0].monate_ct)
        elif any(zeile.ansatz_ct for zeile in tabelle.zeilen):
            return None
    return add_monate(monate) if monate else None


def _objects(daten: Berichtsdaten, blaetter: dict[str, Produktblatt]) -> tuple[Berichtsobjekt, ...]:
    """The highest objects that consist of what is shown: a prior year may be known for a Budget only."""
    alle = {produkt.kennung for produkt in daten.gliederung.produkte_of(GESAMT)}
    return (GESAMT,) if alle == blaetter.keys() else highest(daten.gliederung, blaetter.keys())


def _tabelle(blatt: Produktblatt, art: Art) -> Blatttabelle:
    return blatt.ertraege if art is Art.ERTRAEGE else blatt.aufwendungen
