"""One template sheet becomes many, inside the package, with everything that hangs on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname, relpath
from xml.sax.saxutils import escape

from lxml import etree

from xlbudget.xlsx.copy.sheetlinks import mentions, names_used_outside, parts_below
from xlbudget.xlsx.draft import PackageDraft, sort_names
from xlbudget.xlsx.fill.calculation import without_calc_chain
from xlbudget.xlsx.formula import quoted, rename_in_formula
from xlbudget.xlsx.package import REL_NS, Package, Sheet, parse_xml, rels_part, serialise

_FORMULA_TAGS = frozenset(
    {"f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"}
)  # of cells, charts, conditional formats, validations, sparklines, tables
_FORMULA_ATTRIBUTES = ("textlink", "fmlaLink", "fmlaRange", "location")

# private-use signs cannot occur in a name or formula that Excel has accepted
_SHEET, _COLOUR = "\ue000S\ue001", "\ue000C\ue001"
_CAN_POINT = re.compile(r"xl/(?:worksheets|chartsheets|charts|drawings|tables|pivotCache)/[^/]+\.xml$")

Renames = Mapping[str, str]
"""Placeholder → what stands for it in one copy."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One sheet to be made: its (valid, unique) name, and the colour of its tab as ARGB, if any."""

    name: str
    tab_argb: str | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """A table on the template sheet, and the placeholders of its name and id."""

    part: str
    name: str
    name_mark: str
    id_mark: str


def multiply(package: Package, sheet: Sheet, copies: Sequence[Copy]) -> Package:
    """The package with `sheet` replaced by `copies`, in its place.

    Drawings, charts, comments, tables, names of the sheet and all references to it follow to each copy; pictures are
    shared. Names of the workbook that point at the sheet become names of each copy.
    Raises VorlageError for things on the sheet that cannot be copied (slicers, queries).
    """
    return _Multiplication(package, sheet, copies).run()


class _Multiplication:
    def __init__(self, package: Package, sheet: Sheet, copies: Sequence[Copy]) -> None:
        self._package, self._sheet, self._copies = package, sheet, copies
        self._draft = PackageDraft(package)
        self._family = list(parts_below(package, sheet.part))
        self._tables = [
            _Table(
                part, parse_xml(package.members[part]).get("displayName", ""), f"\ue000T{n}\ue001", f"\ue000I{n}\ue001"
            )
            for n, part in enumerate(part for part in self._family if "/tables/" in part)
        ]
        others = [part for part in package.members if part.startswith("xl/tables/")]
        self._table_names = {_display_name(package, part).casefold() for part in others}
        self._next_table_id = (
            max((int(parse_xml(package.members[part]).get("id", "0")) for part in others), default=0) + 1
        )
        self._renames_of = [self._renames_for(number, copy) for number, copy in enumerate(copies)]

    def run(self) -> Package:
        shared = {part: self._with_placeholders(part) for part in self._family}
        parts = [self._copy(number, shared) for number in range(len(self._copies))]
        for part in self._family:
            self._draft.drop_part(part)
        for part in self._others():
            root = self._draft.tree(part)
            _rewrite_formulas(root, lambda formula: _resolve(self._follow(formula), self._renames_of[0]))
        self._rewrite_workbook(parts)
        package = self._draft.finish()
        members = dict(package.members)
        for part, data in without_calc_chain(package).items():
            if data is None:
                del members[part]
            else:
                members[part] = data
        _drop_sheet_titles(members)
        return Package(package.name, members, package.renames)

    def _renames_for(self, number: int, copy: Copy) -> Renames:
        renames = {_SHEET: quoted(copy.name), _COLOUR: copy.tab_argb or ""}
        for table in self._tables:
            renames[table.name_mark] = self._free_table_name(table.name, number)
            renames[table.id_mark] = str(self._next_table_id)
            self._next_table_id += 1
        return renames

    def _free_table_name(self, name: str, number: int) -> str:
        free = name if number == 0 else f"{name}_{number + 1}"
        while number and free.casefold() in self._table_names:
            free += "_"
        self._table_names.add(free.casefold())
        return free

    def _follow(self, formula: str) -> str:
        """The formula with placeholders for everything that has another name in each copy."""
        tables = {table.name.casefold(): table.name_mark for table in self._tables}
        return rename_in_formula(formula, {self._sheet.name.casefold(): _SHEET}, tables)

    def _with_placeholders(self, part: str) -> bytes:
        """The part as all copies share it."""
        if not part.endswith(".xml"):
            return self._package.members[part]
        root = parse_xml(self._package.members[part])
        _rewrite_formulas(root, self._follow)
        if part == self._sheet.part:
            _prepare_sheet(root, coloured=any(copy.tab_argb for copy in self._copies))
        for table in self._tables:
            if table.part == part:
                _prepare_table(root, table)
        return serialise(root)

    def _others(self) -> list[str]:
        """Parts of other sheets that mention the sheet."""
        return [
            part
            for part, data in self._package.members.items()
            if part not in self._family and _CAN_POINT.match(part) and mentions(data, self._sheet)
        ]

    def _copy(self, number: int, shared: Mapping[str, bytes]) -> str:
        """Add one copy of the whole family; return the part of its sheet."""
        draft, renames = self._draft, self._renames_of[number]
        target = {part: draft.free_part(part, number + 1) for part in self._family}
        in_xml = {mark: escape(text, {'"': "&quot;"}) for mark, text in renames.items()}
        for part, new in target.items():
            draft.add_part(new, shared[part])
            draft.copy_type(part, new)
            draft.renames[new] = in_xml
            if rels_part(part) in self._package.members:
                draft.members[rels_part(new)] = self._retargeted(part, new, target, renames)
        return target[self._sheet.part]

    def _retargeted(self, part: str, new: str, target: Mapping[str, str], renames: Renames) -> bytes:
        root = parse_xml(self._package.members[rels_part(part)])
        by_id = {rid: target_part for _, rid, target_part in self._package.relationships(part)}
        for relation in root.iter(f"{{{REL_NS}}}Relationship"):
            location, old = relation.get("Target", ""), by_id.get(relation.get("Id", ""))
            if location.startswith("#"):
                relation.set("Target", "#" + _resolve(self._follow(location[1:]), renames))
            elif old is not None and old in target:
                relation.set("Target", relpath("/" + target[old], "/" + dirname(new)))
        return serialise(root)

    def _rewrite_workbook(self, parts: Sequence[str]) -> None:
        """An entry for every copy in place of the template sheet's, and its names for each of them."""
        draft = self._draft
        old = draft.sheets[self._sheet.index]
        rels = draft.tree(rels_part(draft.workbook_part))
        rid = next(value for key, value in old.attrib.items() if key.endswith("}id"))
        for number, (copy, part) in enumerate(zip(self._copies, parts, strict=True), 1):
            draft.sheets.insert(draft.sheets.index(old), draft.new_entry(copy.name, part, f"rIdBlatt{number}"))
        draft.sheets.remove(old)
        rels.remove(next(relation for relation in rels if relation.get("Id") == rid))
        self._rewrite_names(draft.workbook)
        draft.forget_active_sheet()

    def _rewrite_names(self, root: etree._Element) -> None:
        """Names of the sheet, and those that point at it, once for each copy; the numbers of later sheets move on."""
        names = root.find("{*}definedNames")
        if names is None:
            return
        index, more = self._sheet.index, len(self._copies) - 1
        outside = names_used_outside(self._package, self._sheet)
        entries: list[etree._Element] = []
        for name in list(names):
            scope, followed = name.get("localSheetId"), self._follow(name.text or "")
            if scope == str(index) or (scope is None and _SHEET in followed):
                entries += self._scoped_copies(names, name, followed)
                if scope is not None or name.get("name").casefold() not in outside:
                    continue
            if scope is not None and int(scope) > index:
                name.set("localSheetId", str(int(scope) + more))
            # a name that stays outside follows to the first copy
            name.text = _resolve(followed, self._renames_of[0])
            entries.append(name)
        names[:] = entries
        sort_names(names)

    def _scoped_copies(self, names: etree._Element, name: etree._Element, followed: str) -> Iterator[etree._Element]:
        for number, renames in enumerate(self._renames_of):
            entry = etree.SubElement(names, name.tag, {**name.attrib, "localSheetId": str(self._sheet.index + number)})
            entry.text = _resolve(followed, renames)
            yield entry


def _resolve(text: str, renames: Renames) -> str:
    for mark, name in renames.items():
        text = text.replace(mark, name)
    return text


def _rewrite_formulas(root: etree._Element, follow: Callable[[str], str]) -> None:
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname
        if tag in _FORMULA_TAGS and element.text:
            element.text = follow(element.text)
        elif tag == "cfvo" and element.get("type") == "formula" and element.get("val"):
            element.set("val", follow(element.get("val")))
        for attribute in _FORMULA_ATTRIBUTES:
            if element.get(attribute):
                element.set(attribute, follow(element.get(attribute)))


def _prepare_sheet(root: etree._Element, *, coloured: bool) -> None:
    """Take away what only one sheet may have; make a place for the tab colour."""
    for view in root.iterfind("{*}sheetViews/{*}sheetView"):
        view.attrib.pop("tabSelected", None)
    settings = root.find("{*}sheetPr")
    if settings is not None:
        settings.attrib.pop("codeName", None)
    if not coloured:
        return
    ns = etree.QName(root).namespace
    if settings is None:
        settings = etree.Element(f"{{{ns}}}sheetPr")
        root.insert(0, settings)
    for old in settings.findall("{*}tabColor"):
        settings.remove(old)
    settings.insert(0, etree.Element(f"{{{ns}}}tabColor", rgb=_COLOUR))


def _prepare_table(root: etree._Element, table: _Table) -> None:
    for attribute in [key for key in root.attrib if key.endswith("}uid")]:
        del root.attrib[attribute]
    root.attrib.update({"name": table.name_mark, "displayName": table.name_mark, "id": table.id_mark})


def _display_name(package: Package, table_part: str) -> str:
    return str(parse_xml(package.members[table_part]).get("displayName", ""))


def _drop_sheet_titles(members: dict[str, bytes]) -> None:
    """docProps/app.xml lists the sheets there were; Excel writes it anew."""
    if "docProps/app.xml" in members:
        root = parse_xml(members["docProps/app.xml"])
        for tag in ("HeadingPairs", "TitlesOfParts"):
            for element in root.findall(f"{{*}}{tag}"):
                root.remove(element)
        members["docProps/app.xml"] = serialise(root)
