"""Reversals that stand in an export alone, and what only looks like it."""

from __future__ import annotations

import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN

from xlbudget.errors import Schwere
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Vorzeichen
from xlbudget.sources.export.lesen import read_export

RAHMEN = NIEDERSACHSEN_RAHMEN.kontenrahmen
KOPF = "Datum;Produkt;Sachkonto;Buchungstext;Betrag"
ZEILE = "15.01.2024;1110;4011000;{};{}"


@pytest.fixture
def lies(tmp_path):
    def read(*zeilen, kopf=KOPF, vorzeichen=Vorzeichen.ERTRAEGE_NEGATIV):
        datei = tmp_path / "b.csv"
        datei.write_text("\n".join([kopf, *zeilen, ""]), encoding="utf-8")
        export = read_export(datei, Quellenangabe(Inhalt.BUCHUNGEN, vorzeichen), 2024, RAHMEN)
        return [befund for befund in export.befunde if befund.code == "journal.storno"]

    return read


def test_reversals_without_a_counterpart_are_named_with_their_money(lies):
    (befund,) = lies(
        ZEILE.format("Miete", "200,00"),
        ZEILE.format("Storno Miete", "-200,00"),
        ZEILE.format("STORNO Pacht", "-30,50"),
        ZEILE.format("Rechnung 5, storniert", "70,00"),
        ZEILE.format("Storno Miete", "-200,00"),
    )
    assert befund.schwere is Schwere.HINWEIS
    assert befund.source.zeile == 4
    assert befund.text.startswith("3 Stornos haben auf Produkt und Sachkonto keine Gegenbuchung gleichen Betrags: ")
    assert "Zeile 4 („STORNO Pacht“), Zeile 5 („Rechnung 5, storniert“), Zeile 6 („Storno Miete“)" in befund.text
    assert "zusammen 300,50 €" in befund.text


@pytest.mark.parametrize(
    "text",
    [
        "Stornogebühr",
        "Storno-Gebühr Bahn",
        "Teilstorno Rechnung 5",
        "Stornokosten",
        "Reisestornoversicherung",
        "Tornado",
    ],
)
def test_fees_and_parts_of_a_storno_are_none(lies, text):
    assert lies(ZEILE.format(text, "-20,00"), ZEILE.format("x", "5,00")) == []


@pytest.mark.parametrize("text", ["Storno", "storno: Miete", "Miete (Storno)", "Miete STORNIERT", "Stornierung zu 5"])
def test_a_counterpart_may_stand_anywhere(lies, text):
    storno, original = ZEILE.format(text, "-20,00"), ZEILE.format("Miete", "20,00")
    assert lies(storno, ZEILE.format("x", "5,00"), original) == []
    assert len(lies(storno, original.replace("1110", "1111"))) == 1
    assert len(lies(storno, original.replace("4011000", "4012000"))) == 1
    assert len(lies(storno, original.replace("20,00", "20,01"))) == 1


@pytest.mark.parametrize(("zeichen", "anzahl"), [("X", 1), ("1", 1), ("ja", 1), ("", 0), ("0", 0), ("Nein", 0)])
def test_a_column_says_which_are_reversals(lies, zeichen, anzahl):
    kopf = KOPF.replace("Buchungstext", "Storno-Kz")
    assert len(lies(ZEILE.format(zeichen, "-20,00"), ZEILE.format("", "5,00"), kopf=kopf)) == anzahl


def test_a_reversal_on_the_other_side(lies):
    """With S/H a reversal is a posting of the other side, or a negative one of the same."""
    kopf = f"{KOPF};S/H"
    seiten = {"vorzeichen": Vorzeichen.SOLL_HABEN, "kopf": kopf}
    original = ZEILE.format("Miete", "20,00") + ";S"
    assert lies(original, ZEILE.format("Storno", "20,00") + ";H", **seiten) == []
    assert lies(original, ZEILE.format("Storno", "-20,00") + ";S", **seiten) == []
    (befund,) = lies(original, ZEILE.format("Storno", "20,00") + ";S", **seiten)
    assert befund.schwere is Schwere.WARNUNG
    assert "1 davon steht auf derselben Seite wie eine andere Buchung gleichen Betrags" in befund.text


def test_nothing_is_reversed_without_an_amount(lies):
    assert lies(ZEILE.format("Storno", "0,00"), ZEILE.format("x", "5,00")) == []
