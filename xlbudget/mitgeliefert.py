"""Where the shipped templates, workbooks and macros are: in the wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(folder: str, name: str) -> Path:
    """Path of a shipped file; `folder` is templates, workbooks or macros.

    Raises FileNotFoundError for a name that is not shipped.
    """
    for root in (_PACKAGE / "_mitgeliefert", _PACKAGE.parent):
        path = root / folder / name
        if path.is_file():
            return path
    raise FileNotFoundError(f"{folder}/{name}")


def handbuch() -> Path:
    """Path of the handbook."""
    return shipped("", "HANDBUCH.md")
