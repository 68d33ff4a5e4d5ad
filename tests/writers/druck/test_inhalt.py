"""What the PDF prints is what the models say: every figure, in reading order, and large enough to read."""

from __future__ import annotations

import io
import re

import pdfplumber
import peine
import pypdf
import pytest
from writers.druck.druckbeispiel import LAYOUT, TAG, pdf, werk

from xlbudget.core.geld import format_euro
from xlbudget.writers.druck.satz import set_pdf
from xlbudget.writers.druck.zahlen import signed


@pytest.fixture(scope="module")
def text():
    """By page, as a reader that is not ours extracts it."""
    return {
        monat: [seite.extract_text() for seite in pypdf.PdfReader(io.BytesIO(pdf(monat))).pages] for monat in (6, 12)
    }


@pytest.mark.parametrize("monat", [6, 12])
def test_the_line_of_every_produkt_stands_in_the_order_of_its_columns(text, monat):
    finanzen = " ".join(" ".join(seite.split()) for seite in text[monat])
    zeilen = [z for gruppe in peine.lauf(monat).daten.produktbericht().budgetgruppen for z in gruppe.zeilen]
    assert len(zeilen) == 43
    for zeile in zeilen:
        ist = [format_euro(zeile.ist_ct)] if monat < 12 else []
        zahlen = [format_euro(zeile.ansatz_ct), *ist, format_euro(zeile.ergebnis_ct), signed(zeile.verbesserung_ct)]
        erwartet = " ".join(zahlen)
        assert erwartet in finanzen, zeile.objekt.titel


@pytest.mark.parametrize("monat", [6, 12])
def test_the_months_of_every_sheet_are_those_of_the_model(monat):
    """Column by column, from the geometry of the page."""
    daten = peine.lauf(monat).daten
    with pdfplumber.open(io.BytesIO(pdf(monat))) as dokument:
        seiten = [text for seite in dokument.pages if "Aufwendungen in Euro" in (text := seite.extract_text())]
    geprueft = 0
    for objekt in daten.gliederung.berichtsobjekte():
        blatt = daten.produktblatt(objekt)
        (seite,) = [s for s in seiten if re.search(rf"^(?:\w+ )?{re.escape(objekt.titel)}$", s, re.MULTILINE)]
        for zeile in (*blatt.ertraege.zeilen, *blatt.aufwendungen.zeilen):
            monate = [format_euro(b or 0) for b in zeile.monate_ct[:monat]]
            ende = [] if monat == 12 else [format_euro(zeile.prognose.betrag_ct)]
            zahlen = [format_euro(zeile.ansatz_ct or 0), *monate, format_euro(zeile.ergebnis_ct or 0), *ende]
            assert f"{zeile.name} {' '.join(zahlen)}" in seite, (objekt.titel, zeile.name)
            geprueft += len(zahlen)
    assert geprueft > 48 * 9 * 8


@pytest.mark.parametrize("monat", [6, 12])
def test_no_text_is_smaller_than_eight_points(monat):
    with pdfplumber.open(io.BytesIO(pdf(monat))) as dokument:
        groessen = {round(z["size"], 1) for seite in dokument.pages for z in seite.chars if z["text"].strip()}
    assert min(groessen) >= 8


def test_the_same_report_is_the_same_file():
    assert set_pdf(werk(12), LAYOUT, TAG) == pdf(12)


def test_every_sheet_begins_a_page_and_keeps_to_it(text):
    """Sheets of the example fit; the chapter heading stands above the first."""
    blaetter = [s for s in text[12] if "Produktbudget" in s and "Aufwendungen in Euro" in s]
    assert len(blaetter) == 48
    assert len(text[12]) - 48 <= 9
