"""The shipped templates: what their scripts draw, with every name, and whole after filling."""

from __future__ import annotations

import re
import runpy
import sys
import zipfile
from pathlib import Path

import openpyxl
import peine
import pytest
from conftest import differences
from lxml import etree
from openxml_audit import OpenXmlValidator

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.cellplan import CellPlan, cell
from xlbudget.core.tendenz import Abweichungssinn
from xlbudget.layout.namen import PB, PFLICHTNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.fill.template import Template

SKRIPTE = {"produktblatt.xlsx": "zeichnen.py", "produktblatt-modern.xlsx": "zeichnen_modern.py"}
MODERN = "produktblatt-modern.xlsx"
BLATT = "xl/worksheets/sheet1.xml"
GEFUELLT = {"32 Soziales", "3114 Hilfen zur Gesundheit", "3 Dezernat III", "41404 Gesundheitsförderung/- vorsorge"}


@pytest.fixture(scope="module", params=[12, 6, 5], ids=["Dezember", "Juni", "Mai"])
def lauf(request) -> Lauf:
    return peine.lauf(request.param)


def plaene(lauf: Lauf) -> list[CellPlan]:
    objekte = [objekt for objekt in lauf.daten.gliederung.berichtsobjekte() if objekt.titel in GEFUELLT]
    assert len(objekte) == len(GEFUELLT)
    return [plan_produktblatt(lauf.daten.produktblatt(objekt), lauf.mappe.kommune) for objekt in objekte]


@pytest.fixture(scope="module")
def modern(lauf, tmp_path_factory) -> list[Path]:
    """The modern template filled for four objects of the example."""
    ordner = tmp_path_factory.mktemp("modern")
    vorlage = Template.read(shipped("templates", MODERN), plaene(lauf), PFLICHTNAMEN)
    files = []
    for nummer, plan in enumerate(plaene(lauf)):
        gefuellt = vorlage.fill(plan)
        assert gefuellt.befunde == ()
        files.append(ordner / f"{nummer}.xlsx")
        files[-1].write_bytes(gefuellt.data)
    return files


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("vorlage", "skript"), SKRIPTE.items())
def test_a_template_is_what_its_script_draws(vorlage, skript, tmp_path, monkeypatch):
    file = shipped("templates", skript)
    monkeypatch.syspath_prepend(file.parent)
    for modul in ("zeichnung", "modern_teile"):
        monkeypatch.delitem(sys.modules, modul, raising=False)
    runpy.run_path(str(file))["draw"](tmp_path / vorlage)
    assert members(tmp_path / vorlage) == members(shipped("templates", vorlage))


def test_the_template_of_the_council_paper_is_what_its_script_draws(tmp_path):
    runpy.run_path(str(shipped("templates", "zeichnen_sachdarstellung.py")))["draw"](tmp_path / "neu.docx")
    gezeichnet = shipped("templates", "sachdarstellung.docx")
    assert (tmp_path / "neu.docx").read_bytes() == gezeichnet.read_bytes()
    assert OpenXmlValidator().validate(str(gezeichnet)).errors == []


@pytest.mark.parametrize("vorlage", SKRIPTE)
def test_a_template_has_every_name_that_is_filled(vorlage, lauf):
    gefuellt = {eintrag.name for plan in plaene(lauf) for eintrag in plan}
    assert set(openpyxl.load_workbook(shipped("templates", vorlage)).defined_names) == gefuellt


@pytest.mark.parametrize("vorlage", SKRIPTE)
def test_templates_are_valid(vorlage):
    assert OpenXmlValidator().validate(str(shipped("templates", vorlage))).errors == []


def test_filling_leaves_all_other_members_alone(modern):
    vorher = members(shipped("templates", MODERN))
    for file in modern:
        nachher = members(file)
        assert nachher.keys() == vorher.keys()
        assert {name for name in vorher if vorher[name] != nachher[name]} <= {BLATT, "xl/workbook.xml"}
    teile = {
        "drawings/drawing1.xml",
        "drawings/vmlDrawing1.vml",
        "comments1.xml",
        "media/image1.png",
        "charts/chart1.xml",
    }
    assert {f"xl/{teil}" for teil in teile} <= vorher.keys()
    zeichnung = vorher["xl/drawings/drawing1.xml"]
    assert zeichnung.count(b'txBox="1"') == 2
    assert b"textlink=" in zeichnung


def test_filling_leaves_everything_beside_the_cells_alone(modern):
    vorher = beside_cells(shipped("templates", MODERN))
    for merkmal in ("cols", "dataValidations", "drawing", "legacyDrawing", "hyperlinks", "ignoredErrors", "extLst"):
        assert merkmal in vorher, merkmal
    assert vorher["extLst"].count(b"</x14:sparkline>") == 22
    assert vorher["extLst"].count(b'type="dataBar"') == vorher["extLst"].count(b'type="iconSet"') == 1
    assert vorher["cols"].count(b'outlineLevel="1"') == vorher["cols"].count(b'collapsed="1"') == 4
    for file in modern:
        assert beside_cells(file) == vorher


def beside_cells(file: Path) -> dict[str, bytes]:
    """Canonical XML of everything in the sheet but its cells and their extent."""
    teile: dict[str, bytes] = {}
    for element in etree.fromstring(members(file)[BLATT]):
        name = etree.QName(element).localname
        if name not in ("sheetData", "dimension"):
            teile[name] = teile.get(name, b"") + etree.tostring(element, method="c14n")
    return teile


def test_libreoffice_computes_what_is_cached(modern, recalculated):
    assert [text for file, neu in recalculated(modern) for text in differences(file, neu)] == []


def test_filled_sheets_are_valid(modern, audit):
    for file in modern:
        assert audit(file) == []


def test_filled_sheets_are_computed(modern):
    for file in modern:
        assert b"fullCalcOnLoad" not in members(file)["xl/workbook.xml"]


def test_quarters_and_rows_add_up(modern):
    for file in modern:
        blatt = openpyxl.load_workbook(file, data_only=True)["Produktblatt"]
        for zeile in (10, 21):
            quartale = sum(blatt[f"{spalte}{zeile}"].value or 0 for spalte in "GKOS")
            assert quartale == pytest.approx(blatt[f"U{zeile}"].value)
        assert blatt["W10"].value + blatt["W21"].value == pytest.approx(blatt["L6"].value)


WORTE = re.compile("Mehrbedarf|Verbesserung")
ABWEICHUNG = {  # label, amount, words about its sign, symbol and word of the Ampel
    "produktblatt.xlsx": ("A35", "C35", "A36", "D33", "E33"),
    "rueckmeldung.xlsx": ("A35", "C35", "A36", "E33", "F33"),
    MODERN: ("L5", "L6", "L7", "X6", "U6"),
}


@pytest.mark.parametrize(("name", "zellen"), ABWEICHUNG.items())
def test_the_abweichung_either_way_round(lauf, name, zellen, tmp_path, recalculated):
    dateien: dict[Abweichungssinn, list[Path]] = {}
    for sinn in Abweichungssinn:
        plan = [
            tuple(cell(e.name, sinn.faktor) if e.name == PB.ABWEICHUNGSSINN else e for e in p) for p in plaene(lauf)
        ]
        vorlage = Template.read(shipped("templates", name), plan, PFLICHTNAMEN)
        for nummer, einer in enumerate(plan):
            datei = tmp_path / f"{sinn.name}{nummer}.xlsx"
            datei.write_bytes(vorlage.fill(einer).data)
            dateien.setdefault(sinn, []).append(datei)
    alle = [datei for je in dateien.values() for datei in je]
    assert [text for datei, neu in recalculated(alle) for text in differences(datei, neu)] == []
    for paar in zip(*dateien.values(), strict=True):
        heute, anders = ([openpyxl.load_workbook(d, data_only=True).active[z].value for z in zellen] for d in paar)
        assert (heute[0], anders[0]) == ("Abweichung (Plan − Prognose)", "Abweichung (Prognose − Plan)")
        assert heute[1] == -anders[1]
        assert WORTE.findall(heute[2]) == ["Mehrbedarf", "Verbesserung"] == WORTE.findall(anders[2])[::-1]
        assert heute[3:] == anders[3:]


def test_one_page_is_printed_and_a_second_one_where_all_rows_are_needed(modern, count_pages):
    assert {count_pages(datei) for datei in modern} == {1}
    assert count_pages(shipped("templates", MODERN)) == 2
