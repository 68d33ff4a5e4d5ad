"""200 Produktblätter with right totals, against the usual way: load, write and save with openpyxl.

Run: `python -m pytest tests/bench -o addopts= -s`. The usual way leaves the totals without values.
"""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from xlbudget.app.lauf import load
from xlbudget.layout.cellplan import CellPlan, HideRows
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.template import Template

ANZAHL = 200
VORLAGE = shipped("templates", "produktblatt.xlsx")
_seconds: dict[str, float] = {}


@pytest.fixture(scope="module")
def plans() -> list[CellPlan]:
    daten = load(shipped("workbooks", "peine-2023.xlsx")).daten
    blaetter = (daten.produktblatt(objekt) for objekt in cycle(daten.gliederung.berichtsobjekte()))
    return [plan_produktblatt(blatt, daten.kommune) for blatt in islice(blaetter, ANZAHL)]


def fill_by_xlbudget(plans: list[CellPlan], ziel: Path) -> None:
    vorlage = Template.read(VORLAGE, plans)
    for nummer, plan in enumerate(plans):
        (ziel / f"{nummer}.xlsx").write_bytes(vorlage.fill(plan).data)


def fill_by_openpyxl(plans: list[CellPlan], ziel: Path) -> None:
    for nummer, plan in enumerate(plans):
        buch = openpyxl.load_workbook(VORLAGE)
        blatt = buch.active
        for entry in plan:
            links, oben, _, unten = range_boundaries(buch.defined_names[entry.name].attr_text.split("!")[1])
            if isinstance(entry, HideRows):
                for zeile in range(oben + entry.count, unten + 1):
                    blatt.row_dimensions[zeile].hidden = True
                continue
            for zeile, werte in enumerate(entry.block, oben):
                for spalte, wert in enumerate(werte, links):
                    blatt.cell(zeile, spalte).value = wert
        buch.save(ziel / f"{nummer}.xlsx")


@pytest.mark.parametrize("way", [fill_by_xlbudget, fill_by_openpyxl])
def test_fill_200_sheets(benchmark, plans, tmp_path, way):
    benchmark.group = f"{ANZAHL} Produktblätter"
    benchmark.pedantic(way, args=(plans, tmp_path), rounds=3, warmup_rounds=1)
    assert len(list(tmp_path.iterdir())) == ANZAHL
    _seconds[way.__name__] = benchmark.stats.stats.min


def test_ratio():
    eigen, ueblich = _seconds["fill_by_xlbudget"], _seconds["fill_by_openpyxl"]
    print(
        f"\n{ANZAHL} Produktblätter: xlbudget {eigen:.2f} s mit berechneten Summen, "
        f"openpyxl {ueblich:.2f} s ohne; Verhältnis {ueblich / eigen:.1f}"
    )
