"""A look at the XML of a worksheet before it is read whole: how far it reaches, and cells that have no value.

The reader lays a sheet out as a full rectangle, so that one stray cell far away costs gigabytes, and it gives formulas
never computed and error values as empty cells. This look is a pass over the bytes, in bounded memory.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from xlbudget.errors import EingabeError
from xlbudget.sources.export.rohtabelle import position_of

MAX_FLAECHE = 25_000_000
"""Cells of the rectangle a sheet spans."""
MAX_OHNE_WERT = 10_000
_MAX_XML = 3 * 2**30
_STUECK, _UEBERLAPP = 4 * 2**20, 4096

_WEIT = re.compile(rb'<c [^>]*?r="([A-Z]{2,3})[0-9]')
_ZEILE = re.compile(rb'<row [^>]*?r="([0-9]+)"')
_ZELLE = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(/?)>(</c>)?')
_FORMEL = re.compile(
    rb'<c (?P<vorn>[^>]*?)r="(?P<spalte>[A-Z]{1,3})(?P<zeile>[0-9]{1,7})"(?P<hinten>[^>]*)>'
    rb"<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_FEHLER = re.compile(
    rb'<c (?=[^>]*t="e")[^>]*?r="(?P<spalte>[A-Z]{1,3})(?P<zeile>[0-9]{1,7})"[^>]*>'
    rb"(?:(?!</c>).)*?<v>(?P<wert>[^<]*)</v>"
)

OHNE_WERT = "=Formel ohne Wert"
"""What stands for the text of a formula that was never computed."""


@dataclass
class Blattumfang:
    """What was seen: the last row and column, and texts for cells without a value by (row, column), both from 0."""

    zeilen: int = 0
    spalten: int = 0
    ohne_wert: dict[tuple[int, int], str] = field(default_factory=dict)


def look_at(file: Path, blatt: str) -> Blattumfang:
    """Raises EingabeError (German) where the sheet reaches too far, with the cell to delete."""
    with zipfile.ZipFile(file) as archive:
        teil = _parts(archive).get(blatt)
        if teil is None:
            return Blattumfang()
        umfang = Blattumfang()
        for stueck in _chunks(archive, teil, file.name):
            _measure(stueck, umfang)
            if len(umfang.ohne_wert) > MAX_OHNE_WERT:
                zeile, _ = next(iter(umfang.ohne_wert))
                raise EingabeError(
                    f"{file.name}, Blatt {blatt}: ab Zeile {zeile + 1} stehen Formeln ohne Wert oder Fehlerwerte. "
                    "Die Datei in Excel öffnen, neu berechnen lassen und speichern."
                )
        if umfang.zeilen * umfang.spalten > MAX_FLAECHE:
            _refuse_stray(archive, teil, file.name, blatt, umfang)
    return umfang


def _parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """The part of each sheet by its name."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        mappe = etree.fromstring(archive.read("xl/workbook.xml"), parser)
        bezuege = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    except (KeyError, etree.XMLSyntaxError):
        return {}  # the reader says what is wrong with it
    ziele = {bezug.get("Id"): bezug.get("Target", "") for bezug in bezuege}
    teile = {}
    for sheet in mappe.iter("{*}sheet"):
        nummer = next((wert for name, wert in sheet.attrib.items() if name.endswith("}id")), None)
        ziel = ziele.get(nummer, "")
        teile[sheet.get("name", "")] = ziel.lstrip("/") if ziel.startswith("/") else posixpath.normpath(f"xl/{ziel}")
    return {name: teil for name, teil in teile.items() if teil in archive.namelist()}


def _chunks(archive: zipfile.ZipFile, teil: str, datei: str) -> Iterator[bytes]:
    """The part in pieces that overlap by no less than a cell."""
    if archive.getinfo(teil).file_size > _MAX_XML:
        raise EingabeError(f"{datei}: das Blatt ist zu groß. Den Export als CSV erzeugen.")
    with archive.open(teil) as stream:
        rest = b""
        while stueck := stream.read(_STUECK):
            ganz = rest + stueck
            schnitt = ganz.rfind(b"<c ")
            if schnitt <= 0:
                schnitt = max(0, len(ganz) - _UEBERLAPP)
            yield ganz[:schnitt]
            rest = ganz[schnitt:]
        yield rest


def _measure(stueck: bytes, umfang: Blattumfang) -> None:
    letzte = stueck.rfind(b"<row ")
    if letzte >= 0 and (treffer := _ZEILE.match(stueck, letzte)):
        umfang.zeilen = max(umfang.zeilen, int(treffer[1]))
    weite = {position_of(name.decode()) or 0 for name in set(_WEIT.findall(stueck))}
    umfang.spalten = max([umfang.spalten, 26, *(position + 1 for position in weite)])
    if b"<f" in stueck:
        for treffer in _FORMEL.finditer(stueck):
            if b't="str"' not in treffer["vorn"] + treffer["hinten"]:
                umfang.ohne_wert[_cell(treffer)] = OHNE_WERT
    if b't="e"' in stueck:
        for treffer in _FEHLER.finditer(stueck):
            umfang.ohne_wert[_cell(treffer)] = treffer["wert"].decode("utf-8", errors="replace")


def _cell(treffer: re.Match[bytes]) -> tuple[int, int]:
    return int(treffer["zeile"]) - 1, position_of(treffer["spalte"].decode()) or 0


def _refuse_stray(archive: zipfile.ZipFile, teil: str, datei: str, blatt: str, umfang: Blattumfang) -> None:
    """Name the cell that makes the sheet too large: formatted empty ones do not count, for the reader skips them."""
    zeilen = spalten = 0
    weiteste = letzte = b"A1"
    for stueck in _chunks(archive, teil, datei):
        for treffer in _ZELLE.finditer(stueck):
            if treffer[3] or treffer[4]:
                continue
            zeile, spalte = int(treffer[2]), (position_of(treffer[1].decode()) or 0) + 1
            if zeile > zeilen:
                zeilen, letzte = zeile, treffer[1] + treffer[2]
            if spalte > spalten:
                spalten, weiteste = spalte, treffer[1] + treffer[2]
    if zeilen * spalten > MAX_FLAECHE:
        zellen = " und ".join(dict.fromkeys((weiteste.decode(), letzte.decode())))
        raise EingabeError(
            f"{datei}, Blatt {blatt}: die Tabelle reicht bis {zellen}; das ist für einen Export zu weit. "
            "Was dort steht, in Excel mit Zeile und Spalte löschen und die Datei speichern, oder als CSV exportieren."
        )
    umfang.zeilen, umfang.spalten = zeilen, spalten
