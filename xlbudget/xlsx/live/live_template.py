"""Fill an open workbook in Excel through xlwings: the same CellPlan, the same cells as `Template.fill`.

Talking to Excel is what costs: every member touched crosses to another process. So the workbook is looked at once, in a
copy that Excel writes beside the open one (`SaveCopyAs` leaves it as it is), by the code that also fills files. What is
left is one write for each rectangle of cells, through `raw_value`: `value` would cross some fifty times per block.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import xlwings as xw

from xlbudget.cellplan import CellPlan, Cellwert, Fill, HideRows
from xlbudget.errors import AusgabeError, EingabeError, VorlageError
from xlbudget.xlsx.areas import Area, Cell, address
from xlbudget.xlsx.fill.sheetxml import SheetTemplate
from xlbudget.xlsx.fill.targets import Target, check_names, check_overlaps, check_places, find_targets, fit, since_1904
from xlbudget.xlsx.fill.values import as_number
from xlbudget.xlsx.live.excel_state import (
    ExcelBeschaeftigtError,
    Geduld,
    Statuszeile,
    application_state,
    excel_errors,
    lift_protection,
)
from xlbudget.xlsx.package import Package, Sheet, parse_xml

__all__ = [
    "ExcelBeschaeftigtError",
    "LiveTemplate",
    "Statuszeile",
    "application_state",
    "excel_errors",
    "fill_live",
    "lift_protection",
]

Entry = str | float | bool
"""What is handed to Excel for a cell: "=…" is a formula, "'…" a text, "" empties."""

_FORMATS = (".xlsx", ".xlsm", ".xltx", ".xltm")
_ROWS_PER_CALL = 12  # an address may have 255 characters


def fill_live(where: xw.Book | xw.Sheet, plan: CellPlan, required: Collection[str] = ()) -> None:
    """Fill a workbook wherever it has the names of a plan, or one sheet with what they mean there.

    Raises VorlageError as `Template` does, EingabeError for a workbook that cannot be read, AusgabeError for a sheet
    protected by a password, ExcelBeschaeftigtError; in all cases the workbook is then as it was.
    """
    with excel_errors():
        if isinstance(where, xw.Sheet):
            LiveTemplate(where.book, [plan]).fill_sheet(where.name, plan, required)
        else:
            LiveTemplate(where, [plan], required).fill(plan)


@dataclass
class _Change:
    """What a plan does to one sheet: a value for every cell of its names, and which rows are to be hidden."""

    values: dict[Cell, Cellwert] = field(default_factory=dict)
    hidden: dict[int, bool] = field(default_factory=dict)


class LiveTemplate:
    """An open workbook, looked at once for the names that some plans use, then filled as often as wanted.

    Raises VorlageError and EingabeError as `fill_live`. Names must not move, nor rows be hidden by others, meanwhile.
    """

    def __init__(self, book: xw.Book, plans: Iterable[CellPlan], required: Collection[str] = ()) -> None:
        self._book, package = book, _snapshot(book)
        self._name, self._date1904 = package.name, package.date1904
        names = {entry.name for plan in plans for entry in plan}
        check_names(package, names, required)
        self._targets = find_targets(package, names)
        self._sheets = {sheet.index: sheet for sheet in package.sheets}
        self._hidden: dict[int, set[int]] = {}
        for index in {target.sheet for found in self._targets.values() for target in found}:
            self._look_at(package, self._sheets[index])

    def fill(self, plan: CellPlan) -> None:
        """Fill the names of the plan in every scope. Raises as `fill_live`."""
        self._apply((target, entry) for entry in plan for target in self._targets.get(entry.name, ()))

    def fill_sheet(self, title: str, plan: CellPlan, required: Collection[str] = ()) -> None:
        """Fill what the names of the plan mean on one sheet. Raises as `fill_live`."""
        index = next((sheet.index for sheet in self._sheets.values() if sheet.name == title), -1)
        if missing := sorted(name for name in required if self._meant(name, index) is None):
            raise VorlageError(
                f"Auf dem Blatt „{title}“ von {self._name} fehlen die Namen {', '.join(missing)}. "
                "Bitte ein Produktblatt anklicken, oder von der mitgelieferten Vorlage ausgehen."
            )
        self._apply((target, entry) for entry in plan if (target := self._meant(entry.name, index)))

    def _meant(self, name: str, sheet: int) -> Target | None:
        """The target of a name on a sheet: its own comes before that of the workbook."""
        found = {target.scope: target for target in self._targets.get(name, ()) if target.sheet == sheet}
        return found.get(sheet) or found.get(None)

    def _look_at(self, package: Package, sheet: Sheet) -> None:
        xml = package.members[sheet.part]
        targets = [target for found in self._targets.values() for target in found if target.sheet == sheet.index]
        check_overlaps(self._name, targets)
        check_places(self._name, targets, "einer Matrixformel", SheetTemplate(xml, (), ()).arrays)
        check_places(self._name, targets, "der Überschrift einer Tabelle", package.table_headers.get(sheet, ()))
        self._hidden[sheet.index] = _hidden_rows(xml)

    def _apply(self, placed: Iterable[tuple[Target, Fill | HideRows]]) -> None:
        changes: dict[int, _Change] = {}
        for target, entry in placed:
            change = changes.setdefault(target.sheet, _Change())
            if isinstance(entry, HideRows):
                for number, row in enumerate(target.rows):
                    line = row[0][0]
                    change.hidden[line] = change.hidden.get(line, False) or number >= entry.count
            else:
                change.values.update(fit(self._name, entry, target))
        with excel_errors():
            self._write({index: change for index, change in changes.items() if change.values or change.hidden})

    def _write(self, changes: Mapping[int, _Change]) -> None:
        with ExitStack() as protection:
            sheets = {index: self._book.sheets[self._sheets[index].name] for index in changes}
            for sheet in sheets.values():
                lift_protection(sheet, self._name, protection)
            undo = ExitStack()
            try:
                for index, change in changes.items():
                    self._fill_cells(sheets[index], change.values, undo)
                    self._hide_rows(sheets[index], self._hidden[index], change.hidden, undo)
            except BaseException:
                self._put_back(undo)
                raise
        for index, change in changes.items():
            self._hidden[index] -= change.hidden.keys()
            self._hidden[index] |= {row for row, hidden in change.hidden.items() if hidden}

    def _put_back(self, undo: ExitStack) -> None:
        try:
            undo.close()
        except Exception as error:
            raise AusgabeError(
                f"Beim Füllen von {self._name} ging etwas schief, und Excel ließ sich nicht in den alten Zustand "
                "zurückversetzen. Bitte die Mappe ohne Speichern schließen und neu öffnen."
            ) from error

    def _fill_cells(self, sheet: xw.Sheet, values: Mapping[Cell, Cellwert], undo: ExitStack) -> None:
        if not values:
            return
        entries = {cell: _entry(value) for cell, value in (since_1904(values) if self._date1904 else values).items()}
        before, patiently = _read_cells(sheet, entries.keys()), Geduld()
        for area in rectangles(entries):
            new, old = _block(area, entries), _block(area, before)
            if repr(new) == repr(old):  # True == 1.0
                continue
            cells = sheet.range(_address(area))
            undo.callback(_write_back, patiently, cells, old)  # a write that fails may have begun
            cells.raw_value = new

    def _hide_rows(self, sheet: xw.Sheet, before: Collection[int], hidden: Mapping[int, bool], undo: ExitStack) -> None:
        patiently = Geduld()
        for hide in (False, True):
            changing = [row for row, hides in hidden.items() if hides is hide and (row in before) is not hide]
            areas = list(rectangles((row, 1) for row in changing))
            for start in range(0, len(areas), _ROWS_PER_CALL):
                text = ",".join(f"{area.top}:{area.bottom}" for area in areas[start : start + _ROWS_PER_CALL])
                rows = sheet.range(text).api.EntireRow
                undo.callback(patiently, setattr, rows, "Hidden", not hide)
                rows.Hidden = hide


def _snapshot(book: xw.Book) -> Package:
    """The workbook as it is now, not as it was last saved."""
    with excel_errors(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        name = book.name
        file_name = name if "." in name else f"{name}.xlsx"  # one that was never saved
        if not file_name.casefold().endswith(_FORMATS):
            raise EingabeError(f"{name} hat ein Format, das xlbudget nicht füllen kann. Bitte als .xlsx speichern.")
        copy = Path(folder, file_name)
        book.api.SaveCopyAs(str(copy))
        return Package.read(copy)


def _hidden_rows(xml: bytes) -> set[int]:
    hidden, number = set(), 0
    for row in parse_xml(xml).iterfind("{*}sheetData/{*}row"):
        number = int(row.get("r", number + 1))
        if row.get("hidden") in ("1", "true"):
            hidden.add(number)
    return hidden


def _entry(value: Cellwert) -> Entry:
    """Text gets an apostrophe, which Excel takes off: without it "0111" became a number and "=x" a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if text else ""
    return float(as_number(value))  # Excel took a Decimal for a currency with four places


def _read_cells(sheet: xw.Sheet, cells: Collection[Cell]) -> dict[Cell, Entry]:
    """What the cells hold, from one block around them."""
    rows, columns = zip(*cells, strict=True)
    around = Area(min(rows), min(columns), max(rows), max(columns))
    entries = _read(sheet.range(_address(around)))
    return {(row, column): entries[row - around.top][column - around.left] for row, column in cells}


def _read(cells: xw.Range) -> list[list[Entry]]:
    """What would have to be written to get what a range holds."""
    values, formulas = _rows(cells.raw_value), _rows(cells.formula)
    return [list(map(held, *row)) for row in zip(values, formulas, strict=True)]


def _write_back(patiently: Geduld, cells: xw.Range, old: list[list[Entry]]) -> None:
    try:
        patiently(setattr, cells, "raw_value", old)
    except Exception:
        if repr(_read(cells)) != repr(old):  # what Excel refused to write it need not take back
            raise


def held(value: Any, formula: str) -> Entry:
    """What has to be written for a cell to be as it was."""
    if isinstance(value, str) and value == formula:
        return f"'{value}" if value else ""
    if formula.startswith(("=", "#")):  # a formula, or an error typed in
        return formula
    if value is None or isinstance(value, bool | float):
        return "" if value is None else value
    try:
        return float(formula)  # dates and currencies, which Excel hands over as something else than a number
    except ValueError:
        return f"'{formula}"  # of a share or a map there is only the text


def _rows(block: Any) -> Sequence[Sequence[Any]]:
    return block if isinstance(block, tuple) else ((block,),)


def _block(area: Area, entries: Mapping[Cell, Entry]) -> list[list[Entry]]:
    return [list(map(entries.__getitem__, row)) for _, row in groupby(area.cells(), itemgetter(0))]


def _address(area: Area) -> str:
    return f"{address(area.top, area.left)}:{address(area.bottom, area.right)}"


def rectangles(cells: Iterable[Cell]) -> Iterator[Area]:
    """Few rectangles that cover exactly these cells: runs of a row, joined with equal runs below them.

    >>> [str(_address(area)) for area in rectangles([(1, 1), (1, 2), (2, 1), (2, 2), (2, 4)])]
    ['A1:B2', 'D2:D2']
    """
    growing: dict[tuple[int, int], Area] = {}
    for row, of_row in groupby(sorted(cells), itemgetter(0)):
        runs = set(_runs([column for _, column in of_row]))
        continued = {run for run in runs if run in growing and growing[run].bottom == row - 1}
        yield from (growing.pop(run) for run in growing.keys() - continued)
        for run in runs:
            top = growing[run].top if run in continued else row
            growing[run] = Area(top, run[0], row, run[1])
    yield from growing.values()


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    for _, run in groupby(enumerate(columns), lambda pair: pair[1] - pair[0]):
        found = [column for _, column in run]
        yield found[0], found[-1]
