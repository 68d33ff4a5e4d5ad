"""What is known of an export while it is being understood: its header, a sample of its lines, and decisions so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.errors import Befund, Schwere
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.angaben import Erkennung
from xlbudget.sources.export.felder import (
    ANSATZ,
    AUFWAND,
    BETRAG,
    DATUM,
    ERTRAG,
    HABEN,
    JAHR,
    PERIODE,
    PRODUKT,
    SACHKONTO,
    SOLL,
)  # fmt: skip
from xlbudget.sources.export.kopf import Kopf, Kopfsuche
from xlbudget.sources.export.regeln import Regel
from xlbudget.sources.export.rohtabelle import Rohtabelle, Sicht
from xlbudget.sources.export.zuordnung import Exportort

_PROBE = 20_000  # rows that are looked at to see how cells are meant


class Deutungsstand:
    """Gathers what is decided; `spalten` and `regeln` grow as columns are recognised by what stands in them."""

    def __init__(self, tabelle: Rohtabelle, kopf: Kopf, suche: Kopfsuche) -> None:
        self.kopf, self.suche, self.angabe, self.jahr = kopf, suche, suche.angabe, suche.jahr
        self.ort = Exportort(tabelle.datei, tabelle.blatt)
        self.spalten = dict(kopf.spalten)
        self.regeln: dict[str, Sequence[Regel]] = dict(suche.regeln)
        self.entscheidungen = list(tabelle.entscheidungen)
        self.befunde: list[Befund] = []
        self.umfeld = tabelle.umfeld
        self._probe = _sample(tabelle, kopf)

    def decide(self, was: str, wert: str, grund: str, *, sicher: bool = True) -> None:
        """Note a decision with its reason."""
        self.entscheidungen.append(Erkennung(was, str(wert), grund, sicher))

    def found(self, schwere: Schwere, code: str, text: str, position: int | None) -> None:
        """Note a finding about the header, or the heading of one column."""
        self.befunde.append(Befund(schwere, code, text, self.ort.place(self.kopf.letzte, position)))

    def heading(self, position: int) -> str:
        """The heading of a column."""
        return self.kopf.zellen[position]

    def texts(self, position: int) -> pa.Array:
        """What stands in a column of the sample, without empty cells and numbers of a workbook."""
        text = pc.utf8_trim_whitespace(self._probe[f"c{position}"])
        if f"z{position}" in self._probe.column_names:
            text = text.filter(pc.is_null(self._probe[f"z{position}"]))
        return text.filter(pc.not_equal(text, ""))

    def has_fractions(self, position: int) -> bool:
        """Whether a column of the sample has numbers with decimals in a workbook."""
        if f"z{position}" not in self._probe.column_names:
            return False
        zahlen = self._probe[f"z{position}"]
        return bool(pc.any(pc.not_equal(zahlen, pc.floor(zahlen))).as_py())

    def words(self, position: int) -> list[str]:
        """The different texts of a column of the sample."""
        return [str(text) for text in self.texts(position).unique().to_pylist()]

    def values(self, position: int) -> list[str]:
        """The different texts of a column of the sample, numbers of a workbook included."""
        text = pc.utf8_trim_whitespace(self._probe[f"c{position}"]).unique()
        return [str(wert) for wert in text.to_pylist() if wert]

    def is_repeated_by(self, position: int) -> bool:
        """Whether nearly every Produkt, Sachkonto and period stands there once for each value of a column."""
        felder = (PRODUKT, SACHKONTO, PERIODE, DATUM, JAHR)
        stellen = dict.fromkeys(self.spalten[feld.name] for feld in felder if feld.name in self.spalten)
        schluessel = [f"c{i}" for i in stellen]
        spalten = self._probe.select([*schluessel, f"c{position}"])
        spalten = spalten.filter(pc.not_equal(spalten[f"c{position}"], ""))
        je = spalten.group_by([*schluessel, f"c{position}"]).aggregate([([], "count_all")])
        arten = len(pc.unique(spalten[f"c{position}"]))
        gruppen = je.group_by(schluessel).aggregate([([], "count_all")])
        einzeln = pc.all(pc.equal(je["count_all"], 1)).as_py()
        volle = pc.sum(pc.equal(gruppen["count_all"], arten)).as_py() or 0
        return bool(einzeln) and len(gruppen) > 1 and volle * 10 >= len(gruppen) * 9

    def free(self) -> Iterator[int]:
        """Columns that no field has yet."""
        belegt = {*self.spalten.values(), *(position for position, _ in self.kopf.monate)}
        return (i for i in range(self.kopf.breite) if i not in belegt)

    @property
    def amounts(self) -> list[int]:
        """Columns that hold amounts."""
        felder = (BETRAG, ANSATZ, SOLL, HABEN, ERTRAG, AUFWAND)
        monate = [position for position, _ in self.kopf.monate]
        return monate or [self.spalten[feld.name] for feld in felder if feld.name in self.spalten]

    def has_negatives(self) -> bool:
        """Whether any amount of the sample has a minus."""
        minus = r"[-−–(]\s*[0-9]|[0-9]\s*-"
        return any(pc.any(pc.match_substring_regex(self._probe[f"c{i}"], minus)).as_py() for i in self.amounts)

    def signs_by_side(self, position: int) -> dict[int, set[int]]:
        """The signs of the amounts by what an S/H column says: +1 Haben and −1 Soll."""
        wert = self.spalten.get(BETRAG.name, self.spalten.get(ANSATZ.name))
        if wert is None:
            return {}
        zahl = nw.col(f"c{wert}").str.strip_chars()
        frame = nw.from_native(self._probe).select(
            seite=ausdruecke.kennzeichen_of(nw.col(f"c{position}").str.strip_chars()),
            minus=zahl.str.contains(r"[-−–(]"),
            null=zahl.str.contains(r"^[^1-9]*$"),
        )
        seiten: dict[int, set[int]] = {}
        for seite, minus, null in frame.unique(["seite", "minus", "null"]).iter_rows():
            if seite and not null:
                seiten.setdefault(seite, set()).add(-1 if minus else 1)
        return seiten

    def count_texts(self, muster: str) -> int:
        """How many amounts of the sample that are texts match."""
        return sum(int(pc.sum(pc.match_substring_regex(self.texts(i), muster)).as_py() or 0) for i in self.amounts)


def _sample(tabelle: Rohtabelle, kopf: Kopf) -> pa.Table:
    alle = range(kopf.breite)
    sicht = Sicht(kopf.letzte, kopf.breite, list(alle), frozenset(alle))
    block = next(iter(tabelle.blocks(sicht, probe=True)), None)
    if block is None:
        return pa.table({f"c{i}": pa.array([], pa.string()) for i in alle})
    return block.tabelle.slice(0, _PROBE)
