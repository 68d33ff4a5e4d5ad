"""The values of cells: what a formula comes to, and what Excel stores for a value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from xlbudget.cellplan import Cellwert
from xlbudget.xlsx.areas import Cell

DAYS_1900_TO_1904 = 1462


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A formula result that is an Excel error, e.g. `#N/A`."""

    text: str


@dataclass(frozen=True, slots=True)
class NotComputed:
    """A formula that is left to Excel; `reason` is a German clause that goes on after `Grund: `."""

    reason: str


Scalar = str | float | bool | ErrorValue | None
"""What a cell holds; None is an empty cell."""

Result = str | float | bool | ErrorValue | NotComputed
"""Value of a formula cell."""

Inputs = Mapping[int, Mapping[Cell, Cellwert]]
Formulas = Mapping[int, Collection[Cell]]
HiddenRows = Mapping[int, Mapping[int, bool]]
Results = Mapping[int, Mapping[Cell, Result]]
"""Each by the index of the sheet in the workbook."""


class Computes(Protocol):
    """Anything that computes the formulas of a workbook from the values of its filled cells."""

    def compute(self, inputs: Inputs, formulas: Formulas, hidden: HiddenRows, /) -> Results:
        """The value of every formula cell; `hidden` are the rows that this filling hides."""


def as_number(value: int | float | Decimal | date) -> int | float | Decimal:
    """The number Excel stores; dates count days in the 1900 system (its phantom 29 February 1900 included).

    >>> as_number(date(2023, 12, 31)), as_number(date(1900, 2, 28))
    (45291, 59)
    """
    if not isinstance(value, date):
        return value
    day = value.date() if isinstance(value, datetime) else value
    days = (day - date(1899, 12, 31)).days
    days += days > 59
    if isinstance(value, datetime):
        seconds = (value.hour * 60 + value.minute) * 60 + value.second
        return days + Decimal(seconds) / 86400 if seconds else days
    return days


def as_scalar(value: Cellwert) -> Scalar:
    """What the cell holds for a value that is filled in."""
    if isinstance(value, str):
        return with_line_feeds(value)
    if value is None or isinstance(value, bool):
        return value
    return float(as_number(value))


def with_line_feeds(text: str) -> str:
    """A text with line ends as Excel has them.

    >>> with_line_feeds("a\\r\\nb")
    'a\\nb'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
