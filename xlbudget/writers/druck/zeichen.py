"""Texts as they can be set: without characters that no font here has, and with places to break where there are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any

from xlbudget.errors import AusgabeError, listed
from xlbudget.writers.druck.druckform import Druckwerk

ERSATZ = "□"
"""Stands for what cannot be set."""

_GEMELDET = re.compile(r'(?:the text|codepoint) `"((?:[^"\\]|\\.)+)"`')
_NUMMER = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_LANGES = re.compile(r"\w{60,}")  # no word is that long
_BRUCH = 20


class ZeichenError(AusgabeError):
    """A text has `zeichen` that no font has, or that may not stand in an archive."""

    def __init__(self, meldung: str, zeichen: Collection[str]) -> None:
        super().__init__(meldung)
        self.zeichen = zeichen


def refused_characters(diagnose: str) -> frozenset[str]:
    r"""The characters that typst names as those it cannot set.

    >>> sorted(refused_characters('the text `"\\u{f0b7}"` could not be displayed, the text `"👨"` could not'))
    ['\uf0b7', '👨']
    """
    return frozenset(_NUMMER.sub(_unescaped, gemeldet) for gemeldet in _GEMELDET.findall(diagnose))


def name_characters(zeichen: Collection[str]) -> str:
    """For people: as they look where they can be seen, and their number.

    >>> name_characters(["👨", "\\uf0b7"])
    '„👨“ (U+1F468), U+F0B7'
    """
    return listed([_named(text) for text in sorted(zeichen, key=lambda text: (not text.isprintable(), text))])


def without(werk: Druckwerk, zeichen: Collection[str]) -> tuple[Druckwerk, tuple[str, ...]]:
    """The same with `ERSATZ` for each run of these characters, nothing for invisible ones, and the texts with them."""
    muster = re.compile("(?:" + "|".join(map(re.escape, sorted(zeichen, key=len, reverse=True))) + ")+")
    betroffen: dict[str, None] = {}

    def clean(text: str) -> str:
        if not muster.search(text):
            return text
        if not _is_drawing(text):
            betroffen[text] = None
        return muster.sub(lambda treffer: ERSATZ if any(map(_is_visible, treffer.group())) else "", text)

    neu = _map_texts(werk, clean)
    return neu, tuple(text for text in betroffen if not any(teil in text for teil in betroffen if teil != text))


def breakable(werk: Druckwerk) -> Druckwerk:
    """The same with places to break in what would run out of its column."""
    neu: Druckwerk = _map_texts(werk, lambda text: text if _is_drawing(text) else _LANGES.sub(_with_breaks, text))
    return neu


def _is_drawing(text: str) -> bool:
    return text.startswith("<svg")


def _map_texts(inhalt: Any, change: Callable[[str], str]) -> Any:
    """The same with every text of its dataclasses and tuples changed."""
    if type(inhalt) is str:  # no enum
        return change(inhalt)
    if isinstance(inhalt, tuple):
        return tuple(_map_texts(teil, change) for teil in inhalt)
    if is_dataclass(inhalt) and not isinstance(inhalt, type):
        return replace(inhalt, **{f.name: _map_texts(getattr(inhalt, f.name), change) for f in fields(inhalt)})
    return inhalt


def _with_breaks(treffer: re.Match[str]) -> str:
    text = treffer.group()
    return "\u200b".join(text[stelle : stelle + _BRUCH] for stelle in range(0, len(text), _BRUCH))


def _unescaped(treffer: re.Match[str]) -> str:
    nummer, einzeln = treffer.groups()
    return chr(int(nummer, 16)) if nummer else {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}.get(einzeln, einzeln)


def _named(text: str) -> str:
    nummer = " ".join(f"U+{ord(zeichen):04X}" for zeichen in text)
    return f"„{text}“ ({nummer})" if text.isprintable() else nummer


def _is_visible(zeichen: str) -> bool:
    return unicodedata.category(zeichen) not in ("Cc", "Cf", "Mn")
