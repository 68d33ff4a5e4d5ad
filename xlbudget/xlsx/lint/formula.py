"""What a formula is made of, as far as the rules ask: one pass over its text, remembered for the next workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

_TOKEN = re.compile(
    r"""
      (?P<string>"(?:[^"]|"")*")
    | (?P<sheet>'(?:[^']|'')+'!|\[\d+\](?:[^\W\d][\w.]*)?!|(?<![$\w.])\w[\w.]*(?::\w[\w.]*)?!)
    | (?P<error>\#[A-Z_]+(?:/[A-Z0-9]+)?[!?]?)
    | (?P<function>[^\W\d][\w.]*)\s*\(
    | (?P<table>[^\W\d][\w.\\]*)(?P<columns>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<bracket>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<word>[$\w\\][$\w.\\?]*)
    | (?P<mark>[(){},;"'\[\]])
    """,
    re.VERBOSE,
)
_CLOSING = {")": "(", "}": "{"}
_COLUMN = re.compile(r"(?<=\[)(?:[^\[\]'#@]|'.)(?:[^\[\]']|'.)*(?=\])")
_REFERENCE = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}|\$?[A-Za-z]{1,3}|\$?\d[\w.$]*")
MAX_DEPTH = 64


@dataclass(slots=True)
class Scan:
    """`problem` is a German clause if the text does not even balance; then the rest may be incomplete.

    `sheets` are the sheets it names, `columns` (table, column) pairs, `formats` the format codes given to TEXT,
    `words` what is neither reference nor function: names and constants.
    """

    problem: str = ""
    semicolon: bool = False
    depth: int = 0
    functions: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
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


class _Scanner:
    def __init__(self, text: str) -> None:
        self.result = Scan()
        self._open: list[list[str | int]] = []
        """Bracket, function before it, commas inside it so far."""
        self._foreign = False
        for token in _TOKEN.finditer(text):
            kind = token.lastgroup or ""
            if kind == "columns":
                kind = "table"
            getattr(self, f"_{kind}")(token)
            self._foreign = kind == "sheet" and self._foreign
        if self._open and not self.result.problem:
            self.result.problem = "eine Klammer ist nicht geschlossen"

    def _string(self, token: re.Match[str]) -> None:
        if self._open and self._open[-1][1] == "TEXT" and self._open[-1][2] == 1:
            self.result.formats.append(token[0][1:-1].replace('""', '"'))

    def _sheet(self, token: re.Match[str]) -> None:
        name = token[0][:-1]
        if name.startswith("["):
            self.result.books.append(int(name[1 : name.index("]")]))
            self._foreign = True
        elif name.startswith("'"):
            name = name[1:-1].replace("''", "'")
            # '[1]Sheet' or a path: another workbook; program|'topic'! is DDE
            self._foreign = "[" in name or token.string[: token.start()].endswith("|")
            if not self._foreign:
                self.result.sheets += name.split(":")
        else:
            names = name.split(":")
            # in A1:Blatt!B2 the first half is a cell, in Januar:Mai!B2 a sheet
            self.result.sheets += names[1:] if len(names) == 2 and _REFERENCE.fullmatch(names[0]) else names

    def _error(self, token: re.Match[str]) -> None:
        self.result.errors.append(token[0])

    def _function(self, token: re.Match[str]) -> None:
        name = token["function"]
        self.result.functions.append(name)
        self._push("(", name.upper())

    def _table(self, token: re.Match[str]) -> None:
        if not self._foreign:
            table = token["table"]
            self.result.tables.append(table)
            self.result.columns += [(table, re.sub(r"'(.)", r"\1", name)) for name in _COLUMN.findall(token["columns"])]

    def _bracket(self, token: re.Match[str]) -> None:
        """`[@Plan]` or `[1]` before a quoted sheet: nothing to check."""

    def _word(self, token: re.Match[str]) -> None:
        if not self._foreign and not _REFERENCE.fullmatch(token[0]):
            self.result.words.append(token[0])

    def _mark(self, token: re.Match[str]) -> None:
        mark = token[0]
        if mark in "({":
            self._push(mark, "")
        elif mark in ")}":
            if not self._open or self._open.pop()[0] != _CLOSING[mark]:
                self.result.problem = self.result.problem or f"„{mark}“ ohne passende öffnende Klammer"
        elif mark == ",":
            if self._open:
                self._open[-1][2] += 1  # type: ignore[operator]
        elif mark == ";":
            self.result.semicolon |= not self._open or self._open[-1][0] != "{"
        else:
            was = "eine eckige Klammer" if mark in "[]" else "ein Anführungszeichen"
            self.result.problem = self.result.problem or f"{was} ist nicht geschlossen"

    def _push(self, mark: str, function: str) -> None:
        self._open.append([mark, function, 0])
        self.result.depth = max(self.result.depth, len(self._open))
