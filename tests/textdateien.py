"""Texts of every kind that can be read, made as programs make them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import docx

_ODT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>{}</office:text>'
    "</office:body></office:document-content>"
)


def write_docx(file: Path, absaetze: Sequence[str]) -> Path:
    dokument = docx.Document()
    for absatz in absaetze:
        dokument.add_paragraph(absatz)
    dokument.save(str(file))
    return file


def write_odt(file: Path, absaetze: Sequence[str], roh: str = "") -> Path:
    """`roh` is XML that comes behind the paragraphs."""
    inhalt = "".join(f"<text:p>{escape(absatz)}</text:p>" for absatz in absaetze) + roh
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", _ODT.format(inhalt))
    return file


def write_pdf(file: Path, zeilen: Sequence[str]) -> Path:
    """One page with lines of text; without any, an empty page as a scan has it."""
    inhalt = "BT /F1 10 Tf 40 800 Td 14 TL " + " ".join(f"({_pdf(zeile)}) Tj T*" for zeile in zeilen) + " ET"
    strom = inhalt.encode("cp1252")
    objekte = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 800 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(strom), strom),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    daten, stellen = bytearray(b"%PDF-1.4\n"), []
    for nummer, objekt in enumerate(objekte, 1):
        stellen.append(len(daten))
        daten += b"%d 0 obj\n%s\nendobj\n" % (nummer, objekt)
    verzeichnis = len(daten)
    daten += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objekte) + 1)
    daten += b"".join(b"%010d 00000 n \n" % stelle for stelle in stellen)
    daten += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objekte) + 1, verzeichnis)
    file.write_bytes(bytes(daten))
    return file


def _pdf(zeile: str) -> str:
    return zeile.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def write_klartext(file: Path, absaetze: Sequence[str], codec: str = "utf-8") -> Path:
    file.write_bytes("\n\n".join(absaetze).encode(codec))
    return file
