"""Fill an Excel template without touching anything but the cells that change.

Compile once, fill many: the members that never change are packed once; each filling appends the changed ones.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, product, starmap
from pathlib import Path

from xlbudget.errors import Befund, Schwere, SourceRef, VorlageError
from xlbudget.layout.cellplan import Block, CellPlan, Cellwert, Fill, HideRows
from xlbudget.writers.calculation import without_calc_chain, workbook_xml
from xlbudget.writers.ooxml import Area, Package, Sheet, address, pack, parse_xml, resolve
from xlbudget.writers.recalc import DAYS_1900_TO_1904, Calculator, Cell, Computes, as_number
from xlbudget.writers.sheetxml import SheetTemplate, check_storable, merged_areas


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


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet that is filled or computes. `empty` has every cell that a filling may write."""

    sheet: Sheet
    template: SheetTemplate
    empty: Mapping[Cell, Cellwert]


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished workbook, and what Excel has to compute itself (Hinweise)."""

    data: bytes
    befunde: tuple[Befund, ...]


class Template:
    """A template compiled for the names that some plans use.

    Names are filled wherever the template has them, in every scope; those in `required` must be there.
    `calculator` may know a faster way to the cached values than to compute the workbook as a whole.
    Raises VorlageError for missing names.
    """

    def __init__(
        self,
        package: Package,
        plans: Iterable[CellPlan],
        required: Collection[str] = (),
        calculator: Computes | None = None,
    ) -> None:
        self.name = package.name
        entries = {(entry.name, isinstance(entry, HideRows)) for plan in plans for entry in plan}
        self._targets = _find_targets(package, {name for name, _ in entries})
        self._hides = {name for name, hides in entries if hides}
        _check_names(package, {name for name, _ in entries}, required)
        self._renames, self._date1904 = package.renames, package.date1904
        self._sheets = self._compile_sheets(package)
        self._formulas = {index: filled.template.formulas for index, filled in self._sheets.items()}
        self._calculator = calculator or Calculator(package)
        self._pack_unchanged(package)

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
        results = self._calculator.compute(values, self._formulas)
        unknown: list[tuple[Sheet, Cell]] = []
        sheets = {}
        for index, filled in self._sheets.items():
            cached = {**results[index], **dict.fromkeys(filled.template.what_if)}
            unknown += [(filled.sheet, cell) for cell, result in cached.items() if result is None]
            xml = filled.template.render(values[index], cached, hidden.get(index, ()))
            sheets[filled.sheet.part] = resolve(xml, self._renames.get(filled.sheet.part, {}))
        workbook = self._with_recalc if unknown else self._without_recalc
        return Filled(pack({**workbook, **sheets}, self._base), tuple(starmap(self._not_computed, unknown)))

    def _not_computed(self, sheet: Sheet, cell: Cell) -> Befund:
        text = "Diese Formel kann xlbudget nicht berechnen; Excel rechnet sie beim Öffnen."
        return Befund(Schwere.HINWEIS, "vorlage.formel", text, SourceRef(self.name, sheet.name, address(*cell)))

    def _compile_sheets(self, package: Package) -> dict[int, FilledSheet]:
        """By index, every sheet that is filled or computes; equal copies of a sheet are compiled once."""
        on_sheet: dict[int, list[Target]] = {sheet.index: [] for sheet in package.sheets}
        for target in chain.from_iterable(self._targets.values()):
            on_sheet[target.sheet].append(target)
        compiled: dict[Hashable, tuple[SheetTemplate, Mapping[Cell, Cellwert]]] = {}
        sheets = {}
        for sheet in package.sheets:
            targets = on_sheet[sheet.index]
            key = (package.members[sheet.part], *((target.name, target.areas) for target in targets))
            if key not in compiled:
                compiled[key] = self._compile(
                    package.members[sheet.part], targets, package.table_headers.get(sheet, ())
                )
            template, empty = compiled[key]
            if empty or template.formulas:
                sheets[sheet.index] = FilledSheet(sheet, template, empty)
        return sheets

    def _compile(
        self, xml: bytes, targets: Sequence[Target], headers: Iterable[Area]
    ) -> tuple[SheetTemplate, Mapping[Cell, Cellwert]]:
        cells = _check_overlaps(self.name, targets)
        rows = {row[0][0] for target in targets if target.name in self._hides for row in target.rows}
        template = SheetTemplate(xml, cells, rows)
        self._check_places(targets, "einer Matrixformel", template.arrays)
        self._check_places(targets, "der Überschrift einer Tabelle", headers)
        return template, dict.fromkeys(cells)

    def _check_places(self, targets: Iterable[Target], what: str, taken: Iterable[Area]) -> None:
        """Some cells belong to something larger (`taken`), which a value in one of them would break."""
        for area, target in product(taken, targets):
            if cell := next((cell for cell in target.cells() if cell in area), None):
                raise VorlageError(
                    f"In der Vorlage {self.name} liegt der Name {target.name} mit {address(*cell)} in {what}. "
                    "Den Bereich im Namens-Manager daneben legen."
                )

    def _place(
        self, placed: Iterable[tuple[Target, Fill | HideRows]]
    ) -> tuple[dict[int, dict[Cell, Cellwert]], dict[int, set[int]]]:
        """What every cell that may be filled will hold, by sheet, and the rows to hide."""
        values = {index: dict(filled.empty) for index, filled in self._sheets.items()}
        hidden: dict[int, set[int]] = {}
        for target, entry in placed:
            if isinstance(entry, HideRows):
                hidden.setdefault(target.sheet, set()).update(row[0][0] for row in target.rows[entry.count :])
                continue
            self._check_size(entry, target)
            values[target.sheet].update(dict.fromkeys(target.cells()))
            for row, block_row in zip(target.rows, entry.block, strict=False):
                values[target.sheet].update(zip(row, block_row, strict=False))
        for cell, value in chain.from_iterable(cells.items() for cells in values.values()):
            if value is not None:
                check_storable(value, cell)
        return (self._since_1904(values) if self._date1904 else values), hidden

    @staticmethod
    def _since_1904(values: Mapping[int, Mapping[Cell, Cellwert]]) -> dict[int, dict[Cell, Cellwert]]:
        return {
            index: {
                cell: as_number(value) - DAYS_1900_TO_1904 if isinstance(value, date) else value
                for cell, value in cells.items()
            }
            for index, cells in values.items()
        }

    def _check_size(self, fill: Fill, target: Target) -> None:
        for missing, unit in (
            (len(fill.block) - len(target.rows), "Zeilen"),
            (_width(fill.block) - len(target.rows[0]), "Spalten"),
        ):
            if missing > 0:
                raise VorlageError(
                    f"In der Vorlage {self.name} ist der Bereich {fill.name} zu klein: es fehlen {missing} {unit}. "
                    f"In der eigenen Vorlage (neu: xlbudget vorlage neu) {unit} innerhalb des Bereichs einfügen, damit "
                    "der Name mitwächst."
                )

    def _pack_unchanged(self, package: Package) -> None:
        """Pack once what no filling changes; keep what depends on whether Excel has to calculate."""
        self._without_recalc = {package.workbook_part: workbook_xml(package, full_calc=False)}
        self._with_recalc = {package.workbook_part: workbook_xml(package, full_calc=True)}
        without_chain: Mapping[str, bytes | None] = {}
        if any(filled.template.replaces_formula for filled in self._sheets.values()):
            without_chain = without_calc_chain(package)
        replaced = {package.workbook_part, *without_chain, *(filled.sheet.part for filled in self._sheets.values())}
        kept = {name: data for name, data in package.resolved().items() if name not in replaced}
        self._base = pack(kept | {name: data for name, data in without_chain.items() if data is not None})


def _check_names(package: Package, names: Iterable[str], required: Iterable[str]) -> None:
    if missing := sorted(name for name in required if name.casefold() not in package.names):
        raise VorlageError(
            f"In der Vorlage {package.name} fehlen die Namen {', '.join(missing)}. "
            "In Excel unter Formeln › Namens-Manager anlegen, oder von der mitgelieferten Vorlage ausgehen."
        )
    pointless = {name for name in (*names, *required) if name.casefold() in package.names - package.named_areas.keys()}
    if pointless:
        raise VorlageError(
            f"In der Vorlage {package.name} zeigen die Namen {', '.join(sorted(pointless))} nicht auf Zellen (#REF!). "
            "In Excel unter Formeln › Namens-Manager neu zuweisen oder löschen."
        )


def _check_overlaps(template: str, targets: Iterable[Target]) -> frozenset[Cell]:
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


def _find_targets(package: Package, names: Collection[str]) -> dict[str, tuple[Target, ...]]:
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


def _width(block: Block) -> int:
    return max((len(row) for row in block), default=0)
