"""What a template's own cached values say about the calculator: computed as it is, it must come to the same."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping

from xlbudget.xlsx.areas import Cell
from xlbudget.xlsx.fill.analysis import Analysis
from xlbudget.xlsx.fill.recipe import Place
from xlbudget.xlsx.fill.values import Scalar
from xlbudget.xlsx.package import Package


class Evidence:
    """The cached values of a template that say something.

    A program that does not compute writes 0, or one and the same value, and asks Excel to calculate on load; another
    one may have saved that file since.
    """

    def __init__(self, package: Package, analysis: Analysis) -> None:
        self._analysis = analysis
        settings = package.workbook.find("{*}calcPr")
        wants_calc = settings is not None and settings.get("fullCalcOnLoad") in ("1", "true")
        known = {place: value for place, value in self._cached() if value is not None}
        numbers = {value for value in known.values() if _is_number(value)}
        if wants_calc or numbers == {0.0}:
            known = {place: value for place, value in known.items() if not (_is_number(value) and value == 0)}
        if wants_calc and len(known) > 1 and len({(type(value), value) for value in known.values()}) == 1:
            known = {}
        self._known = known

    def differing(self, values: Mapping[int, Mapping[Cell, Scalar]], unsure: Collection[Place]) -> set[Place]:
        """Formulas whose value in the template is another one. What is `unsure` or changes by itself says nothing."""
        analysis = self._analysis
        volatile = {place for place, placed in analysis.placed.items() if placed.recipe.is_volatile}
        silent = {*unsure, *volatile, *analysis.readers(volatile)}
        found = set()
        for (index, cell), cached in self._known.items():
            owner = analysis.owners[index, cell]
            if owner in analysis.placed and owner not in silent and not _same(cached, values[index][cell]):
                found.add(owner)
        return found

    def _cached(self) -> Iterator[tuple[Place, Scalar]]:
        for place, formula in self._analysis.formulas():
            yield place, formula.cached
        for index, sheet in self._analysis.contents.items():
            yield from (((index, cell), value) for cell, value in sheet.spilled_cache.items())


def _is_number(value: Scalar) -> bool:
    return isinstance(value, float)


def _same(cached: Scalar, computed: Scalar) -> bool:
    if isinstance(cached, float) and isinstance(computed, float):
        return math.isclose(cached, computed, rel_tol=1e-12, abs_tol=1e-9)
    return type(cached) is type(computed) and cached == computed
