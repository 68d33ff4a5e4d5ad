"""A report file as grids: a DataFrame for each sheet, numbered as a person sees its rows and columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from xlbudget.core.geld import exact
from xlbudget.errors import EingabeError, SourceRef
from xlbudget.sources.export.dateiart import read_sheets
from xlbudget.sources.export.rohtabelle import MAX_SPALTEN, letters
from xlbudget.sources.export.rohtabelle_blatt import Blattdaten
from xlbudget.sources.export.rohtabelle_text import open_text

MAX_TEXT = 2 * 2**20
"""Bytes of a report as text; what is longer is an export."""

Zelle = str | Decimal


@dataclass(frozen=True)
class Raster:
    """One sheet. `zellen` holds texts, and numbers as Decimal where a workbook holds numbers; an empty cell is ''.

    Its index are the numbers of the rows, its columns count from 0.
    """

    datei: str
    blatt: str | None
    zellen: pd.DataFrame

    def rows(self) -> Iterator[tuple[int, list[Zelle]]]:
        """All rows that hold something, with their numbers."""
        for zeile, *werte in self.zellen.itertuples(name=None):
            yield int(zeile), werte

    def has_text(self, text: str) -> bool:
        """Whether it is said in a column, in one cell or on several lines below each other."""
        spalten = (self.zellen[spalte] for spalte in self.zellen.columns)
        return any(text in " ".join(zelle for zelle in spalte if isinstance(zelle, str)) for spalte in spalten)

    def place(self, zeile: int, spalte: int) -> SourceRef:
        """The cell as Excel names it."""
        return SourceRef(self.datei, self.blatt, f"{letters(spalte)}{zeile}")


def read_raster(file: Path, guete: Callable[[Sequence[str]], int]) -> list[Raster]:
    """All sheets of a workbook, or the one table of a text; `guete` tells how much a row looks like a header.

    Raises EingabeError (German) for what cannot be read.
    """
    blaetter = read_sheets(file, "")
    return [_text_raster(file, guete)] if blaetter is None else [_sheet_raster(blatt) for blatt in blaetter]


def as_text(zelle: Zelle) -> str:
    """What a cell says, on one line."""
    return f"{zelle.normalize():f}" if isinstance(zelle, Decimal) else " ".join(zelle.split())


def _sheet_raster(blatt: Blattdaten) -> Raster:
    spalten: dict[int, list[Zelle]] = {}
    for nummer, (texte, zahlen) in enumerate(zip(blatt.spalten, blatt.zahlen, strict=True)):
        werte: list[Zelle] = texte.to_pylist()
        if zahlen is not None:
            paare = zip(werte, zahlen.to_pylist(), strict=True)
            werte = [text if zahl is None else exact(zahl) for text, zahl in paare]
        spalten[nummer] = werte
    return Raster(blatt.datei, blatt.blatt, pd.DataFrame(spalten, index=blatt.nummern.to_pylist(), dtype=object))


def _text_raster(file: Path, guete: Callable[[Sequence[str]], int]) -> Raster:
    if file.stat().st_size > MAX_TEXT:
        raise EingabeError(
            f"{file.name} ist für einen Bericht zu groß (mehr als {MAX_TEXT // 2**20} MB). Einen Export der Buchungen "
            "zeigt „xlbudget vorschau“; hier wird ein fertiger Bericht gebraucht."
        )
    try:
        text = open_text(file, "", guete)
        rows = text.kopfzeilen(MAX_TEXT)
    except csv.Error as error:
        raise EingabeError(
            f"{file.name} lässt sich nicht in Zeilen teilen. Fehlt ein Anführungszeichen? Die Datei in Excel öffnen "
            "und neu speichern."
        ) from error
    for row in rows:
        # a heading has breaks, but a cell with breaks and delimiters holds rows that a quotation mark swallowed
        if any("\n" in zelle and text.trenner in zelle for zelle in row.zellen):
            raise EingabeError(
                f"{file.name}, Zeile {row.nummer}: ein Anführungszeichen fasst die Zeilen bis {row.letzte} zu einer "
                "zusammen. Das fehlende Anführungszeichen ergänzen oder die Datei neu erzeugen."
            )
        if any(row.zellen[MAX_SPALTEN:]):
            raise EingabeError(f"{file.name}, Zeile {row.nummer}: mehr als {MAX_SPALTEN} Spalten hat kein Bericht.")
    volle = [row for row in rows if any(row.zellen)]
    breite = max((len(row.zellen) for row in volle), default=0)
    zellen = [[*row.zellen, *[""] * (breite - len(row.zellen))] for row in volle]
    return Raster(file.name, None, pd.DataFrame(zellen, index=[row.nummer for row in volle], dtype=object))
