"""Excel while xlbudget works in it: quiet, showing progress, and afterwards as it was.

Excel refuses calls while a cell is being edited or a dialog is open. xlwings repeats such calls for ever, which looks
like a frozen Excel: here it gives up, and the user learns what to do.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import xlwings as xw

from xlbudget.errors import AusgabeError, XlbudgetError

GEDULD_S = 3.0
"""How long putting things back waits for a busy Excel, in all."""

_ATTEMPTS = 500
# RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, and what a cell being edited answers (0x800AC472)
_BUSY = frozenset({-2147418111, -2147417846, -2146777998})
_ALLOWED = (  # in the order in which Worksheet.Protect takes them
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)
# screen updating first, because what is set first is put back last
_QUIET = {"screen_updating": False, "enable_events": False, "display_alerts": False}


class ExcelBeschaeftigtError(AusgabeError):
    """Excel takes no calls: a cell is being edited, or a dialog is open."""


class Statuszeile:
    """Progress in Excel's status bar; `fortschritt` is a `Fortschritt` of a run."""

    def __init__(self, app: xw.App) -> None:
        self._app = app

    def fortschritt(self, text: str, erledigt: int, gesamt: int) -> None:
        """Show what is being done, and how many steps of how many are done."""
        self._app.status_bar = f"{text}: {erledigt} von {gesamt}" if gesamt > 1 else text


@contextmanager
def application_state(app: xw.App, status: str) -> Iterator[Statuszeile]:
    """Keep Excel quiet inside, with `status` in its status bar, and put everything back at the end, also on errors.

    That is: screen updating, events, alerts, calculation, status bar, active workbook, sheet and selection. Where the
    user calculates manually, everything is calculated once, because old totals under new figures would be wrong ones.
    Errors of Excel inside leave as ExcelBeschaeftigtError or AusgabeError.
    """
    with excel_errors(), attempts_limited(), ExitStack() as restore:
        patiently = Geduld()
        for name, value in {**_QUIET, "status_bar": status}.items():
            before = getattr(app, name)
            setattr(app, name, value)
            restore.callback(patiently, setattr, app, name, before)
        if selected := _selected(app):
            calculation, app.calculation = app.calculation, "manual"
            restore.callback(patiently, _calculate, app, calculation)
            restore.callback(patiently, _reselect, app, *selected)
        yield Statuszeile(app)


def active_book(app: xw.App) -> xw.Book | None:
    """The workbook in front; None where none is open, or only hidden ones such as PERSONAL.XLSB."""
    book = app.books.active
    return None if book.api is None else book


def _selected(app: xw.App) -> tuple[xw.Sheet, xw.Range | None] | None:
    book = active_book(app)
    if book is None:
        return None
    selection = None
    # xlwings counts the cells, which Excel refuses for a whole sheet, and expects a selection where there may be none
    with suppress_excel_errors(), suppress(AttributeError):
        selection = app.selection
    return book.sheets.active, selection


def _calculate(app: xw.App, calculation: str) -> None:
    if active_book(app) is None:  # the next workbook brings its own setting, and Excel takes none without one
        return
    app.calculation = calculation
    if calculation == "manual":
        app.calculate()


def _reselect(app: xw.App, sheet: xw.Sheet, selection: xw.Range | None) -> None:
    with suppress_excel_errors():  # the sheet or its workbook may be gone, or a picture be selected
        if _selected(app) == (sheet, selection):
            return
        # not sheet.activate(), for which xlwings wants this Excel in front of all others
        sheet.book.api.Activate()
        sheet.api.Activate()
        if selection is not None:
            selection.select()


class Geduld:
    """Calls that must succeed in the end are repeated while Excel is busy, together for at most `GEDULD_S`."""

    def __init__(self) -> None:
        self._deadline: float | None = None

    def __call__(self, function: Callable[..., Any], *args: Any) -> None:
        """Call; raises what the function raises, if it is not Excel being busy or time is up."""
        while True:
            try:
                function(*args)
            except Exception as error:
                self._deadline = self._deadline or time.monotonic() + GEDULD_S
                if not _is_busy(error) or time.monotonic() > self._deadline:
                    raise
                time.sleep(0.05)
            else:
                return


@contextmanager
def excel_errors() -> Iterator[None]:
    """Errors that Excel answers with leave as ExcelBeschaeftigtError or AusgabeError (German); others pass."""
    try:
        yield
    except XlbudgetError:
        raise
    except Exception as error:
        if _is_busy(error):
            raise ExcelBeschaeftigtError(
                "Excel ist beschäftigt und nimmt gerade nichts an. Die Zelleingabe mit Enter oder Esc beenden, offene "
                "Dialoge schließen und noch einmal versuchen."
            ) from error
        if _is_from_excel(error):
            raise AusgabeError(f"Excel hat einen Schritt abgelehnt: {_excel_text(error)}") from error
        raise


@contextmanager
def suppress_excel_errors() -> Iterator[None]:
    """Go on where Excel cannot do something; that it is busy is not suppressed."""
    try:
        yield
    except Exception as error:
        if not _is_from_excel(error) or _is_busy(error):
            raise


def lift_protection(sheet: xw.Sheet, book: str, until: ExitStack) -> None:
    """Unprotect a sheet that is protected without a password; closing `until` protects it again as it was.

    Raises AusgabeError where a password is needed.
    """
    api = sheet.api
    if not api.ProtectContents or api.ProtectionMode:  # ProtectionMode: macros may write anyway
        return
    protection, selection = api.Protection, api.EnableSelection
    allowed = [getattr(protection, name) for name in _ALLOWED]
    options = (api.ProtectDrawingObjects, True, api.ProtectScenarios, False, *allowed)
    try:
        with excel_errors():
            api.Unprotect("")  # without an argument Excel would ask for the password
    except ExcelBeschaeftigtError:
        raise
    except AusgabeError as error:
        raise AusgabeError(
            f"Das Blatt „{sheet.name}“ von {book} ist mit einem Kennwort geschützt; es wurde nichts geändert. Bitte in "
            "Excel unter Überprüfen › Blattschutz aufheben und noch einmal versuchen."
        ) from error
    patiently = Geduld()
    until.callback(patiently, setattr, api, "EnableSelection", selection)
    until.callback(patiently, api.Protect, "", *options)


def _is_from_excel(error: Exception) -> bool:
    # pywintypes.com_error, which exists on Windows only
    return hasattr(error, "hresult") and hasattr(error, "excepinfo")


def _is_busy(error: Exception) -> bool:
    if isinstance(error, ExcelBeschaeftigtError) or type(error).__name__ == "ExcelBusyError":  # xlwings', Windows only
        return True
    # pywin32 looks a property up before it sets it, and takes a rejected look-up for a missing property
    if isinstance(error, AttributeError) and "can not be set" in str(error):
        return True
    details = getattr(error, "excepinfo", None) or ()
    return bool(_BUSY & {getattr(error, "hresult", None), *details[5:6]})


def _excel_text(error: Any) -> str:
    details = error.excepinfo or ()
    return next((text for text in (*details[2:3], error.strerror) if text), str(error))


@contextmanager
def attempts_limited() -> Iterator[None]:
    """A call that Excel rejects is repeated for some tenths of a second only."""
    windows: Any = sys.modules.get("xlwings._xlwindows")
    with ExitStack() as restore:
        with suppress(AttributeError):
            restore.callback(setattr, windows, "N_COM_ATTEMPTS", windows.N_COM_ATTEMPTS)
            windows.N_COM_ATTEMPTS = _ATTEMPTS
        yield
