"""The button Prüfen."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.addin.offen.arbeitsmappen import open_datenmappe
from xlbudget.addin.offen.listenmappe import befundliste, open_listen
from xlbudget.addin.offen.meldungen import zaehle
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.pruefen import pruefen as check_datenmappe
from xlbudget.errors import Befund, XlbudgetError


def pruefen(sitzung: Sitzung) -> str:
    """Check the Datenmappe and its exports; findings come as a list in a new workbook."""
    datenmappe = open_datenmappe(sitzung)
    unmoeglich = ""
    with sitzung.quiet() as fortschritt:
        try:
            befunde: Sequence[Befund] = check_datenmappe(datenmappe.datei, fortschritt).befunde
        except XlbudgetError as error:
            if not error.befunde:
                raise
            unmoeglich, befunde = f"{error}\n", error.befunde
    if not befunde:
        return f"{datenmappe.book.name} ist in Ordnung: keine Befunde."
    mappe = open_listen(sitzung, [befundliste(befunde, f"Befunde zu {datenmappe.book.name}")])
    return f"{unmoeglich}{datenmappe.book.name}: {zaehle(befunde)}. Die Liste steht in der neuen Mappe {mappe}."
