"""References as Excel writes them: `A1`, `$B$2:$C$4`, `7:12`, `'Blatt 1'!A1,'Blatt 1'!C3`."""

from __future__ import annotations

import re

from xlbudget.xlsx.areas import Area, address

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_WIDTH = 255  # characters that a column can be wide
MAX_ADDRESS = 255  # characters that Range takes
MAX_COUNT = 2**31 - 1  # cells that Range.Count counts
_PART = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!,]+))!)?([$A-Za-z0-9:]+)")
_UNION = re.compile(r",(?=(?:[^']*'[^']*')*[^']*$)")
_ROWS = re.compile(r"\$?(\d+):\$?(\d+)")


def parse_areas(reference: str) -> tuple[str, tuple[Area, ...]] | None:
    """Title of the sheet ("" if none is given) and areas of a reference; None if it is none."""
    sheets, areas = set(), []
    for text in _UNION.split(reference):
        part = _PART.fullmatch(text.strip())
        if part is None:
            return None
        rows = _ROWS.fullmatch(part[3])
        area = Area(int(rows[1]), 1, int(rows[2]), MAX_COLUMNS) if rows else Area.parse(part[3].upper())
        if area is None:
            return None
        sheets.add((part[1] or part[2] or "").replace("''", "'"))
        areas.append(area)
    return (sheets.pop(), tuple(areas)) if len(sheets) == 1 else None


def cell_text(row: int, column: int, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """`$B$5` of row 5 and column 2."""
    letters = address(1, column)[:-1]
    return f"{'$' * column_absolute}{letters}{'$' * row_absolute}{row}"


def area_text(area: Area, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """`$A$1:$B$2`, or one cell."""
    first = cell_text(area.top, area.left, row_absolute, column_absolute)
    last = cell_text(area.bottom, area.right, row_absolute, column_absolute)
    return first if first == last else f"{first}:{last}"
