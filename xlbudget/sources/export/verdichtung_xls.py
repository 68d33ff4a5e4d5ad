"""A look at an xls before it is read, and the same without its empty rows and far columns: what is done for packages,
in BIFF8. Every record keeps its length, so that only row numbers change in place.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlbudget.sources.export.blattumfang import Blattumfang
from xlbudget.sources.export.rohtabelle import MAX_SPALTEN
from xlbudget.sources.export.verdichtung import Verdichtet

_STROM = "Workbook"
_BLATT, _ENDE, _UMFANG, _KENNWORT, _NICHTS = 0x85, 0x0A, 0x200, 0x2F, 0x0FFF
_WERTE = frozenset((0x06, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E))
"""Formulas, numbers, texts, truth values and errors: each begins with its row and its column."""
_KOPF, _ORT, _GRENZEN = struct.Struct("<HH"), struct.Struct("<HH"), struct.Struct("<IIHH")


_FEHLER = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_WAHR_ODER_FEHLER, _FORMEL, _ZAHLEN = 0x205, 0x06, 0xBD


@dataclass
class Xlsbild:
    """A workbook that can be read without harm, how far its sheets reach, and which of them are compacted in it."""

    quelle: Path | io.BytesIO
    umfang: dict[str, Blattumfang] = field(default_factory=dict)
    verdichtet: dict[str, Verdichtet] = field(default_factory=dict)


def look_at_xls(file: Path) -> Xlsbild:
    """Nothing is known of a file that is not of this kind or damaged: the reader says what is wrong with it."""
    from olefile import OleFileIO

    with OleFileIO(io.BytesIO(file.read_bytes()), write_mode=True) as ole:
        if not ole.exists(_STROM):
            return Xlsbild(file)
        strom = bytearray(ole.openstream(_STROM).read())
        bild = Xlsbild(file)
        try:
            for name, anfang in _sheets(strom):
                umfang, zeilen = _measured(strom, anfang)
                bild.umfang[name] = umfang
                if umfang.ist_duenn:
                    bild.verdichtet[name] = _compact(strom, anfang, sorted(zeilen), umfang.spalten)
        except (struct.error, IndexError):
            return Xlsbild(file)
        if bild.verdichtet:
            ole.write_stream(_STROM, bytes(strom))
            ole.fp.seek(0)
            bild.quelle = io.BytesIO(ole.fp.read())
        return bild


def _records(strom: bytearray, ab: int) -> Iterator[tuple[int, int, int]]:
    """Kind and length of each record up to the end of a part, and where it begins."""
    while ab + _KOPF.size <= len(strom):
        art, laenge = _KOPF.unpack_from(strom, ab)
        yield art, laenge, ab + _KOPF.size
        if art == _ENDE:
            return
        ab += _KOPF.size + laenge


def _sheets(strom: bytearray) -> list[tuple[str, int]]:
    """The names of the sheets and where each begins; none of a workbook with a password."""
    blaetter = []
    for art, _, ab in _records(strom, 0):
        if art == _KENNWORT:
            return []
        if art == _BLATT and strom[ab + 5] == 0:
            breit = strom[ab + 7] & 1
            text = strom[ab + 8 : ab + 8 + strom[ab + 6] * (1 + breit)]
            blaetter.append((text.decode("utf-16-le" if breit else "latin-1"), struct.unpack_from("<I", strom, ab)[0]))
    return blaetter


def _measured(strom: bytearray, anfang: int) -> tuple[Blattumfang, set[int]]:
    """How far a sheet reaches, its errors, and its rows that hold something, from 0."""
    umfang, zeilen = Blattumfang(), set()
    for art, laenge, ab in _records(strom, anfang):
        if art not in _WERTE:
            continue
        zeile, spalte = _ORT.unpack_from(strom, ab)
        # several numbers in one record: the last column stands at its end
        letzte = struct.unpack_from("<H", strom, ab + laenge - 2)[0] if art == _ZAHLEN else spalte
        zeilen.add(zeile)
        umfang.werte += letzte - spalte + 1
        umfang.spalten = max(umfang.spalten, letzte + 1)
        if (fehler := _error(strom, art, ab)) is not None:
            umfang.ohne_wert[zeile, spalte] = fehler
    umfang.zeilen = max(zeilen, default=-1) + 1
    return umfang, zeilen


def _error(strom: bytearray, art: int, ab: int) -> str | None:
    """The error that a cell holds: it comes with the value, or as the result of a formula."""
    if art == _WAHR_ODER_FEHLER and strom[ab + 7]:
        return _FEHLER.get(strom[ab + 6], "#N/A")
    if art == _FORMEL and strom[ab + 12 : ab + 14] == b"\xff\xff" and strom[ab + 6] == 2:
        return _FEHLER.get(strom[ab + 8], "#N/A")
    return None


def _compact(strom: bytearray, anfang: int, zeilen: Sequence[int], spalten: int) -> Verdichtet:
    neu, verdichtet = {zeile: i for i, zeile in enumerate(zeilen)}, Verdichtet([zeile + 1 for zeile in zeilen])
    for art, laenge, ab in _records(strom, anfang):
        if art == _UMFANG:
            _GRENZEN.pack_into(strom, ab, 0, len(zeilen), 0, min(spalten, MAX_SPALTEN))
        elif art in _WERTE:
            zeile, spalte = _ORT.unpack_from(strom, ab)
            _ORT.pack_into(strom, ab, neu[zeile], spalte)
            if spalte >= MAX_SPALTEN:
                verdichtet.weit_rechts = min(verdichtet.weit_rechts or zeile + 1, zeile + 1)
                _KOPF.pack_into(strom, ab - _KOPF.size, _NICHTS, laenge)
    return verdichtet
