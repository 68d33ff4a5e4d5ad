"""Reversals without what they reverse: postings that say Storno, and no posting of the opposite amount beside them."""

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
from xlbudget.sources.export.felder import STORNO, TEXT
from xlbudget.sources.export.rohtabelle import Rohblock
from xlbudget.sources.export.schlichtbetrag import arrow_mask
from xlbudget.sources.export.zeilenzahl import Stellenzahl, Zahlen, as_text, mixed
from xlbudget.sources.export.zuordnung import Zuordnung
from xlbudget.sources.zellen import shown

SAGT_STORNO = r"(?i)(?:^|[^a-zäöüß])(?:storno|storniert|stornierung|stornobuchung|storno-?nr)(?:$|[^a-zäöüß-])"
"""A text that says so; fees for it („Stornogebühr“) and parts of it („Teilstorno“) are something else."""
KEIN_STORNO = r"(?i)^(?:|0|0[.,]0+|n|nein|no|false|falsch|-)$"
"""What stands in a column Storno where there is none."""
GENANNT = 5
"""So many of them are named."""
_SPUREN = (b"torn", b"TORN")


@dataclass(frozen=True)
class Storni:
    """`anzahl` reversals over `betrag_ct`, without signs, have no counterpart; `orte` are the first: line and text.

    `gleiche` of them have the amount and the side of another posting.
    """

    anzahl: int
    betrag_ct: int
    orte: Sequence[tuple[int, str]]
    gleiche: int = 0

    @property
    def schwere(self) -> Schwere:
        """A reversal that counts like what it reverses makes sums wrong."""
        return Schwere.WARNUNG if self.gleiche else Schwere.HINWEIS

    def text(self) -> str:
        """The finding, without the full stop."""
        stellen = ", ".join(f"Zeile {zeile}{f' („{shown(text)}“)' if text else ''}" for zeile, text in self.orte)
        rest = f" und {self.anzahl - len(self.orte)} weitere" if self.anzahl > len(self.orte) else ""
        was = "1 Storno hat" if self.anzahl == 1 else f"{self.anzahl} Stornos haben"
        return (
            f"{was} auf Produkt und Sachkonto keine Gegenbuchung gleichen Betrags: {stellen}{rest}; zusammen "
            f"{format_betrag(self.betrag_ct)} € ohne Vorzeichen. Ist die stornierte Buchung aus einem anderen Jahr "
            "oder steht sie in einer anderen Datei, ist nichts zu tun; sonst im Finanzverfahren nachsehen, ob sie auf "
            f"einem anderen Konto steht oder im Export fehlt{self._same_side()}"
        )

    def _same_side(self) -> str:
        if not self.gleiche:
            return ""
        wie = "1 davon steht" if self.gleiche == 1 else f"{self.gleiche} davon stehen"
        return (
            f". {wie} auf derselben Seite wie eine andere Buchung gleichen Betrags: soll der Storno sie aufheben, "
            "zählen jetzt beide. Dann den Export mit einem Minus am Betrag des Stornos erzeugen"
        )


def can_reverse(zuordnung: Zuordnung) -> bool:
    """Whether lines are postings of which something may say that they are reversals."""
    spalten = zuordnung.spalten
    return zuordnung.angabe.inhalt is Inhalt.BUCHUNGEN and (TEXT.name in spalten or STORNO.name in spalten)


class Stornosuche:
    """Gathers block by block."""

    def __init__(self, zuordnung: Zuordnung) -> None:
        self._text, self._zeichen = (zuordnung.spalten.get(feld.name) for feld in (TEXT, STORNO))
        self._sucht = can_reverse(zuordnung)
        self._zahlen: list[Zahlen] = []
        self._storni: list[pa.Table] = []

    def collect(self, block: Rohblock, daten: pa.Table, zaehlt: npt.NDArray[np.bool_], zahl: Stellenzahl) -> None:
        """`daten` are the typed lines of a block that count, `zaehlt` says which of it they are."""
        if not self._sucht:
            return
        zahlen = mixed(zahl.stelle, zahl.saldo)
        self._zahlen.append(zahlen)
        maske, texte = self._marked(block, zaehlt)
        maske &= daten["saldo_ct"].to_numpy() != 0
        if maske.any():
            gegen = mixed(zahl.stelle, (-daten["saldo_ct"].to_numpy()).view(np.uint64))
            spalten = {"saldo_ct": daten["saldo_ct"], "zeile": daten["zeile"], "text": texte, "zahl": zahlen,
                       "gegen": gegen}  # fmt: skip
            self._storni.append(pa.table(spalten).filter(arrow_mask(maske)))

    def _marked(self, block: Rohblock, zaehlt: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.bool_], pa.StringArray]:
        """Which lines say so, and their texts."""

        def column(position: int) -> pa.StringArray:
            spalte = block.tabelle[f"c{position}"]
            return as_text(spalte if zaehlt.all() else spalte.filter(arrow_mask(zaehlt)))

        anzahl = int(zaehlt.sum())
        maske = np.zeros(anzahl, np.bool_)
        texte = pa.array([""] * anzahl) if self._text is None else column(self._text)
        inhalt = texte.buffers()[2]
        roh = inhalt.to_pybytes() if inhalt else b""
        if self._text is not None and any(spur in roh for spur in _SPUREN):
            maske |= pc.match_substring_regex(texte, SAGT_STORNO).to_numpy(zero_copy_only=False)
        if self._zeichen is not None:
            keines = pc.match_substring_regex(pc.utf8_trim_whitespace(column(self._zeichen)), KEIN_STORNO)
            maske |= ~keines.to_numpy(zero_copy_only=False)
        return maske, texte

    def found(self) -> Storni | None:
        """The reversals without a counterpart: of several that are alike the last ones."""
        if not self._storni:
            return None
        storni = pa.concat_tables(self._storni)
        gesucht = np.unique(storni["gegen"].to_numpy())
        da = np.zeros(len(gesucht), np.int64)
        for zahlen in self._zahlen:
            platz = np.minimum(np.searchsorted(gesucht, zahlen), len(gesucht) - 1)
            da += np.bincount(platz[gesucht[platz] == zahlen], minlength=len(gesucht))
        partner = da[np.searchsorted(gesucht, storni["gegen"].to_numpy())]
        ohne = storni.filter(arrow_mask(_rank(storni["zahl"].to_numpy()) >= partner))
        andere = self._others(ohne["zahl"].to_numpy(), storni["zahl"].to_numpy())
        return None if not ohne.num_rows else Storni(
            ohne.num_rows,
            int(np.abs(ohne["saldo_ct"].to_numpy()).sum()),
            [(z["zeile"], z["text"].strip()) for z in ohne.select(["zeile", "text"]).slice(0, GENANNT).to_pylist()],
            int(andere.sum()),
        )  # fmt: skip

    def _others(self, gesucht: Zahlen, storni: Zahlen) -> npt.NDArray[np.bool_]:
        """Whether each number is one of a line that is no reversal."""
        sortiert = np.sort(storni)
        zahl_der_storni = np.searchsorted(sortiert, gesucht, "right") - np.searchsorted(sortiert, gesucht, "left")
        alle = np.zeros(len(gesucht), np.int64)
        for zahlen in self._zahlen:
            hier = np.sort(zahlen)
            alle += np.searchsorted(hier, gesucht, "right") - np.searchsorted(hier, gesucht, "left")
        return alle > zahl_der_storni


def _rank(zahlen: Zahlen) -> npt.NDArray[np.int64]:
    """How many equal numbers stand before each."""
    reihe = np.argsort(zahlen, kind="stable")
    sortiert = zahlen[reihe]
    beginn = np.concatenate([[True], sortiert[1:] != sortiert[:-1]])
    erste = np.maximum.accumulate(np.where(beginn, np.arange(len(zahlen)), 0))
    rang = np.empty(len(zahlen), np.int64)
    rang[reihe] = np.arange(len(zahlen)) - erste
    return rang
