"""Check a Datenmappe and its exports without writing anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.auswahl import Rechner
from xlbudget.app.bericht.blaetter import Blattfueller
from xlbudget.app.bericht.lauf import load
from xlbudget.app.verteiler import check_versand
from xlbudget.core.abstimmung import Abstimmung
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.errors import Befund
from xlbudget.fortschritt import Fortschritt, silent


@dataclass(frozen=True)
class Pruefergebnis:
    """What was found, and what became of every line of the exports."""

    befunde: Sequence[Befund]
    abstimmung: Abstimmung
    rahmen: Kontenrahmen


def pruefen(datenmappe: Path, fortschritt: Fortschritt = silent, *, rechner: Rechner = Rechner.ARROW) -> Pruefergebnis:
    """The whole Haushaltsjahr, and whether everything fits into the template and can be sent.

    Raises EingabeError or VorlageError where no report would be possible.
    """
    lauf = load(datenmappe, fortschritt=fortschritt, rechner=rechner)
    objekte = lauf.daten.gliederung.berichtsobjekte()
    fueller = Blattfueller(lauf, fortschritt)
    hinweise = (befund for blatt in fueller.einzeln(objekte) for befund in blatt.befunde)
    befunde = [*lauf.befunde, *check_versand(lauf.mappe), *fueller.vorlage_befunde, *dict.fromkeys(hinweise)]
    return Pruefergebnis(befunde, lauf.abstimmung, lauf.daten.kontenrahmen)
