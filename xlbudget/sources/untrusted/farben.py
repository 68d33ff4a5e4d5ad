"""Whether a colour can be read on another one, as far as the workbook says what they are."""

from __future__ import annotations

from collections.abc import Mapping

SCHWARZ, WEISS = 0.0, 1.0
"""Luminances."""
_LESBAR = 1.6
"""Contrast from which digits can be made out."""
_THEMA = (WEISS, SCHWARZ, 0.86, 0.03)  # light and dark as Office numbers them; the rest are colours
_FARBIG = 0.2
_INDIZIERT = {0: SCHWARZ, 1: WEISS, 5: 0.93, 6: 0.28, 7: 0.79, 8: SCHWARZ, 9: WEISS, 13: 0.93, 26: 0.95, 27: 0.96}
_INDIZIERT |= {34: 0.95, 41: 0.9, 42: 0.93, 43: 0.95, 64: SCHWARZ, 65: WEISS}


def luminanz(attribute: Mapping[str, str], sonst: float) -> float:
    """Luminance of a colour element, 0 to 1; `sonst` where it names none that can be told.

    >>> luminanz({"rgb": "FFFFFFFF"}, 0.0), luminanz({"theme": "0"}, 0.0), luminanz({"indexed": "9"}, 0.0)
    (1.0, 1.0, 1.0)
    """
    rgb = attribute.get("rgb", "")
    if len(rgb) in (6, 8):
        try:
            return _of_rgb(rgb[-6:])
        except ValueError:
            return sonst
    nummer = attribute.get("theme", attribute.get("indexed", ""))
    if not (nummer.isascii() and nummer.isdigit() and len(nummer) < 4):
        return sonst
    if "theme" in attribute:
        grund = _THEMA[int(nummer)] if int(nummer) < len(_THEMA) else _FARBIG
        return _tinted(grund, attribute.get("tint", "0"))
    return _INDIZIERT.get(int(nummer), _FARBIG)


def is_lesbar(schrift: float, grund: float) -> bool:
    """Whether a colour of one luminance can be read on one of another."""
    hell, dunkel = max(schrift, grund), min(schrift, grund)
    return (hell + 0.05) / (dunkel + 0.05) >= _LESBAR


def _of_rgb(rgb: str) -> float:
    anteile = (int(rgb[n : n + 2], 16) / 255 for n in (0, 2, 4))
    linear = [wert / 12.92 if wert <= 0.03928 else ((wert + 0.055) / 1.055) ** 2.4 for wert in anteile]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 4)


def _tinted(grund: float, tint: str) -> float:
    """A theme colour made lighter or darker, roughly: what counts is which end it comes near to."""
    try:
        anteil = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return grund
    return grund * (1 + anteil) if anteil < 0 else grund + (1 - grund) * anteil**2
