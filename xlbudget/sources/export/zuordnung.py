"""Which column is which field, and how its cells are meant: everything needed to read the lines below the header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from xlbudget.errors import Befund, SourceRef
from xlbudget.sources.export.angaben import Einheit, Erkennung, Inhalt, Quellenangabe, Zahlenstil
from xlbudget.sources.export.felder import (
    ANSATZ,
    AUFWAND,
    BELEG,
    BELEGPOSITION,
    BETRAG,
    ERTRAG,
    HABEN,
    KONTONAME,
    PRODUKTNAME,
    SOLL,
    STORNO,
    TEXT,
)
from xlbudget.sources.export.kopf import Kopf
from xlbudget.sources.export.kopfworte import normal
from xlbudget.sources.export.regeln import Regel, Regelart
from xlbudget.sources.export.rohtabelle import Sicht, letters
from xlbudget.sources.export.wertarten import Wertarten


class Betragsform(Enum):
    """How the columns of a line make one amount."""

    BETRAG = auto()  # signs as the Vorzeichen says
    KENNZEICHEN = auto()  # S/H beside the amount
    SOLL_UND_HABEN = auto()  # a column each
    ERTRAG_UND_AUFWAND = auto()
    RICHTUNG = auto()  # Ertrag or Aufwand beside the amount


@dataclass(frozen=True)
class Exportort:
    """The table of an export as a place that messages point to."""

    datei: str
    blatt: str | None

    def place(self, nummer: int, position: int | None = None) -> SourceRef:
        """A line, or in a workbook the cell in one column of it."""
        if self.blatt is None or position is None:
            return SourceRef(self.datei, self.blatt, zeile=nummer)
        return SourceRef(self.datei, self.blatt, f"{letters(position)}{nummer}")


@dataclass(frozen=True)
class Zuordnung:
    """Everything needed to read the lines below the header. `spalten` are positions by the name of a field."""

    kopf: Kopf
    angabe: Quellenangabe
    jahr: int
    ort: Exportort
    spalten: Mapping[str, int]
    regeln: Mapping[str, Sequence[Regel]]
    form: Betragsform
    stil: Zahlenstil
    stil_offen: bool  # nothing in the first lines tells the style of numbers
    einheit: Einheit
    wertarten: Wertarten | None
    datev: bool
    entscheidungen: Sequence[Erkennung]
    befunde: Sequence[Befund] = ()

    @property
    def ansatz(self) -> bool:
        """Whether the lines are Ansätze: no period, and an empty amount is none."""
        return self.angabe.inhalt is Inhalt.ANSAETZE

    @property
    def wertfeld(self) -> str:
        """The field of the amounts, as messages name it."""
        return ANSATZ.name if self.ansatz else BETRAG.name

    @property
    def wertfelder(self) -> Sequence[str]:
        """The fields that hold amounts."""
        if self.form is Betragsform.SOLL_UND_HABEN:
            return SOLL.name, HABEN.name
        if self.form is Betragsform.ERTRAG_UND_AUFWAND:
            return ERTRAG.name, AUFWAND.name
        return (self.wertfeld,)

    @property
    def wertspalten(self) -> Sequence[tuple[str, int]]:
        """Name, for messages, and position of every column that holds amounts."""
        if self.kopf.monate:
            return [(self.kopf.zellen[position], position) for position, _ in self.kopf.monate]
        return [(name, self.spalten[name]) for name in self.wertfelder]

    def regel(self, feld: str, art: Regelart) -> Regel | None:
        """The rule of a kind that is declared for a field."""
        return next((regel for regel in self.regeln.get(feld, ()) if regel.art is art), None)

    @property
    def namensspalte(self) -> int | None:
        """Where the names of accounts stand: a column „Bezeichnung“ is taken for it, texts of postings are not."""
        text = self.spalten.get(TEXT.name)
        ist_name = text is not None and normal(self.kopf.zellen[text]) == "bezeichnung"
        return self.spalten.get(KONTONAME.name, text if ist_name else None)

    @property
    def produktnamensspalte(self) -> int | None:
        """Where the names of Produkte stand."""
        return self.spalten.get(PRODUKTNAME.name)

    @property
    def sicht(self) -> Sicht:
        """What of the table is needed; other texts are looked up in the few lines that are shown."""
        bei_buchungen = () if self.angabe.inhalt is Inhalt.BUCHUNGEN else (TEXT.name, BELEG.name, STORNO.name)
        ohne = (BELEGPOSITION.name, *bei_buchungen)
        return self._sicht(position for feld, position in self.spalten.items() if feld not in ohne)

    @property
    def sicht_mit_text(self) -> Sicht:
        """The same with all columns that are a field."""
        return self._sicht(self.spalten.values())

    def _sicht(self, gelesen: Iterable[int]) -> Sicht:
        werte = [position for _, position in self.wertspalten]
        namen = () if self.namensspalte is None else (self.namensspalte,)
        positionen = sorted({*gelesen, *werte, *namen})
        return Sicht(self.kopf.letzte, self.kopf.breite, positionen, frozenset(werte))
