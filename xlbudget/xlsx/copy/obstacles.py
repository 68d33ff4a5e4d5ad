"""What keeps a sheet from being multiplied: where there is no one right answer, the reason is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlbudget.errors import VorlageError
from xlbudget.xlsx.copy.sheetlinks import Pointer, SheetLinks, has_open_address
from xlbudget.xlsx.formula import Kind, Token, address_texts, parse_prefix, tokens
from xlbudget.xlsx.package import parse_xml

_CANNOT = {
    "slicer": "einen Datenschnitt",
    "timeline": "eine Zeitachse",
    "queryTable": "eine Datenabfrage",
    "tableSingleCells": "eine XML-Zuordnung",
}
"""By the kind of a part that hangs on the sheet."""
_CELL_ADDRESSES = frozenset({"ADDRESS", "CHAR"})
"""Functions that begin an address without a sheet."""


def check_multipliable(links: SheetLinks, anzahl: int) -> None:
    """Raise VorlageError, with what to do, if `anzahl` copies of the sheet would not say what the sheet says."""
    for problem in (
        *_parts(links),
        *_foreign_filters(links),
        *_data_model(links),
        *_shared_workbook(links),
        *(_foreign_pivots(links) if anzahl > 1 else ()),
        *(_ends_of_3d(links) if anzahl > 1 else ()),
        *_open_addresses(links),
    ):
        raise VorlageError(problem)


def _parts(links: SheetLinks) -> Iterator[str]:
    kinds = [kind.rpartition("/")[2] for part in links.family for kind, _, _ in links.package.relationships(part)]
    found = {_CANNOT[kind]: None for kind in kinds if kind in _CANNOT}
    if any(root.find(".//{*}xmlColumnPr") is not None for root in links.tables.values()):
        found[_CANNOT["tableSingleCells"]] = None
    for what in found:
        yield (
            f"Die Vorlage {links.package.name} enthält {what}; ein solches Blatt lässt sich nicht "
            "vervielfältigen. Bitte in Excel entfernen."
        )


def _foreign_filters(links: SheetLinks) -> Iterator[str]:
    """Slicers on other sheets know tables and pivot tables by numbers that go with the sheet."""
    package = links.package
    tables = {root.get("id") for root in links.tables.values()}
    entry = list(package.workbook.iterfind("{*}sheets/{*}sheet"))[links.sheet.index]
    for part, kind in package.kinds.items():
        if kind in ("slicerCache", "timelineCache") and part in package.members:
            root = parse_xml(package.members[part])
            pivots = {pivot.get("tabId") for pivot in root.iterfind(".//{*}pivotTable")}
            filtered = {table.get("tableId") for table in root.iterfind(".//{*}tableSlicerCache")}
            if entry.get("sheetId") in pivots or filtered & tables:
                what = "Eine Zeitachse" if kind == "timelineCache" else "Ein Datenschnitt"
                yield (
                    f"{what} eines anderen Blatts der Vorlage {package.name} filtert das Blatt „{links.sheet.name}“; "
                    "ein solches Blatt lässt sich nicht vervielfältigen. Bitte in Excel entfernen."
                )


def _data_model(links: SheetLinks) -> Iterator[str]:
    package = links.package
    for part, kind in package.kinds.items():
        if kind == "connections" and part in package.members:
            sources = {source.get("sourceName", "") for source in parse_xml(package.members[part]).iter("{*}rangePr")}
            if any(source.casefold() in links.local_names | links.table_names for source in sources):
                yield (
                    f"Das Datenmodell der Vorlage {package.name} liest Daten vom Blatt „{links.sheet.name}“; es könnte "
                    "nur eines der neuen Blätter lesen. Bitte in Excel unter Daten › Abfragen und Verbindungen die "
                    "Verbindung löschen."
                )


def _shared_workbook(links: SheetLinks) -> Iterator[str]:
    if "revisionHeaders" in links.package.kinds.values():
        yield (
            f"Die Vorlage {links.package.name} ist als Arbeitsmappe freigegeben und führt ein Änderungsprotokoll; "
            "darin lässt sich kein Blatt vervielfältigen. Bitte in Excel die Freigabe aufheben und speichern."
        )


def _foreign_pivots(links: SheetLinks) -> Iterator[str]:
    for users in links.pivot_caches.values():
        if others := users - set(links.family):
            wo = _sheets_of(links, others)
            yield (
                f"Eine Pivot-Tabelle der Vorlage {links.package.name} auf {wo} wertet das Blatt „{links.sheet.name}“ "
                "aus; nach dem Vervielfältigen könnte sie nur eines der neuen Blätter auswerten. Bitte die "
                "Pivot-Tabelle löschen oder auf das Blatt selbst legen."
            )


def _sheets_of(links: SheetLinks, parts: frozenset[str]) -> str:
    package = links.package
    names = [
        f"„{sheet.name}“"
        for sheet in package.sheets
        if parts & {target for _, _, target in package.relationships(sheet.part)}
    ]
    return ", ".join(names) or "einem anderen Blatt"


def _ends_of_3d(links: SheetLinks) -> Iterator[str]:
    """On the sheet itself, a range of sheets that begins with it could begin with each copy or with the first one."""
    own = [name for name in links.names if links.scope_of(name) == links.sheet.index]
    own += [name for name in links.names if (name.get("name") or "").casefold() in links.local_names]
    places = [(_place(links, pointer), pointer.text) for pointer in links.inside]
    places += [(f"dem Namen {name.get('name')}", name.text or "") for name in own]
    for place, text in places:
        for token in tokens(text):
            ends = parse_prefix(token.text).sheets if token.kind is Kind.SHEET else ()
            if len(ends) == 2 and links.name in map(str.casefold, ends):
                yield (
                    f"Der Bezug {token.text} in {place} der Vorlage {links.package.name} reicht über mehrere Blätter "
                    f"und beginnt oder endet mit „{links.sheet.name}“, das vervielfältigt wird; wie weit er auf den "
                    "neuen Blättern reichen soll, ist nicht zu erkennen. Bitte auf einem anderen Blatt rechnen oder "
                    "den Bezug mit anderen Blättern beginnen und enden lassen."
                )


def _open_addresses(links: SheetLinks) -> Iterator[str]:
    """INDIRECT with an address put together from pieces, one of which names the sheet."""
    for pointer in (*links.inside, *links.outside):
        if has_open_address(pointer.text) and (piece := _piece_naming(links, pointer.text)):
            yield (
                f"Die Formel in {_place(links, pointer)} der Vorlage {links.package.name} setzt mit INDIREKT einen "
                f"Bezug zusammen, und {piece} nennt das Blatt „{links.sheet.name}“, das vervielfältigt wird; der Bezug "
                "ginge ins Leere. Bitte ohne INDIREKT auf das Blatt verweisen."
            )


def _piece_naming(links: SheetLinks, formula: str) -> str:
    pieces = tokens(formula)
    texts = [pieces[number].text[1:-1].replace('""', '"') for number in sorted(address_texts(pieces))]
    if any(text.strip("#'! ").casefold() == links.name and not text.endswith("!") for text in texts):
        return "ein Text darin"
    has_sheet = any(parse_prefix(t.text).sheets for text in texts for t in tokens(text) if t.kind is Kind.SHEET)
    computed = any(text.lstrip("'").startswith("!") for text in texts) or _begins_computed(pieces)
    if computed and not has_sheet and _is_cell_text(links):
        return "eine Zelle der Mappe"
    return ""


def _begins_computed(pieces: Sequence[Token]) -> bool:
    """Whether the address begins with the content of a cell, which may name a sheet."""
    pieces = [token for token in pieces if token.kind is not Kind.SPACE]
    first = [pieces[n + 2] for n, token in enumerate(pieces[:-2]) if token.text.upper() == "INDIRECT"]
    return any(token.kind is not Kind.TEXT and token.text.upper() not in _CELL_ADDRESSES for token in first)


def _is_cell_text(links: SheetLinks) -> bool:
    """Whether some cell of the workbook holds the name of the sheet, alone or before an address."""
    package = links.package
    parts = [part for part, kind in package.kinds.items() if kind in ("sharedStrings", "worksheet")]
    return any(
        _names_it(text, links.name)
        for part in parts
        if part in package.members
        for text in _texts(package.members[part])
    )


def _texts(part: bytes) -> Sequence[str]:
    root = parse_xml(part)
    whole = ["".join(text.text or "" for text in item.iter("{*}t")) for item in root.iter("{*}si", "{*}is")]
    return [*whole, *(value.text or "" for value in root.iterfind(".//{*}c[@t='str']/{*}v"))]


def _names_it(text: str, name: str) -> bool:
    sheet = text.strip().lstrip("#").rpartition("!")[0] or text.strip()
    return sheet.strip("'").replace("''", "'").casefold() == name


def _place(links: SheetLinks, pointer: Pointer) -> str:
    package = links.package
    for sheet in package.sheets:
        if pointer.part == sheet.part:
            return f"{sheet.name}!{pointer.cell}" if pointer.cell else f"einer Regel des Blatts „{sheet.name}“"
    kind = package.kinds.get(pointer.part, "")
    return {"chart": "einem Diagramm", "chartEx": "einem Diagramm", "table": "einer Tabelle"}.get(
        kind, f"dem Bestandteil {pointer.part}"
    )
