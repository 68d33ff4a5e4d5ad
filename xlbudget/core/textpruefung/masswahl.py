"""Which measure word belongs to a figure: a row, the Saldo, or something that the data do not have."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.marken import Massmarke
from xlbudget.core.textpruefung.rolle import Rollenwahl, is_plan_noun
from xlbudget.core.textpruefung.tatsachen import DER_SALDO
from xlbudget.core.textpruefung.worttafel import PROGNOSEWORT, WIRKUNG, Rolle

_GESAMTHEIT = re.compile(r"\b(?:insgesamt|im\s+ergebnis|per\s+saldo|unter\s+dem\s+strich)\b", re.IGNORECASE)
_PROGNOSE = re.compile(rf"\b{PROGNOSEWORT}", re.IGNORECASE)
_GESETZT = Massmarke(0, 0, DER_SALDO, -1)
_ENTFALLEN = re.compile(r"\bentf(?:ie|a)l\w*|\bentfäll\w*", re.IGNORECASE)
_KLAMMER = re.compile(r"\s*\(\s*(?:(?:rund|ca\.|circa|etwa|gut|knapp|um)\s*)?", re.IGNORECASE)
_SPARWORT = re.compile(r"\w*(?:über|unter)schr|\w*einspar|eingespart|ersparnis|übrig|überz[io]|nicht\s", re.IGNORECASE)


def choose_mass(lage: Satzlage, i: int, rolle: Rollenwahl, vorige: Massmarke | None) -> Massmarke | None:
    """The measure of a figure; None where no word names one."""
    if klammer := _before_bracket(lage, i):
        return klammer
    if vorige and (lage.is_same_thing(i) or lage.is_elliptic(i) or (lage.is_listed(i) and not _own_mark(lage, i))):
        return _of_list(lage, i) or vorige
    if (spaeter := lage.borrows_from(i)) is not None:
        return choose_mass(lage, spaeter, rolle, None)
    marken = lage.measure_marks(i)
    stark = [m for m in marken if not m.schwach]
    in_zone = [m for m in stark if lage.in_zone(i, m.start, m.ende)]
    if geteilt := _of_list(lage, i):
        return geteilt
    if auf := _fallen_to(lage, i):
        return auf
    if in_zone and in_zone[0].auch_abweichung and (seite := [m for m in in_zone if m.mass and m.mass.art]):
        return seite[0]
    urteil = lage.says_better(i) and rolle.rolle is Rolle.ABWEICHUNG
    if in_zone and not (urteil and _is_apart(lage, i, in_zone[0])):
        return _row_before(lage, in_zone[0])
    if urteil:
        return _GESETZT
    schwach = [m for m in marken if m.schwach and lage.in_zone(i, m.start, m.ende)]
    if schwach and not in_zone and not (stark and stark[0].mass and stark[0].mass.art):
        return schwach[0]
    if stark:
        return stark[0]
    if marken:
        return marken[0]
    if rolle.rolle is Rolle.ABWEICHUNG and rolle.ausdruecklich and _names_plan(lage, i):
        return _GESETZT
    if rolle.rolle is Rolle.PLAN and is_plan_noun(lage, i):
        return replace(_GESETZT, polung=0)
    if rolle.rolle is not Rolle.ABWEICHUNG and any(
        m.womit == "plan" and m.richtung and lage.in_zone(i, m.start, m.ende) for m in lage.marken.vergleiche
    ):
        return replace(_GESETZT, polung=0)
    if rolle.rolle is Rolle.ERGEBNIS and lage.vorher.mass is None and _PROGNOSE.search(lage.bild):
        return replace(_GESETZT, polung=0)
    return lage.vorher.mass if rolle.rolle is not None else None


def _before_bracket(lage: Satzlage, i: int) -> Massmarke | None:
    """`Personal (rund 5 €) und Sachaufwand (rund 3 €)`: the row that a figure stands behind in brackets."""
    start = lage.figuren[i].start
    davor = [m for m in lage.marken.masse if m.ende <= start and m.mass and m.mass.art]
    return davor[-1] if davor and _KLAMMER.fullmatch(lage.bild[davor[-1].ende : start]) else None


def _fallen_to(lage: Satzlage, i: int) -> Massmarke | None:
    """`Mit 5 € entfällt der größte Teil der Aufwendungen auf Personal`: the row behind `auf`."""
    if not _ENTFALLEN.search(lage.bild):
        return None
    marken = [m for m in lage.marken.masse if m.mass and m.mass.art and lage.in_zone(i, m.start, m.ende)]
    return next((m for m in marken if re.search(r"\b[Aa]uf\s+(?:den|die|das)?\s*$", lage.bild[: m.start])), None)


def _row_before(lage: Satzlage, marke: Massmarke) -> Massmarke:
    """`Dem Ansatz für Sachaufwand stehen Ausgaben von … gegenüber`: a general word takes up the row named before."""
    if (
        not re.match(r"ausgabe|kosten|einnahme", lage.bild[marke.start : marke.ende], re.IGNORECASE)
        or marke.mass is None
    ):
        return marke
    davor = [m for m in lage.marken.masse if m.ende <= marke.start and m.mass and m.mass.art is marke.mass.art]
    return davor[-1] if davor else marke


def _own_mark(lage: Satzlage, i: int) -> bool:
    return any(lage.in_zone(i, m.start, m.ende) for m in lage.marken.masse if not m.schwach)


def _of_list(lage: Satzlage, i: int) -> Massmarke | None:
    """`Transfer- und Personalaufwand lagen bei A und B`: the measure of the same place in the list."""
    ab, bis = lage.list_of(i)
    if bis - ab < 2:
        return None
    davor = [m for m in lage.marken.masse if m.ende <= lage.figuren[ab].start and not m.schwach]
    reihe = davor[-(bis - ab) :]
    if len(reihe) != bis - ab or len({m.mass for m in reihe}) < len(reihe):
        return None
    for a, b in itertools.pairwise(reihe):
        if not re.fullmatch(
            r"\s*(?:,|und|sowie|bzw\.|,?\s*(?:der|die|das)?)\s*(?:die\s+|der\s+|den\s+|das\s+)?",
            lage.bild[a.ende : b.start],
        ):
            return None
    return reihe[i - ab]


def _is_apart(lage: Satzlage, i: int, marke: Massmarke) -> bool:
    """Whether a row stands in another clause than the judgement, or `insgesamt` comes between."""
    richtung = lage.direction(i)
    if richtung is None or marke.mass == DER_SALDO or marke.ende > richtung.start:
        return False
    dazwischen = lage.bild[marke.ende : richtung.start]
    if WIRKUNG.search(dazwischen):
        return True
    return "," in dazwischen or ";" in dazwischen or bool(_GESAMTHEIT.search(dazwischen))


def _names_plan(lage: Satzlage, i: int) -> bool:
    """Whether the words are about the Plan of the whole: `Planwert unterschritten`, `Überschreitung`, `Abweichung`."""
    marke = lage.direction(i)
    if marke is None:
        return any(m.rolle is Rolle.ABWEICHUNG for m in lage.marken.rollen)
    gegen_plan = any(m.rolle is Rolle.PLAN for m in lage.marken.rollen)
    if _SPARWORT.match(marke.text):
        return True
    return gegen_plan and bool(re.match(r"über|unter", marke.text.strip(), re.IGNORECASE))
