"""What the rules ask of a formula: one pass over its tokens, remembered for the next workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from xlbudget.xlsx.formula import Kind, Token, address_texts, is_reference, parse_prefix, tokens

_CLOSING = {")": "(", "}": "{"}
_COLUMN = re.compile(r"(?<=\[)(?:[^\[\]'#@]|'.)(?:[^\[\]']|'.)*(?=\])")
MAX_DEPTH = 64


@dataclass(slots=True)
class Scan:
    """`problem` is a German clause if the text does not even balance; then the rest may be incomplete.

    `sheets` are the sheets it names, `addressed` those in texts that INDIRECT or HYPERLINK gets, `columns` (table,
    column) pairs, `formats` the format codes given to TEXT, `words` what is neither reference nor function: names and
    constants.
    """

    problem: str = ""
    semicolon: bool = False
    depth: int = 0
    functions: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    addressed: list[str] = field(default_factory=list)
    books: list[int] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@lru_cache(maxsize=16_384)
def scan(text: str) -> Scan:
    """Take a formula apart; the result is shared, treat it as read-only.

    >>> scan('SUM(Blatt!A1;"x")').semicolon, scan("SUM(A1").problem
    (True, 'eine Klammer ist nicht geschlossen')
    """
    return _Scanner(text).result


@dataclass(slots=True)
class _Open:
    """A bracket that is not closed yet: the function before it, commas inside it so far."""

    mark: str
    function: str
    commas: int = 0


class _Scanner:
    def __init__(self, text: str) -> None:
        self.result = Scan()
        self._open: list[_Open] = []
        self._foreign = False  # what follows belongs to another workbook
        self._before = Token(Kind.MARK, "")
        pieces = tokens(text)
        for number in address_texts(pieces):
            self._address(pieces[number])
        for token in pieces:
            if token.kind is Kind.SPACE:
                continue
            self._read(token)
            self._foreign = token.kind is Kind.SHEET and self._foreign
            self._before = token
        if self._open and not self.result.problem:
            self.result.problem = "eine Klammer ist nicht geschlossen"

    def _read(self, token: Token) -> None:
        result = self.result
        match token.kind:
            case Kind.TEXT:
                if self._open and self._open[-1].function == "TEXT" and self._open[-1].commas == 1:
                    result.formats.append(token.text[1:-1].replace('""', '"'))
            case Kind.SHEET:
                self._sheet(token)
            case Kind.ERROR:
                result.errors.append(token.text)
            case Kind.FUNCTION:
                result.functions.append(token.text)
            case Kind.TABLE:
                if not self._foreign:
                    result.tables.append(token.text)
            case Kind.BRACKET:
                if self._before.kind is Kind.TABLE and self._before.text in result.tables[-1:]:
                    names = (re.sub(r"'(.)", r"\1", name) for name in _COLUMN.findall(token.text))
                    result.columns += [(self._before.text, name) for name in names]
            case Kind.WORD:
                if not self._foreign and not is_reference(token.text):
                    result.words.append(token.text)
            case Kind.MARK:
                self._mark(token.text)

    def _address(self, token: Token) -> None:
        """A text that begins with a sheet; a file or a page in front of it is none."""
        begin = tokens(token.text[1:-1].replace('""', '"').removeprefix("#"))[:1]
        prefix = parse_prefix(begin[0].text) if begin and begin[0].kind is Kind.SHEET else None
        if prefix and prefix.book is None:
            self.result.addressed += prefix.sheets

    def _sheet(self, token: Token) -> None:
        prefix = parse_prefix(token.text)
        # '[1]Sheet' or a path: another workbook; program|'topic'! is DDE
        self._foreign = prefix.book is not None or self._before.text == "|"
        if prefix.book is not None and prefix.book.isdecimal():
            self.result.books.append(int(prefix.book))
        if not self._foreign:
            self.result.sheets += prefix.sheets

    def _mark(self, mark: str) -> None:
        result = self.result
        if mark in "({":
            function = self._before.text.upper() if self._before.kind is Kind.FUNCTION else ""
            self._open.append(_Open(mark, function))
            result.depth = max(result.depth, len(self._open))
        elif mark in ")}":
            if not self._open or self._open.pop().mark != _CLOSING[mark]:
                result.problem = result.problem or f"„{mark}“ ohne passende öffnende Klammer"
        elif mark == ",":
            if self._open:
                self._open[-1].commas += 1
        elif mark == ";":
            result.semicolon |= not self._open or self._open[-1].mark != "{"
        elif mark == "|" and result.words[-1:] == [self._before.text]:
            result.words.pop()  # program|topic!item
        elif mark in "[]\"'":
            was = "eine eckige Klammer" if mark in "[]" else "ein Anführungszeichen"
            result.problem = result.problem or f"{was} ist nicht geschlossen"
