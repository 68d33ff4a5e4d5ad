"""A text file as paragraphs, whatever of the known kinds it is."""

from __future__ import annotations

from pathlib import Path

from xlbudget.dateien import check_file
from xlbudget.errors import EingabeError, printable
from xlbudget.sources.texte.klartext import read_klartext
from xlbudget.sources.texte.lesetext import Lesetext
from xlbudget.sources.texte.odttext import read_odt
from xlbudget.sources.texte.pdftext import read_pdf
from xlbudget.sources.texte.wordtext import read_docx

ENDUNGEN = (".docx", ".odt", ".pdf", ".txt", ".md")


def read_text(file: Path) -> Lesetext:
    """The paragraphs of a text. Raises EingabeError (German: what it is, what to do) where there are none."""
    check_file(file, "Bitte den Text teilen.")
    endung = file.suffix.casefold()
    match endung:
        case ".docx":
            gelesen = read_docx(file)
        case ".odt":
            gelesen = read_odt(file)
        case ".pdf":
            gelesen = read_pdf(file)
        case ".txt" | ".md":
            gelesen = read_klartext(file, markdown=endung == ".md")
        case _:
            raise EingabeError(f"{printable(file.name)}: gelesen werden {', '.join(ENDUNGEN)}. Bitte so speichern.")
    if not gelesen.abschnitte:
        raise EingabeError(f"{printable(file.name)} enthält keinen Text.")
    return gelesen
