"""One pass over the blocks of an export: every line is counted once, as part of a sum, as left out, or as a total."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import check_volumen
from xlbudget.sources.export.auffuellen import Auffueller
from xlbudget.sources.export.felder import BELEG
from xlbudget.sources.export.lesestand import GRUENDE, Lesestand, no_sums
from xlbudget.sources.export.plausibel import may_be_doubled
from xlbudget.sources.export.rohtabelle import Rohblock, Rohtabelle
from xlbudget.sources.export.schlichtbetrag import arrow_mask
from xlbudget.sources.export.sonderzeilen import MAX_SONDERZEILEN, sonderzeile
from xlbudget.sources.export.spalten import Typisierer
from xlbudget.sources.export.storno import Stornosuche, can_reverse
from xlbudget.sources.export.wiederholung import Wiederholungssuche, can_repeat
from xlbudget.sources.export.zeilenlage import Betragslage, Zeilenlage, judged
from xlbudget.sources.export.zeilenzahl import Stellenzahl, Zahlen
from xlbudget.sources.export.zuordnung import Zuordnung

ALLE = sys.maxsize
"""All lines are kept."""
_ZEILENSPALTEN = ["produkt", "sachkonto", "monat", "saldo_ct", "zeile"]

Lagen = npt.NDArray[np.int64]


class Durchgang(Lesestand):
    """Gathers what the lines of one export yield, block by block.

    `behalten` is how many of the lines that count are kept themselves, the first ones; `verdacht` is what an earlier
    one suspected of standing there more than once.
    """

    def __init__(
        self, zuordnung: Zuordnung, rahmen: Kontenrahmen, *, behalten: int = 0, verdacht: Zahlen | None = None
    ) -> None:
        super().__init__(zuordnung, rahmen)
        self.wiederholungen = Wiederholungssuche(zuordnung, verdacht)
        self.storni = Stornosuche(zuordnung)
        self._sucht = can_repeat(zuordnung) or can_reverse(zuordnung)
        self._sicht = zuordnung.sicht if verdacht is None else zuordnung.sicht_mit_text
        self._zeilen: list[pa.Table] = []
        self._behalten = behalten
        self._typisierer, self._auffueller = Typisierer(zuordnung), Auffueller(zuordnung)
        self._laufend = np.zeros(4, np.int64)  # of what counts so far: as written, Haben − Soll, without signs, lines
        self._seit = np.zeros(4, np.int64)
        self._volumen = 0.0  # of all amounts, without signs
        self._kreuz = 0  # exclusive or of all amounts: 0 if each is there an even number of times

    def run(self, tabelle: Rohtabelle) -> None:
        """Read all blocks; while one is computed, the next is read."""
        with ThreadPoolExecutor(1) as leser:
            blocks = iter(tabelle.blocks(self._sicht))
            naechster = leser.submit(next, blocks, None)
            while (block := naechster.result()) is not None:
                naechster = leser.submit(next, blocks, None)
                self._block(block)

    @property
    def may_be_doubled(self) -> bool:
        """Whether every line may stand there an even number of times, so that a look at the lines is worth it."""
        return not self._kreuz and may_be_doubled(self.sums(), self.gezaehlt)

    def lines(self) -> pa.Table:
        """The lines that count, if they were kept."""
        return pa.concat_tables([no_sums().select(_ZEILENSPALTEN), *self._zeilen])

    def _block(self, block: Rohblock) -> None:
        self.unreadable(block.maengel, len(block.maengel))
        if not block.tabelle.num_rows:
            return
        spalten = self._with_other_accounts(self._auffueller.fill(self._typisierer.typed(block.tabelle)))
        spalten = judged(spalten, self.z)
        self._check_range(spalten)
        lage: Lagen = spalten["lage"].to_numpy()
        zaehlt = lage == Zeilenlage.ZAEHLT
        daten = spalten if zaehlt.all() else spalten.filter(arrow_mask(zaehlt))
        self._special(block, spalten, lage, daten)
        self._left_out(spalten, lage)
        self.befunde.collect(block, spalten, lage)
        self.jahre.collect(block, spalten, lage)
        self._count(daten)
        self.kontonamen.collect(block, daten, zaehlt)
        self.produktnamen.collect(block, daten, zaehlt)
        if daten.num_rows and self._sucht:
            stellen = Stellenzahl.of(daten)
            self.wiederholungen.collect(block, daten, zaehlt, stellen)
            self.storni.collect(block, daten, zaehlt, stellen)
        self._vouchers(block, lage)

    def _check_range(self, spalten: pa.Table) -> None:
        """Raise EingabeError before any sum of integers could run over, of lines that are left out too."""
        namen = ("betrag_ct", *(f"w{i}_ct" for i in range(len(self.z.kopf.monate))))
        for name in (name for name in namen if name in spalten.column_names):
            self._volumen += float(np.nansum(np.abs(spalten[name].to_numpy().astype(np.float64))))
        check_volumen(self._volumen)

    def _with_other_accounts(self, spalten: pa.Table) -> pa.Table:
        """Adds whether the account is none of the Ergebnis: such lines need no Produkt."""
        konten = spalten["sachkonto"].combine_chunks().dictionary_encode()
        neben = [self.rahmen.nebenart_of(konto) is not None for konto in konten.dictionary.to_pylist()]
        return spalten.append_column("nebenkonto", pa.array(neben, pa.bool_()).take(konten.indices))

    def _special(self, block: Rohblock, spalten: pa.Table, lage: Lagen, daten: pa.Table) -> None:
        """Lines without a code, with the sums of what counts above each."""
        betrag, saldo = daten["betrag_ct"].to_numpy(), daten["saldo_ct"].to_numpy()
        reihen = betrag, saldo, np.abs(betrag)
        fehlt = lage == Zeilenlage.CODE_FEHLT
        if not fehlt.any():
            self._laufend = self._laufend + np.array([*(reihe.sum() for reihe in reihen), len(betrag)])
            return
        summen = np.cumsum(np.column_stack((*reihen, np.ones_like(betrag))), axis=0)
        nummern = daten["zeile"].to_numpy()
        for row in spalten.filter(arrow_mask(fehlt)).to_pylist():
            zellen = block.zellen(row["zeile"])
            if not any(zellen):
                continue
            self.zeilen += 1
            platz = int(np.searchsorted(nummern, row["zeile"]))
            bisher = self._laufend + (summen[platz - 1] if platz else 0)
            if len(self.sonder) == MAX_SONDERZEILEN:
                self.beyond_special(row["zeile"], 1, row["betrag_ct"], abs(row["betrag_ct"]))
                continue
            je = [(summe, n) for *teil, n in (bisher.tolist(), (bisher - self._seit).tolist()) for summe in teil]
            self.sonder.append(sonderzeile(row, zellen, je))
            if self.sonder[-1].hat_wert:
                self._seit = bisher
        if len(summen):
            self._laufend = self._laufend + summen[-1]

    def _left_out(self, spalten: pa.Table, lage: Lagen) -> None:
        betrag, nummern = spalten["betrag_ct"].to_numpy(), spalten["zeile"].to_numpy()
        for wert, grund in GRUENDE.items():
            maske = lage == wert
            if maske.any():
                self.leave_out(grund, int(maske.sum()), int(betrag[maske].sum()), int(np.abs(betrag[maske]).sum()))
                self.zeilen += int(maske.sum())
        daten = (lage == Zeilenlage.ZAEHLT) | (lage >= Zeilenlage.JAHR_FALSCH)
        self.datenzeilen += int(daten.sum())
        self.maengel.zeilen = self.datenzeilen
        if daten.any():
            self.letzte_datenzeile = int(nummern[daten][-1])

    def _count(self, daten: pa.Table) -> None:
        self.zeilen += daten.num_rows
        self.gezaehlt += daten.num_rows
        for name in ("produkt", "sachkonto"):
            if pc.any(daten[f"{name}_datum"]).as_py():
                self.datumscodes.update(daten.filter(daten[f"{name}_datum"])[name].to_pylist())
        teile = self._by_month(daten) if self.z.kopf.monate else [_summands(daten, nw.col("saldo_ct"))]
        self.summen.add(*teile)
        for teil in teile:
            self._kreuz ^= int(np.bitwise_xor.reduce(teil["saldo_ct"].to_numpy()))
        for teil in teile if self._behalten else ():
            self._zeilen.append(teil.select(_ZEILENSPALTEN).slice(0, self._behalten))
            self._behalten -= self._zeilen[-1].num_rows
        if "gegenkonto" in daten.column_names:
            gegen = daten.set_column(daten.schema.get_field_index("sachkonto"), "sachkonto", daten["gegenkonto"])
            self.gegensummen.add(_summands(gegen, -nw.col("saldo_ct")))

    def _by_month(self, daten: pa.Table) -> list[pa.Table]:
        """A line of Monatswerte is up to twelve amounts; it counts as one line, in its first month that has one."""
        teile, offen = [], np.ones(daten.num_rows, bool)
        for i, (_, monat) in enumerate(self.z.kopf.monate):
            gut = daten[f"w{i}_lage"].to_numpy() == Betragslage.GUT
            neu, offen = gut & offen, offen & ~gut
            betrag = nw.col(f"w{i}_ct")
            frame = nw.from_native(daten.append_column("anzahl", pa.array(neu.astype(np.int64))))
            frame = frame.select(
                "produkt", "sachkonto", monat=nw.lit(monat).cast(nw.Int64), saldo_ct=betrag, zeile="zeile",
                anzahl="anzahl", negativ=(betrag < 0).cast(nw.Int64), positiv=(betrag > 0).cast(nw.Int64),
            )  # fmt: skip
            teile.append(frame.to_native().filter(pa.array(gut)))
        return teile

    def _vouchers(self, block: Rohblock, lage: Lagen) -> None:
        """The Beleg of the first and of the last line that counts."""
        zaehlt = np.flatnonzero(lage == Zeilenlage.ZAEHLT)
        if BELEG.name in self.z.spalten and len(zaehlt):
            enden = (block.zellen(block.tabelle["zeile"][int(zaehlt[i])].as_py()) for i in (0, -1))
            position = self.z.spalten[BELEG.name]
            erster, letzter = (zellen[position] if position < len(zellen) else "" for zellen in enden)
            self.belege = [(self.belege or [erster])[0], letzter]


def _summands(daten: pa.Table, saldo: nw.Expr) -> pa.Table:
    betrag = nw.col("betrag_ct")
    frame = nw.from_native(daten).select(
        "produkt", "sachkonto", nw.col("monat").cast(nw.Int64), saldo_ct=saldo.cast(nw.Int64), zeile=nw.col("zeile"),
        anzahl=nw.lit(1).cast(nw.Int64), negativ=(betrag < 0).cast(nw.Int64), positiv=(betrag > 0).cast(nw.Int64),
    )  # fmt: skip
    return frame.to_native()
