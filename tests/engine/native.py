"""Excel's own objects behind `.api`, as far as xlbudget uses them. Names are Excel's."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.com import application_error, com

if TYPE_CHECKING:
    from engine import books, excel, ranges, sheets, tables

_DONE, _PENDING = 0, 2  # XlCalculationState
_PROMPT = 255  # so many characters of a question Excel takes


@dataclass
class ProtectionOptions:
    """What a protected sheet still allows, in the order in which `Protect` takes it after the first five."""

    AllowFormattingCells: bool = False
    AllowFormattingColumns: bool = False
    AllowFormattingRows: bool = False
    AllowInsertingColumns: bool = False
    AllowInsertingRows: bool = False
    AllowInsertingHyperlinks: bool = False
    AllowDeletingColumns: bool = False
    AllowDeletingRows: bool = False
    AllowSorting: bool = False
    AllowFiltering: bool = False
    AllowUsingPivotTables: bool = False
    DrawingObjects: bool = True
    Scenarios: bool = True
    UserInterfaceOnly: bool = False


class _Native:
    """An object of Excel that stands for one of the engine's."""

    def __init__(self, impl: Any) -> None:
        self._impl, self.wire = impl, impl.wire

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._impl is self._impl

    def __hash__(self) -> int:
        return id(self._impl)


class Application(_Native):
    """Excel.Application."""

    _impl: excel.App

    @property
    @com()
    def Hwnd(self) -> int:  # noqa: N802
        return 1

    @property
    @com()
    def Ready(self) -> bool:  # noqa: N802
        return True

    @property
    @com()
    def CalculationState(self) -> int:  # noqa: N802
        return _PENDING if self._impl.pending else _DONE

    @com(writes=True)
    def GetOpenFilename(self, FileFilter: str, FilterIndex: int, Title: str) -> str | bool:  # noqa: N802, N803
        """A window that nobody sees: noted, and answered with the file that is to be chosen."""
        self._impl.state.file_filters.append(FileFilter)
        return self._impl.state.chosen

    @property
    @com()
    def UserName(self) -> str:  # noqa: N802
        return self._impl.state.user

    @com(writes=True)
    def InputBox(self, Prompt: str, Title: str, Default: str) -> str | bool:  # noqa: N802, N803
        """A question for a text: noted, and answered with what is to be typed."""
        assert len(Prompt) <= _PROMPT, "more is an error of Excel"
        self._impl.state.prompts.append((Prompt, Default))
        return self._impl.state.typed


class Workbook(_Native):
    """Excel.Workbook."""

    _impl: books.Book

    @property
    @com()
    def Name(self) -> str:  # noqa: N802
        return self._impl.file_name

    @property
    @com()
    def FullName(self) -> str:  # noqa: N802
        return self._impl.full_name

    @property
    @com()
    def Path(self) -> str:  # noqa: N802
        book = self._impl
        return book.url.rpartition("/")[0] if book.url else str(book.file.parent) if book.has_file else ""

    @property
    @com()
    def ReadOnly(self) -> bool:  # noqa: N802
        return self._impl.read_only

    @property
    @com()
    def Date1904(self) -> bool:  # noqa: N802
        return self._impl.workbook.date1904

    @property
    @com()
    def Saved(self) -> bool:  # noqa: N802
        return not self._impl.changed

    @Saved.setter
    @com(writes=True)
    def Saved(self, value: bool) -> None:  # noqa: N802
        self._impl.changed = not value

    @com(writes=True)
    def Activate(self) -> None:  # noqa: N802
        self._impl.activated()

    @com(writes=True)
    def SaveCopyAs(self, name: str) -> None:  # noqa: N802
        self._impl.workbook.save(Path(name))


class Worksheet(_Native):
    """Excel.Worksheet."""

    _impl: sheets.Sheet

    @property
    @com()
    def Name(self) -> str:  # noqa: N802
        return self._impl.title

    @com(writes=True)
    def Activate(self) -> None:  # noqa: N802
        self._impl.activated()

    @property
    @com()
    def ProtectContents(self) -> bool:  # noqa: N802
        return self._impl.worksheet.protected

    @property
    @com()
    def ProtectDrawingObjects(self) -> bool:  # noqa: N802
        return self._impl.worksheet.protected and self._impl.protection.DrawingObjects

    @property
    @com()
    def ProtectScenarios(self) -> bool:  # noqa: N802
        return self._impl.worksheet.protected and self._impl.protection.Scenarios

    @property
    @com()
    def ProtectionMode(self) -> bool:  # noqa: N802
        return self._impl.worksheet.protected and self._impl.protection.UserInterfaceOnly

    @property
    @com()
    def Protection(self) -> Protection:  # noqa: N802
        return Protection(self._impl)

    @property
    @com()
    def EnableSelection(self) -> int:  # noqa: N802
        return self._impl.enable_selection

    @EnableSelection.setter
    @com(writes=True)
    def EnableSelection(self, value: int) -> None:  # noqa: N802
        self._impl.enable_selection = value

    @com(writes=True)
    def Unprotect(self, Password: str | None = None) -> None:  # noqa: N802, N803
        """Without an argument Excel would ask for the password in a dialog that nobody here can answer."""
        if Password is None:
            raise AssertionError("Unprotect without an argument shows a dialog")
        if self._impl.worksheet.protected and not self._impl.worksheet.unprotect(Password):
            raise application_error("Das eingegebene Kennwort ist ungültig.")
        self._impl.protection, self._impl.enable_selection = ProtectionOptions(), 0

    @com(writes=True)
    def Protect(  # noqa: N802
        self,
        Password: str = "",  # noqa: N803
        DrawingObjects: bool = True,  # noqa: N803
        Contents: bool = True,  # noqa: N803
        Scenarios: bool = True,  # noqa: N803
        UserInterfaceOnly: bool = False,  # noqa: N803
        *allowed: bool,
    ) -> None:
        names = [field.name for field in fields(ProtectionOptions)]
        options = dict(zip(names, allowed, strict=False))
        self._impl.protection = ProtectionOptions(
            **options, DrawingObjects=DrawingObjects, Scenarios=Scenarios, UserInterfaceOnly=UserInterfaceOnly
        )
        if Contents:
            self._impl.worksheet.protect(Password)


class Protection(_Native):
    """Excel.Protection: `AllowFormattingCells` and its kin."""

    _impl: sheets.Sheet

    def __getattr__(self, name: str) -> bool:
        if not name.startswith("Allow"):
            raise AttributeError(name)
        self.wire.trip(f"Protection.{name}")
        return getattr(self._impl.protection, name)


class Range(_Native):
    """Excel.Range."""

    _impl: ranges.Range

    @property
    @com()
    def EntireRow(self) -> EntireRow:  # noqa: N802
        return EntireRow(self._impl)

    @property
    @com()
    def Address(self) -> str:  # noqa: N802
        return self._impl.address_text()


class EntireRow(_Native):
    """Excel.Range of whole rows. `Hidden` is None where only some are."""

    _impl: ranges.Range

    @property
    @com()
    def Hidden(self) -> bool | None:  # noqa: N802
        return self._impl.rows_hidden()

    @Hidden.setter
    @com(writes=True)
    def Hidden(self, value: bool) -> None:  # noqa: N802
        self._impl.hide_rows(value)


class ListObject(_Native):
    """Excel.ListObject."""

    _impl: tables.Table

    @property
    @com()
    def Name(self) -> str:  # noqa: N802
        return self._impl._name
