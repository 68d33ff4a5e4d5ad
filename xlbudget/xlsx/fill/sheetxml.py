"""One worksheet part, compiled once: fixed text between the cells and rows that change."""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from xlbudget.cellplan import Cellwert
from xlbudget.errors import VorlageError
from xlbudget.ooxml_text import encode_xstring
from xlbudget.xlsx.areas import Area, Cell, address
from xlbudget.xlsx.fill.values import ErrorValue, NotComputed, Result, as_number, with_line_feeds
from xlbudget.xlsx.formulatree import moved
from xlbudget.xlsx.package import iter_cells, parse_xml, serialise

MAX_TEXT = 32_767
_XML_NS = "{http://www.w3.org/XML/1998/namespace}"

_MARK = re.compile(r'<\?xlb-cell (\d+) (\d+)\?>| hidden="xlb-row (\d+)"')
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_PLAIN = re.compile("[\x00-\x08\x0b-\x1f&<>_\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class CellSlot:
    """A cell that is written anew each time.

    `head` opens its element; `formula` is its <f> element as text, empty where an array formula spills, None for a
    target.
    """

    key: Cell
    head: str
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class RowSlot:
    """The place in a row's tag that says whether it is hidden."""

    row: int


class SheetTemplate:
    """A worksheet as text and slots.

    `targets` are the cells to be filled, `hideable` the rows that may be hidden. All formulas become slots too, for
    their cached value. Cells and rows that the XML lacks are created in their place, in the style of row or column.
    """

    def __init__(self, xml: bytes, targets: Collection[Cell], hideable: Collection[int]) -> None:
        root = parse_xml(xml)
        self._tag = f"{root.prefix}:" if root.prefix else ""
        self._ns = f"{{{etree.QName(root).namespace}}}"
        self.merged = merged_areas(root)
        sheet = SheetElement(root, self._ns)
        for row in hideable:
            sheet.row(row).set("hidden", f"xlb-row {row}")
        self.replaces_formula = any(sheet.has_formula(cell) for cell in targets)
        if self.replaces_formula:
            sheet.expand_shared_formulas()
        self.arrays: list[Area] = []  # results of one formula in several cells
        self.rich = [Area(*cell, *cell) for cell in targets if sheet.cell(cell).get("vm") is not None]
        slots = {cell: CellSlot(cell, self._head(cell, sheet.cell(cell))) for cell in targets}
        slots |= {cell: slot for cell, slot in self._formulas(sheet) if cell not in slots}
        for cell in slots:
            element = sheet.cell(cell)
            mark = etree.ProcessingInstruction("xlb-cell", f"{cell[0]} {cell[1]}")
            mark.tail = element.tail
            element.getparent().replace(element, mark)
        sheet.widen_dimension()
        self.formulas = tuple(cell for cell, slot in slots.items() if slot.formula is not None)
        pieces = list(_split(serialise(root).decode(), slots))
        self._texts = ["" if isinstance(piece, CellSlot | RowSlot) else piece for piece in pieces]
        self._rows = [(place, piece.row) for place, piece in enumerate(pieces) if isinstance(piece, RowSlot)]
        cells = [(place, piece) for place, piece in enumerate(pieces) if isinstance(piece, CellSlot)]
        self._targets = [(place, slot) for place, slot in cells if slot.formula is None]
        self._computed = [
            (place, slot.key, *self._beginnings(slot)) for place, slot in cells if slot.formula is not None
        ]

    def render(
        self, values: Mapping[Cell, Cellwert], results: Mapping[Cell, Result], hidden: Mapping[int, bool]
    ) -> bytes:
        """The XML with every slot written; values must have passed `check_storable`."""
        texts = self._texts.copy()
        for place, row in self._rows:
            texts[place] = ' hidden="1"' if hidden.get(row) else ""
        for place, slot in self._targets:
            texts[place] = self._value(slot, values.get(slot.key))
        end, without = f"</{self._tag}v></{self._tag}c>", f"</{self._tag}c>"
        for place, cell, number, text, other in self._computed:
            result = results[cell]
            if result.__class__ is float:
                texts[place] = f"{number}{_xml_float(result)}{end}"
            elif result.__class__ is str:
                texts[place] = f"{text}{_xml_text(result) if result else ''}{end}"
            elif result.__class__ is NotComputed:
                texts[place] = f"{other[0]}{without}"
            elif isinstance(result, bool):
                texts[place] = f"{other[1]}b{other[2]}{result:d}{end}"
            elif isinstance(result, ErrorValue):
                texts[place] = f"{other[1]}e{other[2]}{result.text}{end}"
        return "".join(texts).encode()

    def _value(self, slot: CellSlot, value: Cellwert) -> str:
        head, tag = slot.head, self._tag
        if value is None:
            return f"{head}/>"
        if isinstance(value, str):
            text = _xml_text(with_line_feeds(value))
            return f'{head} t="inlineStr"><{tag}is><{tag}t xml:space="preserve">{text}</{tag}t></{tag}is></{tag}c>'
        if isinstance(value, bool):
            return f'{head} t="b"><{tag}v>{value:d}</{tag}v></{tag}c>'
        return f"{head}><{tag}v>{xml_number(value)}</{tag}v></{tag}c>"

    def _beginnings(self, slot: CellSlot) -> tuple[str, str, tuple[str, str, str]]:
        """What stands before a cached number, a cached text, no value; and around the type of any other value."""
        formula, value = slot.formula or "", f"<{self._tag}v>"
        without = f"{slot.head}>{formula}"
        other = without, f'{slot.head} t="', f'">{formula}{value}'
        return f"{without}{value}", f'{slot.head} t="str">{formula}{value}', other

    def _formulas(self, sheet: SheetElement) -> Iterator[tuple[Cell, CellSlot]]:
        for cell, element in sheet.formula_cells():
            formula = element.find(f"{self._ns}f")
            attributes = "".join(
                f" {key.replace(_XML_NS, 'xml:')}={quoteattr(value)}" for key, value in formula.attrib.items()
            )
            text = f"<{self._tag}f{attributes}>{escape(formula.text or '')}</{self._tag}f>"
            yield cell, CellSlot(cell, self._head(cell, element), text)
            spilled = Area.parse(formula.get("ref", "")) if formula.get("t") in ("array", "dataTable") else None
            if spilled and spilled.top + spilled.left != spilled.bottom + spilled.right:
                self.arrays.append(spilled)
            for other in spilled.cells() if spilled else ():
                if other != cell:
                    yield other, CellSlot(other, self._head(other, sheet.cell(other)), "")

    def _head(self, cell: Cell, element: etree._Element) -> str:
        style = "".join(f' {key}="{element.get(key)}"' for key in ("s", "cm") if element.get(key) is not None)
        return f'<{self._tag}c r="{address(*cell)}"{style}'


class SheetElement:
    """The <sheetData> of one worksheet with rows and cells found or made by number.

    `ns` is the namespace of the worksheet in braces.
    """

    def __init__(self, root: etree._Element, ns: str) -> None:
        self._root, self._ns = root, ns
        self._data = root.find(f"{ns}sheetData")
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[Cell, etree._Element] = {}
        number = 0
        for row in self._data.iterchildren(f"{ns}row"):
            number = int(row.get("r", number + 1))
            self._rows[number] = row
        self._cells.update(iter_cells(root))
        self._columns: dict[int, list[int]] = {}  # of each row, in order
        for row_number, column in sorted(self._cells):
            self._columns.setdefault(row_number, []).append(column)

    @property
    def cells(self) -> Mapping[Cell, etree._Element]:
        """Every cell that is there."""
        return self._cells

    def row(self, number: int) -> etree._Element:
        """A row, made where it is missing."""
        if number not in self._rows:
            row = etree.Element(f"{self._ns}row", r=str(number))
            after = max((other for other in self._rows if other < number), default=None)
            self._insert(self._data, self._rows.get(after) if after else None, row)
            self._rows[number] = row
        return self._rows[number]

    def cell(self, cell: Cell) -> etree._Element:
        """A cell, made in the look of its row or column where it is missing."""
        if cell not in self._cells:
            row = self.row(cell[0])
            element = etree.Element(f"{self._ns}c", r=address(*cell))
            style = row.get("s") if row.get("customFormat") == "1" else self._column_style(cell[1])
            if style:
                element.set("s", style)
            columns = self._columns.setdefault(cell[0], [])
            place = bisect(columns, cell[1])
            self._insert(row, self._cells[cell[0], columns[place - 1]] if place else None, element)
            columns.insert(place, cell[1])
            self._cells[cell] = element
        return self._cells[cell]

    @staticmethod
    def _insert(parent: etree._Element, before: etree._Element | None, element: etree._Element) -> None:
        if before is None:
            parent.insert(0, element)
        else:
            before.addnext(element)

    def _column_style(self, column: int) -> str | None:
        for col in self._root.iterfind(f"{self._ns}cols/{self._ns}col"):
            if int(col.get("min")) <= column <= int(col.get("max")):
                style: str | None = col.get("style")
                return style
        return None

    def has_formula(self, cell: Cell) -> bool:
        return cell in self._cells and self._cells[cell].find(f"{self._ns}f") is not None

    def formula_cells(self) -> list[tuple[Cell, etree._Element]]:
        return [(cell, element) for cell, element in self._cells.items() if self.has_formula(cell)]

    def expand_shared_formulas(self) -> None:
        """A shared formula whose first cell is replaced would take the others with it."""
        masters: dict[str, tuple[Cell, str]] = {}
        for cell, element in self.formula_cells():
            formula = element.find(f"{self._ns}f")
            if formula.get("t") != "shared":
                continue
            if formula.text:
                masters[formula.get("si")] = cell, formula.text
            (row, column), text = masters[formula.get("si")]
            formula.text = moved(text, cell[0] - row, cell[1] - column)
            for attribute in ("t", "si", "ref"):
                formula.attrib.pop(attribute, None)

    def widen_dimension(self) -> None:
        dimension = self._root.find(f"{self._ns}dimension")
        if dimension is not None and self._cells:
            rows, columns = [row for row, _ in self._cells], [column for _, column in self._cells]
            first, last = address(min(rows), min(columns)), address(max(rows), max(columns))
            dimension.set("ref", first if first == last else f"{first}:{last}")


def merged_areas(root: etree._Element) -> tuple[Area, ...]:
    """All merged rectangles of a worksheet."""
    merges = (Area.parse(element.get("ref", "")) for element in root.iterfind("{*}mergeCells/{*}mergeCell"))
    return tuple(area for area in merges if area)


def _split(xml: str, slots: Mapping[Cell, CellSlot]) -> Iterator[str | CellSlot | RowSlot]:
    position = 0
    for match in _MARK.finditer(xml):
        yield xml[position : match.start()]
        yield RowSlot(int(match[3])) if match[3] else slots[int(match[1]), int(match[2])]
        position = match.end()
    yield xml[position:]


def check_storable(value: Cellwert, cell: Cell) -> None:
    """Raise VorlageError, with the cell, for a value that Excel cannot hold."""
    if isinstance(value, str):
        if illegal := _ILLEGAL.search(value):
            raise VorlageError(
                f"Der Text für {address(*cell)} enthält an Stelle {illegal.start() + 1} ein Zeichen, das Excel nicht "
                f"speichern kann (U+{ord(illegal[0]):04X}). Bitte in der Quelle löschen."
            )
        if (length := len(value.encode("utf-16-le")) // 2) > MAX_TEXT:
            raise VorlageError(
                f"Der Text für {address(*cell)} hat {length} Zeichen; Excel fasst {MAX_TEXT} je Zelle. Bitte kürzen."
            )
    elif isinstance(value, date):
        if as_number(value) < 1:
            raise VorlageError(
                f"Das Datum für {address(*cell)} liegt vor dem 1.1.1900 ({value:%d.%m.%Y}); Excel kennt nur spätere."
            )
    elif isinstance(value, int | float | Decimal) and not _is_finite(value):
        raise VorlageError(f"Der Wert für {address(*cell)} ist keine Zahl, die Excel speichern kann.")


def _is_finite(value: int | float | Decimal) -> bool:
    try:
        return math.isfinite(float(value))
    except (OverflowError, ValueError):
        return False


def stored_text(text: str) -> str:
    """A text as a cell holds it: line ends as \\n, and nothing that Excel would take for an escape of its own."""
    return encode_xstring(with_line_feeds(text))


def _xml_text(text: str) -> str:
    """A text as element content: what XML cannot hold, and what looks like it, is written as `_x0007_`."""
    return escape(encode_xstring(text)) if _NOT_PLAIN.search(text) else text


def xml_number(value: int | float | Decimal | date) -> str:
    """A number as the <v> of a cell says it."""
    if type(value) is Decimal:
        return format(value, "f")
    number = as_number(value)
    if isinstance(number, float):
        return _xml_float(number)
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def _xml_float(number: float) -> str:
    return repr(int(number)) if number.is_integer() and -1e15 < number < 1e15 else repr(number)
