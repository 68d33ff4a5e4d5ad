"""Sets a Druckwerk with typst: one tagged PDF for everybody (PDF/UA-1, PDF/A-2a), from the layout of a house."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from xlbudget.errors import AusgabeError
from xlbudget.writers.druck.druckform import Druckwerk
from xlbudget.writers.druck.satzfehler import explain_fault
from xlbudget.writers.druck.zeichen import ZeichenError, breakable, name_characters, refused_characters
from xlbudget.writers.druck.zeilenkoepfe import mark_row_headers

HAUPTDATEI = "bericht.typ"
DATEN = "druckwerk.json"
_ORT = re.compile(r"┌─ (?P<datei>.+):(?P<zeile>\d+):\d+")
_PAKET = re.compile(r"""^[^"]*\b(?:import|include)\s+"@""")


def set_pdf(werk: Druckwerk, layout: Path, tag: date) -> bytes:
    """The PDF of a report, `layout` is the folder of typst files. The same input and `tag` give the same bytes.

    Raises AusgabeError (German) where the layout has a fault, wants a font that is not here, or cannot be read out,
    ZeichenError where a text has characters that cannot be set.
    """
    with TemporaryDirectory(prefix="xlbudget-druck-") as name:
        ordner = Path(name) / "satz"
        shutil.copytree(layout, ordner)
        daten = asdict(breakable(werk)) | {"tag": [tag.year, tag.month, tag.day]}
        (ordner / DATEN).write_text(json.dumps(daten, ensure_ascii=False), encoding="utf-8")
        return mark_row_headers(_compile(ordner, layout))


def _compile(ordner: Path, layout: Path) -> bytes:
    if not (ordner / HAUPTDATEI).is_file():
        raise AusgabeError(f"Im Drucklayout {layout} fehlt die Datei {HAUPTDATEI}.")
    _check_sources(ordner, layout)
    leer = ordner / "keine-pakete"
    try:
        pdf, warnungen = typst.compile_with_warnings(
            str(ordner / HAUPTDATEI),
            root=str(ordner),
            pdf_standards=["ua-1", "a-2a"],
            package_path=str(leer),
            package_cache_path=str(leer),
        )
    except typst.TypstError as error:
        if zeichen := refused_characters(error.diagnostic):
            raise ZeichenError(_unsettable(zeichen, error, layout), zeichen) from error
        raise AusgabeError(_fault(error, ordner, layout)) from error
    _check_warnings([str(warnung.message) for warnung in warnungen], layout)
    return bytes(pdf)


def _check_sources(ordner: Path, layout: Path) -> None:
    """A layout brings all it needs, in a form that can be read: nothing is fetched from a network."""
    for datei in sorted(ordner.rglob("*.typ")):
        try:
            text = datei.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise AusgabeError(
                f"{layout / datei.relative_to(ordner)} ist nicht in UTF-8 gespeichert. Sie im Editor mit der "
                "Kodierung UTF-8 speichern."
            ) from error
        for nummer, zeile in enumerate(text.splitlines(), 1):
            if _PAKET.search(zeile):
                raise AusgabeError(
                    f"Im Drucklayout {layout}, {datei.relative_to(ordner)}, Zeile {nummer}, wird ein Paket aus dem "
                    "Netz geladen. xlbudget lädt nichts nach: die Dateien des Pakets in den Ordner des Layouts legen "
                    "und von dort einbinden."
                )


def _fault(error: typst.TypstError, ordner: Path, layout: Path) -> str:
    """What is wrong with a layout, and where."""
    wo = _place(error)
    meldung = explain_fault(error.message.replace(str(ordner), str(layout)), error.hints)
    if "PDF/" in error.message:
        return (
            f"Das PDF wäre nicht für alle lesbar oder nicht archivierbar; geschrieben ist nichts. Das Drucklayout "
            f"{layout} berichtigen{wo}: {meldung}"
        )
    return f"Das Drucklayout {layout} hat einen Fehler{wo}; geschrieben ist nichts. {meldung}"


def _place(error: typst.TypstError) -> str:
    ort = _ORT.search(str(error.diagnostic))
    return f" in {Path(ort['datei']).name}, Zeile {ort['zeile']}" if ort else ""


def _unsettable(zeichen: frozenset[str], error: typst.TypstError, layout: Path) -> str:
    return (
        f"Im Drucklayout {layout} stehen{_place(error)} Zeichen, die keine Schrift dieses Rechners hat oder die ein "
        f"Archiv nicht erlaubt: {name_characters(zeichen)}. Sie dort ersetzen. Geschrieben ist nichts."
    )


def _check_warnings(warnungen: Sequence[str], layout: Path) -> None:
    for text in warnungen:
        if text.startswith("unknown font family"):
            schrift = text.rpartition(":")[2].strip()
            raise AusgabeError(
                f"Die Schrift „{schrift}“ aus dem Drucklayout {layout} gibt es auf diesem Rechner nicht. Sie "
                "installieren, oder im Layout (stil.typ) eine andere eintragen; „Libertinus Serif“ ist immer da."
            )
