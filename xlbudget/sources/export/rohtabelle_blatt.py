"""A worksheet or a parquet file as text columns, with the numbers of those cells that hold numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.dateien import check_xlsx
from xlbudget.sources.export.angaben import Erkennung
from xlbudget.sources.export.blattleser import read_book, read_parquet
from xlbudget.sources.export.packen import AUS_ZAHL
from xlbudget.sources.export.rohtabelle import HEADER_WITHIN, Kopfkandidat, Rohblock, Sicht
from xlbudget.sources.untrusted.leseprozess import LESER

ZU_GROSS = "Bitte den Export auf ein Haushaltsjahr oder weniger Spalten begrenzen."
MAX_ENTPACKT = 4 * 2**30
"""Bytes of all parts of a workbook that a finance system made."""
_SCHEIBE, _PROBE = 200_000, 20_000  # rows of a block
_GANZE, _KURZ = 1e16, (1e-4, 1e10)  # whole numbers shown in full; those that Arrow writes as Python does
_LUECKE = 1_000  # empty rows after which what follows is far away

Guete = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Blattdaten:
    """One sheet in memory: those of its rows that hold something, and which those are.

    `spalten` are texts, `zahlen` the numbers beside them. `weit_rechts` is the first row that goes on right of the
    columns that are read.
    """

    datei: str
    blatt: str | None
    nummern: pa.Array
    spalten: Sequence[pa.DictionaryArray]
    zahlen: Sequence[pa.Array | None]
    weit_rechts: int | None = None
    versteckt: bool = False
    entscheidungen: Sequence[Erkennung] = ()
    auch: Sequence[str] = ()
    andere: Sequence[Blattdaten] = ()

    @property
    def umfeld(self) -> Sequence[tuple[str, str]]:
        """The name of the sheet, and the first cells of those that are no such table."""
        texte = [(f"Auf dem Blatt „{b.blatt}“", z) for b in self.andere for k in b.kopfzeilen() for z in k.zellen if z]
        return [("Im Namen des Blattes", self.blatt or ""), *texte]

    def kopfzeilen(self, bis: int = HEADER_WITHIN) -> Sequence[Kopfkandidat]:
        """The first rows as text, empty ones between them included."""
        volle = self.nummern.slice(0, bis).to_pylist()
        letzte = max((nummer for nummer in volle if nummer <= bis), default=0)
        return [Kopfkandidat(n, n, self._texts(n) if n in volle else ()) for n in range(1, letzte + 1)]

    def blocks(self, sicht: Sicht, *, probe: bool = False) -> Iterator[Rohblock]:
        """All rows below the header that hold something, in order."""
        scheibe = _PROBE if probe else _SCHEIBE
        anfang = int(np.searchsorted(self.nummern.to_numpy(), sicht.ab, side="right"))
        for ab in range(anfang, len(self.nummern), scheibe):
            nummern = self.nummern.slice(ab, scheibe)
            spalten = {"zeile": nummern}
            for i in sicht.spalten:
                spalten[f"c{i}"] = self._column(i, ab, len(nummern))
                if i in sicht.ist_wert:
                    spalten[f"z{i}"] = self._numbers(i, ab, len(nummern))
            yield Rohblock(pa.table(spalten), self._texts)

    def gap(self) -> tuple[int, int] | None:
        """The rows around the first gap that nobody scrolls through."""
        nummern = self.nummern.to_numpy()
        weite = np.flatnonzero(np.diff(nummern) > _LUECKE)
        return (int(nummern[weite[0]]), int(nummern[weite[0] + 1])) if len(weite) else None

    def _column(self, spalte: int, ab: int, anzahl: int) -> pa.Array:
        if spalte >= len(self.spalten):
            return pa.array([""] * anzahl, pa.string())
        return self.spalten[spalte].slice(ab, anzahl).cast(pa.string())

    def _numbers(self, spalte: int, ab: int, anzahl: int) -> pa.Array:
        zahlen = self.zahlen[spalte] if spalte < len(self.zahlen) else None
        return pa.nulls(anzahl, pa.float64()) if zahlen is None else zahlen.slice(ab, anzahl)

    def _texts(self, nummer: int) -> Sequence[str]:
        stelle = int(np.searchsorted(self.nummern.to_numpy(), nummer))
        return [spalte[stelle].as_py() for spalte in self.spalten]


def open_sheets(file: Path, blatt: str) -> list[Blattdaten]:
    """The sheet named, or all there are, those that are seen first.

    Raises EingabeError (German) if the file cannot be read or has no sheet of that name.
    """
    LESER.start()  # while the package is tested
    if file.suffix.casefold() in (".xlsx", ".xlsm"):
        check_xlsx(file, ZU_GROSS, MAX_ENTPACKT)
    return _unpacked(file.name, *LESER.read(read_book, file, blatt))


def open_parquet(file: Path) -> Blattdaten:
    """A parquet file: its column names are the header. Raises EingabeError (German) if it cannot be read."""
    (daten,) = _unpacked(file.name, *LESER.read(read_parquet, file))
    return daten


def open_parquet_sample(file: Path) -> tuple[Blattdaten, str, int]:
    """The first rows of a parquet file, how its columns are typed, and how many rows there are. It raises likewise."""
    koepfe, puffer = LESER.read(read_parquet, file, str(_PROBE))
    (daten,) = _unpacked(file.name, koepfe, puffer)
    return daten, koepfe[0]["typen"], koepfe[0]["gesamt"]


def choose_sheet(blaetter: Sequence[Blattdaten], guete: Guete, noetig: int) -> Blattdaten:
    """The first sheet with a header: a row of which `guete` finds `noetig` headings; else the first one.

    Others that have one too are named in `auch`.
    """
    passend = [b for b in blaetter if max((guete(zeile.zellen) for zeile in b.kopfzeilen()), default=0) >= noetig]
    if not passend or len(blaetter) == 1:
        return blaetter[0]
    andere = [blatt for blatt in blaetter if blatt not in passend]
    daten, auch = passend[0], [str(b.blatt) for b in passend[1:]]
    grund = "das erste Blatt mit den gesuchten Überschriften"
    entscheidung = Erkennung("Blatt", str(daten.blatt), grund, sicher=not auch and not daten.versteckt)
    return replace(daten, entscheidungen=(entscheidung,), auch=auch, andere=andere)


def _unpacked(datei: str, koepfe: Sequence[dict[str, Any]], puffer: Sequence[bytes]) -> list[Blattdaten]:
    """What the reading process packed."""
    naechster = map(pa.py_buffer, puffer)
    return [_sheet(datei, kopf, naechster) for kopf in koepfe]


def _sheet(datei: str, kopf: dict[str, Any], puffer: Iterator[pa.Buffer]) -> Blattdaten:
    anzahl = kopf["zeilen"]
    nummern = pa.Array.from_buffers(pa.int64(), anzahl, [None, next(puffer)])
    spalten, zahlen = [], []
    for mit_zahlen in kopf["mit_zahlen"]:
        enden, texte = next(puffer), next(puffer)
        woerter = pa.StringArray.from_buffers(enden.size // 4 - 1, enden, texte)
        codes = pa.Array.from_buffers(pa.int32(), anzahl, [None, next(puffer)])
        werte = np.frombuffer(next(puffer), np.float64) if mit_zahlen else None
        spalten.append(_coded(woerter, codes, werte))
        zahlen.append(None if werte is None else _or_null(werte))
    return Blattdaten(
        datei=datei,
        blatt=kopf.get("blatt"),
        nummern=nummern,
        spalten=spalten,
        zahlen=zahlen,
        weit_rechts=kopf.get("weit_rechts"),
        versteckt=kopf.get("versteckt", False),
    )


def _or_null(zahlen: np.ndarray) -> pa.Array:
    return pa.array(zahlen, mask=np.isnan(zahlen))


def _coded(woerter: pa.Array, codes: pa.Array, werte: np.ndarray | None) -> pa.DictionaryArray:
    """The texts of a column; those of plain numbers are made here, of all at once."""
    aus_zahl = codes.to_numpy() == AUS_ZAHL
    if werte is None or not aus_zahl.any():
        return pa.DictionaryArray.from_arrays(codes, woerter)
    zahlen = pa.array(werte[aus_zahl]).dictionary_encode()
    stellen = codes.to_numpy().copy()
    stellen[aus_zahl] = zahlen.indices.to_numpy() + len(woerter)
    alle = pa.concat_arrays([woerter, number_texts(zahlen.dictionary.to_numpy())])
    return pa.DictionaryArray.from_arrays(pa.array(stellen), alle)


def number_texts(zahlen: np.ndarray) -> pa.StringArray:
    """Numbers as text, the shortest that says the same; codes that Excel took for numbers are whole ones."""
    ganze = np.abs(zahlen) < _GANZE
    ganze[ganze] = zahlen[ganze] == np.trunc(zahlen[ganze])
    kurz = ~ganze & (np.abs(zahlen) >= _KURZ[0]) & (np.abs(zahlen) < _KURZ[1])
    als_ganze = pa.array(np.where(ganze, zahlen, 0).astype(np.int64)).cast(pa.string())
    texte = pc.if_else(pa.array(ganze), als_ganze, pa.array(zahlen).cast(pa.string()))
    andere = np.flatnonzero(~(ganze | kurz))
    if len(andere):
        neu = texte.to_pylist()
        for stelle in andere.tolist():
            neu[stelle] = repr(zahlen[stelle].item())
        return pa.array(neu, pa.string())
    return texte
