"""Texts as Office Open XML writes them (ST_Xstring): `_xHHHH_` stands for a UTF-16 unit that XML cannot hold.

An underscore that would begin such an escape is escaped itself, as `_x005F_`.
"""

from __future__ import annotations

import re

_HALF = "[Dd][%s][0-9A-Fa-f]{2}"
_ESCAPED = re.compile(rf"_x({_HALF % '89ABab'})__x({_HALF % 'C-Fc-f'})_|_x([0-9A-Fa-f]{{4}})_")
# what XML forbids, and what a parser makes a line feed of
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def decode_xstring(text: str) -> str:
    """The text that is meant. Half of a surrogate pair is no character: its escape stays as it is.

    >>> decode_xstring("a_x000D_\\n_x005F_x000D_ _xD83D__xDE00_ _xD83D_")
    'a\\r\\n_x000D_ 😀 _xD83D_'
    """
    return _ESCAPED.sub(_decoded, text)


def encode_xstring(text: str) -> str:
    """The text as it is written, still to be escaped for XML; `decode_xstring` gives it back.

    >>> encode_xstring("a\\a_x000D_")
    'a_x0007__x005F_x000D_'
    """
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def _decoded(match: re.Match[str]) -> str:
    if match[1]:
        return bytes.fromhex(match[1] + match[2]).decode("utf-16-be")
    code = int(match[3], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)
