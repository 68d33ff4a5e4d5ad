"""The reporting duties of a Land in the table Fristen: only where asked for, and beside what is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN
from writers.datenmappe.erweitert import LEER, copy_of

from xlbudget.app.bericht.datenmappe_aendern import append_rows
from xlbudget.app.bericht.ergaenzen import describe_pflichten, ergaenzen
from xlbudget.app.bericht.fristen import list_fristen
from xlbudget.app.bericht.laender import shipped_pflichten
from xlbudget.app.bericht.neu import neu
from xlbudget.core.landesrahmen import Land
from xlbudget.errors import EingabeError
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers.datenmappe.mappe import leere_datenmappe


@pytest.fixture
def datei(tmp_path: Path) -> Path:
    """A new Datenmappe."""
    datei = tmp_path / "Datenmappe 2026.xlsx"
    datei.write_bytes(leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN))
    return datei


def edit(datei: Path, zellen: dict[tuple[str, str], object]) -> None:
    mappe = openpyxl.load_workbook(datei)
    for (blatt, zelle), wert in zellen.items():
        mappe[blatt][zelle] = wert
    mappe.save(datei)


def fristen(datei: Path) -> list[tuple[str, date | None, date | None, int]]:
    mappe, befunde = read_datenmappe(datei, leer=("Kommune",))
    assert befunde == []
    return [(frist.pflicht, frist.stichtag, frist.faellig, frist.monate) for frist in mappe.fristen]


@pytest.mark.parametrize("land", Land)
def test_the_table_has_the_duties_of_the_land_as_the_shipped_list_says_them(datei, land):
    lauf = ergaenzen(datei, ["Fristen"], land=land)
    pflichten = shipped_pflichten()[land]
    assert fristen(datei) == [
        (p.pflicht, *p.termin(2026), {"": 0, "halbjährlich": 6, "jährlich": 12}[p.wiederholung]) for p in pflichten
    ]
    gesagt = f"Tabelle Fristen: Berichtspflichten ({land.titel}): {len(pflichten)}"
    assert (gesagt in lauf.ergaenzt) is bool(pflichten)
    mappe, _ = read_datenmappe(datei, leer=("Kommune",))
    assert all("zu prüfen" in frist.rechtsgrundlage and "http" in frist.rechtsgrundlage for frist in mappe.fristen)


def test_the_dates_are_those_of_the_list(datei):
    edit(datei, {("Einstellungen", "B4"): "Landkreis Muster"})
    ergaenzen(datei, ["Fristen"], land=Land.BW)
    liste = list_fristen(datei, date(2026, 7, 1), date(2027, 6, 30))
    assert [(t.stichtag, t.faellig) for t in liste.termine] == [
        (None, date(2026, 11, 30)),
        (date(2025, 12, 31), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (None, None),
    ]


def test_without_a_land_the_table_stays_empty_and_a_second_run_adds_nothing(datei):
    ergaenzen(datei, ["Fristen"])
    assert fristen(datei) == []
    assert ergaenzen(datei, ["Fristen"], land=Land.HE).sicherung is not None
    vorher = datei.read_bytes()
    lauf = ergaenzen(datei, ["Fristen"], land=Land.HE)
    assert (lauf.sicherung, lauf.ergaenzt, datei.read_bytes() == vorher) == (None, (), True)


def test_rows_that_are_there_stay_and_a_duty_they_name_is_not_added(datei):
    eigene = "JAHRESABSCHLUSS feststellen"
    append_rows(datei, {FRISTEN: [{"Pflicht": "Statistik"}, {"Pflicht": eigene, "Fällig": "01.10.2026"}]})
    ergaenzen(datei, ["Fristen"], land=Land.BW)
    assert [(name, faellig) for name, _, faellig, _ in fristen(datei)] == [
        ("Statistik", None),
        (eigene, date(2026, 10, 1)),
        ("Unterjährig über den Haushaltsvollzug berichten", None),
        ("Haushaltssatzung für das nächste Jahr vorlegen (Soll)", date(2026, 11, 30)),
        ("Jahresabschluss aufstellen", date(2026, 6, 30)),
    ]


def test_an_older_datenmappe_is_completed_and_gets_them(tmp_path):
    datei = copy_of(LEER, tmp_path)
    ergaenzen(datei, ["Fristen"], land=Land.SL)
    assert [faellig for _, _, faellig, _ in fristen(datei)] == [None, date(2024, 12, 31)]
    assert len(list(tmp_path.glob("*Sicherung*"))) == 1


def set_year(datei: Path, jahr: object) -> None:
    zeile = next(z for z in openpyxl.load_workbook(datei)["Einstellungen"].iter_rows() if z[0].value == "Haushaltsjahr")
    edit(datei, {("Einstellungen", zeile[1].coordinate): jahr})


def test_a_haushaltsjahr_typed_as_text_counts(datei):
    set_year(datei, "2027")
    ergaenzen(datei, ["Fristen"], land=Land.NI)
    assert [faellig for _, _, faellig, _ in fristen(datei)] == [date(2027, 11, 30)]


@pytest.mark.parametrize("jahr", ["zwanzig", 26, None])
def test_without_a_haushaltsjahr_nothing_is_reckoned_and_the_file_stays(datei, jahr):
    set_year(datei, jahr)
    vorher = datei.read_bytes()
    with pytest.raises(EingabeError, match="Ohne Haushaltsjahr lassen sich keine Termine rechnen"):
        ergaenzen(datei, ["Fristen"], land=Land.NI)
    assert datei.read_bytes() == vorher


def test_a_land_needs_the_table(datei):
    with pytest.raises(EingabeError, match="--land gehört zu --mit Fristen"):
        ergaenzen(datei, ["Stände"], land=Land.NI)


def test_a_protected_sheet_is_named(datei):
    ergaenzen(datei, ["Fristen"])
    mappe = openpyxl.load_workbook(datei)
    mappe["Fristen"].protection.sheet = True
    mappe.save(datei)
    lauf = ergaenzen(datei, ["Fristen"], land=Land.NI)
    (befund,) = lauf.befunde
    assert befund.code == "ergaenzen.platz"
    assert "Nicht ergänzt: Tabelle Fristen: Berichtspflichten (Niedersachsen)" in befund.text
    assert fristen(datei) == []


def test_what_is_said_of_a_land():
    assert describe_pflichten(Land.HE).startswith("Berichtspflichten: Hessen, belegt: 4; vollständig ist das nicht.")
    assert describe_pflichten(Land.SN).startswith("Berichtspflichten: Für Sachsen ist keine belegt")


def test_a_new_datenmappe_of_any_land_has_no_table_by_itself(tmp_path):
    datei = neu(tmp_path, 2026, Land.HE)
    assert "Fristen" in read_datenmappe(datei, leer=("Kommune",))[0].ohne
