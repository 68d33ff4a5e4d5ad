"""Shared texts that no cell shows any more: what stood in a cell before it was filled must not travel with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from lxml import etree

from xlbudget.xlsx.areas import Cell
from xlbudget.xlsx.fill.targets import find_targets
from xlbudget.xlsx.package import Package, iter_cells, parse_xml, serialise

_IS_SHARED = re.compile(rb"""\st=["']s["']""")


def without_replaced_texts(package: Package, names: Collection[str]) -> Package:
    """The package, those shared strings emptied that no cell but those under `names` points at.

    Their places stay, since cells know them by number.
    """
    part = next((part for kind, _, part in package.relationships(package.workbook_part) if _is_strings(kind)), "")
    if part not in package.members:
        return package
    filled: dict[int, set[Cell]] = {}
    for targets in find_targets(package, names).values():
        for target in targets:
            filled.setdefault(target.sheet, set()).update(target.cells())
    root = parse_xml(package.members[part])
    used = set(_used(package, filled))
    unused = [item for number, item in enumerate(root.iterchildren("{*}si")) if number not in used and len(item)]
    for item in unused:
        item[:] = [etree.Element(f"{{{etree.QName(item).namespace}}}t")]
    if not unused:
        return package
    return Package(package.name, {**package.members, part: serialise(root)}, package.renames)


def _is_strings(kind: str) -> bool:
    return kind.endswith("/sharedStrings")


def _used(package: Package, filled: Mapping[int, Collection[Cell]]) -> Iterable[int]:
    """Numbers of the texts that stay in cells."""
    for sheet in package.sheets:
        xml, replaced = package.members[sheet.part], filled.get(sheet.index, ())
        if not _IS_SHARED.search(xml):
            continue
        for cell, element in iter_cells(parse_xml(xml)):
            value = element.find("{*}v")
            if element.get("t") == "s" and cell not in replaced and value is not None and value.text:
                yield int(value.text)
