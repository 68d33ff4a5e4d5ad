"""Whether the values that a formula reads are such that Excel comes to the same: the checks of all recipes.

Cells that never change are looked at once, when a template is compiled; inputs, results and probes at every filling.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from xlbudget.xlsx.areas import Area, Cell
from xlbudget.xlsx.fill.analysis import Analysis
from xlbudget.xlsx.fill.dependents import cells_in
from xlbudget.xlsx.fill.engine import Engine
from xlbudget.xlsx.fill.guards import Guard, has_two_spellings, is_other_spelling, is_residue, is_sorted
from xlbudget.xlsx.fill.recipe import Check, Place, Placed, SheetArea
from xlbudget.xlsx.fill.values import ErrorValue, Scalar

Values = Mapping[int, Mapping[Cell, Scalar]]
"""What the cells hold, by sheet; probes are on the sheet beside."""

_MANY_CELLS = 20_000


class _Watched(NamedTuple):
    """A check of the formula in a place."""

    place: Place
    check: Check
    placed: Placed

    @property
    def is_certain(self) -> bool:
        return not self.check.conditions


class Judge:
    """The checks of all formulas that are computed. `left` are formulas that fail one whatever is filled in."""

    def __init__(self, analysis: Analysis, engine: Engine) -> None:
        self._analysis, self._engine = analysis, engine
        self._occupied = {index: self._occupied_cells(index) for index in analysis.contents}
        self._cells: dict[Guard, dict[Place, list[_Watched]]] = {}
        self._residues: list[tuple[Place, list[SheetArea], _Watched]] = []
        self._columns: list[tuple[int, list[Cell], _Watched]] = []
        self._spellings: list[tuple[Place, SheetArea, _Watched]] = []
        self._areas: dict[tuple[Guard, int, Area], tuple[list[Cell], bool]] = {}
        self._always: list[_Watched] = []  # fail, if their conditions hold
        self._probes: dict[str, Place] = {}
        self.left: dict[Place, str] = {}
        self._conditions: dict[str, Place] = {}
        for place, placed in analysis.placed.items():
            for check in placed.recipe.checks:
                if not check.if_trimmed or placed.is_cut:
                    self._watch(_Watched(place, check, placed))

    def forget(self, places: Collection[Place]) -> None:
        """Check no more the formulas that are left to Excel."""
        for guard, cells in self._cells.items():
            kept = ((cell, [one for one in watched if one.place not in places]) for cell, watched in cells.items())
            self._cells[guard] = {cell: watched for cell, watched in kept if watched}
        self._residues = [entry for entry in self._residues if entry[-1].place not in places]
        self._columns = [entry for entry in self._columns if entry[-1].place not in places]
        self._spellings = [entry for entry in self._spellings if entry[-1].place not in places]
        self._always = [watched for watched in self._always if watched.place not in places]

    @property
    def probes(self) -> Iterable[Place]:
        """Cells beside the formulas whose values are looked at."""
        beside = (place for cells in self._cells.values() for place in cells if place[0] == self._engine.beside)
        return {*beside, *(place for place, *_ in (*self._residues, *self._spellings))}

    def failing(self, values: Values) -> dict[Place, str]:
        """Formulas whose checks fail with these values, with the reason."""
        failed = [*self._always, *self._failing_cells(values), *self._failing_areas(values)]
        certain = {watched.place: watched.check.guard.reason for watched in failed if watched.is_certain}
        open_ones = [watched for watched in failed if watched.place not in certain]
        return certain | self._holding(open_ones) if open_ones else certain

    def values_in(self, areas: Iterable[SheetArea], values: Values) -> Iterator[Scalar]:
        """The values of all cells in some areas that hold any."""
        for sheet, area in areas:
            for cell in cells_in(area, self._occupied[sheet]):
                yield self._value(sheet, cell, values)

    def _value(self, sheet: int, cell: Cell, values: Values) -> Scalar:
        held = values.get(sheet, {})
        return held[cell] if cell in held else self._analysis.contents[sheet].values.get(cell)

    def _occupied_cells(self, index: int) -> set[Cell]:
        sheet = self._analysis.contents[index]
        return {*sheet.values, *sheet.formulas, *sheet.spilled, *self._analysis.targets.get(index, ())}

    def _watch(self, watched: _Watched) -> None:
        check, placed = watched.check, watched.placed
        if check.guard is Guard.RESIDUE:
            areas = [placed.area(field) for field in check.reads]
            self._residues.append((self._probe(watched), areas, watched))
        elif check.guard is Guard.SPELLING and check.field:
            looked_in = placed.area(check.field)
            if any(self._looked_at(check.guard, *looked_in)):
                self._spellings.append((self._probe(watched), looked_in, watched))
        elif check.guard is Guard.SORTED and check.field:
            sheet, area = placed.cut(check.field)
            occupied = self._occupied[sheet]
            cells = cells_in(area, occupied)
            if len(cells) < area.size:
                cells = [next(cell for cell in area.cells() if cell not in occupied)]  # one empty cell says it all
            self._columns.append((sheet, cells, watched))
        elif check.field is None:
            self._cells.setdefault(check.guard, {}).setdefault(self._probe(watched), []).append(watched)
        else:
            self._watch_area(watched, *placed.area(check.field))

    def _probe(self, watched: _Watched) -> Place:
        text = watched.placed.write(watched.check.probe)
        if text not in self._probes:
            self._probes[text] = self._engine.add_probe(text)
        return self._probes[text]

    def _watch_area(self, watched: _Watched, sheet: int, area: Area) -> None:
        guard = watched.check.guard
        changing, constant_fails = self._looked_at(guard, sheet, area)
        if not constant_fails:
            for cell in changing:
                self._cells.setdefault(guard, {}).setdefault((sheet, cell), []).append(watched)
        elif watched.is_certain:
            self.left[watched.place] = guard.reason
        else:
            self._always.append(watched)

    def _looked_at(self, guard: Guard, sheet: int, area: Area) -> tuple[list[Cell], bool]:
        """The cells of an area that may come to fail, and whether one that never changes does; many formulas ask."""
        key = (guard, sheet, area)
        if key not in self._areas:
            constant = self._analysis.contents[sheet].values
            cells = self._cells_of_interest(guard, sheet, area)
            changing = [cell for cell in cells if self._changes(sheet, cell)]
            fixed = (constant.get(cell) for cell in cells if not self._changes(sheet, cell))
            self._areas[key] = changing, any(_fails(guard.fails, value) for value in fixed)
        return self._areas[key]

    def _changes(self, sheet: int, cell: Cell) -> bool:
        return cell in self._analysis.targets.get(sheet, ()) or (sheet, cell) in self._analysis.owners

    def _cells_of_interest(self, guard: Guard, sheet: int, area: Area) -> Sequence[Cell]:
        """Empty cells matter only where a guard does not let them pass."""
        if _fails(guard.fails, None) and area.size < _MANY_CELLS:
            return list(area.cells())
        return cells_in(area, self._occupied[sheet])

    def _failing_cells(self, values: Values) -> Iterator[_Watched]:
        for guard, cells in self._cells.items():
            fails = guard.fails
            for (sheet, cell), watched in cells.items():
                value = values[sheet][cell]
                if value.__class__ is not ErrorValue and fails(value):  # type: ignore[misc]
                    yield from watched

    def _failing_areas(self, values: Values) -> Iterator[_Watched]:
        for (sheet, cell), areas, watched in self._residues:
            if is_residue(values[sheet][cell], self.values_in(areas, values)):
                yield watched
        for (sheet, cell), area, watched in self._spellings:
            key = values[sheet][cell]
            if has_two_spellings(key) and any(is_other_spelling(key, v) for v in self.values_in([area], values)):
                yield watched
        for sheet, cells, watched in self._columns:
            if not is_sorted([self._value(sheet, cell, values) for cell in cells]):
                yield watched

    def _holding(self, failed: list[_Watched]) -> dict[Place, str]:
        """Those whose formula really takes the branch that the check is about."""
        texts = {watched.placed.write(condition) for watched in failed for condition, _ in watched.check.conditions}
        if missing := texts - self._conditions.keys():
            self._conditions |= {text: self._engine.add_probe(text) for text in sorted(missing)}
            self._engine.evaluate()
        truths = {text: _truth(self._engine.read(*self._conditions[text])) for text in texts}
        return {
            watched.place: watched.check.guard.reason
            for watched in failed
            if all(truths[watched.placed.write(text)] is expected for text, expected in watched.check.conditions)
        }


def _fails(fails: Callable[[Scalar], bool] | None, value: Scalar) -> bool:
    return fails is not None and not isinstance(value, ErrorValue) and fails(value)


def _truth(value: Scalar | object) -> bool | None:
    """What IF makes of a condition; None if that is an error."""
    return bool(value) if isinstance(value, bool | float) or value is None else None
