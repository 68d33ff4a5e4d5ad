"""What holds for every declaration of a Datenmappe."""

from itertools import groupby

import pytest

from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle


def test_tables_of_a_group_are_neighbours():
    gruppen = [gruppe for gruppe, _ in groupby(tabelle.gruppe for tabelle in DATENMAPPE.tabellen)]
    assert gruppen == list(Gruppe)


def test_names_are_told_apart_without_case_and_umlauts():
    for tabelle in DATENMAPPE.tabellen:
        assert DATENMAPPE.find(tabelle.name.upper()) is tabelle
    listen = {tabelle.liste(tabelle.spalten[0]).casefold() for tabelle in DATENMAPPE.tabellen}
    assert len(listen) == len(DATENMAPPE.tabellen)


def test_lists_are_ascii_and_cover_all_that_columns_refer_to():
    assert list(DATENMAPPE.listen) == ["Liste_Kontenzuordnung_Zeile", "Liste_Budgets", "Liste_Produkte"]


def test_what_contradicts_itself_cannot_be_declared():
    with pytest.raises(ValueError, match="Neu"):
        Spalte("Neu", pflicht=True, entbehrlich=True)
    with pytest.raises(ValueError, match="Neu"):
        Tabelle("Neu", "", Gruppe.ZAHLEN, (), auf_wunsch=True)


@pytest.mark.parametrize(
    ("name", "entbehrlich", "fremd", "erwartet"),
    [
        ("Produkt", False, ["Produkt-Nr", "Bemerkung"], "Produkt-Nr"),
        ("Bewertung", False, ["Bemerkung"], "Bemerkung"),
        ("Bewertung", True, ["Bemerkung"], None),
        ("Bewertung", True, ["Bewertungen"], "Bewertungen"),
        ("Bewertung", True, [], None),
    ],
)
def test_a_renamed_column_is_recognised(name, entbehrlich, fremd, erwartet):
    assert Spalte(name, entbehrlich=entbehrlich).renamed_to(fremd) == erwartet
