"""Sachkonto to report row: a table, longest prefix wins."""

from __future__ import annotations

import re
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


class Nebenart(StrEnum):
    """What an account is that no row of the Ergebnishaushalt takes."""

    FINANZRECHNUNG = "Finanzrechnung"
    """Payments: read, balanced and summed apart, never in the Ergebnis."""
    ZAEHLT_NICHT = "zählt nicht"
    """Bilanz, Abschluss, Kostenrechnung: read and left out without a finding."""


GESAMT_ZEILE = "gesamt"
"""How prior years and forecasts name the sum of all rows of one Art."""


@dataclass(frozen=True, slots=True)
class Berichtszeile:
    """One row of a Produktblatt, e.g. Aufwendungen / Personal."""

    art: Art
    name: str


@dataclass(frozen=True, slots=True)
class Praefix:
    """One line of the Kontenzuordnung: the row of a Produktblatt, or what an account is instead.

    `bestaetigt` is what the house says about it: False where it is still to be compared with its own Kontenplan, None
    where nothing is said. `herkunft` is where the rule comes from.
    """

    praefix: str
    zeile: Berichtszeile | Nebenart
    source: SourceRef | None = None
    bestaetigt: bool | None = None
    herkunft: str = ""


@dataclass(frozen=True)
class Kontenrahmen:
    """The Kontenzuordnung of one house.

    >>> rahmen = Kontenrahmen((Praefix("43", TRANSFER := Berichtszeile(Art.AUFWENDUNGEN, "Transferaufwand")),))
    >>> rahmen.zeile_of("433100") == TRANSFER, rahmen.zeile_of("999") is None
    (True, True)
    """

    praefixe: tuple[Praefix, ...]
    _by_praefix: dict[str, Praefix] = field(init=False, repr=False, compare=False)
    _by_konto: dict[str, Praefix | None] = field(init=False, repr=False, compare=False)
    _zeilen: dict[str, Berichtszeile | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # first line wins; check_kontenrahmen reports the others
        table: dict[str, Praefix] = {}
        for eintrag in self.praefixe:
            table.setdefault(eintrag.praefix, eintrag)
        object.__setattr__(self, "_by_praefix", table)
        object.__setattr__(self, "_by_konto", {})
        object.__setattr__(self, "_zeilen", {})

    @property
    def zeilen(self) -> tuple[Berichtszeile, ...]:
        """All report rows in the order of the table, each once."""
        return tuple(dict.fromkeys(e.zeile for e in self.praefixe if isinstance(e.zeile, Berichtszeile)))

    def zeilen_of(self, art: Art) -> tuple[Berichtszeile, ...]:
        """The rows of one Art in the order of the table."""
        return tuple(zeile for zeile in self.zeilen if zeile.art is art)

    def zeile_of(self, sachkonto: str) -> Berichtszeile | None:
        """The row of the longest prefix that fits; None where none does, or the account is of another kind."""
        if sachkonto not in self._zeilen:  # a year has a few hundred accounts, and each is asked for a thousand times
            praefix = self.praefix_of(sachkonto)
            zeile = praefix.zeile if praefix and isinstance(praefix.zeile, Berichtszeile) else None
            self._zeilen[sachkonto] = zeile
        return self._zeilen[sachkonto]

    def nebenart_of(self, sachkonto: str) -> Nebenart | None:
        """What an account is that has no row; None where it has one, or is unknown."""
        praefix = self.praefix_of(sachkonto)
        return praefix.zeile if praefix and isinstance(praefix.zeile, Nebenart) else None

    def art_name(self, sachkonto: str) -> str:
        """The Art of an account for people: empty text where no prefix fits."""
        praefix = self.praefix_of(sachkonto)
        if praefix is None:
            return ""
        return str(praefix.zeile.art if isinstance(praefix.zeile, Berichtszeile) else praefix.zeile)

    def praefix_of(self, sachkonto: str) -> Praefix | None:
        """The longest prefix that fits."""
        if sachkonto not in self._by_konto:
            anfaenge = (sachkonto[:laenge] for laenge in range(len(sachkonto), 0, -1))
            self._by_konto[sachkonto] = next(
                (self._by_praefix[anfang] for anfang in anfaenge if anfang in self._by_praefix), None
            )
        return self._by_konto[sachkonto]


def check_kontenrahmen(praefixe: Iterable[Praefix]) -> list[Befund]:
    """Prefixes that no Sachkonto can begin with, and those that stand twice: ambiguous, or just superfluous."""
    befunde = []
    erste: dict[str, Praefix] = {}
    for eintrag in praefixe:
        if not _can_begin_an_account(eintrag.praefix):
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
                    f"Das Präfix {eintrag.praefix} ist mehrdeutig: {_name(vorher)} und {_name(eintrag)}. "
                    "Gerechnet wird mit der ersten Zeile; die falsche löschen oder dort ein längeres Präfix eintragen.",
                    eintrag.source,
                )
            )
    return befunde


def _can_begin_an_account(praefix: str) -> bool:
    """Letters and digits; a text account, as some houses export them, may have blanks and punctuation between words.

    >>> [_can_begin_an_account(text) for text in ("43", "4318a", "Mieten und Pachten", "3*", "40-44", "30, 31")]
    [True, True, True, False, False, False]
    """
    if praefix.isalnum():
        return True
    worte = re.findall(r"[^\W\d_]{2,}", praefix)
    return bool(worte) and praefix[:1].isalnum() and not re.search(r"[*?%#_\[\]{}<>|\\]", praefix)


def _name(eintrag: Praefix) -> str:
    zeile = eintrag.zeile
    return str(zeile) if isinstance(zeile, Nebenart) else f"{zeile.art}/{zeile.name}"


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
"""The rows of the example (prefix, Art, row), in report order: what `workbooks/kontenrahmen.csv` says of Niedersachsen,
without the sale of assets."""
