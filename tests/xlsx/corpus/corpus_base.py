"""What the builders of the corpus share: the description of a template, and changing the XML of a finished file."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle
from pathlib import Path

from openpyxl.utils import get_column_letter, range_boundaries

from xlbudget.cellplan import CellPlan, Cellwert, Fill

ZAHLEN: tuple[Cellwert, ...] = (Decimal("1234.56"), 7, -0.25, Decimal("-0.01"), 1_000_000, 0, 35.5)
GEMISCHT: tuple[Cellwert, ...] = (
    "Äpfel & <Birnen>",
    Decimal("12.34"),
    date(2023, 12, 31),
    True,
    None,
    "=1+1",
    -5,
    datetime(2024, 2, 29, 18, 0),
    " vorn, hinten ",
    False,
    0.1,
)

Zellort = tuple[str, str]
"""(sheet, address)."""


@dataclass(frozen=True)
class Ziel:
    """Where a name leads: rows of addresses on one sheet, without the cells a merge covers."""

    name: str
    blatt: str
    zellen: tuple[tuple[str, ...], ...]
    werte: tuple[Cellwert, ...] = GEMISCHT


@dataclass(frozen=True)
class Muster:
    """A template of the corpus: how to build it, what it shows, and what a filling must leave behind."""

    name: str
    merkmale: tuple[str, ...]
    build: Callable[[Path], None]
    ziele: tuple[Ziel, ...]
    ohne_wert: tuple[Zellort, ...] = ()
    """Formulas that may stay without a cached value (Excel computes them on load)."""
    nicht_in_libreoffice: tuple[Zellort, ...] = ()
    """Formulas LibreOffice 7.4 cannot compute, or computes by rules of its own."""
    mit_wert: tuple[tuple[Zellort, float | str | bool], ...] = ()
    """Values worked out by hand, where no second program can say them."""
    zu_gross_fuer_libreoffice: bool = False
    """LibreOffice 7.4 would take half a minute."""
    endung: str = ".xlsx"

    @property
    def plan(self) -> CellPlan:
        """One block per name, of the full size of the name; a name on several sheets is filled on all alike."""
        plan: dict[str, Fill] = {}
        for ziel in self.ziele:
            werte = cycle(ziel.werte)
            plan[ziel.name] = Fill(ziel.name, tuple(tuple(next(werte) for _ in row) for row in ziel.zellen))
        return tuple(plan.values())

    @property
    def erwartet(self) -> Mapping[Zellort, Cellwert]:
        """What the target cells hold after `plan`."""
        blocks = {fill.name: fill.block for fill in self.plan if isinstance(fill, Fill)}
        return {
            (ziel.blatt, ort): wert
            for ziel in self.ziele
            for row, werte in zip(ziel.zellen, blocks[ziel.name], strict=True)
            for ort, wert in zip(row, werte, strict=True)
        }


def bereich(name: str, blatt: str, area: str, werte: tuple[Cellwert, ...] = GEMISCHT) -> Ziel:
    """A name over a plain rectangle.

    >>> bereich("PB_X", "Blatt", "B2:C3").zellen
    (('B2', 'C2'), ('B3', 'C3'))
    """
    left, top, right, bottom = range_boundaries(area)
    columns = [get_column_letter(number) for number in range(left, right + 1)]
    return Ziel(
        name, blatt, tuple(tuple(f"{letters}{row}" for letters in columns) for row in range(top, bottom + 1)), werte
    )


def edit(
    file: Path, changes: Mapping[str, list[tuple[str, str]]], add: Mapping[str, str | bytes] | None = None
) -> None:
    """Replace texts in members (each must occur; all occurrences change) and add members."""
    members = read_members(file)
    for part, replacements in changes.items():
        text = members[part].decode()
        for old, new in replacements:
            assert old in text, f"{part}: {old!r}"
            text = text.replace(old, new)
        members[part] = text.encode()
    for part, data in (add or {}).items():
        members[part] = data.encode() if isinstance(data, str) else data
    write_members(file, members)


def read_members(file: Path) -> dict[str, bytes]:
    """All members by name, in order."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_members(file: Path, members: Mapping[str, bytes]) -> None:
    """A package of these members."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
