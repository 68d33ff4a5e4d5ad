"""Every copy of a sheet has all the parts of the sheet, each for itself, whatever they are."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from conftest import differences
from xlsx.copy.ganzheit import damages, kinds_below
from xlsx.copy.teile import (
    BOOK,
    OFFICE,
    SHEET,
    SPREADSHEET,
    TYPES,
    Members,
    at_end,
    drawn,
    hang,
    insert,
    package,
    relate,
    rels_of,
    swap,
    with_activex,
    with_controls,
    with_new_chart,
    with_ole,
    with_pivot,
    with_printer_settings,
    with_threads,
)
from xlsx.lint.lint_sound import PNG

from xlbudget.cellplan import cell
from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package, pack

VORLAGEN = Path(__file__).parents[1] / "vorlagenfaelle"
CORPUS = Path(__file__).parents[1] / "corpus" / "dateien"


def _charts(workbook: xlsxwriter.Workbook, blatt: xlsxwriter.worksheet.Worksheet, anzahl: int) -> None:
    for number in range(anzahl):
        chart = workbook.add_chart({"type": ["column", "line", "pie"][number % 3]})
        chart.add_series({"values": "=Plan!$A$1:$A$4", "name": "=Plan!$B$1"})
        blatt.insert_chart(number * 15, 4, chart)


def three_charts_and_one_elsewhere() -> Members:
    def draw(workbook, plan):
        _charts(workbook, plan, 3)
        _charts(workbook, workbook.get_worksheet_by_name("Ende"), 1)

    return drawn(draw, "Ende")


def charts_with_styles() -> Members:
    members = drawn(lambda workbook, plan: _charts(workbook, plan, 2))
    for number in (1, 2):
        chart = f"xl/charts/chart{number}.xml"
        for word in ("style", "colors"):
            xml = f'<cs:{word} xmlns:cs="http://schemas.microsoft.com/office/drawing/2012/chartStyle" id="{number}"/>'
            kind = f"http://schemas.microsoft.com/office/2011/relationships/chart{word.capitalize()}"
            kind = kind.replace("chartColors", "chartColorStyle")
            hang(
                members,
                chart,
                kind,
                f"xl/charts/{word}{number}.xml",
                xml,
                f"application/vnd.ms-office.chart{word}+xml",
                f"rId{word}",
            )
    return members


def three_tables_and_a_name_that_is_taken() -> Members:
    def draw(workbook, plan):
        for number, name in enumerate(("Eins", "Zwei", "Drei")):
            plan.add_table(
                5, number * 3, 8, number * 3 + 1, {"name": name, "columns": [{"header": "a"}, {"header": "b"}]}
            )
        ende = workbook.get_worksheet_by_name("Ende")
        ende.add_table("A1:A3", {"name": "Zwei_2", "columns": [{"header": "a"}]})
        workbook.define_name("Drei_2", "=Ende!$A$1")

    return drawn(draw, "Ende")


def notes_and_pictures_in_the_header() -> Members:
    def draw(workbook, plan):
        plan.write_comment("B2", "Notiz", {"author": "Controlling"})
        plan.set_header("&L&G", {"image_left": "a.png", "image_data_left": io.BytesIO(PNG)})
        plan.insert_image("F1", "b.png", {"image_data": io.BytesIO(PNG)})
        plan.set_background(io.BytesIO(PNG))
        hinten = workbook.get_worksheet_by_name("Ende")
        hinten.write_comment("A1", "andere")

    return drawn(draw, "Ende")


def controls_and_notes() -> Members:
    members = drawn(lambda workbook, plan: None)
    with_controls(members, 3)
    return members


def activex() -> Members:
    members = drawn(lambda workbook, plan: None)
    with_activex(members)
    return members


def ole_and_printer_settings() -> Members:
    members = drawn(lambda workbook, plan: None)
    with_printer_settings(members)
    with_ole(members)
    return members


def pivots_of_another_sheet() -> Members:
    members = drawn(lambda workbook, plan: None, "Daten")
    with_pivot(members, 1, 'ref="A1:B4" sheet="Daten"')
    with_pivot(members, 2, "", cache=1)
    with_pivot(members, 3, 'ref="A1:C4" sheet="Daten"')
    return members


def pivots_of_the_sheet_itself() -> Members:
    members = drawn(lambda workbook, plan: None, "Daten")
    with_pivot(members, 1, 'ref="A1:B4" sheet="Plan"')
    with_pivot(members, 2, "", cache=1)
    with_pivot(members, 3, 'name="PB_x"')
    return members


def threads() -> Members:
    members = drawn(lambda workbook, plan: plan.write_comment("B2", "[Threaded]", {"author": "Controlling"}))
    with_threads(members)
    return members


def new_chart_and_shapes_in_a_chart() -> Members:
    members = drawn(lambda workbook, plan: _charts(workbook, plan, 1))
    with_new_chart(members)
    shapes = '<c:userShapes xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"
    hang(members, "xl/charts/chart1.xml", "chartUserShapes", "xl/drawings/drawing2.xml", shapes, kind, "rIdU")
    return members


def data_of_add_ins() -> Members:
    members = drawn(lambda workbook, plan: None)
    for number in (1, 2):
        part = f"xl/customProperty{number}.bin"
        hang(members, SHEET, "customProperty", part, b"\x01" * number, f"{SPREADSHEET}.customProperty", f"rIdE{number}")
    at_end(
        members,
        '<customProperties><customPr name="a" r:id="rIdE1"/><customPr name="b" r:id="rIdE2"/></customProperties>',
    )
    return members


def parts_without_number_and_in_another_case() -> Members:
    """As other programs write them: absolute targets, no numbers, names in another case than in the package."""
    members = drawn(lambda workbook, plan: _charts(workbook, plan, 2))
    for old, new in (
        ("xl/charts/chart1.xml", "xl/charts/chart.xml"),
        ("xl/drawings/drawing1.xml", "xl/drawings/Zeichnung.xml"),
    ):
        members[new] = members.pop(old)
        if rels_of(old) in members:
            members[rels_of(new)] = members.pop(rels_of(old))
        swap(members, TYPES, f"/{old}", f"/{new.upper()}")
    swap(members, rels_of(SHEET), "../drawings/drawing1.xml", "/xl/drawings/zeichnung.xml")
    swap(members, rels_of("xl/drawings/Zeichnung.xml"), "../charts/chart1.xml", "../charts/CHART.xml")
    return members


KINDS = [
    three_charts_and_one_elsewhere,
    charts_with_styles,
    three_tables_and_a_name_that_is_taken,
    notes_and_pictures_in_the_header,
    controls_and_notes,
    activex,
    ole_and_printer_settings,
    pivots_of_another_sheet,
    pivots_of_the_sheet_itself,
    threads,
    new_chart_and_shapes_in_a_chart,
    data_of_add_ins,
    parts_without_number_and_in_another_case,
]


def of_file(name: str) -> Package:
    return Package.read(VORLAGEN / f"{name}.xlsx")


def multiplied(vorlage: Package, anzahl: int) -> Package:
    copies = [Copy(f"Blatt {number}") for number in range(anzahl)]
    return multiply(vorlage, vorlage.sheets[0], copies)


@pytest.mark.parametrize("anzahl", [1, 3, 12])
@pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
def test_each_copy_has_all_parts_for_itself(build, anzahl):
    check_copies(package(build()), anzahl)


@pytest.mark.parametrize("name", ["zwei_diagramme", "zwei_tabellen"])
def test_templates_that_fell_short(name):
    check_copies(of_file(name), 4)


@pytest.mark.parametrize("file", sorted(CORPUS.glob("lo_*.xlsx")), ids=lambda file: file.stem)
def test_sheets_that_libreoffice_drew(file):
    check_copies(Package.read(file), 1 if file.stem == "lo_pivot" else 3)  # its pivot table is on another sheet


def check_copies(vorlage: Package, anzahl: int) -> None:
    assert not [d for d in damages(vorlage) if "Typ" not in d], "the template itself is broken"
    kinds = kinds_below(vorlage, vorlage.sheets[0].part)
    viele = Package.from_bytes("viele.xlsx", Template(multiplied(vorlage, anzahl), ()).fill(()).data)
    assert damages(viele) == []
    for sheet in viele.sheets[:anzahl]:
        assert kinds_below(viele, sheet.part) == kinds
    vorher = {befund.code for befund in lint_workbook(pack(vorlage.members), "vorlage.xlsx")}
    assert [str(b) for b in lint_workbook(pack(viele.members), "viele.xlsx") if b.code not in vorher] == []


def test_two_charts_point_at_their_own_sheet_and_are_read_by_openpyxl():
    viele = multiplied(of_file("zwei_diagramme"), 3)
    buch = openpyxl.load_workbook(io.BytesIO(pack(viele.resolved())))
    for blatt in buch.worksheets:
        values = [series.val.numRef.f for chart in blatt._charts for series in chart.series]
        assert len(values) == 2
        assert all(value.startswith(f"'{blatt.title}'!") for value in values)


def test_two_tables_are_read_by_openpyxl():
    viele = multiplied(of_file("zwei_tabellen"), 3)
    buch = openpyxl.load_workbook(io.BytesIO(pack(viele.resolved())))
    names = [name for blatt in buch.worksheets for name in blatt.tables]
    assert len(set(names)) == 6
    assert [len(blatt.tables) for blatt in buch.worksheets] == [2, 2, 2]


def test_names_of_tables_avoid_other_tables_and_names():
    members = multiplied(package(three_tables_and_a_name_that_is_taken()), 2).resolved()
    tables = [members[part].decode() for part in members if "/tables/" in part]
    names = sorted(re.search(' displayName="([^"]+)"', table)[1] for table in tables)
    assert names == ["Drei", "Drei_2_", "Eins", "Eins_2", "Zwei", "Zwei_2", "Zwei_2_"]


def test_names_are_reserved_one_by_one():
    draft = PackageDraft(package(drawn(lambda workbook, plan: _charts(workbook, plan, 2))))
    erste = [draft.free_part("xl/charts/chart1.xml") for _ in range(3)]
    assert erste == ["xl/charts/chart3.xml", "xl/charts/chart4.xml", "xl/charts/chart5.xml"]
    assert draft.free_part("xl/media/ohne") == "xl/media/ohne1"
    assert draft.free_part("XL/Charts/CHART5.xml", 5) == "XL/Charts/CHART6.xml"


def test_a_type_for_every_relationships_part():
    """LibreOffice gives each .rels part a type of its own, and once gave none to the ending."""
    members = drawn(lambda workbook, plan: _charts(workbook, plan, 2))
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    swap(members, TYPES, f'<Default Extension="rels" ContentType="{kind}"/>', "")
    for part in [name for name in members if name.endswith(".rels")]:
        insert(members, TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/>')
    vorlage = package(members)
    check_copies(vorlage, 3)
    assert f'Extension="rels" ContentType="{kind}"' in multiplied(vorlage, 2).members[TYPES].decode()


def test_a_type_of_the_ending_that_is_that_of_a_sheet():
    """The Open XML SDK gives the ending .xml the type of the first part it writes."""
    members = drawn(lambda workbook, plan: _charts(workbook, plan, 2))
    sheet_type = f"{SPREADSHEET}.worksheet+xml"
    swap(members, TYPES, f'<Override PartName="/{SHEET}" ContentType="{sheet_type}"/>', "")
    swap(members, TYPES, 'Extension="xml" ContentType="application/xml"', f'Extension="xml" ContentType="{sheet_type}"')
    check_copies(package(members), 3)


def test_threads_and_their_notes_have_ids_of_their_own():
    mappe = package(threads())  # drawn once: a drawing says when it was made
    viele = multiplied(mappe, 3).resolved()
    guid = re.compile(rb"\{[0-9A-F-]{36}\}")
    fäden = [viele[part] for part in sorted(viele) if "/threadedComments/" in part]
    notizen = [viele[part] for part in sorted(viele) if part.startswith("xl/comments")]
    assert len(fäden) == len(notizen) == 3
    ids = [re.findall(rb' id="(\{[^"]+\})"', faden) for faden in fäden]
    assert len({i for found in ids for i in found}) == 6
    person = re.findall(rb'person displayName[^>]* id="([^"]+)"', viele["xl/persons/person.xml"])
    for faden, notiz, (wurzel, _) in zip(fäden, notizen, ids, strict=True):
        assert re.findall(rb'personId="([^"]+)"', faden) == person * 2
        assert re.findall(rb'parentId="([^"]+)"', faden) == [wurzel]
        assert set(guid.findall(notiz)) == {wurzel}
    assert multiplied(mappe, 3).resolved() == viele, "the same copies, the same ids"


def test_ids_of_revisions_are_left_to_excel():
    members = drawn(lambda workbook, plan: plan.add_table("D1:D3", {"name": "T", "columns": [{"header": "a"}]}))
    ns = 'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
    for part, tag in ((SHEET, "<worksheet "), ("xl/tables/table1.xml", "<table ")):
        swap(members, part, tag, f'{tag}{ns} xr:uid="{{00000000-0001-0000-0000-00000000000{len(tag) % 9}}}" ')
    viele = multiplied(package(members), 2)
    assert not [part for part, data in viele.members.items() if b"xr:uid" in data]


def test_views_of_a_table_keep_to_their_table():
    """A view that somebody has for himself knows the filter of a table by its id."""
    members = drawn(lambda workbook, plan: plan.add_table("D1:D3", {"name": "T", "columns": [{"header": "a"}]}))
    uid = "{00000000-0001-0000-0000-0000000000AA}"
    ns = 'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
    swap(members, "xl/tables/table1.xml", "<table ", f'<table {ns} xr:uid="{uid}" ')
    xml = (
        '<namedSheetViews xmlns="http://schemas.microsoft.com/office/spreadsheetml/2019/namedsheetviews">'
        f'<namedSheetView name="Meine" id="{{11111111-0001-0000-0000-000000000001}}"><nsvFilter filterId="{uid}"/>'
        "</namedSheetView></namedSheetViews>"
    )
    kind = "http://schemas.microsoft.com/office/2019/04/relationships/namedSheetView"
    part = "xl/namedSheetViews/namedSheetView1.xml"
    hang(members, SHEET, kind, part, xml, "application/vnd.ms-excel.namedsheetviews+xml", "rIdN")
    viele = multiplied(package(members), 3).resolved()
    tables = {re.search(rb'xr:uid="([^"]+)"', viele[p])[1] for p in viele if "/tables/" in p}
    filters = {re.search(rb'filterId="([^"]+)"', viele[p])[1] for p in viele if "/namedSheetViews/" in p}
    assert len(tables) == 3
    assert tables == filters


def test_libreoffice_opens_the_copies_with_the_same_values(recalculated, tmp_path):
    dateien = []
    for build in (
        three_charts_and_one_elsewhere,
        three_tables_and_a_name_that_is_taken,
        notes_and_pictures_in_the_header,
    ):
        datei = tmp_path / f"{build.__name__}.xlsx"
        template = Template(multiplied(package(build()), 3), [(cell("PB_x", 7),)])
        datei.write_bytes(template.fill((cell("PB_x", 7),)).data)
        dateien.append(datei)
    for datei, neu in recalculated(dateien):
        assert differences(datei, neu) == []


def test_strict_files_get_relationships_of_their_own_kind():
    members = drawn(lambda workbook, plan: None)
    for part, data in members.items():
        members[part] = data.replace(OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    viele = multiplied(package(members), 2)
    assert OFFICE.encode() not in viele.members[rels_of(BOOK)]


def test_numbers_of_sheets_lead_to_the_first_copy():
    members = drawn(lambda workbook, plan: None, "Ende")
    view = '<customWorkbookViews><customWorkbookView name="Druck" guid="{1}" activeSheetId="1"/></customWorkbookViews>'
    insert(members, BOOK, "</workbook>", view)
    chain = '<volTypes xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    kind = f"{SPREADSHEET}.volatileDependencies+xml"
    hang(members, BOOK, "volatileDependencies", "xl/volatileDependencies.xml", chain, kind, "rIdV")
    viele = multiplied(package(members), 2)
    first = viele.workbook.find("{*}sheets")[0].get("sheetId")
    assert viele.workbook.find(".//{*}customWorkbookView").get("activeSheetId") == first
    assert "xl/volatileDependencies.xml" not in viele.members
    assert damages(viele) == []


def test_a_link_on_a_picture_with_a_blank_in_the_sheet(tmp_path):
    members = drawn(lambda workbook, plan: _charts(workbook, plan, 1))
    swap(members, BOOK, 'name="Plan"', 'name="Mein Plan"')
    swap(members, BOOK, "Plan!$A$1", "'Mein Plan'!$A$1")
    relate(members, "xl/drawings/drawing1.xml", "hyperlink", "#'Mein%20Plan'!A1", "rIdL")
    relate(members, "xl/drawings/drawing1.xml", "hyperlink", "#'Mein%20Plan'!B1", "rIdM", "External")
    vorlage = package(members)
    viele = multiply(vorlage, vorlage.sheets[0], [Copy("100 %"), Copy("b")])
    rels = [viele.members[part].decode() for part in viele.members if "drawings/_rels" in part]
    assert "#'100 %25'!A1" in rels[0]
    assert "#'100 %25'!B1" in rels[0]
    assert "#'b'!A1" in rels[1]
