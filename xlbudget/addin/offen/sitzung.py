"""What a command of the ribbon works with: the Excel it was called from, and the person in front of it."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw

from xlbudget.addin.excelprozesse import is_in_front
from xlbudget.errors import EingabeError, printable
from xlbudget.fortschritt import Fortschritt
from xlbudget.xlsx.live.excel_state import application_state

TITEL = "Produktbericht"
_ESCAPE = 0x1B
_MAX_FRAGE = 255


class Abgebrochen(Exception):  # noqa: N818 — a German participle, and no error
    """The user does not want to begin."""


class Angehalten(Exception):  # noqa: N818
    """The user wants an end of what has begun."""


@dataclass(frozen=True, slots=True)
class Sitzung:
    """One command while it runs. `app` is the Excel the button is in, never another one that runs as well."""

    app: xw.App
    befehl: str

    def ask(self, frage: str) -> None:
        """Ask whether to go on; raises Abgebrochen for no."""
        if not self.agrees(frage):
            raise Abgebrochen(frage)

    def agrees(self, frage: str) -> bool:
        """Whether the user says yes."""
        return bool(self.app.alert(frage, f"{TITEL}: {self.befehl}", "yes_no") == "yes")

    def tell(self, text: str, *, fehler: bool = False) -> None:
        """Show a message."""
        self.app.alert(text, f"{TITEL}: {self.befehl}", "ok", "critical" if fehler else "info")

    def ask_text(self, frage: str, vorgabe: str = "") -> str:
        """Have the user type a text, which may be empty; raises Abgebrochen for Abbrechen. Excel shows 255 letters."""
        text = self.app.api.InputBox(printable(frage, _MAX_FRAGE), f"{TITEL}: {self.befehl}", vorgabe)
        if not isinstance(text, str):  # False
            raise Abgebrochen(frage)
        return " ".join(text.split())

    def user(self) -> str:
        """The name that Excel has of its user. Raises EingabeError where it has none."""
        name = " ".join(str(self.app.api.UserName or "").split())
        if not name:
            raise EingabeError(
                "Excel kennt Ihren Namen nicht. Ihn in Excel unter Datei, Optionen, Allgemein als Benutzername "
                "eintragen und den Knopf noch einmal drücken."
            )
        return name

    def choose_file(self, titel: str, was: str, endungen: Sequence[str]) -> Path:
        """Have the user choose a file in Excel's own window; raises Abgebrochen where none is chosen."""
        muster = ";".join(f"*.{endung}" for endung in endungen)
        gewaehlt = self.app.api.GetOpenFilename(f"{was} ({muster.replace(';', '; ')}),{muster}", 1, titel)
        if not isinstance(gewaehlt, str):  # False
            raise Abgebrochen(titel)
        return Path(gewaehlt)

    @contextmanager
    def quiet(self) -> Iterator[Fortschritt]:
        """Excel does not flicker inside, and afterwards is as it was.

        What it yields shows progress in the status bar, and raises Angehalten while Esc is being held down.
        """
        with application_state(self.app, f"{self.befehl} …") as zeile:

            def fortschritt(text: str, erledigt: int, gesamt: int) -> None:
                if self.wants_to_stop():
                    raise Angehalten(text)
                zeile.fortschritt(f"{text} (Anhalten: Esc halten)", erledigt, gesamt)

            yield fortschritt

    def wants_to_stop(self) -> bool:
        """Whether Esc is being held down in this Excel, which itself cannot listen while a command runs."""
        if sys.platform != "win32":
            return False
        return is_in_front(self.app.pid) and bool(ctypes.windll.user32.GetAsyncKeyState(_ESCAPE) & 0x8000)
