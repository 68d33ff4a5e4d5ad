"""A workbook without its empty rows and far columns, for a reader that would lay out all of them.

Rows move up, and a list tells where each stood. What stands right of the columns that are read is taken out, and its
row remembered. Only markup is moved; what the cells hold is read by the same reader as ever.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xlbudget.sources.export.blattumfang import ZU_VIEL
from xlbudget.sources.export.rohtabelle import MAX_SPALTEN, position_of
from xlbudget.sources.untrusted.blattxml import Muster, iter_pieces, pattern_of

_STUFE = 1  # of packing: it stays in memory and is read once

Schnitt = Callable[[Iterator[bytes]], Iterator[bytes]]


@dataclass
class Verdichtet:
    """The rows of a sheet that hold something, as they were numbered, and the first of those that reach too far."""

    zeilen: list[int] = field(default_factory=list)
    weit_rechts: int | None = None


def compact_xlsx(file: Path, teile: Iterable[str]) -> tuple[io.BytesIO, dict[str, Verdichtet]]:
    """The workbook with these parts compacted, each a sheet. Raises EingabeError (German) for what is too large."""
    verdichtet = {teil: Verdichtet() for teil in teile}
    return _rewritten(file, {teil: _Blattschnitt(v).run for teil, v in verdichtet.items()}), verdichtet


def compact_ods(file: Path) -> tuple[io.BytesIO, dict[str, Verdichtet]]:
    """The workbook with all its sheets compacted, by name. Raises EingabeError (German) for what is too large."""
    schnitt = _Odsschnitt()
    return _rewritten(file, {"content.xml": schnitt.run}), schnitt.blaetter


def _rewritten(file: Path, schnitte: Mapping[str, Schnitt]) -> io.BytesIO:
    neu = io.BytesIO()
    with (
        zipfile.ZipFile(file) as archive,
        zipfile.ZipFile(neu, "w", zipfile.ZIP_DEFLATED, compresslevel=_STUFE) as ziel,
    ):
        for name in archive.namelist():
            with ziel.open(name, "w", force_zip64=True) as teil:
                if name in schnitte:
                    for stueck in schnitte[name](iter_pieces(archive, name, file.name, ZU_VIEL)):
                        teil.write(stueck)
                else:
                    teil.write(archive.read(name))
    neu.seek(0)
    return neu


class _Blattschnitt:
    """One worksheet part of an xlsx."""

    _NUMMER = re.compile(rb'(?:^|\s)r="([0-9]{1,7})"')
    _WEIT = re.compile(rb' r="(?:[A-Z]{3}|G[S-Z]|[H-Z][A-Z])[0-9]')  # right of GR, the last column that is read

    def __init__(self, verdichtet: Verdichtet) -> None:
        self._v = verdichtet
        self._letzte = 0
        self._set(Muster(b""))

    def run(self, stuecke: Iterator[bytes]) -> Iterator[bytes]:
        rest, im_kopf, im_anfang = b"", True, True
        for stueck in stuecke:
            if im_anfang:
                self._set(pattern_of(stueck))
            im_anfang = False
            *zeilen, rest = (rest + stueck).split(self._m.zeilenende)
            if im_kopf and zeilen:
                schnitt = zeilen[0].find(self._m.zeile)
                yield self._umfang.sub(b"", zeilen[0][:schnitt])
                zeilen[0], im_kopf = zeilen[0][schnitt:], False
            yield b"".join(map(self._row, zeilen))
        yield rest if im_kopf else self._m.datenende + b"</" + self._m.prefix + b"worksheet>"

    def _set(self, muster: Muster) -> None:
        p, self._m = muster.prefix, muster
        self._umfang = re.compile(rb"<" + p + rb"dimension[^>]*>")
        self._anfang = re.compile(rb"<" + p + rb"row(?:\s([^>]*?))?/?>")
        self._zelle = re.compile(rb"<" + p + rb"c\s[^>]*?(?:/>|>.*?</" + p + rb"c>)", re.DOTALL)
        self._ort = re.compile(rb"(<" + p + rb'c\s(?:[^>]*?\s)?r=")([A-Z]{1,3})[0-9]{1,7}"')

    def _row(self, zeile: bytes) -> bytes:
        """A row with its new number; nothing for one that holds nothing."""
        if not self._m.holds(zeile):
            self._letzte += zeile.count(self._m.zeile)  # unless a later one says its number
            return b""
        ab = 0
        for anfang in self._anfang.finditer(zeile):  # those before the last have no cells
            nummer, ab = self._NUMMER.search(anfang[1] or b""), anfang.end()
            self._letzte = int(nummer[1]) if nummer else self._letzte + 1
        self._v.zeilen.append(self._letzte)
        neu = b'%d"' % len(self._v.zeilen)
        inhalt = zeile[ab:]
        if self._WEIT.search(inhalt):
            inhalt = self._zelle.sub(self._near, inhalt)
        elif self._letzte == len(self._v.zeilen):
            return zeile + self._m.zeilenende  # nothing was taken out so far
        return self._m.zeile + b' r="' + neu + b">" + self._ort.sub(rb"\g<1>\g<2>" + neu, inhalt) + self._m.zeilenende

    def _near(self, zelle: re.Match[bytes]) -> bytes:
        ort = self._ort.match(zelle[0])
        if ort is None or (position_of(ort[2].decode()) or 0) < MAX_SPALTEN:
            return zelle[0]
        if self._v.weit_rechts is None and (self._m.wert in zelle[0] or self._m.text in zelle[0]):
            self._v.weit_rechts = self._letzte
        return b""


class _Odsschnitt:
    """The content of an OpenDocument file: what is repeated stands there once, with the number of times."""

    _ENDE = b"</table:table-row>"
    _MARKE = re.compile(
        rb'<table:table\s[^>]*?table:name="(?P<blatt>[^"]*)"[^>]*>|<table:table-row(?P<zeile>\s[^>]*?)?(?P<leer>/?)>'
    )
    _ZEILEN = re.compile(rb'table:number-rows-repeated="([0-9]{1,7})"')
    _SPALTEN = re.compile(rb'table:number-columns-repeated="([0-9]{1,7})"')
    _VIELE = re.compile(rb'table:number-columns-repeated="[0-9]{3}')
    _FEHLER = re.compile(rb'office:string-value=""(?= calcext:value-type="error")')  # what the cell shows says which
    _ZELLE = re.compile(
        rb"<table:(?:covered-)?table-cell(?:\s[^>]*?)?(?:/>|>.*?</table:(?:covered-)?table-cell>)", re.DOTALL
    )

    def __init__(self) -> None:
        self.blaetter: dict[str, Verdichtet] = {}
        self._v = Verdichtet()
        self._letzte = 0

    def run(self, stuecke: Iterator[bytes]) -> Iterator[bytes]:
        rest = b""
        for stueck in stuecke:
            *zeilen, rest = (rest + stueck).split(self._ENDE)
            yield b"".join(map(self._row, zeilen))
        yield rest

    def _row(self, stueck: bytes) -> bytes:
        """What stands before a row, and the row if it holds something."""
        davor, ab, anzahl = b"", 0, 0
        for marke in self._MARKE.finditer(stueck):
            if marke["blatt"] is not None:
                self._v, self._letzte, anzahl = Verdichtet(), 0, 0
                self.blaetter[html.unescape(marke["blatt"].decode("utf-8", errors="replace"))] = self._v
                continue
            anzahl = _times(self._ZEILEN, marke["zeile"] or b"")
            self._letzte += anzahl
            davor += stueck[ab : marke.start()]
            ab = marke.end() if marke["leer"] else marke.start()
        zeile = stueck[ab:]
        if b"office:value-type" not in zeile and b"<text:p" not in zeile:
            return davor
        self._v.zeilen += range(self._letzte - anzahl + 1, self._letzte + 1)
        zeile = self._FEHLER.sub(b"", zeile)
        letzter = zeile.rfind(b"office:value-type")
        if any(viele.start() < letzter for viele in self._VIELE.finditer(zeile)):
            zeile = zeile[: zeile.index(b">") + 1] + self._near(zeile)
        return davor + zeile + self._ENDE

    def _near(self, zeile: bytes) -> bytes:
        """The cells of the columns that are read."""
        zellen, breite = b"", 0
        for zelle in self._ZELLE.findall(zeile):
            anzahl = min(_times(self._SPALTEN, zelle[: zelle.index(b">")]), MAX_SPALTEN - breite)
            if anzahl:
                zellen += self._SPALTEN.sub(b'table:number-columns-repeated="%d"' % anzahl, zelle, count=1)
                breite += anzahl
            elif b"office:value-type" in zelle and self._v.weit_rechts is None:
                self._v.weit_rechts = self._letzte
        return zellen


def _times(muster: re.Pattern[bytes], angaben: bytes) -> int:
    treffer = muster.search(angaben)
    return max(int(treffer[1]), 1) if treffer else 1
