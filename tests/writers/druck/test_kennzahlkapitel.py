"""The chapters Kennzahlen nach Monaten and Reifegrad: for everybody, and what the models say."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pdfplumber
import peine
import pypdf
import pytest
from core.kennzahlen.kennzahl_base import GOLDEN, regel, reihe
from writers.druck.druckbeispiel import LAYOUT, TAG, blick, children, elements, opened, scope

from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.kennzahlen.vergleich import Vergleich
from xlbudget.core.kennzahlen.zum_stand import kennzahlen_at
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.reifegrad import Reifegradzeile, compare_reifegrade
from xlbudget.core.tendenz import Richtung
from xlbudget.core.zeit import Stand
from xlbudget.writers.druck.inhalt import build_druckwerk
from xlbudget.writers.druck.satz import set_pdf

JUNI = Stand(2023, 6)
VERGLEICH = Vergleich("Quote", Decimal(18), "Median der Landkreise", "Statistik", 2022)


def kennzahlen():
    """Integrationen with a gap in March, a stock, and the quote of both, each by sex."""
    regeln = [
        replace(regel("INT", "Summe", plan=1200), source=None),
        replace(regel("ELB", "Bestand"), source=None),
        replace(regel("Q", "Quote", "INT", "ELB", einheit="in %"), source=None),
    ]
    werte = []
    for gruppe, teil in (("", 10), ("Frauen", 4), ("Männer", 6)):
        werte += reihe("INT", "2023-01", [10 * teil, 9 * teil, None, 8 * teil, 9 * teil, 9 * teil], gruppe=gruppe)
        werte += reihe("ELB", "2023-01", [600 * teil + i for i in range(6)], gruppe=gruppe)
        werte += reihe("ELB", "2022-01", [590 * teil + i for i in range(12)], gruppe=gruppe)
    alle = [
        Kennzahl("3112", "Integrationen", "", Richtung.HOEHER, Decimal(1200), None, kuerzel="INT"),
        Kennzahl("3112", "Leistungsberechtigte", "", Richtung.HOEHER, None, None, kuerzel="ELB"),
        Kennzahl("3112", "Quote", "in %", Richtung.HOEHER, None, None, kuerzel="Q", vergleich=VERGLEICH),
    ]
    return kennzahlen_at(JUNI, alle, Kennzahlrechnung(regeln, werte))


def reifegrade():
    zeilen = (GOLDEN / "reifegrad.csv").read_text(encoding="utf-8").splitlines()[1:]
    for zeile in zeilen:
        dimension, unter, vorher, nachher, _ = zeile.split(";")
        for tag, stufe in ((date(2022, 12, 31), vorher), (date(2023, 6, 1), nachher)):
            yield Reifegradzeile(dimension, unter, tag, None if stufe == "-" else int(stufe))


@cache
def kennzahlwerk():
    """The example with both chapters, without sheets."""
    daten = replace(peine.lauf(6).daten, leistungen=(*peine.lauf(6).daten.leistungen, *kennzahlen()))
    bericht = replace(daten.produktbericht(), reifegrad=compare_reifegrade(list(reifegrade()), date(2023, 6, 30)))
    return build_druckwerk(replace(blick(6), bericht=bericht), [], [])


@pytest.fixture(scope="module")
def werk():
    return kennzahlwerk()


@pytest.fixture(scope="module")
def pdf(werk):
    return set_pdf(werk, LAYOUT, TAG)


@pytest.fixture(scope="module")
def text(pdf):
    return [" ".join(seite.extract_text().split()) for seite in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def page(text, wort):
    (seite,) = [seite for seite in text if wort in seite]
    return seite


def test_groups_side_by_side_with_their_gap_and_prognose(text):
    seite = page(text, "3112 Leistungsberechtigte")
    assert "gesamt 2023 6.005 5.905 6.005 S 6.000 6.001 6.002 6.003 6.004 6.005" in seite
    assert "Frauen 2.405 2.365 2.405 S 2.400" in seite
    assert "Frauen gegen Männer -33,3 %" in seite
    assert "S = der letzte Bestand gilt fort" in page(text, "Kennzahlen nach Monaten Leer:")


def test_a_missing_month_is_empty_and_breaks_the_curve(werk, text):
    (teil,) = [a for a in werk.monatswerte if a.titel == "3112 Integrationen"]
    assert "gesamt 2023 600 100 90 80 90 90" in page(text, "3112 Integrationen").replace("Ist Ist", "Ist")
    assert teil.bild.svg.count("<polyline") == 6
    assert "von 100 im Januar bis 90 im Juni, ohne März" in teil.bild.alt
    (zeile,) = [r.zellen for r in teil.tabelle.reihen if r.zellen[0] == "gesamt 2023"]
    assert zeile[:7] == ("gesamt 2023", "600", "", "", "100", "90", "")


def test_what_others_have_stands_there_with_its_source(text):
    assert "Vergleich: 18, Median der Landkreise 2022, Quelle: Statistik." in page(text, "3112 Quote (in %)")


def test_the_gap_of_percentages_is_in_points(werk):
    (teil,) = [a for a in werk.monatswerte if a.titel == "3112 Quote (in %)"]
    assert [r.zellen[0] for r in teil.tabelle.reihen] == [
        "gesamt 2023", "Frauen", "Männer", "Frauen − Männer in Punkten", "gesamt 2022",
    ]  # fmt: skip


def test_both_dates_of_the_reifegrad_in_words(text):
    seite = page(text, "Stufen zu zwei Stichtagen")
    assert "Ziel 2 Stufen mehr in 3 Dimensionen: nicht erreicht, 1 von 8; erstmals messbar" in seite
    assert "Zusammenarbeit Stufe 0 Stufe 2 ▲ 2 Stufen mehr" in seite
    assert "IT-Sicherheit nicht messbar Stufe 1 ▲ erstmals messbar" in seite
    assert "Dokumentation Stufe 0 Stufe 0 unverändert" in seite


def test_everybody_can_read_it(pdf, tmp_path):
    datei = tmp_path / "kennzahlen.pdf"
    datei.write_bytes(pdf)
    lauf = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", str(datei)], capture_output=True, text=True, check=False
    )
    assert "PASS (no findings)" in lauf.stdout
    with opened(pdf) as dokument:
        koepfe = [scope(children(r)[0]) for _, e in elements(dokument) if e.S == "/TBody" for r in children(e)]
        assert set(koepfe) == {"/Row"}
        bilder = [str(e.Alt) for _, e in elements(dokument) if e.S == "/Figure"]
    assert sum("nach Monaten. Die Linie gesamt 2023" in text for text in bilder) == 3


def test_nothing_is_smaller_than_eight_points(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as dokument:
        for seite in dokument.pages:
            if "nach Monaten" in (seite.extract_text() or "") or "Stufe" in (seite.extract_text() or ""):
                assert min(zeichen["size"] for zeichen in seite.chars) >= 7.99


def test_without_values_by_month_there_are_no_such_chapters():
    werk = build_druckwerk(blick(6), [], [])
    assert (werk.monatswerte, werk.monatshinweise, werk.reifegrad) == ((), (), ())
