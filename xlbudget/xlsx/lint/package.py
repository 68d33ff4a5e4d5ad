"""Rules about the package: members, content types, relationships, XML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from xlbudget.errors import Befund, Schwere
from xlbudget.xlsx.lint.book import CONTENT_TYPES, R_NAMESPACES, Book, Rule
from xlbudget.xlsx.lint.owners import is_rest
from xlbudget.xlsx.lint.sheet import find

_NEU_SPEICHERN = "Die Datei in Excel öffnen und als neue .xlsx speichern."
_SHEET, _DRAWING = "application/vnd.openxmlformats-officedocument.spreadsheetml.", "application/vnd.openxmlformats-"
_TYPES: Mapping[str, str] = {
    "worksheet": f"{_SHEET}worksheet+xml",
    "chartsheet": f"{_SHEET}chartsheet+xml",
    "styles": f"{_SHEET}styles+xml",
    "sharedStrings": f"{_SHEET}sharedStrings+xml",
    "table": f"{_SHEET}table+xml",
    "comments": f"{_SHEET}comments+xml",
    "calcChain": f"{_SHEET}calcChain+xml",
    "externalLink": f"{_SHEET}externalLink+xml",
    "pivotTable": f"{_SHEET}pivotTable+xml",
    "pivotCacheDefinition": f"{_SHEET}pivotCacheDefinition+xml",
    "theme": f"{_DRAWING}officedocument.theme+xml",
    "drawing": f"{_DRAWING}officedocument.drawing+xml",
    "chart": f"{_DRAWING}officedocument.drawingml.chart+xml",
    "vmlDrawing": f"{_DRAWING}officedocument.vmlDrawing",
    "core-properties": f"{_DRAWING}package.core-properties+xml",
    "extended-properties": f"{_DRAWING}officedocument.extended-properties+xml",
    "vbaProject": "application/vnd.ms-office.vbaProject",
    "image": "image/",
}
"""Content type that a part must have, by the kind of relationship that leads to it."""
_MAIN = {
    "xlsx": f"{_SHEET}sheet.main+xml",
    "xltx": f"{_SHEET}template.main+xml",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
"""Content type of the workbook by file extension; Excel refuses a file where they differ."""
_NAMESPACES = {
    "rels": ("http://schemas.openxmlformats.org/package/2006/relationships",),
    CONTENT_TYPES: ("http://schemas.openxmlformats.org/package/2006/content-types",),
}
_SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_UNSAFE = re.compile(r"^$|^/|\\|^[A-Za-z]:|(^|/)\.{1,2}(/|$)|//|[\x00-\x1f]")
_RELATION_USES = {
    namespace[1:-1].encode(): etree.XPath("//@r:*", namespaces={"r": namespace[1:-1]}, smart_strings=False)
    for namespace in R_NAMESPACES
}
_VML_USES = re.compile(rb'\bo:relid="([^"]+)"')


def duplicate_members(book: Book) -> Iterator[Befund]:
    for name, count in Counter(name.casefold() for name in book.member_names).items():
        if count > 1:
            yield book.befund("doppelt", f"Der Bestandteil {name} steht {count}-mal in der Datei. {_NEU_SPEICHERN}")


def unsafe_members(book: Book) -> Iterator[Befund]:
    for name in book.members:
        if _UNSAFE.search(name):
            yield book.befund("bestandteil", f"Der Bestandteil „{name}“ hat keinen erlaubten Namen. {_NEU_SPEICHERN}")


def malformed_parts(book: Book) -> Iterator[Befund]:
    for part, error in book.malformed.items():
        if error.code == etree.ErrorTypes.ERR_INVALID_CHAR:
            text = f"In {part} steht ein Zeichen, das Excel nicht lesen kann (Zeile {error.lineno}). Es ist zu löschen."
            yield book.befund("zeichen", text)
        else:
            yield book.befund("xml", f"{part} ist nicht lesbar (Zeile {error.lineno}: {error.msg}). {_NEU_SPEICHERN}")


def document_types(book: Book) -> Iterator[Befund]:
    for part, root in book.parts.items():
        if root.getroottree().docinfo.internalDTD is not None:
            text = f"{part} enthält eine DOCTYPE-Angabe; Excel öffnet solche Dateien nicht. {_NEU_SPEICHERN}"
            yield book.befund("doctype", text)


def foreign_roots(book: Book) -> Iterator[Befund]:
    """A root in another namespace is to Excel as if the part were empty."""
    for part, root in book.parts.items():
        expected: Sequence[str] | None = _NAMESPACES.get(part.rpartition(".")[2], _NAMESPACES.get(part))
        if book.workbook_part == part or any(sheet.part == part for sheet in book.worksheets):
            expected = _SPREADSHEET
        if expected and etree.QName(root).namespace not in expected:
            yield book.befund("wurzel", f"{part} hat nicht den Namensraum, den Excel erwartet. {_NEU_SPEICHERN}")


def missing_content_types(book: Book) -> Iterator[Befund]:
    if book.part(CONTENT_TYPES) is None:
        yield book.befund("inhaltstypen", f"Das Verzeichnis {CONTENT_TYPES} fehlt. {_NEU_SPEICHERN}")


def repeated_content_types(book: Book) -> Iterator[Befund]:
    keys = Counter(
        (element.get("PartName") or element.get("Extension") or "").casefold() for element in _type_elements(book)
    )
    for key, count in keys.items():
        if count > 1:
            yield book.befund(
                "inhaltstyp_doppelt", f"Der Inhaltstyp von {key} ist mehrfach angegeben. {_NEU_SPEICHERN}"
            )


def untyped_parts(book: Book) -> Iterator[Befund]:
    types = _ContentTypes(book)
    if types.known:
        for part in book.members:
            if part.casefold() != CONTENT_TYPES.casefold() and not is_rest(part) and types.type_of(part) is None:
                yield book.befund("inhaltstyp_fehlt", f"Für {part} ist kein Inhaltstyp angegeben. {_NEU_SPEICHERN}")


def types_without_part(book: Book) -> Iterator[Befund]:
    for element in _type_elements(book):
        part = element.get("PartName")
        if part is not None and book.part(part.lstrip("/")) is None:
            text = f"Ein Inhaltstyp ist für {part} angegeben, den Bestandteil gibt es nicht. {_NEU_SPEICHERN}"
            yield book.befund("inhaltstyp_verwaist", text)


def wrong_types(book: Book) -> Iterator[Befund]:
    types = _ContentTypes(book)
    for relationships in book.relationships.values():
        for rel in relationships:
            expected = _TYPES.get(rel.kind)
            found = types.type_of(rel.target) if expected and not rel.external and book.part(rel.target) else None
            if expected and found and not found.casefold().startswith(expected.casefold()):
                text = f"{rel.target} hat den Inhaltstyp {found}, erwartet wird {expected}. {_NEU_SPEICHERN}"
                yield book.befund("inhaltstyp", text)


def wrong_extension(book: Book) -> Iterator[Befund]:
    extension = book.name.rpartition(".")[2].casefold()
    found = _ContentTypes(book).type_of(book.workbook_part) if book.workbook_part else None
    if found and extension in _MAIN and found.casefold() != _MAIN[extension].casefold():
        passend = next((ending for ending, kind in _MAIN.items() if kind.casefold() == found.casefold()), None)
        rat = f"Die Datei muss auf .{passend} enden." if passend else _NEU_SPEICHERN
        yield book.befund("endung", f"Die Endung .{extension} passt nicht zum Inhalt ({found}). {rat}")


def macros_in_xlsx(book: Book) -> Iterator[Befund]:
    if book.has_macros and book.name.casefold().endswith((".xlsx", ".xltx")):
        yield book.befund("makro", "Die Mappe enthält Makros, heißt aber .xlsx. Bitte als .xlsm speichern.")


def workbook_missing(book: Book) -> Iterator[Befund]:
    if book.workbook_part is None and not book.malformed and book.part(CONTENT_TYPES):
        yield book.befund("mappe", f"Die Datei führt zu keiner Arbeitsmappe (xl/workbook.xml). {_NEU_SPEICHERN}")


def dangling_relationships(book: Book) -> Iterator[Befund]:
    for part, relationships in book.relationships.items():
        for rel in relationships:
            if not rel.external and rel.target and book.part(rel.target) is None:
                text = f"{part or 'Die Datei'} verweist auf {rel.target}, das es nicht gibt. {_NEU_SPEICHERN}"
                # Excel itself writes NULL where it has lost a picture or design
                lost = rel.target.rpartition("/")[2] == "NULL"
                yield book.befund("verweis", text, schwere=Schwere.HINWEIS if lost else Schwere.FEHLER)


def incomplete_relationships(book: Book) -> Iterator[Befund]:
    for part, relationships in book.relationships.items():
        if any(not rel.id or not rel.kind for rel in relationships):
            yield book.befund(
                "beziehung", f"Eine Beziehung von {part or 'der Datei'} ist unvollständig. {_NEU_SPEICHERN}"
            )


def repeated_relationship_ids(book: Book) -> Iterator[Befund]:
    for part, relationships in book.relationships.items():
        for rid, count in Counter(rel.id for rel in relationships).items():
            if count > 1:
                text = f"Die Beziehung {rid} von {part or 'der Datei'} gibt es {count}-mal. {_NEU_SPEICHERN}"
                yield book.befund("beziehung_doppelt", text)


def unknown_relationship_ids(book: Book) -> Iterator[Befund]:
    for part, root in book.parts.items():
        used = set()
        for namespace, find_uses in _RELATION_USES.items():
            if namespace in book.members[part]:
                used.update(find_uses(root))
        yield from _unknown_ids(book, part, used)
    for part, data in book.members.items():
        if part.casefold().endswith(".vml"):
            yield from _unknown_ids(book, part, {rid.decode("utf-8", "replace") for rid in _VML_USES.findall(data)})


def _unknown_ids(book: Book, part: str, used: set[str]) -> Iterator[Befund]:
    if used:
        known = {rel.id for rel in book.relationships.get(part, ())}
        for rid in sorted(used - known - {""}):
            yield book.befund(
                "beziehung_fehlt", f"{part} benutzt die Beziehung {rid}, die es nicht gibt. {_NEU_SPEICHERN}"
            )


def external_links(book: Book) -> Iterator[Befund]:
    anzahl = sum(rel.kind == "externalLink" for rel in book.relationships.get(book.workbook_part or "", ()))
    if anzahl:
        text = (
            f"Die Mappe greift auf {anzahl} andere Datei(en) zu; Empfänger sehen beim Öffnen eine Rückfrage. "
            "In Excel unter Daten › Verknüpfungen bearbeiten lösen, wenn das nicht gewollt ist."
        )
        yield book.befund("extern", text, schwere=Schwere.HINWEIS)


class _ContentTypes:
    """What [Content_Types].xml says about each part."""

    def __init__(self, book: Book) -> None:
        self.known = book.part(CONTENT_TYPES) in book.parts
        self._types = {
            (element.get("PartName") or f".{element.get('Extension')}").casefold(): element.get("ContentType", "")
            for element in _type_elements(book)
        }

    def type_of(self, part: str) -> str | None:
        part = f"/{part}".casefold()
        return self._types.get(part, self._types.get(f".{part.rpartition('.')[2]}"))


def _type_elements(book: Book) -> list[etree._Element]:
    root = book.parts.get(book.part(CONTENT_TYPES) or "")
    return [] if root is None else [*find(root, "Default"), *find(root, "Override")]


STRUCTURE: tuple[Rule, ...] = (
    duplicate_members,
    unsafe_members,
    malformed_parts,
    document_types,
    foreign_roots,
    missing_content_types,
    workbook_missing,
)
"""Rules that hold before anything inside the parts means anything."""

RULES: tuple[Rule, ...] = (
    repeated_content_types,
    untyped_parts,
    types_without_part,
    wrong_types,
    wrong_extension,
    macros_in_xlsx,
    dangling_relationships,
    incomplete_relationships,
    repeated_relationship_ids,
    unknown_relationship_ids,
    external_links,
)
