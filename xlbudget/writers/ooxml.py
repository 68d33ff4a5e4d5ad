"""The few things about an xlsx package that filling a template needs: parts, sheets, names, cell addresses."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath

from lxml import etree

from xlbudget.dateien import check_xlsx

REL_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKSHEET_TYPE = "/worksheet"
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?")
_SHEET_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\s]+))!([$A-Z0-9:]+)")


def parse_xml(data: bytes) -> etree._Element:
    """Root element; entities are never resolved."""
    return etree.fromstring(data, _PARSER)


def serialise(root: etree._Element) -> bytes:
    """A whole part, with the declaration Excel writes."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def column_number(letters: str) -> int:
    """1-based number of a column.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


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

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def cells(self) -> Iterator[tuple[int, int]]:
        """All (row, column), row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of the package; `index` counts all sheets of the workbook from 0."""

    index: int
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class NamedArea:
    """A defined name that points at one rectangle of one sheet."""

    name: str
    sheet: Sheet
    area: Area


class Package:
    """An xlsx file in memory: its members, and what workbook.xml says about them.

    Raises EingabeError (German, with what to do) if the file is no readable xlsx package.
    """

    def __init__(self, file: Path) -> None:
        check_xlsx(file)
        self.file = file
        with zipfile.ZipFile(file) as archive:
            self.members: Mapping[str, bytes] = {info.filename: archive.read(info) for info in archive.infolist()}

    @cached_property
    def workbook_part(self) -> str:
        """Name of workbook.xml."""
        return next(target for kind, _, target in self.relationships("") if kind.endswith("/officeDocument"))

    @cached_property
    def workbook(self) -> etree._Element:
        """Parsed workbook.xml; treat as read-only."""
        return parse_xml(self.members[self.workbook_part])

    def relationships(self, part: str) -> list[tuple[str, str, str]]:
        """(type, id, target part) of every internal relationship of a part; "" is the package itself."""
        rels = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
        if rels not in self.members:
            return []
        return [
            (rel.get("Type", ""), rel.get("Id", ""), normpath(join("/", dirname(part), rel.get("Target", "")))[1:])
            for rel in parse_xml(self.members[rels]).iter(f"{{{REL_NS}}}Relationship")
            if rel.get("TargetMode") != "External"
        ]

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """All worksheets in tab order (chart sheets keep their index but are left out)."""
        targets = {rid: (kind, target) for kind, rid, target in self.relationships(self.workbook_part)}
        sheets = []
        for index, element in enumerate(self._children("sheets")):
            rid = next(value for key, value in element.attrib.items() if key.endswith("}id"))
            kind, part = targets[rid]
            if kind.endswith(WORKSHEET_TYPE):
                sheets.append(Sheet(index, element.get("name", ""), part))
        return tuple(sheets)

    @cached_property
    def named_areas(self) -> Mapping[str, tuple[NamedArea, ...]]:
        """Defined names that point at one rectangle, by name in lower case; one name may exist per sheet."""
        sheets = {sheet.name.casefold(): sheet for sheet in self.sheets}
        found: dict[str, list[NamedArea]] = {}
        for element in self._children("definedNames"):
            match = _SHEET_AREA.fullmatch((element.text or "").strip())
            area = Area.parse(match[3]) if match else None
            sheet = sheets.get((match[1] or match[2]).replace("''", "'").casefold()) if match else None
            if area and sheet:
                name = element.get("name", "")
                found.setdefault(name.casefold(), []).append(NamedArea(name, sheet, area))
        return {name: tuple(areas) for name, areas in found.items()}

    def _children(self, tag: str) -> Iterator[etree._Element]:
        parent = self.workbook.find(f"{{*}}{tag}")
        return iter(()) if parent is None else parent.iterchildren(tag=etree.Element)
