"""A sheet made many: every reference of every copy is followed to where it leads."""

import io
import re
import struct
import zipfile
import zlib

import openpyxl
import pytest
import xlsxwriter
from conftest import differences
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from xlbudget.cellplan import cell, column
from xlbudget.errors import VorlageError
from xlbudget.xlsx.copy.follow import Follower
from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.copy.sheetnames import safe_sheet_names
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package, pack

NAME = "Muster Blatt"
REF = f"'{NAME}'!"


def png() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def rich_template() -> bytes:
    """A sheet with everything that hangs on sheets, between two others; the last one looks at it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        workbook.add_worksheet("Vorn").write("A1", "bleibt")
        blatt = workbook.add_worksheet(NAME)
        hinten = workbook.add_worksheet("Hinten")
        hinten.write_formula("A1", f"={REF}B6")
        hinten.write_formula("A2", "=SUM(PB_Werte)")
        blatt.write_column("A2", ["Jan", "Feb", "Mrz", "Apr"])
        blatt.write_formula("B6", f"=SUM(B2:B5)+SUM({REF}B2:B5)+PB_Faktor")
        blatt.write_formula("B7", '=IF(B6>0,"Muster Blatt!A1","")')
        blatt.add_table("D1:F5", {"name": "Tabelle", "columns": [
            {"header": "Plan"}, {"header": "Ist"}, {"header": "Diff", "formula": "=Tabelle[[#This Row],[Ist]]-1"},
        ], "data": [[1, 2], [3, 4], [5, 6], [7, 8]]})  # fmt: skip
        blatt.write_formula("B8", "=SUM(Tabelle[Plan])")
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"name": f"={REF}$A$1", "categories": f"={REF}$A$2:$A$5", "values": f"={REF}$B$2:$B$5"})
        chart.set_title({"name": f"={REF}$A$1"})
        blatt.insert_chart("H2", chart)
        blatt.insert_textbox("H20", "", {"textlink": f"={REF}$A$1"})
        blatt.insert_image("H30", "logo.png", {"image_data": png(), "url": f"internal:{REF}A1"})
        blatt.write_comment("A2", "Notiz")
        blatt.add_sparkline("G2", {"range": f"{REF}B2:B5"})
        blatt.conditional_format("B2:B5", {"type": "formula", "criteria": f"={REF}$B$6>1", "format": None})
        grenzen = {"min_type": "formula", "min_value": f"={REF}$A$1", "max_type": "formula", "max_value": "=$B$6"}
        blatt.conditional_format("B2:B5", {"type": "data_bar", "data_bar_2010": True, **grenzen})
        blatt.data_validation("A9", {"validate": "list", "source": f"={REF}$A$2:$A$5"})
        blatt.write_url("A11", f"internal:{REF}B6", string="Summe")
        blatt.write_url("A12", "https://landkreis.example/", string="außen")
        blatt.print_area("A1:P40")
        blatt.repeat_rows(0)
        blatt.protect()
        blatt.set_landscape()
        blatt.set_tab_color("#123456")
        workbook.define_name("PB_Werte", f"={REF}$B$2:$B$5")
        workbook.define_name(f"{REF}PB_Titel", f"={REF}$A$1")
        workbook.define_name("PB_Faktor", f"={REF}$A$13")
        workbook.define_name("Vorn!Lokal", "=Vorn!$A$1")
        workbook.define_name("Hinten!Lokal", "=Hinten!$A$1")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def vorlage() -> Package:
    return Package.from_bytes("vorlage.xlsx", rich_template())


def fill(package: Package, names: list[str]) -> bytes:
    viele = multiply(package, package.sheets[1], [Copy(name, "FF00FF00") for name in names])
    plans = {
        1 + number: (cell("PB_Titel", f"Titel {name}"), column("PB_Werte", [number, 1, 2, 3]))
        for number, name in enumerate(names)
    }
    return Template(viele, plans.values()).fill_sheets(plans).data


NAMES = ["Ümläut & <x>", "it's", 'sagt "ja"', *(f"Blatt {number}" for number in range(197))]


@pytest.fixture(scope="module")
def viele(vorlage) -> Package:
    return Package.from_bytes("viele.xlsx", fill(vorlage, NAMES))


def test_sheets_stand_in_place_of_the_template(viele):
    assert [sheet.name for sheet in viele.sheets] == ["Vorn", *NAMES, "Hinten"]


FOLLOWED = re.compile(r"""'((?:[^']|'')+)'!|"[^"]*"|\b([\w.]+)!""")


def own_references(root: etree._Element) -> list[str]:
    """Sheet names in everything of a part that points at cells."""
    found = []
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname
        texts = [element.text] if tag in ("f", "formula", "formula1", "formula2") else []
        texts += [value for key, value in element.attrib.items() if key in ("location", "textlink")]
        if tag == "cfvo":
            texts.append(element.get("val"))
        for text in texts:
            found += [(a or b).replace("''", "'") for a, b in FOLLOWED.findall(text or "") if a or b]
    return found


def test_every_reference_of_200_copies_leads_to_its_own_sheet(viele):
    seen: set[str] = set()
    for sheet in viele.sheets[1:-1]:
        parts = [sheet.part]
        for part in parts:
            parts += [target for kind, _, target in viele.relationships(part) if "/image" not in kind]
        kinds = [re.sub(r"\d*\.\w+$", "", part.rpartition("/")[2]) for part in parts]
        assert sorted(kinds) == ["chart", "comments", "drawing", "sheet", "table", "vmlDrawing"]
        assert not seen & set(parts), "two copies share a part"
        seen |= set(parts)
        references = [ref for part in parts for ref in own_references(etree.fromstring(viele.members[part]))]
        assert len(references) >= 11
        assert set(references) == {sheet.name}


def test_names_belong_to_their_sheets(viele):
    scoped = {(area.scope, name): area for name, areas in viele.named_areas.items() for area in areas}
    for sheet in viele.sheets[1:-1]:
        for name in ("pb_werte", "pb_titel", "_xlnm.print_area"):
            assert scoped[sheet.index, name].sheet == sheet
    assert scoped[None, "pb_werte"].sheet.name == NAMES[0], "another sheet uses it"
    assert (None, "pb_faktor") not in scoped
    assert scoped[0, "lokal"].sheet.name == "Vorn"
    assert scoped[201, "lokal"].sheet.name == "Hinten"


def test_tables_have_names_and_ids_of_their_own(viele):
    tables = [etree.fromstring(data) for part, data in viele.members.items() if "/tables/" in part]
    assert len({table.get("id") for table in tables}) == len({table.get("displayName") for table in tables}) == 200
    for sheet in viele.sheets[1:-1]:
        (part,) = [target for kind, _, target in viele.relationships(sheet.part) if kind.endswith("/table")]
        name = etree.fromstring(viele.members[part]).get("displayName")
        xml = viele.members[sheet.part].decode()
        assert f"SUM({name}[Plan])" in xml
        assert f"{name}[[#This Row],[Ist]]-1" in xml


def test_values_and_totals_of_each_copy(viele):
    buch = openpyxl.load_workbook(io.BytesIO(pack(viele.members)), data_only=True)
    for number, name in enumerate(NAMES):
        blatt = buch[name]
        assert (blatt["A1"].value, blatt["B6"].value, blatt["B8"].value) == (f"Titel {name}", 2 * (number + 6), 16)
        assert blatt["B7"].value == "Muster Blatt!A1", "text in a formula is no reference"
    assert [buch["Hinten"][zelle].value for zelle in ("A1", "A2")] == [12, 6]


def test_the_look_of_the_sheet_comes_along(vorlage, viele):
    buch = openpyxl.load_workbook(io.BytesIO(pack(viele.members)))
    for name in (NAMES[0], NAMES[-1]):
        blatt = buch[name]
        assert blatt.protection.sheet
        assert blatt.page_setup.orientation == "landscape"
        assert (blatt.print_title_rows, blatt.sheet_properties.tabColor.rgb) == ("$1:$1", "FF00FF00")
        assert len(blatt.data_validations.dataValidation) == 1
        assert blatt["A2"].comment.text == "Notiz"
        assert blatt["A12"].hyperlink.target == "https://landkreis.example/"
    for sheet in viele.sheets[1:-1]:
        for mark in (b"x14:sparkline", b"x14:dataBar", b"<tableParts"):
            assert mark in viele.members[sheet.part]
    assert [name for name in viele.members if "/media/" in name] == ["xl/media/image1.png"]


def test_a_link_on_a_picture_follows(viele):
    for number, sheet in enumerate(viele.sheets[1:-1], 1):
        (drawing,) = [target for kind, _, target in viele.relationships(sheet.part) if kind.endswith("/drawing")]
        rels = viele.members[drawing.replace("drawings/", "drawings/_rels/") + ".rels"]
        targets = [rel.get("Target") for rel in etree.fromstring(rels)]
        assert [t for t in targets if t.startswith("#")] == ["#'" + sheet.name.replace("'", "''") + "'!A1"], number


def test_the_workbook_is_valid(viele, tmp_path):
    datei = tmp_path / "viele.xlsx"
    datei.write_bytes(pack(viele.members))
    with zipfile.ZipFile(datei) as archive:
        assert archive.testzip() is None
    assert [str(fehler) for fehler in OpenXmlValidator().validate(str(datei)).errors] == []


def test_the_lint_finds_nothing(viele):
    assert [str(befund) for befund in lint_workbook(pack(viele.members), "viele.xlsx")] == []


def test_libreoffice_computes_what_is_cached(vorlage, recalculated, tmp_path):
    datei = tmp_path / "wenige.xlsx"
    datei.write_bytes(fill(vorlage, NAMES[:5]))
    ((_, neu),) = recalculated([datei])
    assert differences(datei, neu) == []


def test_unfilled_members_are_those_of_the_template(vorlage, viele):
    for name in ("xl/styles.xml", "xl/theme/theme1.xml", "xl/media/image1.png", "xl/sharedStrings.xml"):
        assert viele.members[name] == vorlage.members[name]


def test_what_cannot_be_copied_is_said(vorlage):
    rels = "xl/worksheets/_rels/sheet2.xml.rels"
    mit = vorlage.members[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="x/slicer" Target="../slicers/slicer1.xml"/></Relationships>',
    )
    package = Package("vorlage.xlsx", {**vorlage.members, rels: mit})
    with pytest.raises(VorlageError, match="enthält einen Datenschnitt"):
        multiply(package, package.sheets[1], [Copy("A")])


@pytest.mark.parametrize(
    ("formel", "erwartet"),
    [
        ("Alt!A1+Altes!A1", "'Neu'!A1+Altes!A1"),
        ("'Alt'!A1:'Alt'!B2", "'Neu'!A1:'Neu'!B2"),
        ("ALT!A1", "'Neu'!A1"),
        ('"Alt!A1"&Alt!A1', "\"Alt!A1\"&'Neu'!A1"),
        ("[1]Alt!A1+'[1]Alt'!A1", "[1]Alt!A1+'[1]Alt'!A1"),
        ("SUM(Alt:Ende!A1)", "SUM(Alt:Ende!A1)"),
        ("SUM(Vorn:Alt!A1)", "SUM(Vorn:Alt!A1)"),
        ("#REF!+Alt!#REF!", "#REF!+'Neu'!#REF!"),
        ("-Alt!$A$1%", "-'Neu'!$A$1%"),
        ("Alt!Name", "'Neu'!Name"),
        ("SUM(Tab[Plan],Tab2[Plan])", "SUM(Tab_2[Plan],Tab2[Plan])"),
        ("ROWS(Tab)", "ROWS(Tab_2)"),
        ("Tab(1)", "Tab(1)"),
        ("Alt!Tab", "'Neu'!Tab"),
        ("Tab[[#This Row],[Tab]]", "Tab_2[[#This Row],[Tab]]"),
    ],
)
def test_references_in_formulas(formel, erwartet):
    assert Follower("alt", "'Neu'", "'Neu'", {"tab": "Tab_2"}).formula(formel) == erwartet


@given(st.lists(st.text(max_size=60), max_size=30))
def test_sheet_names_are_valid_and_differ(titles):
    names = safe_sheet_names(titles, taken=["Übersicht"])
    assert len({name.casefold() for name in [*names, "Übersicht"]}) == len(titles) + 1
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
