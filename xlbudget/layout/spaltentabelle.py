"""The table Berichtsspalten of a Datenmappe: which columns a report has, in which order and how wide."""

from __future__ import annotations

from collections.abc import Mapping

from xlbudget.core.darstellung import BREITESTE, HEUTIGE, NAMEN, SCHMALSTE, Tabellenausgabe
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ

BERICHTSSPALTEN = Tabelle(
    "Berichtsspalten",
    "Welche Spalten Gesamtbericht und Auszüge zeigen, von links nach rechts; was hier nicht steht, zeigen sie nicht.",
    Gruppe.GRUNDLAGEN,
    (
        Spalte(
            "Ausgabe",
            pflicht=True,
            auswahl=tuple(Tabellenausgabe),
            breite=16,
            hilfe="alle = Gesamtbericht und Auszug; stehen für einen davon eigene Zeilen da, gelten nur diese",
        ),
        Spalte("Spalte", pflicht=True, breite=30, hilfe="Nr. und Bezeichnung stehen immer vorn"),
        Spalte(
            "Breite",
            Typ.ZAHL,
            breite=10,
            hilfe=f"In Zeichen, {SCHMALSTE} bis {BREITESTE}; leer = richtet sich nach dem Inhalt",
        ),
        Spalte("Gezeigt", Typ.JA_NEIN, auswahl=("ja", "nein"), breite=10, hilfe="Leer = ja"),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)

_DOPPELT = "Prognose"  # the same column as Jahresergebnis

BERICHTSSPALTEN_VORGABE: tuple[Mapping[str, object], ...] = tuple(
    {"Ausgabe": Tabellenausgabe.ALLE.value, "Spalte": name, "Gezeigt": "ja" if name in HEUTIGE else "nein"}
    for name in NAMEN
    if name != _DOPPELT
)
"""The rows of a new table: all columns, and shown those that a report has without it."""
