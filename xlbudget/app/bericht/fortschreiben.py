"""Roll a Datenmappe into the next year: master data stay, its exports become prior years, entries are emptied."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from xlbudget.app.bericht.neu import free_name
from xlbudget.app.bericht.uebernahmen import earlier_angenommene, read_angenommene, reported_months
from xlbudget.core.geld import euro
from xlbudget.core.mappenkennung import Mappenkennung
from xlbudget.core.prognose import ANZAHL_VORJAHRE
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.layout.deklaration import Tabelle, Typ
from xlbudget.layout.einstellungen import EINSTELLUNGSZEILEN
from xlbudget.layout.kennzahltabellen import KENNZAHLWERTE
from xlbudget.layout.mappenkennung import to_properties
from xlbudget.sources.datenmappe.einstellungen import einstellungen_of
from xlbudget.sources.datenmappe.exporttabellen import quellen_of
from xlbudget.sources.datenmappe.kennung import read_kennung
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe
from xlbudget.sources.datenmappe.tabellen import Satz, TableReader
from xlbudget.sources.zellen import Wert
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.ausgabe import write_checked
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe
from xlbudget.writers.datenmappe.suche import find_start
from xlbudget.xlsx import Package
from xlbudget.xlsx.grow.properties import set_custom_properties
from xlbudget.xlsx.package import pack

_GELEERT = ("Prognosen", "Quittungen", "WeitereZahlen", "Kontrollsummen", "Stände", "Ereignisse")
_NUR_FUER_EIN_JAHR = {
    "Budgets": ("Erläuterung",),
    "Produkte": ("Erläuterung",),
    "Kennzahlen": ("Plan", "Ist"),
    "Ausschüsse": ("Sitzung", "Vorlage"),
}
_GELEERTE_SPALTEN = {"Budgets": "Erläuterungen", "Ausschüsse": "Sitzung und Vorlage der Ausschüsse"}

Zeile = dict[str, object]


@dataclass(frozen=True)
class Fortschreibung:
    """The new file, and what it was told about, in German sentences."""

    pfad: Path
    gesagt: Sequence[str]


def fortschreiben(alte: Path, ordner: Path) -> Fortschreibung:
    """Write the Datenmappe of the year after `alte` into a folder.

    Raises EingabeError, with all Befunde, where the old one cannot be read without a Fehler, AusgabeError where the new
    one is there already or the folder cannot be written.
    """
    mappe, befunde = read_datenmappe(alte)
    if fehler := [befund for befund in befunde if befund.schwere is Schwere.FEHLER and not _stays_behind(befund)]:
        raise EingabeError(
            f"{alte.name} hat Fehler, die in die neue Datenmappe mitgingen. Erst beheben; angelegt ist nichts.", fehler
        )
    jahr, name = mappe.jahr + 1, free_name(ordner, mappe.jahr + 1)
    leser = TableReader(alte)
    tabellen = [tabelle for tabelle in DATENMAPPE.tabellen if tabelle.name not in mappe.ohne]
    saetze = {tabelle.name: leser.read(tabelle) for tabelle in tabellen}
    rolle = _Rolle(alte, ordner, mappe.jahr)
    inhalt = {t.name: [] if t.name in _GELEERT else rolle.rows(t, saetze[t.name]) for t in tabellen}
    einstellungen = _einstellungen(leser, saetze["Einstellungen"]) | {"Haushaltsjahr": jahr}
    inhalt["Einstellungen"] = [dict(zeile) for zeile in einstellungszeilen(einstellungen)]
    kennung = Mappenkennung(uuid4().hex, jahr, read_kennung(alte).kennung)
    data = write_datenmappe(inhalt, f"Datenmappe {jahr}")
    package = set_custom_properties(Package.from_bytes(name, data), to_properties(kennung))
    gemeldet = list(_reported_only(mappe))
    with Ablage(ordner) as ablage:
        write_checked(ablage, name, pack(package.members))
    eigene = [blatt for blatt in leser.foreign_sheets(saetze) if blatt != find_start(Package.read(alte))]
    return Fortschreibung(ordner / name, [*rolle.gesagt(inhalt), *gemeldet, *_left_behind(eigene, befunde)])


def _reported_only(mappe: Datenmappe) -> Iterator[str]:
    """Values by month that Fachdienste reported and nobody wrote into the table: the prior year would lack them."""
    if KENNZAHLWERTE.name in mappe.ohne:
        return
    dezember = Stand(mappe.jahr, 12)
    gemeldet = reported_months(mappe, earlier_angenommene(mappe, dezember), read_angenommene(mappe, dezember)[0])
    anzahl = sum(neu.statt is None for neu in gemeldet.neue)
    if anzahl:
        was = f"{anzahl} angenommene Monatswerte stehen" if anzahl > 1 else "1 angenommener Monatswert steht"
        yield (
            f"{was} nicht in der Tabelle Kennzahlwerte, und die neue Datenmappe hat sie nicht. Diese löschen, "
            f'xlbudget datenmappe eintragen "{mappe.file}" --stand {dezember} aufrufen und noch einmal fortschreiben.'
        )


class _Rolle:
    """Turns the rows of one year into those of the next."""

    def __init__(self, alte: Path, ordner: Path, jahr: int) -> None:
        self._alter_ordner, self._ordner, self._jahr = alte.absolute().parent, ordner.absolute(), jahr
        self._ohne_jahr: list[str] = []
        self._ueberschriften: dict[str, str] = {}

    def rows(self, tabelle: Tabelle, saetze: Sequence[Satz]) -> list[Zeile]:
        """The rows of one table in the new year."""
        zeilen = [_written(tabelle, satz) for satz in saetze]
        for spalte in _NUR_FUER_EIN_JAHR.get(tabelle.name, ()):
            for zeile in zeilen:
                zeile[spalte] = None
        if tabelle.name == "Vorjahre":
            return [zeile for zeile in zeilen if self._is_prior(zeile["Jahr"])]
        if tabelle.name == "Maßnahmen":  # what they did this year they do not do in the next one
            return [{**zeile, "Jahr": zeile["Jahr"] or self._jahr} for zeile in zeilen]
        if tabelle.name == "Quellen":
            for zeile, quelle in zip(zeilen, quellen_of(list(saetze)), strict=True):
                zeile["Vorzeichen"] = quelle.vorzeichen or None  # which an older Datenmappe calls Format
            return [*self._new_sources(zeilen), *self._old_sources(zeilen)]
        if tabelle.name == "Spalten":
            neue = [
                {**zeile, "Datei": name, "Überschrift": self._next_heading(zeile["Überschrift"])}
                for zeile in zeilen
                if (name := self._next_name(str(zeile["Datei"])))
            ]
            return [*neue, *({**zeile, "Datei": self._moved(str(zeile["Datei"]))} for zeile in zeilen)]
        return zeilen

    def _is_prior(self, jahr: object) -> bool:
        return isinstance(jahr, int) and self._jahr + 1 - ANZAHL_VORJAHRE <= jahr <= self._jahr

    def _old_sources(self, zeilen: Sequence[Zeile]) -> Iterator[Zeile]:
        """Exports of this year and of the year before are the prior years of the next."""
        for zeile in zeilen:
            jahr = zeile["Jahr"] or self._jahr
            if self._is_prior(jahr):
                yield {**zeile, "Jahr": jahr, "Datei": self._moved(str(zeile["Datei"]))}

    def _new_sources(self, zeilen: Sequence[Zeile]) -> Iterator[Zeile]:
        """What is called by its year will be called by the next one."""
        for zeile in zeilen:
            if zeile["Jahr"] in (None, self._jahr):
                if name := self._next_name(str(zeile["Datei"])):
                    yield {**zeile, "Jahr": None, "Datei": name}
                else:
                    self._ohne_jahr.append(str(zeile["Datei"]))

    def _next_name(self, datei: str) -> str:
        """The file of next year; empty where the name of the file does not tell the year."""
        name = Path(datei).name
        neu = name.replace(str(self._jahr), str(self._jahr + 1))
        return "" if neu == name else str(Path(datei).with_name(neu)).replace(os.sep, "/")

    def _next_heading(self, ueberschrift: object) -> object:
        """A heading that names the year will name the next one, as the file does."""
        if not isinstance(ueberschrift, str) or str(self._jahr) not in ueberschrift:
            return ueberschrift
        neu = ueberschrift.replace(str(self._jahr), str(self._jahr + 1))
        self._ueberschriften[ueberschrift] = neu
        return neu

    def _moved(self, datei: str) -> str:
        """The same file, seen from the new folder."""
        if Path(datei).is_absolute() or self._alter_ordner == self._ordner:
            return datei
        try:
            return Path(os.path.relpath(self._alter_ordner / datei, self._ordner)).as_posix()
        except ValueError:  # another drive
            return str(self._alter_ordner / datei)

    def gesagt(self, inhalt: Mapping[str, Sequence[Mapping[str, object]]]) -> Iterator[str]:
        """What a controller has to know."""
        neue = [zeile["Datei"] for zeile in inhalt["Quellen"] if zeile["Jahr"] is None]
        alte = [zeile for zeile in inhalt["Quellen"] if zeile["Jahr"] is not None]
        yield f"Vorjahre: {len(alte)} Exporte stehen mit ihrem Jahr in Quellen und werden Vorjahre jedes Blattes."
        if neue:
            namen = ", ".join(map(str, neue))
            yield f"Exporte {self._jahr + 1} heißen in Quellen: {namen}. So ablegen oder dort ändern."
        if self._ueberschriften:
            paare = ", ".join(f"„{neu}“ statt „{alt}“" for alt, neu in self._ueberschriften.items())
            yield f"Überschriften {self._jahr + 1} in Spalten: {paare}. Heißen sie im Export anders, dort ändern."
        if self._ohne_jahr:
            yield (
                f"{', '.join(self._ohne_jahr)}: der Name nennt kein Jahr. Die Dateien von {self._jahr} aufheben, die "
                f"von {self._jahr + 1} unter anderem Namen ablegen und in Quellen eintragen."
            )
        geleert = [name for name in _GELEERT if name in inhalt]
        geleert += [text for name, text in _GELEERTE_SPALTEN.items() if name in inhalt]
        yield f"Geleert: {', '.join(geleert)} sowie Plan und Ist der Kennzahlen. Alles andere ist übernommen."


def _written(tabelle: Tabelle, satz: Satz) -> Zeile:
    """A row as the writer takes it."""
    return {spalte.name: _value(satz[spalte.name], spalte.typ) for spalte in tabelle.spalten if not spalte.alt}


def _value(wert: Wert, typ: Typ) -> object:
    if isinstance(wert, bool):
        return "ja" if wert else "nein"
    if isinstance(wert, Stand):
        return str(wert)
    if isinstance(wert, date):
        return f"{wert:%d.%m.%Y}"
    if typ is Typ.BETRAG and isinstance(wert, int):
        return euro(wert)
    return int(wert) if isinstance(wert, Decimal) and wert == int(wert) else wert


def _einstellungen(leser: TableReader, saetze: list[Satz]) -> dict[str, object]:
    """Every setting of the old Datenmappe; those it lacks have their Vorgabe."""
    werte = einstellungen_of(leser, saetze)
    return {z.name: _value(wert, z.typ) for z in EINSTELLUNGSZEILEN if (wert := werte[z.name]) is not None}


def _stays_behind(befund: Befund) -> bool:
    """Whether a finding is about what is emptied."""
    blatt = befund.source.blatt if befund.source else None
    if blatt in _GELEERT:
        return True
    return any(f"{blatt}, Spalte {spalte}:" in befund.text for spalte in _NUR_FUER_EIN_JAHR.get(blatt or "", ()))


def _left_behind(eigene: Sequence[str], befunde: Sequence[Befund]) -> Iterator[str]:
    """What users made of the old file beside its tables."""
    if eigene:
        yield f"Nicht übernommen: eigene Blätter ({', '.join(eigene)}), eigene Spalten und Formate."
    if warnungen := sum(befund.schwere is Schwere.WARNUNG for befund in befunde):
        yield f"Die alte Datenmappe hat {Schwere.WARNUNG.counted(warnungen)}; xlbudget pruefen zeigt, was davon bleibt."
