"""What a text says with its figures, and what the data say to it: frozen models."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class Zahleinheit(StrEnum):
    """What a figure counts."""

    EURO = "€"
    PROZENT = "%"
    PUNKTE = "Prozentpunkte"
    ANZAHL = ""


class Hecke(StrEnum):
    """What a word beside a figure says about its exactness, and on which side the true value lies."""

    KEINE = ""
    RUND = "rund"
    DARUNTER = "knapp"
    DARUEBER = "gut"


@dataclass(frozen=True, slots=True)
class Figur:
    """A number of a text with its unit, as it stands there from `start` to `ende`.

    `wert` is its amount without sign: euros, percent or a count. `stufe` is the unit of its last digit (100.000 for
    `1,3 Mio. €`), `grob` that of its last digit that is not zero. `vorzeichen` is a sign written as a symbol.
    """

    start: int
    ende: int
    text: str
    wert: Fraction
    einheit: Zahleinheit
    stufe: Fraction
    grob: Fraction
    hecke: Hecke = Hecke.KEINE
    vorzeichen: int = 0
    bis: Fraction | None = None
    ist_bruch: bool = False
    ohne_einheit: bool = False
    falsch: str = ""


class Urteilsart(StrEnum):
    """What the data say to a figure."""

    STIMMT = "stimmt"
    GERUNDET = "stimmt gerundet"
    WIDERSPRUCH = "Widerspruch"
    FEHLT = "nicht in den Daten"
    OFFEN = "nicht zuzuordnen"
    HINWEIS = "Hinweis"


@dataclass(frozen=True, slots=True)
class Abschnitt:
    """A paragraph of a text and what its place is called; `nummer` is its number in a docx.

    One of a cell has the heads of its row and column where the table has them, and the number of the table, from 1.
    """

    text: str
    ort: str
    ist_tabelle: bool = False
    nummer: int = 0
    zeilenkopf: str = ""
    spaltenkopf: str = ""
    tabelle: int = 0


@dataclass(frozen=True, slots=True)
class Bezug:
    """What a figure was tied to, in words: object, row or Kennzahl, meaning."""

    objekt: str = ""
    zeile: str = ""
    bedeutung: str = ""

    def __str__(self) -> str:
        return ", ".join(teil for teil in (self.objekt, self.zeile, self.bedeutung) if teil)


@dataclass(frozen=True, slots=True)
class Urteil:
    """The verdict on one figure: of a Widerspruch the right value, and what the number really is.

    `start` and `ende` count in the paragraph of that index.
    `einzelzeile` says that it is about a row of a single Produkt, which consolidated reports do not print.
    """

    art: Urteilsart
    start: int
    ende: int
    figur: str
    satz: str
    bezug: Bezug = field(default_factory=Bezug)
    richtig: str = ""
    grund: str = ""
    wirklich: str = ""
    einzelzeile: bool = False
    abschnitt: int = 0


@dataclass(frozen=True, slots=True)
class Selbstwiderspruch:
    """What a text contradicts by itself, whatever the data say."""

    start: int
    ende: int
    stelle: str
    satz: str
    grund: str
    abschnitt: int = 0


@dataclass(frozen=True, slots=True)
class Textpruefergebnis:
    """Every figure of a text with its verdict, in the order of the text, and what the text contradicts by itself."""

    urteile: tuple[Urteil, ...]
    im_text: tuple[Selbstwiderspruch, ...] = ()

    @property
    def hat_widerspruch(self) -> bool:
        """Whether anything must be changed."""
        return bool(self.im_text) or any(urteil.art is Urteilsart.WIDERSPRUCH for urteil in self.urteile)

    def anzahl(self, art: Urteilsart) -> int:
        """How many figures have a verdict."""
        return sum(urteil.art is art for urteil in self.urteile)
