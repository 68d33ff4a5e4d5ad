"""How the calculator computes a formula: its text in plain references, what it reads, and what must hold of that.

A recipe is relative to the cell of its formula, so that all formulas filled down from one share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from xlbudget.xlsx.areas import Area, Cell, column_letters
from xlbudget.xlsx.fill.functions import Made
from xlbudget.xlsx.fill.guards import Guard
from xlbudget.xlsx.formulatree import NotUnderstood, Reference

Place = tuple[int, Cell]
"""A cell of the workbook: index of the sheet, row and column."""

SheetArea = tuple[int, Area]

SHORT = 64  # fields of so many lines are not worth cutting


class Field(NamedTuple):
    """A rectangle in the text of a recipe; `sheet` None is the own one.

    A `trimmed` one may end where the used cells do; a `tail` is the first line behind them instead.
    """

    sheet: int | None
    reference: Reference
    trimmed: bool = False
    tail: bool = False
    as_range: bool = False


Part = str | Field
Text = tuple[Part, ...]
Condition = tuple[Text, bool]


class Check(NamedTuple):
    """What must hold of the cells of a field, or of an expression that is part of the formula.

    It matters only where all `conditions` come to what they say, and where `if_trimmed`, if a field was cut.
    """

    guard: Guard
    field: Field | None = None
    probe: Text = ()
    reads: tuple[Field, ...] = ()
    conditions: tuple[Condition, ...] = ()
    if_trimmed: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """`text` is what the calculator gets, `costs` nanoseconds for each cell of a field.

    `difference` are both sides and the sign of an addition or subtraction at the end. `size` is rows and columns of an
    array result. `subtotals` are areas that leave out filtered rows, `visible` those that leave out hidden ones too.
    """

    text: Text
    reads: tuple[Field, ...]
    checks: tuple[Check, ...]
    costs: tuple[tuple[Field, int], ...]
    makes: Made
    difference: tuple[Text, str, Text] | None
    size: tuple[int, int] | None
    as_array: bool
    is_volatile: bool
    of_dates: bool
    subtotals: tuple[Field, ...]
    visible: tuple[Field, ...]
    has_subtotal: bool
    is_subtotal: bool
    may_be_cut: bool


def is_long(reference: Reference) -> bool:
    """Whether a reference may be worth cutting where the used cells end."""
    first, last = reference.first, reference.last
    if first.row_fixed != last.row_fixed or first.column_fixed != last.column_fixed:
        return True
    return last.row - first.row >= SHORT or last.column - first.column >= SHORT


class Limits(NamedTuple):
    """Last used row and column of a sheet."""

    bottom: int
    right: int


class Placed:
    """A recipe in a cell: fields become rectangles. Raises NotUnderstood for one that cannot be placed."""

    def __init__(self, recipe: Recipe, sheet: int, cell: Cell, limits: Mapping[int, Limits]) -> None:
        self._sheet, self._cell, self._limits = sheet, cell, limits
        self.recipe = recipe
        self.reads = [self.area(field) for field in recipe.reads]
        self._heights = self._widths = 0
        if recipe.may_be_cut:
            long = [self.area(field) for field, _ in recipe.costs if field.trimmed]
            self._heights, self._widths = self._common_size(long, rows=True), self._common_size(long, rows=False)

    def area(self, field: Field) -> SheetArea:
        area = field.reference.at(self._cell)
        if area is None:
            raise NotUnderstood("ein Bezug, der um den Rand des Blatts herum führt")
        return (self._sheet if field.sheet is None else field.sheet), area

    def cut(self, field: Field) -> SheetArea:
        """The rectangle up to where the used cells of its sheet end."""
        sheet, area = self.area(field)
        if not (field.trimmed and self.is_cut):
            return sheet, area
        bottom = min(area.bottom, area.top + self._heights - 1) if self._heights else area.bottom
        right = min(area.right, area.left + self._widths - 1) if self._widths else area.right
        return sheet, Area(area.top, area.left, bottom, right)

    @property
    def is_cut(self) -> bool:
        return bool(self._heights or self._widths)

    def write(self, text: Text) -> str:
        return "".join(part if isinstance(part, str) else self._written(part) for part in text)

    def cost(self) -> int:
        """Nanoseconds, roughly."""
        if not self.recipe.costs:
            return 0
        total = 0
        for field, each in self.recipe.costs:
            _, area = self.cut(field)
            total += area.size * each
        return total

    def _written(self, field: Field) -> str:
        sheet, area = self.cut(field)
        if field.tail and area != self.area(field)[1]:
            area = self._behind(area)
        first = f"S{sheet}!${column_letters(area.left)}${area.top}"
        if field.as_range or field.reference.first != field.reference.last:
            return f"{first}:${column_letters(area.right)}${area.bottom}"
        return first

    def _behind(self, area: Area) -> Area:
        if self._heights and self._widths:
            raise NotUnderstood("ein Bezug auf ein ganzes Blatt")
        if self._widths:
            return replace(area, left=area.right + 1, right=area.right + 1)
        return replace(area, top=area.bottom + 1, bottom=area.bottom + 1)

    def _common_size(self, areas: Iterable[SheetArea], *, rows: bool) -> int:
        """So many rows (columns) of every long field hold all used cells; 0 if nothing is to be cut.

        Fields of one formula are cut alike, as they are walked through together.
        """
        sizes, used = set(), SHORT
        for sheet, area in areas:
            limits = self._limits.get(sheet, Limits(0, 0))
            start, end, last = (area.top, area.bottom, limits.bottom) if rows else (area.left, area.right, limits.right)
            sizes.add(end - start + 1)
            used = max(used, last - start + 1)
        while used in sizes:  # a field that is not cut must not come to be as long as one that is
            used += 1
        longer = {size for size in sizes if size > used}
        return used if len(longer) == 1 else 0
