"""A workbook as the rules see it: every part parsed once, nothing assumed to be right."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.xlsx.areas import Area
from xlbudget.xlsx.lint.lookalike import SheetText
from xlbudget.xlsx.lint.places import Formula, find_formulas
from xlbudget.xlsx.lint.sheet import Worksheet, find, is_true, local, parse_area
from xlbudget.xlsx.package import parse_xml

CONTENT_TYPES = "[Content_Types].xml"
MAX_MODELS = 8  # of different sheets of one workbook, with which others are compared
R_NAMESPACES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One line of a .rels part; `kind` is the last word of its type, `target` a part name if internal."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One <sheet> of workbook.xml; `part` is empty where no part is behind it."""

    name: str
    sheet_id: str
    rid: str
    state: str
    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name; `scope` is its localSheetId."""

    name: str
    text: str
    scope: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table and the sheet it is on."""

    sheet: Worksheet
    root: etree._Element
    name: str
    area: Area | None

    @property
    def columns(self) -> list[str]:
        return [column.get("name", "") for column in find(self.root, "tableColumns/tableColumn")]


class Styles:
    """The collections of styles.xml by name, e.g. all <xf> of `cellXfs`."""

    def __init__(self, root: etree._Element) -> None:
        self._collections = {
            local(child): list(child.iterchildren(tag=etree.Element)) for child in root.iterchildren(tag=etree.Element)
        }

    def __getitem__(self, collection: str) -> Sequence[etree._Element]:
        return self._collections.get(collection, ())


class Book:
    """Raises zipfile.BadZipFile (and what else zipfile raises) if the archive cannot be read to its end.

    With `thin`, a worksheet that differs from an earlier one in harmless values only is looked at without its cells;
    `alike` says which part stands for it. What is found there or here then has to be looked for again, without `thin`.
    """

    def __init__(self, data: bytes, name: str, *, thin: bool = False) -> None:
        self.name = name
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            self.members: Mapping[str, bytes] = {info.filename: archive.read(info) for info in infos}
        self.member_names = [info.filename for info in infos]
        self._names = {name.casefold(): name for name in self.members}
        self.parts: dict[str, etree._Element] = {}
        self.malformed: dict[str, etree.XMLSyntaxError] = {}
        self.alike: dict[str, str] = {}
        models: dict[str, SheetText] = {}
        for part, content in self.members.items():
            if part.casefold().endswith((".xml", ".rels")):
                if thin and b"<sheetData>" in content and self._add_thinned(part, content, models):
                    continue
                try:
                    self.parts[part] = parse_xml(content)
                except etree.XMLSyntaxError as error:
                    self.malformed[part] = error

    def _add_thinned(self, part: str, content: bytes, models: dict[str, SheetText]) -> bool:
        """Whether a worksheet is like an earlier one, which then stands for it; else it may stand for later ones."""
        text = SheetText.of(content)
        if text is None:
            return False
        for model, known in models.items():
            cells = text.unlike(known)
            thinned = None if cells is None else text.thinned(cells)
            if thinned is not None:
                with suppress(etree.XMLSyntaxError):
                    self.parts[part] = parse_xml(thinned)
                    self.alike[part] = model
                    return True
        if len(models) < MAX_MODELS:
            models[part] = text
        return False

    def befund(
        self,
        code: str,
        text: str,
        blatt: str | None = None,
        zelle: str | None = None,
        schwere: Schwere = Schwere.FEHLER,
    ) -> Befund:
        """A finding about this workbook; its code gets the prefix `lint.`."""
        return Befund(schwere, f"lint.{code}", text, SourceRef(self.name, blatt, zelle))

    def part(self, name: str) -> str | None:
        """The member of this part name, compared as OPC does: without case."""
        return self._names.get(name.casefold())

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of this kind that a part points at and that could be parsed."""
        targets = (self.part(rel.target) for rel in self.relationships.get(part, ()) if rel.kind == kind)
        return [target for target in targets if target in self.parts]

    @cached_property
    def relationships(self) -> Mapping[str, Sequence[Relationship]]:
        """All relationships by the part that has them; "" is the package."""
        found = {}
        for rels, root in self.parts.items():
            folder = dirname(rels)
            if rels.endswith(".rels") and basename(folder) == "_rels":
                source = join(dirname(folder), basename(rels).removesuffix(".rels"))
                found[source] = [_relationship(source, element) for element in find(root, "Relationship")]
        return found

    @cached_property
    def workbook_part(self) -> str | None:
        return next(iter(self.related("", "officeDocument")), None)

    @cached_property
    def workbook(self) -> etree._Element:
        """workbook.xml, or an empty element in its place."""
        return etree.Element("workbook") if self.workbook_part is None else self.parts[self.workbook_part]

    @cached_property
    def sheets(self) -> Sequence[SheetEntry]:
        """All sheets in tab order."""
        relationships = {rel.id: rel for rel in self.relationships.get(self.workbook_part or "", ())}
        entries = []
        for element in find(self.workbook, "sheets/sheet"):
            rid = next((value for ns in R_NAMESPACES if (value := element.get(f"{ns}id"))), "")
            rel = relationships.get(rid)
            part = (self.part(rel.target) or "") if rel else ""
            kind = rel.kind if rel else ""
            state = element.get("state", "visible")
            entries.append(
                SheetEntry(
                    name=element.get("name", ""),
                    sheet_id=element.get("sheetId", ""),
                    rid=rid,
                    state=state,
                    kind=kind,
                    part=part,
                )
            )
        return entries

    @cached_property
    def worksheets(self) -> Sequence[Worksheet]:
        return [
            Worksheet(
                entry.name,
                entry.sheet_id,
                entry.part,
                self.parts[entry.part],
                self.members[entry.part] if entry.part in self.alike else b"",
            )
            for entry in self.sheets
            if entry.kind == "worksheet" and entry.part in self.parts
        ]

    @cached_property
    def names(self) -> Sequence[Name]:
        return [
            Name(element.get("name", ""), (element.text or "").strip(), element.get("localSheetId"))
            for element in find(self.workbook, "definedNames/definedName")
        ]

    @cached_property
    def tables(self) -> Sequence[Table]:
        tables = []
        for sheet in self.worksheets:
            for part in self.related(sheet.part, "table"):
                root = self.parts[part]
                tables.append(Table(sheet, root, root.get("displayName", ""), parse_area(root.get("ref", ""))))
        return tables

    @cached_property
    def drawings(self) -> Sequence[tuple[str, str]]:
        """(sheet name, drawing part), chart sheets included."""
        return [
            (entry.name, part) for entry in self.sheets if entry.part for part in self.related(entry.part, "drawing")
        ]

    @cached_property
    def strings(self) -> Sequence[etree._Element]:
        """The <si> of the shared strings."""
        part = next(iter(self.related(self.workbook_part or "", "sharedStrings")), None)
        return list(find(self.parts[part], "si")) if part else []

    @cached_property
    def styles(self) -> Styles | None:
        part = next(iter(self.related(self.workbook_part or "", "styles")), None)
        return Styles(self.parts[part]) if part else None

    @cached_property
    def style_count(self) -> int:
        """How many cell formats there are; without a styles part only number 0."""
        return 1 if self.styles is None else len(self.styles["cellXfs"])

    @cached_property
    def asks_for_calculation(self) -> bool:
        """Whether Excel is told to compute everything when it opens the workbook."""
        return any(is_true(calc.get("fullCalcOnLoad")) for calc in find(self.workbook, "calcPr"))

    def text_of(self, index: str | None) -> str:
        """A shared string without its formats; empty where there is none."""
        return (
            rich_text(self.strings[int(index)])
            if index and index.isdecimal() and int(index) < len(self.strings)
            else ""
        )

    @cached_property
    def formulas(self) -> Sequence[Formula]:
        """Every formula of the workbook."""
        return list(find_formulas(self))

    @cached_property
    def has_macros(self) -> bool:
        return any(rel.kind == "vbaProject" for rel in self.relationships.get(self.workbook_part or "", ()))


def rich_text(element: etree._Element) -> str:
    """The text of <si> or <is>, phonetic hints left out."""
    return "".join(text.text or "" for text in text_elements(element))


def text_elements(element: etree._Element) -> Iterator[etree._Element]:
    """The <t> of a plain or rich text, phonetic hints left out."""
    for child in element:
        match local(child):
            case "t":
                yield child
            case "r":
                yield from (part for part in child if local(part) == "t")


def _relationship(source: str, element: etree._Element) -> Relationship:
    target, external = element.get("Target", ""), element.get("TargetMode") == "External"
    if not external:
        path = unquote(target.partition("#")[0])
        target = normpath(join("/", dirname(source), path)).lstrip("/") if path else ""
    return Relationship(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target, external)


Rule = Callable[[Book], Iterator[Befund]]
"""One thing that can be wrong; yields every place where it is."""
