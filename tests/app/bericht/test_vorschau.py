"""What an export is taken for before it is declared, and that the lines which declare it bring the same figures."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sources.export.test_faelle import ORDNER
from sources.export.test_faelle import RAHMEN as FAELLE_RAHMEN
from sources.export.test_geschwister import FAELLE, RAHMEN

from xlbudget.app.bericht import vorschau as modul
from xlbudget.app.bericht.ergaenzen import ergaenzen
from xlbudget.app.bericht.quellen import read_quellen
from xlbudget.app.bericht.vorschau import Vorschau, take_over, vorschau
from xlbudget.core.kontenrahmen import Art, Berichtszeile
from xlbudget.errors import EingabeError
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.vorschau import recognise_jahr
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe

ALTE = Path(__file__).parents[2] / "golden" / "datenmappe-0.3.0" / "peine-2023.xlsx"
ERST_ERKLAERT = {
    "Periode 13 ausgelassen": {"Erträge": 100000, "Aufwendungen": 50900},
    "T€ angegeben": {"Erträge": 100, "Aufwendungen": 50},
    "falsches Vorzeichen": {"Erträge": 100000, "Aufwendungen": 50000},
    "Plan und Ist in derselben Spalte": {"Erträge": 100000, "Aufwendungen": 0},
}
"""What such an export means until its Datenmappe says otherwise: nothing in it tells."""
BUCHUNGEN = "Produkt;Sachkonto;Betrag;Periode\n1111;3321;-1.000,00;1\n1111;4011;500,00;2\n"


def write_mappe(ordner: Path, rahmen=RAHMEN, **inhalt) -> Path:
    datei = ordner / "Datenmappe.xlsx"
    konten = [
        {"Präfix": p.praefix, "Art": p.zeile.art, "Zeile": p.zeile.name}
        if isinstance(p.zeile, Berichtszeile)
        else {"Präfix": p.praefix, "Art": p.zeile}
        for p in rahmen.praefixe
    ]
    tabellen = {
        "Einstellungen": einstellungszeilen({"Kommune": "Musterstadt", "Haushaltsjahr": 2024}),
        "Kontenzuordnung": konten,
        **inhalt,
    }
    datei.write_bytes(write_datenmappe(tabellen, "Test"))
    return datei


def seen(bild: Vorschau) -> dict[str, dict[tuple[str, str, int], int]]:
    return {
        e.export.inhalt: {(s.produkt, s.sachkonto, s.monat): s.saldo_ct for s in e.export.summen} for e in bild.bilder
    }


def read_back(mappe: Path) -> dict[str, dict[tuple[str, str, int], int]]:
    lesung = read_quellen(read_datenmappe(mappe)[0])
    assert lesung.unmoeglich == []
    return {e.inhalt: {(s.produkt, s.sachkonto, s.monat): s.saldo_ct for s in e.summen} for e in lesung.exporte}


@pytest.mark.slow
@pytest.mark.parametrize("ordner", sorted(ORDNER.iterdir()), ids=lambda ordner: ordner.name)
def test_what_it_advises_reads_as_it_showed(ordner, tmp_path):
    (export,) = ordner.glob("[ab].*")
    datei = tmp_path / export.name
    datei.write_bytes(export.read_bytes())
    mappe = write_mappe(tmp_path, FAELLE_RAHMEN)
    bild = vorschau(datei, datenmappe=mappe)
    assert all(einer.export.bilanz.geht_auf for einer in bild.bilder)
    take_over(bild, mappe)
    assert read_back(mappe) == seen(bild)
    assert seen(vorschau(datei, datenmappe=mappe)) == seen(bild), "as the Datenmappe declares it now"


@pytest.mark.parametrize("fall", FAELLE, ids=lambda fall: fall.name)
def test_right_sums_or_a_question_or_a_refusal(fall, tmp_path, monkeypatch):
    """With nothing declared: never other sums without a word."""
    monkeypatch.setattr(modul, "_shipped", lambda: RAHMEN)
    datei = tmp_path / "x.csv"
    datei.write_bytes(fall.text.encode(fall.kodierung))
    try:
        bild = vorschau(datei, jahr=2024)
    except EingabeError:
        return
    ist = next((e for e in bild.bilder if e.export.inhalt == fall.inhalt), bild.bilder[0])
    richtung = 1 if ist.zuordnung.ansatz else -1
    summen = {
        "Erträge": ist.export.bilanz.summe_ct(Art.ERTRAEGE),
        "Aufwendungen": richtung * ist.export.bilanz.summe_ct(Art.AUFWENDUNGEN),
    }
    erwartet = ERST_ERKLAERT.get(fall.name, {art: fall.erwartet.get(art, 0) for art in ("Erträge", "Aufwendungen")})
    assert bild.fragen or summen == erwartet, bild.entscheidungen


@pytest.mark.parametrize(
    ("kopf", "jahre"),
    [
        ("Produkt;Sachkonto;Ansatz 2024;Ansatz 2025\n1;2;3;4\n", {"2024", "2025"}),
        ("Produkt;Sachkonto;Plan 24\n1;2;3\n", {"2024"}),
        ("Produkt;Sachkonto;Betrag;Datum\n01.01.2002;2;3;05.03.2024\n01.01.02;2;3;06.03.2024\n", {"2024", "2002"}),
        ("Produkt;Sachkonto;Betrag;Periode\n1;2;3;2024007\n", {"2024"}),
        ("Produkt;Sachkonto;Betrag;Periode\n1;2;3;7\n", {"2026"}),
    ],
)
def test_the_year_is_recognised(tmp_path, kopf, jahre):
    datei = tmp_path / "x.csv"
    datei.write_text(kopf, encoding="utf-8")
    assert {erkennung.wert for erkennung in recognise_jahr(Exportdatei(datei), 2026)} == jahre


def test_a_year_in_the_name_of_the_file(tmp_path):
    (tmp_path / "Buchungen 2024.csv").write_text(BUCHUNGEN, encoding="utf-8")
    bild = vorschau(tmp_path / "Buchungen 2024.csv")
    assert (bild.jahr, bild.fragen) == (2024, [])


def test_plan_and_ist_of_one_file(tmp_path):
    datei = tmp_path / "x.csv"
    datei.write_text("Produkt;Sachkonto;Ansatz;Ist;Periode\n1111;3321;1200,00;1000,00;12\n", encoding="utf-8")
    bild = vorschau(datei, jahr=2024)
    assert [(e.export.inhalt, e.export.bilanz.summe_ct(Art.ERTRAEGE)) for e in bild.bilder] == [
        (Inhalt.BUCHUNGEN, 100000),
        (Inhalt.ANSAETZE, 120000),
    ]
    assert bild.quellen[0]["Inhalt"] == "Plan und Ist"


def test_produkte_that_the_datenmappe_does_not_know(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN + "1112;4011;1,00;2\n", encoding="utf-8")
    budgets = [{"Budget": "Haus", "Ebene": "Budget"}]
    produkte = [{"Produkt": "1111", "Bezeichnung": "Steuerung", "Budget": "Haus"}]
    mappe = write_mappe(tmp_path, Budgets=budgets, Produkte=produkte)
    assert vorschau(tmp_path / "b.csv", datenmappe=mappe).fragen == [
        "Produkt „1112“: gibt es das? (es steht nicht in Datenmappe.xlsx)"
    ]


def test_accounts_without_an_art_are_a_question(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN + "1111;X1;2,00;2\n", encoding="utf-8")
    (frage,) = vorschau(tmp_path / "b.csv", jahr=2024).fragen
    assert "haben in der Kontenzuordnung keine Art" in frage


def test_a_declared_sign_that_turns_everything_is_a_question(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    quellen = [{"Inhalt": "Buchungen", "Datei": "b.csv", "Vorzeichen": "Erträge positiv"}]
    fragen = vorschau(tmp_path / "b.csv", datenmappe=write_mappe(tmp_path, Quellen=quellen)).fragen
    assert "Die Erträge sind zusammen negativ (-1.000,00 €): stimmt das Vorzeichen in Quellen?" in fragen
    assert "Die Aufwendungen sind zusammen negativ (-500,00 €): stimmt das Vorzeichen in Quellen?" in fragen


def test_accounts_of_another_land_are_a_question(tmp_path):
    """In Hessen 5 are Erträge and 6 and 7 Aufwendungen, in Niedersachsen payments."""
    text = "Produkt;Sachkonto;Betrag;Periode\n1111;3000;-10,00;1\n1111;4000;9,00;1\n1111;6200;800,00;2\n"
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    (frage,) = vorschau(tmp_path / "b.csv", datenmappe=write_mappe(tmp_path)).fragen
    assert frage.startswith("Auf Konten, die nicht zum Ergebnis zählen, stehen 800,00 €, mehr als auf allen anderen")


# taking over


def test_it_is_written_through_the_door_with_a_backup(tmp_path):
    (tmp_path / "b.csv").write_text("Buchungsstelle;Betrag;Periode\n1111.3321;-1.000,00;1\n", encoding="utf-8")
    mappe = write_mappe(tmp_path)
    vorher = mappe.read_bytes()
    sicherung = take_over(vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe)
    assert sicherung.read_bytes() == vorher
    blaetter = openpyxl.load_workbook(mappe)
    assert [zelle.value for zelle in blaetter["Quellen"][4]][:3] == ["Buchungen", "b.csv", "Erträge negativ"]
    assert [zelle.value for zelle in blaetter["Spalten"][4]] == [
        "b.csv", "Produkt", "Buchungsstelle", "zerlegen am letzten Punkt",
    ]  # fmt: skip
    assert not ergaenzen(mappe).ergaenzt


def test_an_older_datenmappe_gets_the_columns_first(tmp_path):
    mappe = tmp_path / "alt.xlsx"
    mappe.write_bytes(ALTE.read_bytes())
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    take_over(vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe)
    assert [(q.datei, q.vorzeichen) for q in read_datenmappe(mappe)[0].quellen][-2:] == [
        ("ansatz-2023.csv", ""),
        ("b.csv", "Erträge negativ"),
    ]


def test_an_export_that_stands_there_already_changes_nothing(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    mappe = write_mappe(tmp_path, Quellen=[{"Inhalt": "Buchungen", "Datei": "b.csv"}])
    vorher = mappe.read_bytes()
    with pytest.raises(EingabeError, match="steht schon in der Tabelle Quellen von Datenmappe"):
        take_over(vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe)
    assert mappe.read_bytes() == vorher


def test_nor_one_that_stands_there_under_another_spelling(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    mappe = write_mappe(tmp_path, Quellen=[{"Inhalt": "Buchungen", "Datei": str(tmp_path / "x" / ".." / "b.csv")}])
    bild, vorher = vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe.read_bytes()
    assert bild.ist_eingetragen
    with pytest.raises(EingabeError, match="steht schon in der Tabelle Quellen"):
        take_over(bild, mappe)
    assert mappe.read_bytes() == vorher


def test_what_spalten_says_counts_before_quellen_names_the_file(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN.replace("Betrag", "Wert/BWähr"), encoding="utf-8")
    mappe = write_mappe(tmp_path, Spalten=[{"Datei": "b.csv", "Feld": "Betrag", "Überschrift": "Wert/BWähr"}])
    bild = vorschau(tmp_path / "b.csv", datenmappe=mappe)
    assert bild.bilder[0].export.bilanz.summe_ct(Art.ERTRAEGE) == 100000
    assert (bild.spalten, bild.ist_eingetragen) == ([], False)
    take_over(bild, mappe)
    assert read_back(mappe) == seen(bild)
    assert vorschau(tmp_path / "b.csv", datenmappe=mappe).ist_eingetragen


def test_an_export_elsewhere_is_named_with_its_whole_path(tmp_path):
    (tmp_path / "haus").mkdir()
    mappe = write_mappe(tmp_path / "haus")
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    bild = vorschau(tmp_path / "b.csv", datenmappe=mappe)
    assert bild.quellen[0]["Datei"] == str((tmp_path / "b.csv").resolve())
    take_over(bild, mappe)
    assert read_back(mappe) == seen(bild)


def test_what_fits_nothing_is_refused_with_its_headings(tmp_path):
    (tmp_path / "b.csv").write_text("Kreditor;Skonto\nA;2\n", encoding="utf-8")
    with pytest.raises(EingabeError, match="keine Kopfzeile mit den Spalten Produkt, Sachkonto"):
        vorschau(tmp_path / "b.csv")
