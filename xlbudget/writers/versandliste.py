"""Versandliste and Erinnerungsliste: who gets what, as a workbook to look at before anything leaves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter.workbook import Workbook

from xlbudget.core.zeit import Stand
from xlbudget.writers.listenblatt import Listenzeile, add_sheet, write_liste
from xlbudget.writers.style import OPTIONEN, Formate

_SPALTEN = (("Budget", 32.0), ("Empfänger", 33.0), ("Fassung", 9.0), ("Anhang", 46.0), ("Lage", 34.0))


@dataclass(frozen=True, slots=True)
class Listeneintrag:
    """One Budget: whom its mail goes to, with which workbook, and what became of it."""

    budget: str
    empfaenger: Sequence[str]
    fassung: int | None
    anhang: str
    lage: str


def write_versandliste(kommune: str, stand: Stand, was: str, eintraege: Sequence[Listeneintrag]) -> bytes:
    """The bytes of the list; `was` is what was sent. The same input gives the same bytes."""
    puffer = io.BytesIO()
    mappe = Workbook(puffer, OPTIONEN)
    zeilen = [
        Listenzeile((e.budget, "\n".join(e.empfaenger), str(e.fassung or ""), e.anhang, e.lage)) for e in eintraege
    ]
    titel = f"{kommune}: {was} zum Stand {stand.text}"
    write_liste(
        add_sheet(mappe, was, titel, (breite for _, breite in _SPALTEN)),
        Formate(mappe),
        titel,
        "Wer bekommt welche Mappe?",
        spalten=_SPALTEN,
        zeilen=zeilen,
    )
    mappe.set_properties({"title": titel, "author": "xlbudget", "created": datetime(stand.jahr, stand.monat, 1)})
    mappe.close()
    return puffer.getvalue()
