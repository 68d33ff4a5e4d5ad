"""Money is integer cents from reading to the last step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeGuard

MAX_EURO = 10**12
"""No municipality books more in one amount; beyond it, a number is a mistake."""

MAX_ZIFFERN = 25
"""Beyond so many characters a number is shown in powers of ten."""

_WAEHRUNG = "[ ]?(?:€|EUR)?[ ]?"
_GANZ = r"(?P<ganz>\d{1,3}(?:\.\d{3})+|\d+)"  # a point groups thousands, nothing else
_BETRAG = re.compile(
    rf"""{_WAEHRUNG}(?P<vorn>[+\-−]?){_WAEHRUNG}
        {_GANZ}
        (?:,(?P<nach>\d{{1,2}}))?
        {_WAEHRUNG}(?P<hinten>[+\-−]?){_WAEHRUNG}""",
    re.VERBOSE | re.ASCII,
)
_ZAHL = re.compile(rf"(?P<vorn>[+\-−]?){_GANZ}(?:,(?P<nach>\d+))?", re.ASCII)
_MINUS = ("-", "−")


class BetragUnplausibel(ValueError):  # noqa: N818 — a German noun, like every name of the domain
    """The amount is a number, but larger than `MAX_EURO` or not finite."""


def parse_betrag_ct(text: str) -> int:
    """Cents of a German amount: `1.234,56`, trailing minus, optional € or EUR at either end.

    Raises ValueError for anything else, `1.23` included: a lone point followed by fewer than three digits is
    an English decimal point, and guessing would be a hundredfold error. Raises BetragUnplausibel beyond `MAX_EURO`.

    >>> parse_betrag_ct("1.234,56"), parse_betrag_ct("12,3-"), parse_betrag_ct("219.100")
    (123456, -1230, 21910000)
    """
    treffer = _BETRAG.fullmatch(" ".join(text.split()))
    if treffer is None or (treffer["vorn"] and treffer["hinten"]):
        raise ValueError(f"{text!r} ist kein Betrag")
    euro = int(treffer["ganz"].replace(".", ""))
    cent = int((treffer["nach"] or "").ljust(2, "0"))
    negativ = (treffer["vorn"] or treffer["hinten"]) in _MINUS
    betrag_ct = euro * 100 + cent
    if betrag_ct > MAX_EURO * 100:
        raise BetragUnplausibel(f"{text!r} ist unplausibel")
    return -betrag_ct if negativ else betrag_ct


def parse_zahl(text: str) -> Decimal:
    """A German number without unit, a sign in front: `1.234,5`. Raises ValueError for anything else.

    An amount may have a currency or a trailing minus (`parse_betrag_ct`), a plain number has neither.

    >>> parse_zahl("-1.234,50"), parse_zahl("12")
    (Decimal('-1234.50'), Decimal('12'))
    """
    treffer = _ZAHL.fullmatch(text.strip())
    if treffer is None:
        raise ValueError(f"{text!r} ist keine Zahl")
    nach = f".{treffer['nach']}" if treffer["nach"] else ""
    zahl = Decimal(treffer["ganz"].replace(".", "") + nach)
    return -zahl if treffer["vorn"] in _MINUS else zahl


def is_number(wert: object) -> TypeGuard[int | float | Decimal]:
    """Whether a value of a cell is a number; Python takes truth values for one too."""
    return isinstance(wert, int | float | Decimal) and not isinstance(wert, bool)


def betrag_of_cell(wert: object) -> int:
    """Cents of what stands in a cell: euros as a number, or as German text. Raises as the two readings do.

    >>> betrag_of_cell(-0.125), betrag_of_cell("1.234,56-")
    (-13, -123456)
    """
    return cents_from_euro(wert) if is_number(wert) else parse_betrag_ct(str(wert))


def cents_from_euro(euro: int | float | Decimal) -> int:
    """Cents of a number as Excel stores it, half a cent away from zero.

    The shortest decimal text of a float is what the user typed, so 1.005 becomes 101 and not 100.
    Raises BetragUnplausibel beyond `MAX_EURO` and for NaN.

    >>> cents_from_euro(1.005), cents_from_euro(-0.125)
    (101, -13)
    """
    if not -MAX_EURO <= euro <= MAX_EURO:  # NaN compares as false
        raise BetragUnplausibel(f"{euro} ist unplausibel")
    return round_half_away(exact(euro) * 100)


def is_whole_cents(euro: int | float | Decimal) -> bool:
    """Whether rounding to cents changes the value by no more than the noise of floating-point arithmetic.

    >>> is_whole_cents(0.1 + 0.2), is_whole_cents(12.345)
    (True, False)
    """
    return abs(exact(euro) * 100 - cents_from_euro(euro)) < Decimal("0.05")


def exact(zahl: int | float | Decimal) -> Decimal:
    """The number a user typed: of a float, its shortest decimal text.

    >>> exact(0.1)
    Decimal('0.1')
    """
    return Decimal(repr(zahl) if isinstance(zahl, float) else zahl)


def euro(betrag_ct: int) -> Decimal:
    """The exact euro value that goes into a cell.

    >>> euro(-12305)
    Decimal('-123.05')
    """
    return Decimal(betrag_ct).scaleb(-2)


def round_half_away(wert: Decimal) -> int:
    """Kaufmännisch: halves move away from zero.

    >>> round_half_away(Decimal("2.5")), round_half_away(Decimal("-2.5"))
    (3, -3)
    """
    return int(wert.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def rounded_div(zaehler: int, nenner: int) -> int:
    """`zaehler / nenner`, rounded kaufmännisch, exact for integers of any size.

    >>> rounded_div(5, 2), rounded_div(-5, 2), rounded_div(1, 3)
    (3, -3, 0)
    """
    negativ = (zaehler < 0) != (nenner < 0)
    betrag = (2 * abs(zaehler) + abs(nenner)) // (2 * abs(nenner))
    return -betrag if negativ else betrag


def format_euro(betrag_ct: int) -> str:
    """Whole euros as the report prints them, rounded kaufmännisch.

    >>> format_euro(-10693550), format_euro(-49)
    ('-106.936', '0')
    """
    return f"{rounded_div(betrag_ct, 100):,}".replace(",", ".")


def format_betrag(betrag_ct: int) -> str:
    """Euros and cents with German separators.

    >>> format_betrag(-123456)
    '-1.234,56'
    """
    vorzeichen = "-" if betrag_ct < 0 else ""
    ganz, cent = divmod(abs(betrag_ct), 100)
    return f"{vorzeichen}{ganz:,}".replace(",", ".") + f",{cent:02d}"


def format_zahl(zahl: Decimal) -> str:
    """A number without unit, in German.

    >>> format_zahl(Decimal("97.50")), format_zahl(Decimal("-0.0")), format_zahl(Decimal("1E-300"))
    ('97,5', '0', '1E-300')
    """
    kurz = zahl.normalize() + 0
    text = f"{kurz:f}"
    return (text if len(text) <= MAX_ZIFFERN else str(kurz)).replace(".", ",")


def with_dots(zahl: Decimal) -> str:
    """A number with all its decimals and dots between thousands.

    >>> with_dots(Decimal("-1234.50"))
    '-1.234,50'
    """
    return f"{zahl:,f}".translate(str.maketrans(",.", ".,"))


def sum_ct(betraege: Iterable[int | None]) -> int | None:
    """The sum of what is there; None where nothing is (nothing booked is not 0).

    >>> sum_ct([1, None, 2]), sum_ct([None]), sum_ct([])
    (3, None, None)
    """
    vorhanden = [betrag for betrag in betraege if betrag is not None]
    return sum(vorhanden) if vorhanden else None


def apportion_ct(betrag_ct: int, gewichte: Sequence[int]) -> list[int]:
    """Split an amount by non-negative weights; the parts add up to the amount to the cent.

    Each part is the difference of two rounded running shares, so no cent is lost and none is invented.
    Raises ValueError if no weight is positive.

    >>> apportion_ct(100, [1, 1, 1])
    [33, 34, 33]
    """
    summe = sum(gewichte)
    if summe <= 0 or min(gewichte) < 0:
        raise ValueError("apportion_ct braucht nichtnegative Gewichte, eines davon positiv")
    teile = []
    laufend = bisher = 0
    for gewicht in gewichte:
        laufend += gewicht
        grenze = rounded_div(betrag_ct * laufend, summe)
        teile.append(grenze - bisher)
        bisher = grenze
    return teile
