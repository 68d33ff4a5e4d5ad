"""What the data cannot have: parts of a row, earlier reports, later years, thresholds, posts."""

from __future__ import annotations

import re

from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.modelle import Zahleinheit
from xlbudget.core.textpruefung.worttafel import AUSBLICK, FRUEHER, SCHWELLE, STELLEN, TEILBETRAG
from xlbudget.core.textpruefung.zeitraum import Zeitraum
from xlbudget.core.zeit import Stand

_JAHRESENDE = re.compile(
    r"\b(?:zum|bis|am)\s+(?:zum\s+)?(?:Jahresende|Jahresschluss)\b|\b(?:zum\s+)?Ende\s+des\s+(?:Haushalts)?[Jj]ahres\b"
)
"""What is expected for the end of the report year is no later year."""


def find_fehlgrund(lage: Satzlage, i: int, zeitraum: Zeitraum, stand: Stand) -> str:
    """Why the data do not have a figure; empty where nothing speaks against it."""
    figur = lage.figuren[i]
    ab, bis = lage.zonen[i]
    zone = lage.bild[ab:bis]
    if STELLEN.match(lage.text[figur.ende :]):
        return "Stellen stehen nicht in den Daten"
    if re.search(r"\bab$", lage.links(i)) or SCHWELLE.search(zone):
        return "eine Schwelle, keine Zahl der Daten"
    if figur.einheit is not Zahleinheit.PROZENT and _is_partial(lage, i):
        return "ein Teilbetrag steht nicht in den Daten"
    if stand.ist_jahresende and (FRUEHER.search(zone) or FRUEHER.search(lage.bild[: lage.zonen[0][1]])):
        return "ein früherer Bericht steht nicht in den Daten"
    ausblick = stand.ist_jahresende and AUSBLICK.search(lage.bild) and not _JAHRESENDE.search(lage.bild)
    if ausblick or re.search(r"\b(?:Folgejahr|kommende[nrms]?\s+Jahr)", zone):
        return "spätere Jahre stehen nicht in den Daten"
    if zeitraum.jahr and zeitraum.jahr > stand.jahr:
        return f"{zeitraum.jahr} steht nicht in den Daten"
    return ""


def _is_partial(lage: Satzlage, i: int) -> bool:
    """A part that no row is named for, near the figure."""
    figur = lage.figuren[i]
    ab, bis = lage.zonen[i]
    ab = (
        max((f.ende for f in lage.figuren[:i]), default=0)
        if i and not re.search(r"[,;]", lage.text[lage.figuren[i - 1].ende : figur.start])
        else ab
    )
    davor = list(TEILBETRAG.finditer(lage.text, ab, figur.start))
    dahinter = TEILBETRAG.search(lage.bild[figur.ende : bis])
    if (
        dahinter
        and i + 1 < len(lage.figuren)
        and not re.search(r"[,;]", lage.text[figur.ende : lage.figuren[i + 1].start])
    ):
        dahinter = None
    if davor and re.search(
        r"\b(?:aus|auf|in|von)\s+(?:dem|der|das|den|die)?\s*□+[\s(]*$", lage.bild[davor[-1].end() : figur.start]
    ):
        return False
    if not davor and not dahinter:
        return False
    rest = figur.ende
    if any(
        m.mass and not m.mass.ist_saldo and re.search(r"\b[Aa]uf\s+(?:den|die|das)?\s*$", lage.bild[: m.start])
        for m in lage.marken.masse
    ):
        return False
    if any(m.mass and not m.mass.ist_saldo and m.start >= rest and m.ende <= bis for m in lage.marken.masse):
        return False
    return not any(n.start >= rest and n.ende <= bis for n in lage.nennungen)
