"""Befunde about the columns that a house has chosen for its report."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

BERICHTSSPALTEN = (
    Befundart(
        "berichtsspalte.unbekannt",
        (F,),
        "In der Tabelle *Berichtsspalten* steht eine Spalte, die es nicht gibt; der Bericht hat sie nicht.",
        "Eine der Spalten eintragen, die der Befund nennt, oder die Zeile löschen.",
    ),
    Befundart(
        "berichtsspalte.doppelt",
        (F,),
        "Eine Spalte steht für dieselbe Ausgabe zweimal, oder unter zwei Namen (*Jahresergebnis* und *Prognose* sind "
        "eine); es zählt die obere Zeile.",
        "Eine der Zeilen löschen.",
    ),
    Befundart(
        "berichtsspalte.breite",
        (F,),
        "Die *Breite* einer Spalte ist 0, negativ oder größer, als ein Blatt ist; sie zählt nicht.",
        "Eine Breite eintragen, wie sie der Befund nennt, oder die Zelle leeren.",
    ),
    Befundart(
        "berichtsspalte.fest",
        (W,),
        "*Nr.* oder *Bezeichnung* soll nicht gezeigt werden; ohne sie weiß niemand, wovon eine Zeile handelt.",
        "*Gezeigt* auf „ja“ setzen.",
    ),
    Befundart(
        "berichtsspalte.keine",
        (F,),
        "Außer *Nr.* und *Bezeichnung* wird keine Spalte gezeigt; gedruckt sind die üblichen.",
        "*Gezeigt* bei denen auf „ja“ setzen, die der Bericht zeigen soll, oder alle Zeilen der Ausgabe löschen.",
    ),
    Befundart(
        "berichtsspalte.leer",
        (H,),
        "Eine gewählte Spalte hätte in diesem Bericht keinen Inhalt, zum Beispiel weil kein Produkt eine zweite "
        "Kennzahl hat; sie ist weggelassen.",
        "Nichts; sobald es Inhalt gibt, erscheint sie.",
    ),
    Befundart(
        "berichtsspalte.seite",
        (H,),
        "Die gewählten Spalten passen nicht nebeneinander auf ein Blatt A3, ohne dass die Schrift unlesbar klein wird; "
        "die Tabelle geht über mehrere Blätter nebeneinander, jedes mit *Nr.* und *Bezeichnung*.",
        "Nichts, wenn es so recht ist; sonst in der Tabelle *Berichtsspalten* Spalten schmaler machen oder bei Gezeigt "
        "„nein“ eintragen.",
    ),
)
