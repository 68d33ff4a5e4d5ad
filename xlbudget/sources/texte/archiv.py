"""The members of a docx or odt, read within bounds: these files come from anybody."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from xlbudget.dateien import DAMAGED, OLE, check_file
from xlbudget.errors import EingabeError, printable

MIB = 2**20
MAX_BYTES = 100 * MIB
"""Size of a text file; pictures may come with it."""
MAX_TEIL = 64 * MIB
"""One member of text, as it really unpacks; a paper of 300 pages has 3."""
_VERKLEINERN = "Bitte Bilder aus dem Text entfernen oder ihn teilen."


def read_members(file: Path, gesucht: Iterable[str], noetig: str, programm: str) -> dict[str, bytes]:
    """The named members that are there. Raises EingabeError (German) where `noetig` is not, or it is no such file."""
    check_file(file, _VERKLEINERN, MAX_BYTES)
    name = printable(file.name)
    with file.open("rb") as stream:
        if stream.read(len(OLE)) == OLE:
            raise EingabeError(
                f"{name} ist mit einem Kennwort geschützt oder im alten doc-Format. "
                f"Bitte in {programm} ohne Kennwort als {file.suffix.casefold()} speichern."
            )
    art = f"{file.suffix.casefold()}-Datei"
    kaputt = f"{name} ist beschädigt oder keine {art}. Bitte in {programm} öffnen und neu speichern."
    try:
        with zipfile.ZipFile(file) as archive:
            vorhanden = {info.filename: info for info in archive.infolist()}
            if noetig not in vorhanden:
                raise EingabeError(kaputt)
            return {teil: _read(archive, vorhanden[teil], name) for teil in gesucht if teil in vorhanden}
    except EingabeError:
        raise
    except DAMAGED as error:
        raise EingabeError(kaputt) from error


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    with archive.open(info) as stream:
        inhalt = stream.read(MAX_TEIL + 1)
    if len(inhalt) > MAX_TEIL:
        raise EingabeError(f"{name} hat mehr als {MAX_TEIL // MIB} MB Text. {_VERKLEINERN}")
    return inhalt


def parse_xml(inhalt: bytes, file: Path, programm: str) -> Any:
    """The root of a member. No entity is resolved and nothing is fetched. Raises EingabeError where it is no XML."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        wurzel = etree.fromstring(inhalt, parser)
    except etree.XMLSyntaxError as error:
        raise EingabeError(
            f"{printable(file.name)} ist beschädigt. Bitte in {programm} öffnen und neu speichern."
        ) from error
    if wurzel.getroottree().docinfo.doctype:
        raise EingabeError(
            f"{printable(file.name)} wird nicht gelesen: die Datei enthält eine DOCTYPE-Angabe, die {programm} nicht "
            f"schreibt. Bitte in {programm} öffnen und neu speichern."
        )
    return wurzel
