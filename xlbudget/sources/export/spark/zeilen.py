"""Text exports as a Spark frame: the lines of all files with their numbers, and their cells.

Spark reads a file in parts that know nothing of each other. So every line stands for itself here: one whose
quotation marks do not close in it needs the next one, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pyspark.sql import functions as F  # noqa: N812 — its usual name

from xlbudget.errors import EingabeError
from xlbudget.sources.export.rohtabelle import Sicht

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row, SparkSession

CODECS = {"utf-8-sig": None, "cp1252": "windows-1252", "iso8859-15": "ISO-8859-15", "cp850": "IBM850"}
"""Python codec → what Java calls it; None for what Spark reads as it is."""

_GLOB = "{}[]*?\\"
_WEISSRAUM = "".join(map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028,
                               0x2029, 0x202F, 0x205F, 0x3000]))  # fmt: skip
"""What Arrow trims, too."""


class Zustand(IntEnum):
    """Whether a line can be split into cells."""

    GUT = 0
    LEER = 1
    ANFUEHRUNG = 2  # marks that are not closed properly
    ZU_BREIT = 3
    OFFEN = 4  # a cell that goes on in the next line
    KEIN_TEXT = 5  # bytes that are no characters


@dataclass(frozen=True)
class Rohzeilen:
    """Rows of files of one shape. `frame` has `datei` (index of the file), `zeile`, `zustand`, `zellen` and `c0`, … .

    `anzahl` is how many rows each file has below its header, blank ones included.
    """

    frame: DataFrame
    anzahl: Sequence[int]


def stripped(text: Column) -> Column:
    """A text without white space around it."""
    return F.btrim(text, F.lit(_WEISSRAUM))


def hadoop_path(file: Path) -> str:
    """A path as Spark takes it, without placeholders."""
    return "".join(f"\\{zeichen}" if zeichen in _GLOB else zeichen for zeichen in _absolute(file))


def index_by_uri(files: Mapping[int, Path], uris: Iterable[str]) -> Mapping[str, int]:
    """The index of the file that each address of Spark means. Raises EingabeError for a file that Spark left out."""
    plaetze = {_absolute(file): i for i, file in files.items()}
    gefunden = {uri: plaetze[_absolute(Path(url2pathname(urlsplit(uri).path)))] for uri in uris}
    for i in files.keys() - set(gefunden.values()):
        raise EingabeError(
            f"Spark liest {files[i].name} nicht; Dateien, deren Name mit „_“ oder „.“ beginnt, übergeht es. Die Datei "
            "umbenennen oder ohne --rechner spark rechnen."
        )
    return gefunden


def text_rows(session: SparkSession, files: Sequence[Path], codec: str, trenner: str, sicht: Sicht) -> Rohzeilen:
    """The rows of text files below a header that ends in the same line of each."""
    roh = session.read.option("recursiveFileLookup", "true").text([hadoop_path(file) for file in files])
    roh = roh.select(
        "value",
        F.monotonically_increasing_id().alias("nummer"),
        F.col("_metadata.file_path").alias("pfad"),
        F.col("_metadata.file_block_start").alias("ab"),
    )
    teile = roh.groupBy("pfad", "ab").agg(F.count("*").alias("zeilen"), F.min("nummer").alias("erste")).collect()
    plaetze, laengen = _places(files, teile)
    orte = session.createDataFrame(plaetze, "pfad string, ab bigint, datei int, versatz bigint")
    frame = roh.join(F.broadcast(orte), ["pfad", "ab"]).withColumn("zeile", F.col("nummer") + F.col("versatz"))
    frame = _split(frame.where(F.col("zeile") > sicht.ab), codec, trenner, sicht.breite)
    spalten = [stripped(F.coalesce(F.get("zellen", F.lit(i)), F.lit(""))).alias(f"c{i}") for i in sicht.spalten]
    frame = frame.select("datei", "zeile", "zustand", "zellen", *spalten)
    return Rohzeilen(frame, [max(laenge - sicht.ab, 0) for laenge in laengen])


def _absolute(file: Path) -> str:
    return str(file.resolve())


def _places(files: Sequence[Path], teile: Sequence[Row]) -> tuple[list[tuple[str, int, int, int]], list[int]]:
    """For each part of a file its index, and what turns Spark's numbers in it into lines of the file; their lengths."""
    index = index_by_uri(dict(enumerate(files)), {teil.pfad for teil in teile})
    laengen, plaetze = [0] * len(files), []
    for teil in sorted(teile, key=lambda teil: (teil.pfad, teil.ab)):
        datei = index[teil.pfad]
        plaetze.append((teil.pfad, teil.ab, datei, laengen[datei] + 1 - teil.erste))
        laengen[datei] += teil.zeilen
    return plaetze, laengen


def _split(frame: DataFrame, codec: str, trenner: str, breite: int) -> DataFrame:
    """Adds `zellen` and `zustand`."""
    java = CODECS[codec]
    if java is None:
        frame = frame.withColumn("kein_text", ~F.is_valid_utf8("value"))
    else:
        frame = frame.withColumn("value", F.decode(F.col("value").cast("binary"), java))
        frame = frame.withColumn("kein_text", F.contains("value", F.lit("\ufffd")))
    frame = frame.withColumn("zellen", _cells(F.col("value"), trenner))
    rest = F.slice("zellen", breite + 1, F.greatest(F.size("zellen"), F.lit(1)))
    return frame.withColumn(
        "zustand",
        F.when(F.col("kein_text"), int(Zustand.KEIN_TEXT))
        .when(F.col("value") == "", int(Zustand.LEER))
        .otherwise(_quotation(F.col("value"), trenner))
    ).withColumn(
        "zustand",
        F.when(
            (F.col("zustand") == int(Zustand.GUT)) & F.exists(rest, lambda zelle: stripped(zelle) != ""),
            int(Zustand.ZU_BREIT),
        ).otherwise(F.col("zustand")),
    )  # fmt: skip


_MARKIERT = '"[^"]*+(?:""[^"]*+)*+"'
"""A cell in quotation marks; those inside are doubled."""


def _cells(zeile: Column, trenner: str) -> Column:
    """The cells of a line, as a strict reader splits it."""
    einzeln = F.regexp_extract_all(
        F.concat(zeile, F.lit(trenner)), F.lit(rf"({_MARKIERT}|[^{trenner}]*+)[{trenner}]"), 1
    )
    ohne_marken = F.transform(
        einzeln,
        lambda zelle: F.when(
            zelle.startswith('"'), F.replace(F.substring(zelle, F.lit(2), F.length(zelle) - 2), F.lit('""'), F.lit('"'))
        ).otherwise(zelle),
    )
    return F.when(F.contains(zeile, F.lit('"')), ohne_marken).otherwise(F.split(zeile, f"[{trenner}]"))


def _quotation(zeile: Column, trenner: str) -> Column:
    """Whether the quotation marks of a line close in it; a cell that does not begin with one may hold some."""
    zelle = rf'(?:{_MARKIERT}|[^"{trenner}][^{trenner}]*+|)'
    ganz = rf"^{zelle}(?:[{trenner}]{zelle})*+$"
    dahinter = rf'^(?:{zelle}[{trenner}])*+{_MARKIERT}[^"{trenner}]'
    return (
        F.when(~F.contains(zeile, F.lit('"')) | F.rlike(zeile, F.lit(ganz)), int(Zustand.GUT))
        .when(F.rlike(zeile, F.lit(dahinter)), int(Zustand.ANFUEHRUNG))
        .otherwise(int(Zustand.OFFEN))
    )
