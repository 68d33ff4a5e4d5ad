"""Rules about how a worksheet is laid out: order of its sections, columns, merges, views, pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from xlbudget.errors import Befund
from xlbudget.xlsx.areas import area_text
from xlbudget.xlsx.lint.book import Book, Rule
from xlbudget.xlsx.lint.sheet import (
    MAX_COLUMN,
    find,
    integer,
    local,
    overlaps,
    parse_area,
    parse_sqref,
    utf16_length,
)
from xlbudget.xlsx.sections import WORKSHEET_SECTIONS

_ORDER: Mapping[str, tuple[str, ...]] = {"worksheet": WORKSHEET_SECTIONS} | {
    root: tuple(order.split())
    for root, order in {
        "workbook": """fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
            externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
            webPublishing fileRecoveryPr webPublishObjects extLst""",
        "styleSheet": """numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst""",
        "table": "autoFilter sortState tableColumns tableStyleInfo extLst",
    }.items()
}
"""What the schema allows below a root, in its order."""
_REPEATED = frozenset({"cols", "conditionalFormatting", "fileRecoveryPr", "smartTagTypes"})
_NEVER_EMPTY = frozenset({"cols", "mergeCells", "dataValidations", "hyperlinks", "conditionalFormatting", "sheetViews"})
_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
MAX_HEADER, MAX_BREAKS, MAX_MARGIN = 255, 1026, 49


def section_order(book: Book) -> Iterator[Befund]:
    for part, root in book.parts.items():
        order = _ORDER.get(local(root))
        if order is None or not _is_spreadsheet(root):
            continue
        before = -1
        for child in root.iterchildren(tag=etree.Element):
            name = local(child)
            if name not in order or etree.QName(child).namespace != etree.QName(root).namespace:
                continue
            position = order.index(name)
            if position < before or (position == before and name not in _REPEATED):
                text = f"In {part} steht der Abschnitt {name} doppelt oder an falscher Stelle. Neu aus Excel speichern."
                yield book.befund("abschnitt", text, _sheet_name(book, part))
            before = max(before, position)


def _is_spreadsheet(root: etree._Element) -> bool:
    return "spreadsheetml" in (etree.QName(root).namespace or "")


def _sheet_name(book: Book, part: str) -> str | None:
    return next((sheet.name for sheet in book.sheets if sheet.part == part), None)


def sheet_data(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        if sheet.section("sheetData") is None:
            text = "Dem Blatt fehlt der Abschnitt für Zellen (sheetData). Das Blatt neu anlegen."
            yield book.befund("blattdaten", text, sheet.name)


def empty_sections(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for name in sorted(_NEVER_EMPTY & sheet.sections.keys()):
            if any(len(section) == 0 for section in sheet.sections[name]):
                text = f"Der Abschnitt {name} ist leer; Excel repariert solche Blätter. Neu aus Excel speichern."
                yield book.befund("abschnitt_leer", text, sheet.name)


def columns(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        before = 0
        for col in sheet.items("cols", "col"):
            first, last = integer(col.get("min")) or 0, integer(col.get("max")) or 0
            if not before < first <= last <= MAX_COLUMN:
                text = f"Die Spalten {first} bis {last} sind doppelt, ungeordnet oder ungültig. Breiten neu setzen."
                yield book.befund("spalten", text, sheet.name)
            before = max(before, last)


def column_styles(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for col in sheet.items("cols", "col"):
            style = integer(col.get("style", "0"))
            if style is None or not 0 <= style < max(book.style_count, 1):
                text = f"Spalte {col.get('min')} hat das Format Nr. {col.get('style')}, das fehlt. Neu formatieren."
                yield book.befund("spalte_format", text, sheet.name)


def merges(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for merge in sheet.items("mergeCells", "mergeCell"):
            ref = merge.get("ref", "")
            area = parse_area(ref)
            if area is None or (area.top, area.left) == (area.bottom, area.right):
                text = f"„{ref}“ kann nicht verbunden werden: nötig sind mindestens zwei Zellen. Verbindung aufheben."
                yield book.befund("verbund", text, sheet.name, ref)
        for first, second in overlaps(sheet.merges):
            text = (
                f"Die verbundenen Zellen {area_text(first)} und {area_text(second)} überschneiden sich. Eine aufheben."
            )
            yield book.befund("verbund_ueberschneidung", text, sheet.name, area_text(second))


def views(book: Book) -> Iterator[Befund]:
    windows = sum(1 for _ in find(book.workbook, "bookViews/workbookView"))
    for sheet in book.worksheets:
        for view in sheet.items("sheetViews", "sheetView"):
            window = integer(view.get("workbookViewId"))
            if window is None or not 0 <= window < max(windows, 1):
                text = f"Die Ansicht gehört zum Fenster Nr. {view.get('workbookViewId')}, das es nicht gibt."
                yield book.befund("ansicht", f"{text} Neu aus Excel speichern.", sheet.name)
            if not _is_scale(view.get("zoomScale")):
                text = f"Der Zoom ist {view.get('zoomScale')} %; erlaubt sind 10 bis 400. Bitte ändern."
                yield book.befund("zoom", text, sheet.name)


def selections(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for view in sheet.items("sheetViews", "sheetView"):
            for element in view.iterchildren("{*}pane", "{*}selection"):
                for ref in (element.get("topLeftCell"), element.get("activeCell"), element.get("sqref")):
                    if ref is not None and parse_sqref(ref) is None:
                        text = f"Fixierung oder Auswahl nennt „{ref}“, das keine Zelle ist. Neu fixieren."
                        yield book.befund("auswahl", text, sheet.name)


def sheet_filters(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for element in sheet.sections.get("autoFilter", ()):
            area = parse_area(element.get("ref", ""))
            if area is None:
                text = f"Der Filterbereich „{element.get('ref')}“ ist kein Bereich. Den Filter neu setzen."
                yield book.befund("filter", text, sheet.name, element.get("ref"))
                continue
            for table in book.tables:
                if table.sheet is sheet and table.area and any(overlaps((area, table.area))):
                    text = (
                        f"Der Filter des Blatts liegt über der Tabelle {table.name}. Den Filter des Blatts entfernen."
                    )
                    yield book.befund("filter", text, sheet.name, area_text(area))


def margins(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for element in sheet.sections.get("pageMargins", ()):
            wrong = {key: value for key, value in element.attrib.items() if not _is_margin(value)}
            if wrong:
                text = f"Seitenränder ungültig: {', '.join(f'{key} {value}' for key, value in wrong.items())} Zoll."
                yield book.befund("seitenrand", f"{text} Unter Seitenlayout › Seitenränder neu setzen.", sheet.name)


def _is_margin(text: str) -> bool:
    return bool(_DECIMAL.fullmatch(text)) and 0 <= float(text) < MAX_MARGIN


def page_setup(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for element in sheet.sections.get("pageSetup", ()):
            fits = [integer(element.get(key, "1")) for key in ("fitToWidth", "fitToHeight")]
            if not _is_scale(element.get("scale")) or any(fit is None or not 0 <= fit <= 32_767 for fit in fits):
                text = "Die Druckskalierung liegt außerhalb von 10 bis 400 % oder 0 bis 32767 Seiten. Bitte neu setzen."
                yield book.befund("druckskala", text, sheet.name)


def _is_scale(percent: str | None) -> bool:
    """Excel itself writes 0 for: as ever."""
    scale = 0 if percent is None else integer(percent)
    return scale is not None and (scale == 0 or 10 <= scale <= 400)


def tab_colours(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for colour in sheet.items("sheetPr", "tabColor"):
            rgb = colour.get("rgb")
            if rgb is not None and not _RGB.fullmatch(rgb):
                text = f"Die Registerfarbe ist „{rgb}“, das keine Farbe ist. Unter Registerfarbe neu wählen."
                yield book.befund("registerfarbe", text, sheet.name)


def headers(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for element in sheet.sections.get("headerFooter", ()):
            for child in element.iterchildren(tag=etree.Element):
                if local(child) in _HEADERS and (length := utf16_length(child.text or "")) > MAX_HEADER:
                    text = f"Kopf- oder Fußzeile hat {length} Zeichen; Excel erlaubt {MAX_HEADER}. Bitte kürzen."
                    yield book.befund("kopfzeile", text, sheet.name)


def page_breaks(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for section in ("rowBreaks", "colBreaks"):
            if (anzahl := sum(1 for _ in sheet.items(section, "brk"))) > MAX_BREAKS:
                text = f"Das Blatt hat {anzahl} Seitenumbrüche; Excel erlaubt {MAX_BREAKS}. Bitte einige löschen."
                yield book.befund("umbrueche", text, sheet.name)


RULES: tuple[Rule, ...] = (
    section_order,
    sheet_data,
    empty_sections,
    columns,
    column_styles,
    merges,
    views,
    selections,
    sheet_filters,
    margins,
    page_setup,
    tab_colours,
    headers,
    page_breaks,
)
