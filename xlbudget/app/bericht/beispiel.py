"""The shipped examples: published figures, end to end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.core.zeit import Stand
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers.ablage import Ablage

ORDNER_DATEN = "daten"


@dataclass(frozen=True, slots=True)
class Beispiel:
    """One of them: its Datenmappe among the shipped workbooks, Stand and folder of its report."""

    datenmappe: str
    stand: Stand
    ordner: str


PEINE = Beispiel("peine-2023.xlsx", Stand(2023, 12), "berichte")
"""A whole year of money, as a council got it."""
JOBCENTER = Beispiel("jobcenter-2025.xlsx", Stand(2025, 1), "berichte-kennzahlen")
"""Kennzahlen, Reifegrad, Maßnahmen and Fristen at the beginning of a year, before anything is booked."""


def beispiel(ziel: Path, fortschritt: Fortschritt = silent, *, welches: Beispiel = PEINE) -> Ergebnis:
    """Write the reports of an example below `ziel`, and a copy of its data to play with.

    A copy that is already there is left alone. Raises AusgabeError if `ziel` cannot be written.
    """
    datenmappe = shipped("workbooks", welches.datenmappe)
    ergebnis = bericht(datenmappe, welches.stand, ziel, fortschritt=fortschritt)
    mappe, _ = read_datenmappe(datenmappe)
    with Ablage(ziel / ORDNER_DATEN) as ablage:
        for name in (welches.datenmappe, *(quelle.datei for quelle in mappe.quellen)):
            if not (ziel / ORDNER_DATEN / name).exists():
                ablage.write(name, shipped("workbooks", name).read_bytes())
    return ergebnis
