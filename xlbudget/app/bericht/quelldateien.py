"""Which files a name in the table Quellen means: one, all in a folder, or all that a name with placeholders fits."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlbudget.errors import EingabeError
from xlbudget.sources.export.kopfworte import JAHRESZAHL

_PLATZHALTER = "*?["


def is_pattern(name: str) -> bool:
    """Whether a name of a file has placeholders."""
    return any(zeichen in name for zeichen in _PLATZHALTER)


def files_of(ordner: Path, datei: str) -> list[Path]:
    """The files, in the order of their names. Raises EingabeError (German) where there are none."""
    if gefunden := _fitting(ordner, datei):
        return gefunden
    wo = ordner / datei
    raise EingabeError(
        f"Zu „{datei}“ gibt es in {wo if wo.is_dir() else wo.parent} keine Datei. Den Namen in der Tabelle Quellen "
        "oder den Ordner prüfen."
    )


def _fitting(ordner: Path, datei: str) -> list[Path]:
    wo = ordner / datei
    if wo.is_dir():
        gefunden = [file for file in wo.rglob("*") if not _is_hidden(file.relative_to(wo))]
    elif not is_pattern(datei) or wo.exists():
        return [wo]
    else:
        anfang = Path(wo.anchor) if Path(datei).is_absolute() else ordner
        gefunden = list(anfang.glob(str(wo.relative_to(anfang)) if Path(datei).is_absolute() else datei))
    return sorted(file for file in gefunden if file.is_file() and not file.name.startswith("~$"))


def _is_hidden(pfad: Path) -> bool:
    """What programs leave beside the parts of an export, as `_SUCCESS`."""
    return any(teil.startswith((".", "_")) for teil in pfad.parts)


def covers(ordner: Path, datei: str, file: Path) -> bool:
    """Whether a name in Quellen means a file, or the same name with placeholders."""
    if is_pattern(file.name) and not file.exists():
        wo = ordner / datei
        return wo.name.casefold() == file.name.casefold() and wo.parent.resolve() == file.parent.resolve()
    gemeint = file.resolve()
    return any(einer.resolve() == gemeint for einer in _fitting(ordner, datei))


def told_apart(files: Sequence[Path]) -> Mapping[Path, str]:
    """How messages call files: by their names, with their folders where names are the same."""
    if len({file.name for file in files}) == len(files):
        return {file: file.name for file in files}
    gemeinsam = Path(os.path.commonpath([file.parent for file in files]))
    return {file: file.relative_to(gemeinsam).as_posix() for file in files}


def earlier_year(file: Path, jahr: int) -> int | None:
    """The year before `jahr` that the name of a file says; nothing where it says `jahr` or a later one as well."""
    jahre = {int(fund) for fund in JAHRESZAHL.findall(file.stem)}
    return max(jahre) if jahre and max(jahre) < jahr else None
