"""Hostile XML, and what two programs could read in two ways: refused with a German reason."""

from __future__ import annotations

import re

import pytest
from sources.returns.hostile_base import SHEET, refused, sheet
from sources.returns.rueckmeldung_base import gesendet, patch

from xlbudget.sources.untrusted.rohmappe import read_rohmappe

XML_KOPF = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BOMBE = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "teil", ["workbook__xml", "sheet2__xml", "sharedStrings__xml", "styles__xml", "drawing2__xml", "theme1__xml"]
)
def test_a_dtd_is_refused_in_every_part(teil, code):
    data = patch(gesendet().data, **{teil: lambda _: (XML_KOPF + BOMBE + b"<a>&b;</a>").decode().encode(code)})
    assert "DOCTYPE" in refused(data)


def test_an_external_entity_reads_no_file(tmp_path):
    geheim = tmp_path / "geheim.txt"
    geheim.write_text("geheim")
    xxe = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{geheim.as_uri()}">]><a>&x;</a>'
    assert "DOCTYPE" in refused(sheet(xxe.encode()))


@pytest.mark.parametrize(
    ("xml", "grund"),
    [
        (SHEET % b"<row><c r='A1'><v>1</v></c>", "nicht lesbar"),
        (b"", "nicht lesbar"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>'.encode("latin-1"), "UTF-8"),
        ('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"), "UTF-8"),
        (SHEET % b"\xff\xfe", "nicht lesbar"),
        (SHEET % b"<row><c r='A1'><v>&#1;</v></c></row>", "nicht lesbar"),
        (SHEET % b"<row><c r='A1'><v>&unbekannt;</v></c></row>", "nicht lesbar"),
        (b"<a>" * 1_000_000, "verschachtelt"),
        pytest.param(SHEET % (b"<c/>" * 3_000_000), "zu viele Zellen oder andere Angaben", marks=pytest.mark.slow),
        (SHEET % (b"<row " + b" ".join(b'a%d=""' % i for i in range(1_000_000)) + b"/>"), "übermäßig lang"),
        (SHEET % (b"<!--" + b"x" * 10_000_000 + b"-->"), "übermäßig lang"),
        (b'<w xmlns:p="' + b"u" * 200_000 + b'">' + b"<p:a/>" * 900_000 + b"</w>", "übermäßig lang"),
        (b"<w><" + b"n" * 100_000 + b">" + b"<a/>" * 900_000, "übermäßig lang"),
    ],
)
def test_hostile_xml_is_refused(xml, grund):
    assert grund in refused(sheet(xml))


@pytest.mark.parametrize(
    ("zellen", "grund"),
    [
        (b"<row r='1'><c r='XFE1'><v>1</v></c></row>", "keine Zelle"),
        (b"<row r='1048577'/>", "Reihenfolge"),
        (b"<row r='1'><c r='a1'><v>1</v></c></row>", "keine Zelle"),
        (b"<row r='1'><c r='A2'><v>1</v></c></row>", "falschen Stelle"),
        (b"<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>", "falschen Stelle"),
        (b"<row r='2'/><row r='1'/>", "Reihenfolge"),
        (b"<row r='A1'/>", "Reihenfolge"),
        (b"<row r=''/>", "Reihenfolge"),
        (b"<row r='1'><c r='A1' t='inlineStr'><is><row><c><is><t>x</t></is></c></row></is></c></row>", "ineinander"),
        (b"<row r='1'><c r='A1'><v>1</v><v>2</v></c></row>", "mehrere Werte"),
        (b"<row r='1'><c r='A1'><v>1</v><is><t>x</t></is></c></row>", "mehrere Werte"),
        (b"<row r='1'><c r='A1' t='inlineStr'><is><t>x</t><r><t>y</t></r></is></c></row>", "mehrere Werte"),
        (b"<row r='1'><c r='A1'><v>1<!-- -->2</v></c></row>", "fremde Angaben"),
        (b"<row r='1'><c r='A1'><v>1<x/>2</v></c></row>", "fremde Angaben"),
        (b"<row r='1'><c r='A1'><v>1_000</v></c></row>", "nicht lesbar"),
        (b"<row r='1'><c r='A1'><v>NaN</v></c></row>", "nicht lesbar"),
        (b"<row r='1'><c r='A1'><v>1e999</v></c></row>", "nicht lesbar"),
        ("<row r='1'><c r='A1'><v>１２</v></c></row>".encode(), "nicht lesbar"),
        (b"<row r='1'><c r='A1' t='s'><v>99999</v></c></row>", "fehlt"),
        (b"<row r='1'><c r='A1' t='s'><v>-1</v></c></row>", "fehlt"),
        (b"<row r='1'><c r='A1' t='b'><v>2</v></c></row>", "nicht lesbar"),
        (b"<row r='1'><c r='A1' t='quatsch'><v>2</v></c></row>", "nicht lesbar"),
        (b"<row r='1'><c r='A1'><f>" + b"A" * 9_000 + b"</f></c></row>", "zu lang"),
        (b"<row r='1'>" + b"<c><v>1</v></c>" * 16_385 + b"</row>", "falschen Stelle"),
        pytest.param(b"<row><c><v>1</v></c></row>" * 200_001, "zu viele ausgefüllte Zellen", marks=pytest.mark.slow),
        (b"<row><c><f t='array' ref='A1:B2'>1</f></c></row>" * 1_001, "zu viele Matrixformeln"),
    ],
)
def test_what_could_be_read_two_ways_is_refused(zellen, grund):
    assert grund in refused(sheet(SHEET % zellen))


MC = b"xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
ZEILE = b"<row r='1'><c r='A1'><v>1</v></c></row>"


def wahl(inhalt: bytes) -> bytes:
    """Markup that some programs read and others do not."""
    return b"<mc:AlternateContent %s><mc:Choice Requires='x14'>%s</mc:Choice></mc:AlternateContent>" % (MC, inhalt)


@pytest.mark.parametrize(
    "xml",
    [
        SHEET % wahl(ZEILE),
        SHEET % (b"<row r='1'>" + wahl(b"<c r='A1'><v>1</v></c>") + b"</row>"),
        SHEET % (b"<row r='1'><c r='A1'>" + wahl(b"<v>1</v>") + b"</c></row>"),
        SHEET % (b"<x:w xmlns:x='urn:x'>" + ZEILE + b"</x:w>"),
        SHEET % (b"<row r='1'><c r='A1'><x:v xmlns:x='urn:x'>5</x:v><v>1</v></c></row>"),
        (SHEET % ZEILE).replace(b"<sheetData>", wahl(b"<sheetData/>") + b"<sheetData>"),
        (SHEET % ZEILE).replace(b"<sheetData>", b"<x:w xmlns:x='urn:x'><sheetData/></x:w><sheetData>"),
        (SHEET % ZEILE).replace(b"</worksheet>", b"<sheetData/></worksheet>"),
        (SHEET % ZEILE).replace(b" xmlns", b" %s xmlns:q='urn:q' mc:MustUnderstand='q' xmlns" % MC, 1),
        (SHEET % ZEILE).replace(b" xmlns", b" %s xmlns:q='urn:q' mc:ProcessContent='q:w' xmlns" % MC, 1),
    ],
)
def test_what_only_some_programs_would_read_is_refused(xml):
    assert "beschädigt" in refused(sheet(xml))


def test_a_list_of_sheets_or_texts_that_only_some_would_read_is_refused():
    blatt = wahl(b'<sheet name="Neu" sheetId="99" xmlns:r="urn:r" r:id="rId1"/>')
    refused(patch(gesendet().data, workbook__xml=lambda xml: xml.replace(b"</sheets>", blatt + b"</sheets>")))
    refused(patch(gesendet().data, sharedStrings__xml=lambda xml: xml.replace(b"<si>", b"<si>" + wahl(b"<t>x</t>"), 1)))
    xfs = wahl(b"<xf numFmtId='9'/>")
    refused(patch(gesendet().data, styles__xml=lambda xml: xml.replace(b"</cellXfs>", xfs + b"</cellXfs>")))


def test_what_excel_writes_for_newer_versions_passes():
    """`mc:Ignorable`, alternative drawings and extensions behind the cells, an absolute path in the workbook."""
    hinten = wahl(b"<controls/>") + (
        b"<extLst><ext uri='{1}' xmlns:x14='http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'>"
        b"<x14:dxf><font/><numFmt numFmtId='5'/></x14:dxf></ext></extLst></worksheet>"
    )
    kopf = b"<worksheet xmlns:x14ac='urn:x14ac' %s mc:Ignorable='x14ac' x14ac:dyDescent='1' " % MC
    data = patch(
        gesendet().data,
        sheet2__xml=lambda xml: xml.replace(b"<worksheet ", kopf, 1).replace(b"</worksheet>", hinten),
        workbook__xml=lambda xml: xml.replace(b"<sheets>", wahl(b"<x:absPath xmlns:x='urn:x'/>") + b"<sheets>"),
    )
    assert read_rohmappe("x", data).blaetter == read_rohmappe("x", gesendet().data).blaetter


@pytest.mark.parametrize("name", ["_x001B_]0;x_x0007_", "a&#10;b", "x" * 32, "a\u202eb"])
def test_sheet_names_that_excel_would_not_take_are_refused(name):
    data = patch(gesendet().data, workbook__xml=lambda xml: xml.replace(b'name="_xlbudget"', f'name="{name}"'.encode()))
    assert "Blattname" in refused(data)


def test_a_cell_at_the_far_corner_costs_nothing():
    data = sheet(SHEET % b"<row r='1048576'><c r='XFD1048576'><v>7</v></c></row>")
    blatt = list(read_rohmappe("Rücklauf.xlsx", data).blaetter.values())[2]
    assert {adresse: zelle.wert for adresse, zelle in blatt.zellen.items()} == {"XFD1048576": 7.0}


@pytest.mark.parametrize("text", [b"x" * 10_000_000, b"_x000A_" * 32_767 + b"x"])
def test_a_text_that_no_cell_can_hold_is_refused(text):
    data = sheet(SHEET % (b"<row><c t='inlineStr'><is><t>" + text + b"</t></is></c></row>"))
    assert "länger ist, als Excel erlaubt" in refused(data)


def test_a_text_is_never_cut_where_it_is_written_in_escapes():
    text = b"_x000A_" * 6_000 + b"ENDE"
    data = sheet(SHEET % (b"<row><c t='inlineStr'><is><t>" + text + b"</t></is></c></row>"))
    blatt = list(read_rohmappe("Rücklauf.xlsx", data).blaetter.values())[2]
    assert blatt.zellen["A1"].wert == "\n" * 6_000 + "ENDE"
    erster = re.compile(rb"<si>.*?</si>", re.DOTALL)
    geteilt = b"<si><r><t>" + text[:70] + b"</t></r><r><t>" + text[70:] + b"</t></r></si>"
    mappe = read_rohmappe("x", patch(gesendet().data, sharedStrings__xml=lambda xml: erster.sub(geteilt, xml, count=1)))
    gelesen = {zelle.wert for b in mappe.blaetter.values() for zelle in b.zellen.values()}
    assert "\n" * 6_000 + "ENDE" in gelesen


@pytest.mark.slow
def test_two_hundred_thousand_texts_are_the_limit():
    texte = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" + b"<si><t>a</t></si>" * 200_001
    assert "zu viele Texte" in refused(patch(gesendet().data, sharedStrings__xml=lambda _: texte + b"</sst>"))


@pytest.mark.parametrize(
    ("aendern", "grund"),
    [
        (lambda xml: xml.replace(b'name="_xlbudget"', 'name="RÜCKMELDUNG"'.encode()), "Blattnamen"),
        (lambda xml: xml.replace(b'r:id="rIdXlbudget"', b'r:id="rIdFehlt"'), "widersprüchlich"),
        (lambda xml: xml.replace(b'r:id="rIdXlbudget"', b'r:id="rId1"'), "widersprüchlich"),
    ],
)
def test_a_contradictory_list_of_sheets_is_refused(aendern, grund):
    assert grund in refused(patch(gesendet().data, workbook__xml=aendern))
