"""Reading texts of cells, and writing cells of a sheet whose user keeps everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from xlbudget.cellplan import Cellwert
from xlbudget.xlsx.areas import Cell
from xlbudget.xlsx.fill.sheetxml import stored_text, xml_number
from xlbudget.xlsx.package import Package, iter_cells, parse_xml

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True)
class CellTexts:
    """What the cells of a package say, as far as it is text."""

    package: Package

    @cached_property
    def _strings(self) -> Sequence[etree._Element]:
        parts = self.package.relationships(self.package.workbook_part)
        shared = next((part for kind, _, part in parts if kind.endswith("/sharedStrings")), None)
        return list(parse_xml(self.package.members[shared]).iterchildren("{*}si")) if shared else []

    def of_sheet(self, part: str) -> Mapping[Cell, str]:
        """Every text of a worksheet part, that of formulas included, without blanks at its ends."""
        cells = iter_cells(parse_xml(self.package.members[part]))
        texts = ((cell, self._text(element)) for cell, element in cells)
        return {cell: text for cell, text in texts if text}

    def item(self, element: etree._Element) -> etree._Element | None:
        """The <si> or <is> behind a cell; None where it holds no text of its own."""
        if element.get("t") == "s":
            return self._strings[int(element.findtext("{*}v") or 0)]
        return element.find("{*}is") if element.get("t") == "inlineStr" else None

    def _text(self, element: etree._Element) -> str:
        if element.get("t") == "str":
            return (element.findtext("{*}v") or "").strip()
        item = self.item(element)
        if item is None:
            return ""
        pieces = (*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t"))
        return "".join(piece.text or "" for piece in pieces).strip()


def has_content(element: etree._Element) -> bool:
    """Whether a cell is more than formatted."""
    return any(len(child) or child.text for child in element.iterchildren("{*}v", "{*}is")) or (
        element.find("{*}f") is not None
    )


def write_value(element: etree._Element, value: Cellwert) -> None:
    """Put a value that passed `check_storable` into a <c>. Its look stays, and a text is never taken for a formula."""
    ns = _clear(element)
    if isinstance(value, str):
        element.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(element, f"{ns}is"), f"{ns}t", {_SPACE: "preserve"})
        text.text = stored_text(value)
    elif isinstance(value, bool):
        element.set("t", "b")
        etree.SubElement(element, f"{ns}v").text = f"{value:d}"
    elif value is not None:
        etree.SubElement(element, f"{ns}v").text = xml_number(value)


def write_formula(element: etree._Element, formula: str) -> None:
    """Put a formula into a <c>, for Excel to compute."""
    ns = _clear(element)
    etree.SubElement(element, f"{ns}f").text = formula


def copy_value(element: etree._Element, source: etree._Element, texts: CellTexts) -> None:
    """Put the constant of a cell of another workbook, whose texts these are, into a <c>."""
    ns = _clear(element)
    item = texts.item(source)
    if item is not None:
        inline = etree.SubElement(element, f"{ns}is")
        inline.extend(deepcopy(child) for child in item)
        element.set("t", "inlineStr")
        return
    if source.get("t"):
        element.set("t", source.get("t"))
    if (value := source.findtext("{*}v")) is not None:
        etree.SubElement(element, f"{ns}v").text = value


def _clear(element: etree._Element) -> str:
    """Empty a cell; return its namespace in braces."""
    element[:] = []
    for attribute in ("t", "cm", "vm"):
        element.attrib.pop(attribute, None)
    return f"{{{etree.QName(element).namespace}}}"
