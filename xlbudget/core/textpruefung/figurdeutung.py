"""What one figure of a sentence means: its objects, its measure, and what the data say of them."""

from __future__ import annotations

from xlbudget.core.massnahmen import Massnahmenstand
from xlbudget.core.textpruefung.anteillesart import Anteilleser
from xlbudget.core.textpruefung.fehlendes import find_fehlgrund
from xlbudget.core.textpruefung.geldlesart import Geldleser
from xlbudget.core.textpruefung.kennzahllesart import Kennzahlleser
from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.lesart import Lesung
from xlbudget.core.textpruefung.marken import Massmarke
from xlbudget.core.textpruefung.massnahmenlesart import Massnahmenleser
from xlbudget.core.textpruefung.masswahl import choose_mass
from xlbudget.core.textpruefung.modelle import Bezug, Urteilsart, Zahleinheit
from xlbudget.core.textpruefung.namen import Namensbuch
from xlbudget.core.textpruefung.objektwahl import Objektwahl, choose_objekte
from xlbudget.core.textpruefung.rolle import Rollenwahl
from xlbudget.core.textpruefung.tatsachen import Datenkern
from xlbudget.core.textpruefung.urteilen import judge_lesart
from xlbudget.core.textpruefung.zeitraum import Zeitraum, read_zeitraum


class Figurdeuter:
    """Reads figures against the data of one Stand."""

    def __init__(
        self, kern: Datenkern, namen: Namensbuch, zahlen: Kennzahlleser, massnahmen: Massnahmenstand | None
    ) -> None:
        self._kern, self._namen, self._zahlen = kern, namen, zahlen
        self._massnahmen = Massnahmenleser(massnahmen)
        self._geld = Geldleser(kern, namen)
        self._anteile = Anteilleser(kern, namen, self._geld, zahlen)

    def read(
        self, lage: Satzlage, i: int, rolle: Rollenwahl, vorige: Massmarke | None
    ) -> tuple[Lesung, Massmarke | None]:
        """What the data say of the figure at place `i`, and the measure it speaks of, for the figure after it."""
        figur, stand = lage.figuren[i], self._kern.stand
        zeit = read_zeitraum(lage, i, stand)
        wahl = self.objects(lage, i)
        if grund := find_fehlgrund(lage, i, zeit, stand):
            fehlt = Lesung(fehlt=grund, bezug=Bezug(" + ".join(wahl.kennungen)))
            return self._massnahmen.complete(lage, i, wahl.kennungen, fehlt), vorige
        if wahl.fehlt:
            return Lesung(fehlt=wahl.fehlt), vorige
        if figur.einheit is Zahleinheit.ANZAHL:
            if not wahl.kennungen:
                return Lesung(offen=wahl.offen), vorige
            return self._count(lage, i, wahl, rolle, zeit), vorige
        marke = choose_mass(lage, i, rolle, vorige)
        if figur.einheit in (Zahleinheit.PROZENT, Zahleinheit.PUNKTE):
            if figur.ist_bruch and zeit.ist_teil:
                return Lesung(
                    fehlt="dazu haben die Daten keinen Anteil", bezug=Bezug(" + ".join(wahl.kennungen))
                ), marke
            return self._anteile.read(lage, i, wahl, rolle, marke, zeit), marke
        lesung = self._money(lage, i, wahl, rolle, marke, zeit)
        return self._massnahmen.complete(lage, i, wahl.kennungen, lesung), marke

    def _money(
        self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl, marke: Massmarke | None, zeit: Zeitraum
    ) -> Lesung:
        if wahl.vermutet:
            einzeln = (self._geld.read(lage, i, Objektwahl((k,)), rolle, marke, zeit) for k in wahl.vermutet)
            passend = [
                lesart
                for lesung in einzeln
                for lesart in lesung.lesarten
                if judge_lesart(lage.figuren[i], lesart)[0] is not Urteilsart.WIDERSPRUCH
            ]
            return Lesung(tuple(passend), offen="" if passend else wahl.offen)
        if not wahl.kennungen:
            if marke and marke.mass is None:
                return Lesung(fehlt="ein Teilbetrag steht nicht in den Daten")
            return Lesung(offen=wahl.offen)
        return self._geld.read(lage, i, wahl, rolle, marke, zeit)

    def _count(self, lage: Satzlage, i: int, wahl: Objektwahl, rolle: Rollenwahl, zeit: Zeitraum) -> Lesung:
        """A count of the object, or where it was only taken over and counts no such thing, of the one that does."""
        lesung = self._zahlen.read_count(lage, i, wahl, rolle, zeit)
        gefunden = self._namen.find_by_kennzahl(lage.text)
        if lesung.fehlt and not lage.nennungen and len(gefunden) == 1:
            return self._zahlen.read_count(lage, i, Objektwahl(tuple(gefunden)), rolle, zeit)
        return lesung

    def objects(self, lage: Satzlage, i: int) -> Objektwahl:
        """The objects it speaks of; without a name those of the only Kennzahl that the words are about."""
        wahl = choose_objekte(lage, i, self._namen)
        if (
            wahl.offen
            and not lage.nennungen
            and lage.figuren[i].einheit in (Zahleinheit.ANZAHL, Zahleinheit.PROZENT, Zahleinheit.PUNKTE)
        ):
            gefunden = self._namen.find_by_kennzahl(lage.text)
            if len(gefunden) == 1:
                return Objektwahl(tuple(gefunden))
        return wahl
