"""Parsing the cells of one export, and gathering what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlbudget.core.geld import (
    MAX_EURO,
    BetragUnplausibel,
    cents_from_euro,
    format_euro,
    is_whole_cents,
    parse_betrag_ct,
)
from xlbudget.core.zeit import LETZTE_PERIODE, monat_of_periode
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.sources.export.export import Export, Exportzeile
from xlbudget.sources.export.felder import PERIODE, PRODUKT, SACHKONTO, SOLL_HABEN, Exportfeld
from xlbudget.sources.export.summenzeilen import Aufteilung, named_count
from xlbudget.sources.zellen import shown

_MAX_EINZELN = 50  # beyond that, equal findings become one


class Lesung:
    """Parses cells of one export. `wert` is the field of its amounts, `was` what its lines are, in German."""

    def __init__(self, export: Export, wert: Exportfeld, was: str) -> None:
        self.export = export
        self.wert = wert
        self.was = was
        self._funde: dict[tuple[Schwere, str], list[tuple[str, SourceRef]]] = {}

    def add(self, schwere: Schwere, code: str, text: str, zeile: Exportzeile, feld: Exportfeld | None = None) -> None:
        position = self.export.spalten[feld.name] if feld else None
        self._funde.setdefault((schwere, code), []).append((text, self.export.place(zeile.nummer, position)))

    def befunde(self) -> list[Befund]:
        """One Befund per line; of many equal ones the first ones and a count."""
        befunde = list(self.export.befunde)
        for (schwere, code), funde in self._funde.items():
            einzeln = funde[:_MAX_EINZELN]
            befunde += [Befund(schwere, code, f"{text}.", ort) for text, ort in einzeln]
            if rest := len(funde) - len(einzeln):
                zeilen = "1 weitere Zeile" if rest == 1 else f"{rest} weitere Zeilen"
                text = f"{zeilen} mit demselben Befund: {einzeln[-1][0]}."
                befunde.append(Befund(schwere, code, text, funde[_MAX_EINZELN][1]))
        return befunde

    def readable(self, teile: Aufteilung) -> list[Exportzeile]:
        """The data lines that fit the header; what does not, and sums among the data, become Befunde."""
        for zeile in teile.zwischensummen:
            betrag = f"{self.wert.name} {_value(zeile, self.wert)}"
            text = f"Die Zeile sieht nach einer Zwischensumme aus und zählt nicht: {betrag}"
            self.add(Schwere.WARNUNG, "journal.zwischensumme", text, zeile)
        for zeile in teile.daten:
            if zeile.mangel:
                text = f"Nicht lesbar: {zeile.mangel}; was dort steht, bleibt außen vor"
                self.add(Schwere.FEHLER, "journal.zeile", text, zeile)
        return [zeile for zeile in teile.daten if not zeile.mangel]

    def has_codes(self, zeile: Exportzeile) -> bool:
        leer = [feld for feld in (PRODUKT, SACHKONTO) if not zeile.zellen[feld.name]]
        if leer:
            was = "Produkt und Sachkonto sind leer" if len(leer) > 1 else f"{leer[0].name} ist leer"
            self.add(Schwere.FEHLER, "journal.leer", f"{was}; die Zeile bleibt außen vor", zeile, leer[0])
        return not leer

    def monat(self, zeile: Exportzeile) -> int | None:
        text = zeile.zellen[PERIODE.name]
        try:
            if not re.fullmatch(r"[0-9]{1,3}", text):
                raise ValueError
            return monat_of_periode(int(text))
        except ValueError:
            was = f"{_value(zeile, PERIODE)} gibt es nicht (1 bis {LETZTE_PERIODE})" if text else "ist leer"
            hinweis = f"Periode {was}; die Buchung bleibt außen vor"
            self.add(Schwere.FEHLER, "journal.periode", hinweis, zeile, PERIODE)
            return None

    def betrag_ct(self, zeile: Exportzeile) -> int | None:
        """The amount in cents; None with a Befund where it is missing, unreadable, implausible or not whole cents."""
        zahl = zeile.zahlen.get(self.wert.name)
        try:
            if zahl is None:
                return parse_betrag_ct(zeile.zellen[self.wert.name])
            betrag_ct = cents_from_euro(zahl)
            if is_whole_cents(zahl):
                return betrag_ct
            was = "hat mehr als zwei Nachkommastellen"
        except BetragUnplausibel:
            was = f"ist unplausibel (über {format_euro(MAX_EURO * 100)} €)"
        except ValueError:
            was = "ist keine Zahl"
        was = f"{_value(zeile, self.wert)} {was}" if zeile.zellen[self.wert.name] else "ist leer"
        hinweis = f"{self.wert.name} {was}; die Zeile bleibt außen vor"
        self.add(Schwere.FEHLER, "journal.betrag", hinweis, zeile, self.wert)
        return None

    def soll_haben(self, zeile: Exportzeile) -> str | None:
        kennz = zeile.zellen[SOLL_HABEN.name].upper()
        if kennz in ("S", "H"):
            return kennz
        was = f"{_value(zeile, SOLL_HABEN)} ist weder S noch H" if kennz else "ist leer"
        hinweis = f"S/H {was}; die Buchung bleibt außen vor"
        self.add(Schwere.FEHLER, "journal.sollhaben", hinweis, zeile, SOLL_HABEN)
        return None

    def check_count(self, gelesen: int, schluss: Iterable[Exportzeile]) -> None:
        """An export that counts its lines tells whether it is whole."""
        for zeile in schluss:
            genannt = named_count(zeile)
            if genannt is not None and genannt != gelesen:
                text = f"Der Export nennt {genannt} {self.was}, enthält aber {gelesen}; er ist unvollständig"
                self.add(Schwere.FEHLER, "journal.anzahl", text, zeile)


def _value(zeile: Exportzeile, feld: Exportfeld) -> str:
    return f"„{shown(zeile.zahlen.get(feld.name, zeile.zellen[feld.name]))}“"
