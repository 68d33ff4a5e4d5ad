"""Worksheets that differ in values only: what was looked at in one need not be looked at in the other.

Everything here is cautious: a sheet that is not plainly alike is not alike, and is then checked whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

_START = "<sheetData>"
_HIDDEN = re.compile(r'(<row [^>]*?) hidden="[01]"')
_UTF8 = re.compile(r"""(?:<\?xml [^>]*encoding=["'](?i:utf-8)["'][^>]*>|(?!<\?xml))""")
_ADDRESS = re.compile(r'<c r="([A-Z]{1,3}[1-9]\d*)"')
_NUMBER = r"-?\d{1,15}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?"
_TEXT = r"(?:[^<&\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&(?:amp|lt|gt|quot);){0,16000}"
_ERROR = r"\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)"
_HARMLESS = re.compile(
    rf"""
    <c\ (?P<head>r="[A-Z]{{1,3}}[1-9]\d*"(?:\ s="\d+")?(?:\ cm="\d+")?)
    (?:
      /> | ></c>
    | \ t="inlineStr"><is><t\ xml:space="preserve">{_TEXT}</t></is></c>
    | (?:
        \ t="str">(?P<f1><f[^<>]*>[^<]*</f>)<v>{_TEXT}</v>
      | \ t="b">(?P<f2><f[^<>]*>[^<]*</f>)?<v>[01]</v>
      | \ t="e">(?P<f3><f[^<>]*>[^<]*</f>)?<v>{_ERROR}</v>
      | >(?P<f4><f[^<>]*>[^<]*</f>)?<v>{_NUMBER}</v>
      )</c>
    )
    """,
    re.VERBOSE,
)
_LIMIT = 4  # of a sheet that is mostly unlike nothing is gained


class Shape(NamedTuple):
    """What a cell is apart from its value: address and format, and its formula element."""

    head: str
    formula: str


def shape_of(cell: str) -> Shape | None:
    """The shape of a cell as text whose value no rule can object to; None for any other cell.

    >>> shape_of('<c r="B2" s="3"><f>A1</f><v>1.5</v></c>')
    Shape(head='r="B2" s="3"', formula='<f>A1</f>')
    >>> shape_of('<c r="B2"><v>1,5</v></c>')
    """
    match = _HARMLESS.fullmatch(cell)
    return Shape(match["head"], match["f1"] or match["f2"] or match["f3"] or match["f4"] or "") if match else None


@dataclass(frozen=True, slots=True)
class SheetText:
    """A worksheet part taken apart: what stands before and behind its rows, and these cut in front of each cell."""

    before: str
    pieces: Sequence[str]
    behind: str

    @classmethod
    def of(cls, part: bytes) -> SheetText | None:
        """None for a part that cannot be taken apart without an XML parser."""
        try:
            text = part.decode()
        except UnicodeDecodeError:
            return None
        start, end = text.find(_START) + len(_START), text.rfind("</sheetData>")
        if not len(_START) <= start <= end or not _UTF8.match(text):
            return None
        rows = text[start:end]
        return None if "<!" in rows or "<?" in rows else cls(text[:start], rows.split("<c "), text[end:])

    def unlike(self, known: SheetText) -> list[str] | None:
        """The cells that differ in more than a harmless value; None if that cannot be told.

        Rows may be hidden or not; no rule asks for it.
        """
        if len(self.pieces) != len(known.pieces) or not _same_rows(self.pieces[0], known.pieces[0]):
            return None
        found = []
        for piece, other in self._changes(known):
            new, old = _cut(piece), _cut(other)
            if not _same_rows(new.rest, old.rest):
                return None
            if new.cell != old.cell and (new.shape is None or new.shape != old.shape):
                if _address_of(new.cell) != _address_of(old.cell) or "<f " in new.cell or "<f " in old.cell:
                    return None  # its neighbours would have to be looked at
                found.append(new.cell)
        return found

    def _changes(self, known: SheetText) -> Iterator[tuple[str, str]]:
        pairs = zip(self.pieces[1:], known.pieces[1:], strict=True)
        return ((piece, other) for piece, other in pairs if piece != other)

    def thinned(self, cells: Sequence[str]) -> bytes | None:
        """The part with these of its cells only; None if it would not become much smaller."""
        if len(cells) * _LIMIT > len(self.pieces):
            return None
        rows = [f'<row r="{row}">{"".join(of_row)}</row>' for row, of_row in groupby(cells, _row_of)]
        return f"{self.before}{''.join(rows)}{self.behind}".encode()

    def changed_cells(self, known: SheetText) -> list[str]:
        """Addresses of the cells that may differ, where none is unlike."""
        return [_address_of(_cut(piece).cell) for piece, _ in self._changes(known)]


class _Cut(NamedTuple):
    """A piece: the cell it begins with, its shape, and what stands between it and the next one."""

    cell: str
    shape: Shape | None
    rest: str


@lru_cache(maxsize=65_536)
def _cut(piece: str) -> _Cut:
    end = piece.find(">") + 1
    if piece[end - 2 : end] != "/>":
        end = piece.find("</c>") + len("</c>")
    cell = f"<c {piece[:end]}"
    return _Cut(cell, shape_of(cell), piece[end:])


def _same_rows(rows: str, others: str) -> bool:
    return rows == others or _HIDDEN.sub(r"\1", rows) == _HIDDEN.sub(r"\1", others)


def _address_of(cell: str) -> str:
    match = _ADDRESS.match(cell)
    return match[1] if match else cell


def _row_of(cell: str) -> str:
    return _address_of(cell).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
