"""Numbers in German words: up to a million by their parts, halves and fractions."""

from __future__ import annotations

import re
from fractions import Fraction

_EINER = {
    "null": 0, "ein": 1, "eins": 1, "eine": 1, "einem": 1, "einen": 1, "einer": 1, "eines": 1, "zwei": 2, "zwo": 2,
    "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
    "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18,
    "neunzehn": 19,
}  # fmt: skip
_ZEHNER = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_BRUCHTEILE = {
    "hälfte": 2, "drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8, "zehntel": 10,
}  # fmt: skip

_KLEIN = "|".join(sorted((*_EINER, *_ZEHNER), key=len, reverse=True))
WORTZAHL = rf"(?:(?:{_KLEIN}|und|hundert|tausend)+)"
"""A pattern for one word that is a number; what it is decides `parse_wortzahl`."""

HALB = (
    r"(?:eine\s+halbe|einer\s+halben|anderthalb|eineinhalb|zweieinhalb|dreieinhalb|viereinhalb|dreiviertel|"
    r"eine\s+dreiviertel)"
)
_HALB = {"anderthalb": 3, "eineinhalb": 3, "zweieinhalb": 5, "dreieinhalb": 7, "viereinhalb": 9}

_TEILE = "|".join(teil for teil in _BRUCHTEILE if teil != "hälfte")
BRUCH = rf"(?:(?:(?:ein|einem|eines|zwei|drei|vier|fünf)\s+)?(?:{_TEILE})n?|hälfte|dreiviertel)"


def parse_wortzahl(wort: str) -> int | None:
    """The value of one number word; None where it is none.

    >>> parse_wortzahl("zwölf"), parse_wortzahl("einundzwanzig"), parse_wortzahl("zweihundertfünf")
    (12, 21, 205)
    """
    wort = wort.casefold().replace("dreissig", "dreißig")
    vorn, tausend, rest = wort.partition("tausend")
    if tausend:
        oben = parse_wortzahl(vorn) if vorn else 1
        unten = parse_wortzahl(rest.removeprefix("und")) if rest else 0
        return None if oben is None or unten is None else oben * 1000 + unten
    vorn, hundert, rest = wort.partition("hundert")
    if hundert:
        oben = _EINER.get(vorn) if vorn else 1
        unten = parse_wortzahl(rest.removeprefix("und")) if rest else 0
        return None if oben is None or unten is None else oben * 100 + unten
    if wort in _EINER or wort in _ZEHNER:
        return _EINER.get(wort, _ZEHNER.get(wort))
    einer, und, zehner = wort.partition("und")
    if und and einer in _EINER and zehner in _ZEHNER:
        return _EINER[einer] + _ZEHNER[zehner]
    return None


def parse_halb(text: str) -> Fraction | None:
    """Halves in words: `eine halbe` is 1/2, `anderthalb` 3/2.

    >>> parse_halb("anderthalb"), parse_halb("eine halbe")
    (Fraction(3, 2), Fraction(1, 2))
    """
    text = " ".join(text.casefold().split())
    if text in _HALB:
        return Fraction(_HALB[text], 2)
    if "dreiviertel" in text:
        return Fraction(3, 4)
    return Fraction(1, 2) if "halbe" in text else None


def parse_bruch(text: str) -> Fraction | None:
    """A fraction in words.

    >>> parse_bruch("drei Viertel"), parse_bruch("Hälfte"), parse_bruch("ein Drittel")
    (Fraction(3, 4), Fraction(1, 2), Fraction(1, 3))
    """
    teile = re.sub(r"n$", "", " ".join(text.casefold().split())).split()
    if teile == ["dreiviertel"]:
        return Fraction(3, 4)
    if not teile or teile[-1] not in _BRUCHTEILE:
        return None
    zaehler = parse_wortzahl(teile[0]) if len(teile) == 2 else 1
    return None if zaehler is None else Fraction(zaehler, _BRUCHTEILE[teile[-1]])
