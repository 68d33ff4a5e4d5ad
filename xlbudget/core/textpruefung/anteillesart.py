"""Ways to read a percentage that follows from amounts: deviation, exhaustion, share, cover."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art
from xlbudget.core.textpruefung.geldlesart import Geldleser
from xlbudget.core.textpruefung.kennzahllesart import Kennzahlleser
from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.marken import Massmarke
from xlbudget.core.textpruefung.modelle import Bezug, Zahleinheit
from xlbudget.core.textpruefung.namen import Namensbuch
from xlbudget.core.textpruefung.objektwahl import Objektwahl
from xlbudget.core.textpruefung.rolle import Rollenwahl, base_of_change, choose_rolle
from xlbudget.core.textpruefung.tatsachen import DER_SALDO, Datenkern, Mass, Wert, Wertart, sum_werte
from xlbudget.core.textpruefung.worttafel import ANTEILSWORT, AUSSCHOEPFUNG, DECKUNG, Rolle
from xlbudget.core.textpruefung.zeitraum import Zeitraum

_RUECKBEZUG = re.compile(r"\b(?:das|dies|was)\s+(?:entspricht|sind|ist|macht)$", re.IGNORECASE)
_ENTFALLEN = re.compile(r"\bentf(?:ie|a)l\w*|\bentfäll\w*", re.IGNORECASE)
_DAVON = re.compile(r"\b(?:davon|hiervon)\b", re.IGNORECASE)
_UEBRIG = re.compile(
    r"\bnicht\s+(?:\w+\s+)?(?:benötigt|verausgabt|ausgegeben|verbraucht|ausgeschöpft|in\s+anspruch)|\bübrig\b",
    re.IGNORECASE,
)
_NICHT_DA = "die Daten haben dazu keine Quote"


class Anteilleser:
    """Reads percentages against the amounts of the data."""

    def __init__(self, kern: Datenkern, namen: Namensbuch, geld: Geldleser, kennzahlen: Kennzahlleser) -> None:
        self._kern, self._namen, self._geld, self._kennzahlen = kern, namen, geld, kennzahlen

    def read(
        self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl, marke: Massmarke | None, zeit: Zeitraum
    ) -> Lesung:
        """All ways to read a percentage."""
        if lesung := self._share_of_objects(lage, i, zeit):
            return lesung
        if not wahl.kennungen:
            if wahl.offen and rolle.rolle is None and not AUSSCHOEPFUNG.search(lage.text):
                return Lesung(fehlt=_NICHT_DA)
            return Lesung(offen=wahl.offen, fehlt=wahl.fehlt)
        if lesung := self._kennzahlen.read_quote(lage, i, wahl, rolle, zeit):
            return lesung
        if lage.figuren[i].einheit is Zahleinheit.PUNKTE:
            return Lesung(fehlt=_NICHT_DA, bezug=Bezug(wahl.kennungen[0]))
        if (
            AUSSCHOEPFUNG.search(lage.text.replace(lage.figuren[i].text, "▢" * len(lage.figuren[i].text)))
            and rolle.rolle is not Rolle.ABWEICHUNG
        ):
            anteil = self._ratio_to_plan(wahl, marke, zeit, rest=_UEBRIG.search(lage.text) is not None)
            if not _RUECKBEZUG.search(lage.links(i)):
                return anteil
            abweichung = self._deviation(lage, i, wahl, marke or Massmarke(0, 0, DER_SALDO), zeit)
            if i and choose_rolle(lage, i - 1, None).rolle is Rolle.ABWEICHUNG:
                return abweichung
            return Lesung((*abweichung.lesarten, *anteil.lesarten), anteil.fehlt)
        if (
            lage.is_same_thing(i)
            and rolle.rolle is Rolle.ERGEBNIS
            and any(m.rolle is Rolle.PLAN for m in lage.marken.rollen)
        ):
            return self._ratio_to_plan(wahl, marke, zeit, rest=False)
        if rolle.rolle is Rolle.ABWEICHUNG and marke and marke.mass:
            return self._deviation(lage, i, wahl, marke, zeit)
        if (DECKUNG.search(lage.bild) and self._rows(lage, Art.ERTRAEGE)) or re.search(
            r"deckungs(?:grad|quote)", lage.bild, re.IGNORECASE
        ):
            return self._ratio(
                wahl, Mass("Erträge", Art.ERTRAEGE), Mass("Aufwendungen", Art.AUFWENDUNGEN), zeit, "Deckungsgrad"
            )
        if lesung := self._share_of_rows(lage, i, wahl, zeit):
            return lesung
        return Lesung(fehlt=_NICHT_DA, bezug=Bezug(" + ".join(wahl.kennungen)))

    def _deviation(self, lage: Satzlage, i: int, wahl: Objektwahl, marke: Massmarke, zeit: Zeitraum) -> Lesung:
        betrag = self._geld.read(lage, i, wahl, Rollenwahl(Rolle.ABWEICHUNG), marke, zeit)
        if not betrag.lesarten or len(betrag.lesarten[0].alle) != 1:
            return betrag
        mass = marke.mass or DER_SALDO
        gegen = base_of_change(lage, i)
        lesart = betrag.lesarten[0]
        basis = self._base(wahl.kennungen, mass, gegen, zeit)
        if basis is None or not basis.genau:
            return Lesung(fehlt="die Daten haben dazu keinen Wert", bezug=lesart.bezug)
        werte = [_percent(wert, basis) for wert in lesart.alle[0]]
        bedeutung = f"{lesart.bezug.bedeutung} in Prozent"
        return Lesung(
            (
                Lesart(
                    Bezug(lesart.bezug.objekt, mass.name, bedeutung),
                    (werte,),
                    lesart.richtung,
                    besser=lesart.besser,
                    einzelzeile=lesart.einzelzeile,
                    einheit="%",
                ),
            )
        )

    def _base(self, kennungen: Sequence[str], mass: Mass, gegen: str, zeit: Zeitraum) -> Wert | None:
        if gegen == "plan":
            return sum_werte(self._kern.werte(k, mass, Wertart.PLAN)[0] for k in kennungen)
        jahr = zeit.jahr or self._kern.stand.jahr - 1
        werte = [self._kern.vorjahr(k, mass, jahr) for k in kennungen]
        return sum_werte(w for w in werte if w) if all(werte) else None

    def _ratio_to_plan(self, wahl: Objektwahl, marke: Massmarke | None, zeit: Zeitraum, *, rest: bool) -> Lesung:
        mass = marke.mass if marke else DER_SALDO
        if mass is None or len(wahl.kennungen) != 1:
            return Lesung(fehlt=_NICHT_DA)
        plan = self._kern.werte(wahl.kennungen[0], mass, Wertart.PLAN)[0]
        ergebnisse = self._kern.werte(wahl.kennungen[0], mass, Wertart.ERGEBNIS)
        if zeit.ist_teil:
            teil = self._kern.monate(wahl.kennungen[0], mass, zeit.von, zeit.bis)
            ergebnisse = [teil] if teil else []
        if not plan.genau or not ergebnisse:
            return Lesung(fehlt="die Daten haben dazu keinen Wert", bezug=Bezug(wahl.kennungen[0], mass.name))
        bezug = Bezug(wahl.kennungen[0], mass.name, "Anteil am Plan")
        werte = [_percent(e, plan) for e in ergebnisse]
        if rest:
            werte = [Wert(100 - abs(wert.genau), 100 - abs(wert.gedruckt)) for wert in werte]
        return Lesung((Lesart(bezug, (werte,), einheit="%"),))

    def _ratio(
        self, wahl: Objektwahl, oben: Mass, unten: Mass, zeit: Zeitraum, bedeutung: str, *, plan: bool = False
    ) -> Lesung:
        if len(wahl.kennungen) != 1:
            return Lesung(fehlt=_NICHT_DA)
        groesse = Wertart.PLAN if plan else Wertart.ERGEBNIS
        if zeit.jahr:
            paare = [
                (
                    self._kern.vorjahr(wahl.kennungen[0], oben, zeit.jahr),
                    self._kern.vorjahr(wahl.kennungen[0], unten, zeit.jahr),
                )
            ]
        else:
            paare = list(zip(*(self._kern.werte(wahl.kennungen[0], m, groesse) for m in (oben, unten)), strict=True))
        werte = [_percent(a, b) for a, b in paare if a and b and b.genau]
        if not werte:
            return Lesung(fehlt="die Daten haben dazu keinen Wert", bezug=Bezug(wahl.kennungen[0], oben.name))
        return Lesung((Lesart(Bezug(wahl.kennungen[0], oben.name, bedeutung), (werte,), einheit="%"),))

    def _rows(self, lage: Satzlage, art: Art) -> list[Mass]:
        return [m.mass for m in lage.marken.masse if m.mass and m.mass.art is art]

    def _share_of_rows(self, lage: Satzlage, i: int, wahl: Objektwahl, zeit: Zeitraum) -> Lesung | None:
        """`drei Viertel der Aufwendungen sind Personalkosten`."""
        direkt = re.match(r"\s*(?:der|des|von|aller|an\s+den|am|aus)\s", lage.bild[lage.figuren[i].ende :])
        if not ANTEILSWORT.search(lage.bild) and not direkt:
            return None
        for art in Art:
            masse = list(dict.fromkeys(self._rows(lage, art)))
            uebernommen = lage.vorher.mass and lage.vorher.mass.mass
            if _DAVON.search(lage.text) and uebernommen and uebernommen.art is art:
                masse.append(uebernommen)
            zeilen = [m for m in masse if m.zeile != GESAMT_ZEILE]
            if len(zeilen) == 1 and (
                len(masse) > 1
                or re.search(r"gesamtaufw|gesamtertr|anteil\b", lage.bild, re.IGNORECASE)
                or _ENTFALLEN.search(lage.bild)
            ):
                plan = any(m.rolle is Rolle.PLAN for m in lage.marken.rollen)
                return self._ratio(wahl, zeilen[0], Mass(str(art), art), zeit, "Anteil", plan=plan)
        return None

    def _share_of_objects(self, lage: Satzlage, i: int, zeit: Zeitraum) -> Lesung | None:
        """`der Anteil des FD 32 am Zuschussbedarf des Dezernates`: one object in another above it."""
        kennungen = list(
            dict.fromkeys(n.kennung for g in lage.gruppen for n in g.nennungen if n.kennung and not n.verborgen)
        )
        if len(kennungen) != 2 or not ANTEILSWORT.search(lage.bild) or zeit.ist_teil:
            return None
        teil, ganzes = kennungen
        if not self._namen.is_above(ganzes, teil):
            teil, ganzes = ganzes, teil
        marken = [m for m in lage.measure_marks(i) if m.mass and not m.schwach]
        if not self._namen.is_above(ganzes, teil) or not marken:
            return None
        mass = marken[0].mass or DER_SALDO
        plan = any(m.rolle is Rolle.PLAN for m in lage.marken.rollen)
        groesse = Wertart.PLAN if plan else Wertart.ERGEBNIS
        paare = zip(self._kern.werte(teil, mass, groesse), self._kern.werte(ganzes, mass, groesse), strict=True)
        werte = [_percent(a, b) for a, b in paare if b.genau]
        return (
            Lesung((Lesart(Bezug(f"{teil}, {ganzes}", mass.name, "Anteil"), (werte,), einheit="%"),)) if werte else None
        )


def _percent(teil: Wert, ganzes: Wert) -> Wert:
    """A ratio in percent with the sign of the part; printed figures may give another last digit."""
    genau = teil.genau / abs(ganzes.genau) * 100
    gedruckt = teil.gedruckt / abs(ganzes.gedruckt or Fraction(1)) * 100
    return Wert(genau, gedruckt)
