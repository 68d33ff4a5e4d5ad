"""Sheets that cannot be multiplied, and why."""

from __future__ import annotations

import pytest
from xlsx.copy.ganzheit import damages
from xlsx.copy.kopien import copied, named
from xlsx.copy.teile import (
    BOOK,
    MAIN,
    MS,
    SHEET,
    SPREADSHEET,
    Members,
    drawn,
    hang,
    package,
    swap,
    with_slicer_cache,
)

from xlbudget.cellplan import cell
from xlbudget.errors import VorlageError
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package


def plain() -> Members:
    return drawn(lambda workbook, plan: None, "Ende")


def with_table() -> Members:
    return drawn(lambda workbook, plan: plan.add_table("D1:D3", {"name": "Tab", "columns": [{"header": "a"}]}), "Ende")


def xml_map() -> Members:
    members = plain()
    cell_xml = '<singleXmlCell id="1" r="A1" connectionId="0"><xmlCellPr id="1" uniqueName="a"/></singleXmlCell>'
    xml = f'<singleXmlCells xmlns="{MAIN}">{cell_xml}</singleXmlCells>'
    part = "xl/tables/tableSingleCells1.xml"
    hang(members, SHEET, "tableSingleCells", part, xml, f"{SPREADSHEET}.tableSingleCells+xml", "rIdE")
    return members


def mapped_table() -> Members:
    members = with_table()
    mapped = 'name="a"><xmlColumnPr mapId="1" xpath="/a" xmlDataType="string"/></tableColumn>'
    swap(members, "xl/tables/table1.xml", 'name="a"/>', mapped)
    return members


def query() -> Members:
    members = with_table()
    xml = f'<queryTable xmlns="{MAIN}" name="Abfrage" connectionId="1"/>'
    part, kind = "xl/queryTables/queryTable1.xml", f"{SPREADSHEET}.queryTable+xml"
    hang(members, "xl/tables/table1.xml", "queryTable", part, xml, kind, "rId1")
    return members


def slicer() -> Members:
    members = plain()
    kind = f"{MS}/2007/relationships/slicer"
    hang(members, SHEET, kind, "xl/slicers/slicer1.xml", "<slicers/>", "application/vnd.ms-excel.slicer+xml", "rIdS")
    return members


def timeline() -> Members:
    members = plain()
    part, kind = "xl/timelines/timeline1.xml", "application/vnd.ms-excel.timeline+xml"
    hang(members, SHEET, f"{MS}/2011/relationships/timeline", part, "<timelines/>", kind, "rIdS")
    return members


TABLE_CACHE = '<extLst><ext><x15:tableSlicerCache xmlns:x15="x15" tableId="1" column="1"/></ext></extLst>'
PIVOT_CACHE = '<pivotTables><pivotTable tabId="1" name="Pivot1"/></pivotTables>'


def slicer_elsewhere_on_a_table() -> Members:
    members = with_table()
    with_slicer_cache(members, TABLE_CACHE)
    return members


def slicer_elsewhere_on_a_pivot() -> Members:
    members = plain()
    with_slicer_cache(members, PIVOT_CACHE)
    return members


def timeline_elsewhere() -> Members:
    members = plain()
    with_slicer_cache(members, PIVOT_CACHE, "timelineCache")
    return members


def data_model() -> Members:
    source = "_xlcn.WorksheetConnection_Plan"
    members = named(plain(), **{source: "Plan!$A$1:$B$4"})
    read = f'<x15:connection xmlns:x15="x15" id="a"><x15:rangePr sourceName="{source}"/></x15:connection>'
    connection = f'<connection id="1" name="W"><extLst><ext>{read}</ext></extLst></connection>'
    xml = f'<connections xmlns="{MAIN}">{connection}</connections>'
    hang(members, BOOK, "connections", "xl/connections.xml", xml, f"{SPREADSHEET}.connections+xml", "rIdV")
    return members


def shared_workbook() -> Members:
    members = plain()
    part, kind = "xl/revisions/revisionHeaders.xml", f"{SPREADSHEET}.revisionHeaders+xml"
    hang(members, BOOK, "revisionHeaders", part, "<headers/>", kind, "rIdR")
    return members


@pytest.mark.parametrize(
    ("build", "grund"),
    [
        (xml_map, "eine XML-Zuordnung"),
        (mapped_table, "eine XML-Zuordnung"),
        (query, "eine Datenabfrage"),
        (slicer, "einen Datenschnitt"),
        (timeline, "eine Zeitachse"),
        (slicer_elsewhere_on_a_table, "Ein Datenschnitt eines anderen Blatts"),
        (slicer_elsewhere_on_a_pivot, "Ein Datenschnitt eines anderen Blatts"),
        (timeline_elsewhere, "Eine Zeitachse eines anderen Blatts"),
        (data_model, "Das Datenmodell"),
        (shared_workbook, "freigegeben"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_cannot_be_copied_is_refused_with_the_reason(build, grund):
    with pytest.raises(VorlageError, match=f"{grund}.*Bitte") as error:
        copied(build(), "Nord", "Süd")
    assert "vorlage.xlsx" in str(error.value)


@pytest.mark.parametrize("build", [xml_map, mapped_table])
def test_a_sheet_with_an_xml_map_is_filled_as_any_other(build):
    """Mapped cells are no table, though their part lies among the tables."""
    vorlage = package(build())
    filled = Template(vorlage, [(cell("PB_x", 5),)]).fill((cell("PB_x", 5),))
    assert damages(Package.from_bytes("v.xlsx", filled.data)) == []
    assert lint_workbook(filled.data, "v.xlsx") == []


def test_slicers_on_other_tables_do_not_hinder():
    def draw(workbook, plan):
        workbook.get_worksheet_by_name("Ende").add_table("D1:D3", {"name": "Tab"})

    members = drawn(draw, "Ende")
    with_slicer_cache(members, TABLE_CACHE)
    copied(members)
