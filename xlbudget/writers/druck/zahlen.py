"""Figures as a printed report says them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from xlbudget.core.darstellung import Geldeinheit
from xlbudget.core.geld import format_euro, format_zahl, rounded_div, with_dots
from xlbudget.core.tendenz import Tendenz

_WORT = {Tendenz.BESSER: "▲ besser", Tendenz.SCHLECHTER: "▼ schlechter", Tendenz.KEINE: ""}
_EURO = ("€", "eur", "euro")
_STELLEN = 15  # more digits than any figure of a house


def with_word(marke: Tendenz) -> str:
    """A marker and its word: nobody has to know what a triangle means.

    >>> with_word(Tendenz.BESSER), with_word(Tendenz.KEINE)
    ('▲ besser', '')
    """
    return _WORT[marke]


def optional_euro(betrag_ct: int | None) -> str:
    """Whole euros; empty where nothing is known."""
    return "" if betrag_ct is None else format_euro(betrag_ct)


def signed(betrag_ct: int, einheit: Geldeinheit = Geldeinheit.EURO) -> str:
    """A deviation in a unit, with a plus where it is one.

    >>> signed(106_935_00), signed(-49), signed(106_935_00, Geldeinheit.TAUSEND), signed(1, Geldeinheit.MILLIONEN)
    ('+106.935', '0', '+107', '0,00')
    """
    text = einheit.show(betrag_ct)
    return text if betrag_ct < 0 or not text.strip("0,") else f"+{text}"


def percent(anteil: Fraction | None, stellen: int = 0) -> str:
    """A ratio in percent, rounded kaufmännisch; empty where there is none.

    >>> percent(Fraction(1, 3)), percent(Fraction(-1, 80), 1), percent(None)
    ('33 %', '-1,3 %', '')
    """
    if anteil is None:
        return ""
    zehntel = rounded_div(anteil.numerator * 100 * 10**stellen, anteil.denominator)
    return f"{with_dots(Decimal(zehntel).scaleb(-stellen))} %"


def kennzahl_wert(zahl: Decimal | None, einheit: str) -> str:
    """Plan or Ist of a Kennzahl with all its decimals; empty where it is not given.

    >>> kennzahl_wert(Decimal("5000.0"), "Fälle"), kennzahl_wert(Decimal("97.5"), "Euro")
    ('5.000', '97,5 €')
    """
    if zahl is None:
        return ""
    kurz = zahl.normalize() + 0
    text = with_dots(kurz) if abs(kurz.adjusted()) <= _STELLEN else format_zahl(zahl)
    return f"{text} €" if einheit.strip().casefold() in _EURO else text


def percent_of(prozent: Decimal) -> str:
    """A threshold given in percent.

    >>> percent_of(Decimal("95.0"))
    '95 %'
    """
    return f"{format_zahl(prozent)} %"
