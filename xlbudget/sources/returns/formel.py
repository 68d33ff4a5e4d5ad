"""Formulas as different programs write them."""

from __future__ import annotations

import re

_TEILE = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[^"\']+|["\']')
_EINFACHER_NAME = re.compile(r"'([A-Za-z_][A-Za-z0-9_]*)'")
_UEBERFLUESSIG = re.compile(r"\s+|\$|_xlfn\.|_xlws\.", re.IGNORECASE)
_ZAHL = re.compile(r"(?<![\w.:!#\[])(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?(?![\w.:!#(])")
_MAX_LAENGER = 4  # how many times longer the same formula gets by `$`, blanks and prefixes


def is_same_formula(formel: str, andere: str) -> bool:
    """Whether two formulas of one cell compute the same, differing only in how programs write them."""
    if formel == andere:
        return True
    return len(andere) <= _MAX_LAENGER * len(formel) and normal_formula(formel) == normal_formula(andere)


def normal_formula(formel: str) -> str:
    """A formula without what programs write differently and what does not change its result in this cell.

    >>> normal_formula("SUM( $A$1, 'Blatt'!b2) & \\"a b\\"")
    'SUM(A1,BLATT!B2)&"a b"'
    >>> normal_formula("ROUND(8002039.50+1e3*A1.50,2.0)")
    'ROUND(8002039.5+1000*A1.50,2)'
    """
    teile = []
    for teil in _TEILE.findall(formel):
        if teil.startswith('"'):
            teile.append(teil)
        elif teil.startswith("'"):
            teile.append(_EINFACHER_NAME.sub(r"\1", teil).upper())
        else:
            teile.append(_ZAHL.sub(_shortest, _UEBERFLUESSIG.sub("", teil).upper()))
    return "".join(teile)


def _shortest(zahl: re.Match[str]) -> str:
    """A number to the 15 digits that programs keep."""
    return format(float(zahl[0]), ".15g")
