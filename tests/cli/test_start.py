"""What is imported before anything is done: help and worksheet functions must not wait for what reads and writes."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCHWER = {"pandas", "openpyxl", "sqlalchemy", "xlsxwriter", "ironcalc", "lxml", "pyopenvba", "python_calamine"}


@pytest.mark.parametrize(
    ("anweisung", "erlaubt"),
    [
        ("import xlbudget.cli", set()),
        ("from xlbudget.xlsx import Package", {"lxml"}),
        # xlwings itself imports pandas where it is installed
        ("import xlbudget.addin.funktionen.xlb_funktionen", {"pandas"}),
    ],
)
def test_only_what_is_needed_is_imported(anweisung, erlaubt):
    skript = f"{anweisung}\nimport sys; print(*sys.modules)"
    lauf = subprocess.run([sys.executable, "-c", skript], capture_output=True, text=True, check=True)
    assert SCHWER & set(lauf.stdout.split()) <= erlaubt
