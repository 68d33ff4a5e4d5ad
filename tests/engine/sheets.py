"""The xlwings engine: sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from engine import native
from engine.backend import Worksheet
from engine.com import application_error, com
from engine.entry import Content
from engine.ranges import Range
from engine.references import MAX_ADDRESS, MAX_COLUMNS, MAX_ROWS, parse_areas
from engine.tables import Tables, body
from xlbudget.xlsx.areas import Area

if TYPE_CHECKING:
    from engine.books import Book, Names
    from engine.excel import App


class Sheets(base_classes.Sheets):
    """The sheets of a workbook in tab order."""

    def __init__(self, book: Book) -> None:
        self._book, self.wire = book, book.wire

    @property
    def api(self) -> Any:
        return self._book.api

    @property
    @com()
    def active(self) -> Sheet:
        return self._book.active_sheet

    @com()
    def __call__(self, key: str | int) -> Sheet:
        sheets = self._book.sheet_list
        if isinstance(key, str):
            found = [sheet for sheet in sheets if sheet.title.casefold() == key.casefold()]
        else:
            found = sheets[key - 1 : key]
        if not found:
            raise application_error(f"Es gibt kein Blatt {key}.")
        return found[0]

    @com()
    def __len__(self) -> int:
        return len(self._book.sheet_list)

    @com()
    def __iter__(self) -> Iterator[Sheet]:
        return iter(tuple(self._book.sheet_list))

    @com()
    def __contains__(self, key: str) -> bool:
        return any(sheet.title.casefold() == key.casefold() for sheet in self._book.sheet_list)

    @com(writes=True)
    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        sheets = self._book.sheet_list
        index = sheets.index(before) if before else sheets.index(after) + 1 if after else 0
        title = name or f"Tabelle{len(sheets) + 1}"
        sheet = Sheet(self._book, self._book.workbook.add_sheet(title, index))
        sheets.insert(index, sheet)
        sheet.activated()
        return sheet


class Sheet(base_classes.Sheet):
    """One sheet. Protection is as strict as Excel's with all cells locked."""

    def __init__(self, book: Book, worksheet: Worksheet) -> None:
        self._book, self.wire, self.worksheet = book, book.wire, worksheet
        self.title = worksheet.title
        self.selected = Range(self, (Area(1, 1, 1, 1),))
        self.protection, self.enable_selection = native.ProtectionOptions(), 0

    @property
    def app_impl(self) -> App:
        return self._book._app

    @property
    def api(self) -> Any:
        return native.Worksheet(self)

    @property
    @com()
    def name(self) -> str:
        return self.title

    @name.setter
    @com(writes=True)
    def name(self, value: str) -> None:
        self.worksheet.title = self.title = value

    @property
    @com()
    def book(self) -> Book:
        return self._book

    @property
    @com()
    def index(self) -> int:
        return self._book.sheet_list.index(self) + 1

    @property
    @com()
    def names(self) -> Names:
        from engine.books import Names

        return Names(self._book, self.title)

    @property
    @com()
    def visible(self) -> bool:
        return self.worksheet.visible

    @visible.setter
    @com(writes=True)
    def visible(self, value: bool) -> None:
        self.worksheet.visible = value

    @com()
    def range(self, arg1: Any, arg2: Any = None) -> Range:
        first = self._areas(arg1)
        if arg2 is None:
            return Range(self, first)
        one, two = first[0], self._areas(arg2)[0]
        rows, columns = (one.top, one.bottom, two.top, two.bottom), (one.left, one.right, two.left, two.right)
        return Range(self, (Area(min(rows), min(columns), max(rows), max(columns)),))

    def _areas(self, where: Any) -> tuple[Area, ...]:
        if isinstance(where, Range):
            return where.areas
        if isinstance(where, tuple):
            row, column, height, width = (*where, 1, 1)[:4]
            if 0 in where:
                raise IndexError("Zeilen und Spalten zählen ab 1.")
            return (Area(row, column, row + height - 1, column + width - 1),)
        if len(where) > MAX_ADDRESS:
            raise application_error(f"Eine Adresse darf höchstens {MAX_ADDRESS} Zeichen haben.")
        found = parse_areas(where)
        if found is None:
            found = self._named(where)
        if found is None or found[0].casefold() not in ("", self.title.casefold()):
            raise application_error(f"{where} gibt es auf dem Blatt {self.title} nicht.")
        return found[1]

    def _named(self, name: str) -> tuple[str, tuple[Area, ...]] | None:
        if known := self._book.workbook.find_name(name, self.title):
            return parse_areas(known.refers_to.removeprefix("="))
        tables = [table for table in self.worksheet.tables() if table.name.casefold() == name.casefold()]
        return (self.title, (body(tables[0]),)) if tables and body(tables[0]) else None

    @property
    @com()
    def cells(self) -> Range:
        return Range(self, (Area(1, 1, MAX_ROWS, MAX_COLUMNS),))

    @property
    @com()
    def used_range(self) -> Range:
        return Range(self, (self.worksheet.used(),))

    @property
    @com()
    def tables(self) -> Tables:
        return Tables(self)

    @com(writes=True)
    def activate(self) -> None:
        self.activated()

    def activated(self) -> None:
        self._book.active_sheet = self
        self._book.activated()

    select = activate

    @com(writes=True)
    def clear_contents(self) -> None:
        used = self.worksheet.used()
        self.store(dict.fromkeys(used.cells()))

    @com(writes=True)
    def delete(self) -> None:
        self._book.workbook.delete_sheet(self.title)
        self._book.sheet_list.remove(self)
        if self._book.active_sheet is self:
            self._book.sheet_list[0].activated()

    @com(writes=True)
    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        sheets = self._book.sheet_list
        index = sheets.index(before) if before else sheets.index(after) + 1
        title = f"{self.title} ({sum(sheet.title.startswith(self.title) for sheet in sheets) + 1})"
        self._book.workbook.copy_sheet(self.title, title, index)
        copied = next(sheet for sheet in self._book.workbook.sheets() if sheet.title == title)
        sheets.insert(index, Sheet(self._book, copied))
        sheets[index].activated()

    def store(self, cells: dict[tuple[int, int], Content]) -> None:
        """Write to cells that may be written: a protected sheet refuses, cells under a merge swallow."""
        self.check_unprotected()
        covered = {cell for area in self.worksheet.merges() for cell in area.cells() if cell != (area.top, area.left)}
        self.worksheet.write({cell: held for cell, held in cells.items() if cell not in covered})
        self.changed()

    def changed(self) -> None:
        """Note that the workbook has to be saved, and perhaps calculated."""
        self._book.changed = True
        self.app_impl.calculate_later()

    def check_unprotected(self) -> None:
        if self.worksheet.protected and not self.protection.UserInterfaceOnly:
            raise application_error("Die Zelle befindet sich auf einem schreibgeschützten Blatt.")
