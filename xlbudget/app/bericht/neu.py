"""Start with an empty Datenmappe."""

from __future__ import annotations

from pathlib import Path

from xlbudget.app.bericht.laender import shipped_laender
from xlbudget.core.landesrahmen import MASSGEBLICH, Beleg, Land
from xlbudget.errors import AusgabeError
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.ausgabe import write_checked
from xlbudget.writers.datenmappe.mappe import leere_datenmappe


def neu(ordner: Path, jahr: int, land: Land = Land.NI) -> Path:
    """Write an empty Datenmappe with the Kontenrahmen of a Land; return its path.

    Raises AusgabeError if one is there already or the folder cannot be written.
    """
    name = free_name(ordner, jahr)
    with Ablage(ordner) as ablage:
        write_checked(ablage, name, leere_datenmappe(jahr, shipped_laender()[land]))
    return ordner / name


def free_name(ordner: Path, jahr: int) -> str:
    """What the Datenmappe of a year is called. Raises AusgabeError where there is one, also under its older name."""
    namen = (f"Datenmappe-{jahr}.xlsx", f"Datenmappe {jahr}.xlsx")
    for name in namen:
        if (ordner / name).exists():
            raise AusgabeError(
                f"{ordner / name} gibt es schon und bleibt unverändert. Einen anderen Ordner oder ein anderes Jahr "
                "angeben."
            )
    return namen[0]


def describe_rahmen(land: Land) -> str:
    """What the Kontenzuordnung of a new Datenmappe is worth, and what to do about it."""
    rahmen = shipped_laender()[land]
    if not rahmen.hat_ergebnis:
        return (
            f"Für {land.titel} ist keine Zeile der Ergebnisrechnung belegt; die Tabelle Kontenzuordnung hat deshalb "
            f"keine. Bitte nach dem Kontenplan Ihres Hauses ausfüllen; maßgeblich ist {MASSGEBLICH[land]}. Welche "
            "Konten ein Export hat und wie sie heißen, zeigt: xlbudget vorschau EXPORT --konten"
        )
    offen = sum(zeile.beleg is not Beleg.BELEGT for zeile in rahmen.zeilen)
    text = f"Kontenrahmen: {land.titel}, {len(rahmen.zeilen)} Präfixe mit ihrer Quelle."
    if offen:
        text += (
            f" {offen} davon sind nicht belegt (Spalte Bestätigt: nein): mit dem Kontenplan Ihres Hauses vergleichen "
            "und dort ja eintragen."
        )
    return text
