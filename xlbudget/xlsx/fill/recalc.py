"""Right cached values: the formulas of a filled template, computed by ironcalc wherever that is known to be right.

Excel computes on its own; previewers, pandas and mail clients show what is cached. A value is right or left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from xlbudget.xlsx.areas import Cell
from xlbudget.xlsx.fill.analysis import READS_LEFT_OUT, Analysis, Targets
from xlbudget.xlsx.fill.engine import NO_VALUE, Engine, EngineError
from xlbudget.xlsx.fill.evidence import Evidence
from xlbudget.xlsx.fill.functions import Made
from xlbudget.xlsx.fill.guards import Guard, cancels
from xlbudget.xlsx.fill.judge import Judge
from xlbudget.xlsx.fill.recipe import Place, Placed
from xlbudget.xlsx.fill.values import (
    Computes,
    ErrorValue,
    Formulas,
    HiddenRows,
    Inputs,
    NotComputed,
    Results,
    Scalar,
    as_scalar,
)
from xlbudget.xlsx.package import Package

_NEW_ERROR = "sie kommt mit diesen Werten auf einen Fehler, den die Vorlage nicht hat"
_NO_RESULT = "der Rechenkern kann sie nicht berechnen"
_OTHER_CACHE = "schon in der leeren Vorlage steht dort ein anderes Ergebnis"
_UNKNOWN = NotComputed("sie kommt in der Vorlage nicht vor")
_LITERAL = re.compile(r"(?<![A-Z$.\d])\d+(?:\.\d+)?(?:E[+-]?\d+)?")
_ROUNDS = 4  # of differences that become 0 because others did


class Calculator:
    """One template loaded into ironcalc once, then recomputed for every set of inputs.

    `targets` are the cells that will be filled, by the index of their sheet; without them the template is looked at
    when it is computed first. What the template as it is comes to is compared with its own cached values, unless
    these are known to be of another state (`cache_is_known`).
    """

    def __init__(self, package: Package, targets: Targets | None = None, *, cache_is_known: bool = True) -> None:
        # what equal sheets have in common is said once in a package
        self._package = Package(package.name, package.resolved()) if package.renames else package
        self._compares = cache_is_known
        self._targets = {index: set(cells) for index, cells in (targets or {}).items()}
        self._compiled = None if targets is None else self._compile()

    def compute(self, inputs: Inputs, formulas: Formulas, hidden: HiddenRows | None = None) -> Results:
        """The value of every formula cell, NotComputed for those that are left to Excel.

        `hidden` says of rows that a filling hides or shows whether they are hidden.
        """
        compiled = self._compiled
        if compiled is None or not compiled.knows(inputs):
            for index, cells in inputs.items():
                self._targets.setdefault(index, set()).update(cells)
            compiled = self._compiled = self._compile()
        try:
            return compiled.compute(inputs, formulas, hidden or {})
        except EngineError:
            self._compiled = None
            return {index: dict.fromkeys(cells, NotComputed(_NO_RESULT)) for index, cells in formulas.items()}

    def _compile(self) -> _Compiled:
        return _Compiled(self._package, self._targets, compares=self._compares)


class ComputedLater:
    """No values, for a workbook that is filled further and computed then."""

    def compute(self, _inputs: Inputs, formulas: Formulas, _hidden: HiddenRows | None = None) -> Results:
        """An empty text for every formula cell."""
        return {index: dict.fromkeys(cells, "") for index, cells in formulas.items()}


class SheetwiseCalculator:
    """Sheets that do not look at each other, each computed in a small model instead of all in a large one.

    `place` says for each sheet of the workbook which calculator computes it, and as which of its sheets.
    """

    def __init__(self, place: Mapping[int, tuple[Computes, int]]) -> None:
        self._place = place

    def compute(self, inputs: Inputs, formulas: Formulas, hidden: HiddenRows | None = None) -> Results:
        """The value of every formula cell."""
        results = {}
        for index, cells in formulas.items():
            calculator, there = self._place[index]
            rows = {there: hidden[index]} if hidden and index in hidden else {}
            results[index] = calculator.compute({there: inputs.get(index, {})}, {there: cells}, rows)[there]
        return results


class _Compiled:
    """A template for certain targets: what is computed, in ironcalc, and what has to be watched."""

    def __init__(self, package: Package, targets: Targets, *, compares: bool) -> None:
        self.targets = {index: frozenset(cells) for index, cells in targets.items()}
        self._analysis = Analysis(package, self.targets)
        self._values: dict[int, dict[Cell, Any]] = {}  # Scalar or NO_VALUE
        self._held: dict[int, dict[Cell, object]] = {}  # what was filled in last: most cells stay as they are
        self._engine = self._load()
        self._judge = Judge(self._analysis, self._engine)
        self._leave(self._judge.left)
        self._errors: frozenset[Place] | None = None  # formulas that are errors in the template itself
        self._choose()
        self._compare(package if compares else None)

    def knows(self, inputs: Inputs) -> bool:
        """Whether all these cells were expected to be filled."""
        return all(cells.keys() <= self.targets.get(index, frozenset()) for index, cells in inputs.items())

    def compute(self, inputs: Inputs, formulas: Formulas, hidden: HiddenRows) -> Results:
        """Set the inputs, recompute everything, return the value of every formula cell."""
        self._set(inputs)
        self._engine.hide(hidden)
        bad = self._evaluate()
        results: dict[int, dict[Cell, object]] = {}
        for index, cells in formulas.items():
            left, values = self._left.get(index, {}), self._values.get(index, {})
            results[index] = {cell: left[cell] if cell in left else values.get(cell, _UNKNOWN) for cell in cells}
        for place, reason in bad.items():
            for index, cell in self._filled_by.get(place, (place,)):
                if cell in results.get(index, {}):
                    results[index][cell] = NotComputed(reason)
        return results  # type: ignore[return-value]

    def _load(self) -> Engine:
        """What the computed formulas read, and these formulas."""
        analysis = self._analysis
        engine = Engine(max(analysis.contents, default=0) + 1)
        read = {sheet for placed in analysis.placed.values() for sheet, _ in placed.reads}
        for index in read:
            for cell, value in analysis.contents[index].values.items():
                engine.set_value((index, cell), value)
        for place, placed in analysis.placed.items():
            self._set_formula(engine, place, placed)
        watched = {sheet for placed in analysis.placed.values() for sheet, _ in map(placed.area, placed.recipe.visible)}
        engine.hide({index: dict.fromkeys(analysis.contents[index].hidden, True) for index in watched})
        return engine

    def _set_formula(self, engine: Engine, place: Place, placed: Placed) -> None:
        text = placed.write(placed.recipe.text)
        if placed.recipe.as_array:
            area = self._analysis.contents[place[0]].formulas[place[1]].area
            size = (area.bottom - area.top + 1, area.right - area.left + 1) if area else (1, 1)
            engine.set_array(place, size, text)
        else:
            engine.set_formula(place, text)

    def _choose(self) -> None:
        """Lists of what is read and looked at after each evaluation."""
        analysis = self._analysis
        self._filled_by: dict[Place, list[Place]] = {}
        for place, owner in analysis.owners.items():
            self._filled_by.setdefault(owner, []).append(place)
        self._read: dict[int, list[Cell]] = {}
        for place in analysis.placed:
            for index, cell in self._filled_by[place]:
                self._read.setdefault(index, []).append(cell)
        self._read[self._engine.beside] = [cell for _, cell in self._judge.probes]
        self._left: dict[int, dict[Cell, NotComputed]] = {}
        for place, reason in analysis.left.items():
            for index, cell in self._filled_by.get(place, ()):
                self._left.setdefault(index, {})[cell] = NotComputed(reason)
        self._differences = [
            (place, placed)
            for place, placed in analysis.placed.items()
            if placed.recipe.difference and placed.recipe.makes & Made.CANCELS
        ]

    def _compare(self, package: Package | None) -> None:
        """Leave what comes to something else than the template itself has as its value."""
        for index, cells in self.targets.items():
            constants = self._analysis.contents[index].values
            self._values.setdefault(index, {}).update({cell: constants.get(cell) for cell in cells})
        try:
            bad = self._evaluate()
        except EngineError:
            self._engine = Engine(self._engine.beside)
            self._leave(dict.fromkeys(self._analysis.placed, _NO_RESULT))
            self._choose()
            return
        evidence = Evidence(package, self._analysis) if package else None
        differing = evidence.differing(self._values, bad.keys()) if evidence else ()
        self._errors = frozenset(
            (index, cell)
            for index, cells in self._values.items()
            for cell, value in cells.items()
            if isinstance(value, ErrorValue)
        )
        if differing:
            self._leave(dict.fromkeys(differing, _OTHER_CACHE))
            self._choose()

    def _leave(self, reasons: Mapping[Place, str]) -> None:
        self._analysis.leave(reasons)
        self._judge.forget(self._analysis.left.keys())

    def _set(self, inputs: Inputs) -> None:
        for index, cells in inputs.items():
            held, values = self._held.setdefault(index, {}), self._values.setdefault(index, {})
            for cell, value in cells.items():
                before = held.get(cell, ...)
                if value is before or (type(value) is type(before) and value == before):
                    continue
                held[cell] = value
                values[cell] = as_scalar(value)
                self._engine.set_value((index, cell), values[cell])

    def _evaluate(self) -> dict[Place, str]:
        """Compute everything; the formulas that cannot be told with these values, with the reason."""
        bad = self._compute_values()
        snapped: list[tuple[Place, Placed]] = []
        for _ in range(_ROUNDS):
            zero = [found for found in self._small_differences(bad) if found not in snapped]
            if not zero:
                break
            snapped += zero
            for place, _ in zero:
                self._engine.set_value(place, 0.0)
            bad = self._compute_values()
        bad |= self._judge.failing(self._values)
        for place, placed in snapped:
            self._set_formula(self._engine, place, placed)
        for place in self._analysis.readers(bad.keys()) if bad else ():
            bad.setdefault(place, READS_LEFT_OUT)
        return bad

    def _compute_values(self) -> dict[Place, str]:
        """Have ironcalc compute everything and read it; what is no result of Excel or a new error is bad."""
        self._engine.evaluate()
        odd: dict[Place, str] = {}
        for index, cells in self._read.items():
            values = self._engine.read_all(index, cells)
            self._values.setdefault(index, {}).update(zip(cells, values, strict=True))
            for cell, value in zip(cells, values, strict=True):
                if value.__class__ is ErrorValue:
                    if self._errors is not None and (index, cell) not in self._errors:
                        odd[index, cell] = _NEW_ERROR
                elif value is NO_VALUE:
                    odd[index, cell] = _NO_RESULT
        return {
            self._analysis.owners[place]: reason for place, reason in odd.items() if place[0] != self._engine.beside
        }

    def _small_differences(self, bad: dict[Place, str]) -> list[tuple[Place, Placed]]:
        """Formulas that Excel brings to 0 because both sides of their last sign are equal in 15 digits."""
        small = []
        for place, placed in self._differences:
            value = self._values[place[0]][place[1]]
            if value.__class__ is float and value and -1e-3 < value < 1e-3 and self._may_cancel(value, placed):
                small.append((place, placed))
        if not small:
            return []
        sides = [side for _, placed in small for side in (placed.recipe.difference or ())[::2]]
        answers = self._engine.ask([placed.write(side) for side, placed in zip(sides, _twice(small), strict=True)])
        zero = []
        for number, (place, placed) in enumerate(small):
            left, right = answers[2 * number : 2 * number + 2]
            sign = placed.recipe.difference[1] if placed.recipe.difference else "-"
            verdict = cancels(left, -right if sign == "+" and isinstance(right, float) else right)  # type: ignore[arg-type]
            if verdict:
                zero.append((place, placed))
            elif verdict is None:
                bad[place] = Guard.RESIDUE.reason
        return zero

    def _may_cancel(self, value: float, placed: Placed) -> bool:
        numbers = [abs(other) for other in self._read_by(placed) if isinstance(other, float)]
        numbers += [
            float(text) for part in placed.recipe.text if isinstance(part, str) for text in _LITERAL.findall(part)
        ]
        return abs(value) < 2**-44 * max(sum(numbers), max(numbers, default=0) ** 2)

    def _read_by(self, placed: Placed) -> Iterator[Scalar]:
        return self._judge.values_in(placed.reads, self._values)


def _twice(small: Collection[tuple[Place, Placed]]) -> Iterator[Placed]:
    return chain.from_iterable((placed, placed) for _, placed in small)
