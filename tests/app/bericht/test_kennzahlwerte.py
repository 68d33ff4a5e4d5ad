"""Kennzahlwerte from the Datenmappe to every report: June is held against June."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from app.bericht.kennzahlmappe import first, monate

from xlbudget.app.bericht.abgleich import abgleich
from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.kennzahlwerte import with_kennzahlwerte
from xlbudget.app.bericht.lauf import load
from xlbudget.cellplan import Fill
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.core.sachdarstellung.saetze import joined, say_leistung
from xlbudget.core.textpruefung.modelle import Abschnitt, Urteilsart
from xlbudget.core.textpruefung.pruefung import Textpruefung
from xlbudget.core.uebernahme import Uebernahme, merge_kennzahlen
from xlbudget.core.zeit import Stand
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers.druck.kennzahlteil import leistungen
from xlbudget.writers.gesamtbericht.spalten import lesehilfe

JUNI = Stand(2023, 6)
GANZES_JAHR = "Kennzahlen: zuletzt gemeldetes Ist gegen den Plan des ganzen Jahres."


def test_june_is_held_against_june(kennzahlmappe):
    datei = kennzahlmappe(monate("F", [10, 20, 30, 40, 50, 60]), Kürzel="F", Rechenart="Summe", Plan=600)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    kennzahl = first(lauf.mappe)
    assert (kennzahl.plan, kennzahl.ist, kennzahl.bis_stand) == (300, 210, True)
    assert not [b for b in lauf.befunde if b.code.startswith("kennzahlwert")]
    blatt = lauf.daten.produktblatt(lauf.daten.gliederung[kennzahl.produkt])
    assert kennzahl in (*blatt.leistungen, *blatt.ziele)
    (hinweis,) = [t for t in lesehilfe(lauf.daten.produktbericht(), ["leistung_ist"]) if t.startswith("Kennzahlen:")]
    assert hinweis.startswith("Kennzahlen: Plan und Ist bis Juni 2023 bei ")
    assert hinweis.endswith("; sonst zuletzt gemeldetes Ist gegen den Plan des ganzen Jahres.")


def test_at_the_end_of_the_year_the_plan_is_that_of_the_year(kennzahlmappe):
    datei = kennzahlmappe(monate("F", range(12)), Kürzel="F", Rechenart="Summe", Plan=600)
    kennzahl = first(load(datei, Stand(2023, 12), mit_ruecklauf=False).mappe)
    assert (kennzahl.plan, kennzahl.ist, kennzahl.bis_stand) == (600, 66, False)


def test_a_missing_month_leaves_the_ist_empty_and_is_named(kennzahlmappe):
    datei = kennzahlmappe(monate("F", [10, None, 30, 40, 50, 60]), Kürzel="F", Rechenart="Summe", Plan=600, Ist=999)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    assert (first(lauf.mappe).plan, first(lauf.mappe).ist) == (300, None)
    (befund,) = [b for b in lauf.befunde if b.code == "kennzahlwert.fehlt"]
    assert "fehlt F Ist 2023-02; ein fehlender Wert zählt nicht als 0" in befund.text
    assert str(befund.source).startswith("peine-2023.xlsx, Kennzahlen!A")


@pytest.mark.parametrize(("juni", "folgt"), [(60, "210"), (None, "nichts")])
def test_an_ist_that_the_months_replace_is_not_dropped_without_a_word(kennzahlmappe, juni, folgt):
    werte = monate("F", [10, 20, 30, 40, 50, juni])
    lauf = load(kennzahlmappe(werte, Kürzel="F", Rechenart="Summe", Ist=999), JUNI, mit_ruecklauf=False)
    (befund,) = [b for b in lauf.befunde if b.code == "kennzahlwert.ist"]
    assert "das Ist 999 der Tabelle Kennzahlen wird nicht gezeigt" in befund.text
    assert f"folgt zum Stand Juni 2023 {folgt}. Die Zelle Ist leeren" in befund.text


def test_without_values_of_the_year_everything_is_as_before(kennzahlmappe):
    datei = kennzahlmappe(monate("F", [1] * 12, jahr=2022), Kürzel="F", Rechenart="Summe")
    roh, _ = read_datenmappe(datei)
    assert with_kennzahlwerte(roh, JUNI) == roh
    ohne = load(datei, JUNI, mit_ruecklauf=False).daten.produktbericht()
    assert GANZES_JAHR in lesehilfe(ohne, ["leistung_ist"])


def test_k2_is_a_row_and_no_code(kennzahlmappe):
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
    datei = kennzahlmappe([*werte, *monate("ELB", [6000] * 6)], weitere, Kürzel="INT", Rechenart="Summe")
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    (k2,) = [k for k in lauf.mappe.ziele if k.kuerzel == "K2"]
    assert (k2.plan, k2.ist) == (Decimal("17.5"), 20)


def test_a_group_is_the_same_one_however_it_is_written(kennzahlmappe):
    """„frauen“ beside „Frauen“ would be a second group, and June of the first one missing."""
    wie = ["Männer", "männer", " Maenner", "MÄNNER", "Männer", "Männer"]
    werte = [{**w, "Gruppe": g} for w, g in zip(monate("F", [1] * 6), wie, strict=True)]
    gesamt = zip(monate("F", [2] * 6), ("gesamt", None, "Gesamt", "insgesamt", None, None), strict=True)
    datei = kennzahlmappe([*werte, *({**w, "Gruppe": g} for w, g in gesamt)], Kürzel="F", Rechenart="Summe")
    roh, _ = read_datenmappe(datei)
    assert [wert.gruppe for wert in roh.kennzahlwerte] == ["Männer"] * 6 + [""] * 6


def test_a_value_whose_cells_cannot_be_read(kennzahlmappe):
    kaputt = [{"Kennzahl": "F", "Periode": p, "Art": "Ist", "Wert": w} for p, w in (("Juni", 1), (2023, None))]
    datei = kennzahlmappe(kaputt, Kürzel="F", Rechenart="Summe")
    roh, befunde = read_datenmappe(datei)
    texte = [b.text for b in befunde if b.code == "mappe.zelle"]
    assert not roh.kennzahlwerte
    assert "„Juni“ ist weder ein Monat (JJJJ-MM, etwa 2024-06) noch ein Jahr (JJJJ)" in texte[0]
    assert "Spalte Wert: ist leer, muss aber ausgefüllt sein" in texte[1]


def test_produktblatt_and_pdf_say_which_plan_it_is(kennzahlmappe):
    datei = kennzahlmappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    kennzahl = first(lauf.mappe)
    blatt = lauf.daten.produktblatt(lauf.daten.gliederung[kennzahl.produkt])
    plan = {fill.name: fill.block for fill in plan_produktblatt(blatt, "Peine") if isinstance(fill, Fill)}
    name = f"{kennzahl.bezeichnung} (Plan bis zum Stand; Prognose 360 A)"
    assert plan["PB_LeistungBezeichnung"][0] == (name,)
    assert plan["PB_Verfahren"][0][0].endswith(". Kennzahlen: A = Ist + Plan der Restmonate"), "its money has V"
    assert plan["PB_LeistungPlan"][0] == (300,)
    tabelle = leistungen("Blatt", JUNI, blatt.leistungen)
    assert tabelle is not None
    assert tabelle.reihen[0].zellen == (f"{kennzahl.bezeichnung} (Plan bis zum Stand)", "300", "60", "360 A")
    assert [spalte.kopf for spalte in tabelle.spalten] == ["Leistung", "Plan", "Ist", "Prognose"]
    dezember = load(datei, Stand(2023, 12), mit_ruecklauf=False)
    assert not dezember.daten.produktblatt(dezember.daten.gliederung[kennzahl.produkt]).kennzahlverfahren


def test_a_produktblatt_shows_the_prior_year_and_what_others_have(kennzahlmappe):
    vergleich = {"Vergleichswert": 47.5, "Vergleich mit": "Median der Landkreise"}
    vergleich |= {"Vergleichsquelle": "Statistik der BA", "Vergleichsjahr": 2022}
    werte = [*monate("F", [10] * 6), *monate("F", [7] * 12, jahr=2022)]
    datei = kennzahlmappe(werte, Kürzel="F", Rechenart="Summe", Plan=600, **vergleich)
    for monat, angaben in (
        (6, "Plan bis zum Stand; Vorjahr bis dahin 42; Prognose 102 V"),
        (3, "Plan bis zum Stand; Vorjahr bis dahin 21; Prognose 93 V"),
    ):
        kennzahl = first(load(datei, Stand(2023, monat), mit_ruecklauf=False).mappe)
        andere = "Median der Landkreise 2022, Quelle: Statistik der BA: 47,5"
        assert kennzahl.gezeigt_mit_allem == f"{kennzahl.bezeichnung} ({angaben}; {andere})"
        lang = replace(kennzahl, bezeichnung="x" * 60)
        assert lang.gezeigt_mit_allem.endswith("; Median der Landkreise 2022: 47,5)"), "its place is one line"
    ende = first(load(datei, Stand(2023, 12), mit_ruecklauf=False).mappe)
    assert ende.gezeigt_mit_allem == f"{ende.bezeichnung} (Vorjahr 84; {andere})"
    ohne = replace(ende, reihe=None, vergleich=None)
    assert ohne.gezeigt_mit_allem == ohne.bezeichnung


def test_a_kennzahl_is_known_again_when_what_stands_behind_its_name_has_changed(kennzahlmappe, tmp_path):
    datei = kennzahlmappe(monate("F", [1000] * 6), Kürzel="F", Rechenart="Summe", Plan=12000)
    produkt = first(read_datenmappe(datei)[0]).produkt
    bericht(datei, JUNI, tmp_path / "aus", Auswahl(nur=(produkt,)))
    (blatt,) = (tmp_path / "aus" / "einzeln").glob("*.xlsx")
    buch = openpyxl.load_workbook(datei)
    werte = buch["Kennzahlwerte"]
    (zelle,) = (zeile[4] for zeile in werte.iter_rows() if zeile[1].value == "2023-06")
    zelle.value = 1300
    buch.save(datei)
    unterschiede = abgleich(blatt, datei, JUNI).abgleich.unterschiede
    assert [(u.zahl.wert, u.berechnet) for u in unterschiede] == [(6000, 6300)]


def test_a_produktblatt_explains_the_methods_that_its_money_does_not_have(kennzahlmappe):
    datei = kennzahlmappe(monate("F", [1000] * 6), Kürzel="F", Rechenart="Summe", Plan=600, Prognose="Hochrechnung")
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    plan = plan_produktblatt(lauf.daten.produktblatt(lauf.daten.gliederung[first(lauf.mappe).produkt]), "Peine")
    texte = {fill.name: fill.block[0][0] for fill in plan if isinstance(fill, Fill) and fill.block}
    assert texte["PB_LeistungBezeichnung"].endswith("(Plan bis zum Stand; Prognose 12.000 H)")
    assert texte["PB_Verfahren"].endswith(". Kennzahlen: H = Ist + Mittel der bisherigen Monate je Restmonat")


def test_percent_where_points_are_meant(kennzahlmappe):
    """„0,7 % unter dem Zielwert“ of a published paper: 19,5 against 20,2 are 0,7 points, and 3,5 percent."""
    ziel = {"Kennzahlart": "Ziel", "Bezeichnung": "Integrationsquote", "Messgröße": "%", "Plan": 20.2}
    formel = {"Kürzel": "K2", "Rechenart": "Quote", "Zähler": "INT", "Nenner": "ELB"}
    weitere = [
        {"Produkt": "3112", "Kennzahlart": "Leistung", "Bezeichnung": "eLb", "Kürzel": "ELB", "Rechenart": "Bestand"},
        {"Produkt": "3112", **ziel, **formel},
    ]
    werte = [{"Kennzahl": k, "Periode": "2023", "Art": "Ist", "Wert": w} for k, w in (("INT", 1300), ("ELB", 6667))]
    datei = kennzahlmappe(werte, weitere, Kürzel="INT", Rechenart="Summe")
    pruefung = Textpruefung(load(datei, Stand(2023, 12), mit_ruecklauf=False).daten)
    urteile = {}
    for abstand in ("0,7 %", "0,7 Prozentpunkte", "3,5 %"):
        text = f"Im Produkt 3112 liegt die Integrationsquote mit 19,5 % um {abstand} unter dem Zielwert von 20,2 %."
        urteile |= {(abstand, u.figur): u.art for u in pruefung.check([Abschnitt(text, "Absatz 1")]).urteile}
    falsch = {schluessel for schluessel, art in urteile.items() if art is Urteilsart.WIDERSPRUCH}
    assert falsch == {("0,7 %", "0,7 %")}
    assert len(urteile) == 9


def test_a_draft_calls_the_plan_by_its_name_and_textpruefung_reads_it(kennzahlmappe):
    datei = kennzahlmappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600)
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    blatt = lauf.daten.produktblatt(lauf.daten.gliederung[first(lauf.mappe).produkt])
    text = "".join(stueck.text for stueck in joined(say_leistung(blatt))).strip()
    assert text.endswith("steht bei 60 bei einem Plan von 300 bis dahin.")
    urteile = Textpruefung(lauf.daten).check([Abschnitt(f"Produkt {blatt.objekt.nummer}: {text}", "Absatz 1")]).urteile
    assert [(u.figur, u.art) for u in urteile] == [("60", Urteilsart.STIMMT), ("300", Urteilsart.STIMMT)]


@pytest.mark.parametrize(
    ("satz", "art"),
    [
        ("steht bis Juni bei 60", Urteilsart.STIMMT),
        ("steht zum 30. Juni bei 61", Urteilsart.WIDERSPRUCH),
        ("steht bis Mai bei 50", Urteilsart.STIMMT),
        ("ist mit 300 bis Juni geplant", Urteilsart.STIMMT),
        ("ist mit 600 für das Jahr geplant", Urteilsart.STIMMT),
        ("wird zum Jahresende mit 360 erwartet", Urteilsart.STIMMT),
        ("wird zum Jahresende mit 370 erwartet", Urteilsart.WIDERSPRUCH),
        ("liegt im August bei 80", Urteilsart.FEHLT),
    ],
)
def test_a_text_may_speak_of_the_stand_and_of_the_end_of_the_year(kennzahlmappe, satz, art):
    datei = kennzahlmappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600, Prognose="Plan")
    lauf = load(datei, JUNI, mit_ruecklauf=False)
    kennzahl = first(lauf.mappe)
    assert kennzahl.prognose.wert == 360
    text = f"Produkt {kennzahl.produkt}: Die Leistungszahl „{kennzahl.bezeichnung}“ {satz}."
    (urteil,) = Textpruefung(lauf.daten).check([Abschnitt(text, "Absatz 1")]).urteile
    assert urteil.art is art, urteil


def test_another_ist_of_a_return_has_no_prognose_of_the_old_one(kennzahlmappe):
    lauf = load(
        kennzahlmappe(monate("F", [10] * 6), Kürzel="F", Rechenart="Summe", Plan=600), JUNI, mit_ruecklauf=False
    )
    kennzahl = first(lauf.mappe)
    feld = Feld(kennzahl.produkt, Feldart.LEISTUNG, zeile=kennzahl.bezeichnung)

    def merged(ist):
        genommen = [Uebernahme(feld, kennzahl.ist, Decimal(ist), "", "eine", date(2023, 7, 1), kennzahl.source)]
        return next(k for k in merge_kennzahlen(lauf.mappe.leistungen, Feldart.LEISTUNG, genommen) if k.reihe)

    assert merged(60).prognose == kennzahl.prognose
    assert (merged(61).ist, merged(61).prognose) == (61, None)
