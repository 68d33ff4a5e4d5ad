"""The web page: what the models say, every text masked, and layouts of houses with what they may get wrong."""

from __future__ import annotations

import base64
import re
import shutil

import lxml.html
import pytest
from writers.druck.druckbeispiel import werk
from writers.web.webbeispiel import BOESE, LAYOUT, boese, kurz, page

from xlbudget.errors import AusgabeError
from xlbudget.writers.web.selbststaendig import requests_of

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)


def texts(element) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("monat", [6, 12])
def test_every_table_and_text_of_the_report_stands_there(monat):
    """Cell by cell and in order, with a heading for every column and every row."""
    ganz = werk(monat)
    baum = lxml.html.fromstring(page(ganz))
    erwartet = [
        tabelle
        for teil in (
            *(a.tabellen for a in (*ganz.blick.abschnitte, *ganz.finanzen, *ganz.kennzahlen)),
            *((*blatt.monate, *blatt.kennzahlen) for blatt in ganz.blaetter),
        )
        for tabelle in teil
    ]
    tabellen = baum.findall(".//table")
    assert len(tabellen) == len(erwartet) > 100
    for gelesen, tabelle in zip(tabellen, erwartet, strict=True):
        assert texts(gelesen.find("caption")) == tabelle.zweck
        assert [texts(th) for th in gelesen.findall("thead/tr/th[@scope='col']")] == [s.kopf for s in tabelle.spalten]
        reihen = gelesen.findall("tbody/tr")
        assert [tuple(texts(z) for z in r) for r in reihen] == [
            tuple(" ".join(z.split()) for z in r.zellen) for r in tabelle.reihen
        ]
        assert all(len(r.findall("th[@scope='row']")) == 1 for r in reihen)
    alt = [b.get("aria-label") for b in baum.findall(".//figure//div[@role='img']")]
    assert alt == [b.alt for b in (*ganz.blick.bilder, *(blatt.bild for blatt in ganz.blaetter))]
    alles = texts(baum)
    for blatt in ganz.blaetter:
        assert all(" ".join(absatz.split()) in alles for absatz in blatt.erlaeuterung)
    ziele = {a.get("id") for a in baum.findall(".//*[@id]")}
    spruenge = [a.get("href")[1:] for a in baum.findall(".//a[@href]") if a.get("href").startswith("#")]
    assert len(spruenge) > len(ganz.blaetter)
    assert set(spruenge) <= ziele


def test_hostile_texts_are_texts():
    text = page(boese())
    baum = lxml.html.fromstring(text)
    assert len(baum.findall(".//script")) == 1
    assert baum.findall(".//img") == []
    assert not [e for e in baum.iter() if isinstance(e.tag, str) and any(name.startswith("on") for name in e.attrib)]
    assert "alert(1)" not in texts(baum.find(".//script"))
    assert baum.find(".//h1").text_content() == BOESE
    assert baum.find(".//article/h3").text_content() == BOESE
    assert "{{ 7*7 }}" in baum.find(".//h1").text_content()
    assert requests_of(text) == []


def test_the_same_report_gives_the_same_bytes():
    assert page(kurz(6)) == page(kurz(6))


def test_only_the_style_and_script_of_the_page_may_act():
    text = page(kurz(12))
    (regeln,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert regeln.startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in regeln
    assert "http" not in regeln


@pytest.fixture
def layout(tmp_path):
    """Function that copies the shipped layout and changes a file of it."""

    def change(datei="bericht.html", alt="", neu=""):
        ziel = tmp_path / "web"
        shutil.copytree(LAYOUT, ziel, dirs_exist_ok=True)
        text = (ziel / datei).read_text(encoding="utf-8")
        assert alt in text
        (ziel / datei).write_text(text.replace(alt, neu, 1) if alt else text + neu, encoding="utf-8")
        return ziel

    return change


@pytest.mark.parametrize(
    ("datei", "alt", "neu", "texte"),
    [
        ("bericht.html", "{% endmacro %}", "{% endmakro %}", ["bericht.html, Zeile", "endmakro"]),
        ("bericht.html", "werk.titel", "werk.ueberschrift", ["bericht.html, Zeile", "ueberschrift"]),
        ("bericht.html", "a.stufe + 2", "a.stufe + 'x'", ["bericht.html, Zeile", "TypeError"]),
        ("bericht.html", "<body>", "<body>{{ ''.__class__.__mro__ }}", ["bericht.html, Zeile", "unsafe"]),
        ("bericht.html", "<body>", '<body>{% include "fuss.html" %}', ["die Vorlage fuss.html fehlt"]),
        ("bericht.html", "{{ kopf }}", "", ["fehlt {{ kopf }}"]),
        ("bericht.html", "<body>", '<body><img src="https://a.example/l.png" alt="">', ["von außen", "<img src=https"]),
        ("bericht.html", "{{ kopf }}", '{{ kopf }}<link rel="stylesheet" href="a.css">', ["<link href=a.css>"]),
        ("bericht.html", "<h1>", '<h1 style="color:red">', ["<h1 style=", "stil.css"]),
        ("bericht.html", "<body>", '<body><img src="{{ bild("../geheim.png") }}" alt="">', ["geheim.png"]),
        ("stil.css", "", "</style><script>", ["stil.css", "</style"]),
        ("stil.css", "", '@import url("https://a.example/f.css");', ["stil.css", "@import", "von außen laden"]),
        ("stil.css", "", "body { background: url(wappen.png) }", ["url(wappen.png)", "einbetten"]),
        ("stil.css", "", '@font-face { src: URL( "a.woff2" ) }', ["a.woff2", "Schrift"]),
    ],
)
def test_faults_of_a_layout(layout, datei, alt, neu, texte):
    ordner = layout(datei, alt, neu)
    (ordner.parent / "geheim.png").write_bytes(PNG)
    with pytest.raises(AusgabeError) as fehler:
        page(kurz(12), ordner)
    assert str(ordner) in str(fehler.value)
    for text in texte:
        assert text in str(fehler.value)


def test_what_a_layout_lacks(layout):
    ordner = layout()
    (ordner / "suche.js").unlink()
    with pytest.raises(AusgabeError, match=r"fehlt die Datei suche\.js"):
        page(kurz(12), ordner)
    (ordner / "suche.js").write_bytes("// Ä".encode("cp1252"))
    with pytest.raises(AusgabeError, match="UTF-8"):
        page(kurz(12), ordner)
    ordner = layout()
    (ordner / "bericht.html").write_bytes("<p>Ä".encode("cp1252"))
    with pytest.raises(AusgabeError, match=r"nicht in UTF-8 gespeichert: bericht\.html"):
        page(kurz(12), ordner)


def test_files_as_windows_editors_save_them(layout):
    """A mark in front and other ends of lines change nothing."""
    ordner = layout()
    for datei in ordner.iterdir():
        datei.write_bytes(b"\xef\xbb\xbf" + datei.read_bytes().replace(b"\n", b"\r\n"))
    assert page(kurz(12), ordner) == page(kurz(12))


def luminance(farbe: str) -> float:
    """Of #rrggbb, as WCAG 2.1 defines it."""
    anteile = [int(farbe[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [a / 12.92 if a <= 0.04045 else ((a + 0.055) / 1.055) ** 2.4 for a in anteile]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(farbe: str, grund: str) -> float:
    hell, dunkel = sorted((luminance(farbe), luminance(grund)), reverse=True)
    return (hell + 0.05) / (dunkel + 0.05)


def test_every_colour_can_be_told_from_its_ground():
    """Texts 4.5 to 1, lines of charts and edges of controls 3 to 1: light, dark and printed."""
    stil = (LAYOUT / "stil.css").read_text(encoding="utf-8")
    paletten = [dict(re.findall(r"--(\w+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", stil, re.S)]
    assert len(paletten) == 3
    for palette in paletten:
        for name in ("text", "leise", "akzent", "warnung", "gruen", "gelb", "rot"):
            for grund in ("grund", "flaeche"):
                assert contrast(palette[name], palette[grund]) >= 4.5, (name, grund)
        for name in ("linie", "vorjahr", "vorvorjahr", *(("fokus",) if "fokus" in palette else ())):
            assert contrast(palette[name], palette["grund"]) >= 3, name


def test_a_style_may_hold_what_it_shows(layout):
    ordner = layout("stil.css", "", 'body { background: url("data:image/png;base64,AA") } /* url(a.png) */')
    assert "data:image/png;base64,AA" in page(kurz(12), ordner)


def test_a_house_brings_its_coat_of_arms_and_colours(layout):
    ordner = layout("stil.css", "--akzent: #1f4e79", "--akzent: #5a1f79")
    (ordner / "wappen.png").write_bytes(PNG)
    text = (ordner / "bericht.html").read_text(encoding="utf-8")
    bild = '<header><img src="{{ bild("wappen.png") }}" alt="Wappen">'
    (ordner / "bericht.html").write_text(text.replace("<header>", bild), encoding="utf-8")
    seite = page(kurz(12), ordner)
    assert "--akzent: #5a1f79" in seite
    assert f'src="data:image/png;base64,{base64.b64encode(PNG).decode()}"' in seite
