"""One Produktblatt filled in an open workbook: calls to Excel and time, against filling it cell by cell.

LibreOffice stands in for Excel: the number of calls carries over, the times are those of LibreOffice.
Run: `python -m pytest tests/bench/test_live.py -o addopts= -s`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import xlwings as xw
from engine import Testexcel

from xlbudget.app.bericht.lauf import load
from xlbudget.cellplan import CellPlan, Cellwert, HideRows
from xlbudget.core.gliederung import Ebene
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.live.live_template import application_state, fill_live

VORLAGE = shipped("templates", "produktblatt.xlsx")
_calls: dict[str, int] = {}
_seconds: dict[str, float] = {}


@pytest.fixture(scope="module")
def plan() -> CellPlan:
    lauf = load(shipped("workbooks", "peine-2023.xlsx"))
    produkt = next(o for o in lauf.daten.gliederung.berichtsobjekte() if o.ebene is Ebene.PRODUKT)
    return plan_produktblatt(lauf.daten.produktblatt(produkt), lauf.mappe.kommune)


def by_xlbudget(sheet: xw.Sheet, plan: CellPlan) -> None:
    fill_live(sheet, plan)


def by_xlbudget_with_state(sheet: xw.Sheet, plan: CellPlan) -> None:
    with application_state(sheet.book.app, "Blatt aktualisieren"):
        fill_live(sheet, plan)


def block_by_block(sheet: xw.Sheet, plan: CellPlan) -> None:
    """One `value` for each name: blocks, but by the way that xlwings' examples show."""
    for entry in plan:
        target = sheet.range(entry.name)
        if isinstance(entry, HideRows):
            target.rows.hidden = False
            if entry.count < target.shape[0]:
                target[entry.count :, 0].rows.hidden = True
        elif entry.block:
            target[0, 0].value = [list(map(_as_text, row)) for row in entry.block]


def cell_by_cell(sheet: xw.Sheet, plan: CellPlan) -> None:
    for entry in plan:
        target = sheet.range(entry.name)
        if isinstance(entry, HideRows):
            for number in range(target.shape[0]):
                target[number, 0].rows.hidden = number >= entry.count
            continue
        for number, row in enumerate(entry.block):
            for offset, value in enumerate(row):
                target[number, offset].value = _as_text(value)


def _as_text(value: Cellwert) -> Cellwert:
    return f"'{value}" if isinstance(value, str) else value


@pytest.mark.parametrize("way", [by_xlbudget, by_xlbudget_with_state, block_by_block, cell_by_cell])
def test_one_sheet(benchmark, excel: Testexcel, plan: CellPlan, way: Callable[[xw.Sheet, CellPlan], None]):
    benchmark.group = "ein Produktblatt in der offenen Mappe"

    def fresh() -> tuple[tuple[xw.Sheet, CellPlan], dict[str, object]]:
        return (excel.open(VORLAGE).sheets[0], plan), {}

    (sheet, _), _ = fresh()
    with excel.wire.counted() as trips:
        way(sheet, plan)
    _calls[way.__name__] = len(trips)
    benchmark.pedantic(way, setup=fresh, rounds=3)
    _seconds[way.__name__] = benchmark.stats.stats.min


def test_at_most_two_calls_per_name(plan):
    names = len({entry.name for entry in plan})
    print(f"\n{names} Namen")
    for way, calls in _calls.items():
        ratio, times = calls / _calls["by_xlbudget"], _seconds[way] / _seconds["by_xlbudget"]
        print(f"  {way}: {calls} Aufrufe ({ratio:.1f}x), {_seconds[way] * 1000:.0f} ms ({times:.1f}x)")
    assert _calls["by_xlbudget"] <= 2 * names
