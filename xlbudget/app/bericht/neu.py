"""Start with an empty Datenmappe."""

from __future__ import annotations

from pathlib import Path

from xlbudget.errors import AusgabeError
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.ausgabe import write_checked
from xlbudget.writers.datenmappe.mappe import leere_datenmappe


def neu(ordner: Path, jahr: int) -> Path:
    """Write an empty Datenmappe with the Kontenrahmen of Niedersachsen; return its path.

    Raises AusgabeError if one is there already or the folder cannot be written.
    """
    name = f"Datenmappe {jahr}.xlsx"
    if (ordner / name).exists():
        raise AusgabeError(
            f"{ordner / name} gibt es schon und bleibt unverändert. Einen anderen Ordner oder ein anderes Jahr angeben."
        )
    with Ablage(ordner) as ablage:
        write_checked(ablage, name, leere_datenmappe(jahr))
    return ordner / name
