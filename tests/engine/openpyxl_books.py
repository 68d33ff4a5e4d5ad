"""Workbooks in openpyxl: fast and without LibreOffice, but nothing is calculated.

A formula shows the value cached in its file until it is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.protection import hash_password
from openpyxl.workbook.defined_name import DefinedName as OpenpyxlName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from engine.backend import DefinedName, TableArea
from engine.entry import ERROR_CODES, Content, Date, Error, Formula, content
from engine.references import area_text
from xlbudget.xlsx.areas import Area

_DATES_1904 = datetime(1904, 1, 1)


class OpenpyxlProgram:
    """Opens files with openpyxl."""

    calculates = False

    def open(self, file: Path) -> OpenpyxlBook:
        keep_vba = file.suffix == ".xlsm"
        cached = openpyxl.load_workbook(file, data_only=True)
        return OpenpyxlBook(openpyxl.load_workbook(file, keep_vba=keep_vba), cached)

    def new(self) -> OpenpyxlBook:
        return OpenpyxlBook(openpyxl.Workbook(), openpyxl.Workbook())


class OpenpyxlBook:
    """One loaded workbook, and once more with the cached values of its formulas."""

    def __init__(self, book: openpyxl.Workbook, cached: openpyxl.Workbook) -> None:
        self._book, self._cached = book, cached
        self.date1904 = book.epoch == _DATES_1904

    def sheets(self) -> list[OpenpyxlSheet]:
        return [OpenpyxlSheet(sheet, self._cached) for sheet in self._book.worksheets]

    def add_sheet(self, title: str, index: int) -> OpenpyxlSheet:
        return OpenpyxlSheet(self._book.create_sheet(title, index), self._cached)

    def delete_sheet(self, title: str) -> None:
        self._book.remove(self._book[title])

    def copy_sheet(self, title: str, new: str, index: int) -> None:
        copy = self._book.copy_worksheet(self._book[title])
        copy.title = new
        self._book.move_sheet(copy, index - len(self._book.sheetnames) + 1)

    def names(self) -> list[DefinedName]:
        scopes = [(None, self._book), *((sheet.title, sheet) for sheet in self._book.worksheets)]
        return [
            DefinedName(name, title, f"={defined.attr_text}")
            for title, scope in scopes
            for name, defined in scope.defined_names.items()
        ]

    def find_name(self, name: str, sheet: str) -> DefinedName | None:
        for title, scope in ((sheet, self._book[sheet]), (None, self._book)):
            for known, defined in scope.defined_names.items():
                if known.casefold() == name.casefold():
                    return DefinedName(known, title, f"={defined.attr_text}")
        return None

    def set_name(self, name: DefinedName) -> None:
        scope = self._book[name.sheet] if name.sheet else self._book
        scope.defined_names[name.name] = OpenpyxlName(name.name, attr_text=name.refers_to.removeprefix("="))

    def delete_name(self, name: DefinedName) -> None:
        del (self._book[name.sheet] if name.sheet else self._book).defined_names[name.name]

    def calculate(self) -> None:
        """Nothing calculates here."""

    def calculate_automatically(self, automatically: bool) -> None:
        """Nothing calculates here."""

    def save(self, file: Path) -> None:
        self._book.save(file)

    def close(self) -> None:
        self._book.close()


class OpenpyxlSheet:
    """One sheet."""

    def __init__(self, sheet: Worksheet, cached: openpyxl.Workbook) -> None:
        self._sheet = sheet
        self._cached = cached[sheet.title] if sheet.title in cached.sheetnames else None

    @property
    def title(self) -> str:
        return self._sheet.title

    @title.setter
    def title(self, title: str) -> None:
        self._sheet.title = title
        if self._cached is not None:
            self._cached.title = title

    @property
    def visible(self) -> bool:
        return self._sheet.sheet_state == "visible"

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._sheet.sheet_state = "visible" if visible else "hidden"

    @property
    def protected(self) -> bool:
        return self._sheet.protection.sheet

    def values(self, area: Area) -> list[list[Content]]:
        return [
            [self._held(self._sheet.cell(row, column)) for column in range(area.left, area.right + 1)]
            for row in range(area.top, area.bottom + 1)
        ]

    def _held(self, cell: Cell | MergedCell) -> Content:
        if _formula(cell):
            cell = self._cached.cell(cell.row, cell.column) if self._cached is not None else cell
            if _formula(cell) or cell.value is None:
                return 0.0
        value = cell.value
        if isinstance(value, str):
            return Error(value) if cell.data_type == "e" and value in ERROR_CODES else value
        return Date(value) if isinstance(value, float) and cell.is_date else content(value)

    def formulas(self, area: Area) -> dict[tuple[int, int], str]:
        cells = ((key, self._sheet.cell(*key)) for key in area.cells())
        return {key: text for key, cell in cells if (text := _formula(cell))}

    def write(self, cells: Mapping[tuple[int, int], Content]) -> None:
        for key, held in cells.items():
            cell = self._sheet.cell(*key)
            if isinstance(cell, MergedCell):
                continue
            if isinstance(held, Date):
                if cell.number_format == "General":
                    cell.number_format = "dd.mm.yyyy"
                cell.value = held.serial
            elif isinstance(held, Formula | Error):
                cell.value = held.text
            else:
                cell.value = held
                if isinstance(held, str):
                    cell.data_type = "s"
            if self._cached is not None and not isinstance(held, Formula):
                self._cached.cell(*key).value = None

    def merges(self) -> list[Area]:
        return [Area(m.min_row, m.min_col, m.max_row, m.max_col) for m in self._sheet.merged_cells.ranges]

    def merge(self, area: Area) -> None:
        self._sheet.merge_cells(None, area.top, area.left, area.bottom, area.right)

    def unmerge(self, area: Area) -> None:
        self._sheet.unmerge_cells(None, area.top, area.left, area.bottom, area.right)

    def hidden_rows(self, first: int, last: int) -> set[int]:
        return {row for row in range(first, last + 1) if self._sheet.row_dimensions[row].hidden}

    def hide(self, first: int, last: int, hidden: bool) -> None:
        for row in range(first, last + 1):
            self._sheet.row_dimensions[row].hidden = hidden

    def number_format(self, row: int, column: int) -> str:
        return self._sheet.cell(row, column).number_format

    def set_number_format(self, area: Area, code: str) -> None:
        for key in area.cells():
            self._sheet.cell(*key).number_format = code

    def column_width(self, column: int) -> float:
        return self._sheet.column_dimensions[get_column_letter(column)].width

    def set_column_width(self, area: Area, width: float) -> None:
        for column in range(area.left, area.right + 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = width

    def wraps(self, row: int, column: int) -> bool:
        return bool(self._sheet.cell(row, column).alignment.wrap_text)

    def set_wraps(self, area: Area, wraps: bool) -> None:
        for key in area.cells():
            cell = self._sheet.cell(*key)
            looks = copy(cell.alignment)
            looks.wrap_text = wraps
            cell.alignment = looks

    def used(self) -> Area:
        return Area(1, 1, self._sheet.max_row, self._sheet.max_column)

    def tables(self) -> list[TableArea]:
        return [
            TableArea(table.displayName, area, table.headerRowCount != 0, bool(table.totalsRowCount))
            for table in self._sheet.tables.values()
            if (area := Area.parse(table.ref))
        ]

    def add_table(self, name: str, area: Area) -> None:
        self._sheet.add_table(Table(displayName=name, ref=area_text(area, False, False)))

    def resize_table(self, name: str, area: Area) -> None:
        table = self._sheet.tables[name]
        table.ref = area_text(area, False, False)
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref

    def protect(self, password: str) -> None:
        self._sheet.protection.sheet = True
        self._sheet.protection.set_password(password)

    def unprotect(self, password: str) -> bool:
        protection = self._sheet.protection
        expected = protection.password or hash_password("")
        if protection.hashValue or expected != hash_password(password):
            return False
        protection.sheet = False
        return True


def _formula(cell: Cell | MergedCell) -> str | None:
    if isinstance(cell.value, ArrayFormula):
        return f"={cell.value.text.removeprefix('=')}"
    return cell.value if cell.data_type == "f" else None
