"""The table Reifegrad of a Datenmappe: how mature something is, by dimension and date."""

from __future__ import annotations

from xlbudget.core.reifegrad import NICHT_MESSBAR, STUFEN
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ

REIFEGRAD = Tabelle(
    "Reifegrad",
    "Stufen 0 bis 4 je Unterdimension und Stichtag; eine Dimension ist so gut wie ihre schlechteste Unterdimension.",
    Gruppe.ZAHLEN,
    (
        Spalte("Dimension", pflicht=True, breite=34),
        Spalte("Unterdimension", breite=50, hilfe="Leer = die Stufe der ganzen Dimension, wie sie veröffentlicht ist"),
        Spalte("Stichtag", Typ.DATUM, pflicht=True, breite=12, hilfe="TT.MM.JJJJ"),
        Spalte(
            "Stufe",
            Typ.CODE,
            pflicht=True,
            auswahl=(*map(str, STUFEN), NICHT_MESSBAR),
            breite=8,
            hilfe="0 bis 4, - = nicht messbar",
        ),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
