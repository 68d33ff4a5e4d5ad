"""Rows that are added to tables of an open Datenmappe, of several tables at once: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

import xlwings as xw

from xlbudget.addin.offen.listenmappe import as_entry
from xlbudget.addin.offen.offene_tabelle import OffeneTabelle, find_table
from xlbudget.cellplan import Cellwert
from xlbudget.errors import EingabeError
from xlbudget.layout.deklaration import Tabelle
from xlbudget.xlsx.live.live_template import lift_protection

Zeilen = Mapping[Tabelle, Sequence[Mapping[str, Cellwert]]]
"""Rows by table, each from heading to value."""


def check_room(book: xw.Book, zeilen: Zeilen) -> None:
    """Raise EingabeError where a table or a column is missing that rows need."""
    for tabelle, neue in _some(zeilen):
        table = find_table(book, tabelle)
        da = set(OffeneTabelle(table, tabelle, ExitStack()).spalten) if table else set()
        fehlend = [name for name in dict.fromkeys(n for zeile in neue for n in zeile) if name not in da]
        if table is None or fehlend:
            was = (
                f"die Spalte {', '.join(fehlend)} der Tabelle {tabelle.name}"
                if table
                else f"die Tabelle {tabelle.name}"
            )
            wunsch = f" --mit {tabelle.name}" if tabelle.auf_wunsch and table is None else ""
            raise EingabeError(
                f"In {book.name} fehlt {was}; deshalb ist nichts eingetragen. Die Mappe in Excel schließen, in der "
                f'Eingabeaufforderung xlbudget datenmappe ergaenzen "{book.name}"{wunsch} aufrufen, sie wieder öffnen '
                "und den Knopf noch einmal drücken."
            )


def append_rows(book: xw.Book, zeilen: Zeilen) -> None:
    """Enter rows for which there is room.

    Raises AusgabeError where a table cannot grow or a sheet is protected by a password; whatever is raised, the tables
    are as they were.
    """
    with ExitStack() as protection, ExitStack() as undo:
        for tabelle, neue in _some(zeilen):
            table = find_table(book, tabelle)
            assert table is not None, "there is room"
            offene = OffeneTabelle(table, tabelle, undo)
            lift_protection(offene.sheet, book.name, protection)
            offene.append([{name: _entry(wert) for name, wert in zeile.items()} for zeile in neue])
        undo.pop_all()


def _some(zeilen: Zeilen) -> list[tuple[Tabelle, Sequence[Mapping[str, Cellwert]]]]:
    return [(tabelle, neue) for tabelle, neue in zeilen.items() if neue]


def _entry(wert: object) -> object:
    return as_entry(wert) if isinstance(wert, str) or wert is None else wert
