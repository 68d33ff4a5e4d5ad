"""Fristen from the Datenmappe to the screen and the calendar."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from app.runde.rundreise_base import Haus
from icalendar import Calendar

from xlbudget.app.bericht.fristen import list_fristen, write_ics
from xlbudget.app.bericht.lauf import load
from xlbudget.cli import main
from xlbudget.core.fristen import Dazu
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError

HEUTE = date(2023, 6, 1)
KASSEL = Path(__file__).parents[2] / "golden" / "kennzahlen" / "fristen-kassel-2023.csv"


def published() -> list[dict[str, object]]:
    """The published duties as rows of the table; each with a date comes back every year."""
    with KASSEL.open(encoding="utf-8") as datei:
        return [
            {
                "Pflicht": zeile["pflicht"],
                "Rechtsgrundlage": zeile["rechtsgrundlage"],
                "Empfänger": zeile["empfaenger"],
                "Stichtag": date.fromisoformat(zeile["stichtag"]) if zeile["stichtag"] else None,
                "Fällig": date.fromisoformat(zeile["faellig"]) if zeile["faellig"] else None,
                "Wiederholung": "jährlich" if zeile["faellig"] else None,
            }
            for zeile in csv.DictReader(datei, delimiter=";")
        ]


def house(ordner: Path, zeilen: list[dict[str, object]]) -> Haus:
    kreis = Haus(ordner / "kreis")
    sitzung = {"Kürzel": "SOZ", "Bezeichnung": "Sozialausschuss", "Objekte": "alle", "Sitzung": date(2023, 9, 12)}
    kreis.weiteres = {"Fristen": zeilen, "Ausschüsse": [sitzung]}
    kreis.write()
    return kreis


@pytest.fixture
def kreis(tmp_path) -> Haus:
    vorlage = {"Pflicht": "Vorlage fertig", "Sitzung": "soz", "Vorlauf zur Sitzung": 21, "Wer": "Controlling"}
    return house(tmp_path, [*published(), vorlage])


def test_the_published_duties_in_the_list_and_in_the_calendar(kreis, tmp_path):
    liste = list_fristen(kreis.datenmappe, HEUTE, date(2025, 3, 1))
    assert [(t.faellig, t.stichtag) for t in liste.termine] == [
        (date(2023, 8, 22), None),
        (date(2024, 2, 15), date(2023, 12, 31)),
        (date(2024, 2, 15), date(2023, 12, 31)),
        (date(2025, 2, 15), date(2024, 12, 31)),
        (date(2025, 2, 15), date(2024, 12, 31)),
        (None, None),
    ]
    assert [b.code for b in liste.befunde] == ["frist.ohne"]
    datei = tmp_path / "ziel" / "fristen.ics"
    assert write_ics(liste, datei) == 5
    events = Calendar.from_ical(datei.read_bytes()).walk("VEVENT")
    assert [event.decoded("DTSTART") for event in events] == [t.faellig for t in liste.termine if t.faellig]
    assert [p.name for p in datei.parent.iterdir() if not p.name.startswith(".")] == ["fristen.ics"]


def test_meetings_on_request_and_a_year_ahead_without_a_word(kreis):
    liste = list_fristen(kreis.datenmappe, HEUTE, None, (Dazu.SITZUNGEN,))
    assert liste.bis == date(2024, 6, 1)
    assert [t.frist.pflicht for t in liste.termine][:2] == ["Vorlage fertig", "Sitzung: Sozialausschuss"]
    assert not any("Sitzung:" in t.frist.pflicht for t in list_fristen(kreis.datenmappe, date(2023, 9, 13)).termine)
    with pytest.raises(EingabeError, match=r"höchstens den 01\.06\.2033"):
        list_fristen(kreis.datenmappe, HEUTE, date(2033, 6, 2))


def test_a_date_that_cannot_be_read_has_its_place_and_is_in_no_calendar(tmp_path):
    kreis = house(
        tmp_path, [{"Pflicht": "Bericht", "Fällig": "Mitte Februar"}, {"Pflicht": "Bericht", "Stichtag": "?"}]
    )
    liste = list_fristen(kreis.datenmappe, HEUTE)
    assert [(b.code, b.source.zelle) for b in liste.befunde if b.source] == [
        ("mappe.zelle", "E4"),
        ("mappe.zelle", "D5"),
    ]
    assert write_ics(liste, tmp_path / "x.ics") == 0
    assert not (tmp_path / "x.ics").exists()


def test_what_is_odd_is_said_by_pruefen_and_not_in_a_report(tmp_path):
    kreis = house(tmp_path, [{"Pflicht": "Bericht", "Fällig": date(2020, 1, 1)}])
    assert "frist.vergangen" in [b.code for b in load(kreis.datenmappe).befunde]
    assert "frist.vergangen" not in [b.code for b in load(kreis.datenmappe, Stand(2023, 6)).befunde]


def test_what_cannot_be_delivered_is_said_before_its_stichtag_has_come(tmp_path):
    spaeter = {"Fällig": date(2100, 2, 15), "Stichtag": date(2099, 12, 31)}
    zeilen = [
        {"Pflicht": "A", **spaeter, "Kennzahlen": "KX"},
        {"Pflicht": "B", **spaeter, "Produkte": "nirgends"},
        {"Pflicht": "C", "Fällig": date(2100, 2, 15), "Produkte": "alle"},
        {"Pflicht": "D", **spaeter, "Kennzahlen": "alle", "Produkte": "alle"},
    ]
    mappe = house(tmp_path, zeilen).datenmappe
    texte = [b.text for b in load(mappe).befunde if b.code == "frist.lieferung"]
    assert [text[:9] for text in texte] == ["Frist „A“", "Frist „B“", "Frist „C“"]
    assert "„KX“ in der Spalte Kennzahlen gibt es nicht oder mehrfach" in texte[0]
    assert "frist.lieferung" not in [b.code for b in load(mappe, Stand(2023, 6)).befunde]


def run(capsys, *angaben: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ende:
        main([str(angabe) for angabe in angaben])
    return int(str(ende.value.code)), capsys.readouterr().out


def test_the_command(kreis, tmp_path, capsys):
    code, out = run(capsys, "fristen", kreis.datenmappe, "--bis", date.today().strftime("%d.%m.%Y"))
    assert code == 0
    assert "ÜBERFÄLLIG" in out
    assert "Fristen: 2, davon überfällig: 1." in out


def test_without_the_table_and_with_an_empty_one(tmp_path, capsys):
    kreis = Haus(tmp_path / "kreis")
    kreis.write()
    code, out = run(capsys, "fristen", kreis.datenmappe)
    assert (code, "--mit Fristen" in out) == (0, True)
    run(capsys, "datenmappe", "ergaenzen", kreis.datenmappe, "--mit", "Fristen")
    code, out = run(capsys, "fristen", kreis.datenmappe, "--ics", tmp_path / "x.ics")
    assert (code, "--mit Fristen" in out) == (0, False)
    assert "Kein Termin bis " in out
    assert "Tabelle Fristen" not in out


def test_the_datenmappe_is_never_written_over(kreis):
    vorher = kreis.datenmappe.read_bytes()
    liste = list_fristen(kreis.datenmappe, HEUTE)
    with pytest.raises(AusgabeError):
        write_ics(liste, kreis.datenmappe)
    assert kreis.datenmappe.read_bytes() == vorher


def test_the_table_survives_a_new_year(kreis, tmp_path, capsys):
    run(capsys, "neu", tmp_path / "neu", "--aus", kreis.datenmappe)
    (neue,) = (tmp_path / "neu").glob("*.xlsx")
    tabelle = openpyxl.load_workbook(neue)["Fristen"]
    assert tabelle["A4"].value == published()[0]["Pflicht"]
    assert list_fristen(neue, HEUTE).termine[0].faellig is not None
