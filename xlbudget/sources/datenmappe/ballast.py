"""A Datenmappe without what makes it large and is no table of it: other sheets, and rows that are only formatted."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path

from xlbudget.errors import EingabeError, printable
from xlbudget.sources.untrusted.blattxml import Muster, iter_pieces, parts_of, pattern_of

GROSS = 4 * 2**20
"""Bytes of a sheet that are read as they are: far more than the tables of a large house."""
MAX_BLATT = 32 * 2**20
"""Bytes of a sheet with tables, once empty rows are taken out."""
_RAT = "Was nicht zu den Tabellen gehört, in eine andere Datei verschieben."


def without_ballast(file: Path) -> Path | io.BytesIO:
    """The workbook itself, or if a sheet is large, one that has the same cells in its tables.

    Raises EingabeError (German) where there is more in them than anybody enters.
    """
    try:
        return _lightened(file)
    except _OhneNummer:
        return file


def _lightened(file: Path) -> Path | io.BytesIO:
    with zipfile.ZipFile(file) as archive:
        blaetter = {teil: name for name, teil in parts_of(archive).items() if archive.getinfo(teil).file_size > GROSS}
        if not blaetter:
            return file
        neu = io.BytesIO()
        with zipfile.ZipFile(neu, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as ziel:
            for name in archive.namelist():
                with ziel.open(name, "w") as teil:
                    for stueck in _kept(archive, name, file.name, blaetter):
                        teil.write(stueck)
    neu.seek(0)
    return neu


def _kept(archive: zipfile.ZipFile, teil: str, datei: str, blaetter: dict[str, str]) -> Iterator[bytes]:
    if teil not in blaetter:
        yield archive.read(teil)
        return
    groesse, mit_tabellen = 0, _has_tables(archive, teil)
    for stueck in _rows(iter_pieces(archive, teil, datei, _RAT), mit_tabellen=mit_tabellen):
        groesse += len(stueck)
        if groesse > MAX_BLATT:
            raise EingabeError(
                f"{datei}, Blatt {printable(blaetter[teil])}: dort steht mehr, als zu Tabellen einer Datenmappe "
                f"gehören kann. {_RAT}"
            )
        yield stueck


def _has_tables(archive: zipfile.ZipFile, teil: str) -> bool:
    ordner, name = posixpath.split(teil)
    bezuege = f"{ordner}/_rels/{name}.rels"
    return bezuege in archive.namelist() and b"/relationships/table" in archive.read(bezuege)


class _OhneNummer(Exception):  # noqa: N818 — a German noun, like every name of the domain
    """Rows are counted, not numbered: none can be taken out."""


def _rows(stuecke: Iterator[bytes], *, mit_tabellen: bool) -> Iterator[bytes]:
    """A sheet part with those rows that hold something, or with none of them."""
    rest, muster, im_kopf = b"", Muster(b""), True
    for stueck in stuecke:
        if im_kopf and not rest:
            muster = pattern_of(stueck)
        *zeilen, rest = (rest + stueck).split(muster.zeilenende)
        if im_kopf and zeilen:
            schnitt = max(zeilen[0].find(muster.zeile), 0)
            yield zeilen[0][:schnitt]
            zeilen[0], im_kopf = zeilen[0][schnitt:], False
        if mit_tabellen:
            yield b"".join(_numbered(zeile, muster) + muster.zeilenende for zeile in zeilen if muster.holds(zeile))
    if im_kopf:
        yield rest
    else:
        yield muster.datenende + rest.partition(muster.datenende)[2]


def _numbered(zeile: bytes, muster: Muster) -> bytes:
    """A row without those before it that have no cells."""
    zeile = zeile[zeile.rfind(muster.zeile) :]
    if b' r="' not in zeile[: zeile.find(b">")]:
        raise _OhneNummer
    return zeile
