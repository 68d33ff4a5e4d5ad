"""200 Produktblätter with right totals, as 200 files and as one workbook, against the usual ways.

Usual: openpyxl loads, fills and saves, which leaves totals without values; or that, and LibreOffice recalculates.
Ours includes compiling the template, which computes it once unfilled and compares with its own cached values.
Seconds are those of computing, subprocesses too: what else the machine does changes nothing.
Run: `python -m pytest tests/bench -o addopts= -s`.
"""

from __future__ import annotations

import resource
import subprocess
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.cellplan import CellPlan, HideRows
from xlbudget.core.gliederung import Ebene
from xlbudget.layout.namen import PFLICHTNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.ausgabe import check_sound
from xlbudget.writers.fachdienstmappe import Mappenblatt, fill_mappe
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.lint.series import SeriesLinter
from xlbudget.xlsx.package import Package


def cpu_seconds() -> float:
    """What this process and those it waited for have computed."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


pytestmark = pytest.mark.benchmark(timer=cpu_seconds)

ANZAHL = 200
VORLAGE = shipped("templates", "produktblatt.xlsx")
_seconds: dict[str, float] = {}


@pytest.fixture(scope="module")
def lauf() -> Lauf:
    return load(shipped("workbooks", "peine-2023.xlsx"))


@pytest.fixture(scope="module")
def blaetter(lauf) -> list[Mappenblatt]:
    produkte = [objekt for objekt in lauf.daten.gliederung.berichtsobjekte() if objekt.ebene is Ebene.PRODUKT]
    gefuellt = [(lauf.daten.produktblatt(objekt), objekt) for objekt in produkte]
    plaene = [(blatt, objekt, plan_produktblatt(blatt, lauf.mappe.kommune)) for blatt, objekt in gefuellt]
    return [
        Mappenblatt(f"{objekt.kennung}-{nummer}", f"{nummer} {objekt.titel}", blatt.ampel, plan)
        for nummer, (blatt, objekt, plan) in enumerate(islice(cycle(plaene), ANZAHL))
    ]


def files_by_xlbudget(blaetter: list[Mappenblatt], ziel: Path) -> None:
    vorlage = Template.read(VORLAGE, {blatt.plan for blatt in blaetter})
    for nummer, blatt in enumerate(blaetter):
        (ziel / f"{nummer}.xlsx").write_bytes(vorlage.fill(blatt.plan).data)


def files_by_openpyxl(blaetter: list[Mappenblatt], ziel: Path) -> None:
    for nummer, blatt in enumerate(blaetter):
        buch = openpyxl.load_workbook(VORLAGE)
        _fill(buch, buch.active, blatt.plan)
        buch.save(ziel / f"{nummer}.xlsx")


def workbook_by_openpyxl(blaetter: list[Mappenblatt], ziel: Path) -> None:
    buch = openpyxl.load_workbook(VORLAGE)
    for blatt in blaetter:
        _fill(buch, buch.copy_worksheet(buch.worksheets[0]), blatt.plan)
    buch.save(ziel / "mappe.xlsx")


def _fill(buch: Workbook, blatt: Worksheet, plan: CellPlan) -> None:
    for entry in plan:
        links, oben, _, unten = range_boundaries(buch.defined_names[entry.name].attr_text.split("!")[1])
        if isinstance(entry, HideRows):
            for zeile in range(oben + entry.count, unten + 1):
                blatt.row_dimensions[zeile].hidden = True
            continue
        for zeile, werte in enumerate(entry.block, oben):
            for spalte, wert in enumerate(werte, links):
                blatt.cell(zeile, spalte).value = wert


@pytest.mark.parametrize("way", [files_by_xlbudget, files_by_openpyxl])
def test_200_files(benchmark, blaetter, tmp_path, way):
    benchmark.group = f"{ANZAHL} Dateien"
    benchmark.pedantic(way, args=(blaetter, tmp_path), rounds=2, warmup_rounds=1)
    assert len(list(tmp_path.iterdir())) == ANZAHL
    _seconds[way.__name__] = benchmark.stats.stats.min


def test_200_sheets_of_one_workbook(benchmark, lauf, blaetter, tmp_path):
    benchmark.group = f"eine Mappe mit {ANZAHL} Blättern"
    vorlage, bericht = Package.read(VORLAGE), lauf.daten.produktbericht()
    gefuellt = benchmark.pedantic(fill_mappe, args=(vorlage, bericht, blaetter, PFLICHTNAMEN), rounds=2)
    (tmp_path / "mappe.xlsx").write_bytes(gefuellt.data)
    _seconds["workbook_by_xlbudget"] = benchmark.stats.stats.min


def test_200_sheets_of_one_workbook_by_openpyxl(benchmark, blaetter, tmp_path):
    benchmark.group = f"eine Mappe mit {ANZAHL} Blättern"
    benchmark.pedantic(workbook_by_openpyxl, args=(blaetter, tmp_path), rounds=2)
    _seconds["workbook_by_openpyxl"] = benchmark.stats.stats.min


@pytest.mark.parametrize(("way", "name"), [(files_by_openpyxl, "files"), (workbook_by_openpyxl, "workbook")])
def test_recalculation_by_libreoffice(benchmark, blaetter, tmp_path, way, name):
    benchmark.group = f"LibreOffice rechnet nach ({name})"
    way(blaetter, tmp_path)
    files = list(tmp_path.glob("*.xlsx"))
    profile = tmp_path / "profile"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(tmp_path / "recalculated"), *map(str, files)]
    benchmark.pedantic(lambda: subprocess.run(command, check=True, capture_output=True), rounds=1)
    _seconds[f"{name}_by_libreoffice"] = benchmark.stats.stats.min


def test_ratios():
    for name in ("files", "workbook"):
        eigen, openpyxl_, soffice = (_seconds[f"{name}_by_{way}"] for way in ("xlbudget", "openpyxl", "libreoffice"))
        zusammen = openpyxl_ + soffice
        print(f"\n{name}: xlbudget {eigen:.2f} s mit berechneten Summen")
        print(f"  openpyxl allein {openpyxl_:.2f} s ({openpyxl_ / eigen:.1f}x)")
        print(f"  openpyxl und LibreOffice {zusammen:.2f} s ({zusammen / eigen:.1f}x)")


def test_the_check_before_writing_costs_less_than_filling(blaetter):
    """As a run does it: one linter for all workbooks of a template. Measured in turns; compiling belongs to filling."""
    plaene = [blatt.plan for blatt in blaetter]
    seconds = {"übersetzen": [], "füllen": [], "prüfen": []}
    for _ in range(3):
        with _timed(seconds["übersetzen"]):
            vorlage = Template.read(VORLAGE, set(plaene))
        with _timed(seconds["füllen"]):
            gefuellt = [vorlage.fill(plan).data for plan in plaene]
        with _timed(seconds["prüfen"]):
            linter = SeriesLinter()
            for data in gefuellt:
                check_sound(data, "produktblatt.xlsx", linter=linter)
    best = {what: min(found) for what, found in seconds.items()}
    ratio = best["prüfen"] / (best["übersetzen"] + best["füllen"])
    print(f"\n{ANZAHL} Dateien: " + ", ".join(f"{what} {value:.2f} s" for what, value in best.items()))
    print(f"  Prüfen kostet das {ratio:.1f}-fache von Übersetzen und Füllen")
    assert ratio < 1


@contextmanager
def _timed(seconds: list[float]) -> Iterator[None]:
    start = cpu_seconds()
    yield
    seconds.append(cpu_seconds() - start)


def test_memory_is_flat_over_the_number_of_files(blaetter, tmp_path):
    def peak_mb(anzahl: int) -> float:
        tracemalloc.start()
        files_by_xlbudget(blaetter[:anzahl], tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak / 2**20

    wenige, viele = peak_mb(20), peak_mb(ANZAHL)
    print(f"\nSpeicher: {wenige:.1f} MB bei 20 Dateien, {viele:.1f} MB bei {ANZAHL}")
    assert viele < wenige * 1.5
