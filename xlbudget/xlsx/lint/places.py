"""Where the formulas of a workbook stand, and how a sentence about one begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlbudget.xlsx.lint.formula import Scan, scan
from xlbudget.xlsx.lint.sheet import Worksheet, find
from xlbudget.xlsx.references import formula_places, vml_formulas

if TYPE_CHECKING:
    from xlbudget.xlsx.lint.book import Book

_DRAWN = {"chart": "Ein Diagramm", "chartEx": "Ein Diagramm"}
_HANGING = {"drawing": "Ein Textfeld oder Bild", "ctrlProp": "Ein Steuerelement"}
_CONTROLS = ("controls", "AlternateContent")
"""Sections of a worksheet with ActiveX controls; newer ones stand in a choice of two."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula anywhere in the workbook; `owner` is the German subject of a sentence about it."""

    owner: str
    text: str
    scan: Scan
    blatt: str | None = None
    zelle: str | None = None


def find_formulas(book: Book) -> Iterator[Formula]:
    """Every formula of a workbook."""
    for owner, text, blatt, zelle in _texts(book):
        if text:
            yield Formula(owner, text, scan(text), blatt, zelle)


_Text = tuple[str, str, str | None, str | None]


def _texts(book: Book) -> Iterator[_Text]:
    for name in book.names:
        yield f"Der Name {name.name}", name.text, None, None
    for sheet in book.worksheets:
        for cell, formula in sheet.formulas:
            yield "Die Formel", formula.text or "", sheet.name, cell.ref
        yield from _rule_texts(sheet)
    for table in book.tables:
        for tag in ("calculatedColumnFormula", "totalsRowFormula"):
            for element in find(table.root, f"tableColumns/tableColumn/{tag}"):
                yield f"Die Tabelle {table.name}", element.text or "", table.sheet.name, table.root.get("ref")
    for blatt, drawing in book.drawings:
        for kind, owner in _DRAWN.items():
            for part in book.related(drawing, kind):
                for place in formula_places(book.parts[part]):
                    yield owner, place.text, blatt, None
    for entry in book.sheets:
        yield from _hanging_texts(book, entry.name, entry.part)


def _rule_texts(sheet: Worksheet) -> Iterator[_Text]:
    for condition in sheet.sections.get("conditionalFormatting", ()):
        for element in find(condition, "cfRule/formula"):
            yield "Die bedingte Formatierung", element.text or "", sheet.name, condition.get("sqref")
    for validation in sheet.items("dataValidations", "dataValidation"):
        for element in validation.iterchildren("{*}formula1", "{*}formula2"):
            yield "Die Datenprüfung", element.text or "", sheet.name, validation.get("sqref")
    for extension in sheet.sections.get("extLst", ()):
        for element in extension.iter("{http://schemas.microsoft.com/office/excel/2006/main}f"):
            yield "Eine Sparkline oder Regel", element.text or "", sheet.name, None
    for name in _CONTROLS:
        for section in sheet.sections.get(name, ()):
            for place in formula_places(section):
                yield "Ein Steuerelement", place.text, sheet.name, None


def _hanging_texts(book: Book, blatt: str, part: str) -> Iterator[_Text]:
    for kind, owner in _HANGING.items():
        for target in book.related(part, kind):
            for place in formula_places(book.parts[target]):
                yield owner, place.text, blatt, None
    for rel in book.relationships.get(part, ()):
        member = book.part(rel.target) if rel.kind == "vmlDrawing" else None
        for text in vml_formulas(book.members[member]) if member else ():
            yield "Ein Steuerelement", text, blatt, None
