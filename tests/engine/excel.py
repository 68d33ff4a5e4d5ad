"""The xlwings engine: the application. What a round trip to Excel would be is marked with `com`.

State that belongs to the program and not to a file (screen updating, calculation, active book and sheet, selection,
answers to dialogs) is kept here, the same for every back end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from xlwings import base_classes

from engine import native
from engine.backend import Program
from engine.books import Book, Books
from engine.com import Wire, application_error, com
from engine.entry import ERROR_CODES
from engine.ranges import Range

_ERRORS = {code: text for text, code in ERROR_CODES.items()}
_pids = count(4711)


@dataclass
class State:
    """What the application is set to, and what it did: alerts shown, macros run.

    `chosen` is what the user chooses where a file is asked for, `typed` what he types where a text is; False is the
    button Abbrechen.
    `chosen` is what the user chooses where a file is asked for, `typed` what is typed where a text is; False is the
    button Abbrechen. `user` is what Excel calls its user.
    """

    screen_updating: bool = True
    display_alerts: bool = True
    enable_events: bool = True
    interactive: bool = True
    visible: bool = True
    calculation: str = "automatic"
    status_bar: str | bool = False
    status_texts: list[str] = field(default_factory=list)
    alerts: list[tuple[str, str | None, str, str | None]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    macros: list[tuple[Any, ...]] = field(default_factory=list)
    chosen: str | bool = False
    file_filters: list[str] = field(default_factory=list)
    typed: str | bool = False
    prompts: list[tuple[str, str]] = field(default_factory=list)
    user: str = "Kämmerei"
    calculations: int = 0


class Engine:
    """What `xw.Engine(impl=…)` takes. It is called "excel" because xlwings looks that name up for functions."""

    name, type = "excel", "desktop"

    def __init__(self, program: Program, wire: Wire) -> None:
        self.program, self.wire = program, wire
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """What xlwings hands to Excel for one value."""
        if value is None or value != value:
            return ""
        return value.item() if hasattr(value, "item") and hasattr(value, "dtype") else value

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, numbers: Any, err_to_str: bool) -> list[list[Any]]:
        """What xlwings hands to Python for a block that Excel gave."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty
            if isinstance(value, dt.datetime):
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return dates(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            if type(value) is int and value in _ERRORS:
                return _ERRORS[value] if err_to_str else None
            return numbers(value) if numbers is not None and isinstance(value, float) else value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """All running applications; the newest is the active one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> Any:
        app = App(self._engine)
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def quit(self, app: App) -> None:
        self._apps.remove(app)

    @staticmethod
    def cleanup() -> None:
        """There are no orphans here."""

    def keys(self) -> list[int]:
        return [app.pid for app in self._apps]

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self._apps if app.pid == pid)


def _setting(name: str) -> property:
    """A property of the application that is read and written in one round trip."""

    @com()
    def read(self: App) -> Any:
        return getattr(self.state, name)

    @com(writes=True)
    def write(self: App, value: Any) -> None:
        self.set_state(name, value)

    read.__wrapped__.__name__ = write.__wrapped__.__name__ = name
    return property(read, write)


class App(base_classes.App):
    """One running Excel."""

    pid, engine = 0, None
    screen_updating, display_alerts, enable_events, interactive, visible, calculation, status_bar = map(
        _setting,
        ("screen_updating", "display_alerts", "enable_events", "interactive", "visible", "calculation", "status_bar"),
    )
    path, startup_path, hwnd, cut_copy_mode = "C:\\Office", "C:\\Office\\XLSTART", 1, None

    def __init__(self, engine: Engine) -> None:
        self.engine, self.wire = engine, engine.wire
        self.state = State()
        self.pid = next(_pids)
        self.open_books: list[Book] = []  # the active one last
        self.addins: list[Book] = []
        self.selected: Range | None = None
        self.pending = False  # whether a formula may show an old value

    @property
    def api(self) -> Any:
        return native.Application(self)

    @property
    @com()
    def version(self) -> str:
        return "16.0"

    @property
    @com()
    def books(self) -> Books:
        return Books(self)

    @property
    @com()
    def selection(self) -> Range | None:
        return self.selected

    @property
    def front(self) -> Book | None:
        """The workbook in the window in front; None where there is no window."""
        return next((book for book in reversed(self.open_books) if not book.hidden), None)

    def look(self) -> None:
        """What is selected is what is selected in the window in front."""
        self.selected = self.front.active_sheet.selected if self.front else None

    def set_state(self, name: str, value: Any) -> None:
        if name == "calculation":
            if self.front is None:
                raise application_error("Ohne offene Mappe lässt sich die Berechnung nicht einstellen.")
            for book in self.open_books:
                book.workbook.calculate_automatically(value == "automatic")
            self.pending = self.pending and not (self.engine.program.calculates and value == "automatic")
        if name == "status_bar" and isinstance(value, str):
            self.state.status_texts.append(value)
        setattr(self.state, name, value)

    @com(writes=True)
    def calculate(self) -> None:
        self.state.calculations += 1
        self.pending = not self.engine.program.calculates and self.pending
        for book in self.open_books:
            book.workbook.calculate()

    def calculate_later(self) -> None:
        """A cell was changed: what depends on it is old now, unless somebody calculates at once."""
        self.pending |= self.state.calculation != "automatic" or not self.engine.program.calculates

    @com(writes=True)
    def activate(self, steal_focus: bool = False) -> None:
        """The window comes to the front."""

    @com(writes=True)
    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        """A message box that nobody sees: noted, and answered with the next of `answers` or the first button."""
        self.state.alerts.append((prompt, title, buttons, mode))
        return self.state.answers.pop(0) if self.state.answers else buttons.split("_")[0]

    @com(writes=True)
    def run(self, macro: str, args: Any) -> None:
        """A macro is only noted: there is no VBA here."""
        self.state.macros.append((macro, *args))

    def quit(self) -> None:
        for book in (*self.open_books, *self.addins):
            book.workbook.close()
        self.open_books.clear()
        self.engine.apps.quit(self)

    kill = quit
