"""Single postings that an export holds more than once: the same Beleg, day, text, Produkt, account and amount.

Postings of one Beleg that differ in any of it are none. The first pass only keeps a number for each line that has a
Beleg; equal numbers are a suspicion, and then a second pass compares those lines themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.core.geld import format_betrag
from xlbudget.errors import Schwere
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.felder import BELEG, BELEGPOSITION, DATUM, TEXT
from xlbudget.sources.export.rohtabelle import Rohblock
from xlbudget.sources.export.schlichtbetrag import arrow_mask
from xlbudget.sources.export.zeilenzahl import Stellenzahl, Woerter, Zahlen, as_text, mixed
from xlbudget.sources.export.zuordnung import Zuordnung

GENANNT = 5
"""So many of them are named."""
_VIELE = 100  # one line in so many from which a Beleg stands for many postings that are alike
_WENIGE = 5
_HOCH = np.uint64(56)


@dataclass(frozen=True)
class Wiederholung:
    """`anzahl` lines over `betrag_ct`, without signs, stand there again.

    `orte` are the first of them: the line, the first one that is like it, and the Beleg.
    """

    anzahl: int
    betrag_ct: int
    orte: Sequence[tuple[int, int, str]]

    def text(self) -> str:
        """The finding, without the full stop."""
        stellen = ", ".join(f"Zeile {zeile} wie Zeile {erste} (Beleg {beleg})" for zeile, erste, beleg in self.orte)
        rest = f" und {self.anzahl - len(self.orte)} weitere" if self.anzahl > len(self.orte) else ""
        was = "1 Buchung steht" if self.anzahl == 1 else f"{self.anzahl} Buchungen stehen"
        return (
            f"{was} noch einmal im Export, mit gleichem Beleg, Tag, Text, Produkt, Sachkonto und Betrag: "
            f"{stellen}{rest}; zusammen {format_betrag(self.betrag_ct)} € ohne Vorzeichen. Im Finanzverfahren "
            "nachsehen, ob sie mehrfach gebucht sind, und was zu viel ist, dort stornieren; sind es verschiedene "
            "Buchungen, den Befund quittieren"
        )

    def schwere(self, zeilen: int) -> Schwere:
        """Many of them are the way a house books, and no accident."""
        return Schwere.WARNUNG if self.anzahl <= max(_WENIGE, zeilen // _VIELE) else Schwere.HINWEIS


def can_repeat(zuordnung: Zuordnung) -> bool:
    """Whether lines are postings with a Beleg: without one, equal lines are nothing odd."""
    return zuordnung.angabe.inhalt is Inhalt.BUCHUNGEN and BELEG.name in zuordnung.spalten


def key_columns(zuordnung: Zuordnung) -> list[int]:
    """Positions of the columns that must be equal, beside Produkt, account, month and amount; the Beleg first."""
    felder = (BELEG, DATUM, TEXT, BELEGPOSITION)
    return [zuordnung.spalten[feld.name] for feld in felder if feld.name in zuordnung.spalten]


class Wiederholungssuche:
    """Gathers block by block; with `verdacht`, numbers found by an earlier pass, the lines that have one of them."""

    def __init__(self, zuordnung: Zuordnung, verdacht: Zahlen | None = None) -> None:
        self._z, self._verdacht = zuordnung, verdacht
        self._sucht = can_repeat(zuordnung)
        self._zahlen: list[Zahlen] = []
        self._zeilen: list[pa.Table] = []

    def collect(self, block: Rohblock, daten: pa.Table, zaehlt: npt.NDArray[np.bool_], stellen: Stellenzahl) -> None:
        """`daten` are the typed lines of a block that count, `zaehlt` says which of it they are."""
        if not self._sucht:
            return
        text = block.tabelle[f"c{self._z.spalten[BELEG.name]}"]
        beleg = Woerter(as_text(text if zaehlt.all() else text.filter(arrow_mask(zaehlt))))
        monat = daten["monat"].to_numpy().astype(np.uint64) << _HOCH
        zahl = mixed(stellen.stelle, stellen.saldo + monat, beleg.first(), beleg.last())
        mit_beleg = beleg.laenge > 0
        if self._verdacht is None:
            self._zahlen.append(zahl if mit_beleg.all() else zahl[mit_beleg])
            return
        maske = np.isin(zahl, self._verdacht) & mit_beleg
        if maske.any():
            spalten = {f"k{i}": block.tabelle[f"c{i}"].filter(arrow_mask(zaehlt)) for i in key_columns(self._z)}
            gezaehlt = daten.select(["produkt", "sachkonto", "monat", "saldo_ct", "zeile"])
            for name, werte in spalten.items():
                gezaehlt = gezaehlt.append_column(name, pc.utf8_trim_whitespace(as_text(werte)))
            self._zeilen.append(gezaehlt.filter(arrow_mask(maske)))

    def suspicions(self) -> Zahlen | None:
        """The numbers that more than one line has; None where there are none."""
        if not self._zahlen:
            return None
        alle = np.concatenate(self._zahlen)
        self._zahlen = []
        alle.sort()
        doppelt = np.unique(alle[1:][alle[1:] == alle[:-1]])
        return doppelt if len(doppelt) else None

    def found(self) -> Wiederholung | None:
        """The lines that stand there again, of those that were suspected."""
        if not self._zeilen:
            return None
        return _repetition_of(pa.concat_tables(self._zeilen), f"k{self._z.spalten[BELEG.name]}")


def _repetition_of(zeilen: pa.Table, beleg: str) -> Wiederholung | None:
    """The lines of a table that are equal in every column but `zeile`; `beleg` names the column to show."""
    gleich = [name for name in zeilen.column_names if name != "zeile"]
    gruppen = zeilen.group_by(gleich).aggregate([("zeile", "count"), ("zeile", "min"), ("zeile", "max")])
    gruppen = gruppen.filter(pc.greater(gruppen["zeile_count"], 1)).sort_by("zeile_max")
    if not gruppen.num_rows:
        return None
    weitere = gruppen["zeile_count"].to_numpy() - 1
    betrag_ct = int((np.abs(gruppen["saldo_ct"].to_numpy()) * weitere).sum())
    spalten = [gruppen[name].slice(0, GENANNT).to_pylist() for name in ("zeile_max", "zeile_min", beleg)]
    return Wiederholung(int(weitere.sum()), betrag_ct, tuple(zip(*spalten, strict=True)))
