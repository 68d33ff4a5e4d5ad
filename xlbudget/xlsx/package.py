"""An xlsx file as a package of parts: relationships, sheets, tables and names."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from xlbudget.dateien import check_xlsx
from xlbudget.errors import EingabeError, VorlageError
from xlbudget.xlsx.areas import Area, column_number

REL_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKSHEET_TYPE = "/worksheet"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 3  # a tenth larger than the usual 6, in half the time

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_UNION = re.compile(r",(?=(?:[^']*'[^']*')*[^']*$)")  # commas outside quoted sheet names
_SHEET_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\s]+))!([$A-Z0-9:]+)")


def parse_xml(data: bytes) -> etree._Element:
    """Root element; entities are never resolved."""
    return etree.fromstring(data, _PARSER)


def serialise(root: etree._Element) -> bytes:
    """A whole part, with the declaration Excel writes."""
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of the package; `index` counts all sheets of the workbook from 0."""

    index: int
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class NamedArea:
    """A defined name that points at cells of one sheet: rectangles of equal height, read from left to right.

    `scope` is the index of the sheet the name belongs to, None for the whole workbook.
    """

    name: str
    scope: int | None
    sheet: Sheet
    areas: tuple[Area, ...]


class Package:
    """An xlsx file in memory: its members, and what workbook.xml says about them.

    `renames` has, by part, the placeholders that its text still holds and what stands for them in this part: equal
    copies of one sheet share their text and so need compiling only once.
    """

    def __init__(
        self, name: str, members: Mapping[str, bytes], renames: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self.name = name
        self.members = members
        self.renames = renames or {}

    @classmethod
    def read(cls, file: Path) -> Package:
        """Raises EingabeError (German, with what to do) if the file is no readable xlsx package."""
        check_xlsx(file)
        package = cls.from_bytes(file.name, file.read_bytes())
        try:
            package.named_areas  # noqa: B018 - reads the workbook and its sheets
            for sheet in package.sheets:
                parse_xml(package.members[sheet.part])
        except (etree.XMLSyntaxError, KeyError, StopIteration, ValueError, IndexError) as error:
            raise EingabeError(
                f"{file.name} ist beschädigt: ihr Inhalt ist unvollständig. In Excel öffnen und neu speichern."
            ) from error
        return package

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Package:
        """A package that is known to be sound; `name` is what messages call it."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return cls(name, {info.filename: archive.read(info) for info in archive.infolist()})

    def resolved(self) -> dict[str, bytes]:
        """All members with their placeholders replaced."""
        return {part: resolve(data, self.renames.get(part, {})) for part, data in self.members.items()}

    @cached_property
    def workbook_part(self) -> str:
        """Name of workbook.xml."""
        return next(target for kind, _, target in self.relationships("") if kind.endswith("/officeDocument"))

    @cached_property
    def workbook(self) -> etree._Element:
        """Parsed workbook.xml; treat as read-only."""
        return parse_xml(self.members[self.workbook_part])

    def relationships(self, part: str) -> list[tuple[str, str, str]]:
        """(type, id, target part) of every internal relationship of a part; "" is the package itself.

        A target is called as its member is, if there is one; other programs write it in another case or escaped.
        """
        rels = rels_part(part)
        if rels not in self.members:
            return []
        return [
            (rel.get("Type", ""), rel.get("Id", ""), self._part(part, rel.get("Target", "")))
            for rel in parse_xml(self.members[rels]).iter(f"{{{REL_NS}}}Relationship")
            if rel.get("TargetMode") != "External" and not rel.get("Target", "").startswith("#")
        ]

    def _part(self, owner: str, target: str) -> str:
        part = target_part(owner, target)
        return part if part in self.members else self._parts.get(part.casefold(), part)

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        return {part.casefold(): part for part in self.members}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """What each part is to the one that leads to it: `worksheet`, `chart`, `image` …"""
        owners = ["", *(part for part in self.members if rels_part(part) in self.members)]
        return {target: kind.rpartition("/")[2] for owner in owners for kind, _, target in self.relationships(owner)}

    def check_unsigned(self) -> None:
        """Raise VorlageError for a signed workbook: whatever is changed in it, the signature would be invalid."""
        if any(kind.endswith("/digital-signature/origin") for kind, _, _ in self.relationships("")):
            raise VorlageError(
                f"Die Vorlage {self.name} ist digital signiert; in jeder Mappe, die daraus entsteht, wäre die Signatur "
                "ungültig. In Excel unter Datei › Informationen › Signaturen anzeigen die Signatur entfernen und "
                "die Vorlage speichern."
            )

    @cached_property
    def date1904(self) -> bool:
        """Whether the workbook counts days from 1904, as old ones from a Mac do."""
        settings = self.workbook.find("{*}workbookPr")
        return settings is not None and settings.get("date1904") in ("1", "true")

    @cached_property
    def is_plain_workbook(self) -> bool:
        """Whether this is an .xlsx by content: no macros, no .xltx template. Excel refuses a wrong file ending."""
        types = parse_xml(self.members["[Content_Types].xml"])
        overrides: dict[str, str] = {o.get("PartName"): o.get("ContentType", "") for o in types.iterfind("{*}Override")}
        return overrides.get(f"/{self.workbook_part}", "").endswith("spreadsheetml.sheet.main+xml")

    @cached_property
    def names(self) -> frozenset[str]:
        """All defined names in lower case, those that point at nothing included."""
        return frozenset(element.get("name", "").casefold() for element in self._children("definedNames"))

    @property
    def defined_names(self) -> Iterator[etree._Element]:
        """The elements of all defined names."""
        return self._children("definedNames")

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """All worksheets in tab order (chart sheets keep their index but are left out)."""
        targets = {rid: (kind, target) for kind, rid, target in self.relationships(self.workbook_part)}
        sheets = []
        for index, element in enumerate(self._children("sheets")):
            rid = next(value for key, value in element.attrib.items() if key.endswith("}id"))
            kind, part = targets[rid]
            if kind.endswith(WORKSHEET_TYPE):
                sheets.append(Sheet(index, element.get("name", ""), part))
        return tuple(sheets)

    @cached_property
    def _sheets_by_name(self) -> Mapping[str, Sheet]:
        return {sheet.name.casefold(): sheet for sheet in self.sheets}

    @cached_property
    def tables(self) -> Sequence[tuple[Sheet, etree._Element, Area]]:
        """Every table with its sheet and the whole of its area."""
        tables = []
        for sheet in self.sheets:
            for kind, _, part in self.relationships(sheet.part):
                if kind.endswith("/table"):
                    root = parse_xml(resolve(self.members[part], self.renames.get(part, {})))
                    if whole := Area.parse(root.get("ref", "")):
                        tables.append((sheet, root, whole))
        return tables

    @cached_property
    def table_headers(self) -> Mapping[Sheet, Sequence[Area]]:
        """Header rows of all tables by sheet; their cells must say what the columns are called."""
        headers: dict[Sheet, list[Area]] = {}
        for sheet, root, area in self.tables:
            if root.get("headerRowCount") != "0":
                headers.setdefault(sheet, []).append(replace(area, bottom=area.top))
        return headers

    @cached_property
    def _table_areas(self) -> Mapping[str, tuple[Sheet, Area]]:
        """Where the data of each table and of each of its columns is: `tabelle`, `tabelle[]`, `tabelle[spalte]`."""
        areas: dict[str, tuple[Sheet, Area]] = {}
        for sheet, root, whole in self.tables:
            top, bottom = int(root.get("headerRowCount", "1")), int(root.get("totalsRowCount", "0"))
            body = replace(whole, top=whole.top + top, bottom=whole.bottom - bottom)
            name = root.get("displayName", "").casefold()
            areas[name] = areas[f"{name}[]"] = areas[f"{name}[#data]"] = (sheet, body)
            for offset, column in enumerate(root.iterfind("{*}tableColumns/{*}tableColumn")):
                left = body.left + offset
                header = re.sub(r"([\[\]#'])", r"'\1", column.get("name", "")).casefold()
                areas[f"{name}[{header}]"] = (sheet, replace(body, left=left, right=left))
        return areas

    @cached_property
    def named_areas(self) -> Mapping[str, tuple[NamedArea, ...]]:
        """Defined names that point at cells of one sheet, by name in lower case; each scope may have its own."""
        found: dict[str, list[NamedArea]] = {}
        for element in self._children("definedNames"):
            name, scope = element.get("name", ""), element.get("localSheetId")
            pointed = self._pointed_at((element.text or "").strip())
            if pointed:
                area = NamedArea(name, None if scope is None else int(scope), *pointed)
                found.setdefault(name.casefold(), []).append(area)
        return {name: tuple(areas) for name, areas in found.items()}

    def _pointed_at(self, reference: str) -> tuple[Sheet, tuple[Area, ...]] | None:
        if reference.casefold() in self._table_areas:
            sheet, area = self._table_areas[reference.casefold()]
            return sheet, (area,)
        parts = [_SHEET_AREA.fullmatch(part) for part in _UNION.split(reference)]
        names = {(part[1] or part[2]).replace("''", "'").casefold() if part else "" for part in parts}
        areas = [Area.parse(part[3]) for part in parts if part]
        known = [area for area in areas if area]
        if len(names) != 1 or len(known) < len(parts) or len({area.bottom - area.top for area in known}) != 1:
            return None
        named = self._sheets_by_name.get(names.pop())
        return (named, tuple(known)) if named else None

    def _children(self, tag: str) -> Iterator[etree._Element]:
        parent = self.workbook.find(f"{{*}}{tag}")
        return iter(()) if parent is None else parent.iterchildren(tag=etree.Element)


def iter_cells(sheet: etree._Element) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """(row, column) and element of every cell of a worksheet; addresses may be missing, then they count on."""
    number = 0
    for row in sheet.iterfind("{*}sheetData/{*}row"):
        number = int(row.get("r", number + 1))
        column = 0
        for cell in row.iterfind("{*}c"):
            reference = cell.get("r")
            column = column_number(reference.rstrip("0123456789")) if reference else column + 1
            yield (number, column), cell


def rels_part(part: str) -> str:
    """Where the relationships of a part are kept."""
    return join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")


def target_part(owner: str, target: str) -> str:
    """The part that a relationship leads to, as the relationship writes it.

    >>> target_part("xl/worksheets/sheet1.xml", "../tables/table%201.xml"), target_part("xl/a.xml", "/xl/b.xml")
    ('xl/tables/table 1.xml', 'xl/b.xml')
    """
    return normpath(join("/", dirname(owner), unquote(target)))[1:]


def resolve(data: bytes, renames: Mapping[str, str]) -> bytes:
    """A part with its placeholders replaced."""
    for placeholder, text in renames.items():
        data = data.replace(placeholder.encode(), text.encode())
    return data


def pack(members: Mapping[str, bytes], base: bytes = b"") -> bytes:
    """An archive of the members, behind those already packed in `base`, which are not read again."""
    buffer = io.BytesIO()
    buffer.write(base)
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compresslevel=_LEVEL)
    return buffer.getvalue()
