"""Faults in the tables of a Datenmappe that stand beside the report: measures and maturity. None changes a sum."""

from __future__ import annotations

from datetime import date

from haeuser.erzeugen import JAHR
from haeuser.fehlerart import Register, W
from haeuser.lieferung import Lieferung

fehlerart = Register()
SCHLUSS = date(JAHR, 12, 31)


def _massnahme(fall: Lieferung, **mehr: object) -> str:
    nummer = fall.add("Maßnahmen", **{"Maßnahme": "Verträge", "Objekt": fall.produkte[0]} | mehr)
    return fall.zelle("Maßnahmen", nummer, "Maßnahme")


@fehlerart("eine Maßnahme wirkt auf ein Objekt, das es nicht gibt", "massnahme.objekt", summen=True)
def _(fall: Lieferung) -> str:
    return _massnahme(fall, Objekt="Fachdienst Soziales", **{"Wirkung Prognose": 5})


@fehlerart("eine Maßnahme hat einen Betrag und kein Objekt", "massnahme.anlass", summen=True)
def _(fall: Lieferung) -> str:
    return _massnahme(fall, Objekt=None, **{"Wirkung geplant": 0})


@fehlerart("eine Maßnahme steht zweimal", "massnahme.doppelt", summen=True)
def _(fall: Lieferung) -> str:
    _massnahme(fall, Jahr=JAHR)
    return _massnahme(fall, **{"Wirkung erreicht": 5})


@fehlerart("eine Maßnahme nennt eine Zeile, die kein Blatt hat", "massnahme.zeile", W, summen=True)
def _(fall: Lieferung) -> str:
    return _massnahme(fall, Zeile="Baukosten")


@fehlerart("eine Maßnahme nennt eine Kennzahl, die es nicht gibt", "massnahme.kennzahl", W, summen=True)
def _(fall: Lieferung) -> str:
    return _massnahme(fall, Kennzahl="Zufriedenheit der Bäume")


@fehlerart("eine Maßnahme ist überfällig", "massnahme.vergangen", W, summen=True)
def _(fall: Lieferung) -> str:
    return _massnahme(fall, Bis=date(JAHR, 12, 30), Status="läuft")


@fehlerart("die Wirkung einer Maßnahme ist keine Zahl", "mappe.zelle", summen=True)
def _(fall: Lieferung) -> str:
    _massnahme(fall, **{"Wirkung Prognose": "viel"})
    return fall.zelle("Maßnahmen", 0, "Wirkung Prognose")


def _stufe(fall: Lieferung, unter: str | None, stufe: object, tag: date = SCHLUSS) -> str:
    nummer = fall.add("Reifegrad", Dimension="IT", Unterdimension=unter, Stichtag=tag, Stufe=stufe)
    return fall.zelle("Reifegrad", nummer, "Stufe")


@fehlerart("eine Dimension folgt nicht aus der Minimumregel", "reifegrad.minimum", W, summen=True)
def _(fall: Lieferung) -> str:
    for unter, stufe in (("Arbeitsplatz", "-"), ("Beschaffung", 4)):
        _stufe(fall, unter, stufe)
    return _stufe(fall, None, 0)


@fehlerart("eine Unterdimension steht zweimal", "reifegrad.doppelt", summen=True)
def _(fall: Lieferung) -> str:
    _stufe(fall, "Arbeitsplatz", 1)
    return _stufe(fall, "Arbeitsplatz", 2)


@fehlerart("eine Unterdimension fehlt zu einem Stichtag", "reifegrad.luecke", W, summen=True)
def _(fall: Lieferung) -> str:
    for tag in (date(JAHR - 1, 12, 31), SCHLUSS):
        _stufe(fall, "Arbeitsplatz", 1, tag)
    return _stufe(fall, "Beschaffung", 2)
