"""Gathering what is wrong with the lines of an export: of many equal findings the first ones and a count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import narwhals as nw
import pyarrow as pa

from xlbudget.core.geld import MAX_EURO, format_betrag, format_euro
from xlbudget.core.zeit import LETZTE_PERIODE
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.blattumfang import OHNE_WERT
from xlbudget.sources.export.zeilenlage import Betragslage
from xlbudget.sources.zellen import shown

MAX_EINZELN = 5
"""Beyond that, equal findings become one."""
MAX_ORTE = 10
"""So many places such a one names."""

_ORDNUNG = (
    "export.spalte", "journal.zwischensumme", "journal.zeile", "journal.jahr", "journal.datum", "journal.wertart",
    "journal.periode", "journal.betrag", "journal.sollhaben", "journal.leer", "journal.anzahl",
)  # fmt: skip


@dataclass
class _Sammlung:
    schwere: Schwere
    code: str
    feld: str
    funde: list[tuple[str, SourceRef]] = field(default_factory=list)
    anzahl: int = 0
    betrag_ct: int = 0

    def befunde(self, zeilen: int) -> list[Befund]:
        """A few ones by themselves, more as one; `zeilen` is how many lines there are."""
        if self.anzahl <= MAX_EINZELN:
            return [Befund(self.schwere, self.code, f"{text}.", ort) for text, ort in self.funde]
        text, ort = self.funde[0]
        orte = ", ".join(ort.zelle or f"Zeile {ort.zeile}" for _, ort in self.funde[:MAX_ORTE])
        rest = f" und {self.anzahl - MAX_ORTE} weitere" if self.anzahl > MAX_ORTE else ""
        summe = f" über zusammen {format_betrag(self.betrag_ct)} €" if self.betrag_ct else ""
        alle = f"{self.anzahl} Zeilen{summe} mit demselben Befund ({orte}{rest}), die erste: {text}."
        return [Befund(self.schwere, self.code, alle + self._advice(zeilen), ort)]

    def _advice(self, zeilen: int) -> str:
        """What to do where no line is right: it is not the lines then."""
        if self.anzahl < zeilen or not self.feld:
            return ""
        return (
            f" So ist es in jeder Zeile: Steht {self.feld} in einer anderen Spalte, in der Tabelle Spalten beim Feld "
            f"{self.feld} deren Überschrift eintragen."
        )


class Mangelsammler:
    """Findings by severity, code and kind, in the order of the lines. `zeilen` is how many lines there are."""

    def __init__(self) -> None:
        self._je: dict[tuple[Schwere, str, str], _Sammlung] = {}
        self.zeilen = 0

    def add_one(self, schwere: Schwere, code: str, text: str, ort: SourceRef, betrag_ct: int = 0) -> None:
        """One finding; `text` without the full stop."""
        self.add_many(schwere, code, 1, [(text, ort)], betrag_ct=betrag_ct)

    def wanted(self, schwere: Schwere, code: str, art: str = "") -> int:
        """How many more findings of a kind are worth a text: those that are shown."""
        sammlung = self._je.get((schwere, code, art))
        return MAX_ORTE - (min(sammlung.anzahl, MAX_ORTE) if sammlung else 0)

    def add_many(
        self,
        schwere: Schwere,
        code: str,
        anzahl: int,
        erste: Iterable[tuple[str, SourceRef]],
        *,
        art: str = "",
        feld: str = "",
        betrag_ct: int = 0,
    ) -> None:
        """So many findings of a kind, of which the first ones come with text and place.

        `art` tells kinds of one code apart, `feld` is the one of the table Spalten that they are about, and `betrag_ct`
        the money they are about.
        """
        if not anzahl:
            return
        sammlung = self._je.setdefault((schwere, code, art), _Sammlung(schwere, code, feld))
        sammlung.anzahl += anzahl
        sammlung.betrag_ct += betrag_ct
        sammlung.funde += list(erste)[: MAX_ORTE - len(sammlung.funde)]

    def befunde(self) -> list[Befund]:
        """All findings, the kinds in the order in which a line is read."""
        sammlungen = sorted(self._je.values(), key=lambda sammlung: _rank(sammlung.code))
        return [befund for sammlung in sammlungen for befund in sammlung.befunde(self.zeilen)]


def _rank(code: str) -> int:
    return _ORDNUNG.index(code) if code in _ORDNUNG else len(_ORDNUNG)


Satztext = Callable[[dict[str, object]], str]


def betrag_text(feld: str, lage: int, wert: object, rat: str) -> str:
    """What is wrong with an amount; `rat` is added where the other style of numbers would fit."""
    if lage == Betragslage.LEER:
        was = "ist leer"
    elif wert == OHNE_WERT:
        return f"{feld} ist eine Formel ohne Wert; die Datei in Excel öffnen, speichern und neu einlesen"
    else:
        grund = {
            Betragslage.UNPLAUSIBEL: f"ist unplausibel (über {format_euro(MAX_EURO * 100)} €)",
            Betragslage.BRUCHTEILE: "hat mehr als zwei Nachkommastellen",
        }.get(Betragslage(lage), "ist keine Zahl")
        was = f"„{shown(wert)}“ {grund}"
    return f"{feld} {was}; die Zeile bleibt außen vor{rat}"


def is_period_0(wert: object) -> bool:
    """Whether a period is that of the opening."""
    text = str(wert)
    if text == "":
        return False
    nummern = nw.from_native(pa.table({"text": [text]})).select(
        nr=ausdruecke.periode_of(ausdruecke.plain_period(nw.col("text")))
    )
    return int(nummern.row(0)[0]) == 0


def periode_text(wert: object) -> str:
    """What is wrong with a period."""
    if wert == "":
        return "Periode ist leer; die Buchung bleibt außen vor"
    if is_period_0(wert):
        rat = (
            ". Ist sie die Eröffnung und soll zählen, in der Tabelle Spalten beim Feld Periode die Regel "
            "„Periode 0 zum Januar“ eintragen, sonst „Periode 0 auslassen“"
        )
    else:
        rat = ""
    return f"Periode „{shown(wert)}“ gibt es nicht (1 bis {LETZTE_PERIODE}); die Buchung bleibt außen vor{rat}"
