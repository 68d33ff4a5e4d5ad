"""Fill an Excel template without touching anything but the cells that change.

Compile once, fill many: the members that never change are packed once; each filling appends the changed ones.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from xlbudget.cellplan import CellPlan, Cellwert, Fill, HideRows
from xlbudget.errors import Befund
from xlbudget.xlsx.areas import Area, Cell
from xlbudget.xlsx.fill.calculation import without_calc_chain, workbook_xml
from xlbudget.xlsx.fill.hinweise import not_computed
from xlbudget.xlsx.fill.recalc import Calculator
from xlbudget.xlsx.fill.sheetxml import SheetTemplate
from xlbudget.xlsx.fill.targets import Target, check_names, check_overlaps, check_places, find_targets, fit, since_1904
from xlbudget.xlsx.fill.values import Computes, NotComputed
from xlbudget.xlsx.package import Package, Sheet, pack, resolve


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet that is filled or computes. `empty` has every cell that a filling may write, `shown` every row that it
    may hide, as not hidden.
    """

    sheet: Sheet
    template: SheetTemplate
    empty: Mapping[Cell, Cellwert]
    shown: Mapping[int, bool]


class _Unchanged:
    """The members that no filling changes, packed once."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self.members = members

    @cached_property
    def packed(self) -> bytes:
        return pack(self.members)


@dataclass(frozen=True)
class Filled:
    """A finished workbook, and what Excel has to compute itself: Hinweise, and every such cell with its sheet.

    `data` is the file; `package` is the same before it is packed, for who has more to do with it.
    """

    name: str
    unchanged: _Unchanged
    changed: Mapping[str, bytes]
    befunde: tuple[Befund, ...]
    left_to_excel: tuple[tuple[Sheet, Cell], ...] = ()

    @cached_property
    def data(self) -> bytes:
        return pack(self.changed, self.unchanged.packed)

    @property
    def package(self) -> Package:
        return Package(self.name, {**self.unchanged.members, **self.changed})


class Template:
    """A template compiled for the names that some plans use.

    Names are filled wherever the template has them, in every scope; those in `required` must be there.
    `calculator` may know a faster way to the cached values than to compute the workbook as a whole.
    Raises VorlageError for missing names and for a signed template.
    """

    def __init__(
        self,
        package: Package,
        plans: Iterable[CellPlan],
        required: Collection[str] = (),
        calculator: Computes | None = None,
    ) -> None:
        package.check_unsigned()
        self.name = package.name
        entries = {(entry.name, isinstance(entry, HideRows)) for plan in plans for entry in plan}
        check_names(package, {name for name, _ in entries}, required)
        self._targets = find_targets(package, {name for name, _ in entries})
        self._hides = {name for name, hides in entries if hides}
        self._renames, self._date1904 = package.renames, package.date1904
        self._sheets = self._compile_sheets(package)
        self._formulas = {index: filled.template.formulas for index, filled in self._sheets.items()}
        self._calculator = calculator or Calculator(package, {index: s.empty for index, s in self._sheets.items()})
        self._split_off_unchanged(package)

    @classmethod
    def read(cls, file: Path, plans: Iterable[CellPlan], required: Collection[str] = ()) -> Template:
        """Compile a template file. Raises EingabeError if it is unreadable, VorlageError for missing names."""
        return cls(Package.read(file), plans, required)

    def fill(self, plan: CellPlan) -> Filled:
        """The workbook filled with one plan. Raises VorlageError if a block does not fit or cannot be stored."""
        return self._render([(target, entry) for entry in plan for target in self._targets.get(entry.name, ())])

    def fill_sheets(self, plans: Mapping[int, CellPlan]) -> Filled:
        """The workbook with a plan for each sheet, by its index; a plan fills the names of that sheet's scope."""
        scoped = {(name, target.scope): target for name, found in self._targets.items() for target in found}
        return self._render(
            [
                (scoped[entry.name, index], entry)
                for index, plan in plans.items()
                for entry in plan
                if (entry.name, index) in scoped
            ]
        )

    def _render(self, placed: Iterable[tuple[Target, Fill | HideRows]]) -> Filled:
        values, hidden = self._place(placed)
        results = self._calculator.compute(values, self._formulas, hidden)
        left: list[tuple[Sheet, Cell, str]] = []
        sheets = {}
        for index, filled in self._sheets.items():
            cached = results[index]
            left += [
                (filled.sheet, cell, result.reason)
                for cell, result in cached.items()
                if isinstance(result, NotComputed)
            ]
            xml = filled.template.render(values[index], cached, hidden.get(index, {}))
            sheets[filled.sheet.part] = resolve(xml, self._renames.get(filled.sheet.part, {}))
        workbook = self._with_recalc if left else self._without_recalc
        befunde = tuple(not_computed(self.name, left))
        not_cached = tuple((sheet, cell) for sheet, cell, _ in left)
        return Filled(self.name, self._unchanged, {**workbook, **sheets}, befunde, not_cached)

    def _compile_sheets(self, package: Package) -> dict[int, FilledSheet]:
        """By index, every sheet that is filled or computes; equal copies of a sheet are compiled once."""
        on_sheet: dict[int, list[Target]] = {sheet.index: [] for sheet in package.sheets}
        for target in chain.from_iterable(self._targets.values()):
            on_sheet[target.sheet].append(target)
        compiled: dict[Hashable, tuple[SheetTemplate, Mapping[Cell, Cellwert], Mapping[int, bool]]] = {}
        sheets = {}
        for sheet in package.sheets:
            targets = on_sheet[sheet.index]
            key = (package.members[sheet.part], *((target.name, target.areas) for target in targets))
            if key not in compiled:
                compiled[key] = self._compile(
                    package.members[sheet.part], targets, package.table_headers.get(sheet, ())
                )
            template, empty, shown = compiled[key]
            if empty or template.formulas:
                sheets[sheet.index] = FilledSheet(sheet, template, empty, shown)
        return sheets

    def _compile(
        self, xml: bytes, targets: Sequence[Target], headers: Iterable[Area]
    ) -> tuple[SheetTemplate, Mapping[Cell, Cellwert], Mapping[int, bool]]:
        cells = check_overlaps(self.name, targets)
        rows = {row[0][0] for target in targets if target.name in self._hides for row in target.rows}
        template = SheetTemplate(xml, cells, rows)
        check_places(self.name, targets, "einer Matrixformel", template.arrays)
        check_places(self.name, targets, "der Überschrift einer Tabelle", headers)
        check_places(self.name, targets, "einer Zelle mit Bild oder Datentyp", template.rich)
        return template, dict.fromkeys(cells), dict.fromkeys(rows, False)

    def _place(
        self, placed: Iterable[tuple[Target, Fill | HideRows]]
    ) -> tuple[dict[int, dict[Cell, Cellwert]], dict[int, dict[int, bool]]]:
        """What every cell that may be filled will hold, by sheet, and whether each row that may be hidden is."""
        values = {index: dict(filled.empty) for index, filled in self._sheets.items()}
        hidden = {index: dict(filled.shown) for index, filled in self._sheets.items() if filled.shown}
        for target, entry in placed:
            if isinstance(entry, HideRows):
                hidden[target.sheet].update({row[0][0]: True for row in target.rows[entry.count :]})
            else:
                values[target.sheet].update(fit(self.name, entry, target))
        if self._date1904:
            values = {index: since_1904(cells) for index, cells in values.items()}
        return values, hidden

    def _split_off_unchanged(self, package: Package) -> None:
        """Keep apart what no filling changes, and what depends on whether Excel has to calculate."""
        self._without_recalc = {package.workbook_part: workbook_xml(package, full_calc=False)}
        self._with_recalc = {package.workbook_part: workbook_xml(package, full_calc=True)}
        without_chain: Mapping[str, bytes | None] = {}
        if any(filled.template.replaces_formula for filled in self._sheets.values()):
            without_chain = without_calc_chain(package)
        replaced = {package.workbook_part, *without_chain, *(filled.sheet.part for filled in self._sheets.values())}
        kept = {name: data for name, data in package.resolved().items() if name not in replaced}
        changed = {name: data for name, data in without_chain.items() if data is not None}
        self._unchanged = _Unchanged(kept | changed)
