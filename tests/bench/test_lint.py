"""What it costs to lint a workbook that was just written, against filling it, in seconds of the processor.

Run: `python -m pytest tests/bench/test_lint.py -o addopts= -s`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from bench.test_fill import VORLAGE, blaetter, lauf  # noqa: F401 - fixtures

from xlbudget.layout.namen import PFLICHTNAMEN
from xlbudget.writers.fachdienstmappe import fill_mappe
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.lint import lint_book, lint_workbook
from xlbudget.xlsx.lint.book import Book
from xlbudget.xlsx.lint.series import SeriesLinter
from xlbudget.xlsx.package import Package

ROUNDS = 3


def seconds(run: Callable[[], object]) -> float:
    """The best of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def report(what: str, fill: float, lint: float, whole: float, anzahl: int) -> None:
    ms = [1000 * value / anzahl for value in (fill, lint, whole)]
    print(f"\n{what}: füllen {ms[0]:.2f} ms, prüfen {ms[1]:.2f} ms ({lint / fill:.2f}x), ganz prüfen {ms[2]:.2f} ms")


def test_200_files(blaetter):  # noqa: F811
    template = Template.read(VORLAGE, {blatt.plan for blatt in blaetter})
    files = [template.fill(blatt.plan).data for blatt in blaetter]

    def series() -> None:
        linter = SeriesLinter()
        assert not any(linter.lint(data, "blatt.xlsx") for data in files)

    fill = seconds(lambda: [template.fill(blatt.plan) for blatt in blaetter])
    lint = seconds(series)
    report("Produktblatt", fill, lint, seconds(lambda: [lint_workbook(d, "b.xlsx") for d in files]), len(files))
    assert lint < fill


@pytest.mark.parametrize("anzahl", [10, 200])
def test_the_sheets_of_one_workbook(lauf, blaetter, anzahl):  # noqa: F811
    vorlage, bericht = Package.read(VORLAGE), lauf.daten.produktbericht()
    data = fill_mappe(vorlage, bericht, blaetter[:anzahl], PFLICHTNAMEN).data
    fill = seconds(lambda: fill_mappe(vorlage, bericht, blaetter[:anzahl], PFLICHTNAMEN))
    lint = seconds(lambda: lint_workbook(data, "mappe.xlsx"))
    report(f"Mappe, {anzahl} Blätter", fill, lint, seconds(lambda: lint_book(Book(data, "mappe.xlsx"))), anzahl)
    assert lint < fill
