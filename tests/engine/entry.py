"""What Excel makes of a value that is written to a cell, and how it shows what it holds."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.com import application_error

ERROR_CODES = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
MAX_TEXT = 32_767
EPOCH = dt.datetime(1899, 12, 30)

_NUMBER = re.compile(r"[+-]?(?:\d+(?:,\d{3})*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(%?)")
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{2})-(\d{2})")
_BOOL = {"TRUE": True, "WAHR": True, "FALSE": False, "FALSCH": False}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as Excel files write it: English, with commas, and with its `=`."""

    text: str


@dataclass(frozen=True, slots=True)
class Date:
    """A number that shows as a date, as days since 30 December 1899."""

    serial: float


@dataclass(frozen=True, slots=True)
class Error:
    """An error value, e.g. `#N/A`."""

    text: str


Content = None | bool | float | str | Formula | Date | Error
"""What a cell holds."""


def content(value: Any) -> Content:
    """What stands in the cell after `value` was written to it, as if typed in (US English, as over COM)."""
    if isinstance(value, str):
        return _typed(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return Date((moment.replace(tzinfo=None) - EPOCH) / dt.timedelta(days=1))
    if isinstance(value, Decimal):
        return float(round(value, 4))  # crosses COM as currency
    return float(value)


def _typed(text: str) -> Content:
    if text.startswith("'"):
        if len(text) > MAX_TEXT + 1:
            raise application_error("Der Text ist zu lang.")
        return text[1:] or None
    if number := _NUMBER.fullmatch(text):
        value = float(text.rstrip("%").replace(",", ""))
        return value / 100 if number[1] else value
    if date := _DATE.fullmatch(text):
        day, month, year, *iso = (int(part) if part else 0 for part in date.groups())
        year, month, day = iso if iso[0] else (year, month, day)
        try:
            return content(dt.date(year, month, day))
        except ValueError:
            return text
    if text.upper() in _BOOL:
        return _BOOL[text.upper()]
    if text in ERROR_CODES:
        return Error(text)
    if len(text) > 1 and text[0] in "=+-@":
        return Formula(text if text[0] == "=" else f"={text}")
    return text or None


def raw(held: Content) -> Any:
    """What `Range.Value` gives."""
    if isinstance(held, Error):
        return ERROR_CODES[held.text]
    if isinstance(held, Date):
        return EPOCH + dt.timedelta(days=held.serial)
    return held


def formula_text(held: Content) -> str:
    """What `Range.Formula` gives for a cell without a formula."""
    if held is None:
        return ""
    if isinstance(held, bool):
        return str(held).upper()
    if isinstance(held, Formula | Error):
        return held.text
    number = held.serial if isinstance(held, Date) else held
    return f"{number:.15g}" if isinstance(number, float) else number
