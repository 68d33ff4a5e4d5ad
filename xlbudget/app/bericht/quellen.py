"""The exports that a Datenmappe names: each file and sheet read once, with what was found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from xlbudget.app.bericht.auswahl import Rechner
from xlbudget.app.bericht.quelldateien import earlier_year, files_of, told_apart
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.prognose import ANZAHL_VORJAHRE
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.exporttabellen import SPALTEN
from xlbudget.sources.datenmappe.exporttabellen import Quelle, Quellenspalte
from xlbudget.sources.datenmappe.mappe import Datenmappe
from xlbudget.sources.export.angaben import Einheit, Inhalt, Quellenangabe, Spaltenangabe, Vorzeichen, Zahlenstil
from xlbudget.sources.export.lesen import Export, read_exports, with_joined_salden

Leser = Callable[[Sequence[Path], Quellenangabe, int, Kontenrahmen], Iterable[list[Export]]]
"""Reads files of one declaration: of each its exports."""


@dataclass
class Quellenlesung:
    """All exports of the Haushaltsjahr and of its prior years, what was found, and what makes a report impossible."""

    exporte: list[Export] = field(default_factory=list)
    vorjahre: dict[int, list[Export]] = field(default_factory=dict)
    befunde: list[Befund] = field(default_factory=list)
    unmoeglich: list[Befund] = field(default_factory=list)


def read_quellen(mappe: Datenmappe, rechner: Rechner = Rechner.ARROW) -> Quellenlesung:
    """Read every export that the table Quellen names. The same one read twice would double every figure.

    Raises EingabeError if the Rechner cannot be started.
    """
    lesung = Quellenlesung()
    with _open_leser(rechner) as lese:
        leser = _Quellenleser(mappe, lesung, lese)
        for quelle in mappe.quellen:
            try:
                leser.read(quelle, files_of(mappe.file.parent, quelle.datei))
            except EingabeError as error:
                text = with_table(str(error), mappe)
                lesung.unmoeglich.append(Befund(Schwere.FEHLER, "quelle.unlesbar", text, quelle.source))
    _join_salden(lesung, Kontenrahmen(mappe.praefixe))
    for exporte in (lesung.exporte, *lesung.vorjahre.values()):
        lesung.befunde = without_split_storni(lesung.befunde, exporte)
    _check_spalten(mappe, lesung)
    dieses_jahr = [quelle for quelle in mappe.quellen if quelle.jahr in (None, mappe.jahr)]
    if all(quelle.ist_ansatz for quelle in dieses_jahr):
        _no_journal(mappe, lesung)
    elif not any(map(_holds_ansaetze, dieses_jahr)):
        text = (
            "In der Tabelle Quellen steht kein Export mit dem Inhalt Ansätze; der Bericht zeigt keinen Plan und keine "
            "Abweichung. Dort die Datei eintragen."
        )
        lesung.befunde.append(Befund(Schwere.FEHLER, "quelle.fehlt", text, SourceRef(mappe.file.name, "Quellen")))
    return lesung


def _join_salden(lesung: Quellenlesung, rahmen: Kontenrahmen) -> None:
    try:
        lesung.exporte = with_joined_salden(lesung.exporte, rahmen)
        lesung.vorjahre = {jahr: with_joined_salden(teile, rahmen) for jahr, teile in lesung.vorjahre.items()}
    except EingabeError as error:
        lesung.unmoeglich.append(Befund(Schwere.FEHLER, "quelle.unlesbar", str(error)))


@contextmanager
def _open_leser(rechner: Rechner) -> Iterator[Leser]:
    if rechner is Rechner.ARROW:
        yield lambda files, *angaben: (read_exports(file, *angaben) for file in files)
        return
    from xlbudget.sources.export.spark.sitzung import spark_session

    with spark_session() as session:
        from xlbudget.sources.export.spark.leser import Sparkleser  # needs pyspark, which the session has made sure of

        yield Sparkleser(session).read


def without_split_storni(befunde: Sequence[Befund], exporte: Sequence[Export]) -> list[Befund]:
    """The findings without those about a Storno where the postings of a year come in several files.

    What is reversed may then stand in another one; a journal that has nearly all lines speaks for itself.
    """
    zeilen: Counter[str] = Counter()
    for export in exporte:
        if export.inhalt is Inhalt.BUCHUNGEN:
            zeilen[export.ort.datei] += export.bilanz.gezaehlt
    teile = {datei for datei, anzahl in zeilen.items() if anzahl * 10 < zeilen.total() * 9}
    return [b for b in befunde if b.code != "journal.storno" or b.source is None or b.source.datei not in teile]


def _named(export: Export, name: str) -> Export:
    if name == export.ort.datei:
        return export
    befunde = [
        replace(befund, source=replace(befund.source, datei=name)) if befund.source else befund
        for befund in export.befunde
    ]
    bilanz = replace(export.bilanz, datei=name)
    return replace(export, ort=replace(export.ort, datei=name), befunde=befunde, bilanz=bilanz)


class _Quellenleser:
    """Reads one export after the other and remembers which were there before."""

    def __init__(self, mappe: Datenmappe, lesung: Quellenlesung, lese: Leser) -> None:
        self._mappe, self._lesung, self._lese, self._rahmen = mappe, lesung, lese, Kontenrahmen(mappe.praefixe)
        self._erste: dict[tuple[str, str, str, int], Quelle] = {}
        self._gleiche: dict[tuple[object, ...], tuple[str, int]] = {}

    def read(self, quelle: Quelle, alle: Sequence[Path]) -> None:
        """Read what one line of Quellen names."""
        angabe = angabe_of(quelle, self._mappe.spalten)
        # what is declared to be of another year is read as well: only then is it known to be true
        files = [file for file in alle if not self._repeated(quelle, file, angabe.blatt)]
        namen = told_apart(files)
        for file, exporte in zip(files, self._lese(files, angabe, self._mappe.jahr, self._rahmen), strict=True):
            ziel = self._target(quelle, namen[file])
            # an empty Blatt is the one that was chosen, which another line may name
            if exporte[0].ort.blatt and self._repeated(quelle, file, exporte[0].ort.blatt):
                continue
            self._say_earlier_year(quelle, file)
            for export in (_named(export, namen[file]) for export in exporte):
                self._lesung.befunde += export.befunde
                if not self._copied(quelle, export):
                    ziel.append(export)

    def _say_earlier_year(self, quelle: Quelle, file: Path) -> None:
        """A prior year without Jahr would count for the Haushaltsjahr."""
        frueher = earlier_year(file, self._mappe.jahr)
        if frueher is None or quelle.jahr is not None:
            return
        text = (
            f"{file.name} zählt für das Haushaltsjahr {self._mappe.jahr}, der Name der Datei sagt {frueher}. Ist es "
            f"ein Vorjahr, in der Tabelle Quellen in die Spalte Jahr {frueher} eintragen, sonst {self._mappe.jahr}."
        )
        self._lesung.befunde.append(Befund(Schwere.WARNUNG, "quelle.jahr", text, quelle.source))

    def _target(self, quelle: Quelle, name: str) -> list[Export]:
        """Where an export belongs: to the Haushaltsjahr, to a prior year, or nowhere, which is said."""
        jahr = self._mappe.jahr
        if quelle.jahr in (None, jahr):
            return self._lesung.exporte
        if jahr - ANZAHL_VORJAHRE <= quelle.jahr < jahr:
            return self._lesung.vorjahre.setdefault(quelle.jahr, [])
        text = (
            f"{name} ist ein Export des Jahres {quelle.jahr} und zählt weder zum Haushaltsjahr noch zu den "
            f"Vorjahren ab {jahr - ANZAHL_VORJAHRE}."
        )
        self._lesung.befunde.append(Befund(Schwere.HINWEIS, "quelle.jahr", text, quelle.source))
        return []

    def _repeated(self, quelle: Quelle, file: Path, blatt: str) -> bool:
        hat_blatt = file.suffix.casefold() in (".xlsx", ".xlsm", ".xls", ".ods")
        jahr = quelle.jahr or self._mappe.jahr  # one file may have an Ansatz of each year
        ort = (quelle.inhalt, str(file.resolve()).casefold(), blatt.casefold() if hat_blatt else "", jahr)
        erster = self._erste.setdefault(ort, quelle)
        if erster is not quelle:
            text = (
                f"Der Export {quelle.datei} steht zweimal in der Tabelle Quellen, zuerst in {erster.source}. "
                "Er wird nur einmal gelesen; eine der beiden Zeilen löschen."
            )
            self._lesung.befunde.append(Befund(Schwere.FEHLER, "quelle.doppelt", text, quelle.source))
        return erster is not quelle

    def _copied(self, quelle: Quelle, export: Export) -> bool:
        """Whether another file had the same sums: a copy under another name."""
        if sum(summe.anzahl for summe in export.summen) < _KOPIE_AB:
            return False
        inhalt = (export.inhalt, *(_without_place(summe) for summe in export.summen))
        selbst = (export.ort.datei, quelle.jahr or self._mappe.jahr)
        erster, jahr = self._gleiche.setdefault(inhalt, selbst)
        if (erster, jahr) == selbst:
            return False
        text = (
            f"{export.ort.datei} enthält genau dieselben Beträge wie {erster}, vermutlich eine Kopie. Sie zählt nicht; "
            "eine der beiden Zeilen in der Tabelle Quellen löschen oder die Datei neu erzeugen."
        )
        if erster == export.ort.datei:
            text = (
                f"{erster} steht in der Tabelle Quellen für {jahr} und für {selbst[1]} und hat für beide dieselben "
                f"Beträge; sie sagt nicht, von welchem Jahr sie sind. Für {selbst[1]} zählt sie nicht; die Zeile des "
                "falschen Jahres löschen."
            )
        self._lesung.befunde.append(Befund(Schwere.FEHLER, "quelle.kopie", text, quelle.source))
        return True


_KOPIE_AB = 5  # lines from which equal sums are no coincidence


def _without_place(summe: Kontensumme) -> tuple[object, ...]:
    return summe.produkt, summe.sachkonto, summe.monat, summe.saldo_ct, summe.anzahl


def angabe_of(quelle: Quelle, spalten: Sequence[Quellenspalte]) -> Quellenangabe:
    """What the tables Quellen and Spalten declare about one export."""
    return Quellenangabe(
        inhalt=Inhalt(quelle.inhalt),
        vorzeichen=Vorzeichen(quelle.vorzeichen or Vorzeichen.AUTOMATISCH),
        blatt=quelle.blatt,
        jahr=quelle.jahr,
        zahlen=Zahlenstil(quelle.zahlen or Zahlenstil.AUTOMATISCH),
        kopfzeile=quelle.kopfzeile,
        zeichensatz=quelle.zeichensatz or "automatisch",
        einheit=Einheit(quelle.einheit or Einheit.AUTOMATISCH),
        spalten=spalten_of(quelle.datei, spalten),
    )


def spalten_of(datei: str, spalten: Sequence[Quellenspalte]) -> Sequence[Spaltenangabe]:
    """What the table Spalten says about one file."""
    return tuple(
        Spaltenangabe(spalte.feld, spalte.ueberschrift, spalte.regel, spalte.source)
        for spalte in spalten
        if spalte.datei.casefold() == datei.casefold()
    )


def _check_spalten(mappe: Datenmappe, lesung: Quellenlesung) -> None:
    """Lines of the table Spalten for files that the table Quellen does not name."""
    dateien = {quelle.datei.casefold() for quelle in mappe.quellen}
    for spalte in mappe.spalten:
        if spalte.datei.casefold() not in dateien:
            text = (
                f"Die Datei „{spalte.datei}“ der Tabelle Spalten steht nicht in der Tabelle Quellen; die Zeile wirkt "
                "nicht. Den Namen wie dort schreiben."
            )
            lesung.befunde.append(Befund(Schwere.FEHLER, "quelle.spalten", text, spalte.source))


def _holds_ansaetze(quelle: Quelle) -> bool:
    return quelle.ist_ansatz or quelle.inhalt == Inhalt.PLAN_UND_IST


def with_table(text: str, mappe: Datenmappe | None) -> str:
    """An advice, and where it names the table Spalten that a Datenmappe lacks, how to get it."""
    if f"Tabelle {SPALTEN.name}" not in text or (mappe and SPALTEN.name not in mappe.ohne):
        return text
    return f"{text} Fehlt die Tabelle, legt sie an: {_command(mappe)}"


def _command(mappe: Datenmappe | None) -> str:
    name = mappe.file if mappe else "Datenmappe.xlsx"
    return f'xlbudget datenmappe ergaenzen "{name}" --mit {SPALTEN.name}'


def offer_spalten(mappe: Datenmappe, befunde: Iterable[Befund]) -> list[Befund]:
    """How to get the table that findings advise to fill."""
    if SPALTEN.name not in mappe.ohne or not any(
        befund.schwere is not Schwere.HINWEIS and f"Tabelle {SPALTEN.name}" in befund.text for befund in befunde
    ):
        return []
    text = f"Die Tabelle {SPALTEN.name} gibt es in {mappe.file.name} noch nicht; {_command(mappe)} legt sie an."
    return [Befund(Schwere.HINWEIS, "quelle.spaltentabelle", text, SourceRef(mappe.file.name))]


def _no_journal(mappe: Datenmappe, lesung: Quellenlesung) -> None:
    """At the beginning of a year there may be Ansätze only."""
    ort = SourceRef(mappe.file.name, "Quellen")
    rat = "In der Tabelle Quellen steht kein Export mit dem Inhalt Buchungen."
    if lesung.exporte:
        text = f"{rat} Der Bericht zeigt nur die Ansätze; gibt es schon Buchungen, dort die Datei eintragen."
        lesung.befunde.append(Befund(Schwere.WARNUNG, "quelle.fehlt", text, ort))
    else:
        lesung.unmoeglich.append(Befund(Schwere.FEHLER, "quelle.fehlt", f"{rat} Dort die Datei eintragen.", ort))


def check_finanzrechnung(exporte: Sequence[Export], rahmen: Kontenrahmen) -> Iterator[Befund]:
    """An export that holds nothing but accounts outside the Ergebnis is the wrong one."""
    for export in exporte:
        konten = {summe.sachkonto for summe in export.summen}
        if konten and all(rahmen.nebenart_of(konto) for konto in konten):
            arten = " und ".join(sorted({str(rahmen.nebenart_of(konto)) for konto in konten}))
            text = (
                f"{export.ort.datei} enthält nur Konten, die nach der Kontenzuordnung nicht zum Ergebnis gehören "
                f"({arten}). "
                "Den Export des Ergebnishaushalts erzeugen, oder in der Tabelle Kontenzuordnung die Art berichtigen."
            )
            yield Befund(Schwere.FEHLER, "quelle.finanzkonten", text, export.ort.place(1))
