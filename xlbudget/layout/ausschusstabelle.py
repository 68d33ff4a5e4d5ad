"""The table Ausschüsse of a Datenmappe.

A row is a committee, with all its objects in one cell: Sitzung and Vorlage change before every meeting and must stand
once, and a committee is read, copied and deleted as one row. Names are divided by semicolons, since they have commas.
"""

from __future__ import annotations

from xlbudget.core.ausschuss import ALLE
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ

AUSSCHUESSE = Tabelle(
    "Ausschüsse",
    "Welcher Ausschuss welche Budgets und Produkte sieht; je Ausschuss gibt es einen Auszug des Gesamtberichts.",
    Gruppe.GLIEDERUNG,
    (
        Spalte("Kürzel", Typ.CODE, pflicht=True, breite=12, hilfe="Kurz und eindeutig; steht in den Dateinamen"),
        Spalte("Bezeichnung", breite=48, hilfe="Wie er im Titel des Auszugs heißt; leer = das Kürzel"),
        Spalte("Sitzung", Typ.DATUM, breite=12, hilfe="TT.MM.JJJJ; steht im Titel des Auszugs"),
        Spalte("Vorlage", Typ.CODE, breite=14, hilfe="Nummer der Drucksache; steht im Titel des Auszugs"),
        Spalte(
            "Objekte",
            Typ.CODE,
            breite=60,
            hilfe=f"Namen oder Nummern von Budgets und Produkten, mit Semikolon getrennt, oder: {ALLE}",
        ),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
