"""Reports that a finding locks: asked about in Excel, where no option can be given."""

from __future__ import annotations

from typing import Protocol, TypeVar

from xlbudget.addin.offen.meldungen import MAX_BEFUNDE, liste
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.sperre import BerichtGesperrtError, sperrende

T = TypeVar("T", covariant=True)


class Schreiben(Protocol[T]):
    """Work that wrong sums hold up unless they are overruled."""

    def __call__(self, *, trotz_fehlern: bool) -> T: ...


def overruled(sitzung: Sitzung, write: Schreiben[T]) -> T:
    """What `write` yields; where findings lock it, the user sees them and decides. Raises Abgebrochen for no."""
    try:
        return write(trotz_fehlern=False)
    except BerichtGesperrtError as error:
        gruende = liste(map(str, sperrende(error.befunde)), MAX_BEFUNDE)
        sitzung.ask(
            f"Summen des Berichts sind nach der Prüfung falsch; es ist noch nichts geschrieben:\n{gruende}\n\n"
            "Besser erst beheben. Trotzdem schreiben?"
        )
    return write(trotz_fehlern=True)
