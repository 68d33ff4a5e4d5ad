"""Formulas and names that point at a sheet that becomes many: led on where there is one right answer."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from xlsx.copy.kopien import NAMES, copied, elsewhere, formulas, inside, named, scopes
from xlsx.copy.teile import (
    BOOK,
    drawn,
    insert,
    package,
    swap,
)

from xlbudget.cellplan import column
from xlbudget.errors import VorlageError
from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.copy.sheetlinks import SheetLinks
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package, pack

VORLAGEN = Path(__file__).parents[1] / "vorlagenfaelle"


def test_the_template_with_3d_references():
    vorlage = Package.read(VORLAGEN / "dreid_bezug.xlsx")
    viele = multiply(vorlage, vorlage.sheets[1], [Copy("Nord"), Copy("Süd")]).resolved()
    assert [sheet.name for sheet in Package("v", viele).sheets] == ["Start", "Nord", "Süd", "Ende", "Summe"]
    assert formulas(viele, "Summe") == ["=SUM('Start:Süd'!A1)", "=SUM(Start:Ende!A1)", "=INDIRECT(\"'Nord'!A1\")"]
    assert lint_workbook(pack(viele), "viele.xlsx") == []


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("SUM(Plan:Ende!A1)", "=SUM('Nord:Ende'!A1)"),
        ("SUM('Plan:Ende'!A1:B2)", "=SUM('Nord:Ende'!A1:B2)"),
        ("SUM(PLAN:Plan!A1)", "=SUM('Nord:sagt \"ja\"'!A1)"),
        ("SUM(Plan:Ende!A1)-Plan!A1", "=SUM('Nord:Ende'!A1)-'Nord'!A1"),
    ],
)
def test_a_3d_reference_takes_in_all_copies(text, erwartet):
    assert formulas(copied(elsewhere(text, others=("Ende", "Summe"))), "Summe") == [erwartet]


def test_a_3d_reference_in_a_name_and_in_a_rule():
    members = elsewhere("1", others=("Ende", "Summe"))
    insert(members, BOOK, "</definedNames>", '<definedName name="Q_alle">SUM(Plan:Ende!$A$1)</definedName>')
    rule = '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>SUM(Plan:Ende!A1)&gt;5'
    insert(members, "xl/worksheets/sheet3.xml", "<pageMargins", f"{rule}</formula></cfRule></conditionalFormatting>")
    viele = copied(members)
    assert b"\"Q_alle\">SUM('Nord:Ende'!$A$1)<" in viele[BOOK]
    assert b"<formula>SUM('Nord:Ende'!A1)&gt;5</formula>" in viele["xl/worksheets/sheet3.xml"]


def test_a_3d_reference_that_encloses_the_sheet_stays_and_is_no_reason_to_compute_alone():
    members = inside("SUM(Anfang:Ende!A1)", others=("Anfang", "Ende"))
    swap(members, BOOK, 'name="Plan" sheetId="1" r:id="rId1"', 'name="X" sheetId="7" r:id="rId2"')
    swap(members, BOOK, 'name="Anfang" sheetId="2" r:id="rId2"', 'name="Plan" sheetId="1" r:id="rId1"')
    swap(members, BOOK, 'name="X"', 'name="Anfang"')
    vorlage = package(members)
    plan = vorlage.sheets[1]
    assert not SheetLinks(vorlage, plan).computes_alone
    viele = multiply(vorlage, plan, [Copy("a"), Copy("b")])
    assert formulas(viele.resolved(), "b") == ["=SUM(Anfang:Ende!A1)"]


def test_a_3d_reference_of_the_sheet_to_itself_has_no_right_answer_for_several_copies():
    members = inside("SUM(Plan:Ende!B1)")
    with pytest.raises(VorlageError, match=r"Plan:Ende! in Plan!F1.*ist nicht zu erkennen"):
        copied(members)
    assert formulas(copied(members, "Nord"), "Nord") == ["=SUM('Nord:Ende'!B1)"]


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ('INDIRECT("Plan!A1")', 'INDIRECT("{}!A1")'),
        ("INDIRECT(\"'Plan'!B\"&ROW())", 'INDIRECT("{}!B"&ROW())'),
        ('SUM(INDIRECT("plan!A1:A3"),1)', 'SUM(INDIRECT("{}!A1:A3"),1)'),
        ('INDIRECT("Plan!R1C1",FALSE)', 'INDIRECT("{}!R1C1",FALSE)'),
        ('INDIRECT(IF(TRUE,"Plan!A1","Ende!A1"))', 'INDIRECT(IF(TRUE,"{}!A1","Ende!A1"))'),
        ('HYPERLINK("#Plan!A1","Plan!A1")', 'HYPERLINK("#{}!A1","Plan!A1")'),
        ("HYPERLINK(\"#'Plan'!A1\")", 'HYPERLINK("#{}!A1")'),
        ('HYPERLINK("#"&"Plan!A1","x")', 'HYPERLINK("#"&"{}!A1","x")'),
        ('HYPERLINK("https://example.org/#Plan!A1")', 'HYPERLINK("https://example.org/#Plan!A1")'),
        ('HYPERLINK("Mappe.xlsx#Plan!A1")', 'HYPERLINK("Mappe.xlsx#Plan!A1")'),
        ('INDIRECT("[Mappe.xlsx]Plan!A1")', 'INDIRECT("[Mappe.xlsx]Plan!A1")'),
        ('"Plan!A1"&INDIRECT("A1")', '"Plan!A1"&INDIRECT("A1")'),
        ('INDIRECT("Ende!A1")', 'INDIRECT("Ende!A1")'),
    ],
)
def test_an_address_in_a_text_follows(text, erwartet):
    viele = copied(inside(text))
    for name in NAMES:
        quoted = "'" + name.replace("'", "''").replace('"', '""') + "'"
        assert formulas(viele, name) == ["=" + erwartet.format(quoted)]
    (sonst,) = formulas(copied(elsewhere(text)), "Ende")
    assert sonst == "=" + erwartet.format("'Nord'")


def test_a_table_in_an_address_follows():
    def draw(workbook, plan):
        plan.add_table("D1:D3", {"name": "Tab", "columns": [{"header": "a"}]})
        plan.write_formula("F1", '=SUM(INDIRECT("Tab[a]"))')

    viele = copied(drawn(draw))
    assert [formulas(viele, name) for name in NAMES] == [
        ['=SUM(INDIRECT("Tab[a]"))'],
        ['=SUM(INDIRECT("Tab_2[a]"))'],
        ['=SUM(INDIRECT("Tab_3[a]"))'],
    ]


@pytest.mark.parametrize(
    "text",
    [
        'INDIRECT("\'"&"Plan"&"\'!A1")',
        'INDIRECT(ADDRESS(1,1,1,TRUE,"Plan"))',
        'INDIRECT(D1&"!A1")',
        'INDIRECT("\'"&D1&"\'!B2")',
        "INDIRECT(D2)",
    ],
)
def test_an_address_that_is_put_together_from_the_name_of_the_sheet_is_refused(text):
    def draw(workbook, plan):
        ende = workbook.get_worksheet_by_name("Ende")
        ende.write_formula("A1", f"={text}")
        ende.write_column("D1", ["Plan", "Plan!A1"])

    with pytest.raises(VorlageError, match=r"Ende!A1.*INDIREKT.*„Plan“.*Bitte ohne INDIREKT"):
        copied(drawn(draw, "Ende"))


@pytest.mark.parametrize("text", ['INDIRECT("B"&ROW())', "INDIRECT(ADDRESS(1,2))", 'INDIRECT(D1&"!A1")'])
def test_an_address_that_is_put_together_from_something_else_stays(text):
    def draw(workbook, plan):
        plan.write("D1", "Ende")
        plan.write_formula("F1", f"={text}")

    assert formulas(copied(drawn(draw, "Ende")), "Nord") == [f"={text}"]


def test_names_that_lead_to_the_sheet_by_other_names():
    members = named(inside("PB_Summe+1"), PB_Summe="SUM(PB_Werte)*2", PB_Werte="Plan!$A$1:$A$4", PB_Fest="42")
    viele = copied(members, "Nord", "Süd")
    assert scopes(viele, "PB_Werte") == {0: "'Nord'!$A$1:$A$4", 1: "'Süd'!$A$1:$A$4"}
    assert scopes(viele, "PB_Summe") == {0: "SUM('Nord'!PB_Werte)*2", 1: "SUM('Süd'!PB_Werte)*2"}
    assert scopes(viele, "PB_Fest") == {None: "42"}


def test_names_that_something_else_uses_stay_names_of_the_workbook_too():
    members = named(elsewhere("PB_Summe"), PB_Summe="SUM(PB_Werte)", PB_Werte="Plan!$A$1:$A$4", PB_Rest="Plan!$B$1")
    viele = copied(members, "Nord", "Süd")
    assert scopes(viele, "PB_Summe")[None] == "SUM(PB_Werte)"
    assert scopes(viele, "PB_Werte")[None] == "'Nord'!$A$1:$A$4"
    assert None not in scopes(viele, "PB_Rest")


@pytest.mark.parametrize(
    ("before", "xml"),
    [
        (
            "<pageMargins",
            '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>PB_Liste&gt;1</formula>'
            "</cfRule></conditionalFormatting>",
        ),
        (
            "<pageMargins",
            '<dataValidations count="1"><dataValidation type="list" sqref="B1"><formula1>PB_Liste</formula1>'
            "</dataValidation></dataValidations>",
        ),
        ("</sheetData>", '<row r="9"><c r="A9"><f>SUM(INDIRECT("PB_Liste"))</f><v>10</v></c></row>'),
    ],
)
def test_a_name_that_another_sheet_uses_in_some_other_way_stays(before, xml):
    members = named(elsewhere("1"), PB_Liste="Plan!$A$1:$A$4")
    insert(members, "xl/worksheets/sheet2.xml", before, xml)
    assert scopes(copied(members), "PB_Liste")[None] == "'Nord'!$A$1:$A$4"


def test_a_name_over_a_table_belongs_to_each_copy_and_is_filled_there():
    def draw(workbook, plan):
        plan.add_table("D1:D3", {"name": "Tab", "columns": [{"header": "a"}]})

    vorlage = package(named(drawn(draw), PB_Spalte="Tab[a]"))
    viele = multiply(vorlage, vorlage.sheets[0], [Copy("Nord"), Copy("Süd")])
    plans = {0: (column("PB_Spalte", [1, 2]),), 1: (column("PB_Spalte", [3, 4]),)}
    buch = openpyxl.load_workbook(io.BytesIO(Template(viele, plans.values()).fill_sheets(plans).data))
    assert [[blatt[z].value for z in ("D2", "D3")] for blatt in buch.worksheets] == [[1, 2], [3, 4]]


def test_a_chart_that_knows_its_cells_by_a_name_of_the_workbook():
    def draw(workbook, plan):
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Plan!$A$1:$A$4"})
        plan.insert_chart("H1", chart)

    members = named(drawn(draw), Werte="Plan!$A$1:$A$4")
    swap(members, "xl/charts/chart1.xml", "<c:f>Plan!$A$1:$A$4</c:f>", "<c:f>[0]!Werte</c:f>")
    viele = copied(members, "Nord", "Süd")
    charts = sorted(re.search(rb"<c:f>(.*)</c:f>", viele[p])[1] for p in viele if "/charts/" in p)
    assert charts == [b"'Nord'!Werte", "'Süd'!Werte".encode()]


@pytest.mark.parametrize(
    ("own", "other", "alone"),
    [
        ("SUM(A1:A4)", "1", True),
        ("Ende!A1", "1", True),
        ('INDIRECT("Plan!A1")', "1", True),
        ('HYPERLINK("#Ende!A1","zurück")', "1", True),
        ('HYPERLINK("#Plan!A1")', "1", False),
        ("SHEET()", "1", False),
        ('CELL("filename",A1)', "1", False),
        ('INDIRECT(A1&"!B2")', "1", False),
        ("SUM(Plan:Ende!A1)", "1", False),
        ("1", "Plan!A1", False),
        ("1", "PB_x", False),
        ("1", 'INDIRECT("Plan!A1")', False),
        ("1", 'INDIRECT(B1&"!A1")', False),
        ("1", "SUM(Tab[a])", False),
        ("1", "SUM(Plan:Ende!A1)", False),
    ],
)
def test_copies_are_computed_one_by_one_only_where_that_gives_the_same(own, other, alone):
    def draw(workbook, plan):
        plan.write_formula("F1", f"={own}")
        plan.add_table("H1:H3", {"name": "Tab", "columns": [{"header": "a"}]})
        workbook.get_worksheet_by_name("Ende").write_formula("A1", f"={other}")

    vorlage = package(drawn(draw, "Ende"))
    assert SheetLinks(vorlage, vorlage.sheets[0]).computes_alone is alone
