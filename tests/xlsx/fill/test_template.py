"""Filling a template: what changes, and that nothing else does."""

import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlbudget.cellplan import Fill, HideRows, cell, column
from xlbudget.errors import EingabeError, VorlageError
from xlbudget.ooxml_text import decode_xstring
from xlbudget.xlsx.fill.template import Template


@pytest.fixture
def vorlage(tmp_path):
    """A template with a value block, sums over it, a second sheet that depends on it, a chart and a text box."""
    datei = tmp_path / "vorlage.xlsx"
    with xlsxwriter.Workbook(datei) as workbook:
        blatt = workbook.add_worksheet("Blatt 1")
        zweites = workbook.add_worksheet("Zwei")
        fett = workbook.add_format({"bold": True, "num_format": "#,##0"})
        blatt.set_column("D:D", 12, fett)
        blatt.write("A1", "fest")
        for zeile in range(3):
            blatt.write_blank(zeile + 1, 1, None, fett)
        blatt.write_formula("B5", "=SUM(B2:B4)", fett)
        blatt.write_formula("B6", '=IF(B5>10,"viel","wenig")')
        zweites.write_formula("A1", "='Blatt 1'!B5*2")
        workbook.define_name("PB_Werte", "='Blatt 1'!$B$2:$B$4")
        workbook.define_name("PB_Neu", "='Blatt 1'!$D$8:$E$9")
        workbook.define_name("PB_Text", "='Blatt 1'!$A$10")
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "='Blatt 1'!$B$2:$B$4"})
        blatt.insert_chart("G2", chart)
        blatt.insert_textbox("G20", "Text der Verwaltung")
        blatt.add_sparkline("F2", {"range": "'Blatt 1'!B2:B4"})
    return datei


def fill(datei, *plan):
    return Template.read(datei, [plan]).fill(plan)


def lies(gefuellt, *, data_only=True):
    return openpyxl.load_workbook(io.BytesIO(gefuellt.data), data_only=data_only)


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def test_values_and_cached_results_across_sheets(vorlage):
    buch = lies(fill(vorlage, column("PB_Werte", [Decimal("1.10"), 2, 8.5])))
    assert [buch["Blatt 1"][f"B{zeile}"].value for zeile in (2, 3, 4, 5, 6)] == [1.1, 2, 8.5, 11.6, "viel"]
    assert buch["Zwei"]["A1"].value == 23.2


def test_one_compiled_template_forgets_the_sheet_before(vorlage):
    erster, zweiter = (column("PB_Werte", [100, 100, 100]), HideRows("PB_Werte", 1)), (column("PB_Werte", [1]),)
    template = Template.read(vorlage, [erster, zweiter])
    erst, dann = template.fill(erster), template.fill(zweiter)
    assert dann.data == Template.read(vorlage, [erster, zweiter]).fill(zweiter).data
    assert erst.data != dann.data
    assert lies(dann)["Blatt 1"]["B5"].value == 1


def test_formulas_stay_formulas(vorlage):
    buch = lies(fill(vorlage, column("PB_Werte", [1, 2, 3])), data_only=False)
    assert buch["Blatt 1"]["B5"].value == "=SUM(B2:B4)"


def test_every_other_member_is_byte_identical(vorlage):
    vorher, nachher = members(vorlage.read_bytes()), members(fill(vorlage, column("PB_Werte", [1])).data)
    assert vorher.keys() == nachher.keys()
    geaendert = {name for name in vorher if vorher[name] != nachher[name]}
    assert geaendert == {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    assert b"fullCalcOnLoad" not in nachher["xl/workbook.xml"]


def test_sheet_keeps_what_openpyxl_would_drop(vorlage):
    blatt = members(fill(vorlage, column("PB_Werte", [1])).data)["xl/worksheets/sheet1.xml"]
    assert b"sparklineGroup" in blatt
    assert b"<drawing " in blatt


def test_cells_that_did_not_exist_take_the_style_of_their_column(vorlage):
    blatt = lies(fill(vorlage, Fill("PB_Neu", ((5, 6), (7, 8)))))["Blatt 1"]
    assert [[blatt[a].value for a in zeile] for zeile in (("D8", "E8"), ("D9", "E9"))] == [[5, 6], [7, 8]]
    assert blatt["D8"].font.bold
    assert not blatt["E8"].font.bold


def test_a_smaller_block_empties_the_rest(vorlage):
    blatt = lies(fill(vorlage, column("PB_Werte", [1, 2, 3]), column("PB_Werte", [4])))["Blatt 1"]
    assert [blatt[f"B{zeile}"].value for zeile in (2, 3, 4, 5)] == [4, None, None, 4]


@pytest.mark.parametrize(
    ("block", "text"), [(((1,),) * 5, "es fehlen 2 Zeilen"), (((1, 2, 3),), "es fehlen 2 Spalten")]
)
def test_a_block_that_is_too_large_says_what_is_missing(vorlage, block, text):
    with pytest.raises(VorlageError, match=f"PB_Werte zu klein: {text}"):
        fill(vorlage, Fill("PB_Werte", block))


@pytest.mark.parametrize("anzahl", [0, 1, 3])
def test_hidden_rows(vorlage, anzahl):
    blatt = lies(fill(vorlage, HideRows("PB_Werte", anzahl)))["Blatt 1"]
    assert [bool(blatt.row_dimensions[zeile].hidden) for zeile in (2, 3, 4)] == [zeile > anzahl for zeile in (1, 2, 3)]


@pytest.mark.parametrize(
    ("wert", "gelesen"),
    [
        ("=1+1", "=1+1"),
        ("+49 5171", "+49 5171"),
        ("@x", "@x"),
        (" vorn und hinten ", " vorn und hinten "),
        ("Ümläute & <Klammern>", "Ümläute & <Klammern>"),
        ("zwei\nZeilen", "zwei\nZeilen"),
        ("😊", "😊"),
        (True, True),
        (datetime.date(2023, 12, 31), 45291),
        (datetime.date(1900, 2, 28), 59),
        (datetime.datetime(2023, 12, 31, 12), 45291.5),
        (Decimal("-0.01"), -0.01),
        (10**15, 10**15),
        (None, None),
        ("x" * 32767, "x" * 32767),
    ],
)
def test_values_round_trip(vorlage, wert, gelesen):
    gefuellt = lies(fill(vorlage, cell("PB_Text", wert)))["Blatt 1"]["A10"]
    assert gefuellt.value == gelesen
    assert gefuellt.data_type != "f"


def test_text_that_looks_like_an_escape_is_escaped(vorlage):
    blatt = members(fill(vorlage, cell("PB_Text", "_x0041_")).data)["xl/worksheets/sheet1.xml"]
    assert b"_x005F_x0041_" in blatt


def test_a_result_that_xml_cannot_hold_is_escaped(tmp_path):
    datei = tmp_path / "v.xlsx"
    with xlsxwriter.Workbook(datei) as workbook:
        workbook.add_worksheet("B").write_formula("A2", '=A1&CHAR(7)&"_x0041_"')
        workbook.define_name("PB_X", "=B!$A$1")
    gefuellt = fill(datei, cell("PB_X", "a"))
    assert b"<v>a_x0007__x005F_x0041_</v>" in members(gefuellt.data)["xl/worksheets/sheet1.xml"]
    assert decode_xstring(lies(gefuellt)["B"]["A2"].value) == "a\a_x0041_"


def test_a_row_hidden_by_the_template_stays_hidden(tmp_path):
    datei = tmp_path / "v.xlsx"
    with xlsxwriter.Workbook(datei) as workbook:
        blatt = workbook.add_worksheet("B")
        blatt.set_row(0, None, None, {"hidden": True})
        workbook.define_name("PB_X", "=B!$A$1")
    assert lies(fill(datei, cell("PB_X", 1)))["B"].row_dimensions[1].hidden


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=200))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back(vorlage, text):
    gelesen = lies(fill(vorlage, cell("PB_Text", text)))["Blatt 1"]["A10"].value
    assert (gelesen or "") == text


@pytest.mark.parametrize(
    ("wert", "text"),
    [
        ("a\x00b", r"A10 enthält an Stelle 2 ein Zeichen.*U\+0000"),
        ("x" * 32768, "32768 Zeichen; Excel fasst 32767"),
        (float("nan"), "A10 ist keine Zahl"),
        (float("inf"), "A10 ist keine Zahl"),
    ],
)
def test_what_excel_cannot_store_is_refused_with_its_place(vorlage, wert, text):
    with pytest.raises(VorlageError, match=text):
        fill(vorlage, cell("PB_Text", wert))


def test_missing_required_name(vorlage):
    with pytest.raises(VorlageError, match="fehlen die Namen PB_Fehlt"):
        Template.read(vorlage, [(cell("PB_Werte", 1),)], {"PB_Fehlt", "PB_Werte"})


def test_a_name_the_template_does_not_have_is_left_out(vorlage):
    assert fill(vorlage, cell("PB_Anderes", 1)).befunde == ()


def test_unreadable_templates(tmp_path):
    kaputt = tmp_path / "kaputt.xlsx"
    kaputt.write_bytes(b"PK\x03\x04 kein Archiv")
    with pytest.raises(EingabeError, match="beschädigt"):
        Template.read(kaputt, ())
    kaputt.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    with pytest.raises(EingabeError, match="Kennwort"):
        Template.read(kaputt, ())
    with pytest.raises(EingabeError, match="gibt es nicht"):
        Template.read(tmp_path / "fehlt.xlsx", ())


def test_what_cannot_be_computed_has_no_cache_and_is_reported(tmp_path):
    datei = tmp_path / "v.xlsx"
    with xlsxwriter.Workbook(datei) as workbook:
        blatt = workbook.add_worksheet("B")
        blatt.write_formula("A2", "=GIBTESNICHT(A1)", None, 7)
        blatt.write_formula("A3", "=A1/0")
        workbook.define_name("PB_X", "=B!$A$1")
    gefuellt = fill(datei, cell("PB_X", 1))
    assert [str(befund.source) for befund in gefuellt.befunde] == ["v.xlsx, B!A2"]
    blatt = lies(gefuellt)["B"]
    assert (blatt["A2"].value, blatt["A3"].value) == (None, "#DIV/0!")
    assert b'fullCalcOnLoad="1"' in members(gefuellt.data)["xl/workbook.xml"]


def test_merged_target_is_one_cell(tmp_path):
    datei = tmp_path / "v.xlsx"
    with xlsxwriter.Workbook(datei) as workbook:
        blatt = workbook.add_worksheet("B")
        blatt.merge_range("A1:D2", "")
        blatt.merge_range("A3:D4", "")
        workbook.define_name("PB_X", "=B!$A$1:$D$4")
    blatt = lies(fill(datei, column("PB_X", ["oben", "unten"])))["B"]
    assert (blatt["A1"].value, blatt["A3"].value) == ("oben", "unten")


def test_replacing_the_first_of_shared_formulas_keeps_the_others(tmp_path):
    datei = tmp_path / "v.xlsx"
    buch = openpyxl.Workbook()
    buch.active.title = "B"
    for zeile in (1, 2, 3):
        buch.active[f"A{zeile}"] = zeile
    buch.active["B1"] = "=A1*10"
    buch.defined_names["PB_X"] = openpyxl.workbook.defined_name.DefinedName("PB_X", attr_text="B!$B$1")
    buch.save(datei)
    with zipfile.ZipFile(datei) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    blatt = parts["xl/worksheets/sheet1.xml"].decode()
    blatt = blatt.replace("<f>A1*10</f>", '<f t="shared" ref="B1:B3" si="0">A1*10</f>')
    for zeile in (2, 3):
        vorher = f'<c r="A{zeile}" t="n"><v>{zeile}</v></c>'
        assert vorher in blatt
        blatt = blatt.replace(vorher, f'{vorher}<c r="B{zeile}"><f t="shared" si="0"/><v/></c>')
    with zipfile.ZipFile(datei, "w") as archive:
        for name, data in {**parts, "xl/worksheets/sheet1.xml": blatt.encode()}.items():
            archive.writestr(name, data)
    gefuellt = fill(datei, cell("PB_X", 5))
    assert [lies(gefuellt)["B"][f"B{zeile}"].value for zeile in (1, 2, 3)] == [5, 20, 30]
    assert lies(gefuellt, data_only=False)["B"]["B3"].value == "=A3*10"
