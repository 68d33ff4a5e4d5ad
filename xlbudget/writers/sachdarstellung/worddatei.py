"""A docx opened and saved: the same bytes for the same content, without the name of whoever made it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from xlbudget.errors import EingabeError, printable

_ZEIT = (1980, 1, 1, 0, 0, 0)


def open_docx(file: Path) -> Any:
    """The document of a file that a bounded reader has seen before. Raises EingabeError (German)."""
    from docx import Document

    try:
        return Document(str(file))
    except Exception as error:  # python-docx raises whatever its parsers raise
        raise EingabeError(
            f"{printable(file.name)} lässt sich nicht bearbeiten. Bitte in Word öffnen und als .docx neu speichern."
        ) from error


def save_docx(dokument: Any) -> bytes:
    """The bytes of a document, without author and editor, and without the copy of its styles for a Word of 2007."""
    for kennung, beziehung in list(dokument.part.rels.items()):
        if beziehung.reltype.endswith("/stylesWithEffects"):
            dokument.part.drop_rel(kennung)
    eigenschaften = dokument.core_properties
    eigenschaften.author = eigenschaften.last_modified_by = ""
    roh, ziel = io.BytesIO(), io.BytesIO()
    dokument.save(roh)
    with zipfile.ZipFile(roh) as alt, zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as neu:
        for name in alt.namelist():
            teil = zipfile.ZipInfo(name, _ZEIT)
            teil.compress_type = zipfile.ZIP_DEFLATED
            neu.writestr(teil, alt.read(name))
    return ziel.getvalue()
