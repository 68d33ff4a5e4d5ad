"""Sachkonto to report row: a table, longest prefix wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xlbudget.errors import Befund, Schwere, SourceRef


class Art(StrEnum):
    """The two halves of the Ergebnishaushalt."""

    ERTRAEGE = "Erträge"
    AUFWENDUNGEN = "Aufwendungen"

    @property
    def vorzeichen(self) -> int:
        """+1 where credit (Haben) increases the row, −1 where debit (Soll) does."""
        return 1 if self is Art.ERTRAEGE else -1


GESAMT_ZEILE = "gesamt"
"""How prior years and forecasts name the sum of all rows of one Art."""


@dataclass(frozen=True, slots=True)
class Berichtszeile:
    """One row of a Produktblatt, e.g. Aufwendungen / Personal."""

    art: Art
    name: str


@dataclass(frozen=True, slots=True)
class Praefix:
    """One line of the Kontenzuordnung."""

    praefix: str
    zeile: Berichtszeile
    source: SourceRef | None = None


@dataclass(frozen=True)
class Kontenrahmen:
    """The Kontenzuordnung of one house.

    >>> rahmen = Kontenrahmen((Praefix("43", TRANSFER := Berichtszeile(Art.AUFWENDUNGEN, "Transferaufwand")),))
    >>> rahmen.zeile_of("433100") == TRANSFER, rahmen.zeile_of("999") is None
    (True, True)
    """

    praefixe: tuple[Praefix, ...]
    _by_praefix: dict[str, Berichtszeile] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # first line wins; check_kontenrahmen reports the others
        table: dict[str, Berichtszeile] = {}
        for eintrag in self.praefixe:
            table.setdefault(eintrag.praefix, eintrag.zeile)
        object.__setattr__(self, "_by_praefix", table)

    @property
    def zeilen(self) -> tuple[Berichtszeile, ...]:
        """All report rows in the order of the table, each once."""
        return tuple(dict.fromkeys(eintrag.zeile for eintrag in self.praefixe))

    def zeilen_of(self, art: Art) -> tuple[Berichtszeile, ...]:
        """The rows of one Art in the order of the table."""
        return tuple(zeile for zeile in self.zeilen if zeile.art is art)

    def zeile_of(self, sachkonto: str) -> Berichtszeile | None:
        """The row of the longest prefix that fits; None where none does."""
        for laenge in range(len(sachkonto), 0, -1):
            zeile = self._by_praefix.get(sachkonto[:laenge])
            if zeile is not None:
                return zeile
        return None


def check_kontenrahmen(praefixe: Iterable[Praefix]) -> list[Befund]:
    """Prefixes that no Sachkonto can begin with, and those that stand twice: ambiguous, or just superfluous."""
    befunde = []
    erste: dict[str, Praefix] = {}
    for eintrag in praefixe:
        if not eintrag.praefix.isalnum():
            text = (
                f"Das Präfix „{eintrag.praefix}“ passt auf kein Sachkonto: erlaubt sind nur Buchstaben und Ziffern. "
                "Nur den Anfang des Sachkontos eintragen, zum Beispiel 43, ohne Platzhalter."
            )
            befunde.append(Befund(Schwere.FEHLER, "konten.praefix", text, eintrag.source))
        vorher = erste.setdefault(eintrag.praefix, eintrag)
        if vorher is eintrag:
            continue
        if vorher.zeile == eintrag.zeile:
            befunde.append(
                Befund(
                    Schwere.HINWEIS,
                    "konten.doppelt",
                    f"Das Präfix {eintrag.praefix} steht zweimal mit derselben Zeile; eine davon kann entfallen.",
                    eintrag.source,
                )
            )
        else:
            befunde.append(
                Befund(
                    Schwere.FEHLER,
                    "konten.mehrdeutig",
                    f"Das Präfix {eintrag.praefix} ist mehrdeutig: {vorher.zeile.art}/{vorher.zeile.name} und "
                    f"{eintrag.zeile.art}/{eintrag.zeile.name}. Gerechnet wird mit der ersten Zeile; "
                    "die falsche löschen oder dort ein längeres Präfix eintragen.",
                    eintrag.source,
                )
            )
    return befunde


NIEDERSACHSEN: Sequence[tuple[str, Art, str]] = (
    ("30", Art.ERTRAEGE, "ordentlich"),
    ("31", Art.ERTRAEGE, "ordentlich"),
    ("32", Art.ERTRAEGE, "ordentlich"),
    ("33", Art.ERTRAEGE, "ordentlich"),
    ("34", Art.ERTRAEGE, "ordentlich"),
    ("35", Art.ERTRAEGE, "ordentlich"),
    ("36", Art.ERTRAEGE, "ordentlich"),
    ("37", Art.ERTRAEGE, "ordentlich"),
    ("50", Art.ERTRAEGE, "außerordentlich"),
    ("38", Art.ERTRAEGE, "ILV-Erträge"),
    ("40", Art.AUFWENDUNGEN, "Personal"),
    ("41", Art.AUFWENDUNGEN, "Personal"),
    ("42", Art.AUFWENDUNGEN, "Sachaufwand"),
    ("43", Art.AUFWENDUNGEN, "Transferaufwand"),
    ("44", Art.AUFWENDUNGEN, "sonstige"),
    ("45", Art.AUFWENDUNGEN, "Abschreibungen, Zinsen"),
    ("47", Art.AUFWENDUNGEN, "Abschreibungen, Zinsen"),
    ("48", Art.AUFWENDUNGEN, "ILV-Aufwand"),
    ("51", Art.AUFWENDUNGEN, "außerordentlich"),
)
"""The default Kontenzuordnung (prefix, Art, row) of Niedersachsen, in report order."""
