"""What the cells of a template hold before it is filled: values, formulas with their own cache, hidden rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from xlbudget.ooxml_text import decode_xstring
from xlbudget.xlsx.areas import MAX_COLUMN, MAX_ROW, Area, Cell, address
from xlbudget.xlsx.fill.values import ErrorValue, Scalar, as_number
from xlbudget.xlsx.formulatree import moved
from xlbudget.xlsx.package import Package, Sheet, iter_cells, parse_xml, resolve


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula with what the template itself has as its value, None if nothing.

    `area` is what one array formula fills; `spills` if Excel may make that larger or smaller, `what_if` if it is a
    Mehrfachoperation.
    """

    text: str
    cached: Scalar
    area: Area | None = None
    spills: bool = False
    what_if: bool = False


@dataclass(slots=True)
class SheetContents:
    """The cells of one sheet that hold something; `bottom` and `right` are the last row and column of any of them.

    `spilled` are the cells that array formulas fill, with the cell of the formula, `spilled_cache` what the template
    has as their value. `filtered` are areas some of whose rows a filter hides, over all columns. `unreadable` are cells
    whose value is of a kind that is not known, as pictures in cells.
    """

    values: dict[Cell, Scalar] = field(default_factory=dict)
    formulas: dict[Cell, FormulaCell] = field(default_factory=dict)
    spilled: dict[Cell, Cell] = field(default_factory=dict)
    spilled_cache: dict[Cell, Scalar] = field(default_factory=dict)
    unreadable: set[Cell] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    filtered: list[Area] = field(default_factory=list)
    lotus: bool = False
    bottom: int = 0
    right: int = 0


def read_contents(package: Package) -> dict[int, SheetContents]:
    """Contents of every worksheet by its index; equal sheets share them, so treat them as read-only."""
    texts = _shared_texts(package)
    read: dict[tuple[bytes, Sequence[Area]], SheetContents] = {}
    contents = {}
    for sheet in package.sheets:
        xml = resolve(package.members[sheet.part], package.renames.get(sheet.part, {}))
        key = (xml, tuple(_filtered_tables(package, sheet)))
        if key not in read:
            read[key] = _Reader(parse_xml(xml), texts).contents
            read[key].filtered += key[1]
        contents[sheet.index] = read[key]
    return contents


class _Reader:
    def __init__(self, root: etree._Element, texts: Sequence[str]) -> None:
        self.contents = SheetContents()
        self._texts = texts
        self._masters: dict[str, tuple[Cell, str]] = {}
        for cell, element in iter_cells(root):
            self._cell(cell, element)
        for cell, formula in self.contents.formulas.items():
            if formula.area and (formula.area.bottom - formula.area.top < 1 << 16):
                self.contents.spilled |= {other: cell for other in formula.area.cells() if other != cell}
        for cell in self.contents.spilled.keys() & self.contents.values.keys():
            self.contents.spilled_cache[cell] = self.contents.values.pop(cell)
        held = [*self.contents.values, *self.contents.formulas, *self.contents.spilled, *self.contents.unreadable]
        self.contents.bottom = max((row for row, _ in held), default=0)
        self.contents.right = max((column for _, column in held), default=0)
        self._frame(root)

    def _cell(self, cell: Cell, element: etree._Element) -> None:
        formula = value = None
        for child in element:
            if isinstance(child.tag, str):
                name = child.tag.rpartition("}")[2]
                if name == "f":
                    formula = child
                elif name in ("v", "is"):
                    value = child
        held = None
        try:
            held = self._value(element.get("t", "n"), value)
        except (ValueError, IndexError):
            self.contents.unreadable.add(cell)
        if element.get("vm") is not None:
            self.contents.unreadable.add(cell)
        if formula is not None:
            self.contents.formulas[cell] = self._formula(cell, element, formula, held)
        elif held is not None:
            self.contents.values[cell] = held

    def _value(self, kind: str, value: etree._Element | None) -> Scalar:
        if value is None:
            return None
        if kind == "inlineStr" or value.tag.endswith("}is"):
            return _text_of(value)
        text = value.text or ""
        if kind == "s":
            return self._texts[int(text)]
        if kind == "str":
            return decode_xstring(text)
        if not text:
            return None
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return ErrorValue(text)
        if kind == "d":
            return float(as_number(datetime.fromisoformat(text)))
        return float(text)

    def _formula(self, cell: Cell, element: etree._Element, formula: etree._Element, cached: Scalar) -> FormulaCell:
        kind, text = formula.get("t", "normal"), formula.text or ""
        if kind == "shared":
            if text:
                self._masters.setdefault(formula.get("si", ""), (cell, text))
            else:
                (row, column), master = self._masters.get(formula.get("si", ""), (cell, ""))
                text = moved(master, cell[0] - row, cell[1] - column)
        area = Area.parse(formula.get("ref", "")) if kind in ("array", "dataTable") else None
        area = area or (Area.parse(address(*cell)) if kind == "array" else None)
        return FormulaCell(text, cached, area, element.get("cm") is not None, kind == "dataTable")

    def _frame(self, root: etree._Element) -> None:
        """What stands around the cells and changes what formulas come to."""
        for row in root.iterfind("{*}sheetData/{*}row[@hidden]"):
            if row.get("hidden") in ("1", "true") and row.get("r"):
                self.contents.hidden.add(int(row.get("r")))
        settings = root.find("{*}sheetPr")
        flags = ("transitionEvaluation", "transitionEntry")
        self.contents.lotus = settings is not None and any(settings.get(flag) in ("1", "true") for flag in flags)
        auto = root.find("{*}autoFilter")
        if auto is not None and len(auto) and (area := Area.parse(auto.get("ref", ""))):
            self.contents.filtered.append(area)
        elif settings is not None and settings.get("filterMode") in ("1", "true"):  # Erweiterter Filter
            self.contents.filtered.append(Area(1, 1, MAX_ROW, MAX_COLUMN))


def _filtered_tables(package: Package, sheet: Sheet) -> Iterator[Area]:
    for other, root, area in package.tables:
        auto = root.find("{*}autoFilter")
        if other == sheet and auto is not None and len(auto):
            yield area


def _shared_texts(package: Package) -> Sequence[str]:
    for kind, _, part in package.relationships(package.workbook_part):
        if kind.endswith("/sharedStrings") and part in package.members:
            return [_text_of(item) for item in parse_xml(package.members[part]).iterchildren("{*}si")]
    return ()


def _text_of(item: etree._Element) -> str:
    """The text of a shared or inline string: its runs, without what tells how to pronounce it."""
    texts = (text.text or "" for text in item.iter("{*}t") if not text.getparent().tag.endswith("}rPh"))
    return decode_xstring("".join(texts))
