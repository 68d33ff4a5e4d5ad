"""Which object or objects a figure is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xlbudget.core.textpruefung.lage import Namensgruppe, Satzlage
from xlbudget.core.textpruefung.namen import Namensbuch
from xlbudget.core.textpruefung.nennung import Nennung
from xlbudget.core.textpruefung.worttafel import ERSTERES, JEWEILS, LETZTERES, SUMME

_NEUER_SATZTEIL = re.compile(
    r";|\bund\s+(?:ist|sind|war|waren|wird|wurde|wurden|steht|stehen|liegt|liegen|hat|haben|hängt)\b|,\s+(?:weil|da|obwohl|wobei|während|die|der|das)\b"
)


@dataclass(frozen=True, slots=True)
class Objektwahl:
    """The objects of a figure: their sum, or each of them (`jeweils`).

    Without any: `fehlt` says that the data do not have it, `offen` why it is not clear. `vermutet` are several that a
    contradictory place may mean, each by itself.
    """

    kennungen: tuple[str, ...] = ()
    jeweils: bool = False
    fehlt: str = ""
    offen: str = ""
    vermutet: tuple[str, ...] = ()


def choose_objekte(lage: Satzlage, i: int, namen: Namensbuch) -> Objektwahl:
    """The objects that a figure of a sentence is about."""
    if summanden := _summands(lage, i, namen):
        return Objektwahl(summanden)
    gruppe = _group(lage, i)
    if gruppe is None:
        return Objektwahl(offen="im Satz ist kein Produkt oder Budget genannt")
    if len(gruppe.nennungen) > 1:
        return _of_group(lage, i, gruppe, namen)
    return _of_name(_at_level(lage, gruppe.nennungen[0], namen), namen)


def _at_level(lage: Satzlage, nennung: Nennung, namen: Namensbuch) -> Nennung:
    """A name of a Produkt and of a Budget is of the kind that all other names of the sentence are."""
    andere = {namen.objekt(n.kennung).ebene for n in lage.nennungen if n is not nennung and n.kennung}
    passend = frozenset(k for k in nennung.kandidaten if {namen.objekt(k).ebene} == andere)
    return replace(nennung, kandidaten=passend) if nennung.kennung is None and len(passend) == 1 else nennung


def _group(lage: Satzlage, i: int) -> Namensgruppe | None:
    """The names before the figure in its sentence; behind it; of the sentences before."""
    figur = lage.figuren[i]
    if verweis := _former_or_latter(lage, i):
        return verweis
    erste = lage.list_of(i)[0] if lage.is_listed(i) else i
    davor = [gruppe for gruppe in lage.gruppen if gruppe.ende <= lage.figuren[erste].start + 1]
    dahinter = [gruppe for gruppe in lage.gruppen if gruppe.start >= figur.ende]
    if (
        dahinter
        and davor
        and lage.in_zone(i, dahinter[0].start, dahinter[0].ende)
        and _belongs_behind(lage, i, davor[-1], dahinter[0])
    ):
        return dahinter[0]
    if davor:
        return davor[-1]
    if dahinter:
        dazwischen = lage.text[figur.ende : dahinter[0].start]
        if lage.vorher.gruppe is None or not _NEUER_SATZTEIL.search(dazwischen):
            return dahinter[0]
    return lage.vorher.gruppe


def _belongs_behind(lage: Satzlage, i: int, davor: Namensgruppe, dahinter: Namensgruppe) -> bool:
    """Whether a name behind the figure is nearer than one before, which stands in the zone of another figure."""
    dazwischen = lage.text[lage.figuren[i].ende : dahinter.start]
    direkt = re.fullmatch(
        r"\)?\s*(?:\w+\s+){0,3}(?:im|beim|in|auf|für|bei|das|die|der|den|dem|des|vom|auf\s+das|auf\s+den)\s+(?:\w+\s+){0,1}",
        dazwischen,
    )
    ist_eigene = lage.in_zone(i, davor.start, davor.ende)
    return bool(direkt) and not ist_eigene


def _former_or_latter(lage: Satzlage, i: int) -> Namensgruppe | None:
    ab, bis = lage.zonen[i]
    stueck = lage.text[ab:bis]
    gruppe = next((g for g in lage.gruppen if len(g.nennungen) > 1), lage.vorher.gruppe)
    if gruppe is None or len(gruppe.nennungen) < 2:
        return None
    if ERSTERES.search(stueck):
        return Namensgruppe(gruppe.nennungen[:1])
    if LETZTERES.search(stueck):
        return Namensgruppe(gruppe.nennungen[-1:])
    return None


def _summands(lage: Satzlage, i: int, namen: Namensbuch) -> tuple[str, ...]:
    """All names before a sum that are of one kind, each with a figure of its own: `A … 5 €, B … 3 €, zusammen 8 €`.

    One that has none is what the figure is about: `die Zentralen Dienste insgesamt`.
    """
    if not SUMME.search(lage.text[slice(*lage.zonen[i])]) or JEWEILS.search(lage.text) or _former_or_latter(lage, i):
        return ()
    stelle = lage.figuren[i].start
    davor = [nennung for gruppe in lage.gruppen if gruppe.ende <= stelle for nennung in gruppe.nennungen]
    grenzen = [*(n.start for n in davor[1:]), stelle]
    eigene = all(
        any(n.ende <= f.start and f.ende <= bis for f in lage.figuren) for n, bis in zip(davor, grenzen, strict=False)
    )
    kennungen = tuple(k for n in davor for k in _of_name(n, namen).kennungen)
    gleichartig = len({namen.objekt(k).ebene for k in kennungen}) == 1
    return kennungen if len(davor) > 1 and len(kennungen) == len(davor) and eigene and gleichartig else ()


def _of_name(nennung: Nennung, namen: Namensbuch) -> Objektwahl:
    if nennung.ganzes:
        return Objektwahl(fehlt="der ganze Haushalt steht nicht in den Daten")
    if nennung.verborgen:
        return Objektwahl(fehlt=f"„{nennung.text}“ wird im Bericht nicht einzeln gezeigt")
    if nennung.unbekannt:
        return Objektwahl(offen=f"„{nennung.text}“ gibt es in den Daten nicht")
    if nennung.konflikt:
        if nennung.kennung:
            return Objektwahl((nennung.kennung,))
        return Objektwahl(vermutet=tuple(sorted(nennung.kandidaten)), offen="Nummer und Name gehören nicht zusammen")
    if nennung.kennung is None:
        alle = ", ".join(namen.titel(k) for k in sorted(nennung.kandidaten))
        return Objektwahl(offen=f"„{nennung.text}“ kann mehreres heißen: {alle}")
    return Objektwahl((nennung.kennung,))


def _of_group(lage: Satzlage, i: int, gruppe: Namensgruppe, namen: Namensbuch) -> Objektwahl:
    einzeln = [_of_name(nennung, namen) for nennung in gruppe.nennungen]
    ab, bis = lage.list_of(i)
    if bis - ab == len(einzeln):
        return einzeln[i - ab]
    kern = [wahl.kennungen[0] for wahl in einzeln if wahl.kennungen]
    if len(kern) == len(einzeln) == 2 and (unten := namen.lower_of(*kern)):
        return Objektwahl((unten,))
    if fehlend := next((wahl for wahl in einzeln if not wahl.kennungen), None):
        return fehlend
    kennungen = tuple(wahl.kennungen[0] for wahl in einzeln)
    zone = lage.text[slice(*lage.zonen[i])]
    if JEWEILS.search(zone):
        return Objektwahl(kennungen, jeweils=True)
    if gruppe is lage.vorher.gruppe and not SUMME.search(lage.text):
        return Objektwahl(offen="der Satz sagt nicht, welches der genannten Produkte gemeint ist")
    return Objektwahl(kennungen)
