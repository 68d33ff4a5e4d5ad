"""Where the round trip with the Fachdienste stands: who was asked, who has answered, what is to be decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import Berichtsobjekt


class Ruecklauflage(StrEnum):
    """What has happened to the workbook of one Budget; the value is what a list says."""

    NICHT_VERSANDT = "nicht versandt"
    ENTWURF = "Entwurf liegt bereit"
    UNKLAR = "Versand unklar"
    OFFEN = "Rückmeldung offen"
    ZU_ENTSCHEIDEN = "zu entscheiden"
    ABGELEHNT = "abgelehnt, offen"
    ANGENOMMEN = "angenommen"


WARTET = frozenset((Ruecklauflage.OFFEN, Ruecklauflage.ENTWURF, Ruecklauflage.ABGELEHNT))
"""Where an answer of the Fachdienst is missing."""


@dataclass(frozen=True, slots=True)
class Ruecklaufzeile:
    """One Budget in the round trip of one Stand.

    `versandt`, `eingegangen` and `von` are those of the latest workbook and return; None or empty where there is none.
    Of `zu_begruenden` Produkte so many are `ohne_begruendung`; None where that could not be counted.
    """

    budget: Berichtsobjekt
    empfaenger: tuple[str, ...]
    lage: Ruecklauflage
    fassung: int | None = None
    versandt: date | None = None
    frist: date | None = None
    eingegangen: date | None = None
    von: str = ""
    zu_begruenden: int | None = 0
    ohne_begruendung: int = 0

    @property
    def begruendung_text(self) -> str:
        """How many Produkte lack a reason; empty where none needs one."""
        if not self.zu_begruenden:
            return "nicht gezählt" if self.zu_begruenden is None else ""
        if not self.ohne_begruendung:
            return f"{self.zu_begruenden} vorhanden"
        return f"{self.ohne_begruendung} von {self.zu_begruenden} fehlen"

    @property
    def ist_offen(self) -> bool:
        """Whether something is still to come or to be decided."""
        return self.lage is not Ruecklauflage.ANGENOMMEN

    def frist_text(self, heute: date) -> str:
        """How far the Frist is away, where an answer is still missing.

        >>> from xlbudget.core.gliederung import GESAMT
        >>> zeile = Ruecklaufzeile(GESAMT, (), Ruecklauflage.OFFEN, frist=date(2023, 7, 10))
        >>> zeile.frist_text(date(2023, 7, 7)), zeile.frist_text(date(2023, 7, 10)), zeile.frist_text(date(2023, 7, 11))
        ('noch 3 Tage', 'heute', '1 Tag überfällig')
        """
        if self.frist is None or self.lage not in WARTET:
            return ""
        tage = (self.frist - heute).days
        wort = "1 Tag" if abs(tage) == 1 else f"{abs(tage)} Tage"
        return "heute" if tage == 0 else f"noch {wort}" if tage > 0 else f"{wort} überfällig"


def with_begruendungen(zeilen: Iterable[Ruecklaufzeile], daten: Berichtsdaten) -> tuple[Ruecklaufzeile, ...]:
    """The same with what of each Budget has to be explained."""
    return tuple(_with_begruendungen(zeile, daten) for zeile in zeilen)


def _with_begruendungen(zeile: Ruecklaufzeile, daten: Berichtsdaten) -> Ruecklaufzeile:
    blaetter = [daten.produktblatt(objekt) for objekt in daten.gliederung.smallest_of(zeile.budget)]
    return replace(
        zeile,
        zu_begruenden=sum(bool(blatt.anlaesse) for blatt in blaetter),
        ohne_begruendung=sum(bool(blatt.offene_anlaesse) for blatt in blaetter),
    )
