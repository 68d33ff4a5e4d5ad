"""Hold a published or older report against the data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.lauf import load
from xlbudget.core.abgleich import Abgleich, compare_bericht
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.sources.berichte.lesen import read_bericht


@dataclass(frozen=True)
class Abgleichergebnis:
    """What the comparison says, and what was found in the data that it was made with."""

    abgleich: Abgleich
    befunde: tuple[Befund, ...]


def abgleich(bericht: Path, datenmappe: Path, stand: Stand, fortschritt: Fortschritt = silent) -> Abgleichergebnis:
    """Compare every figure of a report file with the data at a Stand; nothing is written.

    Raises EingabeError (German) where the report has no table that is known, or the Datenmappe gives no figures.
    """
    if bericht.exists() and datenmappe.exists() and bericht.samefile(datenmappe):
        raise EingabeError(
            "Bericht und Datenmappe sind dieselbe Datei. Zuerst den Bericht angeben, dann die Datenmappe."
        )
    gelesen = read_bericht(bericht)
    lauf = load(datenmappe, stand, fortschritt)
    return Abgleichergebnis(compare_bericht(gelesen, lauf.daten), lauf.befunde)
