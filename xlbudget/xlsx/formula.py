"""What a formula is made of: one tokenizer for everything that reads or rewrites formulas.

The text is that of a file: English names, commas, no leading `=`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import unescape


class Kind(Enum):
    """What a piece of a formula is."""

    TEXT = auto()  # "…", quotes included
    SHEET = auto()  # what stands before a reference: Blatt!, 'Ein Blatt'!, Jan:Dez!, [1]Blatt!
    ITEM = auto()  # what another program is asked for: the 'R1C1' of [1]!'R1C1'
    ERROR = auto()  # #REF!
    FUNCTION = auto()  # the name, without its bracket
    TABLE = auto()  # the name, without the BRACKET behind it
    BRACKET = auto()  # [Spalte], [[#Totals],[Spalte]], [1] before a quoted sheet
    WORD = auto()  # references, names, numbers, TRUE
    MARK = auto()  # one sign: bracket, separator, operator, or a quote that is never closed
    SPACE = auto()


class Token(NamedTuple):
    """A piece of a formula; the texts of all tokens together are the formula."""

    kind: Kind
    text: str


_KINDS = {kind.name: kind for kind in Kind}

_NAME = r"""[^\s'"!(),;:+\-*/^&=<>{}\[\]@\#%$|]+"""
_TOKEN = re.compile(
    rf"""
      (?P<TEXT>"(?:[^"]|"")*")
    | (?P<ITEM>(?<=!)'(?:[^']|'')*'(?!!))
    | (?P<SHEET>'(?:[^']|'')+'!|(?:\[[^\[\]]*\])?{_NAME}(?::{_NAME})?!|\[\d+\]!)
    | (?P<ERROR>\#[A-Z_]+(?:/[A-Z0-9]+)?[!?]?)
    | (?P<FUNCTION>[^\W\d][\w.]*)(?=\s*\()
    | (?P<TABLE>[^\W\d][\w.\\]*)(?=\[)
    | (?P<BRACKET>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<WORD>[$\w\\][$\w.\\?]*)
    | (?P<SPACE>\s+)
    | (?P<MARK>.)
    """,
    re.VERBOSE,
)
_REFERENCE = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}|\$?[A-Za-z]{1,3}|\$?\d[\w.$]*")
_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}")
_IN_XML = re.compile(rb"<(?:\w+:)?f(?: [^>]*)?>([^<]+)<")
_ADDRESSING = frozenset({"INDIRECT", "HYPERLINK"})
_ENTITIES = {"&quot;": '"', "&apos;": "'"}


class SheetPrefix(NamedTuple):
    """What a SHEET token names: `sheets` are two for a 3-D reference, `cell` is the first half of `A1:Blatt!B2`.

    `book` is what stands in brackets before them, None for this workbook.
    """

    book: str | None
    sheets: tuple[str, ...]
    cell: str


@lru_cache(maxsize=16_384)
def tokens(formula: str) -> tuple[Token, ...]:
    """The formula taken apart, whatever is wrong with it.

    >>> [token.text for token in tokens("SUM('Ein Blatt'!A1,Tab[Plan])")]
    ['SUM', '(', "'Ein Blatt'!", 'A1', ',', 'Tab', '[Plan]', ')']
    """
    return tuple([Token(_KINDS[match.lastgroup or "MARK"], match[0]) for match in _TOKEN.finditer(formula)])


def is_reference(word: str) -> bool:
    """Whether a WORD is an address, part of one, or a number: no name."""
    return _REFERENCE.fullmatch(word) is not None


def parse_prefix(text: str) -> SheetPrefix:
    """The sheets that a SHEET token names.

    >>> parse_prefix("'[2]Müller''s'!"), parse_prefix("Jan:Dez!").sheets
    (SheetPrefix(book='2', sheets=("Müller's",), cell=''), ('Jan', 'Dez'))
    >>> parse_prefix("A1:Jan!")
    SheetPrefix(book=None, sheets=('Jan',), cell='A1')
    """
    name = text[:-1]
    is_quoted = name.startswith("'")
    if is_quoted:
        name = name[1:-1].replace("''", "'")
    before, bracket, after = name.rpartition("]")
    book = before.rpartition("[")[2] if bracket else None
    names = after.split(":")
    if len(names) == 2 and not is_quoted and _CELL.fullmatch(names[0]):
        return SheetPrefix(book, (names[1],), names[0])
    return SheetPrefix(book, tuple(filter(None, names)), "")


def address_texts(pieces: Sequence[Token]) -> set[int]:
    """Numbers of the texts that INDIRECT or HYPERLINK takes for an address, or part of one.

    >>> sorted(address_texts(tokens('HYPERLINK("#Plan!A1","Plan")&INDIRECT("B"&2)&"x"')))
    [2, 9]
    """
    found: set[int] = set()
    calls: list[tuple[str, int]] = []  # function and number of the argument around a token
    function = ""
    for number, token in enumerate(pieces):
        if token.kind is Kind.TEXT and any(name in _ADDRESSING and place == 0 for name, place in calls):
            found.add(number)
        elif token.text in ("(", "{"):
            calls.append((function, 0))
        elif token.text in (")", "}") and calls:
            calls.pop()
        elif token.text == "," and calls:
            calls[-1] = (calls[-1][0], calls[-1][1] + 1)
        if token.kind is not Kind.SPACE:
            function = token.text.upper() if token.kind is Kind.FUNCTION else ""
    return found


def formulas_in(sheet: bytes) -> Iterator[str]:
    """The texts of all formulas of a worksheet part; shared ones are there once."""
    return (unescape(text.decode(), _ENTITIES) for text in _IN_XML.findall(sheet))


def words_in_formulas(sheet: bytes) -> set[str]:
    """Everything in the formulas of a worksheet part that may be a name, in lower case."""
    return {word for formula in formulas_in(sheet) for word in words(formula)}


def words(formula: str) -> set[str]:
    """Everything in a formula that may be a name, in lower case.

    >>> sorted(words("SUM(Plan,Blatt!Satz)*A1"))
    ['a1', 'plan', 'satz']
    """
    return {token.text.casefold() for token in tokens(formula) if token.kind in (Kind.WORD, Kind.TABLE)}


def quoted(name: str) -> str:
    """A sheet name as formulas write it.

    >>> quoted("Müller's")
    "'Müller''s'"
    """
    return "'" + name.replace("'", "''") + "'"
