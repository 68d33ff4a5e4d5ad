"""Fixtures: `excel` over LibreOffice, `excel_fast` over openpyxl. LibreOffice starts once per session."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from engine import Testexcel, running
from engine.libreoffice import LibreOffice
from engine.openpyxl_books import OpenpyxlProgram
from engine.soffice import missing, soffice


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    """LibreOffice behind UNO. Skips where it is missing, fails where it must be there."""
    if reason := missing():
        if os.environ.get("XLBUDGET_REQUIRE_CALC") == "1":
            pytest.fail(f"{reason}, ist hier aber vorgeschrieben (XLBUDGET_REQUIRE_CALC=1)")
        pytest.skip(f"{reason}; nichts rechnet, was die Tests in Excel zeigen sollen")
    with soffice() as context:
        yield LibreOffice(context)


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
