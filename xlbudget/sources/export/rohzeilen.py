"""The rows of a csv, txt or xlsx file as they stand there, with their line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from xlbudget.dateien import check_file, check_xlsx
from xlbudget.errors import EingabeError

HEADER_WITHIN = 40  # lines of letterhead an export may have above its header
_DELIMITERS = ";\t|,"
_ZU_GROSS = "Bitte den Export auf ein Haushaltsjahr oder weniger Spalten begrenzen."

Cell = str | float


@dataclass(frozen=True, slots=True)
class Rohzeile:
    """One row. In a csv it may span several lines, `nummer` to `letzte`; `mangel` says why it could not be split."""

    nummer: int
    cells: Sequence[Cell]
    letzte: int
    mangel: str = ""


@dataclass(frozen=True, slots=True)
class Rohdaten:
    """A file as rows. `blatt` is set for xlsx, `trenner` for text."""

    blatt: str | None
    trenner: str
    zeilen: Iterator[Rohzeile]


def read_rows(file: Path, blatt: str, score: Callable[[Sequence[str]], int]) -> Rohdaten:
    """All rows of a file; `score` tells how much a row looks like the header, to find the delimiter.

    Raises EingabeError (German) if the file cannot be read or is no text; while iterating, if a quotation mark
    swallows several lines.
    """
    if file.suffix.casefold() in (".xlsx", ".xlsm"):
        return _xlsx_rows(file, blatt)
    check_file(file, _ZU_GROSS)
    text = _decode(file)
    trenner = _delimiter(text, score)
    return Rohdaten(None, trenner, _csv_rows(file.name, text, trenner))


def _delimiter(text: str, score: Callable[[Sequence[str]], int]) -> str:
    head = [line[:100_000] for line in text.splitlines()[:HEADER_WITHIN]]
    return max(
        _DELIMITERS,
        key=lambda sign: max((score(next(csv.reader([line], delimiter=sign), [])) for line in head), default=0),
    )


def _csv_rows(datei: str, text: str, trenner: str) -> Iterator[Rohzeile]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=trenner, strict=True)
    erste = 1
    while True:
        mangel, cells = "", []
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            if reader.line_num > erste:
                raise EingabeError(_swallowed(datei, erste)) from error
            mangel = 'die Anführungszeichen (") sind nicht richtig geschlossen'
        yield Rohzeile(erste, cells, reader.line_num, mangel)
        erste = reader.line_num + 1


def _swallowed(datei: str, zeile: int) -> str:
    return (
        f'{datei}, Zeile {zeile}: hier beginnt ein Anführungszeichen ("), das nicht richtig endet; '
        "die Zeilen darunter sind deshalb nicht zu lesen. Den Export neu erzeugen oder das Zeichen dort entfernen."
    )


def _decode(file: Path) -> str:
    data = file.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise EingabeError(f"{file.name} ist als Unicode-Text beschädigt. Den Export neu erzeugen.") from error
    if b"\0" in data[:4096]:
        raise EingabeError(f"{file.name} ist keine Textdatei. Den Export als CSV oder xlsx speichern.")
    try:
        return data.decode("utf-8-sig")
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


def _xlsx_rows(file: Path, blatt: str) -> Rohdaten:
    check_xlsx(file, _ZU_GROSS)
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
        raise EingabeError(
            f"{file.name} lässt sich nicht lesen. Bitte in Excel öffnen und neu als .xlsx speichern."
        ) from error
    return Rohdaten(name, "", (Rohzeile(nummer, cells, nummer) for nummer, cells in enumerate(rows, 1)))
