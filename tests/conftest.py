"""What tests of several rooms share: markers, the example computed once, Excel, LibreOffice as the second opinion."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import peine
import pytest
from app.runde.rundreise_base import Haus, use_server
from delivery.mailserver import Mailserver
from engine import Testexcel, running
from engine.browser import missing as browser_missing
from engine.browser import open_browser
from engine.libreoffice import PDF, LibreOffice
from engine.openpyxl_books import OpenpyxlProgram
from engine.soffice import missing, soffice
from hypothesis import HealthCheck, settings
from openxml_audit import OpenXmlValidator, ValidationError

from xlbudget.app.bericht.beispiel import beispiel
from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.zeit import Stand
from xlbudget.sources.export.spark.sitzung import missing as spark_missing
from xlbudget.sources.export.spark.sitzung import spark_session

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pyspark.sql import SparkSession

pytest_plugins = ["befundnetz"]

GOLDEN = Path(__file__).parent / "golden"

VOLL = os.environ.get("XLBUDGET_TIEFE") == "voll"
"""Whether everything random is tried in full, and anew each time; else a sample, always the same."""

# how long one example takes says how busy the machine is, not whether the code is right
settings.register_profile("xlbudget", deadline=None, derandomize=not VOLL, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("xlbudget")

NEEDS = {
    "libreoffice": "calc",
    "browser": "browser",
    "postgres": "postgres",
    "prozess": "kill",
    "prozesse": "kill",
    "tiefe": "fuzz",
    "audit": "slow",
    "spark": "spark",
    "megabytes": "slow",
    "haus": "runde",
    "versandt": "runde",
    "vorbereitet": "runde",
    "runde": "runde",
    "szene": "runde",
}
"""Fixture → the marker of a test that asks for it, directly or through another fixture."""

PROGRAMS = {"LibreOffice": "calc", "libreoffice": "calc", "excel": "calc", "postgresql": "postgres"}
"""The same for parameters that name a program, whose fixture is asked for when the test runs."""

CellValue = str | float | bool | None
Cells = Mapping[tuple[str, str], CellValue]
"""(sheet, address) → value."""


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test by what it needs; whatever needs something is deep."""
    for item in items:
        params = item.callspec.params.values() if hasattr(item, "callspec") else ()
        markers = {NEEDS[name] for name in NEEDS.keys() & getattr(item, "fixturenames", ())}
        markers |= {PROGRAMS[param] for param in params if isinstance(param, str) and param in PROGRAMS}
        for marker in markers:
            item.add_marker(marker)
        deep = any(item.get_closest_marker(marker) for marker in (*NEEDS.values(), "slow"))
        if deep and not item.get_closest_marker("sample"):
            item.add_marker("deep")


def pytest_collection_finish() -> None:
    """What is collected stays to the end: looking through it for garbage again and again costs a fifth of the time."""
    gc.collect()
    gc.freeze()


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> None:
    """Fail where a test gets at what is deep by a way that the marks do not see."""
    sample = request._pyfuncitem.get_closest_marker("sample")  # request.node is a module if the fixture is its
    if request.config.option.markexpr == "not deep" and fixturedef.argname in NEEDS and not sample:
        pytest.fail(f"{request.node.nodeid or 'a test'} needs {fixturedef.argname} and is not marked as deep")


@pytest.fixture(scope="session")
def jahresende(tmp_path_factory: pytest.TempPathFactory) -> Ergebnis:
    """The example as `xlbudget beispiel` writes it."""
    return beispiel(tmp_path_factory.mktemp("berichte"))


@pytest.fixture(scope="session")
def halbjahr(tmp_path_factory: pytest.TempPathFactory) -> Ergebnis:
    """The example at Stand Juni."""
    return bericht(peine.DATENMAPPE, Stand(2023, 6), tmp_path_factory.mktemp("halbjahr"))


@pytest.fixture(scope="session")
def juni() -> Lauf:
    """The figures of the example at Stand Juni; nobody changes them."""
    return peine.lauf(6)


@pytest.fixture(scope="session")
def dezember() -> Lauf:
    """The figures of the example at the end of the year."""
    return peine.lauf(12)


@pytest.fixture(scope="session")
def tiefe() -> Callable[[int, int], int]:
    """Function that says how many cases to try: of a sample, or with `XLBUDGET_TIEFE=voll` of all of them."""
    return lambda sample, full: full if VOLL else sample


@pytest.fixture(scope="session")
def audit() -> Callable[[Path], list[ValidationError]]:
    """Function that says what openxml-audit finds in a workbook: the opinion of another than our own lint."""
    return lambda file: list(OpenXmlValidator().validate(str(file)).errors)


def require(reason: str | None) -> None:
    """Skip a test for what is missing on this machine, or fail it where everything must be there."""
    if reason and os.environ.get("XLBUDGET_REQUIRE_CALC") == "1":
        pytest.fail(f"{reason}, ist hier aber vorgeschrieben (XLBUDGET_REQUIRE_CALC=1)")
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    """LibreOffice behind UNO, one in every process that runs tests, with a profile and a pipe of its own."""
    require(missing())
    with soffice() as context:
        yield LibreOffice(context)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window, started once in every process that runs tests; it may reach nothing but files."""
    require(browser_missing())
    with open_browser() as geoeffnet:
        yield geoeffnet


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Spark on this machine, started once; what makes a long run faster is switched off for a short one."""
    require(spark_missing())
    os.environ.setdefault(
        "PYSPARK_SUBMIT_ARGS", '--conf "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1" pyspark-shell'
    )
    with spark_session() as session:
        session.conf.set("spark.sql.shuffle.partitions", "2")
        session.conf.set("spark.sql.files.maxPartitionBytes", "100k")  # files in parts, as large ones are read
        yield session


@pytest.fixture
def excel(libreoffice: LibreOffice) -> Iterator[Testexcel]:
    """Excel for xlwings, over LibreOffice: formulas are calculated."""
    with running(libreoffice) as testexcel:
        yield testexcel


@pytest.fixture
def excel_fast() -> Iterator[Testexcel]:
    """Excel for xlwings, over openpyxl: nothing is calculated."""
    with running(OpenpyxlProgram()) as testexcel:
        yield testexcel


@pytest.fixture(scope="session")
def recalculated(
    libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Iterable[Path]], Iterator[tuple[Path, Path]]]:
    """Function that has LibreOffice recompute workbooks: yields (file, recomputed file)."""

    def run(files: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
        out = tmp_path_factory.mktemp("recalculated")
        for number, file in enumerate(files):  # equal names in different folders must not overwrite each other
            yield file, libreoffice.convert(file, out / f"{number:04d}.xlsx")

    return run


@pytest.fixture
def count_pages(libreoffice: LibreOffice, tmp_path: Path) -> Callable[[Path], int]:
    """Function that says on how many pages LibreOffice prints a workbook."""

    def count(file: Path) -> int:
        pdf = libreoffice.convert(file, tmp_path / f"{file.stem}.pdf", to=PDF)
        return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))

    return count


@pytest.fixture
def haus(tmp_path: Path) -> Haus:
    """A house of five Fachdienste where nothing was sent yet."""
    haus = Haus(tmp_path / "haus")
    haus.write()
    return haus


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailserver]:
    """A mail server with STARTTLS and login, which the environment names."""
    with Mailserver(tmp_path) as server:
        use_server(server, monkeypatch)
        yield server


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
