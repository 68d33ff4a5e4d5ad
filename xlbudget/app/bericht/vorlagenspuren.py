"""What an own template tells about its designer and what it hides: named, taken away, or refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from xlbudget.errors import Befund, Schwere, SourceRef, VorlageError
from xlbudget.layout.namen import PB
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.clean.hidden import find_hidden, note_texts
from xlbudget.xlsx.clean.identity import without_identity
from xlbudget.xlsx.clean.strings import without_replaced_texts
from xlbudget.xlsx.package import Package

EINSTELLUNG = "Erlaubt in Vorlagen"
_MIT_NOTIZEN = "produktblatt-modern.xlsx"


def find_spuren(package: Package) -> Iterator[Befund]:
    """Everything that `publishable` takes away, and everything it refuses until it is allowed."""
    sauber, spuren = without_identity(package)
    for spur in spuren:
        text = f"Die Vorlage enthält {spur.text}; in dem, was daraus entsteht, fehlt das."
        yield Befund(Schwere.HINWEIS, "vorlage.spur", text, SourceRef(package.name, spur.sheet or None))
    yield from _verborgenes(sauber, Schwere.WARNUNG, ())


def publishable(package: Package, erlaubt: Collection[str]) -> Package:
    """The template without identity, path, printer settings, and what its cells once held where they are filled.

    Raises VorlageError, with every Befund, for hidden sheets, notes and the like that are not `erlaubt` by name.
    """
    sauber, _ = without_identity(package)
    if befunde := list(_verborgenes(sauber, Schwere.FEHLER, erlaubt)):
        raise VorlageError(
            f"Die Vorlage {package.name} enthält Verborgenes, das mit jeder Mappe hinausginge; es wurde nichts "
            "geschrieben.",
            befunde,
        )
    return without_replaced_texts(sauber, list(PB))


def _verborgenes(package: Package, schwere: Schwere, erlaubt: Collection[str]) -> Iterator[Befund]:
    namen = {name.casefold() for name in erlaubt}
    for spur in find_hidden(package, _eigene_notizen()):
        if not spur.name or spur.name.strip().casefold() not in namen:
            erlauben = (
                f"; soll es mit hinausgehen, in der Datenmappe bei Einstellungen › {EINSTELLUNG} eintragen: {spur.name}"
            )
            text = (
                f"Die Vorlage enthält {spur.text}; wer eine Mappe bekommt, kann es lesen. In Excel entfernen"
                f"{erlauben if spur.name else '.'}"
            )
            yield Befund(schwere, "vorlage.verborgen", text, SourceRef(package.name, spur.sheet or None))


@cache
def _eigene_notizen() -> frozenset[str]:
    """What the notes of the shipped templates say."""
    package = Package.read(shipped("templates", _MIT_NOTIZEN))
    teile = [package.members[part] for part, kind in package.kinds.items() if kind == "comments"]
    return frozenset(text for teil in teile for text in note_texts(teil))
