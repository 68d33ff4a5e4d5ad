"""A Datenmappe in use gets what it lacks; whatever its users made of it stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from pathlib import Path

import openpyxl
import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN
from openxml_audit import OpenXmlValidator
from writers.datenmappe.erweitert import (
    ALT,
    BEIRAETE,
    ERWEITERT,
    LEER,
    NEU,
    NEUE_EINSTELLUNGEN,
    NEUE_SPALTEN,
    PEINE,
    QUELLEN,
    cells,
    complete,
    copy_of,
    members,
    validation_at,
)

import xlbudget.sources.datenmappe.einstellungen as settings_reader
import xlbudget.sources.datenmappe.mappe as reader
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.layout.deklaration import Deklaration, Spalte
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.sources.datenmappe.tabellen import TableReader
from xlbudget.writers.datenmappe.ergaenzen import complete_datenmappe
from xlbudget.writers.datenmappe.mappe import leere_datenmappe, write_datenmappe
from xlbudget.xlsx import Package

beide = pytest.mark.parametrize("original", [PEINE, LEER], ids=["peine", "leer"])

TOUCHED = {
    "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
    "xl/worksheets/sheet2.xml", "xl/tables/table1.xml",  # Einstellungen
    "xl/worksheets/sheet9.xml", "xl/tables/table8.xml",  # Quellen
}  # fmt: skip
ADDED = {"xl/worksheets/sheet12.xml", "xl/worksheets/_rels/sheet12.xml.rels", "xl/tables/table11.xml"}


# a Datenmappe of 0.3.0

RENAMED = {"format": "vorzeichen", "Soll/Haben": "Soll/Haben", "Ansatz": "Ansätze"}  # old words that are still read


def test_a_datenmappe_of_0_3_0_reads_as_it_did():
    mappe, befunde = read_datenmappe(ALT / "peine-2023.xlsx")
    assert befunde == []
    assert_same(as_it_was(), mappe, "")


@pytest.mark.parametrize("name", ["peine-2023.xlsx", "Datenmappe 2024.xlsx"])
def test_a_datenmappe_of_0_3_0_gets_all_that_this_version_knows(tmp_path, name):
    datei = copy_of(ALT / name, tmp_path)
    alles = DATENMAPPE.auf_wunsch
    ergaenzung = complete(datei, mit=alles, deklaration=DATENMAPPE)
    assert (bool(ergaenzung.ergaenzt), ergaenzung.befunde) == (True, ())
    vorher, nachher = cells(ALT / name), cells(datei)
    assert {ort: nachher.get(ort) for ort in vorher} == vorher
    alt, neu = members(ALT / name), members(datei)
    blaetter = {ort[0] for ort in nachher.keys() - vorher.keys()} | {"Kontenzuordnung"}  # its list grew
    assert len([part for part in alt if "/sheet" in part and alt[part] != neu[part]]) <= len(blaetter)
    assert all(alt[part] == neu[part] for part in alt if part.startswith(("docProps", "xl/theme", "xl/sharedStr")))
    assert [str(fehler) for fehler in OpenXmlValidator().validate(str(datei)).errors] == []
    assert not complete(datei, mit=alles, deklaration=DATENMAPPE).ergaenzt


def test_a_grown_datenmappe_of_0_3_0_still_reads_as_it_did(tmp_path):
    datei = copy_of(ALT / "peine-2023.xlsx", tmp_path)
    complete(datei, mit=DATENMAPPE.auf_wunsch, deklaration=DATENMAPPE)
    mappe, befunde = read_datenmappe(datei)
    assert befunde == []
    assert_same(as_it_was(), mappe, "")


def as_it_was() -> dict[str, object]:
    """What 0.3.0 read from its example; a Format of the Ansätze never counted and is not read any more."""
    vorher = json.loads((ALT / "peine-2023.json").read_text(encoding="utf-8"))
    (ansatz,) = [quelle for quelle in vorher["quellen"] if quelle["inhalt"] == "Ansatz"]
    ansatz["format"] = ""
    return vorher


def assert_same(before: object, now: object, where: str) -> None:
    """What a later version reads beside it does not matter."""
    if is_dataclass(now):
        now = {field.name: getattr(now, field.name) for field in fields(now)}
    if isinstance(before, Mapping):
        for name, value in before.items():
            assert_same(value, now[RENAMED.get(name, name)], f"{where}.{name}")
    elif isinstance(before, list):
        assert isinstance(now, Sequence)
        assert len(before) == len(now), where
        for number, (value, other) in enumerate(zip(before, now, strict=True)):
            assert_same(value, other, f"{where}[{number}]")
    else:
        plain = {Enum: lambda x: x.value, Path: lambda x: x.name, Decimal: str}
        kind = next((kind for kind in plain if isinstance(now, kind)), None)
        assert RENAMED.get(str(before), before) == (plain[kind](now) if kind else now), where


def test_nothing_is_missing_in_what_this_version_draws(tmp_path):
    for data in (
        leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN),
        (ALT.parents[2] / "workbooks" / "peine-2023.xlsx").read_bytes(),
    ):
        package = Package.from_bytes("m.xlsx", data)
        ergaenzung = complete_datenmappe(package)
        assert ergaenzung.package is package
        assert (ergaenzung.ergaenzt, ergaenzung.befunde) == ((), ())


@beide
def test_what_is_missing_is_added_and_said(tmp_path, original):
    ergaenzung = complete(copy_of(original, tmp_path))
    assert ergaenzung.befunde == ()
    assert ergaenzung.ergaenzt == (
        "Blatt „Beiräte“ mit der Tabelle Beiräte",
        "Tabelle Quellen, Spalte „Inhalt“: Auswahl „Kontrolle“",
        *(f"Tabelle Quellen: Spalte „{spalte.name}“" for spalte in NEUE_SPALTEN),
        "Einstellungen: „Prüfung ab Euro“, „Strenge Prüfung“",
        "Auswahlliste Liste_Beiraete",
    )


@beide
def test_every_other_part_keeps_its_bytes(tmp_path, original):
    datei = copy_of(original, tmp_path)
    complete(datei)
    vorher, nachher = members(original), members(datei)
    assert list(nachher)[: len(vorher)] == list(vorher)
    assert nachher.keys() - vorher.keys() == ADDED
    assert {part for part in vorher if vorher[part] != nachher[part]} == TOUCHED


@beide
def test_every_cell_that_was_there_is_the_same(tmp_path, original):
    datei = copy_of(original, tmp_path)
    complete(datei)
    vorher, nachher = cells(original), cells(datei)
    assert {ort: nachher.get(ort) for ort in vorher} == vorher
    assert {blatt for blatt, _ in nachher.keys() - vorher.keys()} == {"Beiräte", "Quellen", "Einstellungen"}


@beide
def test_a_second_time_nothing_happens(tmp_path, original):
    datei = copy_of(original, tmp_path)
    complete(datei)
    package = Package.read(datei)
    ergaenzung = complete_datenmappe(package, (BEIRAETE,), ERWEITERT)
    assert ergaenzung.package is package
    assert (ergaenzung.ergaenzt, ergaenzung.befunde) == ((), ())


@beide
def test_the_result_is_valid_ooxml(tmp_path, original):
    datei = copy_of(original, tmp_path)
    complete(datei)
    assert [str(fehler) for fehler in OpenXmlValidator().validate(str(datei)).errors] == []


def test_it_reads_as_before_plus_what_is_new(tmp_path, monkeypatch):
    vorher, _ = read_datenmappe(PEINE)
    datei = copy_of(PEINE, tmp_path)
    complete(datei)
    nachher, befunde = read_datenmappe(datei)
    assert (replace(nachher, file=vorher.file), befunde) == (vorher, [])
    heute = {tabelle.name: tabelle for tabelle in DATENMAPPE.tabellen}
    quellen = replace(heute["Quellen"], spalten=(*heute["Quellen"].spalten, *NEUE_SPALTEN))
    weitere = [quellen if tabelle is QUELLEN else tabelle for tabelle in ERWEITERT.tabellen]
    alles = Deklaration((*weitere, *DATENMAPPE.auf_wunsch), ERWEITERT.einstellungen)
    monkeypatch.setattr(reader, "DATENMAPPE", alles)
    monkeypatch.setattr(settings_reader, "EINSTELLUNGSZEILEN", ERWEITERT.einstellungen)
    mit_neuem, befunde = read_datenmappe(datei)
    assert (replace(mit_neuem, file=vorher.file), befunde) == (vorher, [])
    tabellen = TableReader(datei)
    assert tabellen.read(BEIRAETE) == []
    assert [satz["Zeitraum"] for satz in tabellen.read(QUELLEN)] == [None, None, None]
    saetze = {satz.text("Einstellung"): satz for satz in tabellen.read(ERWEITERT.tabellen[0])}
    assert [saetze[zeile.name].text("Wert") for zeile in NEUE_EINSTELLUNGEN] == ["500", "nein"]


@pytest.mark.parametrize("spalte", NEUE_SPALTEN, ids=lambda spalte: spalte.name)
def test_a_new_column_is_as_in_a_new_datenmappe(tmp_path, spalte: Spalte):
    datei, neu = copy_of(PEINE, tmp_path), tmp_path / "neu.xlsx"
    complete(datei)
    neu.write_bytes(write_datenmappe({"Quellen": [{}, {}, {}], "Beiräte": []}, "Neu", deklaration=ERWEITERT))
    blatt, muster = (openpyxl.load_workbook(pfad)["Quellen"] for pfad in (datei, neu))
    buchstabe = openpyxl.utils.get_column_letter(QUELLEN.gezeichnet.index(spalte) + 1)
    hier, dort = cells(datei, ["Quellen"]), cells(neu, ["Quellen"])
    for zeile in (3, 4, 6):
        assert hier["Quellen", f"{buchstabe}{zeile}"] == dort["Quellen", f"{buchstabe}{zeile}"]
    hier_dim = next(
        d for d in blatt.column_dimensions.values() if d.min <= QUELLEN.gezeichnet.index(spalte) + 1 <= d.max
    )
    assert hier_dim.width == pytest.approx(spalte.breite + 0.71, abs=0.01)
    for zeile in (4, 6, 506):
        if spalte.hilfe or spalte.auswahl or spalte.verweis or spalte.name == "Kontrollsumme":
            assert validation_at(blatt, f"{buchstabe}{zeile}") == validation_at(muster, f"{buchstabe}{zeile}")
        assert zahlformate(blatt, f"{buchstabe}{zeile}") == zahlformate(muster, f"{buchstabe}{zeile}")
    unter = muster.column_dimensions
    stil = next(dim for dim in unter.values() if dim.min <= QUELLEN.gezeichnet.index(spalte) + 1 <= dim.max)
    assert hier_dim.number_format == stil.number_format


def zahlformate(blatt, zelle):
    return [
        (regel.formula, regel.dxf.numFmt.formatCode)
        for bereich in blatt.conditional_formatting
        if zelle in bereich.sqref
        for regel in bereich.rules
    ]


def test_a_new_setting_is_as_in_a_new_datenmappe(tmp_path):
    datei, neu = copy_of(PEINE, tmp_path), tmp_path / "neu.xlsx"
    complete(datei)
    neu.write_bytes(leere_datenmappe(2023, NIEDERSACHSEN_RAHMEN, ERWEITERT))
    blatt, muster = (openpyxl.load_workbook(pfad)["Einstellungen"] for pfad in (datei, neu))
    assert blatt.tables["Einstellungen"].ref == muster.tables["Einstellungen"].ref == f"A3:C{NEU + 1}"
    hier, dort = cells(datei, ["Einstellungen"]), cells(neu, ["Einstellungen"])
    assert hier.keys() == dort.keys()
    for zeile in (NEU, NEU + 1):
        for spalte in "ABC":
            assert hier["Einstellungen", f"{spalte}{zeile}"] == dort["Einstellungen", f"{spalte}{zeile}"]
        for spalte in "AB":
            assert validation_at(blatt, f"{spalte}{zeile}") == validation_at(muster, f"{spalte}{zeile}")
    assert zahlformate(blatt, f"B{NEU}")


def test_a_new_sheet_is_as_in_a_new_datenmappe_and_stands_in_its_group(tmp_path):
    datei, neu = copy_of(PEINE, tmp_path), tmp_path / "neu.xlsx"
    complete(datei)
    neu.write_bytes(write_datenmappe({"Beiräte": []}, "Neu", deklaration=ERWEITERT))
    mappe, muster = openpyxl.load_workbook(datei), openpyxl.load_workbook(neu)
    assert mappe.sheetnames[:6] == ["Start", "Einstellungen", "Kontenzuordnung", "Budgets", "Produkte", "Beiräte"]
    assert cells(datei, ["Beiräte"]) == cells(neu, ["Beiräte"])
    hier, dort = mappe["Beiräte"], muster["Beiräte"]
    assert hier["A2"].hyperlink.location == "'Start'!A1"
    assert (hier.freeze_panes, hier.print_title_rows) == (dort.freeze_panes, dort.print_title_rows)
    assert hier.sheet_properties.tabColor.rgb == mappe["Produkte"].sheet_properties.tabColor.rgb
    assert validation_at(hier, "B100") == validation_at(dort, "B100")


def test_libreoffice_opens_it(tmp_path, recalculated):
    datei = copy_of(PEINE, tmp_path)
    complete(datei)
    ((_, gelesen),) = recalculated([datei])
    mappe = openpyxl.load_workbook(gelesen)
    assert (mappe["Quellen"].tables["Quellen"].ref, mappe["Beiräte"].tables["Beiräte"].ref) == (
        f"A3:{openpyxl.utils.get_column_letter(len(QUELLEN.gezeichnet))}6",
        "A3:D4",
    )
    assert [zelle.value for zelle in mappe["Quellen"][3]] == [spalte.name for spalte in QUELLEN.gezeichnet]
    assert validation_at(mappe["Quellen"], "E5")["formula1"] == '"Monat,Quartal"'
    for blatt in openpyxl.load_workbook(PEINE).worksheets:
        for zelle in (zelle for zeile in blatt.iter_rows() for zelle in zeile):
            assert mappe[blatt.title][zelle.coordinate].value == (zelle.value if zelle.value != "" else None)
    assert not complete(gelesen).ergaenzt


def test_a_datenmappe_that_libreoffice_saved_is_completed_too(tmp_path, recalculated):
    ((_, gespeichert),) = recalculated([PEINE])
    vorher = cells(gespeichert)
    ergaenzung = complete(gespeichert)
    assert (len(ergaenzung.ergaenzt), ergaenzung.befunde) == (8, ())
    assert {ort: look for ort, look in cells(gespeichert).items() if ort in vorher} == vorher
    assert not complete(gespeichert).ergaenzt


# only on request


def test_tables_on_request_come_only_on_request(tmp_path):
    ergaenzung = complete(copy_of(PEINE, tmp_path), mit=())
    assert not any("Blatt" in text for text in ergaenzung.ergaenzt)
    assert "Liste_Beiraete" not in " ".join(ergaenzung.ergaenzt)


def test_the_list_of_a_column_comes_with_the_table_that_says_what_is_in_it(tmp_path):
    datei, auf_einmal = copy_of(PEINE, tmp_path), tmp_path / "auf einmal" / "m.xlsx"
    complete(datei, mit=())
    blatt = openpyxl.load_workbook(datei)["Quellen"]
    assert not [regel for regel in blatt.data_validations.dataValidation if "G5" in regel.sqref]
    assert complete(datei).ergaenzt == (
        "Blatt „Beiräte“ mit der Tabelle Beiräte",
        "Tabelle Quellen, Spalte „Gremium“: Auswahl aus Beiräte",
        "Auswahlliste Liste_Beiraete",
    )
    auf_einmal.parent.mkdir()
    auf_einmal.write_bytes(PEINE.read_bytes())
    complete(auf_einmal)
    for zeile in (4, 6, 506):
        hier, dort = (openpyxl.load_workbook(pfad)["Quellen"] for pfad in (datei, auf_einmal))
        assert validation_at(hier, f"G{zeile}") == validation_at(dort, f"G{zeile}")
    assert not complete(datei).ergaenzt


def test_a_new_datenmappe_has_the_core_and_start_tells_what_could_be_added(tmp_path):
    datei = tmp_path / "neu.xlsx"
    datei.write_bytes(leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN, ERWEITERT))
    mappe = openpyxl.load_workbook(datei)
    assert mappe.sheetnames == ["Start", *(tabelle.name for tabelle in DATENMAPPE.kern)]
    texte = {zelle.value: zelle for zeile in mappe["Start"] for zelle in zeile if zelle.value}
    assert "xlbudget datenmappe ergaenzen <datei> --mit NAME" in texte
    assert BEIRAETE.zweck in texte
    assert texte["Beiräte"].hyperlink is None
    assert texte["Produkte"].hyperlink is not None


def test_start_says_nothing_of_requests_where_there_are_none(tmp_path):
    datei = tmp_path / "neu.xlsx"
    datei.write_bytes(
        leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN, Deklaration(DATENMAPPE.kern, DATENMAPPE.einstellungen))
    )
    texte = {zelle.value for zeile in openpyxl.load_workbook(datei)["Start"] for zelle in zeile}
    assert "xlbudget datenmappe ergaenzen <datei>" in texte
    assert not any("--mit" in str(text) for text in texte)
