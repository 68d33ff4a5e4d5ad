"""What to do about a line of the Kontenzuordnung that nobody confirmed, and about an account without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from xlbudget.core.kontenrahmen import Berichtszeile, Nebenart, Praefix
from xlbudget.errors import Befund, Schwere


def check_bestaetigung(praefixe: Iterable[Praefix]) -> list[Befund]:
    """Each line of the Kontenzuordnung that nobody has compared with the Kontenplan of the house."""
    return [
        Befund(
            Schwere.HINWEIS,
            "konten.ungeprueft",
            f"Das Präfix {eintrag.praefix} ({target_text(eintrag.zeile)}) ist nicht bestätigt"
            f"{f' ({eintrag.herkunft})' if eintrag.herkunft else ''}. Mit dem Kontenplan Ihres Hauses vergleichen; "
            "stimmt es, in der Spalte Bestätigt ja eintragen.",
            eintrag.source,
        )
        for eintrag in praefixe
        if eintrag.bestaetigt is False
    ]


def advice_for(fits: Callable[[str], bool], sachkonto: str) -> str:
    """What to do about an account without a Präfix; to add one only where the accounts beside it have theirs."""
    if fits(sachkonto):
        return (
            "Im Kontenplan nachsehen, zu welcher Art und Zeile es gehört, und das in der Tabelle Kontenzuordnung "
            "eintragen; Konten der Finanzrechnung und der Bilanz bekommen dort die Art Finanzrechnung oder zählt nicht."
        )
    return (
        f"Auch sonst passt die Kontenzuordnung nicht zu den Konten, die mit {sachkonto[:1]} beginnen: noch kein Präfix "
        "ergänzen, sondern erst prüfen, ob sie die Ihres Landes ist."
    )


def target_text(zeile: Berichtszeile | Nebenart) -> str:
    """What an account is, for people."""
    return str(zeile) if isinstance(zeile, Nebenart) else f"{zeile.art}, {zeile.name}"
