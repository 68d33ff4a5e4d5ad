"""What kind of file an export is, by its first bytes, and the table in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from xlbudget.dateien import check_file
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.export.kopf import Kopfsuche
from xlbudget.sources.export.rohtabelle import Rohtabelle
from xlbudget.sources.export.rohtabelle_blatt import ZU_GROSS, Blattdaten, open_parquet, open_sheet
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


def open_export(file: Path, suche: Kopfsuche) -> tuple[Rohtabelle, list[Befund]]:
    """The table in a file, whatever its name says, and what to say about the choice of its sheet.

    Raises EingabeError (German) if it is no table, damaged, protected, too large or cannot be opened.
    """
    tabelle: Rohtabelle
    if file.suffix.casefold() in (".xlsx", ".xlsm"):
        tabelle = open_sheet(file, suche.angabe.blatt, suche.quality, suche.needs)
    else:
        check_file(file, ZU_GROSS, MAX_TEXT)
        tabelle = _by_content(file, suche)
    return tabelle, _about_sheet(tabelle, suche) if isinstance(tabelle, Blattdaten) else []


def _by_content(file: Path, suche: Kopfsuche) -> Rohtabelle:
    with file.open("rb") as stream:
        kopf = stream.read(512)
    for anfang, was in _FREMDE.items():
        if kopf.startswith(anfang):
            raise EingabeError(
                f"{file.name} ist {was} und kein Export. Den Export im Finanzverfahren als CSV oder xlsx erzeugen."
            )
    if kopf.startswith(_PARQUET):
        return open_parquet(file)
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
        return open_sheet(file, suche.angabe.blatt, suche.quality, suche.needs)
    if kopf.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise EingabeError(
            f"{file.name} ist eine Webseite oder XML und keine Tabelle. Die Datei in Excel öffnen und als .xlsx "
            "speichern, oder den Export als CSV erzeugen."
        )
    return open_text(file, suche.angabe.zeichensatz, suche.quality)


def _is_book(file: Path) -> bool:
    """Whether a zip is a workbook of Excel or LibreOffice."""
    try:
        with zipfile.ZipFile(file) as archive:
            namen = archive.namelist()
            ods = "mimetype" in namen and b"spreadsheet" in archive.read("mimetype")[:200]
            return ods or "xl/workbook.xml" in namen or "xl/workbook.bin" in namen
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return False


def _about_sheet(tabelle: Blattdaten, suche: Kopfsuche) -> list[Befund]:
    if suche.angabe.blatt:
        return []
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
