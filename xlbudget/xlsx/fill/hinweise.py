"""What a filled workbook leaves to Excel, said so that a controller can find it and knows why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.xlsx.areas import Cell, address
from xlbudget.xlsx.package import Sheet

MAX_SINGLE = 20
"""More cells of one sheet with the same reason are said once."""


def not_computed(file: str, left: Sequence[tuple[Sheet, Cell, str]]) -> Iterator[Befund]:
    """A Hinweis for each formula that is left to Excel, with the reason; for many of a kind the first and how many."""
    counts = Counter((sheet, reason) for sheet, _, reason in left)
    said: set[tuple[Sheet, str]] = set()
    for sheet, cell, reason in sorted(left, key=lambda entry: (entry[0].index, entry[1])):
        kind, count, what = (sheet, reason), counts[sheet, reason], "Diese Formel"
        if count > MAX_SINGLE:
            if kind in said:
                continue
            said.add(kind)
            what = f"Diese Formel und {count - 1} weitere auf diesem Blatt"
        text = f"{what} kann xlbudget nicht berechnen; Excel rechnet beim Öffnen. Grund: {reason}."
        yield Befund(Schwere.HINWEIS, "vorlage.formel", text, SourceRef(file, sheet.name, address(*cell)))
