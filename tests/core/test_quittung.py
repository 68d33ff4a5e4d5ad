"""For which finding a Quittung is, also after the Datenmappe was renamed or its rows have moved."""

import pytest

from xlbudget.core.quittung import Quittung, acknowledge
from xlbudget.errors import Befund, Schwere, SourceRef

MAPPE = "Datenmappe 2027.xlsx"


def found(zelle="A9", text="Produkt 3113: ohne Ansatz.", datei=MAPPE, blatt="Produkte"):
    return Befund(Schwere.WARNUNG, "produkt.leer", text, SourceRef(datei, blatt, zelle))


def receipt(ort, text="Produkt 3113: ohne Ansatz."):
    return Quittung("produkt.leer", ort, text, "geprüft", "FD Finanzen", "", SourceRef(MAPPE, "Quittungen", "A4"))


def counted(befunde, *quittungen):
    alle = acknowledge(befunde, quittungen, lambda _: False)
    return [befund.source.zelle for befund in alle if befund.schwere is Schwere.QUITTIERT]


@pytest.mark.parametrize(
    "ort", ["", "Datenmappe 2027.xlsx, Produkte!A9", "Datenmappe 2026.xlsx, Produkte!A9", "alt.xlsx, Produkte!A12"]
)
def test_a_renamed_file_and_a_moved_row_do_not_matter(ort):
    assert counted([found()], receipt(ort)) == ["A9"]


@pytest.mark.parametrize("ort", ["Datenmappe 2027.xlsx, Budgets!A9", "Produkte", "buchungen.csv, Zeile 9"])
def test_another_sheet_does(ort):
    assert counted([found()], receipt(ort)) == []


def test_an_export_is_told_by_its_place():
    """There the same words in another line are another finding."""
    befund = found("F17", datei="buchungen.xlsx", blatt="Journal")
    assert counted([befund], receipt("buchungen.xlsx, Journal!F18")) == []
    assert counted([befund], receipt("buchungen.xlsx, Journal!F17")) == ["F17"]


def test_of_two_that_are_alike_only_the_one_at_its_place():
    beide = [found("A9"), found("A12")]
    assert counted(beide, receipt("Datenmappe 2027.xlsx, Produkte!A12")) == ["A12"]
    assert counted(beide, receipt("Datenmappe 2026.xlsx, Produkte!A12")) == [], "nobody knows which"


def test_other_words_are_another_finding():
    alle = acknowledge([found(text="Produkt 3114: ohne Ansatz.")], [receipt("")], lambda _: False)
    assert [befund.code for befund in alle] == ["produkt.leer", "quittung.erledigt"]
