"""What a printed report says: its figures one by one, each with its place, before anything is known about the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art
from xlbudget.core.tendenz import Tendenz
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef

Druckwert = Decimal | Tendenz


class Berichtsform(StrEnum):
    """In which kind of table a figure stands; what a word means depends on it."""

    GESAMT = "Gesamtbericht"
    MONATE = "Monatstabelle"
    BLATT = "Produktblatt"


class Groesse(StrEnum):
    """What a figure is. `ERGEBNIS` is what is booked up to the Stand, `PROGNOSE` what the whole year will have been."""

    ANSATZ = "Plan"
    MONAT = "Monat"
    ERGEBNIS = "Ergebnis"
    PROGNOSE = "Prognose"
    MEHRBEDARF = "Abweichung (Plan − Prognose)"
    VERBESSERUNG = "Abweichung (Ergebnis − Plan)"
    TENDENZ = "Tendenz"
    LEISTUNG_PLAN = "Leistung Plan"
    LEISTUNG_IST = "Leistung Ist"
    ZIEL_PLAN = "Ziel Plan"
    ZIEL_IST = "Ziel Ist"
    GRAD = "Zielerreichungsgrad"
    ZIELTENDENZ = "Abweichung vom Ziel"

    @property
    def ist_geld(self) -> bool:
        """Whether it is an amount of euros."""
        return self in _GELD


_GELD = frozenset(tuple(Groesse)[: tuple(Groesse).index(Groesse.TENDENZ)])


@dataclass(frozen=True, slots=True)
class Objektangabe:
    """How a report names what a figure is about: texts of which one must mean something, and all the same.

    `ebenen` are those it can be; all without any. `summe` says that it names the sum of what is shown, `vermutet` that
    the texts only stand where a title would.
    """

    texte: tuple[str, ...]
    ebenen: tuple[Ebene, ...] = ()
    summe: bool = False
    vermutet: bool = False

    def __str__(self) -> str:
        return self.texte[0] if self.texte and not self.vermutet else "(ohne Namen)"


@dataclass(frozen=True, slots=True)
class Zahlangabe:
    """What a report says a figure is.

    Without `art` it is about the Produktbudget, without `jahr` about the year of the report. `monat` is 1 to 12 for a
    Monat, `kennzahl` the name of a Kennzahl where the report gives it.
    """

    objekt: Objektangabe
    groesse: Groesse
    art: Art | None = None
    zeile: str = GESAMT_ZEILE
    jahr: int | None = None
    monat: int | None = None
    kennzahl: str = ""


@dataclass(frozen=True, slots=True)
class Berichtszahl:
    """One figure: euros, a number, a percentage or a marker, printed with so many decimals; rounded to thousands of
    euros it has -3."""

    source: SourceRef
    form: Berichtsform
    angabe: Zahlangabe
    wert: Druckwert
    stellen: int = 0


@dataclass(frozen=True, slots=True)
class Unzugeordnet:
    """Figures that cannot be compared, and why: the place of the first, what the report calls it, and how many.

    `ist_teilsumme` where nothing is wrong with them: they are part of a sum that is compared.
    """

    source: SourceRef
    was: str
    grund: str
    anzahl: int = 1
    ist_teilsumme: bool = False


@dataclass(frozen=True, slots=True)
class Druckbericht:
    """All that was read from a report: `staende` are those it names, `uebergangen` is what holds no known table,
    `einheiten` are units other than euros that amounts were read in."""

    zahlen: Sequence[Berichtszahl]
    unlesbar: Sequence[Unzugeordnet]
    staende: Sequence[Stand]
    uebergangen: Sequence[str]
    einheiten: Sequence[str] = ()
