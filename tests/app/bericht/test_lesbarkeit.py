"""Nothing that is printed is smaller than 8 points where LibreOffice prints it, and own templates are told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest
from druckgroesse import smallest_on_pages
from engine.libreoffice import PDF
from openpyxl.styles import Font

from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.beispiel import beispiel
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.vorlage import vorlage_pruefen
from xlbudget.app.runde.auftrag import Auftrag
from xlbudget.app.runde.versand import versand
from xlbudget.core.zeit import Stand
from xlbudget.mitgeliefert import shipped

KLEINSTE_PT = 7.95  # 8, as exactly as programs scale
JUNI = Stand(2023, 6)
VORLAGEN = ("produktblatt.xlsx", "produktblatt-modern.xlsx", "rueckmeldung.xlsx")

Druck = Callable[[Path], list[tuple[float, str]]]


@pytest.fixture(scope="module")
def ordner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with everything that a run prints, at the Stand with the longest notes."""
    ordner = tmp_path_factory.mktemp("druck")
    beispiel(ordner)
    mappe = ordner / "daten" / "peine-2023.xlsx"
    bericht(mappe, JUNI, ordner / "juni")
    bericht(mappe, JUNI, ordner / "mappe", Auswahl(nur=("35",), form=Form.MAPPE))
    versand(mappe, Auftrag(JUNI, ordner / "versand", nur=("Gesundheitsamt",)))
    (entwurf,) = (ordner / "versand").glob("*.eml")
    (anhang,) = message_from_bytes(entwurf.read_bytes(), policy=policy.default).iter_attachments()
    (ordner / "versand" / "rueckmeldung.xlsx").write_bytes(anhang.get_payload(decode=True))
    return ordner


@pytest.fixture
def druck(libreoffice, tmp_path: Path) -> Druck:
    return lambda datei: smallest_on_pages(libreoffice.convert(datei, tmp_path / "druck.pdf", to=PDF))


def too_small(seiten: list[tuple[float, str]]) -> list[tuple[int, float, str]]:
    return [(nummer, pt, text) for nummer, (pt, text) in enumerate(seiten, 1) if pt < KLEINSTE_PT]


@pytest.mark.parametrize("nummer", ["32", "3", "3114", "41405"])
def test_a_produktblatt_is_one_legible_page(ordner, druck, nummer):
    (datei,) = (ordner / "juni" / "einzeln").glob(f"{nummer} *.xlsx")
    seiten = druck(datei)
    assert len(seiten) == 1
    assert too_small(seiten) == []


def test_the_second_template_too(druck, tmp_path):
    beispiel(tmp_path)
    daten = tmp_path / "daten"
    shutil.copy(shipped("templates", "produktblatt-modern.xlsx"), daten / "modern.xlsx")
    mappe = openpyxl.load_workbook(daten / "peine-2023.xlsx")
    zeile = next(row for row in mappe["Einstellungen"].iter_rows() if row[0].value == "Vorlage")
    zeile[1].value = "modern.xlsx"
    mappe.save(daten / "peine-2023.xlsx")
    bericht(daten / "peine-2023.xlsx", JUNI, tmp_path / "ziel", Auswahl(nur=("32", "3114")))
    for datei in (tmp_path / "ziel" / "einzeln").glob("*.xlsx"):
        seiten = druck(datei)
        assert len(seiten) == 1
        assert too_small(seiten) == []


@pytest.mark.parametrize(
    "datei",
    [
        "juni/Produktbericht 2023-06.xlsx",
        "juni/Prüfprotokoll 2023-06.xlsx",
        "mappe/mappen/35 Gesundheitsamt.xlsx",
        "versand/Versandliste.xlsx",
        "versand/rueckmeldung.xlsx",
    ],
)
def test_everything_else(ordner, druck, datei):
    assert too_small(druck(ordner / datei)) == []


@pytest.mark.parametrize("vorlage", VORLAGEN)
def test_more_rows_than_usual_are_another_page_and_no_smaller_type(druck, vorlage):
    assert too_small(druck(shipped("templates", vorlage))) == []


@pytest.mark.parametrize("vorlage", VORLAGEN)
def test_nothing_is_said_about_a_shipped_template(vorlage):
    assert [b for b in vorlage_pruefen(shipped("templates", vorlage)) if b.code == "vorlage.schrift"] == []


@pytest.mark.parametrize(
    ("aenderung", "gesagt"),
    [
        ({"scale": 70}, "Schrift von 10,5 Punkt wird mit 70 % gedruckt, also mit etwa 7,3 Punkt"),
        ({"scale": 76}, None),  # 7.98
        ({"scale": 75}, "also mit etwa 7,9 Punkt"),
        ({"fitToPage": True, "paperSize": 11}, "gedruckt, geschätzt, also mit etwa"),
        ({"fitToPage": True, "fitToHeight": 0}, None),
        ({"fitToPage": True, "paperSize": 8}, None),
        ({"scale": 76, "zelle": 5}, "Schrift von 5 Punkt wird mit 76 % gedruckt, also mit etwa 3,8 Punkt"),
    ],
)
def test_a_template_of_a_house_is_told_what_is_too_small(tmp_path, aenderung, gesagt):
    mappe = openpyxl.load_workbook(shipped("templates", VORLAGEN[0]))
    blatt = mappe.active
    for name, wert in aenderung.items():
        if name == "fitToPage":
            blatt.sheet_properties.pageSetUpPr.fitToPage = wert
        elif name == "zelle":
            blatt["A1"].font = Font(sz=wert)
        else:
            setattr(blatt.page_setup, name, wert)
    mappe.save(tmp_path / "eigene.xlsx")
    texte = [str(b) for b in vorlage_pruefen(tmp_path / "eigene.xlsx") if b.code == "vorlage.schrift"]
    assert [gesagt in text for text in texte] == ([True] if gesagt else [])
