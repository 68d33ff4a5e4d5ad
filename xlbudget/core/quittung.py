"""Findings that somebody takes responsibility for: listed on, with reason and name, and no longer counted.

A Quittung is for one finding in the very words it has: where its amount grows, it is a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from xlbudget.errors import Befund, Schwere, SourceRef


@dataclass(frozen=True, slots=True)
class Quittung:
    """One line of the table Quittungen, whose cell in the Datenmappe is `source`.

    An empty `ort` means the finding wherever it stands. Rows of a Datenmappe move, and the file is renamed: there the
    sheet is enough where only one finding can be meant.
    """

    code: str
    ort: str
    wortlaut: str
    grund: str
    name: str
    datum: str
    source: SourceRef | None = None

    def select(self, befunde: Sequence[Befund]) -> list[Befund]:
        """The findings it is for."""
        gemeint = [b for b in befunde if self.code == b.code and _plain(self.wortlaut) == _plain(b.text)]
        am_ort = [befund for befund in gemeint if self.ort in ("", str(befund.source or ""))]
        gewandert = [befund for befund in gemeint if self._is_moved(befund.source)]
        return am_ort or (gewandert if len(gewandert) == 1 else [])

    def _is_moved(self, ort: SourceRef | None) -> bool:
        """Whether a place is on the same sheet of the Datenmappe as the one that is written down."""
        if ort is None or self.source is None or ort.datei != self.source.datei or not ort.blatt:
            return False
        return f", {ort.blatt}!" in self.ort


def acknowledge(
    befunde: Sequence[Befund], quittungen: Sequence[Quittung], sperrt: Callable[[Befund], bool]
) -> list[Befund]:
    """The findings, those with a Quittung as such; and what is to say about the Quittungen.

    `sperrt` tells whether a finding says that sums are wrong: nobody can take responsibility for that.
    """
    ergebnis: list[Befund] = []
    benutzt: set[Quittung] = set()
    verweigert: set[Quittung] = set()
    gemeinte = [(quittung, quittung.select(befunde)) for quittung in quittungen]
    for befund in befunde:
        passend = [quittung for quittung, seine in gemeinte if befund in seine]
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
                "behoben, die Zeile löschen; hat sich sein Wortlaut oder sein Ort geändert, den neuen Befund prüfen."
            )
            ergebnis.append(Befund(Schwere.HINWEIS, "quittung.erledigt", text, quittung.source))
    return ergebnis


def _acknowledged(befund: Befund, quittung: Quittung) -> Befund:
    wer = ", ".join(filter(None, (quittung.name, quittung.datum)))
    text = f"{befund.text} [{befund.schwere}, quittiert von {wer}: {quittung.grund}]"
    return replace(befund, schwere=Schwere.QUITTIERT, text=text)


def _plain(text: str) -> str:
    return " ".join(text.split())
