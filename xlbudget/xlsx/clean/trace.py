"""What a workbook tells or hides, as a message names it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PATH = re.compile(
    r"(?i)(?<![a-z])[a-z]:[\\/](?![\\/])|^\\\\[^\\]+\\|\bfile:|^/?(?:users|home|volumes|mnt)/|/(?:users|home)/"
)
_LAST = re.compile(r"[\\/]")


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing, as the object of a German sentence; `name` is what a setting calls it that lets it pass.

    Without a name nothing does. `sheet` is where it is, empty for the workbook as a whole.
    """

    text: str
    name: str = ""
    sheet: str = ""


def is_path(text: str) -> bool:
    r"""Whether a text leads to a file of somebody's machine or network.

    >>> is_path(r"C:\Users\anna\a.xlsx"), is_path(r"\\server\finanzen\a.xlsx"), is_path("file:///D:/a.xlsx")
    (True, True, True)
    >>> is_path("../drawings/drawing1.xml"), is_path("https://kreis.example/a.xlsx"), is_path("Quote: 1/2")
    (False, False, False)
    """
    return _PATH.search(text) is not None


def file_name(path: str) -> str:
    r"""The last piece of a path.

    >>> file_name(r"file:///\\server\finanzen\Zahlen 2024.xlsx")
    'Zahlen 2024.xlsx'
    """
    return _LAST.split(path)[-1]
