"""One run over many files: what the engine does, then what other programs say of a sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from xlsx.fremd.ausgang import Zeile
from xlsx.fremd.werker import Grenzen, check_files
from xlsx.fremd.zweite import Nachrechnung, Sdk

ENDUNGEN = (".xlsx",)


def find_files(places: Iterable[Path]) -> list[Path]:
    """All workbooks in folders and below, in order."""
    found = set()
    for place in places:
        inside = place.rglob("*") if place.is_dir() else [place]
        found |= {file for file in inside if file.suffix.lower() in ENDUNGEN and not file.name.startswith("~$")}
    return sorted(found)


def run(files: Sequence[Path], ablage: Path, grenzen: Grenzen, libreoffice: int = 0, sdk: int = 0) -> Iterator[Zeile]:
    """The finished line of each file. Every N-th file goes to LibreOffice and to Microsoft's SDK, none if 0."""
    numbers = {str(file): number for number, file in enumerate(files)}
    held: list[tuple[Zeile, Path]] = []
    for zeile in check_files(files, ablage, grenzen):
        number = numbers[zeile.datei]
        if sdk and number % sdk == 0:
            Sdk().judge(zeile, ablage / str(number))
        if libreoffice and number % libreoffice == 0 and (ablage / str(number) / "anders.xlsx").exists():
            held.append((zeile, ablage / str(number)))
        else:
            yield zeile
    if held:
        Nachrechnung(ablage).judge(held)
    yield from (zeile for zeile, _ in held)
