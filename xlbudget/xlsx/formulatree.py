"""A formula as a tree, its references relative to the cell it stands in: what is filled down is one tree.

`formulaparser` builds it from the tokens of `formula`; what is beyond plain Excel formulas is NotUnderstood, with a
German reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from xlbudget.xlsx.areas import MAX_COLUMN, MAX_ROW, Area, Cell, column_letters, column_number
from xlbudget.xlsx.formula import Kind, Token, tokens


class NotUnderstood(Exception):  # noqa: N818 - no failure: such a formula is left to Excel
    """A formula that is left to Excel; the text is the reason as a German clause."""


class Corner(NamedTuple):
    """A row and a column; what is not absolute is counted from the cell of the formula."""

    row: int
    row_fixed: bool
    column: int
    column_fixed: bool

    @classmethod
    def absolute(cls, row: int, column: int) -> Corner:
        return cls(row, row_fixed=True, column=column, column_fixed=True)

    def at(self, cell: Cell) -> Cell:
        """The cell meant by a formula in `cell`; beyond the edge of the sheet it goes on at the other, as in Excel."""
        row = self.row if self.row_fixed else (cell[0] + self.row - 1) % MAX_ROW + 1
        column = self.column if self.column_fixed else (cell[1] + self.column - 1) % MAX_COLUMN + 1
        return row, column


@dataclass(frozen=True, slots=True)
class Number:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Logical:
    value: bool


@dataclass(frozen=True, slots=True)
class ErrorText:
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An argument that is left out between two commas."""


class Reference(NamedTuple):
    """A rectangle; `sheets` are none (the own), one, or the first and the last of a 3-D reference."""

    sheets: tuple[str, ...]
    first: Corner
    last: Corner

    @property
    def is_cell(self) -> bool:
        return self.first == self.last and len(self.sheets) < 2

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns. Raises NotUnderstood if they differ from cell to cell."""
        first, last = self.first, self.last
        if first.row_fixed != last.row_fixed or first.column_fixed != last.column_fixed or len(self.sheets) > 1:
            raise NotUnderstood("ein Bereich, der von Zeile zu Zeile wächst, in einer Rechnung über Bereiche")
        return last.row - first.row + 1, last.column - first.column + 1

    def at(self, cell: Cell) -> Area | None:
        """The rectangle meant by a formula in `cell`; None if it goes around the edge of the sheet."""
        (top, left), (bottom, right) = self.first.at(cell), self.last.at(cell)
        if self.first.row_fixed != self.last.row_fixed or self.first.column_fixed != self.last.column_fixed:
            return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))  # $A$1:A5
        return Area(top, left, bottom, right) if top <= bottom and left <= right else None


@dataclass(frozen=True, slots=True)
class NameUse:
    """A defined name or a table; `sheet` is what stands before it."""

    sheet: str
    word: str


@dataclass(frozen=True, slots=True)
class Structured:
    """`Tabelle[…]`; `table` is empty inside the table itself."""

    table: str
    bracket: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, or `x%`."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Bracketed:
    """A whole formula in brackets, which keep Excel from taking a difference close to 0 for 0."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Union:
    """`(A1,C3)`: several rectangles as one argument."""

    parts: tuple[Node, ...]


Node = (
    Number
    | Text
    | Logical
    | ErrorText
    | Missing
    | Reference
    | NameUse
    | Structured
    | Call
    | Unary
    | Binary
    | Bracketed
    | Union
)
Piece = Token | Corner
"""A token, or a cell reference in it that has become relative to the cell of the formula."""

_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})")
COLUMN_WORD = re.compile(r"(\$?)([A-Za-z]{1,3})")
ROW_WORD = re.compile(r"(\$?)([1-9]\d{0,6})")


def pieces(formula: str, cell: Cell) -> tuple[Piece, ...]:
    """The tokens of a formula in `cell`; equal for formulas that were filled down or to the right.

    >>> pieces("A1*2", (1, 2)) == pieces("A2*2", (2, 2))
    True
    """
    return tuple([_piece(token, cell) if token.kind is Kind.WORD else token for token in tokens(formula)])


def shape(formula: tuple[Piece, ...]) -> tuple[str | Corner, ...]:
    """What tells one formula from another that was not filled down from it; quick to compare."""
    return tuple([piece.text if isinstance(piece, Token) else piece for piece in formula])


def _piece(token: Token, cell: Cell) -> Piece:
    if match := _CELL.fullmatch(token.text):
        row, column = int(match[4]), column_number(match[2].upper())
        if row <= MAX_ROW and column <= MAX_COLUMN:
            row_fixed, column_fixed = bool(match[3]), bool(match[1])
            return Corner(
                row if row_fixed else row - cell[0],
                row_fixed,
                column if column_fixed else column - cell[1],
                column_fixed,
            )
    return token


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads when it is filled so many rows down and columns to the right.

    >>> moved("SUM($A1:B$2,C:C)*Jan!Z9", 1, 1)
    'SUM($A2:C$2,D:D)*Jan!AA10'
    """
    found = tokens(formula)
    texts = []
    for number, token in enumerate(found):
        beside = {found[other].text for other in (number - 1, number + 1) if 0 <= other < len(found)}
        texts.append(
            _moved_word(token.text, rows, columns, is_line=":" in beside) if token.kind is Kind.WORD else token.text
        )
    return "".join(texts)


def _moved_word(word: str, rows: int, columns: int, *, is_line: bool) -> str:
    def column(fixed: str, letters: str) -> str:
        return fixed + (
            letters if fixed else column_letters((column_number(letters.upper()) + columns - 1) % MAX_COLUMN + 1)
        )

    def row(fixed: str, digits: str) -> str:
        return fixed + (digits if fixed else str((int(digits) + rows - 1) % MAX_ROW + 1))

    if match := _CELL.fullmatch(word):
        return column(match[1], match[2]) + row(match[3], match[4])
    if is_line and (match := COLUMN_WORD.fullmatch(word)):
        return column(match[1], match[2])
    if is_line and (match := ROW_WORD.fullmatch(word)):
        return row(match[1], match[2])
    return word
