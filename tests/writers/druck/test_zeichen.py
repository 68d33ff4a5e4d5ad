"""Characters that cannot be set, and words that no column can hold."""

from __future__ import annotations

import io
from dataclasses import replace

import pdfplumber
import pytest
from writers.druck.druckbeispiel import LAYOUT, TAG, werk

from xlbudget.writers.druck.satz import set_pdf
from xlbudget.writers.druck.zeichen import ERSATZ, ZeichenError, without


@pytest.fixture(scope="module")
def blatt():
    """A report of one sheet without any chapter before it."""
    ganz = werk(6)
    return replace(
        ganz, blick=None, finanzen=(), kennzahlen=(), lesehilfe=(), blaetter=ganz.blaetter[-1:], monatswerte=()
    )


def with_text(ganz, text):
    (eines,) = ganz.blaetter
    return replace(ganz, blaetter=(replace(eines, erlaeuterung=(text,), titel=f"Produkt {text}"),))


@pytest.mark.parametrize(
    ("text", "gesetzt"),
    [
        ("vor \u0378\u0379\u0378 nach", f"vor {ERSATZ} nach"),
        ("\uf0b7 Punkt aus Word", f"{ERSATZ} Punkt aus Word"),
        ("ohne\x07 Ton", "ohne Ton"),
        ('gerade " und \\ \u0378', f'gerade " und \\ {ERSATZ}'),
    ],
)
def test_what_no_font_has_is_named_and_can_be_left_out(blatt, text, gesetzt):
    with pytest.raises(ZeichenError) as fehler:
        set_pdf(with_text(blatt, text), LAYOUT, TAG)
    anderes, texte = without(with_text(blatt, text), fehler.value.zeichen)
    assert texte == (text,)
    assert anderes.blaetter[0].erlaeuterung == (gesetzt,)
    with pdfplumber.open(io.BytesIO(set_pdf(anderes, LAYOUT, TAG))) as dokument:
        assert gesetzt in dokument.pages[-1].extract_text()


def test_drawings_lose_them_too_and_keep_their_form(blatt):
    (eines,) = blatt.blaetter
    bild = replace(eines.bild, svg=eines.bild.svg.replace("2023", "20\uf0b723"), alt="Linie \uf0b7")
    anderes, texte = without(replace(blatt, blaetter=(replace(eines, bild=bild),)), ["\uf0b7"])
    assert anderes.blaetter[0].bild == replace(bild, svg=bild.svg.replace("\uf0b7", ERSATZ), alt=f"Linie {ERSATZ}")
    assert texte == ("Linie \uf0b7",)


def test_a_word_that_never_ends_stays_in_its_column(blatt):
    """Else it ran over the chart and off the page."""
    with pdfplumber.open(io.BytesIO(set_pdf(with_text(blatt, "OhneLeerzeichen" * 60), LAYOUT, TAG))) as dokument:
        seite = dokument.pages[-1]
        zeichen = [c for c in seite.chars if c["size"] > 9 and c["top"] > seite.height / 2]
        assert max(c["x1"] for c in zeichen) < seite.width / 2
