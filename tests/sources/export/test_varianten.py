"""The journal of the example in many guises yields the same sums; faults in it are found at their place.

All variants run with XLBUDGET_TIEFE=voll, a handful of them otherwise.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.errors import Schwere
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Vorzeichen
from xlbudget.sources.export.lesen import read_export

_SPEC = importlib.util.spec_from_file_location("peine_varianten", Path(__file__).with_name("peine_varianten.py"))
varianten = importlib.util.module_from_spec(_SPEC)
sys.modules["peine_varianten"] = varianten
_SPEC.loader.exec_module(varianten)

RAHMEN = Kontenrahmen(tuple(Praefix(praefix, Berichtszeile(art, name)) for praefix, art, name in NIEDERSACHSEN))
ALLE = varianten.variants() if os.environ.get("XLBUDGET_TIEFE") == "voll" else varianten.sample(14)
DEKLARIERT = {"Erträge positiv", "alles positiv", "Erträge negativ"}
MIT_FEHLERN = [varianten.Variante("csv", "cp1252", "deutsch", "Soll/Haben", "nach Anschreiben"),
               varianten.Variante("txt", "utf-8", "englisch", "Erträge negativ", "oben"),
               varianten.Variante("csv", "utf-16", "Klammern", "Soll und Haben", "oben"),
               varianten.Variante("xlsx", "utf-8", "deutsch", "Worte", "nach Anschreiben")]  # fmt: skip


def read(datei, variante):
    angabe = Quellenangabe(Inhalt.BUCHUNGEN)
    if variante.vorzeichen in DEKLARIERT:
        angabe = Quellenangabe(Inhalt.BUCHUNGEN, Vorzeichen(variante.vorzeichen))
    return read_export(datei, angabe, 2023, RAHMEN)


def sums(export):
    return {(s.produkt, s.sachkonto, s.monat): (s.saldo_ct, s.anzahl) for s in export.summen}


@pytest.fixture(scope="module")
def posten():
    return varianten.journal()


@pytest.fixture(scope="module")
def erwartet(posten):
    """Sums made by plain counting."""
    je = {}
    for _, _, periode, produkt, konto, _, saldo in posten:
        schluessel = produkt, konto, min(int(periode), 12)
        alt = je.get(schluessel, (0, 0))
        je[schluessel] = alt[0] + saldo, alt[1] + 1
    return je


@pytest.mark.slow
@pytest.mark.parametrize("variante", ALLE, ids=str)
def test_the_same_sums_in_every_guise(variante, posten, erwartet, tmp_path):
    export = read(varianten.write(variante, posten, tmp_path), variante)
    assert sums(export) == erwartet
    assert [befund for befund in export.befunde if befund.schwere is not Schwere.HINWEIS] == []
    assert export.bilanz.geht_auf
    assert (export.bilanz.erster_beleg, export.bilanz.letzter_beleg) == (posten[0][0], posten[-1][0])


FEHLER = {
    "Periode 17": (2, "17", "journal.periode"),
    "Periode leer": (2, "", "journal.periode"),
    "Periode Text": (2, "Quartal", "journal.periode"),
    "Produkt leer": (3, "", "journal.leer"),
    "Sachkonto leer": (4, "", "journal.leer"),
    "Betrag Text": (-1, "zwölf", "journal.betrag"),
    "Betrag mit drei Stellen": (-1, "1.2,345", "journal.betrag"),
    "Betrag leer": (-1, "", "journal.betrag"),
    "Datum anderes Jahr": (1, "05.01.2021", "journal.jahr"),
    "Datum unlesbar": (1, "gestern", "journal.datum"),
}


@pytest.mark.slow
@pytest.mark.parametrize("variante", MIT_FEHLERN, ids=str)
@pytest.mark.parametrize("name", FEHLER)
def test_a_fault_is_found_at_its_place(variante, name, posten, tmp_path, monkeypatch):
    spalte, wert, code = FEHLER[name]
    stelle = 137
    zeilen = list(varianten._rows(variante, posten[:300]))
    versatz = len(zeilen) - 300
    if spalte == -1:
        spalte = 6
        if variante.vorzeichen == "Soll und Haben":
            zeilen[versatz + stelle][7] = ""
    zeilen[versatz + stelle][spalte] = wert
    monkeypatch.setattr(varianten, "_rows", lambda *_: zeilen)
    export = read(varianten.write(variante, posten[:300], tmp_path), variante)
    (befund,) = [befund for befund in export.befunde if befund.schwere is not Schwere.HINWEIS]
    assert befund.code == code
    ort = befund.source.zeile or int("".join(filter(str.isdigit, befund.source.zelle)))
    assert ort == versatz + stelle + 1
    assert export.bilanz.geht_auf
