"""Gathering what is wrong with the lines of an export: of many equal findings the first ones and a count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from xlbudget.core.geld import MAX_EURO, format_euro
from xlbudget.core.zeit import LETZTE_PERIODE
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.sources.export.blattumfang import OHNE_WERT
from xlbudget.sources.export.zeilenlage import Betragslage
from xlbudget.sources.zellen import shown

MAX_EINZELN = 50
"""Beyond that, equal findings become one."""

_ORDNUNG = (
    "export.spalte", "journal.zwischensumme", "journal.zeile", "journal.jahr", "journal.datum", "journal.wertart",
    "journal.periode", "journal.betrag", "journal.sollhaben", "journal.leer", "journal.anzahl",
)  # fmt: skip


@dataclass
class _Sammlung:
    schwere: Schwere
    code: str
    funde: list[tuple[str, SourceRef]] = field(default_factory=list)
    anzahl: int = 0
    naechster: SourceRef | None = None


class Mangelsammler:
    """Findings by severity and code, in the order of the lines."""

    def __init__(self) -> None:
        self._je: dict[tuple[Schwere, str], _Sammlung] = {}

    def add_one(self, schwere: Schwere, code: str, text: str, ort: SourceRef) -> None:
        """One finding; `text` without the full stop."""
        self.add_many(schwere, code, 1, [(text, ort)])

    def wanted(self, schwere: Schwere, code: str) -> int:
        """How many more findings of a kind are worth a text: one more than are shown, for the place of the rest."""
        sammlung = self._je.get((schwere, code))
        return MAX_EINZELN + 1 - (min(sammlung.anzahl, MAX_EINZELN + 1) if sammlung else 0)

    def add_many(self, schwere: Schwere, code: str, anzahl: int, erste: Iterable[tuple[str, SourceRef]]) -> None:
        """So many findings of a kind, of which the first ones come with text and place."""
        if not anzahl:
            return
        sammlung = self._je.setdefault((schwere, code), _Sammlung(schwere, code))
        sammlung.anzahl += anzahl
        for text, ort in erste:
            if len(sammlung.funde) < MAX_EINZELN:
                sammlung.funde.append((text, ort))
            elif sammlung.naechster is None:
                sammlung.naechster = ort

    def befunde(self) -> list[Befund]:
        """All findings, the kinds in the order in which a line is read."""
        befunde = []
        for sammlung in sorted(self._je.values(), key=lambda sammlung: _rank(sammlung.code)):
            schwere, code = sammlung.schwere, sammlung.code
            befunde += [Befund(schwere, code, f"{text}.", ort) for text, ort in sammlung.funde]
            if rest := sammlung.anzahl - len(sammlung.funde):
                zeilen = "1 weitere Zeile" if rest == 1 else f"{rest} weitere Zeilen"
                text = f"{zeilen} mit demselben Befund: {sammlung.funde[-1][0]}."
                befunde.append(Befund(schwere, code, text, sammlung.naechster))
        return befunde


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


def periode_text(wert: object) -> str:
    """What is wrong with a period."""
    if wert == "":
        return "Periode ist leer; die Buchung bleibt außen vor"
    if str(wert).strip("0") == "" or str(wert).startswith("000"):
        rat = (
            ". Ist sie die Eröffnung und soll zählen, in der Tabelle Spalten beim Feld Periode die Regel "
            "„Periode 0 zum Januar“ eintragen, sonst „Periode 0 auslassen“"
        )
    else:
        rat = ""
    return f"Periode „{shown(wert)}“ gibt es nicht (1 bis {LETZTE_PERIODE}); die Buchung bleibt außen vor{rat}"
