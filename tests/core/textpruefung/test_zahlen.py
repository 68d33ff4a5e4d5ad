"""Numbers as texts write them, and the rules of rounding."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.textpruefung.modelle import Figur, Urteilsart, Zahleinheit
from xlbudget.core.textpruefung.tatsachen import Wert
from xlbudget.core.textpruefung.urteilen import judge_wert, round_to
from xlbudget.core.textpruefung.zahlform import find_figuren, parse_zahl

FAELLE = re.compile(r"(?:Fälle|Fällen|Kontakte)\b")


def figures(text: str) -> list[Figur]:
    return find_figuren(text, frozenset({"3118", "314"}), FAELLE)


@pytest.mark.parametrize(
    ("text", "figur", "wert"),
    [
        ("Es waren 106.935 € mehr.", "106.935 €", 106935),
        ("Es waren 1,3 Mio. € mehr.", "1,3 Mio. €", 1300000),
        ("Es waren 90.000,- € mehr.", "90.000,- €", 90000),
        ("Es waren 7.000,-€ mehr.", "7.000,-€", 7000),
        ("Es waren 835.005,36 € mehr.", "835.005,36 €", Fraction("835005.36")),
        ("Es waren 233 T€ mehr.", "233 T€", 233000),
        ("Es waren 1.118 T Euro mehr.", "1.118 T Euro", 1118000),
        ("Es waren 50 TEUR mehr.", "50 TEUR", 50000),
        ("Es waren 50 Mio.EUR mehr.", "50 Mio.EUR", 50000000),
        ("Es waren 14,828 Mio. mehr.", "14,828 Mio.", 14828000),
        ("Es waren 200 000 Euro mehr.", "200 000 Euro", 200000),
        ("Es waren eine halbe Million mehr.", "eine halbe Million", 500000),
        ("Es waren zwei Prozent mehr.", "zwei Prozent", 2),
        ("Es waren 37,5 v. H. mehr.", "37,5 v. H.", Fraction("37.5")),
        ("Es war 1%-Punkt mehr.", "1%-Punkt", 1),
        ("Es waren € 1.238 mehr.", "€ 1.238", 1238),
        ("Es waren drei Viertel mehr.", "drei Viertel", 75),
        ("Es waren zwölf Fälle mehr.", "zwölf", 12),
    ],
)
def test_forms(text, figur, wert):
    (gefunden,) = figures(text)
    assert (gefunden.text, gefunden.wert) == (figur, wert)


@pytest.mark.parametrize(
    ("text", "werte"),
    [
        ("von 43,2 auf 68,7 Millionen Euro", [43200000, 68700000]),
        ("um 0,1 auf 4 Mio. €", [100000, 4000000]),
        ("12.000, 8.000 bzw. 5.000 €", [12000, 8000, 5000]),
    ],
)
def test_a_unit_that_comes_later(text, werte):
    assert [figur.wert for figur in figures(text)] == werte


@pytest.mark.parametrize(
    "text",
    [
        "am 12.03.2023, am 3. Mai 2023, bis 30.6.", "nach § 30 Abs. 7 SGB XII und § 6b BKGG", "Vorlage 2010/193, TOP 8, S. 14",
        "Tel. 05555 401-2345", "Entgeltgruppe 9a, E 11, A 13", "das Programm 50+", "17:30 Uhr, 8 bis 16 Uhr", "im 2. Quartal 2024",
        "12 Monate und 14 Tage", "9 Ja-Stimmen bei 2 Enthaltungen", "Sachkonto 433100", "Musterstraße 12, 31224 Peine",
        "die Jahre 2021 bis 2023", "Version 4.2.1", "das Produkt 3118", "COVID-19",
    ],
)  # fmt: skip
def test_what_is_no_figure(text):
    assert [f for f in figures(text) if not f.ohne_einheit or "." in f.text] == []


@given(st.integers(0, 10**9), st.sampled_from(["€", "Euro", "EUR"]))
def test_full_euros_are_read_as_written(betrag, einheit):
    text = f"{betrag:,}".replace(",", ".")
    (figur,) = figures(f"Es waren {text} {einheit} mehr.")
    assert (figur.wert, figur.stufe, figur.falsch) == (betrag, 1, "")


@given(st.integers(0, 10**11))
def test_cents_are_read_as_written(cent):
    text = f"{cent // 100:,}".replace(",", ".") + f",{cent % 100:02d}"
    wert, stufe, _, falsch = parse_zahl(text)
    assert (wert, stufe, falsch) == (Fraction(cent, 100), Fraction(1, 100), "")


@given(st.integers(10_000, 10**9), st.integers(0, 1))
def test_a_rounded_amount_agrees_and_the_next_does_not(betrag, daneben):
    """An amount written in tenths of a million is right, and a tenth beside it is not."""
    zehntel = round_to(Fraction(betrag), Fraction(100_000)) / 100_000 + daneben
    (figur,) = figures(f"Es waren {int(zehntel // 10)},{int(zehntel % 10)} Mio. € mehr.")
    urteil = judge_wert(figur, Wert(Fraction(betrag), Fraction(betrag)))
    assert (urteil is Urteilsart.WIDERSPRUCH) == bool(daneben)


@pytest.mark.parametrize(
    ("geschrieben", "wahr", "urteil"),
    [
        ("1,3 Mio. €", 1349000, "stimmt gerundet"), ("1,3 Mio. €", 1351000, "Widerspruch"),
        ("1.565 T€", 1564500, "stimmt gerundet"), ("rund 700.000 €", 690535, "stimmt gerundet"),
        ("rd. 250.000 €", 237241, "Widerspruch"), ("110.000 €", 110074, "Widerspruch"),
        ("knapp 1,1 Mio. €", 1126765, "Widerspruch"), ("gut 1,1 Mio. €", 1126765, "stimmt gerundet"),
        ("fast 1,4 Mio. €", 1367722, "stimmt gerundet"), ("mehr als 700.000 €", 712000, "stimmt gerundet"),
        ("mehr als 700.000 €", 690000, "Widerspruch"), ("zwischen 3.000 € und 4.000 €", 3500, "stimmt gerundet"),
        ("14.116.878 €", Fraction("14116878.85"), "Widerspruch"), ("14.116.879 €", Fraction("14116878.85"), "stimmt"),
    ],
)  # fmt: skip
def test_rules_of_rounding(geschrieben, wahr, urteil):
    figur = figures(f"Es waren {geschrieben} mehr.")[0]
    gedruckt = round_to(Fraction(wahr), Fraction(1))
    assert judge_wert(figur, Wert(Fraction(wahr), gedruckt)) == urteil


def test_five_points_for_fractions_in_words():
    (figur,) = figures("Rund drei Viertel sind es.")
    assert figur.einheit is Zahleinheit.PROZENT
    assert judge_wert(figur, Wert(Fraction(731, 10), Fraction(731, 10))) is Urteilsart.GERUNDET
    assert judge_wert(figur, Wert(Fraction(69), Fraction(69))) is Urteilsart.WIDERSPRUCH
