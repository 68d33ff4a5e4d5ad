"""How large a text is on paper: the size of its font times all matrices that scale it, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from pathlib import Path
from typing import Any

from pypdf import PdfReader


def smallest_on_pages(pdf: Path) -> list[tuple[float, str]]:
    """For each page the smallest type in points, and a text in it; pages without text are left out."""
    kleinste = []
    for seite in PdfReader(pdf).pages:
        groessen: list[tuple[float, str]] = []

        def note(
            text: str, cm: Sequence[float], tm: Sequence[float], _font: Any, groesse: float, ziel: list[Any] = groessen
        ) -> None:
            if text.strip():  # how long an upright line of 1 point comes out
                x, y = tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]
                ziel.append((groesse * hypot(x, y), text.strip()))

        seite.extract_text(visitor_text=note)
        if groessen:
            kleinste.append(min(groessen))
    return kleinste
