"""The button Prüfen."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.addin.arbeitsmappen import open_datenmappe
from xlbudget.addin.listenmappe import Liste, new_workbook, write_listen
from xlbudget.addin.meldungen import sortiert, zaehle
from xlbudget.addin.sitzung import Sitzung
from xlbudget.app import pruefen as app_pruefen
from xlbudget.errors import Befund, XlbudgetError

SPALTEN = (("Schwere", 11.0), ("Code", 24.0), ("Befund", 90.0), ("Ort", 40.0))


def pruefen(sitzung: Sitzung) -> str:
    """Check the Datenmappe and its exports; findings come as a list in a new workbook."""
    datenmappe = open_datenmappe(sitzung)
    unmoeglich = ""
    with sitzung.quiet() as zeile:
        try:
            befunde: Sequence[Befund] = app_pruefen.pruefen(datenmappe.datei, zeile.fortschritt)
        except XlbudgetError as error:
            if not error.befunde:
                raise
            unmoeglich, befunde = f"{error}\n", error.befunde
        if not befunde:
            return f"{datenmappe.book.name} ist in Ordnung: keine Befunde."
        with new_workbook(sitzung) as book:
            write_listen(book, [_liste(befunde, f"Befunde zu {datenmappe.book.name}")])
    book.activate()
    return f"{unmoeglich}{datenmappe.book.name}: {zaehle(befunde)}. Die Liste steht in der neuen Mappe {book.name}."


def _liste(befunde: Sequence[Befund], ueberschrift: str) -> Liste:
    zeilen = [
        (str(befund.schwere), befund.code, befund.text, str(befund.source) if befund.source else "")
        for befund in sortiert(befunde)
    ]
    return Liste("Befunde", "Befunde", ueberschrift, SPALTEN, zeilen)
