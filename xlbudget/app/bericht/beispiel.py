"""The shipped example: real figures of one Landkreis, end to end."""

from __future__ import annotations

from pathlib import Path

from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.core.zeit import Stand
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers.ablage import Ablage

DATENMAPPE = "peine-2023.xlsx"
ORDNER_DATEN = "daten"
STAND = Stand(2023, 12)


def beispiel(ziel: Path, fortschritt: Fortschritt = silent) -> Ergebnis:
    """Write the example reports below `ziel`, and a copy of the example data to play with.

    A copy that is already there is left alone. Raises AusgabeError if `ziel` cannot be written.
    """
    ergebnis = bericht(shipped("workbooks", DATENMAPPE), STAND, ziel, fortschritt=fortschritt)
    mappe, _ = read_datenmappe(shipped("workbooks", DATENMAPPE))
    with Ablage(ziel / ORDNER_DATEN) as ablage:
        for name in (DATENMAPPE, *(quelle.datei for quelle in mappe.quellen)):
            if not (ziel / ORDNER_DATEN / name).exists():
                ablage.write(name, shipped("workbooks", name).read_bytes())
    return ergebnis
