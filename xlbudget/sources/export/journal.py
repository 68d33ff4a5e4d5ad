"""Postings and Ansätze from the exports of a finance system, in cents, with every doubt as a Befund."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from xlbudget.core.monatswerte import Kontensumme
from xlbudget.errors import Befund, EingabeError
from xlbudget.sources.export.export import read_export
from xlbudget.sources.export.felder import ANSATZ, ANSATZFELDER, BETRAG, BUCHUNGSFELDER, SOLL_HABEN
from xlbudget.sources.export.jahr import lines_of_year
from xlbudget.sources.export.lesung import Lesung
from xlbudget.sources.export.summenzeilen import split_totals


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
    export = read_export(file, BUCHUNGSFELDER, jahr, blatt)
    if format_ == "Soll/Haben" and SOLL_HABEN.name not in export.spalten:
        raise EingabeError(
            f"{file.name} hat keine Spalte S/H. Den Export mit Soll/Haben-Kennzeichen erzeugen "
            "oder in der Tabelle Quellen ein anderes Format wählen."
        )
    teile = split_totals(export, BETRAG)
    if not teile.daten:
        raise EingabeError(f"{file.name} enthält keine Buchungen. Den Export für das Jahr {jahr} neu erzeugen.")
    lesung = Lesung(export, BETRAG, "Buchungen")
    vorzeichen = VORZEICHEN[format_]
    records = []
    for zeile in lines_of_year(lesung, lesung.readable(teile), jahr):
        monat = lesung.monat(zeile)
        betrag_ct = lesung.betrag_ct(zeile)
        kennz = lesung.soll_haben(zeile) if format_ == "Soll/Haben" else ""
        if lesung.has_codes(zeile) and monat is not None and betrag_ct is not None and kennz is not None:
            saldo_ct = vorzeichen(betrag_ct, kennz)
            records.append((zeile.zellen["Produkt"], zeile.zellen["Sachkonto"], monat, saldo_ct, zeile.nummer))
    lesung.check_count(len(teile.daten), teile.schluss)
    frame = pd.DataFrame.from_records(records, columns=["produkt", "sachkonto", "monat", "saldo_ct", "zeile"])
    frame = frame.astype({"monat": "int64", "saldo_ct": "int64", "zeile": "int64"})
    return Journal(file.name, export.blatt, frame), lesung.befunde()


def read_ansatz(file: Path, jahr: int, blatt: str = "") -> tuple[list[Kontensumme], list[Befund]]:
    """Read the Ansätze of one Haushaltsjahr: a sum per line, in the direction of its Art, all in month 1.

    Raises EingabeError if the export cannot be read, is empty or belongs to another year.
    """
    export = read_export(file, ANSATZFELDER, jahr, blatt)
    teile = split_totals(export, ANSATZ)
    if not teile.daten:
        raise EingabeError(f"{file.name} enthält keine Ansätze. Den Export neu erzeugen.")
    lesung = Lesung(export, ANSATZ, "Ansätze")
    summen = []
    for zeile in lines_of_year(lesung, lesung.readable(teile), jahr):
        betrag_ct = lesung.betrag_ct(zeile)
        if lesung.has_codes(zeile) and betrag_ct is not None:
            produkt, konto = zeile.zellen["Produkt"], zeile.zellen["Sachkonto"]
            summen.append(Kontensumme(produkt, konto, 1, betrag_ct, 1, zeile.nummer))
    lesung.check_count(len(teile.daten), teile.schluss)
    return summen, lesung.befunde()
