"""What the data have of a Kennzahl for the months, the year and the group that a figure is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from xlbudget.core.kennzahlen.reihe import Gruppenreihe, Kennzahlreihe
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.textpruefung.zeitraum import Zeitraum
from xlbudget.core.zeit import MONATE, Stand

_GESCHLECHT = re.compile(r"\b(?:Frauen|Männern?|weiblich\w*|männlich\w*)\b")


@dataclass(frozen=True, slots=True)
class Zeitwert:
    """What a Kennzahl was at one time, with its Plan and what it was a year before; None where nobody knows.

    `ist_stand`: they are those of the report, so that what a sentence says of a goal can be held against them.
    """

    wann: str = ""
    plan: Decimal | None = None
    ist: Decimal | None = None
    vorjahr: Decimal | None = None
    ist_stand: bool = False


def values_in(kennzahl: Kennzahl, zeit: Zeitraum, stand: Stand, text: str) -> tuple[Zeitwert, ...] | str:
    """All times that a figure may mean, the likeliest first, of the group that `text` names; or why there is none."""
    reihe = kennzahl.reihe
    gruppe = _group_in(text, reihe.gruppen[1:]) if reihe else None
    if gruppe is None and (wort := _GESCHLECHT.search(text)) and wort.group() not in _words_of(kennzahl):
        return f"eine Gruppe „{wort.group()}“ hat die Kennzahl nicht"
    if reihe is None:
        if zeit.ist_teil:
            return "Kennzahlen ohne Monatswerte gibt es nur für das Jahr"
        if zeit.jahr:
            return "von früheren Jahren hat die Kennzahl keine Werte"
        return (Zeitwert("", kennzahl.plan, kennzahl.ist, ist_stand=True),)
    if zeit.jahr not in (None, stand.jahr - 1):
        return f"von {zeit.jahr} hat die Kennzahl keine Werte"
    if gruppe is not None:
        return _of_group(gruppe, zeit, stand)
    return _last_year(reihe, zeit, stand) if zeit.jahr else _this_year(kennzahl, reihe, zeit, stand)


def _of_group(gruppe: Gruppenreihe, zeit: Zeitraum, stand: Stand) -> tuple[Zeitwert, ...] | str:
    name, bis = gruppe.name.strip(), MONATE[stand.monat - 1]
    zum_stand = not zeit.ist_teil or (zeit.von in (1, zeit.bis) and zeit.bis == stand.monat)
    if zeit.jahr and zum_stand:
        return (Zeitwert(f"{name} {bis} {zeit.jahr}", ist=gruppe.vorjahr),)
    if zum_stand:
        return (Zeitwert(f"{name} bis {bis}", gruppe.plan, gruppe.ist, gruppe.vorjahr),)
    if zeit.jahr is None and zeit.von == zeit.bis:
        return (Zeitwert(f"{name} {MONATE[zeit.bis - 1]}", ist=gruppe.monate[zeit.bis - 1]),)
    return f"für diese Zeit hat die Gruppe „{name}“ keinen Wert"


def _last_year(reihe: Kennzahlreihe, zeit: Zeitraum, stand: Stand) -> tuple[Zeitwert, ...]:
    """A whole year may mean that year, or what it was at the same time."""
    jahr, bis = zeit.jahr, MONATE[zeit.bis - 1]
    if not zeit.ist_teil:
        damals = Zeitwert(f"{MONATE[stand.monat - 1]} {jahr}", ist=reihe.staende_vorjahr[stand.monat - 1])
        return Zeitwert(str(jahr), ist=reihe.staende_vorjahr[-1]), damals
    ende = Zeitwert(f"bis {bis} {jahr}", ist=reihe.staende_vorjahr[zeit.bis - 1])
    if zeit.von == zeit.bis:
        return Zeitwert(f"{bis} {jahr}", ist=reihe.monate_vorjahr[zeit.bis - 1]), ende
    return (ende,) if zeit.von == 1 else ()


def _this_year(kennzahl: Kennzahl, reihe: Kennzahlreihe, zeit: Zeitraum, stand: Stand) -> tuple[Zeitwert, ...]:
    """Of the year what it is so far and what it is to be, of months what it was then."""
    bis, damals = MONATE[zeit.bis - 1], reihe.staende_vorjahr
    if zeit.ist_teil:
        plan = kennzahl.plan if zeit.bis == stand.monat else None
        ende = Zeitwert(f"bis {bis}", plan, reihe.staende[zeit.bis - 1], damals[zeit.bis - 1])
        allein = Zeitwert(bis, None, reihe.gruppen[0].monate[zeit.bis - 1], reihe.monate_vorjahr[zeit.bis - 1])
        return (allein, ende) if zeit.von == zeit.bis else (ende,) if zeit.von == 1 else ()
    jahr = Zeitwert("", reihe.jahresplan, kennzahl.prognose.wert if kennzahl.prognose else None, damals[-1])
    if not kennzahl.bis_stand:
        return (Zeitwert("", kennzahl.plan, kennzahl.ist, damals[-1], ist_stand=True),)
    heute = f"bis {MONATE[stand.monat - 1]}"
    return Zeitwert(heute, kennzahl.plan, kennzahl.ist, damals[stand.monat - 1], ist_stand=True), jahr


def _group_in(text: str, gruppen: Iterable[Gruppenreihe]) -> Gruppenreihe | None:
    """The longest name of a group that a text has; a Merkmal before a colon need not stand there."""
    genannt = [
        gruppe
        for gruppe in gruppen
        if re.search(rf"(?<!\w){re.escape(gruppe.name.rpartition(':')[2].strip())}", text, re.IGNORECASE)
    ]
    return max(genannt, key=lambda gruppe: len(gruppe.name), default=None)


def _words_of(kennzahl: Kennzahl) -> str:
    return f"{kennzahl.bezeichnung} {kennzahl.einheit}"
