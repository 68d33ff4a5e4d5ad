"""Lists in a new workbook: whatever a text looks like, it stays text."""

from __future__ import annotations

import pytest
import xlwings as xw
from addin.befehle.knopf_base import zustand
from engine import Testexcel, application_error

from xlbudget.addin.offen.listenmappe import befundliste, bring_to_front, new_workbook, write_listen
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.errors import Befund, Schwere, SourceRef

TEXTE = ("=1+1", "+1", "-1", "@SUM(A1)", "0111", "1.2.2023", "12e3", "WAHR", "#N/A", "'Apostroph", " ", "Zeile\nZeile")


def befunde() -> list[Befund]:
    return [Befund(Schwere.HINWEIS, text, text, SourceRef(text)) for text in TEXTE]


def draw(excel: Testexcel, gefunden: list[Befund]) -> xw.Book:
    """A new workbook with a list of Befunde."""
    with new_workbook(Sitzung(excel.app, "Test")) as book:
        write_listen(book, [befundliste(gefunden, "=Überschrift")])
    return book


def test_every_cell_holds_the_text(beide: Testexcel):
    book = draw(beide, befunde())
    sheet = book.sheets["Befunde"]
    zeilen = sheet.range((4, 2), (3 + len(TEXTE), 4)).raw_value
    assert zeilen == tuple((text,) * 3 for text in TEXTE)
    assert sheet["A1"].raw_value == "=Überschrift"
    assert not sheet.impl.worksheet.formulas(sheet.impl.worksheet.used())


def test_it_is_a_table_that_can_be_read_and_filtered(beide: Testexcel):
    unsortiert = [Befund(Schwere.HINWEIS, "a", "A"), Befund(Schwere.FEHLER, "b", "B")]
    book = draw(beide, unsortiert)
    (table,) = book.sheets[0].tables
    assert table.range.address == "$A$3:$D$5"
    assert [zeile[0] for zeile in table.data_body_range.raw_value] == ["Fehler", "Hinweis"]
    assert [book.sheets[0].range((1, spalte)).column_width for spalte in range(1, 5)] == [11, 24, 90, 40]
    assert table.range.wrap_text


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt()])
def test_a_workbook_that_is_not_finished_is_closed(beide: Testexcel, error):
    beide.new()
    vorher = zustand(beide)
    with beide.wire.failing(1, error, "Range.raw_value="), pytest.raises(type(error)):
        draw(beide, befunde())
    assert zustand(beide) == vorher


def test_one_that_does_not_come_to_the_front_is_no_reason_to_fail(excel_fast: Testexcel):
    book, _ = excel_fast.new(), excel_fast.new()
    with excel_fast.wire.failing(1, application_error("nein"), "Workbook.Activate="):
        bring_to_front(book)
    assert excel_fast.app.books.active != book
    bring_to_front(book)
    assert excel_fast.app.books.active == book
