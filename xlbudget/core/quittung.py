"""Findings that somebody takes responsibility for: listed on, with reason and name, and no longer counted.

A Quittung is for one finding in the very words it has: where its amount grows, it is a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from xlbudget.errors import Befund, Schwere, SourceRef


@dataclass(frozen=True, slots=True)
class Quittung:
    """One line of the table Quittungen. An empty `ort` means the finding wherever it stands."""

    code: str
    ort: str
    wortlaut: str
    grund: str
    name: str
    datum: str
    source: SourceRef | None = None

    def fits(self, befund: Befund) -> bool:
        """Whether it is for this finding."""
        return (
            self.code == befund.code
            and _plain(self.wortlaut) == _plain(befund.text)
            and self.ort in ("", str(befund.source or ""))
        )


def acknowledge(
    befunde: Sequence[Befund], quittungen: Sequence[Quittung], sperrt: Callable[[Befund], bool]
) -> list[Befund]:
    """The findings, those with a Quittung as such; and what is to say about the Quittungen.

    `sperrt` tells whether a finding says that sums are wrong: nobody can take responsibility for that.
    """
    ergebnis: list[Befund] = []
    benutzt: set[Quittung] = set()
    verweigert: set[Quittung] = set()
    for befund in befunde:
        passend = [quittung for quittung in quittungen if quittung.fits(befund)]
        if passend and sperrt(befund):
            verweigert.update(passend)
        elif passend:
            befund = _acknowledged(befund, passend[0])
            benutzt.update(passend)
        ergebnis.append(befund)
    for quittung in quittungen:
        if quittung in verweigert:
            text = (
                f"Der Befund {quittung.code} lässt sich nicht quittieren: Summen des Berichts sind dann falsch. Die "
                "Ursache beheben und die Zeile löschen."
            )
            ergebnis.append(Befund(Schwere.WARNUNG, "quittung.verweigert", text, quittung.source))
        elif quittung not in benutzt:
            text = (
                f"Den quittierten Befund {quittung.code} („{quittung.wortlaut[:60]}“) gibt es so nicht mehr. Ist er "
                "behoben, die Zeile löschen; hat sich sein Betrag geändert, den neuen prüfen."
            )
            ergebnis.append(Befund(Schwere.HINWEIS, "quittung.erledigt", text, quittung.source))
    return ergebnis


def _acknowledged(befund: Befund, quittung: Quittung) -> Befund:
    wer = ", ".join(filter(None, (quittung.name, quittung.datum)))
    text = f"{befund.text} [{befund.schwere}, quittiert von {wer}: {quittung.grund}]"
    return replace(befund, schwere=Schwere.QUITTIERT, text=text)


def _plain(text: str) -> str:
    return " ".join(text.split())
