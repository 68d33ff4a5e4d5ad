"""From what Spark counted of one file to the same Lesestand that a walk over its lines yields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.felder import PERIODE
from xlbudget.sources.export.lesestand import GRUENDE, Lesestand
from xlbudget.sources.export.rohtabelle import Rohblock, Zeilenmangel
from xlbudget.sources.export.sonderzeilen import MAX_SONDERZEILEN, Sonderart, Sonderzeile, sonderzeile
from xlbudget.sources.export.spark.auswertung import FREMD, LESBAR, UNLESBAR, lage_of, split_kind
from xlbudget.sources.export.spark.zeilen import Zustand
from xlbudget.sources.export.zeilenlage import Zeilenlage
from xlbudget.sources.export.zeilenpruefung import zeilenpruefungen
from xlbudget.sources.export.zuordnung import Zuordnung

_SUMMEN = ("saldo_ct", "zeile", "anzahl", "negativ", "positiv")
_OHNE_SPARK = "oder ohne --rechner spark rechnen."
Zeile = Mapping[str, Any]


def read_stand(
    zuordnung: Zuordnung, rahmen: Kontenrahmen, gezaehlt: pa.Table, erste: pa.Table, arten: pa.Table | None
) -> Lesestand:
    """One file: its part of what an Auswertung counted, of its first rows, and of its kinds, if there are any.

    Raises EingabeError (German) where only the order of the lines would tell.
    """
    return _Standleser(zuordnung, rahmen, gezaehlt, erste, arten).read()


class _Standleser:
    def __init__(
        self, zuordnung: Zuordnung, rahmen: Kontenrahmen, gezaehlt: pa.Table, erste: pa.Table, arten: pa.Table | None
    ) -> None:
        self._z, self._gezaehlt, self._erste = zuordnung, gezaehlt, erste
        self._arten = {} if arten is None else {art["art"]: art for art in arten.to_pylist()}
        self._stand = Lesestand(zuordnung, rahmen)
        summiert = [name for name in gezaehlt.column_names if pa.types.is_integer(gezaehlt.schema.field(name).type)]
        schluessel = ["lage", "anderes_jahr", "fremdes_jahr"]
        summiert = [name for name in summiert if name not in (*schluessel, "datei", "monat", "zeile", "letzte")]
        gruppen = gezaehlt.group_by(schluessel).aggregate(
            [*((name, "sum") for name in summiert), ("zeile", "min"), ("letzte", "max")]
        )
        gruppen = gruppen.rename_columns([name.removesuffix("_sum") for name in gruppen.column_names])
        self._gruppen: Sequence[Zeile] = gruppen.to_pylist()

    def read(self) -> Lesestand:
        stand = self._stand
        stand.gezaehlt = self._lines(Zeilenlage.ZAEHLT)
        stand.zeilen += stand.gezaehlt
        daten = [g for g in self._gruppen if g["lage"] == Zeilenlage.ZAEHLT or g["lage"] >= Zeilenlage.JAHR_FALSCH]
        stand.datenzeilen += sum(gruppe["zeilen"] for gruppe in daten)
        stand.letzte_datenzeile = max((gruppe["letzte_max"] for gruppe in daten), default=0)
        for lage, grund in GRUENDE.items():
            if anzahl := self._lines(lage):
                stand.leave_out(grund, anzahl, self._sum("betrag", lage), self._sum("ohne_vorzeichen", lage))
                stand.zeilen += anzahl
        self._sums()
        self._unreadable()
        stand.maengel.zeilen = stand.datenzeilen
        self._special()
        self._findings()
        return stand

    def _lines(self, *lagen: int) -> int:
        return self._sum("zeilen", *lagen)

    def _sum(self, name: str, *lagen: int) -> int:
        return sum(gruppe[name] or 0 for gruppe in self._gruppen if gruppe["lage"] in lagen or not lagen)

    def _sums(self) -> None:
        zaehlt = self._gezaehlt.filter(pc.equal(self._gezaehlt["lage"], int(Zeilenlage.ZAEHLT)))
        namen = ["produkt", "sachkonto", "monat", *_SUMMEN]
        for gegen, ziel in ((False, self._stand.summen), (True, self._stand.gegensummen)):
            teil = zaehlt.filter(pc.equal(zaehlt["gegen"], gegen)).select(namen)
            if teil.num_rows:
                ganz = [teil[name].cast(pa.int64()) for name in ("monat", *_SUMMEN)]
                ziel.add(pa.table([teil["produkt"], teil["sachkonto"], *ganz], namen))
        for name in ("produkt", "sachkonto"):
            mit_datum = zaehlt.filter(pc.greater(zaehlt[f"{name}_datum"], 0)).sort_by("zeile")
            for zeile in mit_datum.to_pylist():
                self._stand.datumscodes[zeile[name]] += zeile[f"{name}_datum"]
        if "erster_beleg" in zaehlt.column_names and zaehlt.num_rows:
            erster, letzter = zaehlt.sort_by("zeile")["erster_beleg"][0], zaehlt.sort_by("letzte")["letzter_beleg"][-1]
            self._stand.belege = [erster.as_py(), letzter.as_py()]

    def _unreadable(self) -> None:
        gruende = {
            lage_of(Zustand.ANFUEHRUNG): 'die Anführungszeichen (") sind nicht richtig geschlossen',
            lage_of(Zustand.ZU_BREIT): f"die Zeile hat mehr Spalten als die Kopfzeile ({self._z.kopf.breite})",
        }
        erste = [Zeilenmangel(row["zeile"], gruende[row["lage"]]) for row in self._rows(*gruende)]
        self._stand.unreadable(erste, self._lines(*gruende))

    def _rows(self, *lagen: int) -> Sequence[Zeile]:
        rows: Sequence[Zeile] = self._erste.filter(pc.is_in(self._erste["lage"], pa.array(lagen))).to_pylist()
        return rows

    def _special(self) -> None:
        """Lines without a code. What adds up can be told for those below all lines that count, and for no others."""
        rows = self._rows(Zeilenlage.CODE_FEHLT)
        anzahl = self._lines(Zeilenlage.CODE_FEHLT)
        self._stand.zeilen += anzahl
        einzeln, weitere = rows[:MAX_SONDERZEILEN], rows[MAX_SONDERZEILEN:]
        if weitere:
            betraege = [row["betrag_ct"] for row in einzeln]
            rest_ct = self._sum("betrag", Zeilenlage.CODE_FEHLT) - sum(betraege)
            volumen_ct = self._sum("ohne_vorzeichen", Zeilenlage.CODE_FEHLT) - sum(map(abs, betraege))
            self._stand.beyond_special(weitere[0]["zeile"], anzahl - len(einzeln), rest_ct, volumen_ct)
        letzte = max((g["letzte_max"] for g in self._gruppen if g["lage"] == Zeilenlage.ZAEHLT), default=0)
        alle = [self._sum(name, Zeilenlage.ZAEHLT) for name in ("betrag", "saldo", "ohne_vorzeichen")]
        bisher = [(summe, self._stand.gezaehlt) for summe in alle]
        seit: list[tuple[int, int]] | None = bisher
        for row in einzeln:
            zellen = [zelle.strip() for zelle in row["zellen"]]
            darunter = row["zeile"] > letzte
            bekannt = [*bisher, *(seit or ())] if darunter else []
            zeile = sonderzeile(dict(row), zellen, bekannt)
            if not darunter or seit is None:
                self._refuse_undecided(zeile)
            self._stand.sonder.append(zeile)
            if zeile.hat_wert:
                seit = [(0, 0)] * len(alle) if darunter else None

    def _refuse_undecided(self, zeile: Sonderzeile) -> None:
        """Raise EingabeError where sums of lines above, which are not known here, would make it another thing."""
        geht_auf = replace(zeile, bisher_ct=[*zeile.bisher_ct, (abs(zeile.betrag_ct or 0), 2)])
        gleich = zeile.art() is geht_auf.art() and (
            zeile.art() is not Sonderart.SUMME or zeile.geht_auf == geht_auf.geht_auf
        )
        if not gleich:
            raise EingabeError(
                f"{self._z.ort.datei}, Zeile {zeile.nummer}: die Zeile hat einen Betrag, aber ihr fehlt Produkt "
                "oder Sachkonto. Ob sie eine Summe der Zeilen darüber ist, sagt nur deren Reihenfolge; mit --rechner "
                f"spark gibt es sie nicht. Den Export ohne Summenzeilen zwischen den Buchungen erzeugen {_OHNE_SPARK}"
            )

    def _findings(self) -> None:
        """The first of each kind with their texts, then how many more there are."""
        erste = self._erste.filter(pc.greater_equal(self._erste["lage"], int(Zeilenlage.ZAEHLT)))
        block, lage = Rohblock(_as_block(erste, self._z), lambda _: ()), erste["lage"].to_numpy()
        self._stand.befunde.collect(block, erste, lage)
        pruefungen = zeilenpruefungen(self._z)
        da: Counter[str] = Counter()
        geld: Counter[str] = Counter()
        for fall in (fall for faelle in erste["arten"].to_pylist() for fall in faelle):
            da[fall["art"]] += 1
            geld[fall["art"]] += fall["betrag"]
        for art, ganz in self._arten.items():
            if teil := split_kind(art):
                rest = ganz["anzahl"] - da[art], ganz["betrag_ct"] - geld[art]
                self._stand.befunde.add_more(pruefungen[teil[0]], teil[1], *rest)
        andere = sorted((g for g in self._gruppen if g["anderes_jahr"] is not None), key=lambda g: g["zeile_min"])
        for gruppe in andere:
            self._stand.jahre.add_other_years(Counter({gruppe["anderes_jahr"]: gruppe["zeilen"]}), gruppe["zeile_min"])
        self._stand.jahre.collect(block, erste, lage)
        if FREMD in erste.column_names:
            fremde = Counter({g["fremdes_jahr"]: g["zeilen"] for g in self._gruppen if g["fremdes_jahr"] is not None})
            fremde.subtract(erste.filter(erste[FREMD])["datum_jahr"].to_pylist())
            lesbar = self._sum(LESBAR) - int(pc.sum(erste[LESBAR]).as_py() or 0)
            self._stand.jahre.add_dates(lesbar, fremde, self._more(UNLESBAR, da))
            if PERIODE.name in self._z.spalten:
                self._stand.maengel.add_many(Schwere.WARNUNG, "journal.jahr", self._more(FREMD, da), ())

    def _more(self, art: str, da: Counter[str]) -> int:
        """How many lines have something, beyond those that came back."""
        return int(self._arten[art]["anzahl"]) - da[art] if art in self._arten else 0


def _as_block(rows: pa.Table, zuordnung: Zuordnung) -> pa.Table:
    """Rows as text columns, as a reader yields them."""
    positionen = {f"z{i}": f"z{position}" for i, (_, position) in enumerate(zuordnung.wertspalten)}
    texte = [f"c{i}" for i in zuordnung.sicht.spalten]
    namen = ["zeile", *texte, *(name for name in positionen if name in rows.column_names)]
    return rows.select(namen).rename_columns([positionen.get(name, name) for name in namen])
