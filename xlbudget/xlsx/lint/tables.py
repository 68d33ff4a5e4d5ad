"""Rules about Excel tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xlbudget.errors import Befund
from xlbudget.xlsx.areas import Area, address, area_text
from xlbudget.xlsx.lint.book import Book, Rule, Table, rich_text
from xlbudget.xlsx.lint.sheet import Cell, find, integer, overlaps, parse_area, unescape
from xlbudget.xlsx.lint.workbook import name_problem


def _befund(book: Book, table: Table, code: str, text: str, zelle: str | None = None) -> Befund:
    return book.befund(code, text, table.sheet.name, zelle or table.root.get("ref"))


def sizes(book: Book) -> Iterator[Befund]:
    for table in book.tables:
        if table.area is None:
            text = f"Der Bereich der Tabelle {table.name} ist „{table.root.get('ref')}“. Die Tabelle neu anlegen."
            yield _befund(book, table, "tabelle_bereich", text)
        elif table.area.bottom - table.area.top + 1 <= _header_rows(table) + _total_rows(table):
            text = f"Die Tabelle {table.name} hat keine Datenzeile. Unter der Kopfzeile mindestens eine Zeile lassen."
            yield _befund(book, table, "tabelle_bereich", text)


def column_counts(book: Book) -> Iterator[Befund]:
    for table in book.tables:
        columns = len(table.columns)
        declared = {integer(element.get("count", str(columns))) for element in find(table.root, "tableColumns")}
        width = table.area.right - table.area.left + 1 if table.area else columns
        if columns != width or declared != {columns}:
            text = f"Die Tabelle {table.name} ist {width} Spalten breit, nennt aber {columns}. Die Größe neu festlegen."
            yield _befund(book, table, "tabelle_spalten", text)


def column_names(book: Book) -> Iterator[Befund]:
    for table in book.tables:
        for name, count in Counter(unescape(name).casefold() for name in table.columns).items():
            if count > 1 or not name:
                was = f"{count} Spalten namens „{name}“" if name else "eine Spalte ohne Namen"
                text = f"Die Tabelle {table.name} hat {was}. Jede Überschrift braucht einen eigenen Text."
                yield _befund(book, table, "tabelle_spaltenname", text)


def column_ids(book: Book) -> Iterator[Befund]:
    for table in book.tables:
        ids = [column.get("id") for column in find(table.root, "tableColumns/tableColumn")]
        if len(set(ids)) < len(ids):
            text = f"In der Tabelle {table.name} haben zwei Spalten dieselbe Kennung. Die Tabelle neu anlegen."
            yield _befund(book, table, "tabelle_spaltenid", text)


def headers(book: Book) -> Iterator[Befund]:
    for table in book.tables:
        for where, name in zip(header_cells(table), table.columns, strict=False):
            cell = table.sheet.by_address.get(where)
            found = _header_text(book, cell)
            if found is None or unescape(found) != unescape(name):
                steht = "keinen Text" if found is None else f"„{found}“"
                text = f"Die Tabelle {table.name} erwartet hier die Überschrift „{name}“, die Zelle enthält {steht}."
                yield _befund(book, table, "tabelle_kopf", f"{text} Die Überschrift neu eintippen.", address(*where))


def header_cells(table: Table) -> list[tuple[int, int]]:
    """Row and column of the cells that must say what the columns are called."""
    if table.area is None or not _header_rows(table):
        return []
    return [(table.area.top, column) for column in range(table.area.left, table.area.right + 1)]


def _header_text(book: Book, cell: Cell | None) -> str | None:
    if cell is None:
        return None
    if cell.kind == "s":
        return book.text_of(cell.value)
    if cell.kind == "inlineStr" and cell.inline is not None:
        return rich_text(cell.inline)
    return cell.value if cell.kind == "str" else None


def table_names(book: Book) -> Iterator[Befund]:
    for table in book.tables:
        if problem := name_problem(table.name):
            yield _befund(book, table, "tabelle_name", f"Der Tabellenname „{table.name}“ {problem}. Bitte umbenennen.")


def repeated_names(book: Book) -> Iterator[Befund]:
    names = Counter(table.name.casefold() for table in book.tables)
    defined = {name.name.casefold() for name in book.names}
    for table in book.tables:
        name = table.name.casefold()
        if names[name] > 1 or name in defined:
            wer = "eine andere Tabelle" if names[name] > 1 else "ein definierter Name"
            text = f"Die Tabelle {table.name} heißt wie {wer}. Bitte umbenennen."
            yield _befund(book, table, "tabelle_doppelt", text)


def repeated_ids(book: Book) -> Iterator[Befund]:
    ids = Counter(table.root.get("id") for table in book.tables)
    for table in book.tables:
        number = table.root.get("id")
        if ids[number] > 1 or not integer(number):
            text = f"Die Tabelle {table.name} hat die Kennung {number} nicht für sich allein. Die Tabelle neu anlegen."
            yield _befund(book, table, "tabelle_id", text)


def overlapping(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        areas = [table.area for table in book.tables if table.sheet is sheet and table.area]
        for first, second in overlaps(areas):
            text = f"Die Tabellen {area_text(first)} und {area_text(second)} überschneiden sich. Eine verschieben."
            yield book.befund("tabelle_ueberschneidung", text, sheet.name, area_text(second))
        for table_area in areas:
            for merge in (merge for merge in sheet.merges if any(overlaps((merge, table_area)))):
                text = f"Verbundene Zellen {area_text(merge)} liegen in der Tabelle {area_text(table_area)}. Aufheben."
                yield book.befund("tabelle_verbund", text, sheet.name, area_text(merge))


def filters(book: Book) -> Iterator[Befund]:
    for table in book.tables:
        for element in find(table.root, "autoFilter"):
            area = parse_area(element.get("ref", ""))
            width = area.right - area.left + 1 if area else 0
            ids = [integer(column.get("colId")) for column in find(element, "filterColumn")]
            if table.area and (
                area is None or not _fits(area, table.area) or any(i is None or not 0 <= i < width for i in ids)
            ):
                text = f"Der Filter der Tabelle {table.name} passt nicht zu ihrem Bereich. Den Filter neu setzen."
                yield _befund(book, table, "tabelle_filter", text, element.get("ref"))


def _fits(part: Area, whole: Area) -> bool:
    return (part.top, part.left, part.right) == (whole.top, whole.left, whole.right) and part.bottom <= whole.bottom


def _header_rows(table: Table) -> int:
    return integer(table.root.get("headerRowCount", "1")) or 0


def _total_rows(table: Table) -> int:
    return integer(table.root.get("totalsRowCount", "0")) or 0


RULES: tuple[Rule, ...] = (
    sizes,
    column_counts,
    column_names,
    column_ids,
    headers,
    table_names,
    repeated_names,
    repeated_ids,
    overlapping,
    filters,
)
