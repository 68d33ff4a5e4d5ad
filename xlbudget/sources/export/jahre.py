"""Which year the lines of an export belong to: what a year column or a period names decides, dates give warning."""

from __future__ import annotations

from collections import Counter

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.felder import DATUM, JAHR, PERIODE
from xlbudget.sources.export.maengel import Mangelsammler
from xlbudget.sources.export.rohtabelle import Rohblock
from xlbudget.sources.export.zeilenlage import Zeilenlage
from xlbudget.sources.export.zeilenpruefung import Datumspruefung, datumspruefung
from xlbudget.sources.export.zuordnung import Zuordnung
from xlbudget.sources.zellen import shown

JAHRESSPALTEN = ("jahr", "periode_jahr", "datum_jahr")
"""What says the year of a line, the first of them that is there."""


class AnderesJahrError(EingabeError):
    """An export is of the year `gefunden` and not of the one that is wanted."""

    def __init__(self, text: str, gefunden: int) -> None:
        super().__init__(text)
        self.gefunden = gefunden


class Jahrespruefung:
    """Gathers years and dates block by block, and says at the end whether the export is one of this year."""

    def __init__(self, zuordnung: Zuordnung, maengel: Mangelsammler) -> None:
        self._z, self._maengel = zuordnung, maengel
        self._jahre: Counter[str] = Counter()
        self._erste_fremde = 0
        self._lesbar = 0
        self._fremde: Counter[int] = Counter()
        self._unlesbar = 0
        self._erstes_unlesbares: tuple[str, int] | None = None
        self._pruefung = datumspruefung(zuordnung)

    def collect(self, block: Rohblock, spalten: pa.Table, lage: npt.NDArray[np.int64]) -> None:
        """The years of one block; `lage` is the Zeilenlage of every row."""
        namen = spalten.column_names
        fremd = spalten.filter(pa.array(lage == Zeilenlage.ANDERES_JAHR))
        if fremd.num_rows:
            name = next(name for name in JAHRESSPALTEN if name in namen)
            self.add_other_years(Counter(map(str, fremd[name].to_pylist())), fremd["zeile"][0].as_py())
        if self._pruefung is not None:
            self._dates(block, spalten, self._pruefung)

    def _dates(self, block: Rohblock, spalten: pa.Table, pruefung: Datumspruefung) -> None:
        frame = nw.from_native(spalten).select(lesbar=pruefung.lesbar, fremd=pruefung.fremd, unlesbar=pruefung.unlesbar)
        lesbar, fremd, unlesbar = (frame[name].to_numpy() for name in frame.columns)
        jahr = spalten["datum_jahr"].to_numpy()
        self.add_dates(int(lesbar.sum()), Counter(jahr[fremd].tolist()), int(unlesbar.sum()))
        if PERIODE.name not in self._z.spalten:
            return
        position = self._z.spalten[DATUM.name]
        zeilen = np.flatnonzero(fremd)[: self._maengel.wanted(Schwere.WARNUNG, "journal.jahr")]
        erste = [
            (
                f"Buchungsdatum im Jahr {jahr[i]}; die Buchung zählt nach ihrer Periode zum Jahr {self._z.jahr}. "
                "Bitte prüfen",
                self._z.ort.place(block.tabelle["zeile"][int(i)].as_py(), position),
            )
            for i in zeilen
        ]
        self._maengel.add_many(Schwere.WARNUNG, "journal.jahr", int(fremd.sum()), erste)
        if unlesbar.any() and self._erstes_unlesbares is None:
            row = block.tabelle.slice(int(np.argmax(unlesbar)), 1).to_pylist()[0]
            self._erstes_unlesbares = row[f"c{position}"].strip(), row["zeile"]

    def add_other_years(self, jahre: Counter[str], erste_zeile: int) -> None:
        """So many lines of each other year, in the order in which they come."""
        self._erste_fremde = self._erste_fremde or erste_zeile
        self._jahre.update(jahre)

    def add_dates(self, lesbar: int, fremde: Counter[int], unlesbar: int) -> None:
        """So many dates that say a year, those of them that say another one, and so many that say none."""
        self._lesbar += lesbar
        self._fremde.update(fremde)
        self._unlesbar += unlesbar

    def finish(self, anderes_jahr: int, ohne_jahr: int, datenzeilen: int, was: str) -> None:
        """Say what was found; the lines of another year and without one are told apart from all lines that are data.

        Raises EingabeError if the export is one of another year.
        """
        if self._fremde.total() * 2 > self._lesbar:
            raise self._other_year(self._fremde.most_common(1)[0][0], was)
        if anderes_jahr and anderes_jahr + ohne_jahr == datenzeilen:
            raise self._other_year(int(next(iter(self._jahre))), was)
        if anderes_jahr:
            jahre = ", ".join(sorted(self._jahre))
            text = (
                f"Zeilen mit einem anderen {JAHR.name} ({jahre}), die nicht für {self._z.jahr} zählen: {anderes_jahr}"
            )
            ort = self._z.ort.place(self._erste_fremde, self._z.spalten.get(JAHR.name))
            self._maengel.add_one(Schwere.WARNUNG, "journal.jahr", text, ort)
        if self._erstes_unlesbares:
            wert, zeile = self._erstes_unlesbares
            anzahl = f", ebenso {self._unlesbar - 1} weitere" if self._unlesbar > 1 else ""
            text = (
                f"Das {DATUM.name} „{shown(wert)}“ ist nicht lesbar{anzahl}; ob das Jahr stimmt, wurde dort nicht "
                "geprüft"
            )
            ort = self._z.ort.place(zeile, self._z.spalten[DATUM.name])
            self._maengel.add_one(Schwere.WARNUNG, "journal.datum", text, ort)

    def _other_year(self, gefunden: int, was: str) -> AnderesJahrError:
        if self._z.angabe.jahr is not None:
            return AnderesJahrError(
                f"{self._z.ort.datei} enthält {was} des Jahres {gefunden}, in der Tabelle Quellen steht in der Spalte "
                f"Jahr {self._z.angabe.jahr}. Dort die Datei oder das Jahr berichtigen; leer ist das Haushaltsjahr.",
                gefunden,
            )
        return AnderesJahrError(
            f"{self._z.ort.datei} enthält {was} des Jahres {gefunden}, die Mappe ist für {self._z.jahr}. Ist es ein "
            f"Vorjahr, in der Tabelle Quellen in die Spalte Jahr {gefunden} eintragen (vorschau: --jahr {gefunden}); "
            "sonst dort die Datei oder in den Einstellungen das Haushaltsjahr berichtigen.",
            gefunden,
        )
