"""Every line and every cent from the exports to the report, and control totals of the finance system."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from app.bericht.musterhaus import Haus

from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.sperre import BerichtGesperrtError
from xlbudget.core.abstimmung import Exportabstimmung
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere

JUNI = Stand(2024, 6)


@pytest.fixture
def write(musterhaus: Haus, tmp_path: Path) -> Callable[..., Path]:
    """Writes the house with Kontrollsummen and settings of its own."""

    def write(*kontrollsummen: tuple[object, ...], einstellungen: dict[str, object] | None = None) -> Path:
        namen = ("Datei", "Was", "Betrag", "Bis")
        musterhaus.kontrollsummen = [dict(zip(namen, zeile, strict=False)) for zeile in kontrollsummen]
        musterhaus.einstellungen = einstellungen or {}
        return musterhaus.write(tmp_path)

    return write


def by_sql(journal: Path, bis: int) -> dict[str, int]:
    """Erträge and Aufwendungen of a journal up to a period, in cents, by a way of its own."""
    with journal.open(encoding="utf-8") as datei, sqlite3.connect(":memory:") as db:
        db.execute("create table b (konto text, periode int, ct int)")
        zeilen = csv.DictReader(datei, delimiter=";")
        db.executemany(
            "insert into b values (?, ?, ?)",
            [(z["Sachkonto"], int(z["Periode"]), int(z["Betrag"].replace(",", ""))) for z in zeilen],
        )
        abfrage = (
            "select sum(case when konto like '3%' then -ct end), sum(case when konto like '4%' then ct end) from b"
        )
        return dict(zip(map(str, Art), db.execute(f"{abfrage} where periode <= ?", (bis,)).fetchone(), strict=True))


def test_from_the_exports_to_the_report(write):
    datenmappe = write()
    abstimmung = load(datenmappe, JUNI).abstimmung
    alles, halb = (by_sql(datenmappe.parent / "journal.csv", bis) for bis in (12, 6))
    for zeile in abstimmung.ueberleitung:
        assert (zeile.exporte_ct, zeile.bericht_ct) == (alles[zeile.art], halb[zeile.art])
        assert (zeile.spaeter_ct, zeile.ohne_platz_ct) == (alles[zeile.art] - halb[zeile.art], 0)
        assert zeile.unterschied_ct == 0
    journal, plan = abstimmung.exporte
    assert (journal.zeilen, journal.gezaehlt, journal.monate) == (600, 600, "Januar bis Dezember")
    assert journal.belege == ("B0", "B599")
    assert (plan.zeilen, plan.monate) == (20, "")
    assert abstimmung.nicht_im_bericht.anzahl == 0


def test_lines_that_have_no_place_are_led_over(write, musterhaus):
    """A Produkt that nobody knows, an account without a row, and one of the Finanzrechnung."""
    musterhaus.journale["journal.csv"] += [
        ("X", "9999", "4011", 2, 1_000), ("Y", "1111", "8888", 2, 2_000), ("Z", "1111", "6011", 2, 4_000),
    ]  # fmt: skip
    abstimmung = load(write(), JUNI).abstimmung
    assert [(p.name, p.anzahl, p.betrag_ct) for p in abstimmung.ohne_platz] == [
        ("Produkt 9999 fehlt", 1, 1_000), ("Sachkonto 8888 ohne Zuordnung", 1, 2_000),
    ]  # fmt: skip
    assert [(p.name, p.betrag_ct) for p in abstimmung.daneben] == [("Finanzrechnung", 4_000)]
    aufwand = abstimmung.ueberleitung[1]
    assert (aufwand.ohne_platz_ct, aufwand.unterschied_ct) == (1_000, 0)
    assert (abstimmung.nicht_im_bericht.anzahl, abstimmung.nicht_im_bericht.betrag_ct) == (2, 3_000)


def test_control_totals_that_agree(write):
    datenmappe = write()
    alles, halb = (by_sql(datenmappe.parent / "journal.csv", bis) for bis in (12, 6))
    lauf = load(
        write(
            ("journal.csv", "Erträge", alles["Erträge"] / 100),
            ("", "Aufwendungen", halb["Aufwendungen"] / 100, "2024-06"),
            ("jour*.csv", "Erträge − Aufwendungen", (alles["Erträge"] - alles["Aufwendungen"]) / 100),
            ("journal.csv", "Zeilen", 600),
            ("plan.csv", "Ansatz: Zeilen", 20),
        ),
        JUNI,
    )
    assert [befund for befund in lauf.befunde if befund.code.startswith("abstimmung")] == []
    assert [kontrolle.stimmt for kontrolle in lauf.abstimmung.kontrollen] == [True] * 5


@pytest.mark.parametrize(
    ("zeile", "text"),
    [
        (("journal.csv", "Zeilen", 601), "laut Kontrollsumme 601, gelesen 600, Unterschied -1."),
        (("plan.csv", "Ansatz: Zeilen", 19), "laut Kontrollsumme 19, gelesen 20, Unterschied 1."),
        (("fehlt.csv", "Erträge", 1), "einen solchen Export mit Buchungen gibt es nicht"),
        (("plan.csv", "Erträge", 1), "einen solchen Export mit Buchungen gibt es nicht"),
    ],
)
def test_a_difference_is_a_fehler_with_its_amount(write, zeile, text):
    (befund,) = [b for b in load(write(zeile), JUNI).befunde if b.code == "abstimmung.kontrollsumme"]
    assert befund.schwere is Schwere.FEHLER
    assert text in befund.text
    assert befund.source.blatt == "Kontrollsummen"


def test_a_total_with_the_other_sign_is_told_apart(write):
    ertraege = by_sql(write().parent / "journal.csv", 12)["Erträge"]
    befunde = load(write(("journal.csv", "Erträge", -ertraege / 100)), JUNI).befunde
    texte = {befund.code: befund.text for befund in befunde}
    assert "Nur das Vorzeichen ist verschieden" in texte["abstimmung.kontrollsumme"]


def test_what_is_booked_after_the_stand_lacks_nowhere_and_ansaetze_are_told_apart(write, musterhaus, tmp_path):
    """A posting of August on an unknown Produkt is no reason to lock the report of June, and in none of its sums."""
    musterhaus.journale["journal.csv"] += [("X", "9999", "4011", 8, 500_000_00), ("Y", "9999", "4011", 2, 2_000_00)]
    musterhaus.ansaetze.append(("9999", "4011", 3_000_00))
    datenmappe = write()
    juni, dezember = (load(datenmappe, Stand(2024, monat)) for monat in (6, 12))
    assert [(p.name, p.anzahl, p.betrag_ct) for p in juni.abstimmung.ohne_platz] == [
        ("Produkt 9999 fehlt", 1, 2_000_00), ("Ansätze: Produkt 9999 fehlt", 1, 3_000_00),
    ]  # fmt: skip
    assert not [befund for befund in juni.befunde if befund.code == "abstimmung.fehlt"]
    (befund,) = [befund for befund in dezember.befunde if befund.code == "abstimmung.fehlt"]
    assert "3 Zeilen über zusammen 505.000,00 € (ohne Vorzeichen, davon Ansätze 3.000,00 €) sind nicht" in befund.text
    blatt = openpyxl.load_workbook(bericht(datenmappe, JUNI, tmp_path / "ziel").gesamt)["Produktbericht"]
    assert "Nicht enthalten: 2.000,00 € aus 1 Zeile und Ansätze 3.000,00 € aus 1 Zeile der Exporte" in blatt["A3"].value


def test_one_line_is_one_line(write, musterhaus, tmp_path):
    musterhaus.journale["journal.csv"] += [("X", "9999", "4011", 2, 3_000)]
    lauf = load(write(einstellungen={"Nicht im Bericht sperren ab Euro": 30}), JUNI)
    (befund,) = [befund for befund in lauf.befunde if befund.code == "abstimmung.fehlt"]
    assert befund.text.startswith("1 Zeile über 30,00 € (ohne Vorzeichen) ist nicht im Bericht; ab 30,00 € wird ")
    ergebnis = bericht(lauf.mappe.file, JUNI, tmp_path / "ziel", trotz_fehlern=True)
    blatt = openpyxl.load_workbook(ergebnis.protokoll)["Abstimmung"]
    assert blatt["A2"].value == "Nicht im Bericht: 1 Zeile."


@pytest.mark.parametrize(("gesperrt", "grenze"), [(True, 30), (False, 30.01)])
def test_too_much_money_outside_locks_the_report(write, musterhaus, tmp_path, gesperrt, grenze):
    musterhaus.journale["journal.csv"] += [("X", "9999", "4011", 2, 3_000)]
    datenmappe = write(einstellungen={"Nicht im Bericht sperren ab Euro": grenze})
    if gesperrt:
        with pytest.raises(BerichtGesperrtError, match="Nicht im Bericht sperren ab Euro"):
            bericht(datenmappe, JUNI, tmp_path / "ziel")
    else:
        assert bericht(datenmappe, JUNI, tmp_path / "ziel").gesamt.is_file()


@pytest.mark.parametrize(("grenze", "genannt"), [(30, True), (30.01, False)])
def test_money_outside_is_named_on_the_face_of_the_report(write, musterhaus, tmp_path, grenze, genannt):
    musterhaus.journale["journal.csv"] += [("X", "9999", "4011", 2, 3_000)]
    datenmappe = write(einstellungen={"Nicht im Bericht nennen ab Euro": grenze})
    ergebnis = bericht(datenmappe, JUNI, tmp_path / "ziel")
    blatt = openpyxl.load_workbook(ergebnis.gesamt)["Produktbericht"]
    oben = " ".join(str(zelle.value) for zeile in blatt["A1:A3"] for zelle in zeile)
    assert ("Nicht enthalten: 30,00 € aus 1 Zeile der Exporte" in oben) is genannt
    assert "Achtung: 1 Fehler in den Daten, siehe Prüfprotokoll 2024-06.xlsx" in oben


@pytest.mark.parametrize(("betrag", "unterschied"), [("10,00", ""), ("10,01", "0,01"), ("12,50-", "2,50")])
def test_a_total_below_the_lines(write, musterhaus, betrag, unterschied):
    """1.000,00 − 990,00 € of two lines are 10,00 €."""
    musterhaus.journale = {"journal.csv": [("1", "1111", "3141", 1, -99_000), ("2", "1111", "4011", 1, 100_000)]}
    datenmappe = write()
    journal = datenmappe.parent / "journal.csv"
    journal.write_text(journal.read_text("utf-8") + f"Gesamtsumme;;;;{betrag}\n", "utf-8")
    befunde = [b.text for b in load(datenmappe).befunde if b.code == "abstimmung.schlusszeile"]
    assert len(befunde) == bool(unterschied)
    assert all(f"Unterschied {unterschied} €" in text for text in befunde)


def test_the_sheet_shows_what_the_model_says(write, musterhaus, tmp_path):
    musterhaus.journale["journal.csv"] += [("X", "9999", "4011", 2, 3_000)]
    ergebnis = bericht(write(("journal.csv", "Zeilen", 600)), JUNI, tmp_path / "ziel")
    blatt = openpyxl.load_workbook(ergebnis.protokoll, data_only=True)["Abstimmung"]
    zeilen = [[zelle for zelle in zeile if zelle is not None] for zeile in blatt.iter_rows(values_only=True)]
    assert ["Produkt 9999 fehlt", 1, 30] in zeilen
    assert ["journal.csv", "Zeilen", 600, 601, 1, "stimmt nicht"] in zeilen
    journal = next(zeile for zeile in zeilen if zeile[:2] == ["journal.csv", "Buchungen"])
    assert journal[2:6] == [601, 601, 0, 0]
    assert openpyxl.load_workbook(ergebnis.gesamt).sheetnames == ["Auf einen Blick", "Produktbericht", "Entwicklung"]


def test_a_control_total_whose_month_cannot_be_read_is_not_compared(write):
    befunde = load(write(("journal.csv", "Zeilen", 600, "Juni"))).befunde
    assert [befund.code for befund in befunde] == ["mappe.zelle"]


def test_a_control_total_names_a_workbook_without_its_sheet():
    export = Exportabstimmung("plan.xlsx, Plan", "Ansätze", True, 1, 1, [], 0, [], ("", ""), 0, 0)
    assert export.is_called("plan.xlsx")
    assert export.is_called("plan.xlsx, Plan")
    assert not export.is_called("plan.xls")
