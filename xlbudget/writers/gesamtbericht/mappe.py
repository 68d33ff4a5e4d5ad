"""The consolidated report as a workbook: Produktbericht, Entwicklung, Rücklauf, Befunde.

Drawn with xlsxwriter; every formula carries its value, so previewers and pandas see what Excel would compute.
"""

from __future__ import annotations

import io
from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime

from xlsxwriter.workbook import Workbook

from xlbudget.core.bericht import Produktbericht
from xlbudget.errors import Befund, Schwere
from xlbudget.writers.gesamtbericht.befundblatt import write_befundblatt
from xlbudget.writers.gesamtbericht.entwicklung import write_entwicklung
from xlbudget.writers.gesamtbericht.gesamttabelle import Gesamttabelle
from xlbudget.writers.gesamtbericht.ruecklaufblatt import Ruecklauf, write_ruecklauf
from xlbudget.writers.style import OPTIONEN, Formate


def write_gesamtbericht(
    bericht: Produktbericht, befunde: Sequence[Befund], ruecklauf: Ruecklauf | None = None
) -> bytes:
    """The bytes of the consolidated report with all `befunde`; cells hold exact euros.

    With `ruecklauf` it says who has answered and what was taken from the answers. The same input gives the same bytes.
    """
    puffer = io.BytesIO()
    mappe = Workbook(puffer, OPTIONEN)
    formate = Formate(mappe)
    fuss = f"{bericht.kommune}, Produktbericht Stand Ende {bericht.stand.text}"
    anzahl_fehler = sum(befund.schwere is Schwere.FEHLER for befund in befunde)
    Gesamttabelle(mappe, formate, bericht).write(anzahl_fehler, fuss)
    write_entwicklung(mappe, formate, bericht, fuss)
    if ruecklauf:
        write_ruecklauf(mappe, formate, ruecklauf, fuss)
    write_befundblatt(mappe, formate, befunde, fuss)
    _set_properties(mappe, bericht)
    mappe.close()
    return puffer.getvalue()


def _set_properties(mappe: Workbook, bericht: Produktbericht) -> None:
    stand = bericht.stand
    letzter = monthrange(stand.jahr, stand.monat)[1]
    mappe.set_properties(
        {
            "title": f"Produktbericht {stand.jahr}, Stand {stand.text}",
            "subject": "Produktbericht zum Ergebnishaushalt",
            "author": "xlbudget",
            "company": bericht.kommune,
            "category": "Haushalt",
            # the Stand and not the clock, so that the same input gives the same bytes
            "created": datetime(stand.jahr, stand.monat, letzter),
        }
    )
