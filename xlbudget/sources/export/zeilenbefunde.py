"""Findings about single lines: everything that is wrong with a line is said, not the first thing only."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.errors import Schwere
from xlbudget.sources.export.angaben import Zahlenstil
from xlbudget.sources.export.ausdruecke import is_amount
from xlbudget.sources.export.felder import DATUM, JAHR, PERIODE, RICHTUNG, SOLL_HABEN, WERTART
from xlbudget.sources.export.maengel import Mangelsammler, betrag_text, periode_text
from xlbudget.sources.export.rohtabelle import Rohblock
from xlbudget.sources.export.zeilenlage import Betragslage, Zeilenlage
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung
from xlbudget.sources.zellen import shown

Lagen = npt.NDArray[np.int64]
Maske = npt.NDArray[np.bool_]

_SEITEN = {Betragsform.KENNZEICHEN: (SOLL_HABEN.name, "seite"), Betragsform.RICHTUNG: (RICHTUNG.name, "richtung")}


class Zeilenbefunde:
    """Says what is wrong with the lines of one block after the other.

    `andere_zahlen` counts amounts that would be right in the other style of numbers.
    """

    def __init__(self, zuordnung: Zuordnung, maengel: Mangelsammler) -> None:
        self._z, self._maengel = zuordnung, maengel
        self._anderer_stil = Zahlenstil.DEUTSCH if zuordnung.stil is Zahlenstil.ENGLISCH else Zahlenstil.ENGLISCH
        self.andere_zahlen = 0

    def collect(self, block: Rohblock, spalten: pa.Table, lage: Lagen) -> None:
        """The findings of one block; `lage` is the Zeilenlage of every row."""
        if not (lage >= Zeilenlage.JAHR_FALSCH).any():
            return
        self._say(block, lage == Zeilenlage.JAHR_FALSCH, "journal.jahr", JAHR.name, _jahr_text)
        self._say(block, lage == Zeilenlage.WERTART_FALSCH, "journal.wertart", WERTART.name, _wertart_text)
        eigene = (lage == Zeilenlage.ZAEHLT) | (lage >= Zeilenlage.PERIODE_FALSCH)
        zeit, text = (PERIODE.name, periode_text) if PERIODE.name in self._z.spalten else (DATUM.name, _datum_text)
        self._say(block, eigene & (spalten["periode"].to_numpy() == 0), "journal.periode", zeit, text)
        self._amounts(block, spalten, eigene)
        if self._z.form in _SEITEN:
            feld, spalte = _SEITEN[self._z.form]
            self._say(block, eigene & (spalten[spalte].to_numpy() == 0), "journal.sollhaben", feld, _seite_text)

    def _say(self, block: Rohblock, maske: Maske, code: str, feld: str, text: Callable[[str], str]) -> None:
        if not maske.any():
            return
        position = self._z.spalten.get(feld)
        teil = self._first(block, maske, code)
        werte = teil[f"c{position}"].to_pylist() if position is not None else [""] * teil.num_rows
        erste = [
            (text(wert.strip()), self._z.ort.place(nummer, position))
            for wert, nummer in zip(werte, teil["zeile"].to_pylist(), strict=True)
        ]
        self._maengel.add_many(Schwere.FEHLER, code, int(maske.sum()), erste)

    def _first(self, block: Rohblock, maske: Maske, code: str) -> pa.Table:
        """The rows whose finding is worth a text."""
        return block.tabelle.take(pa.array(np.flatnonzero(maske)[: self._maengel.wanted(Schwere.FEHLER, code)]))

    def _amounts(self, block: Rohblock, spalten: pa.Table, eigene: Maske) -> None:
        """Amounts that cannot be read, each in its column; where one of several columns is enough, an empty one is
        none."""
        z = self._z
        erlaubt = [Betragslage.GUT, Betragslage.STRICH]
        if z.ansatz or z.kopf.monate:
            erlaubt.append(Betragslage.LEER)
        maske = eigene & ~np.isin(spalten["betrag_lage"].to_numpy(), erlaubt)
        if not maske.any():
            return
        rest = maske.copy()
        for i, (feld, position) in enumerate(z.wertspalten):
            lagen = spalten[f"w{i}_lage"].to_numpy()
            ohne = [*erlaubt, Betragslage.LEER] if len(z.wertspalten) > 1 else erlaubt
            falsch = maske & ~np.isin(lagen, ohne)
            rest &= ~falsch
            self._say_amounts(block, falsch, lagen, feld, position)
        self._say(block, rest, "journal.betrag", z.wertspalten[0][0], lambda _: betrag_text(z.wertfeld, 1, "", ""))

    def _say_amounts(self, block: Rohblock, maske: Maske, lagen: Lagen, feld: str, position: int) -> None:
        if not maske.any():
            return
        texte = pc.utf8_trim_whitespace(block.tabelle[f"c{position}"].filter(pa.array(maske)))
        self.andere_zahlen += sum(self._in_other_style(texte))
        teil = self._first(block, maske, "journal.betrag")
        erste = []
        for row, lage in zip(teil.to_pylist(), lagen[maske], strict=False):
            zahl = row.get(f"z{position}")
            wert = row[f"c{position}"].strip() if zahl is None else zahl
            text = betrag_text(feld, int(lage), wert, self._advice(wert) if zahl is None else "")
            erste.append((text, self._z.ort.place(row["zeile"], position)))
        self._maengel.add_many(Schwere.FEHLER, "journal.betrag", int(maske.sum()), erste)

    def _advice(self, wert: str) -> str:
        if not self._in_other_style(pa.array([wert]))[0]:
            return ""
        return (
            f". Ist der ganze Export so geschrieben, in der Tabelle Quellen bei Zahlen {self._anderer_stil} eintragen"
        )

    def _in_other_style(self, texte: pa.Array) -> list[bool]:
        frame = nw.from_native(pa.table({"text": texte}))
        return cast(list[bool], frame.select(gut=is_amount(nw.col("text"), self._anderer_stil))["gut"].to_list())


def _jahr_text(wert: str) -> str:
    was = f"{JAHR.name} „{shown(wert)}“ ist kein Jahr" if wert else f"{JAHR.name} ist leer"
    return f"{was}; die Zeile bleibt außen vor"


def _wertart_text(wert: str) -> str:
    was = f"Wertart „{shown(wert)}“ ist unbekannt" if wert else "Wertart ist leer"
    return f"{was}; die Zeile bleibt außen vor. In der Tabelle Spalten beim Feld Wertart mit nur „…“ sagen, was zählt"


def _datum_text(wert: str) -> str:
    was = f"Buchungsdatum „{shown(wert)}“ ist nicht lesbar" if wert else "Buchungsdatum ist leer"
    return f"{was}; ohne Periode bleibt die Buchung außen vor"


def _seite_text(wert: str) -> str:
    was = f"S/H „{shown(wert)}“ ist weder S noch H" if wert else "S/H ist leer"
    return f"{was}; die Buchung bleibt außen vor"
