"""A small house whose figures are right as a whole: postings of a year, Ansätze of their size, and a Datenmappe."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe

PRODUKTE = ("1111", "2171", "3131", "3661")
ERTRAEGE, AUFWAND = ("3141", "3321"), ("4011", "4221", "4331")
KONTEN = [
    {"Präfix": "3", "Art": "Erträge", "Zeile": "ordentlich"},
    {"Präfix": "4", "Art": "Aufwendungen", "Zeile": "Personal"},
    *({"Präfix": p, "Art": "Finanzrechnung"} for p in "67"),
]

Buchung = tuple[str, str, str, int, int]
"""Beleg, Produkt, Sachkonto, Periode, cents with Erträge below zero."""


@dataclass
class Haus:
    """What a controller enters and delivers; `journale` are files by name, each a list of postings."""

    journale: dict[str, list[Buchung]]
    ansaetze: list[tuple[str, str, int]]
    quelle: dict[str, object] = field(default_factory=dict)
    ansatzquelle: dict[str, object] = field(default_factory=dict)
    spalten: list[dict[str, object]] = field(default_factory=list)
    betrag: Callable[[int], str] = lambda ct: f"{ct / 100:.2f}".replace(".", ",")
    weitere: list[dict[str, object]] = field(default_factory=list)
    kontrollsummen: list[dict[str, object]] = field(default_factory=list)
    einstellungen: dict[str, object] = field(default_factory=dict)
    dateien: dict[str, list[str]] = field(default_factory=dict)

    def write(self, ordner: Path) -> Path:
        for name, buchungen in self.journale.items():
            zeilen = [f"{b};{p};{k};{m};{self.betrag(ct)}" for b, p, k, m, ct in buchungen]
            (ordner / name).write_text("\n".join(["Beleg;Produkt;Sachkonto;Periode;Betrag", *zeilen, ""]), "utf-8")
        for name, texte in self.dateien.items():
            (ordner / name).write_text("\n".join([*texte, ""]), "utf-8")
        plan = [f"{p};{k};{ct // 100},00" for p, k, ct in self.ansaetze]
        (ordner / "plan.csv").write_text("\n".join(["Produkt;Sachkonto;Ansatz 2024", *plan, ""]), "utf-8")
        inhalt = {
            "Einstellungen": einstellungszeilen({"Kommune": "Musterstadt", "Haushaltsjahr": 2024} | self.einstellungen),
            "Budgets": [{"Budget": "Haus", "Ebene": "Budget"}],
            "Produkte": [{"Produkt": p, "Bezeichnung": f"Produkt {p}", "Budget": "Haus"} for p in PRODUKTE],
            "Kontenzuordnung": KONTEN,
            "Quellen": [
                *({"Inhalt": "Buchungen", "Datei": name} | self.quelle for name in self.journale),
                *([{"Inhalt": "Ansätze", "Datei": "plan.csv"} | self.ansatzquelle] if self.ansaetze else []),
                *self.weitere,
            ],
        }
        inhalt |= {"Spalten": self.spalten} if self.spalten else {}
        inhalt |= {"Kontrollsummen": self.kontrollsummen} if self.kontrollsummen else {}
        mappe = ordner / "mappe.xlsx"
        mappe.write_bytes(write_datenmappe(inhalt, "Test"))
        return mappe


def clean_house() -> Haus:
    """Clean: 600 postings over twelve months, a few corrections among them, and Ansätze of their size."""
    wuerfel = random.Random(14)
    buchungen: list[Buchung] = []
    for nummer in range(600):
        produkt, ertrag = wuerfel.choice(PRODUKTE), wuerfel.random() < 0.3
        konto = wuerfel.choice(ERTRAEGE if ertrag else AUFWAND)
        betrag = wuerfel.randrange(1_000, 500_000) * (-1 if ertrag else 1)
        if wuerfel.random() < 0.03:
            betrag = -betrag // 4
        buchungen.append((f"B{nummer}", produkt, konto, nummer // 50 + 1, betrag))
    ansaetze = [(p, k, wuerfel.randrange(50_000, 150_000) * 100) for p in PRODUKTE for k in (*ERTRAEGE, *AUFWAND)]
    return Haus({"journal.csv": buchungen}, ansaetze)
