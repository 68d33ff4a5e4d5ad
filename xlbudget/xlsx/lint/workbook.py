"""Rules about workbook.xml: sheets, defined names, calculation chain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from xlbudget.errors import Befund, Schwere
from xlbudget.xlsx.areas import column_number
from xlbudget.xlsx.lint.book import Book, Name, Rule, SheetEntry
from xlbudget.xlsx.lint.sheet import MAX_COLUMN, find, integer, is_true, parse_area

MAX_SHEET_NAME, MAX_NAME = 31, 255
FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_VALID_NAME = re.compile(r"(?:[^\W\d]|\\)[\w.\\?]*")
_A1 = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_R1C1 = re.compile(r"(?:[Rr]\d*)?(?:[Cc]\d*)?")
_BUILT_IN = "_xlnm."
_SHEET = r"(?:'(?:[^']|'')+'|[^'!,\s]+)!"
_CELLS = r"\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
_ROWS_COLUMNS = r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+"
_PRINT_AREA = re.compile(f"{_SHEET}(?:{_CELLS}|{_ROWS_COLUMNS})(?:,{_SHEET}(?:{_CELLS}|{_ROWS_COLUMNS}))*")
_PRINT_TITLES = re.compile(f"{_SHEET}(?:{_ROWS_COLUMNS})(?:,{_SHEET}(?:{_ROWS_COLUMNS}))?")
_CELL_AS_TITLE = re.compile(f"{_SHEET}{_CELLS}(?:,{_SHEET}{_CELLS})?")


def no_sheets(book: Book) -> Iterator[Befund]:
    if not book.sheets:
        yield book.befund("blatt_keins", "Die Mappe hat kein Blatt. Mindestens ein Blatt anlegen.")
    elif not any(sheet.state == "visible" for sheet in book.sheets):
        yield book.befund("blatt_sichtbar", "Kein Blatt ist sichtbar. Mindestens ein Blatt einblenden.")


def sheet_names(book: Book) -> Iterator[Befund]:
    for sheet in book.sheets:
        if problem := sheet_name_problem(sheet.name):
            yield book.befund("blatt_name", f"Der Blattname „{sheet.name}“ {problem}. Bitte umbenennen.", sheet.name)


def sheet_name_problem(name: str) -> str:
    """Why Excel refuses a sheet name, as a German clause; empty if it does not."""
    if not name.strip():
        return "ist leer"
    if len(name.encode("utf-16-le")) // 2 > MAX_SHEET_NAME:
        return f"hat mehr als {MAX_SHEET_NAME} Zeichen"
    if forbidden := FORBIDDEN_IN_SHEET_NAME.search(name):
        return f"enthält das verbotene Zeichen {forbidden[0]!r}"
    if name[0] == "'" or name[-1] == "'":
        return "beginnt oder endet mit einem Apostroph"
    return "ist in Excel reserviert" if name.casefold() == "history" else ""


def repeated_sheets(book: Book) -> Iterator[Befund]:
    for code, was, keys in (
        ("blatt_doppelt", "Der Blattname", [sheet.name.casefold() for sheet in book.sheets]),
        ("blatt_id", "Die Blattkennung (sheetId)", [sheet.sheet_id for sheet in book.sheets]),
        ("blatt_beziehung", "Die Beziehung", [sheet.rid for sheet in book.sheets]),
    ):
        for key, count in Counter(keys).items():
            if count > 1:
                yield book.befund(code, f"{was} „{key}“ kommt {count}-mal vor. Jedes Blatt braucht einen eigenen Wert.")


def sheet_ids(book: Book) -> Iterator[Befund]:
    for sheet in book.sheets:
        if not 1 <= (integer(sheet.sheet_id) or 0) <= 65_534:
            text = f"Die Blattkennung „{sheet.sheet_id}“ ist keine Zahl von 1 bis 65534. Bitte eine freie vergeben."
            yield book.befund("blatt_id", text, sheet.name)


def sheets_without_part(book: Book) -> Iterator[Befund]:
    for sheet in book.sheets:
        if not sheet.rid:
            yield book.befund("blatt_teil", "Das Blatt hat keinen Inhalt (r:id fehlt). Bitte neu anlegen.", sheet.name)


def active_tab(book: Book) -> Iterator[Befund]:
    for view in find(book.workbook, "bookViews/workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            index = integer(view.get(attribute, "0"))
            if book.sheets and (index is None or not 0 <= index < len(book.sheets)):
                text = (
                    f"Als aktives Blatt ist Nr. {view.get(attribute)} eingetragen; es gibt {len(book.sheets)} Blätter."
                )
                yield book.befund("aktives_blatt", f"{text} Ein vorhandenes Blatt wählen und neu speichern.")


def name_syntax(book: Book) -> Iterator[Befund]:
    for name in book.names:
        if problem := name_problem(name.name):
            yield book.befund("name", f"Der Name „{name.name}“ {problem}. Bitte im Namens-Manager umbenennen.")


def name_problem(name: str) -> str:
    """Why Excel refuses a defined name or table name, as a German clause; empty if it does not."""
    plain = name.removeprefix(_BUILT_IN)
    if not _VALID_NAME.fullmatch(plain):
        return (
            "ist nicht erlaubt: er muss mit Buchstabe oder _ beginnen und darf kein Leer- oder Sonderzeichen enthalten"
        )
    if len(name) > MAX_NAME:
        return f"hat mehr als {MAX_NAME} Zeichen"
    cell = _A1.fullmatch(plain)
    if _R1C1.fullmatch(plain) or (cell and column_number(cell[1].upper()) <= MAX_COLUMN and int(cell[2])):
        return "sieht aus wie eine Zelladresse"
    return ""


def repeated_names(book: Book) -> Iterator[Befund]:
    for (name, scope), count in Counter((name.name.casefold(), name.scope) for name in book.names).items():
        if count > 1:
            wo = "in der Mappe" if scope is None else "auf demselben Blatt"
            yield book.befund("name_doppelt", f"Den Namen {name} gibt es {wo} {count}-mal. Einen davon löschen.")


def name_scopes(book: Book) -> Iterator[Befund]:
    for name in book.names:
        if name.scope is not None and _sheet_of(book, name) is None:
            text = f"Der Name {name.name} gehört zu einem Blatt, das es nicht gibt (Nr. {name.scope}). Bitte löschen."
            yield book.befund("name_bereich", text)


def empty_names(book: Book) -> Iterator[Befund]:
    for name in book.names:
        if not name.text:
            yield book.befund(
                "name_leer", f"Der Name {name.name} verweist auf nichts. Bitte löschen oder neu zuweisen."
            )


def print_names(book: Book) -> Iterator[Befund]:
    for name in book.names:
        wrong = {"_xlnm.Print_Area": _wrong_area, "_xlnm.Print_Titles": _wrong_titles}.get(name.name)
        if wrong and "#REF!" not in name.text and (problem := wrong(name.text) or _foreign(book, name)):
            was = "Der Druckbereich" if wrong is _wrong_area else "Der Drucktitel"
            text = f"{was} {problem}: {name.text}. Unter Seitenlayout › Drucktitel neu festlegen."
            yield book.befund("druckname", text, _sheet_of(book, name))


def _wrong_area(text: str) -> str:
    return "" if "(" in text or _PRINT_AREA.fullmatch(text) else "ist kein Bereich"


def _wrong_titles(text: str) -> str:
    if "(" in text or _PRINT_TITLES.fullmatch(text):
        return ""
    return "muss aus ganzen Zeilen oder Spalten bestehen" if _CELL_AS_TITLE.fullmatch(text) else "ist nicht lesbar"


def _foreign(book: Book, name: Name) -> str:
    if name.scope is None:
        return "gehört zu keinem Blatt"
    own = (_sheet_of(book, name) or "").casefold()
    sheets = re.findall(r"(?:^|,)(?:'((?:[^']|'')+)'|([^'!,]+))!", name.text)
    foreign = any((quoted.replace("''", "'") or plain).casefold() != own for quoted, plain in sheets)
    return "liegt auf einem anderen Blatt" if own and foreign else ""


def _sheet_of(book: Book, name: Name) -> str | None:
    index = integer(name.scope)
    return book.sheets[index].name if index is not None and 0 <= index < len(book.sheets) else None


def calculation_chain(book: Book) -> Iterator[Befund]:
    sheets = {sheet.sheet_id: sheet for sheet in book.worksheets}
    for part in book.related(book.workbook_part or "", "calcChain"):
        sheet_id = ""
        for element in find(book.parts[part], "c"):
            sheet_id = element.get("i", sheet_id)
            sheet, area = sheets.get(sheet_id), parse_area(element.get("r", ""))
            key = (area.top, area.left) if area else (0, 0)
            cell = sheet.by_address.get(key) if sheet else None
            if sheet is None or not ((cell and cell.formula is not None) or any(key in ref for ref in sheet.arrays)):
                text = (
                    "Die Berechnungskette (calcChain) nennt eine Zelle ohne Formel. "
                    "Die Berechnungskette löschen; Excel legt sie neu an."
                )
                yield book.befund("rechenkette", text, sheet.name if sheet else None, element.get("r"))


def missing_cache(book: Book) -> Iterator[Befund]:
    if book.asks_for_calculation:
        return
    for sheet in book.worksheets:
        cells = [cell for cell, _ in sheet.formulas if cell.value is None or (not cell.value and cell.kind != "str")]
        if cells:
            text = (
                f"{len(cells)} Formel(n) ohne gespeicherten Wert, und Excel wird nicht zum Rechnen aufgefordert. "
                "In Excel öffnen, mit Strg+Alt+F9 rechnen und speichern."
            )
            yield book.befund("cache", text, sheet.name, cells[0].ref)


def grouped_sheets(book: Book) -> Iterator[Befund]:
    selected = {
        sheet.part: sheet.name
        for sheet in book.worksheets
        if any(is_true(view.get("tabSelected")) for view in sheet.items("sheetViews", "sheetView"))
    }
    active = _active_sheets(book)
    chosen = [sheet.name for sheet in book.sheets if sheet.part in selected or sheet in active]
    if selected and len(chosen) > max(len(active), 1):
        text = (
            f"{len(chosen)} Blätter sind gemeinsam ausgewählt ({', '.join(chosen[:3])}, …): was jemand einträgt, "
            "landet auf allen. Vor dem Speichern ein einzelnes Blatt anklicken."
        )
        yield book.befund("gruppiert", text, chosen[1], schwere=Schwere.WARNUNG)


def hidden_active_sheet(book: Book) -> Iterator[Befund]:
    for sheet in _active_sheets(book):
        if sheet.state != "visible" and any(other.state == "visible" for other in book.sheets):
            text = "Das Blatt ist verborgen und soll beim Öffnen erscheinen. Ein sichtbares Blatt wählen und speichern."
            yield book.befund("aktives_blatt", text, sheet.name, schwere=Schwere.WARNUNG)


def _active_sheets(book: Book) -> list[SheetEntry]:
    """The sheet that each window opens on."""
    numbers = [integer(view.get("activeTab", "0")) for view in find(book.workbook, "bookViews/workbookView")] or [0]
    return [book.sheets[n] for n in dict.fromkeys(numbers) if n is not None and 0 <= n < len(book.sheets)]


RULES: tuple[Rule, ...] = (
    no_sheets,
    sheet_names,
    repeated_sheets,
    sheet_ids,
    sheets_without_part,
    active_tab,
    name_syntax,
    repeated_names,
    name_scopes,
    empty_names,
    print_names,
    calculation_chain,
    missing_cache,
    grouped_sheets,
    hidden_active_sheet,
)
