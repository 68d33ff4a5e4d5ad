"""The sheet for a table of the Datenmappe in the workbook that a Fachdienst fills in."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sources.returns.rueckmeldung_base import monatstafel, set_cell
from writers.rueckmeldung_base import Gesendet, blaetter_of, check_open_cells, check_protection, check_validations, send

from xlbudget.core.rueckmeldung import Feldart
from xlbudget.layout.kennzahltafel import KENNZAHLEN_BLATT
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.returns.gesperrt import check_gesperrt
from xlbudget.sources.returns.ruecklauf import open_ruecklauf, read_rueckmeldung
from xlbudget.writers.rueckmeldung.deckblatt import Begleitung
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package

BUDGET = "Dezernatsleitung III"


@pytest.fixture(scope="module")
def mappe(juni, tmp_path_factory) -> Gesendet:
    blaetter = blaetter_of(juni, BUDGET)
    tafel = monatstafel(blaetter[-1].objekt.kennung)
    vorlage = Package.read(shipped("templates", "rueckmeldung.xlsx"))
    return send(tmp_path_factory.mktemp("tafel"), vorlage, juni, blaetter, begleitung=Begleitung(tafeln=(tafel,)))


@pytest.fixture(scope="module")
def blatt(mappe):
    return openpyxl.load_workbook(mappe.file)[KENNZAHLEN_BLATT]


def test_it_comes_behind_the_first_sheet_and_is_sound(mappe: Gesendet, audit) -> None:
    buch = openpyxl.load_workbook(mappe.file)
    assert buch.sheetnames[:3] == ["Rückmeldung", KENNZAHLEN_BLATT, "Übersicht"]
    assert buch.active.title == "Rückmeldung"
    assert [sheet.title for sheet in buch.worksheets if sheet.sheet_view.tabSelected] == ["Rückmeldung"]
    assert lint_workbook(mappe.mappe.data, "a.xlsx") == []
    audit(mappe.file)


def test_only_its_inputs_are_open_and_each_is_checked(mappe: Gesendet) -> None:
    check_open_cells(mappe)
    check_protection(mappe)
    check_validations(mappe)


def test_every_row_says_which_month_it_is_and_what_is_known(blatt) -> None:
    zeilen = [[zelle.value for zelle in zeile[1:8]] for zeile in blatt.iter_rows(min_row=5)]
    assert zeilen[:6] == [
        ["Kennzahl", "Monat", "Gruppe", "Bisher", "Wert", "Fassung", "Notiz"],
        ["F · Fälle (Anzahl) · nur der Monat, nicht seit Januar · 27104 Hilfen", *[None] * 6],
        ["F", "Januar 2023", "gesamt", "101 · endgültig", 101, "endgültig", None],
        ["F", "Januar 2023", "Frauen", "60 · vorläufig", 60, "vorläufig", None],
        ["F", "Januar 2023", "Männer", "40 · vorläufig", 40, "vorläufig", None],
        ["F", "Februar 2023", "gesamt", "200 · vorläufig", 200, "vorläufig", None],
    ]  # fmt: skip
    assert zeilen[8] == ["F", "März 2023", "gesamt", None, None, "vorläufig", None]
    texte = [tuple(zeile[:3]) for zeile in zeilen[1:]]
    assert len(set(texte)) == len(texte)


def test_what_a_cell_accepts_fits_its_unit(blatt) -> None:
    grenzen = {
        (regel.formula1, regel.formula2) for regel in blatt.data_validations.dataValidation if regel.type == "decimal"
    }
    assert grenzen == {("-1000000000000", "1000000000000"), ("-100", "1000"), ("0", "4")}
    listen = {regel.formula1 for regel in blatt.data_validations.dataValidation if regel.type == "list"}
    assert listen == {'"vorläufig,endgültig"'}


def test_saved_by_another_program_nothing_seems_changed(mappe: Gesendet) -> None:
    buch = openpyxl.load_workbook(mappe.file)
    puffer = io.BytesIO()
    buch.save(puffer)
    roh, felder = open_ruecklauf("a.xlsx", puffer.getvalue()), mappe.mappe.felder
    meldung, befunde = read_rueckmeldung(roh, felder)
    assert befunde == []
    assert meldung.eingaben == {feld.feld: feld.wert for feld in felder}
    assert check_gesperrt(open_ruecklauf("b.xlsx", mappe.mappe.data), roh, felder) == []
    assert {feld.feld.feldart for feld in felder if feld.blatt == KENNZAHLEN_BLATT} == {
        Feldart.MONATSWERT, Feldart.FASSUNG, Feldart.NOTIZ
    }  # fmt: skip


@pytest.mark.parametrize(
    ("inhalt", "attribute", "wert"),
    [
        ("<is><t>Endgültig</t></is>", 't="inlineStr"', "endgültig"),
        ("<is><t> t−0 </t></is>", 't="inlineStr"', "T-0"),
        ("", "", None),
        ("<is><t>final</t></is>", 't="inlineStr"', "ruecklauf.auswahl"),
        ("<v>3</v>", "", "ruecklauf.auswahl"),
        ("<f>G5</f><v>3</v>", "", "ruecklauf.formel"),
    ],
)
def test_a_choice_is_read_as_one_of_its_words(mappe: Gesendet, inhalt: str, attribute: str, wert: str | None) -> None:
    feld = next(feld for feld in mappe.mappe.felder if feld.feld.feldart is Feldart.FASSUNG)
    data = set_cell(mappe.mappe.data, feld.blatt, feld.zelle, inhalt, attribute)
    meldung, befunde = read_rueckmeldung(open_ruecklauf("a.xlsx", data), mappe.mappe.felder)
    if codes := [befund.code for befund in befunde]:
        assert (codes, feld.feld in meldung.eingaben) == ([wert], False)
    else:
        assert meldung.eingaben[feld.feld] == wert
