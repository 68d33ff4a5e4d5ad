"""Names for the cells of a workbook that nobody prepared: constants of every kind, and an empty cell per sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries
from xlsx.corpus.corpus_diff import Blatt, Mappe, child
from xlsx.fremd.teile import Teile

from xlbudget.cellplan import CellPlan, Cellwert, Fill
from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.formula import quoted
from xlbudget.xlsx.package import Package

MAX_BLAETTER = 8
MAX_ZAHLEN, MAX_TEXTE = 8, 3
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\r]")


@dataclass(frozen=True)
class Stelle:
    """A cell with a name of ours, and what stands in it."""

    name: str
    blatt: str
    adresse: str
    wert: Cellwert

    @property
    def anders(self) -> Cellwert:
        """Another value of the same kind; something for an empty cell."""
        match self.wert:
            case None:
                return 17
            case bool():
                return not self.wert
            case str():
                return self.wert[:32_000] + "ä"
            case _:
                return float(self.wert) + 1 if float(self.wert).is_integer() else float(self.wert) * 1.5


def find_stellen(mappe: Mappe, teile: Teile) -> tuple[Stelle, ...]:
    """At most a dozen cells on each of the first sheets."""
    found = []
    for number, (name, blatt) in enumerate(list(mappe.blaetter.items())[:MAX_BLAETTER], 1):
        for count, (adresse, wert) in enumerate(_choose(blatt, _taken(blatt, teile)), 1):
            found.append(Stelle(f"FREMD_{number}_{count}", name, adresse, wert))
    return tuple(found)


def same_plan(stellen: tuple[Stelle, ...]) -> CellPlan:
    """Every cell gets what it has."""
    return tuple(Fill(stelle.name, ((stelle.wert,),)) for stelle in stellen)


def other_plan(stellen: tuple[Stelle, ...]) -> CellPlan:
    """Every cell gets something else."""
    return tuple(Fill(stelle.name, ((stelle.anders,),)) for stelle in stellen)


def with_names(package: Package, stellen: tuple[Stelle, ...]) -> Package:
    """The package with a name of the workbook for each of the cells."""
    draft = PackageDraft(package)
    tag = f"{{{etree.QName(draft.workbook).namespace}}}definedName"
    names = []
    for stelle in stellen:
        row, column = coordinate_to_tuple(stelle.adresse)
        name = etree.Element(tag, name=stelle.name)
        name.text = f"{quoted(stelle.blatt)}!${get_column_letter(column)}${row}"
        names.append(name)
    draft.add_names(names)
    return draft.finish()


def _choose(blatt: Blatt, taken: set[str]) -> Iterator[tuple[str, Cellwert]]:
    zahlen, texte = [], []
    for adresse, cell in blatt.cells.items():
        if adresse in taken or child(cell, "f") is not None or cell.get("vm") or cell.get("cm"):
            continue
        wert = blatt.value(adresse) if cell.get("t") not in ("e", "d") else None
        if isinstance(wert, str):
            if wert and len(wert) < 32_000 and not _UNSTORABLE.search(wert):
                texte.append((adresse, wert))
        elif wert is not None:
            zahlen.append((adresse, wert))
    yield from _spread(zahlen, MAX_ZAHLEN)
    yield from _spread(texte, MAX_TEXTE)
    if blatt.cells:
        row, column = map(max, zip(*map(coordinate_to_tuple, blatt.cells), strict=True))
        frei = f"{get_column_letter(min(column + 2, 16_384))}{min(row + 2, 1_048_576)}"
        if frei not in blatt.cells and frei not in taken:
            yield frei, None


def _spread(found: list[tuple[str, Cellwert]], most: int) -> list[tuple[str, Cellwert]]:
    step = max(1, -(-len(found) // most))
    return found[::step][:most]


def _taken(blatt: Blatt, teile: Teile) -> set[str]:
    """Cells that belong to something larger: merges, spilled results, table headers and totals, pivots, XML maps."""
    areas = [merge.get("ref") for merge in blatt.root.iterfind("{*}mergeCells/{*}mergeCell")]
    for kind, part in teile.related(blatt.part):
        root = teile.parse(part) if kind in ("table", "pivotTable", "tableSingleCells") else None
        if root is None:
            continue
        if kind == "table":
            areas += _edges(root.attrib)
        elif kind == "pivotTable":
            areas += [location.get("ref") for location in root.iterfind("{*}location")]
        else:
            areas += [single.get("r") for single in root.iter("{*}singleXmlCell")]
    return blatt.spilled | {adresse for area in areas if area for adresse in _addresses(area)}


def _edges(table: Mapping[str, str]) -> list[str]:
    left, top, right, bottom = range_boundaries(table["ref"])
    columns = get_column_letter(left), get_column_letter(right)
    rows = [top] if table.get("headerRowCount") != "0" else []
    rows += [bottom] if table.get("totalsRowCount", "0") != "0" else []
    return [f"{columns[0]}{row}:{columns[1]}{row}" for row in rows]


def _addresses(area: str) -> Iterator[str]:
    left, top, right, bottom = range_boundaries(area)
    if (right - left + 1) * (bottom - top + 1) > 200_000:
        return
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield f"{get_column_letter(column)}{row}"
