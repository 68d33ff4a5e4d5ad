"""What users did to their Datenmappe before it gets what it lacks: nothing of it is lost, overwritten or hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableFormula
from writers.datenmappe.erweitert import ERWEITERT, FRUEHER, NEU, PEINE, QUELLEN, cells, complete, copy_of, members

from xlbudget.errors import EingabeError, Schwere
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.sources.datenmappe.tabellen import TableReader
from xlbudget.writers.datenmappe.ergaenzen import complete_datenmappe
from xlbudget.xlsx import Package
from xlbudget.xlsx.package import pack

pytestmark = pytest.mark.slow

# what users do to a Datenmappe


def rename_sheets(mappe):
    mappe["Quellen"].title, mappe["Einstellungen"].title = "Unsere Exporte", "Setup"
    mappe["Start"].title = "Über's Ganze"


def move_table(mappe):
    blatt = mappe["Quellen"]
    for bereich in list(blatt.merged_cells.ranges):
        blatt.unmerge_cells(str(bereich))
    blatt.move_range("A3:D6", rows=20, cols=3)
    for regel in blatt.data_validations.dataValidation:
        for bereich in regel.sqref.ranges:
            bereich.shift(col_shift=3, row_shift=20)
    blatt.tables["Quellen"].ref = blatt.tables["Quellen"].autoFilter.ref = "D23:G26"


def own_column(mappe):
    """A column of its own right inside the table, and one that Excel computes."""
    blatt = mappe["Quellen"]
    blatt.insert_cols(2)
    blatt["B3"], blatt["B4"] = "Wer liefert", "Kasse"
    blatt["F3"] = "Länge"
    for zeile in (4, 5, 6):
        blatt[f"F{zeile}"] = f"=LEN(C{zeile})"
    alt = blatt.tables.pop("Quellen")
    neu = Table(displayName="Quellen", ref="A3:F6", id=alt.id)
    neu._initialise_columns()
    for spalte, name in zip(
        neu.tableColumns, ("Inhalt", "Wer liefert", "Datei", "Vorzeichen", "Blatt", "Länge"), strict=True
    ):
        spalte.name = name
    neu.tableColumns[5].calculatedColumnFormula = TableFormula(attr_text="LEN(C4)")
    blatt.add_table(neu)


def styled(mappe):
    blatt = mappe["Quellen"]
    for zeile in blatt["A3:D6"]:
        for zelle in zeile:
            zelle.fill, zelle.font = PatternFill("solid", "FFFFCC00"), Font(name="Arial", size=14, italic=True)
    blatt.conditional_formatting.add("A4:D6", FormulaRule(["$A4=1"], fill=PatternFill(bgColor="FFFF0000")))


def filtered(mappe):
    blatt = mappe["Quellen"]
    blatt.tables["Quellen"].autoFilter.add_filter_column(0, ["Buchungen"])
    blatt.row_dimensions[6].hidden = True


def notes_around(mappe):
    blatt = mappe["Quellen"]
    for zelle in ("A8", "A1", "J4", "F9", "D40"):
        blatt[zelle] = f"Notiz {zelle}"
    mappe["Einstellungen"][f"A{NEU + 3}"] = "Notiz unter den Einstellungen"


def own_sheets(mappe):
    mappe.create_sheet("Nebenrechnung", 0)["B2"] = "=SUM(Vorjahre!E4:E20)"
    mappe.create_sheet("Beiräte")["A1"] = "unsere Beiräte"


def no_filter(mappe):
    for name in ("Quellen", "Einstellungen"):
        mappe[name].tables[name].autoFilter = None


def totals_row(mappe):
    blatt = mappe["Quellen"]
    blatt["A7"] = "Ergebnis"
    blatt.tables["Quellen"].ref, blatt.tables["Quellen"].totalsRowCount = "A3:D7", 1


EDITS = (
    rename_sheets, move_table, own_column, styled, filtered, notes_around, own_sheets, no_filter, totals_row,
)  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_it_does_not_matter_what_users_did(tmp_path, edit):
    datei = copy_of(PEINE, tmp_path, edit)
    vorher, gelesen = cells(datei), read_datenmappe(datei)
    alt = members(datei)
    ergaenzung = complete(datei)
    assert ergaenzung.befunde == ()
    assert len(ergaenzung.ergaenzt) == 8
    nachher = cells(datei)
    assert {ort: nachher.get(ort) for ort in vorher} == vorher
    assert read_datenmappe(datei) == gelesen
    saetze = TableReader(datei)
    assert {satz["Kontrollsumme"] for satz in saetze.read(QUELLEN)} == {None}
    assert not any(befund.code == "mappe.spalte" for befund in saetze.befunde)
    neu = members(datei)
    unveraendert = [part for part in alt if "worksheets/sheet" in part and alt[part] == neu[part]]
    assert len(unveraendert) >= 9
    assert not complete(datei).ergaenzt


def without_conflict(edits: list) -> list:
    """Edits in an order in which each finds what it works on; cells of one table move only once."""
    bewegen = [edit for edit in edits if edit in (move_table, own_column, totals_row, notes_around)]
    bleiben = [edit for edit in edits if edit not in bewegen[1:]]
    return sorted(bleiben, key=lambda edit: (edit is rename_sheets, EDITS.index(edit)))


# shrinking would take minutes and say no more
@pytest.mark.slow
@settings(max_examples=8, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
@given(
    st.lists(st.sampled_from(EDITS), unique=True, max_size=6).map(without_conflict),
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 12), st.sampled_from(["Notiz", "=1+1", 4.5])), max_size=4),
    st.sampled_from(["Quellen", "Einstellungen", "Budgets"]),
)
def test_whatever_users_did_every_cell_reads_the_same(tmp_path_factory, edits, notizen, blatt):
    def edit(mappe):
        for zeile, spalte, text in notizen:
            zelle = mappe[blatt].cell(zeile, spalte)
            if not isinstance(zelle, MergedCell) and zelle.value is None:
                zelle.value = text
        for einer in edits:
            einer(mappe)

    datei = copy_of(PEINE, tmp_path_factory.mktemp("mappe"), edit)
    vorher, alt = cells(datei), members(datei)
    ergaenzung = complete(datei)
    nachher, neu = cells(datei), members(datei)
    assert {ort: nachher.get(ort) for ort in vorher} == vorher
    hinzu = {blatt for blatt, _ in nachher.keys() - vorher.keys()}
    assert hinzu <= {"Quellen", "Unsere Exporte", "Einstellungen", "Setup", "Beiräte", "Beiräte (2)"}
    erlaubt = re.compile(r".*(Content_Types|workbook|styles|sheet\d+|table\d+)\]?\.xml(\.rels)?")
    assert all(erlaubt.fullmatch(part) for part in neu if alt.get(part) != neu[part])
    blaetter = [part for part in alt if "worksheets/sheet" in part and alt[part] != neu[part]]
    assert len(blaetter) <= 2
    noch_einmal = complete(datei)
    assert (noch_einmal.ergaenzt, noch_einmal.befunde) == ((), ergaenzung.befunde)
    assert members(datei) == neu


def test_a_sheet_of_the_same_name_stays_and_the_new_one_is_called_otherwise(tmp_path):
    datei = copy_of(PEINE, tmp_path, own_sheets)
    ergaenzung = complete(datei)
    assert ergaenzung.ergaenzt[0] == "Blatt „Beiräte (2)“ mit der Tabelle Beiräte"
    mappe = openpyxl.load_workbook(datei)
    assert mappe["Beiräte"]["A1"].value == "unsere Beiräte"
    assert list(mappe["Beiräte (2)"].tables) == ["Beiräte"]
    assert mappe["Beiräte (2)"].print_title_rows == "$3:$3"


def test_the_way_back_leads_to_a_sheet_that_is_there(tmp_path):
    datei = copy_of(PEINE, tmp_path, rename_sheets)
    complete(datei)
    zelle = openpyxl.load_workbook(datei)["Beiräte"]["A2"]
    assert (zelle.value, zelle.hyperlink.location) == ("← Über's Ganze", "'Über''s Ganze'!A1")


def test_own_formulas_are_computed_anew_where_the_workbook_has_some(tmp_path):
    def remember(mappe):
        own_sheets(mappe)
        mappe.calculation.fullCalcOnLoad = False

    datei = copy_of(PEINE, tmp_path, remember)
    complete(datei)
    assert openpyxl.load_workbook(datei).calculation.fullCalcOnLoad


def macros(datei: Path) -> Path:
    """The Datenmappe as .xlsm with a VBA project, as Excel lays it out."""
    inhalt = members(datei)
    inhalt["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macros"
    haupt = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    vba = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default '
    typen = inhalt["[Content_Types].xml"].replace(haupt, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    inhalt["[Content_Types].xml"] = typen.replace(b"<Default ", vba, 1)
    rel = b'<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    ende = rel + b'Target="vbaProject.bin"/></Relationships>'
    rels = "xl/_rels/workbook.xml.rels"
    inhalt[rels] = inhalt[rels].replace(b"</Relationships>", ende)
    ziel = datei.with_suffix(".xlsm")
    ziel.write_bytes(pack(inhalt))
    return ziel


def test_macros_stay(tmp_path):
    datei = macros(copy_of(PEINE, tmp_path))
    alt = members(datei)
    assert len(complete(datei).ergaenzt) == 8
    neu = members(datei)
    assert neu["xl/vbaProject.bin"] == alt["xl/vbaProject.bin"]
    assert b"macroEnabled" in neu["[Content_Types].xml"]
    assert b"vbaProject.bin" in neu["xl/_rels/workbook.xml.rels"]


def as_excel_writes(datei: Path) -> None:
    """What Excel itself puts into the parts of a workbook with tables, and this engine never does."""
    alles = members(datei)
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    ac, xr = (
        "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac",
        "http://schemas.microsoft.com/office/spreadsheetml/2014/revision",
    )
    xr3 = "http://schemas.microsoft.com/office/spreadsheetml/2016/revision3"
    uid = "{00000000-0001-0000-0000-00000000000%d}"
    for part in [part for part in alles if "/sheet" in part and part.endswith(".xml")]:
        text = alles[part].decode()
        kopf = f' xmlns:mc="{mc}" mc:Ignorable="x14ac xr" xmlns:x14ac="{ac}" xmlns:xr="{xr}" xr:uid="{uid % 1}">'
        text = re.sub(r"(<worksheet [^>]*)>", rf"\1{kopf}", text, count=1)
        text = re.sub(r'(<row r="\d+")', r'\1 x14ac:dyDescent="0.25"', text)
        rest = text[: -len("</worksheet>")]
        x14 = (
            '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
            'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
            '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
            '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Start!$A$1:$A$2</xm:f></x14:formula1>'
            f"<xm:sqref>C4:C{NEU - 1}</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
        )
        alles[part] = (rest + (x14 if part.endswith("sheet2.xml") else "") + "</worksheet>").encode()
    for part in [part for part in alles if "/tables/" in part]:
        text = alles[part].decode()
        kopf = f' xmlns:mc="{mc}" mc:Ignorable="xr xr3" xmlns:xr="{xr}" xmlns:xr3="{xr3}" xr:uid="{uid % 2}">'
        text = re.sub(r"(<table [^>]*)>", rf"\1{kopf}", text, count=1)
        text = re.sub(r'(<tableColumn id="\d+")', rf'\1 xr3:uid="{uid % 3}"', text)
        alles[part] = text.encode()
    datei.write_bytes(pack(alles))


def test_what_only_excel_writes_stays(tmp_path):
    datei = copy_of(PEINE, tmp_path)
    as_excel_writes(datei)
    vorher = cells(datei)
    assert len(complete(datei).ergaenzt) == 8
    nachher = cells(datei)
    assert {ort: nachher.get(ort) for ort in vorher} == vorher
    alles = members(datei)
    (tabelle,) = [text.decode() for part, text in alles.items() if "/tables/" in part and b'name="Quellen"' in text]
    blatt = alles["xl/worksheets/sheet2.xml"].decode()
    assert (tabelle.count("xr3:uid="), tabelle.count("<tableColumn "), tabelle.count(' xr:uid="')) == (4, 8, 1)
    assert (blatt.count("x14ac:dyDescent"), blatt.count("<row "), blatt.count("mc:Ignorable")) == (NEU - 1, NEU + 1, 1)
    assert f"<xm:sqref>C4:C{NEU + 1}</xm:sqref>" in blatt


# what cannot be added


def note_right(mappe):
    mappe["Quellen"]["E5"] = "Notiz"


def note_further_right(mappe):
    mappe["Quellen"]["G5"] = "Notiz"


def note_below(mappe):
    mappe["Einstellungen"][f"B{NEU}"] = "Notiz"


def protected(mappe):
    mappe["Quellen"].protection.sheet = True


def name_taken(mappe):
    mappe.defined_names["Beiräte"] = DefinedName("Beiräte", attr_text="Start!$A$1")


def merged_right(mappe):
    mappe["Quellen"].merge_cells("E2:F4")


@pytest.mark.parametrize(
    ("edit", "ergaenzt", "ort", "text"),
    [
        (note_right, 4, "Quellen!E5", "Quellen: Spalten „Zeitraum“, „Kontrollsumme“, „Gremium“, „Hinweise“. Die"),
        (note_further_right, 6, "Quellen!G5", "Nicht ergänzt: Tabelle Quellen: Spalten „Gremium“, „Hinweise“. Die"),
        (merged_right, 4, "Quellen!E3", "dort liegen die verbundenen Zellen E2:F4. Den Bereich E3:E7 freimachen"),
        (protected, 4, "Quellen!A3", "Das Blatt „Quellen“ ist geschützt"),
        (note_below, 7, f"Einstellungen!B{NEU}", "„Strenge Prüfung“. Unter der Tabelle Einstellungen ist kein Platz"),
        (name_taken, 6, "", "Den Namen Beiräte gibt es in der Mappe schon"),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_named_and_the_rest_is_added(tmp_path, edit, ergaenzt, ort, text):
    datei = copy_of(PEINE, tmp_path, edit)
    vorher, gelesen = cells(datei), read_datenmappe(datei)
    ergaenzung = complete(datei)
    (befund,) = ergaenzung.befunde
    assert befund.schwere is Schwere.FEHLER
    assert text in befund.text
    assert str(befund.source) == (f"peine-2023.xlsx, {ort}" if ort else "peine-2023.xlsx")
    assert len(ergaenzung.ergaenzt) == ergaenzt
    nachher = cells(datei)
    assert {key: nachher.get(key) for key in vorher} == vorher
    assert read_datenmappe(datei) == gelesen


@pytest.mark.parametrize("ziel", ["Produkte!$B$4:$B$9", "Budgets!$B$4:$B$9"])
def test_a_name_that_leads_elsewhere_is_named(tmp_path, ziel):
    def foreign(mappe):
        name = DefinedName("Liste_Budgets", attr_text=ziel)
        mappe.defined_names["Liste_Budgets"] = name

    ergaenzung = complete(copy_of(PEINE, tmp_path, foreign))
    (befund,) = ergaenzung.befunde
    assert befund.schwere is Schwere.WARNUNG
    assert "Der Name Liste_Budgets führt nicht in die Tabelle Budgets" in befund.text
    assert str(befund.source) == f"peine-2023.xlsx, {ziel.partition('!')[0]}!B4"


def test_a_name_that_leads_nowhere_is_mended(tmp_path):
    def broken(mappe):
        mappe.defined_names["Liste_Budgets"].attr_text = "#REF!"

    datei = copy_of(PEINE, tmp_path, broken)
    assert "Auswahlliste Liste_Budgets" in complete(datei).ergaenzt
    assert openpyxl.load_workbook(datei).defined_names["Liste_Budgets"].attr_text == "Budgets[Budget]"


# what only looks missing


def rename_column(mappe, neu="Dateien"):
    mappe["Quellen"]["B3"] = neu
    mappe["Quellen"].tables["Quellen"].tableColumns[1].name = neu


def rename_setting(mappe):
    mappe["Einstellungen"]["A6"] = "Tendenz ab EUR"


def rename_table(mappe):
    tabelle = mappe["Produkte"].tables.pop("Produkte")
    tabelle.displayName = tabelle.name = "Tabelle1"
    mappe["Produkte"].add_table(tabelle)
    mappe.defined_names["Liste_Produkte"].attr_text = "Tabelle1[Produkt]"


def to_range(mappe):
    del mappe["Produkte"].tables["Produkte"]
    mappe.defined_names["Liste_Produkte"].attr_text = "Produkte!$A$4:$A$46"


@pytest.mark.parametrize(
    ("edit", "ort", "text"),
    [
        (rename_column, "Quellen!B3", "fehlt die Spalte „Datei“; vermutlich heißt sie jetzt „Dateien“. Dann zurück"),
        (rename_setting, "Einstellungen!A6", "„Tendenz ab Euro“ fehlt; vermutlich heißt sie jetzt „Tendenz ab EUR“"),
        (rename_table, "Produkte!A3", "vermutlich heißt sie jetzt Tabelle1. Dann unter Tabellenentwurf den"),
        (to_range, "Produkte!A3", "vermutlich stehen ihre Daten auf dem Blatt „Produkte“ nicht mehr in einer Tabelle"),
    ],
)  # fmt: skip
def test_what_was_renamed_is_not_hidden_by_an_empty_copy(tmp_path, edit, ort, text):
    datei = copy_of(PEINE, tmp_path, edit)
    ergaenzung = complete(datei)
    (befund,) = ergaenzung.befunde
    assert text in befund.text
    assert str(befund.source) == f"peine-2023.xlsx, {ort}"
    assert not any("Produkte" in text or "„Datei“" in text or "„Tendenz" in text for text in ergaenzung.ergaenzt)


def test_a_table_with_the_headings_of_another_one_is_not_taken_for_it(tmp_path):
    zweite = replace(ERWEITERT.find("Prognosen"), name="Planungen", entbehrlich=True, auf_wunsch=True)
    deklaration = replace(ERWEITERT, tabellen=(*ERWEITERT.tabellen, zweite))
    ergaenzung = complete(copy_of(PEINE, tmp_path), mit=(zweite,), deklaration=deklaration)
    assert ergaenzung.befunde == ()
    assert "Blatt „Planungen“ mit der Tabelle Planungen" in ergaenzung.ergaenzt


def test_a_heading_or_two_are_no_lost_table(tmp_path):
    datei = copy_of(PEINE, tmp_path, lambda mappe: mappe["Start"].__setitem__("F1", "Frist"))
    ergaenzung = complete(datei, mit=(ERWEITERT.find("Fristen"),))
    assert (ergaenzung.ergaenzt[0], ergaenzung.befunde) == ("Blatt „Fristen“ mit der Tabelle Fristen", ())


def test_a_column_that_is_really_gone_comes_back(tmp_path):
    datei = copy_of(PEINE, tmp_path, lambda mappe: rename_column(mappe, "xyz"))
    assert "Tabelle Quellen: Spalte „Datei“" in complete(datei).ergaenzt
    _, befunde = read_datenmappe(datei)
    assert [befund.code for befund in befunde] == ["mappe.zelle"] * 3


def test_a_table_of_the_core_that_is_really_gone_comes_back_empty(tmp_path):
    datei = copy_of(PEINE, tmp_path, lambda mappe: mappe.remove(mappe["Verteiler"]))
    ergaenzung = complete(datei, mit=(), deklaration=FRUEHER)
    assert ergaenzung.ergaenzt == ("Blatt „Verteiler“ mit der Tabelle Verteiler",)
    mappe = openpyxl.load_workbook(datei)
    assert mappe.sheetnames == openpyxl.load_workbook(PEINE).sheetnames
    gelesen, _ = read_datenmappe(datei)
    assert gelesen.verteiler == ()


def test_mailtexte_come_with_what_counted_without_them(tmp_path):
    datei = copy_of(PEINE, tmp_path, lambda mappe: mappe.remove(mappe["Mailtexte"]))
    vorher, _ = read_datenmappe(datei)
    complete(datei, mit=(), deklaration=DATENMAPPE)
    nachher, _ = read_datenmappe(datei)
    assert [(t.betreff, t.text) for t in nachher.mailtexte.values()] == [
        (t.betreff, t.text) for t in vorher.mailtexte.values()
    ]


def test_settings_typed_right_below_the_table_are_there(tmp_path):
    def typed(mappe):
        mappe["Einstellungen"][f"A{NEU}"], mappe["Einstellungen"][f"B{NEU}"] = "Prüfung ab Euro", 700

    ergaenzung = complete(copy_of(PEINE, tmp_path, typed))
    (befund,) = ergaenzung.befunde
    assert befund.text.startswith(
        "Nicht ergänzt: Einstellungen: „Strenge Prüfung“. Unter der Tabelle Einstellungen ist"
    )
    assert str(befund.source) == f"peine-2023.xlsx, Einstellungen!A{NEU}"


def test_required_settings_are_to_be_filled_in(tmp_path):
    datei = copy_of(PEINE, tmp_path, lambda mappe: mappe["Einstellungen"].__setitem__("A4", "Wer wir sind"))
    ergaenzung = complete(datei, mit=(), deklaration=FRUEHER)
    assert ergaenzung.ergaenzt == ("Einstellungen: „Kommune“ (bitte ausfüllen)",)
    assert openpyxl.load_workbook(datei)["Einstellungen"][f"B{NEU}"].value is None


def test_another_workbook_is_no_datenmappe(tmp_path):
    mappe = openpyxl.Workbook()
    mappe.active["A1"] = "x"
    mappe.save(tmp_path / "fremd.xlsx")
    with pytest.raises(
        EingabeError, match=r"fremd.xlsx sieht nicht wie eine Datenmappe aus: Es fehlen die Tabellen Einst"
    ):
        complete_datenmappe(Package.read(tmp_path / "fremd.xlsx"))
