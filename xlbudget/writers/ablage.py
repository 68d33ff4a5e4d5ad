"""Results appear all together or not at all: written beside their place, moved when everything is done."""

from __future__ import annotations

import errno
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from xlbudget.errors import AusgabeError


class Ablage:
    """A folder that changes only when the block ends without an error.

    >>> with Ablage(Path(tempfile.mkdtemp())) as ablage:
    ...     ablage.write("einzeln/a.txt", b"neu")

    Raises AusgabeError (German) where the folder cannot be written, the disk is full or a file is open in Excel;
    what stood there before is then still there, byte for byte.
    """

    def __init__(self, ziel: Path) -> None:
        self.ziel = ziel
        self._geschrieben: list[Path] = []

    def __enter__(self) -> Self:
        self._angelegt = not self.ziel.exists()
        try:
            self.ziel.mkdir(parents=True, exist_ok=True)
            self._temp = Path(tempfile.mkdtemp(prefix=".xlbudget-", dir=self.ziel))
        except OSError as error:
            raise AusgabeError(_explain(error, self.ziel)) from error
        return self

    def write(self, relativ: str, data: bytes) -> None:
        """Put one file; `relativ` is its path below the target folder."""
        self._check_free(self.ziel / relativ)
        path = self._temp / "neu" / relativ
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise AusgabeError(_explain(error, self.ziel / relativ)) from error
        self._geschrieben.append(Path(relativ))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._move_all()
        finally:
            shutil.rmtree(self._temp, ignore_errors=True)
            if self._angelegt:
                with suppress(OSError):  # not empty: the run went well
                    self.ziel.rmdir()

    def _move_all(self) -> None:
        """Move everything into place; if one file refuses, put back what was moved."""
        moved: list[Path] = []
        try:
            for relativ in self._geschrieben:
                self._check_free(self.ziel / relativ)
            for relativ in self._geschrieben:
                moved.append(relativ)
                self._move(relativ)
        except BaseException as error:
            for relativ in reversed(moved):
                self._put_back(relativ)
            if isinstance(error, OSError):
                raise AusgabeError(_explain(error, self.ziel / moved[-1])) from error
            raise

    def _move(self, relativ: Path) -> None:
        target, backup = self.ziel / relativ, self._temp / "alt" / relativ
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            backup.parent.mkdir(parents=True, exist_ok=True)
            target.replace(backup)
        (self._temp / "neu" / relativ).replace(target)

    def _put_back(self, relativ: Path) -> None:
        target, backup = self.ziel / relativ, self._temp / "alt" / relativ
        if backup.exists():
            backup.replace(target)
        elif not (self._temp / "neu" / relativ).exists():
            target.unlink(missing_ok=True)

    @staticmethod
    def _check_free(target: Path) -> None:
        for lock in (target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")):
            if lock.exists():
                raise AusgabeError(
                    f"{target.name} ist gerade geöffnet. Bitte in Excel schließen und den Lauf wiederholen. "
                    f"(Ist sie nicht geöffnet, die Datei {lock.name} löschen.)"
                )
        if target.exists():
            try:
                with target.open("r+b"):
                    pass
            except OSError as error:
                raise AusgabeError(_explain(error, target)) from error


def _explain(error: OSError, place: Path) -> str:
    if error.errno == errno.ENOSPC:
        return f"Der Datenträger ist voll; {place} wurde nicht geschrieben. Platz schaffen und den Lauf wiederholen."
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{place} ist eine Datei, erwartet wird ein Ordner. Bitte einen anderen Zielordner angeben."
    if isinstance(error, PermissionError):
        return (
            f"{place} lässt sich nicht schreiben: in Excel geöffnet oder ohne Schreibrecht. "
            "Die Datei schließen oder einen anderen Zielordner angeben."
        )
    return f"{place} lässt sich nicht schreiben ({error.strerror}). Bitte einen anderen Zielordner angeben."
