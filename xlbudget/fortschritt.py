"""How far a long work has come, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Fortschritt = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and of how many."""


def silent(text: str, erledigt: int, gesamt: int) -> None:
    """A Fortschritt that shows nothing."""
