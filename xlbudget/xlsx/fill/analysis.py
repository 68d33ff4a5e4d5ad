"""Which formulas of a template are computed, and why the others are left to Excel.

Before anything is computed: by what the formulas say, what they would cost, and what they read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from xlbudget.xlsx.areas import Area, Cell
from xlbudget.xlsx.fill.contents import FormulaCell, read_contents
from xlbudget.xlsx.fill.dependents import Dependents
from xlbudget.xlsx.fill.names import Names
from xlbudget.xlsx.fill.recipe import Limits, Place, Placed, Recipe
from xlbudget.xlsx.fill.trust import recipe_of
from xlbudget.xlsx.formulaparser import parse
from xlbudget.xlsx.formulatree import NotUnderstood, pieces, shape
from xlbudget.xlsx.package import Package

Targets = Mapping[int, Collection[Cell]]

BUDGET_NS = 500_000_000
"""What all formulas together may cost to compute once, in nanoseconds."""
MAX_FORMULAS = 25_000
READS_LEFT_OUT = "sie rechnet mit einer Zelle, die nicht berechnet ist"
_COSTLY = "sie sieht zu viele Zellen durch"
_MANY_CELLS = 20_000


class Analysis:
    """`placed` are the formulas to compute, `left` the reasons for the others; each by its place."""

    def __init__(self, package: Package, targets: Targets) -> None:
        self.contents = read_contents(package)
        self.targets = targets
        self._package = package
        self._names = Names(package)
        self._limits = {index: self._used(index) for index in self.contents}
        self._recipes: dict[tuple[object, ...], Recipe | str] = {}
        self.placed: dict[Place, Placed] = {}
        self.left: dict[Place, str] = {}
        self._read_formulas()
        self._keep_within_budget()
        self._dependents = self._follow()
        self._leave_what_reads_left()

    def formulas(self) -> Iterator[tuple[Place, FormulaCell]]:
        """All formulas that filling does not replace."""
        for index, sheet in self.contents.items():
            filled = self.targets.get(index, ())
            yield from (((index, cell), formula) for cell, formula in sheet.formulas.items() if cell not in filled)

    @cached_property
    def owners(self) -> Mapping[Place, Place]:
        """Every cell that a formula fills, with the cell of that formula; and every cell that cannot be read."""
        owners = {place: place for place, _ in self.formulas()}
        for index, sheet in self.contents.items():
            owners |= {(index, cell): (index, cell) for cell in sheet.unreadable}
            owners |= {(index, cell): (index, owner) for cell, owner in sheet.spilled.items()}
        return owners

    def leave(self, reasons: Mapping[Place, str]) -> None:
        """Leave these formulas to Excel, and all that read them."""
        self.left.update(reasons)
        self._leave_what_reads_left()

    def readers(self, places: Collection[Place]) -> set[Place]:
        """All formulas that depend on these."""
        return self._dependents.of(places)

    def _used(self, index: int) -> Limits:
        sheet, filled = self.contents[index], self.targets.get(index, ())
        bottom = max((row for row, _ in filled), default=0)
        right = max((column for _, column in filled), default=0)
        return Limits(max(sheet.bottom, bottom), max(sheet.right, right))

    def _read_formulas(self) -> None:
        general = self._reason_for_all()
        for number, (place, formula) in enumerate(self.formulas()):
            try:
                if reason := general or self._reason(place, formula):
                    raise NotUnderstood(reason)
                if number >= MAX_FORMULAS:
                    raise NotUnderstood("die Vorlage hat zu viele Formeln")
                self.placed[place] = Placed(self._recipe(place, formula), *place, self._limits)
                self._check_place(place, formula)
            except NotUnderstood as reason:
                self.placed.pop(place, None)
                self.left[place] = str(reason)
        for index, sheet in self.contents.items():
            self.left |= {(index, cell): "ein Bild oder Datentyp in der Zelle" for cell in sheet.unreadable}
            for cell in sheet.unreadable:
                self.placed.pop((index, cell), None)

    def _reason_for_all(self) -> str:
        settings = self._package.workbook.find("{*}calcPr")
        if settings is not None and settings.get("fullPrecision") in ("0", "false"):
            return "die Mappe rechnet mit angezeigten statt mit genauen Werten"
        return ""

    def _reason(self, place: Place, formula: FormulaCell) -> str:
        if formula.what_if:
            return "eine Mehrfachoperation"
        if self.contents[place[0]].lotus:
            return "das Blatt rechnet nach den Regeln von Lotus 1-2-3"
        return ""

    def _recipe(self, place: Place, formula: FormulaCell) -> Recipe:
        sheet, cell = place
        found = pieces(formula.text, cell)
        # a structured reference means something else in every row
        own = cell if "[" in formula.text else None
        key = (sheet, formula.area is not None, formula.spills, own, shape(found))
        recipe = self._recipes.get(key)
        if recipe is None:
            try:
                is_array = formula.area is not None
                recipe = recipe_of(parse(found), self._names, sheet, cell, is_array=is_array, spills=formula.spills)
            except NotUnderstood as reason:
                recipe = str(reason)
            self._recipes[key] = recipe
        if isinstance(recipe, str):
            raise NotUnderstood(recipe)
        return recipe

    def _check_place(self, place: Place, formula: FormulaCell) -> None:
        """Raises NotUnderstood for what the recipe itself cannot know."""
        placed = self.placed[place]
        recipe = placed.recipe
        if recipe.of_dates and self._package.date1904:
            raise NotUnderstood("die Mappe zählt Tage ab 1904")
        if formula.area and recipe.size:
            area = formula.area
            if recipe.size != (area.bottom - area.top + 1, area.right - area.left + 1):
                raise NotUnderstood("eine Matrixformel, deren Bereich anders groß ist als ihr Ergebnis")
        for field in recipe.subtotals:
            sheet, area = placed.area(field)
            if any(area.top <= rows.bottom and rows.top <= area.bottom for rows in self.contents[sheet].filtered):
                raise NotUnderstood("TEILERGEBNIS über gefilterte Zeilen")

    def _keep_within_budget(self) -> None:
        """Leave the most costly formulas to Excel until the rest is quick."""
        costs = {place: placed.cost() for place, placed in self.placed.items()}
        total = sum(costs.values())
        for place in sorted(costs, key=lambda place: -costs[place]):
            if total <= BUDGET_NS:
                break
            total -= costs[place]
            del self.placed[place]
            self.left[place] = _COSTLY

    def _follow(self) -> Dependents:
        """Follow what reads what; leave circles, and what reads cells that a result may spread into."""
        reads = {place: placed.reads for place, placed in self.placed.items()}
        dependents = Dependents(self.owners, reads)
        self.left |= dict.fromkeys(dependents.too_many, _COSTLY)
        self.left |= dict.fromkeys(dependents.circular(), "ein Zirkelbezug")
        self._leave_mixed_subtotals()
        self._leave_spills(reads)
        return dependents

    def _leave_mixed_subtotals(self) -> None:
        """TEILERGEBNIS leaves out cells with TEILERGEBNIS; which of those it means inside of more is not sure."""
        mixed = {
            place
            for place, placed in self.placed.items()
            if placed.recipe.has_subtotal and not placed.recipe.is_subtotal
        }
        for place, placed in self.placed.items() if mixed else ():
            areas = [placed.area(field) for field in placed.recipe.subtotals]
            if any(sheet == index and cell in area for sheet, cell in mixed for index, area in areas):
                self.left[place] = "TEILERGEBNIS über Zellen, die selbst mit TEILERGEBNIS weiterrechnen"

    def _leave_spills(self, reads: Mapping[Place, Collection[tuple[int, Area]]]) -> None:
        """A result of unknown size may come to lie in empty cells to the right of and below its formula."""
        starts = [place for place, formula in self.formulas() if formula.spills and place in self.left]
        for place, areas in reads.items() if starts else ():
            for sheet, area in areas:
                for index, (top, left) in starts:
                    reach = Area(max(area.top, top), max(area.left, left), area.bottom, area.right)
                    if index == sheet and self._has_empty(sheet, reach):
                        self.left[place] = "sie rechnet mit Zellen, über die sich ein Ergebnis ausbreiten kann"

    def _has_empty(self, sheet: int, area: Area) -> bool:
        if area.top > area.bottom or area.left > area.right:
            return False
        if area.size > _MANY_CELLS:
            return True
        held = self.contents[sheet]
        filled = self.targets.get(sheet, ())
        return any(
            cell not in held.values and cell not in held.formulas and cell not in filled for cell in area.cells()
        )

    def _leave_what_reads_left(self) -> None:
        for place in self._dependents.of(self.left):
            self.left.setdefault(place, READS_LEFT_OUT)
        for place in self.left:
            self.placed.pop(place, None)
