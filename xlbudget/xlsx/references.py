"""Where a part points at cells, names and sheets: one list for whoever follows, looks for or checks references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape, unescape

from lxml import etree

_CHART_RANGE = "{http://schemas.microsoft.com/office/drawing/2012/chart}sqref"
_TEXTS = (
    "{*}f",  # of cells, charts, sparklines
    "{*}nf",  # the name of a newer chart's data
    "{*}formula",
    "{*}formula1",
    "{*}formula2",
    "{*}calculatedColumnFormula",
    "{*}totalsRowFormula",
    _CHART_RANGE,
)
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "sp": ("textlink",),  # text box
    "formControlPr": ("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx"),
    "controlPr": ("linkedCell", "listFillRange"),  # ActiveX
    "cameraTool": ("cellRange",),  # linked picture
    "hyperlink": ("location",),
    "cfvo": ("val",),  # where a colour or an icon begins
}
"""Attributes that are written like formulas, by the local name of their element."""
_WITH_ATTRIBUTES = [f"{{*}}{tag}" for tag in _ATTRIBUTES]
_PLAIN = ("{*}worksheetSource", "{*}rangeSet", "{*}dataRef")
"""Elements whose `sheet` is a bare name: sources of a pivot table and of a consolidation."""
_VML_FORMULA = re.compile(rb"(<(?:\w+:)?Fmla(?:Link|Range|Group|Txbx|Pict)>)([^<]*)(?=<)")
_PIVOT_SOURCE = re.compile(r"(?P<book>\[[^\]]*\])?(?P<sheet>.*)!(?P<name>[^!]*)", re.DOTALL)
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_SHEETS, _DRAWN = {"worksheet", "chartsheet", "dialogsheet"}, {"chart", "chartEx", "chartUserShapes", "drawing"}
HOLDERS = frozenset(_SHEETS | _DRAWN | {"vmlDrawing", "ctrlProp", "table", "pivotCacheDefinition"})
"""Kinds of parts that may point somewhere."""


class Place(NamedTuple):
    """A reference in a part: the text of an element, or one of its attributes."""

    element: etree._Element
    attribute: str = ""

    @property
    def text(self) -> str:
        return (self.element.get(self.attribute) if self.attribute else self.element.text) or ""

    def write(self, text: str) -> None:
        """Put another one in its place."""
        if self.attribute:
            self.element.set(self.attribute, text)
        else:
            self.element.text = text

    @property
    def cell(self) -> str | None:
        """Address of the cell whose formula this is."""
        parent = self.element.getparent()
        is_cell = parent is not None and etree.QName(parent).localname == "c"
        return parent.get("r") if is_cell and not self.attribute else None


def formula_places(root: etree._Element) -> Iterator[Place]:
    """Everything below an element that is written like a formula."""
    for element in root.iter(*_TEXTS):
        if element.text:
            yield Place(element)
    for element in root.iter(*_WITH_ATTRIBUTES):
        for attribute in _ATTRIBUTES[etree.QName(element).localname]:
            if element.get(attribute):
                yield Place(element, attribute)


def sheet_places(root: etree._Element) -> Iterator[Place]:
    """Everything below an element that is the bare name of a sheet of this workbook."""
    for element in root.iter(*_PLAIN):
        if element.get("sheet") and not any(key.endswith("}id") for key in element.attrib):
            yield Place(element, "sheet")


def pivot_sources(root: etree._Element) -> Iterator[tuple[etree._Element, str, str, str]]:
    """What charts show of pivot tables: the element, its workbook in brackets, its sheet, the pivot table.

    Excel writes the sheet without quotes, whatever it is called.
    """
    for element in root.iterfind(".//{*}pivotSource/{*}name"):
        if match := _PIVOT_SOURCE.fullmatch(element.text or ""):
            yield element, match["book"] or "", match["sheet"], match["name"]


def vml_formulas(data: bytes) -> Iterator[str]:
    """The formulas of the controls of a VML part, which need not be XML."""
    for match in _VML_FORMULA.finditer(data):
        yield unescape(match[2].decode("utf-8", "replace"), _QUOTES)


def rewrite_vml(data: bytes, follow: Callable[[str], str]) -> bytes:
    """A VML part with its formulas replaced."""

    def replaced(match: re.Match[bytes]) -> bytes:
        text = unescape(match[2].decode("utf-8", "surrogateescape"), _QUOTES)
        new = follow(text)
        return match[0] if new == text else match[1] + escape(new).encode("utf-8", "surrogateescape")

    return _VML_FORMULA.sub(replaced, data)
