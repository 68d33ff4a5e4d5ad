"""Several names in one cell."""

from __future__ import annotations

import re


def names_of(text: str) -> tuple[str, ...]:
    """What a cell names, divided by semicolons or lines.

    >>> names_of("K1; K2 ;\\nK3")
    ('K1', 'K2', 'K3')
    """
    return tuple(filter(None, map(str.strip, re.split(r"[;\n]", text))))
