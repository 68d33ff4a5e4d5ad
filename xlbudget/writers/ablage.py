"""Results appear all together or not at all: written beside their place, moved when everything is done."""

from __future__ import annotations

import errno
import shutil
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from xlbudget.errors import AusgabeError, printable
from xlbudget.writers.umzug import Umzug, check_below

MAX_PFAD = 218
"""So many characters Excel opens, folder and name together."""


class Ablage:
    """A folder that changes only when the block ends without an error.

    >>> import tempfile
    >>> with Ablage(Path(tempfile.mkdtemp())) as ablage:
    ...     ablage.write("einzeln/a.txt", b"neu")

    None of the `eingaben` is ever overwritten. What a killed run left half-moved is put back before anything else
    happens. Only one run at a time may use a folder. Raises AusgabeError (German) where the folder cannot be written or
    is in use, the disk is full or a file is open in Excel; what stood there before is then still there, byte for byte.
    """

    def __init__(self, ziel: Path, eingaben: Iterable[Path] = ()) -> None:
        self.ziel = ziel
        self._eingaben = tuple(eingaben)
        self._temp = ziel / ".xlbudget"
        self._umzug = Umzug(ziel, self._temp)
        self._lock = FileLock(ziel / ".xlbudget.lock", timeout=0)
        self._geschrieben: list[str] = []

    def __enter__(self) -> Self:
        try:
            self._angelegt = not self.ziel.exists()
            self.ziel.mkdir(parents=True, exist_ok=True)
            self._check_own()
            self._lock.acquire()
        except Timeout as error:
            raise AusgabeError(
                f"In den Ordner {self.ziel} schreibt gerade ein anderer Lauf. Sein Ende abwarten und wiederholen."
            ) from error
        except OSError as error:
            raise AusgabeError(_explain(error, self.ziel)) from error
        try:
            self._umzug.take_back()
            self._temp.mkdir()
        except OSError as error:
            self._unlock()
            raise AusgabeError(_explain(error, self.ziel)) from error
        except AusgabeError:
            self._unlock()
            raise
        return self

    def write(self, relativ: str, data: bytes) -> None:
        """Put one file; `relativ` is its path below the target folder."""
        check_below(self.ziel, relativ)
        check_length(self.ziel / relativ)
        self._check_free(self.ziel / relativ)
        self._check_no_input(self.ziel / relativ)
        path = self._temp / "neu" / relativ
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise AusgabeError(_explain(error, self.ziel / relativ)) from error
        self._geschrieben.append(relativ)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with uninterrupted():
            try:
                if error is None:
                    self._move_all()
            finally:
                self._clean_up()

    def _clean_up(self) -> None:
        if not self._umzug.is_unfinished:  # else the next run needs what is there to put it back
            shutil.rmtree(self._temp, ignore_errors=True)
        self._unlock()

    def _unlock(self) -> None:
        lock = Path(self._lock.lock_file)
        with suppress(OSError):  # Windows deletes no open file
            lock.unlink()
        self._lock.release()
        with suppress(OSError):
            lock.unlink()
        if self._angelegt:
            with suppress(OSError):  # not empty: the run went well
                self.ziel.rmdir()

    def _move_all(self) -> None:
        """Move everything into place; if one file refuses, put back what was moved."""
        place = self.ziel
        try:
            for relativ in self._geschrieben:
                self._check_free(self.ziel / relativ)
            for target in self._umzug.move(self._geschrieben):
                place = target
        except BaseException as error:
            try:
                self._umzug.take_back()
            except OSError as weiterer:
                raise AusgabeError(
                    f"{_explain(weiterer, place)} Einige Dateien sind schon ersetzt; der nächste Lauf in diesen Ordner "
                    "stellt zuerst die alten wieder her."
                ) from error
            if isinstance(error, OSError):
                raise AusgabeError(_explain(error, place)) from error
            raise

    def _check_own(self) -> None:
        """What a run keeps for itself must not lead elsewhere."""
        for eigenes in (self._temp, Path(self._lock.lock_file)):
            if eigenes.is_symlink() or (eigenes.exists() and eigenes.is_dir() is not (eigenes == self._temp)):
                raise AusgabeError(
                    f"{eigenes} braucht xlbudget für sich; dort liegt etwas anderes. Bitte entfernen oder einen "
                    "anderen Zielordner angeben."
                )

    def _check_no_input(self, target: Path) -> None:
        if target.exists() and any(eingabe.exists() and target.samefile(eingabe) for eingabe in self._eingaben):
            raise AusgabeError(
                f"{target} ist eine Datei, aus der gerade gelesen wird; der Lauf würde sie überschreiben. Einen "
                "anderen Zielordner angeben."
            )

    @staticmethod
    def _check_free(target: Path) -> None:
        for lock in lock_files(target):
            if lock.exists():
                raise AusgabeError(
                    f"{target.name} ist gerade geöffnet. Bitte in {_program(target)} schließen und den Lauf "
                    f"wiederholen. (Ist sie nicht geöffnet, die Datei {lock.name} löschen.)"
                )
        if target.exists():
            try:
                with target.open("r+b"):
                    pass
            except OSError as error:
                raise AusgabeError(_explain(error, target)) from error


def lock_files(file: Path) -> tuple[Path, ...]:
    """What Excel, Word and LibreOffice put beside a file while they have it open; Word cuts off two letters."""
    namen = (f"~${file.name}", f".~lock.{file.name}#", *((f"~${file.name[2:]}",) if _program(file) == "Word" else ()))
    return tuple(map(file.with_name, namen))


def _program(file: Path) -> str:
    return "Word" if file.suffix.casefold() == ".docx" else "Excel"


def check_length(target: Path) -> None:
    """Raise AusgabeError for a path that Excel could not open."""
    if sys.platform == "win32" and len(str(target.absolute())) > MAX_PFAD:
        raise AusgabeError(
            f"{target} ist für Excel zu lang (höchstens {MAX_PFAD} Zeichen). Bitte einen Zielordner mit kürzerem Namen "
            "oder weiter oben angeben."
        )


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits: moving takes a moment, and half of it would be worse than none or all."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _explain(error: OSError, place: Path) -> str:
    if error.errno == errno.ENOSPC:
        return f"Der Datenträger ist voll; {place} wurde nicht geschrieben. Platz schaffen und den Lauf wiederholen."
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):  # EINVAL: what Windows says to such names
        return (
            f"{printable(str(place), 200)} lässt sich nicht anlegen: ein Name ist zu lang oder hat Zeichen, die dort "
            "nicht erlaubt sind. Bitte einen Zielordner mit kürzerem Namen angeben."
        )
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{place} ist eine Datei, erwartet wird ein Ordner. Bitte einen anderen Zielordner angeben."
    if isinstance(error, PermissionError):
        return (
            f"{place} lässt sich nicht schreiben: in {_program(place)} geöffnet oder ohne Schreibrecht. "
            "Die Datei schließen oder einen anderen Zielordner angeben."
        )
    return f"{place} lässt sich nicht schreiben ({error.strerror}). Bitte einen anderen Zielordner angeben."
