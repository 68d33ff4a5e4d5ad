"""The Kontenrahmen of the Länder: what is shipped of each, and what is known of where each rule comes from."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Nebenart, Praefix


class Land(StrEnum):
    """A Land, by the letters that stand for it."""

    NI = "NI"
    NW = "NW"
    HE = "HE"
    SH = "SH"
    BY = "BY"
    BW = "BW"
    RP = "RP"
    SN = "SN"
    ST = "ST"
    TH = "TH"
    BB = "BB"
    MV = "MV"
    SL = "SL"

    @property
    def titel(self) -> str:
        """Its name.

        >>> Land.ST.titel
        'Sachsen-Anhalt'
        """
        return _TITEL[self]

    @classmethod
    def parse(cls, text: str) -> Land:
        """From its letters or its name. Raises ValueError (German) for anything else.

        >>> Land.parse("nw"), Land.parse(" Hessen")
        (<Land.NW: 'NW'>, <Land.HE: 'HE'>)
        """
        gesucht = text.strip().casefold()
        for land in cls:
            if gesucht in (land.value.casefold(), land.titel.casefold()):
                return land
        raise ValueError(f"„{text}“ ist kein Land mit Kontenrahmen; möglich sind {', '.join(cls)}.")


_TITEL: Mapping[Land, str] = {
    Land.NI: "Niedersachsen",
    Land.NW: "Nordrhein-Westfalen",
    Land.HE: "Hessen",
    Land.SH: "Schleswig-Holstein",
    Land.BY: "Bayern",
    Land.BW: "Baden-Württemberg",
    Land.RP: "Rheinland-Pfalz",
    Land.SN: "Sachsen",
    Land.ST: "Sachsen-Anhalt",
    Land.TH: "Thüringen",
    Land.BB: "Brandenburg",
    Land.MV: "Mecklenburg-Vorpommern",
    Land.SL: "Saarland",
}
MASSGEBLICH: Mapping[Land, str] = {
    Land.BY: "der Kommunale Kontenrahmen (KommKR), Anlage 2, AllMBl 12/2008",
    Land.SN: "die VwV KomHSys, Anlage 2",
    Land.BB: "die VV Produkt- und Kontenrahmen 2024, Kontierungsplan 3",
    Land.SL: "der Kontenplan nach § 2 Abs. 2 KommHVO",
}
"""Where the rules of a Land stand of which no row of the Ergebnis is supported."""


class Beleg(StrEnum):
    """How well a rule is supported."""

    BELEGT = "belegt"
    """A public source that was seen says both Art and row."""
    UNGEPRUEFT = "ungeprüft"
    """General knowledge, or only the class was seen: the house must confirm it."""
    HAUSREGEL = "Hausregel"
    """Seen in one house; each house chooses the number itself."""


@dataclass(frozen=True, slots=True)
class Landeszeile:
    """One rule of a Land."""

    praefix: str
    zeile: Berichtszeile | Nebenart
    bezeichnung: str
    beleg: Beleg
    quelle: str

    @property
    def herkunft(self) -> str:
        """The source as the Datenmappe names it, with how well it supports the rule."""
        return self.quelle if self.beleg is Beleg.BELEGT else f"{self.beleg}: {self.quelle}"

    @property
    def bestaetigt(self) -> bool | None:
        """False where the house must compare the rule with its own Kontenplan."""
        return None if self.beleg is Beleg.BELEGT else False


@dataclass(frozen=True)
class Landesrahmen:
    """All rules of one Land, in the order of the report."""

    land: Land
    zeilen: tuple[Landeszeile, ...]

    @cached_property
    def kontenrahmen(self) -> Kontenrahmen:
        """The same as a Kontenzuordnung."""
        return Kontenrahmen(
            tuple(
                Praefix(zeile.praefix, zeile.zeile, bestaetigt=zeile.bestaetigt, herkunft=zeile.herkunft)
                for zeile in self.zeilen
            )
        )

    @property
    def hat_ergebnis(self) -> bool:
        """Whether rows of the Ergebnis are supported; else the house must enter them."""
        return any(isinstance(zeile.zeile, Berichtszeile) for zeile in self.zeilen)


def parse_landesrahmen(text: str) -> dict[Land, Landesrahmen]:
    """All Länder of the shipped table (`land;praefix;art;zeile;bezeichnung;stand;quelle`), in its order.

    A Land without any line has a Landesrahmen without rules.
    """
    zeilen: dict[Land, list[Landeszeile]] = {land: [] for land in Land}
    for eintrag in csv.DictReader(text.splitlines(), delimiter=";"):
        art = eintrag["art"]
        ziel = Nebenart(art) if art in list(Nebenart) else Berichtszeile(Art(art), eintrag["zeile"])
        zeilen[Land(eintrag["land"])].append(
            Landeszeile(eintrag["praefix"], ziel, eintrag["bezeichnung"], Beleg(eintrag["stand"]), eintrag["quelle"])
        )
    return {land: Landesrahmen(land, tuple(eintraege)) for land, eintraege in zeilen.items()}
