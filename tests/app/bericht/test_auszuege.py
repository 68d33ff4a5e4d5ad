"""Extracts for committees, from a Datenmappe to the files, and what is said where there can be none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import peine
import pytest
from app.bericht.test_abgleich import copied, plus
from app.bericht.test_published import assert_35_targets, assert_43_produkte, printed, read_rows
from conftest import differences

from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.app.bericht.ergaenzen import ergaenzen
from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.sperre import BerichtGesperrtError
from xlbudget.core.abgleich import compare_bericht
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, Schwere
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.berichte.lesen import read_bericht

ENDE, JUNI = Stand(2023, 12), Stand(2023, 6)
GAS = Auswahl(ausschuesse=("GAS",))
SPALTEN = ("Kürzel", "Bezeichnung", "Sitzung", "Vorlage", "Objekte")
Zeile = Sequence[object]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Function that writes the example with other committees, and with Budgets that are not shown."""
    for name in ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv"):
        (tmp_path / name).write_bytes(shipped("workbooks", name).read_bytes())

    def write(*zeilen: Zeile, verborgen: Sequence[str] = ()) -> Path:
        buch = openpyxl.load_workbook(peine.DATENMAPPE)
        blatt = buch["Ausschüsse"]
        blatt.delete_rows(4, 2)
        for nummer, zeile in enumerate(zeilen, 4):
            for spalte, wert in enumerate(zeile, 1):
                blatt.cell(nummer, spalte).value = wert
        blatt.tables["Ausschüsse"].ref = f"A3:E{max(3 + len(zeilen), 4)}"
        for zeile in buch["Budgets"].iter_rows(min_row=4):
            if zeile[0].value in verborgen:
                zeile[5].value = "nein"
        datei = tmp_path / "mappe.xlsx"
        buch.save(datei)
        return datei

    return write


def line(kuerzel: str, objekte: str, bezeichnung: str = "") -> Zeile:
    return (kuerzel, bezeichnung, None, None, objekte)


def files(ziel: Path) -> set[str]:
    return {datei.relative_to(ziel).as_posix() for datei in ziel.rglob("*.xlsx")}


@pytest.fixture(scope="module", params=[ENDE, JUNI], ids=str)
def auszug(request, tmp_path_factory) -> Ergebnis:
    return bericht(peine.DATENMAPPE, request.param, tmp_path_factory.mktemp("auszug"), GAS)


# the example


@pytest.fixture(scope="module")
def gas(tmp_path_factory) -> list[list[object]]:
    (datei,) = bericht(peine.DATENMAPPE, ENDE, tmp_path_factory.mktemp("gas"), GAS).berichte
    return read_rows(datei)


def test_the_extract_of_the_published_paper_has_its_43_produkte(gas):
    assert_43_produkte(gas)


def test_the_extract_of_the_published_paper_has_its_35_targets(gas):
    assert_35_targets(gas)


def test_every_line_is_that_of_the_whole_report(auszug, jahresende, halbjahr):
    ganz = jahresende if "2023-12" in auszug.berichte[0].name else halbjahr
    (links, rechts) = (read_rows(datei)[5:] for datei in (auszug.berichte[0], ganz.gesamt))
    produkte = [row for row in links if row[0] and isinstance(row[2], float)]
    assert produkte == [row for row in rechts if row[0] and isinstance(row[2], float)]
    budgets = [row for row in links if str(row[1]).startswith("Budget „")]
    assert budgets == [row for row in rechts if str(row[1]).startswith("Budget „")]


def test_what_is_not_shown_stands_on_the_page(gas):
    zeilen = {str(row[1]): [printed(cell) for cell in row[2:5]] for row in gas if isinstance(row[4], float)}
    assert zeilen["Summe hier gezeigt:"] == [-36_181_600, -28_544_326, 7_637_274]
    assert zeilen["hier nicht gezeigt:"] == [-52_307_300, -52_270_442, 36_858]
    assert zeilen["Gesamthaushalt, gezeigt und nicht gezeigt:"] == [-88_488_900, -80_814_768, 7_674_132]
    texte = [str(cell) for row in gas for cell in row]
    assert "34+38+39 Übrige Budgets; in keinem Bericht" in texte
    assert gas[0][0] == (
        "Produktbericht zum Ergebnishaushalt 2023 · Auszug: Ausschuss für Gesundheit, Arbeit und Soziales"
    )
    assert gas[1][0] == "Landkreis Peine · Stand Ende: Dezember 2023 · Sitzung am 11.02.2025 · Vorlage 2025/008"


def test_it_is_equal_to_the_data_with_the_whole_below_it(auszug, tmp_path):
    """Its own parts are named; they are in no data, and nothing is wrong with them."""
    (datei,) = auszug.berichte
    stand = Stand.parse(datei.name.split()[1])
    ergebnis = compare_bericht(read_bericht(datei), peine.lauf(stand.monat).daten)
    assert (ergebnis.unterschiede, ergebnis.ist_gleich) == ([], True)
    assert {teil.was.split(":")[0] for teil in ergebnis.unzugeordnet} >= {"hier gezeigt", "hier nicht gezeigt"}
    blatt = openpyxl.load_workbook(datei, data_only=True)["Produktbericht"]
    (ganz,) = [
        row for row in blatt.iter_rows(min_row=6) if row[1].value == "Gesamthaushalt, gezeigt und nicht gezeigt:"
    ]
    aendern = {ganz[2].coordinate: plus(8_000_000)}
    (einer,) = compare_bericht(
        read_bericht(copied(datei, tmp_path / "gefaelscht.xlsx", aendern)), peine.lauf(stand.monat).daten
    ).unterschiede
    assert (einer.zahl.source.zelle, einer.differenz) == (ganz[2].coordinate, 8_000_000)


def test_sums_are_formulas_that_add_what_stands_above(auszug):
    datei = auszug.berichte[0]
    blatt, werte = (openpyxl.load_workbook(datei, data_only=nur)["Produktbericht"] for nur in (False, True))
    orte = {row[1].value: row[2] for row in blatt.iter_rows(min_row=6) if row[1].value}
    ganz = orte["Gesamthaushalt, gezeigt und nicht gezeigt:"]
    teile = [orte["Summe hier gezeigt:"].coordinate, orte["hier nicht gezeigt:"].coordinate]
    assert ganz.value == f"={'+'.join(teile)}"
    assert werte[ganz.coordinate].value == -88_488_900
    assert all(bereich.max_row < 5 for bereich in blatt.merged_cells.ranges)  # or nobody could sort


def test_libreoffice_computes_what_is_cached_and_the_file_is_sound(auszug, recalculated, audit):
    (datei,) = auszug.berichte
    assert audit(datei) == []
    assert [text for file, neu in recalculated([datei]) for text in differences(file, neu)] == []


def test_only_sheets_of_what_the_committee_sees(auszug):
    stand = auszug.berichte[0].name.split()[1]
    alle = files(auszug.ziel)
    assert {f"Prüfprotokoll {stand}.xlsx", f"ausschuesse/GAS/Produktbericht {stand} GAS.xlsx"} <= alle
    assert len(alle) == 2 + 47
    assert all(name.startswith("ausschuesse/GAS/einzeln/") for name in alle if re.search(r"/\d", name))
    assert "ausschuesse/GAS/einzeln/3 Dezernat III.xlsx" not in alle
    assert (auszug.gesamt, len(auszug.blaetter)) == (None, 47)


def test_the_findings_are_those_of_the_whole_report(auszug, jahresende, halbjahr):
    ganz = jahresende if "2023-12" in auszug.berichte[0].name else halbjahr
    assert auszug.befunde == ganz.befunde


# which committees, which sheets


def test_each_committee_gets_a_folder(tmp_path, write):
    mappe = write(line("A/B", "33"), line("a:b", "35; 3114"), line("CON", "alle"))
    ergebnis = bericht(mappe, ENDE, tmp_path / "ziel", Auswahl(je_ausschuss=True))
    assert [datei.relative_to(ergebnis.ziel).as_posix() for datei in ergebnis.berichte] == [
        "ausschuesse/A B/Produktbericht 2023-12 A B.xlsx",
        "ausschuesse/a b (2)/Produktbericht 2023-12 a b (2).xlsx",
        "ausschuesse/_CON/Produktbericht 2023-12 _CON.xlsx",
    ]
    einzeln = {name for name in files(ergebnis.ziel) if name.startswith("ausschuesse/a b (2)/einzeln/")}
    assert len(einzeln) == 1 + 6 + 1
    assert "ausschuesse/a b (2)/einzeln/3114 Hilfen zur Gesundheit.xlsx" in einzeln


def test_a_committee_has_the_same_folder_alone(tmp_path, write):
    mappe = write(line("A/B", "33"), line("a:b", "35"))
    ergebnis = bericht(mappe, ENDE, tmp_path / "ziel", Auswahl(ausschuesse=("a:b",)))
    assert [datei.name for datei in ergebnis.berichte] == ["Produktbericht 2023-12 a b (2).xlsx"]


def test_only_some_sheets_of_a_committee(tmp_path, write):
    mappe = write(line("A", "33"), line("B", "alle"), line("C", "35"))
    auswahl = Auswahl(("3121", "33"), je_ausschuss=True)
    ergebnis = bericht(mappe, ENDE, tmp_path / "ziel", auswahl)
    namen = ("3121 Leistungen für Unterkunft und Heizung.xlsx", "33 Arbeit.xlsx")
    assert files(ergebnis.ziel) == {f"ausschuesse/{k}/einzeln/{name}" for k in "AB" for name in namen}
    assert (ergebnis.berichte, ergebnis.protokoll) == ((), None)


def test_mappen_are_those_of_budgets_that_the_committee_sees_as_a_whole(tmp_path, write):
    mappe = write(line("A", "33; 3114"), line("B", "3121"))
    ergebnis = bericht(mappe, ENDE, tmp_path / "ziel", Auswahl(form=Form.MAPPE, je_ausschuss=True))
    assert {name for name in files(ergebnis.ziel) if "/mappen/" in name} == {"ausschuesse/A/mappen/33 Arbeit.xlsx"}
    assert len(ergebnis.berichte) == 2


def test_what_is_kept_out_of_the_report_is_in_no_extract(tmp_path, write):
    mappe = write(line("A", "33; 35"), line("B", "alle"), verborgen=["Gesundheitsamt"])
    ergebnis = bericht(mappe, ENDE, tmp_path / "ziel", Auswahl(je_ausschuss=True))
    codes = [b.code for b in ergebnis.befunde if b.code.startswith("ausschuss.")]
    assert codes == ["ausschuss.ungezeigt", "ausschuss.fehlt", "ausschuss.fehlt"]  # 30 and 32 are at no committee
    for datei in ergebnis.berichte:
        rows = read_rows(datei)
        assert not any(str(row[0]).startswith("414") for row in rows)
        assert "35 Gesundheitsamt, 34+38+39 Übrige Budgets; in keinem Bericht" in {str(c) for row in rows for c in row}


def test_a_budget_shown_in_part_has_no_curve(tmp_path, write):
    mappe = write(line("A", "33; 3114"))
    (datei,) = bericht(mappe, ENDE, tmp_path / "ziel", Auswahl(ausschuesse=("A",))).berichte
    texte = [str(cell) for row in read_rows(datei, "Entwicklung") for cell in row if cell]
    assert "Budget „Arbeit“" in texte
    assert not any("Soziales“" in text for text in texte)
    assert any(text.endswith("Ohne Kurve, weil dieser Auszug nur einen Teil zeigt: Soziales.") for text in texte)


def test_files_of_a_committee_that_is_gone_are_named(tmp_path, write):
    ziel = tmp_path / "ziel"
    bericht(write(line("ALT", "33"), line("B", "35; 33")), ENDE, ziel, Auswahl(je_ausschuss=True))
    ergebnis = bericht(write(line("NEU", "33"), line("B", "35")), ENDE, ziel, Auswahl(je_ausschuss=True))
    alte = {str(b.source) for b in ergebnis.befunde if b.code == "ziel.alt"}
    assert "ausschuesse/ALT/Produktbericht 2023-12 ALT.xlsx" in alte
    assert "ausschuesse/B/einzeln/33 Arbeit.xlsx" in alte
    assert not any("/NEU/" in name for name in alte)


# what cannot be written


@pytest.mark.parametrize(
    ("zeilen", "auswahl", "text"),
    [
        ([], GAS, r"Die Tabelle Ausschüsse in mappe\.xlsx ist leer\. Dort für jeden Ausschuss eine Zeile eintragen"),
        (
            [line("A", "33"), line("B", "35")],
            GAS,
            r"Einen Ausschuss „GAS“ gibt es nicht\. .* mappe\.xlsx stehen: A, B\.",
        ),
        ([line("GAS", "33; 37")], GAS, r"nichts geschrieben: In einem Auszug würde etwas fehlen \(Ausschuss GAS: „37“"),
        ([line("GAS", "")], GAS, r"nichts geschrieben: .*hat kein Objekt"),
        (
            [line("GAS", "33")],
            Auswahl(("35",), ausschuesse=("gas",)),
            r"Von 35 bekommt kein gewählter Ausschuss ein Blatt",
        ),
    ],
)
def test_there_is_no_extract(tmp_path, write, zeilen, auswahl, text):
    with pytest.raises(EingabeError, match=text):
        bericht(write(*zeilen), ENDE, tmp_path / "ziel", auswahl)
    assert not (tmp_path / "ziel").exists()


def test_without_the_table_it_is_said_how_it_comes_in(tmp_path, write):
    mappe = write()
    buch = openpyxl.load_workbook(mappe)
    del buch["Ausschüsse"]
    buch.save(mappe)
    with pytest.raises(EingabeError) as fehler:
        bericht(mappe, ENDE, tmp_path / "ziel", GAS)
    assert str(fehler.value) == (
        "mappe.xlsx hat keine Tabelle Ausschüsse. Sie kommt hinein mit: xlbudget datenmappe ergaenzen "
        f'"{mappe}" --mit Ausschüsse'
    )
    assert ergaenzen(mappe, ["Ausschüsse"]).ergaenzt == ("Blatt „Ausschüsse“ mit der Tabelle Ausschüsse",)
    assert not [b for b in load(mappe, ENDE).befunde if b.code.startswith("ausschuss.")]


def test_what_is_missing_is_written_on_wish_and_who_sees_nothing_gets_nothing(tmp_path, write):
    mappe = write(line("A", "33; 37"), line("B", ""))
    with pytest.raises(BerichtGesperrtError):
        bericht(mappe, ENDE, tmp_path / "ziel", Auswahl(je_ausschuss=True))
    ergebnis = bericht(mappe, ENDE, tmp_path / "ziel", Auswahl(je_ausschuss=True), trotz_fehlern=True)
    assert [datei.name for datei in ergebnis.berichte] == ["Produktbericht 2023-12 A.xlsx"]
    assert {"ausschuss.objekt", "ausschuss.leer"} <= {b.code for b in ergebnis.befunde if b.schwere is Schwere.FEHLER}


def test_a_faulty_line_does_not_hold_up_the_others_nor_the_whole(tmp_path, write):
    mappe = write(line("A", "33; 37"), line("B", "35"))
    assert bericht(mappe, ENDE, tmp_path / "b", Auswahl(ausschuesse=("B",))).berichte
    assert bericht(mappe, ENDE, tmp_path / "alles").gesamt is not None


def test_a_stopped_run_leaves_the_former_extracts(tmp_path, write):
    mappe, ziel = write(line("A", "33"), line("B", "35")), tmp_path / "ziel"
    bericht(mappe, ENDE, ziel, Auswahl(je_ausschuss=True))
    vorher = {name: (ziel / name).read_bytes() for name in files(ziel)}

    def stop(text: str, erledigt: int, gesamt: int) -> None:
        if (text, erledigt) == ("Gesamtbericht schreiben", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bericht(write(line("A", "35"), line("C", "33")), JUNI, ziel, Auswahl(je_ausschuss=True), fortschritt=stop)
    assert {name: (ziel / name).read_bytes() for name in files(ziel)} == vorher


@pytest.mark.parametrize(
    ("sitzung", "gelesen"), [("11.02.2025", True), ("2025-02-11", False), ("31.02.2025", False), (45699, False)]
)
def test_the_date_of_the_meeting(tmp_path, write, sitzung, gelesen):
    mappe = write(("A", "", sitzung, None, "33"))
    fehler = [b for b in load(mappe, ENDE).befunde if b.code == "mappe.zelle"]
    assert (fehler == []) is gelesen
    (datei,) = bericht(mappe, ENDE, tmp_path / "ziel", Auswahl(ausschuesse=("A",))).berichte
    assert ("Sitzung am 11.02.2025" in str(read_rows(datei)[1][0])) is gelesen
