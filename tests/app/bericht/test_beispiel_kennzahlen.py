"""The shipped example of Kennzahlen: published figures only, from the script to sheets and lists."""

from __future__ import annotations

import runpy
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from core.kennzahlen.kennzahl_base import published

from xlbudget.app.bericht.beispiel import JOBCENTER, ORDNER_DATEN, beispiel
from xlbudget.core.fristen import termine
from xlbudget.core.geld import rounded_div
from xlbudget.core.kennzahlen.modelle import Periode
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.xlsx import lint_workbook

PLAN, PROGNOSE = Periode(2025, 12), Periode(2024, 12)
MITTEL, SGB2 = published("mittel-jobcenter.csv"), published("sgb2-peine.csv")


@pytest.fixture(scope="module")
def ergebnis(tmp_path_factory):
    return beispiel(tmp_path_factory.mktemp("kennzahlen"), welches=JOBCENTER)


@pytest.fixture(scope="module")
def mappe():
    mappe, befunde = read_datenmappe(shipped("workbooks", JOBCENTER.datenmappe))
    assert befunde == []
    return mappe


def percent(alt: object, neu: object, stellen: int) -> str:
    quote = (Fraction(neu) / Fraction(alt) - 1) * 100 * 10**stellen
    return f"{rounded_div(quote.numerator, quote.denominator) / 10**stellen:.{stellen}f}".replace(".", ",")


def texts(blatt) -> list[str]:
    return [str(zelle) for zeile in blatt.iter_rows(values_only=True) for zelle in zeile if zelle is not None]


def test_committed_files_are_what_the_script_draws(tmp_path):
    zeichnen = runpy.run_path(str(shipped("workbooks", "zeichnen_jobcenter.py")))
    assert shipped("workbooks", "ansatz-jobcenter-2025.csv").read_bytes() == zeichnen["draw_ansaetze"]()
    neu = tmp_path / "neu.xlsx"
    neu.write_bytes(zeichnen["draw_jobcenter"]())
    with zipfile.ZipFile(neu) as links, zipfile.ZipFile(shipped("workbooks", JOBCENTER.datenmappe)) as rechts:
        assert links.namelist() == rechts.namelist()
        veraltet = [name for name in links.namelist() if links.read(name) != rechts.read(name)]
    assert veraltet == [], "python workbooks/zeichnen.py ausführen"


@pytest.mark.parametrize(
    ("kuerzel", "name"),
    [
        ("INT", "Jahressumme der Integrationen"),
        ("ELB", "Durchschnittlicher eLb-Bestand"),
        ("LZB", "Durchschnittlicher LZB-Bestand"),
    ],
)
def test_plan_and_forecast_of_the_year_are_those_of_the_paper(mappe, kuerzel, name):
    rechnung, zeile = Kennzahlrechnung(mappe.kennzahlregeln, mappe.kennzahlwerte), SGB2[name]
    plan, prognose = rechnung.plan(kuerzel, PLAN).wert, rechnung.ist(kuerzel, PROGNOSE).wert
    assert (plan, prognose) == (int(zeile["plan_2025"]), int(zeile["prognose_2024"]))
    assert percent(prognose, plan, 1) == zeile["veraenderung_prozent"]


def test_the_quote_follows_from_its_parts(mappe):
    rechnung = Kennzahlrechnung(mappe.kennzahlregeln, mappe.kennzahlwerte)
    plan, prognose = rechnung.plan("K2", PLAN).wert, rechnung.ist("K2", PROGNOSE).wert
    assert (plan, prognose) == (Fraction("17.5"), Fraction("19.9"))
    teile = [rechnung.plan(name, PLAN).wert for name in ("INT", "ELB")]
    assert round(float(teile[0] / teile[1]) * 100, 1) == 17.5
    assert round(float(rechnung.ist("K3", Periode(2024, 10)).wert), 2) == 16.56


def test_the_sheet_of_each_produkt_has_its_funds_by_year_and_their_change(ergebnis):
    ordner = ergebnis.gesamt.parent / "einzeln"
    for datei, name in (
        ("EGL Eingliederung", "Eingliederung"),
        ("VWK Verwaltungskosten", "Verwaltungskosten"),
        ("KOM Kommunale Leistungen", "Kommunale Leistungen"),
        ("Jobcenter", "Summe"),
    ):
        blatt = openpyxl.load_workbook(ordner / f"{datei}.xlsx", data_only=True).worksheets[0]
        zeilen = [zeile[:2] for zeile in blatt.iter_rows(values_only=True)]
        oben = [kopf for kopf, _ in zeilen].index("Aufwendungen")
        aufwand = dict(zeilen[oben : oben + 14])
        soll, jahre = MITTEL[name], (2025, 2024, 2023)
        assert [aufwand[jahr] for jahr in jahre] == [int(soll[f"betrag_{jahr}"]) for jahr in jahre], datei
        assert percent(int(aufwand[2024]), int(aufwand[2025]), 2) == soll["abweichung_prozent"]
        (text,) = [text for text in texts(blatt) if text.startswith("Mittel 2025: ")]
        assert f"({soll['abweichung_prozent'].replace('-', '−')} %)." in text
        assert ("−12,2 %" in text and "+6,0 %" in text and "17,5 % statt 19,9 %" in text) == (name == "Eingliederung")


def test_nothing_is_saved_where_nothing_is_booked(ergebnis):
    blatt = openpyxl.load_workbook(ergebnis.gesamt, data_only=True)["Produktbericht"]
    (summe,) = [zeile for zeile in blatt.iter_rows(values_only=True) if zeile[1] == "Summe insgesamt:"]
    assert (summe[2], summe[4], summe[5], summe[6]) == (-15452092, -15452092, 0, None)


def test_the_report_shows_kennzahlen_measures_and_levels(ergebnis):
    buch = openpyxl.load_workbook(ergebnis.gesamt, data_only=True)
    kennzahlen = texts(buch["Kennzahlen"])
    assert {"17.5", "19.9", "16.56", "6650", "4455", "3758", "4370", "6023", "4214"} <= {*kennzahlen}
    assert "Vergleich: Landkreis Heidekreis, an einem Stichtag 2020, Quelle: Niederschrift vom 22.03.2021" in kennzahlen
    assert "7 Maßnahmen, 7 überfällig" in buch["Maßnahmen"]["A2"].value
    assert "nicht erreicht, 1 von 8; erstmals messbar, ohne Zahl der Stufen: 3" in buch["Reifegrad"]["A2"].value
    assert lint_workbook(ergebnis.gesamt.read_bytes(), "Bericht") == []


def test_what_the_papers_contradict_is_found_and_nothing_else(ergebnis):
    assert Counter(befund.code for befund in ergebnis.befunde) == {
        "kennzahlwert.doppelt": 1,  # 19,9 and 19,5 for the same forecast
        "reifegrad.minimum": 1,
        "massnahme.vergangen": 7,
        "quelle.fehlt": 1,
        "produkt.leer": 3,
    }


def test_the_next_duties_come_back_every_year(mappe):
    tage = [t.faellig for t in termine(mappe.fristen, {}, date(2025, 1, 31), date(2026, 12, 31))]
    assert tage == [*[date(2025, 2, 15)] * 2, *[date(2026, 2, 15)] * 2, None]


def test_a_copy_of_the_data_is_whole_and_left_alone(ergebnis):
    daten = ergebnis.gesamt.parent / ORDNER_DATEN
    assert {datei.name for datei in daten.iterdir()} == {JOBCENTER.datenmappe, "ansatz-jobcenter-2025.csv"}
    eigene = daten / "ansatz-jobcenter-2025.csv"
    eigene.write_bytes(b"von Hand")
    beispiel(Path(daten.parent), welches=JOBCENTER)
    assert eigene.read_bytes() == b"von Hand"


def test_every_value_is_published(mappe):
    """Of the Kennzahlwerte none is made up; 19,5 is what the paper says elsewhere."""
    zahlen = {zeile[spalte].replace(",", ".") for zeile in SGB2.values() for spalte in ("prognose_2024", "plan_2025")}
    veroeffentlicht = {Decimal(zahl) for zahl in zahlen if zahl} | {Decimal("19.5")}
    assert {wert.wert for wert in mappe.kennzahlwerte} <= veroeffentlicht
    assert len(mappe.kennzahlwerte) == 12
