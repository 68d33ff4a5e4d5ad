"""Tables of a Datenmappe for checking texts: figures and names that its other tables do not have."""

from __future__ import annotations

from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ
from xlbudget.layout.objektspalten import OBJEKT

WEITERE_ZAHLEN = Tabelle(
    "WeitereZahlen",
    "Zahlen, die in Texten vorkommen und nicht aus den Buchungen folgen, zum Beispiel die des ganzen Haushalts.",
    Gruppe.ZAHLEN,
    (
        Spalte(
            "Bezeichnung",
            pflicht=True,
            breite=60,
            hilfe="Wörter, die im Satz bei der Zahl stehen: Gesamthaushalt Defizit geplant",
        ),
        Spalte("Wert", Typ.ZAHL, pflicht=True, breite=18, hilfe="Die genaue Zahl ohne Einheit, ohne Vorzeichen"),
        Spalte("Einheit", auswahl=("Euro", "Prozent", "Anzahl"), breite=12, hilfe="Leer = Euro"),
        Spalte("Quelle", breite=50, hilfe="Woher die Zahl kommt; nur zum Lesen"),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)

WEITERE_NAMEN = Tabelle(
    "WeitereNamen",
    "Namen und Nummern, unter denen Texte ein Produkt oder Budget nennen, wenn sie anders sind als in dieser Mappe.",
    Gruppe.GLIEDERUNG,
    (
        Spalte("Name", Typ.CODE, pflicht=True, breite=40, hilfe="Wie der Text es nennt: 3140, Einmalige Beihilfen"),
        OBJEKT,
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
