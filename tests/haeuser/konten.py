"""What accounts a house of a Land books on: made from the shipped table, with names as a Kontenplan has them."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from xlbudget.mitgeliefert import shipped

TABELLE = shipped("workbooks", "kontenrahmen.csv")
LAENDER = ("NI", "NW", "HE", "SH", "BW", "RP", "ST", "TH", "MV")
"""The Länder with rows of the Ergebnis."""

MIT_ZAHLUNGEN = ("NI", "NW", "RP", "ST", "TH")
"""Houses whose exports repeat the accounts of the Ergebnis as payments of the classes 6 and 7."""
_OHNE_BUCHUNG = {("NW", "56")}  # stands in the table of one house only, which books nothing there
_ERTRAGSKLASSE = {"NI": "3", "BW": "3"}
_ZUSAETZE = (("1", ", Gruppe 1"), ("2", ", Gruppe 2"), ("3", ""), ("6", ", Gruppe 6"))
RUECKLAGEN = {
    "SH": ("491000", "Inanspruchnahme der Ausgleichsrücklage"),
    "RP": ("491000", "Entnahme aus dem Sonderposten Finanzausgleich"),
    "TH": ("493000", "Entnahme aus Rücklagen"),
}
"""What balances a year, and is no Ertrag."""


@dataclass(frozen=True)
class Konto:
    """One account; `richtung` is +1 where Haben is the rule."""

    nummer: str
    name: str
    richtung: int


def regeln(land: str) -> list[dict[str, str]]:
    """The shipped rules of a Land."""
    with TABELLE.open(encoding="utf-8", newline="") as datei:
        return [zeile for zeile in csv.DictReader(datei, delimiter=";") if zeile["land"] == land]


def ergebniskonten(land: str) -> list[Konto]:
    """Two accounts below each rule of the Ergebnis, none of which belongs to a longer one."""
    alle = regeln(land)
    praefixe = {regel["praefix"] for regel in alle}
    konten = []
    for regel in alle:
        if regel["art"] not in ("Erträge", "Aufwendungen") or (land, regel["praefix"]) in _OHNE_BUCHUNG:
            continue
        name = regel["bezeichnung"].split(" (")[0].split(",")[0]
        richtung = 1 if regel["art"] == "Erträge" else -1
        frei = [(z, zusatz) for z, zusatz in _ZUSAETZE if regel["praefix"] + z not in praefixe]
        konten += [
            Konto((regel["praefix"] + ziffer).ljust(6, "0"), name + zusatz, richtung) for ziffer, zusatz in frei[:2]
        ]
    return konten


def zahlungskonten(land: str) -> dict[str, str]:
    """By account of the Ergebnis, the one of the payment that repeats it."""
    if land not in MIT_ZAHLUNGEN:
        return {}
    ertrag = _ERTRAGSKLASSE.get(land, "4")
    klassen = {ertrag: "6", str(int(ertrag) + 1): "7"}
    return {k.nummer: klassen[k.nummer[0]] + k.nummer[1:] for k in ergebniskonten(land) if k.nummer[0] in klassen}
