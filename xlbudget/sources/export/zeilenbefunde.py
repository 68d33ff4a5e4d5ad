"""Findings about single lines: everything that is wrong with a line is said, not the first thing only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.errors import Schwere, SourceRef
from xlbudget.sources.export.angaben import Zahlenstil
from xlbudget.sources.export.felder import FELDNAMEN, JAHR, PERIODE
from xlbudget.sources.export.maengel import Mangelsammler, betrag_text, periode_text
from xlbudget.sources.export.rohtabelle import Rohblock
from xlbudget.sources.export.zeilenlage import Betragslage, Zeilenlage
from xlbudget.sources.export.zeilenpruefung import (
    IM_ANDEREN_STIL,
    Zeilenpruefung,
    in_other_style,
    kind_of_text,
    other_style,
    zeilenpruefungen,
)
from xlbudget.sources.export.zuordnung import Zuordnung
from xlbudget.sources.zellen import shown

Lagen = npt.NDArray[np.int64]
Maske = npt.NDArray[np.bool_]

_TABELLENFELD = {name: feld for feld, name in FELDNAMEN.items()} | {JAHR.name: ""}


class Zeilenbefunde:
    """Says what is wrong with the lines of one block after the other.

    `andere_zahlen` counts amounts that would be right in the other style of numbers.
    """

    def __init__(self, zuordnung: Zuordnung, maengel: Mangelsammler) -> None:
        self._z, self._maengel = zuordnung, maengel
        self.andere_zahlen = 0
        self._pruefungen = zeilenpruefungen(zuordnung)
        self._texte: Mapping[str, Callable[[str], str]] = {
            "journal.jahr": _jahr_text,
            "journal.wertart": _wertart_text,
            "journal.periode": periode_text if PERIODE.name in zuordnung.spalten else _datum_text,
            "journal.betrag": lambda _: betrag_text(zuordnung.wertfeld, Betragslage.LEER, "", ""),
            "journal.sollhaben": _seite_text,
        }

    def collect(self, block: Rohblock, spalten: pa.Table, lage: Lagen) -> None:
        """The findings of one block; `lage` is the Zeilenlage of every row."""
        if not (lage >= Zeilenlage.JAHR_FALSCH).any():
            return
        frame = nw.from_native(spalten).select(**{str(i): p.maske for i, p in enumerate(self._pruefungen)})
        for i, pruefung in enumerate(self._pruefungen):
            maske: Maske = frame[str(i)].to_numpy()
            if not maske.any():
                continue
            if pruefung.wert is None:
                self._say(block, spalten, maske, pruefung)
            else:
                self._say_amounts(block, spalten, maske, pruefung.wert)

    def add_more(self, pruefung: Zeilenpruefung, art: str, anzahl: int, betrag_ct: int) -> None:
        """So many more lines have a fault of a kind, of which the first ones were collected."""
        wert = pruefung.wert is not None
        anders = wert and art == str(IM_ANDEREN_STIL)
        self._maengel.add_many(
            Schwere.FEHLER,
            pruefung.code,
            anzahl,
            (),
            art=f"{pruefung.feld} {art}" if wert else art,
            feld="" if anders else _TABELLENFELD.get(pruefung.feld, pruefung.feld),
            betrag_ct=betrag_ct,
        )

    def _say(self, block: Rohblock, spalten: pa.Table, maske: Maske, pruefung: Zeilenpruefung) -> None:
        """A finding for each line."""
        code, feld, text = pruefung.code, pruefung.feld, self._texte[pruefung.code]
        position = self._z.spalten.get(feld)
        werte = [""] * int(maske.sum())
        if position is not None:
            werte = pc.utf8_trim_whitespace(block.tabelle[f"c{position}"].filter(pa.array(maske))).to_pylist()
        arten = np.array(
            _evaluated(pa.array(werte, pa.string()), kind=kind_of_text(nw.col("text")))["kind"].to_pylist()
        )
        zeilen, betraege = np.flatnonzero(maske), spalten["betrag_ct"].to_numpy()[maske]
        for art in dict.fromkeys(arten.tolist()):
            dieser_art = np.flatnonzero(arten == art)
            erste = dieser_art[: self._maengel.wanted(Schwere.FEHLER, code, art)]
            nummern = block.tabelle["zeile"].take(pa.array(zeilen[erste])).to_pylist()
            self._maengel.add_many(
                Schwere.FEHLER,
                code,
                len(dieser_art),
                [(text(werte[i]), self._z.ort.place(n, position)) for i, n in zip(erste, nummern, strict=True)],
                art=art,
                feld=_TABELLENFELD.get(feld, feld),
                betrag_ct=int(betraege[dieser_art].sum()),
            )

    def _say_amounts(self, block: Rohblock, spalten: pa.Table, maske: Maske, wert: int) -> None:
        """Kinds are told apart by what is wrong, and by whether the other style of numbers would be right."""
        feld, position = self._z.wertspalten[wert]
        lagen = spalten[f"w{wert}_lage"].to_numpy()
        falsche = block.tabelle.filter(pa.array(maske))
        texte = pc.utf8_trim_whitespace(falsche[f"c{position}"])
        gut, cent = in_other_style(nw.col("text"), self._z)
        frame = _evaluated(texte, gut=gut, ct=cent)
        anders, betraege = frame["gut"].to_numpy(), frame["ct"].to_numpy()
        if f"z{position}" in falsche.column_names:
            anders &= pc.is_null(falsche[f"z{position}"]).to_numpy(zero_copy_only=False)
        self.andere_zahlen += int(anders.sum())
        arten = np.where(anders, IM_ANDEREN_STIL, lagen[maske])
        for art in np.unique(arten).tolist():
            dieser_art = np.flatnonzero(arten == art)
            name = f"{feld} {art}"
            erste = dieser_art[: self._maengel.wanted(Schwere.FEHLER, "journal.betrag", name)]
            self._maengel.add_many(
                Schwere.FEHLER,
                "journal.betrag",
                len(dieser_art),
                [self._amount(row, int(lagen[maske][i]), feld, position, anders=bool(anders[i])) for i, row in zip(
                    erste, falsche.take(pa.array(erste)).to_pylist(), strict=True
                )],
                art=name,
                feld="" if art == IM_ANDEREN_STIL else feld,
                betrag_ct=int(betraege[dieser_art].sum()) if art == IM_ANDEREN_STIL else 0,
            )  # fmt: skip

    def _amount(
        self, row: dict[str, object], lage: int, feld: str, position: int, *, anders: bool
    ) -> tuple[str, SourceRef]:
        zahl = row.get(f"z{position}")
        wert = str(row[f"c{position}"]).strip() if zahl is None else zahl
        text = betrag_text(feld, lage, wert, self._advice() if anders else "")
        return text, self._z.ort.place(cast(int, row["zeile"]), position)

    def _advice(self) -> str:
        jetzt = self._z.angabe.zahlen
        statt = f" statt {jetzt}" if jetzt is not Zahlenstil.AUTOMATISCH else ""
        return (
            f". Ist der ganze Export so geschrieben, in der Tabelle Quellen bei Zahlen {other_style(self._z)}{statt} "
            "eintragen"
        )


def _evaluated(texte: pa.Array, **ausdruecke: nw.Expr) -> pa.Table:
    return nw.from_native(pa.table({"text": texte})).select(**ausdruecke).to_native()


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
