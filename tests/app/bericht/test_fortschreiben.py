"""A Datenmappe rolled into the next year: what stays, what is emptied, and which prior years its report has."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from app.bericht.musterhaus import PRODUKTE, Haus, clean_house

from xlbudget.app.bericht.ergaenzen import ergaenzen
from xlbudget.app.bericht.fortschreiben import fortschreiben
from xlbudget.app.bericht.lauf import load
from xlbudget.core.produktblatt import Blatttabelle
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError, Schwere
from xlbudget.layout.exporttabellen import SPALTEN
from xlbudget.sources.datenmappe.kennung import read_kennung
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.sources.datenmappe.tabellen import TableReader


@pytest.fixture
def alt(tmp_path: Path) -> Path:
    haus = clean_house()
    haus.journale = {"journal-2024.csv": haus.journale["journal.csv"]}
    haus.spalten = [{"Datei": "journal-2024.csv", "Feld": "Beleg", "Überschrift": "Beleg"}]
    haus.kontrollsummen = [{"Was": "Zeilen", "Betrag": 600}]
    haus.einstellungen = {"Ampel gelb ab Euro": 12345, "Vier Augen": "ja"}
    ordner = tmp_path / "2024"
    ordner.mkdir()
    return haus.write(ordner)


def next_exports(ordner: Path) -> None:
    """The exports of the next year, as the new Datenmappe calls them."""
    zeilen = [f"B{n};{PRODUKTE[n % 4]};4011;{n % 12 + 1};{n},00" for n in range(120)]
    (ordner / "journal-2025.csv").write_text(
        "\n".join(["Beleg;Produkt;Sachkonto;Periode;Betrag", *zeilen, ""]), "utf-8"
    )


def sums(tabelle: Blatttabelle) -> tuple[int, int]:
    return tabelle.ansatz_ct, tabelle.ergebnis_ct


def test_the_exports_of_the_year_are_the_prior_year_of_the_next(alt: Path, tmp_path: Path) -> None:
    vorher = load(alt, Stand(2024, 12))
    neue = fortschreiben(alt, tmp_path / "2025")
    next_exports(tmp_path / "2025")
    lauf = load(neue.pfad, Stand(2025, 12))
    alt_blatt = vorher.daten.produktblatt(vorher.daten.gliederung["Haus"])
    neu_blatt = lauf.daten.produktblatt(lauf.daten.gliederung["Haus"])
    for davor, danach in ((alt_blatt.ertraege, neu_blatt.ertraege), (alt_blatt.aufwendungen, neu_blatt.aufwendungen)):
        (vorjahr,) = (v for v in danach.vorjahre if v.jahr == 2024)
        assert (vorjahr.ansatz_ct, vorjahr.ergebnis_ct) == sums(davor)
    assert neu_blatt.aufwendungen.ergebnis_ct == sum(range(120)) * 100


def test_master_data_stay_and_entries_are_emptied(alt: Path, tmp_path: Path) -> None:
    neue = fortschreiben(alt, tmp_path / "2025")
    davor, danach = (read_datenmappe(pfad)[0] for pfad in (alt, neue.pfad))
    assert (danach.jahr, danach.kommune, danach.regeln) == (2025, davor.kommune, davor.regeln)
    assert danach.regeln.ampel_gelb_ab_ct == 12345_00
    assert danach.versand.vier_augen
    assert [o.kennung for o in danach.objekte] == [o.kennung for o in davor.objekte]
    assert [(p.praefix, p.zeile) for p in danach.praefixe] == [(p.praefix, p.zeile) for p in davor.praefixe]
    assert (danach.meldungen, danach.quittungen, danach.kontrollsummen) == ((), (), ())
    assert [(q.datei, q.jahr, q.inhalt) for q in danach.quellen] == [
        ("journal-2025.csv", None, "Buchungen"),
        ("../2024/journal-2024.csv", 2024, "Buchungen"),
        ("../2024/plan.csv", 2024, "Ansätze"),
    ]
    assert [s.datei for s in danach.spalten] == ["journal-2025.csv", "../2024/journal-2024.csv"]
    assert any("plan.csv: der Name nennt kein Jahr" in satz for satz in neue.gesagt)
    assert read_kennung(neue.pfad).jahr == 2025


def test_the_tables_of_the_old_one_are_there_and_empty_and_no_other_is_named(alt: Path, tmp_path: Path) -> None:
    ergaenzen(alt, ["Stände", "Ereignisse"])
    mappe = openpyxl.load_workbook(alt)
    mappe["Stände"]["A4"], mappe["Stände"]["B4"] = "2024-06", "vorläufig"
    mappe.save(alt)
    assert read_datenmappe(alt)[0].staende
    neue = fortschreiben(alt, tmp_path / "2025")
    danach, _ = read_datenmappe(neue.pfad)
    assert not danach.ohne & {"Stände", "Ereignisse", "Kontrollsummen"}
    assert (danach.staende, danach.ereignisse) == ((), ())
    (satz,) = [satz for satz in neue.gesagt if satz.startswith("Geleert: ")]
    assert satz.startswith("Geleert: Prognosen, Kontrollsummen, Stände, Ereignisse, Erläuterungen sowie Plan und Ist")


def test_nothing_is_written_over_or_from_a_broken_one(alt: Path, tmp_path: Path) -> None:
    fortschreiben(alt, tmp_path / "2025")
    with pytest.raises(AusgabeError, match="gibt es schon"):
        fortschreiben(alt, tmp_path / "2025")
    mappe = openpyxl.load_workbook(alt)
    blatt = mappe["Produkte"]
    zelle = next(z for zeile in blatt.iter_rows() for z in zeile if z.value == "1111")
    zelle.value = None
    mappe.save(alt)
    with pytest.raises(EingabeError, match="hat Fehler"):
        fortschreiben(alt, tmp_path / "anders")
    assert not (tmp_path / "anders").exists()


def test_own_sheets_are_named(alt: Path, tmp_path: Path) -> None:
    mappe = openpyxl.load_workbook(alt)
    mappe.create_sheet("Notizen")["A1"] = "wichtig"
    mappe.save(alt)
    assert any("eigene Blätter (Notizen)" in satz for satz in fortschreiben(alt, tmp_path / "neu").gesagt)


def test_a_house_without_a_year_in_its_file_names_is_told(musterhaus: Haus, tmp_path: Path) -> None:
    alt = musterhaus.write(tmp_path)
    gesagt = " ".join(fortschreiben(alt, tmp_path / "neu").gesagt)
    assert "journal.csv, plan.csv: der Name nennt kein Jahr" in gesagt


def test_what_is_emptied_may_be_wrong(alt: Path, tmp_path: Path) -> None:
    mappe = openpyxl.load_workbook(alt)
    kopf = {zelle.value: zelle.column for zelle in mappe["Prognosen"][3]}
    mappe["Prognosen"].cell(4, kopf["Stand"], "irgendwann")
    mappe.save(alt)
    assert any(befund.schwere is Schwere.FEHLER for befund in read_datenmappe(alt)[1])
    assert fortschreiben(alt, tmp_path / "neu").pfad.is_file()


def test_headings_in_spalten_count_the_year_as_the_names_of_files_do(musterhaus: Haus, tmp_path: Path) -> None:
    musterhaus.journale = {"journal-2024.csv": musterhaus.journale["journal.csv"]}
    musterhaus.spalten = [
        {"Datei": "journal-2024.csv", "Feld": "Betrag", "Überschrift": "Ist 2024"},
        {"Datei": "journal-2024.csv", "Feld": "Beleg", "Überschrift": "Beleg"},
    ]
    (tmp_path / "2024").mkdir()
    neue = fortschreiben(musterhaus.write(tmp_path / "2024"), tmp_path / "2025")
    zeilen = TableReader(neue.pfad).read(SPALTEN)
    assert {(zeile["Datei"], zeile["Überschrift"]) for zeile in zeilen} == {
        ("journal-2025.csv", "Ist 2025"),
        ("journal-2025.csv", "Beleg"),
        ("../2024/journal-2024.csv", "Ist 2024"),
        ("../2024/journal-2024.csv", "Beleg"),
    }
    assert "in Spalten: „Ist 2025“ statt „Ist 2024“. Heißen sie im Export anders" in " ".join(neue.gesagt)
