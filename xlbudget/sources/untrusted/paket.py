"""The parts of a package in memory, and what leads from one to another."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from xlbudget.errors import Befund, EingabeError
from xlbudget.sources.untrusted.entpacken import CONTENT_TYPES
from xlbudget.sources.untrusted.xmlstrom import (
    Attribute,
    EndHandler,
    StartHandler,
    Vorrat,
    XmlDefekt,
    XmlUmfang,
    read_xml,
)

MAX_BEZIEHUNGEN = 5_000
"""Relationships of a package; a Fachdienst-Mappe of thirty sheets has 150."""

_ART = re.compile(
    r"http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml|schemas\.microsoft\.com/office)/"
    r"(?:.*/)?relationships/(.+)"
)


@dataclass(frozen=True, slots=True)
class Beziehung:
    """A relationship: its kind in lower case, its id, the member it leads to or, if `extern`, an address outside.

    The kind is what Office calls it (`worksheet`); of a type that is none of Office, the whole type.
    """

    art: str
    kennung: str
    ziel: str
    extern: bool


@dataclass(frozen=True, slots=True)
class Paket:
    """A package: its XML members by name in lower case; the others were measured and dropped.

    `verzeichnis` has the relationships by the member that has them; "" is the package itself. All members together may
    have as many elements as `vorrat` has.
    """

    name: str
    teile: Mapping[str, bytes]
    verzeichnis: Mapping[str, tuple[Beziehung, ...]] = field(default_factory=dict)
    befunde: tuple[Befund, ...] = ()
    vorrat: Vorrat = field(default_factory=Vorrat)

    def beziehungen(self, teil: str) -> list[Beziehung]:
        """What a member leads to, inside the package."""
        return [beziehung for beziehung in self.verzeichnis.get(teil, ()) if not beziehung.extern]

    def read(
        self, teil: str, start: StartHandler, end: EndHandler | None = None, texte: Collection[str] = (), rein: str = ""
    ) -> None:
        """`read_xml` for a member. Raises XmlDefekt, also where it is missing."""
        if teil not in self.teile:
            raise XmlDefekt("ein Teil fehlt")
        read_xml(self.teile[teil], self.vorrat, start, end or _nothing, texte=texte, rein=rein)

    def refusal(self, error: XmlDefekt) -> EingabeError:
        """The error for content that cannot be what a spreadsheet program wrote, or is more than was sent."""
        if isinstance(error, XmlUmfang):
            rat = "Bitte die gesendete Mappe ausfüllen, keine Daten hineinkopieren."
            return EingabeError(f"{self.name} {error}. {rat}")
        return EingabeError(
            f"{self.name} ist beschädigt: {error}. Bitte in Excel öffnen, als .xlsx neu speichern und neu senden."
        )


def read_verzeichnis(paket: Paket) -> dict[str, tuple[Beziehung, ...]]:
    """All relationships of a package. Raises XmlDefekt."""
    verzeichnis: dict[str, tuple[Beziehung, ...]] = {}
    anzahl = 0
    for rels in sorted(teil for teil in paket.teile if teil.endswith(".rels")):
        teil = _owner(rels)
        verzeichnis[teil] = _read_rels(paket, rels, teil)
        anzahl += len(verzeichnis[teil])
        if anzahl > MAX_BEZIEHUNGEN:
            raise XmlUmfang("hat zu viele Teile")
    return verzeichnis


def read_content_types(paket: Paket) -> dict[str, str]:
    """The content type of every XML member, and of what else is declared, in lower case. Raises XmlDefekt."""
    typen: dict[str, str] = {}
    endungen: dict[str, str] = {}

    def start(pfad: str, attribute: Attribute) -> None:
        typ = attribute.get("ContentType", "").casefold()
        if pfad == "/ct:Types/ct:Override":
            typen[attribute.get("PartName", "")[1:].casefold()] = typ
        elif pfad == "/ct:Types/ct:Default":
            endungen["." + attribute.get("Extension", "").casefold()] = typ

    paket.read(CONTENT_TYPES, start)
    geltend = {teil: endungen.get("." + teil.rpartition(".")[2], "") for teil in paket.teile}
    return {**endungen, **geltend, **typen}


def _read_rels(paket: Paket, rels: str, teil: str) -> tuple[Beziehung, ...]:
    gefunden: list[Beziehung] = []

    def start(pfad: str, attribute: Attribute) -> None:
        if pfad != "/rel:Relationships/rel:Relationship":
            return
        extern = attribute.get("TargetMode", "").casefold() == "external"
        ziel = attribute.get("Target", "")
        if not extern:
            ziel = normpath(join("/", dirname(teil), ziel))[1:].casefold()
        typ = attribute.get("Type", "").casefold()
        treffer = _ART.fullmatch(typ)
        gefunden.append(Beziehung(treffer[1] if treffer else typ, attribute.get("Id", ""), ziel, extern))

    paket.read(rels, start)
    return tuple(gefunden)


def _owner(rels: str) -> str:
    """The member whose relationships a .rels member holds."""
    ordner, _, datei = rels.rpartition("_rels/")
    return ordner + datei.removesuffix(".rels")


def _nothing(_pfad: str, _text: str) -> None:
    """Nobody waits for the end of these elements."""
