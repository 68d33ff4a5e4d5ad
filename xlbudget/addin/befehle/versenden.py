"""The button Versand vorbereiten: a workbook and a draft of its mail for every Budget of the Verteiler."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from xlbudget.addin.arbeitsmappen import open_datenmappe
from xlbudget.addin.meldungen import liste, zaehle
from xlbudget.addin.sitzung import Sitzung
from xlbudget.addin.windows import HKLM, System
from xlbudget.app.uebergabe import Weg
from xlbudget.app.versand import Auftrag, Versandergebnis, versand
from xlbudget.errors import EingabeError
from xlbudget.sources.datenmappe import Empfaenger, read_datenmappe

ORDNER = "versand"
"""Drafts and the list of them go into this folder beside the Datenmappe, one below it for each Stand."""
_OUTLOOK = r"SOFTWARE\Classes\Outlook.Application\CLSID"


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
    auftrag = Auftrag(stand, datenmappe.datei.parent / ORDNER / str(stand), weg=weg)
    with sitzung.quiet() as zeile:
        ergebnis = versand(datenmappe.datei, auftrag, zeile.fortschritt)
    return _report(ergebnis, weg)


def choose_weg(system: System) -> Weg:
    """Drafts in Outlook where the classic one is installed, which alone can be driven; else files."""
    return Weg.OUTLOOK if system.value(HKLM, _OUTLOOK, "") else Weg.ENTWURF


def _wer_was(verteiler: Iterable[Empfaenger]) -> list[str]:
    budgets: dict[str, list[str]] = {}
    for eintrag in verteiler:
        adresse = f"Kopie an {eintrag.email}" if eintrag.kopie else eintrag.email
        budgets.setdefault(eintrag.budget, []).append(adresse)
    return [f"{budget}: {', '.join(adressen)}" for budget, adressen in budgets.items()]


def _report(ergebnis: Versandergebnis, weg: Weg) -> str:
    lagen = Counter(posten.lage for posten in ergebnis.posten)
    if weg is Weg.OUTLOOK:
        wo = f"Die Entwürfe stehen in Outlook, die Versandliste liegt in\n{ergebnis.ziel}"
    else:
        wo = f"Entwürfe und Versandliste liegen in\n{ergebnis.ziel}"
    zeilen = liste(f"{zahl} × {lage}" for lage, zahl in lagen.items())
    return f"{zeilen}\n\n{wo}\n\nPrüfung: {zaehle(ergebnis.befunde)}."
