"""Befunde about the table Reifegrad."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, W

REIFEGRAD = (
    Befundart(
        "reifegrad.doppelt",
        (F,),
        "Eine Dimension oder Unterdimension steht zu einem Stichtag zweimal; die untere Zeile zählt nicht.",
        "Die falsche Zeile löschen oder ihren Stichtag berichtigen.",
    ),
    Befundart(
        "reifegrad.minimum",
        (W,),
        "Die angegebene Stufe einer Dimension folgt nicht aus der Minimumregel; das Blatt zeigt die der Regel.",
        "Die Stufen der Unterdimensionen prüfen und berichtigen, was falsch ist, oder den Befund quittieren.",
    ),
    Befundart(
        "reifegrad.luecke",
        (W,),
        "Eine Unterdimension fehlt zu einem Stichtag, zu dem andere ihrer Dimension da sind; neben einem, zu dem sie "
        "da ist, bleibt die Stufe der Dimension leer.",
        "Sie eintragen, „-“ für nicht messbar.",
    ),
)
