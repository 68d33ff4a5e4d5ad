"""From a report, whole or Auszug, to the passages of a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlbudget.core.begruendung import OHNE_BEGRUENDUNG, is_reason
from xlbudget.core.bericht import Budgetgruppe, Dezernatsgruppe, Produktbericht
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.blick import rank_ziele
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.sachdarstellung.modelle import Entwurf, Entwurfskopf, Entwurfsplatz, Passage, writable
from xlbudget.core.sachdarstellung.saetze import (
    Saetze,
    deviation_of,
    is_marked,
    joined,
    say_deviation,
    say_halves,
    say_leistung,
    say_massnahmen,
    say_ziele,
)
from xlbudget.core.sachdarstellung.worte import Zielstand, listed_names, name_of, place_of, zielstand
from xlbudget.core.tendenz import Ampel
from xlbudget.errors import listed

ENTFAELLT = "entfällt"
DATENMAPPE, PROGNOSEN = "Datenmappe", "Gründe der gemeldeten Prognosen"
HINWEIS = (
    "Entwurf: Die hinterlegten Sätze sind nach festen Regeln aus den Zahlen des Produktberichts gebildet und noch von "
    "niemandem freigegeben. Diesen Absatz vor dem Versand löschen."
)


def build_entwurf(daten: Berichtsdaten, bericht: Produktbericht, quellen: Mapping[str, str]) -> Entwurf:
    """The draft about what a report shows; `quellen` say by Kennung where an Erläuterung was taken over from.

    Of a Produkt it speaks where the Gesamtbericht marks its deviation, of the others where a Ziel was missed.
    """
    schreiber = _Schreiber(daten, bericht, quellen)
    blaetter = [daten.produktblatt(z.objekt) for g in bericht.budgetgruppen for z in g.zeilen]
    return Entwurf(
        Entwurfskopf(bericht.kommune, bericht.stand, bericht.ausschuss.kuerzel if bericht.ausschuss else ""),
        tuple(schreiber.passagen()),
        bericht.ausschuss,
        tuple(blatt.objekt.titel for blatt in blaetter if blatt.offene_anlaesse),
    )


class _Schreiber:
    """Writes the passages of one report."""

    def __init__(self, daten: Berichtsdaten, bericht: Produktbericht, quellen: Mapping[str, str]) -> None:
        self._daten, self._bericht, self._quellen = daten, bericht, quellen

    def passagen(self) -> Iterator[Passage]:
        yield self._passage(Entwurfsplatz.HINWEIS, GESAMT, [HINWEIS])
        yield self._frame()
        for dezernat in self._bericht.dezernate:
            if dezernat.blatt and not _shows_less(dezernat):
                yield self._passage(Entwurfsplatz.INHALT, dezernat.blatt.objekt, say_deviation(dezernat.blatt))
        yield from self._elsewhere()
        for gruppe in self._bericht.budgetgruppen:
            if gruppe.zeilen:
                yield from self._of_budget(gruppe)
        yield self._ziele()
        yield from self._ressourcen()
        yield self._schluss()

    def _passage(self, platz: Entwurfsplatz, objekt: Berichtsobjekt, teile: Saetze, art: str = "") -> Passage:
        kennung = "|".join((platz, art, objekt.kennung))
        titel = f"{objekt.ebene_wie_im_haus} {objekt.titel}" if objekt is not GESAMT else platz.capitalize()
        return Passage(platz, kennung, writable(f"{art}, {titel}" if art else titel), joined(teile))

    # Inhaltsbeschreibung

    def _frame(self) -> Passage:
        stand, fakten = self._bericht.stand, self._bericht.fakten
        saetze = [f"Berichtet wird über das Haushaltsjahr {stand.jahr} zum Stand {stand.text}."]
        if fakten and fakten.gueltigkeit:
            saetze.append(f"Die Zahlen sind {fakten.gueltigkeit}.")
        if not stand.ist_jahresende:
            saetze.append("Für die Monate danach ist hochgerechnet oder von den Fachdiensten gemeldet.")
        return self._passage(Entwurfsplatz.INHALT, GESAMT, [" ".join(saetze)], "Rahmen")

    def _elsewhere(self) -> Iterator[Passage]:
        """What an Auszug leaves out, and who gets it."""
        reste = [rest for rest in self._bericht.alle_reste if rest.im_bericht]
        if not reste:
            return
        je: dict[tuple[str, ...], list[str]] = {}
        for rest in reste:
            je.setdefault(rest.berichtet_an, []).extend(name_of(objekt) for objekt in rest.objekte)
        saetze = [f"Über {listed(namen)} wird {_where(an)} berichtet." for an, namen in je.items()]
        yield self._passage(Entwurfsplatz.INHALT, GESAMT, [" ".join(saetze)], "Übriges")

    # Budgets and Produkte

    def _of_budget(self, gruppe: Budgetgruppe) -> Iterator[Passage]:
        blatt = gruppe.blatt
        if gruppe.blatt_zeigt_mehr:  # its figures count what this committee does not see
            teile: Saetze = [f"{place_of(blatt.objekt)} wird über einen Teil der Produkte berichtet."]
        else:
            teile = [*say_deviation(blatt), *self._say_goals(gruppe)]
        yield self._passage(Entwurfsplatz.BUDGETS, blatt.objekt, teile)
        if not gruppe.blatt_zeigt_mehr:
            if haelften := say_halves(blatt, place_of(blatt.objekt)):
                yield self._passage(Entwurfsplatz.PRODUKTE, blatt.objekt, haelften, "Erträge und Aufwendungen")
            yield from self._measures(blatt.objekt)
            yield from self._reason(blatt)
        for zeile in gruppe.zeilen:
            produkt = self._daten.produktblatt(zeile.objekt)
            if is_marked(produkt, deviation_of(produkt)):
                saetze = (say_deviation, say_halves, say_leistung, say_ziele)
                yield self._passage(
                    Entwurfsplatz.PRODUKTE, zeile.objekt, [teil for satz in saetze for teil in satz(produkt)]
                )
                yield from self._measures(zeile.objekt)
                yield from self._reason(produkt)

    def _measures(self, objekt: Berichtsobjekt) -> Iterator[Passage]:
        massnahmen = self._bericht.massnahmen
        for zeile in massnahmen.objekte if massnahmen else ():
            if zeile.objekt == objekt:
                teile = say_massnahmen(zeile, self._bericht.stand)
                yield self._passage(Entwurfsplatz.PRODUKTE, objekt, teile, "Maßnahmen")

    def _say_goals(self, gruppe: Budgetgruppe) -> list[str]:
        staende = [zielstand(z.ziel, z.regeln) for z in gruppe.zeilen if z.ziel]
        bekannt = [stand for stand in staende if stand]
        if not bekannt or not self._bericht.stand.ist_jahresende:
            return []
        if all(stand is Zielstand.ERREICHT for stand in bekannt):
            return [" Die Ziele wurden erreicht."]
        einige = any(stand is Zielstand.ERREICHT for stand in bekannt)
        return [f" Die Ziele wurden {'teilweise ' if einige else ''}nicht erreicht."]

    def _reason(self, blatt: Produktblatt) -> Iterator[Passage]:
        """What the Fachdienst says itself, word for word, with its source."""
        grund = blatt.begruendung
        if grund and grund != OHNE_BEGRUENDUNG:
            eigene = is_reason(blatt.objekt.erlaeuterung)
            quelle = (
                self._quellen.get(blatt.objekt.kennung, DATENMAPPE) if eigene else "Gründe der gemeldeten Prognosen"
            )
            text = f"Erläuterung des Fachdienstes, {name_of(blatt.objekt)}: {grund} (Quelle: {quelle})"
            yield self._passage(Entwurfsplatz.PRODUKTE, blatt.objekt, [text], "Erläuterung")

    # the three sections at the end

    def _ziele(self) -> Passage:
        zeilen = [zeile for gruppe in self._bericht.budgetgruppen for zeile in gruppe.zeilen]
        verfehlt = [zeile.objekt for zeile in rank_ziele(zeilen)]
        if verfehlt:
            wort = "Verfehlt wurde" if self._bericht.stand.ist_jahresende else "Derzeit verfehlt ist"
            satz = f"{wort} das Ziel bei: {listed_names(verfehlt)}."
        elif any(zeile.ziel and zeile.ziel.grad is not None for zeile in zeilen):
            satz = "Kein Ziel, zu dem Plan und Ergebnis vorliegen, wurde deutlich verfehlt."
        else:
            satz = ENTFAELLT
        return self._passage(Entwurfsplatz.ZIELE, GESAMT, [satz])

    def _ressourcen(self) -> Iterator[Passage]:
        """Erträge and Aufwendungen of the highest objects that are shown as a whole."""
        blaetter = [d.blatt for d in self._bericht.dezernate if d.blatt and not _shows_less(d)]
        gesagt = [(blatt, say_halves(blatt, place_of(blatt.objekt))) for blatt in blaetter]
        for blatt, teile in gesagt:
            if teile:
                yield self._passage(Entwurfsplatz.RESSOURCEN, blatt.objekt, teile)
        if not any(teile for _, teile in gesagt):
            yield self._passage(Entwurfsplatz.RESSOURCEN, GESAMT, [ENTFAELLT])

    def _schluss(self) -> Passage:
        zeilen = [zeile for gruppe in self._bericht.budgetgruppen for zeile in gruppe.zeilen]
        rot = [z.objekt for z in zeilen if self._daten.produktblatt(z.objekt).ampel is Ampel.ROT]
        jahresende = self._bericht.stand.ist_jahresende
        wort = "Deutlich schlechter als geplant abgeschlossen haben" if jahresende else "Gegenzusteuern ist bei"
        satz = f"{wort}: {listed_names(rot)}." if rot else ENTFAELLT
        return self._passage(Entwurfsplatz.SCHLUSS, GESAMT, [satz + self._say_unanswered(rot)])

    def _say_unanswered(self, rot: Sequence[Berichtsobjekt]) -> str:
        """Of which red ones nobody has said what is done."""
        massnahmen = self._bericht.massnahmen
        ohne = {einer.blatt.objekt for einer in massnahmen.ohne} if massnahmen else ()
        fehlt = [objekt for objekt in rot if objekt in ohne]
        if not fehlt:
            return ""
        bei = "dazu nicht" if fehlt == list(rot) else f"nicht bei: {listed_names(fehlt)}"
        return f" Eine eigene Maßnahme {'gab es' if self._bericht.stand.ist_jahresende else 'gibt es noch'} {bei}."


def _shows_less(dezernat: Dezernatsgruppe) -> bool:
    """Whether the sheet of a Dezernat counts what an Auszug does not show."""
    return bool(dezernat.reste) or any(gruppe.blatt_zeigt_mehr for gruppe in dezernat.gruppen)


def _where(kuerzel: Sequence[str]) -> str:
    """At which committees something is reported."""
    if not kuerzel:
        return "in keinem Ausschuss"
    return f"im Ausschuss {kuerzel[0]}" if len(kuerzel) == 1 else f"in den Ausschüssen {', '.join(kuerzel)}"
