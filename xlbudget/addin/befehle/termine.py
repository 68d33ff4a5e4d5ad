"""The button Fristen: what is to be reported by when, as a list."""

from __future__ import annotations

from datetime import date

from xlbudget.addin.offen.arbeitsmappen import open_datenmappe
from xlbudget.addin.offen.listenmappe import Liste, Zelle, befundliste, open_listen
from xlbudget.addin.offen.meldungen import zaehle
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.fristen import Fristenliste, list_fristen

_SPALTEN = (
    ("Fällig", 14.0),
    ("Lage", 14.0),
    ("Pflicht", 70.0),
    ("Stichtag", 12.0),
    ("Empfänger", 30.0),
    ("Zu liefern", 40.0),
    ("Wer", 30.0),
    ("Rechtsgrundlage", 30.0),
)


def fristen(sitzung: Sitzung) -> str:
    """List the dates of a year ahead in a new workbook, what is overdue first."""
    datenmappe = open_datenmappe(sitzung)
    with sitzung.quiet() as fortschritt:
        liste = list_fristen(datenmappe.datei, date.today(), fortschritt=fortschritt)
    if liste.ohne_tabelle:
        return (
            f"{datenmappe.book.name} hat keine Tabelle Fristen. „xlbudget datenmappe ergaenzen … --mit Fristen“ legt "
            "sie an; das Handbuch beschreibt sie unter Fristen."
        )
    titel = f"Fristen bis {liste.bis:%d.%m.%Y}"
    blaetter = [Liste("Fristen", "Fristen", titel, _SPALTEN, _lines(liste))]
    if liste.befunde:
        blaetter.append(befundliste(liste.befunde, f"Befunde zu den Fristen von {datenmappe.book.name}"))
    mappe = open_listen(sitzung, blaetter)
    anzahl = f"{len(liste.termine)} Termine, davon überfällig: {liste.ueberfaellig}"
    return f"{titel}: {anzahl}. Die Liste steht in der neuen Mappe {mappe}.\n\nPrüfung: {zaehle(liste.befunde)}."


def _lines(liste: Fristenliste) -> list[list[Zelle]]:
    return [
        [
            f"{termin.faellig:%d.%m.%Y}" if termin.faellig else "ohne Termin",
            "überfällig" if termin.is_overdue(liste.heute) else "",
            termin.frist.pflicht,
            f"{termin.stichtag:%d.%m.%Y}" if termin.stichtag else "",
            termin.frist.empfaenger,
            termin.frist.lieferung,
            termin.frist.wer,
            termin.frist.rechtsgrundlage,
        ]
        for termin in liste.termine
    ]
