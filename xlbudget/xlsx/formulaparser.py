"""Reading the pieces of a formula into a tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xlbudget.xlsx.areas import MAX_COLUMN, MAX_ROW, column_number
from xlbudget.xlsx.formula import Kind, Token, parse_prefix
from xlbudget.xlsx.formulatree import (
    COLUMN_WORD,
    ROW_WORD,
    Binary,
    Bracketed,
    Call,
    Corner,
    ErrorText,
    Logical,
    Missing,
    NameUse,
    Node,
    NotUnderstood,
    Number,
    Piece,
    Reference,
    Structured,
    Text,
    Unary,
    Union,
)

_NUMBER = re.compile(r"\d+\.?\d*(?:[eE]\d+)?")
_LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
_STRENGTH = {sign: level for level, signs in enumerate(_LEVELS) for sign in signs}
_MAX_CHAIN = 150  # so many signs in a row; a tree is walked by functions that call themselves


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
        return Bracketed(node) if isinstance(node, Binary) and self._is_one_bracket() else node

    def _is_one_bracket(self) -> bool:
        """Whether the first bracket is closed at the very end."""
        depth = 0
        for number, piece in enumerate(self._todo, 1):
            mark = piece.text if isinstance(piece, Token) and piece.kind is Kind.MARK else ""
            depth += (mark == "(") - (mark == ")")
            if not depth:
                return number == len(self._todo)
        return False

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
        return NameUse(sheets[0] if sheets else "", word)

    def _whole_lines(self, sheets: tuple[str, ...], word: str) -> Reference | None:
        """`A:C` and `1:3`; only columns and rows that are fixed are the same for every cell of the formula."""
        last = self._todo[self._at + 1] if self._at + 1 < len(self._todo) else None
        if not isinstance(last, Token) or last.kind is not Kind.WORD:
            return None
        for pattern in (COLUMN_WORD, ROW_WORD):
            start, end = pattern.fullmatch(word), pattern.fullmatch(last.text)
            if start and end and self._mark(":"):
                self._at += 1
                return _lines(sheets, start[2].upper(), end[2].upper(), is_column=pattern is COLUMN_WORD)
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


def _lines(sheets: tuple[str, ...], first: str, last: str, *, is_column: bool) -> Reference:
    if is_column:
        left, right = sorted((column_number(first), column_number(last)))
        top, bottom = 1, MAX_ROW
    else:
        top, bottom = sorted((int(first), int(last)))
        left, right = 1, MAX_COLUMN
    if right > MAX_COLUMN or bottom > MAX_ROW:
        raise NotUnderstood("ein Bezug über den Rand des Blatts")
    return Reference(sheets, Corner.absolute(top, left), Corner.absolute(bottom, right))
