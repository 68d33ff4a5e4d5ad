"""Tables of a Datenmappe about exports that a house adds on request."""

from __future__ import annotations

from xlbudget.core.abstimmung import Kontrollgroesse
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ

ANSATZ_DAVOR = "Ansatz: "
"""In front of a Kontrollgröße of Ansätze."""

KONTROLLSUMMEN = Tabelle(
    "Kontrollsummen",
    "Summen aus dem Finanzverfahren; jeder Lauf vergleicht sie mit dem, was er gelesen hat.",
    Gruppe.EXPORTE,
    (
        Spalte("Datei", breite=40, hilfe="Wie in der Tabelle Quellen; leer = alle Exporte"),
        Spalte(
            "Was",
            pflicht=True,
            auswahl=tuple(f"{davor}{groesse}" for davor in ("", ANSATZ_DAVOR) for groesse in Kontrollgroesse),
            breite=32,
            hilfe="Erträge und Aufwendungen beide positiv; Zeilen = Anzahl der gezählten Zeilen",
        ),
        Spalte("Betrag", Typ.BETRAG, pflicht=True, breite=20, hilfe="Euro, oder die Anzahl der Zeilen"),
        Spalte("Bis", Typ.STAND, breite=10, hilfe="JJJJ-MM; leer = alles, was der Export enthält"),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
