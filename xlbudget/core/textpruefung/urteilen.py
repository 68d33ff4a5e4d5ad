"""Whether a figure agrees with a value of the data, by the rules of rounding, hedges and signs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlbudget.core.geld import rounded_div
from xlbudget.core.textpruefung.lesart import Lesart
from xlbudget.core.textpruefung.modelle import Figur, Hecke, Urteilsart, Zahleinheit
from xlbudget.core.textpruefung.tatsachen import Wert

_BRUCH = 5


def round_to(wert: Fraction, stufe: Fraction) -> Fraction:
    """Kaufmännisch to a multiple of `stufe`.

    >>> round_to(Fraction(1349), Fraction(100)), round_to(Fraction(-250), Fraction(100))
    (Fraction(1300, 1), Fraction(-300, 1))
    """
    teil = wert / stufe
    return rounded_div(teil.numerator, teil.denominator) * stufe


def judge_wert(figur: Figur, wert: Wert) -> Urteilsart:
    """`stimmt`, `stimmt gerundet` or `Widerspruch` of an amount without its sign."""
    genau, gedruckt = abs(wert.genau), abs(wert.gedruckt)
    if figur.bis is not None:
        return Urteilsart.GERUNDET if figur.wert <= genau <= figur.bis else Urteilsart.WIDERSPRUCH
    volle_euro = figur.einheit is Zahleinheit.EURO and figur.stufe == 1 and figur.wert == round_to(genau, Fraction(1))
    if figur.wert in (genau, gedruckt) or volle_euro:
        return Urteilsart.STIMMT
    abstand = min(abs(figur.wert - genau), abs(figur.wert - gedruckt))
    if figur.stufe <= 1 and figur.einheit is Zahleinheit.EURO and abstand <= wert.spielraum:
        return Urteilsart.STIMMT
    if not _on_its_side(figur, genau):
        return Urteilsart.WIDERSPRUCH
    if figur.ist_bruch:
        return Urteilsart.GERUNDET if abs(genau - figur.wert) <= _BRUCH else Urteilsart.WIDERSPRUCH
    stufe = figur.stufe if figur.hecke is Hecke.KEINE else max(figur.stufe, figur.grob)
    if figur.einheit is Zahleinheit.EURO and stufe == 1 and figur.hecke is Hecke.KEINE:
        return Urteilsart.WIDERSPRUCH
    trifft = any(round_to(zahl, stufe) == figur.wert for zahl in (genau, gedruckt))
    return Urteilsart.GERUNDET if trifft else Urteilsart.WIDERSPRUCH


def _on_its_side(figur: Figur, genau: Fraction) -> bool:
    if figur.hecke is Hecke.DARUNTER:
        return genau < figur.wert
    return genau > figur.wert if figur.hecke is Hecke.DARUEBER else True


def judge_lesart(figur: Figur, lesart: Lesart) -> tuple[Urteilsart, str]:
    """The verdict on one way to read a figure, and where it is a Widerspruch in spite of the right amount, why."""
    urteile = [_best(figur, werte) for werte in lesart.alle]
    schlechtestes = max(urteile, key=lambda paar: _RANG[paar[0]])
    if schlechtestes[0] is Urteilsart.WIDERSPRUCH:
        return Urteilsart.WIDERSPRUCH, ""
    for _, wert in urteile:
        if grund := _wrong_sign(figur, lesart, wert):
            return Urteilsart.WIDERSPRUCH, grund
    if lesart.einwand:
        return Urteilsart.WIDERSPRUCH, lesart.einwand
    return schlechtestes[0], ""


_RANG = {Urteilsart.STIMMT: 0, Urteilsart.GERUNDET: 1, Urteilsart.WIDERSPRUCH: 2}


def _best(figur: Figur, werte: Sequence[Wert]) -> tuple[Urteilsart, Wert]:
    return min(((judge_wert(figur, wert), wert) for wert in werte), key=lambda paar: _RANG[paar[0]])


def _wrong_sign(figur: Figur, lesart: Lesart, wert: Wert) -> str:
    """What words or a symbol say against the sign of the data."""
    ist = (wert.genau > 0) - (wert.genau < 0)
    if ist == 0:
        return "" if figur.wert == 0 or not lesart.richtung else "die Daten haben keine Abweichung"
    if lesart.richtung:
        if ist != lesart.richtung:
            return "die Richtung stimmt nicht"
        if lesart.besser and figur.vorzeichen and figur.vorzeichen != ist:
            return "das Vorzeichen widerspricht dem Wort"
        return ""
    return "das Vorzeichen stimmt nicht" if figur.vorzeichen and figur.vorzeichen != ist else ""


def is_only_rounded(figur: Figur, wert: Wert) -> bool:
    """Whether a figure in full euros without a hedge is the true value rounded to its last digit that is not zero."""
    if figur.einheit is not Zahleinheit.EURO or figur.stufe != 1 or figur.grob <= 1 or figur.hecke is not Hecke.KEINE:
        return False
    return round_to(abs(wert.genau), figur.grob) == figur.wert
