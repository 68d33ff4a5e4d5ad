"""Parquet files as a Spark frame of text columns, with the numbers of those cells that hold numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 — its usual name

from xlbudget.sources.export.rohtabelle import Sicht
from xlbudget.sources.export.spark.zeilen import Rohzeilen, Zustand, hadoop_path, index_by_uri, stripped

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_KOPF = 1  # line of the header in messages


def parquet_rows(
    session: SparkSession, files: Sequence[Path], laengen: Sequence[int], sicht: Sicht, werte: Sequence[int]
) -> Rohzeilen:
    """The rows of files with the same columns; `werte` are the positions whose numbers are wanted, as `z0`, … ."""
    roh = session.read.option("recursiveFileLookup", "true").parquet(*[hadoop_path(file) for file in files])
    uris = roh.select(F.col("_metadata.file_path").alias("pfad")).distinct().collect()
    plaetze = index_by_uri({i: file for i, file in enumerate(files) if laengen[i]}, [uri.pfad for uri in uris])
    orte = session.createDataFrame([*plaetze.items()], "pfad string, datei int")
    alle = [_text(roh, i).alias(f"c{i}") for i in range(min(sicht.breite, len(roh.columns)))]
    zahlen = [_number(roh, position).alias(f"z{i}") for i, position in enumerate(werte)]
    frame = roh.select(
        F.col("_metadata.file_path").alias("pfad"),
        (F.col("_metadata.row_index") + 1 + _KOPF).alias("zeile"),
        *alle, *zahlen,
    ).join(F.broadcast(orte), "pfad")  # fmt: skip
    frame = frame.where(F.col("zeile") > sicht.ab).select(
        "datei",
        "zeile",
        F.lit(int(Zustand.GUT)).alias("zustand"),
        F.array(*(f"c{i}" for i in range(len(alle)))).alias("zellen"),
        *(f"c{i}" for i in sicht.spalten),
        *(f"z{i}" for i in range(len(werte))),
    )
    return Rohzeilen(frame, [max(laenge + _KOPF - sicht.ab, 0) for laenge in laengen])


def _column(roh: DataFrame, position: int) -> tuple[Column, str]:
    name, typ = roh.dtypes[position]
    return F.col("`{}`".format(name.replace("`", "``"))), typ


def _text(roh: DataFrame, position: int) -> Column:
    """A cell as the reader of workbooks writes it: whole numbers without decimals, dates as JJJJ-MM-TT."""
    spalte, typ = _column(roh, position)
    text = spalte.cast("string")
    if typ in ("double", "float"):
        zahl = spalte.cast("double")
        ganz = (zahl == F.floor(zahl)) & (F.abs(zahl) < 1e16)
        text = F.when(ganz, F.when(ganz, zahl).cast("bigint").cast("string")).otherwise(zahl.cast("string"))
    elif typ == "boolean":
        text = F.when(spalte, "WAHR").otherwise("FALSCH")
        text = F.when(spalte.isNotNull(), text)
    elif typ.startswith("timestamp"):
        text = F.when(F.date_trunc("day", spalte) == spalte, F.date_format(spalte, "yyyy-MM-dd")).otherwise(text)
    return stripped(F.coalesce(text, F.lit("")))


def _number(roh: DataFrame, position: int) -> Column:
    spalte, typ = _column(roh, position)
    if typ in ("float", "double"):
        return F.when(~F.isnan(spalte), spalte.cast("double"))
    zahl = typ in ("tinyint", "smallint", "int", "bigint") or typ.startswith("decimal")
    return spalte.cast("double") if zahl else F.lit(None).cast("double")
