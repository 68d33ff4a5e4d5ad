"""A table of an open Datenmappe: rows are changed, or added and the table with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import xlwings as xw

from xlbudget.addin.offen.arbeitsmappen import tables
from xlbudget.errors import AusgabeError
from xlbudget.layout.deklaration import Tabelle
from xlbudget.xlsx.live.excel_state import Geduld
from xlbudget.xlsx.live.live_template import held


def find_table(book: xw.Book, tabelle: Tabelle) -> xw.main.Table | None:
    """The table in an open workbook."""
    return next((table for table in tables(book) if table.name.casefold() == tabelle.name.casefold()), None)


class OffeneTabelle:
    """A table with the columns of the Datenmappe, in whatever order they are; columns that it lacks are not in
    `spalten`. `undo` gets what takes changes back.

    Raises AusgabeError where it has no header.
    """

    def __init__(self, table: xw.main.Table, tabelle: Tabelle, undo: ExitStack) -> None:
        self._table, self._name = table, tabelle.name
        self.sheet = table.range.sheet
        self._undo, self._patiently = undo, Geduld()
        kopf = table.header_row_range
        if kopf is None:
            raise AusgabeError(
                f"Der Tabelle {tabelle.name} fehlt die Kopfzeile. In Excel unter Tabellenentwurf die Kopfzeile "
                "einschalten."
            )
        titel = [" ".join(str(name or "").split()) for name in kopf.raw_value[0]]
        self.spalten = {s.name: kopf.column + titel.index(s.name) for s in tabelle.spalten if s.name in titel}
        self._links, self._breite, self._kopfzeile = kopf.column, len(titel), kopf.row

    def append(self, zeilen: Sequence[Mapping[str, Any]]) -> None:
        """Add rows below the last one that is used, each by heading; what a row does not name stays empty."""
        erste = self._last_used() + 1
        self._grow(erste, erste + len(zeilen) - 1)
        for spalte in dict.fromkeys(name for zeile in zeilen for name in zeile):
            self.write(erste, spalte, [zeile.get(spalte) for zeile in zeilen])

    def write(self, zeile: int, spalte: str, werte: Sequence[Any]) -> None:
        """Set the cells of a column from a row on."""
        zellen = self.cells(zeile, spalte, len(werte))
        vorher = [[held(*zelle)] for zelle in zip(_column(zellen.raw_value), _column(zellen.formula), strict=True)]
        self._undo.callback(self._patiently, setattr, zellen, "raw_value", vorher)
        zellen.raw_value = [[wert] for wert in werte]

    def cells(self, zeile: int, spalte: str, hoehe: int) -> xw.Range:
        """The cells of a column, so many from a row on."""
        links = self.spalten[spalte]
        return self.sheet.range((zeile, links), (zeile + hoehe - 1, links))

    def _last_used(self) -> int:
        """The last row with anything in it; rows typed right below the table count as its own."""
        unten = self._bottom()
        while any(map(_is_used, self._row_values(unten + 1))) and not self._table.show_totals:
            unten += 1
        while unten > self._kopfzeile and not any(map(_is_used, self._row_values(unten))):
            unten -= 1
        return unten

    def _bottom(self) -> int:
        body = self._table.data_body_range
        return self._kopfzeile if body is None else body.row + body.shape[0] - 1

    def _grow(self, erste: int, letzte: int) -> None:
        """Make the table reach down to a row; what it takes in must be empty."""
        unten = self._bottom()
        if letzte <= unten:
            return
        darunter = range(max(erste, unten + 1), letzte + 1)
        if self._table.show_totals or any(_is_used(wert) for zeile in darunter for wert in self._row_values(zeile)):
            raise AusgabeError(
                f"Unter der Tabelle {self._name} ist kein Platz für {letzte - unten} weitere Zeilen. Eine "
                "Ergebniszeile ausschalten, und was darunter steht, nach unten verschieben."
            )
        vorher = self._table.range
        self._undo.callback(self._patiently, self._table.resize, vorher)
        self._table.resize(self._area(self._kopfzeile, letzte))

    def _area(self, oben: int, unten: int) -> xw.Range:
        return self.sheet.range((oben, self._links), (unten, self._links + self._breite - 1))

    def _row_values(self, zeile: int) -> Sequence[Any]:
        werte: Sequence[Any] = self._area(zeile, zeile).raw_value[0]
        return werte


def _column(block: Any) -> list[Any]:
    return [zeile[0] for zeile in block] if isinstance(block, tuple) else [block]


def _is_used(wert: Any) -> bool:
    return wert is not None and str(wert).strip() != ""
