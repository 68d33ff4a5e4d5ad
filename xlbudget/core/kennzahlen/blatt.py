"""The Kennzahlen with values by month as a Kennzahlenblatt has them: those of each Fachdienst together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.kennzahlen.modelle import is_percent
from xlbudget.core.kennzahlen.reihe import Kennzahlreihe
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.produktzeile import Produktzeile


@dataclass(frozen=True, slots=True)
class Blattkennzahl:
    """A Kennzahl with its series, and the Produkt it belongs to."""

    objekt: Berichtsobjekt
    kennzahl: Kennzahl
    reihe: Kennzahlreihe

    @property
    def in_punkten(self) -> bool:
        """Whether the gap between two groups is one of points: of percentages it is, else it is a share itself."""
        return is_percent(self.kennzahl.einheit)

    @property
    def has_prognose(self) -> bool:
        """Whether any of its groups has one."""
        return any(gruppe.prognose for gruppe in self.reihe.gruppen)

    def gap_name(self, eine: str, andere: str) -> str:
        """What the row of the gap between two groups is called."""
        return f"{eine} − {andere} in Punkten" if self.in_punkten else f"{eine} gegen {andere}"

    def gap(self, eine: Decimal | None, andere: Decimal | None) -> Decimal | None:
        """By how much one group is above the other, in points or as a ratio; None where that says nothing.

        A ratio to nothing, or to less than nothing, is none.
        """
        if eine is None or andere is None:
            return None
        if self.in_punkten:
            return eine - andere
        return eine / andere - 1 if andere > 0 and eine >= 0 else None


@dataclass(frozen=True, slots=True)
class Kennzahlgruppe:
    """The Kennzahlen of one Fachdienst."""

    titel: str
    kennzahlen: tuple[Blattkennzahl, ...]


def kennzahlgruppen_of(bericht: Produktbericht) -> tuple[Kennzahlgruppe, ...]:
    """The Kennzahlen with values by month, in the order of the report; Fachdienste without any are left out."""
    gruppen = ((gruppe.blatt.objekt.titel, _of_lines(gruppe.zeilen)) for gruppe in bericht.budgetgruppen)
    return tuple(Kennzahlgruppe(titel, kennzahlen) for titel, kennzahlen in gruppen if kennzahlen)


def _of_lines(zeilen: Iterable[Produktzeile]) -> tuple[Blattkennzahl, ...]:
    return tuple(
        Blattkennzahl(zeile.objekt, kennzahl, kennzahl.reihe)
        for zeile in zeilen
        for kennzahl in zeile.kennzahlen
        if kennzahl.reihe
    )
