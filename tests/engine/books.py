"""The xlwings engine: workbooks and defined names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes, utils

from engine import native
from engine.backend import DefinedName, Workbook
from engine.com import application_error, com
from engine.ranges import Range
from engine.references import parse_areas
from engine.sheets import Sheet, Sheets

if TYPE_CHECKING:
    from engine.excel import App

_numbers = count(1)


class Books(base_classes.Books):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self.app, self.wire = app, app.wire

    @property
    def api(self) -> Any:
        return self.app.api

    @property
    @com()
    def active(self) -> Book | NoBook:
        return self.app.front or NoBook()

    @com()
    def __call__(self, name_or_index: str | int) -> Book:
        books = sorted(self.app.open_books, key=lambda book: book.number)
        if isinstance(name_or_index, str):
            found = [book for book in books if book.file_name.casefold() == name_or_index.casefold()]
        else:
            found = books[name_or_index - 1 : name_or_index]
        if not found:
            raise KeyError(name_or_index)
        return found[0]

    @com()
    def __len__(self) -> int:
        return len(self.app.open_books)

    @com()
    def __iter__(self) -> Iterator[Book]:
        return iter(sorted(self.app.open_books, key=lambda book: book.number))

    @com(writes=True)
    def add(self) -> Book:
        return self._opened(self.app.engine.program.new(), Path(f"Mappe{len(self.app.open_books) + 1}"), saved=False)

    @com(writes=True)
    def open(self, fullname: str, update_links: Any = None, read_only: Any = None, *rest: Any) -> Book:
        file = Path(fullname)
        if not file.is_file():
            raise application_error(f"{file} wurde nicht gefunden.")
        return self._opened(self.app.engine.program.open(file), file, read_only=bool(read_only))

    def _opened(self, workbook: Workbook, file: Path, *, saved: bool = True, read_only: bool = False) -> Book:
        workbook.calculate_automatically(self.app.state.calculation == "automatic")
        book = Book(self.app, workbook, file, saved=saved, read_only=read_only)
        self.app.open_books.append(book)
        book.activated()
        return book


class NoBook:
    """What xlwings makes of an Excel without a visible workbook: nothing works but `api`, which is None."""

    api = None


class Book(base_classes.Book):
    """One open workbook. `url` is where SharePoint keeps it, if it does."""

    def __init__(self, app: App, workbook: Workbook, file: Path, *, saved: bool, read_only: bool) -> None:
        self._app, self.wire, self.workbook = app, app.wire, workbook
        self.number = next(_numbers)
        self.file, self.has_file, self.read_only, self.url = file, saved, read_only, ""
        self.changed = self.hidden = False
        self.sheet_list = [Sheet(self, sheet) for sheet in workbook.sheets()]
        self.active_sheet = self.sheet_list[0]

    @property
    def file_name(self) -> str:
        return self.url.rpartition("/")[2] if self.url else self.file.name

    @property
    def full_name(self) -> str:
        return self.url or (str(self.file) if self.has_file else self.file.name)

    @property
    def api(self) -> Any:
        return native.Workbook(self)

    @property
    @com()
    def name(self) -> str:
        return self.file_name

    @property
    @com()
    def fullname(self) -> str:
        if "://" in self.full_name:
            return utils.fullname_url_to_local_path(url=self.full_name)
        return self.full_name

    @property
    @com(2)
    def app(self) -> App:
        return self._app

    @property
    @com()
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    @com()
    def names(self) -> Names:
        return Names(self, None)

    @com(writes=True)
    def activate(self) -> None:
        self.activated()

    def activated(self) -> None:
        books = self._app.open_books
        if self not in books:
            raise application_error("Die Mappe ist nicht mehr offen.")
        books.append(books.pop(books.index(self)))
        self._app.look()

    def hide(self) -> None:
        """No window shows it, as PERSONAL.XLSB."""
        self.hidden = True
        self._app.look()

    @com(writes=True)
    def save(self, path: str | None = None, password: str | None = None) -> None:
        if self.read_only and path in (None, str(self.file)):
            raise application_error(f"{self.file_name} ist schreibgeschützt.")
        target = Path(path) if path else self.file
        self.workbook.save(target)
        self.file, self.has_file, self.changed = target, True, False

    @com(writes=True)
    def close(self) -> None:
        self.workbook.close()
        self._app.open_books.remove(self)
        self._app.look()


class Names(base_classes.Names):
    """Names of a workbook (all scopes), or of one sheet."""

    def __init__(self, book: Book, sheet: str | None) -> None:
        self._book, self._sheet, self.wire = book, sheet, book.wire

    @property
    def api(self) -> Any:
        return self._book.api

    def _all(self) -> list[DefinedName]:
        names = self._book.workbook.names()
        return [name for name in names if self._sheet in (None, name.sheet)]

    def _find(self, key: str | int) -> DefinedName | None:
        if not isinstance(key, str):
            return self._all()[key - 1]
        matching = [
            name for name in self._all() if key.casefold() in (full_name(name).casefold(), name.name.casefold())
        ]
        return min(matching, key=lambda name: name.sheet is not None, default=None)

    @com()
    def __call__(self, key: str | int) -> Name:
        if (name := self._find(key)) is None:
            raise application_error(f"Es gibt keinen Namen {key}.")
        return Name(self._book, name)

    @com()
    def contains(self, key: str | int) -> bool:
        return self._find(key) is not None

    @com()
    def __len__(self) -> int:
        return len(self._all())

    @com(writes=True)
    def add(self, name: str, refers_to: str) -> Name:
        scope, _, plain = name.rpartition("!")
        defined = DefinedName(plain, scope.strip("'").replace("''", "'") or self._sheet, refers_to)
        self._book.workbook.set_name(defined)
        return Name(self._book, defined)


class Name(base_classes.Name):
    """One name."""

    def __init__(self, book: Book, name: DefinedName) -> None:
        self._book, self._name, self.wire = book, name, book.wire

    @property
    @com()
    def name(self) -> str:
        return full_name(self._name)

    @property
    @com()
    def refers_to(self) -> str:
        return self._name.refers_to

    @refers_to.setter
    @com(writes=True)
    def refers_to(self, value: str) -> None:
        self._name = DefinedName(self._name.name, self._name.sheet, value)
        self._book.workbook.set_name(self._name)

    @property
    @com()
    def refers_to_range(self) -> Range:
        found = parse_areas(self._name.refers_to.removeprefix("="))
        sheets = [sheet for sheet in self._book.sheet_list if found and sheet.title.casefold() == found[0].casefold()]
        if not found or not sheets:
            raise application_error(f"{self._name.name} zeigt nicht auf Zellen.")
        return Range(sheets[0], found[1])

    @com(writes=True)
    def delete(self) -> None:
        self._book.workbook.delete_name(self._name)


def full_name(name: DefinedName) -> str:
    """`Blatt!Name` for the names of a sheet, as Excel shows them."""
    if name.sheet is None:
        return name.name
    quoted = name.sheet if name.sheet.isidentifier() else "'" + name.sheet.replace("'", "''") + "'"
    return f"{quoted}!{name.name}"
