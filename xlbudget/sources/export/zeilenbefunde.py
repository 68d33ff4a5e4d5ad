"""Findings about single lines: everything that is wrong with a line is said, not the first thing only."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.errors import Schwere, SourceRef
from xlbudget.sources.export.angaben import Zahlenstil
from xlbudget.sources.export.ausdruecke import cents_of, euro_of, is_amount
from xlbudget.sources.export.felder import DATUM, FELDNAMEN, JAHR, PERIODE, RICHTUNG, SOLL_HABEN, WERTART
from xlbudget.sources.export.maengel import Mangelsammler, betrag_text, is_period_0, periode_text
from xlbudget.sources.export.rohtabelle import Rohblock
from xlbudget.sources.export.zeilenlage import Betragslage, Zeilenlage
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung
from xlbudget.sources.zellen import shown

Lagen = npt.NDArray[np.int64]
Maske = npt.NDArray[np.bool_]

_TABELLENFELD = {name: feld for feld, name in FELDNAMEN.items()} | {JAHR.name: ""}
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
        self._say(block, spalten, lage == Zeilenlage.JAHR_FALSCH, "journal.jahr", JAHR.name, _jahr_text)
        self._say(block, spalten, lage == Zeilenlage.WERTART_FALSCH, "journal.wertart", WERTART.name, _wertart_text)
        eigene = (lage == Zeilenlage.ZAEHLT) | (lage >= Zeilenlage.PERIODE_FALSCH)
        zeit, text = (PERIODE.name, periode_text) if PERIODE.name in self._z.spalten else (DATUM.name, _datum_text)
        self._say(block, spalten, eigene & (spalten["periode"].to_numpy() == 0), "journal.periode", zeit, text)
        self._amounts(block, spalten, eigene)
        if self._z.form in _SEITEN:
            feld, spalte = _SEITEN[self._z.form]
            ohne = eigene & (spalten[spalte].to_numpy() == 0)
            self._say(block, spalten, ohne, "journal.sollhaben", feld, _seite_text)

    def _say(
        self, block: Rohblock, spalten: pa.Table, maske: Maske, code: str, feld: str, text: Callable[[str], str]
    ) -> None:
        """A finding for each line; what is empty, and the period of the opening, are kinds of their own."""
        if not maske.any():
            return
        position = self._z.spalten.get(feld)
        werte = [""] * int(maske.sum())
        if position is not None:
            werte = pc.utf8_trim_whitespace(block.tabelle[f"c{position}"].filter(pa.array(maske))).to_pylist()
        arten = np.array([_kind(wert) for wert in werte])
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
        self._say(
            block, spalten, rest, "journal.betrag", z.wertspalten[0][0], lambda _: betrag_text(z.wertfeld, 1, "", "")
        )

    def _say_amounts(self, block: Rohblock, maske: Maske, lagen: Lagen, feld: str, position: int) -> None:
        """Kinds are told apart by what is wrong, and by whether the other style of numbers would be right."""
        if not maske.any():
            return
        falsche = block.tabelle.filter(pa.array(maske))
        texte = pc.utf8_trim_whitespace(falsche[f"c{position}"])
        anders, betraege = self._in_other_style(texte)
        if f"z{position}" in falsche.column_names:
            anders &= pc.is_null(falsche[f"z{position}"]).to_numpy(zero_copy_only=False)
        self.andere_zahlen += int(anders.sum())
        arten = np.where(anders, -1, lagen[maske])
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
                feld="" if art == -1 else feld,
                betrag_ct=int(betraege[dieser_art].sum()) if art == -1 else 0,
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
            f". Ist der ganze Export so geschrieben, in der Tabelle Quellen bei Zahlen {self._anderer_stil}{statt} "
            "eintragen"
        )

    def _in_other_style(self, texte: pa.Array) -> tuple[Maske, Lagen]:
        """Which amounts would be right in the other style, and how many cents they would be."""
        text, gut = nw.col("text"), nw.col("gut")
        faktor = self._z.einheit.faktor
        frame = nw.from_native(pa.table({"text": texte}))
        frame = frame.with_columns(gut=is_amount(text, self._anderer_stil, faktor))
        frame = frame.with_columns(ct=cents_of(euro_of(text, gut, self._anderer_stil), faktor))
        return frame["gut"].to_numpy().copy(), frame["ct"].to_numpy()


def _kind(wert: str) -> str:
    return "leer" if not wert else "Periode 0" if is_period_0(wert) else ""


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
