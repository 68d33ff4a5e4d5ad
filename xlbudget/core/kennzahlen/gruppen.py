"""Whether groups add up to the whole.

Groups that complement each other have one Merkmal: it is what stands before a colon („Alter: unter 25“), and Frauen,
Männer and divers have the same one by themselves. Of other groups it is only known that none is more than the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlbudget.core.geld import format_zahl
from xlbudget.core.kennzahlen.modelle import GESAMT_GRUPPE, Kennzahlwert, Rechenart
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung, as_decimal, half_a_digit
from xlbudget.errors import Befund, Schwere

GESCHLECHT = ("frauen", "männer", "divers", "weiblich", "männlich", "ohne angabe")
ZAEHLBAR = (Rechenart.BESTAND, Rechenart.SUMME)


def merkmal_of(gruppe: str) -> str:
    """The Merkmal of a group; empty where it is not known which other groups complement it.

    >>> merkmal_of("Frauen"), merkmal_of("Alter: unter 25"), merkmal_of("unter 25")
    ('Geschlecht', 'Alter', '')
    """
    vorn, doppelpunkt, _ = gruppe.partition(":")
    if doppelpunkt:
        return vorn.strip()
    return "Geschlecht" if gruppe.strip().casefold() in GESCHLECHT else ""


def check_gruppen(rechnung: Kennzahlrechnung) -> Iterator[Befund]:
    """Values of countable Kennzahlen whose groups do not add up, and groups that are more than all."""
    reihen: dict[tuple[object, ...], list[Kennzahlwert]] = {}
    for wert in rechnung.werte.values():
        regel = rechnung.regeln.get(wert.kennzahl)
        if regel and regel.rechenart in ZAEHLBAR:
            reihen.setdefault((wert.kennzahl, wert.periode, wert.art), []).append(wert)
    for werte in reihen.values():
        gesamt = next((wert for wert in werte if wert.gruppe == GESAMT_GRUPPE), None)
        if gesamt is None:
            continue
        merkmale: dict[str, list[Kennzahlwert]] = {}
        for wert in werte:
            if wert.gruppe:
                merkmale.setdefault(merkmal_of(wert.gruppe), []).append(wert)
        for merkmal, teile in merkmale.items():
            ergaenzt_sich = merkmal and len(teile) > 1
            yield from _check_merkmal(gesamt, teile) if ergaenzt_sich else _check_einzelne(gesamt, teile)


def _check_merkmal(gesamt: Kennzahlwert, teile: Sequence[Kennzahlwert]) -> Iterator[Befund]:
    summe = sum((Fraction(teil.wert) for teil in teile), Fraction(0))
    if abs(summe - Fraction(gesamt.wert)) > half_a_digit(*(w.wert for w in (gesamt, *teile))):
        einzeln = " + ".join(f"{teil.gruppe} {format_zahl(teil.wert)}" for teil in teile)
        text = (
            f"{gesamt.text}: {einzeln} ergibt {format_zahl(as_decimal(summe))}, gesamt ist {format_zahl(gesamt.wert)}. "
            "Prüfen, ob ein Wert falsch ist oder eine Gruppe fehlt; gezeigt wird jeder Wert, wie er eingetragen ist."
        )
        yield Befund(Schwere.WARNUNG, "kennzahlwert.gruppen", text, gesamt.source)


def _check_einzelne(gesamt: Kennzahlwert, teile: Sequence[Kennzahlwert]) -> Iterator[Befund]:
    for teil in teile:
        if abs(teil.wert) > abs(gesamt.wert):
            text = (
                f"{teil.text}: {format_zahl(teil.wert)} ist mehr als gesamt ({format_zahl(gesamt.wert)}). Prüfen, "
                "welcher der beiden Werte falsch ist."
            )
            yield Befund(Schwere.WARNUNG, "kennzahlwert.gruppen", text, teil.source)
