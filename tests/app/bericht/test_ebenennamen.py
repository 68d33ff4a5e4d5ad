"""Levels that are called as the house calls them, in every report, and found again by abgleich."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from app.runde.rundreise_base import Haus
from conftest import cell_values

from xlbudget.app.bericht.abgleich import abgleich
from xlbudget.app.bericht.bericht import bericht
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.zeit import Stand

STAND = Stand(2023, 12)


@pytest.fixture
def kreis(tmp_path: Path) -> Haus:
    kreis = Haus(tmp_path / "kreis", {"Produkt heißt": "Leistung", "Budget heißt": "Teilhaushalt"})
    kreis.write()
    return kreis


def test_what_an_object_is_called():
    objekt = Berichtsobjekt("32", Ebene.BUDGET, "32", "Soziales")
    assert objekt.ebene_wie_im_haus == "Budget"
    assert Berichtsobjekt("32", Ebene.BUDGET, "32", "Soziales", ebenenname="Amt").ebene_wie_im_haus == "Amt"


def test_sheets_and_report_use_the_words_of_the_house(kreis, tmp_path):
    ergebnis = bericht(kreis.datenmappe, STAND, tmp_path / "ziel")
    assert ergebnis.gesamt is not None
    (produkt,) = (ergebnis.ziel / "einzeln").glob("3210 *.xlsx")
    (budget,) = (ergebnis.ziel / "einzeln").glob("32 *.xlsx")
    assert "Leistung" in cell_values(produkt).values()
    assert "Teilhaushalt" in cell_values(budget).values()
    gesamt = [str(wert) for wert in cell_values(ergebnis.gesamt).values()]
    assert "Teilhaushalt „Soziales“:" in gesamt
    assert not any(text.startswith(("Budget „", "Produkt „")) for text in gesamt)
    for datei in (produkt, budget, ergebnis.gesamt):
        gefunden = abgleich(datei, kreis.datenmappe, STAND).abgleich
        assert (gefunden.unterschiede, gefunden.unzugeordnet) == ([], [])
        assert gefunden.verglichen > 20


def test_one_budget_may_be_called_otherwise(kreis, tmp_path):
    mappe = openpyxl.load_workbook(kreis.datenmappe)
    kopf = {zelle.value: zelle.column for zelle in mappe["Budgets"][3]}
    mappe["Budgets"].cell(4, kopf["Heißt"], "Eigenbetrieb")
    mappe.save(kreis.datenmappe)
    ergebnis = bericht(kreis.datenmappe, STAND, tmp_path / "ziel")
    assert ergebnis.gesamt is not None
    texte = list(map(str, cell_values(ergebnis.gesamt).values()))
    assert "Eigenbetrieb „Soziales“:" in texte
    assert "Teilhaushalt „Arbeit“:" in texte
