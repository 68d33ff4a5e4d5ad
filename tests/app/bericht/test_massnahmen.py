"""Maßnahmen from the Datenmappe to the sheet and the PDF."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from app.runde.rundreise_base import Haus

from xlbudget.app.bericht.abgleich import abgleich
from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.druck import druck
from xlbudget.app.bericht.fortschreiben import fortschreiben
from xlbudget.app.bericht.fristen import list_fristen
from xlbudget.app.bericht.lauf import load
from xlbudget.core.fristen import Dazu
from xlbudget.core.massnahmen import Massnahmenstatus
from xlbudget.core.zeit import Stand
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.massnahmen import BREITEN

JUNI = Stand(2023, 6)
LEITLINIEN = Path(__file__).parents[2] / "golden" / "kennzahlen" / "massnahmen-leitlinien.csv"


def published() -> list[dict[str, object]]:
    """Measures of the published Leitlinien as rows of the table."""
    with LEITLINIEN.open(encoding="utf-8") as datei:
        return [
            {
                "Handlungsfeld": zeile["handlungsfeld"],
                "Maßnahme": zeile["massnahme"],
                "Zielgröße": zeile["zielgroesse"] or None,
                "Bis": date.fromisoformat(zeile["bis"]),
            }
            for zeile in csv.DictReader(datei, delimiter=";")
        ]


MIT_GELD = [
    {
        "Handlungsfeld": "Haushalt",
        "Maßnahme": "Verträge neu verhandeln",
        "Ziel": "Kosten senken",
        "Verantwortlich": "Fachdienst 32",
        "Bis": date(2023, 12, 31),
        "Status": "läuft",
        "Art": "Gegensteuerung",
        "Objekt": "3210",
        "Zeile": "Transferaufwand",
        "Wirkung geplant": 120000,
        "Wirkung erreicht": 10000.50,
        "Wirkung Prognose": 90000,
        "Bemerkung": "Zwei von drei Verträgen unterschrieben.",
    },
    {"Maßnahme": "Stelle später besetzen", "Objekt": "Arbeit", "Wirkung Prognose": 40000, "Art": "Konsolidierung"},
]


def house(ordner: Path, zeilen: list[dict[str, object]] | None, **weiteres: list[dict[str, object]]) -> Haus:
    """A house where two Produkte are red in June."""
    kreis = Haus(ordner)
    kreis.dazu = [("3210", "433100", 200_000), ("3510", "433100", 200_000)]
    kreis.weiteres = weiteres | ({} if zeilen is None else {"Maßnahmen": zeilen})
    kreis.write()
    return kreis


def cells(datei: Path, blatt: str) -> list[tuple[object, ...]]:
    return [zeile for zeile in openpyxl.load_workbook(datei)[blatt].iter_rows(values_only=True) if any(zeile)]


def test_a_sheet_beside_the_report_and_no_figure_changed(tmp_path):
    ohne = bericht(house(tmp_path / "ohne", None).datenmappe, JUNI, tmp_path / "z0")
    mit = bericht(house(tmp_path / "mit", [*MIT_GELD, *published()]).datenmappe, JUNI, tmp_path / "z1")
    assert openpyxl.load_workbook(ohne.gesamt).sheetnames == ["Auf einen Blick", "Produktbericht", "Entwicklung"]
    assert openpyxl.load_workbook(mit.gesamt).sheetnames[-1] == "Maßnahmen"
    for blatt in ("Produktbericht", "Entwicklung"):
        assert cells(ohne.gesamt, blatt) == cells(mit.gesamt, blatt)
    zeilen = {str(zeile[0]): zeile for zeile in cells(mit.gesamt, "Maßnahmen")}
    prognose = zeilen["3210 Hilfen 3210"][7]
    assert zeilen["3210 Hilfen 3210"][6:11] == (
        -45000 * 12,
        prognose,
        pytest.approx(prognose - 10000.50),
        pytest.approx(prognose - 10000.50 + 90000),
        pytest.approx(prognose + 79999.50 + 45000 * 12),
    )
    alle = zeilen["Alle Maßnahmen, ganzer Haushalt"]
    assert alle[9] - alle[8] == pytest.approx(130000)
    assert "3510 Hilfen 3510" in zeilen
    assert "9 Maßnahmen, 7 überfällig" in str(cells(mit.gesamt, "Maßnahmen")[1][0])


def test_the_sheet_is_printed_at_a_legible_size(tmp_path):
    mit = bericht(house(tmp_path / "k", MIT_GELD).datenmappe, JUNI, tmp_path / "z")
    blatt = openpyxl.load_workbook(mit.gesamt)["Maßnahmen"]
    breite = sum(map(style.spalten_px, BREITEN))
    assert int(blatt.page_setup.paperSize) == style.A3.nummer
    assert style.A3.breite * style.SICHERHEIT / (breite * 0.75) >= style.LESBAR


def test_another_program_finds_the_workbook_sound(tmp_path, audit):
    reifegrad = [{"Dimension": "IT", "Unterdimension": "a", "Stichtag": date(2023, 1, 1), "Stufe": "-"}]
    kreis = house(tmp_path / "k", [*MIT_GELD, *published()], Reifegrad=reifegrad)
    gesamt = bericht(kreis.datenmappe, JUNI, tmp_path / "z").gesamt
    assert openpyxl.load_workbook(gesamt).sheetnames[-2:] == ["Maßnahmen", "Reifegrad"]
    assert audit(gesamt) == []


def test_a_report_with_measures_is_equal_to_its_data(tmp_path):
    kreis = house(tmp_path / "k", MIT_GELD)
    ergebnis = abgleich(bericht(kreis.datenmappe, JUNI, tmp_path / "z").gesamt, kreis.datenmappe, JUNI).abgleich
    assert (ergebnis.ist_gleich, ergebnis.unzugeordnet) == (True, [])
    assert "Blatt „Maßnahmen“" in ergebnis.hinweise[0]


def test_the_published_measures_are_overdue_when_they_were_evaluated(tmp_path):
    """The paper was evaluated in the first quarter of 2016: every date of it had passed."""
    kreis = house(tmp_path / "k", published())
    lauf = load(kreis.datenmappe, JUNI)
    vergangen = [b for b in lauf.befunde if b.code == "massnahme.vergangen"]
    assert len(vergangen) == len(published()) == 7
    assert vergangen[0].source.zelle == "C4"
    assert not [b for b in lauf.befunde if b.code == "massnahme.doppelt"]


def test_wrong_lines_have_their_place_and_no_report_is_locked(tmp_path):
    zeilen = [
        {"Maßnahme": "a", "Objekt": "9999", "Wirkung Prognose": 5},
        {"Maßnahme": "b", "Wirkung geplant": 5, "Kennzahl": "gibt es nicht", "Zeile": "keine"},
        {"Maßnahme": "c", "Objekt": "3210"},
        {"Maßnahme": "c", "Objekt": "3210", "Wirkung geplant": "viel"},
    ]
    ergebnis = bericht(house(tmp_path / "k", zeilen).datenmappe, JUNI, tmp_path / "z")
    codes = [(b.code, b.source.zelle) for b in ergebnis.befunde if b.source and b.source.blatt == "Maßnahmen"]
    assert codes == [
        ("mappe.zelle", "N7"),
        ("massnahme.objekt", "C4"),
        ("massnahme.anlass", "C5"),
        ("massnahme.zeile", "C5"),
        ("massnahme.kennzahl", "C5"),
        ("massnahme.doppelt", "C7"),
    ]


def test_an_extract_has_its_measures_only(tmp_path):
    ausschuesse = [{"Kürzel": "SOZ", "Objekte": "Soziales"}, {"Kürzel": "FIN", "Objekte": "alle"}]
    fremd = {"Maßnahme": "Stelle später besetzen", "Objekt": "Arbeit"}
    kreis = house(tmp_path / "k", [*MIT_GELD, fremd, *published()], Ausschüsse=ausschuesse)
    auszug = bericht(kreis.datenmappe, JUNI, tmp_path / "z", Auswahl(ausschuesse=("SOZ",)))
    texte = [str(zelle) for zeile in cells(auszug.berichte[0], "Maßnahmen") for zelle in zeile if zelle]
    assert any("Verträge neu verhandeln" in text for text in texte)
    assert not any("Achtung" in str(zeile[0]) for zeile in cells(auszug.berichte[0], "Produktbericht"))
    assert not any("Stelle später" in text or "ganzer Haushalt" in text or "3510" in text for text in texte)


def test_the_chapter_in_print(tmp_path):
    kreis = house(tmp_path / "k", [*MIT_GELD, *published()])
    (datei,) = druck(kreis.datenmappe, JUNI, tmp_path / "z").dateien
    with pdfplumber.open(datei) as pdf:
        text = "\n".join(seite.extract_text() for seite in pdf.pages)
    assert "Gegensteuern, aber ohne Maßnahme" in text
    assert "Zwei von drei Verträgen unterschrieben." in text
    ohne = house(tmp_path / "o", None)
    (datei,) = druck(ohne.datenmappe, JUNI, tmp_path / "z2").dateien
    with pdfplumber.open(datei) as pdf:
        assert not any("Maßnahme" in seite.extract_text() for seite in pdf.pages)


def test_the_chapter_and_the_sheet_follow_the_unit_of_the_house(tmp_path):
    kreis = house(tmp_path / "k", MIT_GELD)
    kreis.einstellungen = {"Anzeige": "T€"}
    kreis.write()
    (datei,) = druck(kreis.datenmappe, JUNI, tmp_path / "z").dateien
    with pdfplumber.open(datei) as pdf:
        text = "\n".join(seite.extract_text() for seite in pdf.pages)
    assert "Beträge in T€; positiv entlastet." in text
    assert "Alle Maßnahmen, ganzer Haushalt ■ gegensteuern; 2 Maßnahmen -5.400 -5.800 -5.810 -5.680 -280" in text
    blatt = openpyxl.load_workbook(bericht(kreis.datenmappe, JUNI, tmp_path / "b").gesamt)["Maßnahmen"]
    assert "Beträge in T€" in blatt["A2"].value
    betraege = [zelle for zeile in blatt.iter_rows() for zelle in zeile if isinstance(zelle.value, int | float)]
    assert {zelle.number_format for zelle in betraege} == {"#,##0,"}


def test_in_the_next_year_the_amounts_stay_those_of_their_year(tmp_path):
    kreis = house(tmp_path / "k", MIT_GELD)
    neue, _ = read_datenmappe(fortschreiben(kreis.datenmappe, tmp_path / "neu").pfad)
    assert [(zeile.jahr, zeile.status) for zeile in neue.massnahmen] == [
        (2023, Massnahmenstatus.LAEUFT),
        (2023, Massnahmenstatus.OFFEN),
    ]


def test_measures_among_the_fristen(tmp_path):
    kreis = house(tmp_path / "k", MIT_GELD)
    liste = list_fristen(kreis.datenmappe, date(2023, 7, 1), None, (Dazu.MASSNAHMEN,))
    assert [(t.frist.pflicht, t.faellig) for t in liste.termine] == [
        ("Maßnahme: Verträge neu verhandeln", date(2023, 12, 31))
    ]
