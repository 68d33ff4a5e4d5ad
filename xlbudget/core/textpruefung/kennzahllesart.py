"""Ways to read a count, or a percentage that is a Kennzahl."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from xlbudget.core.geld import rounded_div
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.textpruefung.kennzahlworte import common_words, fits, following_noun, is_named, is_person, nouns_of
from xlbudget.core.textpruefung.kennzahlzitat import quoted_kennzahlen
from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.messgroesse import unit_of
from xlbudget.core.textpruefung.modelle import Bezug, Zahleinheit
from xlbudget.core.textpruefung.namenswort import stem
from xlbudget.core.textpruefung.objektwahl import Objektwahl
from xlbudget.core.textpruefung.rolle import Rollenwahl
from xlbudget.core.textpruefung.tatsachen import Datenkern, Wert
from xlbudget.core.textpruefung.worttafel import (
    AENDERUNG,
    ERREICHT,
    VERFEHLT,
    ZIEL_ZU,
    ZIELGRAD,
    ZIELWORTE,
    Rolle,
    Wortsinn,
)

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
            if not _PROZENT.search(k.einheit) or k.bezeichnung == wort
        }
        teile = "|".join(sorted((re.escape(wort[: max(5, len(stem(wort)))]) for wort in worte), key=len, reverse=True))
        return re.compile(rf"(?:Fälle|Fall|{teile})\w*" if teile else r"Fälle\w*|Fall\w*")

    # counts

    def read_count(self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl) -> Lesung:
        """A number of cases, contacts or whatever a Kennzahl counts."""
        if len(wahl.kennungen) != 1:
            return self._of_several(lage, i, wahl, rolle)
        kennung = wahl.kennungen[0]
        passend = self._counted(lage, i, kennung)
        if not passend and self._measured(lage, i, kennung):
            return Lesung(offen="der Satz nennt nicht, was die Zahl misst", bezug=Bezug(kennung))
        if not passend:
            return Lesung(fehlt="dazu haben die Daten keine Kennzahl", bezug=Bezug(kennung))
        lesarten = [self._lesart(lage, i, kennung, art, kennzahl, rolle) for art, kennzahl in passend]
        fertig = tuple(lesart for lesart in lesarten if lesart)
        return (
            Lesung(fertig)
            if fertig
            else Lesung(fehlt="die Kennzahl hat dazu keinen Wert", bezug=Bezug(kennung, passend[0][0]))
        )

    def _of_several(self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl) -> Lesung:
        teile = [self.read_count(lage, i, Objektwahl((kennung,)), rolle) for kennung in wahl.kennungen]
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
        paare = [("Leistung", k) for k in leistungen] + [("Ziel", k) for k in ziele if not _PROZENT.search(k.einheit)]
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

    def read_quote(self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl) -> Lesung | None:
        """A percentage about a goal; None where no word speaks of one."""
        ist_grad = bool(ZIELGRAD.search(lage.bild)) or self._is_reached_to(lage, i)
        if len(wahl.kennungen) != 1:
            return None
        kennung = wahl.kennungen[0]
        leistungen, ziele = self._kern.kennzahlen(kennung)
        if not ist_grad and (zitiert := self._quoted(lage, i, kennung)):
            lesarten = [self._lesart(lage, i, kennung, f"{art}: {k.bezeichnung}", k, rolle) for art, k in zitiert]
            return Lesung(tuple(filter(None, lesarten)), fehlt="" if any(lesarten) else "die Kennzahl hat keinen Wert")
        if ist_grad and _PLANWERT.search(lage.links(i)) and ziele and _PROZENT.search(ziele[0].einheit):
            lesart = self._lesart(lage, i, kennung, f"Ziel: {ziele[0].bezeichnung}", ziele[0], rolle)
            return Lesung((lesart,)) if lesart else Lesung(fehlt="die Kennzahl hat keinen Wert", bezug=Bezug(kennung))
        if ist_grad and ziele:
            return self._degree(lage, kennung, ziele)
        von_zahl = rolle.rolle is Rolle.ABWEICHUNG and self._speaks_of_count(lage, leistungen)
        if ziele and self._speaks_of(lage, ziele[0]) and (not von_zahl or _ZIEL.search(lage.text)):
            prozentziel = bool(_PROZENT.search(ziele[0].einheit))
            if not prozentziel and rolle.rolle is not Rolle.ABWEICHUNG:
                return None
            lesart = self._lesart(lage, i, kennung, f"Ziel: {ziele[0].bezeichnung}", ziele[0], rolle)
            return (
                Lesung((lesart,))
                if lesart
                else Lesung(fehlt="die Kennzahl hat dazu keinen Wert", bezug=Bezug(kennung, "Ziel"))
            )
        if leistungen and rolle.rolle is Rolle.ABWEICHUNG and self._speaks_of_count(lage, leistungen):
            lesart = self._lesart(lage, i, kennung, f"Leistung: {leistungen[0].bezeichnung}", leistungen[0], rolle)
            return (
                Lesung((lesart,))
                if lesart
                else Lesung(fehlt="die Kennzahl hat dazu keinen Wert", bezug=Bezug(kennung, "Leistung"))
            )
        return None

    def _is_reached_to(self, lage: Satzlage, i: int) -> bool:
        return bool(ZIEL_ZU.search(lage.links(i))) and bool(ERREICHT.search(lage.rechts(i)))

    def _degree(self, lage: Satzlage, kennung: str, ziele: Sequence[Kennzahl]) -> Lesung:
        grade = [k.grad for k in ziele[:1] if k.grad is not None]
        if not grade:
            return Lesung(fehlt="die Kennzahl hat keinen Zielerreichungsgrad", bezug=Bezug(kennung, "Ziel"))
        genau = grade[0] * 100
        gedruckt = Fraction(rounded_div(genau.numerator, genau.denominator))
        bezug = Bezug(kennung, "Ziel", "Zielerreichungsgrad")
        return Lesung(
            (Lesart(bezug, ([Wert(genau, gedruckt)],), einheit="%", einwand=_goal_objection(lage, ziele[0])),)
        )

    def _speaks_of(self, lage: Satzlage, ziel: Kennzahl) -> bool:
        zielwort = ZIELWORTE.search(lage.text)
        if zielwort and "anteil" not in zielwort.group().casefold():
            return True
        return bool(common_words(lage.text, ziel.bezeichnung))

    def _speaks_of_count(self, lage: Satzlage, leistungen: Sequence[Kennzahl]) -> bool:
        return any(fits(wort, k) for k in leistungen for wort in nouns_of(lage.bild))

    # values

    def _lesart(
        self, lage: Satzlage, i: int, kennung: str, zeile: str, kennzahl: Kennzahl, rolle: Rollenwahl
    ) -> Lesart | None:
        plan, ist, einheit = kennzahl.plan, kennzahl.ist, lage.figuren[i].einheit
        in_prozent = bool(_PROZENT.search(kennzahl.einheit))
        marke = lage.direction(i)
        richtung = {Wortsinn.MEHR: 1, Wortsinn.WENIGER: -1}.get(marke.richtung, 0) if marke and marke.richtung else 0
        einwand = _goal_objection(lage, kennzahl) if zeile.startswith("Ziel") else ""
        zeichen = "%" if einheit is not Zahleinheit.ANZAHL else ""
        if rolle.rolle is Rolle.ABWEICHUNG:
            if plan is None or ist is None or (einheit is Zahleinheit.PROZENT and not plan):
                return None
            differenz = Fraction(ist) - Fraction(plan)
            wert = differenz / Fraction(plan) * 100 if einheit is Zahleinheit.PROZENT else differenz
            bedeutung = "Abweichung in Prozent" if einheit is Zahleinheit.PROZENT else "Kennzahl Abweichung"
            return Lesart(
                Bezug(kennung, zeile, bedeutung),
                ([Wert(wert, wert)],),
                richtung,
                einheit="Prozentpunkte" if einheit is Zahleinheit.PUNKTE else zeichen,
            )
        if einheit is not Zahleinheit.ANZAHL and not in_prozent:
            return None
        ist_plan = rolle.rolle is Rolle.PLAN
        werte = [_exact(plan)] if ist_plan else [_exact(ist)]
        gleich = (
            any(m.womit == "gleich" and lage.in_zone(i, m.start, m.ende) for m in lage.marken.vergleiche)
            or rolle.auch_plan
        )
        if gleich:
            werte = [_exact(plan), _exact(ist)]
        if any(w is None for w in werte):
            return None
        if not ist_plan and not einwand:
            einwand = self._level_objection(lage, i, kennzahl)
        bedeutung = "Kennzahl Plan" if ist_plan else "Kennzahl Ergebnis"
        return Lesart(
            Bezug(kennung, zeile, bedeutung),
            tuple([w] for w in werte if w),
            einwand="" if ist_plan else einwand,
            einheit=zeichen,
        )

    def _level_objection(self, lage: Satzlage, i: int, kennzahl: Kennzahl) -> str:
        """`Mit 417 Fällen über dem Plan`, where the plan is higher."""
        if change := _change_objection(lage, i, kennzahl):
            return change
        marke = lage.direction(i)
        vergleich = next((m for m in lage.marken.vergleiche if m.richtung and m.womit == "plan"), None)
        if marke is None or marke is not vergleich or kennzahl.plan is None or kennzahl.ist is None:
            return ""
        soll = 1 if vergleich.richtung is Wortsinn.MEHR else -1
        differenz = kennzahl.ist - kennzahl.plan
        if (differenz > 0) - (differenz < 0) == soll:
            return ""
        wort = "gleich dem Plan" if not differenz else "über dem Plan" if differenz > 0 else "unter dem Plan"
        return f"„{vergleich.text.strip()}“ passt nicht: das Ergebnis liegt {wort}"


def _change_objection(lage: Satzlage, i: int, kennzahl: Kennzahl) -> str:
    """`sank von 540 auf 810`."""
    davor = [m for m in lage.marken.richtungen if m.ende <= lage.figuren[i].start]
    if not davor or not re.search(r"\bauf$", lage.links(i), re.IGNORECASE) or not AENDERUNG.search(lage.text):
        return ""
    soll = {Wortsinn.MEHR: 1, Wortsinn.WENIGER: -1}.get(davor[-1].richtung, 0)
    differenz = (kennzahl.ist or Decimal(0)) - (kennzahl.plan or Decimal(0))
    if kennzahl.plan is None or not soll or (differenz > 0) - (differenz < 0) == soll:
        return ""
    return f"„{davor[-1].text.strip()}“ passt nicht: die Abweichung hat das andere Vorzeichen"


def _goal_objection(lage: Satzlage, kennzahl: Kennzahl) -> str:
    """`Ziel verfehlt` where it is reached, and the other way round."""
    if kennzahl.grad is None or not ZIELWORTE.search(lage.text):
        return ""
    text = " ".join(lage.text.split()).replace(" ".join(kennzahl.bezeichnung.split()), "")
    if VERFEHLT.search(text):
        return "„verfehlt“ passt nicht: das Ziel ist erreicht" if kennzahl.grad >= 1 else ""
    if ERREICHT.search(text) and kennzahl.grad < 1 and not re.search(r"\bzu\s+(?:\w+\.?\s+)?[\d]", text):
        return "„erreicht“ passt nicht: das Ziel ist verfehlt"
    return ""


def _exact(zahl: Decimal | None) -> Wert | None:
    return None if zahl is None else Wert(Fraction(zahl), Fraction(zahl))
