"""The page in a browser: nobody is kept out, nothing is fetched, and it works without its script."""

from __future__ import annotations

import io
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace

import pdfplumber
import pytest
from engine.browser import violations
from playwright.sync_api import Browser, expect
from writers.druck.druckbeispiel import werk
from writers.druck.test_kennzahlkapitel import kennzahlwerk
from writers.web.webbeispiel import boese, kurz, page

from xlbudget.writers.web.kontrast import MIN_LINIE, contrast

BREIT, SCHMAL = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
SEITWAERTS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def opened(browser: Browser, tmp_path):
    """Function that opens a page from a file, as from a share, and says what it asked for and what went wrong."""

    @contextmanager
    def run(druckwerk, **kontext):
        datei = tmp_path / "bericht.html"
        datei.write_text(page(druckwerk), encoding="utf-8", newline="")
        context = browser.new_context(**kontext)
        seite = context.new_page()
        seite.anfragen, seite.fehler = [], []
        seite.on("request", lambda anfrage: seite.anfragen.append(anfrage.url))
        seite.on("console", lambda meldung: seite.fehler.append(meldung.text))
        seite.on("pageerror", lambda fehler: seite.fehler.append(str(fehler)))
        seite.on("dialog", lambda dialog: seite.fehler.append(dialog.message))
        seite.goto(datei.as_uri())
        yield seite
        context.close()

    return run


@pytest.mark.parametrize("farben", ["light", "dark"])
@pytest.mark.parametrize(("monat", "fenster"), [(6, BREIT), (12, SCHMAL)])
def test_axe_finds_no_barrier(opened, monat, fenster, farben):
    with opened(kurz(monat), viewport=fenster, color_scheme=farben, bypass_csp=True) as seite:
        assert violations(seite) == []


@pytest.mark.parametrize(("fenster", "farben"), [(BREIT, "light"), (SCHMAL, "dark")])
def test_the_chapters_of_months_and_levels_are_for_everybody(opened, fenster, farben):
    with opened(kennzahlwerk(), viewport=fenster, color_scheme=farben, bypass_csp=True) as seite:
        assert violations(seite) == []
        assert seite.evaluate(SEITWAERTS) == 0
        assert seite.locator("nav a").all_inner_texts()[-3:] == ["Kennzahlen nach Monaten", "Reifegrad", "Offene Daten"]


@pytest.mark.parametrize("farben", ["light", "dark"])
def test_every_curve_can_be_told_from_its_ground(opened, farben):
    """All colours of the drawings are those of the style, which has a contrast of its own for each scheme."""
    with opened(kennzahlwerk(), color_scheme=farben) as seite:
        farben = seite.evaluate(
            """[...document.querySelectorAll('svg [stroke]:not([stroke="#d0d0d0"])')]
            .map(linie => getComputedStyle(linie).stroke)"""
        )
        grund = seite.evaluate("getComputedStyle(document.body).backgroundColor")

    def rrggbb(farbe):
        return "".join(f"{int(zahl):02x}" for zahl in re.findall(r"\d+", farbe)[:3])

    assert len(set(farben)) > 3
    assert min(contrast(rrggbb(farbe), rrggbb(grund)) for farbe in set(farben)) >= MIN_LINIE


def test_axe_finds_a_barrier(opened):
    """What the test above would say of a page that has one."""
    with opened(kurz(6), bypass_csp=True) as seite:
        seite.evaluate("document.documentElement.lang = ''; document.querySelector('[role=img]').ariaLabel = ''")
        seite.evaluate("document.querySelector('h1').style.color = '#bbb'")
        assert {regel for regel, *_ in violations(seite)} == {"html-has-lang", "role-img-alt", "color-contrast"}


@pytest.mark.parametrize("skript", [True, False], ids=["with script", "without"])
def test_nothing_is_wider_than_a_small_screen(opened, skript):
    """At 320 pixels, which is 1280 at 400 %: only tables and charts are moved sideways, in their own place."""
    with opened(werk(6), viewport=SCHMAL, java_script_enabled=skript) as seite:
        assert seite.evaluate(SEITWAERTS) == 0
        assert seite.evaluate("[...document.querySelectorAll('.breit')].some(b => b.scrollWidth > b.clientWidth)")


def test_a_name_without_a_place_to_break_is_no_wider_than_a_small_screen(opened):
    druckwerk = kurz(6)
    lang = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung" * 2
    blatt = replace(druckwerk.blaetter[0], titel=f"Produkt {lang}", ort=lang, erlaeuterung=(lang,))
    with opened(replace(druckwerk, blaetter=(blatt,), titel=lang, kommune=lang), viewport=SCHMAL) as seite:
        assert seite.evaluate(SEITWAERTS) == 0


def test_text_twice_as_large_is_all_there(opened):
    with opened(werk(12), viewport=BREIT) as seite:
        vorher = seite.locator("main").inner_text()
        seite.evaluate("document.documentElement.style.fontSize = '200%'")
        assert seite.evaluate(SEITWAERTS) == 0
        assert seite.locator("main").inner_text() == vorher


def test_a_page_zoomed_to_200_percent(opened):
    with opened(werk(12), viewport={"width": 640, "height": 450}, device_scale_factor=2) as seite:
        assert seite.evaluate(SEITWAERTS) == 0


def test_nothing_is_fetched_and_nothing_refused(opened):
    with opened(werk(6)) as seite:
        assert [adresse for adresse in seite.anfragen if not adresse.startswith("file:")] == []
        assert len(seite.anfragen) == 1, "the page itself"
        assert seite.fehler == []


def test_hostile_names_do_nothing(opened):
    with opened(boese()) as seite:
        seite.locator("#suchtext").fill("<script>")
        seite.wait_for_timeout(300)
        assert seite.fehler == []
        assert len(seite.anfragen) == 1


def test_without_script_everything_stands_there_and_no_dead_control(opened):
    with opened(werk(6), java_script_enabled=False) as seite:
        assert not seite.locator("#suche").is_visible()
        assert seite.locator("article.blatt").count() == len(werk(6).blaetter)
        for blatt in seite.locator("article.blatt").all()[::12]:
            assert blatt.is_visible()


def test_the_search_shows_what_it_finds_and_no_sum_of_what_is_hidden(opened):
    with opened(werk(6)) as seite:
        seite.locator("#suchtext").fill("hilfen zur gesundheit")
        expect(seite.locator("#treffer")).to_contain_text("von 48 Produktblättern")
        reihen = seite.locator("#finanzen ~ section tbody tr:visible")
        assert [text.split("\t")[0] for text in reihen.all_inner_texts()] == ["3114 Hilfen zur Gesundheit"]
        assert seite.locator("article.blatt:visible").count() == seite.locator(".blattliste li:visible").count() < 48
        seite.locator("#suchtext").fill("30 dezernatsleitung")
        seite.wait_for_timeout(300)
        assert any(text.startswith("Summe Budget") for text in reihen.all_inner_texts()), "a whole Budget keeps its sum"
        seite.get_by_role("button", name="Alles zeigen").click()
        seite.wait_for_timeout(100)
        assert seite.locator("article.blatt:visible").count() == 48
        assert seite.locator("#treffer").inner_text() == ""


def test_by_keyboard_alone(opened):
    """The first key leads past what comes before, and what has the focus can be seen."""
    with opened(kurz(6)) as seite:
        seite.keyboard.press("Tab")
        aktiv = seite.locator(":focus")
        assert aktiv.inner_text() == "Zum Inhalt springen"
        kasten = aktiv.bounding_box()
        assert kasten
        assert kasten["y"] >= 0
        assert seite.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        seite.keyboard.press("Enter")
        assert seite.evaluate("document.activeElement.id") == "inhalt"
        seite.locator("#suchtext").focus()
        assert seite.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    with opened(kurz(6), viewport=SCHMAL) as seite:
        breite = seite.evaluate(
            "[...document.querySelectorAll('.breit')].filter(b => b.scrollWidth > b.clientWidth)"
            ".every(b => b.tabIndex === 0)"
        )
        assert breite, "what can be moved sideways can be reached"


def test_printed_every_sheet_is_one_page(opened):
    """Its chart stands beside its figures, as in the PDF."""
    with opened(werk(6)) as seite:
        pdf = seite.pdf(prefer_css_page_size=True)
    with pdfplumber.open(io.BytesIO(pdf)) as dokument:
        texte = [s.extract_text() for s in dokument.pages]
    anfang = next(n for n, text in enumerate(texte) if text.startswith(werk(6).blaetter[0].titel))
    assert len(texte) - anfang <= len(werk(6).blaetter) + 1, "the open data at the end"


def test_printed_it_cuts_nothing_off(opened):
    """No control is printed, colours are those of paper, and the last column of every table is on the page."""
    druckwerk = kurz(6)
    with opened(druckwerk, color_scheme="dark") as seite:
        seite.emulate_media(media="print")
        assert not seite.locator("#suche").is_visible()
        assert seite.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        pdf = seite.pdf(prefer_css_page_size=True)
    with pdfplumber.open(io.BytesIO(pdf)) as dokument:
        woerter = [(wort, s.width) for s in dokument.pages for wort in s.extract_words()]
    assert max(wort["x1"] - breite for wort, breite in woerter) <= 0
    gedruckt = Counter(wort["text"] for wort, _ in woerter)
    erwartet = Counter(
        zelle
        for blatt in druckwerk.blaetter
        for tabelle in blatt.monate
        for reihe in tabelle.reihen
        for zelle in reihe.zellen[1:]
        if "." in zelle
    )
    assert erwartet - gedruckt == Counter()
