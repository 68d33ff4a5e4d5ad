"""From rows to typed, judged and counted ones on Spark: the expressions are those that run on Arrow.

What comes back is bounded: sums by account, counts by what becomes of a line, and of each kind of fault the first rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Window
from pyspark.sql import functions as F  # noqa: N812 — its usual name
from pyspark.sql.pandas.types import to_arrow_schema

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.sources.export.felder import BELEG, STORNO, TEXT
from xlbudget.sources.export.jahre import JAHRESSPALTEN
from xlbudget.sources.export.maengel import MAX_ORTE
from xlbudget.sources.export.sonderzeilen import MAX_SONDERZEILEN
from xlbudget.sources.export.spalten import typed_lazy
from xlbudget.sources.export.spark.zeilen import Zustand, stripped
from xlbudget.sources.export.storno import GENANNT as STORNI_GENANNT
from xlbudget.sources.export.storno import KEIN_STORNO, SAGT_STORNO, Storni, can_reverse
from xlbudget.sources.export.wiederholung import GENANNT, Wiederholung, can_repeat, key_columns
from xlbudget.sources.export.zeilenlage import Betragslage, Zeilenlage, judged
from xlbudget.sources.export.zeilenpruefung import (
    IM_ANDEREN_STIL,
    Zeilenpruefung,
    datumspruefung,
    in_other_style,
    kind_of_text,
    zeilenpruefungen,
)
from xlbudget.sources.export.zuordnung import Zuordnung

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row

LEERE_ZEILE = -1
"""`lage` of a row in which nothing stands; one that cannot be split has its Zustand, negative and below that."""
SONDER, MANGEL, LESBAR, FREMD, UNLESBAR = "sonder", "mangel", "lesbar", "fremd", "unlesbar"
"""Kinds beside those of a Zeilenpruefung."""


def lage_of(zustand: Zustand) -> int:
    """The `lage` of a row that cannot be split."""
    return -int(zustand)


def kind_id(i: int, kind: Column) -> Column:
    """What a kind of fault of one Zeilenpruefung is called; `split_kind` reads it."""
    return F.concat(F.lit(f"{i}|"), kind)


def split_kind(art: str) -> tuple[int, str] | None:
    """Which Zeilenpruefung, and which kind of it; None for the others."""
    nummer, trenner, kind = art.partition("|")
    return (int(nummer), kind) if trenner else None


def _case(art: Column, betrag: Column | None = None) -> Column:
    return F.struct(art.alias("art"), (F.lit(0) if betrag is None else betrag).cast("bigint").alias("betrag"))


class Auswertung:
    """The rows of files that are read alike. `frame` is as in Rohzeilen."""

    def __init__(self, frame: DataFrame, zuordnung: Zuordnung, rahmen: Kontenrahmen) -> None:
        self._z = zuordnung
        self.pruefungen = zeilenpruefungen(zuordnung)
        self._frame = self._marked(self._judged(frame, rahmen))

    def counted(self) -> pa.Table:
        """Sums and counts, by `datei`, `lage`, account and month.

        `zeilen`, `betrag`, `ohne_vorzeichen` and `saldo` are of lines; `saldo_ct`, `anzahl`, `negativ`, `positiv` and
        `zeile` of what is summed up by account, or with `gegen` by Gegenkonto.
        """
        zaehlt = F.col("lage") == int(Zeilenlage.ZAEHLT)
        leer = F.array(self._summand(F.lit(""), F.lit(0), F.lit(0), anzahl=0))
        teile = F.when(zaehlt, self._summands()).otherwise(leer)
        frame = self._frame.select("*", F.posexplode(teile).alias("nr", "teil"))
        erste = F.col("nr") == 0
        einmal = F.when(erste, 1).otherwise(0)
        summen = [F.sum(F.col(f"teil.{name}")).alias(name) for name in ("saldo_ct", "anzahl", "negativ", "positiv")]
        zeilen = {"betrag": F.col("betrag_ct"), "ohne_vorzeichen": F.abs("betrag_ct"), "saldo": F.col("saldo_ct")}
        masken = [F.sum(F.col(name).cast("int") * einmal).alias(name) for name in self._zaehler]
        masken.append(F.sum(F.size("arten") * einmal).alias("faelle"))
        belege = (
            [F.min_by("beleg", "zeile").alias("erster_beleg"), F.max_by("beleg", "zeile").alias("letzter_beleg")]
            if BELEG.name in self._z.spalten
            else []
        )
        gruppen = frame.groupBy(
            "datei", "lage", F.when(zaehlt, F.col("produkt")).alias("produkt"), F.col("teil.konto").alias("sachkonto"),
            F.col("teil.monat").alias("monat"), F.col("teil.gegen").alias("gegen"), "anderes_jahr", "fremdes_jahr",
        )  # fmt: skip
        ergebnis = gruppen.agg(
            F.sum(einmal).alias("zeilen"), F.min("zeile").alias("zeile"), F.max("zeile").alias("letzte"),
            *(F.sum(F.when(erste, wert).otherwise(0)).alias(name) for name, wert in zeilen.items()),
            *summen, *masken, *belege,
        )  # fmt: skip
        return cast(pa.Table, ergebnis.toArrow())

    def kinds(self) -> pa.Table:
        """How many lines of each file have a fault of a kind, and the money they are about: `art` as `kind_id` says."""
        faelle = self._frame.select("datei", F.explode("arten").alias("fall"))
        gruppen = faelle.groupBy("datei", F.col("fall.art").alias("art"))
        ergebnis = gruppen.agg(F.count("*").alias("anzahl"), F.sum("fall.betrag").alias("betrag_ct"))
        return cast(pa.Table, ergebnis.toArrow())

    def first_rows(self, gezaehlt: pa.Table) -> pa.Table:
        """The first rows of each kind in each file, in the order of the lines; `gezaehlt` says if there are any."""
        if not pc.sum(gezaehlt["faelle"]).as_py():
            return to_arrow_schema(self._frame.schema).empty_table()
        frame = self._frame.select("*", F.explode("arten").alias("fall")).withColumn("art", F.col("fall.art"))
        reihe = Window.partitionBy("datei", "art").orderBy("zeile")
        hoechstens = F.when(F.col("art") == SONDER, MAX_SONDERZEILEN + 1).otherwise(MAX_ORTE)
        frame = frame.withColumn("rang", F.row_number().over(reihe)).where(F.col("rang") <= hoechstens)
        frame = frame.drop("fall", "art", "rang").dropDuplicates(["datei", "zeile"])
        return cast(pa.Table, frame.toArrow()).sort_by([("datei", "ascending"), ("zeile", "ascending")])

    def is_doubled(self, datei: int) -> bool:
        """Whether every line of a file that counts stands there an even number of times."""
        frame = self._frame.where((F.col("lage") == int(Zeilenlage.ZAEHLT)) & (F.col("datei") == datei))
        teile = frame.select("zeile", F.explode(self._summands()).alias("teil"), "produkt").where(~F.col("teil.gegen"))
        gleich = teile.groupBy("produkt", "teil.konto", "teil.monat", "teil.saldo_ct").agg(F.count("*").alias("n"))
        return not gleich.where(F.col("n") % 2 == 1).take(1)

    def repetitions(self) -> Mapping[int, Wiederholung]:
        """Of each file the postings that it holds more than once, as a Wiederholungssuche finds them."""
        if not can_repeat(self._z):
            return {}
        spalten = [F.get("zellen", F.lit(i)) for i in key_columns(self._z)]
        texte = {f"k{i}": stripped(F.coalesce(spalte, F.lit(""))) for i, spalte in enumerate(spalten)}
        zaehlt = self._frame.where(F.col("lage") == int(Zeilenlage.ZAEHLT)).withColumns(texte).where(F.col("k0") != "")
        gruppen = zaehlt.groupBy("datei", "produkt", "sachkonto", "monat", "saldo_ct", *texte).agg(
            (F.count("*") - 1).alias("n"), F.min("zeile").alias("erste"), F.max("zeile").alias("letzte")
        )
        datei = Window.partitionBy("datei")
        gruppen = gruppen.where(F.col("n") > 0).select(
            "datei", "erste", "letzte", "k0", F.sum("n").over(datei).alias("anzahl"),
            F.sum(F.abs("saldo_ct") * F.col("n")).over(datei).cast("bigint").alias("betrag"),
            F.row_number().over(datei.orderBy("letzte")).alias("rang"),
        )  # fmt: skip
        return {
            nummer: Wiederholung(rows[0].anzahl, rows[0].betrag, [(row.letzte, row.erste, row.k0) for row in rows])
            for nummer, rows in _by_file(gruppen.where(F.col("rang") <= GENANNT).collect(), "rang").items()
        }

    def unmatched_reversals(self) -> Mapping[int, Storni]:
        """Of each file the reversals without a counterpart, as a Stornosuche finds them."""
        if not can_reverse(self._z):
            return {}
        leer, spalten = F.lit(""), self._z.spalten
        text, zeichen = (
            stripped(F.coalesce(F.get("zellen", F.lit(spalten[feld.name])), leer)) if feld.name in spalten else leer
            for feld in (TEXT, STORNO)
        )
        sagt = F.rlike(text, F.lit(SAGT_STORNO)) | ~F.rlike(zeichen, F.lit(KEIN_STORNO))
        zaehlt = self._frame.where((F.col("lage") == int(Zeilenlage.ZAEHLT)) & (F.col("saldo_ct") != 0))
        zaehlt = zaehlt.select("datei", "zeile", "produkt", "sachkonto", "saldo_ct", text.alias("text"),
                               F.abs("saldo_ct").alias("betrag"), sagt.alias("storno"))  # fmt: skip
        gleiche = Window.partitionBy("datei", "produkt", "sachkonto", "betrag")
        gegen = F.when(F.col("saldo_ct") > 0, F.sum((F.col("saldo_ct") < 0).cast("int")).over(gleiche)).otherwise(
            F.sum((F.col("saldo_ct") > 0).cast("int")).over(gleiche)
        )
        reihe = Window.partitionBy("datei", "produkt", "sachkonto", "saldo_ct").orderBy("zeile")
        storni = zaehlt.withColumn("partner", gegen).where("storno").withColumn("rang", F.row_number().over(reihe))
        datei = Window.partitionBy("datei")
        ohne = storni.where(F.col("rang") > F.col("partner")).select(
            "datei", "zeile", "text", F.count("*").over(datei).alias("anzahl"),
            F.sum("betrag").over(datei).cast("bigint").alias("summe"),
            F.row_number().over(datei.orderBy("zeile")).alias("nr"),
        )  # fmt: skip
        return {
            nummer: Storni(rows[0].anzahl, rows[0].summe, [(row.zeile, row.text) for row in rows])
            for nummer, rows in _by_file(ohne.where(F.col("nr") <= STORNI_GENANNT).collect(), "nr").items()
        }

    def _judged(self, frame: DataFrame, rahmen: Kontenrahmen) -> DataFrame:
        getippt = nw.from_native(typed_lazy(frame, self._z)).with_columns(nebenkonto=_is_nebenkonto(rahmen))
        frame = judged(getippt.to_native(), self._z)
        leer = ~F.exists("zellen", lambda zelle: stripped(zelle) != "")
        lage = F.when(F.col("zustand") != int(Zustand.GUT), -F.col("zustand"))
        lage = lage.when((F.col("lage") == int(Zeilenlage.CODE_FEHLT)) & leer, LEERE_ZEILE)
        return frame.withColumn("lage", lage.otherwise(F.col("lage")).cast("bigint"))

    def _marked(self, frame: DataFrame) -> DataFrame:
        """Adds what is wrong with each line, as `arten` with the money it is about, and years that are not this one."""
        datum = datumspruefung(self._z)
        marken: dict[str, nw.Expr] = {}
        for i, pruefung in enumerate(self.pruefungen):
            kind, betrag = self._kind(pruefung, frame.columns)
            marken |= {f"m{i}": pruefung.maske}
            marken |= {f"k{i}": nw.when(pruefung.maske).then(kind), f"b{i}": nw.when(pruefung.maske).then(betrag)}
        dates = {LESBAR: datum.lesbar, FREMD: datum.fremd, UNLESBAR: datum.unlesbar} if datum else {}
        frame = nw.from_native(frame).with_columns(**marken, **dates).to_native()
        self._zaehler = [*([LESBAR] if datum else []), "produkt_datum", "sachkonto_datum"]
        faelle = [
            F.when(F.col(f"m{i}"), _case(kind_id(i, F.col(f"k{i}")), F.col(f"b{i}")))
            for i in range(len(self.pruefungen))
        ]
        faelle += [F.when(F.col(name), _case(F.lit(name))) for name in (FREMD, UNLESBAR) if datum]
        faelle.append(F.when(F.col("lage") == int(Zeilenlage.CODE_FEHLT), _case(F.lit(SONDER))))
        mangel = F.col("lage").isin(lage_of(Zustand.ANFUEHRUNG), lage_of(Zustand.ZU_BREIT))
        faelle.append(F.when(mangel, _case(F.lit(MANGEL))))
        jahr = next((name for name in JAHRESSPALTEN if name in frame.columns), None)
        anderes = F.when(F.col("lage") == int(Zeilenlage.ANDERES_JAHR), F.col(jahr)) if jahr else F.lit(None)
        fremdes = F.when(F.col(FREMD), F.col("datum_jahr")) if datum else F.lit(None)
        frame = frame.withColumns(
            {
                "arten": F.array_compact(F.array(*faelle)),
                "anderes_jahr": anderes.cast("string"),
                "fremdes_jahr": fremdes.cast("bigint"),
            }
        )
        if BELEG.name in self._z.spalten:
            beleg = F.get("zellen", F.lit(self._z.spalten[BELEG.name]))
            frame = frame.withColumn("beleg", stripped(F.coalesce(beleg, F.lit(""))))
        return frame.drop(*(f"{buchstabe}{i}" for i in range(len(self.pruefungen)) for buchstabe in "mkb"))

    def _kind(self, pruefung: Zeilenpruefung, spalten: Sequence[str]) -> tuple[nw.Expr, nw.Expr]:
        """Which kind a fault is, and the money it is about."""
        if pruefung.wert is None:
            position = self._z.spalten.get(pruefung.feld)
            text = nw.lit("") if position is None else nw.col(f"c{position}")
            return kind_of_text(text), nw.col("betrag_ct")
        anders, cent = in_other_style(nw.col(f"c{self._z.wertspalten[pruefung.wert][1]}"), self._z)
        if f"z{pruefung.wert}" in spalten:
            anders = anders & nw.col(f"z{pruefung.wert}").is_null()
        lage = nw.col(f"w{pruefung.wert}_lage").cast(nw.String)
        kind = nw.when(anders).then(nw.lit(str(IM_ANDEREN_STIL))).otherwise(lage)
        return kind, nw.when(anders).then(cent).otherwise(0)

    def _summands(self) -> Column:
        """What a line that counts adds to accounts: one amount, one of each month, or one to its Gegenkonto too."""
        konto = F.col("sachkonto")
        if self._z.kopf.monate:
            teile = [
                F.when(
                    F.col(f"w{i}_lage") == int(Betragslage.GUT), self._summand(konto, F.lit(monat), F.col(f"w{i}_ct"))
                )
                for i, (_, monat) in enumerate(self._z.kopf.monate)
            ]
            gute = F.array_compact(F.array(*teile))
            # a line counts once, with its first amount
            return F.transform(gute, lambda teil, nr: teil.withField("anzahl", F.when(nr == 0, 1).otherwise(0)))
        monat, saldo, betrag = F.col("monat"), F.col("saldo_ct"), F.col("betrag_ct")
        teile = [self._summand(konto, monat, saldo, betrag)]
        if self._z.datev and "gegenkonto" in self._frame.columns:
            teile.append(self._summand(F.col("gegenkonto"), monat, -saldo, betrag, gegen=True))
        return F.array(*teile)

    @staticmethod
    def _summand(
        konto: Column,
        monat: Column,
        saldo: Column,
        betrag: Column | None = None,
        *,
        gegen: bool = False,
        anzahl: int = 1,
    ) -> Column:
        betrag = saldo if betrag is None else betrag
        return F.struct(
            konto.alias("konto"), monat.cast("bigint").alias("monat"), saldo.cast("bigint").alias("saldo_ct"),
            F.lit(anzahl).alias("anzahl"), F.lit(gegen).alias("gegen"),
            F.when(betrag < 0, 1).otherwise(0).alias("negativ"), F.when(betrag > 0, 1).otherwise(0).alias("positiv"),
        )  # fmt: skip


def _by_file(rows: Sequence[Row], reihe: str) -> Mapping[int, Sequence[Row]]:
    """Rows of each file, in the order of one of their numbers."""
    je: dict[int, list[Row]] = {}
    for row in sorted(rows, key=lambda row: int(row[reihe])):
        je.setdefault(row.datei, []).append(row)
    return je


def _is_nebenkonto(rahmen: Kontenrahmen) -> nw.Expr:
    """Whether an account is none of the Ergebnis, by the longest prefix that fits."""
    praefixe = dict.fromkeys(eintrag.praefix for eintrag in rahmen.praefixe if eintrag.praefix)
    neben = {praefix: rahmen.nebenart_of(praefix) is not None for praefix in praefixe}
    ausdruck: nw.Expr = nw.lit(value=False)
    for praefix in sorted(neben, key=len):  # what is longer is asked first
        kuerzer = (neben[praefix[:laenge]] for laenge in range(len(praefix) - 1, 0, -1) if praefix[:laenge] in neben)
        if neben[praefix] != next(kuerzer, False):
            ausdruck = (
                nw.when(nw.col("sachkonto").str.starts_with(praefix)).then(nw.lit(neben[praefix])).otherwise(ausdruck)
            )
    return ausdruck
