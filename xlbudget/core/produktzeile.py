"""The lines of the consolidated report: a Produkt, several in one, and sums of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.tendenz import (
    Ampel,
    Regeln,
    Tendenz,
    ampel,
    mehrbedarf_ct,
    tendenz,
    verbesserung_ct,
    zieltendenz,
)


@dataclass(frozen=True, slots=True)
class Produktzeile:
    """One line of the consolidated report: a Produkt, with its first Leistungs- and Zielkennzahl, or a sum.

    `weitere_leistungen` and `weitere_ziele` are those after the first. `vorjahre_ct` has, by year, what was
    booked up to the same month, where that is known; `volumen_ct` is planned Erträge and Aufwendungen together.
    """

    objekt: Berichtsobjekt
    ansatz_ct: int
    ist_ct: int
    ergebnis_ct: int
    regeln: Regeln
    leistung: Kennzahl | None
    ziel: Kennzahl | None
    weitere_leistungen: tuple[Kennzahl, ...] = ()
    weitere_ziele: tuple[Kennzahl, ...] = ()
    volumen_ct: int = 0
    vorjahre_ct: Mapping[int, int] = field(default_factory=dict, hash=False)
    begruendung: str = ""

    @property
    def kennzahlen(self) -> tuple[Kennzahl, ...]:
        """All its Leistungen, then all its Ziele."""
        alle = (self.leistung, *self.weitere_leistungen, self.ziel, *self.weitere_ziele)
        return tuple(kennzahl for kennzahl in alle if kennzahl)

    @property
    def alle_produkte(self) -> tuple[Berichtsobjekt, ...]:
        """The Produkte that it counts."""
        return (self.objekt,)

    @property
    def verbesserung_ct(self) -> int:
        """Ergebnis − Ansatz: positive is better."""
        return verbesserung_ct(self.ergebnis_ct, self.ansatz_ct)

    @property
    def tendenz(self) -> Tendenz:
        """Marker of the verbesserung."""
        return tendenz(self.verbesserung_ct, self.ansatz_ct, self.regeln)

    @property
    def ampel(self) -> Ampel:
        """Traffic light of the line, by the rule of the Produktblatt."""
        return ampel(mehrbedarf_ct(self.ansatz_ct, self.ergebnis_ct), self.regeln)

    @property
    def zieltendenz(self) -> Tendenz:
        """Marker of the Zielerreichungsgrad."""
        return zieltendenz(self.ziel.grad if self.ziel else None, self.regeln)

    @property
    def ausschoepfung(self) -> Fraction | None:
        """What is booked as a ratio of the Ansatz; None where that is 0 or of the other sign."""
        return _share(self.ist_ct, self.ansatz_ct, self.ansatz_ct * self.ist_ct)

    @property
    def abweichung_vom_ansatz(self) -> Fraction | None:
        """The verbesserung as a ratio of the Ansatz, signed as that is; None where that is 0 or the Ergebnis is of
        the other sign."""
        return _share(self.verbesserung_ct, abs(self.ansatz_ct), self.ansatz_ct * self.ergebnis_ct)

    @property
    def abweichung_vom_volumen(self) -> Fraction | None:
        """The verbesserung as a ratio of the Volumen; None where nothing, or less than nothing, is planned."""
        return _share(self.verbesserung_ct, self.volumen_ct, self.volumen_ct)


def _share(teil_ct: int, von_ct: int, gleiches_vorzeichen: int) -> Fraction | None:
    return Fraction(teil_ct, von_ct) if von_ct and gleiches_vorzeichen >= 0 else None


class Sammelart(StrEnum):
    """Why Produkte stand in one line together; the value is what it says."""

    WEITERE = "weitere Produkte"
    NICHT_BERICHTET = "zu diesem Stand nicht berichtet"


@dataclass(frozen=True, slots=True)
class Sammelzeile(Produktzeile):
    """A line for `produkte` that the report does not show by themselves; its `objekt` is there for this line only."""

    art: Sammelart = field(kw_only=True)
    produkte: tuple[Berichtsobjekt, ...] = field(kw_only=True)

    @property
    def alle_produkte(self) -> tuple[Berichtsobjekt, ...]:
        """The Produkte that it counts."""
        return self.produkte


def sum_produkte(objekt: Berichtsobjekt, zeilen: Sequence[Produktzeile], regeln: Regeln) -> Produktzeile:
    """One line with the sums of others, without Kennzahlen; of prior years those that are known of all of them."""
    jahre = set.intersection(*(set(zeile.vorjahre_ct) for zeile in zeilen)) if zeilen else set()
    return Produktzeile(
        objekt=objekt,
        ansatz_ct=sum(zeile.ansatz_ct for zeile in zeilen),
        ist_ct=sum(zeile.ist_ct for zeile in zeilen),
        ergebnis_ct=sum(zeile.ergebnis_ct for zeile in zeilen),
        regeln=regeln,
        leistung=None,
        ziel=None,
        volumen_ct=sum(zeile.volumen_ct for zeile in zeilen),
        vorjahre_ct={jahr: sum(zeile.vorjahre_ct[jahr] for zeile in zeilen) for jahr in jahre},
    )
