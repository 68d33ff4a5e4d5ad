"""One file of the user's is replaced by its changed self, with a backup beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from xlbudget.errors import AusgabeError
from xlbudget.writers.ablage import check_length, lock_files, uninterrupted
from xlbudget.writers.umzug import replace_patiently


@contextmanager
def held(file: Path) -> Iterator[None]:
    """No other run changes the file meanwhile. Raises AusgabeError (German) where it is open or cannot be written."""
    check_closed(file)
    lock = FileLock(file.with_name(f".{file.name}.lock"), timeout=0)
    if Path(lock.lock_file).is_symlink():  # taking the lock would empty the file it leads to
        raise AusgabeError(f"{lock.lock_file} braucht xlbudget für sich; dort liegt eine Verknüpfung. Bitte löschen.")
    try:
        lock.acquire()
    except Timeout as error:
        text = f"{file.name} wird gerade von einem anderen Lauf geändert. Sein Ende abwarten und wiederholen."
        raise AusgabeError(text) from error
    except OSError as error:
        raise AusgabeError(_explain(error, file)) from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows deletes no open file
            Path(lock.lock_file).unlink()
        lock.release()
        with suppress(OSError):
            Path(lock.lock_file).unlink()


def check_closed(file: Path) -> None:
    """Raise AusgabeError for a file that is open in Excel or LibreOffice, or that must not be written."""
    for lock in lock_files(file):
        if lock.exists():
            raise AusgabeError(
                f"{file.name} ist gerade geöffnet. Bitte in Excel speichern und schließen, dann den Befehl "
                f"wiederholen. (Ist sie nicht geöffnet, die Datei {lock.name} löschen.)"
            )
    try:
        with file.open("r+b"):
            pass
    except OSError as error:
        raise AusgabeError(_explain(error, file)) from error


def replace_with_backup(file: Path, before: bytes, after: bytes, now: datetime) -> Path:
    """Put `after` in the place of a file whose bytes are `before`; return the backup, a new file beside it.

    Raises AusgabeError (German) where that cannot be done; the file is then as it was, and there is no backup.
    """
    made: list[Path] = []
    try:
        with uninterrupted():
            backup = _free(file, f"{file.stem} (Sicherung {now:%Y-%m-%d %H%M%S})")
            check_length(backup)
            new = file.with_name(f".{file.name}.neu")
            new.unlink(missing_ok=True)  # left by a run that was killed
            for path, data in ((backup, before), (new, after)):
                with path.open("xb") as stream:
                    made.append(path)
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
            shutil.copystat(file, backup)
            shutil.copymode(file, new)
            check_closed(file)
            if file.read_bytes() != before:
                text = f"{file.name} wurde inzwischen geändert und bleibt, wie sie ist. Den Befehl wiederholen."
                raise AusgabeError(text)
            replace_patiently(new, file)
            return backup
    except BaseException as error:
        for path in made:
            with suppress(OSError):
                path.unlink()
        if isinstance(error, OSError):
            raise AusgabeError(_explain(error, file)) from error
        raise


def _free(file: Path, stem: str) -> Path:
    """A name that no file has."""
    names = (f"{stem}{f' {number}' if number > 1 else ''}{file.suffix}" for number in count(1))
    return next(path for name in names if not (path := file.with_name(name)).exists())


def _explain(error: OSError, file: Path) -> str:
    return (
        f"{file} lässt sich nicht ändern ({error.strerror}): in Excel geöffnet, schreibgeschützt, ohne Schreibrecht im "
        "Ordner oder der Datenträger ist voll. Das beheben und den Befehl wiederholen."
    )
