"""Exports of finance systems as text: find the header, keep every line's number, tell data from totals.

A new finance system is a new alias in a `Feld`, or a new `Format` where it writes signs in another way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from xlbudget.dateien import check_file, check_xlsx
from xlbudget.errors import EingabeError

HEADER_WITHIN = 40  # lines of letterhead an export may have above its header
MAX_COLUMNS = 200  # no export is wider; a stray cell far to the right must not slow down the search
_DELIMITERS = ";\t|,"


@dataclass(frozen=True, slots=True)
class Feld:
    """One column of an export. A header fits if it is an alias (case, blanks and dots ignored)."""

    name: str
    aliase: tuple[str, ...]
    pflicht: bool = True

    def fits(self, header: str) -> bool:
        """Whether a header cell means this field; `#` in an alias stands for a year."""
        gesucht = _normal(re.sub(r"\b(19|20)\d\d\b", "#", header))
        return gesucht in {_normal(alias) for alias in (self.name, *self.aliase)}


@dataclass(frozen=True, slots=True)
class Zeile:
    """One line below the header: its number in the file and its cells by field name, as text.

    `zahlen` has those cells that an xlsx holds as numbers.
    """

    nummer: int
    zellen: Mapping[str, str]
    zahlen: Mapping[str, float]
    alle: tuple[str, ...]


Cell = str | float


@dataclass(frozen=True)
class Export:
    """The table inside an export. `blatt` is set for xlsx, where `nummer` counts the rows of the sheet."""

    datei: str
    blatt: str | None
    spalten: Mapping[str, int]
    zeilen: Sequence[Zeile]


def read_export(file: Path, felder: Sequence[Feld], blatt: str = "") -> Export:
    """Read a csv, txt or xlsx export.

    Raises EingabeError (German) if the file cannot be read, is no text, or has no header with the required fields.
    """
    if file.suffix.casefold() in (".xlsx", ".xlsm"):
        name, rows = _xlsx_rows(file, blatt)
    else:
        name, rows = None, _csv_rows(file, felder)
    spalten: dict[str, int] = {}
    zeilen = []
    for nummer, cells in rows:
        if not spalten:
            gefunden = match_header([_text(cell) for cell in cells[:MAX_COLUMNS]], felder)
            if all(feld.name in gefunden for feld in felder if feld.pflicht):
                spalten = gefunden
        elif any(cell != "" for cell in cells):
            zeilen.append(_zeile(nummer, cells, spalten))
    if not spalten:
        raise EingabeError(_no_header(file, felder))
    return Export(file.name, name, spalten, zeilen)


def _zeile(nummer: int, cells: Sequence[Cell], spalten: Mapping[str, int]) -> Zeile:
    alle = tuple(_text(cell) for cell in cells)
    zellen = {name: alle[i] if i < len(alle) else "" for name, i in spalten.items()}
    zahlen = {name: cell for name, i in spalten.items() if i < len(cells) and isinstance(cell := cells[i], float)}
    return Zeile(nummer, zellen, zahlen, alle)


def _text(cell: object) -> str:
    """Codes that Excel took for numbers are whole floats."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def match_header(cells: Sequence[str], felder: Sequence[Feld]) -> dict[str, int]:
    """Position of each field whose header is among the cells; the first fitting cell counts."""
    return {
        feld.name: position
        for feld in felder
        if (position := next((i for i, cell in enumerate(cells) if feld.fits(cell)), None)) is not None
    }


def _no_header(file: Path, felder: Sequence[Feld]) -> str:
    noetig = ", ".join(feld.name for feld in felder if feld.pflicht)
    return (
        f"In {file.name} ist keine Kopfzeile mit den Spalten {noetig} zu finden "
        f"(gesucht in den ersten {HEADER_WITHIN} Zeilen). Den Export mit Spaltenüberschriften erzeugen "
        "oder umbenannte Überschriften zurückbenennen."
    )


def _normal(header: str) -> str:
    return re.sub(r"[\s.\-_]+", "", header).casefold()


def _csv_rows(file: Path, felder: Sequence[Feld]) -> Iterator[tuple[int, list[Cell]]]:
    check_file(file)
    text = _decode(file)
    head = text.splitlines()[:HEADER_WITHIN]
    pflicht = [feld for feld in felder if feld.pflicht]
    best = max(
        _DELIMITERS,
        key=lambda sign: max((len(match_header(line.split(sign), pflicht)) for line in head), default=0),
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best)
    bisher = 0
    try:
        for cells in reader:
            yield bisher + 1, [cell.strip() for cell in cells]
            bisher = reader.line_num
    except csv.Error as error:
        raise EingabeError(
            f"{file.name}, Zeile {bisher + 1}: die Zeile ist nicht lesbar ({error}). Den Export neu erzeugen."
        ) from error


def _decode(file: Path) -> str:
    data = file.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    elif b"\0" in data[:4096]:
        raise EingabeError(f"{file.name} ist keine Textdatei. Den Export als CSV oder xlsx speichern.")
    else:
        codec = "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        zeile = data[: error.start].count(b"\n") + 1
        raise EingabeError(
            f"{file.name}, Zeile {zeile}: die Zeichenkodierung ist weder UTF-8 noch Windows-1252. "
            "Den Export als „CSV UTF-8“ speichern."
        ) from error


def _xlsx_rows(file: Path, blatt: str) -> tuple[str, Iterator[tuple[int, list[Cell]]]]:
    check_xlsx(file)
    try:
        with CalamineWorkbook.from_path(file) as book:
            name = blatt or book.sheet_names[0]
            if name not in book.sheet_names:
                raise EingabeError(
                    f"{file.name} hat kein Blatt „{blatt}“. Vorhanden: {', '.join(book.sheet_names)}. "
                    "Die Spalte Blatt in der Tabelle Quellen berichtigen."
                )
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise EingabeError(f"{file.name} lässt sich nicht lesen ({error}). Bitte neu als .xlsx speichern.") from error
    return name, enumerate(rows, 1)
