"""Fill an Excel template without touching anything but the cells that change.

Compile once, fill many: the members that never change are packed once; each filling appends the changed ones.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from xlbudget.errors import Befund, Schwere, SourceRef, VorlageError
from xlbudget.layout.cellplan import Block, CellPlan, Cellwert, Fill, HideRows
from xlbudget.writers.ooxml import Area, NamedArea, Package, Sheet, address, parse_xml, serialise
from xlbudget.writers.recalc import Calculator
from xlbudget.writers.sheetxml import Cell, SheetTemplate, check_storable, merged_areas

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a name puts its block: rows of cells, without the cells that a merge covers."""

    sheet: int
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished workbook, and what Excel has to compute itself (Hinweise)."""

    data: bytes
    befunde: tuple[Befund, ...]


class Template:
    """A template compiled for the names that some plans use.

    Names are filled where the template has them; those in `required` must be there.
    Raises EingabeError for an unreadable file, VorlageError for missing names.
    """

    def __init__(self, file: Path, plans: Iterable[CellPlan], required: Collection[str] = ()) -> None:
        package = Package(file)
        self.name = file.name
        entries = {(entry.name, isinstance(entry, HideRows)) for plan in plans for entry in plan}
        self._targets = _find_targets(package, sorted({name for name, _ in entries}))
        self._hides = {name for name, hides in entries if hides}
        if missing := sorted(set(required) - self._targets.keys()):
            raise VorlageError(
                f"In der Vorlage {file.name} fehlen die Namen {', '.join(missing)}. "
                "In Excel unter Formeln › Namens-Manager anlegen, oder von der mitgelieferten Vorlage ausgehen."
            )
        self._sheets = self._compile_sheets(package)
        self._calculator = Calculator(file)
        self._formulas = tuple((index, *cell) for index, sheet in self._sheets.items() for cell in sheet[1].formulas)
        changed = self._workbook_members(package)
        self._base = _pack(
            (name, data)
            for name, data in package.members.items()
            if name not in changed and name not in {sheet.part for sheet, _ in self._sheets.values()}
        )

    def fill(self, plan: CellPlan) -> Filled:
        """The filled workbook. Raises VorlageError if a block does not fit or a value cannot be stored."""
        values, hidden = self._place(plan)
        for cells in values.values():
            for key, value in cells.items():
                check_storable(value, key)
        inputs = {(index, *cell): value for index, cells in values.items() for cell, value in cells.items()}
        results = self._calculator.compute(inputs, self._formulas)
        unknown = [key for key in self._formulas if results[key] is None]
        members = dict(self._with_recalc if unknown else self._without_recalc)
        for index, (sheet, compiled) in self._sheets.items():
            cached = {(key[1], key[2]): result for key, result in results.items() if key[0] == index}
            members[sheet.part] = compiled.render(values.get(index, {}), cached, hidden.get(index, ()))
        return Filled(_append(self._base, members), tuple(map(self._not_computed, unknown)))

    def _not_computed(self, key: tuple[int, int, int]) -> Befund:
        sheet, _ = self._sheets[key[0]]
        text = "Diese Formel kann xlbudget nicht berechnen; Excel rechnet sie beim Öffnen."
        return Befund(Schwere.HINWEIS, "vorlage.formel", text, SourceRef(self.name, sheet.name, address(*key[1:])))

    def _compile_sheets(self, package: Package) -> dict[int, tuple[Sheet, SheetTemplate]]:
        cells: dict[int, set[Cell]] = {}
        for target in self._targets.values():
            cells.setdefault(target.sheet, set()).update(cell for row in target.rows for cell in row)
        compiled = {}
        for sheet in package.sheets:
            targets = cells.get(sheet.index, set())
            template = SheetTemplate(package.members[sheet.part], targets, self._hideable(sheet.index))
            if targets or template.formulas:
                compiled[sheet.index] = (sheet, template)
        return compiled

    def _hideable(self, sheet: int) -> set[int]:
        targets = (target for name, target in self._targets.items() if name in self._hides)
        return {row[0][0] for target in targets if target.sheet == sheet for row in target.rows}

    def _place(self, plan: CellPlan) -> tuple[dict[int, dict[Cell, Cellwert]], dict[int, set[int]]]:
        values: dict[int, dict[Cell, Cellwert]] = {}
        hidden: dict[int, set[int]] = {}
        for entry in plan:
            target = self._targets.get(entry.name)
            if target is None:
                continue
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
        return cells

    def _check_size(self, fill: Fill, target: Target) -> None:
        for missing, unit in (
            (len(fill.block) - len(target.rows), "Zeilen"),
            (_width(fill.block) - len(target.rows[0]), "Spalten"),
        ):
            if missing > 0:
                raise VorlageError(
                    f"In der Vorlage {self.name} ist der Bereich {fill.name} zu klein: es fehlen {missing} {unit}. "
                    f"Dort {unit} innerhalb des Bereichs einfügen, damit der Name mitwächst."
                )

    def _workbook_members(self, package: Package) -> set[str]:
        """Members that depend on whether Excel has to calculate, and those that a stale calcChain takes along."""
        self._without_recalc = _workbook_variants(package, full_calc=False)
        self._with_recalc = _workbook_variants(package, full_calc=True)
        changed = set(self._with_recalc)
        if any(compiled.replaces_formula for _, compiled in self._sheets.values()):
            for variant in (self._without_recalc, self._with_recalc):
                variant.update(_without_calc_chain(package))
            changed |= set(self._with_recalc) | {name for name in package.members if name.endswith("/calcChain.xml")}
        return changed


def _find_targets(package: Package, names: Iterable[str]) -> dict[str, Target]:
    merges = {sheet.index: merged_areas(parse_xml(package.members[sheet.part])) for sheet in package.sheets}
    targets = {}
    for name in names:
        areas = package.named_areas.get(name.casefold())
        if areas:
            targets[name] = _target(areas[0], merges[areas[0].sheet.index])
    return targets


def _target(named: NamedArea, merges: Iterable[Area]) -> Target:
    covered = {
        cell
        for merge in merges
        for cell in merge.cells()
        if cell != (merge.top, merge.left)  # type: ignore[attr-defined]
    }
    area = named.area
    rows = [
        tuple((row, column) for column in range(area.left, area.right + 1) if (row, column) not in covered)
        for row in range(area.top, area.bottom + 1)
    ]
    return Target(named.sheet.index, tuple(row for row in rows if row))


def _width(block: Block) -> int:
    return max((len(row) for row in block), default=0)


def _workbook_variants(package: Package, *, full_calc: bool) -> dict[str, bytes]:
    """workbook.xml, asking Excel to calculate on load only where something is left to calculate.

    Asking needlessly makes Excel offer to save on every close.
    """
    root = parse_xml(package.members[package.workbook_part])
    calc = root.find("{*}calcPr")
    has_flag = calc is not None and calc.get("fullCalcOnLoad") in ("1", "true")
    if has_flag == full_calc or (calc is None and not full_calc):
        return {package.workbook_part: package.members[package.workbook_part]}
    if calc is None:
        calc = _add_calc_settings(root)
    if full_calc:
        calc.set("fullCalcOnLoad", "1")
    else:
        del calc.attrib["fullCalcOnLoad"]
    return {package.workbook_part: serialise(root)}


def _add_calc_settings(root: etree._Element) -> etree._Element:
    """The schema wants calcPr right behind these."""
    before = [
        child
        for tag in ("sheets", "functionGroups", "externalReferences", "definedNames")
        if (child := root.find(f"{{*}}{tag}")) is not None
    ]
    calc = etree.Element(f"{{{etree.QName(root).namespace}}}calcPr")
    before[-1].addnext(calc)
    return calc


def _without_calc_chain(package: Package) -> Mapping[str, bytes]:
    """Content types and workbook relationships without the calculation chain; Excel builds a new one."""
    folder, _, name = package.workbook_part.rpartition("/")
    changed = {}
    for part, attribute in (("[Content_Types].xml", "PartName"), (f"{folder}/_rels/{name}.rels", "Target")):
        root = parse_xml(package.members[part])
        for element in root:
            if (element.get(attribute) or "").endswith("calcChain.xml"):
                root.remove(element)
        changed[part] = serialise(root)
    return changed


def _pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    return _append(b"", dict(members))


def _append(base: bytes, members: Mapping[str, bytes]) -> bytes:
    """An archive with more members; what is already packed is not read again."""
    buffer = io.BytesIO()
    buffer.write(base)
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()
