"""The Prüfprotokoll as a workbook: Abstimmung, Befunde, Rücklauf, Übernahmen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time

from xlsxwriter.workbook import Workbook

from xlbudget.core.abstimmung import Abstimmung
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund
from xlbudget.writers.pruefprotokoll.abstimmungsblatt import write_abstimmung
from xlbudget.writers.pruefprotokoll.befundblatt import write_befundblatt
from xlbudget.writers.pruefprotokoll.ruecklaufblatt import Ruecklauf, write_ruecklauf
from xlbudget.writers.style import OPTIONEN, Formate


def write_pruefprotokoll(
    kommune: str,
    stand: Stand,
    abstimmung: Abstimmung,
    rahmen: Kontenrahmen,
    befunde: Sequence[Befund],
    ruecklauf: Ruecklauf | None = None,
) -> bytes:
    """The bytes of the record; with `ruecklauf` it says who has answered and what was taken from the answers.

    The same input gives the same bytes.
    """
    puffer = io.BytesIO()
    mappe = Workbook(puffer, OPTIONEN)
    formate = Formate(mappe)
    fuss = f"{kommune}, Prüfprotokoll Stand Ende {stand.text}, nur für den internen Gebrauch"
    write_abstimmung(mappe, formate, abstimmung, rahmen, fuss)
    write_befundblatt(mappe, formate, befunde, fuss)
    if ruecklauf:
        write_ruecklauf(mappe, formate, ruecklauf, fuss)
    mappe.set_properties(
        {
            "title": f"Prüfprotokoll {stand.jahr}, Stand {stand.text}",
            "author": "xlbudget",
            "company": kommune,
            # the Stand and not the clock, so that the same input gives the same bytes
            "created": datetime.combine(stand.stichtag, time()),
        }
    )
    mappe.close()
    return puffer.getvalue()
