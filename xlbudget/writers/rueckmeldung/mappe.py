"""The workbook a Fachdienst fills in: its Fachdienst-Mappe with open inputs, everything else protected, and sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from xlbudget.core.begruendung import Anlass, listed_anlaesse
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.geld import euro
from xlbudget.core.gliederung import Ebene
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.prognose import Meldung, Zeilenschluessel
from xlbudget.core.rueckmeldung import Ausweis, Eingabefeld, Feldart, Identitaet
from xlbudget.errors import Befund, VorlageError
from xlbudget.layout.namen import PB, RUECKMELDUNGSNAMEN
from xlbudget.layout.rueckmeldung import (
    BOX_PRUEFUNGEN,
    IDENTITAET_BLATT,
    PRUEFUNGEN,
    RUECKMELDUNG_BLATT,
    ask_for,
    eingaben,
    plan_rueckmeldung,
)
from xlbudget.writers.fachdienstmappe import UEBERSICHT, Mappenblatt, fill_mappe
from xlbudget.writers.gesamtbericht.spaltenkatalog import spalten_of
from xlbudget.writers.rueckmeldung.blattbaum import Blattbaum
from xlbudget.writers.rueckmeldung.deckblatt import Begleitung, Pflichtzeile, draw_deckblatt
from xlbudget.writers.rueckmeldung.objektblatt import Objektblatt
from xlbudget.writers.rueckmeldung.schloss import Schloss, with_fixed_structure
from xlbudget.writers.rueckmeldung.summen import Summen
from xlbudget.writers.rueckmeldung.tafelblatt import draw_tafel, tafelspalten, tafelzellen
from xlbudget.writers.rueckmeldung.verborgen import with_hidden_sheet
from xlbudget.xlsx.areas import Area, address
from xlbudget.xlsx.copy.import_sheet import import_first_sheet
from xlbudget.xlsx.fill.recalc import Calculator
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.package import Package


@dataclass(frozen=True, slots=True)
class Eingabemappe:
    """A workbook to be sent, what can be entered where, and its identity.

    `befunde` says what Excel has to compute itself.
    """

    data: bytes
    felder: tuple[Eingabefeld, ...]
    identitaet: Identitaet
    befunde: tuple[Befund, ...]


def fill_rueckmeldung(
    vorlage: Package,
    bericht: Produktbericht,
    blaetter: Sequence[Produktblatt],
    *,
    identitaet: Identitaet,
    schluessel: bytes,
    begleitung: Begleitung,
    meldungen: Iterable[Meldung] = (),
    anlaesse: Mapping[str, Sequence[Anlass]] = MappingProxyType({}),
) -> Eingabemappe:
    """One workbook: the sheet Rückmeldung, those for tables, the lines of `bericht`, a sheet for each of `blaetter`.

    `blaetter` are that of the Budget and those of its Produkte, the objects of `identitaet`. `meldungen` for a row of
    a Produkt are prefilled; the first counts. `anlaesse`, by object, have to be explained. Raises VorlageError if the
    template lacks a name, cannot take what should go into it, or has a sheet of the same name as one of ours.
    """
    if identitaet.objekte != tuple(blatt.objekt.kennung for blatt in blaetter):
        raise ValueError("the identity is that of other sheets")
    if [blatt.objekt.ebene is Ebene.PRODUKT for blatt in blaetter] != [False, *[True] * (len(blaetter) - 1)]:
        raise ValueError("needed are the sheet of a Budget and then those of its Produkte")
    gemeldet: dict[Zeilenschluessel, Meldung] = {}
    for meldung in meldungen:
        gemeldet.setdefault(meldung.ziel, meldung)
    package = _fill(vorlage, bericht, blaetter, gemeldet, [tafel.blatt for tafel in begleitung.tafeln])
    mappe = _Mappe(package, blaetter, gemeldet, anlaesse, begleitung)
    mappe.add_tafeln(bericht.kommune)
    mappe.add_deckblatt(bericht.kommune)
    mappe.sum_produkte()
    mappe.link_overview(bericht)
    mappe.open_inputs()
    return mappe.seal(identitaet, schluessel)


def _fill(
    vorlage: Package,
    bericht: Produktbericht,
    blaetter: Sequence[Produktblatt],
    gemeldet: Mapping[Zeilenschluessel, Meldung],
    weitere: Iterable[str],
) -> Package:
    mappenblaetter = [
        Mappenblatt(b.objekt.kennung, b.objekt.titel, b.ampel, plan_rueckmeldung(b, bericht.kommune, gemeldet))
        for b in blaetter
    ]
    package = fill_mappe(vorlage, bericht, mappenblaetter, RUECKMELDUNGSNAMEN, is_complete=False).package
    eigene = {name.casefold() for name in (RUECKMELDUNG_BLATT, IDENTITAET_BLATT, *weitere)}
    if vergeben := [sheet.name for sheet in package.sheets if sheet.name.casefold() in eigene]:
        raise VorlageError(
            f"Ein Blatt der Mappe heißt {vergeben[0]}; so nennt xlbudget ein eigenes Blatt. Bitte in der Vorlage "
            f"{vorlage.name} das Blatt oder in der Datenmappe das Budget anders benennen."
        )
    return package


class _Mappe:
    """The filled Fachdienst-Mappe on its way to what is sent."""

    def __init__(
        self,
        package: Package,
        blaetter: Sequence[Produktblatt],
        gemeldet: Mapping[Zeilenschluessel, Meldung],
        anlaesse: Mapping[str, Sequence[Anlass]],
        begleitung: Begleitung,
    ) -> None:
        self._package, self._anlaesse, self._begleitung = package, anlaesse, begleitung
        self._baeume = {sheet.name: Blattbaum(sheet.name, package.members[sheet.part]) for sheet in package.sheets}
        self._budget, *self._produkte = self._objektblaetter(blaetter, gemeldet)
        # where Prognosen and reasons are entered
        self._kleinste = [b for b in (self._budget, *self._produkte) if b.modell.ist_kleinstes]
        prognosen = any(e.feld.feldart is Feldart.PROGNOSE for blatt in self._kleinste for e in blatt.eingaben)
        zeilen = {blatt.baum.name: blatt.berichtszeilen() for blatt in self._kleinste}
        self._summen = Summen(zeilen) if prognosen else None

    def _objektblaetter(
        self, blaetter: Sequence[Produktblatt], gemeldet: Mapping[Zeilenschluessel, Meldung]
    ) -> Iterator[Objektblatt]:
        areas: dict[str, dict[str, Area]] = {}
        for name, found in self._package.named_areas.items():
            for named in found:
                if named.scope == named.sheet.index:
                    areas.setdefault(named.sheet.name, {})[name] = named.areas[0]
        ergeben_sich = {kuerzel for tafel in self._begleitung.tafeln for kuerzel in tafel.ergibt}
        filled = [name for name in self._baeume if PB.TITEL.casefold() in areas.get(name, {})]
        for name, blatt in zip(filled, blaetter, strict=True):
            yield Objektblatt(blatt, self._baeume[name], areas[name], eingaben(blatt, gemeldet, ergeben_sich))

    def add_tafeln(self, kommune: str) -> None:
        """Put the sheets for tables of the Datenmappe in front."""
        fuss = f"{kommune}, Produktbericht Stand Ende {self._budget.modell.stand.text}"
        for tafel in reversed(self._begleitung.tafeln):
            self._package = package = import_first_sheet(self._package, draw_tafel(fuss, tafel))
            self._baeume[tafel.blatt] = baum = Blattbaum(tafel.blatt, package.members[package.sheets[0].part])
            baum.deselect()

    def add_deckblatt(self, kommune: str) -> None:
        """Put the sheet Rückmeldung in front."""
        offen = self._summen.fehlende_gruende() if self._summen else None
        pflichten = [
            Pflichtzeile(o.kennung, o.bezeichnung, listed_anlaesse(gefunden), blatt.explained(gefunden))
            for blatt in self._kleinste
            if (gefunden := self._anlaesse.get((o := blatt.modell.objekt).kennung, ()))
        ]
        deckblatt = draw_deckblatt(kommune, self._budget.modell, self._begleitung, offen, pflichten)
        self._package = package = import_first_sheet(self._package, deckblatt)
        self._baeume[UEBERSICHT].deselect()
        self._baeume[RUECKMELDUNG_BLATT] = Blattbaum(RUECKMELDUNG_BLATT, package.members[package.sheets[0].part])

    def sum_produkte(self) -> None:
        """The sheet of the Budget shows what its Produkte report; nothing is entered there twice."""
        if self._summen is None or not self._produkte:
            return
        baum = self._budget.baum
        for zeile, (prognose, meldung, grund) in self._budget.berichtszeilen().items():
            summe = self._summen.of_zeile(zeile)
            baum.set_formula(meldung, f'IF(ROUND({summe},2)=0,"",ROUND({address(*prognose)}+{summe},2))')
            baum.set_formula(grund, f'IF({address(*meldung)}="","","Summe der Produktblätter")')

    def link_overview(self, bericht: Produktbericht) -> None:
        """The lines of the overview follow what is entered on the sheets they lead to."""
        baum = self._baeume[UEBERSICHT]
        spalten = {spalte.name: nummer for nummer, spalte in enumerate(spalten_of(bericht), 1)}
        blaetter = {blatt.baum.name: blatt for blatt in self._kleinste}
        allein = [z.ergebnis_ct for g in bericht.budgetgruppen for z in g.zeilen if g.blatt.steht_allein]
        for zeile, ziel in baum.links():
            if (blatt := blaetter.get(ziel)) is None:
                continue
            prognose_ct = blatt.modell.prognose_ct
            if blatt is self._budget:  # its sum is linked; the line above it is all that it consists of
                zeile, prognose_ct = zeile - 1, allein[0]
            if self._summen:
                berechnet = f"{euro(prognose_ct).normalize():f}"  # as every program writes it
                summe = self._summen.of_produkt(blatt.baum.name)
                baum.set_formula((zeile, spalten["ergebnis"]), f"ROUND({berechnet}+{summe},2)")
            for name, spalte in ((PB.LEISTUNG_IST, "leistung_ist"), (PB.ZIEL_IST, "ziel_ist")):
                if any(eingabe.name == name for eingabe in blatt.eingaben):
                    ist = blatt.reference(name, 0)
                    baum.set_formula((zeile, spalten[spalte]), f'IF({ist}="","",{ist})')

    def open_inputs(self) -> None:
        """Lock everything, then open the inputs, in colour and with their checks."""
        styles = self._part("/styles")
        schloss = Schloss(self._package.members[styles])
        for blatt in (self._budget, *self._produkte):
            for eingabe in blatt.eingaben:
                blatt.baum.open(blatt.cell(eingabe.name, eingabe.nummer), schloss.open)
            for feldart, cells in blatt.runs():
                blatt.baum.validate(cells, PRUEFUNGEN[feldart])
            if gefragt := self._anlaesse.get(blatt.modell.objekt.kennung):
                erlaeuterung = blatt.cell(PB.ERLAEUTERUNG, 0)
                blatt.baum.open(erlaeuterung, schloss.ask)
                blatt.baum.validate([erlaeuterung], ask_for(gefragt))
        for tafel in self._begleitung.tafeln:
            for cell, _ in tafelzellen(tafel):
                self._baeume[tafel.blatt].open(cell, schloss.open)
            for pruefung, cells in tafelspalten(tafel):
                self._baeume[tafel.blatt].validate(cells, pruefung)
        deckblatt = self._baeume[RUECKMELDUNG_BLATT]
        for zelle, pruefung in BOX_PRUEFUNGEN.items():
            (cell,) = deckblatt.column_cells(_area(zelle))
            deckblatt.open(cell, schloss.open)
            deckblatt.validate([cell], pruefung)
        for baum in self._baeume.values():
            baum.protect()
        members = {**self._package.members, styles: schloss.xml}
        self._package = Package(self._package.name, members)

    def seal(self, identitaet: Identitaet, schluessel: bytes) -> Eingabemappe:
        """Add the identity, protect the structure, compute everything."""
        felder = tuple(
            Eingabefeld(blatt.baum.name, address(*blatt.cell(e.name, e.nummer)), e.feld, e.wert)
            for blatt in (self._budget, *self._produkte)
            for e in blatt.eingaben
        )
        felder += tuple(
            Eingabefeld(tafel.blatt, address(*cell), e.feld, e.wert)
            for tafel in self._begleitung.tafeln
            for cell, e in tafelzellen(tafel)
        )
        members = dict(self._package.members)
        members |= {sheet.part: self._baeume[sheet.name].xml for sheet in self._package.sheets}
        members[self._package.workbook_part] = with_fixed_structure(members[self._package.workbook_part])
        summen = self._summen.rows() if self._summen else []
        package = Package(self._package.name, members)
        package = with_hidden_sheet(package, Ausweis.issue(identitaet, schluessel), summen)
        # what the cells have as their values is from before the inputs were put in
        filled = Template(package, (), calculator=Calculator(package, {}, cache_is_known=False)).fill(())
        return Eingabemappe(filled.data, felder, identitaet, filled.befunde)

    def _part(self, kind: str) -> str:
        """The part of the workbook of some kind; empty if there is none."""
        parts = self._package.relationships(self._package.workbook_part)
        return next((part for found, _, part in parts if found.endswith(kind)), "")


def _area(zelle: str) -> Area:
    area = Area.parse(zelle)
    if area is None:
        raise ValueError(zelle)
    return area
