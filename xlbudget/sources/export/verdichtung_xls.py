"""An xls of the nineties without its empty rows and far columns: what `verdichtung` does for packages, in BIFF8.

Every record keeps its length, so that only row numbers change in place.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from xlbudget.sources.export.blattumfang import is_thin
from xlbudget.sources.export.rohtabelle import MAX_SPALTEN
from xlbudget.sources.export.verdichtung import Verdichtet

_STROM = "Workbook"
_BLATT, _ENDE, _UMFANG, _KENNWORT, _NICHTS = 0x85, 0x0A, 0x200, 0x2F, 0x0FFF
_WERTE = frozenset((0x06, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E))
"""Formulas, numbers, texts, truth values and errors: each begins with its row and its column."""
_KOPF, _ORT, _GRENZEN = struct.Struct("<HH"), struct.Struct("<HH"), struct.Struct("<IIHH")


@dataclass
class _Blatt:
    name: str
    anfang: int
    zeilen: dict[int, int] = field(default_factory=dict)  # row → how many values
    spalten: int = 0


def compact_xls(file: Path) -> tuple[io.BytesIO, dict[str, Verdichtet]] | None:
    """The workbook with those sheets compacted that are mostly empty; None where there is none or none can be told."""
    from olefile import OleFileIO

    with OleFileIO(io.BytesIO(file.read_bytes()), write_mode=True) as ole:
        if not ole.exists(_STROM):
            return None
        strom = bytearray(ole.openstream(_STROM).read())
        try:
            blaetter = [blatt for blatt in _sheets(strom) if _measured(strom, blatt)]
        except (struct.error, IndexError):
            return None  # the reader says what is wrong with it
        if not blaetter:
            return None
        verdichtet = {blatt.name: _compact(strom, blatt) for blatt in blaetter}
        ole.write_stream(_STROM, bytes(strom))
        ole.fp.seek(0)
        return io.BytesIO(ole.fp.read()), verdichtet


def _records(strom: bytearray, ab: int) -> Iterator[tuple[int, int, int]]:
    """Kind and length of each record up to the end of a part, and where it begins."""
    while ab + _KOPF.size <= len(strom):
        art, laenge = _KOPF.unpack_from(strom, ab)
        yield art, laenge, ab + _KOPF.size
        if art == _ENDE:
            return
        ab += _KOPF.size + laenge


def _sheets(strom: bytearray) -> list[_Blatt]:
    """The sheets; none of a workbook with a password."""
    blaetter = []
    for art, _, ab in _records(strom, 0):
        if art == _KENNWORT:
            return []
        if art == _BLATT and strom[ab + 5] == 0:
            zeichen = strom[ab + 6] * (1 + (strom[ab + 7] & 1))
            name = strom[ab + 8 : ab + 8 + zeichen].decode("utf-16-le" if strom[ab + 7] & 1 else "latin-1")
            blaetter.append(_Blatt(name, struct.unpack_from("<I", strom, ab)[0]))
    return blaetter


def _measured(strom: bytearray, blatt: _Blatt) -> bool:
    """Count what a sheet holds; whether it is mostly empty."""
    for art, laenge, ab in _records(strom, blatt.anfang):
        if art in _WERTE:
            zeile, spalte = _ORT.unpack_from(strom, ab)
            blatt.zeilen[zeile] = blatt.zeilen.get(zeile, 0) + 1
            blatt.spalten = max(blatt.spalten, spalte + 1)
            if art == 0xBD:  # several numbers, of which the last column stands at the end
                blatt.spalten = max(blatt.spalten, struct.unpack_from("<H", strom, ab + laenge - 2)[0] + 1)
    return is_thin(max(blatt.zeilen, default=0), blatt.spalten, sum(blatt.zeilen.values()))


def _compact(strom: bytearray, blatt: _Blatt) -> Verdichtet:
    zeilen = sorted(blatt.zeilen)
    neu, verdichtet = {zeile: i for i, zeile in enumerate(zeilen)}, Verdichtet([zeile + 1 for zeile in zeilen])
    for art, _, ab in _records(strom, blatt.anfang):
        if art == _UMFANG:
            _GRENZEN.pack_into(strom, ab, 0, len(zeilen), 0, min(blatt.spalten, MAX_SPALTEN))
        elif art in _WERTE:
            zeile, spalte = _ORT.unpack_from(strom, ab)
            _ORT.pack_into(strom, ab, neu[zeile], spalte)
            if spalte >= MAX_SPALTEN:
                verdichtet.weit_rechts = min(verdichtet.weit_rechts or zeile + 1, zeile + 1)
                _KOPF.pack_into(strom, ab - _KOPF.size, _NICHTS, _KOPF.unpack_from(strom, ab - _KOPF.size)[1])
    return verdichtet
