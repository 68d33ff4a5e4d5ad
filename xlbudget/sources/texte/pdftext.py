"""A pdf as paragraphs, page by page; a scan has no text and is refused."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path

from xlbudget.core.textpruefung.modelle import Abschnitt
from xlbudget.core.textpruefung.saetze import split_absaetze
from xlbudget.dateien import check_file
from xlbudget.errors import EingabeError, printable
from xlbudget.sources.texte.archiv import MAX_BYTES
from xlbudget.sources.texte.lesetext import Lesetext

MAX_SEITEN = 1_000
MAX_ZEICHEN = 5_000_000
_KAUM = 20
"""Fewer letters on a page, on average, is no text."""
_SEITE = "\f"


def read_pdf(file: Path) -> Lesetext:
    """All paragraphs of a pdf. Raises EingabeError (German) where it cannot be read or has no text."""
    check_file(file, "Bitte den Text als docx oder die Seiten ohne Bilder nehmen.", MAX_BYTES)
    name = printable(file.name)
    seiten, bilder = _pages(file, name)
    if sum(len(re.findall(r"\w", seite)) for seite in seiten) < _KAUM * max(1, len(seiten)):
        raise EingabeError(
            f"{name} enthält keinen lesbaren Text, wohl eingescannte Seiten. Bitte die Datei nehmen, aus der es "
            "gedruckt wurde (docx, odt), oder den Scan mit Texterkennung (OCR) speichern."
        )
    leer = [nummer for nummer, seite in enumerate(seiten, 1) if not seite.strip()]
    hinweise = [f"Ohne lesbaren Text und nicht geprüft: Seite {', '.join(map(str, leer))}."] if leer else []
    if bilder:
        hinweise.append("Bilder sind nicht geprüft.")
    return Lesetext(tuple(_paragraphs(seiten)), tuple(hinweise))


def _pages(file: Path, name: str) -> tuple[list[str], bool]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        leser = PdfReader(file)
        if leser.is_encrypted and not leser.decrypt(""):
            raise EingabeError(f"{name} ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern.")
        if _is_report(leser.metadata):
            raise EingabeError(
                f"{name} ist ein Produktbericht, kein Text über ihn. Geprüft werden Texte wie die Sachdarstellung; "
                "einen Bericht vergleicht xlbudget abgleich, als xlsx oder csv."
            )
        if len(leser.pages) > MAX_SEITEN:
            raise EingabeError(
                f"{name} hat {len(leser.pages)} Seiten; gelesen werden höchstens {MAX_SEITEN}. Bitte teilen."
            )
        seiten, zeichen = [], 0
        for seite in leser.pages:
            seiten.append(seite.extract_text())
            zeichen += len(seiten[-1])
            if zeichen > MAX_ZEICHEN:
                raise EingabeError(f"{name} hat mehr Text, als gelesen wird. Bitte teilen.")
        return seiten, any("/XObject" in (seite.get("/Resources") or {}) for seite in leser.pages)
    except EingabeError:
        raise
    except Exception as error:  # pypdf raises whatever its parsers raise
        raise EingabeError(f"{name} ist beschädigt oder kein PDF. Bitte neu erzeugen.") from error


def _is_report(angaben: Mapping[str, object] | None) -> bool:
    """Whether a pdf says of itself that `xlbudget druck` made it."""
    titel, programm = (str((angaben or {}).get(name) or "") for name in ("/Title", "/Creator"))
    return titel.startswith("Produktbericht") and programm.startswith("Typst")


def _paragraphs(seiten: list[str]) -> list[Abschnitt]:
    """Paragraphs; a line that ends a sentence and is shorter than the others ends one too."""
    zeilen: list[str] = []
    seite_von: list[int] = []
    for nummer, seite in enumerate(seiten, 1):
        eigene = [zeile.rstrip() for zeile in seite.splitlines()]
        breite = sorted(len(z) for z in eigene)[int(len(eigene) * 0.8)] if eigene else 0
        for zeile in eigene:
            zeilen.append(zeile)
            seite_von.append(nummer)
            if re.search(r"[.!?:]$", zeile) and len(zeile) < breite * 0.8:
                zeilen.append("")
                seite_von.append(nummer)
    text = "\n".join(zeilen)
    abschnitte = []
    for absatz in split_absaetze(text):
        nummer = seite_von[text.count("\n", 0, absatz.start)]
        abschnitte.append(
            Abschnitt(re.sub(r"(?<=[a-zäöüß])- (?=[a-zäöüß]{3})(?!und |oder |bzw)", "", absatz.text), f"Seite {nummer}")
        )
    return abschnitte
