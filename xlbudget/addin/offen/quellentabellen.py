"""The tables Quellen and Spalten of an open Datenmappe: the lines that declare an export are added."""

from __future__ import annotations

from contextlib import ExitStack

import xlwings as xw

from xlbudget.addin.offen.listenmappe import as_entry
from xlbudget.addin.offen.offene_tabelle import OffeneTabelle, find_table
from xlbudget.app.bericht.vorschau import Vorschau
from xlbudget.app.bericht.vorschauzeilen import Tabellenzeile
from xlbudget.errors import EingabeError
from xlbudget.layout.deklaration import Tabelle
from xlbudget.layout.exporttabellen import QUELLEN, SPALTEN
from xlbudget.xlsx.live.live_template import lift_protection


def check_room(book: xw.Book, vorschau: Vorschau) -> None:
    """Raise EingabeError where a table or a column is missing that the lines of an export need."""
    for tabelle, zeilen in _lines(vorschau):
        table = find_table(book, tabelle)
        da = set(OffeneTabelle(table, tabelle, ExitStack()).spalten) if table else set()
        fehlend = [name for name in dict.fromkeys(n for zeile in zeilen for n in zeile) if name not in da]
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


def write_declaration(book: xw.Book, vorschau: Vorschau) -> None:
    """Enter the lines of an export.

    Raises AusgabeError where there is no room or a sheet is protected by a password; whatever is raised, the tables are
    as they were.
    """
    with ExitStack() as protection, ExitStack() as undo:
        for tabelle, zeilen in _lines(vorschau):
            table = find_table(book, tabelle)
            assert table is not None, "there is room"
            offene = OffeneTabelle(table, tabelle, undo)
            lift_protection(offene.sheet, book.name, protection)
            offene.append([{name: _entry(wert) for name, wert in zeile.items()} for zeile in zeilen])
        undo.pop_all()


def _lines(vorschau: Vorschau) -> list[tuple[Tabelle, list[Tabellenzeile]]]:
    alle = ((QUELLEN, list(vorschau.quellen)), (SPALTEN, list(vorschau.spalten)))
    return [(tabelle, zeilen) for tabelle, zeilen in alle if zeilen]


def _entry(wert: object) -> object:
    return as_entry(wert) if isinstance(wert, str) or wert is None else wert
