"""The smallest text of a PDF that typst set: what a house made too small is not for everybody to read."""

from __future__ import annotations

import io
import re

import pikepdf

MIN_PT = 8.0
_GROESSE = re.compile(rb"([\d.]+) Tf\b")


def smallest_text(pdf: bytes) -> tuple[float, int]:
    """The smallest size in points and the number of the first page that has it; drawings are not looked into."""
    kleinste, auf = float("inf"), 0
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as dokument:
        for nummer, seite in enumerate(dokument.pages, 1):
            seite.contents_coalesce()
            for groesse in map(float, _GROESSE.findall(seite.Contents.read_bytes())):
                if groesse < kleinste:
                    kleinste, auf = groesse, nummer
    return kleinste, auf
