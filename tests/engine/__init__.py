"""Excel for tests: xlwings drives it as it drives Excel, over LibreOffice (calculates) or openpyxl (fast).

    from engine import Testexcel

    def test_something(excel: Testexcel):          # LibreOffice; `excel_fast` is openpyxl
        book = excel.open(datei)                   # an xw.Book; xw.apps.active is excel.app
        book.set_mock_caller()                     # what xw.Book.caller() then gives
        excel.state.answers.append("no")           # next answer to app.alert; asked are in excel.state.alerts
        with excel.wire.busy():                    # every call rejected; busy(edit_mode): only changes are
            ...
        with excel.wire.failing(3, application_error("…"), "Range.raw_value="):   # the third write of a block fails
            ...
        with excel.wire.counted() as trips:        # names of all round trips made inside
            ...

Fixtures are in `tests/conftest.py`. Values behave as over COM (`entry`): "=…" becomes a formula, a leading apostrophe
makes text, "0111" a number, "1.2.2023" a date. Not emulated: single unlocked cells, several selections, charts,
insertion and deletion of rows, array formulas, prefix character as a format.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xlwings as xw

from engine.backend import Program
from engine.books import Book
from engine.com import ComError, Wire, application_error, edit_mode, rejected
from engine.excel import Engine, State

__all__ = ["ComError", "Testexcel", "Wire", "application_error", "edit_mode", "rejected", "running"]


class Testexcel:
    """One running application with what a test wants to see and disturb."""

    __test__ = False

    def __init__(self, app: xw.App, wire: Wire) -> None:
        self.app, self.wire = app, wire

    @property
    def state(self) -> State:
        """Application state read past the wire, alerts, status texts."""
        return self.app.impl.state

    def open(self, file: Path, *, url: str = "", read_only: bool = False, hidden: bool = False) -> xw.Book:
        """Open a file; with `url` Excel believes that it comes from SharePoint or OneDrive; `hidden` has no window."""
        book = self.app.books.open(str(file), read_only=read_only)
        book.impl.url = url
        if hidden:
            book.impl.hide()
        return book

    def addin(self, file: Path | None = None) -> xw.Book:
        """A loaded add-in, empty without a file: a workbook that Excel does not count among the open ones."""
        app, program = self.app.impl, self.app.engine.impl.program
        workbook = program.open(file) if file else program.new()
        book = Book(app, workbook, file or Path("xlbudget.xlam"), saved=True, read_only=False)
        app.addins.append(book)
        return xw.Book(impl=book)

    def new(self) -> xw.Book:
        """A new workbook that was never saved."""
        return self.app.books.add()


@contextmanager
def running(program: Program) -> Iterator[Testexcel]:
    """An application over `program`, active in xlwings; all workbooks are closed at the end."""
    wire = Wire()
    engine = xw.Engine(impl=Engine(program, wire))
    before = xw.engines.active, list(xw.engines.engines), dict(xw.engines.engines_by_name)
    xw.engines.add(engine)
    engine.activate()
    app = xw.App(add_book=False)
    try:
        yield Testexcel(app, wire)
    finally:
        for running_app in tuple(engine.impl.apps):
            running_app.quit()
        xw.engines.active, xw.engines.engines, xw.engines.engines_by_name = before
        if hasattr(xw.Book, "_mock_caller"):
            del xw.Book._mock_caller
