"""A package in change: parts come and go with their content types, relationships and sheet entries.

One way to add a part, so that two additions never take the same name or id; one place that says which sheet is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from posixpath import dirname, relpath, splitext
from urllib.parse import unquote

from lxml import etree

from xlbudget.xlsx.package import REL_NS, WORKSHEET_TYPE, Package, parse_xml, rels_part, serialise, target_part

CONTENT_TYPES = "[Content_Types].xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


class PackageDraft:
    """What a package will be. `members` may be changed directly where no tree of the part has been asked for.

    Raises VorlageError for a signed package.
    """

    def __init__(self, package: Package) -> None:
        package.check_unsigned()
        self.name, self.workbook_part = package.name, package.workbook_part
        self.members = dict(package.members)
        self.renames = dict(package.renames)
        self._trees: dict[str, etree._Element] = {}
        self._read: dict[str, etree._Element] = {}
        self._reserved: set[str] = {part.casefold() for part in self.members}

    def finish(self) -> Package:
        """The package as it is now."""
        self._type_relationships()
        self.members |= {part: serialise(root) for part, root in self._trees.items()}
        self._trees.clear()
        self._read.clear()
        return Package(self.name, self.members, self.renames)

    def tree(self, part: str) -> etree._Element:
        """The root of a part, to be changed; written when the draft is finished."""
        if part not in self._trees:
            self._trees[part] = self.peek(part)
        return self._trees[part]

    def peek(self, part: str) -> etree._Element:
        """The root of a part, to be read only: its bytes stay unless `tree` asks for it too."""
        if part not in self._trees and part not in self._read:
            self._read[part] = parse_xml(self.members[part])
        return self._trees[part] if part in self._trees else self._read[part]

    @property
    def workbook(self) -> etree._Element:
        """The root of workbook.xml, to be changed."""
        return self.tree(self.workbook_part)

    @property
    def sheets(self) -> etree._Element:
        """The list of sheets in workbook.xml."""
        return self.workbook.find("{*}sheets")

    def free_part(self, like: str, number: int = 1) -> str:
        """A name like that of a part which no part has or has been promised; numbers count on from `number`."""
        stem, ending = splitext(like)
        stem = re.sub(r"\d+$", "", stem)
        while (name := f"{stem}{number}{ending}").casefold() in self._reserved:
            number += 1
        self._reserved.add(name.casefold())
        return name

    def add_part(self, part: str, data: bytes, content_type: str = "") -> None:
        """Add a part under a free name; without a type that of its ending holds."""
        self.members[part] = data
        if content_type:
            types = self.tree(CONTENT_TYPES)
            tag = f"{{{etree.QName(types).namespace}}}Override"
            types.append(etree.Element(tag, PartName=f"/{part}", ContentType=content_type))

    def drop_part(self, part: str) -> None:
        """Remove a part with its relationships and its types; relationships that lead to it are the caller's."""
        for gone in (part, rels_part(part)):
            self.members.pop(gone, None)
            self._trees.pop(gone, None)
            self._read.pop(gone, None)
            if (override := self._override(gone)) is not None:
                self.tree(CONTENT_TYPES).remove(override)

    def drop_relation(self, owner: str, rid: str) -> None:
        """Remove a relationship; what it leads to stays."""
        root = self.tree(rels_part(owner))
        root.remove(next(relation for relation in root if relation.get("Id") == rid))

    def drop_related(self, owner: str, kind: str) -> None:
        """Remove what a part leads to by relationships of one kind, e.g. `calcChain`, and these."""
        for relation, part in list(self._relations(owner)):
            if relation.get("Type", "").endswith(f"/{kind}"):
                relation.getparent().remove(relation)
                self.drop_part(part)

    def _relations(self, owner: str) -> Iterator[tuple[etree._Element, str]]:
        """The internal relationships of a part as they are now, and the part each leads to."""
        parts = {part.casefold(): part for part in self.members}
        for relation in self.tree(rels_part(owner)) if rels_part(owner) in self.members else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External" and not target.startswith("#"):
                part = target_part(owner, target)
                yield relation, parts.get(part.casefold(), part)

    def copy_type(self, part: str, new: str) -> None:
        """Give a part the type that another one has of its own."""
        if (override := self._override(part)) is not None:
            copy = deepcopy(override)
            copy.set("PartName", f"/{new}")
            self.tree(CONTENT_TYPES).append(copy)

    def relate(self, owner: str, kind: str, target: str, rid: str = "rId1") -> str:
        """Lead from a part to another one; return the id, which is `rid` or counts on from it."""
        rels = rels_part(owner)
        if rels not in self.members:
            self.members[rels] = serialise(etree.Element(f"{{{REL_NS}}}Relationships", nsmap={None: REL_NS}))
        root = self.tree(rels)
        rid = _free_id({relation.get("Id") for relation in root}, rid)
        location = relpath("/" + target, "/" + dirname(owner))
        root.append(etree.Element(f"{{{REL_NS}}}Relationship", Id=rid, Type=kind, Target=location))
        return rid

    def add_sheet(self, name: str, part: str, at: int, rid: str, state: str = "") -> None:
        """Enter a worksheet part as the sheet number `at`, counted from 0; scopes of later sheets move on.

        The first visible sheet of the workbook is then the one that is shown.
        """
        self.move_scopes(at, 1)
        self.sheets.insert(at, self.new_entry(name, part, rid, state))
        self.show_first_sheet()

    def new_entry(self, name: str, part: str, rid: str, state: str = "") -> etree._Element:
        """An entry for the list of sheets, not yet in it, with its relationship."""
        sheets = self.sheets
        rid_key = next(key for key in sheets[0].attrib if key.endswith("}id"))
        sheet_id = max((int(entry.get("sheetId")) for entry in sheets), default=0) + 1
        kinds = (relation.get("Type") for relation, _ in self._relations(self.workbook_part))
        kind = next(kind for kind in kinds if kind.endswith(WORKSHEET_TYPE))  # that of a strict file differs
        rid = self.relate(self.workbook_part, kind, part, rid)
        attributes = {"name": name, "sheetId": str(sheet_id), **({"state": state} if state else {}), rid_key: rid}
        return etree.Element(sheets[0].tag, attributes, nsmap=sheets[0].nsmap)

    def move_scopes(self, index: int, by: int) -> None:
        """Names that belong to the sheet `index` or a later one follow it."""
        for name in self.workbook.iterfind("{*}definedNames/{*}definedName"):
            scope = name.get("localSheetId")
            if scope is not None and int(scope) >= index:
                name.set("localSheetId", str(int(scope) + by))

    def add_names(self, names: list[etree._Element]) -> None:
        """Add <definedName> elements; Excel wants all of them sorted."""
        if not names:
            return
        root = self.workbook
        parent = root.find("{*}definedNames")
        if parent is None:
            parent = etree.Element(f"{{{etree.QName(root).namespace}}}definedNames")
            before = [root.find(f"{{*}}{tag}") for tag in ("externalReferences", "functionGroups", "sheets")]
            next(element for element in before if element is not None).addnext(parent)
        parent.extend(names)
        sort_names(parent)

    def show_first_sheet(self) -> None:
        """Let the workbook open on its first visible sheet, and select that one only.

        What somebody types while two sheets are selected lands on both.
        """
        entries = list(self.sheets.iterchildren(tag=etree.Element))
        shown = next((n for n, entry in enumerate(entries) if entry.get("state", "visible") == "visible"), 0)
        for view in self.workbook.iterfind("{*}bookViews/{*}workbookView"):
            view.attrib.pop("activeTab", None)
            view.attrib.pop("firstSheet", None)
            if shown:
                view.set("activeTab", str(shown))
        part_of = {relation.get("Id"): part for relation, part in self._relations(self.workbook_part)}
        for number, entry in enumerate(entries):
            part = part_of.get(next(value for key, value in entry.attrib.items() if key.endswith("}id")), "")
            if number == shown or part in self._trees or b"tabSelected" in self.members.get(part, b""):
                _select(self.tree(part), is_shown=number == shown)

    def _type_relationships(self) -> None:
        """Some programs give every .rels part its type; parts that were added need the type of the ending."""
        defaults = self.peek(CONTENT_TYPES).iterfind("{*}Default")
        if not any(default.get("Extension", "").casefold() == "rels" for default in defaults):
            types = self.tree(CONTENT_TYPES)
            tag = f"{{{etree.QName(types).namespace}}}Default"
            types.insert(0, etree.Element(tag, Extension="rels", ContentType=RELS_TYPE))

    def _override(self, part: str) -> etree._Element | None:
        overrides = self.peek(CONTENT_TYPES).iterfind("{*}Override")
        name = f"/{part}".casefold()
        return next((o for o in overrides if unquote(o.get("PartName", "")).casefold() == name), None)


def _select(sheet: etree._Element, *, is_shown: bool) -> None:
    """Mark a sheet as the selected one, or as none, in every window."""
    views = sheet.find("{*}sheetViews")
    if views is None:
        if is_shown:
            _add_view(sheet)
        return
    for view in views.iterfind("{*}sheetView"):
        if is_shown:
            view.set("tabSelected", "1")
        else:
            view.attrib.pop("tabSelected", None)


def _add_view(sheet: etree._Element) -> None:
    ns = f"{{{etree.QName(sheet).namespace}}}"
    views = etree.Element(f"{ns}sheetViews")
    etree.SubElement(views, f"{ns}sheetView", tabSelected="1", workbookViewId="0")
    before = [child for tag in ("sheetPr", "dimension") if (child := sheet.find(f"{{*}}{tag}")) is not None]
    if before:
        before[-1].addnext(views)
    else:
        sheet.insert(0, views)


def sort_names(names: etree._Element) -> None:
    """Put the children of <definedNames> into Excel's order."""
    names[:] = sorted(names, key=lambda name: (name.get("name").casefold(), int(name.get("localSheetId", -1))))


def _free_id(taken: set[str | None], rid: str) -> str:
    stem, number = re.sub(r"\d+$", "", rid), 1
    while rid in taken:
        number += 1
        rid = f"{stem}{number}"
    return rid
