"""The text in front of the user in Word, where Word runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from xlbudget.errors import EingabeError


def open_text() -> Path | None:
    """The file of the document in front in Word; None where Word is not running, or has none that is a file.

    What is checked is what is saved: raises EingabeError (German) where it has changes.
    """
    word = _word()
    if word is None or not word.Documents.Count:
        return None
    text = word.ActiveDocument
    datei = Path(str(text.FullName))
    if not datei.is_absolute() or not datei.is_file():  # never saved, or in the cloud
        return None
    if not text.Saved:
        raise EingabeError(f"{datei.name} hat in Word Änderungen. Dort speichern und den Knopf noch einmal drücken.")
    return datei


def _word() -> Any:
    """Word as it runs, never started for this; None where it does not."""
    if sys.platform != "win32":
        return None
    try:
        import pythoncom
        from win32com.client import GetActiveObject
    except ImportError:
        return None
    try:
        return GetActiveObject("Word.Application")
    except pythoncom.com_error:
        return None
