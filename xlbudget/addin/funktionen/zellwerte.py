"""What Excel hands to a worksheet function, and what it becomes.

Over COM a cell is text, a float, a truth value, a date, None where it is blank, or, for an error value, an integer.
The `parse_…` functions get a cell that is not blank and raise EingabeError.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import xlwings as xw

from xlbudget.core.geld import BetragUnplausibel, betrag_of_cell, exact, is_number
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError
from xlbudget.sources import zellen

FEHLERWERTE: Mapping[int, str] = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
"""Excel's error values: the number VBA's CVErr takes, and the text that stands for it between VBA and Python."""

GRUND = "#XLB: "
"""Begins a text that stands for an error value with a reason."""

_COM_FEHLER = -0x7FF60000  # COM delivers an error value as this plus its number
_NUMMERN = range(2000, 2100)  # those of the error values, with room for new ones
_TAGE = (32874, 73415)  # 1990-01-01 to 2100-12-31 as Excel counts days


class Fehlerwert(Exception):  # noqa: N818 — a German noun, like every name of the domain
    """A cell holds an error value, which is passed on as it is."""


def read_cell(wert: object) -> object:
    """A cell as it came from Excel: None if blank, text stripped. Raises Fehlerwert for an error value.

    >>> read_cell("  "), read_cell(" 3114 "), read_cell(0.0)
    (None, '3114', 0.0)
    """
    if isinstance(wert, int) and wert - _COM_FEHLER in _NUMMERN:
        raise Fehlerwert(FEHLERWERTE.get(wert - _COM_FEHLER, "#VALUE!"))
    if isinstance(wert, str):
        wert = wert.strip() or None
        if wert in FEHLERWERTE.values() or (wert and wert.startswith(GRUND)):
            raise Fehlerwert(wert)
    return wert


def parse_betrag(wert: Any) -> int:
    """Cents of an amount in euros, a number or German text.

    >>> parse_betrag(-0.125), parse_betrag("1.234,56-")
    (-13, -123456)
    """
    try:
        return betrag_of_cell(wert)
    except BetragUnplausibel:
        raise EingabeError(f"„{shown(wert)}“ ist als Betrag nicht möglich") from None
    except ValueError:
        raise EingabeError(f"„{shown(wert)}“ ist kein Betrag") from None


def parse_zahl(wert: Any) -> Decimal:
    """A number in any unit, as the user typed it. Unlike an amount it is never text: Excel would not compute with it.

    >>> parse_zahl(0.1)
    Decimal('0.1')
    """
    if not is_number(wert):
        raise EingabeError(f"„{shown(wert)}“ ist keine Zahl; die Zelle als Zahl formatieren und neu eingeben")
    return exact(wert)


def parse_text(wert: object) -> str:
    """Text; a code such as a Produkt number may stand in its cell as a number.

    >>> parse_text(3114.0), parse_text("Soziales")
    ('3114', 'Soziales')
    """
    return str(int(wert)) if isinstance(wert, float) and wert.is_integer() else str(wert)


def parse_jahr(wert: object) -> int:
    """A year as number or text."""
    if not re.fullmatch(r"[12]\d{3}", parse_text(wert), re.ASCII):
        raise EingabeError(f"„{shown(wert)}“ ist kein Jahr; erwartet werden vier Ziffern")
    return int(parse_text(wert))


def parse_monat(wert: Any) -> int:
    """A month as number 1 to 12, or what `parse_stand` takes.

    >>> parse_monat(6.0), parse_monat("2023-06")
    (6, 6)
    """
    return int(wert) if is_number(wert) and wert in range(1, 13) else parse_stand(wert).monat


def parse_stand(wert: Any) -> Stand:
    """A month of a certain year as JJJJ-MM, or any day of it: Excel makes a date of 2023-06 when it is typed.

    >>> parse_stand("2023-06") == parse_stand(45078.0)
    True
    """
    if is_number(wert) and _TAGE[0] <= wert <= _TAGE[1]:
        wert = xw.to_datetime(float(wert))  # type: ignore[no-untyped-call]
    if isinstance(wert, date):
        return Stand(wert.year, wert.month)
    try:
        return Stand.parse(parse_text(wert))
    except ValueError as error:
        raise EingabeError(str(error).rstrip(".")) from None


def shown(wert: object) -> str:
    """A value in a message, as German Excel shows it."""
    return ("WAHR" if wert else "FALSCH") if isinstance(wert, bool) else zellen.shown(wert)
