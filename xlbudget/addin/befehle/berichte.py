"""Reports written as files beside the Datenmappe: the button Gesamtbericht, and Alle Blätter on the Datenmappe."""

from __future__ import annotations

from xlbudget.addin.befehle.sperrfrage import overruled
from xlbudget.addin.offen.arbeitsmappen import OffeneDatenmappe, open_datenmappe
from xlbudget.addin.offen.meldungen import anzahl, zaehle
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.xlsx.live.excel_state import excel_errors

ORDNER = "berichte"
"""Reports go into this folder beside the Datenmappe."""


def gesamtbericht(sitzung: Sitzung, monat: int) -> str:
    """Write all reports of a Stand and open the consolidated one."""
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    name = f"Produktbericht {stand}.xlsx"
    if name in {book.name for book in sitzung.app.books}:
        raise EingabeError(f"{name} ist noch geöffnet. Bitte schließen und den Befehl wiederholen.")
    ergebnis = _write(sitzung, datenmappe, stand)
    try:
        with excel_errors():
            sitzung.app.books.open(str(ergebnis.gesamt))
    except AusgabeError as error:
        return (
            f"Der Gesamtbericht zum Stand {stand.text} ist geschrieben, aber nicht geöffnet: {error} {_what(ergebnis)}"
        )
    return f"Der Gesamtbericht zum Stand {stand.text} ist geöffnet. {_what(ergebnis)}"


def write_alle(sitzung: Sitzung, monat: int) -> str:
    """Write a workbook for each Produktblatt, and the consolidated one."""
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    ergebnis = _write(sitzung, datenmappe, stand)
    return (
        f"Vorn ist die Datenmappe; deshalb sind alle Blätter zum Stand {stand.text} als Dateien geschrieben. "
        f"{_what(ergebnis)}"
    )


def _write(sitzung: Sitzung, datenmappe: OffeneDatenmappe, stand: Stand) -> Ergebnis:
    ziel = datenmappe.datei.parent / ORDNER

    def write(*, trotz_fehlern: bool) -> Ergebnis:
        with sitzung.quiet() as fortschritt:
            return bericht(datenmappe.datei, stand, ziel, trotz_fehlern=trotz_fehlern, fortschritt=fortschritt)

    return overruled(sitzung, write)


def _what(ergebnis: Ergebnis) -> str:
    return (
        f"{anzahl(len(ergebnis.blaetter), 'Produktblatt', 'Produktblätter')} und der Gesamtbericht liegen in\n"
        f"{ergebnis.ziel}\n\nPrüfung: {zaehle(ergebnis.befunde)}."
    )
