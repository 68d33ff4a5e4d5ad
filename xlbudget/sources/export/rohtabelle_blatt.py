"""A worksheet or a parquet file as text columns, with the numbers of those cells that hold numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from xlbudget.dateien import check_xlsx
from xlbudget.errors import EingabeError
from xlbudget.sources.export.angaben import Erkennung
from xlbudget.sources.export.blattumfang import look_at
from xlbudget.sources.export.rohtabelle import HEADER_WITHIN, MAX_SPALTEN, Kopfkandidat, Rohblock, Sicht

ZU_GROSS = "Bitte den Export auf ein Haushaltsjahr oder weniger Spalten begrenzen."
_SCHEIBE, _PROBE = 200_000, 20_000  # rows of a block

Guete = Callable[[Sequence[str]], int]
Zelle = Any  # whatever a reader gives for one cell: text, number, date, bool


@dataclass(frozen=True)
class Blattdaten:
    """One sheet in memory, row by row; line numbers are the rows of the sheet."""

    datei: str
    blatt: str | None
    zeilen: Sequence[Sequence[Zelle]]
    ohne_wert: Mapping[tuple[int, int], str] = field(default_factory=dict)
    entscheidungen: Sequence[Erkennung] = ()
    auch: Sequence[str] = ()
    versteckt: bool = False

    def kopfzeilen(self, bis: int = HEADER_WITHIN) -> Sequence[Kopfkandidat]:
        """The first rows as text."""
        return [
            Kopfkandidat(nummer, nummer, self._texts(nummer)) for nummer in range(1, min(bis, len(self.zeilen)) + 1)
        ]

    def blocks(self, sicht: Sicht, *, probe: bool = False) -> Iterator[Rohblock]:
        """All rows below the header, in order."""
        scheibe = _PROBE if probe else _SCHEIBE
        for ab in range(sicht.ab, len(self.zeilen), scheibe):
            zeilen = self.zeilen[ab : ab + scheibe]
            spalten = {"zeile": pa.array(np.arange(ab + 1, ab + 1 + len(zeilen)), pa.int64())}
            for i in sicht.spalten:
                werte = [zeile[i] if i < len(zeile) else "" for zeile in zeilen]
                spalten[f"c{i}"] = _texts_of(werte, self._errors(ab, len(zeilen), i))
                if i in sicht.ist_wert:
                    spalten[f"z{i}"] = pa.array([_number(wert) for wert in werte], pa.float64())
            yield Rohblock(pa.table(spalten), self._texts)

    def _errors(self, ab: int, anzahl: int, spalte: int) -> Mapping[int, str]:
        if not self.ohne_wert:
            return {}
        return {
            zeile - ab: text for (zeile, s), text in self.ohne_wert.items() if s == spalte and ab <= zeile < ab + anzahl
        }

    def _texts(self, nummer: int) -> Sequence[str]:
        texte = [_text(zelle) for zelle in self.zeilen[nummer - 1][:MAX_SPALTEN]]
        for i in range(len(texte)):
            texte[i] = self.ohne_wert.get((nummer - 1, i), texte[i])
        return texte


def open_sheet(file: Path, blatt: str, guete: Guete, noetig: int) -> Blattdaten:
    """The sheet named, or the first visible one that has a header: a row of which `guete` finds `noetig` headings.

    Other sheets that have one too are named in `auch`. Raises EingabeError (German) if the file cannot be read.
    """
    xlsx = file.suffix.casefold() in (".xlsx", ".xlsm")
    if xlsx:
        check_xlsx(file, ZU_GROSS)
    try:
        with CalamineWorkbook.from_path(file) as book:
            namen = [meta.name for meta in book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
            versteckt = {m.name for m in book.sheets_metadata if m.visible is not SheetVisibleEnum.Visible}
            name = next((name for name in namen if name.casefold() == blatt.casefold()), "") if blatt else ""
            if blatt and not name:
                raise EingabeError(
                    f"{file.name} hat kein Blatt „{blatt}“. Vorhanden: {', '.join(namen)}. "
                    "Die Spalte Blatt in der Tabelle Quellen berichtigen."
                )
            alle = [name] if name else sorted(namen, key=lambda n: n in versteckt)
            return _choose(file, [(n, n in versteckt) for n in alle], book, guete, noetig, xlsx=xlsx)
    except PasswordError as error:
        raise EingabeError(
            f"{file.name} ist mit einem Kennwort geschützt. Bitte in Excel ohne Kennwort als .xlsx speichern."
        ) from error
    except CalamineError as error:
        raise EingabeError(
            f"{file.name} lässt sich nicht lesen. Bitte in Excel öffnen und neu als .xlsx speichern."
        ) from error


def _choose(
    file: Path, namen: Sequence[tuple[str, bool]], book: CalamineWorkbook, guete: Guete, noetig: int, *, xlsx: bool
) -> Blattdaten:
    erstes: Blattdaten | None = None
    passend: Blattdaten | None = None
    auch = []
    for name, versteckt in namen:
        umfang = look_at(file, name) if xlsx else None
        zeilen = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        daten = Blattdaten(file.name, name, zeilen, umfang.ohne_wert if umfang else {}, versteckt=versteckt)
        erstes = erstes or daten
        if max((guete(zeile.zellen) for zeile in daten.kopfzeilen()), default=0) >= noetig:
            if passend:
                auch.append(name)
            passend = passend or daten
    if passend is None or len(namen) == 1:
        assert erstes is not None
        return erstes
    grund = "das erste Blatt mit den gesuchten Überschriften"
    entscheidung = Erkennung("Blatt", str(passend.blatt), grund, sicher=not auch and not passend.versteckt)
    return Blattdaten(
        datei=file.name,
        blatt=passend.blatt,
        zeilen=passend.zeilen,
        ohne_wert=passend.ohne_wert,
        entscheidungen=(entscheidung,),
        auch=auch,
        versteckt=passend.versteckt,
    )


def open_parquet(file: Path) -> Blattdaten:
    """A parquet file: its column names are the header. Raises EingabeError (German) if it cannot be read."""
    try:
        tabelle = parquet.read_table(file)
    except (pa.ArrowException, OSError) as error:
        raise EingabeError(f"{file.name} ist beschädigt oder keine Parquet-Datei. Den Export neu erzeugen.") from error
    spalten = [["" if wert is None else wert for wert in spalte.to_pylist()] for spalte in tabelle.columns]
    return Blattdaten(file.name, None, [tabelle.column_names, *zip(*spalten, strict=True)])


def _texts_of(werte: Sequence[Zelle], fehler: Mapping[int, str]) -> pa.Array:
    """Cells as text, each different one converted once."""
    if fehler:
        werte = [fehler.get(i, wert) for i, wert in enumerate(werte)]
    texte = {(type(wert), wert): _text(wert) for wert in set(werte)} if len(set(map(type, werte))) > 1 else None
    if texte is None:
        einzeln = {wert: _text(wert) for wert in set(werte)}
        return pa.array([einzeln[wert] for wert in werte], pa.string())
    return pa.array([texte.get((type(wert), wert)) or _text(wert) for wert in werte], pa.string())


def _text(zelle: Zelle) -> str:
    """Codes that Excel took for numbers are whole floats; dates come as JJJJ-MM-TT."""
    if isinstance(zelle, str):
        return zelle.strip()
    if isinstance(zelle, bool):
        return "WAHR" if zelle else "FALSCH"
    if isinstance(zelle, float):
        return str(int(zelle)) if zelle.is_integer() and abs(zelle) < 1e16 else repr(zelle)
    if isinstance(zelle, datetime):
        return zelle.strftime("%Y-%m-%d") if (zelle.hour, zelle.minute, zelle.second) == (0, 0, 0) else str(zelle)
    if isinstance(zelle, date):
        return f"{zelle:%Y-%m-%d}"
    return str(zelle)


def _number(zelle: Zelle) -> float | None:
    if isinstance(zelle, bool) or not isinstance(zelle, int | float | Decimal):
        return None
    return float(zelle)
