"""Addresses of cells: rows and columns counted from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

Cell = tuple[int, int]
"""Row and column."""

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?")


@cache
def column_number(letters: str) -> int:
    """1-based number of a column.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    """Letters of a 1-based column.

    >>> column_letters(28)
    'AB'
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """`B5` of (5, 2)."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    @lru_cache(maxsize=4096)  # copies of a sheet have the same areas
    def parse(cls, text: str) -> Area | None:
        """Read `A1`, `$A$1:$C$4`; None for anything else (whole rows or columns, `#REF!`).

        >>> Area.parse("$B$2:$C$4")
        Area(top=2, left=2, bottom=4, right=3)
        """
        match = _AREA.fullmatch(text)
        if match is None:
            return None
        left, top = column_number(match[1]), int(match[2])
        right, bottom = (column_number(match[3]), int(match[4])) if match[3] else (left, top)
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    @property
    def size(self) -> int:
        """Number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def cells(self) -> Iterator[tuple[int, int]]:
        """All (row, column), row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column

    def overlaps(self, other: Area) -> bool:
        """Whether the two share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def without(self, hole: Area) -> list[Area]:
        """What is left of the area: above, left, right and below.

        >>> [area_text(area) for area in Area(1, 1, 9, 3).without(Area(4, 2, 9, 2))]
        ['A1:C3', 'A4:A9', 'C4:C9']
        """
        if not self.overlaps(hole):
            return [self]
        top, bottom = max(self.top, hole.top), min(self.bottom, hole.bottom)
        pieces = (
            Area(self.top, self.left, top - 1, self.right),
            Area(top, self.left, bottom, hole.left - 1),
            Area(top, hole.right + 1, bottom, self.right),
            Area(bottom + 1, self.left, self.bottom, self.right),
        )
        return [area for area in pieces if area.top <= area.bottom and area.left <= area.right]


def area_text(area: Area) -> str:
    """`B2:C4` of an area, `B2` of a single cell."""
    first, last = address(area.top, area.left), address(area.bottom, area.right)
    return first if first == last else f"{first}:{last}"
