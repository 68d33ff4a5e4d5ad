"""Columns by which a row of a Datenmappe says what it is about: a Produkt or Budget, and a row of its Produktblatt."""

from __future__ import annotations

from xlbudget.layout.deklaration import Spalte, Typ

OBJEKT = Spalte(
    "Objekt",
    Typ.CODE,
    pflicht=True,
    breite=24,
    hilfe="Nummer eines Produkts (die Liste bietet sie an) oder Name eines Budgets",
    angebot=("Produkte", "Produkt"),
)
ZEILE = Spalte(
    "Zeile",
    pflicht=True,
    breite=28,
    hilfe="„gesamt“ oder eine Zeile der Kontenzuordnung",
    angebot=("Kontenzuordnung", "Zeile"),
)
