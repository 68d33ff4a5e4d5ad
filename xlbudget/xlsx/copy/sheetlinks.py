"""What hangs on a sheet, and who looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from xlbudget.xlsx.copy.follow import Follower, names_sheet
from xlbudget.xlsx.formula import Kind, address_texts, parse_prefix, tokens
from xlbudget.xlsx.package import Package, Sheet, parse_xml
from xlbudget.xlsx.references import HOLDERS, Place, formula_places, sheet_places, vml_formulas

_SHARED = frozenset({"image", "pivotCacheDefinition", "theme", "person"})
"""Kinds of parts of which one may serve many sheets."""
_PLACE_DEPENDENT = frozenset({"CELL", "FORMULATEXT", "INFO", "SHEET", "SHEETS"})
"""Functions whose result depends on what the sheet is called or where it stands."""
_CHART_NAME = re.compile(r"_xlchart\.v\d+\.\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pointer:
    """A formula somewhere in a package: its part, its text, and the address of its cell if it is one of a cell."""

    part: str
    text: str
    cell: str | None = None


class SheetLinks:
    """One sheet of a package as the centre of its links. Everything is found when it is first asked for."""

    def __init__(self, package: Package, sheet: Sheet) -> None:
        self.package, self.sheet = package, sheet
        self.name = sheet.name.casefold()

    @cached_property
    def family(self) -> Sequence[str]:
        """The sheet and every part that belongs to it alone."""
        return [*self._hanging, *self._caches]

    @cached_property
    def _hanging(self) -> list[str]:
        return list(_below(self.package, [self.sheet.part]))

    @cached_property
    def tables(self) -> Mapping[str, etree._Element]:
        """Roots of the tables on the sheet, by part."""
        kinds = self.package.kinds
        return {part: parse_xml(self.package.members[part]) for part in self._hanging if kinds.get(part) == "table"}

    @cached_property
    def table_names(self) -> frozenset[str]:
        """In lower case."""
        return frozenset(root.get("displayName", "").casefold() for root in self.tables.values())

    @cached_property
    def local_names(self) -> frozenset[str]:
        """Names of the workbook, in lower case, that lead to the sheet, be it by other names or by its tables."""
        names = self._names_of_workbook
        found = {name for name, text in names.items() if self._leads_here(text)}
        while more := {name for name, text in names.items() if _words(text) & found} - found:
            found |= more
        return frozenset(found)

    def _leads_here(self, text: str) -> bool:
        """A 3-D reference that begins or ends with the sheet does not: it is one of the workbook."""
        alone = Follower(self.name, "\ue000", "\ue000").formula(text) != text
        return alone or bool(_words(text) & self.table_names)

    @cached_property
    def chart_names(self) -> frozenset[str]:
        """Those of `local_names` by which newer charts know their cells; they must stay names of the workbook."""
        return frozenset(filter(_CHART_NAME.fullmatch, self.local_names))

    @cached_property
    def used_outside(self) -> frozenset[str]:
        """Those of `local_names` that something apart from the sheet uses."""
        texts = [pointer.text for pointer in self.outside]
        texts += [name.text or "" for name in self.names if self.scope_of(name) not in (None, self.sheet.index)]
        found = {word for text in texts for word in _words(text)} & self.local_names
        names = self._names_of_workbook
        while more := {word for name in found for word in _words(names[name])} & self.local_names - found:
            found |= more
        return frozenset(found)

    @cached_property
    def names(self) -> Sequence[etree._Element]:
        """All defined names of the workbook and its sheets."""
        return list(self.package.workbook.iterfind("{*}definedNames/{*}definedName"))

    @cached_property
    def _names_of_workbook(self) -> Mapping[str, str]:
        return {name.get("name", "").casefold(): name.text or "" for name in self.names if self.scope_of(name) is None}

    @staticmethod
    def scope_of(name: etree._Element) -> int | None:
        """Index of the sheet that a defined name belongs to, None for the workbook."""
        scope = name.get("localSheetId")
        return None if scope is None else int(scope)

    @cached_property
    def outside(self) -> Sequence[Pointer]:
        """Every formula of the workbook that does not belong to the sheet; names excepted."""
        return [pointer for part in self.holders for pointer in pointers(self.package, part)]

    @cached_property
    def holders(self) -> Sequence[str]:
        """Parts that do not belong to the sheet and may have formulas."""
        package = self.package
        own = frozenset(self.family)
        return [
            part
            for part, kind in package.kinds.items()
            if kind in HOLDERS and part in package.members and part not in own
        ]

    @cached_property
    def inside(self) -> Sequence[Pointer]:
        """Every formula that belongs to the sheet; names excepted."""
        return [pointer for part in self.family for pointer in pointers(self.package, part)]

    @cached_property
    def pivot_caches(self) -> Mapping[str, frozenset[str]]:
        """Pivot caches with data of the sheet, and the pivot tables that use them."""
        package = self.package
        tables = [part for part, kind in package.kinds.items() if kind == "pivotTable"]
        caches_of = {part: {target for _, _, target in package.relationships(part)} for part in tables}
        return {
            part: frozenset(table for table, caches in caches_of.items() if part in caches)
            for part, kind in package.kinds.items()
            if kind == "pivotCacheDefinition" and part in package.members and self._has_source_here(part)
        }

    def _has_source_here(self, part: str) -> bool:
        root = parse_xml(self.package.members[part])
        if any(place.text.casefold() == self.name for place in sheet_places(root)):
            return True
        named = {source.get("name", "").casefold() for source in root.iter("{*}worksheetSource", "{*}rangeSet")}
        return bool(named & (self.table_names | self.local_names))

    @cached_property
    def _caches(self) -> list[str]:
        own = frozenset(self._hanging)
        return list(
            _below(self.package, [cache for cache, users in self.pivot_caches.items() if users and users <= own])
        )

    def is_inside(self, text: str) -> bool:
        """Whether a 3-D reference of the formula runs over the sheet, beginning and end included."""
        order = [entry.get("name", "").casefold() for entry in self.package.workbook.iterfind("{*}sheets/{*}sheet")]
        for token in tokens(text):
            ends = parse_prefix(token.text).sheets if token.kind is Kind.SHEET else ()
            if len(ends) == 2 and all(end.casefold() in order for end in ends):
                first, last = sorted(order.index(end.casefold()) for end in ends)
                if first <= self.sheet.index <= last:
                    return True
        return False

    @cached_property
    def computes_alone(self) -> bool:
        """Whether copies of the sheet have the values they would have in a workbook with one of them only.

        Nothing else looks at the sheet, and it does not look at what it is called or where it stands.
        """
        if any(self._looks_here(pointer.text) for pointer in self.outside):
            return False
        texts = (*(name.text or "" for name in self.names), *(pointer.text for pointer in self.inside))
        return not any(self.is_inside(text) or self._depends_on_place(text) for text in texts)

    def _looks_here(self, text: str) -> bool:
        words = _words(text) & (self.table_names | self.local_names)
        return bool(words) or names_sheet(text, self.name) or self.is_inside(text) or has_open_address(text)

    def _depends_on_place(self, text: str) -> bool:
        functions = {token.text.upper() for token in tokens(text) if token.kind is Kind.FUNCTION}
        shows_address = "HYPERLINK" in functions and names_sheet(text, self.name)
        return bool(functions & _PLACE_DEPENDENT) or shows_address or has_open_address(text)


def pointers(package: Package, part: str) -> Iterator[Pointer]:
    """Every formula of one part."""
    data = package.members[part]
    if part.casefold().endswith(".vml"):
        yield from (Pointer(part, text) for text in vml_formulas(data))
    elif part.casefold().endswith(".xml"):
        yield from (Pointer(part, place.text, place.cell) for place in _places(parse_xml(data)))


def _places(root: etree._Element) -> Iterator[Place]:
    yield from formula_places(root)
    for source in root.iter("{*}worksheetSource", "{*}rangeSet"):
        if source.get("name"):
            yield Place(source, "name")


def has_open_address(text: str) -> bool:
    """Whether INDIRECT gets an address that only shows when it is computed.

    >>> has_open_address('INDIRECT("Plan!A1")'), has_open_address('INDIRECT(A1&"!B2")')
    (False, True)
    """
    pieces = [token for token in tokens(text) if token.kind is not Kind.SPACE]
    for number, token in enumerate(pieces):
        if token.kind is Kind.FUNCTION and token.text.upper() == "INDIRECT":
            argument = pieces[number + 2 : number + 4]
            if [*(t.kind for t in argument[:1]), *(t.text for t in argument[1:])] not in (
                [Kind.TEXT, ")"],
                [Kind.TEXT, ","],
            ):
                return True
    return False


def _words(text: str) -> set[str]:
    """Everything in a formula that may be a name or table, also in the address of an INDIRECT; in lower case."""
    pieces = tokens(text)
    found = {token.text.casefold() for token in pieces if token.kind in (Kind.WORD, Kind.TABLE)}
    for number in address_texts(pieces):
        found |= _words(pieces[number].text[1:-1].replace('""', '"').lstrip("#"))
    return found


def _below(package: Package, roots: Sequence[str]) -> Iterator[str]:
    """Parts and what they lead to, as far as it may not be shared."""
    found = list(roots)
    for part in found:
        yield part
        for kind, _, target in package.relationships(part):
            if target in package.members and target not in found and kind.rpartition("/")[2] not in _SHARED:
                found.append(target)
