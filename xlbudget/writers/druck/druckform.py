"""The pieces of a printed report, ready to be set: texts with their German numbers, no figures.

They go to typst as JSON; its files say how a piece looks, and nothing here does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Lage(StrEnum):
    """How wide a column is and how it is aligned."""

    TEXT = "text"  # wraps, and shares the room that is left
    KURZ = "kurz"  # as wide as its longest entry
    ZAHL = "zahl"


class Reihenrolle(StrEnum):
    """What a row is."""

    POSTEN = "posten"
    SUMME = "summe"
    VORJAHR = "vorjahr"
    REST = "rest"  # what an Auszug does not show


@dataclass(frozen=True, slots=True)
class Druckspalte:
    """A column with its heading; columns of TEXT share the room by their `anteil`."""

    kopf: str
    lage: Lage = Lage.ZAHL
    anteil: int = 1


@dataclass(frozen=True, slots=True)
class Druckreihe:
    """A row; its first cell says what it is about."""

    zellen: tuple[str, ...]
    rolle: Reihenrolle = Reihenrolle.POSTEN


@dataclass(frozen=True, slots=True)
class Drucktabelle:
    """A table; `zweck` says what it is to those who cannot see what stands around it."""

    zweck: str
    spalten: tuple[Druckspalte, ...]
    reihen: tuple[Druckreihe, ...]


@dataclass(frozen=True, slots=True)
class Druckabschnitt:
    """What stands under a heading, `stufe` levels below its chapter."""

    titel: str
    stufe: int = 1
    tabellen: tuple[Drucktabelle, ...] = ()
    absaetze: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bild:
    """A drawing, `breite` points wide on the page, and the text that says the same."""

    titel: str
    breite: int
    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Monatsabschnitt:
    """A Fachdienst, or one of its Kennzahlen with its months; `stufe` as of a Druckabschnitt."""

    titel: str
    stufe: int
    tabelle: Drucktabelle | None = None
    bild: Bild | None = None
    absaetze: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Druckangabe:
    """A figure or word by its name."""

    name: str
    wert: str


@dataclass(frozen=True, slots=True)
class Blickteil:
    """The page Auf einen Blick."""

    kennwerte: tuple[Druckangabe, ...]
    bilder: tuple[Bild, ...]
    abschnitte: tuple[Druckabschnitt, ...]


@dataclass(frozen=True, slots=True)
class Blattteil:
    """One Produktblatt. `ampel` is the name of its Ampel, for the colour; the word stands in `budget`."""

    titel: str
    ort: str
    verantwortlich: str
    monate: tuple[Drucktabelle, ...]
    verfahren: str
    budget: tuple[Druckangabe, ...]
    ampel: str
    ampeltext: str
    bild: Bild
    erlaeuterung: tuple[str, ...]
    kennzahlen: tuple[Drucktabelle, ...]


@dataclass(frozen=True, slots=True)
class Druckwerk:
    """The whole report; without `blick` and what follows it Produktblätter only.

    `sitzung` is what is known of the meeting, `entwurf` says that it is not final. `finanzen_quer` says that tables of
    money have more columns than an upright page has room for.
    """

    titel: str
    kommune: str
    stand: str
    sitzung: tuple[str, ...]
    entwurf: bool
    warnungen: tuple[str, ...]
    grundlage: tuple[str, ...]
    ereignisse: tuple[str, ...]
    blick: Blickteil | None
    finanzen: tuple[Druckabschnitt, ...]
    finanzen_quer: bool
    kennzahlen: tuple[Druckabschnitt, ...]
    monatswerte: tuple[Monatsabschnitt, ...]
    monatshinweise: tuple[str, ...]
    massnahmen: tuple[Druckabschnitt, ...]
    reifegrad: tuple[Druckabschnitt, ...]
    lesehilfe: tuple[str, ...]
    blaetter: tuple[Blattteil, ...]
