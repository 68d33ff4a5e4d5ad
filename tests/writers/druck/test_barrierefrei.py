"""The PDF of the example is one that everybody can read: by two checkers, and by walks of our own over every page."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise

import pikepdf
import pytest
from writers.druck.druckbeispiel import children, elements, opened, pdf, scope

MONATE = pytest.mark.parametrize("monat", [6, 12])


@pytest.fixture(scope="module")
def datei(tmp_path_factory):
    datei = tmp_path_factory.mktemp("pdf") / "bericht.pdf"
    datei.write_bytes(pdf(6))
    return datei


def test_pdfua_finds_nothing(datei):
    lauf = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", str(datei)], capture_output=True, text=True, check=False
    )
    assert "PASS (no findings)" in lauf.stdout
    assert lauf.returncode == 0


def test_outloud_finds_nothing(datei):
    """It takes a table of a single row, whose first cell is its heading, for headings that fell apart."""
    befehl = [sys.executable, "-c", "from outloud.cli import main; main()", str(datei), "--json", "-"]
    lauf = subprocess.run(befehl, capture_output=True, text=True, check=False)
    (ergebnis,) = json.loads(lauf.stdout)["results"]
    assert ergebnis["stats"]["tagged"]
    assert ergebnis["stats"]["pages"] > 50
    assert [befund for befund in ergebnis["findings"] if not _is_single_row(befund)] == []


def _is_single_row(befund):
    zahlen = [int(wort) for wort in befund["message"].split() if wort.isdecimal()]
    return befund["rule"] == "TBL-010" and zahlen[0] == zahlen[1] + 2


@MONATE
def test_it_says_what_it_is(monat):
    with opened(pdf(monat)) as dokument, dokument.open_metadata() as angaben:
        assert dokument.Root.Lang == "de-DE"
        assert dokument.Root.MarkInfo.Marked
        assert dokument.Root.ViewerPreferences.DisplayDocTitle
        assert angaben["dc:title"].startswith("Produktbericht zum Ergebnishaushalt 2023")
        assert (angaben["pdfuaid:part"], angaben["pdfaid:part"], angaben["pdfaid:conformance"]) == ("1", "2", "A")


@MONATE
def test_every_table_has_headings_of_columns_and_rows(monat):
    tabellen = 0
    with opened(pdf(monat)) as dokument:
        for _, tabelle in elements(dokument):
            if tabelle.S != "/Table":
                continue
            tabellen += 1
            kopf, rumpf = children(tabelle)
            assert (kopf.S, rumpf.S) == ("/THead", "/TBody")
            breiten = set()
            for reihe in children(kopf):
                zellen = children(reihe)
                breiten.add(len(zellen))
                assert [(z.S, scope(z)) for z in zellen] == [("/TH", "/Column")] * len(zellen)
            for reihe in children(rumpf):
                erste, *weitere = children(reihe)
                breiten.add(1 + len(weitere))
                assert (erste.S, scope(erste)) == ("/TH", "/Row")
                assert {z.S for z in weitere} == {"/TD"}
                assert not any("/Headers" in angabe for z in (erste, *weitere) for angabe in z.get("/A", []))
            assert len(breiten) == 1
    assert tabellen > 150


@MONATE
def test_headings_lead_through_it_without_a_gap(monat):
    with opened(pdf(monat)) as dokument:
        stufen = [int(str(e.S)[2:]) for _, e in elements(dokument) if str(e.S)[:2] == "/H" and str(e.S)[2:].isdecimal()]
        assert stufen[0] == 1
        assert all(danach <= vorher + 1 for vorher, danach in pairwise(stufen))
        assert len(stufen) > 100


@MONATE
def test_every_drawing_says_in_words_what_it_shows(monat):
    with opened(pdf(monat)) as dokument:
        texte = [str(e.Alt) for _, e in elements(dokument) if e.S == "/Figure"]
    assert len(texte) == 50, "one for each sheet, two at a glance"
    assert all("Die Linie 2023 " in text and "Euro im " in text for text in texte)


@MONATE
def test_nothing_is_drawn_outside_of_the_structure(monat):
    """What is neither marked content nor an artifact would be read out by chance, or not at all."""
    zeichnend = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh"}
    with opened(pdf(monat)) as dokument:
        for nummer, seite in enumerate(dokument.pages, 1):
            tiefe = 0
            for befehl in pikepdf.parse_content_stream(seite):
                wort = str(befehl.operator)
                tiefe += {"BDC": 1, "BMC": 1, "EMC": -1}.get(wort, 0)
                assert tiefe or wort not in zeichnend, f"page {nummer}: {wort}"


@MONATE
def test_all_fonts_are_embedded(monat):
    with opened(pdf(monat)) as dokument:
        schriften = [
            o for o in dokument.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert schriften
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(schrift.keys()) for schrift in schriften)


def test_the_bookmarks_are_the_report(datei):
    with opened(pdf(6)) as dokument, dokument.open_outline() as baum:
        kapitel = [eintrag.title for eintrag in baum.root]
        blaetter = [eintrag.title for eintrag in baum.root[-1].children]
    assert kapitel[-5:] == [
        "Auf einen Blick", "Finanzen", "So ist der Bericht zu lesen", "Leistungen und Ziele", "Produktblätter",
    ]  # fmt: skip
    assert len(blaetter) == 48
    assert "Produkt 3114 Hilfen zur Gesundheit" in blaetter
