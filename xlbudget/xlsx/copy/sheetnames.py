"""Names for new sheets that Excel accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xlbudget.errors import visible

MAX_SHEET_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]+")
_RESERVED = frozenset({"history", "verlauf"})


def safe_sheet_names(titles: Iterable[str], taken: Sequence[str] = ()) -> list[str]:
    """A valid sheet name for each title, in order: at most 31 characters, no forbidden signs, no two equal.

    What nobody sees, or turns the reading direction, is left out. A number in brackets tells apart what would become
    equal, also in another case.

    >>> safe_sheet_names(["Ein/Aus", "ein aus", "x" * 40, "So\\u00adziales", "\\u202e"])
    ['Ein Aus', 'ein aus (2)', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'Soziales', 'Blatt']
    """
    used = {name.casefold() for name in taken}
    names = []
    for title in titles:
        stem = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", visible(title))).strip(" '") or "Blatt"
        name, number = _cut(stem, ""), 1
        while name.casefold() in used or name.casefold() in _RESERVED:
            number += 1
            name = _cut(stem, f" ({number})")
        used.add(name.casefold())
        names.append(name)
    return names


def _cut(stem: str, suffix: str) -> str:
    """Excel counts UTF-16 units; a cut must not leave half an emoji or a closing apostrophe."""
    space = MAX_SHEET_NAME - len(suffix)
    while len(stem.encode("utf-16-le")) // 2 > space:
        stem = stem[:-1]
    return stem.rstrip(" '") + suffix
