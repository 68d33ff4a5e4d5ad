"""One PDF for the council, from a Datenmappe to the files: whole, per committee, as a draft, in another layout."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import peine
import pypdf
import pytest

from xlbudget.app.bericht import druck as use_case
from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.druck import druck, layout_neu
from xlbudget.core.bericht import sum_dezernate
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.core.geld import format_euro
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.texte.lesen import read_text

ENDE = Stand(2023, 12)


@pytest.fixture
def datenmappe(tmp_path):
    """The example with its exports, to be changed."""
    for name in ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv", "peine-2023.xlsx"):
        shutil.copy(shipped("workbooks", name), tmp_path)
    return tmp_path / "peine-2023.xlsx"


def set_einstellung(datenmappe: Path, wert: str, einstellung: str = "Drucklayout") -> None:
    buch = openpyxl.load_workbook(datenmappe)
    zeile = next(z for z in buch["Einstellungen"].iter_rows(min_row=4) if z[0].value == einstellung)
    zeile[1].value = wert
    buch.save(datenmappe)


def text_of(datei: Path) -> str:
    seiten = pypdf.PdfReader(io.BytesIO(datei.read_bytes())).pages
    return " ".join(" ".join(seite.extract_text() for seite in seiten).split())


def test_each_committee_gets_its_own(tmp_path):
    """What it is shown and what it is not are the whole, in print too."""
    ergebnis = druck(peine.DATENMAPPE, ENDE, tmp_path, Auswahl(je_ausschuss=True))
    namen = sorted(datei.relative_to(tmp_path).as_posix() for datei in ergebnis.dateien)
    assert namen[0] == "ausschuesse/FIN/Produktbericht 2023-12 FIN.pdf"
    assert len(namen) == 2
    daten = peine.lauf(12).daten
    gesamt = format_euro(daten.produktblatt(daten.gliederung["Gesamt"]).ansatz_ct)
    for datei in ergebnis.dateien:
        text = text_of(datei)
        assert "Auszug:" in text
        assert gesamt in text
    bericht = daten.produktbericht()
    assert bericht.gesamt
    gezeigt = format_euro(sum_dezernate(bericht.gesamt, bericht.dezernate).ansatz_ct)
    (gas,) = [datei for datei in ergebnis.dateien if "GAS" in datei.name]
    assert f"Summe hier gezeigt {gezeigt}" in text_of(gas)


def test_only_some_sheets(tmp_path):
    ergebnis = druck(peine.DATENMAPPE, ENDE, tmp_path, Auswahl(nur=("3114",)), entwurf=True)
    (datei,) = ergebnis.dateien
    assert datei.name == "Produktblätter 2023-12 3114 Hilfen zur Gesundheit Entwurf.pdf"
    text = text_of(datei)
    assert "3114 Hilfen zur Gesundheit" in text
    assert "Auf einen Blick" not in text
    assert len(pypdf.PdfReader(datei).pages) == 2


def test_no_selection_replaces_another(tmp_path):
    for nur in (("3114",), ("3114", "30"), ("30",), ("Gesamt",)):
        druck(peine.DATENMAPPE, ENDE, tmp_path, Auswahl(nur=nur))
    assert sorted(datei.name for datei in tmp_path.glob("*.pdf")) == [
        "Produktblätter 2023-12 30 Dezernatsleitung III.pdf",
        "Produktblätter 2023-12 3114 Hilfen zur Gesundheit.pdf",
        "Produktblätter 2023-12 3114, 30.pdf",
        "Produktblätter 2023-12 Gesamthaushalt.pdf",
    ]


def test_a_house_brings_its_own_layout(datenmappe, tmp_path):
    ordner = layout_neu(tmp_path)
    stil = ordner / "stil.typ"
    stil.write_text(stil.read_text(encoding="utf-8").replace('papier = "a4"', 'papier = "a3"'), encoding="utf-8")
    set_einstellung(datenmappe, ordner.name)
    (datei,) = druck(datenmappe, ENDE, tmp_path / "ziel", Auswahl(nur=("3114",))).dateien
    assert round(pypdf.PdfReader(datei).pages[0].mediabox.width) == 842
    with pytest.raises(AusgabeError, match="gibt es schon"):
        layout_neu(tmp_path)


def test_a_layout_that_is_too_small_is_a_warning(datenmappe, tmp_path):
    ordner = layout_neu(tmp_path)
    set_einstellung(datenmappe, ordner.name)
    auswahl, stil = Auswahl(nur=("3114",)), ordner / "stil.typ"
    codes = [befund.code for befund in druck(datenmappe, ENDE, tmp_path / "ziel", auswahl).befunde]
    assert "drucklayout.schrift" not in codes
    stil.write_text(stil.read_text(encoding="utf-8").replace("monate = 8pt", "monate = 6.5pt"), encoding="utf-8")
    befunde = druck(datenmappe, ENDE, tmp_path / "ziel", auswahl).befunde
    (text,) = [befund.text for befund in befunde if befund.code == "drucklayout.schrift"]
    assert "auf Seite 2 steht Text mit 6,5 pt" in text


def test_the_unit_of_the_house_is_that_of_the_print(datenmappe, tmp_path):
    set_einstellung(datenmappe, "Mio. €", "Anzeige")
    (datei,) = druck(datenmappe, ENDE, tmp_path / "ziel").dateien
    bericht, text = peine.lauf(12).daten.produktbericht(), text_of(datei)
    assert bericht.gesamt
    gezeigt_ct = sum_dezernate(bericht.gesamt, bericht.dezernate).ansatz_ct
    assert "Produkt (Beträge in Mio. €)" in text
    assert f"{Geldeinheit.MILLIONEN.show(gezeigt_ct)} Mio. € (" in text
    assert "Erträge in Euro Plan" in text  # a Produktblatt says whole euros


@pytest.mark.parametrize("wert", ["gibtsnicht", "..", "peine-2023.xlsx"])
def test_a_layout_that_is_none(datenmappe, tmp_path, wert):
    set_einstellung(datenmappe, wert)
    with pytest.raises(EingabeError, match="Einstellungen!B"):
        druck(datenmappe, ENDE, tmp_path / "ziel")
    assert not (tmp_path / "ziel").exists()


def test_a_fault_leaves_the_former_pdf_whole(datenmappe, tmp_path):
    ordner = layout_neu(tmp_path)
    set_einstellung(datenmappe, ordner.name)
    auswahl, ziel = Auswahl(nur=("3114",)), tmp_path / "ziel"
    (datei,) = druck(datenmappe, ENDE, ziel, auswahl).dateien
    vorher = datei.read_bytes()
    (ordner / "bericht.typ").write_text('#import "stil.typ": *\n#let x = \n', encoding="utf-8")
    with pytest.raises(AusgabeError, match=r"bericht\.typ, Zeile 2"):
        druck(datenmappe, ENDE, ziel, auswahl)
    assert datei.read_bytes() == vorher
    assert [p.name for p in ziel.iterdir() if not p.name.startswith(".")] == [datei.name]


def test_a_smiley_does_not_keep_back_the_report(datenmappe, tmp_path):
    buch = openpyxl.load_workbook(datenmappe)
    zeile = next(z for z in buch["Produkte"].iter_rows(min_row=4) if z[0].value == "3114")
    zeile[4].value = "\uf04a Alles gut"
    buch.save(datenmappe)
    ergebnis = druck(datenmappe, ENDE, tmp_path, Auswahl(nur=("3114",)))
    (befund,) = [befund for befund in ergebnis.befunde if befund.code == "druck.zeichen"]
    assert "U+F04A" in befund.text
    assert "Alles gut“" in befund.text
    assert "□ Alles gut" in pypdf.PdfReader(ergebnis.dateien[0]).pages[-1].extract_text()


def test_an_interrupted_run_leaves_the_former_pdfs(tmp_path, monkeypatch):
    """The second of two committees fails: the first is not replaced either."""
    alt = tmp_path / "ausschuesse" / "FIN" / "Produktbericht 2023-12 FIN.pdf"
    alt.parent.mkdir(parents=True)
    alt.write_bytes(b"alt")
    gesetzt = []

    def fail(*_):
        if gesetzt:
            raise KeyboardInterrupt
        gesetzt.append(1)
        return b"neu"

    monkeypatch.setattr(use_case, "set_pdf", fail)
    with pytest.raises(KeyboardInterrupt):
        druck(peine.DATENMAPPE, ENDE, tmp_path, Auswahl(je_ausschuss=True))
    assert alt.read_bytes() == b"alt"


# the workbooks as another program prints them


@pytest.mark.usefixtures("libreoffice")
def test_the_workbooks_as_they_are(datenmappe, tmp_path):
    """Their pages, a bookmark for each, and no claim to be accessible."""
    (datei,) = druck(datenmappe, ENDE, tmp_path, Auswahl(nur=("3114", "Arbeit")), aus_excel=True).dateien
    leser = pypdf.PdfReader(datei)
    assert [eintrag.title for eintrag in leser.outline] == ["3114 Hilfen zur Gesundheit", "33 Arbeit"]
    assert len(leser.pages) == 2
    assert "Hilfen zur Gesundheit" in leser.pages[0].extract_text()
    assert leser.metadata.title.startswith("Produktbericht zum Ergebnishaushalt 2023")
    assert b"pdfuaid" not in datei.read_bytes()
    assert "/MarkInfo" not in leser.root_object


def test_nothing_to_print_with(datenmappe, tmp_path, monkeypatch):
    monkeypatch.setattr("xlbudget.writers.mappendruck._SOFFICE", ("gibtsnicht",))
    with pytest.raises(AusgabeError, match="LibreOffice ist nicht installiert"):
        druck(datenmappe, ENDE, tmp_path / "ziel", Auswahl(nur=("3114",)), aus_excel=True)
    assert not list((tmp_path / "ziel").glob("*.pdf"))


def test_a_program_that_prints_nothing(datenmappe, tmp_path, monkeypatch):
    monkeypatch.setattr("xlbudget.writers.mappendruck._SOFFICE", ("true",))
    with pytest.raises(AusgabeError, match=r"hat 0\.xlsx nicht gedruckt"):
        druck(datenmappe, ENDE, tmp_path / "ziel", Auswahl(nur=("3114",)), aus_excel=True)
    with pytest.raises(EingabeError, match="kein „Entwurf“"):
        druck(datenmappe, ENDE, tmp_path / "ziel", aus_excel=True, entwurf=True)


def test_the_report_itself_is_no_text_about_it(datenmappe, tmp_path):
    druck(datenmappe, ENDE, tmp_path / "ziel", Auswahl(nur=("3118",)))
    (pdf,) = (tmp_path / "ziel").glob("*.pdf")
    with pytest.raises(EingabeError, match=r"kein Text über ihn.*abgleich"):
        read_text(pdf)
