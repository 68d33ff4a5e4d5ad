"""What kind of file an export is, by its first bytes, and the table in it."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from xlbudget.dateien import DAMAGED, check_file
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.export.kopf import Kopfsuche
from xlbudget.sources.export.rohtabelle import MAX_SPALTEN, Rohtabelle, letters
from xlbudget.sources.export.rohtabelle_blatt import ZU_GROSS, Blattdaten, choose_sheet, open_parquet, open_sheets
from xlbudget.sources.export.rohtabelle_text import open_text

MAX_TEXT = 1900 * 2**20
"""Bytes of a text export: it is read in blocks, so that its length costs time but no memory."""

_OLE, _ZIP, _PARQUET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"PAR1"
_VERSCHLUESSELT = "EncryptedPackage".encode("utf-16-le")
_FREMDE = {
    b"%PDF": "eine PDF-Datei",
    b"\x89PNG": "ein Bild",
    b"\xff\xd8\xff": "ein Bild",
    b"{\\rtf": "ein Word-Dokument (RTF)",
    b"\x1f\x8b": "ein gepacktes Archiv",
    b"7z\xbc\xaf": "ein gepacktes Archiv",
    b"MZ": "ein Programm",
}


class Exportdatei:
    """An export that is read once, however often it is asked what is in it. Text is read in blocks, each time anew.

    A text may have `hoechstens` so many bytes.
    """

    def __init__(self, file: Path, hoechstens: int = MAX_TEXT) -> None:
        self.file, self._hoechstens = file, hoechstens
        self._blaetter: dict[str, list[Blattdaten]] = {}
        self._ist_text = False

    def table(self, suche: Kopfsuche) -> tuple[Rohtabelle, list[Befund]]:
        """The table looked for, whatever the name of the file says, and what to say about the choice of its sheet.

        Raises EingabeError (German) if the file is no table, damaged, protected, too large or cannot be opened.
        """
        blaetter = self._sheets(suche.angabe.blatt)
        if blaetter is None:
            return open_text(self.file, suche.angabe.zeichensatz, suche.quality), []
        tabelle = choose_sheet(blaetter, suche.quality, suche.needs)
        return tabelle, _about_sheet(tabelle, suche)

    def _sheets(self, blatt: str) -> list[Blattdaten] | None:
        """The sheet named or all of them; None for a text."""
        if self._ist_text:
            return None
        if blatt not in self._blaetter:
            if (gelesen := read_sheets(self.file, blatt, self._hoechstens)) is None:
                self._ist_text = True
                return None
            self._blaetter[blatt] = gelesen
        return self._blaetter[blatt]


def read_sheets(file: Path, blatt: str, hoechstens: int = MAX_TEXT) -> list[Blattdaten] | None:
    """The sheet named or all of them; None for a text. Raises EingabeError (German) if the file is no table."""
    if file.suffix.casefold() in (".xlsx", ".xlsm"):
        return open_sheets(file, blatt)
    check_file(file, ZU_GROSS, hoechstens)
    with file.open("rb") as stream:
        kopf = stream.read(512)
    for anfang, was in _FREMDE.items():
        if kopf.startswith(anfang):
            raise EingabeError(
                f"{file.name} ist {was} und kein Export. Den Export im Finanzverfahren als CSV oder xlsx erzeugen."
            )
    if kopf.startswith(_PARQUET):
        return [open_parquet(file)]
    if kopf.startswith((_OLE, _ZIP)):
        check_file(file, ZU_GROSS)
        if kopf.startswith(_OLE) and _VERSCHLUESSELT in file.read_bytes():
            raise EingabeError(
                f"{file.name} ist mit einem Kennwort geschützt. Bitte in Excel ohne Kennwort als .xlsx speichern."
            )
        if kopf.startswith(_ZIP) and not _is_book(file):
            raise EingabeError(
                f"{file.name} ist ein gepacktes Archiv oder eine beschädigte Tabelle. Das Archiv entpacken und die "
                "Datei darin angeben, oder den Export neu erzeugen."
            )
        return open_sheets(file, blatt)
    if kopf.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise EingabeError(
            f"{file.name} ist eine Webseite oder XML und keine Tabelle. Die Datei in Excel öffnen und als .xlsx "
            "speichern, oder den Export als CSV erzeugen."
        )
    return None


def is_parquet(file: Path) -> bool:
    """Whether a file begins as parquet does. Raises EingabeError if it cannot be opened."""
    check_file(file, ZU_GROSS, sys.maxsize)
    with file.open("rb") as stream:
        return stream.read(len(_PARQUET)) == _PARQUET


def _is_book(file: Path) -> bool:
    """Whether a zip is a workbook of Excel or LibreOffice."""
    try:
        with zipfile.ZipFile(file) as archive:
            namen, ods = archive.namelist(), False
            if "mimetype" in namen:
                with archive.open("mimetype") as stream:
                    ods = b"spreadsheet" in stream.read(200)
            return ods or "xl/workbook.xml" in namen or "xl/workbook.bin" in namen
    except DAMAGED:
        return False


def _about_sheet(tabelle: Blattdaten, suche: Kopfsuche) -> list[Befund]:
    return [*([] if suche.angabe.blatt else _about_choice(tabelle)), *_about_far_cells(tabelle)]


def _about_choice(tabelle: Blattdaten) -> list[Befund]:
    ort = SourceRef(tabelle.datei, tabelle.blatt)
    if tabelle.auch:
        andere = ", ".join(f"„{blatt}“" for blatt in tabelle.auch)
        text = (
            f"Gelesen wird das Blatt „{tabelle.blatt}“; dieselben Überschriften haben auch {andere}. In der Tabelle "
            "Quellen je Blatt, das zählen soll, eine Zeile mit seinem Namen in der Spalte Blatt eintragen."
        )
        return [Befund(Schwere.FEHLER, "export.blatt", text, ort)]
    if tabelle.versteckt:
        text = (
            f"Gelesen wird das ausgeblendete Blatt „{tabelle.blatt}“, weil kein sichtbares die Überschriften hat. "
            "Ist es gemeint, in der Tabelle Quellen seinen Namen in der Spalte Blatt eintragen."
        )
        return [Befund(Schwere.WARNUNG, "export.blatt", text, ort)]
    return []


def _about_far_cells(tabelle: Blattdaten) -> Iterator[Befund]:
    """What stands so far from the table that nobody sees it."""
    if (luecke := tabelle.gap()) is not None:
        oben, unten = luecke
        text = (
            f"Nach Zeile {oben} ist das Blatt leer, und ab Zeile {unten} steht wieder etwas; es ist gelesen wie jede "
            "andere Zeile. Gehört es nicht zum Export, diese Zeilen in Excel löschen."
        )
        yield Befund(Schwere.HINWEIS, "export.fern", text, SourceRef(tabelle.datei, tabelle.blatt, zeile=unten))
    if (zeile := tabelle.weit_rechts) is not None:
        spalte = letters(MAX_SPALTEN - 1)
        text = (
            f"Rechts von Spalte {spalte} steht noch etwas, zuerst in Zeile {zeile}; gelesen werden die Spalten bis "
            f"{spalte}. Gehört es nicht zum Export, diese Spalten in Excel löschen; sonst weiter nach links schieben."
        )
        yield Befund(Schwere.HINWEIS, "export.fern", text, SourceRef(tabelle.datei, tabelle.blatt, zeile=zeile))
