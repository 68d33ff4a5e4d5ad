"""Fill an Excel template without touching anything but the cells that change.

Compile once, fill many: the members that never change are packed once; each filling appends the changed ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlbudget.errors import Befund, Schwere, SourceRef, VorlageError
from xlbudget.layout.cellplan import Block, CellPlan, Cellwert, Fill, HideRows
from xlbudget.writers.calculation import without_calc_chain, workbook_xml
from xlbudget.writers.ooxml import Area, NamedArea, Package, Sheet, address, pack, parse_xml, resolve
from xlbudget.writers.recalc import DAYS_1900_TO_1904, Calculator, CellKey, Computes, as_number
from xlbudget.writers.sheetxml import Cell, SheetTemplate, check_storable, merged_areas


@dataclass(frozen=True, slots=True)
class Target:
    """Where a name puts its block: rows of cells of one sheet, without the cells that a merge covers."""

    sheet: int
    scope: int | None
    rows: tuple[tuple[Cell, ...], ...]


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
        _check_overlaps(package.name, self._targets)
        self._renames, self._date1904 = package.renames, package.date1904
        self._sheets = self._compile_sheets(package)
        self._formulas = [(index, *cell) for index, (_, sheet) in self._sheets.items() for cell in sheet.formulas]
        self._what_if = [(index, *cell) for index, (_, sheet) in self._sheets.items() for cell in sheet.what_if]
        self._cells = {
            (target.sheet, *cell)
            for found in self._targets.values()
            for target in found
            for row in target.rows
            for cell in row
        }
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

    def _render(self, placed: Sequence[tuple[Target, Fill | HideRows]]) -> Filled:
        values, hidden = self._place(placed)
        # empty cells are inputs too: the model may still hold what was filled before
        inputs = {key: values.get(key[0], {}).get(key[1:]) for key in self._cells}
        results = {**self._calculator.compute(inputs, self._formulas), **dict.fromkeys(self._what_if)}
        unknown = [key for key in self._formulas if results[key] is None]
        members = dict(self._with_recalc if unknown else self._without_recalc)
        for index, (sheet, compiled) in self._sheets.items():
            cached = {cell: results[index, *cell] for cell in compiled.formulas}
            xml = compiled.render(values.get(index, {}), cached, hidden.get(index, ()))
            members[sheet.part] = resolve(xml, self._renames.get(sheet.part, {}))
        return Filled(pack(members, self._base), tuple(map(self._not_computed, unknown)))

    def _not_computed(self, key: CellKey) -> Befund:
        sheet, _ = self._sheets[key[0]]
        text = "Diese Formel kann xlbudget nicht berechnen; Excel rechnet sie beim Öffnen."
        return Befund(Schwere.HINWEIS, "vorlage.formel", text, SourceRef(self.name, sheet.name, address(*key[1:])))

    def _compile_sheets(self, package: Package) -> dict[int, tuple[Sheet, SheetTemplate]]:
        """By index, every sheet that is filled or computes; equal copies of a sheet are compiled once."""
        on_sheet: dict[int, list[tuple[str, Target]]] = {sheet.index: [] for sheet in package.sheets}
        for name, found in self._targets.items():
            for target in found:
                on_sheet[target.sheet].append((name, target))
        compiled: dict[tuple[object, ...], SheetTemplate] = {}
        sheets = {}
        for sheet in package.sheets:
            targets = on_sheet[sheet.index]
            cells = frozenset(cell for _, target in targets for row in target.rows for cell in row)
            rows = frozenset(row[0][0] for name, target in targets if name in self._hides for row in target.rows)
            key = (package.members[sheet.part], cells, rows)
            template = compiled.get(key) or compiled.setdefault(key, SheetTemplate(*key))
            self._check_places(
                targets,
                [
                    *(("einer Matrixformel", area) for area in template.arrays),
                    *(
                        ("der Überschrift einer Tabelle", area)
                        for other, area in package.table_headers
                        if other == sheet
                    ),
                ],
            )
            if cells or template.formulas:
                sheets[sheet.index] = (sheet, template)
        return sheets

    def _check_places(self, targets: Iterable[tuple[str, Target]], taken: Sequence[tuple[str, Area]]) -> None:
        """Some cells belong to something larger (`taken`), which a value in one of them would break."""
        if not taken:
            return
        for name, target in targets:
            for cell in (cell for row in target.rows for cell in row):
                for what, area in taken:
                    if cell in area:
                        raise VorlageError(
                            f"In der Vorlage {self.name} liegt der Name {name} mit {address(*cell)} in {what}. "
                            "Den Bereich im Namens-Manager daneben legen."
                        )

    def _place(
        self, placed: Iterable[tuple[Target, Fill | HideRows]]
    ) -> tuple[dict[int, dict[Cell, Cellwert]], dict[int, set[int]]]:
        values: dict[int, dict[Cell, Cellwert]] = {}
        hidden: dict[int, set[int]] = {}
        for target, entry in placed:
            if isinstance(entry, HideRows):
                hidden.setdefault(target.sheet, set()).update(row[0][0] for row in target.rows[entry.count :])
            else:
                values.setdefault(target.sheet, {}).update(self._fit(entry, target))
        return values, hidden

    def _fit(self, fill: Fill, target: Target) -> dict[Cell, Cellwert]:
        self._check_size(fill, target)
        cells: dict[Cell, Cellwert] = {cell: None for row in target.rows for cell in row}
        for row, values in zip(target.rows, fill.block, strict=False):
            cells.update(zip(row, values, strict=False))
        for cell, value in cells.items():
            check_storable(value, cell)
            if self._date1904 and isinstance(value, date):
                cells[cell] = as_number(value) - DAYS_1900_TO_1904
        return cells

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
        if any(compiled.replaces_formula for _, compiled in self._sheets.values()):
            without_chain = without_calc_chain(package)
        replaced = {package.workbook_part, *without_chain, *(sheet.part for sheet, _ in self._sheets.values())}
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


def _check_overlaps(template: str, targets: Mapping[str, Iterable[Target]]) -> None:
    owner: dict[tuple[int, Cell], str] = {}
    for name in sorted(targets):
        for target in targets[name]:
            for cell in (cell for row in target.rows for cell in row):
                other = owner.setdefault((target.sheet, cell), name)
                if other != name:
                    raise VorlageError(
                        f"In der Vorlage {template} überschneiden sich {other} und {name} in {address(*cell)}. "
                        "In Excel unter Formeln › Namens-Manager einen der beiden Bereiche ändern."
                    )


def _find_targets(package: Package, names: Collection[str]) -> dict[str, tuple[Target, ...]]:
    """Targets of each name that the template has; names differ by scope, not by case."""
    covered = {part: _covered_cells(part) for part in {package.members[sheet.part] for sheet in package.sheets}}
    targets = {}
    for name in names:
        areas = package.named_areas.get(name.casefold(), ())
        if areas:
            targets[name] = tuple(_target(area, covered[package.members[area.sheet.part]]) for area in areas)
    return targets


def _target(named: NamedArea, covered: frozenset[Cell]) -> Target:
    rows = [
        tuple(cell for area in named.areas for cell in _row_of(area, offset) if cell not in covered)
        for offset in range(named.areas[0].bottom - named.areas[0].top + 1)
    ]
    return Target(named.sheet.index, named.scope, tuple(row for row in rows if row))


def _covered_cells(sheet: bytes) -> frozenset[Cell]:
    """Cells that lie under a merge, all but its first."""
    merges = merged_areas(parse_xml(sheet))
    return frozenset(cell for merge in merges for cell in merge.cells() if cell != (merge.top, merge.left))


def _row_of(area: Area, offset: int) -> Iterable[Cell]:
    return ((area.top + offset, column) for column in range(area.left, area.right + 1))


def _width(block: Block) -> int:
    return max((len(row) for row in block), default=0)
