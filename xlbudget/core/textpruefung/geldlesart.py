"""Ways to read an amount in euros."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art
from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.marken import Massmarke
from xlbudget.core.textpruefung.modelle import Bezug
from xlbudget.core.textpruefung.namen import Namensbuch
from xlbudget.core.textpruefung.objektwahl import Objektwahl
from xlbudget.core.textpruefung.richtungslehre import sign_of
from xlbudget.core.textpruefung.rolle import Rollenwahl, base_of_change
from xlbudget.core.textpruefung.tatsachen import DER_SALDO, Datenkern, Mass, Wert, Wertart, sum_werte
from xlbudget.core.textpruefung.worttafel import AENDERUNG, FUER_ANDERES, VON_ANDEREM, Rolle, Wortsinn
from xlbudget.core.textpruefung.zeitraum import Zeitraum
from xlbudget.core.zeit import MONATE

_NEGATIV = re.compile(r"\bnegativ\w*", re.IGNORECASE)
_POSITIV = re.compile(r"\bpositiv\w*", re.IGNORECASE)


class Geldleser:
    """Reads amounts of money against the data."""

    def __init__(self, kern: Datenkern, namen: Namensbuch) -> None:
        self._kern, self._namen = kern, namen

    def read(
        self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl, marke: Massmarke | None, zeit: Zeitraum
    ) -> Lesung:
        """All ways to read an amount."""
        if marke is None:
            return Lesung(offen="der Satz nennt nicht, was die Zahl ist", bezug=Bezug(self._title(wahl)))
        if marke.mass is None or (marke.schwach and FUER_ANDERES.search(lage.bild)) or self._is_of_other(lage, marke):
            return Lesung(fehlt="ein Teilbetrag steht nicht in den Daten", bezug=Bezug(self._title(wahl)))
        if rolle.rolle is Rolle.ABWEICHUNG:
            return self._deviation(lage, i, wahl, marke, zeit)
        lesung = self._level(lage, i, wahl, rolle, marke, zeit)
        if ganze := self._spent(lage, wahl, marke):
            return Lesung((*self._level(lage, i, wahl, rolle, ganze, zeit).lesarten, *lesung.lesarten), lesung.fehlt)
        return lesung

    def _is_of_other(self, lage: Satzlage, marke: Massmarke) -> bool:
        """`Kosten für den Druck`: a general word, and what follows is no row and no object."""
        if marke.mass is None or marke.mass.art is None or marke.mass.zeile != GESAMT_ZEILE:
            return False
        return VON_ANDEREM.match(lage.bild, marke.ende) is not None

    def _spent(self, lage: Satzlage, wahl: Objektwahl, marke: Massmarke) -> Massmarke | None:
        """What a Budget spent or took in are its Aufwendungen or Erträge; a Produkt has its Saldo only."""
        if not marke.schwach or any(self._namen.objekt(k).ebene is Ebene.PRODUKT for k in wahl.kennungen):
            return None
        wort = lage.bild[marke.start : marke.ende]
        if re.match(r"ausgegeben|aufgew|verausgab", wort, re.IGNORECASE):
            return replace(marke, mass=Mass(str(Art.AUFWENDUNGEN), Art.AUFWENDUNGEN), polung=0)
        if re.match(r"eingenommen|vereinnahm", wort, re.IGNORECASE):
            return replace(marke, mass=Mass(str(Art.ERTRAEGE), Art.ERTRAEGE), polung=0)
        return None

    def _deviation(self, lage: Satzlage, i: int, wahl: Objektwahl, marke: Massmarke, zeit: Zeitraum) -> Lesung:
        mass = marke.mass or DER_SALDO
        gegen = base_of_change(lage, i)
        werte = [self._change(k, mass, gegen, zeit) for k in wahl.kennungen]
        if any(not w for w in werte):
            return Lesung(fehlt=self._missing(gegen, zeit), bezug=Bezug(self._title(wahl), mass.name))
        richtung = lage.direction(i)
        sinn = richtung.richtung if richtung else None
        polung = marke.polung
        if marke.auch_abweichung and (sinn is None or (richtung and marke.start <= richtung.start < marke.ende)):
            vorzeichen, besser = polung, True
        else:
            vorzeichen = sign_of(sinn, mass, polung)
            besser = sinn in (Wortsinn.BESSER, Wortsinn.SCHLECHTER)
        if len(wahl.kennungen) > 1 and richtung and not lage.in_zone(i, richtung.start, richtung.ende):
            vorzeichen = 0  # a sum whose words of direction are those of its parts
        bedeutung = "Abweichung" if gegen == "plan" else "Veränderung zum Vorjahr"
        return Lesung((self._lesart(wahl, mass, bedeutung, werte, vorzeichen, besser=besser),))

    def _change(self, kennung: str, mass: Mass, gegen: str, zeit: Zeitraum) -> Sequence[Wert]:
        if zeit.ist_teil:
            jetzt = self._kern.monate(kennung, mass, zeit.von, zeit.bis)
            frueher = (
                self._kern.vorjahr(kennung, mass, self._kern.stand.jahr - 1, bis=zeit.bis) if zeit.von == 1 else None
            )
            return [self._kern.of_one(kennung, jetzt - frueher)] if gegen == "vorjahr" and jetzt and frueher else []
        if gegen == "plan":
            if zeit.jahr:
                ist, plan = (self._kern.vorjahr(kennung, mass, zeit.jahr, plan=p) for p in (False, True))
                return [self._kern.of_one(kennung, ist - plan)] if ist and plan else []
            return self._kern.werte(kennung, mass, Wertart.ABWEICHUNG)
        jahr = zeit.jahr or self._kern.stand.jahr - 1
        frueher = self._kern.vorjahr(kennung, mass, jahr)
        if frueher is None:
            return []
        ergebnisse = self._kern.werte(kennung, mass, Wertart.ERGEBNIS)
        return [self._kern.of_one(kennung, ergebnis - frueher) for ergebnis in ergebnisse]

    def _level(
        self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl, marke: Massmarke, zeit: Zeitraum
    ) -> Lesung:
        mass = marke.mass or DER_SALDO
        ist_plan = rolle.rolle is Rolle.PLAN
        if rolle.basis and base_of_change(lage, i) == "vorjahr" and zeit.jahr is None:
            zeit, ist_plan = Zeitraum(self._kern.stand.jahr - 1), False
        werte = [self._amount(k, mass, zeit, plan=ist_plan) for k in wahl.kennungen]
        if any(not w for w in werte):
            return Lesung(fehlt=self._missing("", zeit), bezug=Bezug(self._title(wahl), mass.name))
        bedeutung = self._meaning(zeit, plan=ist_plan)
        vorzeichen = self._level_sign(lage, i, marke)
        lesart = self._lesart(wahl, mass, bedeutung, werte, vorzeichen, besser=False)
        gleich = any(m.womit == "gleich" and lage.in_zone(i, m.start, m.ende) for m in lage.marken.vergleiche)
        if rolle.auch_plan or (gleich and not ist_plan and not zeit.ist_teil and not zeit.jahr):
            plaene = [self._kern.werte(k, mass, Wertart.PLAN) for k in wahl.kennungen]
            lesart = replace(
                lesart, alle=(*lesart.alle, *plaene), bezug=replace(lesart.bezug, bedeutung="Plan und Ergebnis")
            )
        lesart = replace(lesart, einwand=self._objection(lage, i, wahl, mass, marke, rolle, zeit))
        lesarten = [lesart]
        if rolle.basis and ist_plan and not any(m.womit == "plan" for m in lage.marken.vergleiche):
            vorjahr = Zeitraum(self._kern.stand.jahr - 1)
            frueher = [self._amount(k, mass, vorjahr, plan=False) for k in wahl.kennungen]
            if all(frueher):
                lesarten.append(
                    self._lesart(wahl, mass, self._meaning(vorjahr, plan=False), frueher, vorzeichen, besser=False)
                )
        if self._may_be_deviation(lage, rolle, marke, zeit):
            abweichung = [self._change(k, mass, "plan", zeit) for k in wahl.kennungen]
            weitere = self._lesart(wahl, mass, "Abweichung", abweichung, marke.polung, besser=True)
            lesarten = [weitere, lesart] if marke.auch_abweichung else [lesart, weitere]
        return Lesung(tuple(lesarten))

    def _may_be_deviation(self, lage: Satzlage, rolle: Rollenwahl, marke: Massmarke, zeit: Zeitraum) -> bool:
        """`Defizit` and the like may be the Abweichung; others only compared with the Plan."""
        if marke.mass != DER_SALDO or rolle.rolle is Rolle.PLAN or marke.polung == 0 or zeit.ist_teil or zeit.jahr:
            return False
        if marke.auch_abweichung:
            return True
        ist_wort = not marke.schwach and re.match(
            r"überschu|überschü|fehlb|unterdeckung|gewinn", lage.bild[marke.start : marke.ende], re.IGNORECASE
        )
        gegen_plan = any(m.womit == "plan" and m.richtung is None for m in lage.marken.vergleiche)
        return bool(ist_wort) and (gegen_plan or bool(re.search(r"\bbudget", lage.bild, re.IGNORECASE)))

    def _amount(self, kennung: str, mass: Mass, zeit: Zeitraum, *, plan: bool) -> Sequence[Wert]:
        if zeit.jahr:
            wert = (
                None
                if zeit.ist_teil and zeit.von > 1
                else self._kern.vorjahr(kennung, mass, zeit.jahr, plan=plan, bis=zeit.bis)
            )
            return [wert] if wert else []
        if zeit.ist_teil and not plan:
            wert = self._kern.monate(kennung, mass, zeit.von, zeit.bis)
            return [wert] if wert else []
        return self._kern.werte(kennung, mass, Wertart.PLAN if plan else Wertart.ERGEBNIS)

    def _level_sign(self, lage: Satzlage, i: int, marke: Massmarke) -> int:
        ab, _ = lage.zonen[i]
        davor = (
            lage.bild[max(ab, marke.start - 25) : marke.start]
            if marke.ende <= lage.figuren[i].start or marke.start
            else ""
        )
        if _NEGATIV.search(davor):
            return -1
        if _POSITIV.search(davor):
            return 1
        if marke.mass == DER_SALDO:
            ist_budget = re.match(r"\w*budget|etat", lage.bild[marke.start : marke.ende], re.IGNORECASE)
            ist_ergebnis = re.match(r"\w*ergebnis|saldo", lage.bild[marke.start : marke.ende], re.IGNORECASE)
            return 0 if ist_budget or ist_ergebnis else marke.polung
        return 0

    def _objection(
        self, lage: Satzlage, i: int, wahl: Objektwahl, mass: Mass, marke: Massmarke, rolle: Rollenwahl, zeit: Zeitraum
    ) -> str:
        """A direction word beside a level that the figures do not bear out."""
        if (
            (rolle.rolle is not Rolle.ERGEBNIS and rolle.rolle is not None)
            or len(wahl.kennungen) != 1
            or zeit.ist_teil
            or zeit.jahr
        ):
            return ""
        auf = re.search(r"\bauf$", lage.links(i), re.IGNORECASE) and AENDERUNG.search(lage.text)
        vergleich = next((m for m in lage.marken.vergleiche if m.richtung), None)
        davor = [m for m in lage.marken.richtungen if m.ende <= lage.figuren[i].start]
        richtung = davor[-1] if auf and davor else lage.direction(i)
        if richtung is None or self._belongs_to_other(lage, i, richtung.start):
            return ""
        if not auf and (vergleich is None or richtung is not vergleich):
            return ""
        gegen = base_of_change(lage, i)
        aenderung = self._change(wahl.kennungen[0], mass, gegen, zeit)
        plan = self._kern.werte(wahl.kennungen[0], mass, Wertart.PLAN)[0].genau
        soll = sign_of(richtung.richtung, mass, marke.polung or (plan > 0) - (plan < 0))
        if not aenderung or not soll or any((w.genau > 0) - (w.genau < 0) == soll for w in aenderung):
            return ""
        return f"„{richtung.text.strip()}“ passt nicht: die Abweichung hat das andere Vorzeichen"

    def _belongs_to_other(self, lage: Satzlage, i: int, stelle: int) -> bool:
        """Whether another figure with `um` has the direction word."""
        return any(
            j != i and re.search(r"\bum$", lage.links(j), re.IGNORECASE) and lage.in_zone(j, stelle, stelle + 1)
            for j in range(len(lage.figuren))
        )

    # how it is said

    def _lesart(
        self,
        wahl: Objektwahl,
        mass: Mass,
        bedeutung: str,
        werte: Sequence[Sequence[Wert]],
        richtung: int,
        *,
        besser: bool,
    ) -> Lesart:
        einzelzeile = mass.art is not None and any(self._namen.objekt(k).ebene is Ebene.PRODUKT for k in wahl.kennungen)
        if len(werte) > 1 and not wahl.jeweils:
            alle: tuple[Sequence[Wert], ...] = ([sum_werte(teile) for teile in zip(*werte, strict=False)],)
            bedeutung = f"Summe {bedeutung}"
        else:
            alle = tuple(werte)
        return Lesart(
            Bezug(self._title(wahl), mass.name, bedeutung), alle, richtung, besser=besser, einzelzeile=einzelzeile
        )

    def _title(self, wahl: Objektwahl) -> str:
        return " + ".join(wahl.kennungen)

    def _meaning(self, zeit: Zeitraum, *, plan: bool) -> str:
        if zeit.jahr:
            return f"{'Plan' if plan else 'Ergebnis'} {zeit.jahr}"
        if zeit.ist_teil and not plan:
            monate = MONATE[zeit.von - 1], MONATE[zeit.bis - 1]
            return f"Monat {monate[0]}" if zeit.von == zeit.bis else f"{monate[0]} bis {monate[1]}"
        return "Plan" if plan else "Jahresergebnis" if self._kern.stand.ist_jahresende else "Ergebnis"

    def _missing(self, gegen: str, zeit: Zeitraum) -> str:
        if zeit.jahr or gegen == "vorjahr":
            return f"Werte von {zeit.jahr or self._kern.stand.jahr - 1} haben die Daten dazu nicht"
        return "die Daten haben dazu keinen Wert"
