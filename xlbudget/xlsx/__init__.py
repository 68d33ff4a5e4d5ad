"""An xlsx engine that knows no budget: fill, multiply, compute, drive an open Excel, find what would need repair.

Its face is what stands here; each name is imported when it is first asked for, so that linting needs no Excel and
multiplying no calculator.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlbudget.xlsx.copy.multiply import Copy, multiply
    from xlbudget.xlsx.fill.template import Filled, Template
    from xlbudget.xlsx.lint import lint_workbook
    from xlbudget.xlsx.live.live_template import LiveTemplate
    from xlbudget.xlsx.package import Package

__all__ = ["Copy", "Filled", "LiveTemplate", "Package", "Template", "lint_workbook", "multiply"]

_ROOMS = {
    "Copy": "copy.multiply",
    "Filled": "fill.template",
    "LiveTemplate": "live.live_template",
    "Package": "package",
    "Template": "fill.template",
    "lint_workbook": "lint",
    "multiply": "copy.multiply",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
