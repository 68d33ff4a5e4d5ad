"""A look at the XML of a worksheet before it is read: how far it reaches, and cells that have no value.

The reader lays a sheet out as a full rectangle, so that one stray cell far away costs gigabytes, and it gives formulas
never computed and error values as empty cells. This look is a pass over the bytes, in bounded memory.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xlbudget.errors import EingabeError, printable
from xlbudget.sources.export.rohtabelle import position_of
from xlbudget.sources.untrusted.xmlstrom import Attribute, Vorrat, XmlDefekt, read_xml

MAX_OHNE_WERT = 10_000
_MAX_XML = 3 * 2**30
_STUECK, _UEBERLAPP = 4 * 2**20, 4096
_KLEIN, _LEERRAUM = 400_000, 8
"""Cells of a rectangle that cost nothing, and how many there may be for each that has a value."""

OHNE_WERT = "=Formel ohne Wert"
"""What stands for the text of a formula that was never computed."""


@dataclass
class Blattumfang:
    """What was seen: the last row, the last column beyond Z, how many cells have a value, and texts for cells without
    one by (row, column), both from 0.
    """

    zeilen: int = 0
    spalten: int = 0
    werte: int = 0
    ohne_wert: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def ist_duenn(self) -> bool:
        """Whether the rectangle it spans is mostly empty, and large."""
        return is_thin(self.zeilen, self.spalten, self.werte)


def is_thin(zeilen: int, spalten: int, werte: int) -> bool:
    """Whether a rectangle with so many values is mostly empty, and large. Columns up to H count as no fewer."""
    return zeilen * max(spalten, _LEERRAUM) > max(_KLEIN, _LEERRAUM * werte)


class Muster:
    """What is looked for, with the prefix that the elements of a part have: some programs write `x:c` for `c`."""

    def __init__(self, prefix: bytes) -> None:
        self.prefix = prefix
        self.zelle, self.zeile = b"<" + prefix + b"c ", b"<" + prefix + b"row"
        self.zeilenende, self.datenende = b"</" + prefix + b"row>", b"</" + prefix + b"sheetData>"
        self.wert, self.text, self.formel = (b"<" + prefix + name for name in (b"v>", b"is>", b"f"))

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


_PREFIX = re.compile(rb"<((?:[A-Za-z]\w*:)?)worksheet[\s>]")
_ORT = re.compile(rb' r="([A-Z]{0,3})([0-9]{1,7})"')
_WEIT = re.compile(rb' r="([A-Z]{2,3})[0-9]')


def look_at(archive: zipfile.ZipFile, teil: str, datei: str, blatt: str) -> Blattumfang:
    """What one part of a workbook shows. Raises EingabeError (German) where it is too large or mostly not computed."""
    umfang, muster = Blattumfang(), None
    for stueck in iter_pieces(archive, teil, datei):
        muster = muster or pattern_of(stueck)
        _measure(stueck, umfang, muster)
        if len(umfang.ohne_wert) > MAX_OHNE_WERT:
            zeile, _ = next(iter(umfang.ohne_wert))
            raise EingabeError(
                f"{datei}, Blatt {printable(blatt)}: ab Zeile {zeile + 1} stehen Formeln ohne Wert oder Fehlerwerte. "
                "Die Datei in Excel öffnen, neu berechnen lassen und speichern."
            )
    return umfang


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


def iter_pieces(archive: zipfile.ZipFile, teil: str, datei: str) -> Iterator[bytes]:
    """A part in pieces that do not cut a cell. Raises EingabeError where it is too large."""
    if archive.getinfo(teil).file_size > _MAX_XML:
        raise EingabeError(f"{datei}: das Blatt ist zu groß. Den Export als CSV erzeugen.")
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


def _measure(stueck: bytes, umfang: Blattumfang, muster: Muster) -> None:
    ende = stueck.rfind(muster.datenende)
    if ende >= 0:
        stueck = stueck[:ende]
    letzter = stueck.rfind(b' r="')
    if letzter >= 0 and (treffer := _ORT.match(stueck, letzter)):
        umfang.zeilen = max(umfang.zeilen, int(treffer[2]))
    weite = {position_of(name.decode()) or 0 for name in set(_WEIT.findall(stueck))}
    umfang.spalten = max([umfang.spalten, *(position + 1 for position in weite)])
    umfang.werte += stueck.count(muster.wert) + stueck.count(muster.text)
    if muster.formel in stueck:
        for treffer in muster.formeln.finditer(stueck):
            if b't="str"' not in treffer["vorn"] + treffer["hinten"]:
                umfang.ohne_wert[_cell(treffer)] = OHNE_WERT
    if b't="e"' in stueck:
        for treffer in muster.fehler.finditer(stueck):
            umfang.ohne_wert[_cell(treffer)] = treffer["wert"].decode("utf-8", errors="replace")


def _cell(treffer: re.Match[bytes]) -> tuple[int, int]:
    return int(treffer["zeile"]) - 1, position_of(treffer["spalte"].decode()) or 0
