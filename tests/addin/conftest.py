"""A Datenmappe to work on, sheets to fill, a home that is not the real one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from addin.befehle.knopf_base import DATENMAPPE, EXPORTE, JUNI, MAI, SOZIALES, write_blatt
from engine import Testexcel
from peine import lauf

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.zeit import Stand
from xlbudget.mitgeliefert import shipped


@pytest.fixture
def heim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, so that nothing of ours gets into the real one."""
    ordner = tmp_path / "heim"
    ordner.mkdir()
    monkeypatch.setattr(Path, "home", lambda: ordner)
    return ordner


@pytest.fixture
def datenmappe(tmp_path: Path) -> Path:
    """The example with its exports, to be changed at will."""
    ordner = tmp_path / "haushalt"
    ordner.mkdir()
    for name in (DATENMAPPE, *EXPORTE):
        shutil.copy(shipped("workbooks", name), ordner)
    return ordner / DATENMAPPE


@pytest.fixture(scope="session")
def peine() -> dict[Stand, Lauf]:
    """The figures of the example."""
    return {stand: lauf(stand.monat) for stand in (JUNI, MAI, Stand(2023, 12))}


@pytest.fixture
def blatt(peine: dict[Stand, Lauf], tmp_path: Path) -> Path:
    """The sheet of the Budget Soziales as it was in May."""
    return write_blatt(peine[MAI], SOZIALES, tmp_path / "Soziales.xlsx")


@pytest.fixture
def juniblatt(peine: dict[Stand, Lauf], tmp_path: Path) -> Path:
    """The sheet of the Budget Soziales in June."""
    return write_blatt(peine[JUNI], SOZIALES, tmp_path / "Soziales Juni.xlsx")


@pytest.fixture(params=["LibreOffice", "openpyxl"])
def beide(request: pytest.FixtureRequest) -> Iterator[Testexcel]:
    """Either back end."""
    return request.getfixturevalue("excel" if request.param == "LibreOffice" else "excel_fast")
