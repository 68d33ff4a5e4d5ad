"""An odt as paragraphs: headings, text, cells of tables, notes; tracked deletions are not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlbudget.core.textpruefung.modelle import Abschnitt
from xlbudget.errors import EingabeError, printable
from xlbudget.sources.texte.archiv import parse_xml, read_members
from xlbudget.sources.texte.lesetext import Lesetext
from xlbudget.sources.texte.tabellenkoepfe import heads_of

_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TAB = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TABELLE = f"{_TAB}table-cell"
_MEHRFACH = tuple(f"{_TAB}number-{was}" for was in ("columns-spanned", "rows-spanned", "columns-repeated"))
_BILD = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}image"
_ZEICHEN = {f"{_T}tab": " ", f"{_T}line-break": " ", f"{_T}soft-page-break": ""}
_INHALT = "content.xml"
PROGRAMM = "LibreOffice"


def read_odt(file: Path) -> Lesetext:
    """All paragraphs of an odt. Raises EingabeError (German) where it cannot be read."""
    teile = read_members(file, (_INHALT, "META-INF/manifest.xml"), _INHALT, PROGRAMM)
    if b"encryption-data" in teile.get("META-INF/manifest.xml", b""):
        raise EingabeError(
            f"{printable(file.name)} ist mit einem Kennwort geschützt. Bitte in {PROGRAMM} ohne Kennwort speichern."
        )
    wurzel = parse_xml(teile[_INHALT], file, PROGRAMM)
    return Lesetext(tuple(_paragraphs(wurzel)), tuple(_hints(wurzel)))


def _paragraphs(wurzel: Any) -> Iterator[Abschnitt]:
    nummer = note = 0
    koepfe = dict(_heads(wurzel))
    for absatz in wurzel.iter(f"{_T}p", f"{_T}h"):
        if any(True for _ in absatz.iterancestors(f"{_T}tracked-changes")):
            continue
        in_note = any(True for _ in absatz.iterancestors(f"{_T}note"))
        note, nummer = note + in_note, nummer + (not in_note)
        text = "".join(_texts(absatz))
        if text.strip():
            in_tabelle = any(True for _ in absatz.iterancestors(_TABELLE))
            ort = f"Fußnote {note}" if in_note else f"Absatz {nummer}"
            zeile, spalte, tabelle = koepfe.get(absatz, ("", "", 0))
            yield Abschnitt(text, ort, in_tabelle, zeilenkopf=zeile, spaltenkopf=spalte, tabelle=tabelle)


def _heads(wurzel: Any) -> Iterator[tuple[Any, tuple[str, str, int]]]:
    """The only paragraph of a cell with what heads it; none in tables with joined cells or tables inside."""
    for nummer, tabelle in enumerate(wurzel.iter(f"{_TAB}table"), 1):
        besonders = any(z.get(name, "1") != "1" for z in tabelle.iter(_TABELLE) for name in _MEHRFACH)
        if besonders or any(True for _ in tabelle.iterdescendants(f"{_TAB}table", f"{_TAB}covered-table-cell")):
            continue
        zeilen = [
            [list(zelle.iter(f"{_T}p", f"{_T}h")) for zelle in zeile.iterchildren(_TABELLE)]
            for zeile in tabelle.iter(f"{_TAB}table-row")
        ]
        texte = [[" ".join("".join(_texts(p)) for p in absaetze).strip() for absaetze in zeile] for zeile in zeilen]
        for z, s, zeilenkopf, spaltenkopf in heads_of(texte):
            if len(zeilen[z][s]) == 1:
                yield zeilen[z][s][0], (zeilenkopf, spaltenkopf, nummer)


def _texts(knoten: Any) -> Iterator[str]:
    yield knoten.text or ""
    for kind in knoten:
        if kind.tag in _ZEICHEN:
            yield _ZEICHEN[kind.tag]
        elif kind.tag == f"{_T}s":
            anzahl = kind.get(f"{_T}c", "1")
            yield " " * min(int(anzahl) if anzahl.isdigit() else 1, 100)
        elif kind.tag not in (f"{_T}note", f"{_T}p") and isinstance(kind.tag, str):
            yield from _texts(kind)
        yield kind.tail or ""


def _hints(wurzel: Any) -> Iterator[str]:
    if any(True for _ in wurzel.iter(f"{_T}changed-region")):
        yield "Der Text hat nachverfolgte Änderungen; geprüft ist er so, als wären alle angenommen."
    if any(True for _ in wurzel.iter(_BILD)):
        yield "Bilder und eingebettete Objekte sind nicht geprüft."
