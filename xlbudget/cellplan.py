"""The write list between a report model and any writer: what goes under which defined name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cellwert = str | int | float | Decimal | bool | date | None
Block = tuple[tuple[Cellwert, ...], ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """Write `block` (rows of equal length) at the top left of the range called `name`; empty what is left of it."""

    name: str
    block: Block


@dataclass(frozen=True, slots=True)
class HideRows:
    """Show the first `count` rows of the range called `name` and hide the rows the template reserves beyond them."""

    name: str
    count: int


CellPlan = tuple[Fill | HideRows, ...]
"""All a writer needs to know. Nothing else can be done to a template."""


def cell(name: str, wert: Cellwert) -> Fill:
    """Fill a single cell."""
    return Fill(name, ((wert,),))


def column(name: str, werte: Iterable[Cellwert]) -> Fill:
    """Fill one column from the top."""
    return Fill(name, tuple((wert,) for wert in werte))


def rows(name: str, zeilen: Iterable[Sequence[Cellwert]]) -> Fill:
    """Fill rows from the top."""
    return Fill(name, tuple(tuple(zeile) for zeile in zeilen))
