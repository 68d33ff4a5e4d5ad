"""What the skeleton needs from a spreadsheet program; rows and columns count from 1, areas are rectangles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.entry import Content
from xlbudget.xlsx.areas import Area


@dataclass(frozen=True, slots=True)
class DefinedName:
    """`sheet` is the title of the sheet it belongs to, None for the workbook; `refers_to` starts with `=`."""

    name: str
    sheet: str | None
    refers_to: str


@dataclass(frozen=True, slots=True)
class TableArea:
    """A table with its header row and totals row."""

    name: str
    area: Area
    header: bool
    totals: bool


class Worksheet(Protocol):
    """One sheet of an open workbook."""

    title: str
    visible: bool
    protected: bool

    def values(self, area: Area) -> list[list[Content]]:
        """What the cells show; results of formulas instead of the formulas."""

    def formulas(self, area: Area) -> Mapping[tuple[int, int], str]:
        """The formulas of an area by cell, as Excel files write them, with `=`."""

    def write(self, cells: Mapping[tuple[int, int], Content]) -> None:
        """Set cells; None empties."""

    def merges(self) -> Sequence[Area]:
        """All merged areas."""

    def merge(self, area: Area) -> None: ...

    def unmerge(self, area: Area) -> None: ...

    def hidden_rows(self, first: int, last: int) -> set[int]:
        """Which of these rows are hidden."""

    def hide(self, first: int, last: int, hidden: bool) -> None:
        """Hide or show rows."""

    def number_format(self, row: int, column: int) -> str: ...

    def set_number_format(self, area: Area, code: str) -> None: ...

    def column_width(self, column: int) -> float:
        """In characters, as Excel counts them."""

    def set_column_width(self, area: Area, width: float) -> None: ...

    def wraps(self, row: int, column: int) -> bool: ...

    def set_wraps(self, area: Area, wraps: bool) -> None: ...

    def used(self) -> Area:
        """From A1 to the last cell with content."""

    def tables(self) -> Sequence[TableArea]: ...

    def add_table(self, name: str, area: Area) -> None:
        """Make a table whose first row is its header."""

    def resize_table(self, name: str, area: Area) -> None: ...

    def protect(self, password: str) -> None: ...

    def unprotect(self, password: str) -> bool:
        """Whether the password was right; an empty one stands for none."""


class Workbook(Protocol):
    """An open workbook."""

    date1904: bool

    def sheets(self) -> Sequence[Worksheet]: ...

    def add_sheet(self, title: str, index: int) -> Worksheet: ...

    def delete_sheet(self, title: str) -> None: ...

    def copy_sheet(self, title: str, new: str, index: int) -> None: ...

    def names(self) -> Sequence[DefinedName]: ...

    def find_name(self, name: str, sheet: str) -> DefinedName | None:
        """What a name in any case means on a sheet: its own comes before that of the workbook."""

    def set_name(self, name: DefinedName) -> None: ...

    def delete_name(self, name: DefinedName) -> None: ...

    def calculate(self) -> None: ...

    def calculate_automatically(self, automatically: bool) -> None: ...

    def save(self, file: Path) -> None:
        """Write a copy; the open workbook stays what it is."""

    def close(self) -> None: ...


class Program(Protocol):
    """What opens workbooks; `calculates` says whether formulas get new values."""

    calculates: bool

    def open(self, file: Path) -> Workbook: ...

    def new(self) -> Workbook: ...
