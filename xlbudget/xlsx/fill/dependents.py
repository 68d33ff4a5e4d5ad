"""Which formulas read which: what else cannot be computed where one cannot, and what goes round in a circle."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from xlbudget.xlsx.areas import Area, Cell
from xlbudget.xlsx.fill.recipe import Place, SheetArea

Node = Place | SheetArea

_MAX_EDGES = 500_000


class Dependents:
    """The formulas of a workbook, by what they read.

    `owners` has every cell that a formula fills with the cell of that formula; `reads` the areas each formula reads.
    `too_many` are formulas that read so many others that it is not worth following.
    """

    def __init__(self, owners: Mapping[Place, Place], reads: Mapping[Place, Collection[SheetArea]]) -> None:
        self._columns = _by_column(owners)
        self._owners = owners
        self._readers: dict[Node, list[Node]] = {}
        self._open: dict[Node, int] = {}
        self._room = _MAX_EDGES
        self._too_large: set[Node] = set()
        self.too_many: set[Place] = set()
        for place, areas in reads.items():
            nodes = {node for sheet, area in areas for node in self._node(sheet, area)}
            self._connect(place, nodes)
            if self._too_large and not self._too_large.isdisjoint(nodes):
                self.too_many.add(place)

    def _node(self, sheet: int, area: Area) -> tuple[Node, ...]:
        """What is read: the formula of a cell, or an area, which many formulas may read and is followed once."""
        if area.size == 1:
            owner = self._owners.get((sheet, (area.top, area.left)))
            return (owner,) if owner else ()
        node = (sheet, area)
        if node not in self._open and node not in self._too_large:
            members = set(islice(self._formulas_in(sheet, area), self._room + 1))
            if len(members) > self._room:
                self._too_large.add(node)
            self._room = max(self._room - len(members), 0)
            self._connect(node, members)
        return (node,)

    def _connect(self, reader: Node, read: Collection[Node]) -> None:
        self._open[reader] = len(read)
        for node in read:
            self._readers.setdefault(node, []).append(reader)

    def of(self, places: Iterable[Place]) -> set[Place]:
        """All formulas that read one of these, directly or through others; these themselves only if one reads them."""
        found: set[Node] = set()
        todo: list[Node] = list(places)
        while todo:
            for reader in self._readers.get(todo.pop(), ()):
                if reader not in found:
                    found.add(reader)
                    todo.append(reader)
        return {node for node in found if node in self._owners}  # type: ignore[misc]

    def circular(self) -> set[Place]:
        """All formulas that read themselves in the end, or one that does."""
        open_reads = dict(self._open)
        for place in self._readers:
            open_reads.setdefault(place, 0)
        todo = [place for place, count in open_reads.items() if not count]
        while todo:
            place = todo.pop()
            del open_reads[place]
            for reader in self._readers.get(place, ()):
                open_reads[reader] -= 1
                if not open_reads[reader]:
                    todo.append(reader)
        return {node for node in open_reads if node in self._owners}  # type: ignore[misc]

    def _formulas_in(self, sheet: int, area: Area) -> Iterator[Place]:
        columns = self._columns.get(sheet, {})
        for column in _between(columns, area):
            rows = columns[column]
            for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
                yield self._owners[sheet, (row, column)]


def _between(columns: Mapping[int, object], area: Area) -> list[int]:
    if area.right - area.left < len(columns):
        return [column for column in range(area.left, area.right + 1) if column in columns]
    return [column for column in columns if area.left <= column <= area.right]


def _by_column(cells: Iterable[Place]) -> dict[int, dict[int, list[int]]]:
    """Sorted rows by sheet and column."""
    columns: dict[int, dict[int, list[int]]] = {}
    for sheet, (row, column) in cells:
        columns.setdefault(sheet, {}).setdefault(column, []).append(row)
    for on_sheet in columns.values():
        for rows in on_sheet.values():
            rows.sort()
    return columns


def cells_in(area: Area, occupied: Collection[Cell]) -> list[Cell]:
    """The occupied cells of an area, row by row."""
    if area.size <= len(occupied):
        return [cell for cell in area.cells() if cell in occupied]
    return sorted(cell for cell in occupied if cell in area)
