"""Reports written as files beside the Datenmappe: the button Gesamtbericht, and Alle Blätter on the Datenmappe."""

from __future__ import annotations

from xlbudget.addin.befehle.sperrfrage import overruled
from xlbudget.addin.offen.arbeitsmappen import OffeneDatenmappe, open_datenmappe
from xlbudget.addin.offen.meldungen import anzahl, liste, zaehle
from xlbudget.addin.offen.sitzung import Abgebrochen, Sitzung
from xlbudget.app.bericht.auswahl import ALLES, Auswahl
from xlbudget.app.bericht.auszuege import ORDNER_AUSZUEGE, find_ausschuesse, list_ausschuesse
from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.app.bericht.druck import Druckergebnis, druck
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.xlsx.live.excel_state import excel_errors

ORDNER = "berichte"
"""Reports go into this folder beside the Datenmappe."""

JEDER = "jeder"
"""Typed instead of a Kürzel: the extracts of all committees."""

GANZ = "ganz"
"""Typed instead of a Kürzel: the whole report."""


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


def auszug(sitzung: Sitzung, monat: int) -> str:
    """Ask for which committee, and write its extract with its Produktblätter, or those of all committees."""
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    kuerzel = list_ausschuesse(datenmappe.datei)
    frage = f"Für welchen Ausschuss? Kürzel oder „{JEDER}“. Es gibt: {', '.join(kuerzel)}"
    gewaehlt = sitzung.ask_text(frage, kuerzel[0] if len(kuerzel) == 1 else JEDER)
    if not gewaehlt:
        raise Abgebrochen(frage)
    ergebnis = _write(sitzung, datenmappe, stand, _extracts_of(gewaehlt))
    was = "Der Auszug" if len(ergebnis.berichte) == 1 else f"{len(ergebnis.berichte)} Auszüge"
    blaetter = anzahl(len(ergebnis.blaetter), "Produktblatt", "Produktblätter")
    return (
        f"{was} zum Stand {stand.text} und {blaetter}, je Ausschuss ein Ordner, liegen in\n"
        f"{ergebnis.ziel / ORDNER_AUSZUEGE}\n\n"
        f"{liste(bericht.name for bericht in ergebnis.berichte)}\n\nPrüfung: {zaehle(ergebnis.befunde)}."
    )


def als_pdf(sitzung: Sitzung, monat: int) -> str:
    """Write the whole report as one PDF; where there are committees, ask whether it is to be for one of them."""
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    auswahl = _ask_ausschuss(sitzung, datenmappe)

    def write(*, trotz_fehlern: bool) -> Druckergebnis:
        with sitzung.quiet() as fortschritt:
            ziel = datenmappe.datei.parent / ORDNER
            return druck(datenmappe.datei, stand, ziel, auswahl, trotz_fehlern=trotz_fehlern, fortschritt=fortschritt)

    ergebnis = overruled(sitzung, write)
    was = "Das PDF" if len(ergebnis.dateien) == 1 else f"{len(ergebnis.dateien)} PDF"
    return (
        f"{was} zum Stand {stand.text}:\n{liste(str(datei) for datei in ergebnis.dateien)}\n\n"
        f"Prüfung: {zaehle(ergebnis.befunde)}."
    )


def _ask_ausschuss(sitzung: Sitzung, datenmappe: OffeneDatenmappe) -> Auswahl:
    kuerzel = find_ausschuesse(datenmappe.datei)
    if not kuerzel:
        return ALLES
    frage = f"Der ganze Bericht („{GANZ}“), oder je Ausschuss? Kürzel oder „{JEDER}“. Es gibt: {', '.join(kuerzel)}"
    gewaehlt = sitzung.ask_text(frage, GANZ)
    if not gewaehlt:
        raise Abgebrochen(frage)
    return ALLES if gewaehlt.casefold() == GANZ else _extracts_of(gewaehlt)


def _extracts_of(gewaehlt: str) -> Auswahl:
    """What a typed Kürzel means, or JEDER."""
    jeder = gewaehlt.casefold() == JEDER
    return Auswahl(je_ausschuss=jeder, ausschuesse=() if jeder else (gewaehlt,))


def write_alle(sitzung: Sitzung, monat: int) -> str:
    """Write a workbook for each Produktblatt, and the consolidated one."""
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    ergebnis = _write(sitzung, datenmappe, stand)
    return (
        f"Vorn ist die Datenmappe; deshalb sind alle Blätter zum Stand {stand.text} als Dateien geschrieben. "
        f"{_what(ergebnis)}"
    )


def _write(sitzung: Sitzung, datenmappe: OffeneDatenmappe, stand: Stand, auswahl: Auswahl = ALLES) -> Ergebnis:
    ziel = datenmappe.datei.parent / ORDNER

    def write(*, trotz_fehlern: bool) -> Ergebnis:
        with sitzung.quiet() as fortschritt:
            return bericht(datenmappe.datei, stand, ziel, auswahl, trotz_fehlern=trotz_fehlern, fortschritt=fortschritt)

    return overruled(sitzung, write)


def _what(ergebnis: Ergebnis) -> str:
    return (
        f"{anzahl(len(ergebnis.blaetter), 'Produktblatt', 'Produktblätter')} und der Gesamtbericht liegen in\n"
        f"{ergebnis.ziel}\n\nPrüfung: {zaehle(ergebnis.befunde)}."
    )
