"""The example as a web page, and texts that would break one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from writers.druck.druckbeispiel import werk

from xlbudget.core.offenlegung import Lizenz
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.druck.druckform import Druckwerk
from xlbudget.writers.web.seite import HAUPTDATEI, Verweis, write_seite

LAYOUT = shipped("templates/web", HAUPTDATEI).parent
TAG = date(2024, 2, 1)
VERWEISE = [Verweis("produkte.csv", "Produkte", "Je Produkt eine Zeile")]
BOESE = (
    """<script>alert(1)</script><img src=x onerror="alert(2)"> ' " & {{ 7*7 }} {% raw %} </style> <!-- """
    "javascript:alert(3)"
)


@cache
def kurz(monat: int) -> Druckwerk:
    """All chapters, and three sheets: one of a Budget, one without and one with Kennzahlen."""
    ganz = werk(monat)
    mit = next(blatt for blatt in ganz.blaetter if len(blatt.kennzahlen) == 2)
    return replace(ganz, blaetter=(*ganz.blaetter[:2], mit), warnungen=("Achtung: 1 Fehler in den Daten",))


@cache
def boese() -> Druckwerk:
    """The same where everything that people enter is hostile."""
    werk = kurz(6)
    (blatt, *_) = werk.blaetter
    tabelle = blatt.monate[0]
    reihe = replace(tabelle.reihen[0], zellen=(BOESE, *tabelle.reihen[0].zellen[1:]))
    boeses = replace(
        blatt,
        titel=BOESE,
        ort=BOESE,
        verantwortlich=BOESE,
        erlaeuterung=(BOESE,),
        monate=(replace(tabelle, zweck=BOESE, reihen=(reihe,)),),
        bild=replace(blatt.bild, alt=BOESE, titel=BOESE),
    )
    return replace(werk, kommune=BOESE, titel=BOESE, ereignisse=(BOESE,), warnungen=(BOESE,), blaetter=(boeses,))


def page(werk: Druckwerk, layout: Path = LAYOUT) -> str:
    return write_seite(werk, VERWEISE, layout, TAG, Lizenz.DL_BY).decode("utf-8")
