"""A formula as a tree, its references relative to the cell it stands in: what is filled down is one tree.

Built from the tokens of `formula`; whatever is beyond plain Excel formulas raises NotUnderstood with a German reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from xlbudget.xlsx.areas import MAX_COLUMN, MAX_ROW, Area, Cell, column_letters, column_number
from xlbudget.xlsx.formula import Kind, Token, parse_prefix, tokens


class NotUnderstood(Exception):  # noqa: N818 - no failure: such a formula is left to Excel
    """A formula that is left to Excel; the text is the reason as a German clause."""


class Corner(NamedTuple):
    """A row and a column; what is not absolute is counted from the cell of the formula."""

    row: int
    row_fixed: bool
    column: int
    column_fixed: bool

    def at(self, cell: Cell) -> Cell:
        """The cell meant by a formula in `cell`; beyond the edge of the sheet it goes on at the other, as in Excel."""
        row = self.row if self.row_fixed else (cell[0] + self.row - 1) % MAX_ROW + 1
        column = self.column if self.column_fixed else (cell[1] + self.column - 1) % MAX_COLUMN + 1
        return row, column


class Number(NamedTuple):
    text: str


class Text(NamedTuple):
    value: str


class Logical(NamedTuple):
    value: bool


class ErrorText(NamedTuple):
    text: str


class Missing(NamedTuple):
    """An argument that is left out between two commas."""


class Reference(NamedTuple):
    """A rectangle; `sheets` are none (the own), one, or the first and the last of a 3-D reference."""

    sheets: tuple[str, ...]
    first: Corner
    last: Corner

    @property
    def is_cell(self) -> bool:
        return self.first == self.last and len(self.sheets) < 2

    def at(self, cell: Cell) -> Area | None:
        """The rectangle meant by a formula in `cell`; None if it goes around the edge of the sheet."""
        (top, left), (bottom, right) = self.first.at(cell), self.last.at(cell)
        if self.first.row_fixed != self.last.row_fixed or self.first.column_fixed != self.last.column_fixed:
            return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))  # $A$1:A5
        return Area(top, left, bottom, right) if top <= bottom and left <= right else None


class Name(NamedTuple):
    """A defined name or a table; `sheet` is what stands before it."""

    sheet: str
    word: str


class Structured(NamedTuple):
    """`Tabelle[…]`; `table` is empty inside the table itself."""

    table: str
    bracket: str


class Call(NamedTuple):
    name: str
    arguments: tuple[Node, ...]


class Unary(NamedTuple):
    """`-x`, or `x%`."""

    sign: str
    operand: Node


class Binary(NamedTuple):
    sign: str
    left: Node
    right: Node


class Union(NamedTuple):
    """`(A1,C3)`: several rectangles as one argument."""

    parts: tuple[Node, ...]


Node = Number | Text | Logical | ErrorText | Missing | Reference | Name | Structured | Call | Unary | Binary | Union
Piece = Token | Corner
"""A token, or a cell reference in it that has become relative to the cell of the formula."""

_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})")
_COLUMN = re.compile(r"(\$?)([A-Za-z]{1,3})")
_ROW = re.compile(r"(\$?)([1-9]\d{0,6})")
_NUMBER = re.compile(r"\d+\.?\d*(?:[eE]\d+)?")
_LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
_STRENGTH = {sign: level for level, signs in enumerate(_LEVELS) for sign in signs}
_MAX_CHAIN = 150  # so many signs in a row; a tree is walked by functions that call themselves


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
                row if row_fixed else row - cell[0], row_fixed, column if column_fixed else column - cell[1], column_fixed
            )
    return token


@lru_cache(maxsize=16_384)
def parse(formula: tuple[Piece, ...]) -> Node:
    """The tree of the pieces of a formula. Raises NotUnderstood."""
    return _Parser([piece for piece in formula if isinstance(piece, Corner) or piece.kind is not Kind.SPACE]).whole()


class _Parser:
    def __init__(self, todo: Sequence[Piece]) -> None:
        self._todo = todo
        self._at = 0

    def whole(self) -> Node:
        node = self._level()
        if self._at < len(self._todo):
            raise NotUnderstood("ein Schnittbereich (Leerzeichen) oder ein Zeichen, das hier nicht stehen kann")
        return node

    def _peek(self) -> Piece | None:
        return self._todo[self._at] if self._at < len(self._todo) else None

    def _mark(self, *texts: str) -> str:
        """The next sign if it is one of these, which is then read."""
        piece = self._peek()
        if isinstance(piece, Token) and piece.kind is Kind.MARK and piece.text in texts:
            self._at += 1
            return piece.text
        return ""

    def _need(self, text: str) -> None:
        if not self._mark(text):
            raise NotUnderstood("ein Schnittbereich (Leerzeichen) oder eine Klammer, die nicht geschlossen ist")

    def _level(self, weakest: int = 0) -> Node:
        """An expression whose signs bind at least so strongly."""
        left = self._signed()
        for _ in range(_MAX_CHAIN):
            sign = self._sign()
            strength = _STRENGTH.get(sign, -1)
            if strength < weakest:
                return left
            self._at += len(sign)
            left = Binary(sign, left, self._level(strength + 1))
        raise NotUnderstood(f"mehr als {_MAX_CHAIN} Rechenzeichen hintereinander")

    def _sign(self) -> str:
        """The sign that comes next, of one or two marks."""
        marks = ""
        for piece in self._todo[self._at : self._at + 2]:
            if not isinstance(piece, Token) or piece.kind is not Kind.MARK or marks + piece.text not in _STRENGTH:
                break
            marks += piece.text
        return marks

    def _signed(self) -> Node:
        if sign := self._mark("-", "+"):
            operand = self._signed()
            return Unary("-", operand) if sign == "-" else operand
        node = self._operand()
        while self._mark("%"):
            node = Unary("%", node)
        return node

    def _operand(self) -> Node:
        node = self._primary()
        if self._mark(":"):
            raise NotUnderstood("ein Bezug, der erst beim Rechnen entsteht (A1:INDEX(…))")
        return node

    def _primary(self) -> Node:
        piece = self._peek()
        if piece is None:
            raise NotUnderstood("eine unvollständige Formel")
        self._at += 1
        if isinstance(piece, Corner):
            return self._range((), piece)
        match piece.kind:
            case Kind.TEXT:
                return Text(piece.text[1:-1].replace('""', '"'))
            case Kind.ERROR:
                return ErrorText(piece.text)
            case Kind.SHEET:
                return self._on_sheet(piece)
            case Kind.FUNCTION:
                return self._call(piece.text)
            case Kind.TABLE:
                return Structured(piece.text, self._bracket())
            case Kind.BRACKET:
                return Structured("", piece.text)
            case Kind.WORD:
                return self._word((), piece.text)
        if piece.text == "(":
            return self._in_brackets()
        if piece.text == ".":
            self._at -= 1
            return self._number("0")
        raise NotUnderstood(
            "eine Konstante aus mehreren Werten ({…})" if piece.text == "{" else f"das Zeichen {piece.text}"
        )

    def _in_brackets(self) -> Node:
        parts = [self._level()]
        while self._mark(","):
            parts.append(self._level())
        self._need(")")
        return parts[0] if len(parts) == 1 else Union(tuple(parts))

    def _bracket(self) -> str:
        piece = self._peek()
        if not isinstance(piece, Token) or piece.kind is not Kind.BRACKET:
            raise NotUnderstood("ein Tabellenbezug, der nicht zu lesen ist")
        self._at += 1
        return piece.text

    def _on_sheet(self, token: Token) -> Node:
        prefix = parse_prefix(token.text)
        piece = self._peek()
        if prefix.book is not None:
            raise NotUnderstood("ein Bezug auf eine andere Mappe")
        self._at += 1
        if prefix.cell or not prefix.sheets or piece is None:
            raise NotUnderstood("ein Bezug, der nicht zu lesen ist")
        if isinstance(piece, Corner):
            return self._range(prefix.sheets, piece)
        if piece.kind is Kind.WORD:
            return self._word(prefix.sheets, piece.text)
        raise NotUnderstood("ein Bezug, den es nicht mehr gibt (#REF!)")

    def _range(self, sheets: tuple[str, ...], first: Corner) -> Reference:
        last = self._todo[self._at + 1] if self._at + 1 < len(self._todo) else None
        if isinstance(last, Corner) and self._mark(":"):
            self._at += 1
            return Reference(sheets, first, last)
        return Reference(sheets, first, first)

    def _word(self, sheets: tuple[str, ...], word: str) -> Node:
        if whole := self._whole_lines(sheets, word):
            return whole
        if word[0].isdigit():
            return self._number(word)
        if word.upper() in ("TRUE", "FALSE") and not sheets:
            return Logical(word.upper() == "TRUE")
        if len(sheets) > 1:
            raise NotUnderstood("ein Name über mehrere Blätter")
        return Name(sheets[0] if sheets else "", word)

    def _whole_lines(self, sheets: tuple[str, ...], word: str) -> Reference | None:
        """`A:C` and `1:3`; only columns and rows that are fixed are the same for every cell of the formula."""
        last = self._todo[self._at + 1] if self._at + 1 < len(self._todo) else None
        if not isinstance(last, Token) or last.kind is not Kind.WORD:
            return None
        for pattern in (_COLUMN, _ROW):
            start, end = pattern.fullmatch(word), pattern.fullmatch(last.text)
            if start and end and self._mark(":"):
                self._at += 1
                return _lines(sheets, pattern is _COLUMN, start[2].upper(), end[2].upper())
        return None

    def _number(self, text: str) -> Number:
        """A number that the tokenizer may have cut at its sign: `1.5E` `-` `3`, `.` `5`."""
        if self._mark("."):
            text += "." + self._digits()
        if text[-1] in "eE" and (sign := self._mark("+", "-")):
            text += sign + self._digits()
        if not _NUMBER.fullmatch(text.replace("+", "").replace("-", "")):
            raise NotUnderstood(f"die Zahl {text}")
        return Number(text)

    def _digits(self) -> str:
        piece = self._peek()
        self._at += 1
        return piece.text if isinstance(piece, Token) and piece.kind is Kind.WORD else "?"

    def _call(self, name: str) -> Call:
        self._need("(")
        if self._mark(")"):
            return Call(name.upper(), ())
        arguments: list[Node] = []
        while True:
            arguments.append(Missing() if self._is_separator() else self._level())
            if not self._mark(","):
                break
        self._need(")")
        return Call(name.upper(), tuple(arguments))

    def _is_separator(self) -> bool:
        piece = self._peek()
        return isinstance(piece, Token) and piece.kind is Kind.MARK and piece.text in (",", ")")


def _lines(sheets: tuple[str, ...], is_column: bool, first: str, last: str) -> Reference:
    if is_column:
        left, right = sorted((column_number(first), column_number(last)))
        top, bottom = 1, MAX_ROW
    else:
        top, bottom = sorted((int(first), int(last)))
        left, right = 1, MAX_COLUMN
    if right > MAX_COLUMN or bottom > MAX_ROW:
        raise NotUnderstood("ein Bezug über den Rand des Blatts")
    return Reference(sheets, Corner(top, True, left, True), Corner(bottom, True, right, True))


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads when it is filled so many rows down and columns to the right.

    >>> moved("SUM($A1:B$2,C:C)*Jan!Z9", 1, 1)
    'SUM($A2:C$2,D:D)*Jan!AA10'
    """
    found = tokens(formula)
    texts = []
    for number, token in enumerate(found):
        beside = {found[other].text for other in (number - 1, number + 1) if 0 <= other < len(found)}
        texts.append(_moved_word(token.text, rows, columns, ":" in beside) if token.kind is Kind.WORD else token.text)
    return "".join(texts)


def _moved_word(word: str, rows: int, columns: int, is_line: bool) -> str:
    def column(fixed: str, letters: str) -> str:
        return fixed + (letters if fixed else column_letters((column_number(letters.upper()) + columns - 1) % MAX_COLUMN + 1))

    def row(fixed: str, digits: str) -> str:
        return fixed + (digits if fixed else str((int(digits) + rows - 1) % MAX_ROW + 1))

    if match := _CELL.fullmatch(word):
        return column(match[1], match[2]) + row(match[3], match[4])
    if is_line and (match := _COLUMN.fullmatch(word)):
        return column(match[1], match[2])
    if is_line and (match := _ROW.fullmatch(word)):
        return row(match[1], match[2])
    return word
