"""Which Datenmappe this is, whatever it is called and wherever it lies: so that no two take each other's returns.

A Datenmappe carries a Kennung that stays with it when it is renamed or moved, together with the Haushaltsjahr it was
made for: in the file of the next year, made from this one, it names the predecessor. Until the Kennung can be written,
Kommune, year and place stand for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from xlbudget.errors import EingabeError


@dataclass(frozen=True, slots=True)
class Mappenkennung:
    """What a Datenmappe carries: its Kennung, the year it is of, its predecessor's Kennung, and whether something was
    planned to be sent from it. None and False where nothing is written yet."""

    kennung: str | None = None
    jahr: int | None = None
    vorgaenger: str | None = None
    ist_versandt: bool = False


@dataclass(frozen=True, slots=True)
class Mappenangaben:
    """What a Datenmappe is known by: Kommune, Haushaltsjahr, and what of its Mappenkennung is of this year."""

    kommune: str
    jahr: int
    kennung: str | None = None
    vorgaenger: str | None = None
    ist_versandt: bool = False

    @classmethod
    def of(cls, kommune: str, jahr: int, traegt: Mappenkennung) -> Mappenangaben:
        """Where the file was made from that of another year, the Kennung in it is the predecessor's.

        >>> Mappenangaben.of("Muster", 2024, Mappenkennung("a", 2023, None, True))
        Mappenangaben(kommune='Muster', jahr=2024, kennung=None, vorgaenger='a', ist_versandt=False)
        """
        if traegt.kennung is None or traegt.jahr == jahr:
            return cls(kommune, jahr, traegt.kennung, traegt.vorgaenger, traegt.ist_versandt)
        return cls(kommune, jahr, None, traegt.kennung)


@dataclass(frozen=True, slots=True)
class Verzeichnet:
    """A Datenmappe as a Versandbuch knows it; `orte` where it was seen, the latest last, none for one of old."""

    kennung: str
    kommune: str
    jahr: int
    vorgaenger: str | None
    orte: tuple[str, ...]

    @property
    def ort(self) -> str | None:
        """Where it was last seen."""
        return self.orte[-1] if self.orte else None

    def is_of(self, angaben: Mappenangaben) -> bool:
        """Whether Kommune and year are those of a Datenmappe."""
        return self.jahr == angaben.jahr and _key(self.kommune) == _key(angaben.kommune)

    def is_at(self, ort: str, angaben: Mappenangaben) -> bool:
        """Whether it was last seen there, and its Kommune and year are those of a Datenmappe."""
        return self.ort == ort and self.is_of(angaben)


class Verbleib(Enum):
    """What is in the place where a Datenmappe was last seen."""

    DA = auto()  # it, beside the one that is asked about
    WEG = auto()  # it is not there any more, or it is the very file
    UNBEKANNT = auto()  # the folder cannot be reached from here


class UnklareDatenmappeError(EingabeError):
    """Two files may be the same Datenmappe; `kandidat` is the one on record, `datei` the file that is asked about."""

    def __init__(self, text: str, kandidat: Verzeichnet, datei: str = "") -> None:
        super().__init__(text)
        self.kandidat, self.datei = kandidat, datei


def find_datenmappe(
    angaben: Mappenangaben,
    ort: str,
    bekannte: Sequence[Verzeichnet],
    verbleib: Callable[[Verzeichnet], Verbleib],
) -> Verzeichnet | None:
    """The one on record that a file in this place is; None for a new one.

    Raises UnklareDatenmappeError where it may be a copy of one that is on record, or that one, renamed.
    """
    if angaben.kennung is not None:
        bekannt = next((b for b in bekannte if b.kennung == angaben.kennung), None)
        if bekannt is not None:
            _check_known(bekannt, angaben, ort, verbleib)
        return bekannt
    if hier := [b for b in bekannte if b.ort == ort and b.jahr == angaben.jahr]:
        if not hier[-1].is_of(angaben):
            raise _other_house(angaben, hier[-1])
        return hier[-1]
    gleiche = [b for b in bekannte if b.is_of(angaben)]
    if fehlende := [b for b in gleiche if b.ort is not None and verbleib(b) is not Verbleib.DA]:
        raise UnklareDatenmappeError(
            f"Versandt wurde für {angaben.kommune} {angaben.jahr} aus {fehlende[-1].ort}; diese Datei ist dort nicht "
            "mehr zu finden.",
            fehlende[-1],
        )
    return next((b for b in gleiche if b.ort is None), None)


def _check_known(
    bekannt: Verzeichnet, angaben: Mappenangaben, ort: str, verbleib: Callable[[Verzeichnet], Verbleib]
) -> None:
    if not bekannt.is_of(angaben):
        raise _other_house(angaben, bekannt)
    if bekannt.ort in (None, ort):
        return
    stand = verbleib(bekannt)
    if stand is Verbleib.DA:
        raise UnklareDatenmappeError(
            f"Diese Datenmappe trägt dieselbe Kennung wie {bekannt.ort}: eine ist eine Kopie der anderen.",
            bekannt,
        )
    if stand is Verbleib.UNBEKANNT and ort not in bekannt.orte:
        raise UnklareDatenmappeError(
            f"Diese Datenmappe lag zuletzt in {bekannt.ort}; ob sie dort noch liegt, ist von hier nicht zu sehen.",
            bekannt,
        )


def _other_house(angaben: Mappenangaben, bekannt: Verzeichnet) -> UnklareDatenmappeError:
    text = (
        f"Diese Datenmappe ist für „{angaben.kommune}“ {angaben.jahr}, im Versandbuch steht sie für "
        f"„{bekannt.kommune}“ {bekannt.jahr}."
    )
    return UnklareDatenmappeError(text, bekannt)


def _key(kommune: str) -> str:
    """The same for names that differ only in case, blanks or the way an umlaut is stored."""
    return "".join(unicodedata.normalize("NFKC", kommune).split()).casefold()
