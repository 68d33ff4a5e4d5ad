"""Ways to read a cell of a table: what its row and its column are headed with says what it is, or nothing does.

A table that does not name what it is about is about the row that most of its cells agree with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.modelle import Abschnitt, Bezug, Figur, Urteilsart, Zahleinheit
from xlbudget.core.textpruefung.nennung import Nennung
from xlbudget.core.textpruefung.tatsachen import DER_SALDO, Datenkern, Mass, Wert, Wertart
from xlbudget.core.textpruefung.urteilen import judge_wert

OHNE_KOPF = "steht in einer Tabelle; Tabellen vergleicht xlbudget abgleich"
_GROESSEN = (
    dict.fromkeys(("plan", "ansatz", "haushaltsansatz", "planansatz"), Wertart.PLAN)
    | dict.fromkeys(("ergebnis", "jahresergebnis", "ist", "prognose"), Wertart.ERGEBNIS)
    | {"abweichung": Wertart.ABWEICHUNG}
)
_ZUSCHUSS = frozenset(("zuschuss", "zuschussbedarf"))
_MASSE = dict.fromkeys(("saldo", "produktbudget", *_ZUSCHUSS), DER_SALDO) | {
    str(art).casefold(): Mass(str(art), art) for art in Art
}
_TEIL = re.compile(
    r"ertr[aä]g|aufw[aäe]nd|personal|kosten|zuschu|zuweisung|zahlung|investition|einnahme|ausgabe|steuer|davon|darunter",
    re.IGNORECASE,
)
_UEBLICHE = tuple(dict.fromkeys(_MASSE.values()))
_EINHEITEN = (
    (re.compile(r"\bT ?€|\bTEUR\b|\bTsd\. ?(?:€|EUR|Euro)|\bT Euro\b"), 1000),
    (re.compile(r"\bMio\.? ?(?:€|EUR|Euro)|\bMillionen Euro\b"), 1_000_000),
    (re.compile(r"€|\bEUR\b|\bEuro\b"), 1),
)


@dataclass(frozen=True, slots=True)
class Spaltensinn:
    """What a column says its amounts are; without `mass` it does not say of what, `faktor` 0 is no unit."""

    groesse: Wertart
    mass: Mass | None
    ohne_vorzeichen: bool
    faktor: int


@dataclass(frozen=True, slots=True)
class Zellbezug:
    """A figure of a cell in euros, with the object and the sense of its row and column."""

    figur: Figur
    kennung: str
    sinn: Spaltensinn


def column_sense(kopf: str, jahr: int) -> Spaltensinn | None:
    """What a heading means, None where any of its words is not known.

    >>> column_sense("Aufwendungen Plan 2023 in T€", 2023).mass.name, column_sense("Plan 2022", 2023)
    ('Aufwendungen', None)
    """
    einheit = next(((muster, faktor) for muster, faktor in _EINHEITEN if muster.search(kopf)), None)
    rest = einheit[0].sub(" ", kopf) if einheit else kopf
    worte = [wort for wort in re.findall(r"[^\W_]+", rest.casefold()) if wort not in ("in", str(jahr))]
    groessen = [_GROESSEN[wort] for wort in worte if wort in _GROESSEN]
    masse = [wort for wort in worte if wort in _MASSE]
    if len(groessen) != 1 or len(masse) > 1 or len(groessen) + len(masse) != len(worte):
        return None
    mass = _MASSE[masse[0]] if masse else None
    return Spaltensinn(groessen[0], mass, bool(_ZUSCHUSS & set(masse)), einheit[1] if einheit else 0)


class Tabellenleser:
    """Reads cells against the data; `names` finds the objects that a text names."""

    def __init__(self, kern: Datenkern, names: Callable[[str], Sequence[Nennung]]) -> None:
        self._kern, self._names = kern, names
        self._masse: dict[int, Mass | None] = {}

    def bind(self, abschnitt: Abschnitt, figuren: Sequence[Figur]) -> Zellbezug | None:
        """What the only amount of a cell is about; None where that is not sure."""
        sinn = column_sense(abschnitt.spaltenkopf, self._kern.stand.jahr) if abschnitt.spaltenkopf else None
        if sinn is None or len(figuren) != 1 or figuren[0].falsch:
            return None
        (figur,) = figuren
        if figur.einheit is not Zahleinheit.EURO and not (figur.ohne_einheit and sinn.faktor):
            return None
        nennungen = self._names(abschnitt.zeilenkopf)
        kennung = nennungen[0].kennung if len(nennungen) == 1 else None
        if kennung is None or nennungen[0].konflikt or nennungen[0].anders or nennungen[0].verborgen:
            return None
        if self._is_part(abschnitt.zeilenkopf[: nennungen[0].start] + abschnitt.zeilenkopf[nennungen[0].ende :]):
            return None
        if figur.einheit is not Zahleinheit.EURO:
            figur = replace(
                figur, einheit=Zahleinheit.EURO, ohne_einheit=False, wert=figur.wert * sinn.faktor,
                stufe=figur.stufe * sinn.faktor, grob=figur.grob * sinn.faktor,
            )  # fmt: skip
        return Zellbezug(figur, kennung, sinn)

    def _is_part(self, daneben: str) -> bool:
        """Whether a row says beside the name of its object that it is only a part of it."""
        return bool(_TEIL.search(daneben)) or any(mass.name in daneben for mass in self._kern.masse())

    def decide(self, tabelle: int, zellen: Sequence[Zellbezug]) -> None:
        """Find what a table is about that does not say it: what most of its cells, and at least two, agree with."""
        offene = [zelle for zelle in zellen if zelle.sinn.mass is None]
        treffer = {mass: sum(self._agrees(zelle, mass) for zelle in offene) for mass in _UEBLICHE}
        beste = max(treffer, key=lambda mass: treffer[mass])
        sicher = treffer[beste] >= 2 and treffer[beste] * 2 > len(offene)
        self._masse[tabelle] = beste if sicher else None

    def read(self, tabelle: int, zelle: Zellbezug) -> Lesung:
        """The one way to read a cell, or why there is none."""
        mass = zelle.sinn.mass or self._masse.get(tabelle)
        bezug = Bezug(zelle.kennung, mass.name if mass else "", str(zelle.sinn.groesse))
        if mass is None:
            return Lesung(offen="die Tabelle sagt nicht, ob das Erträge, Aufwendungen oder ihr Saldo sind", bezug=bezug)
        werte = self._values(zelle, mass)
        if grund := _sign_is_open(zelle, werte):
            return Lesung(offen=grund, bezug=bezug)
        return Lesung((Lesart(bezug, (werte,)),))

    def _agrees(self, zelle: Zellbezug, mass: Mass) -> bool:
        return any(judge_wert(zelle.figur, wert) is not Urteilsart.WIDERSPRUCH for wert in self._values(zelle, mass))

    def _values(self, zelle: Zellbezug, mass: Mass) -> list[Wert]:
        return self._kern.werte(zelle.kennung, mass, zelle.sinn.groesse)


def _sign_is_open(zelle: Zellbezug, werte: Sequence[Wert]) -> str:
    """The amount is right and its sign is the other one: tables turn signs in more than one way."""
    if zelle.sinn.ohne_vorzeichen:
        return ""
    gleich = [wert for wert in werte if judge_wert(zelle.figur, wert) is not Urteilsart.WIDERSPRUCH]
    vorzeichen = zelle.figur.vorzeichen or 1
    if gleich and all(wert.genau * vorzeichen < 0 for wert in gleich):
        return "der Betrag stimmt, sein Vorzeichen ist in den Daten umgekehrt"
    return ""


def grouped(zellen: Iterator[tuple[Abschnitt, Zellbezug]]) -> dict[int, list[Zellbezug]]:
    """Cells by the table they stand in."""
    gruppen: dict[int, list[Zellbezug]] = {}
    for abschnitt, zelle in zellen:
        gruppen.setdefault(abschnitt.tabelle, []).append(zelle)
    return gruppen
