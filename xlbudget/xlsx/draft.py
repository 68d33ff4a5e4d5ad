"""A package in change: parts come and go with their content types, relationships and sheet entries.

One way to add a part, so that two additions never take the same name or id.
"""

from __future__ import annotations

import re
from copy import deepcopy
from posixpath import dirname, relpath

from lxml import etree

from xlbudget.xlsx.package import REL_NS, Package, parse_xml, rels_part, serialise

CONTENT_TYPES = "[Content_Types].xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
SHEET_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


class PackageDraft:
    """What a package will be. `members` may be changed directly where no tree of the part has been asked for."""

    def __init__(self, package: Package) -> None:
        self.name, self.workbook_part = package.name, package.workbook_part
        self.members = dict(package.members)
        self.renames = dict(package.renames)
        self._trees: dict[str, etree._Element] = {}
        self._read: dict[str, etree._Element] = {}
        self._reserved: set[str] = {part.casefold() for part in self.members}

    def finish(self) -> Package:
        """The package as it is now."""
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
        stem, _, ending = like.rpartition(".")
        stem = re.sub(r"\d+$", "", stem)
        while (name := f"{stem}{number}.{ending}").casefold() in self._reserved:
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

        The first sheet of the workbook is then the active one.
        """
        self.move_scopes(at, 1)
        self.sheets.insert(at, self.new_entry(name, part, rid, state))
        self.forget_active_sheet()

    def new_entry(self, name: str, part: str, rid: str, state: str = "") -> etree._Element:
        """An entry for the list of sheets, not yet in it, with its relationship."""
        sheets = self.sheets
        rid_key = next(key for key in sheets[0].attrib if key.endswith("}id"))
        sheet_id = max((int(entry.get("sheetId")) for entry in sheets), default=0) + 1
        rid = self.relate(self.workbook_part, SHEET_RELATION, part, rid)
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

    def forget_active_sheet(self) -> None:
        """Let the workbook open on its first sheet."""
        for view in self.workbook.iterfind("{*}bookViews/{*}workbookView"):
            view.attrib.pop("activeTab", None)
            view.attrib.pop("firstSheet", None)

    def _override(self, part: str) -> etree._Element | None:
        overrides = self.tree(CONTENT_TYPES).iterfind("{*}Override")
        return next((override for override in overrides if override.get("PartName") == f"/{part}"), None)


def sort_names(names: etree._Element) -> None:
    """Put the children of <definedNames> into Excel's order."""
    names[:] = sorted(names, key=lambda name: (name.get("name").casefold(), int(name.get("localSheetId", -1))))


def _free_id(taken: set[str | None], rid: str) -> str:
    stem, number = re.sub(r"\d+$", "", rid), 1
    while rid in taken:
        number += 1
        rid = f"{stem}{number}"
    return rid
