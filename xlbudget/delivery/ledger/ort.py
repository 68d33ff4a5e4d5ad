"""Where the Versandbuch is, and whether one is there: without opening it, and without what that needs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from xlbudget.errors import AusgabeError, EingabeError

_KEIN_BUCH = (
    "Es entsteht beim ersten xlbudget versand. Wurde schon versandt, bitte aus der Sicherung zurückholen und nicht neu "
    "versenden: sonst passt kein Rücklauf mehr."
)
DATEINAME = "Versandbuch.sqlite"
"""One for all Datenmappen of a folder; what is whose stands in it."""


def versandbuch_ort(datenmappe: Path, umgebung: Mapping[str, str] = os.environ) -> str | Path:
    """Where the Versandbuch is: XLBUDGET_VERSANDBUCH (a file or URL), else beside the Datenmappe."""
    return umgebung.get("XLBUDGET_VERSANDBUCH", "").strip() or datenmappe.absolute().parent / DATEINAME


class KeinVersandbuchError(EingabeError):
    """There is no Versandbuch where it was looked for: no file, or no tables in a database; `kurz` says only so."""

    def __init__(self, kurz: str) -> None:
        super().__init__(f"{kurz} {_KEIN_BUCH}")
        self.kurz = kurz


def check_there(datei: Path) -> None:
    """Raise KeinVersandbuchError where there is no file, and as `check_place` does."""
    check_place(datei)
    if not datei.is_file():
        raise KeinVersandbuchError(f"Es gibt kein Versandbuch {datei}.")


def check_place(datei: Path) -> None:
    """Raise where something else stands in the place of the file: it would be taken for a ledger that never was."""
    try:
        was = "ein Ordner" if datei.is_dir() else "eine Verknüpfung ins Leere" if _is_dangling(datei) else ""
    except OSError as error:
        raise AusgabeError(f"Das Versandbuch {datei} lässt sich nicht ansehen ({error.strerror}).") from error
    if was or (datei.exists() and not datei.is_file()):
        raise EingabeError(
            f"An der Stelle des Versandbuchs {datei} liegt {was or 'keine gewöhnliche Datei'}. Das Versandbuch "
            "zurücklegen, auch aus der Sicherung; mit XLBUDGET_VERSANDBUCH lässt sich eine andere Stelle nennen."
        )


def _is_dangling(datei: Path) -> bool:
    return datei.is_symlink() and not datei.exists()
