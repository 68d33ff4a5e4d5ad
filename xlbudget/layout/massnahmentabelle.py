"""The table Maßnahmen of a Datenmappe: what is done about what, and what it brings.

A row is a measure in one year: one that works for several years has a row for each.
"""

from __future__ import annotations

from dataclasses import replace

from xlbudget.core.massnahmen import Massnahmenart, Massnahmenstatus
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ
from xlbudget.layout.objektspalten import OBJEKT, ZEILE

MASSNAHMEN = Tabelle(
    "Maßnahmen",
    "Was wogegen getan wird, bis wann und mit welcher Wirkung; steht neben dem Bericht, in keiner seiner Zahlen.",
    Gruppe.ZAHLEN,
    (
        Spalte("Handlungsfeld", breite=26),
        Spalte("Ziel", breite=34, hilfe="Was erreicht werden soll"),
        Spalte("Maßnahme", pflicht=True, breite=50, hilfe="Was getan wird; je Jahr eine Zeile mit demselben Namen"),
        Spalte("Zielgröße", breite=20, hilfe="Woran man es erkennt"),
        Spalte(
            "Kennzahl", breite=28, hilfe="Bezeichnung aus der Tabelle Kennzahlen; der Bericht zeigt, wie weit sie ist"
        ),
        Spalte("Verantwortlich", breite=24, hilfe="Stelle oder Funktion"),
        Spalte("Bis", Typ.DATUM, breite=12, hilfe="TT.MM.JJJJ"),
        Spalte("Status", auswahl=tuple(Massnahmenstatus), breite=12, hilfe="Leer = offen"),
        Spalte("Bemerkung", breite=40, hilfe="Erscheint im Bericht"),
        Spalte("Art", auswahl=tuple(Massnahmenart), breite=24),
        replace(OBJEKT, pflicht=False, hilfe="Produkt oder Budget, auf dessen Abweichung sie antwortet"),
        replace(ZEILE, pflicht=False, breite=18, hilfe="Zeile der Kontenzuordnung, wenn es nur um sie geht"),
        Spalte("Jahr", Typ.JAHR, breite=8, hilfe="Jahr der Wirkung; leer = Haushaltsjahr"),
        Spalte("Wirkung geplant", Typ.BETRAG, breite=16, hilfe="In Euro; positiv = entlastet das Produktbudget"),
        Spalte("Wirkung erreicht", Typ.BETRAG, breite=16, hilfe="Bis zum Stand, also schon gebucht"),
        Spalte(
            "Wirkung Prognose", Typ.BETRAG, breite=17, hilfe="Im ganzen Jahr erwartet, das Erreichte eingeschlossen"
        ),
        Spalte(
            "In der Prognose",
            Typ.JA_NEIN,
            auswahl=("ja", "nein"),
            breite=16,
            hilfe="ja = die Prognose des Berichts rechnet schon mit der ganzen Wirkung; leer = nur mit dem Erreichten",
        ),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
