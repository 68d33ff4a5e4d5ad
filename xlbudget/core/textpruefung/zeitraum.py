"""Of which year a figure is, and of which of its months."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.zeit import MONATE, Stand

_NEBENSATZ = re.compile(r",\s*(?:das|die|der|den|dem|was|weil|wobei|so\s?dass|dessen|deren)\b")
_MON = "|".join(MONATE)
_SO_WEIT = re.compile(r"\b[Ii]m\s+(?:entsprechenden\s+|gleichen\s+)?Vorjahres(zeitraum|monat)\b")
"""As many months of the prior year as the Stand has of this one, or the last of them alone."""


@dataclass(frozen=True, slots=True)
class Zeitraum:
    """Of which year, and which months of it; `jahr` None is the report year."""

    jahr: int | None = None
    von: int = 1
    bis: int = 12

    @property
    def ist_teil(self) -> bool:
        """Whether it is less than a year."""
        return (self.von, self.bis) != (1, 12)


def read_zeitraum(lage: Satzlage, i: int, stand: Stand) -> Zeitraum:
    """The year and the months that the zone of a figure names, else those of the sentence."""
    ab, bis = lage.zonen[i]
    figur = lage.figuren[i]
    ab, bis = max(ab, lage.bild.rfind(";", 0, figur.start) + 1), min(bis, (lage.bild + ";").find(";", figur.ende))
    if nebensatz := _NEBENSATZ.search(lage.bild, figur.ende, bis):
        bis = nebensatz.start()
    zone = lage.bild[ab:bis]
    weiter = re.search(r"\bauf$", lage.links(i), re.IGNORECASE)
    satz = lage.bild[: lage.figuren[0].start] if i and not weiter and ";" not in lage.bild[: ab + 1] else ""
    if damals := _SO_WEIT.search(zone):
        return Zeitraum(stand.jahr - 1, 1 if damals[1] == "zeitraum" else stand.monat, stand.monat)
    jahr = _year(zone, stand.jahr) or (None if re.search(r"\b(?:20\d\d)\b", zone) else _year(satz, stand.jahr))
    monate = _months(zone) or _months(satz) or (1, 12)
    return Zeitraum(jahr, *monate)


def _year(text: str, stand_jahr: int) -> int | None:
    jahre = {int(jahr) for jahr in re.findall(r"(?<![\d.,/])(20\d\d)(?![\d/]|\.\d)", text)}
    if re.search(r"\b(?:[Ii]m\s+Vorjahr\b|Vorjahreswert\w*|Vorjahresergebnis\w*|des\s+Vorjahres\b)", text):
        return stand_jahr - 1
    if re.search(r"\bVorvorjahr", text):
        return stand_jahr - 2
    andere = jahre - {stand_jahr}
    return next(iter(andere)) if len(andere) == 1 and stand_jahr not in jahre else None


_ORDNUNG = {
    "ersten": 1,
    "1.": 1,
    "I.": 1,
    "zweiten": 2,
    "2.": 2,
    "II.": 2,
    "dritten": 3,
    "3.": 3,
    "III.": 3,
    "vierten": 4,
    "4.": 4,
    "IV.": 4,
    "letzten": 9,
}
_QUARTAL = re.compile(
    rf"\b({'|'.join(re.escape(k) for k in _ORDNUNG)})\s*(Quartal|Vierteljahr|Halbjahr)", re.IGNORECASE
)


def _months(text: str) -> tuple[int, int] | None:
    nummern = {monat.casefold(): n for n, monat in enumerate(MONATE, 1)}
    if treffer := re.search(rf"\b(?:[Vv]on\s+)?({_MON})\s+(?:bis|–|-)\s+(?:Ende\s+)?({_MON})\b", text):
        return nummern[treffer[1].casefold()], nummern[treffer[2].casefold()]
    if treffer := re.search(rf"\b({_MON})\s+und\s+({_MON})\b", text):
        ab, bis = nummern[treffer[1].casefold()], nummern[treffer[2].casefold()]
        return (ab, bis) if bis == ab + 1 else None
    if treffer := re.search(
        rf"\b(?:[Bb]is|[Pp]er|[Zz]um|Ende|Stand|[Bb]is\s+einschließlich)\s+(?:zum\s+)?(?:Ende\s+)?(?:des\s+)?(?:\d{{1,2}}\.\s?)?({_MON})\b(?!-)",
        text,
    ):
        return 1, nummern[treffer[1].casefold()]
    if treffer := re.search(r"\b(?:[Bb]is|[Pp]er|[Zz]um|Stichtag)\s+(?:zum\s+)?\d{1,2}\.\s?(\d{1,2})\.", text):
        return (1, int(treffer[1])) if 1 <= int(treffer[1]) <= 12 else None
    if treffer := _QUARTAL.search(text):
        n, laenge = (
            _ORDNUNG.get(treffer[1], _ORDNUNG.get(treffer[1].casefold(), 1)),
            6 if treffer[2].casefold() == "halbjahr" else 3,
        )
        n = 12 // laenge if n == 9 else n
        return ((n - 1) * laenge + 1, n * laenge) if n * laenge <= 12 else None
    if treffer := re.search(rf"\b(?:[Ii]m|Monat|Der|des)\s+(?:Monat\s+|Monats\s+)?({_MON})\b(?!-|\s*bericht)", text):
        n = nummern[treffer[1].casefold()]
        return n, n
    return None
