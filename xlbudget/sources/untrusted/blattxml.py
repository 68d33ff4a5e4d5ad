"""The XML of worksheets as bytes, piece by piece: for a look over a sheet of any size, in bounded memory."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property

from xlbudget.errors import EingabeError
from xlbudget.sources.untrusted.xmlstrom import Attribute, Vorrat, XmlDefekt, read_xml

_MAX_XML = 3 * 2**30
_STUECK, _UEBERLAPP = 4 * 2**20, 4096
_PREFIX = re.compile(rb"<((?:[A-Za-z]\w*:)?)worksheet[\s>]")


class Muster:
    """What is looked for, with the prefix that the elements of a part have: some programs write `x:c` for `c`."""

    def __init__(self, prefix: bytes) -> None:
        self.prefix = prefix
        self.zelle, self.zeile = b"<" + prefix + b"c ", b"<" + prefix + b"row"
        self.zeilenende, self.datenende = b"</" + prefix + b"row>", b"</" + prefix + b"sheetData>"
        self.wert, self.text, self.formel = (b"<" + prefix + name for name in (b"v>", b"is>", b"f"))

    def holds(self, zeile: bytes) -> bool:
        """Whether cells of a row hold anything."""
        return self.wert in zeile or self.text in zeile or self.formel in zeile

    @cached_property
    def formeln(self) -> re.Pattern[bytes]:
        """Cells with a formula and no value."""
        return self._compiled(
            rb'<#c (?P<vorn>[^>]*?)r="(?P<spalte>[A-Z]{1,3})(?P<zeile>[0-9]{1,7})"(?P<hinten>[^>]*)>'
            rb"<#f(?:[^>]*/>|[^>]*>[^<]*</#f>)\s*(?:<#v\s*/>|<#v></#v>)?\s*</#c>"
        )

    @cached_property
    def fehler(self) -> re.Pattern[bytes]:
        """Cells that hold an error."""
        return self._compiled(
            rb'<#c (?=[^>]*t="e")[^>]*?r="(?P<spalte>[A-Z]{1,3})(?P<zeile>[0-9]{1,7})"[^>]*>'
            rb"(?:(?!</#c>).)*?<#v>(?P<wert>[^<]*)</#v>"
        )

    def _compiled(self, muster: bytes) -> re.Pattern[bytes]:
        return re.compile(muster.replace(b"#", self.prefix))


def parts_of(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """The part of each sheet by its name; empty where that cannot be told, which the reader then says."""
    try:
        bezuege = _elements(archive, "xl/_rels/workbook.xml.rels", "/rel:Relationships/rel:Relationship")
        ziele = {bezug.get("Id"): bezug.get("Target", "") for bezug in bezuege}
        blaetter = _elements(archive, "xl/workbook.xml", "/workbook/sheets/sheet")
    except (KeyError, XmlDefekt):
        return {}
    teile = {}
    for sheet in blaetter:
        ziel = ziele.get(sheet.get("r:id"), "")
        teile[sheet.get("name", "")] = ziel.lstrip("/") if ziel.startswith("/") else posixpath.normpath(f"xl/{ziel}")
    return {name: teil for name, teil in teile.items() if teil in archive.namelist()}


def _elements(archive: zipfile.ZipFile, teil: str, gesucht: str) -> list[Attribute]:
    gefunden: list[Attribute] = []

    def start(pfad: str, attribute: Attribute) -> None:
        if pfad == gesucht:
            gefunden.append(attribute)

    read_xml(archive.read(teil), Vorrat(), start, lambda *_: None)
    return gefunden


def pattern_of(anfang: bytes) -> Muster:
    """The patterns for a part that begins so."""
    prefix = _PREFIX.search(anfang)
    return Muster(prefix[1] if prefix else b"")


def iter_pieces(archive: zipfile.ZipFile, teil: str, datei: str, rat: str) -> Iterator[bytes]:
    """A part in pieces that do not cut a cell. Raises EingabeError with this advice where it is too large."""
    if archive.getinfo(teil).file_size > _MAX_XML:
        raise EingabeError(f"{datei}: das Blatt ist zu groß. {rat}")
    with archive.open(teil) as stream:
        rest, anfang = b"", b"<c "
        while stueck := stream.read(_STUECK):
            if not rest:
                anfang = pattern_of(stueck).zelle
            ganz = rest + stueck
            schnitt = ganz.rfind(anfang)
            if schnitt <= 0:
                schnitt = max(0, len(ganz) - _UEBERLAPP)
            yield ganz[:schnitt]
            rest = ganz[schnitt:]
        yield rest
