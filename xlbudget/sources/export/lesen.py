"""Reading an export: its blocks become typed columns, sums by account, findings, and a balance of every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.errors import Befund, EingabeError, SourceRef
from xlbudget.sources.export.abschluss import finish
from xlbudget.sources.export.angaben import Erkennung, Inhalt, Quellenangabe, Zahlenstil
from xlbudget.sources.export.bilanz import Exportbilanz, class_sums
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.deutung import understand
from xlbudget.sources.export.durchgang import ALLE, Durchgang
from xlbudget.sources.export.halbgelesen import HalbgelesenError
from xlbudget.sources.export.kopf import Kopfsuche
from xlbudget.sources.export.kopfmeldung import KopfFehltError
from xlbudget.sources.export.lesestand import Lesestand
from xlbudget.sources.export.plausibel import is_doubled
from xlbudget.sources.export.rohtabelle import Rohtabelle
from xlbudget.sources.export.salden import joined_movements
from xlbudget.sources.export.ueber_kopf import lines_above
from xlbudget.sources.export.zuordnung import Exportort, Zuordnung


@dataclass(frozen=True)
class Export:
    """One export as read: sums of its accounts, what was found, and its balance.

    Sums of postings are Haben − Soll; Ansätze run in the direction of their Art, all in month 1. Lines with a Befund
    of severity Fehler are in none. `kontonamen` and `produktnamen` are its names, as far as it has any.
    """

    ort: Exportort
    inhalt: Inhalt
    summen: Sequence[Kontensumme]
    befunde: Sequence[Befund]
    bilanz: Exportbilanz
    kontonamen: Mapping[str, str] = field(default_factory=dict)
    produktnamen: Mapping[str, str] = field(default_factory=dict)

    def place(self, nummer: int) -> SourceRef:
        """A line of it."""
        return self.ort.place(nummer)


def read_exports(file: Path, angabe: Quellenangabe, jahr: int, rahmen: Kontenrahmen) -> list[Export]:
    """Read what a Quellenangabe declares of one file: an Export, or for Plan und Ist one of each.

    Raises EingabeError like `read_export`, and where one column would be both Plan and Ist.
    """
    return [finished(*teil, rahmen) for teil in read_parts(Exportdatei(file), angabe, jahr, rahmen)]


def read_parts(
    datei: Exportdatei, angabe: Quellenangabe, jahr: int, rahmen: Kontenrahmen, *, behalten: int = 0
) -> list[tuple[Zuordnung, Durchgang]]:
    """What `read_exports` makes its exports of; so many lines are kept of each. Raises EingabeError as it does."""
    teile = [
        _run(datei, teil, angabe.jahr or jahr, rahmen, gemischt=len(parts_of(angabe)) > 1, behalten=behalten)
        for teil in parts_of(angabe)
    ]
    try:
        check_parts(datei.file, [zuordnung for zuordnung, _ in teile])
    except EingabeError as grund:
        zuordnung, durchgang = teile[0]
        raise HalbgelesenError(grund, kopf=zuordnung.kopf, zuordnung=zuordnung, durchgang=durchgang) from grund
    return teile


def parts_of(angabe: Quellenangabe) -> Sequence[Quellenangabe]:
    """What is declared about each kind of content of one file."""
    if angabe.inhalt is not Inhalt.PLAN_UND_IST:
        return [angabe]
    return [replace(angabe, inhalt=inhalt) for inhalt in (Inhalt.BUCHUNGEN, Inhalt.ANSAETZE)]


def check_parts(file: Path, zuordnungen: Sequence[Zuordnung]) -> None:
    """Raise EingabeError where one column would be both Plan and Ist."""
    werte = [{z.spalten[name] for name in z.wertfelder} for z in zuordnungen if len(zuordnungen) > 1]
    if werte and werte[0] & werte[1] and any(z.wertarten is None for z in zuordnungen):
        raise EingabeError(
            f"{file.name}: Plan und Ist stünden in derselben Spalte, und keine Spalte sagt, welche Zeile was "
            "ist. In der Tabelle Spalten je eine Zeile für die Felder Betrag (Ist) und Ansatz (Plan) oder die Spalte "
            "der Wertart eintragen."
        )


def read_export(file: Path, angabe: Quellenangabe, jahr: int, rahmen: Kontenrahmen) -> Export:
    """Read one kind of content of one file, for its year or else the Haushaltsjahr `jahr`.

    `rahmen` tells Erträge from Aufwendungen where signs are to be recognised. Raises EingabeError (German) if the
    file cannot be read, is of another kind or year, lacks a field, or contradicts what is declared.
    """
    return finished(*_run(Exportdatei(file), angabe, angabe.jahr or jahr, rahmen), rahmen)


def read_lines(file: Path, angabe: Quellenangabe, jahr: int, rahmen: Kontenrahmen) -> pa.Table:
    """The lines that count, as understood: produkt, sachkonto, monat, saldo_ct and zeile, before signs are turned."""
    return _run(Exportdatei(file), angabe, angabe.jahr or jahr, rahmen, behalten=ALLE)[1].lines()


def understood(
    datei: Exportdatei, angabe: Quellenangabe, jahr: int, *, gemischt: bool = False
) -> tuple[Rohtabelle, Zuordnung]:
    """The table in a file and how it is to be read, by its first lines. Raises EingabeError as `read_export` does."""
    suche = Kopfsuche(angabe, jahr, gemischt=gemischt)
    tabelle, befunde = datei.table(suche)
    kopf = None
    try:
        zeilen = tabelle.kopfzeilen(max(40, angabe.kopfzeile + 2))
        kopf = suche.find(tabelle.datei, zeilen)
        zuordnung = understand(tabelle, kopf, suche)
    except KopfFehltError as grund:
        raise HalbgelesenError(grund, kopf=grund.kopf, tabelle=tabelle) from grund
    except EingabeError as grund:
        raise HalbgelesenError(grund, kopf=kopf, tabelle=tabelle) from grund
    darueber = lines_above(zuordnung, zeilen)
    return tabelle, replace(zuordnung, befunde=(*befunde, *zuordnung.befunde, *darueber))


def _run(
    datei: Exportdatei,
    angabe: Quellenangabe,
    jahr: int,
    rahmen: Kontenrahmen,
    *,
    behalten: int = 0,
    gemischt: bool = False,
) -> tuple[Zuordnung, Durchgang]:
    tabelle, zuordnung = understood(datei, angabe, jahr, gemischt=gemischt)
    durchgang = Durchgang(zuordnung, rahmen, behalten=behalten)
    durchgang.run(tabelle)
    neu = in_english(zuordnung, durchgang.befunde.andere_zahlen)
    if neu is not None:
        zweiter = Durchgang(neu, rahmen, behalten=behalten)
        zweiter.run(tabelle)
        if zweiter.unlesbare_betraege < durchgang.unlesbare_betraege:
            zuordnung, durchgang = neu, zweiter
    if durchgang.may_be_doubled:
        zeilen = Durchgang(zuordnung, rahmen, behalten=ALLE)
        zeilen.run(tabelle)
        durchgang.doppelt = is_doubled(zeilen.lines())
    if not durchgang.doppelt and (verdacht := durchgang.wiederholungen.suspicions()) is not None:
        genauer = Durchgang(zuordnung, rahmen, verdacht=verdacht)
        genauer.run(tabelle)
        durchgang.wiederholt = genauer.wiederholungen.found()
    durchgang.ohne_partner = durchgang.storni.found()
    return zuordnung, durchgang


def in_english(zuordnung: Zuordnung, andere_zahlen: int) -> Zuordnung | None:
    """How the lines are read where the first ones left the style of numbers open and later ones do not; else None."""
    if not (zuordnung.stil_offen and andere_zahlen):
        return None
    andere = tuple(e for e in zuordnung.entscheidungen if e.was != "Zahlen")
    englisch = Erkennung("Zahlen", Zahlenstil.ENGLISCH, f"{andere_zahlen} Beträge sind nur so zu lesen")
    return replace(zuordnung, stil=Zahlenstil.ENGLISCH, entscheidungen=(*andere, englisch))


def finished(zuordnung: Zuordnung, stand: Lesestand, rahmen: Kontenrahmen) -> Export:
    """The export of which all lines were read. Raises EingabeError as `read_export` does."""
    summen, bilanz, befunde = finish(zuordnung, stand, rahmen)
    namen = stand.kontonamen.namen, stand.produktnamen.namen
    return Export(zuordnung.ort, zuordnung.angabe.inhalt, summen, befunde, bilanz, *namen)


def with_joined_salden(exporte: Sequence[Export], rahmen: Kontenrahmen) -> list[Export]:
    """The exports, where balances of an account go on from file to file. Raises EingabeError where they contradict."""
    salden = [export for export in exporte if export.inhalt is Inhalt.SALDEN]
    if len(salden) < 2:
        return list(exporte)
    je_datei = joined_movements([export.ort.datei for export in salden], [export.summen for export in salden])
    neu = {
        id(export): replace(export, summen=summen, bilanz=replace(export.bilanz, klassen=class_sums(summen, rahmen)))
        for export, summen in zip(salden, je_datei, strict=True)
    }
    return [neu.get(id(export), export) for export in exporte]
