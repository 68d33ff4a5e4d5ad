"""Faults of Kennzahlen with values by month. None changes a sum of money."""

from __future__ import annotations

from haeuser.erzeugen import JAHR
from haeuser.fehlerart import H, Register, W
from haeuser.lieferung import Lieferung

fehlerart = Register()


def _kennzahl(fall: Lieferung, kuerzel: str = "F", **mehr: object) -> str:
    zeile = {"Produkt": fall.produkte[0], "Kennzahlart": "Leistung", "Bezeichnung": f"Fälle {kuerzel}"}
    nummer = fall.add("Kennzahlen", **(zeile | {"Kürzel": kuerzel, "Rechenart": "Bestand"} | mehr))
    return fall.zelle("Kennzahlen", nummer, "Produkt")


def _wert(fall: Lieferung, wert: object = 10, periode: str = f"{JAHR}-12", **mehr: object) -> str:
    zeile = {"Kennzahl": "F", "Periode": periode, "Art": "Ist", "Wert": wert}
    nummer = fall.add("Kennzahlwerte", **(zeile | mehr))
    return fall.zelle("Kennzahlwerte", nummer, "Wert")


@fehlerart("ein Kürzel haben zwei Kennzahlen", "kennzahl.kuerzel", summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    return _kennzahl(fall, Bezeichnung="Andere Fälle")


@fehlerart("eine Quote ist ihr eigener Nenner", "kennzahl.kreis", summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    return _kennzahl(fall, "Q", Rechenart="Quote", **{"Zähler": "F", "Nenner": "Q"})


@fehlerart("der Nenner einer Quote fehlt", "kennzahl.formel", summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    return _kennzahl(fall, "Q", Rechenart="Quote", **{"Zähler": "F"})


@fehlerart("Kennzahlwerte ohne Rechenart", "kennzahl.rechenart", summen=True)
def _(fall: Lieferung) -> str:
    _wert(fall)
    return _kennzahl(fall, Rechenart=None)


@fehlerart("ein Bestand soll hochgerechnet werden", "kennzahl.prognose", W, summen=True)
def _(fall: Lieferung) -> str:
    return _kennzahl(fall, Prognose="Hochrechnung")


@fehlerart("ein Vergleichswert ohne Quelle", "kennzahl.vergleich", W, summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add(
        "Kennzahlen", Produkt=fall.produkte[0], Kennzahlart="Leistung", Bezeichnung="Fälle F", Vergleichswert=5
    )
    return fall.zelle("Kennzahlen", nummer, "Vergleichswert")


@fehlerart("ein Kennzahlwert von nichts", "kennzahlwert.kennzahl", summen=True)
def _(fall: Lieferung) -> str:
    return _wert(fall, Kennzahl="Bäume")


@fehlerart("ein Kennzahlwert steht zweimal", "kennzahlwert.doppelt", summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    _wert(fall, 19.9)
    return _wert(fall, 19.5)


@fehlerart("der endgültige Kennzahlwert ist ein anderer", "kennzahlwert.geaendert", H, summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    _wert(fall, 10, Fassung="T-0")
    return _wert(fall, 11, Fassung="T-3")


@fehlerart("Frauen und Männer sind nicht alle", "kennzahlwert.gruppen", W, summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    for gruppe in ("Frauen", "Männer"):
        _wert(fall, 4, Gruppe=gruppe)
    return _wert(fall, 10)


@fehlerart("der Plan einer Kennzahl steht zweimal verschieden", "kennzahlwert.plan", summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall, Plan=12)
    return _wert(fall, 13, str(JAHR), Art="Plan")


@fehlerart("die Monate einer Kennzahl ergeben nicht das Jahr", "kennzahlwert.jahr", W, summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall, Rechenart="Summe")
    for monat in range(1, 13):
        _wert(fall, 10, f"{JAHR}-{monat:02d}")
    return _wert(fall, 100, str(JAHR))


@fehlerart("eine Quote ist anders eingetragen als gerechnet", "kennzahlwert.gerechnet", W, summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    _kennzahl(fall, "B")
    _kennzahl(fall, "Q", Rechenart="Quote", **{"Messgröße": "%", "Zähler": "F", "Nenner": "B"})
    _wert(fall, 1325)
    _wert(fall, 6650, Kennzahl="B")
    return _wert(fall, 19.5, Kennzahl="Q")


@fehlerart("ein Kennzahlwert ist ein Anteil statt Prozent", "kennzahlwert.anteil", W, summen=True, auch="kennzahl.weit")
def _(fall: Lieferung) -> str:
    _kennzahl(fall, Plan=97, **{"Messgröße": "%"})
    return _wert(fall, 0.92)


@fehlerart("ein Kennzahlwert liegt nicht auf seiner Skala", "kennzahlwert.skala", W, summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall, **{"Messgröße": "Reifegrad 0–4"})
    return _wert(fall, 5)


@fehlerart("aus den Monaten folgt ein anderes Ist", "kennzahlwert.ist", H, summen=True)
def _(fall: Lieferung) -> str:
    _wert(fall)
    return _kennzahl(fall, Ist=11)


@fehlerart("ein Monat einer Kennzahl fehlt", "kennzahlwert.fehlt", W, summen=True)
def _(fall: Lieferung) -> str:
    _wert(fall)
    return _kennzahl(fall, Rechenart="Summe")


@fehlerart("der Nenner einer Quote ist 0", "kennzahlwert.nenner", W, summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    _kennzahl(fall, "B")
    _wert(fall, 5)
    _wert(fall, 0, Kennzahl="B")
    return _kennzahl(fall, "Q", Rechenart="Quote", **{"Zähler": "F", "Nenner": "B"})


@fehlerart("die Periode eines Kennzahlwertes ist kein Monat", "mappe.zelle", summen=True)
def _(fall: Lieferung) -> str:
    _kennzahl(fall)
    _wert(fall, periode="Dezember")
    return fall.zelle("Kennzahlwerte", 0, "Periode")
