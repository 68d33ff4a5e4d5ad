"""Ways to read a count, or a percentage that is a Kennzahl."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from xlbudget.core.geld import rounded_div
from xlbudget.core.kennzahlen.modelle import is_percent
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.textpruefung.kennzahlwert import goal_objection, read_value
from xlbudget.core.textpruefung.kennzahlworte import common_words, fits, following_noun, is_named, is_person, nouns_of
from xlbudget.core.textpruefung.kennzahlzitat import quoted_kennzahlen
from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.messgroesse import unit_of
from xlbudget.core.textpruefung.modelle import Bezug
from xlbudget.core.textpruefung.namenswort import stem
from xlbudget.core.textpruefung.objektwahl import Objektwahl
from xlbudget.core.textpruefung.rolle import Rollenwahl
from xlbudget.core.textpruefung.tatsachen import Datenkern, Wert
from xlbudget.core.textpruefung.worttafel import (
    ERREICHT,
    ZIEL_ZU,
    ZIELGRAD,
    ZIELWORTE,
    Rolle,
)
from xlbudget.core.textpruefung.zeitraum import Zeitraum

_PLANWERT = re.compile(r"\b(?:Plan(?:wert\w*|s)?|Soll(?:wert\w*)?|Zielwert\w*|Zielmarke)(?:\s+von|:)?$")
_PROZENT = re.compile(r"prozent|%|v\.?\s?h\.?", re.IGNORECASE)
_ZIEL = re.compile(r"\b\w*[Zz]iel(?:s|es|e|en|marke|wert|vorgabe|quote)?\b")


class Kennzahlleser:
    """Reads counts and percentages against the Kennzahlen of the data."""

    def __init__(self, kern: Datenkern) -> None:
        self._kern = kern

    def zaehlworte(self) -> re.Pattern[str]:
        """What Kennzahlen count, as words behind a number."""
        worte = {
            wort
            for k in self._kern.alle_kennzahlen()
            for wort in nouns_of(f"{k.bezeichnung} {k.einheit}")
            if not is_percent(k.einheit) or k.bezeichnung == wort
        }
        teile = "|".join(sorted((re.escape(wort[: max(5, len(stem(wort)))]) for wort in worte), key=len, reverse=True))
        return re.compile(rf"(?:Fälle|Fall|{teile})\w*" if teile else r"Fälle\w*|Fall\w*")

    # counts

    def read_count(self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl, zeit: Zeitraum) -> Lesung:
        """A number of cases, contacts or whatever a Kennzahl counts."""
        if len(wahl.kennungen) != 1:
            return self._of_several(lage, i, wahl, rolle, zeit)
        kennung = wahl.kennungen[0]
        passend = self._counted(lage, i, kennung)
        if not passend and self._measured(lage, i, kennung):
            return Lesung(offen="der Satz nennt nicht, was die Zahl misst", bezug=Bezug(kennung))
        if not passend:
            return Lesung(fehlt="dazu haben die Daten keine Kennzahl", bezug=Bezug(kennung))
        return self._values(lage, i, kennung, passend, rolle, zeit)

    def _values(
        self,
        lage: Satzlage,
        i: int,
        kennung: str,
        kennzahlen: Sequence[tuple[str, Kennzahl]],
        rolle: Rollenwahl,
        zeit: Zeitraum,
    ) -> Lesung:
        """All that a figure may be of Kennzahlen, each with the name that a Bezug gives it."""
        teile = [
            read_value(lage, i, Bezug(kennung, name), kennzahl, rolle, zeit, self._kern.stand)
            for name, kennzahl in kennzahlen
        ]
        lesarten = tuple(lesart for teil in teile for lesart in teil.lesarten)
        return Lesung(lesarten) if lesarten else teile[0]

    def _of_several(self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl, zeit: Zeitraum) -> Lesung:
        teile = [self.read_count(lage, i, Objektwahl((kennung,)), rolle, zeit) for kennung in wahl.kennungen]
        if not teile or any(not teil.lesarten for teil in teile):
            return next((teil for teil in teile if not teil.lesarten), Lesung(offen="ohne Objekt"))
        erste = [teil.lesarten[0] for teil in teile]
        if wahl.jeweils:
            return Lesung(
                (
                    replace(
                        erste[0],
                        bezug=replace(erste[0].bezug, objekt=" + ".join(wahl.kennungen)),
                        alle=tuple(a for e in erste for a in e.alle),
                    ),
                )
            )
        summe = Fraction(0)
        for lesart in erste:
            summe += lesart.alle[0][0].genau
        bezug = Bezug(" + ".join(wahl.kennungen), erste[0].bezug.zeile, f"Summe {erste[0].bezug.bedeutung}")
        return Lesung((Lesart(bezug, ([Wert(summe, summe)],), erste[0].richtung, einheit=""),))

    def _counted(self, lage: Satzlage, i: int, kennung: str) -> list[tuple[str, Kennzahl]]:
        """The Kennzahlen that the noun of a figure fits, the one of a goal word first."""
        leistungen, ziele = self._kern.kennzahlen(kennung)
        if zitiert := self._quoted(lage, i, kennung):
            return [(f"{art}: {k.bezeichnung}", k) for art, k in zitiert]
        paare = [("Leistung", k) for k in leistungen] + [("Ziel", k) for k in ziele if not is_percent(k.einheit)]
        if gemessen := self._measured(lage, i, kennung):
            genannt = [(art, k) for art, k in gemessen if is_named(lage.text, k)]
            if not genannt and len(gemessen) == 1 and ZIELWORTE.search(lage.text):
                genannt = gemessen
            return [(f"{art}: {k.bezeichnung}", k) for art, k in genannt]
        danach = following_noun(lage, i)
        passend = [(art, k) for art, k in paare if danach and fits(danach, k)]
        if not passend and (not danach or not danach[0].isupper() or is_person(danach)):
            passend = [(art, k) for art, k in paare if any(fits(wort, k) for wort in nouns_of(lage.text))]
        if not passend and not danach:
            passend = paare[:1] if len(paare) == 1 and ZIELWORTE.search(lage.text) else passend
        if ZIELWORTE.search(lage.text):
            passend.sort(key=lambda paar: paar[0] != "Ziel")
        return [(f"{art}: {k.bezeichnung}", k) for art, k in passend]

    def _measured(self, lage: Satzlage, i: int, kennung: str) -> list[tuple[str, Kennzahl]]:
        """The Kennzahlen whose unit stands behind a figure: which of them is meant, other words say."""
        einheit = unit_of(lage.text[lage.figuren[i].ende :])
        leistungen, ziele = self._kern.kennzahlen(kennung)
        paare = [*(("Leistung", k) for k in leistungen), *(("Ziel", k) for k in ziele)]
        return [(art, k) for art, k in paare if einheit and unit_of(k.einheit) == einheit]

    def _quoted(self, lage: Satzlage, i: int, kennung: str) -> list[tuple[str, Kennzahl]]:
        return quoted_kennzahlen(lage.text[: lage.figuren[i].start], *self._kern.kennzahlen(kennung))

    # percentages

    def read_quote(self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl, zeit: Zeitraum) -> Lesung | None:
        """A percentage about a goal; None where no word speaks of one."""
        if len(wahl.kennungen) != 1:
            return None
        kennung = wahl.kennungen[0]
        leistungen, ziele = self._kern.kennzahlen(kennung)
        ist_grad = bool(ZIELGRAD.search(lage.bild)) or self._is_reached_to(lage, i)
        if not ist_grad and (zitiert := self._quoted(lage, i, kennung)):
            return self._values(lage, i, kennung, [(f"{art}: {k.bezeichnung}", k) for art, k in zitiert], rolle, zeit)
        if ist_grad and ziele:
            if not _PLANWERT.search(lage.links(i)) or not is_percent(ziele[0].einheit):
                return self._degree(lage, kennung, ziele)
            return self._first(lage, i, kennung, "Ziel", ziele, rolle, zeit)
        ist_abweichung = rolle.rolle is Rolle.ABWEICHUNG
        von_zahl = ist_abweichung and self._speaks_of_count(lage, leistungen)
        if ziele and self._speaks_of(lage, ziele[0]) and (not von_zahl or _ZIEL.search(lage.text)):
            if not is_percent(ziele[0].einheit) and not ist_abweichung:
                return None
            return self._first(lage, i, kennung, "Ziel", ziele, rolle, zeit)
        return self._first(lage, i, kennung, "Leistung", leistungen, rolle, zeit) if leistungen and von_zahl else None

    def _first(
        self,
        lage: Satzlage,
        i: int,
        kennung: str,
        art: str,
        kennzahlen: Sequence[Kennzahl],
        rolle: Rollenwahl,
        zeit: Zeitraum,
    ) -> Lesung:
        """A percentage of the first Kennzahl of an Art, as the report has it."""
        return self._values(lage, i, kennung, [(f"{art}: {kennzahlen[0].bezeichnung}", kennzahlen[0])], rolle, zeit)

    def _is_reached_to(self, lage: Satzlage, i: int) -> bool:
        return bool(ZIEL_ZU.search(lage.links(i))) and bool(ERREICHT.search(lage.rechts(i)))

    def _degree(self, lage: Satzlage, kennung: str, ziele: Sequence[Kennzahl]) -> Lesung:
        grade = [k.grad for k in ziele[:1] if k.grad is not None]
        if not grade:
            return Lesung(fehlt="die Kennzahl hat keinen Zielerreichungsgrad", bezug=Bezug(kennung, "Ziel"))
        genau = grade[0] * 100
        gedruckt = Fraction(rounded_div(genau.numerator, genau.denominator))
        bezug = Bezug(kennung, "Ziel", "Zielerreichungsgrad")
        return Lesung((Lesart(bezug, ([Wert(genau, gedruckt)],), einheit="%", einwand=goal_objection(lage, ziele[0])),))

    def _speaks_of(self, lage: Satzlage, ziel: Kennzahl) -> bool:
        zielwort = ZIELWORTE.search(lage.text)
        if zielwort and "anteil" not in zielwort.group().casefold():
            return True
        return bool(common_words(lage.text, ziel.bezeichnung))

    def _speaks_of_count(self, lage: Satzlage, leistungen: Sequence[Kennzahl]) -> bool:
        return any(fits(wort, k) for k in leistungen for wort in nouns_of(lage.bild))
