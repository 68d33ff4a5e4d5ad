"""The button Rücklauf einlesen: shows what came back, or does what was decided in the list it showed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from xlbudget.addin.arbeitsmappen import open_datenmappe
from xlbudget.addin.listenmappe import new_workbook, write_listen
from xlbudget.addin.meldungen import anzahl, liste
from xlbudget.addin.ruecklaufliste import Entscheidungen, read_entscheidungen, ruecklauflisten
from xlbudget.addin.sitzung import Sitzung
from xlbudget.app.ruecklauf import Ruecklaufergebnis, ruecklauf
from xlbudget.errors import EingabeError

ORDNER = "ruecklauf"
"""Returns are looked for in this folder beside the Datenmappe."""


def ruecklauf_einlesen(sitzung: Sitzung) -> str:
    """Read what came back and show it; with a filled list of returns in front, decide as it says."""
    if entscheidungen := read_entscheidungen(sitzung.app.books.active):
        return _decide(sitzung, entscheidungen)
    datenmappe = open_datenmappe(sitzung)
    ordner = datenmappe.datei.parent / ORDNER
    if not ordner.is_dir():
        ordner.mkdir()
        return (
            f"Der Ordner für zurückgekommene Mappen ist angelegt:\n{ordner}\n\nDie Mappen oder Mails (.xlsx, .eml, "
            ".msg) dort hineinlegen und den Befehl wiederholen."
        )
    with sitzung.quiet() as zeile:
        ergebnis = ruecklauf(datenmappe.datei, [ordner], fortschritt=zeile.fortschritt)
        if not ergebnis.eintraege:
            return f"Es ist nichts zu entscheiden, und nichts Neues liegt in\n{ordner}"
        with new_workbook(sitzung) as book:
            write_listen(book, ruecklauflisten(datenmappe.datei, ergebnis.eintraege))
    book.activate()
    neue = anzahl(sum(eintrag.neu for eintrag in ergebnis.eintraege), "neue Rückgabe", "neue Rückgaben")
    return (
        f"{neue}.\n{_lagen(ergebnis)}\n\nDie Liste steht in der neuen Mappe {book.name}. In der letzten Spalte "
        "„annehmen“ oder „ablehnen“ eintragen und den Befehl noch einmal drücken."
    )


def _decide(sitzung: Sitzung, entscheidungen: Entscheidungen) -> str:
    datenmappe = open_datenmappe(sitzung)
    if Path(entscheidungen.datenmappe) != datenmappe.datei:
        raise EingabeError(
            f"Die Liste gehört zu einer anderen Datenmappe:\n{entscheidungen.datenmappe}\n\nBitte diese öffnen und "
            f"{datenmappe.book.name} schließen, oder den Rücklauf neu einlesen."
        )
    annehmen, ablehnen = entscheidungen.annehmen, entscheidungen.ablehnen
    teile = [
        f"{wort}: {', '.join(map(str, nummern))}"
        for wort, nummern in (("Annehmen", annehmen), ("Ablehnen", ablehnen))
        if nummern
    ]
    sitzung.ask(f"Rückgaben entscheiden:\n{liste(teile)}\n\nSo festhalten?")
    with sitzung.quiet() as zeile:
        ergebnis = ruecklauf(datenmappe.datei, (), annehmen, ablehnen, zeile.fortschritt)
    return f"Festgehalten.\n{_lagen(ergebnis)}\n\nIn die Berichte kommen die angenommenen mit „Blatt aktualisieren“."


def _lagen(ergebnis: Ruecklaufergebnis) -> str:
    lagen = Counter(eintrag.lage for eintrag in ergebnis.eintraege)
    return liste(f"{zahl} × {lage}" for lage, zahl in lagen.items())
