"""Which findings are marked in the list of Befunde in front."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from xlbudget.addin.offen.arbeitsmappen import tables
from xlbudget.addin.offen.listenmappe import BEFUND_SPALTEN, BEFUNDE
from xlbudget.befundkatalog.katalog import KATALOG
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.xlsx.live.excel_state import active_book

BEFUNDE_ZU = "Befunde zu "
"""What stands above the list of a Datenmappe, before its name."""
_BEREICH = re.compile(r"\$?[A-Z]{1,3}\$?(\d+)(?::\$?[A-Z]{1,3}\$?(\d+))?")


@dataclass(frozen=True, slots=True)
class Befundauswahl:
    """Findings as they stand in the list of a Datenmappe, by its name; `source` of each is its place as text."""

    mappe: str
    befunde: tuple[Befund, ...]


def read_auswahl(app: xw.App) -> Befundauswahl | None:
    """The findings whose lines are marked; None where no list of a Datenmappe is in front.

    Raises EingabeError where none is marked, or one of them is acknowledged already.
    """
    book = active_book(app)
    table = next((table for table in tables(book) if table.name == BEFUNDE), None) if book else None
    if book is None or table is None or table.range.sheet != book.sheets.active:
        return None
    ueberschrift = str(table.range.sheet.range((1, 1)).raw_value or "")
    kopf, *zeilen = table.range.raw_value
    if not ueberschrift.startswith(BEFUNDE_ZU) or tuple(kopf) != tuple(titel for titel, _ in BEFUND_SPALTEN):
        return None
    oben = table.range.row + 1
    markiert = _marked_rows(app)
    befunde = tuple(befund for nummer, zeile in enumerate(zeilen, oben) if nummer in markiert for befund in _of(zeile))
    if not befunde:
        raise EingabeError(
            "In der Liste ist keine Zeile mit einem Befund markiert. Eine oder mehrere Zeilen markieren und den Knopf "
            "noch einmal drücken."
        )
    if any(befund.schwere is Schwere.QUITTIERT for befund in befunde):
        raise EingabeError("Unter den markierten Befunden ist einer, der schon quittiert ist. Ihn nicht mit markieren.")
    return Befundauswahl(ueberschrift.removeprefix(BEFUNDE_ZU), befunde)


def _marked_rows(app: xw.App) -> set[int]:
    """The numbers of all rows in which cells are marked; whole columns are no choice of rows."""
    markiert = app.selection
    zeilen: set[int] = set()
    for teil in (markiert.address if markiert is not None else "").split(","):
        if fund := _BEREICH.fullmatch(teil) or re.fullmatch(r"\$?(\d+):\$?(\d+)", teil):
            zeilen.update(range(int(fund[1]), int(fund[2] or fund[1]) + 1))
    return zeilen


def _of(zeile: tuple[Any, ...]) -> Iterator[Befund]:
    schwere, code, text, ort = (str(wert or "") for wert in zeile)
    with suppress(ValueError):  # an empty or changed line is no finding
        if code in KATALOG:
            yield Befund(Schwere(schwere), code, text, SourceRef(ort) if ort else None)
