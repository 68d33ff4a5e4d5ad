"""Nothing that a consolidated report prints is smaller than 8 points: measured in the PDF that LibreOffice makes."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from engine.libreoffice import PDF
from pypdf import PdfReader
from writers.gesamtbericht.test_berichtsspalten import (
    ALLES,
    FINANZEN,
    WENIG,
    extract,
    further,
    with_columns,
    without_kennzahlen,
)

from xlbudget.core.blick import build_blick
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht

KLEINSTE = 8.0


def sizes(pdf: Path) -> list[dict[float, str]]:
    """Of each page, a text for each size of its fonts as it is printed."""
    seiten: list[dict[float, str]] = []
    for page in PdfReader(pdf).pages:
        gefunden: dict[float, str] = {}

        def note(text: str, cm: list[float], tm: list[float], _: object, groesse: float, je=gefunden) -> None:
            if text.strip():
                je.setdefault(round(groesse * math.hypot(tm[1], tm[3]) * math.hypot(cm[1], cm[3]), 2), text.strip())

        page.extract_text(visitor_text=note)
        seiten.append(gefunden)
    return seiten


@pytest.mark.parametrize(
    ("machen", "namen", "einheit"),
    [
        (further, (), Geldeinheit.EURO),
        (extract, (), Geldeinheit.TAUSEND),
        (further, ALLES, Geldeinheit.EURO),
        (extract, ALLES, Geldeinheit.MILLIONEN),
        (extract, FINANZEN, Geldeinheit.TAUSEND),
        (extract, WENIG, Geldeinheit.EURO),
        (lambda lauf: without_kennzahlen(extract(lauf)), (), Geldeinheit.EURO),
    ],
    ids=["gesamt", "auszug T€", "alle Spalten", "auszug alle Spalten", "auszug Finanzen", "wenig", "ohne Kennzahlen"],
)
def test_no_text_is_below_8_points_and_nothing_is_cut(juni, libreoffice, tmp_path, machen, namen, einheit):
    bericht = with_columns(machen(juni), *namen, einheit=einheit)
    datei = tmp_path / "druck.xlsx"
    warnung = "Achtung: 2 Fehler in den Daten, die diesen Auszug betreffen können, siehe Prüfprotokoll 2023-06.xlsx"
    datei.write_bytes(write_gesamtbericht(bericht, [warnung], build_blick(juni.daten, bericht, juni.fakten)))
    pdf = libreoffice.convert(datei, tmp_path / "druck.pdf", to=PDF)
    seiten = sizes(pdf)
    assert all(seiten)
    assert min(min(seite) for seite in seiten) >= KLEINSTE, [seite[min(seite)] for seite in seiten]
    texte = [" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages]
    assert not any("###" in text for text in texte)
    ganzes = " ".join(texte)
    assert warnung in ganzes
    assert "Über diesem Zielerreichungsgrad erscheint" in ganzes
    for gruppe in bericht.budgetgruppen:
        assert gruppe.blatt.objekt.bezeichnung in ganzes
