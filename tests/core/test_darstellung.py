"""The look of a report: what the table Berichtsspalten means, what is wrong with it, and how amounts are shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from xlbudget.core.darstellung import (
    HEUTIGE,
    NAMEN,
    Darstellung,
    Geldeinheit,
    Spaltenzeile,
    Tabellenausgabe,
    check_berichtsspalten,
    darstellung_of,
)
from xlbudget.core.gliederung import GESAMT
from xlbudget.core.produktzeile import Produktzeile, sum_produkte
from xlbudget.core.tendenz import Regeln
from xlbudget.errors import Schwere, SourceRef

ALLE, GESAMTBERICHT, AUSZUG = Tabellenausgabe
SPALTE, BREITE = SourceRef("m.xlsx", "Berichtsspalten", "B4"), SourceRef("m.xlsx", "Berichtsspalten", "C4")


def line(spalte: str, breite: str = "", ausgabe: Tabellenausgabe = ALLE, *, gezeigt: bool = True) -> Spaltenzeile:
    return Spaltenzeile(ausgabe, spalte, Decimal(breite) if breite else None, gezeigt, SPALTE, BREITE)


def shown(*zeilen: Spaltenzeile, ausgabe: Tabellenausgabe = GESAMTBERICHT) -> list[tuple[str, float | None]] | None:
    spalten = darstellung_of(zeilen, ausgabe).spalten
    return None if spalten is None else [(wahl.spalte, wahl.breite) for wahl in spalten]


def test_without_lines_a_report_looks_as_ever():
    assert darstellung_of((), GESAMTBERICHT) == Darstellung()
    assert check_berichtsspalten(()) == []


def test_columns_come_in_the_order_of_the_lines_behind_those_that_are_fixed():
    zeilen = line("tendenz"), line("Plan", "14"), line("Bezeichnung", "40"), line("Ziel", gezeigt=False)
    assert shown(*zeilen) == [("nr", None), ("bezeichnung", 40.0), ("tendenz", None), ("ansatz", 14.0)]


def test_an_output_with_lines_of_its_own_has_these_only():
    zeilen = line("Plan"), line("Erläuterung", ausgabe=AUSZUG)
    assert shown(*zeilen) == [("nr", None), ("bezeichnung", None), ("ansatz", None)]
    assert shown(*zeilen, ausgabe=AUSZUG) == [("nr", None), ("bezeichnung", None), ("erlaeuterung", None)]


def test_all_of_todays_columns_are_those_of_a_report_without_the_table():
    assert shown(*(line(name) for name in HEUTIGE)) is None
    breiter = shown(*(line(name, "12" if name == "Plan" else "") for name in HEUTIGE))
    assert breiter == [(spalte, 12.0 if spalte == "ansatz" else None) for spalte in HEUTIGE.values()]


@pytest.mark.parametrize(
    ("zeilen", "code", "schwere", "ort", "text"),
    [
        ([line("Plan"), line("Farbe")], "unbekannt", Schwere.FEHLER, SPALTE, "eine Spalte „Farbe“ gibt es nicht"),
        ([line("Plan"), line("PLAN")], "doppelt", Schwere.FEHLER, SPALTE, "„PLAN“ steht zweimal („Plan“ ist dieselbe)"),
        ([line("Prognose"), line("Jahresergebnis")], "doppelt", Schwere.FEHLER, SPALTE, "„Prognose“ ist dieselbe"),
        ([line("Plan", "0")], "breite", Schwere.FEHLER, BREITE, "zwischen 4 und 100 Zeichen"),
        ([line("Plan", "-3")], "breite", Schwere.FEHLER, BREITE, "zwischen 4 und 100 Zeichen"),
        ([line("Plan", "100.5")], "breite", Schwere.FEHLER, BREITE, "zwischen 4 und 100 Zeichen"),
        ([line("Plan"), line("Nr.", gezeigt=False)], "fest", Schwere.WARNUNG, SPALTE, "ohne die Spalte „Nr.“"),
        ([line("Plan", gezeigt=False)], "keine", Schwere.FEHLER, SPALTE, "wird keine Spalte gezeigt"),
        ([line("Bezeichnung")], "keine", Schwere.FEHLER, SPALTE, "wird keine Spalte gezeigt"),
    ],
)
def test_what_is_wrong_with_a_line(zeilen, code, schwere, ort, text):
    (befund,) = check_berichtsspalten(zeilen)
    assert (befund.code, befund.schwere, befund.source) == (f"berichtsspalte.{code}", schwere, ort)
    assert text in befund.text


def test_a_width_that_does_not_count_follows_the_data():
    assert shown(line("Plan", "0")) == [("nr", None), ("bezeichnung", None), ("ansatz", None)]


def test_the_same_column_in_two_outputs_is_no_double():
    assert check_berichtsspalten([line("Plan", ausgabe=AUSZUG), line("Plan", ausgabe=GESAMTBERICHT)]) == []


def test_every_name_is_found_as_a_house_may_write_it():
    assert shown(*(line(name.upper().replace(" ", "  ")) for name in NAMEN)) == shown(*(line(name) for name in NAMEN))


@pytest.mark.parametrize(
    ("betrag_ct", "gezeigt"),
    [
        (0, ("0", "0", "0,00")),
        (-49, ("0", "0", "0,00")),
        (499_99, ("500", "0", "0,00")),
        (500_00, ("500", "1", "0,00")),
        (-500_00, ("-500", "-1", "0,00")),
        (5_000_00, ("5.000", "5", "0,01")),
        (-1_234_567_89, ("-1.234.568", "-1.235", "-1,23")),
    ],
)
def test_amounts_are_shown_in_their_unit_rounded_away_from_zero(betrag_ct, gezeigt):
    assert tuple(einheit.show(betrag_ct) for einheit in Geldeinheit) == gezeigt


def produkt(ansatz_ct: int, ist_ct: int, ergebnis_ct: int, volumen_ct: int = 0, **weiteres: object) -> Produktzeile:
    return Produktzeile(GESAMT, ansatz_ct, ist_ct, ergebnis_ct, Regeln(), None, None, volumen_ct=volumen_ct, **weiteres)


@pytest.mark.parametrize(
    ("zeile", "ausschoepfung", "ansatz", "volumen"),
    [
        (produkt(-200, -50, -150, 1000), Fraction(1, 4), Fraction(1, 4), Fraction(1, 20)),
        (produkt(200, 50, 150, 1000), Fraction(1, 4), Fraction(-1, 4), Fraction(-1, 20)),
        (produkt(0, -50, -150, 1000), None, None, Fraction(-3, 20)),  # nothing is planned
        (produkt(-200, 50, 50, 1000), None, None, Fraction(1, 4)),  # of the other sign
        (produkt(-200, 0, 0, 0), Fraction(0), Fraction(1), None),
        (produkt(-200, -50, -150, -10), Fraction(1, 4), Fraction(1, 4), None),
    ],
)
def test_percentages_are_blank_where_they_would_mislead(zeile, ausschoepfung, ansatz, volumen):
    anteile = zeile.ausschoepfung, zeile.abweichung_vom_ansatz, zeile.abweichung_vom_volumen
    assert anteile == (ausschoepfung, ansatz, volumen)


def test_a_sum_knows_the_prior_years_that_all_of_its_lines_know():
    zeilen = [produkt(1, 1, 1, vorjahre_ct={2022: 5, 2021: 7}), produkt(1, 1, 1, vorjahre_ct={2022: -2})]
    assert sum_produkte(GESAMT, zeilen, Regeln()).vorjahre_ct == {2022: 3}
    assert sum_produkte(GESAMT, [], Regeln()).vorjahre_ct == {}
