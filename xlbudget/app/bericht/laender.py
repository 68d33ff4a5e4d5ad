"""What is shipped of the Länder, Kontenrahmen and reporting duties, and what exports say about the Land chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from xlbudget.core.berichtspflichten import Berichtspflicht, parse_berichtspflichten
from xlbudget.core.kontenbild import Exportkonten, Kontenbild
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.landesrahmen import Land, Landesrahmen, parse_landesrahmen
from xlbudget.core.pruefung_kontenrahmen import Kontenpruefung
from xlbudget.errors import SourceRef
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.export.angaben import Inhalt, Vorzeichen
from xlbudget.sources.export.lesen import Export


@cache
def shipped_laender() -> Mapping[Land, Landesrahmen]:
    """Each Land with its rules."""
    return parse_landesrahmen(shipped("workbooks", "kontenrahmen.csv").read_text(encoding="utf-8"))


@cache
def shipped_pflichten() -> Mapping[Land, tuple[Berichtspflicht, ...]]:
    """Each Land with the reporting duties that a public text supports."""
    return parse_berichtspflichten(shipped("workbooks", "berichtspflichten.csv").read_text(encoding="utf-8"))


def kontenpruefung(exporte: Iterable[Export], rahmen: Kontenrahmen, place: SourceRef) -> Kontenpruefung:
    """What a set of exports says about a Kontenzuordnung, which stands at `place`."""
    return Kontenpruefung(rahmen, Kontenbild(map(_konten, exporte)), shipped_laender(), place)


def _konten(export: Export) -> Exportkonten:
    regel = export.bilanz.vorzeichen
    return Exportkonten(
        summen=export.summen,
        ansatz=export.inhalt is Inhalt.ANSAETZE,
        gerichtet=regel is not Vorzeichen.ALLES_POSITIV,
        sicher=regel is Vorzeichen.SOLL_HABEN,
        namen=export.kontonamen,
    )
