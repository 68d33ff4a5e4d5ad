"""Right cached values: the formulas of a filled template, computed by ironcalc.

Excel computes on its own; previewers, pandas and mail clients show what is cached.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from posixpath import dirname, relpath
from typing import Protocol

import ironcalc
from lxml import etree

from xlbudget.cellplan import Cellwert
from xlbudget.xlsx.areas import Cell, address
from xlbudget.xlsx.formula import words, words_in_formulas
from xlbudget.xlsx.package import Package, iter_cells, pack, parse_xml, rels_part, serialise

# what Excel itself may show; anything else ironcalc reports is its own limit, and #NAME? is a function it lacks
_EXCEL_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})

DAYS_1900_TO_1904 = 1462


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A formula result that is an Excel error, e.g. `#N/A`."""

    text: str


Result = str | float | bool | ErrorValue | None
"""Value of a formula cell; None where ironcalc cannot compute it."""


Inputs = Mapping[int, Mapping[Cell, Cellwert]]
Formulas = Mapping[int, Collection[Cell]]
Results = Mapping[int, Mapping[Cell, Result]]
"""Each by the index of the sheet in the workbook."""


class Computes(Protocol):
    """Anything that computes the formulas of a workbook from the values of its filled cells."""

    def compute(self, inputs: Inputs, formulas: Formulas) -> Results:
        """The value of every formula cell."""


class Calculator:
    """One template loaded into ironcalc once, then recomputed for every set of inputs."""

    def __init__(self, package: Package) -> None:
        # ironcalc knows the calendar of 1900 only
        self._model = None if package.date1904 else _load(pack(_for_ironcalc(package)))
        order = [sheet["name"] for sheet in self._model.get_worksheets_properties()] if self._model else []
        # chart sheets have a number in the workbook, but not in the model
        self._number = {sheet.index: order.index(sheet.name) for sheet in package.sheets if sheet.name in order}
        self._held: dict[int, dict[Cell, Cellwert]] = {}  # what was set last: most cells stay as they are

    def compute(self, inputs: Inputs, formulas: Formulas) -> Results:
        """Set the inputs, recompute everything, return the value of every formula cell."""
        model = self._model
        if model is None:
            return {index: dict.fromkeys(cells) for index, cells in formulas.items()}
        for index, values in inputs.items():
            self._set(model, index, values)
        model.evaluate()
        return {
            index: {cell: self._result(model, self._number[index], *cell) for cell in cells}
            for index, cells in formulas.items()
        }

    def _set(self, model: ironcalc.Model, index: int, values: Mapping[Cell, Cellwert]) -> None:
        number, held = self._number[index], self._held.setdefault(index, {})
        for cell, value in values.items():
            before = held.get(cell, ...)
            if value is before or (type(value) is type(before) and value == before):
                continue
            held[cell] = value
            if value is None:
                model.clear_cell_contents(number, *cell)
            elif isinstance(value, str):
                model.update_cell_with_text(number, *cell, value)
            elif isinstance(value, bool):
                model.update_cell_with_bool(number, *cell, value)
            else:
                model.update_cell_with_number(number, *cell, float(as_number(value)))

    @staticmethod
    def _result(model: ironcalc.Model, number: int, row: int, column: int) -> Result:
        value = model.get_cell_value(number, row, column)
        if isinstance(value, str) and model.get_cell_type(number, row, column) == ironcalc.CellType.ErrorValue:
            return ErrorValue(value) if value in _EXCEL_ERRORS else None
        if isinstance(value, float) and not math.isfinite(value):
            return None
        # an empty reference shows as 0 in Excel
        return 0.0 if value is None else value


class SheetwiseCalculator:
    """Sheets that do not look at each other, each computed in a small model instead of all in a large one.

    `place` says for each sheet of the workbook which calculator computes it, and as which of its sheets.
    """

    def __init__(self, place: Mapping[int, tuple[Calculator, int]]) -> None:
        self._place = place

    def compute(self, inputs: Inputs, formulas: Formulas) -> Results:
        """The value of every formula cell."""
        results = {}
        for index, cells in formulas.items():
            calculator, there = self._place[index]
            results[index] = calculator.compute({there: inputs.get(index, {})}, {there: cells})[there]
        return results


def _for_ironcalc(package: Package) -> Mapping[str, bytes]:
    """The members as ironcalc needs them.

    It loses formulas without a cached value and cells without an address, stumbles over comments with absolute paths,
    and takes seconds for thousands of names: what formulas do not need is left out.
    """
    members = dict(package.resolved())
    for sheet in package.sheets:
        members[sheet.part] = _with_values_and_addresses(members[sheet.part])
        if rels_part(sheet.part) in members:
            members[rels_part(sheet.part)] = _tables_and_links(package, sheet.part)
    used = {word for sheet in package.sheets for word in words_in_formulas(members[sheet.part])}
    root = parse_xml(members[package.workbook_part])
    names = root.find("{*}definedNames")
    if names is not None:
        elements = list(names.iterchildren(tag=etree.Element))
        for name in elements:
            used |= words(name.text or "")
        names[:] = [name for name in elements if name.get("name", "").casefold() in used]
        if not len(names):
            root.remove(names)
    return {**members, package.workbook_part: serialise(root)}


def _tables_and_links(package: Package, sheet_part: str) -> bytes:
    """The relationships of a sheet without drawings and comments, with relative paths."""
    rels = parse_xml(package.members[rels_part(sheet_part)])
    tables = {rid: part for kind, rid, part in package.relationships(sheet_part) if kind.endswith("/table")}
    for relation in list(rels):
        if relation.get("Id") in tables:
            relation.set("Target", relpath("/" + tables[relation.get("Id")], "/" + dirname(sheet_part)))
        elif relation.get("TargetMode") != "External":
            rels.remove(relation)
    return serialise(rels)


def _with_values_and_addresses(sheet: bytes) -> bytes:
    root = parse_xml(sheet)
    for cell, element in iter_cells(root):
        element.set("r", address(*cell))
        formula = element.find("{*}f")
        value = element.find("{*}v")
        if formula is not None and formula.get("t") == "dataTable":
            element.remove(formula)
            continue
        if formula is not None and (value is None or not value.text):
            if value is not None:
                element.remove(value)
            element.attrib.pop("t", None)
            etree.SubElement(element, etree.QName(formula).text.replace("}f", "}v")).text = "0"
    return serialise(root)


def _load(workbook: bytes) -> ironcalc.Model | None:
    """The workbook as ironcalc sees it (it reads files only); None if it cannot."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vorlage.xlsx"
        file.write_bytes(workbook)
        try:
            return ironcalc.load_from_xlsx(str(file), "en", "UTC", "en")
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            return None


def as_number(value: int | float | Decimal | date) -> int | float | Decimal:
    """The number Excel stores; dates count days in the 1900 system (its phantom 29 February 1900 included).

    >>> as_number(date(2023, 12, 31)), as_number(date(1900, 2, 28))
    (45291, 59)
    """
    if not isinstance(value, date):
        return value
    day = value.date() if isinstance(value, datetime) else value
    days = (day - date(1899, 12, 31)).days
    days += days > 59
    if isinstance(value, datetime):
        seconds = (value.hour * 60 + value.minute) * 60 + value.second
        return days + Decimal(seconds) / 86400 if seconds else days
    return days
