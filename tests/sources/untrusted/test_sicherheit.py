"""The gate: what is dangerous is refused with a German reason, quickly; the harmless passes."""

from __future__ import annotations

import io

import pytest
from sources.returns.hostile_base import MS_REL, REL, refused, related, sent_with
from sources.returns.rueckmeldung_base import gesendet, members, pack

from xlbudget.errors import Schwere
from xlbudget.sources.untrusted.paket import Paket
from xlbudget.sources.untrusted.rohmappe import read_rohmappe
from xlbudget.sources.untrusted.sicherheit import MAX_BYTES


def test_what_was_sent_passes():
    mappe = read_rohmappe("Rücklauf.xlsx", gesendet().data)
    assert mappe.befunde == ()
    assert len(mappe.blaetter) == 10


# --- no .xlsx at all


@pytest.mark.parametrize(
    ("data", "grund"),
    [
        (b"", "leer"),
        (b"%PDF-1.7 ...", "keine Excel-Datei"),
        (b"<html><table></table></html>", "keine Excel-Datei"),
        (b"PK\x03\x04 abgeschnitten", "beschädigt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "altes .xls-, Word- oder Outlook-Format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(2000), "Kennwort"),
        (b"PK" + bytes(MAX_BYTES), "höchstens 20 MB"),
        (pack({"word/document.xml": b"<a/>"}), "keine Excel-Datei"),
        (pack({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), ".ods"),
    ],
    ids=["leer", "pdf", "html", "abgeschnitten", "xls", "kennwort", "gross", "docx", "ods"],
)
def test_other_files_are_refused_with_advice(data, grund):
    assert grund in refused(data)


@pytest.mark.parametrize(
    ("typ", "grund"),
    [
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", ".xlsm"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", ".xlsb"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", ".xltx"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "kein Excel-Tabellenblatt",
        ),
    ],
)
def test_other_kinds_of_workbook_are_refused_by_their_content(typ, grund):
    mappe = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    teile = members(gesendet().data)
    teile["[Content_Types].xml"] = teile["[Content_Types].xml"].replace(mappe, typ.encode())
    text = refused(pack(teile))
    assert grund in text
    assert "*.xlsx" in text


def test_a_real_password_is_named(tmp_path):
    from msoffcrypto.format.ooxml import OOXMLFile

    verschluesselt = io.BytesIO()
    OOXMLFile(io.BytesIO(gesendet().data)).encrypt("geheim", verschluesselt)
    assert "Kennwort" in refused(verschluesselt.getvalue())


# --- what could run or reach out


@pytest.mark.parametrize(
    ("data", "grund"),
    [
        (lambda: sent_with(xl__vbaProject_bin=b"x"), "Makros"),
        (lambda: sent_with(xl__anders_bin=b"x", xl__macrosheets__sheet1_xml=b"<a/>"), "Makros"),
        (lambda: related(f"{MS_REL}/vbaProject", "harmlos.bin"), "Makros"),
        (lambda: related(f"{MS_REL}/xlMacrosheet", "m.xml"), "Makros"),
        (lambda: sent_with(xl__embeddings__oleObject1_bin=b"x"), "OLE"),
        (lambda: related(f"{REL}/oleObject", "../x.bin", von="sheet2.xml.rels"), "OLE"),
        (lambda: related(f"{REL}/package", "../embeddings/x.docx", von="sheet2.xml.rels"), "OLE"),
        (lambda: sent_with(xl__activeX__activeX1_xml=b"<a/>"), "ActiveX"),
        (lambda: related(f"{REL}/control", "x.xml", von="sheet2.xml.rels"), "ActiveX"),
        (lambda: sent_with(xl__connections_xml=b"<a/>"), "Datenverbindungen"),
        (lambda: related(f"{REL}/connections", "c.xml"), "Datenverbindungen"),
        (lambda: related(f"{REL}/image", "http://boese.example/x.png", extern=True, von="drawing2.xml.rels"), "Netz"),
        (lambda: related(f"{REL}/oleObject", "file:///c:/x.exe", extern=True, von="sheet2.xml.rels"), "OLE"),
        (lambda: linked('<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'), "DDE"),
        (lambda: linked('<oleLink progId="Excel.Sheet"/>'), "DDE"),
    ],
)
def test_active_content_is_refused(data, grund):
    assert grund in refused(data())


def linked(inhalt: str) -> bytes:
    """The workbook as sent with an external link."""
    teile = members(related(f"{REL}/externalLink", "externalLinks/externalLink1.xml"))
    xml = f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inhalt}</externalLink>'
    teile["xl/externalLinks/externalLink1.xml"] = xml.encode()
    rel = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{REL}/externalLinkPath" Target="file:///C:/Eigene.xlsx" TargetMode="External"/></Relationships>'
    )
    teile["xl/externalLinks/_rels/externalLink1.xml.rels"] = rel.encode()
    return pack(teile)


def test_a_link_to_another_workbook_is_left_unread_and_said():
    data = linked(
        '<externalBook xmlns:r="x" r:id="rId1"><sheetNames><sheetName val="Tab"/></sheetNames></externalBook>'
    )
    (befund,) = read_rohmappe("Rücklauf.xlsx", data).befunde
    assert befund.code == "ruecklauf.verknuepfung"
    assert "werden nicht gelesen" in befund.text


def test_many_links_to_one_part_are_followed_once(monkeypatch):
    gelesen = []
    read = Paket.read
    monkeypatch.setattr(Paket, "read", lambda paket, teil, *r, **k: gelesen.append(teil) or read(paket, teil, *r, **k))
    teile = members(linked("<externalBook/>"))
    rel = b'<Relationship Id="m%d" Type="' + REL.encode() + b'/externalLink" Target="externalLinks/externalLink1.xml"/>'
    rels = "xl/_rels/workbook.xml.rels"
    teile[rels] = teile[rels].replace(b"</Rel", b"".join(rel % i for i in range(1_000)) + b"</Rel")
    assert "widersprüchlich" not in str(read_rohmappe("x", pack(teile)).befunde)
    assert gelesen.count("xl/externallinks/externallink1.xml") == 1


def test_more_relationships_than_a_workbook_has_are_refused():
    rel = f'<Relationship Id="x" Type="{REL}/hyperlink" Target="#a"/>'.encode() * 3_000
    kopf = b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    data = sent_with(
        xl___rels__a_rels=kopf + rel + b"</Relationships>", xl___rels__b_rels=kopf + rel + b"</Relationships>"
    )
    assert "zu viele Teile" in refused(data)


@pytest.mark.parametrize(
    ("data", "grund"),
    [
        (lambda: related(f"{REL}/OLEObject", "x.bin"), "OLE"),
        (lambda: typed("application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml"), "Datenverbind"),
        (lambda: typed("application/vnd.openxmlformats-officedocument.spreadsheetml.queryTable+xml"), "Datenverbind"),
        (lambda: typed("application/vnd.ms-office.VBAPROJECT"), "Makros"),
        (lambda: typed("application/vnd.openxmlformats-officedocument.oleObject"), "OLE"),
        (lambda: typed("application/vnd.ms-office.activeX+xml"), "ActiveX"),
        (
            lambda: sent_with(customXml__item1_xml=b"<DataMashup xmlns='http://schemas.microsoft.com/DataMashup'/>"),
            "Daten",
        ),
        (lambda: sent_with(customXml__item1_xml="<DataMashup/>".encode("utf-16")), "Datenverbindungen"),
        (lambda: related("http://boese.example/relationships/hyperlink", "http://boese.example/x.dotm", True), "Netz"),
    ],
)
def test_active_content_is_refused_whatever_it_is_called(data, grund):
    assert grund in refused(data())


def typed(typ: str) -> bytes:
    """The workbook as sent with a part of some content type."""
    teile = members(sent_with(xl__anderes_xml=b"<a/>"))
    override = f'<Override PartName="/xl/anderes.xml" ContentType="{typ}"/></Types>'
    teile["[Content_Types].xml"] = teile["[Content_Types].xml"].replace(b"</Types>", override.encode())
    return pack(teile)


@pytest.mark.parametrize(
    ("art", "was"),
    [
        ("http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "Office-Add-in"),
        ("http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", "Menüband"),
        ("http://schemas.microsoft.com/office/2011/relationships/powerPivotData", "Datenmodell"),
        (f"{REL}/pivotCacheDefinition", "Pivot"),
        (f"{REL}/volatileDependencies", "Echtzeitdaten"),
        (f"{REL}/aFChunk", "afchunk"),
        ("http://boese.example/relationships/worksheet", "http://boese.example"),
    ],
)
def test_what_none_of_our_workbooks_has_is_said(art, was):
    (befund,) = read_rohmappe("x", related(art, "anderes.xml")).befunde
    assert (befund.code, befund.schwere) == ("ruecklauf.fremdteil", Schwere.WARNUNG)
    assert was in befund.text


@pytest.mark.parametrize(
    "art",
    [
        "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels",
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
        "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties",
        f"{REL}/printerSettings",
        f"{REL}/customXml",
        f"{REL}/sheetMetadata",
        f"{REL}/calcChain",
    ],
)
def test_what_programs_add_passes_silently(art):
    assert read_rohmappe("x", related(art, "anderes.xml")).befunde == ()


# --- what others add without harm


@pytest.mark.parametrize(
    "weitere",
    [
        {"docProps__thumbnail_jpeg": b"\xff\xd8"},
        {"docProps__custom_xml": b"<Properties/>"},
        {"xl__printerSettings__printerSettings1_bin": bytes(5000)},
        {"xl__calcChain_xml": b"<calcChain/>"},
        {"xl__comments1_xml": b"<comments/>", "xl__drawings__vmlDrawing1_vml": b"<xml><br></xml>"},
        {"xl__media__image9_png": bytes(range(256)) * 10_000},
        {"customXml__item1_xml": '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")},
        {"xl__threadedComments__threadedComment1_xml": b"<a/>", "xl__persons__person_xml": b"<a/>"},
        {"docMetadata__LabelInfo_xml": b"<a/>"},
    ],
    ids=lambda weitere: next(iter(weitere)),
)
def test_harmless_additions_pass(weitere):
    mappe = read_rohmappe("Rücklauf.xlsx", sent_with(**weitere))
    assert mappe.befunde == ()
    assert mappe.blaetter == read_rohmappe("", gesendet().data).blaetter


def test_a_hyperlink_passes():
    assert (
        read_rohmappe("x", related(f"{REL}/hyperlink", "mailto:amt@example.org", True, "sheet2.xml.rels")).befunde == ()
    )


def test_folders_in_the_package_pass():
    assert read_rohmappe("x", pack({"xl/": b"", "xl/worksheets/": b"", **members(gesendet().data)})).befunde == ()
