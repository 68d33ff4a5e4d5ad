"""A sheet on which a Fachdienst fills in rows of a table of the Datenmappe.

It says what stands where; `writers.rueckmeldung.tafelblatt` draws it, and its inputs are read like all others.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlbudget.core.rueckmeldung import Feld, Feldwert
from xlbudget.layout.rueckmeldung import Pruefung


@dataclass(frozen=True, slots=True)
class Tafelspalte:
    """A column: its heading, and its width in Excel's characters."""

    name: str
    breite: float


@dataclass(frozen=True, slots=True)
class Tafeleingabe:
    """A cell that may be filled in: what it is about, what is prefilled, and what Excel accepts."""

    feld: Feld
    wert: Feldwert
    pruefung: Pruefung


@dataclass(frozen=True, slots=True)
class Tafelzeile:
    """A row: its locked texts, then its inputs; a thin line above where something new begins.

    Its texts tell it from every other row: that a row was moved is known by them alone.
    """

    fest: tuple[str, ...]
    eingaben: tuple[Tafeleingabe, ...]
    beginnt: bool = False


@dataclass(frozen=True, slots=True)
class Tafelabschnitt:
    """Rows under a heading of their own."""

    titel: str
    zeilen: tuple[Tafelzeile, ...]


@dataclass(frozen=True, slots=True)
class Eingabetafel:
    """One such sheet: `anleitung` stands above its rows, `schritt` (word and text) among those of the first sheet.

    `ergibt` are the Kürzel of Kennzahlen that follow from it: their Ist is entered nowhere else.
    """

    blatt: str
    titel: str
    anleitung: str
    schritt: tuple[str, str]
    fest: tuple[Tafelspalte, ...]
    offen: tuple[Tafelspalte, ...]
    abschnitte: tuple[Tafelabschnitt, ...]
    ergibt: frozenset[str] = frozenset()
