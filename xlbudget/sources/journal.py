"""Postings and Ansätze from the exports of a finance system, in cents, with every doubt as a Befund."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from openpyxl.utils import get_column_letter

from xlbudget.core.geld import cents_from_euro, parse_betrag_ct
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.zeit import LETZTE_PERIODE, monat_of_periode
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.export import Export, Feld, Zeile, read_export

PRODUKT = Feld("Produkt", ("Produktnummer", "Produkt-Nr", "Kostenträger", "PSP-Element"))
SACHKONTO = Feld("Sachkonto", ("Konto", "Kostenart", "Sachkonto-Nr"))
BETRAG = Feld("Betrag", ("Betrag EUR", "Betrag in EUR", "Betrag in Euro", "Betrag €", "Buchungsbetrag"))
PERIODE = Feld("Periode", ("Buchungsperiode", "Monat", "Per"))
SOLL_HABEN = Feld("S/H", ("SH", "Soll/Haben", "S/H-Kennz", "SH-Kennzeichen"), pflicht=False)
DATUM = Feld("Buchungsdatum", ("Datum", "Buch-Datum", "Belegdatum"), pflicht=False)
ANSATZ = Feld("Ansatz", ("Ansatz #", "Plan", "Plan #", "Planansatz", "Haushaltsansatz", "Haushaltsansatz #"))

BUCHUNGSFELDER = (PRODUKT, SACHKONTO, BETRAG, PERIODE, SOLL_HABEN, DATUM)
ANSATZFELDER = (PRODUKT, SACHKONTO, ANSATZ)

_MAX_EINZELN = 50  # beyond that, equal findings become one


@dataclass(frozen=True, slots=True)
class Journal:
    """Readable postings of one export as a frame for `core.monatswerte.aggregate`: columns produkt, sachkonto,
    monat, saldo_ct (Haben − Soll) and zeile."""

    datei: str
    blatt: str | None
    buchungen: pd.DataFrame


Vorzeichen = Callable[[int, str], int]

VORZEICHEN: Mapping[str, Vorzeichen] = {
    "Soll/Haben": lambda betrag_ct, kennz: betrag_ct if kennz == "H" else -betrag_ct,
    "Erträge negativ": lambda betrag_ct, _: -betrag_ct,
    "Erträge positiv": lambda betrag_ct, _: betrag_ct,
}
"""Haben − Soll of an amount and its S/H mark, by the format named in the table Quellen."""


def read_journal(file: Path, format_: str, jahr: int, blatt: str = "") -> tuple[Journal, list[Befund]]:
    """Read the postings of one Haushaltsjahr. Lines with a Befund of severity Fehler are left out.

    Raises EingabeError if the export cannot be read, is empty, lacks the S/H column its format needs, or belongs
    to another year.
    """
    export = read_export(file, BUCHUNGSFELDER, blatt)
    if format_ == "Soll/Haben" and SOLL_HABEN.name not in export.spalten:
        raise EingabeError(
            f"{file.name} hat keine Spalte S/H. Den Export mit Soll/Haben-Kennzeichen erzeugen "
            "oder in der Tabelle Quellen ein anderes Format wählen."
        )
    daten, schluss = _split_totals(export)
    if not daten:
        raise EingabeError(f"{file.name} enthält keine Buchungen. Den Export für das Jahr {jahr} neu erzeugen.")
    lesung = _Lesung(export)
    _check_jahr(lesung, daten, jahr)
    vorzeichen = VORZEICHEN[format_]
    records = []
    for zeile in daten:
        monat = lesung.monat(zeile)
        betrag_ct = lesung.betrag_ct(zeile, BETRAG)
        kennz = lesung.soll_haben(zeile) if format_ == "Soll/Haben" else ""
        if lesung.has_codes(zeile) and monat is not None and betrag_ct is not None and kennz is not None:
            saldo_ct = vorzeichen(betrag_ct, kennz)
            records.append((zeile.zellen["Produkt"], zeile.zellen["Sachkonto"], monat, saldo_ct, zeile.nummer))
    lesung.check_count(len(daten), schluss)
    frame = pd.DataFrame.from_records(records, columns=["produkt", "sachkonto", "monat", "saldo_ct", "zeile"])
    frame = frame.astype({"monat": "int64", "saldo_ct": "int64", "zeile": "int64"})
    return Journal(file.name, export.blatt, frame), lesung.befunde()


def read_ansatz(file: Path, blatt: str = "") -> tuple[list[Kontensumme], list[Befund]]:
    """Read the Ansätze of one year: a sum per line, in the direction of its Art, all in month 1.

    Raises EingabeError if the export cannot be read or is empty.
    """
    export = read_export(file, ANSATZFELDER, blatt)
    daten, _ = _split_totals(export)
    if not daten:
        raise EingabeError(f"{file.name} enthält keine Ansätze. Den Export neu erzeugen.")
    lesung = _Lesung(export)
    summen = []
    for zeile in daten:
        betrag_ct = lesung.betrag_ct(zeile, ANSATZ)
        if lesung.has_codes(zeile) and betrag_ct is not None:
            produkt, konto = zeile.zellen["Produkt"], zeile.zellen["Sachkonto"]
            summen.append(Kontensumme(produkt, konto, 1, betrag_ct, 1, zeile.nummer))
    return summen, lesung.befunde()


def _split_totals(export: Export) -> tuple[list[Zeile], list[Zeile]]:
    """Data lines, and the total lines below them: those that name neither Produkt nor Sachkonto."""
    daten: list[Zeile] = []
    schluss: list[Zeile] = []
    for zeile in export.zeilen:
        (daten if zeile.zellen["Produkt"] or zeile.zellen["Sachkonto"] else schluss).append(zeile)
    return daten, schluss


def _check_jahr(lesung: _Lesung, daten: list[Zeile], jahr: int) -> None:
    """Closing entries may carry a date of the following year."""
    if DATUM.name not in lesung.export.spalten:
        return
    fremd = []
    for zeile in daten:
        treffer = re.search(r"\b(\d{4})\b", zeile.zellen[DATUM.name])
        datumsjahr = int(treffer[1]) if treffer else jahr
        if datumsjahr != jahr and not (datumsjahr == jahr + 1 and _is_abschluss(zeile)):
            fremd.append((zeile, datumsjahr))
    if len(fremd) * 2 > len(daten):
        raise EingabeError(
            f"{lesung.export.datei} enthält Buchungen des Jahres {fremd[0][1]}, die Mappe ist für {jahr}. "
            "Die Datei in der Tabelle Quellen oder das Haushaltsjahr in den Einstellungen berichtigen."
        )
    for zeile, datumsjahr in fremd:
        text = f"Buchungsdatum im Jahr {datumsjahr}; die Buchung zählt nach ihrer Periode zum Jahr {jahr}. Bitte prüfen"
        lesung.add(Schwere.WARNUNG, "journal.jahr", text, zeile)


def _is_abschluss(zeile: Zeile) -> bool:
    return zeile.zellen["Periode"].isdecimal() and int(zeile.zellen["Periode"]) > 12


class _Lesung:
    """Parses cells of one export and gathers what is wrong with them."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self._funde: dict[tuple[Schwere, str], list[tuple[str, SourceRef]]] = {}

    def add(self, schwere: Schwere, code: str, text: str, zeile: Zeile, feld: Feld | None = None) -> None:
        self._funde.setdefault((schwere, code), []).append((text, self._ref(zeile, feld)))

    def befunde(self) -> list[Befund]:
        """One Befund per line; of many equal ones the first ones and a count."""
        befunde = []
        for (schwere, code), funde in self._funde.items():
            einzeln = funde[:_MAX_EINZELN]
            befunde += [Befund(schwere, code, f"{text}.", ort) for text, ort in einzeln]
            if rest := len(funde) - len(einzeln):
                text = f"{rest} weitere Zeilen mit demselben Befund: {einzeln[-1][0]}."
                befunde.append(Befund(schwere, code, text, funde[_MAX_EINZELN][1]))
        return befunde

    def _ref(self, zeile: Zeile, feld: Feld | None) -> SourceRef:
        if self.export.blatt is None or feld is None:
            return SourceRef(self.export.datei, self.export.blatt, zeile=zeile.nummer)
        spalte = get_column_letter(self.export.spalten[feld.name] + 1)
        return SourceRef(self.export.datei, self.export.blatt, f"{spalte}{zeile.nummer}")

    def has_codes(self, zeile: Zeile) -> bool:
        for feld in (PRODUKT, SACHKONTO):
            if not zeile.zellen[feld.name]:
                self.add(
                    Schwere.FEHLER, "journal.leer", f"{feld.name} ist leer; die Zeile bleibt außen vor", zeile, feld
                )
                return False
        return True

    def monat(self, zeile: Zeile) -> int | None:
        text = zeile.zellen["Periode"]
        try:
            return monat_of_periode(int(text))
        except ValueError:
            hinweis = f"Periode „{text}“ gibt es nicht (1 bis {LETZTE_PERIODE}); die Buchung bleibt außen vor"
            self.add(Schwere.FEHLER, "journal.periode", hinweis, zeile, PERIODE)
            return None

    def betrag_ct(self, zeile: Zeile, feld: Feld) -> int | None:
        text = zeile.zellen[feld.name]
        if (zahl := zeile.zahlen.get(feld.name)) is not None:
            return cents_from_euro(zahl)
        try:
            return parse_betrag_ct(text)
        except ValueError:
            was = f"{feld.name} „{text}“ ist keine Zahl" if text else f"{feld.name} ist leer"
            self.add(Schwere.FEHLER, "journal.betrag", f"{was}; die Zeile bleibt außen vor", zeile, feld)
            return None

    def soll_haben(self, zeile: Zeile) -> str | None:
        kennz = zeile.zellen["S/H"].upper()
        if kennz in ("S", "H"):
            return kennz
        hinweis = f"S/H „{zeile.zellen['S/H']}“ ist weder S noch H; die Buchung bleibt außen vor"
        self.add(Schwere.FEHLER, "journal.sollhaben", hinweis, zeile, SOLL_HABEN)
        return None

    def check_count(self, gelesen: int, schluss: Iterable[Zeile]) -> None:
        """An export that counts its lines tells whether it is whole."""
        for zeile in schluss:
            zahlen = [int(cell.replace(".", "")) for cell in zeile.alle if re.fullmatch(r"[\d.]+", cell)]
            if zeile.alle[0].startswith("Anzahl") and zahlen and zahlen[0] != gelesen:
                text = f"Der Export nennt {zahlen[0]} Buchungen, enthält aber {gelesen}; er ist unvollständig"
                self.add(Schwere.FEHLER, "journal.anzahl", text, zeile)
