"""Moving finished files into their place, with a record by which a killed run is taken back.

The record may have been planted or changed by anybody who can write into the folder. So it can name nothing outside of
it, and nothing is overwritten or deleted that is not, byte for byte, what the record says.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from xlbudget.core.jsonform import strict_converter, structure
from xlbudget.errors import AusgabeError, printable

GEDULD_S = 1.0
"""Virus scanners and OneDrive hold a fresh file for some milliseconds."""


@dataclass(frozen=True, slots=True)
class _Schritt:
    """One file to be moved: its path below the folder, and SHA-256 of what comes and of what it replaces.

    `alt` is None where nothing was replaced, empty where nobody knows (records of 0.3.0).
    """

    relativ: str
    neu: str
    alt: str | None


class Umzug:
    """The files in `temp`/neu on their way into `ziel`; what they replace waits in `temp`/alt."""

    def __init__(self, ziel: Path, temp: Path) -> None:
        self._ziel, self._temp = ziel, temp
        self._protokoll = temp / "umzug.json"  # exists while files are being moved
        self._protokoll_0_3 = temp / "umzug.txt"

    @property
    def is_unfinished(self) -> bool:
        """Whether something is half-moved and has to be taken back."""
        return self._protokoll.exists() or self._protokoll_0_3.exists()

    def move(self, dateien: Iterable[str]) -> Iterator[Path]:
        """Move every file, saying before each where it goes. Whoever stops on the way has to `take_back`."""
        schritte = [
            _Schritt(relativ, str(checksum(self._new(relativ))), checksum(self._ziel / relativ, fehlt=None))
            for relativ in dateien
        ]
        self._protokoll.write_text(json.dumps([asdict(schritt) for schritt in schritte]), encoding="utf-8")
        for schritt in schritte:
            target, backup = self._ziel / schritt.relativ, self._old(schritt.relativ)
            yield target
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                backup.parent.mkdir(parents=True, exist_ok=True)
                replace_patiently(target, backup)
            replace_patiently(self._new(schritt.relativ), target)
        self._protokoll.unlink()

    def take_back(self) -> None:
        """Undo a move that did not come to its end, and forget it.

        Raises AusgabeError for a record that is not ours, and for files that somebody has changed since then.
        """
        for schritt in self._read():
            check_below(self._ziel, schritt.relativ)
            target, backup = self._ziel / schritt.relativ, self._old(schritt.relativ)
            da = checksum(target, fehlt=None)
            if backup.exists():
                if schritt.alt and (checksum(backup) != schritt.alt or da not in (None, schritt.neu)):
                    raise AusgabeError(
                        f"{target} wurde seit einem abgebrochenen Lauf verändert; wie die Datei davor war, liegt in "
                        f"{backup}. Die richtige der beiden behalten und den Ordner {self._temp} löschen."
                    )
                replace_patiently(backup, target)
            elif schritt.alt is None and da == schritt.neu and not self._new(schritt.relativ).exists():
                target.unlink()
        if self._temp.exists():
            shutil.rmtree(self._temp)

    def _new(self, relativ: str) -> Path:
        return self._temp / "neu" / relativ

    def _old(self, relativ: str) -> Path:
        return self._temp / "alt" / relativ

    def _read(self) -> Sequence[_Schritt]:
        try:
            if self._protokoll.exists():
                eintraege = json.loads(self._protokoll.read_text(encoding="utf-8"))
                return structure(eintraege, tuple[_Schritt, ...], strict_converter())
            if self._protokoll_0_3.exists():
                zeilen = self._protokoll_0_3.read_text(encoding="utf-8").splitlines()
                return [_Schritt(zeile, "", "") for zeile in zeilen]
        except (ValueError, RecursionError) as error:
            raise AusgabeError(
                f"Im Ordner {self._temp} liegt etwas, das nicht von xlbudget stammt. Den Ordner ansehen und an einen "
                "anderen Ort verschieben; dann den Lauf wiederholen."
            ) from error
        return []


def check_below(ziel: Path, relativ: str) -> None:
    """Raise AusgabeError unless a path leads to a place below a folder, without links and whatever the system."""
    windows = PureWindowsPath(relativ)
    namen = PurePosixPath(relativ).parts
    schlecht = not namen or windows.anchor or relativ.startswith("/") or "\\" in relativ or "\0" in relativ
    if schlecht or ".." in namen or any(":" in name for name in namen):
        raise AusgabeError(
            f"„{printable(relativ)}“ führt aus dem Ordner {ziel} hinaus; dort wird nichts verändert. Liegt in diesem "
            "Ordner ein Ordner .xlbudget, stammt er nicht von xlbudget: ihn an einen anderen Ort verschieben."
        )
    for teile in range(1, len(namen)):
        ordner = ziel.joinpath(*namen[:teile])
        if os.path.realpath(ordner) != os.path.join(os.path.realpath(ziel), *namen[:teile]):  # noqa: PTH118
            raise AusgabeError(
                f"{ordner} ist eine Verknüpfung zu einem anderen Ort; dorthin wird nichts geschrieben. Die Verknüpfung "
                "löschen oder einen anderen Zielordner angeben."
            )


def checksum(file: Path, fehlt: str | None = "") -> str | None:
    """SHA-256 of a file, `fehlt` where there is none."""
    if not file.is_file():
        return fehlt
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def replace_patiently(source: Path, target: Path) -> None:
    """Move a file over another one; on Windows somebody may hold it for a moment."""
    ende = time.monotonic() + GEDULD_S
    while True:
        try:
            source.replace(target)
            return
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > ende:
                raise
            time.sleep(0.05)
