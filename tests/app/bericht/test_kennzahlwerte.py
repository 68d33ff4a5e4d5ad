"""Kennzahlwerte from the Datenmappe to every report: June is held against June."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from xlbudget.app.bericht.kennzahlwerte import with_kennzahlwerte
from xlbudget.app.bericht.lauf import load
from xlbudget.cellplan import Fill
from xlbudget.core.darstellung import Darstellung, Spaltenwahl, column_of
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.core.sachdarstellung.saetze import joined, say_leistung
from xlbudget.core.textpruefung.modelle import Abschnitt, Urteilsart
from xlbudget.core.textpruefung.pruefung import Textpruefung
from xlbudget.core.uebernahme import Uebernahme, merge_kennzahlen
from xlbudget.core.zeit import Stand
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.berichte.gesamttafel import find_gesamtkopf
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers.datenmappe.ergaenzen import complete_datenmappe
from xlbudget.writers.druck.kennzahlteil import leistungen
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht
from xlbudget.writers.gesamtbericht.spalten import lesehilfe
from xlbudget.writers.gesamtbericht.spaltenkatalog import empty_columns
from xlbudget.xlsx import Package
from xlbudget.xlsx.package import pack

JUNI = Stand(2023, 6)
GANZES_JAHR = "Kennzahlen: zuletzt gemeldetes Ist gegen den Plan des ganzen Jahres."


def write_rows(blatt, zeilen, ab=None):
    """Put rows, as columns by heading, under those of the one table of a sheet."""
    (tabelle,) = blatt.tables.values()
    links, oben, _, unten = openpyxl.utils.range_boundaries(tabelle.ref)
    koepfe = {column.name: links + i for i, column in enumerate(tabelle.tableColumns)}
    erste = ab or next(z for z in range(oben + 1, 10_000) if blatt.cell(z, links).value is None)
    for zeile, werte in enumerate(zeilen, erste):
        for name, wert in werte.items():
            blatt.cell(zeile, koepfe[name], wert)
    letzte = max(unten, erste + len(zeilen) - 1)
    tabelle.ref = f"{get_column_letter(links)}{oben}:{get_column_letter(links + len(koepfe) - 1)}{letzte}"
    return koepfe, oben


@pytest.fixture
def mappe(tmp_path):
    """The example with Kennzahlwerte of its first Leistung: a Kürzel, a Rechenart, and values by month."""

    def write(werte, weitere=(), **regel):
        ordner = tmp_path / "haus"
        shutil.copytree(shipped("workbooks", "peine-2023.xlsx").parent, ordner)
        datei = ordner / "peine-2023.xlsx"
        ergaenzung = complete_datenmappe(Package.read(datei), [DATENMAPPE.find("Kennzahlwerte")], DATENMAPPE)
        datei.write_bytes(pack(ergaenzung.package.members))
        buch = openpyxl.load_workbook(datei)
        blatt = buch["Kennzahlen"]
        koepfe, oben = write_rows(blatt, weitere)
        for name, wert in regel.items():
            blatt.cell(oben + 1, koepfe[name], wert)
        write_rows(buch["Kennzahlwerte"], werte)
        buch.save(datei)
        return datei

    return write


def monate(kuerzel, werte, jahr=2023, art="Ist"):
    return [
        {"Kennzahl": kuerzel, "Periode": f"{jahr}-{m:02d}", "Art": art, "Wert": wert}
        for m, wert in enumerate(werte, 1)
        if wert is not None
    ]


def first(mappe):
    return min((*mappe.leistungen, *mappe.ziele), key=lambda k: int(k.source.zelle[1:]))


def test_june_is_held_against_june(mappe):
    datei = mappe(monate("F", [10, 20, 30, 40, 50, 60]), Kürzel="F", Rechenart="Summe", Plan=600)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    kennzahl = first(lauf.mappe)
    assert (kennzahl.plan, kennzahl.ist, kennzahl.bis_stand) == (300, 210, True)
    assert not [b for b in lauf.befunde if b.code.startswith("kennzahlwert")]
    blatt = lauf.daten.produktblatt(lauf.daten.gliederung[kennzahl.produkt])
    assert kennzahl in (*blatt.leistungen, *blatt.ziele)
    (hinweis,) = [t for t in lesehilfe(lauf.daten.produktbericht(), ["leistung_ist"]) if t.startswith("Kennzahlen:")]
    assert hinweis.startswith("Kennzahlen: Plan und Ist bis Juni 2023 bei ")
    assert hinweis.endswith("; sonst zuletzt gemeldetes Ist gegen den Plan des ganzen Jahres.")


def test_at_the_end_of_the_year_the_plan_is_that_of_the_year(mappe):
    datei = mappe(monate("F", range(12)), Kürzel="F", Rechenart="Summe", Plan=600)
    kennzahl = first(load(datei, Stand(2023, 12), mit_ruecklauf=False).mappe)
    assert (kennzahl.plan, kennzahl.ist, kennzahl.bis_stand) == (600, 66, False)


def test_a_missing_month_leaves_the_ist_empty_and_is_named(mappe):
    datei = mappe(monate("F", [10, None, 30, 40, 50, 60]), Kürzel="F", Rechenart="Summe", Plan=600, Ist=999)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    assert (first(lauf.mappe).plan, first(lauf.mappe).ist) == (300, None)
    (befund,) = [b for b in lauf.befunde if b.code == "kennzahlwert.fehlt"]
    assert "fehlt F Ist 2023-02; ein fehlender Wert zählt nicht als 0" in befund.text
    assert str(befund.source).startswith("peine-2023.xlsx, Kennzahlen!A")


def test_without_values_of_the_year_everything_is_as_before(mappe):
    datei = mappe(monate("F", [1] * 12, jahr=2022), Kürzel="F", Rechenart="Summe")
    roh, _ = read_datenmappe(datei)
    assert with_kennzahlwerte(roh, JUNI) == roh
    bericht = load(datei, JUNI, mit_ruecklauf=False).daten.produktbericht()
    assert GANZES_JAHR in lesehilfe(bericht, ["leistung_ist"])


def test_k2_is_a_row_and_no_code(mappe):
    roh, _ = read_datenmappe(shipped("workbooks", "peine-2023.xlsx"))
    produkt = first(roh).produkt
    weitere = [
        {"Produkt": produkt, "Kennzahlart": "Leistung", "Bezeichnung": "eLb", "Kürzel": "ELB", "Rechenart": "Bestand"},
        {
            "Produkt": produkt, "Kennzahlart": "Ziel", "Bezeichnung": "Integrationsquote", "Messgröße": "%",
            "Plan": 17.5, "Kürzel": "K2", "Rechenart": "quote der letzten 12 Monate", "Zähler": "INT", "Nenner": "ELB",
        },
    ]  # fmt: skip
    werte = [*monate("INT", [100] * 12, 2022), *monate("INT", [100] * 6), *monate("ELB", [6000] * 12, 2022)]
    datei = mappe([*werte, *monate("ELB", [6000] * 6)], weitere, Kürzel="INT", Rechenart="Summe")
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    (k2,) = [k for k in lauf.mappe.ziele if k.kuerzel == "K2"]
    assert (k2.plan, k2.ist) == (Decimal("17.5"), 20)


def test_a_value_whose_cells_cannot_be_read(mappe):
    kaputt = [{"Kennzahl": "F", "Periode": p, "Art": "Ist", "Wert": w} for p, w in (("Juni", 1), (2023, None))]
    datei = mappe(kaputt, Kürzel="F", Rechenart="Summe")
    roh, befunde = read_datenmappe(datei)
    texte = [b.text for b in befunde if b.code == "mappe.zelle"]
    assert not roh.kennzahlwerte
    assert "„Juni“ ist weder ein Monat (JJJJ-MM, etwa 2024-06) noch ein Jahr (JJJJ)" in texte[0]
    assert "Spalte Wert: ist leer, muss aber ausgefüllt sein" in texte[1]


def test_the_sheet_has_groups_side_by_side_and_their_gap(mappe):
    """Read back by another program; empty months stay empty."""
    gruppen = {"": [10, 20, 30, 40], "Frauen": [4, 5, 6, 7], "Männer": [6, 15, 24, 33]}
    werte = [{**w, "Gruppe": g or None, "Fassung": "T-0"} for g, zahlen in gruppen.items() for w in monate("F", zahlen)]
    werte += monate("F", range(1, 13), 2022)
    datei = mappe(werte, Kürzel="F", Rechenart="Bestand", Messgröße="in %", Plan=50)
    lauf = load(datei, Stand(2023, 4), mit_ruecklauf=False)
    buch = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(lauf.daten.produktbericht())), data_only=True)
    zeilen = [list(z) for z in buch["Kennzahlen"].iter_rows(min_row=5, max_col=17, values_only=True)]
    assert zeilen[1][:6] == ["Gruppe", "Plan bis Apr", "Ist bis Apr", "Ist 2022", "Prognose", "Jan"]
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


def test_the_gap_of_counts_is_in_percent(mappe):
    gruppen = {"": [1466], "Frauen": [802], "Männer": [664]}
    werte = [{**w, "Gruppe": g or None} for g, zahlen in gruppen.items() for w in monate("F", zahlen)]
    lauf = load(mappe(werte, Kürzel="F", Rechenart="Bestand"), Stand(2023, 1), mit_ruecklauf=False)
    buch = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(lauf.daten.produktbericht())), data_only=True)
    zeile = [zelle.value for zelle in buch["Kennzahlen"][10]]
    assert zeile[0] == "Frauen gegen Männer"
    assert zeile[2] == pytest.approx(802 / 664 - 1)
    assert zeile[3] in ("", None)


def test_without_values_by_month_there_is_no_such_sheet():
    bericht = load(shipped("workbooks", "peine-2023.xlsx"), JUNI, mit_ruecklauf=False).daten.produktbericht()
    assert "Kennzahlen" not in openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(bericht))).sheetnames


def test_produktblatt_and_pdf_say_which_plan_it_is(mappe):
    datei = mappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    kennzahl = first(lauf.mappe)
    blatt = lauf.daten.produktblatt(lauf.daten.gliederung[kennzahl.produkt])
    plan = {fill.name: fill.block for fill in plan_produktblatt(blatt, "Peine") if isinstance(fill, Fill)}
    name = f"{kennzahl.bezeichnung} (Plan bis zum Stand; Prognose 360 A)"
    assert plan["PB_LeistungBezeichnung"][0] == (name,)
    assert plan["PB_Verfahren"][0][0].endswith(". Kennzahlen: A = Ist + Plan der Restmonate")
    assert plan["PB_LeistungPlan"][0] == (300,)
    tabelle = leistungen("Blatt", JUNI, blatt.leistungen)
    assert tabelle is not None
    assert tabelle.reihen[0].zellen == (f"{kennzahl.bezeichnung} (Plan bis zum Stand)", "300", "60", "360 A")
    assert [spalte.kopf for spalte in tabelle.spalten] == ["Leistung", "Plan", "Ist", "Prognose"]
    dezember = load(datei, Stand(2023, 12), mit_ruecklauf=False)
    assert not dezember.daten.produktblatt(dezember.daten.gliederung[kennzahl.produkt]).kennzahlverfahren


def test_percent_where_points_are_meant(mappe):
    """„0,7 % unter dem Zielwert“ of a published paper: 19,5 against 20,2 are 0,7 points, and 3,5 percent."""
    ziel = {"Kennzahlart": "Ziel", "Bezeichnung": "Integrationsquote", "Messgröße": "%", "Plan": 20.2}
    formel = {"Kürzel": "K2", "Rechenart": "Quote", "Zähler": "INT", "Nenner": "ELB"}
    weitere = [
        {"Produkt": "3112", "Kennzahlart": "Leistung", "Bezeichnung": "eLb", "Kürzel": "ELB", "Rechenart": "Bestand"},
        {"Produkt": "3112", **ziel, **formel},
    ]
    werte = [{"Kennzahl": k, "Periode": "2023", "Art": "Ist", "Wert": w} for k, w in (("INT", 1300), ("ELB", 6667))]
    datei = mappe(werte, weitere, Kürzel="INT", Rechenart="Summe")
    pruefung = Textpruefung(load(datei, Stand(2023, 12), mit_ruecklauf=False).daten)
    urteile = {}
    for abstand in ("0,7 %", "0,7 Prozentpunkte", "3,5 %"):
        text = f"Im Produkt 3112 liegt die Integrationsquote mit 19,5 % um {abstand} unter dem Zielwert von 20,2 %."
        urteile |= {(abstand, u.figur): u.art for u in pruefung.check([Abschnitt(text, "Absatz 1")]).urteile}
    falsch = {schluessel for schluessel, art in urteile.items() if art is Urteilsart.WIDERSPRUCH}
    assert falsch == {("0,7 %", "0,7 %")}
    assert len(urteile) == 9


def test_a_draft_calls_the_plan_by_its_name_and_textpruefung_reads_it(mappe):
    datei = mappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    blatt = lauf.daten.produktblatt(lauf.daten.gliederung[first(lauf.mappe).produkt])
    text = "".join(stueck.text for stueck in joined(say_leistung(blatt))).strip()
    assert text.endswith("steht bei 60 bei einem Plan von 300 bis dahin.")
    urteile = Textpruefung(lauf.daten).check([Abschnitt(f"Produkt {blatt.objekt.nummer}: {text}", "Absatz 1")]).urteile
    assert [(u.figur, u.art) for u in urteile] == [("60", Urteilsart.STIMMT), ("300", Urteilsart.STIMMT)]


def test_the_course_of_the_months_stands_in_a_cell(mappe):
    """From 0 on, or a low month would look like nothing; one value is no course."""
    werte = [
        *monate("F", [10, None, 30]),
        {"Kennzahl": "F", "Periode": "2023-01", "Art": "Ist", "Gruppe": "Frauen", "Wert": 4},
    ]
    lauf = load(mappe(werte, Kürzel="F", Rechenart="Bestand"), Stand(2023, 3), mit_ruecklauf=False)
    with zipfile.ZipFile(io.BytesIO(write_gesamtbericht(lauf.daten.produktbericht()))) as mappe_zip:
        (blatt,) = [
            t for n in mappe_zip.namelist() if "sparkline" in (t := mappe_zip.read(n).decode("utf-8", "replace"))
        ]
    verlaeufe = re.findall(r"<x14:sparkline><xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", blatt)
    assert verlaeufe == [("Kennzahlen!F7:Q7", "R7")]
    assert 'type="column" displayEmptyCellsAs="gap"' in blatt
    assert 'manualMin="0"' in blatt


def test_a_house_may_choose_the_prognose_as_a_column_of_its_report(mappe):
    """Beside Plan and without the Ist: whoever reads the report back must not take it for one."""
    lauf = load(mappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600), JUNI, mit_ruecklauf=False)
    namen = ("Nr.", "Bezeichnung", "Plan", "Abweichung", "Indikator", "Indikator Plan", "Indikator Prognose")
    wahl = tuple(Spaltenwahl(spalte) for name in namen if (spalte := column_of(name)))
    bericht = replace(lauf.daten.produktbericht(), darstellung=Darstellung(spalten=wahl))
    blatt = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(bericht)), data_only=True)["Produktbericht"]
    (spalte,) = [zelle.column for zelle in blatt[5] if zelle.value == "Prognose\nJahresende"]
    zellen = [zelle for zelle in next(blatt.iter_cols(spalte, spalte, 6)) if zelle.value]
    werte = [(zelle.value, zelle.number_format) for zelle in zellen]
    assert werte == [(360, '#,##0 "A"')]
    texte = [str(zelle.value) for zeile in blatt.iter_rows() for zelle in zeile]
    assert any(t == "Prognose der Kennzahlen zum Jahresende: A = Ist + Plan der Restmonate." for t in texte)
    kopf = find_gesamtkopf(*([z.value or "" for z in blatt[zeile]] for zeile in (5, 4)))
    assert kopf is not None
    assert spalte - 1 not in kopf.werte
    assert "Indikator Prognose" not in empty_columns(bericht)
    ohne = load(shipped("workbooks", "peine-2023.xlsx"), JUNI, mit_ruecklauf=False).daten.produktbericht()
    assert empty_columns(replace(ohne, darstellung=bericht.darstellung)) == ["Indikator Prognose"]


def test_another_ist_of_a_return_has_no_prognose_of_the_old_one(mappe):
    lauf = load(mappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600), JUNI, mit_ruecklauf=False)
    kennzahl = first(lauf.mappe)
    feld = Feld(kennzahl.produkt, Feldart.LEISTUNG, zeile=kennzahl.bezeichnung)

    def merged(ist):
        genommen = [Uebernahme(feld, kennzahl.ist, Decimal(ist), "", "eine", date(2023, 7, 1), kennzahl.source)]
        return next(k for k in merge_kennzahlen(lauf.mappe.leistungen, Feldart.LEISTUNG, genommen) if k.reihe)

    assert merged(60).prognose == kennzahl.prognose
    assert (merged(61).ist, merged(61).prognose) == (61, None)


VERGLEICH = {
    "Vergleichswert": 47.5,
    "Vergleich mit": "Median der Landkreise",
    "Vergleichsquelle": "Statistik der BA",
    "Vergleichsjahr": 2022,
}


def test_what_others_have_stands_beside_the_own_value_with_its_source(mappe):
    datei = mappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Bestand", **VERGLEICH)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    bericht = lauf.daten.produktbericht()
    buch = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(bericht)), data_only=True)
    blatt = buch["Kennzahlen"]
    assert [blatt[ort].value for ort in ("F6", "F7", "F8")] == ["Vergleich", 47.5, None]
    assert blatt["A9"].value == "Vergleich: Median der Landkreise 2022, Quelle: Statistik der BA"
    (tabelle,) = [t for t in (leistungen("Blatt", JUNI, [k for k in lauf.mappe.leistungen if k.reihe]),) if t]
    assert tabelle.reihen[0].zellen[-1] == "47,5 (Median der Landkreise 2022, Quelle: Statistik der BA)"
    wahl = tuple(map(Spaltenwahl, ("nr", "bezeichnung", "indikator", "leistung_vergleich")))
    gewaehlt = replace(bericht, darstellung=Darstellung(spalten=wahl))
    texte = lesehilfe(gewaehlt, ["leistung_vergleich"])
    assert "Vergleichswert von Fälle: Median der Landkreise 2022, Quelle: Statistik der BA." in texte
    gesamt = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(gewaehlt)), data_only=True)["Produktbericht"]
    (spalte,) = [zelle.column for zelle in gesamt[5] if zelle.value == "Vergleichs-\nwert"]
    assert [z.value for z in next(gesamt.iter_cols(spalte, spalte, 6)) if z.value] == [47.5]


def test_without_a_source_it_is_not_shown(mappe):
    datei = mappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Bestand", **VERGLEICH | {"Vergleichsquelle": None})
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    (befund,) = [b for b in lauf.befunde if b.code == "kennzahl.vergleich"]
    assert "Kennzahlen!" in str(befund.source)
    blatt = openpyxl.load_workbook(io.BytesIO(write_gesamtbericht(lauf.daten.produktbericht())))["Kennzahlen"]
    assert "Vergleich" not in [zelle.value for zelle in blatt[6]]
