"""Rows at the end of a table, as if somebody had typed them there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree
from openpyxl.formula.translate import Translator

from xlbudget.cellplan import Cellwert
from xlbudget.xlsx.areas import Area, address, area_text
from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.fill.calculation import with_calculation
from xlbudget.xlsx.fill.sheetxml import SheetElement, check_storable
from xlbudget.xlsx.grow.cells import CellTexts, copy_value, has_content, write_formula, write_value
from xlbudget.xlsx.grow.checks import copy_checks, stretch_checks
from xlbudget.xlsx.grow.looks import LookImport
from xlbudget.xlsx.grow.table import PackageTable, RefusedError, check_can_grow, check_room_below, find_table
from xlbudget.xlsx.package import Package, parse_xml


def add_rows(package: Package, table: str, rows: Sequence[Mapping[str, Cellwert]]) -> Package:
    """The package with rows at the end of a table, each from heading to value; what is not named stays empty.

    Empty last rows are filled first. New rows look like the last one and have its checks; columns that Excel computes
    get their formula. A text stays text, whatever it begins with.

    Raises KeyError for a table or column that is not there, VorlageError for a value that Excel cannot hold,
    RefusedError where the table must not or cannot grow.
    """
    if not rows:
        return package
    growth = _Growth(package, find_table(package, table))
    numbers = growth.make(len(rows))
    for number, row in zip(numbers, rows, strict=True):
        for heading, value in row.items():
            cell = (number, growth.table.columns[heading])
            check_storable(value, cell)
            write_value(growth.sheet.cell(cell), value)
    return growth.finish()


def set_cells(package: Package, table: str, values: Mapping[tuple[int, str], Cellwert]) -> Package:
    """The package with other values in cells of a table, each by the number of its row on the sheet and its heading.

    Their looks stay. Raises KeyError for a table or column that is not there, VorlageError for a value that Excel
    cannot hold, RefusedError where the table must not change or a cell has a formula.
    """
    if not values:
        return package
    growth = _Growth(package, find_table(package, table))
    for (number, heading), value in values.items():
        cell = (number, growth.table.columns[heading])
        check_storable(value, cell)
        element = growth.sheet.cell(cell)
        if element.find("{*}f") is not None:
            text = f"In {address(*cell)} steht eine Formel. Sie durch ihren Wert ersetzen und den Befehl wiederholen."
            raise RefusedError(text, growth.table.sheet.name, address(*cell))
        write_value(element, value)
    return growth.finish()


def copy_rows(package: Package, table: str, pattern: Package, numbers: Sequence[int]) -> Package:
    """The package with rows that the table of the same name has in `pattern`, with their looks, heights and checks.

    `numbers` count its rows of data from 0. Raises as `add_rows` does.
    """
    if not numbers:
        return package
    growth, other = _Growth(package, find_table(package, table)), find_table(pattern, table)
    looks, texts = LookImport(growth.draft, package, pattern), CellTexts(pattern)
    source_root = parse_xml(pattern.members[other.sheet.part])
    source = SheetElement(source_root, f"{{{etree.QName(source_root).namespace}}}")
    for number, from_number in zip(growth.make(len(numbers)), (other.body.top + n for n in numbers), strict=True):
        if (height := source.row(from_number).get("ht")) is not None:
            growth.sheet.row(number).set("ht", height)
        for heading, column in growth.table.columns.items():
            if heading in other.columns:
                original = (from_number, other.columns[heading])
                element = growth.sheet.cell((number, column))
                copy_value(element, source.cell(original), texts)
                element.set("s", looks.cell(source.cell(original).get("s")))
                one, original_one = Area(number, column, number, column), Area(*original, *original)
                copy_checks(growth.root, one, source_root, original_one, looks)
    return growth.finish()


class _Growth:
    """A table in change, with its sheet."""

    def __init__(self, package: Package, table: PackageTable) -> None:
        check_can_grow(package, table)
        self._package, self.table = package, table
        self.draft = PackageDraft(package)
        self.root = self.draft.tree(table.sheet.part)
        self.sheet = SheetElement(self.root, f"{{{etree.QName(self.root).namespace}}}")

    def make(self, count: int) -> Sequence[int]:
        """Numbers of rows that are empty and inside the table now."""
        body = self.table.body
        first = body.bottom + 1
        while first > body.top and self._is_free(first - 1):
            first -= 1
        numbers = range(first, first + count)
        missing = numbers[-1] - body.bottom
        if missing > 0:
            check_room_below(self._package, self.table, missing)
            self._stretch(body, numbers[-1])
        if "insertRow" in self.table.root.attrib:  # Excel's word for a table whose only row is empty
            del self.draft.tree(self.table.part).attrib["insertRow"]
        return numbers

    def finish(self) -> Package:
        """The package as it is now; formulas elsewhere may count the rows, so Excel computes them anew."""
        self.sheet.widen_dimension()
        return with_calculation(self.draft.finish())

    def _is_free(self, number: int) -> bool:
        cells = ((number, column) for column in range(self.table.area.left, self.table.area.right + 1))
        return not any(
            cell in self.sheet.cells and cell[1] not in self.table.calculated and has_content(self.sheet.cells[cell])
            for cell in cells
        )

    def _stretch(self, body: Area, bottom: int) -> None:
        part = self.draft.tree(self.table.part)
        part.set("ref", area_text(replace(self.table.area, bottom=bottom)))
        for element in part.iterfind("{*}autoFilter"):
            element.set("ref", part.get("ref"))
        for number in range(body.bottom + 1, bottom + 1):
            self.sheet.row(number).attrib.pop("spans", None)  # a hint that may be wrong now
            for column in range(body.left, body.right + 1):
                self._continue(body, number, column)
        stretch_checks(self.root, body, bottom)

    def _continue(self, body: Area, number: int, column: int) -> None:
        """A cell below the last row, with the look and the formula of the one above."""
        above = self.sheet.cells.get((body.bottom, column))
        element = self.sheet.cell((number, column))
        if above is not None and above.get("s") is not None:
            element.set("s", above.get("s"))
        if column in self.table.calculated and above is not None and (formula := self._formula(above)):
            text, origin = formula
            moved = Translator(f"={text}", origin).translate_formula(address(number, column))
            write_formula(element, str(moved)[1:])

    def _formula(self, element: etree._Element) -> tuple[str, str] | None:
        """Formula and address of a cell; a shared one as its first cell has it."""
        formula = element.find("{*}f")
        if formula is None or formula.get("t", "normal") not in ("normal", "shared"):
            return None
        if formula.text:
            return formula.text, element.get("r")
        group = formula.get("si")
        cells = ((cell, other.find("{*}f")) for cell, other in self.sheet.cells.items())
        return next(
            ((f.text, address(*cell)) for cell, f in cells if f is not None and f.text and f.get("si") == group), None
        )
