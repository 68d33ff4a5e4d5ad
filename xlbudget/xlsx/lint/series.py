"""Workbooks that come from one template: after the first one only what changed is looked at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from posixpath import splitext

from xlbudget.dateien import DAMAGED
from xlbudget.errors import Befund
from xlbudget.xlsx.areas import address
from xlbudget.xlsx.lint import lint_book, lint_workbook
from xlbudget.xlsx.lint.book import Book
from xlbudget.xlsx.lint.lookalike import SheetText
from xlbudget.xlsx.lint.tables import header_cells

MAX_MODELS = 4
_ABOUT_VALUES = frozenset(
    f"lint.{code}"
    for code in (
        "cache",
        "tabelle_kopf",
        "text_lang",
        "text_leer",
        "zelle_art",
        "zelle_fehlerwert",
        "zelle_text",
        "zelle_wahrheit",
        "zelle_zahl",
    )
)
"""Codes of Befunde that another value in a cell could bring or take away."""


class SeriesLinter:
    """Lints one workbook after the other, as `lint_workbook` does.

    A workbook of which every member is that of an earlier one, worksheets excepted where they differ in harmless values
    only, has the Befunde of that one. Any other is looked at whole.
    """

    def __init__(self) -> None:
        self._models: list[_Model] = []

    def lint(self, data: bytes, name: str) -> list[Befund]:
        """All Befunde about the bytes of one workbook; `name` is its file name."""
        try:
            members = _Members(data)
            for model in self._models:
                if model.is_like(members, name):
                    return model.befunde_of(name)
            book = Book(data, name)
        except DAMAGED:
            return lint_workbook(data, name)
        befunde = lint_book(book)
        if members.has_each_once and not any(befund.code in _ABOUT_VALUES for befund in befunde):
            self._models = [_Model(members, book, befunde), *self._models[: MAX_MODELS - 1]]
        return befunde


class _Members:
    """The members of an archive as they lie in it, packed; equal ones need no unpacking."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        infos = sorted(self.archive.infolist(), key=lambda info: info.header_offset)
        ends = [*(info.header_offset for info in infos[1:]), self.archive.start_dir]
        self.names = self.archive.namelist()
        self.packed = {
            info.filename: (data[info.header_offset : end], info.CRC, info.compress_size, info.flag_bits)
            for info, end in zip(infos, ends, strict=True)
        }

    @property
    def has_each_once(self) -> bool:
        return len(self.packed) == len(self.names)

    def read(self, name: str) -> bytes:
        """A member, unpacked and compared with its checksum."""
        return self.archive.read(name)


class _Model:
    """A workbook that was looked at whole."""

    def __init__(self, members: _Members, book: Book, befunde: Sequence[Befund]) -> None:
        self._names, self._packed, self._befunde = members.names, members.packed, befunde
        self._ending = splitext(book.name)[1].casefold()
        self._sheets: Mapping[str, SheetText] = {
            sheet.part: text for sheet in book.worksheets if (text := SheetText.of(book.members[sheet.part]))
        }
        self._headers: dict[str, set[str]] = {}
        for table in book.tables:
            cells = {address(*cell) for cell in header_cells(table)}
            self._headers.setdefault(table.sheet.part, set()).update(cells)

    def is_like(self, members: _Members, name: str) -> bool:
        """Whether a workbook differs from this one in harmless values only."""
        if members.names != self._names or splitext(name)[1].casefold() != self._ending:
            return False
        changed = [part for part, packed in members.packed.items() if packed != self._packed[part]]
        return all(part in self._sheets and self._is_like(part, members.read(part)) for part in changed)

    def _is_like(self, part: str, data: bytes) -> bool:
        text, known = SheetText.of(data), self._sheets[part]
        if text is None or (text.before, text.behind) != (known.before, known.behind) or text.unlike(known) != []:
            return False
        headers = self._headers.get(part)
        return not headers or headers.isdisjoint(text.changed_cells(known))

    def befunde_of(self, name: str) -> list[Befund]:
        """The Befunde, about a workbook of another name."""
        return [replace(b, source=replace(b.source, datei=name) if b.source else None) for b in self._befunde]
