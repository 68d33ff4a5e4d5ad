"""The button Rücklauf einlesen: shows what came back, or does what was decided in the list it showed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from xlbudget.addin.befehle.ruecklaufliste import Entscheidungen, other_befunde, read_entscheidungen, ruecklauflisten
from xlbudget.addin.offen.arbeitsmappen import OffeneDatenmappe, open_datenmappe
from xlbudget.addin.offen.listenmappe import show_listen
from xlbudget.addin.offen.meldungen import anzahl, liste, zaehle
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.buchzugang import open_buch
from xlbudget.app.runde.ruecklauf import Ruecklaufergebnis, ruecklauf
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.xlsx.live.excel_state import active_book

ORDNER = "ruecklauf"
"""Returns are looked for in this folder beside the Datenmappe."""


def ruecklauf_einlesen(sitzung: Sitzung) -> str:
    """Read what came back and show it; with a filled list of returns in front, decide as it says."""
    vorn = active_book(sitzung.app)
    if vorn and (entscheidungen := read_entscheidungen(vorn)):
        return _decide(sitzung, entscheidungen)
    datenmappe = open_datenmappe(sitzung)
    ordner = datenmappe.datei.parent / ORDNER
    if not ordner.is_dir():
        _make(ordner)
        return (
            f"Der Ordner für zurückgekommene Mappen ist angelegt:\n{ordner}\n\nDie Mappen oder Mails (.xlsx, .eml, "
            ".msg) dort hineinlegen und den Befehl wiederholen."
        )
    _check_versandt(datenmappe)
    with sitzung.quiet() as fortschritt:
        ergebnis = ruecklauf(datenmappe.datei, [ordner], fortschritt=fortschritt)
    listen = ruecklauflisten(datenmappe.datei, ergebnis)
    if not listen:
        return f"Es ist nichts zu entscheiden, und nichts Neues liegt in\n{ordner}"
    return _report(ergebnis, show_listen(sitzung, listen))


def _report(ergebnis: Ruecklaufergebnis, wo: str) -> str:
    neue = anzahl(sum(eintrag.neu for eintrag in ergebnis.eintraege), "neue Rückgabe", "neue Rückgaben")
    absaetze = [f"{neue}.\n{_lagen(ergebnis)}".strip()]
    if weitere := other_befunde(ergebnis):
        absaetze.append(f"Sonst aufgefallen: {zaehle(weitere)}, auf dem Blatt Befunde.")
    absaetze.append(wo)
    if any(eintrag.ist_offen for eintrag in ergebnis.eintraege):
        absaetze[-1] += (
            " In der letzten Spalte „annehmen“ oder „ablehnen“ eintragen und den Befehl noch einmal drücken."
        )
    return "\n\n".join(absaetze)


def _check_versandt(datenmappe: OffeneDatenmappe) -> None:
    mappe, _ = read_datenmappe(datenmappe.datei)
    with open_buch(mappe) as buch:
        if buch is None:
            raise EingabeError(
                f"Mit {datenmappe.book.name} ist noch nichts versandt; was zurückkommt, gehört zu keiner Sendung. "
                "Zuerst „Versand vorbereiten“ drücken."
            )


def _make(ordner: Path) -> None:
    try:
        ordner.mkdir()
    except OSError as error:
        raise AusgabeError(
            f"Der Ordner für zurückgekommene Mappen lässt sich nicht anlegen ({error.strerror}):\n{ordner}\n\nBitte im "
            "Explorer anlegen und den Befehl wiederholen."
        ) from error


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
    with sitzung.quiet() as fortschritt:
        ergebnis = ruecklauf(datenmappe.datei, (), annehmen=annehmen, ablehnen=ablehnen, fortschritt=fortschritt)
    return (
        f"Festgehalten.\n{_lagen(ergebnis)}\n\nDie angenommenen gelten ab jetzt in allen Berichten; offene Blätter "
        "zeigen sie nach „Blatt aktualisieren“."
    )


def _lagen(ergebnis: Ruecklaufergebnis) -> str:
    lagen = Counter(eintrag.lage for eintrag in ergebnis.eintraege)
    return liste(f"{zahl} × {lage}" for lage, zahl in lagen.items())
