"""The xlwings engine: ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from engine import native
from engine.com import application_error, com
from engine.entry import Content, content, formula_text, raw
from engine.references import MAX_COUNT, MAX_WIDTH, area_text
from xlbudget.xlsx.areas import Area

if TYPE_CHECKING:
    from engine.sheets import Sheet
    from engine.tables import Table


class Range(base_classes.Range):
    """One or more rectangles of cells; values and shape are those of the first."""

    def __init__(self, sheet: Sheet, areas: Sequence[Area]) -> None:
        self._sheet, self.wire, self.areas = sheet, sheet.wire, tuple(areas)
        self._known: tuple[int, int, int, int] | None = None

    @property
    def first(self) -> Area:
        return self.areas[0]

    @property
    def api(self) -> Any:
        return native.Range(self)

    @com(5)
    def coords(self) -> tuple[int, int, int, int]:
        area = self.first
        return area.top, area.left, area.bottom - area.top + 1, area.right - area.left + 1

    def _coords(self) -> tuple[int, int, int, int]:
        # xlwings asks Excel once for sheet, row, column and both sizes
        self._known = self._known or self.coords()
        return self._known

    @property
    def sheet(self) -> Sheet:
        self._coords()
        return self._sheet

    @property
    def row(self) -> int:
        return self._coords()[0]

    @property
    def column(self) -> int:
        return self._coords()[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self._coords()[2:]

    @com()
    def __len__(self) -> int:
        cells = sum((area.bottom - area.top + 1) * (area.right - area.left + 1) for area in self.areas)
        if cells > MAX_COUNT:
            raise application_error("Überlauf")
        return cells

    @com()
    def __call__(self, row: int, column: int | None = None) -> Range:
        area = self.first
        if column is None:
            down, right = divmod(row - 1, area.right - area.left + 1)
        else:
            down, right = row - 1, column - 1
        return Range(self._sheet, (Area(area.top + down, area.left + right, area.top + down, area.left + right),))

    @property
    @com()
    def raw_value(self) -> Any:
        return self._shaped([[raw(held) for held in row] for row in self._sheet.worksheet.values(self.first)])

    @raw_value.setter
    @com(writes=True)
    def raw_value(self, data: Any) -> None:
        self._sheet.store({cell: held for area in self.areas for cell, held in spread(area, data)})

    @property
    @com()
    def formula(self) -> Any:
        worksheet, area = self._sheet.worksheet, self.first
        formulas, values = worksheet.formulas(area), worksheet.values(area)
        return self._shaped(
            [
                [
                    formulas.get((area.top + down, area.left + right)) or formula_text(held)
                    for right, held in enumerate(row)
                ]
                for down, row in enumerate(values)
            ]
        )

    @formula.setter
    @com(writes=True)
    def formula(self, data: Any) -> None:
        self._sheet.store({cell: held for area in self.areas for cell, held in spread(area, data)})

    formula2 = formula

    def _shaped(self, rows: list[list[Any]]) -> Any:
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else tuple(map(tuple, rows))

    @property
    @com()
    def has_array(self) -> bool:
        return False

    @com(writes=True)
    def clear_contents(self) -> None:
        self._sheet.store({cell: None for area in self.areas for cell in area.cells()})

    clear = clear_contents

    @property
    @com()
    def address(self) -> str:
        return self.address_text()

    def address_text(self, row_absolute: bool = True, col_absolute: bool = True) -> str:
        return ",".join(area_text(area, row_absolute, col_absolute) for area in self.areas)

    @com()
    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        text = self.address_text(row_absolute, col_absolute)
        return f"'[{self._sheet._book.file_name}]{self._sheet.title}'!{text}" if external else text

    @property
    @com()
    def number_format(self) -> str | None:
        codes = {self._sheet.worksheet.number_format(*cell) for area in self.areas for cell in area.cells()}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    @com(writes=True)
    def number_format(self, value: str) -> None:
        self._sheet.check_unprotected()
        for area in self.areas:
            self._sheet.worksheet.set_number_format(area, value)

    @property
    @com()
    def column_width(self) -> float | None:
        widths = {
            self._sheet.worksheet.column_width(c) for area in self.areas for c in range(area.left, area.right + 1)
        }
        return widths.pop() if len(widths) == 1 else None

    @column_width.setter
    @com(writes=True)
    def column_width(self, value: float) -> None:
        self._sheet.check_unprotected()
        if not 0 <= value <= MAX_WIDTH:
            raise application_error("Die Spalte kann nicht so breit sein.")
        for area in self.areas:
            self._sheet.worksheet.set_column_width(area, value)

    @property
    @com()
    def wrap_text(self) -> bool | None:
        states = {self._sheet.worksheet.wraps(*cell) for area in self.areas for cell in area.cells()}
        return states.pop() if len(states) == 1 else None

    @wrap_text.setter
    @com(writes=True)
    def wrap_text(self, value: bool) -> None:
        self._sheet.check_unprotected()
        for area in self.areas:
            self._sheet.worksheet.set_wraps(area, value)

    @property
    @com(3)
    def row_hidden(self) -> bool | None:
        return self.rows_hidden()

    def rows_hidden(self) -> bool | None:
        rows = [(area, self._sheet.worksheet.hidden_rows(area.top, area.bottom)) for area in self.areas]
        if not any(hidden for _, hidden in rows):
            return False
        return True if all(len(hidden) == area.bottom - area.top + 1 for area, hidden in rows) else None

    @row_hidden.setter
    @com(2, writes=True)
    def row_hidden(self, value: bool) -> None:
        self.hide_rows(value)

    def hide_rows(self, hidden: bool) -> None:
        if not self._sheet.protection.AllowFormattingRows:
            self._sheet.check_unprotected()
        for area in self.areas:
            self._sheet.worksheet.hide(area.top, area.bottom, hidden)

    @property
    @com()
    def merge_cells(self) -> bool | None:
        merged = {cell for area in self._sheet.worksheet.merges() for cell in area.cells()}
        states = {cell in merged for area in self.areas for cell in area.cells()}
        return states.pop() if len(states) == 1 else None

    @property
    @com()
    def merge_area(self) -> Range:
        corner = (self.first.top, self.first.left)
        found = [area for area in self._sheet.worksheet.merges() if corner in area]
        return Range(self._sheet, found[:1] or (Area(*corner, *corner),))

    @com(writes=True)
    def merge(self, across: bool = False) -> None:
        self._sheet.check_unprotected()
        self._sheet.worksheet.merge(self.first)

    @com(writes=True)
    def unmerge(self) -> None:
        self._sheet.check_unprotected()
        self._sheet.worksheet.unmerge(self.first)

    @com()
    def end(self, direction: str) -> Range:
        """The last filled cell before the first empty one."""
        down, right = {"down": (1, 0), "right": (0, 1), "up": (-1, 0), "left": (0, -1)}[direction]
        row, column = self.first.top, self.first.left
        while min(row + down, column + right) > 0 and self._filled(row + down, column + right):
            row, column = row + down, column + right
        return Range(self._sheet, (Area(row, column, row, column),))

    def _filled(self, row: int, column: int) -> bool:
        return self._sheet.worksheet.values(Area(row, column, row, column))[0][0] not in (None, "")

    @property
    @com()
    def table(self) -> Table | None:
        corner = (self.first.top, self.first.left)
        found = [table for table in self._sheet.worksheet.tables() if corner in table.area]
        from engine.tables import Table

        return Table(self._sheet, found[0].name) if found else None

    @com(writes=True)
    def select(self) -> None:
        if self._sheet._book.active_sheet is not self._sheet:
            raise application_error("Markieren lässt sich nur auf dem aktiven Blatt.")
        self._sheet.selected = self._sheet.app_impl.selected = self


def spread(area: Area, data: Any) -> Iterator[tuple[tuple[int, int], Content]]:
    """Each cell of the area with its part of the data: a single value goes everywhere, a row into every row."""
    if not isinstance(data, list | tuple):
        yield from ((cell, content(data)) for cell in area.cells())
        return
    rows = data if isinstance(data[0], list | tuple) else [data]
    for row, column in area.cells():
        down, right = row - area.top, column - area.left
        values = rows[down] if down < len(rows) else rows[0] if len(rows) == 1 else ()
        if right < len(values):
            yield (row, column), content(values[right])
