"""Exports read and summed by Spark: declared and understood as ever, all files that are read alike in one go."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.errors import Befund, EingabeError, printable
from xlbudget.sources.export.angaben import Quellenangabe
from xlbudget.sources.export.auffuellen import refuse_on_spark
from xlbudget.sources.export.dateiart import Exportdatei, is_parquet
from xlbudget.sources.export.kopf import Kopfsuche
from xlbudget.sources.export.lesen import Export, check_parts, finished, in_english, parts_of, understood
from xlbudget.sources.export.lesestand import Lesestand
from xlbudget.sources.export.plausibel import may_be_doubled
from xlbudget.sources.export.rohtabelle import Rohtabelle
from xlbudget.sources.export.rohtabelle_blatt import open_parquet_sample
from xlbudget.sources.export.rohtabelle_text import Textdatei
from xlbudget.sources.export.spark.auswertung import Auswertung, lage_of, split_kind
from xlbudget.sources.export.spark.parquet import parquet_rows
from xlbudget.sources.export.spark.stand import read_stand
from xlbudget.sources.export.spark.zeilen import CODECS, Rohzeilen, Zustand, text_rows
from xlbudget.sources.export.zeichensatz import damaged
from xlbudget.sources.export.zeilenpruefung import IM_ANDEREN_STIL
from xlbudget.sources.export.zuordnung import Zuordnung

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_MAPPEN = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class _Quelldatei:
    """A file as understood by its first lines. `art` is what files must share to be read in one go."""

    pfad: Path
    zuordnung: Zuordnung
    art: tuple[str, ...]
    laenge: int = 0  # of parquet, whose header stands in no row

    def fits(self, andere: _Quelldatei) -> bool:
        """Whether both are read alike, line by line."""
        return self.art == andere.art and _plain(self.zuordnung) == _plain(andere.zuordnung)


class Sparkleser:
    """Reads exports on one session."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def read(self, files: Sequence[Path], angabe: Quellenangabe, jahr: int, rahmen: Kontenrahmen) -> list[list[Export]]:
        """What `read_exports` yields of each file.

        Raises EingabeError as it does, for a workbook, for a rule that needs the order of lines, and where Spark fails.
        """
        teile = parts_of(angabe)
        with _told_in_german():
            je_teil = [self._read(files, teil, angabe.jahr or jahr, rahmen, gemischt=len(teile) > 1) for teil in teile]
        exporte = []
        for file, *gelesen in zip(files, *je_teil, strict=True):
            check_parts(file, [zuordnung for zuordnung, _ in gelesen])
            exporte.append([finished(zuordnung, stand, rahmen) for zuordnung, stand in gelesen])
        return exporte

    def _read(
        self, files: Sequence[Path], angabe: Quellenangabe, jahr: int, rahmen: Kontenrahmen, *, gemischt: bool
    ) -> list[tuple[Zuordnung, Lesestand]]:
        dateien = [_understood(file, angabe, jahr, gemischt=gemischt) for file in files]
        staende = self._count(dateien, rahmen)
        neue = {
            i: replace(datei, zuordnung=neu)
            for i, datei in enumerate(dateien)
            if (neu := in_english(datei.zuordnung, staende[i].andere_zahlen)) is not None
        }
        gelesen = [(datei.zuordnung, stand.stand) for datei, stand in zip(dateien, staende, strict=True)]
        for i, zweiter in zip(neue, self._count(list(neue.values()), rahmen), strict=True):
            if zweiter.stand.unlesbare_betraege < gelesen[i][1].unlesbare_betraege:
                gelesen[i] = neue[i].zuordnung, zweiter.stand
        return gelesen

    def _count(self, dateien: Sequence[_Quelldatei], rahmen: Kontenrahmen) -> list[_Gelesen]:
        """What the lines of each file yield; files that are read alike are one job."""
        gruppen: list[list[int]] = []
        for i, datei in enumerate(dateien):
            passend = next((gruppe for gruppe in gruppen if dateien[gruppe[0]].fits(datei)), None)
            if passend is None:
                gruppen.append([i])
            else:
                passend.append(i)
        je: dict[int, _Gelesen] = {}
        for gruppe in gruppen:
            je |= zip(gruppe, self._count_group([dateien[i] for i in gruppe], rahmen), strict=True)
        return [je[i] for i in range(len(dateien))]

    def _count_group(self, dateien: Sequence[_Quelldatei], rahmen: Kontenrahmen) -> Iterator[_Gelesen]:
        zuordnung = dateien[0].zuordnung
        rohzeilen = self._rows(dateien)
        auswertung = Auswertung(rohzeilen.frame, zuordnung, rahmen)
        gezaehlt = auswertung.counted()
        for i, datei in enumerate(dateien):
            _check_lines(datei, _of(gezaehlt, i), rohzeilen.anzahl[i])
        erste = auswertung.first_rows(gezaehlt)
        arten = auswertung.kinds() if len(erste) else None
        wiederholt, storni = auswertung.repetitions(), auswertung.unmatched_reversals()
        for i, datei in enumerate(dateien):
            dieser = None if arten is None else _of(arten, i)
            stand = read_stand(datei.zuordnung, rahmen, _of(gezaehlt, i), _of(erste, i), dieser)
            stand.doppelt = may_be_doubled(stand.sums(), stand.gezaehlt) and auswertung.is_doubled(i)
            stand.wiederholt = None if stand.doppelt else wiederholt.get(i)
            stand.ohne_partner = storni.get(i)
            yield _Gelesen(stand, 0 if dieser is None else _in_other_style(dieser))

    def _rows(self, dateien: Sequence[_Quelldatei]) -> Rohzeilen:
        pfade, sicht = [datei.pfad for datei in dateien], dateien[0].zuordnung.sicht
        if dateien[0].art[0] == "parquet":
            werte = [position for _, position in dateien[0].zuordnung.wertspalten]
            return parquet_rows(self._session, pfade, [datei.laenge for datei in dateien], sicht, werte)
        _, codec, trenner = dateien[0].art
        return text_rows(self._session, pfade, codec, trenner, sicht)


@dataclass(frozen=True)
class _Gelesen:
    """What one file yielded, and how many of its amounts would be right in the other style of numbers."""

    stand: Lesestand
    andere_zahlen: int


class _Sparkdatei(Exportdatei):
    """A file of which only the first rows are read here; refuses what Spark does not read."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, sys.maxsize)
        self.art: tuple[str, ...] = ()
        self.laenge = 0

    def table(self, suche: Kopfsuche) -> tuple[Rohtabelle, list[Befund]]:
        if is_parquet(self.file):
            tabelle, typen, self.laenge = open_parquet_sample(self.file)
            self.art = "parquet", typen
            return tabelle, []
        if self.file.suffix.casefold() in _MAPPEN:
            raise _is_workbook(self.file)
        text, befunde = super().table(suche)
        if not isinstance(text, Textdatei):
            raise _is_workbook(self.file)
        if text.codec not in CODECS:
            raise EingabeError(
                f"{text.datei} ist in UTF-16 geschrieben; mit --rechner spark wird das nicht gelesen. Den Export als "
                "„CSV UTF-8“ speichern oder ohne --rechner spark rechnen."
            )
        self.art = "text", text.codec, text.trenner
        return text, befunde


def _understood(file: Path, angabe: Quellenangabe, jahr: int, *, gemischt: bool) -> _Quelldatei:
    datei = _Sparkdatei(file)
    _, zuordnung = understood(datei, angabe, jahr, gemischt=gemischt)
    refuse_on_spark(zuordnung)
    return _Quelldatei(file, zuordnung, datei.art, datei.laenge)


def _is_workbook(file: Path) -> EingabeError:
    return EingabeError(
        f"{file.name} ist eine Arbeitsmappe; mit --rechner spark werden nur CSV und Parquet gelesen. Den Export als "
        "CSV erzeugen oder ohne --rechner spark rechnen."
    )


def _plain(zuordnung: Zuordnung) -> Zuordnung:
    """Without what is said of one file only."""
    kopf = replace(zuordnung.kopf, darueber=())
    ort = replace(zuordnung.ort, datei="")
    return replace(zuordnung, kopf=kopf, ort=ort, entscheidungen=(), befunde=())


def _of(tabelle: pa.Table, datei: int) -> pa.Table:
    return tabelle.filter(pc.equal(tabelle["datei"], datei))


def _in_other_style(arten: pa.Table) -> int:
    """Amounts that would be right in the other style of numbers."""
    kinds = ((split_kind(art["art"]), art["anzahl"]) for art in arten.to_pylist())
    return sum(anzahl for kind, anzahl in kinds if kind and kind[1] == str(IM_ANDEREN_STIL))


def _check_lines(datei: _Quelldatei, gezaehlt: pa.Table, anzahl: int) -> None:
    """Raise EingabeError where Spark did not see every line once, bytes are no characters, or a cell spans lines."""
    if (pc.sum(gezaehlt["zeilen"]).as_py() or 0) != anzahl:
        raise EingabeError(
            f"{datei.pfad.name} hat sich während des Lesens geändert. Noch einmal rechnen, wenn die Datei fertig ist."
        )
    erste = {row["lage"]: row["zeile"] for row in gezaehlt.sort_by([("zeile", "descending")]).to_pylist()}
    if zeile := erste.get(lage_of(Zustand.KEIN_TEXT)):
        raise damaged(datei.pfad, datei.art[1], zeile)
    if zeile := erste.get(lage_of(Zustand.OFFEN)):
        raise EingabeError(
            f'{datei.pfad.name}, Zeile {zeile}: hier beginnt ein Anführungszeichen ("), das in dieser Zeile nicht '
            "endet. Eine Zelle über mehrere Zeilen braucht deren Reihenfolge; mit --rechner spark gibt es sie nicht. "
            "Den Export ohne Zeilenumbrüche in den Zellen erzeugen oder ohne --rechner spark rechnen."
        )


@contextmanager
def _told_in_german() -> Iterator[None]:
    try:
        yield
    except (PySparkException, Py4JError) as error:
        grund = printable(str(error).strip().splitlines()[0], 300)
        raise EingabeError(
            f"Spark konnte die Exporte nicht lesen: {grund}. Die Einrichtung von Spark prüfen oder ohne "
            "--rechner spark rechnen."
        ) from error
