"""Bring an existing Datenmappe up to what this version knows, and add tables on request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.datenmappe_aendern import change_datenmappe
from xlbudget.app.bericht.laender import shipped_pflichten
from xlbudget.core.landesrahmen import Land
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef, printable
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.layout.deklaration import Deklaration, Tabelle
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.writers.datenmappe.ergaenzen import complete_datenmappe
from xlbudget.writers.datenmappe.fristvorschlag import add_pflichten
from xlbudget.xlsx import Package
from xlbudget.xlsx.grow.table import RefusedError, find_tables


@dataclass(frozen=True)
class Ergaenzungslauf:
    """What a Datenmappe got and could not get, in German.

    `sicherung` is the file as it was before, None where nothing was written; `moeglich` are the tables on request that
    it does not have.
    """

    ergaenzt: tuple[str, ...]
    befunde: tuple[Befund, ...]
    sicherung: Path | None
    moeglich: tuple[Tabelle, ...]


def ergaenzen(
    datei: Path, mit: Iterable[str] = (), deklaration: Deklaration = DATENMAPPE, land: Land | None = None
) -> Ergaenzungslauf:
    """Add to a Datenmappe, in place, what it lacks: tables, columns, settings, lists, and the tables named in `mit`.

    With a Land, which needs Fristen in `mit`, that table gets the reporting duties of the Land that it does not name.
    Raises EingabeError for a file that is no Datenmappe, for a name that no table has, and where a date cannot be
    reckoned, AusgabeError where the file is open or cannot be written. It is then as it was.
    """
    gewuenscht = _find(mit, deklaration)
    if land and FRISTEN not in gewuenscht:
        raise EingabeError(f"--land gehört zu --mit {FRISTEN.name}: Es sagt, wessen Berichtspflichten dazukommen.")
    ergaenzt: tuple[str, ...] = ()
    befunde: tuple[Befund, ...] = ()
    tabellen: frozenset[str] = frozenset()

    def change(package: Package) -> Package:
        nonlocal ergaenzt, befunde, tabellen
        ergaenzung = complete_datenmappe(package, gewuenscht, deklaration)
        ergaenzt, befunde = ergaenzung.ergaenzt, ergaenzung.befunde
        tabellen = frozenset(find_tables(ergaenzung.package))
        if land is None:
            return ergaenzung.package
        try:
            mit_pflichten, anzahl = add_pflichten(ergaenzung.package, shipped_pflichten()[land])
        except RefusedError as error:
            ort = SourceRef(package.name, error.blatt, error.zelle)
            text = f"Nicht ergänzt: Tabelle {FRISTEN.name}: Berichtspflichten ({land.titel}). {error}"
            befunde = (*befunde, Befund(Schwere.FEHLER, "ergaenzen.platz", text, ort))
            return ergaenzung.package
        if anzahl:
            ergaenzt = (*ergaenzt, f"Tabelle {FRISTEN.name}: Berichtspflichten ({land.titel}): {anzahl}")
        return mit_pflichten

    sicherung = change_datenmappe(datei, change)
    moeglich = tuple(tabelle for tabelle in deklaration.auf_wunsch if tabelle.name.casefold() not in tabellen)
    return Ergaenzungslauf(ergaenzt, befunde, sicherung, moeglich)


def describe_pflichten(land: Land) -> str:
    """What the reporting duties of a Land are worth, and what to do about them."""
    anzahl = len(shipped_pflichten()[land])
    if not anzahl:
        return (
            f"Berichtspflichten: Für {land.titel} ist keine belegt; die Tabelle {FRISTEN.name} bitte nach dem Recht "
            "des Landes und den Verträgen Ihres Hauses ausfüllen."
        )
    return (
        f"Berichtspflichten: {land.titel}, belegt: {anzahl}; vollständig ist das nicht. Jede ist ein Vorschlag: mit "
        "der geltenden Fassung vergleichen, auch ob sie für Ihr Haus gilt, dann in Rechtsgrundlage die Klammer mit der "
        "Quelle löschen, denn die Spalte steht auch in Mails und Lieferungen."
    )


def _find(namen: Iterable[str], deklaration: Deklaration) -> list[Tabelle]:
    gefunden = {name: deklaration.find(name) for name in namen}
    if unbekannt := [printable(name) for name, tabelle in gefunden.items() if tabelle is None]:
        gibt_es = ", ".join(tabelle.name for tabelle in deklaration.auf_wunsch)
        auf_wunsch = f"Auf Wunsch gibt es: {gibt_es}." if gibt_es else "Auf Wunsch gibt es zurzeit keine Tabelle."
        raise EingabeError(f"Keine Tabelle der Datenmappe heißt {', '.join(unbekannt)}. {auf_wunsch}")
    return [tabelle for tabelle in gefunden.values() if tabelle is not None]
