"""The table Prognosen of an open Datenmappe: rows are changed, or added and the table with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack

import xlwings as xw

from xlbudget.addin.offen.listenmappe import as_entry
from xlbudget.addin.offen.offene_tabelle import OffeneTabelle, find_table
from xlbudget.app.bericht.prognose import Prognoseaenderung
from xlbudget.core.prognose import Meldung
from xlbudget.core.zeit import Stand
from xlbudget.layout.datenmappe import PROGNOSEN
from xlbudget.xlsx.live.live_template import lift_protection

GRUND = "Aus dem Produktblatt übernommen"


def write_meldungen(book: xw.Book, stand: Stand, aenderungen: Sequence[Prognoseaenderung]) -> None:
    """Enter Prognosen for a Stand; where one stands already in this workbook, its amount is changed.

    The Datenmappe must be as it was read. Raises AusgabeError where there is no room or the sheet is protected by a
    password; whatever is raised, the table is as it was.
    """
    with ExitStack() as protection, ExitStack() as undo:
        table = find_table(book, PROGNOSEN)
        assert table is not None, "a Datenmappe that was read has it"
        tabelle = OffeneTabelle(table, PROGNOSEN, undo)
        lift_protection(tabelle.sheet, book.name, protection)
        neue = []
        for aenderung in aenderungen:
            if (zeile := _row(book, aenderung.bisherige)) is None:
                neue.append(aenderung.meldung)
            else:
                _change(tabelle, zeile, aenderung.meldung)
        if neue:
            tabelle.append([_as_row(stand, meldung) for meldung in neue])
        undo.pop_all()


def _row(book: xw.Book, meldung: Meldung | None) -> int | None:
    """The row a Meldung stands in; None for one that came from elsewhere, such as a return."""
    source = meldung.source if meldung else None
    if source is None or source.datei.casefold() != book.name.casefold() or source.zelle is None:
        return None
    return int(re.sub(r"\D", "", source.zelle))


def _change(tabelle: OffeneTabelle, zeile: int, meldung: Meldung) -> None:
    """Set the amount of a row; its Grund stays if there is one."""
    tabelle.write(zeile, "Prognose", [_euro(meldung)])
    if tabelle.cells(zeile, "Grund", 1).raw_value in (None, ""):
        tabelle.write(zeile, "Grund", [as_entry(GRUND)])


def _as_row(stand: Stand, meldung: Meldung) -> dict[str, str | int | float]:
    return {
        "Stand": as_entry(str(stand)),
        "Objekt": as_entry(meldung.objekt),
        "Art": as_entry(str(meldung.art)),
        "Zeile": as_entry(meldung.zeile),
        "Prognose": _euro(meldung),
        "Grund": as_entry(GRUND),
    }


def _euro(meldung: Meldung) -> float:
    return meldung.betrag_ct / 100
