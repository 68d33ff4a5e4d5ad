"""Files as tables: physical line numbers, quotation marks, ragged rows; sheets that reach far, and other formats."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import numpy as np
import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from sources.untrusted import reader_base

from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export import rohtabelle_blatt, rohtabelle_text
from xlbudget.sources.export.angaben import Einheit, Inhalt, Quellenangabe
from xlbudget.sources.export.lesen import read_export
from xlbudget.sources.export.rohtabelle import Sicht
from xlbudget.sources.export.rohtabelle_blatt import number_texts
from xlbudget.sources.export.rohtabelle_text import Textdatei
from xlbudget.sources.untrusted.leseprozess import Leseprozess

RAHMEN = Kontenrahmen(tuple(Praefix(praefix, Berichtszeile(art, name)) for praefix, art, name in NIEDERSACHSEN))
FORMATE = Path(__file__).parent / "formate"
KOPF = ["Produkt", "Sachkonto", "Betrag", "Periode"]


def lies(datei: Path, inhalt=Inhalt.BUCHUNGEN, **angabe):
    return read_export(datei, Quellenangabe(inhalt, **angabe), 2024, RAHMEN)


def rows(datei: Path, spalten: int, codec: str = "utf-8-sig") -> dict[int, list[str]]:
    tabelle = Textdatei(datei.name, datei, codec, ";", ())
    gelesen: dict[int, list[str]] = {}
    for block in tabelle.blocks(Sicht(0, spalten, range(spalten))):
        for zeile in block.tabelle.to_pylist():
            gelesen[zeile["zeile"]] = [zeile[f"c{i}"] for i in range(spalten)]
            zellen = [*block.zellen(zeile["zeile"]), *[""] * spalten][:spalten]
            assert zellen == [zelle.strip() for zelle in gelesen[zeile["zeile"]]]
    return gelesen


# text


@pytest.mark.parametrize("stueck", [7, 16, 64, 2**20])
def test_line_numbers_survive_every_cut(tmp_path, monkeypatch, stueck):
    monkeypatch.setattr(rohtabelle_text, "STUECK", stueck)
    datei = tmp_path / "b.csv"
    datei.write_bytes(b'a;b;c\r\n\r\n1;"x\r\ny";2\r\n\n3;4"5;6\r\n"7";"8;9";10\r\n11;12\r\n13;14;15')
    assert rows(datei, 3) == {
        1: ["a", "b", "c"],
        3: ["1", "x\ny", "2"],
        6: ["3", '4"5', "6"],
        7: ["7", "8;9", "10"],
        8: ["11", "12", ""],
        9: ["13", "14", "15"],
    }


ZELLE = st.text(st.sampled_from('ab1,. "ü;\n'), max_size=6)


@settings(deadline=None)
@given(
    st.lists(st.lists(ZELLE, min_size=3, max_size=3), min_size=1, max_size=20),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(5, 60),
)
def test_what_a_csv_writer_writes_is_read_cell_by_cell(tmp_path_factory, zeilen, ende, stueck):
    zeilen = [["k", *zeile] for zeile in zeilen]  # a first cell, so that no line is blank
    puffer = io.StringIO(newline="")
    csv.writer(puffer, delimiter=";", lineterminator=ende).writerows(zeilen)
    datei = tmp_path_factory.mktemp("csv") / "b.csv"
    datei.write_bytes(puffer.getvalue().encode())
    erwartet, nummer = {}, 1
    for zeile in zeilen:
        erwartet[nummer] = [zelle.strip() for zelle in zeile]
        nummer += 1 + sum(zelle.count("\n") for zelle in zeile)
    vorher, rohtabelle_text.STUECK = rohtabelle_text.STUECK, stueck
    try:
        tabelle = Textdatei("b.csv", datei, "utf-8-sig", ";", ())
        gelesen, maengel = {}, []
        for block in tabelle.blocks(Sicht(0, 4, range(4))):
            gelesen |= {z["zeile"]: [z[f"c{i}"].strip() for i in range(4)] for z in block.tabelle.to_pylist()}
            maengel += [mangel.nummer for mangel in block.maengel]
    finally:
        rohtabelle_text.STUECK = vorher
    # a cell that spans lines and holds whole lines is taken for one that swallowed them
    assert {nummer: zellen for nummer, zellen in erwartet.items() if nummer not in maengel} == gelesen
    assert all(any("\n" in zelle and ";" in zelle for zelle in erwartet[nummer]) for nummer in maengel)


def test_the_undefined_byte_of_windows_is_no_end(tmp_path):
    datei = tmp_path / "b.csv"
    datei.write_bytes(b"Kostentr\x84ger;Konto;Betrag;Periode\n1111;3321;-1,00;1\n1111;4011;1,00;B\x81\n")
    (befund,) = lies(datei).befunde
    assert (befund.code, befund.source.zeile) == ("journal.periode", 3)
    assert "„Bü“" in befund.text


@pytest.mark.parametrize(
    ("inhalt", "text"),
    [
        (b"%PDF-1.7 ...", "ist eine PDF-Datei"),
        (b"<html><table>", "ist eine Webseite oder XML"),
        (b"PK\x03\x04 kaputt", "gepacktes Archiv oder eine besch"),
        (b"Produkt;Sachkonto;Betrag;Periode\n" + b"x" * 5000 + b"\0\n", "Zeile 2: dort stehen Nullzeichen"),
        (b"", r"leer \(0 Byte\)"),
    ],
)
def test_files_of_another_kind_are_said_to_be_one(tmp_path, inhalt, text):
    datei = tmp_path / "b.csv"
    datei.write_bytes(inhalt)
    with pytest.raises(EingabeError, match=text):
        lies(datei)


def test_a_file_cut_off_in_the_middle_of_a_line(tmp_path):
    datei = tmp_path / "b.csv"
    datei.write_text("Produkt;Sachkonto;Betrag;Periode\n1111;3321;-1,00;1\n1111;4011;1,0", encoding="utf-8")
    assert [(b.schwere, b.code, b.source.zeile) for b in lies(datei).befunde] == [
        (Schwere.FEHLER, "journal.periode", 3)
    ]


# sheets


def book(ordner: Path, blaetter, **optionen) -> Path:
    datei = ordner / "b.xlsx"
    with xlsxwriter.Workbook(datei, optionen) as mappe:
        for name, zeilen in blaetter.items():
            blatt = mappe.add_worksheet(name)
            for nummer, zeile in enumerate(zeilen):
                blatt.write_row(nummer, 0, zeile)
    return datei


DATEN = [KOPF, ["1111", "3321", -1000, 1], ["1111", "4011", 500, 2]]


FERN = {"xlsx": ("A1048576", "XFD4"), "xls": ("A65536", "IV4"), "ods": ("A1048576", "XFD4")}
"""Cells of `fern` that hold something, beside a posting in row 20,000: those of xls and ods are as LibreOffice wrote them."""


@pytest.fixture
def wenig_speicher(monkeypatch):
    """A process with so little memory that no sheet can be laid out to its last cell."""
    leser = Leseprozess(400 * 2**20)
    monkeypatch.setattr(rohtabelle_blatt, "LESER", leser)
    yield
    leser.close()


@pytest.mark.parametrize("endung", FERN)
@pytest.mark.usefixtures("wenig_speicher")
def test_cells_far_away_cost_nothing_and_are_named(tmp_path, endung):
    datei = FORMATE / f"fern.{endung}"
    unten, rechts = FERN[endung]
    if endung == "xlsx":
        eins, drei = ["0111", "3321", -1000.5, 1], ["0111", "4011", 500, 2]
        datei = book(tmp_path, {"Daten": [KOPF, eins, drei, drei, drei]})
        mappe = openpyxl.load_workbook(datei)
        mappe["Daten"][unten] = mappe["Daten"][rechts] = "Notiz"
        for spalte, wert in enumerate(["0111", "4012", 7.25, 3], 1):
            mappe["Daten"].cell(20_000, spalte, wert)
        mappe.save(datei)
    export = lies(datei)
    assert {(s.sachkonto, s.monat): (s.saldo_ct, s.anzahl) for s in export.summen} == {
        ("3321", 1): (100050, 1),
        ("4011", 2): (-150000, 3),
        ("4012", 3): (-725, 1),
    }
    assert [(b.schwere, b.code, b.source.zeile) for b in export.befunde] == [
        (Schwere.HINWEIS, "export.fern", 20_000),
        (Schwere.HINWEIS, "export.fern", 4),
    ]
    assert "Nach Zeile 5 ist das Blatt leer, und ab Zeile 20000 steht wieder etwas" in export.befunde[0].text
    assert "Rechts von Spalte GR steht noch etwas, zuerst in Zeile 4" in export.befunde[1].text
    assert export.bilanz.geht_auf
    assert export.bilanz.zeilen == 6


@pytest.mark.parametrize("zelle", ["XFD1", "A1048576", "ZZ200000", "XFD1048576"])
@pytest.mark.usefixtures("wenig_speicher")
def test_a_stray_cell_costs_no_memory(tmp_path, zelle):
    datei = book(tmp_path, {"Daten": DATEN, "Notizen": [["x"]]})
    mappe = openpyxl.load_workbook(datei)
    mappe["Daten"][zelle] = mappe["Notizen"][zelle] = "x"
    mappe.save(datei)
    export = lies(datei)
    assert [summe.saldo_ct for summe in export.summen] == [100000, -50000]
    assert [befund.code for befund in export.befunde] == ["export.fern"]


def with_prefix(datei: Path) -> Path:
    """The elements of all sheets as other programs name them: `x:c` for `c`."""
    return change_sheets(datei, lambda xml: re.sub(rb"<(/?)(?!\?)", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=", 1))


def change_sheets(datei: Path, aendern) -> Path:
    alt = datei.read_bytes()
    with zipfile.ZipFile(io.BytesIO(alt)) as quelle, zipfile.ZipFile(datei, "w") as ziel:
        for name in quelle.namelist():
            ziel.writestr(name, aendern(quelle.read(name)) if "/worksheets/sheet" in name else quelle.read(name))
    return datei


@pytest.mark.parametrize("fern", [False, True])
@pytest.mark.parametrize("aendern", [None, with_prefix])
@pytest.mark.usefixtures("wenig_speicher")
def test_cells_without_a_value_are_found_wherever_they_stand(tmp_path, aendern, fern):
    datei, unten = tmp_path / "a.xlsx", 900_000 if fern else 5
    mappe = openpyxl.Workbook()
    for zeile in ["Produkt", "Sachkonto", "Ansatz 2024"], ["1111", "3321", 5], ["1111", "4011", "#N/A"]:
        mappe.active.append(zeile)
    for zeile, wert in ((4, "=1+1"), (unten, "=2+2"), (unten + 1, 7)):
        for spalte, inhalt in enumerate(["1111", "4012", wert], 1):
            mappe.active.cell(zeile, spalte, inhalt)
    if fern:
        mappe.active["XFD3"] = "x"
    mappe.save(datei)
    export = lies(aendern(datei) if aendern else datei, Inhalt.ANSAETZE)
    fehler = [(b.code, b.source.zelle) for b in export.befunde if b.schwere is Schwere.FEHLER]
    assert fehler == [("journal.betrag", f"C{zeile}") for zeile in (3, 4, unten)]
    assert [(s.sachkonto, s.saldo_ct) for s in export.summen] == [("3321", 500), ("4012", 700)]


@pytest.mark.parametrize("endung", ["xls", "ods"])
def test_error_values_of_other_formats_are_no_empty_cells(endung):
    """As LibreOffice wrote them: =1/0 and =NA() among the amounts, and an empty text."""
    export = lies(FORMATE / f"fehler.{endung}")
    assert sorted((b.source.zelle, b.text.split(";")[0]) for b in export.befunde) == [
        ("C3", "Betrag „#DIV/0!“ ist keine Zahl"),
        ("C4", "Betrag „#N/A“ ist keine Zahl"),
        ("C6", "Betrag ist leer"),
    ]
    assert [(s.sachkonto, s.saldo_ct) for s in export.summen] == [("3321", 100050), ("4012", -200)]


@pytest.mark.usefixtures("wenig_speicher")
def test_rows_that_are_only_formatted_are_nothing(tmp_path):
    """Every row down to the last has cells, as after a look was given to whole columns."""
    datei = book(tmp_path, {"Daten": DATEN})
    leer = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(4, 50_000))
    ende = b'<row r="1048576" s="0"/><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    change_sheets(datei, lambda xml: xml.replace(b"</sheetData>", leer + ende))
    export = lies(datei)
    assert [summe.saldo_ct for summe in export.summen] == [100000, -50000]
    assert [befund.source.zeile for befund in export.befunde] == [1048576]


@pytest.mark.parametrize("wie", ["crash", "hang"])
def test_a_reader_that_fails_names_the_file(tmp_path, monkeypatch, wie):
    leser = Leseprozess(sekunden=1)
    monkeypatch.setattr(rohtabelle_blatt, "LESER", leser)
    monkeypatch.setattr(rohtabelle_blatt, "read_book", getattr(reader_base, wie))
    with pytest.raises(EingabeError, match=r"^b\.xlsx .*neu als \.xlsx speichern, oder den Export als CSV"):
        lies(book(tmp_path, {"Daten": DATEN}))
    leser.close()


def test_a_formatted_empty_cell_far_away_is_nothing(tmp_path):
    datei = book(tmp_path, {"Daten": DATEN})
    mappe = openpyxl.load_workbook(datei)
    mappe["Daten"]["ZZ200000"].font = openpyxl.styles.Font(bold=True)
    mappe.save(datei)
    assert [summe.saldo_ct for summe in lies(datei).summen] == [100000, -50000]


def test_error_values_and_formulas_without_value_are_no_empty_cells(tmp_path):
    datei = tmp_path / "a.xlsx"
    mappe = openpyxl.Workbook()
    for zeile in (
        ["Produkt", "Sachkonto", "Ansatz 2024"],
        ["1111", "3321", "=1/0"],
        ["1111", "4011", "#N/A"],
        ["1111", "4012", 1],
    ):
        mappe.active.append(zeile)
    mappe.save(datei)
    befunde = lies(datei, Inhalt.ANSAETZE).befunde
    assert [befund.source.zelle for befund in befunde] == ["C2", "C3"]
    assert ["Formel ohne Wert" in befunde[0].text, "„#N/A“ ist keine Zahl" in befunde[1].text] == [True, True]


def test_several_sheets_of_one_shape_are_a_question(tmp_path):
    export = lies(book(tmp_path, {"Januar": DATEN, "Februar": DATEN}))
    (befund,) = export.befunde
    assert (befund.schwere, befund.code) == (Schwere.FEHLER, "export.blatt")
    assert "Gelesen wird das Blatt „Januar“; dieselben Überschriften haben auch „Februar“" in befund.text
    assert lies(book(tmp_path, {"Januar": DATEN, "Februar": DATEN}), blatt="februar").befunde == []


def test_a_hidden_first_sheet_is_not_taken_without_a_word(tmp_path):
    datei = book(tmp_path, {"alt": [KOPF, ["1111", "3321", -7, 1], ["1111", "4011", 7, 1]], "neu": DATEN})
    mappe = openpyxl.load_workbook(datei)
    mappe["alt"].sheet_state = "hidden"
    mappe.active = 1
    mappe.save(datei)
    export = lies(datei)
    assert export.ort.blatt == "neu"
    assert [befund.code for befund in export.befunde] == ["export.blatt"]
    mappe.remove(mappe["neu"])
    mappe.create_sheet("Deckblatt")
    mappe.save(datei)
    assert [(b.schwere, b.code) for b in lies(datei).befunde] == [(Schwere.WARNUNG, "export.blatt")]


def test_numbers_and_texts_in_one_column_keep_their_meaning(tmp_path):
    zeilen = [KOPF, ["0111", 3321, -1.234, 1], ["0111", 3321, "-1.234", "01"], [111, 4011.0, 1.5, "2024002"]]
    export = lies(book(tmp_path, {"Daten": zeilen}))
    assert {(s.produkt, s.sachkonto, s.monat): s.saldo_ct for s in export.summen} == {
        ("0111", "3321", 1): 123400,
        ("111", "4011", 2): -150,
    }
    assert [(b.code, b.source.zelle) for b in export.befunde] == [("journal.betrag", "C2")]


def test_a_protected_workbook(tmp_path):
    heil, verschluesselt = book(tmp_path, {"Daten": DATEN}), tmp_path / "geheim.xlsx"
    with heil.open("rb") as offen, verschluesselt.open("wb") as ziel:
        msoffcrypto.format.ooxml.OOXMLFile(offen).encrypt("geheim", ziel)
    for name in ("geheim.xlsx", "geheim.xls"):
        datei = verschluesselt.rename(tmp_path / name)
        verschluesselt = datei
        with pytest.raises(EingabeError, match="mit einem Kennwort geschützt"):
            lies(datei)


@pytest.mark.parametrize("endung", ["xlsx", "xls", "ods"])
def test_workbooks_of_every_kind(endung):
    export = lies(FORMATE / f"daten.{endung}")
    assert {(s.produkt, s.sachkonto, s.monat): s.saldo_ct for s in export.summen} == {
        ("0111", "3321", 1): 100050,
        ("0111", "4011", 2): -123456,
    }
    assert export.befunde == []
    assert export.ort.blatt == "Daten"


def test_parquet(tmp_path):
    datei = tmp_path / "b.parquet"
    spalten = {"Produkt": ["1111"] * 2, "Sachkonto": [3321, 4011], "Betrag": [-1000.5, 500.0], "Periode": [1, 2]}
    parquet.write_table(pa.table(spalten), datei)
    assert [(s.sachkonto, s.monat, s.saldo_ct) for s in lies(datei).summen] == [
        ("3321", 1, 100050),
        ("4011", 2, -50000),
    ]
    datei.write_bytes(b"PAR1kaputt")
    with pytest.raises(EingabeError, match="keine Parquet-Datei"):
        lies(datei)


def test_a_workbook_under_the_name_of_a_text_file(tmp_path):
    datei = book(tmp_path, {"Daten": DATEN}).rename(tmp_path / "b.csv")
    assert [summe.saldo_ct for summe in lies(datei).summen] == [100000, -50000]


def test_an_archive_is_no_workbook(tmp_path):
    datei = tmp_path / "b.csv"
    with zipfile.ZipFile(datei, "w") as archiv:
        archiv.writestr("buchungen.csv", "x")
    with pytest.raises(EingabeError, match="Das Archiv entpacken"):
        lies(datei)


@given(
    st.lists(
        st.floats() | st.integers(-(10**17), 10**17).map(float) | st.decimals(-(10**13), 10**13, places=2).map(float)
    )
)
@example([0.0, -0.0, 0.0001, 1e10, 1e16, 9999999999999998.0, 12345678901.25])
def test_numbers_of_a_sheet_read_as_python_writes_them(zahlen):
    erwartet = [str(int(z)) if z.is_integer() and abs(z) < 1e16 else repr(z) for z in zahlen]
    assert number_texts(np.array(zahlen, np.float64)).to_pylist() == erwartet


def test_another_sheet_or_the_name_of_this_one_may_say_another_unit(tmp_path):
    datei = tmp_path / "plan.xlsx"
    zeilen = [["Produkt", "Sachkonto", "Ansatz 2024"], ["1111", "3321", 1000], ["1111", "4011", 500]]
    for deckblatt, name, ort in (("Angaben in T€", "Plan", "Auf dem Blatt „Deckblatt“"), ("", "Plan T€", "Im Namen")):
        with xlsxwriter.Workbook(datei) as mappe:
            mappe.add_worksheet("Deckblatt").write(0, 0, deckblatt)
            blatt = mappe.add_worksheet(name)
            for nummer, zeile in enumerate(zeilen):
                blatt.write_row(nummer, 0, zeile)
        for einheit in (Einheit.AUTOMATISCH, Einheit.EURO):
            export = read_export(datei, Quellenangabe(Inhalt.ANSAETZE, einheit=einheit), 2024, RAHMEN)
            texte = [befund.text for befund in export.befunde]
            assert [text.startswith(ort) for text in texte] == [True] * (einheit is Einheit.AUTOMATISCH)
