"""Whether the colours of a style can be told from their ground (WCAG 2.1, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_TEXTE = ("text", "leise", "akzent", "warnung", "gruen", "gelb", "rot")
_LINIEN = ("linie", "fokus", "vorjahr", "vorvorjahr", "gruppe2", "gruppe3", "gruppe4")
_PALETTE = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
_FARBE = re.compile(r"--(\w+):\s*#([0-9a-f]{6}|[0-9a-f]{3})\s*[;}]?", re.IGNORECASE)
MIN_TEXT, MIN_LINIE = 4.5, 3.0


def weak_colours(stil: str) -> Iterator[str]:
    """Each colour that is too near to its ground, as a German phrase; of the palettes one after the other.

    >>> list(weak_colours(":root { --grund: #fff; --akzent: #ffcc00; --text: #000 }"))
    ['--akzent auf --grund 1,5 : 1 statt 4,5 : 1']
    """
    erste: dict[str, str] = {}
    for block in _PALETTE.findall(stil):
        palette = erste | {name: _six(farbe) for name, farbe in _FARBE.findall(block)}
        erste = erste or palette
        yield from _weak(palette, _TEXTE, ("grund", "flaeche"), MIN_TEXT)
        yield from _weak(palette, _LINIEN, ("grund",), MIN_LINIE)


def _weak(palette: Mapping[str, str], namen: tuple[str, ...], gruende: tuple[str, ...], noetig: float) -> Iterator[str]:
    for name in namen:
        for grund in gruende:
            if name in palette and grund in palette:
                kontrast = contrast(palette[name], palette[grund])
                if kontrast < noetig:
                    yield f"--{name} auf --{grund} {_german(kontrast)} : 1 statt {_german(noetig)} : 1"


def _six(farbe: str) -> str:
    return farbe if len(farbe) == 6 else "".join(ziffer * 2 for ziffer in farbe)


def contrast(farbe: str, grund: str) -> float:
    """How far two colours rrggbb are from each other, from 1 to 21."""
    hell, dunkel = sorted((_luminance(farbe), _luminance(grund)), reverse=True)
    return (hell + 0.05) / (dunkel + 0.05)


def _luminance(farbe: str) -> float:
    """The relative luminance of rrggbb as WCAG defines it."""
    anteile = [int(farbe[stelle : stelle + 2], 16) / 255 for stelle in (0, 2, 4)]
    rot, gruen, blau = (a / 12.92 if a <= 0.04045 else ((a + 0.055) / 1.055) ** 2.4 for a in anteile)
    return 0.2126 * rot + 0.7152 * gruen + 0.0722 * blau


def _german(zahl: float) -> str:
    """Cut, not rounded: 4.49 is not 4.5.

    >>> _german(4.499), _german(3.0)
    ('4,4', '3')
    """
    return f"{int(zahl * 10) / 10:g}".replace(".", ",")
