"""Who has answered, what is open: the round trip of a Stand as a list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xlbudget.app.bericht.buchzugang import open_buch
from xlbudget.app.bericht.lauf import load
from xlbudget.core.gliederung import Gliederung, check_gliederung
from xlbudget.core.ruecklaufstand import Ruecklaufzeile, with_begruendungen
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.versandstand import ruecklaufzeilen
from xlbudget.errors import EingabeError
from xlbudget.sources.datenmappe.mappe import read_datenmappe


def ruecklaufstand(datenmappe: Path, stand: Stand) -> tuple[Ruecklaufzeile, ...]:
    """Where the round trip of a Stand stands, for every Budget that gets a workbook. Raises EingabeError."""
    mappe, befunde = read_datenmappe(datenmappe)
    if unmoeglich := check_gliederung(mappe.objekte):
        raise EingabeError("Die Gliederung der Datenmappe ist nicht zu verwenden.", [*unmoeglich, *befunde])
    if stand.jahr != mappe.jahr:
        raise EingabeError(f"{datenmappe.name} ist für das Haushaltsjahr {mappe.jahr}, nicht für {stand.jahr}.")
    with open_buch(mappe) as buch:
        if buch is None:
            raise EingabeError(f"Zum Stand {stand} wurde noch nichts versandt.")
        zeilen = ruecklaufzeilen(buch, Gliederung(mappe.objekte, stand.monat).mappenbudgets(), stand)
    if not mappe.regeln.pflicht.verlangt_etwas:
        return zeilen
    try:
        return with_begruendungen(zeilen, load(datenmappe, stand).daten)
    except EingabeError:  # who has answered is known without the exports
        return tuple(replace(zeile, zu_begruenden=None) for zeile in zeilen)
