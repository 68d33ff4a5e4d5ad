"""Texts of message boxes, which hold little and cannot be scrolled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlbudget.addin.offen.protokoll import log_datei
from xlbudget.errors import Befund, Schwere, XlbudgetError

MAX_ZEILEN = 15
MAX_BEFUNDE = 5
ANGEHALTEN = (
    "Angehalten. Was schon fertig war, bleibt; Halbfertiges gibt es nicht. Zum Weitermachen den Befehl wiederholen."
)


def liste(zeilen: Iterable[str], hoechstens: int = MAX_ZEILEN) -> str:
    """Lines with bullets; of too many only the first.

    >>> print(liste(["a", "b", "c"], 2))
    • a
    • b
    … und 1 weitere
    """
    alle = list(zeilen)
    rest = [f"… und {len(alle) - hoechstens} weitere"] if len(alle) > hoechstens else []
    return "\n".join([*(f"• {zeile}" for zeile in alle[:hoechstens]), *rest])


def anzahl(zahl: int, einzahl: str, mehrzahl: str) -> str:
    """A number with its noun.

    >>> anzahl(1, "Blatt", "Blätter"), anzahl(0, "Blatt", "Blätter")
    ('1 Blatt', '0 Blätter')
    """
    return f"{zahl} {einzahl if zahl == 1 else mehrzahl}"


def zaehle(befunde: Sequence[Befund]) -> str:
    """How many Befunde of each severity, worst first, without those there are none of.

    >>> zaehle([Befund(Schwere.WARNUNG, "mappe.darunter", "b")]), zaehle([])
    ('1 Warnung', 'keine Befunde')
    """
    zahlen = {schwere: sum(befund.schwere is schwere for befund in befunde) for schwere in Schwere}
    return ", ".join(schwere.counted(zahl) for schwere, zahl in zahlen.items() if zahl) or "keine Befunde"


def sortiert(befunde: Iterable[Befund]) -> list[Befund]:
    """Worst first; order within a severity is kept."""
    rang = list(Schwere)
    return sorted(befunde, key=lambda befund: rang.index(befund.schwere))


def fehlertext(error: XlbudgetError) -> str:
    """What is wrong, the worst Befunde, and where the rest is."""
    befunde = liste(map(str, sortiert(error.befunde)), MAX_BEFUNDE)
    return "\n\n".join(filter(None, (str(error), befunde, f"Protokoll: {log_datei()}")))


def programmfehlertext(error: Exception) -> str:
    """What is said of a mistake of ours."""
    return (
        "Hier ist xlbudget selbst ein Fehler unterlaufen; der Befehl ist abgebrochen. Die offenen Mappen bitte prüfen, "
        f"bevor sie gespeichert werden.\n\n{type(error).__name__}: {error}\n\n"
        f"Bitte diese Datei der IT geben: {log_datei()}"
    )
