"""Where the round trip with the Fachdienste stands: who was asked, who has answered, what is to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    """

    budget: Berichtsobjekt
    empfaenger: tuple[str, ...]
    lage: Ruecklauflage
    fassung: int | None = None
    versandt: date | None = None
    frist: date | None = None
    eingegangen: date | None = None
    von: str = ""

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
