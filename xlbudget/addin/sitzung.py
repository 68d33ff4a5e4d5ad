"""What a command of the ribbon works with: the Excel it was called from, and the person in front of it."""

from __future__ import annotations

import ctypes
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass

import xlwings as xw

from xlbudget.writers.excel_state import Statuszeile, application_state

TITEL = "Produktbericht"
_ESCAPE = 0x1B


class Abgebrochen(Exception):  # noqa: N818 — a German participle, and no error
    """The user does not want to go on."""


@dataclass(frozen=True, slots=True)
class Sitzung:
    """One command while it runs. `app` is the Excel the button is in, never another one that runs as well."""

    app: xw.App
    befehl: str

    def ask(self, frage: str) -> None:
        """Ask whether to go on; raises Abgebrochen for no."""
        if self.app.alert(frage, f"{TITEL}: {self.befehl}", "yes_no") != "yes":
            raise Abgebrochen(frage)

    def tell(self, text: str, *, fehler: bool = False) -> None:
        """Show a message."""
        self.app.alert(text, f"{TITEL}: {self.befehl}", "ok", "critical" if fehler else "info")

    def quiet(self) -> AbstractContextManager[Statuszeile]:
        """Excel does not flicker inside and shows progress; afterwards it is as it was."""
        return application_state(self.app, f"{self.befehl} …")

    def wants_to_stop(self) -> bool:
        """Whether Esc is being held down in this Excel, which itself cannot listen while a command runs."""
        if sys.platform != "win32":
            return False
        user32 = ctypes.windll.user32
        vorn = user32.GetForegroundWindow() == self.app.hwnd
        return bool(vorn and user32.GetAsyncKeyState(_ESCAPE) & 0x8000)
