r"""The settings file xlwings' VBA reads: lines of `"NAME","value"` in the code page of Windows.

Only lines of our own names are touched; IT may keep others there (`ONEDRIVE_COMMERCIAL_WIN` and the like).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping

DATEI = "xlbudget.conf"
INTERPRETER = "INTERPRETER_WIN"
OHNE_MAPPENORDNER = ("ADD_WORKBOOK_TO_PYTHONPATH", "False")
"""Python must not import what lies beside a received workbook."""


def read_value(text: str, name: str) -> str | None:
    """Value of a setting; names are compared without case, as xlwings does."""
    for zeile in text.splitlines():
        if _name(zeile) == name.lower():
            felder = next(csv.reader([zeile]))
            return felder[1] if len(felder) > 1 else ""
    return None


def find_line(text: str, name: str) -> str | None:
    """The line of a setting as it stands there."""
    return next((zeile for zeile in text.splitlines() if _name(zeile) == name.lower()), None)


def format_line(name: str, wert: str) -> str:
    r"""A line as VBA's `Input #` reads it.

    >>> format_line("INTERPRETER_WIN", r"C:\Python\python.exe")
    '"INTERPRETER_WIN","C:\\Python\\python.exe"'
    """
    return f'"{name}","{wert}"'


def replace_lines(text: str, zeilen: Mapping[str, str | None]) -> str:
    """The text with the lines of these names replaced where they stand, added at the end, or removed (None)."""
    offen = dict(zeilen)
    neu = []
    for zeile in text.splitlines():
        name = next((name for name in zeilen if name.lower() == _name(zeile)), None)
        ersatz = zeile if name is None else offen.pop(name, None)
        if ersatz is not None:
            neu.append(ersatz)
    neu += [zeile for zeile in offen.values() if zeile is not None]
    return "".join(f"{zeile}\r\n" for zeile in neu)


def _name(zeile: str) -> str:
    return next(iter(next(csv.reader([zeile]), [])), "").strip().lower()
