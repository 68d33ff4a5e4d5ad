"""Where a workbook takes what a CellPlan brings: the same answer for every writer.

Names are filled wherever the workbook has them; cells that a merge covers do not count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product

from xlbudget.cellplan import Cellwert, Fill
from xlbudget.errors import VorlageError
from xlbudget.xlsx.areas import MAX_COLUMN, MAX_ROW, Area, Cell, address
from xlbudget.xlsx.fill.sheetxml import check_storable, merged_areas
from xlbudget.xlsx.fill.values import DAYS_1900_TO_1904, as_number
from xlbudget.xlsx.package import Package, parse_xml

MAX_CELLS = 100_000
"""A name that covers more cells was not drawn to be filled."""

_WHOLE_LINES = re.compile(r"!\$?(?:[A-Z]{1,3}:\$?[A-Z]{1,3}|\d+:\$?\d+)(?![\w(])")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a name puts its block: rows of cells of one sheet, without the cells that a merge covers."""

    name: str
    sheet: int
    scope: int | None
    areas: tuple[Area, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def cells(self) -> Iterator[Cell]:
        """All of them, row by row."""
        return (cell for row in self.rows for cell in row)


def find_targets(package: Package, names: Collection[str]) -> dict[str, tuple[Target, ...]]:
    """Targets of each name that the template has; names differ by scope, not by case."""
    covered = {part: _covered_cells(part) for part in {package.members[sheet.part] for sheet in package.sheets}}

    @cache
    def rows(areas: tuple[Area, ...], xml: bytes) -> tuple[tuple[Cell, ...], ...]:
        return _rows(areas, covered[xml])

    return {
        name: tuple(
            Target(name, area.sheet.index, area.scope, area.areas, rows(area.areas, package.members[area.sheet.part]))
            for area in package.named_areas[name.casefold()]
        )
        for name in names
        if name.casefold() in package.named_areas
    }


class NoRoomError(VorlageError):
    """A block is larger than the area of its name, by so many rows or columns."""

    def __init__(self, template: str, name: str, missing: int, unit: str) -> None:
        super().__init__(
            f"In der Vorlage {template} ist der Bereich {name} zu klein: es fehlen {missing} {unit}. "
            f"{unit} innerhalb des Bereichs einfügen, damit der Name mitwächst."
        )
        self.name, self.missing, self.unit = name, missing, unit


def check_names(package: Package, names: Iterable[str], required: Iterable[str]) -> None:
    """Raise VorlageError for required names that are missing, and for names that cannot be filled."""
    if missing := sorted(name for name in required if name.casefold() not in package.names):
        raise VorlageError(
            f"In der Vorlage {package.name} fehlen die Namen {', '.join(missing)}. "
            "In Excel unter Formeln › Namens-Manager anlegen, oder von der mitgelieferten Vorlage ausgehen."
        )
    asked = {name.casefold(): name for name in (*names, *required)}
    for key in sorted(asked.keys() & package.names):
        problem = _problem(package, key)
        if problem:
            raise VorlageError(f"In der Vorlage {package.name} {problem.format(name=asked[key])}")


def _problem(package: Package, key: str) -> str:
    """What keeps a name from being filled, as the end of a sentence; empty if nothing does."""
    areas = [area for named in package.named_areas.get(key, ()) for area in named.areas]
    texts = [element.text or "" for element in package.defined_names if element.get("name", "").casefold() == key]
    if any(map(_is_whole, areas)) or (not areas and any(map(_WHOLE_LINES.search, texts))):
        return (
            f"umfasst der Name {{name}} ganze Spalten oder Zeilen ({', '.join(texts)}). Im Namens-Manager nur die "
            "Zellen angeben, die gefüllt werden sollen: mit erster und letzter Zeile, erster und letzter Spalte."
        )
    if (count := sum(area.size for area in areas)) > MAX_CELLS:
        return (
            f"umfasst der Name {{name}} {count} Zellen; füllen lassen sich höchstens {MAX_CELLS}. Im Namens-Manager "
            "nur die Zellen angeben, die gefüllt werden sollen."
        )
    if areas:
        return ""
    if any("#REF!" in text for text in texts):
        return (
            "zeigt der Name {name} auf Zellen, die es nicht mehr gibt (#REF!). In Excel unter Formeln › Namens-Manager "
            "neu zuweisen oder löschen."
        )
    return (
        f"zeigt der Name {{name}} nicht auf Zellen eines Blatts ({', '.join(texts)}). In Excel unter Formeln › "
        "Namens-Manager einem Bereich zuweisen oder löschen."
    )


def _is_whole(area: Area) -> bool:
    return (area.top, area.bottom) == (1, MAX_ROW) or (area.left, area.right) == (1, MAX_COLUMN)


def check_overlaps(template: str, targets: Iterable[Target]) -> frozenset[Cell]:
    """All cells of the targets of one sheet. Raises VorlageError if two names claim the same."""
    owner: dict[Cell, str] = {}
    for target in sorted(targets, key=lambda target: target.name):
        for cell in target.cells():
            other = owner.setdefault(cell, target.name)
            if other != target.name:
                raise VorlageError(
                    f"In der Vorlage {template} überschneiden sich {other} und {target.name} in {address(*cell)}. "
                    "In Excel unter Formeln › Namens-Manager einen der beiden Bereiche ändern."
                )
    return frozenset(owner)


def check_places(template: str, targets: Iterable[Target], what: str, taken: Iterable[Area]) -> None:
    """Raise VorlageError for a cell that belongs to something larger, which a value in it would break.

    `what` calls the `taken` areas by name, in the dative.
    """
    for area, target in product(taken, targets):
        if cell := next((cell for cell in target.cells() if cell in area), None):
            raise VorlageError(
                f"In der Vorlage {template} liegt der Name {target.name} mit {address(*cell)} in {what}. "
                "Den Bereich im Namens-Manager daneben legen."
            )


def fit(template: str, fill: Fill, target: Target) -> dict[Cell, Cellwert]:
    """What every cell of a target will hold; those that the block does not reach are emptied.

    Raises VorlageError for a block that is too large, and for values that Excel cannot store.
    """
    _check_size(template, fill, target)
    cells: dict[Cell, Cellwert] = dict.fromkeys(target.cells())
    for row, block_row in zip(target.rows, fill.block, strict=False):
        cells.update(zip(row, block_row, strict=False))
    for cell, value in cells.items():
        if value is not None:
            check_storable(value, cell)
    return cells


def since_1904(cells: Mapping[Cell, Cellwert]) -> dict[Cell, Cellwert]:
    """The values with dates as numbers of the calendar that begins in 1904."""
    return {
        cell: as_number(value) - DAYS_1900_TO_1904 if isinstance(value, date) else value
        for cell, value in cells.items()
    }


def _check_size(template: str, fill: Fill, target: Target) -> None:
    too_wide = (len(values) - len(row) for row, values in zip(target.rows, fill.block, strict=False))
    for missing, unit in (
        (len(fill.block) - len(target.rows), "Zeilen"),
        (max(too_wide, default=0), "Spalten"),
    ):
        if missing > 0:
            raise NoRoomError(template, fill.name, missing, unit)


def _rows(areas: Sequence[Area], covered: frozenset[Cell]) -> tuple[tuple[Cell, ...], ...]:
    """The cells of areas that lie side by side; rows that a merge covers whole are left out."""
    rows = (
        tuple(cell for area in areas for cell in _row_of(area, offset) if cell not in covered)
        for offset in range(areas[0].bottom - areas[0].top + 1)
    )
    return tuple(row for row in rows if row)


def _covered_cells(sheet: bytes) -> frozenset[Cell]:
    """Cells that lie under a merge, all but its first."""
    merges = merged_areas(parse_xml(sheet))
    return frozenset(cell for merge in merges for cell in merge.cells() if cell != (merge.top, merge.left))


def _row_of(area: Area, offset: int) -> Iterable[Cell]:
    return ((area.top + offset, column) for column in range(area.left, area.right + 1))
