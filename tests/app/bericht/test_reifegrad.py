"""The published matrix from the Datenmappe to the sheet."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
from app.runde.rundreise_base import Haus

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.core.zeit import Stand

MATRIX = Path(__file__).parents[2] / "golden" / "kennzahlen" / "reifegrad.csv"


def published() -> list[dict[str, object]]:
    """The matrix as rows of the table: every subdimension at both dates, each dimension as it is given for 2022."""
    with MATRIX.open(encoding="utf-8") as datei:
        zeilen = list(csv.DictReader(datei, delimiter=";"))
    unter = [
        {"Dimension": z["dimension"], "Unterdimension": z["subdimension"], "Stichtag": tag, "Stufe": z[spalte]}
        for z in zeilen
        for tag, spalte in ((date(2021, 12, 31), "stufe_2022"), (date(2023, 12, 31), "stufe_2024"))
    ]
    angegeben = {z["dimension"]: z["dimension_2022"] for z in zeilen}
    return unter + [{"Dimension": n, "Stichtag": date(2021, 12, 31), "Stufe": w} for n, w in angegeben.items()]


def house(ordner: Path, zeilen: list[dict[str, object]]) -> Haus:
    kreis = Haus(ordner)
    kreis.weiteres = {"Reifegrad": zeilen, "Ausschüsse": [{"Kürzel": "FIN", "Objekte": "alle"}]}
    kreis.write()
    return kreis


def test_the_sheet_shows_both_dates_and_says_that_the_goal_is_missed(tmp_path):
    kreis = house(tmp_path / "k", published())
    ergebnis = bericht(kreis.datenmappe, Stand(2023, 12), tmp_path / "z")
    blatt = openpyxl.load_workbook(ergebnis.gesamt)["Reifegrad"]
    assert blatt["A2"].value == (
        "Ziel 2 Stufen mehr in 3 Dimensionen: nicht erreicht, 1 von 8; erstmals messbar, ohne Zahl der Stufen: 3."
    )
    zeilen = [tuple(zeile) for zeile in blatt.iter_rows(min_row=5, values_only=True)]
    assert len(zeilen) == 8 + 27
    assert zeilen[0] == ("Digitalisierungsstrategie", "Dimension (Minimum)", "0", "1", "+1")
    assert ("IT-Bereitstellung", "Dimension (Minimum)", "-", "2", "erstmals messbar") in zeilen
    assert ("IT-Bereitstellung", "IT-Arbeitsplatz", "-", "2", "erstmals messbar") in zeilen
    codes = [(b.code, b.source.zelle) for b in ergebnis.befunde if b.source and b.source.blatt == "Reifegrad"]
    assert codes == [("reifegrad.minimum", "D61")]


def test_not_in_june_with_one_date_and_in_no_extract(tmp_path):
    kreis = house(tmp_path / "k", published())
    juni = bericht(kreis.datenmappe, Stand(2023, 6), tmp_path / "z")
    assert "ein zweiter Stichtag" in openpyxl.load_workbook(juni.gesamt)["Reifegrad"]["A2"].value
    auszug = bericht(kreis.datenmappe, Stand(2023, 12), tmp_path / "a", Auswahl(ausschuesse=("FIN",)))
    assert "Reifegrad" not in openpyxl.load_workbook(auszug.berichte[0]).sheetnames


def test_a_level_that_there_is_not_has_its_place(tmp_path):
    zeilen = [{"Dimension": "a", "Unterdimension": "x", "Stichtag": date(2023, 1, 1), "Stufe": wert} for wert in (5, 0)]
    zeilen[1]["Unterdimension"] = "y"
    ergebnis = bericht(house(tmp_path / "k", zeilen).datenmappe, Stand(2023, 12), tmp_path / "z")
    assert [(b.code, b.source.zelle) for b in ergebnis.befunde if b.source and b.source.blatt == "Reifegrad"] == [
        ("mappe.zelle", "D4")
    ]
