"""The sheet Kennzahlen and the columns of the Gesamtbericht that Kennzahlen by month have, read back."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from app.bericht.kennzahlmappe import first, monate

from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import load
from xlbudget.core.darstellung import Darstellung, Spaltenwahl, column_of
from xlbudget.core.zeit import Stand
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.berichte.gesamttafel import find_gesamtkopf
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers.druck.kennzahlteil import leistungen
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht
from xlbudget.writers.gesamtbericht.spalten import lesehilfe
from xlbudget.writers.gesamtbericht.spaltenkatalog import empty_columns
from xlbudget.xlsx import lint_workbook

JUNI = Stand(2023, 6)


def test_the_sheet_has_groups_side_by_side_and_their_gap(kennzahlmappe):
    """Read back by another program; empty months stay empty."""
    gruppen = {"": [10, 20, 30, 40], "Frauen": [4, 5, 6, 7], "Männer": [6, 15, 24, 33]}
    werte = [{**w, "Gruppe": g or None, "Fassung": "T-0"} for g, zahlen in gruppen.items() for w in monate("F", zahlen)]
    werte += monate("F", range(1, 13), 2022)
    datei = kennzahlmappe(werte, Kürzel="F", Rechenart="Bestand", Messgröße="in %", Plan=50)
    lauf = load(datei, Stand(2023, 4), mit_ruecklauf=False)
    buch = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(lauf.daten.produktbericht())), data_only=True)
    zeilen = [list(z) for z in buch["Kennzahlen"].iter_rows(min_row=5, max_col=17, values_only=True)]
    assert zeilen[1][:6] == ["Gruppe", "Plan bis Apr", "Ist bis Apr", "bis Apr 2022", "Prognose", "Jan"]
    leer = [None] * 8
    assert zeilen[2] == ["gesamt 2023", 50, 40, 4, 40, 10, 20, 30, 40, *leer]
    assert zeilen[3] == ["Frauen", None, 7, None, 7, 4, 5, 6, 7, *leer]
    assert zeilen[4] == ["Männer", None, 33, None, 33, 6, 15, 24, 33, *leer]
    assert [wert or None for wert in zeilen[5]] == [
        "Frauen − Männer in Punkten", None, -26, None, -26, -2, -10, -18, -26, *leer,
    ]  # fmt: skip
    assert zeilen[6] == ["gesamt 2022", None, None, None, None, *range(1, 13)]
    assert buch["Kennzahlen"]["A4"].value == "32 Soziales"
    assert [buch["Kennzahlen"][ort].number_format for ort in ("E7", "F7")] == ['#,##0 "S"', '#,##0 "v"']


def test_the_gap_of_counts_is_in_percent(kennzahlmappe):
    gruppen = {"": [1466], "Frauen": [802], "Männer": [664]}
    werte = [{**w, "Gruppe": g or None} for g, zahlen in gruppen.items() for w in monate("F", zahlen)]
    lauf = load(kennzahlmappe(werte, Kürzel="F", Rechenart="Bestand"), Stand(2023, 1), mit_ruecklauf=False)
    buch = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(lauf.daten.produktbericht())), data_only=True)
    zeile = [zelle.value for zelle in buch["Kennzahlen"][10]]
    assert zeile[0] == "Frauen gegen Männer"
    assert zeile[2] == pytest.approx(802 / 664 - 1)
    assert zeile[3] in ("", None)


def test_without_values_by_month_there_is_no_such_sheet():
    ohne = load(shipped("workbooks", "peine-2023.xlsx"), JUNI, mit_ruecklauf=False).daten.produktbericht()
    assert "Kennzahlen" not in openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(ohne))).sheetnames


@pytest.mark.parametrize("eigenes", [False, True], ids=["ours", "a template with such a sheet"])
def test_the_workbook_of_a_fachdienst_has_the_sheet_too(kennzahlmappe, tmp_path, eigenes):
    """Behind its overview, without charts; a sheet of that name in a template stays what it is."""
    datei = kennzahlmappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Bestand")
    if eigenes:
        vorlage = openpyxl.load_workbook(shipped("templates", "produktblatt.xlsx"))
        vorlage.create_sheet("Kennzahlen")["A1"] = "eigenes Blatt"
        vorlage.save(datei.parent / "eigene.xlsx")
        buch = openpyxl.load_workbook(datei)
        zeile = next(row for row in buch["Einstellungen"].iter_rows() if row[0].value == "Vorlage")
        zeile[1].value = "eigene.xlsx"
        buch.save(datei)
    bericht(datei, JUNI, tmp_path / "ziel", Auswahl(form=Form.MAPPE))
    je_mappe = {f.name: openpyxl.load_workbook(f, data_only=True) for f in (tmp_path / "ziel" / "mappen").iterdir()}
    namen = {name: buch.sheetnames[:2] for name, buch in je_mappe.items()}
    blatt = "Kennzahlen (2)" if eigenes else "Kennzahlen"
    assert namen["32 Soziales.xlsx"] == ["Übersicht", blatt]
    assert namen["33 Arbeit.xlsx"] == ["Übersicht", "33 Arbeit"]
    assert [zelle.value for zelle in je_mappe["32 Soziales.xlsx"][blatt][7]][:6] == [
        "gesamt 2023",
        None,
        10,
        None,
        10,
        10,
    ]
    ganze = (tmp_path / "ziel" / "mappen" / "32 Soziales.xlsx").read_bytes()
    assert lint_workbook(ganze, "Mappe") == []


def test_the_course_of_the_months_stands_in_a_cell(kennzahlmappe):
    """From 0 on, or a low month would look like nothing; one value is no course."""
    werte = [
        *monate("F", [10, None, 30]),
        {"Kennzahl": "F", "Periode": "2023-01", "Art": "Ist", "Gruppe": "Frauen", "Wert": 4},
    ]
    lauf = load(kennzahlmappe(werte, Kürzel="F", Rechenart="Bestand"), Stand(2023, 3), mit_ruecklauf=False)
    with zipfile.ZipFile(io.BytesIO(write_gesamtbericht(lauf.daten.produktbericht()))) as mappe_zip:
        (blatt,) = [
            t for n in mappe_zip.namelist() if "sparkline" in (t := mappe_zip.read(n).decode("utf-8", "replace"))
        ]
    verlaeufe = re.findall(r"<x14:sparkline><xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", blatt)
    assert verlaeufe == [("Kennzahlen!F7:Q7", "R7")]
    assert 'type="column" displayEmptyCellsAs="gap"' in blatt
    assert 'manualMin="0"' in blatt


def test_a_house_may_choose_the_prognose_as_a_column_of_its_report(kennzahlmappe):
    """Beside Plan and without the Ist: whoever reads the report back must not take it for one."""
    lauf = load(
        kennzahlmappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600), JUNI, mit_ruecklauf=False
    )
    namen = ("Nr.", "Bezeichnung", "Plan", "Abweichung", "Indikator", "Indikator Plan", "Indikator Prognose")
    wahl = tuple(Spaltenwahl(spalte) for name in namen if (spalte := column_of(name)))
    gesamt = replace(lauf.daten.produktbericht(), darstellung=Darstellung(spalten=wahl))
    blatt = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(gesamt)), data_only=True)["Produktbericht"]
    (spalte,) = [zelle.column for zelle in blatt[5] if zelle.value == "Prognose\nJahresende"]
    zellen = [zelle for zelle in next(blatt.iter_cols(spalte, spalte, 6)) if zelle.value]
    werte = [(zelle.value, zelle.number_format) for zelle in zellen]
    assert werte == [(360, '#,##0 "A"')]
    texte = [str(zelle.value) for zeile in blatt.iter_rows() for zelle in zeile]
    assert any(t == "Prognose der Kennzahlen zum Jahresende: A = Ist + Plan der Restmonate." for t in texte)
    kopf = find_gesamtkopf(*([z.value or "" for z in blatt[zeile]] for zeile in (5, 4)))
    assert kopf is not None
    assert spalte - 1 not in kopf.werte
    assert "Indikator Prognose" not in empty_columns(gesamt)
    ohne = load(shipped("workbooks", "peine-2023.xlsx"), JUNI, mit_ruecklauf=False).daten.produktbericht()
    assert empty_columns(replace(ohne, darstellung=gesamt.darstellung)) == ["Indikator Prognose"]


VERGLEICH = {
    "Vergleichswert": 47.5,
    "Vergleich mit": "Median der Landkreise",
    "Vergleichsquelle": "Statistik der BA",
    "Vergleichsjahr": 2022,
}


def test_what_others_have_stands_beside_the_own_value_with_its_source(kennzahlmappe):
    datei = kennzahlmappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Bestand", **VERGLEICH)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    ganz = lauf.daten.produktbericht()
    buch = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(ganz)), data_only=True)
    blatt = buch["Kennzahlen"]
    assert [blatt[ort].value for ort in ("F6", "F7", "F8")] == ["Vergleich", 47.5, None]
    assert blatt["A9"].value == "Vergleich: Median der Landkreise 2022, Quelle: Statistik der BA"
    (tabelle,) = [t for t in (leistungen("Blatt", JUNI, [k for k in lauf.mappe.leistungen if k.reihe]),) if t]
    assert tabelle.reihen[0].zellen[-1] == "47,5 (Median der Landkreise 2022, Quelle: Statistik der BA)"
    wahl = tuple(map(Spaltenwahl, ("nr", "bezeichnung", "indikator", "leistung_vergleich")))
    gewaehlt = replace(ganz, darstellung=Darstellung(spalten=wahl))
    texte = lesehilfe(gewaehlt, ["leistung_vergleich"])
    assert "Vergleichswert von Fälle: Median der Landkreise 2022, Quelle: Statistik der BA." in texte
    gesamt = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(gewaehlt)), data_only=True)["Produktbericht"]
    (spalte,) = [zelle.column for zelle in gesamt[5] if zelle.value == "Vergleichs-\nwert"]
    assert [z.value for z in next(gesamt.iter_cols(spalte, spalte, 6)) if z.value] == [47.5]


def test_without_a_source_it_is_not_shown(kennzahlmappe):
    datei = kennzahlmappe(
        monate("F", [10] * 6), Kürzel="F", Rechenart="Bestand", **VERGLEICH | {"Vergleichsquelle": None}
    )
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    (befund,) = [b for b in lauf.befunde if b.code == "kennzahl.vergleich"]
    assert "Kennzahlen!" in str(befund.source)
    blatt = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(lauf.daten.produktbericht())))["Kennzahlen"]
    assert "Vergleich" not in [zelle.value for zelle in blatt[6]]


@pytest.mark.parametrize(
    ("werte", "regel"),
    [
        ([{"Kennzahl": "F", "Periode": "2023", "Art": "Plan", "Wert": 600}], {"Rechenart": "Summe"}),
        (monate("F", [50] * 12, art="Plan"), {"Rechenart": "Summe"}),
        (monate("N", [5] * 12), {"Rechenart": "Quote", "Zähler": "FEHLT", "Nenner": "N"}),
    ],
)
def test_what_has_no_value_yet_has_its_rows_and_no_chart(kennzahlmappe, werte, regel):
    """A Plan alone, or a formula of something that is not there: the report is written all the same."""
    nenner = {"Produkt": first(read_datenmappe(shipped("workbooks", "peine-2023.xlsx"))[0]).produkt, "Kürzel": "N"}
    nenner |= {"Kennzahlart": "Leistung", "Bezeichnung": "Nenner", "Rechenart": "Bestand"}
    lauf = load(kennzahlmappe(werte, [nenner], Kürzel="F", **regel), JUNI, mit_ruecklauf=False)
    inhalt = write_gesamtbericht(lauf.daten.produktbericht())
    blatt = openpyxl.load_workbook(io.BytesIO(inhalt), data_only=True)["Kennzahlen"]
    oben = next(zeile for zeile in range(4, 40) if blatt.cell(zeile, 1).value == "gesamt 2023")
    assert [blatt.cell(oben, spalte).value for spalte in (3, 4)] == [None, None]
    assert len(blatt._charts) == ("N" in {wert["Kennzahl"] for wert in werte})
