"""Pivot tables, charts and controls that point at a sheet that becomes many."""

from __future__ import annotations

import re
from xml.sax.saxutils import unescape

import pytest
from lxml import etree
from xlsx.copy.kopien import NAMES, copied, scopes
from xlsx.copy.teile import (
    BOOK,
    SHEET,
    drawn,
    insert,
    relate,
    swap,
    with_activex,
    with_controls,
    with_new_chart,
    with_pivot,
)

from xlbudget.errors import VorlageError


def sources(members: dict[str, bytes]) -> list[tuple[str | None, str | None]]:
    caches = (
        etree.fromstring(data)
        for part, data in sorted(members.items())
        if "pivotCacheDefinition" in part and part.endswith(".xml")
    )
    return [(s.get("sheet"), s.get("name")) for root in caches for s in root.iter("{*}worksheetSource")]


def test_a_pivot_table_over_its_own_sheet_evaluates_its_copy():
    members = drawn(lambda workbook, plan: None)
    with_pivot(members, 1, 'ref="A1:B4" sheet="Plan"')
    viele = copied(members)
    assert sources(viele) == [(name, None) for name in NAMES]
    caches = [data for part, data in viele.items() if "pivotCacheDefinition" in part and part.endswith(".xml")]
    assert all(b'refreshOnLoad="1"' in cache for cache in caches)
    ids = [entry.get("cacheId") for entry in etree.fromstring(viele[BOOK]).iterfind(".//{*}pivotCache")]
    used = [re.search(rb'cacheId="(\d+)"', viele[part])[1].decode() for part in viele if "/pivotTables/pivot" in part]
    assert len(set(ids)) == 3
    assert sorted(ids) == sorted(used)


def test_a_pivot_table_over_a_table_or_a_name_of_its_sheet():
    def draw(workbook, plan):
        plan.add_table("D1:D3", {"name": "Tab", "columns": [{"header": "a"}]})

    members = drawn(draw)
    with_pivot(members, 1, 'name="Tab"')
    with_pivot(members, 2, 'name="PB_x"')
    erwartet = [("None", "Tab"), ("None", "Tab_2"), ("Nord", "PB_x"), ("Süd", "PB_x")]
    assert sorted((str(sheet), name) for sheet, name in sources(copied(members, "Nord", "Süd"))) == erwartet


def test_a_pivot_table_over_another_sheet_shares_its_cache():
    members = drawn(lambda workbook, plan: None, "Daten")
    with_pivot(members, 1, 'ref="A1:B4" sheet="Daten"')
    assert sources(copied(members)) == [("Daten", None)]


@pytest.mark.parametrize("source", ['ref="A1:B4" sheet="plan"', 'name="PB_x"'])
def test_a_pivot_table_elsewhere_can_evaluate_one_copy_only(source):
    members = drawn(lambda workbook, plan: None, "Auswertung")
    with_pivot(members, 1, source, owner="xl/worksheets/sheet2.xml")
    with pytest.raises(VorlageError, match=r"auf „Auswertung“ wertet das Blatt „Plan“ aus"):
        copied(members)
    assert sources(copied(members, "Nord")) in ([("Nord", None)], [(None, "PB_x")])


def test_a_cache_that_another_sheet_uses_too_can_evaluate_one_copy_only():
    members = drawn(lambda workbook, plan: None, "Auswertung")
    with_pivot(members, 1, 'ref="A1:B4" sheet="Plan"')
    with_pivot(members, 2, "", owner="xl/worksheets/sheet2.xml", cache=1)
    with pytest.raises(VorlageError, match="„Auswertung“"):
        copied(members)
    assert sources(copied(members, "Nord")) == [("Nord", None)]


def test_a_consolidation_and_a_pivot_source_in_another_workbook():
    members = drawn(lambda workbook, plan: None, "Ende")
    insert(
        members,
        SHEET,
        "<pageMargins",
        '<dataConsolidate><dataRefs count="1"><dataRef ref="A1:B2" sheet="Plan"/></dataRefs></dataConsolidate>',
    )
    with_pivot(members, 1, 'ref="A1:B4" sheet="Plan" r:id="rId9"')
    relate(members, "xl/pivotCache/pivotCacheDefinition1.xml", "externalLinkPath", "fremd.xlsx", "rId9", "External")
    viele = copied(members, "Nord")
    assert sources(viele) == [("Plan", None)]
    assert any(b'<dataRef ref="A1:B2" sheet="Nord"/>' in data for data in viele.values())


def test_a_chart_of_a_pivot_table_follows():
    def draw(workbook, plan):
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=Plan!$A$1:$A$4"})
        plan.insert_chart("H1", chart)

    for source in ("[Mappe.xlsx]Plan!Pivot1", "[Mappe.xlsx]'Plan'!Pivot1"):
        members = drawn(draw)
        with_pivot(members, 1, 'ref="A1:B4" sheet="Plan"')
        swap(
            members,
            "xl/charts/chart1.xml",
            "<c:chart>",
            f"<c:pivotSource><c:name>{source}</c:name></c:pivotSource><c:chart>",
        )
        viele = copied(members, "Nord", "Mein Süd")
        names = sorted(re.search(rb"<c:name>(.*)</c:name>", viele[p])[1].decode() for p in viele if "/charts/" in p)
        assert [name.replace("'", "") for name in names] == ["[Mappe.xlsx]Mein Süd!Pivot1", "[Mappe.xlsx]Nord!Pivot1"]
        assert ("'" in names[0]) == ("'" in source)


def test_controls_write_to_their_own_sheet():
    members = drawn(lambda workbook, plan: None)
    with_controls(members, 3)
    viele = copied(members)
    for pattern, part in (("FmlaLink>([^<]+)<", ".vml"), ('fmlaLink="([^"]+)"', "xl/ctrlProps/")):
        texts = [data.decode() for name, data in viele.items() if part in name]
        found = [unescape(link, {"&quot;": '"'}) for text in texts for link in re.findall(pattern, text)]
        assert sorted(found) == sorted(["'Nord'!$A$2", "'it''s'!$A$2", "'sagt \"ja\"'!$A$2"] * 3)
    assert all("$A$1:$A$4" in data.decode() for part, data in viele.items() if part.startswith("xl/ctrlProps/"))


@pytest.mark.parametrize("link", ["Plan!$A$2", "'Plan'!$A$2", "PLAN!$A$2"])
def test_a_control_elsewhere_writes_to_the_first_copy(link):
    members = drawn(lambda workbook, plan: None, "Ende")
    with_controls(members, 1, link=link)
    swap(members, BOOK, 'name="Plan" sheetId="1" r:id="rId1"', 'name="X" sheetId="1" r:id="rId2"')
    swap(members, BOOK, 'name="Ende" sheetId="2" r:id="rId2"', 'name="Ende" sheetId="2" r:id="rId1"')
    swap(members, BOOK, 'name="X"', 'name="Plan"')
    viele = copied(members)
    assert b"<x:FmlaLink>'Nord'!$A$2</x:FmlaLink>" in viele["xl/drawings/vmlDrawing7.vml"]
    assert b"fmlaLink=\"'Nord'!$A$2\"" in viele["xl/ctrlProps/ctrlProp1.xml"]


def test_activex_and_linked_pictures():
    members = drawn(lambda workbook, plan: plan.insert_textbox("H1", "x", {"textlink": "=Plan!$A$1"}))
    with_activex(members, 2)
    camera = (
        '<a14:cameraTool xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" cellRange="Plan!$A$1:$B$2"/>'
    )
    insert(members, "xl/drawings/drawing1.xml", "</xdr:wsDr>", f"<xdr:ext>{camera}</xdr:ext>")
    viele = copied(members, "Nord", "Süd")
    for name in ("Nord", "Süd"):
        text = b"".join(viele.values()).decode("utf-8", "replace")
        assert text.count(f"linkedCell=\"'{name}'!A2\"") == 2
        assert text.count(f"listFillRange=\"'{name}'!A1:A4\"") == 2
        assert text.count(f"cellRange=\"'{name}'!$A$1:$B$2\"") == 1
        assert text.count(f"textlink=\"'{name}'!$A$1\"") == 1


def test_newer_extensions_of_charts_rules_and_sparklines():
    def draw(workbook, plan):
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Plan!$A$1:$A$4", "data_labels": {"custom": [{"value": "=Plan!$B$1"}]}})
        plan.insert_chart("H1", chart)
        plan.add_sparkline("G1", {"range": "Plan!A1:B1"})
        plan.conditional_format(
            "A1:A4", {"type": "data_bar", "data_bar_2010": True, "min_type": "num", "min_value": "=Plan!$A$1"}
        )
        plan.data_validation("A9", {"validate": "list", "source": "=Plan!$A$1:$A$3"})

    members = drawn(draw)
    space = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'
    labels = f"<c15:datalabelsRange {space}><c15:f>Plan!$B$1:$B$4</c15:f></c15:datalabelsRange>"
    filtered = f"<c15:fullRef {space}><c15:sqref>Plan!$A$1:$A$9</c15:sqref></c15:fullRef>"
    insert(members, "xl/charts/chart1.xml", "</c:ser>", f"<c:extLst><c:ext>{labels}{filtered}</c:ext></c:extLst>")
    assert members[SHEET].count(b"Plan!") >= 4
    viele = copied(members, "Nord", "Süd")
    assert not [part for part, data in viele.items() if b"Plan!" in data]
    text = b"".join(viele.values()).decode("utf-8", "replace")
    for name in ("Nord", "Süd"):
        assert f"<c15:f>'{name}'!$B$1:$B$4</c15:f>" in text
        assert f"<c15:sqref>'{name}'!$A$1:$A$9</c15:sqref>" in text
        assert f"<xm:f>'{name}'!A1:B1</xm:f>" in text


def test_newer_charts_keep_names_of_the_workbook():
    def draw(workbook, plan):
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Plan!$A$1:$A$4"})
        plan.insert_chart("H1", chart)

    members = drawn(draw)
    with_new_chart(members)
    viele = copied(members)
    names = {
        n.get("name"): n.text
        for n in etree.fromstring(viele[BOOK]).iterfind(".//{*}definedName")
        if "chart" in n.get("name")
    }
    used = [re.search(rb"<cx:f>(.*)</cx:f>", viele[part])[1].decode() for part in viele if "chartEx" in part]
    assert sorted(names) == sorted(used)
    assert sorted(names.values()) == sorted(f"'{name.replace(chr(39), chr(39) * 2)}'!$A$1:$A$4" for name in NAMES)


def test_custom_views_stay_with_every_copy():
    members = drawn(lambda workbook, plan: None)
    guid = "{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}"
    view = f'<customWorkbookView name="Druck" guid="{guid}" activeSheetId="1"/>'
    insert(members, BOOK, "</workbook>", f"<customWorkbookViews>{view}</customWorkbookViews>")
    view = f'<customSheetView guid="{guid}" scale="85"/>'
    insert(members, SHEET, "<pageMargins", f"<customSheetViews>{view}</customSheetViews>")
    name = "Z_AAAAAAAA_BBBB_CCCC_DDDD_EEEEEEEEEEEE_.wvu.PrintArea"
    area = f'<definedName name="{name}" localSheetId="0" hidden="1">Plan!$A$1:$B$2</definedName>'
    insert(members, BOOK, "</definedNames>", area)
    viele = copied(members)
    assert sum(guid.encode() in data for part, data in viele.items() if "/worksheets/" in part) == 3
    assert set(scopes(viele, name)) == {0, 1, 2}
