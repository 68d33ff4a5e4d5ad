"""Templates of the workbook for a Fachdienst: the shipped one, and what a user's own may bring along."""

from __future__ import annotations

import runpy
import sys
import zipfile
from dataclasses import replace

import pytest
from openxml_audit import OpenXmlValidator
from writers.rueckmeldung_base import (
    blaetter_of,
    check_open_cells,
    check_protection,
    check_validations,
    fill,
    send,
)

from xlbudget.errors import VorlageError
from xlbudget.layout.namen import RUECKMELDUNGSNAMEN
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package

BLATT, STILE, MAPPE = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"


@pytest.fixture(scope="module")
def vorlage() -> Package:
    return Package.read(shipped("templates", "rueckmeldung.xlsx"))


def test_the_template_is_what_its_script_draws(vorlage, tmp_path, monkeypatch):
    skript = shipped("templates", "zeichnen_rueckmeldung.py")
    monkeypatch.syspath_prepend(skript.parent)
    for modul in ("zeichnen", "zeichnung"):
        monkeypatch.delitem(sys.modules, modul, raising=False)
    runpy.run_path(str(skript))["draw"](tmp_path / "neu.xlsx")
    with zipfile.ZipFile(tmp_path / "neu.xlsx") as archiv:
        assert {name: archiv.read(name) for name in archiv.namelist()} == dict(vorlage.members)


def test_the_template_is_valid_and_has_all_names(vorlage):
    file = shipped("templates", "rueckmeldung.xlsx")
    assert OpenXmlValidator().validate(str(file)).errors == []
    assert lint_workbook(file.read_bytes(), file.name) == []
    assert {name.casefold() for name in RUECKMELDUNGSNAMEN} <= vorlage.names


def changed(vorlage: Package, part: str, old: str, new: str) -> Package:
    assert old.encode() in vorlage.members[part]
    return Package(vorlage.name, {**vorlage.members, part: vorlage.members[part].replace(old.encode(), new.encode())})


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (BLATT, "</sheetData>", '</sheetData><sheetProtection password="CC1A" sheet="1" selectLockedCells="1"/>'),
        (
            BLATT,
            "<printOptions",
            '<dataValidations count="1"><dataValidation type="whole" sqref="R1:R40 A1"><formula1>1</formula1>'
            "</dataValidation></dataValidations><printOptions",
        ),
        (STILE, "</xf>", '<protection locked="0"/></xf>'),
        (MAPPE, "<bookViews", '<workbookProtection workbookPassword="CC1A" lockWindows="1"/><bookViews'),
    ],
    ids=["Blattschutz mit Kennwort", "eigene Datenprüfung", "alles entsperrt", "Mappenschutz mit Kennwort"],
)
def test_what_a_template_says_about_protection_does_not_count(juni, vorlage, tmp_path, part, old, new):
    sendung = send(tmp_path, changed(vorlage, part, old, new), juni, blaetter_of(juni, "Dezernatsleitung III"))
    check_open_cells(sendung)
    check_protection(sendung)
    check_validations(sendung)
    assert lint_workbook(sendung.mappe.data, sendung.file.name) == []
    assert [str(fehler) for fehler in OpenXmlValidator().validate(str(sendung.file)).errors] == []


def test_inputs_follow_their_names(juni, vorlage, tmp_path):
    eigene = changed(vorlage, MAPPE, "Produktblatt!$S$18:$S$27", "Produktblatt!$V$18:$V$27")
    sendung = send(tmp_path, eigene, juni, blaetter_of(juni, "Dezernatsleitung III"))
    assert {feld.zelle for feld in sendung.mappe.felder} >= {"S7", "V18", "V24"}
    check_open_cells(sendung)
    check_validations(sendung)


@pytest.mark.parametrize("name", sorted(RUECKMELDUNGSNAMEN))
def test_a_template_needs_every_name(juni, vorlage, name):
    ohne = changed(vorlage, MAPPE, f'name="{name}"', 'name="anders"')
    with pytest.raises(VorlageError, match=name):
        fill(ohne, juni, blaetter_of(juni, "Dezernatsleitung III"))


@pytest.mark.parametrize("name", ["Rückmeldung", "_XLBUDGET"])
def test_no_sheet_may_be_called_like_ours(juni, vorlage, name):
    budget, *produkte = blaetter_of(juni, "Dezernatsleitung III")
    budget = replace(budget, objekt=replace(budget.objekt, nummer="", bezeichnung=name))
    with pytest.raises(VorlageError, match=f"heißt {name}; so nennt xlbudget ein eigenes Blatt"):
        fill(vorlage, juni, (budget, *produkte))
