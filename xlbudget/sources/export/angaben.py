"""What a controller declares about an export, and what was decided where nothing is declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xlbudget.errors import SourceRef


class Inhalt(StrEnum):
    """What the lines of an export are."""

    BUCHUNGEN = "Buchungen"
    ANSAETZE = "Ansätze"
    SALDEN = "Salden (kumuliert)"
    MONATSWERTE = "Monatswerte"
    PLAN_UND_IST = "Plan und Ist"


class Vorzeichen(StrEnum):
    """How an export writes Erträge and Aufwendungen."""

    AUTOMATISCH = "automatisch"
    SOLL_HABEN = "Soll/Haben"
    ERTRAEGE_NEGATIV = "Erträge negativ"
    ERTRAEGE_POSITIV = "Erträge positiv"
    AUFWENDUNGEN_NEGATIV = "Aufwendungen negativ"
    ALLES_POSITIV = "alles positiv"


class Zahlenstil(StrEnum):
    """`deutsch` is 1.234,56 and `englisch` 1,234.56."""

    AUTOMATISCH = "automatisch"
    DEUTSCH = "deutsch"
    ENGLISCH = "englisch"


class Einheit(StrEnum):
    """The unit of the amounts."""

    AUTOMATISCH = "automatisch"
    EURO = "€"
    TAUSEND = "T€"

    @property
    def faktor(self) -> int:
        """Euros in one unit."""
        return 1000 if self is Einheit.TAUSEND else 1


ZEICHENSAETZE = ("automatisch", "UTF-8", "UTF-16", "Windows-1252", "ISO-8859-15", "DOS (cp850)")
"""What can be declared as Zeichensatz."""


@dataclass(frozen=True, slots=True)
class Spaltenangabe:
    """One line of the table Spalten: the column of a field, by its heading or its letter, and a rule in words."""

    feld: str
    spalte: str = ""
    regel: str = ""
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class Quellenangabe:
    """What is declared about one export. Everything left out is recognised.

    `jahr` None is the Haushaltsjahr, `kopfzeile` the number of its first line, 0 where it is to be found.
    """

    inhalt: Inhalt
    vorzeichen: Vorzeichen = Vorzeichen.AUTOMATISCH
    blatt: str = ""
    jahr: int | None = None
    zahlen: Zahlenstil = Zahlenstil.AUTOMATISCH
    kopfzeile: int = 0
    zeichensatz: str = "automatisch"
    einheit: Einheit = Einheit.AUTOMATISCH
    spalten: Sequence[Spaltenangabe] = ()


@dataclass(frozen=True, slots=True)
class Erkennung:
    """What was recognised and why: `was` is a column of Quellen or a field, `sicher` False makes it a question."""

    was: str
    wert: str
    grund: str
    sicher: bool = True
