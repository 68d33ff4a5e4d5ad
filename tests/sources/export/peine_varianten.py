"""The journal of the example as other finance systems write it: format × characters × numbers × signs × header."""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import xlsxwriter
from pyarrow import parquet

from xlbudget.mitgeliefert import shipped

FORMATE = ("csv", "txt", "xlsx", "parquet")
KODIERUNGEN = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-15", "cp850")
ZAHLEN = ("deutsch", "englisch", "ohne Gruppen", "Minus hinten", "Klammern")
VORZEICHEN = ("Soll/Haben", "Erträge negativ", "Erträge positiv", "alles positiv", "Soll und Haben", "Worte")
KOEPFE = ("oben", "nach Anschreiben", "zweizeilig", "wiederholt")
TRENNER = {"csv": ";", "txt": "\t"}

Posten = tuple[str, str, str, str, str, str, int]
"""Beleg, date, period, Produkt, Sachkonto, text, and Haben − Soll in cents."""


@dataclass(frozen=True)
class Variante:
    """One way to write the journal."""

    format: str
    kodierung: str
    zahlen: str
    vorzeichen: str
    kopf: str

    def __str__(self) -> str:
        return "-".join((self.format, self.kodierung, self.zahlen, self.vorzeichen, self.kopf)).replace("/", " ")


def variants() -> list[Variante]:
    """All that make sense: characters only for text, styles of numbers only where numbers are text."""
    return [
        Variante(*teile)
        for teile in itertools.product(FORMATE, KODIERUNGEN, ZAHLEN, VORZEICHEN, KOEPFE)
        if teile[0] in TRENNER or (teile[1] == "utf-8" and teile[2] == "deutsch")
        if teile[0] != "parquet" or teile[4] == "oben"
    ]


def sample(anzahl: int) -> list[Variante]:
    """Some of them, the same every time, with each choice at least once."""
    wahl = random.Random(12)
    return wahl.sample(variants(), anzahl)


def journal() -> list[Posten]:
    """The postings of the example."""
    with shipped("workbooks", "buchungen-2023.csv").open(encoding="cp1252", newline="") as datei:
        zeilen = list(csv.reader(datei, delimiter=";"))
    anfang = next(i for i, zeile in enumerate(zeilen) if "Produkt" in zeile)
    kopf = zeilen[anfang]
    posten = []
    for zeile in zeilen[anfang + 1 :]:
        werte = dict(zip(kopf, zeile, strict=False))
        if not werte.get("Produkt") or not werte.get("Sachkonto"):
            continue
        betrag = int(Decimal(werte["Betrag"].replace(".", "").replace(",", ".")) * 100)
        texte = (werte[name] for name in ("Beleg", "Buchungsdatum", "Periode", "Produkt", "Sachkonto", "Bezeichnung"))
        posten.append((*texte, betrag if werte["S/H"] == "H" else -betrag))
    return posten


def write(variante: Variante, posten: Sequence[Posten], ordner: Path) -> Path:
    """The file of one variant."""
    datei = ordner / f"buchungen.{variante.format}"
    zeilen = list(_rows(variante, posten))
    if variante.format in TRENNER:
        with datei.open("w", encoding=variante.kodierung, newline="") as ziel:
            csv.writer(ziel, delimiter=TRENNER[variante.format], lineterminator="\r\n").writerows(zeilen)
    elif variante.format == "xlsx":
        with xlsxwriter.Workbook(datei, {"constant_memory": True}) as mappe:
            blatt = mappe.add_worksheet("Journal")
            for nummer, zeile in enumerate(zeilen):
                blatt.write_row(nummer, 0, zeile)
    else:
        kopf, *daten = zeilen
        spalten = zip(*daten, strict=True)
        parquet.write_table(
            pa.table(
                {
                    name: [None if wert == "" else wert for wert in werte]
                    for name, werte in zip(kopf, spalten, strict=True)
                }
            ),
            datei,
        )
    return datei


def _rows(variante: Variante, posten: Sequence[Posten]) -> Iterator[list[object]]:
    kopf = _header(variante)
    if variante.kopf == "nach Anschreiben":
        yield from (["Landkreis Peine", "Journal für das Haushaltsjahr"], ["Stand", "31.03.2024"], [])
    if variante.kopf == "zweizeilig":
        yield [name if name not in ("Soll", "Haben") else "" for name in kopf]
        yield [
            "" if name in ("Beleg", "Produkt", "Sachkonto", "Periode") else name if name in ("Soll", "Haben") else ""
            for name in kopf
        ]
        kopf = []
    if kopf:
        yield list(kopf)
    for nummer, (beleg, datum, periode, produkt, konto, text, saldo) in enumerate(posten):
        if variante.kopf == "wiederholt" and nummer and nummer % 1000 == 0:
            yield list(kopf)
        yield [beleg, datum, periode, produkt, konto, text, *_amounts(variante, konto, saldo)]


def _header(variante: Variante) -> list[str]:
    werte = {
        "Soll/Haben": ["Betrag", "S/H"],
        "Worte": [f"Betrag in {'EUR' if variante.kodierung == 'cp850' else '€'}", "Soll/Haben"],
        "Soll und Haben": ["Soll", "Haben"],
    }
    betrag = werte.get(variante.vorzeichen, ["Betrag"])
    return ["Beleg", "Buchungsdatum", "Periode", "Produkt", "Sachkonto", "Bezeichnung", *betrag]


def _amounts(variante: Variante, konto: str, saldo: int) -> list[object]:
    ist_ertrag = konto[0] == "3" or konto.startswith("50")
    if variante.vorzeichen == "Soll und Haben":
        return ["", _number(variante, saldo)] if saldo >= 0 else [_number(variante, -saldo), ""]
    if variante.vorzeichen in ("Soll/Haben", "Worte"):
        worte = ("H", "S") if variante.vorzeichen == "Soll/Haben" else ("Haben", "Soll")
        return [_number(variante, abs(saldo)), worte[saldo < 0]]
    betrag = {"Erträge negativ": -saldo, "Erträge positiv": saldo}.get(
        variante.vorzeichen, saldo if ist_ertrag else -saldo
    )
    return [_number(variante, betrag)]


def _number(variante: Variante, betrag_ct: int) -> object:
    if variante.format not in TRENNER:
        return betrag_ct / 100
    text = f"{Decimal(abs(betrag_ct)).scaleb(-2):{'' if variante.zahlen == 'ohne Gruppen' else ','}.2f}"
    if variante.zahlen != "englisch":
        text = text.translate(str.maketrans(",.", ".,"))
    if betrag_ct >= 0:
        return text
    return {"Minus hinten": f"{text}-", "Klammern": f"({text})"}.get(variante.zahlen, f"-{text}")
