"""Lists that a command shows in a new workbook, which is the user's to save or throw away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import xlwings as xw

from xlbudget.addin.offen.meldungen import sortiert
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.errors import AusgabeError, Befund
from xlbudget.xlsx.live.excel_state import Geduld, excel_errors

Zelle = str | int | None


@dataclass(frozen=True, slots=True)
class Liste:
    """One sheet: a heading, then a table called `name`. `spalten` are titles with widths in Excel's characters."""

    name: str
    blatt: str
    ueberschrift: str
    spalten: Sequence[tuple[str, float]]
    zeilen: Sequence[Sequence[Zelle]]


KOPFZEILE = 3
"""Row of the column titles; the heading stands in row 1."""

BEFUNDE = "Befunde"
"""The table of a list of Befunde, and its sheet."""
BEFUND_SPALTEN = (("Schwere", 11.0), ("Code", 24.0), ("Befund", 90.0), ("Ort", 40.0))


def befundliste(befunde: Iterable[Befund], ueberschrift: str) -> Liste:
    """The sheet of Befunde, worst first."""
    zeilen = [
        (str(befund.schwere), befund.code, befund.text, str(befund.source) if befund.source else "")
        for befund in sortiert(befunde)
    ]
    return Liste(BEFUNDE, BEFUNDE, ueberschrift, BEFUND_SPALTEN, zeilen)


def show_listen(sitzung: Sitzung, listen: Sequence[Liste]) -> str:
    """Show what was done, in a new workbook; the German sentence that says where, or why not.

    It is done all the same: where Excel does not show the lists, that is no error of the command.
    """
    try:
        return f"Die Liste steht in der neuen Mappe {open_listen(sitzung, listen)}."
    except AusgabeError as error:
        return f"Die Liste dazu ließ sich nicht zeigen: {error}"


def open_listen(sitzung: Sitzung, listen: Sequence[Liste]) -> str:
    """Show lists in a new workbook, in front; returns its name. Raises AusgabeError where Excel does not."""
    with sitzung.quiet(), new_workbook(sitzung) as book:
        write_listen(book, listen)
    bring_to_front(book)
    return book.name


@contextmanager
def new_workbook(sitzung: Sitzung) -> Iterator[xw.Book]:
    """A new workbook, closed again if the block fails."""
    book = sitzung.app.books.add()
    try:
        yield book
    except BaseException:
        with suppress(AusgabeError), excel_errors():
            Geduld()(book.close)
        raise


def bring_to_front(book: xw.Book) -> None:
    """Activate a workbook. Where Excel does not, the message still names it.

    Not by xlwings, which gives up where another Excel is in front of this one.
    """
    with suppress(AusgabeError), excel_errors():
        Geduld()(book.api.Activate)


def write_listen(book: xw.Book, listen: Sequence[Liste]) -> None:
    """Draw lists on the sheets of a new workbook. Whatever a text looks like, it stays text."""
    sheet = book.sheets[0]
    for nummer, liste in enumerate(listen):
        sheet = book.sheets.add(liste.blatt, after=sheet) if nummer else sheet
        sheet.name = liste.blatt
        _draw(sheet, liste)
    book.sheets[0].api.Activate()


def _draw(sheet: xw.Sheet, liste: Liste) -> None:
    zeilen = [[titel for titel, _ in liste.spalten], *liste.zeilen]
    letzte, breite = KOPFZEILE + len(zeilen) - 1, len(liste.spalten)
    sheet.range((1, 1)).raw_value = as_entry(liste.ueberschrift)
    bereich = sheet.range((KOPFZEILE, 1), (letzte, breite))
    bereich.raw_value = [[as_entry(wert) for wert in zeile] for zeile in zeilen]
    bereich.wrap_text = True
    for nummer, (_, spaltenbreite) in enumerate(liste.spalten, 1):
        sheet.range((1, nummer)).column_width = spaltenbreite
    sheet.tables.add(source=bereich, name=liste.name)


def as_entry(wert: Zelle) -> str | int:
    """What has to be written so that a cell holds the value: the apostrophe, which Excel takes off, makes text.

    >>> as_entry("0111"), as_entry(None), as_entry(3)
    ("'0111", '', 3)
    """
    if wert is None or wert == "":
        return ""
    return f"'{wert}" if isinstance(wert, str) else wert
