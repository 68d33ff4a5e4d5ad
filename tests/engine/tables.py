"""The xlwings engine: tables, their rows and columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from engine import native
from engine.backend import TableArea
from engine.com import application_error, com
from engine.ranges import Range, spread
from xlbudget.xlsx.areas import Area

if TYPE_CHECKING:
    from engine.sheets import Sheet


def body(table: TableArea) -> Area | None:
    """The data rows of a table."""
    area = replace(table.area, top=table.area.top + table.header, bottom=table.area.bottom - table.totals)
    return area if area.top <= area.bottom else None


class Table(base_classes.Table):
    """A table, looked up anew each time, since it grows."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name, self.wire = sheet, name, sheet.wire

    @property
    def now(self) -> TableArea:
        return next(table for table in self._sheet.worksheet.tables() if table.name == self._name)

    def _range(self, area: Area | None) -> Range | None:
        return Range(self._sheet, (area,)) if area else None

    @property
    def api(self) -> Any:
        return native.ListObject(self)

    @property
    @com()
    def name(self) -> str:
        return self._name

    display_name = name

    @property
    @com()
    def parent(self) -> Sheet:
        return self._sheet

    @property
    @com()
    def range(self) -> Range:
        return Range(self._sheet, (self.now.area,))

    @property
    @com()
    def data_body_range(self) -> Range | None:
        return self._range(body(self.now))

    @property
    @com()
    def header_row_range(self) -> Range | None:
        now = self.now
        return self._range(replace(now.area, bottom=now.area.top)) if now.header else None

    @property
    @com()
    def totals_row_range(self) -> Range | None:
        now = self.now
        return self._range(replace(now.area, top=now.area.bottom)) if now.totals else None

    @property
    @com()
    def show_headers(self) -> bool:
        return self.now.header

    @property
    @com()
    def show_totals(self) -> bool:
        return self.now.totals

    @com(writes=True)
    def resize(self, range: Any) -> None:
        self.resized(range.impl.first)

    def resized(self, area: Area) -> None:
        self._sheet.check_unprotected()
        self._sheet.worksheet.resize_table(self._name, area)
        self._sheet.changed()

    @property
    @com()
    def rows(self) -> TableRows:
        return TableRows(self._sheet, self)

    @property
    @com()
    def columns(self) -> TableColumns:
        return TableColumns(self._sheet, self)


class _Parts:
    """Rows or columns of a table."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self.sheet, self.table, self.wire = sheet, table, sheet.wire


class TableRows(_Parts, base_classes.TableRows):
    """Data rows; one can be appended where the cells below the table are free."""

    @property
    @com()
    def column_count(self) -> int:
        return self.table.now.area.right - self.table.now.area.left + 1

    @com()
    def __len__(self) -> int:
        area = body(self.table.now)
        return area.bottom - area.top + 1 if area else 0

    @com()
    def __call__(self, index: int) -> TableRow:
        return TableRow(self.table, index)

    @com(writes=True)
    def add(self, values: Any, index: int | None) -> TableRow:
        now = self.table.now
        if index is not None or now.totals:
            raise NotImplementedError("Only appending to a table without totals row is emulated.")
        below = replace(now.area, top=now.area.bottom + 1, bottom=now.area.bottom + 1)
        if any(held is not None for held in self.sheet.worksheet.values(below)[0]):
            raise application_error("Unter der Tabelle ist kein Platz.")
        self.table.resized(replace(now.area, bottom=below.bottom))
        self.sheet.store(dict(spread(below, values or [[]])))
        return TableRow(self.table, len(self))


class TableRow(base_classes.TableRow):
    """One data row."""

    index = 0

    def __init__(self, table: Table, index: int) -> None:
        self._table, self.index, self.wire = table, index, table.wire

    @property
    @com()
    def range(self) -> Range:
        area = body(self._table.now)
        row = area.top + self.index - 1
        return Range(self._table._sheet, (replace(area, top=row, bottom=row),))


class TableColumns(_Parts, base_classes.TableColumns):
    """Columns by name or number."""

    def _titles(self) -> list[str]:
        area = self.table.now.area
        return [str(title) for title in self.sheet.worksheet.values(replace(area, bottom=area.top))[0]]

    @com()
    def __len__(self) -> int:
        return len(self._titles())

    @com()
    def __iter__(self) -> Iterator[TableColumn]:
        return (TableColumn(self.table, number, title) for number, title in enumerate(self._titles(), 1))

    @com()
    def __contains__(self, key: str) -> bool:
        return key in self._titles()

    @com()
    def __call__(self, key: str | int) -> TableColumn:
        titles = self._titles()
        number = key if isinstance(key, int) else titles.index(key) + 1 if key in titles else 0
        if not 1 <= number <= len(titles):
            raise KeyError(key)
        return TableColumn(self.table, number, titles[number - 1])


class TableColumn(base_classes.TableColumn):
    """One column."""

    index = 0

    def __init__(self, table: Table, index: int, name: str) -> None:
        self._table, self.index, self._title, self.wire = table, index, name, table.wire

    @property
    @com()
    def name(self) -> str:
        return self._title

    def _range(self, area: Area | None) -> Range | None:
        if area is None:
            return None
        column = area.left + self.index - 1
        return Range(self._table._sheet, (replace(area, left=column, right=column),))

    @property
    @com()
    def range(self) -> Range | None:
        return self._range(self._table.now.area)

    @property
    @com()
    def data_body_range(self) -> Range | None:
        return self._range(body(self._table.now))


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self.wire = sheet, sheet.wire

    @property
    def api(self) -> Any:
        return self._sheet.api

    @com(2, writes=True)
    def add(self, source: Any, name: str | None = None, has_headers: bool = True, **_: Any) -> Table:
        """A table over cells that have titles in their first row; xlwings names it in a second trip."""
        if name is None or not has_headers:
            raise NotImplementedError("Only a table with a name over cells with titles is emulated.")
        self._sheet.check_unprotected()
        area, worksheet = source.impl.first, self._sheet.worksheet
        if any(cell in table.area for table in worksheet.tables() for cell in area.cells()):
            raise application_error("Eine Tabelle darf keine andere Tabelle überlappen.")
        worksheet.add_table(name, area)
        self._sheet.changed()
        return Table(self._sheet, name)

    def _all(self) -> list[Table]:
        return [Table(self._sheet, table.name) for table in self._sheet.worksheet.tables()]

    @com()
    def __len__(self) -> int:
        return len(self._all())

    @com()
    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    @com()
    def __contains__(self, key: str) -> bool:
        return any(table._name.casefold() == key.casefold() for table in self._all())

    @com()
    def __call__(self, key: str | int) -> Table:
        tables = self._all()
        if isinstance(key, str):
            found = [table for table in tables if table._name.casefold() == key.casefold()]
        else:
            found = tables[key - 1 : key]
        if not found:
            raise KeyError(key)
        return found[0]
