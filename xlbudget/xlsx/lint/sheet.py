"""One worksheet part as the rules see it, and how to read what may be wrong without failing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from lxml import etree

from xlbudget.ooxml_text import decode_xstring
from xlbudget.xlsx.areas import Area, address
from xlbudget.xlsx.package import parse_xml

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_ROWS = re.compile(r"\$?([1-9]\d{0,6}):\$?([1-9]\d{0,6})")
_INTEGER = re.compile(r"[+-]?\d{1,18}")


def local(element: etree._Element) -> str:
    """Tag without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def find(root: etree._Element, path: str) -> Iterator[etree._Element]:
    """Elements under a path of local names, whatever their namespace."""
    yield from root.iterfind(_wildcards(path))


@lru_cache(maxsize=256)
def _wildcards(path: str) -> str:
    return "/".join(f"{{*}}{step}" for step in path.split("/"))


def integer(text: str | None) -> int | None:
    """The whole number an attribute holds; None where it is missing or none."""
    return int(text) if text is not None and _INTEGER.fullmatch(text) else None


def is_true(text: str | None) -> bool:
    """Whether an XML boolean is set."""
    return text in ("1", "true", "on")


def unescape(text: str) -> str:
    """Excel's own escapes resolved and every line break a blank, as table headers are compared.

    >>> unescape("Plan_x000a_2023")
    'Plan 2023'
    """
    return decode_xstring(text).replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")


def utf16_length(text: str) -> int:
    """Characters as Excel counts them: an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=65_536)
def parse_area(text: str) -> Area | None:
    """A rectangle inside Excel's grid; None for anything else.

    >>> parse_area("B2:C4"), parse_area("XFE1")
    (Area(top=2, left=2, bottom=4, right=3), None)
    """
    area = Area.parse(text)
    return area if area is not None and area.bottom <= MAX_ROW and area.right <= MAX_COLUMN else None


def parse_sqref(text: str | None) -> list[Area] | None:
    """The rectangles of a sqref; None if one of them is none. Whole rows and columns count."""
    areas = [parse_area(_with_corners(part)) for part in (text or "").split()]
    return None if not areas or None in areas else [area for area in areas if area]


def _with_corners(text: str) -> str:
    if match := _COLUMNS.fullmatch(text):
        return f"{match[1]}1:{match[2]}{MAX_ROW}"
    if match := _ROWS.fullmatch(text):
        return f"A{match[1]}:XFD{match[2]}"
    return text


def overlaps(areas: Iterable[Area]) -> Iterator[tuple[Area, Area]]:
    """Pairs of areas that share a cell."""
    active: list[Area] = []
    for area in sorted(areas, key=lambda area: area.top):
        active = [other for other in active if other.bottom >= area.top]
        yield from ((other, area) for other in active if other.left <= area.right and area.left <= other.right)
        active.append(area)


class Row(NamedTuple):
    """A <row>; `number` is counted on where the part does not say it."""

    number: int
    element: etree._Element


class Cell(NamedTuple):
    """A <c>; `ref` as written, `row` and `column` counted on where it is missing or wrong, `inside` its <row>."""

    row: int
    column: int
    inside: int
    ref: str
    kind: str
    style: str | None
    formula: etree._Element | None
    value: str | None
    inline: etree._Element | None


@dataclass(frozen=True)
class Worksheet:
    """A worksheet part that could be parsed; `whole` is the part where `root` lacks the cells that need no check."""

    name: str
    sheet_id: str
    part: str
    root: etree._Element
    whole: bytes = b""

    @cached_property
    def sections(self) -> dict[str, list[etree._Element]]:
        """Children of <worksheet> by local name, in file order."""
        found: dict[str, list[etree._Element]] = {}
        for child in self.root.iterchildren(tag=etree.Element):
            found.setdefault(local(child), []).append(child)
        return found

    def section(self, name: str) -> etree._Element | None:
        """The first child of this name."""
        return next(iter(self.sections.get(name, ())), None)

    def items(self, section: str, tag: str) -> Iterator[etree._Element]:
        """All `tag` elements inside all children called `section`."""
        for parent in self.sections.get(section, ()):
            yield from (child for child in parent if local(child) == tag)

    @cached_property
    def rows(self) -> Sequence[Row]:
        rows, number = [], 0
        for element in self.items("sheetData", "row"):
            number = integer(element.get("r")) or number + 1
            rows.append(Row(number, element))
        return rows

    @cached_property
    def cells(self) -> Sequence[Cell]:
        cells = []
        for number, row in self.rows:
            column = 0
            for element in row:
                ref = element.get("r")
                area = parse_area(ref) if ref else None
                column = area.left if area else column + 1
                place = (area.top if area else number, column, number, ref or address(number, column))
                content = _content(element) if len(element) else (None, None, None)
                cells.append(Cell(*place, element.get("t", "n"), element.get("s"), *content))
        return cells

    @cached_property
    def by_address(self) -> dict[tuple[int, int], Cell]:
        """All cells, those that need no check included."""
        sheet = Worksheet(self.name, self.sheet_id, self.part, parse_xml(self.whole)) if self.whole else self
        return {(cell.row, cell.column): cell for cell in sheet.cells}

    @cached_property
    def contents(self) -> Sequence[Cell]:
        """Cells that are not just formatted."""
        return [cell for cell in self.cells if cell[4:] != ("n", cell.style, None, None, None)]

    @cached_property
    def formulas(self) -> Sequence[tuple[Cell, etree._Element]]:
        """Cells with a formula, and its <f>."""
        return [(cell, cell.formula) for cell in self.contents if cell.formula is not None]

    @cached_property
    def merges(self) -> Sequence[Area]:
        """Merged areas that can be read."""
        areas = (parse_area(merge.get("ref", "")) for merge in self.items("mergeCells", "mergeCell"))
        return [area for area in areas if area]

    @cached_property
    def arrays(self) -> Sequence[Area]:
        """Areas of array formulas."""
        refs = (formula.get("ref", "") for _, formula in self.formulas if formula.get("t") == "array")
        return [area for area in map(parse_area, refs) if area]


def _content(element: etree._Element) -> tuple[etree._Element | None, str | None, etree._Element | None]:
    """Formula, value and inline text of a cell."""
    formula = value = inline = None
    for child in element:
        match local(child):
            case "v":
                value = child.text or ""
            case "f":
                formula = child
            case "is":
                inline = child
    return formula, value, inline
