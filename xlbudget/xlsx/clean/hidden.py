"""What a workbook carries and nobody sees: each with the name by which it may be allowed, if it may."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from posixpath import dirname

from lxml import etree

from xlbudget.xlsx.clean.trace import Trace, file_name, is_path
from xlbudget.xlsx.package import Package, parse_xml, rels_part

_HARMLESS = frozenset(
    name.casefold()
    for name in (
        "officeDocument", "core-properties", "extended-properties", "worksheet", "chartsheet", "sharedStrings",
        "styles", "theme", "themeOverride", "calcChain", "sheetMetadata", "drawing", "vmlDrawing", "image", "hdphoto",
        "chart", "chartEx", "chartStyle", "chartColorStyle", "chartUserShapes", "table", "hyperlink", "person",
        "ctrlProp", "pivotTable", "pivotCacheDefinition", "slicer", "slicerCache", "timeline", "timelineCache",
        "namedSheetView", "wsSortMap", "xmlMaps", "tableSingleCells", "rdRichValue", "rdRichValueStructure",
        "rdRichValueTypes", "richValueRel", "rdArray", "richStyles", "rdSupportingPropertyBag",
        "rdSupportingPropertyBagStructure", "FeaturePropertyBag", "diagramData", "diagramLayout", "diagramQuickStyle",
        "diagramColors", "diagramDrawing",
    )
)  # fmt: skip
"""Kinds of relationships that lead to what one sees, or to what belongs to it."""
_NEVER = {
    "oleobject": "ein eingebettetes Objekt",
    "package": "eine eingebettete Datei",
    "control": "ein ActiveX-Steuerelement",
    "vbaproject": "Makros",
    "querytable": "eine Datenabfrage",
    "powerpivotdata": "ein Datenmodell",
    "volatiledependencies": "Echtzeitdaten (RTD)",
    "xlmacrosheet": "ein Makroblatt",
    "xlintlmacrosheet": "ein Makroblatt",
    "dialogsheet": "ein Dialogblatt",
}
"""What no receiver opens without being warned."""
_TEXTS = frozenset(("descr", "title", "prompt", "error", "promptTitle", "errorTitle", "formatCode", "name"))
"""Attributes that hold words or formats, in which two backslashes are no path."""


def find_hidden(package: Package, known_notes: Collection[str] = ()) -> list[Trace]:
    """Hidden sheets, notes, data of other workbooks, embedded files, and paths; notes with known texts do not count."""
    return list(dict.fromkeys(_find(package, known_notes)))


def _find(package: Package, known_notes: Collection[str]) -> Iterator[Trace]:
    for entry in package.workbook.iterfind("{*}sheets/{*}sheet"):
        if entry.get("state", "visible") != "visible":
            name = entry.get("name", "")
            yield Trace(f"das verborgene Blatt „{name}“", name, name)
    sheets = {sheet.part: sheet.name for sheet in package.sheets}
    for owner in ("", *(part for part in package.members if rels_part(part) in package.members)):
        where = sheets.get(owner, "")
        for kind, _, part in package.relationships(owner):
            yield from _of_part(package, kind.rpartition("/")[2], part, where, known_notes)
        yield from _outward(package, owner, where)
    yield from _names(package)
    yield from _paths(package, sheets)


def _of_part(package: Package, kind: str, part: str, where: str, known_notes: Collection[str]) -> Iterator[Trace]:
    lower, data = kind.casefold(), package.members.get(part)
    if data is None or lower in _HARMLESS:
        return
    if lower in ("comments", "threadedcomment"):
        if any(text not in known_notes for text in note_texts(data)):
            yield Trace(f"Notizen oder Kommentare auf dem Blatt „{where}“", f"Notizen {where}", where)
    elif lower == "externallink":
        yield _linked(package, part)
    elif lower == "connections":
        for element in parse_xml(data).iter("{*}connection"):
            name = element.get("name") or "ohne Namen"
            yield Trace(f"die Datenverbindung „{name}“")
    elif lower == "pivotcacherecords":
        if next(iter(parse_xml(data)), None) is not None:
            yield Trace("eine Pivot-Tabelle mit den Daten, aus denen sie einmal entstand", "Pivot-Daten", where)
    elif lower == "revisionheaders":
        yield Trace("ein Änderungsprotokoll (freigegebene Mappe)", "Änderungsprotokoll")
    elif lower in _NEVER:
        yield Trace(_NEVER[lower], sheet=where)
    else:
        yield Trace(f"einen Bestandteil unbekannter Art ({kind})", kind, where)


def _linked(package: Package, part: str) -> Trace:
    """A link to another workbook holds its path and the values it last had."""
    rels = package.members.get(rels_part(part))
    targets = [] if rels is None else [element.get("Target", "") for element in parse_xml(rels)]
    name = file_name(targets[0]) if targets else "ohne Ziel"
    return Trace(f"die Verknüpfung mit „{name}“ und Werte daraus", name)


def note_texts(data: bytes) -> list[str]:
    """What the notes or comments of a part say."""
    root = parse_xml(data)
    return [
        "".join(text.text or "" for text in comment.iter("{*}t")) or "".join(comment.itertext())
        for comment in root.iter("{*}comment", "{*}threadedComment")
    ]


def _outward(package: Package, owner: str, where: str) -> Iterator[Trace]:
    """Relationships that leave the file: a hyperlink may lead to the web, nothing to a folder."""
    if package.kinds.get(owner) == "externalLink" or rels_part(owner) not in package.members:
        return
    for element in parse_xml(package.members[rels_part(owner)]):
        kind, target = element.get("Type", "").rpartition("/")[2], element.get("Target", "")
        if element.get("TargetMode") == "External" and (kind != "hyperlink" or is_path(target)):
            name = file_name(target) or target
            text = f"einen Bezug, der aus der Mappe hinausführt („{name}“)"
            yield Trace(text, name if kind == "hyperlink" else "", where)


def _names(package: Package) -> Iterator[Trace]:
    for element in package.defined_names:
        if is_path((element.text or "").replace('"', "").lstrip("'")):
            name = element.get("name", "")
            yield Trace(f"den Namen {name}, der einen Pfad enthält", name)


def _paths(package: Package, sheets: dict[str, str]) -> Iterator[Trace]:
    """Attributes of any part that hold a path: nobody sees them."""
    for part, data in package.members.items():
        if not part.casefold().endswith((".xml", ".vml")) or dirname(part).endswith("externalLinks"):
            continue
        if b"\\" not in data and b":/" not in data:
            continue
        try:
            root = parse_xml(data)
        except etree.XMLSyntaxError:
            continue
        for element in root.iter(etree.Element):
            for key, value in element.attrib.items():
                local = etree.QName(key).localname
                if local not in _TEXTS and "://" not in value and is_path(value):
                    where = sheets.get(part, "")
                    yield Trace(f"einen Pfad („{file_name(value)}“)", file_name(value), where)
