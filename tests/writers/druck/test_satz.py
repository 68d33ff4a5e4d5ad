"""Layouts that a house made its own, and what they may get wrong: each a German message that names file and line."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from itertools import pairwise

import pdfplumber
import pytest
from writers.druck.druckbeispiel import LAYOUT, TAG, werk

from xlbudget.errors import AusgabeError
from xlbudget.writers.druck.satz import set_pdf
from xlbudget.writers.druck.schriftgroesse import MIN_PT, smallest_text


@pytest.fixture(scope="module")
def kurz():
    """The report with one sheet only: quick to set."""
    ganz = werk(12)
    return replace(ganz, blaetter=ganz.blaetter[-1:])


@pytest.fixture
def layout(tmp_path):
    """Function that copies the shipped layout and changes a file of it."""

    def change(datei, alt="", neu=""):
        ziel = tmp_path / "druck"
        shutil.copytree(LAYOUT, ziel)
        text = (ziel / datei).read_text(encoding="utf-8")
        assert alt in text
        (ziel / datei).write_text(text.replace(alt, neu, 1) if alt else neu + text, encoding="utf-8")
        return ziel

    return change


@pytest.mark.parametrize(
    ("datei", "alt", "neu", "texte"),
    [
        ("stil.typ", '#let papier = "a4"', "#let papier = ", ["stil.typ, Zeile", "typst meldet"]),
        ("bericht.typ", "#let d = json", "#let d = gibtsnicht", ["bericht.typ, Zeile", "gibtsnicht"]),
        ("tabelle.typ", "daten.spalten.map(_spalte)", "daten.koepfe", ["tabelle.typ, Zeile"]),
        ("stil.typ", '"Libertinus Serif"', '"Hausschrift Nord"', ["Die Schrift „hausschrift nord“", "stil.typ"]),
        ("bericht.typ", "", '#import "@preview/cetz:0.3.0": *\n', ["Zeile 1", "Paket aus dem Netz"]),
        ("bericht.typ", "alt: b.alt, ", "", ["nicht für alle lesbar", "alt text"]),
        (
            "bericht.typ",
            "heading(level: 2, b.titel)",
            "heading(level: 4, b.titel)",
            ["nicht für alle lesbar", "heading"],
        ),
        ("bericht.typ", "// Deckblatt", "Wappen \uf0b7", ["bericht.typ, Zeile", "U+F0B7"]),
        ("bericht.typ", "// Deckblatt", '#image("logo.png", alt: "Wappen")', ["bericht.typ, Zeile", "logo.png"]),
    ],
)
def test_faults_of_a_layout(kurz, layout, datei, alt, neu, texte):
    ordner = layout(datei, alt, neu)
    with pytest.raises(AusgabeError) as fehler:
        set_pdf(kurz, ordner, TAG)
    assert str(ordner) in str(fehler.value)
    for text in texte:
        assert text in str(fehler.value)
    assert "xlbudget-druck-" not in str(fehler.value), "the copy in a temporary folder is no business of the user"


def test_a_house_may_restyle_everything(kurz, layout):
    ordner = layout("stil.typ", '#let papier = "a4"', '#let papier = "a3"')
    with pdfplumber.open(io.BytesIO(set_pdf(kurz, ordner, TAG))) as dokument:
        assert round(dokument.pages[0].width) == 842


def test_a_draft_says_so_on_every_page(kurz):
    with pdfplumber.open(io.BytesIO(set_pdf(replace(kurz, entwurf=True), LAYOUT, TAG))) as dokument:
        assert all("Entwurf" in seite.extract_text() for seite in dokument.pages)
    with pdfplumber.open(io.BytesIO(set_pdf(kurz, LAYOUT, TAG))) as dokument:
        assert not any("Entwurf" in seite.extract_text() for seite in dokument.pages)


def test_months_too_wide_for_the_page_stand_in_two_tables(kurz):
    """No figure is cut off, and none becomes smaller."""
    (blatt,) = kurz.blaetter
    breit = "-123.456.789.012"
    tabellen = tuple(
        replace(t, reihen=tuple(replace(r, zellen=(r.zellen[0], *[breit] * (len(r.zellen) - 1))) for r in t.reihen))
        for t in blatt.monate
    )
    werk = replace(kurz, blaetter=(replace(blatt, monate=tabellen),))
    with pdfplumber.open(io.BytesIO(set_pdf(werk, LAYOUT, TAG))) as dokument:
        seiten = [s for s in dokument.pages if breit in s.extract_text()]
        woerter = [w for seite in seiten for w in seite.extract_words() if w["text"] == breit]
        assert len(woerter) == sum((len(r.zellen) - 1) for t in tabellen for r in t.reihen)
        assert max(w["x1"] for w in woerter) <= seiten[0].width
        raster = sorted((round(w["top"]), w["x0"], w["x1"]) for w in seiten[0].extract_words() if w["text"] == breit)
    ueber = [a for a, b in pairwise(raster) if a[0] == b[0] and a[2] > b[1] + 0.1]
    assert ueber == [], "figures run into each other"


def test_text_from_outside_is_no_typst(kurz):
    """Names and reasons are texts, whatever signs stand in them."""
    boese = '#panic("x") *fett* _kursiv_ $ @preview \\ [Klammer] <marke> = Titel "Zitat" // Rest'
    (blatt,) = kurz.blaetter
    werk = replace(kurz, blaetter=(replace(blatt, titel=f"Produkt {boese}", erlaeuterung=(boese,)),), kommune=boese)
    with pdfplumber.open(io.BytesIO(set_pdf(werk, LAYOUT, TAG))) as dokument:
        text = " ".join(dokument.pages[-1].extract_text().split())
    assert text.count('#panic("x") *fett* _kursiv_ $ @preview') >= 2


def test_several_methods_of_a_row_need_no_second_line(kurz):
    """A sheet of a Budget whose Produkte are forecast in different ways keeps to its page."""
    werk_juni = werk(6)
    blatt = werk_juni.blaetter[1]

    def mixed(tabelle):
        reihen = tuple(replace(r, zellen=(*r.zellen[:-1], "A V")) for r in tabelle.reihen)
        return replace(tabelle, reihen=reihen)

    gemischt = replace(blatt, monate=tuple(map(mixed, blatt.monate)))
    seiten = []
    for eines in (blatt, gemischt):
        with pdfplumber.open(io.BytesIO(set_pdf(replace(kurz, blaetter=(eines,)), LAYOUT, TAG))) as dokument:
            seiten.append(len(dokument.pages))
    assert seiten[0] == seiten[1]


@pytest.mark.parametrize(
    ("zeile", "rat"),
    [
        ("#let groesse = 9.5p", "Hinter einer Zahl steht „p“."),
        ("#let groesse = 9,5pt", "oft ein Komma statt eines Punktes (9.5pt)"),
        ('#let blau = rgb("#1f4e7")', "Eine Farbe besteht aus #"),
        ('#let blau = rgb("#1f4e79"', "Eine Klammer, ein $ oder ein * ist offen."),
        ('#let papier = "a4', "oft fehlt davor ein Anführungszeichen"),
        ("#let blau = linien", "„linien“ ist nirgends festgelegt"),
        ('#image("wapen.png", alt: "Wappen")', "Die Datei „wapen.png“ gibt es im Ordner des Layouts nicht."),
        ('#image("../wappen.png", alt: "Wappen")', "nur, was im Ordner des Layouts liegt"),
        ('#{ #image("a.png") }', "Das Zeichen # gehört an dieser Stelle nicht hin."),
        ('#set page(paper: "A4 quer")', 'zum Beispiel "a0", "a1", "a2".'),
        ("#text(siz: 9pt)[a]", "Die Angabe „siz“ kennt dieser Befehl nicht."),
        ("#image()", "Einem Befehl fehlt die Angabe „source“."),
        ("#text(size: 9)[a]", "Hier gehört ein Maß mit Einheit hin"),
        ('#image("stil.typ", alt: "a")', "Das Bild hat kein Format"),
        ("#while true { 1 }", "Die Stelle wiederholt sich ohne Ende."),
        ("#(1 / 0)", "wie im mitgelieferten Layout"),
    ],
)
def test_what_typst_says_is_said_in_german_with_advice(kurz, layout, zeile, rat):
    """And its own words stand behind it, without advice that is not for who uses xlbudget."""
    ordner = layout("bericht.typ", "// Deckblatt", zeile)
    with pytest.raises(AusgabeError) as fehler:
        set_pdf(kurz, ordner, TAG)
    text = str(fehler.value)
    assert "bericht.typ, Zeile " in text
    assert rat in text
    assert "(typst meldet: " in text
    assert "--root" not in text
    assert len(text) - len(str(ordner)) < 500


def test_a_file_that_is_no_utf8_is_named(kurz, layout):
    ordner = layout("stil.typ")
    (ordner / "stil.typ").write_bytes("// Größe".encode("cp1252"))
    with pytest.raises(AusgabeError, match=r"stil\.typ ist nicht in UTF-8 gespeichert"):
        set_pdf(kurz, ordner, TAG)


def test_the_smallest_text_is_found(kurz, layout):
    assert smallest_text(set_pdf(kurz, LAYOUT, TAG))[0] == MIN_PT
    ordner = layout("stil.typ", "groesse-monate = 8pt", "groesse-monate = 5.5pt")
    groesse, seite = smallest_text(set_pdf(kurz, ordner, TAG))
    assert groesse == 5.5
    with pdfplumber.open(io.BytesIO(set_pdf(kurz, ordner, TAG))) as dokument:
        kleine = [n for n, s in enumerate(dokument.pages, 1) if any(round(c["size"], 1) == 5.5 for c in s.chars)]
    assert seite == kleine[0]
