"""What makes Excel repair, refuse or silently misread a workbook, found before it leaves.

Schema validators see few of these; every rule is one function that yields a Befund for each place.
"""

from __future__ import annotations

from xlbudget.dateien import DAMAGED
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.xlsx.lint import (
    cells,
    drawings,
    extras,
    formulas,
    layout,
    links,
    owners,
    package,
    styles,
    tables,
    workbook,
)
from xlbudget.xlsx.lint.book import Book, Rule

RULES: tuple[Rule, ...] = tuple(
    rule
    for module in (package, owners, workbook, styles, layout, cells, formulas, tables, extras, drawings, links)
    for rule in module.RULES
)


def lint_workbook(data: bytes, name: str) -> list[Befund]:
    """All Befunde about the bytes of one workbook; `name` is its file name.

    FEHLER is what Excel repairs, refuses or shows wrong; WARNUNG what is wrong but opens; HINWEIS what to know.
    Parts that cannot be read are reported alone: what follows from them would only repeat it.
    """
    try:
        book = Book(data, name, thin=True)
    except DAMAGED:
        text = "Die Datei ist kein lesbares Excel-Archiv. Neu erzeugen oder eine ältere Fassung nehmen."
        return [Befund(Schwere.FEHLER, "lint.archiv", text, SourceRef(name))]
    befunde = lint_book(book)
    return lint_book(Book(data, name)) if _has_to_be_looked_for_again(book, befunde) else befunde


def lint_book(book: Book) -> list[Befund]:
    """What all rules say about a workbook."""
    befunde = [befund for rule in package.STRUCTURE for befund in rule(book)]
    return befunde or [befund for rule in RULES for befund in rule(book)]


def _has_to_be_looked_for_again(book: Book, befunde: list[Befund]) -> bool:
    """What is wrong with a sheet that stands for others is wrong with these too."""
    concerned = {*book.alike, *book.alike.values()}
    names = {sheet.name for sheet in book.sheets if sheet.part in concerned}
    return any(befund.source and befund.source.blatt in names for befund in befunde)
