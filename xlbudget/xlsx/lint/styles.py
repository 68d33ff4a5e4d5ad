"""Rules about styles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from xlbudget.errors import Befund, Schwere
from xlbudget.xlsx.lint.book import Book, Rule
from xlbudget.xlsx.lint.sheet import integer, is_true

MAX_STYLES = 64_000
_FIRST_CUSTOM = 164
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_GERMAN_FORMAT = re.compile(r"TT|JJ|Standard", re.IGNORECASE)
_TARGETS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}


def style_references(book: Book) -> Iterator[Befund]:
    if book.styles is None:
        return
    counts = {attribute: len(book.styles[collection]) for attribute, collection in _TARGETS.items()}
    for collection in ("cellStyleXfs", "cellXfs", "cellStyles"):
        for number, element in enumerate(book.styles[collection]):
            for attribute, count in counts.items():
                index = element.get(attribute)
                if index is not None and integer(index) not in range(count):
                    text = f"Zellformat {number} verweist auf {attribute} {element.get(attribute)}; es gibt {count}."
                    yield book.befund("format_verweis", f"{text} Die Datei neu aus Excel speichern.")


def number_formats(book: Book) -> Iterator[Befund]:
    if book.styles is None:
        return
    known = {integer(element.get("numFmtId")) for element in book.styles["numFmts"]}
    used = {integer(element.get("numFmtId", "0")) for element in book.styles["cellXfs"]}
    for number in used - known:
        if number is None or not 0 <= number < _FIRST_CUSTOM:
            text = f"Das Zahlenformat Nr. {number} ist nicht definiert. Die Zellen neu formatieren."
            yield book.befund("zahlenformat_fehlt", text)


def repeated_number_formats(book: Book) -> Iterator[Befund]:
    if book.styles is None:
        return
    for number, count in Counter(element.get("numFmtId") for element in book.styles["numFmts"]).items():
        if count > 1:
            text = f"Das Zahlenformat Nr. {number} ist {count}-mal definiert. Die Datei neu aus Excel speichern."
            yield book.befund("zahlenformat_doppelt", text)


def number_format_codes(book: Book) -> Iterator[Befund]:
    if book.styles is None:
        return
    for element in book.styles["numFmts"]:
        code = element.get("formatCode", "")
        rest = _LITERAL.sub("", code)
        if not code or '"' in rest or rest.count(";") > 3:
            text = f"Das Zahlenformat „{code}“ ist unvollständig. Unter Zellen formatieren › Zahlen neu eingeben."
            yield book.befund("zahlenformat", text)
        elif _GERMAN_FORMAT.search(rest):
            text = f"Das Zahlenformat „{code}“ steht deutsch in der Datei; richtig ist englisch (dd.mm.yyyy, General)."
            yield book.befund("zahlenformat_deutsch", text)


def empty_collections(book: Book) -> Iterator[Befund]:
    if book.styles is None:
        return
    for collection in ("fonts", "fills", "borders", "cellXfs"):
        if not book.styles[collection]:
            text = f"Die Formatvorlagen enthalten keinen Eintrag {collection}. Die Datei neu aus Excel speichern."
            yield book.befund("format_leer", text)


def repeated_style_names(book: Book) -> Iterator[Befund]:
    if book.styles is None:
        return
    styles = book.styles["cellStyles"]
    names = Counter(element.get("name", "").casefold() for element in styles)
    # Excel on the Mac writes its own styles for links again and again, hidden
    visible = Counter(element.get("name", "").casefold() for element in styles if not _is_hidden_built_in(element))
    for name, count in names.items():
        if count > 1:
            text = f"Die Formatvorlage „{name}“ gibt es {count}-mal. Eine davon umbenennen."
            schwere = Schwere.FEHLER if visible[name] > 1 else Schwere.HINWEIS
            yield book.befund("formatname", text, schwere=schwere)


def _is_hidden_built_in(style: etree._Element) -> bool:
    return style.get("builtinId") is not None and is_true(style.get("hidden"))


def limits(book: Book) -> Iterator[Befund]:
    if book.style_count > MAX_STYLES:
        text = f"Die Mappe hat {book.style_count} Zellformate; Excel erlaubt {MAX_STYLES}. Formate vereinheitlichen."
        yield book.befund("formate", text, schwere=Schwere.FEHLER)


RULES: tuple[Rule, ...] = (
    style_references,
    number_formats,
    repeated_number_formats,
    number_format_codes,
    empty_collections,
    repeated_style_names,
    limits,
)
