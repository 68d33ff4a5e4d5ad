"""References in formulas that follow a sheet or table to its new name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

MAX_SHEET_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_RESERVED = frozenset({"history", "verlauf"})

# texts and column names of tables first, so that nothing inside them is taken for a reference
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
      | (?P<columns>\[(?:[^\[\]]|\[[^\[\]]*\])*\])
      | (?P<quoted>'(?:[^']|'')+'!)
      | (?<![\]:'])(?P<plain>[^\s'"!(),;:+\-*/^&=<>{}\[\]@\#%$]+!)
      | (?<![\w.\\!'])(?P<table>[A-Za-z_\\\u00c0-\uffff][\w.\\]*)(?![\w.(!])""",
    re.VERBOSE,
)


def quoted(name: str) -> str:
    """A sheet name as formulas write it.

    >>> quoted("Müller's")
    "'Müller''s'"
    """
    return "'" + name.replace("'", "''") + "'"


def rename_in_formula(formula: str, sheets: Mapping[str, str], tables: Mapping[str, str]) -> str:
    """The formula with sheet and table names replaced; keys in lower case, sheet values as they shall stand (quoted).

    3-D references and references to other workbooks stay as they are.

    >>> rename_in_formula("SUM(Blatt!A1,'Blatt'!B1)+Tab[Plan]", {"blatt": "'Neu'"}, {"tab": "Tab2"})
    "SUM('Neu'!A1,'Neu'!B1)+Tab2[Plan]"
    """

    def replace(match: re.Match[str]) -> str:
        token = match[0]
        if match["quoted"]:
            name = token[1:-2].replace("''", "'")
            return f"{sheets[name.casefold()]}!" if name.casefold() in sheets else token
        if match["plain"]:
            return f"{sheets[token[:-1].casefold()]}!" if token[:-1].casefold() in sheets else token
        if match["table"]:
            return tables.get(token.casefold(), token)
        return token

    return _TOKEN.sub(replace, formula)


def safe_sheet_names(titles: Iterable[str], taken: Sequence[str] = ()) -> list[str]:
    """A valid sheet name for each title, in order: at most 31 characters, no forbidden signs, no two equal.

    A number in brackets tells apart what would become equal, also in another case.

    >>> safe_sheet_names(["Ein/Aus", "ein aus", "x" * 40])
    ['Ein Aus', 'ein aus (2)', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']
    """
    used = {name.casefold() for name in taken}
    names = []
    for title in titles:
        stem = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", title)).strip(" '") or "Blatt"
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
