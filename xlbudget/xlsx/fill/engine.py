"""The calculator (ironcalc), given what it needs and nothing else: values and formulas, no names, tables or formats.

Sheets are called S0, S1, … by their index; one sheet more is for expressions that are looked at beside the formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import ironcalc

from xlbudget.xlsx.areas import Cell
from xlbudget.xlsx.fill.recipe import Place
from xlbudget.xlsx.fill.values import ErrorValue, Scalar

# what Excel itself may show; anything else ironcalc reports is its own limit
_EXCEL_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_PROBES, _QUESTIONS = 1, 2  # columns of the sheet beside

NO_VALUE = object()
"""What is read where ironcalc itself gave up."""


class EngineError(Exception):
    """ironcalc broke down over these formulas and values."""


class Engine:
    """A workbook in ironcalc. Cells are set, then everything is computed anew, then cells are read."""

    def __init__(self, sheets: int) -> None:
        self._model = ironcalc.create("vorlage", "en", _timezone(), "en")
        self._model.rename_sheet(0, "S0")
        for index in range(1, sheets + 1):
            self._model.add_sheet(f"S{index}")
        self.beside = sheets
        self._probes = 0
        self._hidden: dict[tuple[int, int], bool] = {}

    def set_value(self, place: Place, value: Scalar) -> None:
        """Put a value into a cell; None empties it."""
        model, (sheet, (row, column)) = self._model, place
        if value is None:
            model.clear_cell_contents(sheet, row, column)
        elif isinstance(value, str):
            model.update_cell_with_text(sheet, row, column, value)
        elif isinstance(value, bool):
            model.update_cell_with_bool(sheet, row, column, value)
        elif isinstance(value, ErrorValue):
            error = value.text if value.text in _EXCEL_ERRORS else "#N/A"
            model.update_cell_with_formula(sheet, row, column, f"={error}")
        else:
            model.update_cell_with_number(sheet, row, column, value)

    def set_formula(self, place: Place, formula: str) -> None:
        """Put a formula into a cell."""
        sheet, (row, column) = place
        self._model.update_cell_with_formula(sheet, row, column, f"={formula}")

    def set_array(self, place: Place, size: tuple[int, int], formula: str) -> None:
        """Put an array formula into so many rows and columns."""
        sheet, (row, column) = place
        self._model.set_user_array_formula(sheet, row, column, size[1], size[0], f"={formula}")

    def add_probe(self, expression: str) -> Place:
        """Have an expression computed beside the formulas from now on; where its value is read."""
        self._probes += 1
        place = (self.beside, (self._probes, _PROBES))
        self.set_formula(place, expression)
        return place

    def hide(self, rows: Mapping[int, Mapping[int, bool]]) -> None:
        """Hide or show rows, by sheet."""
        for sheet, states in rows.items():
            for row, is_hidden in states.items():
                if self._hidden.get((sheet, row), False) != is_hidden:
                    self._hidden[sheet, row] = is_hidden
                    self._model.set_row_hidden(sheet, row, is_hidden)

    def evaluate(self) -> None:
        """Compute everything. Raises EngineError if ironcalc breaks down; then this engine is of no use any more."""
        try:
            self._model.evaluate()
        except BaseException as error:  # a panic of its own is no Exception
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            raise EngineError from error

    def read(self, sheet: int, cell: Cell) -> Scalar | object:
        """Value of a cell, NO_VALUE for what is no result of Excel."""
        value = self._model.get_cell_value(sheet, *cell)
        if isinstance(value, str):
            if value.startswith("#") and self._model.get_cell_type(sheet, *cell) == ironcalc.CellType.ErrorValue:
                return ErrorValue(value) if value in _EXCEL_ERRORS else NO_VALUE
            return value
        return value if value is None or math.isfinite(value) else NO_VALUE

    def read_all(self, sheet: int, cells: Iterable[Cell]) -> list[Scalar | object]:
        """Values of cells of one sheet; an empty reference shows as 0 in Excel."""
        get, read, is_finite = self._model.get_cell_value, self.read, math.isfinite
        values = []
        for row, column in cells:
            value = get(sheet, row, column)
            if value.__class__ is str:
                values.append(read(sheet, (row, column)) if value.startswith("#") else value)
            elif value is None:
                values.append(0.0)
            else:
                values.append(value if is_finite(float(value)) else NO_VALUE)
        return values

    def ask(self, expressions: Sequence[str]) -> Sequence[Scalar | object]:
        """Values of some expressions, once."""
        places = [(self.beside, (number, _QUESTIONS)) for number in range(1, len(expressions) + 1)]
        for place, expression in zip(places, expressions, strict=True):
            self.set_formula(place, expression)
        self.evaluate()
        answers = [self.read(*place) for place in places]
        for place in places:
            self.set_value(place, None)
        return answers


def _timezone() -> str:
    """Where TODAY is taken from; ironcalc knows zones by name, and those of whole hours."""
    offset = datetime.now().astimezone().utcoffset()
    hours = round(offset.total_seconds() / 3600) if offset else 0
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"
