"""Pivot tables that evaluate their own sheet: each copy gets a cache that reads the copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy

from lxml import etree

from xlbudget.xlsx.copy.marks import Marks
from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.package import Package

_CACHE = "pivotCacheDefinition"


class PivotCaches:
    """The caches in `family`, the parts of one sheet, with their new numbers for `anzahl` copies."""

    def __init__(self, package: Package, family: Sequence[str], anzahl: int) -> None:
        self._package = package
        self._parts = [part for part in family if package.kinds.get(part) == _CACHE]
        led_to = {part: (kind, rid) for kind, rid, part in package.relationships(package.workbook_part)}
        self._relations = [led_to[part] for part in self._parts]
        numbers = (int(entry.get("cacheId", "0")) for entry in _entries(package.workbook))
        free = max(numbers, default=0) + 1
        self._numbers = [
            [str(free + place * anzahl + copy) for copy in range(anzahl)] for place in range(len(self._parts))
        ]

    def prepare(self, roots: Mapping[str, etree._Element], marks: Marks) -> None:
        """Let the pivot tables of the sheet use a cache of their own, which Excel fills when it opens the workbook."""
        for cache, numbers in zip(self._parts, self._numbers, strict=True):
            roots[cache].set("refreshOnLoad", "1")
            mark = marks.add(numbers)
            for part, root in roots.items():
                if cache in (target for _, _, target in self._package.relationships(part)):
                    root.set("cacheId", mark)

    def enter(self, draft: PackageDraft, copies: Sequence[Mapping[str, str]]) -> None:
        """Enter the caches of all copies into the workbook in place of those of the sheet; `copies` say new parts."""
        for cache, (kind, rid), numbers in zip(self._parts, self._relations, self._numbers, strict=True):
            for entry in _entries(draft.workbook):
                key = next(key for key in entry.attrib if key.endswith("}id"))
                if entry.get(key) != rid:
                    continue
                for new, number in zip(copies, numbers, strict=True):
                    added = deepcopy(entry)
                    added.set("cacheId", number)
                    added.set(key, draft.relate(draft.workbook_part, kind, new[cache], "rIdPivot1"))
                    entry.addprevious(added)
                entry.getparent().remove(entry)
            draft.drop_relation(draft.workbook_part, rid)


def _entries(workbook: etree._Element) -> list[etree._Element]:
    return list(workbook.iterfind(".//{*}pivotCaches/{*}pivotCache"))
