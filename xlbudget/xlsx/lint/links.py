"""Rules about what leads from one sheet to another and is no formula: pivot tables, slicers, comment threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from xlbudget.errors import Befund, Schwere
from xlbudget.xlsx.lint.book import Book, Rule
from xlbudget.xlsx.references import pivot_sources, sheet_places

_NEU = "In Excel unter PivotTable-Analyse › Datenquelle ändern neu wählen."


def pivot_caches(book: Book) -> Iterator[Befund]:
    sheets = {sheet.name.casefold() for sheet in book.sheets}
    named = {name.name.casefold() for name in book.names} | {table.name.casefold() for table in book.tables}
    for part in book.related(book.workbook_part or "", "pivotCacheDefinition"):
        root = book.parts[part]
        for place in sheet_places(root):
            if place.text.casefold() not in sheets:
                text = f"Eine Pivot-Tabelle wertet das Blatt „{place.text}“ aus, das es nicht gibt. {_NEU}"
                yield book.befund("pivot_quelle", text, schwere=Schwere.HINWEIS)
        for source in root.iter("{*}worksheetSource", "{*}rangeSet"):
            name = source.get("name", "").partition("[")[0]
            if name and name.casefold() not in named and not _is_external(source):
                text = f"Eine Pivot-Tabelle wertet „{name}“ aus, das weder Tabelle noch Name ist. {_NEU}"
                yield book.befund("pivot_quelle", text, schwere=Schwere.HINWEIS)


def _is_external(source: etree._Element) -> bool:
    return any(key.endswith("}id") for key in source.keys())  # noqa: SIM118


def pivot_charts(book: Book) -> Iterator[Befund]:
    sheets = {sheet.name.casefold() for sheet in book.sheets}
    for blatt, drawing in book.drawings:
        for part in book.related(drawing, "chart"):
            for _, in_book, sheet, pivot in pivot_sources(book.parts[part]):
                if sheet.strip("'").replace("''", "'").casefold() not in sheets and not in_book[1:-1].isdecimal():
                    text = f"Ein Diagramm zeigt die Pivot-Tabelle {pivot} des Blatts „{sheet}“, das es nicht gibt."
                    yield book.befund(
                        "pivot_diagramm", f"{text} Das Diagramm neu anlegen.", blatt, schwere=Schwere.HINWEIS
                    )


def slicers(book: Book) -> Iterator[Befund]:
    tables = {table.root.get("id") for table in book.tables}
    sheets = {sheet.sheet_id for sheet in book.sheets}
    for kind, was in (("slicerCache", "Ein Datenschnitt"), ("timelineCache", "Eine Zeitachse")):
        for part in book.related(book.workbook_part or "", kind):
            root = book.parts[part]
            if any(table.get("tableId") not in tables for table in root.iterfind(".//{*}tableSlicerCache")):
                yield book.befund("datenschnitt", f"{was} filtert eine Tabelle, die es nicht gibt. Bitte löschen.")
            if any(pivot.get("tabId") not in sheets for pivot in root.iterfind(".//{*}pivotTables/{*}pivotTable")):
                text = f"{was} filtert eine Pivot-Tabelle auf einem Blatt, das es nicht gibt. Bitte löschen."
                yield book.befund("datenschnitt", text)


def threads(book: Book) -> Iterator[Befund]:
    persons = {
        person.get("id")
        for part in book.related(book.workbook_part or "", "person")
        for person in book.parts[part].iter("{*}person")
    }
    comments = [
        (sheet.name, comment)
        for sheet in book.worksheets
        for part in book.related(sheet.part, "threadedComment")
        for comment in book.parts[part].iter("{*}threadedComment")
    ]
    ids = Counter(comment.get("id") for _, comment in comments)
    for blatt, comment in comments:
        if ids[comment.get("id")] > 1:
            text = "Ein Kommentar hat dieselbe Kennung wie ein anderer. Den Kommentar neu schreiben."
            yield book.befund("faden_id", text, blatt, comment.get("ref"))
        if comment.get("parentId", comment.get("id")) not in ids:
            text = "Eine Antwort gehört zu einem Kommentar, den es nicht gibt. Die Antwort löschen."
            yield book.befund("faden_antwort", text, blatt, comment.get("ref"), Schwere.WARNUNG)
        if comment.get("personId") not in persons:
            text = "Ein Kommentar hat einen Verfasser, den es nicht gibt. Den Kommentar neu schreiben."
            yield book.befund("faden_person", text, blatt, comment.get("ref"), Schwere.WARNUNG)


RULES: tuple[Rule, ...] = (pivot_caches, pivot_charts, slicers, threads)
