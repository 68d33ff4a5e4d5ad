"""Two workbooks compared by what their XML means, with lxml alone: nothing here knows how the writer works."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel
from xlsx.corpus.corpus_base import Cellwert, Zellort

_CHARACTER = re.compile("_x([0-9A-Fa-f]{4})_")


def local(element: etree._Element) -> str:
    """Tag without namespace."""
    return etree.QName(element).localname


def child(element: etree._Element, tag: str) -> etree._Element | None:
    """First child of that name, in any namespace."""
    return element.find(f"{{*}}{tag}")


def canonical(element: etree._Element) -> bytes:
    """The element by itself, in canonical form."""
    copy = deepcopy(element)
    copy.tail = None
    return etree.tostring(copy, method="c14n2")


def text_of(element: etree._Element | None) -> str:
    """Text of an <is> or <si>: plain and rich runs, without the phonetic guide."""
    if element is None:
        return ""
    runs = (t for t in element.iter("{*}t") if local(t.getparent()) != "rPh")
    return unescape("".join(t.text or "" for t in runs))


def unescape(text: str) -> str:
    """`_x0041_` means `A` in a workbook."""
    return _CHARACTER.sub(lambda match: chr(int(match[1], 16)), text)


@dataclass(frozen=True)
class Blatt:
    """One worksheet part and its cells by address."""

    part: str
    root: etree._Element
    strings: tuple[str, ...]

    @cached_property
    def rows(self) -> dict[int, etree._Element]:
        """<row> by number; raises AssertionError unless they ascend."""
        rows: dict[int, etree._Element] = {}
        number = 0
        for row in child(self.root, "sheetData").iterchildren("{*}row"):
            following = int(row.get("r", number + 1))
            assert following > number, f"{self.part}: Zeile {following} nach {number}"
            rows[number := following] = row
        return rows

    @cached_property
    def cells(self) -> dict[str, etree._Element]:
        """<c> by address; raises AssertionError unless they ascend within their row."""
        cells: dict[str, etree._Element] = {}
        for number, row in self.rows.items():
            column = 0
            for cell in row.iterchildren("{*}c"):
                row_number, following = coordinate_to_tuple(cell.get("r", f"{get_column_letter(column + 1)}{number}"))
                assert row_number == number, f"{self.part}: {cell.get('r')} in Zeile {number}"
                assert following > column, f"{self.part}: {cell.get('r')} nicht aufsteigend"
                column = following
                cells[f"{get_column_letter(column)}{number}"] = cell
        return cells

    @cached_property
    def formulas(self) -> dict[str, str]:
        """Formula text by address, shared ones written out."""
        masters: dict[str | None, tuple[str, str]] = {}
        formulas = {}
        for address, cell in self.cells.items():
            formula = child(cell, "f")
            if formula is None:
                continue
            text = formula.text or ""
            if formula.get("t") == "shared":
                masters.setdefault(formula.get("si"), (f"={text}", address))
                origin = masters[formula.get("si")]
                text = Translator(origin[0], origin=origin[1]).translate_formula(address)[1:]
            formulas[address] = text
        return formulas

    @cached_property
    def spilled(self) -> set[str]:
        """Cells that show a result of an array formula or data table of another cell."""
        return {
            f"{get_column_letter(column)}{row}"
            for cell in self.cells.values()
            if (formula := child(cell, "f")) is not None and formula.get("t") in ("array", "dataTable")
            for row, column in _positions(formula.get("ref", ""))
        } - self.formulas.keys()

    def value(self, address: str) -> float | str | bool | None:
        """Stored or cached value; errors as their text."""
        cell = self.cells.get(address)
        if cell is None:
            return None
        kind, v = cell.get("t", "n"), child(cell, "v")
        if kind == "inlineStr":
            return text_of(child(cell, "is"))
        if v is None:
            return None
        if kind == "s":
            return self.strings[int(v.text)]
        if kind in ("str", "e", "d"):
            return unescape(v.text or "")
        return v.text == "1" if kind == "b" else float(v.text)

    def style(self, address: str) -> str:
        """Style id the cell has or, where it does not exist, would get: its row's, else its column's."""
        if address in self.cells:
            return self.cells[address].get("s", "0")
        number, column = coordinate_to_tuple(address)
        row = self.rows.get(number)
        if row is not None and row.get("customFormat") in ("1", "true"):
            return row.get("s", "0")
        for col in self.root.iterfind("{*}cols/{*}col"):
            if int(col.get("min")) <= column <= int(col.get("max")):
                return col.get("style", "0")
        return "0"


class Mappe:
    """A workbook in memory: members, and worksheets by name."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert archive.testzip() is None
            assert len(names) == len(set(names)), "doppelte Teile"
            self.members = {name: archive.read(name) for name in names}

    @cached_property
    def workbook_part(self) -> str:
        rels = etree.fromstring(self.members["_rels/.rels"])
        return next(r.get("Target").lstrip("/") for r in rels if r.get("Type").endswith("/officeDocument"))

    @cached_property
    def workbook(self) -> etree._Element:
        return etree.fromstring(self.members[self.workbook_part])

    @cached_property
    def uses_1904(self) -> bool:
        settings = child(self.workbook, "workbookPr")
        return settings is not None and settings.get("date1904") in ("1", "true")

    @cached_property
    def full_calc_on_load(self) -> bool:
        settings = child(self.workbook, "calcPr")
        return settings is not None and settings.get("fullCalcOnLoad") in ("1", "true")

    @cached_property
    def blaetter(self) -> Mapping[str, Blatt]:
        parts = {rel.get("Id"): rel for rel in self._relations()}
        strings = self._strings()
        found = {}
        for sheet in child(self.workbook, "sheets"):
            rel = parts[next(value for key, value in sheet.attrib.items() if key.endswith("}id"))]
            if rel.get("Type").endswith("/worksheet"):
                part = self._target(rel)
                found[sheet.get("name")] = Blatt(part, etree.fromstring(self.members[part]), strings)
        return found

    @cached_property
    def workbook_rels(self) -> str:
        folder, _, name = self.workbook_part.rpartition("/")
        return f"{folder}/_rels/{name}.rels".lstrip("/")

    def _relations(self) -> list[etree._Element]:
        return list(etree.fromstring(self.members[self.workbook_rels]))

    def _target(self, rel: etree._Element) -> str:
        folder = posixpath.dirname(self.workbook_part)
        return posixpath.normpath(posixpath.join("/", folder, rel.get("Target"))).lstrip("/")

    def _strings(self) -> tuple[str, ...]:
        parts = [self._target(rel) for rel in self._relations() if rel.get("Type").endswith("/sharedStrings")]
        return tuple(
            text_of(si)
            for part in parts
            if part in self.members
            for si in etree.fromstring(self.members[part]).iterfind("{*}si")
        )

    def value(self, ort: Zellort) -> float | str | bool | None:
        return self.blaetter[ort[0]].value(ort[1])

    def formula_results(self) -> Mapping[Zellort, float | str | bool | None]:
        """Cached value of every formula cell and of every cell an array formula fills."""
        return {
            (name, address): blatt.value(address)
            for name, blatt in self.blaetter.items()
            for address in sorted(blatt.formulas.keys() | blatt.spilled)
        }

    def stored(self, value: Cellwert) -> float | str | bool | None:
        """What a cell of this workbook holds for a value."""
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, date | datetime):
            return float(to_excel(value, CALENDAR_MAC_1904 if self.uses_1904 else CALENDAR_WINDOWS_1900))
        return float(value)


def _positions(ref: str) -> Iterator[tuple[int, int]]:
    if not ref:
        return
    first, _, last = ref.partition(":")
    (top, left), (bottom, right) = coordinate_to_tuple(first), coordinate_to_tuple(last or first)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column


def sheet_differences(before: Blatt, after: Blatt, targets: set[str]) -> list[str]:
    """Whatever differs between a sheet and its filled form, beyond new values and cached results."""
    return [*_frame(before, after), *_rows(before, after, targets), *_cells(before, after, targets)]


def _frame(before: Blatt, after: Blatt) -> Iterator[str]:
    """Everything outside <sheetData>; the dimension may grow and must hold all cells."""
    frames = [[e for e in b.root if not _is_tag(e, "sheetData", "dimension")] for b in (before, after)]
    if before.root.attrib != after.root.attrib or before.root.nsmap != after.root.nsmap:
        yield "Wurzelelement geändert"
    if len({tuple(map(str, b.root.xpath("//comment() | //processing-instruction()"))) for b in (before, after)}) > 1:
        yield "XML-Kommentare geändert"
    if len(frames[0]) != len(frames[1]):
        yield f"Elemente: {len(frames[0])} ≠ {len(frames[1])}"
    for left, right in zip(*frames, strict=False):
        if canonical(left) != canonical(right):
            yield f"<{left.tag}> geändert"
    dimension = child(after.root, "dimension")
    if dimension is None:
        return
    inside = set(_corners(dimension.get("ref")))
    for address in after.cells:
        row, column = coordinate_to_tuple(address)
        (top, left), (bottom, right) = min(inside), max(inside)
        if not (top <= row <= bottom and left <= column <= right):
            yield f"{address} liegt außerhalb von <dimension>"


def _is_tag(element: etree._Element, *tags: str) -> bool:
    return isinstance(element.tag, str) and local(element) in tags


def _corners(ref: str) -> Iterator[tuple[int, int]]:
    for corner in ref.split(":"):
        yield coordinate_to_tuple(corner)


def _rows(before: Blatt, after: Blatt, targets: set[str]) -> Iterator[str]:
    new = {coordinate_to_tuple(address)[0] for address in targets}
    for number in sorted(before.rows.keys() | after.rows.keys()):
        left, right = before.rows.get(number), after.rows.get(number)
        if right is None or (left is None and number not in new):
            yield f"Zeile {number} {'fehlt' if right is None else 'ist neu'}"
        elif left is not None and _attributes(left) != _attributes(right):
            yield f"Zeile {number}: {dict(left.attrib)} ≠ {dict(right.attrib)}"


def _attributes(row: etree._Element) -> dict[str, str]:
    # spans is a hint for the reader; r may be spelled out
    return {key: value for key, value in row.attrib.items() if key not in ("r", "spans")}


def _cells(before: Blatt, after: Blatt, targets: set[str]) -> Iterator[str]:
    for address in sorted(before.cells.keys() | after.cells.keys() | targets):
        left, right = before.cells.get(address), after.cells.get(address)
        if right is None:
            yield f"{address} fehlt"
        elif before.style(address) != after.style(address):
            yield f"{address}: Format {before.style(address)} ≠ {after.style(address)}"
        elif address in targets:
            if set(right.attrib) - {"r", "s", "t"} or child(right, "f") is not None:
                yield f"{address}: Ziel trägt noch {dict(right.attrib)}"
        elif address in before.formulas:
            yield from _formula(address, before, after)
        elif address not in before.spilled and (left is None or not _is_same(left, right)):
            yield f"{address} geändert"


def _formula(address: str, before: Blatt, after: Blatt) -> Iterator[str]:
    if before.formulas[address] != after.formulas.get(address):
        yield f"{address}: Formel {before.formulas[address]!r} ≠ {after.formulas.get(address)!r}"
        return
    left, right = (dict(child(b.cells[address], "f").attrib) for b in (before, after))
    if left != right and left.get("t") != "shared":
        yield f"{address}: Formel {left} ≠ {right}"
    marks = [before.cells[address].get(key) == after.cells[address].get(key) for key in ("cm", "ph")]
    if not all(marks):
        yield f"{address}: Zellmarken geändert"


def _is_same(left: etree._Element, right: etree._Element) -> bool:
    # most cells are the same to the letter
    return etree.tostring(left, with_tail=False) == etree.tostring(right, with_tail=False) or _plain(left) == _plain(
        right
    )


def _plain(cell: etree._Element) -> bytes:
    copy = deepcopy(cell)
    copy.attrib.pop("r", None)
    return canonical(copy)
