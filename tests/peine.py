"""The example, computed once in each process that runs tests."""

from __future__ import annotations

from functools import cache

from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.core.zeit import Stand
from xlbudget.mitgeliefert import shipped

DATENMAPPE = shipped("workbooks", "peine-2023.xlsx")


@cache
def lauf(monat: int) -> Lauf:
    """Its figures at the end of a month, without returns; everything in them is frozen."""
    return load(DATENMAPPE, Stand(2023, monat), mit_ruecklauf=False)
