"""What several tests share: one run of the example, and LibreOffice as the second opinion on every formula."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest

from xlbudget.app.bericht.beispiel import beispiel
from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.core.zeit import Stand
from xlbudget.mitgeliefert import shipped

pytest_plugins = ["engine.fixtures", "addin.befehle.knopf_fixtures", "befundnetz"]

GOLDEN = Path(__file__).parent / "golden"

_RECALC_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""

NEEDS = {
    "libreoffice": "calc",
    "LibreOffice": "calc",
    "excel": "calc",
    "recalculated": "calc",
    "postgres": "postgres",
    "postgresql": "postgres",
    "prozess": "kill",
    "prozesse": "kill",
    "tiefe": "fuzz",
}
"""Fixture or parameter → the marker of a test that has it, directly or through another fixture."""

CellValue = str | float | bool | None
Cells = Mapping[tuple[str, str], CellValue]
"""(sheet, address) → value."""


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test by what it needs; whatever needs something is deep."""
    for item in items:
        params = getattr(item, "callspec", None)
        has = {*getattr(item, "fixturenames", ()), *map(str, params.params.values() if params else ())}
        for marker in {NEEDS[name] for name in has & NEEDS.keys()}:
            item.add_marker(marker)
        if any(item.get_closest_marker(marker) for marker in (*NEEDS.values(), "slow")):
            item.add_marker("deep")


@pytest.fixture(scope="session")
def jahresende(tmp_path_factory: pytest.TempPathFactory) -> Ergebnis:
    """The example as `xlbudget beispiel` writes it."""
    return beispiel(tmp_path_factory.mktemp("berichte"))


@pytest.fixture(scope="session")
def halbjahr(tmp_path_factory: pytest.TempPathFactory) -> Ergebnis:
    """The example at Stand Juni."""
    return bericht(shipped("workbooks", "peine-2023.xlsx"), Stand(2023, 6), tmp_path_factory.mktemp("halbjahr"))


@pytest.fixture(scope="session")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Iterable[Path]], Iterator[tuple[Path, Path]]]:
    """Function that has LibreOffice recompute workbooks: yields (file, recomputed file)."""
    soffice = shutil.which("soffice")
    if soffice is None:
        if os.environ.get("XLBUDGET_REQUIRE_CALC") == "1":
            pytest.fail("LibreOffice (soffice) fehlt, ist hier aber vorgeschrieben (XLBUDGET_REQUIRE_CALC=1)")
        pytest.skip("LibreOffice (soffice) ist nicht installiert; die Formeln bleiben ohne zweite Meinung")
    profile = tmp_path_factory.mktemp("soffice")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALC_ALWAYS, encoding="utf-8")

    def run(files: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
        files = list(files)
        out = tmp_path_factory.mktemp("recalculated")
        # equal names in different folders must not overwrite each other
        named = [shutil.copy(file, out / f"{number:04d}.xlsx") for number, file in enumerate(files)]
        target = out / "neu"
        command = [soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
        subprocess.run(
            [*command, "--outdir", str(target), *map(str, named)], check=True, capture_output=True, timeout=600
        )
        for file, copy in zip(files, named, strict=True):
            yield file, target / Path(copy).name

    return run


def cell_values(file: Path) -> Cells:
    """All non-empty cached values of a workbook, as openpyxl reads them."""
    workbook = openpyxl.load_workbook(file, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def differences(file: Path, other: Path) -> list[str]:
    """Cells whose values differ by more than float noise; blank and empty text are the same."""
    left, right = cell_values(file), cell_values(other)
    found = []
    for key in sorted(left.keys() | right.keys()):
        a, b = left.get(key, ""), right.get(key, "")
        if isinstance(a, int | float) and isinstance(b, int | float):
            same = abs(a - b) <= 1e-6 + 1e-12 * abs(a) if not isinstance(a, bool) else a == b
        else:
            same = a == b or (a in ("", None) and b in ("", None))
        if not same:
            found.append(f"{file.name} {key[0]}!{key[1]}: {a!r} ≠ {b!r}")
    return found
