"""Defined names when one sheet becomes many: those of the sheet once for each copy, the others as they were."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from xlbudget.xlsx.copy.follow import Follower
from xlbudget.xlsx.copy.marks import Marks
from xlbudget.xlsx.copy.sheetlinks import SheetLinks
from xlbudget.xlsx.draft import sort_names


@dataclass(frozen=True, slots=True)
class NameRewriter:
    """What becomes of the names of a package, once the sheet of `links` has become `anzahl` copies."""

    links: SheetLinks
    follower: Follower
    marks: Marks
    anzahl: int

    def rewrite(self, workbook: etree._Element) -> None:
        """Rewrite the names in workbook.xml."""
        names = workbook.find("{*}definedNames")
        if names is not None:
            names[:] = [new for name in names.iterchildren(tag=etree.Element) for new in self._followed(name)]
            sort_names(names)

    def _followed(self, name: etree._Element) -> Iterator[etree._Element]:
        links, scope = self.links, self.links.scope_of(name)
        key = name.get("name", "").casefold()
        is_local = scope is None and key in links.local_names
        if scope == links.sheet.index or (is_local and key not in links.chart_names):
            yield from self._local_copies(name)
        elif is_local:
            yield from self._chart_copies(name)
        if scope == links.sheet.index or (is_local and key not in links.used_outside):
            return
        # a name that stays leads to the first copy
        unqualified = replace(self.follower, words={}, local=frozenset()) if is_local else self.follower
        name.text = self.marks.resolved(unqualified.formula(name.text or "", names_with_sheet=False), 0)
        if scope is not None and scope > links.sheet.index:
            name.set("localSheetId", str(scope + self.anzahl - 1))
        yield name

    def _local_copies(self, name: etree._Element) -> Iterator[etree._Element]:
        text = self.follower.formula(name.text or "", names_with_sheet=True)
        for number in range(self.anzahl):
            copy = deepcopy(name)
            copy.set("localSheetId", str(self.links.sheet.index + number))
            copy.text = self.marks.resolved(text, number)
            yield copy

    def _chart_copies(self, name: etree._Element) -> Iterator[etree._Element]:
        """The cells of newer charts have names of the workbook, each chart its own."""
        text = self.follower.formula(name.text or "", names_with_sheet=True)
        new = self.follower.words[name.get("name", "").casefold()]
        for number in range(self.anzahl):
            copy = deepcopy(name)
            copy.set("name", self.marks.resolved(new, number))
            copy.text = self.marks.resolved(text, number)
            yield copy
