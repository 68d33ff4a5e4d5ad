"""The button Versand vorbereiten: a workbook and a draft of its mail for every Budget of the Verteiler."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from xlbudget.addin.befehle.sperrfrage import overruled
from xlbudget.addin.offen.arbeitsmappen import open_datenmappe
from xlbudget.addin.offen.listenmappe import befundliste, show_listen
from xlbudget.addin.offen.meldungen import liste, zaehle
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.addin.windows import HKCU, HKLM, System
from xlbudget.app.runde.auftrag import Auftrag, Weg, entwurfsordner
from xlbudget.app.runde.versand import Versandergebnis, versand
from xlbudget.delivery.mail.outlook import KeinOutlookError
from xlbudget.errors import EingabeError
from xlbudget.sources.datenmappe.mappe import Empfaenger, read_datenmappe

_OUTLOOK = r"SOFTWARE\Classes\Outlook.Application\CLSID"
_NEUES_OUTLOOK = r"Software\Microsoft\Office\16.0\Outlook\Preferences"


def versand_vorbereiten(sitzung: Sitzung, monat: int) -> str:
    """Write drafts for everybody in the Verteiler, after the user has seen who gets what. Nothing is sent."""
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    mappe, _ = read_datenmappe(datenmappe.datei)
    if not mappe.verteiler:
        raise EingabeError(
            f"In {datenmappe.book.name} ist die Tabelle Verteiler leer. Dort eintragen, wer die Mappe welches Budgets "
            "bekommt."
        )
    weg = choose_weg(System.current())
    wohin = "in Outlook" if weg is Weg.OUTLOOK else "als Dateien"
    sitzung.ask(
        f"Entwürfe zum Stand {stand.text}, {wohin}; verschickt wird nichts:\n{liste(_wer_was(mappe.verteiler))}\n\n"
        "Jetzt vorbereiten?"
    )
    ziel = entwurfsordner(datenmappe.datei, stand)
    try:
        ergebnis = _prepare(sitzung, datenmappe.datei, Auftrag(stand, ziel, weg=weg))
    except KeinOutlookError as error:
        sitzung.ask(f"{error}\n\nSollen die Entwürfe stattdessen als Dateien (.eml) geschrieben werden?")
        weg = Weg.ENTWURF
        ergebnis = _prepare(sitzung, datenmappe.datei, Auftrag(stand, ziel, weg=weg))
    if not ergebnis.befunde:
        return _report(ergebnis, weg)
    wo = show_listen(sitzung, [befundliste(ergebnis.befunde, f"Befunde zum Versand, Stand {stand.text}")])
    return f"{_report(ergebnis, weg)}\n\nDabei gefunden: {zaehle(ergebnis.befunde)}. {wo}"


def choose_weg(system: System) -> Weg:
    """Drafts in Outlook where the classic one is installed and used, which alone can be driven; else files."""
    ist_neues = system.value(HKCU, _NEUES_OUTLOOK, "UseNewOutlook") == 1
    return Weg.OUTLOOK if system.value(HKLM, _OUTLOOK, "") and not ist_neues else Weg.ENTWURF


def _prepare(sitzung: Sitzung, datenmappe: Path, auftrag: Auftrag) -> Versandergebnis:
    def prepare(*, trotz_fehlern: bool) -> Versandergebnis:
        with sitzung.quiet() as fortschritt:
            return versand(datenmappe, replace(auftrag, trotz_fehlern=trotz_fehlern), fortschritt)

    return overruled(sitzung, prepare)


def _wer_was(verteiler: Iterable[Empfaenger]) -> list[str]:
    budgets: dict[str, list[str]] = {}
    for eintrag in verteiler:
        adresse = f"Kopie an {eintrag.email}" if eintrag.kopie else eintrag.email
        budgets.setdefault(eintrag.budget, []).append(adresse)
    return [f"{budget}: {', '.join(adressen)}" for budget, adressen in budgets.items()]


def _report(ergebnis: Versandergebnis, weg: Weg) -> str:
    lagen = Counter(posten.lage for posten in ergebnis.posten)
    wo = "Die Entwürfe stehen in Outlook, die Liste dazu" if weg is Weg.OUTLOOK else "Entwürfe und Liste"
    liegt = "liegt" if weg is Weg.OUTLOOK else "liegen"
    zeilen = liste(f"{zahl} × {lage}" for lage, zahl in lagen.items())
    return f"{zeilen}\n\n{wo} ({ergebnis.liste}) {liegt} in\n{ergebnis.ziel}"
