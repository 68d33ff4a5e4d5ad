"""What does not fit into a template: each thing once, with the way to a template that has room for it."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.errors import Befund, Schwere, VorlageError
from xlbudget.xlsx.fill.targets import NoRoomError


def not_fitting(probleme: Sequence[tuple[Berichtsobjekt, VorlageError]], eigene: str, einstellung: str) -> VorlageError:
    """All that keeps sheets from being filled; what several lack alike is one Befund, for the one that lacks most.

    `eigene` is the file that the Datenmappe names under `einstellung`, empty for the shipped template.
    """
    gruppen: dict[object, list[tuple[Berichtsobjekt, VorlageError]]] = {}
    for objekt, error in probleme:
        was = (error.name, error.unit) if isinstance(error, NoRoomError) else str(error)
        gruppen.setdefault(was, []).append((objekt, error))
    befunde = []
    for gruppe in gruppen.values():
        objekt, error = max(gruppe, key=lambda paar: paar[1].missing if isinstance(paar[1], NoRoomError) else 0)
        weitere = f" (und {len(gruppe) - 1} weitere Blätter)" if len(gruppe) > 1 else ""
        text = f"{objekt.titel}{weitere}: {with_way_out(error, eigene, einstellung)}"
        befunde.append(Befund(Schwere.FEHLER, "vorlage.platz", text, objekt.source))
    return VorlageError("Die Vorlage kann nicht aufnehmen, was hineingehört.", befunde)


def with_way_out(error: VorlageError, eigene: str, einstellung: str) -> str:
    """What an error of a template says; of the shipped one also how to get one that can be changed."""
    if eigene or not isinstance(error, NoRoomError):
        return str(error)
    option = " --rueckmeldung" if "Rückmeldung" in einstellung else ""
    return (
        f"{error} Es ist die mitgelieferte Vorlage: xlbudget vorlage neu ORDNER{option} legt sie zum Ändern ab; die "
        f"geänderte neben die Datenmappe legen und bei Einstellungen › {einstellung} eintragen."
    )
