"""Workbooks leave only as Excel opens them: looked at once more before they are written."""

from __future__ import annotations

from collections.abc import Collection

from xlbudget.errors import AusgabeError, Schwere
from xlbudget.writers.ablage import Ablage
from xlbudget.xlsx.lint import lint_workbook


def write_checked(ablage: Ablage, relativ: str, data: bytes, bekannt: Collection[str] = ()) -> None:
    """Write a workbook that `check_sound` accepts."""
    check_sound(data, relativ, bekannt)
    ablage.write(relativ, data)


def check_sound(data: bytes, name: str, bekannt: Collection[str] = ()) -> None:
    """Raise AusgabeError for a workbook that Excel would not open without repairing it.

    `bekannt` are codes of faults that the user's own template brought along; they are reported, not repeated here.
    """
    befunde = lint_workbook(data, name)
    if fehler := [b for b in befunde if b.schwere is Schwere.FEHLER and b.code not in bekannt]:
        raise AusgabeError(
            f"{name} wäre für Excel beschädigt; deshalb wurde nichts geschrieben. Bei einer eigenen Vorlage hilft "
            "xlbudget vorlage pruefen, sonst bitte melden.",
            fehler,
        )
