"""What a small house delivers, as lines and table rows that can be spoilt before they are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

import openpyxl
from haeuser.erzeugen import JAHR, Buchung, Haus, build
from haeuser.konten import ergebniskonten, regeln
from haeuser.schreiben import ANSATZSTIL, STILE, Stil, ansatzzeilen, buchungszeilen, write_zeilen
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.writers.datenmappe.mappe import write_datenmappe

MAPPE = f"Datenmappe {JAHR}.xlsx"
JOURNAL, ANSATZ = f"buchungen-{JAHR}.csv", f"ansatz-{JAHR}.csv"
KOPFZEILE = 3
"""Of every table of a Datenmappe as we draw it."""


@cache
def small_house(land: str) -> Haus:
    """Two Budgets of two Produkte each; nobody changes it."""
    return build(land, dezernate=1, budgets=2, produkte=2)


class Lieferung:
    """The exports and the Datenmappe of a small house.

    `buchungen` and `ansaetze` may be changed until `journal` and `plan`, their lines as cells, are asked for;
    `dateien` are further files, or those of the house in other bytes; `hand` is done to the drawn Datenmappe. `wahr`
    is the house whose sums are the right ones.
    """

    def __init__(self, land: str) -> None:
        self.haus = self.wahr = small_house(land)
        self.land = land
        self.stil: Stil = STILE[land]
        self.buchungen = list(self.haus.buchungen[JAHR])
        self.ansaetze = list(self.haus.ansaetze[JAHR])
        self.tabellen = self.haus.inhalt("", self.stil.vorzeichen, (JAHR,))
        self.dateien: dict[str, bytes] = {}
        self.hand: list[Callable[[Workbook], None]] = []
        self.konten = {konto.nummer: konto for konto in ergebniskonten(land)}

    # exports

    @cached_property
    def journal(self) -> list[list[str]]:
        """Every line of the postings, from what stands above the header to the sum below."""
        return buchungszeilen(JAHR, self.buchungen, self.stil, self.haus.namen)

    @cached_property
    def plan(self) -> list[list[str]]:
        """Every line of the Ansätze, the header first."""
        return ansatzzeilen(JAHR, self.ansaetze, self.haus.namen)

    @property
    def kopf(self) -> int:
        """Where the header of the journal stands."""
        return next(i for i, zeile in enumerate(self.journal) if "Produkt" in zeile)

    @property
    def daten(self) -> range:
        """Where its postings stand."""
        return range(self.kopf + 1, self.kopf + 1 + len(self.buchungen))

    def spalte(self, name: str) -> int:
        """Where a column of the journal stands."""
        return self.journal[self.kopf].index(name)

    def ergebniszeile(self, nummer: int = 0) -> int:
        """One of the lines on an account of the Ergebnis."""
        ort = self.spalte("Sachkonto")
        return [i for i in self.daten if self.journal[i][ort] in self.konten][nummer]

    def write_like(self, stil: Stil) -> None:
        """Have the postings written in another style, and said so in Quellen."""
        self.stil = stil
        self.quelle()["Vorzeichen"] = stil.vorzeichen

    def vorjahr(self, jahr: int, buchungen: list[Buchung] | None = None) -> str:
        """Deliver the exports of a prior year as well; returns the file of its postings."""
        name = f"buchungen-{jahr}.csv"
        zeilen = buchungszeilen(jahr, buchungen or self.haus.buchungen[jahr], self.stil, self.haus.namen)
        self.dateien[name] = self.as_bytes(zeilen)
        plan = ansatzzeilen(jahr, self.haus.ansaetze[jahr], self.haus.namen)
        self.dateien[f"ansatz-{jahr}.csv"] = self.as_bytes(plan)
        self.tabellen["Quellen"].append(self.quelle() | {"Datei": name, "Jahr": jahr})
        self.tabellen["Quellen"].append(self.quelle(1) | {"Datei": f"ansatz-{jahr}.csv", "Jahr": jahr})
        return name

    def as_bytes(self, zeilen: list[list[str]]) -> bytes:
        """Lines as a file in the style of the postings."""
        text = "".join(self.stil.trenner.join(zeile) + "\r\n" for zeile in zeilen)
        return text.encode(self.stil.zeichensatz)

    # tables

    def quelle(self, nummer: int = 0) -> dict[str, object]:
        """A row of Quellen: the postings, or as number 1 the Ansätze."""
        return self.tabellen["Quellen"][nummer]

    def add(self, tabelle: str, **zeile: object) -> int:
        """Append a row; returns its number in the table."""
        self.tabellen.setdefault(tabelle, []).append(zeile)
        return len(self.tabellen[tabelle]) - 1

    def set(self, einstellung: str, wert: object) -> str:
        """Change a setting; returns its cell."""
        zeilen = self.tabellen["Einstellungen"]
        nummer = next(i for i, zeile in enumerate(zeilen) if zeile["Einstellung"] == einstellung)
        zeilen[nummer] = zeilen[nummer] | {"Wert": wert}
        return self.zelle("Einstellungen", nummer, "Wert")

    @property
    def produkte(self) -> list[str]:
        """The numbers of the Produkte."""
        return [produkt for produkt, *_ in self.haus.gliederung]

    def zeile_of(self, konto: str) -> str:
        """The row of an account of the Ergebnis."""
        passend = [regel for regel in regeln(self.land) if konto.startswith(regel["praefix"])]
        return max(passend, key=lambda regel: len(regel["praefix"]))["zeile"]

    def is_so(self) -> None:
        """Say that postings and Ansätze as they are now are odd, but no fault: their sums are the right ones."""
        self.wahr = replace(self.haus, buchungen={JAHR: self.buchungen}, ansaetze={JAHR: self.ansaetze})

    # places

    @staticmethod
    def zelle(tabelle: str, nummer: int, spalte: str) -> str:
        """A cell of the Datenmappe as a message names it, by the number of the row in its table."""
        (deklariert,) = (t for t in DATENMAPPE.tabellen if t.name == tabelle)
        spalten = [s.name for s in deklariert.gezeichnet]
        return f"{MAPPE}, {tabelle}!{get_column_letter(spalten.index(spalte) + 1)}{KOPFZEILE + 1 + nummer}"

    @staticmethod
    def zeile_von(datei: str, ort: int) -> str:
        """A line of an export as a message names it, by where it stands among all lines."""
        return f"{datei}, Zeile {ort + 1}"

    @property
    def journalkopf(self) -> str:
        """The place of what is said of the postings as a whole."""
        return self.zeile_von(JOURNAL, self.kopf)

    def write(self, ordner: Path) -> Path:
        """The files; returns the Datenmappe."""
        write_zeilen(ordner / JOURNAL, self.journal, self.stil)
        write_zeilen(ordner / ANSATZ, self.plan, ANSATZSTIL)
        for name, data in self.dateien.items():
            (ordner / name).write_bytes(data)
        datei = ordner / MAPPE
        datei.write_bytes(write_datenmappe(self.tabellen, "Haus"))
        if self.hand:
            mappe = openpyxl.load_workbook(datei)
            for tut in self.hand:
                tut(mappe)
            mappe.save(datei)
        return datei
