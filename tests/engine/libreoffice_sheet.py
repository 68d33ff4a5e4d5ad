"""One sheet of a workbook in LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from engine.backend import TableArea
from engine.com import application_error
from engine.entry import Content, Date, Error, Formula
from xlbudget.xlsx.areas import Area

if TYPE_CHECKING:
    from engine.libreoffice import LibreOfficeBook

_DATETIME, _FORMULA = 2, 16  # CellFlags
_ERRORS = {503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}
_CHARACTER, _PADDING = 185.2, 132.3  # hundredths of a millimetre: 7 and 5 pixels, as in Excel's default font


class LibreOfficeSheet:
    """One sheet of an open document."""

    def __init__(self, book: LibreOfficeBook, sheet: Any) -> None:
        self._book, self._sheet = book, sheet

    @property
    def title(self) -> str:
        return self._sheet.Name

    @title.setter
    def title(self, title: str) -> None:
        self._sheet.Name = title

    @property
    def visible(self) -> bool:
        return self._sheet.IsVisible

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._sheet.IsVisible = visible

    @property
    def protected(self) -> bool:
        return self._sheet.isProtected()

    def values(self, area: Area) -> list[list[Content]]:
        cells = self._range(area)
        dates, formulas = _found(cells, _DATETIME), _found(cells, _FORMULA)
        return [
            [self._held(value, cell, cell in dates, cell in formulas) for value, cell in zip(row, keys, strict=True)]
            for row, keys in zip(cells.getDataArray(), _rows(area), strict=True)
        ]

    def _held(self, value: Any, cell: tuple[int, int], date: bool, computed: bool) -> Content:
        if value is None:
            return Error(_ERRORS.get(self._cell(cell).getError(), "#VALUE!"))
        if value == "":
            return "" if computed else None
        return Date(value) if date and isinstance(value, float) else value

    def formulas(self, area: Area) -> dict[tuple[int, int], str]:
        cells = self._range(area)
        found, native = _found(cells, _FORMULA), cells.getFormulaArray()
        return {cell: self._formula(cell, native[cell[0] - area.top][cell[1] - area.left]) for cell in sorted(found)}

    def _formula(self, cell: tuple[int, int], native: str) -> str:
        # translating costs three calls; what LibreOffice writes natively is the same as long as the formula is
        known, key = self._book.translated, (cell, native)
        if key not in known:
            tokens = self._cell(cell).getTokens()
            known[key] = f"={self._book.print_formula(tokens, cell, self._sheet.RangeAddress.Sheet)}"
        return known[key]

    def write(self, cells: Mapping[tuple[int, int], Content]) -> None:
        from com.sun.star.uno import Exception as UnoException

        plain = {cell: held for cell, held in cells.items() if held is None or type(held) in (float, str)}
        try:
            for area in _rectangles(plain):
                self._range(area).setDataArray(
                    tuple(tuple("" if plain[cell] is None else plain[cell] for cell in row) for row in _rows(area))
                )
            for cell, held in cells.items():
                if cell not in plain:
                    self._write_special(cell, held)
            if any(isinstance(held, Formula) for held in cells.values()):
                self._book.calculate_what_was_typed()
        except UnoException as error:
            raise application_error(f"LibreOffice nimmt die Werte nicht an: {error}") from error

    def _write_special(self, cell: tuple[int, int], held: Content) -> None:
        target = self._cell(cell)
        if isinstance(held, Formula | Error):
            text = held.text if isinstance(held, Formula) else "=NA()"
            target.setTokens(self._book.parse_formula(text, cell, self._sheet.RangeAddress.Sheet))
        elif isinstance(held, Date):
            target.setValue(held.serial)
            if self.number_format(*cell) == "General":
                self.set_number_format(Area(*cell, *cell), "DD.MM.YYYY")
        elif isinstance(held, bool):
            target.setValue(float(held))
            self.set_number_format(Area(*cell, *cell), "BOOLEAN")

    def merges(self) -> list[Area]:
        return self._book.merges_of(self.title)

    def merge(self, area: Area) -> None:
        self._range(area).merge(True)
        self.merges().append(area)

    def unmerge(self, area: Area) -> None:
        self._range(area).merge(False)
        self.merges().remove(area)

    def hidden_rows(self, first: int, last: int) -> set[int]:
        visible = self._range(Area(first, 1, last, 1)).queryVisibleCells().getRangeAddresses()
        return set(range(first, last + 1)) - {row for area in visible for row, _ in _area(area).cells()}

    def hide(self, first: int, last: int, hidden: bool) -> None:
        self._range(Area(first, 1, last, 1)).Rows.IsVisible = not hidden

    def number_format(self, row: int, column: int) -> str:
        key = self._cell((row, column)).NumberFormat
        return self._book.document.NumberFormats.getByKey(key).FormatString

    def set_number_format(self, area: Area, code: str) -> None:
        import uno

        formats = self._book.document.NumberFormats
        english = uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
        key = formats.queryKey(code, english, False)
        self._range(area).NumberFormat = formats.addNew(code, english) if key < 0 else key

    def column_width(self, column: int) -> float:
        return round((self._sheet.Columns.getByIndex(column - 1).Width - _PADDING) / _CHARACTER, 1)  # it rounds itself

    def set_column_width(self, area: Area, width: float) -> None:
        self._range(area).Columns.Width = round(width * _CHARACTER + _PADDING)

    def wraps(self, row: int, column: int) -> bool:
        return self._cell((row, column)).IsTextWrapped

    def set_wraps(self, area: Area, wraps: bool) -> None:
        self._range(area).IsTextWrapped = wraps

    def used(self) -> Area:
        cursor = self._sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return Area(1, 1, end.EndRow + 1, end.EndColumn + 1)

    def tables(self) -> list[TableArea]:
        sheet = self._sheet.RangeAddress.Sheet
        return [
            TableArea(table.Name, _area(table.DataArea), table.ContainsHeader, table.TotalsRow)
            for table in self._book.document.DatabaseRanges
            if table.DataArea.Sheet == sheet and not table.Name.startswith(("_xlnm", "__"))
        ]

    def add_table(self, name: str, area: Area) -> None:
        self._book.document.DatabaseRanges.addNewByName(name, self._range(area).RangeAddress)

    def resize_table(self, name: str, area: Area) -> None:
        self._book.document.DatabaseRanges.getByName(name).setDataArea(self._range(area).RangeAddress)

    def protect(self, password: str) -> None:
        self._sheet.protect(password)

    def unprotect(self, password: str) -> bool:
        from com.sun.star.lang import IllegalArgumentException

        try:
            self._sheet.unprotect(password)
        except IllegalArgumentException:
            return False
        return not self.protected

    def _range(self, area: Area) -> Any:
        return self._sheet.getCellRangeByPosition(area.left - 1, area.top - 1, area.right - 1, area.bottom - 1)

    def _cell(self, cell: tuple[int, int]) -> Any:
        return self._sheet.getCellByPosition(cell[1] - 1, cell[0] - 1)


def cell_address(cell: tuple[int, int], sheet: int = 0) -> Any:
    """A cell as UNO knows it."""
    import uno

    return uno.createUnoStruct("com.sun.star.table.CellAddress", sheet, cell[1] - 1, cell[0] - 1)


def _area(found: Any) -> Area:
    return Area(found.StartRow + 1, found.StartColumn + 1, found.EndRow + 1, found.EndColumn + 1)


def _found(cells: Any, kind: int) -> set[tuple[int, int]]:
    areas = cells.queryContentCells(kind).getRangeAddresses()
    return {cell for found in areas for cell in _area(found).cells()}


def _rows(area: Area) -> list[list[tuple[int, int]]]:
    return [list(row) for _, row in groupby(area.cells(), key=lambda cell: cell[0])]


def _rectangles(cells: Mapping[tuple[int, int], Content]) -> Iterator[Area]:
    """The whole area if nothing is missing in it, else cell by cell."""
    if not cells:
        return
    rows, columns = zip(*cells, strict=True)
    whole = Area(min(rows), min(columns), max(rows), max(columns))
    if all(cell in cells for cell in whole.cells()):
        yield whole
    else:
        yield from (Area(*cell, *cell) for cell in cells)
