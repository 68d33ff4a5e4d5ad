"""A number that shows something else than it is, or nothing, and what is hidden: said with its cell."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from sources.datenmappe.test_datenmappe import mappe  # noqa: F401 - a fixture

from xlbudget.errors import Schwere
from xlbudget.sources.datenmappe.mappe import read_datenmappe

PROGNOSE, PLAN = "E4", "F4"
"""Of the tables Prognosen (euros) and Kennzahlen (plain numbers)."""


def said(mappe, blatt, aendern):  # noqa: F811
    datei = mappe(edit=lambda buch: aendern(buch[blatt]))
    return [(b.code, b.schwere, b.source.zelle) for b in read_datenmappe(datei)[1]]


def formatted(zelle, code):
    def aendern(blatt):
        blatt[zelle].number_format = code

    return aendern


@pytest.mark.parametrize(
    "code", ["#,##0,", '#,##0 "T€"', '0.0,, "Mio. €"', "0%", '"10.000"', "[>5]0;-0", "#,##0;#,##0"]
)
def test_an_amount_that_shows_something_else(mappe, code):  # noqa: F811
    assert said(mappe, "Prognosen", formatted(PROGNOSE, code)) == [("mappe.zahlformat", Schwere.WARNUNG, PROGNOSE)]


@pytest.mark.parametrize("code", ["General", "#,##0.00", "#,##0", '#,##0.00 "€"', "0", "#,##0.00;[Red]-#,##0.00"])
def test_an_amount_that_shows_what_it_is(mappe, code):  # noqa: F811
    assert said(mappe, "Prognosen", formatted(PROGNOSE, code)) == []


def test_a_percentage_is_read_as_it_is_shown(mappe):  # noqa: F811
    assert said(mappe, "Kennzahlen", formatted(PLAN, "0.0%")) == []


@pytest.mark.parametrize("code", ['0 "Fälle"', '0"%"', "0\\%"])
def test_the_unit_of_a_key_figure_is_no_other_number(mappe, code):  # noqa: F811
    assert said(mappe, "Kennzahlen", formatted(PLAN, code)) == []


@pytest.mark.parametrize("code", ["0,", '0"00"', '"12.000"'])
def test_a_key_figure_that_shows_another_number(mappe, code):  # noqa: F811
    assert said(mappe, "Kennzahlen", formatted(PLAN, code)) == [("mappe.zahlformat", Schwere.WARNUNG, PLAN)]


def white(blatt):
    blatt[PROGNOSE].font = Font(color="FFFFFFFF")


def white_by_theme(blatt):
    blatt[PROGNOSE].font = Font(color=openpyxl.styles.colors.Color(theme=0))


def black_on_black(blatt):
    blatt[PROGNOSE].fill = PatternFill("solid", fgColor="FF000000")


def rule(dxf):
    def aendern(blatt):
        regel = FormulaRule(formula=["TRUE"])
        regel.dxf = dxf
        blatt.conditional_formatting.add("A1:H20", regel)

    return aendern


@pytest.mark.parametrize(
    "aendern",
    [
        white,
        white_by_theme,
        black_on_black,
        formatted(PROGNOSE, ";;;"),
        formatted(PROGNOSE, "[White]0"),
        rule(DifferentialStyle(font=Font(color="FFFFFFFF"))),
        rule(DifferentialStyle(numFmt=NumberFormat(200, ";;;"))),
    ],
)
def test_an_amount_that_nobody_sees(mappe, aendern):  # noqa: F811
    assert said(mappe, "Prognosen", aendern) == [("mappe.unsichtbar", Schwere.WARNUNG, PROGNOSE)]


def test_a_conditional_format_in_thousands(mappe):  # noqa: F811
    dxf = DifferentialStyle(numFmt=NumberFormat(200, "#,##0,"))
    assert said(mappe, "Prognosen", rule(dxf)) == [("mappe.zahlformat", Schwere.WARNUNG, PROGNOSE)]


def hide_row(blatt):
    blatt.row_dimensions[4].hidden = True


def low_row(blatt):
    blatt.row_dimensions[4].height = 0.5


def hide_column(blatt):
    blatt.column_dimensions["E"].hidden = True


def narrow_column(blatt):
    blatt.column_dimensions["E"].width = 0.3


@pytest.mark.parametrize("aendern", [hide_row, low_row, hide_column, narrow_column])
def test_what_is_hidden_counts_and_is_said_once(mappe, aendern):  # noqa: F811
    ((code, schwere, _),) = said(mappe, "Prognosen", aendern)
    assert (code, schwere) == ("mappe.ausgeblendet", Schwere.HINWEIS)


def test_many_cells_of_a_column_are_one_finding(mappe):  # noqa: F811
    def aendern(blatt):
        for zeile in range(4, 14):
            for spalte, wert in zip("ABCDE", ("2023-06", "0311", "Aufwendungen", "Personal", zeile), strict=True):
                blatt[f"{spalte}{zeile}"] = wert
            blatt[f"E{zeile}"].number_format = "#,##0,"

    datei = mappe(edit=lambda buch: aendern(buch["Prognosen"]))
    texte = [b.text for b in read_datenmappe(datei)[1] if b.code == "mappe.zahlformat"]
    assert len(texte) == 1
    assert "10 Zellen" in texte[0]
