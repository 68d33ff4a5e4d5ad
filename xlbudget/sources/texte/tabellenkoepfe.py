"""Heads of the cells of a table in a text: the first row, and what stands in words at the left of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_WORT = re.compile(r"[^\W\d_]{3}")


def heads_of(zeilen: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, str, str]]:
    """Row, column, head of the row and head of the column of every cell that has both.

    None in a table whose rows are not all as long, or whose first row is no row of heads.
    """
    if len(zeilen) < 2 or len({len(zeile) for zeile in zeilen}) != 1 or len(zeilen[0]) < 2:
        return
    kopf = zeilen[0]
    if not all(_WORT.search(text) for text in kopf[1:]):
        return
    for nummer, zeile in enumerate(zeilen[1:], 1):
        links = [zeile[0]]
        for spalte in range(1, len(zeile)):
            yield nummer, spalte, " ".join(filter(None, links)), kopf[spalte]
            if _WORT.search(zeile[spalte]) and not re.search(r"\d", zeile[spalte]):
                links.append(zeile[spalte])
