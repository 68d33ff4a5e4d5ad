"""Rules about rows, cells and their values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from xlbudget.errors import Befund
from xlbudget.xlsx.areas import area_text
from xlbudget.xlsx.lint.book import Book, Rule, rich_text, text_elements
from xlbudget.xlsx.lint.sheet import (
    MAX_ROW,
    Cell,
    Worksheet,
    integer,
    overlaps,
    parse_area,
    utf16_length,
)

MAX_TEXT = 32_767
MAX_HEIGHT = 409.6  # what Excel writes for 409.5 on some screens
_KINDS = frozenset({"b", "d", "e", "inlineStr", "n", "s", "str"})
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_ERROR_TEXTS = """
    #NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC! #FIELD! #BLOCKED! #UNKNOWN!
    #CONNECT! #EXTERNAL! #BUSY! #PYTHON!
"""
_ERRORS = frozenset(_ERROR_TEXTS.split())
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


def row_order(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        before = 0
        for row in sheet.rows:
            if row.number <= before:
                text = f"Zeile {row.number} steht doppelt oder hinter Zeile {before}. Zeilen müssen aufsteigend stehen."
                yield book.befund("zeile_folge", text, sheet.name, f"A{row.number}")
            before = row.number


def row_numbers(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for row in sheet.rows:
            declared = row.element.get("r")
            if declared is not None and not 1 <= (integer(declared) or 0) <= MAX_ROW:
                text = f"Die Zeilennummer „{declared}“ gibt es in Excel nicht (1 bis {MAX_ROW}). Bitte berichtigen."
                yield book.befund("zeile_nummer", text, sheet.name)


def cell_addresses(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for cell in sheet.cells:
            area = parse_area(cell.ref)
            if area is None or "$" in cell.ref or ":" in cell.ref:
                text = f"„{cell.ref}“ ist keine Zelladresse bis XFD1048576. Bitte berichtigen."
                yield book.befund("zelle_adresse", text, sheet.name, cell.ref)


def cell_order(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        before = (0, 0)
        for cell in sheet.cells:
            key = (cell.row, cell.column)
            if key[0] == before[0] and key[1] <= before[1]:
                text = "Die Zelle steht doppelt oder nicht in der Reihenfolge der Spalten. Bitte ordnen."
                yield book.befund("zelle_folge", text, sheet.name, cell.ref)
            before = key


def cells_in_wrong_row(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for cell in sheet.cells:
            if cell.row != cell.inside:
                text = f"Die Zelle {cell.ref} steht in Zeile {cell.inside}. Bitte in ihre Zeile setzen."
                yield book.befund("zelle_zeile", text, sheet.name, cell.ref)


def cell_kinds(book: Book) -> Iterator[Befund]:
    for sheet, cell in _cells(book):
        if cell.kind not in _KINDS:
            text = f"Die Zelle hat die unbekannte Art „{cell.kind}“. Erlaubt sind {', '.join(sorted(_KINDS))}."
            yield book.befund("zelle_art", text, sheet.name, cell.ref)


def cell_styles(book: Book) -> Iterator[Befund]:
    allowed = {None, *map(str, range(book.style_count))}
    for sheet in book.worksheets:
        for where, style in (
            *((f"A{row.number}", row.element.get("s")) for row in sheet.rows),
            *((cell.ref, cell.style) for cell in sheet.cells),
        ):
            if style not in allowed:
                text = f"Das Zellformat Nr. {style} gibt es nicht ({book.style_count} sind definiert). Neu formatieren."
                yield book.befund("zelle_format", text, sheet.name, where)


def shared_strings(book: Book) -> Iterator[Befund]:
    allowed = set(map(str, range(len(book.strings))))
    for sheet, cell in _cells(book):
        if cell.kind == "s" and cell.value is not None and cell.value.strip() not in allowed:
            text = f"Der gemeinsame Text Nr. {cell.value} fehlt; die Zelle wäre leer. Den Text neu eingeben."
            yield book.befund("zelle_text", text, sheet.name, cell.ref)


def numbers(book: Book) -> Iterator[Befund]:
    for sheet, cell in _cells(book):
        if cell.kind == "n" and cell.value and not _is_number(cell.value):
            text = f"„{cell.value}“ ist keine Zahl, die Excel lesen kann. Die Zelle leeren oder eine Zahl eintragen."
            yield book.befund("zelle_zahl", text, sheet.name, cell.ref)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and abs(float(text)) != float("inf")


def booleans(book: Book) -> Iterator[Befund]:
    for sheet, cell in _cells(book):
        if cell.kind == "b" and cell.value and cell.value not in ("0", "1"):
            text = f"Der Wahrheitswert „{cell.value}“ ist weder 0 noch 1. Bitte berichtigen."
            yield book.befund("zelle_wahrheit", text, sheet.name, cell.ref)


def errors(book: Book) -> Iterator[Befund]:
    for sheet, cell in _cells(book):
        if cell.kind == "e" and cell.value and cell.value not in _ERRORS:
            text = f"Den Fehlerwert „{cell.value}“ kennt Excel nicht. Die Formel neu rechnen lassen."
            yield book.befund("zelle_fehlerwert", text, sheet.name, cell.ref)


def inline_texts(book: Book) -> Iterator[Befund]:
    for sheet, cell in _cells(book):
        if cell.inline is not None and cell.kind != "inlineStr":
            text = f"Die Zelle enthält Text, ist aber als „{cell.kind}“ gekennzeichnet; Excel zeigt ihn nicht."
            yield book.befund("zelle_art", f"{text} Den Text neu eingeben.", sheet.name, cell.ref)


def long_texts(book: Book) -> Iterator[Befund]:
    for place, owner, text in _texts(book):
        if (length := utf16_length(text)) > MAX_TEXT:
            problem = f"{owner} hat {length} Zeichen; Excel fasst {MAX_TEXT} je Zelle. Bitte kürzen."
            yield book.befund("text_lang", problem, *place)


def _texts(book: Book) -> Iterator[tuple[tuple[str | None, str | None], str, str]]:
    for number, item in enumerate(book.strings):
        yield (None, None), f"Der gemeinsame Text Nr. {number}", rich_text(item)
    for sheet, cell in _cells(book):
        if cell.inline is not None:
            yield (sheet.name, cell.ref), "Der Text", rich_text(cell.inline)
        elif cell.kind == "str":
            yield (sheet.name, cell.ref), "Das Ergebnis", cell.value or ""


def trimmed_texts(book: Book) -> Iterator[Befund]:
    """Excel cuts leading and trailing blanks of a <t> that does not say xml:space="preserve"."""
    for item in book.strings:
        if text := _cut(item):
            yield book.befund(
                "text_leer", f"Excel wird die Leerzeichen am Rand von „{text}“ abschneiden. Neu eingeben."
            )
    for sheet, cell in _cells(book):
        if cell.inline is not None and (text := _cut(cell.inline)):
            problem = f"Excel wird die Leerzeichen am Rand von „{text[:40]}“ abschneiden. Neu eingeben."
            yield book.befund("text_leer", problem, sheet.name, cell.ref)


def _cut(item: etree._Element) -> str:
    for element in text_elements(item):
        text = element.text or ""
        if text.strip(" \n\t") not in ("", text) and element.get(_PRESERVE) != "preserve":
            return text
    return ""


def shared_formulas(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        masters = set()
        for cell, formula in sheet.formulas:
            if formula.get("t") == "shared":
                index = formula.get("si")
                if formula.text:
                    masters.add(index)
                elif index not in masters:
                    text = "Die Formel teilt sich den Text mit einer Zelle, die es nicht gibt. Die Formel neu eingeben."
                    yield book.befund("formel_geteilt", text, sheet.name, cell.ref)


def array_formulas(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for cell, formula in sheet.formulas:
            if formula.get("t") == "array":
                area = parse_area(formula.get("ref", ""))
                if area is None or (area.top, area.left) != (cell.row, cell.column):
                    text = (
                        "Die Matrixformel nennt ihren Bereich nicht oder beginnt nicht an seinem Anfang. Neu eingeben."
                    )
                    yield book.befund("matrix", text, sheet.name, cell.ref)
        for first, second in overlaps(sheet.arrays):
            text = f"Die Matrixformeln {area_text(first)} und {area_text(second)} überschneiden sich. Eine verschieben."
            yield book.befund("matrix_ueberschneidung", text, sheet.name, area_text(second))


def outline_levels(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        elements = (*(row.element for row in sheet.rows), *sheet.items("cols", "col"))
        if any(not 0 <= (integer(element.get("outlineLevel", "0")) or 0) <= 7 for element in elements):
            text = "Gliederungen haben in Excel höchstens 7 Ebenen. Eine Gruppierung aufheben."
            yield book.befund("gliederung", text, sheet.name)


def row_heights(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for row in sheet.rows:
            height = row.element.get("ht")
            if height is not None and not (_is_number(height) and 0 <= float(height) <= MAX_HEIGHT):
                text = f"Zeile {row.number} ist {height} Punkt hoch; erlaubt sind 0 bis 409,5. Bitte ändern."
                yield book.befund("zeile_hoehe", text, sheet.name, f"A{row.number}")


def _cells(book: Book) -> Iterator[tuple[Worksheet, Cell]]:
    """Cells that hold something."""
    for sheet in book.worksheets:
        for cell in sheet.contents:
            yield sheet, cell


RULES: tuple[Rule, ...] = (
    row_order,
    row_numbers,
    cell_addresses,
    cell_order,
    cells_in_wrong_row,
    cell_kinds,
    cell_styles,
    shared_strings,
    numbers,
    booleans,
    errors,
    inline_texts,
    long_texts,
    trimmed_texts,
    shared_formulas,
    array_formulas,
    outline_levels,
    row_heights,
)
