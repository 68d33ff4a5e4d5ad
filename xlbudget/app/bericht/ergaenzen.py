"""Bring an existing Datenmappe up to what this version knows, and add tables on request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.datenmappe_aendern import change_datenmappe
from xlbudget.errors import Befund, EingabeError, printable
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.layout.deklaration import Deklaration, Tabelle
from xlbudget.writers.datenmappe.ergaenzen import complete_datenmappe
from xlbudget.xlsx import Package
from xlbudget.xlsx.grow.table import find_tables


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


def ergaenzen(datei: Path, mit: Iterable[str] = (), deklaration: Deklaration = DATENMAPPE) -> Ergaenzungslauf:
    """Add to a Datenmappe, in place, what it lacks: tables, columns, settings, lists, and the tables named in `mit`.

    Raises EingabeError for a file that is no Datenmappe and for a name that no table has, AusgabeError where the file
    is open or cannot be written. It is then as it was.
    """
    gewuenscht = _find(mit, deklaration)
    ergaenzt: tuple[str, ...] = ()
    befunde: tuple[Befund, ...] = ()
    tabellen: frozenset[str] = frozenset()

    def change(package: Package) -> Package:
        nonlocal ergaenzt, befunde, tabellen
        ergaenzung = complete_datenmappe(package, gewuenscht, deklaration)
        ergaenzt, befunde = ergaenzung.ergaenzt, ergaenzung.befunde
        tabellen = frozenset(find_tables(ergaenzung.package))
        return ergaenzung.package

    sicherung = change_datenmappe(datei, change)
    moeglich = tuple(tabelle for tabelle in deklaration.auf_wunsch if tabelle.name.casefold() not in tabellen)
    return Ergaenzungslauf(ergaenzt, befunde, sicherung, moeglich)


def _find(namen: Iterable[str], deklaration: Deklaration) -> list[Tabelle]:
    gefunden = {name: deklaration.find(name) for name in namen}
    if unbekannt := [printable(name) for name, tabelle in gefunden.items() if tabelle is None]:
        gibt_es = ", ".join(tabelle.name for tabelle in deklaration.auf_wunsch)
        auf_wunsch = f"Auf Wunsch gibt es: {gibt_es}." if gibt_es else "Auf Wunsch gibt es zurzeit keine Tabelle."
        raise EingabeError(f"Keine Tabelle der Datenmappe heißt {', '.join(unbekannt)}. {auf_wunsch}")
    return [tabelle for tabelle in gefunden.values() if tabelle is not None]
