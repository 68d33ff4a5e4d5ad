"""Workbooks leave only as Excel opens them: looked at once more before they are written."""

from __future__ import annotations

from collections.abc import Collection

from xlbudget.errors import AusgabeError, Schwere
from xlbudget.writers.ablage import Ablage
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.lint.series import SeriesLinter


def write_checked(
    ablage: Ablage, relativ: str, data: bytes, bekannt: Collection[str] = (), linter: SeriesLinter | None = None
) -> None:
    """Write a workbook that `check_sound` accepts."""
    check_sound(data, relativ, bekannt, linter)
    ablage.write(relativ, data)


def check_sound(data: bytes, name: str, bekannt: Collection[str] = (), linter: SeriesLinter | None = None) -> None:
    """Raise AusgabeError for a workbook that Excel would not open without repairing it.

    `bekannt` are codes of faults that the user's own template brought along; they are reported, not repeated here.
    `linter` is for workbooks that come from one template: it looks only at what differs from those before.
    """
    befunde = linter.lint(data, name) if linter else lint_workbook(data, name)
    if fehler := [b for b in befunde if b.schwere is Schwere.FEHLER and b.code not in bekannt]:
        raise AusgabeError(
            f"{name} wäre für Excel beschädigt; deshalb wurde nichts geschrieben. Bei einer eigenen Vorlage hilft "
            "xlbudget vorlage pruefen, sonst bitte melden.",
            fehler,
        )
