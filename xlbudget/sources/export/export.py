"""Exports of finance systems: find the header, keep every line's number, notice lines that do not fit it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from openpyxl.utils import get_column_letter

from xlbudget.errors import Befund, EingabeError, SourceRef
from xlbudget.sources.export.felder import Exportfeld, doubts, match_header, repeated_header
from xlbudget.sources.export.rohzeilen import HEADER_WITHIN, Cell, Rohdaten, Rohzeile, read_rows

MAX_COLUMNS = 200  # no export is wider; a stray cell far to the right must not slow down the search


@dataclass(frozen=True, slots=True)
class Exportzeile:
    """One line below the header: its number in the file and its cells by field name, as text.

    `zahlen` has those cells that an xlsx holds as numbers; `mangel` says why the line as a whole cannot be trusted.
    """

    nummer: int
    zellen: Mapping[str, str]
    zahlen: Mapping[str, float]
    alle: tuple[str, ...]
    mangel: str = ""


@dataclass(frozen=True)
class Export:
    """The table inside an export. `blatt` is set for xlsx, where `nummer` counts the rows of the sheet.

    `befunde` are those about the header.
    """

    datei: str
    blatt: str | None
    spalten: Mapping[str, int]
    zeilen: Sequence[Exportzeile]
    befunde: Sequence[Befund]

    def place(self, nummer: int, position: int | None = None) -> SourceRef:
        """A line, or in an xlsx the cell in one column of it."""
        if self.blatt is None or position is None:
            return SourceRef(self.datei, self.blatt, zeile=nummer)
        return SourceRef(self.datei, self.blatt, f"{get_column_letter(position + 1)}{nummer}")


@dataclass(frozen=True, slots=True)
class _Kopf:
    """A line that is the header, or might have been: `fehlend` are the required fields it lacks."""

    nummer: int
    cells: Sequence[str]
    spalten: Mapping[str, int]
    fehlend: Sequence[Exportfeld]


def read_export(file: Path, felder: Sequence[Exportfeld], jahr: int, blatt: str = "") -> Export:
    """Read a csv, txt or xlsx export of one Haushaltsjahr.

    Raises EingabeError (German) if the file cannot be read, is no text, has no header with the required fields,
    has one of them twice or for other years only.
    """
    pflicht = [feld for feld in felder if feld.pflicht]
    roh = read_rows(file, blatt, lambda cells: len(match_header([cell.strip() for cell in cells], pflicht, jahr)))
    kopf = _find_header(file, roh, felder, jahr)
    if doppelt := repeated_header(kopf.cells, felder, jahr):
        raise EingabeError(
            f"{file.name}, Zeile {kopf.nummer}: die Überschrift „{doppelt}“ steht dort zweimal; welche Spalte gilt, "
            "ist nicht zu erkennen. Eine davon umbenennen oder weglassen."
        )
    zeilen = [
        _zeile(zeile, kopf, roh.trenner) for zeile in roh.zeilen if zeile.mangel or any(map(_filled, zeile.cells))
    ]
    export = Export(file.name, roh.blatt, kopf.spalten, zeilen, befunde := [])
    for schwere, text, position in doubts(kopf.cells, felder, jahr):
        befunde.append(Befund(schwere, "export.spalte", text, export.place(kopf.nummer, position)))
    return export


def _find_header(file: Path, roh: Rohdaten, felder: Sequence[Exportfeld], jahr: int) -> _Kopf:
    bester: _Kopf | None = None
    for kopf in _heads(roh.zeilen, felder, jahr):
        if not kopf.fehlend:
            return kopf
        if bester is None or len(kopf.fehlend) < len(bester.fehlend):
            bester = kopf
    if bester is None:
        raise EingabeError(f"{file.name} ist leer. Den Export neu erzeugen.")
    raise EingabeError(_wrong_year(file, bester, jahr) or _no_header(file, bester, felder))


def _heads(rows: Iterator[Rohzeile], felder: Sequence[Exportfeld], jahr: int) -> Iterator[_Kopf]:
    """The non-empty among the first lines."""
    for zeile in islice(rows, HEADER_WITHIN):
        cells = [_text(cell) for cell in zeile.cells]
        if any(cells):
            spalten = match_header(cells[:MAX_COLUMNS], felder, jahr)
            fehlend = [feld for feld in felder if feld.pflicht and feld.name not in spalten]
            yield _Kopf(zeile.nummer, cells, spalten, fehlend)


def _wrong_year(file: Path, kopf: _Kopf, jahr: int) -> str:
    """What to say if all that is missing is there for another year; empty text if something else is wrong."""
    andere = {feld: [cell for cell in kopf.cells if feld.names_other_year(cell, jahr)] for feld in kopf.fehlend}
    if not all(andere.values()):
        return ""
    feld, gefunden = next(iter(andere.items()))
    return (
        f"{file.name}, Zeile {kopf.nummer}: gebraucht wird der {feld.name} {jahr}, der Export nennt nur "
        f"{', '.join(f'„{cell}“' for cell in gefunden)}. Den Export für {jahr} erzeugen "
        "oder in der Tabelle Quellen die richtige Datei eintragen."
    )


def _no_header(file: Path, kopf: _Kopf, felder: Sequence[Exportfeld]) -> str:
    noetig = [feld.name for feld in felder if feld.pflicht]
    text = (
        f"In {file.name} ist keine Kopfzeile mit den Spalten {', '.join(noetig)} zu finden "
        f"(gesucht in den ersten {HEADER_WITHIN} Zeilen). "
    )
    if len(kopf.fehlend) < len(noetig):
        inhalt = ", ".join(cell for cell in kopf.cells if cell)
        text += (
            f"Am nächsten kommt Zeile {kopf.nummer}; dort fehlt {', '.join(feld.name for feld in kopf.fehlend)}, "
            f"gefunden wurde: {inhalt if len(inhalt) <= 200 else inhalt[:199] + '…'}. "
        )
    return text + "Den Export mit Spaltenüberschriften erzeugen oder umbenannte Überschriften zurückbenennen."


def _zeile(zeile: Rohzeile, kopf: _Kopf, trenner: str) -> Exportzeile:
    alle = tuple(_text(cell) for cell in zeile.cells)
    zellen = {name: alle[i] if i < len(alle) else "" for name, i in kopf.spalten.items()}
    if trenner:
        return Exportzeile(
            zeile.nummer, zellen, {}, alle, zeile.mangel or _mangel(zeile, alle, len(kopf.cells), trenner)
        )
    zahlen = {name: cell for name, i in kopf.spalten.items() if isinstance(cell := zeile.cells[i], float)}
    return Exportzeile(zeile.nummer, zellen, zahlen, alle)


def _mangel(zeile: Rohzeile, cells: Sequence[str], breite: int, trenner: str) -> str:
    """Why a line of text does not fit its header.

    An opening quotation mark too many swallows the following lines up to the next one; the field then holds at
    least as many delimiters as a whole line, or the columns no longer match.
    """
    if zeile.letzte > zeile.nummer:
        verschluckt = max((cell.count(trenner) for cell in cells if "\n" in cell or "\r" in cell), default=0)
        if verschluckt >= breite - 1 or (verschluckt and len(cells) != breite):
            return f'ein Anführungszeichen (") fasst die Zeilen {zeile.nummer} bis {zeile.letzte} zu einer zusammen'
    if any(cells[breite:]):
        return f"die Zeile hat mehr Spalten als die Kopfzeile ({breite})"
    return ""


def _filled(cell: Cell) -> bool:
    return cell != ""


def _text(cell: object) -> str:
    """Codes that Excel took for numbers are whole floats."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
