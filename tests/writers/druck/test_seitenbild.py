"""Pages that a council would print: nothing lies over anything else or off the page, no sum begins a page."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pdfplumber
import pytest
from writers.druck.druckbeispiel import LAYOUT, TAG, pdf, werk

from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.writers.druck.druckform import Druckreihe, Druckspalte, Drucktabelle, Lage, Monatsabschnitt
from xlbudget.writers.druck.kennzahlteil import ziele
from xlbudget.writers.druck.satz import set_pdf

LANG = "Anteil der innerhalb von vierzehn Kalendertagen abschließend beschiedenen Anträge an allen Anträgen in Prozent"


@pytest.fixture(scope="module")
def leer():
    """A report without any chapter."""
    return replace(werk(6), blick=None, finanzen=(), kennzahlen=(), lesehilfe=(), monatswerte=(), blaetter=())


def pages(ganz):
    with pdfplumber.open(io.BytesIO(set_pdf(ganz, LAYOUT, TAG))) as dokument:
        yield from dokument.pages


def test_a_messgroesse_of_a_whole_sentence_leaves_room_for_the_rest(leer):
    ziel = Kennzahl("3112", "Anträge werden zügig beschieden", LANG, Richtung.HOEHER, Decimal(95), Decimal(80))
    tabelle = ziele("3112", Stand(2023, 6), Regeln(), [ziel], ["3112 Hilfe zur Pflege"])
    abschnitt = replace(werk(6).kennzahlen[0], tabellen=(tabelle,))
    *_, seite = pages(replace(leer, kennzahlen=(abschnitt,)))
    text = " ".join(seite.extract_text().split())
    assert "3112 Hilfe zur Pflege Anträge werden zügig beschieden" in text
    worte = sorted((round(w["top"]), w["x0"], w["x1"]) for w in seite.extract_words())
    assert [(a, b) for a, b in pairwise(worte) if a[0] == b[0] and a[2] > b[1] + 0.1] == []


@pytest.mark.parametrize("anzahl", [12, 19, 40])
def test_many_groups_with_long_names_break_to_the_next_page(leer, anzahl):
    """The chart below them is whole, and no page has a heading only."""
    koepfe = (Druckspalte("Gruppe", Lage.TEXT), *(Druckspalte(f"M{n}") for n in range(1, 16)))
    name = "mit einem Namen, der in der schmalen Spalte sicher mehrfach umbrochen wird"
    reihen = tuple(Druckreihe((f"Gruppe {n} {name}", *["1"] * 15)) for n in range(anzahl))
    bild = replace(werk(6).blaetter[0].bild, titel="Unterschrift des Bildes", breite=740)
    eine = Monatsabschnitt("Quote", 2, Drucktabelle("Quote", koepfe, reihen), bild)
    seiten = list(pages(replace(leer, monatswerte=(Monatsabschnitt("Soziales", 1), eine))))[1:]
    unten = [seite.height - 16 / 25.4 * 72 for seite in seiten]  # the margin of stil.typ
    for seite, rand in zip(seiten, unten, strict=True):
        worte = [w for w in seite.extract_words() if w["bottom"] > rand]
        assert " ".join(w["text"] for w in worte).startswith("Seite "), "nothing but the number in the margin"
        assert len(seite.extract_words()) > 30
    assert sum("Unterschrift des Bildes" in seite.extract_text() for seite in seiten) == 1
    assert sum(seite.extract_text().count("Gruppe ") for seite in seiten) >= anzahl


def test_no_page_begins_with_the_sum_of_a_budget():
    """A table that is short enough stands together with its heading and its sum."""
    tabellen = [a for a in werk(6).finanzen if a.tabellen and len(a.tabellen[0].reihen) < 12]
    kurz = max(tabellen, key=lambda abschnitt: len(abschnitt.tabellen[0].reihen))
    viele = tuple(replace(kurz, titel=f"Budget Nummer {n}", stufe=1) for n in range(60))
    ganz = replace(werk(6), blick=None, finanzen=viele, kennzahlen=(), lesehilfe=(), blaetter=())
    for seite in list(pages(ganz))[4:]:
        assert seite.extract_text().splitlines()[1].startswith("Budget Nummer")


def test_the_example_is_no_longer_for_that():
    with pdfplumber.open(io.BytesIO(pdf(6))) as dokument:
        assert len(dokument.pages) <= 57
