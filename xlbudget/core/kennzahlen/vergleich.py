"""What a Kennzahl is elsewhere: a value beside the own one, with what it is, its source and its year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from xlbudget.errors import Befund, Schwere, SourceRef, listed, printable

OHNE_NAMEN = "Vergleichswert"
MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class Vergleich:
    """A value of others in the unit of the Kennzahl, as entered; `was` it is, for example a median; `jahr` 0: not said.

    `wer` names the Kennzahl, for a message.
    """

    wer: str
    wert: Decimal | None
    was: str = ""
    quelle: str = ""
    jahr: int = 0
    source: SourceRef | None = field(default=None, compare=False)

    @property
    def ist_belegt(self) -> bool:
        """Whether it can be shown: a council may ask where it is from, and of when."""
        return self.wert is not None and bool(self.quelle) and self.jahr > 0

    @property
    def name(self) -> str:
        """What it is, and of which year."""
        return f"{self.was or OHNE_NAMEN} {self.jahr}"

    @property
    def herkunft(self) -> str:
        """What stands beside it."""
        return f"{self.name}, Quelle: {self.quelle}"


def check_vergleiche(vergleiche: Iterable[Vergleich], jahr: int) -> Iterator[Befund]:
    """Values without a source or year, which are not shown; sources without a value; years to come."""
    for vergleich in vergleiche:
        fehlt = [
            spalte
            for spalte, ist_da in (
                ("Vergleichswert", vergleich.wert is not None),
                ("Vergleichsquelle", bool(vergleich.quelle)),
                ("Vergleichsjahr", vergleich.jahr > 0),
            )
            if not ist_da
        ]
        wer = f"Kennzahl „{printable(vergleich.wer, MAX_TEXT)}“"
        if fehlt:
            text = (
                f"{wer}: leer ist {listed(fehlt)}; der Vergleich wird deshalb nicht gezeigt. Das eintragen, oder die "
                "übrigen Spalten des Vergleichs leeren."
            )
            yield Befund(Schwere.WARNUNG, "kennzahl.vergleich", text, vergleich.source)
        elif vergleich.jahr > jahr:
            text = (
                f"{wer}: das Vergleichsjahr {vergleich.jahr} liegt nach dem Haushaltsjahr {jahr}. In der Quelle "
                "nachsehen, von welchem Jahr der Wert ist; gezeigt wird er, wie er eingetragen ist."
            )
            yield Befund(Schwere.WARNUNG, "kennzahl.vergleichsjahr", text, vergleich.source)
