"""The buttons Protokoll and Handbuch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from xlbudget.addin.befehle.handbuchseite import write_handbuchseite
from xlbudget.addin.offen.protokoll import log_datei
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.errors import AusgabeError


def open_file(datei: Path) -> None:
    """Show a file in the program the user has for it. Raises OSError where there is none."""
    if sys.platform == "win32":
        os.startfile(datei)
    else:
        subprocess.Popen(["xdg-open", str(datei)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def protokoll(_sitzung: Sitzung) -> str:
    """Open the log; what opens is the message."""
    return _open(log_datei(), "Das Protokoll", "mit jedem Texteditor")


def handbuch(_sitzung: Sitzung) -> str:
    """Open the shipped handbook; what opens is the message."""
    seite = log_datei().with_name("Handbuch.html")
    try:
        write_handbuchseite(seite)
    except OSError as error:
        raise AusgabeError(f"Das Handbuch lässt sich nicht schreiben ({error.strerror}):\n{seite}") from error
    return _open(seite, "Das Handbuch", "in jedem Browser")


def _open(datei: Path, was: str, womit: str) -> str:
    try:
        open_file(datei)
    except OSError as error:
        raise AusgabeError(
            f"{was} lässt sich nicht öffnen ({error.strerror}). Es steht in\n{datei}\nund ist {womit} zu lesen."
        ) from error
    return ""
