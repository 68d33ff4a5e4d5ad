"""Amounts that a sentence ties to measures: they are in no posting, but in the table Maßnahmen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xlbudget.core.massnahmen import Massnahmenstand, Wirkung
from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.modelle import Bezug, Urteilsart, Zahleinheit
from xlbudget.core.textpruefung.tatsachen import wert_of
from xlbudget.core.textpruefung.urteilen import judge_lesart

_MASSNAHME = r"(?:\w*maßnahmen?\b|gegensteuer\w*|gegengesteuert\b|gegenzusteuern\b|konsolidierung\w*)"
_ARTIKEL = r"(?:(?:den|die|der|allen?|diesen?)\s+)?"
_WORT = re.compile(rf"\b{_MASSNAHME}", re.IGNORECASE)
_NACH = re.compile(rf"\b(?:nach|mit|inklusive|einschließlich)\s+{_ARTIKEL}{_MASSNAHME}", re.IGNORECASE)
_VOR = re.compile(rf"\b(?:vor|ohne)\s+{_ARTIKEL}{_MASSNAHME}", re.IGNORECASE)


class Massnahmenleser:
    """Reads amounts against the measures of a Stand; without any it only knows that they are no result."""

    def __init__(self, stand: Massnahmenstand | None) -> None:
        self._stand = stand

    def complete(self, lage: Satzlage, i: int, kennungen: Sequence[str], lesung: Lesung) -> Lesung:
        """What else a figure may be whose zone speaks of measures; what agrees with nothing is no contradiction.

        Only the Prognose before or after measures, called so, contradicts what the table has.
        """
        figur, zone = lage.figuren[i], _without_names(lage, *lage.zonen[i])
        if figur.einheit is not Zahleinheit.EURO or not _WORT.search(zone):
            return lesung
        if genannt := tuple(self._prognosen(zone, kennungen)):
            return Lesung(genannt)
        wirkungen = tuple(self._wirkungen(kennungen))
        moeglich = (*lesung.lesarten, *wirkungen)
        passend = [lesart for lesart in moeglich if judge_lesart(figur, lesart)[0] is not Urteilsart.WIDERSPRUCH]
        if passend:
            return Lesung(tuple(passend))
        if not lesung.lesarten:
            return lesung
        grund = "was Maßnahmen bewirken, steht nicht in den Buchungen"
        if wirkungen:
            grund += " und mit diesem Betrag nicht in der Tabelle Maßnahmen"
        return Lesung(fehlt=grund, bezug=Bezug(" + ".join(kennungen)))

    def _prognosen(self, zone: str, kennungen: Sequence[str]) -> Iterator[Lesart]:
        """The Prognose before or after measures, where the words name it and there is one."""
        nach, vor = _NACH.search(zone), _VOR.search(zone)
        if bool(nach) == bool(vor) or len(kennungen) != 1 or self._stand is None:
            return
        for zeile in self._stand.objekte:
            if zeile.objekt.kennung == kennungen[0]:
                was, betrag_ct = ("nach", zeile.nach_ct) if nach else ("vor", zeile.vor_ct)
                yield Lesart(Bezug(kennungen[0], "Maßnahmen", f"Prognose {was} Maßnahmen"), ([wert_of(betrag_ct)],))

    def _wirkungen(self, kennungen: Sequence[str]) -> Iterator[Lesart]:
        """What measures of the objects do: one of them, and all at or below an object."""
        for massnahme in self._stand.massnahmen if self._stand else ():
            if massnahme.angaben.objekt in kennungen:
                for wirkung, zeit in ((massnahme.wirkung, "im Jahr"), (massnahme.bisher, "bisher")):
                    yield from _amounts(massnahme.angaben.objekt, wirkung, zeit)
        for zeile in self._stand.objekte if self._stand else ():
            if zeile.objekt.kennung in kennungen:
                bezug = Bezug(zeile.objekt.kennung, "Maßnahmen", "erwartete Wirkung zusammen")
                yield Lesart(bezug, ([wert_of(abs(zeile.erwartet_ct))],))


def _without_names(lage: Satzlage, ab: int, bis: int) -> str:
    """A part of the sentence without names of objects: those of Produkte are full of measures."""
    text = list(lage.text)
    for nennung in lage.nennungen:
        text[nennung.start : nennung.ende] = "□" * (nennung.ende - nennung.start)
    return "".join(text[ab:bis])


def _amounts(kennung: str, wirkung: Wirkung, zeit: str) -> Iterator[Lesart]:
    for was, betrag_ct in (
        ("geplant", wirkung.geplant_ct),
        ("erreicht", wirkung.erreicht_ct),
        ("erwartet", wirkung.prognose_ct),
    ):
        if betrag_ct is not None:
            yield Lesart(Bezug(kennung, "Maßnahmen", f"Wirkung {was} {zeit}"), ([wert_of(abs(betrag_ct))],))
