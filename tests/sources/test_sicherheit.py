"""The gate: what is dangerous is refused with a German reason, quickly and in little memory; the harmless passes."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sources.rueckmeldung_base import gesendet, members, pack, patch

from xlbudget.errors import EingabeError
from xlbudget.sources import entpacken, xmlstrom
from xlbudget.sources.rohmappe import read_rohmappe
from xlbudget.sources.sicherheit import MAX_BYTES

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS_REL = "http://schemas.microsoft.com/office/2006/relationships"
MAX_SPEICHER_MB = 150
MAX_SEKUNDEN = 60  # ten times what the slowest takes on a slow machine
XML_KOPF = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BOMBE = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def refused(data: bytes) -> str:
    """Why a file is refused; fails if it is not, takes too long or does not say what to do."""
    beginn = time.monotonic()
    with pytest.raises(EingabeError) as error:
        read_rohmappe("Rücklauf.xlsx", data)
    assert time.monotonic() - beginn < MAX_SEKUNDEN
    text = str(error.value)
    assert text.startswith("Rücklauf.xlsx ")
    assert re.search("Bitte|wählen|entfernen", text), f"ohne Rat: {text}"
    return text


def sent_with(**weitere: bytes) -> bytes:
    """The workbook as sent with members added; `__` in a name stands for `/`, the last `_` for the point."""
    teile = members(gesendet().data)
    for name, inhalt in weitere.items():
        ordner, _, datei = name.rpartition("__")
        teile[f"{ordner.replace('__', '/')}/{'.'.join(datei.rsplit('_', 1))}"] = inhalt
    return pack(teile)


def related(art: str, ziel: str, extern: bool = False, von: str = "workbook.xml.rels") -> bytes:
    """The workbook as sent with one relationship more."""
    modus = ' TargetMode="External"' if extern else ""
    rel = f'<Relationship Id="rIdBoese" Type="{art}" Target="{ziel}"{modus}/></Relationships>'
    return patch(
        gesendet().data, **{von.replace(".", "__"): lambda xml: xml.replace(b"</Relationships>", rel.encode())}
    )


def sheet(xml: bytes) -> bytes:
    """The workbook as sent with the XML of one sheet replaced."""
    return stored(patch(gesendet().data, sheet2__xml=lambda _: xml))


def stored(data: bytes) -> bytes:
    """The same, unpacked: then it is not the packing that is suspicious."""
    return pack(members(data), zipfile.ZIP_STORED)


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


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
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "alten Format .xls"),
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


# --- packages that are not what they say


@pytest.mark.parametrize(
    "name", ["../x.xml", "/etc/x.xml", "xl/../../x.xml", "xl\\x.xml", "C:x.xml", "xl//x.xml", "xl/x\x07.xml"]
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert "Dateinamen" in refused(pack({**members(gesendet().data), name: b"<a/>"}))


def test_a_name_with_a_zero_byte_is_refused():
    data = pack({**members(gesendet().data), "xl/q.xml": b"<a/>"}).replace(b"xl/q.xml", b"xl/\0.xml")
    assert "Dateinamen" in refused(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.xml"])
def test_a_member_that_stands_twice_is_refused(name):
    puffer = io.BytesIO(gesendet().data)
    with zipfile.ZipFile(puffer, "a") as archive:
        archive.writestr(name, b"<a/>")
    assert "doppelt" in refused(puffer.getvalue())


def test_unusual_packing_is_refused():
    assert "gepackt" in refused(pack(members(gesendet().data), zipfile.ZIP_BZIP2))


def test_a_packed_password_is_named():
    data = bytearray(pack({"xl/workbook.xml": b"<a/>"}))
    for marke, versatz in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(marke) + versatz] |= 1
    assert "Kennwort" in refused(bytes(data))


def test_a_flipped_bit_is_damage():
    data = bytearray(gesendet().data)
    data[len(data) // 2] ^= 1
    assert "beschädigt" in refused(bytes(data))


# --- bombs


def test_a_bomb_of_xml_is_refused():
    data = sent_with(xl__bombe_xml=b"<a>" + b" " * (entpacken.MAX_XML_TEIL + 1) + b"</a>")
    assert "stark gepackt" in refused(data)
    assert "16 MB" in refused(stored(data))


def test_a_bomb_of_pictures_is_refused():
    assert "stark gepackt" in refused(sent_with(xl__media__bombe_png=bytes(60 * 2**20)))


def test_many_poorly_packed_pictures_are_refused_in_sum():
    muster = zlib.compress(bytes(range(256)) * 4096)  # packs well, but not suspiciously so
    bild = (muster + bytes(30_000)) * 1100
    data = sent_with(**{f"xl__media__bild{nummer}_png": bild[: 40 * 2**20] for nummer in range(5)})
    assert "128 MB" in refused(data)


def test_much_xml_is_refused_in_sum():
    fuellung = b"".join(b"<b>%d</b>" % nummer for nummer in range(1_200_000))[: 13 * 2**20]
    data = sent_with(**{f"xl__teil{nummer}_xml": b"<a>" + fuellung for nummer in range(4)})
    assert "48 MB" in refused(data)


def test_a_bomb_that_lies_about_its_size_is_refused():
    """The declared size is small; what counts is what comes out."""
    bombe = bytearray(sent_with(xl__media__bombe_png=bytes(60 * 2**20)))
    for marke, versatz in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        stelle = bombe.rindex(marke, 0, bombe.rindex(b"xl/media/bombe.png") if marke[2] == 1 else len(bombe))
        bombe[stelle + versatz : stelle + versatz + 4] = struct.pack("<I", 100)
    refused(bytes(bombe))


def test_a_directory_of_members_without_end_is_refused():
    kopf = b"PK\x01\x02" + bytes(42)
    ende = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 46 * 400_000, 4, 0)
    assert "2000 Teile" in refused(b"PK\x03\x04" + kopf * 400_000 + ende)


# --- hostile XML


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
        (SHEET % (b"<c/>" * 3_000_000), "1000000 Angaben"),
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
        (b"<row><c><v>1</v></c></row>" * 200_001, "200000 ausgefüllte Zellen"),
        (b"<row><c><f t='array' ref='A1:B2'>1</f></c></row>" * 1_001, "Matrixformeln"),
    ],
)
def test_what_could_be_read_two_ways_is_refused(zellen, grund):
    assert grund in refused(sheet(SHEET % zellen))


def test_a_cell_at_the_far_corner_costs_nothing():
    data = sheet(SHEET % b"<row r='1048576'><c r='XFD1048576'><v>7</v></c></row>")
    blatt = list(read_rohmappe("Rücklauf.xlsx", data).blaetter.values())[2]
    assert {adresse: zelle.wert for adresse, zelle in blatt.zellen.items()} == {"XFD1048576": 7.0}


def test_ten_megabytes_of_text_are_cut_off():
    text = b"x" * 10_000_000
    data = sheet(SHEET % (b"<row><c t='inlineStr'><is><t>" + text + b"</t></is></c></row>"))
    blatt = list(read_rohmappe("Rücklauf.xlsx", data).blaetter.values())[2]
    assert xmlstrom.MAX_TEXT <= len(str(blatt.zellen["A1"].wert)) <= xmlstrom.MAX_TEXT + 1


def test_two_hundred_thousand_texts_are_the_limit():
    texte = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" + b"<si><t>a</t></si>" * 200_001
    assert "200000 Texte" in refused(patch(gesendet().data, sharedStrings__xml=lambda _: texte + b"</sst>"))


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


MEASURE = """
import re, sys
sys.path[:0] = {pfade!r}
from pathlib import Path
from xlbudget.errors import EingabeError
from xlbudget.sources.rohmappe import read_rohmappe
data = Path({datei!r}).read_bytes()
def megabytes():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
vorher = megabytes()
try:
    read_rohmappe("x", data)
except EingabeError:
    pass
print(megabytes() - vorher)
"""


def _cells(anzahl: int) -> bytes:
    return sheet(SHEET % b"".join(b"<row><c t='inlineStr'><is><t>%d</t></is></c></row>" % i for i in range(anzahl)))


def _texts(anzahl: int) -> bytes:
    texte = b"".join(b"<si><t>%d</t></si>" % i for i in range(anzahl))
    kopf = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    return stored(patch(gesendet().data, sharedStrings__xml=lambda _: kopf + texte + b"</sst>"))


@pytest.mark.parametrize(
    "build",
    [
        lambda: _cells(199_000),
        lambda: _cells(300_000),
        lambda: _texts(199_000),
        lambda: sheet(SHEET % (b"<c/>" * 3_000_000)),
        lambda: sheet(SHEET % (b"<row " + b" ".join(b'a%d=""' % i for i in range(1_000_000)) + b"/>")),
        lambda: sheet(SHEET % (b"<row><c><v>" + b"1" * 15_000_000 + b"</v></c></row>")),
        lambda: sent_with(**{f"xl__media__bombe{i}_png": bytes(30 * 2**20) for i in range(20)}),
        lambda: patch(
            gesendet().data, workbook__xml__rels=lambda x: x.replace(b"</R", b"<Relationship/>" * 65_000 + b"</R")
        ),
    ],
    ids=["Zellen", "zu viele Zellen", "Texte", "leere Zellen", "Attribute", "lange Zahl", "Bilder", "Verzeichnis"],
)
def test_the_process_stays_small(build: Callable[[], bytes], tmp_path):
    """Measured from outside, with what C code takes; what is just allowed is the worst case."""
    if not Path("/proc/self/status").exists():
        pytest.skip("Der Speicherbedarf wird nur unter Linux gemessen")
    datei = tmp_path / "grenze.xlsx"
    datei.write_bytes(build())
    code = MEASURE.format(pfade=[path for path in sys.path if path], datei=str(datei))
    lauf = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=MAX_SEKUNDEN)
    assert int(lauf.stdout) < MAX_SPEICHER_MB
