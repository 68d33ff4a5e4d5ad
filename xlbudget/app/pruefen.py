"""Check a Datenmappe and its exports without writing anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlbudget.app.lauf import Fortschritt, load, still
from xlbudget.errors import Befund


def pruefen(datenmappe: Path, fortschritt: Fortschritt = still) -> Sequence[Befund]:
    """All Befunde of the whole Haushaltsjahr. Raises EingabeError where no report would be possible."""
    return load(datenmappe, fortschritt=fortschritt).befunde
