"""The reporting duties of the Länder that a public text supports: what the house may take over and must check."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xlbudget.core.fristen import WIEDERHOLUNGEN, add_months
from xlbudget.core.landesrahmen import Land

_TAG = re.compile(r"\d\d\.\d\d\.")
_MONATE = re.compile(r"(\d+) Monate")
_MAX_JAHRE = 3
"""So many years after its Stichtag the slowest duty is due at the latest."""


@dataclass(frozen=True, slots=True)
class Berichtspflicht:
    """One duty of a Land, in words of our own; `stand` is the date of the text at `quelle` that says it.

    `stichtag` is a day of the year (`31.12.`). `frist` is what the rule says and no more: `n Monate` after the
    Stichtag, a day of the year, or empty where it names neither; then the duty has no date.
    """

    land: Land
    pflicht: str
    rechtsgrundlage: str
    empfaenger: str
    stichtag: str
    frist: str
    wiederholung: str
    stand: str
    quelle: str

    @property
    def beleg(self) -> str:
        """The Rechtsgrundlage as a suggestion says it: with the text it was taken from."""
        return f"{self.rechtsgrundlage} (zu prüfen; Text {self.stand}: {self.quelle})"

    def termin(self, jahr: int) -> tuple[date | None, date | None]:
        """Stichtag and due date of its first time in a Haushaltsjahr: the one that is due in that year."""
        if not self.frist:
            return None, None
        monate = _MONATE.fullmatch(self.frist)
        if monate is None:
            return None, _day(self.frist, jahr)
        stichtage = (_day(self.stichtag, jahr - zurueck) for zurueck in range(_MAX_JAHRE + 1))
        zeiten = ((stichtag, add_months(stichtag, int(monate[1]))) for stichtag in stichtage)
        return next(zeit for zeit in zeiten if zeit[1].year == jahr)


def _day(text: str, jahr: int) -> date:
    return date(jahr, int(text[3:5]), int(text[:2]))


def parse_berichtspflichten(text: str) -> Mapping[Land, tuple[Berichtspflicht, ...]]:
    """All Länder of the shipped table, in its order; one without a line has none.

    Raises ValueError for a line that names no Rechtsgrundlage or Quelle, or a term that cannot be reckoned.
    """
    pflichten: dict[Land, list[Berichtspflicht]] = {land: [] for land in Land}
    for zeile in csv.DictReader(text.splitlines(), delimiter=";"):
        pflicht = Berichtspflicht(Land(zeile.pop("land")), **zeile)
        if not _is_sound(pflicht):
            raise ValueError(f"berichtspflichten.csv: {pflicht}")
        pflichten[pflicht.land].append(pflicht)
    return {land: tuple(zeilen) for land, zeilen in pflichten.items()}


def _is_sound(pflicht: Berichtspflicht) -> bool:
    texte = pflicht.pflicht, pflicht.rechtsgrundlage, pflicht.stand, pflicht.quelle
    if not all(texte) or pflicht.wiederholung not in ("", *WIEDERHOLUNGEN):
        return False
    if monate := _MONATE.fullmatch(pflicht.frist):
        return bool(_TAG.fullmatch(pflicht.stichtag)) and int(monate[1]) <= 12 * _MAX_JAHRE
    return not pflicht.stichtag and (not pflicht.frist or bool(_TAG.fullmatch(pflicht.frist)))
