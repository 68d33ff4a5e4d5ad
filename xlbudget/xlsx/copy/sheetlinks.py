"""What hangs on a sheet, and who looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from xlbudget.errors import VorlageError
from xlbudget.xlsx.formula import words_in_formulas
from xlbudget.xlsx.package import Package, Sheet

_SHARED = ("/image", "/pivotCacheDefinition", "/theme", "/person")  # one part may serve many sheets
_CANNOT = {"/slicer": "einen Datenschnitt", "/timeline": "eine Zeitachse", "/queryTable": "eine Datenabfrage"}


def is_looked_at(package: Package, sheet: Sheet) -> bool:
    """Whether another sheet refers to this one, directly or by a name of the workbook."""
    others = [package.members[other.part] for other in package.sheets if other != sheet]
    direct = any(mentions(data, sheet) for data in others)
    return direct or bool(names_used_outside(package, sheet))


def mentions(part: bytes, sheet: Sheet) -> bool:
    """Whether a part may refer to the sheet; a text that only looks like it is taken for a reference."""
    return any(name.encode() in part for name in (sheet.name, escape(sheet.name.replace("'", "''"))))


def names_used_outside(package: Package, sheet: Sheet) -> set[str]:
    """Names of the workbook that point at the sheet and stand in formulas of other sheets, in lower case."""
    used = {
        word for other in package.sheets if other != sheet for word in words_in_formulas(package.members[other.part])
    }
    pointing = {
        name
        for name, areas in package.named_areas.items()
        for area in areas
        if area.scope is None and area.sheet == sheet
    }
    return used & pointing


def parts_below(package: Package, sheet_part: str) -> Iterator[str]:
    """The sheet and every part that belongs to it alone."""
    found = [sheet_part]
    for part in found:
        yield part
        for kind, _, target in package.relationships(part):
            for ending, what in _CANNOT.items():
                if kind.endswith(ending):
                    raise VorlageError(
                        f"Die Vorlage {package.name} enthält {what}; ein solches Blatt lässt sich nicht "
                        "vervielfältigen. Bitte in Excel entfernen."
                    )
            if target in package.members and target not in found and not kind.endswith(_SHARED):
                found.append(target)
