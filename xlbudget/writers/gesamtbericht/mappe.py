"""The consolidated report as a workbook: Auf einen Blick, Produktbericht, Entwicklung, Kennzahlen; nothing is internal.

Drawn with xlsxwriter; every formula carries its value, so previewers and pandas see what Excel would compute.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time

from xlsxwriter.workbook import Workbook

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.blick import BLATT_BLICK, Blick
from xlbudget.writers.gesamtbericht.blick import Blickseite
from xlbudget.writers.gesamtbericht.entwicklung import write_entwicklung
from xlbudget.writers.gesamtbericht.gesamttabelle import Gesamttabelle
from xlbudget.writers.gesamtbericht.kennzahlblatt import write_kennzahlblatt
from xlbudget.writers.gesamtbericht.massnahmen import write_massnahmen
from xlbudget.writers.gesamtbericht.reifegrad import write_reifegrad
from xlbudget.writers.style import OPTIONEN, Formate


def write_gesamtbericht(bericht: Produktbericht, warnungen: Sequence[str] = (), blick: Blick | None = None) -> bytes:
    """The bytes of the consolidated report, or of an Auszug; cells hold exact euros.

    `warnungen` stand below its title, `blick` is its first page. The same input gives the same bytes.
    """
    puffer = io.BytesIO()
    mappe = Workbook(puffer, OPTIONEN)
    formate = Formate(mappe)
    fuss = f"{bericht.kommune}, Produktbericht Stand Ende {bericht.stand.text}{_auszug(bericht)}"
    erstes = mappe.add_worksheet(BLATT_BLICK) if blick else None
    tabelle = Gesamttabelle(mappe, formate, bericht)
    tabelle.write(warnungen, fuss)
    if blick and erstes:
        Blickseite(mappe, erstes, formate, blick, tabelle, warnungen).write(fuss)
    write_entwicklung(mappe, formate, bericht, fuss)
    write_kennzahlblatt(mappe, formate, bericht, fuss)
    write_massnahmen(mappe, formate, bericht, fuss)
    write_reifegrad(mappe, formate, bericht, fuss)
    _set_properties(mappe, bericht)
    mappe.close()
    return puffer.getvalue()


def _auszug(bericht: Produktbericht) -> str:
    return f", Auszug {bericht.ausschuss.kuerzel}" if bericht.ausschuss else ""


def _set_properties(mappe: Workbook, bericht: Produktbericht) -> None:
    stand = bericht.stand
    mappe.set_properties(
        {
            "title": f"Produktbericht {stand.jahr}, Stand {stand.text}{_auszug(bericht)}",
            "subject": "Produktbericht zum Ergebnishaushalt",
            "author": "xlbudget",
            "company": bericht.kommune,
            "category": "Haushalt",
            # the Stand and not the clock, so that the same input gives the same bytes
            "created": datetime.combine(stand.stichtag, time()),
        }
    )
