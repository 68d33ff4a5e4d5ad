"""From the ways to read a figure to its verdict."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xlbudget.core.geld import format_betrag, rounded_div
from xlbudget.core.textpruefung.herkunft import Herkunft
from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.modelle import Figur, Urteil, Urteilsart
from xlbudget.core.textpruefung.saetze import Textsatz
from xlbudget.core.textpruefung.tatsachen import Wert, gerundet
from xlbudget.core.textpruefung.urteilen import is_only_rounded, judge_lesart


class Texturteile:
    """Judges figures; where `gerundet_ist_hinweis`, one that is only rounded is no Widerspruch."""

    def __init__(self, herkunft: Herkunft, *, gerundet_ist_hinweis: bool) -> None:
        self._herkunft, self._hinweis = herkunft, gerundet_ist_hinweis

    def judge(self, figur: Figur, satz: Textsatz, lesung: Lesung) -> Urteil:
        """The verdict: the first way to read that agrees; else a Widerspruch to the likeliest one."""
        leer = Urteil(
            Urteilsart.OFFEN,
            satz.start + figur.start,
            satz.start + figur.ende,
            figur.text,
            satz.text.strip(),
            lesung.bezug,
        )
        if lesung.fehlt:
            return replace(leer, art=Urteilsart.FEHLT, grund=lesung.fehlt)
        if not lesung.lesarten:
            return replace(leer, grund=lesung.offen)
        erste: Urteil | None = None
        for lesart in lesung.lesarten:
            art, grund = judge_lesart(figur, lesart)
            urteil = replace(leer, art=art, bezug=lesart.bezug, grund=grund, einzelzeile=lesart.einzelzeile)
            if art is not Urteilsart.WIDERSPRUCH:
                return urteil
            if grund and grund == lesart.einwand:
                return replace(urteil, richtig=_right(lesart, figur))
            if erste is None or (grund and not erste.grund):
                erste = replace(urteil, richtig=_right(lesart, figur))
                if not grund and is_only_rounded(figur, lesart.alle[0][0]):
                    erste = replace(
                        erste, grund="nur gerundet, ohne „rund“", art=Urteilsart.HINWEIS if self._hinweis else art
                    )
        assert erste is not None
        return replace(erste, wirklich=self._herkunft.find(figur, erste.bezug.objekt)) if not erste.grund else erste


def _right(lesart: Lesart, figur: Figur) -> str:
    """The right value as a person reads it, to the cent where the text is; a deviation or a negative with its sign."""
    werte = list(dict.fromkeys(_value(werte[0], lesart, cent=figur.stufe < 1) for werte in lesart.alle))
    return " / ".join(werte)


def _value(wert: Wert, lesart: Lesart, *, cent: bool) -> str:
    if lesart.einheit == "€" and cent:
        zahl = f"{format_betrag(rounded_div(wert.genau.numerator * 100, wert.genau.denominator))} €"
    elif lesart.einheit == "€":
        zahl = f"{gerundet(wert.genau):,}".replace(",", ".") + " €"
    elif wert.gedruckt.denominator == 1 and lesart.einheit != "%":
        zahl = f"{int(wert.gedruckt):,}".replace(",", ".") + (f" {lesart.einheit}" if lesart.einheit else "")
    else:
        genau = wert.gedruckt if wert.gedruckt.denominator == 1 else Fraction(round(wert.genau * 100), 100)
        zahl = f"{float(genau):.2f}".rstrip("0").rstrip(".").replace(".", ",") + f" {lesart.einheit}".rstrip()
    plus = (
        "+"
        if wert.gedruckt > 0 and ("Abweichung" in lesart.bezug.bedeutung or "Veränderung" in lesart.bezug.bedeutung)
        else ""
    )
    return plus + zahl
