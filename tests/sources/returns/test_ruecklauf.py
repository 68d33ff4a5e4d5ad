"""Reading returns: identity, inputs, and what is said about every input that is not plainly right."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from sources.returns.rueckmeldung_base import (
    SCHLUESSEL,
    add_style,
    gesendet,
    members,
    pack,
    patch,
    set_cell,
    sheet_part,
)

from xlbudget.cellplan import cell
from xlbudget.core.rueckmeldung import MAX_PROGNOSE_CT, Feldart, Status
from xlbudget.errors import EingabeError, Schwere
from xlbudget.layout.rueckmeldung import RUECKMELDUNG_BLATT, ZELLE_DATUM, ZELLE_NAME, ZELLE_STATUS
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.returns.ruecklauf import open_ruecklauf, read_rueckmeldung
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.package import Package

TEXT = 't="inlineStr"'


def text(inhalt: str) -> str:
    """The content of a text cell."""
    return f'<is><t xml:space="preserve">{inhalt}</t></is>'


def returned(feldart: Feldart, inhalt: str, attribute: str = "", data: bytes | None = None):
    """Value (… if not taken) and Befunde of the first input of a kind, with this content."""
    feld = gesendet().feld(feldart)
    data = set_cell(data or gesendet().data, feld.blatt, feld.zelle, inhalt, attribute)
    meldung, befunde = read_rueckmeldung(open_ruecklauf("Rück.xlsx", data), gesendet().felder)
    for befund in befunde:
        assert (befund.source.datei, befund.source.blatt, befund.source.zelle) == ("Rück.xlsx", feld.blatt, feld.zelle)
        assert str(feld.feld) in befund.text
    return meldung.eingaben.get(feld.feld, ...), {befund.code: befund.schwere for befund in befunde}


# --- whose it is


def test_identity_and_seal_are_those_that_were_sent():
    roh = open_ruecklauf("x", gesendet().data)
    assert roh.identitaet == gesendet().identitaet
    assert roh.ausweis.is_sealed_by(SCHLUESSEL)


@pytest.mark.parametrize(
    "json",
    ["kaputt", "[]", "{}", '{"sendung": 1}', "[" * 30_000, "1" * 20_000, '{"a":' * 5_000,
     "null", '"\\\\ud800"'],
)  # fmt: skip
def test_an_identity_that_is_none_is_none(json):
    roh = open_ruecklauf("x", set_cell(gesendet().data, "_xlbudget", "A2", text(json), TEXT))
    assert (roh.identitaet, roh.ausweis) == (None, None)


def test_half_a_character_in_the_identity_is_no_identity():
    falsch = gesendet().identitaet.to_json().replace("Landkreis", "\\ud800")
    assert open_ruecklauf("x", set_cell(gesendet().data, "_xlbudget", "A2", text(falsch), TEXT)).identitaet is None


def test_an_identity_that_is_no_text_is_none():
    json = gesendet().identitaet.to_json().replace('"', "&quot;")
    for inhalt, art in (
        (f"<f>A1</f><v>{json}</v>", 't="str"'),
        ("<v>5</v>", ""),
        ("", ""),
        (f"<v>{json}</v>", 't="e"'),
    ):
        assert open_ruecklauf("x", set_cell(gesendet().data, "_xlbudget", "A2", inhalt, art)).identitaet is None


def test_a_foreign_workbook_has_no_identity_and_cannot_be_read_as_a_return():
    roh = open_ruecklauf("fremd.xlsx", shipped("workbooks", "peine-2023.xlsx").read_bytes())
    assert (roh.identitaet, roh.ausweis) == (None, None)
    with pytest.raises(EingabeError, match=r"fremd\.xlsx ist keine Mappe, die xlbudget versandt hat"):
        read_rueckmeldung(roh, gesendet().felder)


# --- what was entered


def test_what_was_sent_comes_back_as_it_was():
    meldung, befunde = read_rueckmeldung(open_ruecklauf("x", gesendet().data), gesendet().felder)
    assert befunde == []
    assert meldung.eingaben == {feld.feld: feld.wert for feld in gesendet().felder}
    assert (meldung.name, meldung.datum, meldung.status) == ("", None, Status.ENTWURF)


@pytest.mark.parametrize(
    ("inhalt", "attribute", "wert"),
    [
        ("<v>1234.56</v>", "", 123456),
        ("<v>-0.005</v>", "", -1),
        ("<v>0</v>", "", 0),
        ("<v>1.5E3</v>", "", 150000),
        ("<v>1234.5599999999999</v>", "", 123456),
        ("", "", None),
        ("<v></v>", "", None),
        (text("   "), TEXT, None),
    ],
)
def test_amounts(inhalt, attribute, wert):
    gelesen, befunde = returned(Feldart.PROGNOSE, inhalt, attribute)
    assert gelesen == wert
    assert befunde == ({"ruecklauf.rundung": Schwere.WARNUNG} if wert == -1 else {})


@pytest.mark.parametrize(
    ("inhalt", "wert"),
    [
        ("1.234,56", 123456),
        ("1.234,56 €", 123456),
        ("-12", -1200),
        ("12,5-", -1250),
        (" 7 ", 700),
        ("219.100", 21910000),
    ],
)
def test_amounts_as_text_are_taken_if_plain_and_said(inhalt, wert):
    assert returned(Feldart.PROGNOSE, text(inhalt), TEXT) == (wert, {"ruecklauf.textzahl": Schwere.WARNUNG})


@pytest.mark.parametrize(
    "inhalt",
    ["12.5", "1,234.56", "ca. 5000", "100+200", "5 Mio", "1.2.2024", "x" * 500, "9" * 39, "１２", "=1+1", "1 000"],
)
def test_amounts_that_are_none_are_not_taken(inhalt):
    gelesen, befunde = returned(Feldart.PROGNOSE, text(inhalt), TEXT)
    assert gelesen is ...
    assert befunde in ({"ruecklauf.zahl": Schwere.FEHLER}, {"ruecklauf.unplausibel": Schwere.FEHLER})


@pytest.mark.parametrize(
    ("inhalt", "attribute", "code"),
    [
        ("<f>1+1</f><v>2</v>", "", "ruecklauf.formel"),
        ("<f>1+1</f>", "", "ruecklauf.formel"),
        ('<f t="shared" si="0"/><v>2</v>', "", "ruecklauf.formel"),
        ("<f>A1</f><v>2</v>", 't="str"', "ruecklauf.formel"),
        ("<v>#REF!</v>", 't="e"', "ruecklauf.fehlerwert"),
        ("<v>1</v>", 't="b"', "ruecklauf.zahl"),
        (f"<v>{MAX_PROGNOSE_CT}</v>", "", "ruecklauf.unplausibel"),
        ("<v>1e300</v>", "", "ruecklauf.unplausibel"),
    ],
)
@pytest.mark.parametrize("feldart", [Feldart.PROGNOSE, Feldart.ZIEL])
def test_what_is_no_number_is_not_taken(feldart, inhalt, attribute, code):
    if feldart is Feldart.ZIEL and inhalt == f"<v>{MAX_PROGNOSE_CT}</v>":
        inhalt = "<v>1e13</v>"
    assert returned(feldart, inhalt, attribute) == (..., {code: Schwere.FEHLER})


def test_an_array_formula_of_another_cell_is_a_formula():
    """Only its first cell has the formula; the others look like constants."""
    erstes, zweites = (gesendet().feld(Feldart.PROGNOSE, nummer) for nummer in (0, 1))
    matrix = f'<f t="array" ref="{erstes.zelle}:{zweites.zelle}">A1:A2</f><v>1</v>'
    data = set_cell(gesendet().data, erstes.blatt, erstes.zelle, matrix)
    data = set_cell(data, zweites.blatt, zweites.zelle, "<v>99</v>")
    meldung, befunde = read_rueckmeldung(open_ruecklauf("x", data), gesendet().felder)
    assert [befund.code for befund in befunde] == ["ruecklauf.formel"] * 2
    assert not {erstes.feld, zweites.feld} & meldung.eingaben.keys()


def test_an_error_value_is_named_as_excel_shows_it():
    feld = gesendet().feld(Feldart.PROGNOSE)
    data = set_cell(gesendet().data, feld.blatt, feld.zelle, "<v>#REF!</v>", 't="e"')
    (befund,) = read_rueckmeldung(open_ruecklauf("x", data), gesendet().felder)[1]
    assert "#BEZUG!" in befund.text


@pytest.mark.parametrize(
    ("numfmt", "code"), [(14, "ruecklauf.format"), (22, "ruecklauf.format"), (9, "ruecklauf.format")]
)
def test_a_date_or_percentage_is_no_amount(numfmt, code):
    data, stil = add_style(gesendet().data, numfmt)
    assert returned(Feldart.PROGNOSE, "<v>45047</v>", f's="{stil}"', data) == (..., {code: Schwere.FEHLER})


@pytest.mark.parametrize(
    ("inhalt", "attribute", "wert", "codes"),
    [
        ("<v>97.5</v>", "", Decimal("97.5"), set()),
        (text("97,5"), TEXT, Decimal("97.5"), {"ruecklauf.textzahl"}),
        (text("−1.234,5"), TEXT, Decimal("-1234.5"), {"ruecklauf.textzahl"}),
        (text("97,5 %"), TEXT, ..., {"ruecklauf.zahl"}),
        (text("97.5"), TEXT, ..., {"ruecklauf.zahl"}),
    ],
)
def test_kennzahlen(inhalt, attribute, wert, codes):
    gelesen, befunde = returned(Feldart.ZIEL, inhalt, attribute)
    assert (gelesen, befunde.keys()) == (wert, codes)


def test_a_percentage_is_taken_as_its_number_and_said():
    data, stil = add_style(gesendet().data, 10)
    gelesen, befunde = returned(Feldart.ZIEL, "<v>0.07</v>", f's="{stil}"', data)
    assert (gelesen, befunde) == (Decimal("7.00"), {"ruecklauf.prozent": Schwere.WARNUNG})


@pytest.mark.parametrize(
    ("inhalt", "attribute", "wert"),
    [
        (text("=cmd|'/c calc'!A1"), TEXT, "=cmd|'/c calc'!A1"),
        (text("+49 5171"), TEXT, "+49 5171"),
        (text("@SUM(A1)"), TEXT, "@SUM(A1)"),
        (text("- Punkt"), TEXT, "- Punkt"),
        (text("Zeile 1\n  Zeile 2 "), TEXT, "Zeile 1\n  Zeile 2"),
        (text("a_x000D_\nb"), TEXT, "a\nb"),
        (text("_x005F_x000D_"), TEXT, "_x000D_"),
        ("<is><r><t>fett</t></r><r><t xml:space='preserve'> und mager</t></r></is>", TEXT, "fett und mager"),
        ("<is><t>東京</t><rPh sb='0' eb='2'><t>とうきょう</t></rPh></is>", TEXT, "東京"),
        ("<v>2024</v>", "", "2024"),
        ("<v>0.1</v>", "", "0,1"),
        ("<v>1</v>", 't="b"', "WAHR"),
    ],
)
def test_text_stays_what_it_is(inhalt, attribute, wert):
    assert returned(Feldart.ERLAEUTERUNG, inhalt, attribute) == (wert, {})


def test_a_date_as_reason_is_read_as_shown():
    data, stil = add_style(gesendet().data, 14)
    assert returned(Feldart.GRUND, "<v>45488</v>", f's="{stil}"', data) == ("15.07.2024", {})


@pytest.mark.parametrize("zeichen", ["_x0007_", "\u202e", "\ufeff", "\x85"])
def test_control_characters_are_removed_and_said(zeichen):
    gelesen, befunde = returned(Feldart.GRUND, text(f"a{zeichen}b"), TEXT)
    assert (gelesen, befunde) == ("ab", {"ruecklauf.zeichen": Schwere.HINWEIS})


def test_long_texts():
    assert returned(Feldart.GRUND, text("x" * 201), TEXT) == ("x" * 201, {"ruecklauf.laenge": Schwere.WARNUNG})
    assert returned(Feldart.GRUND, text("x" * 32_768), TEXT) == (..., {"ruecklauf.laenge": Schwere.FEHLER})


def test_a_text_that_was_sent_too_long_may_come_back():
    feld = gesendet().feld(Feldart.ERLAEUTERUNG)
    lang = "x" * 2_000
    felder = [type(feld)(f.blatt, f.zelle, f.feld, lang if f == feld else f.wert) for f in gesendet().felder]
    data = set_cell(gesendet().data, feld.blatt, feld.zelle, text(lang), TEXT)
    meldung, befunde = read_rueckmeldung(open_ruecklauf("x", data), felder)
    assert (meldung.eingaben[feld.feld], befunde) == (lang, [])


def test_formulas_and_errors_are_not_taken_as_text():
    assert returned(Feldart.GRUND, '<f>"a"</f><v>a</v>', 't="str"') == (..., {"ruecklauf.formel": Schwere.FEHLER})
    assert returned(Feldart.GRUND, "<v>#N/A</v>", 't="e"') == (..., {"ruecklauf.fehlerwert": Schwere.FEHLER})


def test_the_inputs_of_a_missing_sheet_stay_as_they_were():
    feld = gesendet().feld(Feldart.PROGNOSE)
    data = patch(gesendet().data, workbook__xml=lambda xml: xml.replace(f'name="{feld.blatt}"'.encode(), b'name="weg"'))
    meldung, befunde = read_rueckmeldung(open_ruecklauf("x", data), gesendet().felder)
    assert befunde == []  # check_gesperrt says it
    assert feld.feld not in meldung.eingaben
    assert len(meldung.eingaben) == sum(anderes.blatt != feld.blatt for anderes in gesendet().felder)


# --- the box


def box(zelle: str, inhalt: str, attribute: str = "", data: bytes | None = None):
    data = set_cell(data or gesendet().data, RUECKMELDUNG_BLATT, zelle, inhalt, attribute)
    meldung, befunde = read_rueckmeldung(open_ruecklauf("x", data), gesendet().felder)
    for befund in befunde:
        assert (befund.source.blatt, befund.source.zelle) == (RUECKMELDUNG_BLATT, zelle)
        assert befund.schwere is Schwere.WARNUNG
    return meldung, [befund.code for befund in befunde]


@pytest.mark.parametrize(
    ("inhalt", "attribute", "name", "codes"),
    [
        (text("  Fachdienst\n35 "), TEXT, "Fachdienst 35", []),
        ("<f>A1</f><v>x</v>", 't="str"', "", ["ruecklauf.formel"]),
        (text("x" * 101), TEXT, "x" * 100, ["ruecklauf.laenge"]),
    ],
)
def test_name(inhalt, attribute, name, codes):
    meldung, gefunden = box(ZELLE_NAME, inhalt, attribute)
    assert (meldung.name, gefunden) == (name, codes)


@pytest.mark.parametrize(
    ("inhalt", "attribute", "datum"),
    [
        ("<v>45488</v>", "", date(2024, 7, 15)),
        ("<v>45488.75</v>", "", date(2024, 7, 15)),
        (text("15.07.2024"), TEXT, date(2024, 7, 15)),
        (text("5.7.2024"), TEXT, date(2024, 7, 5)),
        ("<v>2024-07-15T00:00:00</v>", 't="d"', date(2024, 7, 15)),
        ("", "", None),
    ],
)
def test_date(inhalt, attribute, datum):
    meldung, codes = box(ZELLE_DATUM, inhalt, attribute)
    assert (meldung.datum, codes) == (datum, [])


@pytest.mark.parametrize(
    ("inhalt", "attribute"),
    [
        (text("morgen"), TEXT),
        (text("31.02.2024"), TEXT),
        (text("15.07.24"), TEXT),
        ("<v>1</v>", ""),
        ("<v>1e15</v>", ""),
        ("<v>-5</v>", ""),
        ("<v>1</v>", 't="b"'),
        ("<f>TODAY()</f><v>45488</v>", ""),
        ("<v>#N/A</v>", 't="e"'),
        ("<v>45488</v>", 's="0"'),
    ],
)
def test_what_is_no_date_is_said(inhalt, attribute):
    meldung, codes = box(ZELLE_DATUM, inhalt, attribute)
    assert meldung.datum is None
    assert len(codes) == 1


def test_days_counted_from_1904():
    data = patch(
        gesendet().data, workbook__xml=lambda xml: re.sub(rb"<workbookPr.*?/>", b'<workbookPr date1904="1"/>', xml)
    )
    assert box(ZELLE_DATUM, "<v>44026</v>", data=data)[0].datum == date(2024, 7, 15)


@pytest.mark.parametrize(
    ("inhalt", "status", "codes"),
    [
        ("fertig", Status.FERTIG, []),
        ("Fertig ", Status.FERTIG, []),
        ("Entwurf", Status.ENTWURF, []),
        ("erledigt", Status.ENTWURF, ["ruecklauf.status"]),
    ],
)
def test_status(inhalt, status, codes):
    meldung, gefunden = box(ZELLE_STATUS, text(inhalt), TEXT)
    assert (meldung.status, gefunden) == (status, codes)


def test_without_its_box_a_return_is_a_draft():
    data = patch(
        gesendet().data, workbook__xml=lambda xml: xml.replace(f'name="{RUECKMELDUNG_BLATT}"'.encode(), b'name="a"')
    )
    meldung, befunde = read_rueckmeldung(open_ruecklauf("x", data), gesendet().felder)
    assert (meldung.name, meldung.datum, meldung.status) == ("", None, Status.ENTWURF)
    assert befunde == []


# --- text from a return in our own workbooks


@pytest.mark.parametrize(
    "boese", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1", "{=1}", "\t=1", '=HYPERLINK("x")']
)
def test_text_of_a_return_never_becomes_a_formula(boese):
    feld = gesendet().feld(Feldart.ERLAEUTERUNG)
    data = set_cell(gesendet().data, feld.blatt, feld.zelle, text(boese.replace('"', "&quot;")), TEXT)
    gelesen = read_rueckmeldung(open_ruecklauf("x", data), gesendet().felder)[0].eingaben[feld.feld]
    assert gelesen == boese.strip()
    plan = (cell("PB_Erlaeuterung", gelesen),)
    gefuellt = Template(Package.read(shipped("templates", "produktblatt.xlsx")), [plan]).fill(plan)
    blatt = openpyxl.load_workbook(io.BytesIO(gefuellt.data)).active
    (zelle,) = [c for row in blatt.iter_rows() for c in row if c.value == gelesen]
    assert zelle.data_type == "s" or b"<f>" not in _cell_xml(gefuellt.data, zelle.coordinate)
    assert b"<f" not in _cell_xml(gefuellt.data, zelle.coordinate)


def _cell_xml(data: bytes, adresse: str) -> bytes:
    blatt = members(data)[sheet_part(data, openpyxl.load_workbook(io.BytesIO(data)).sheetnames[0])]
    return re.search(rf'<c r="{adresse}".*?</c>'.encode(), blatt, re.DOTALL)[0]


def test_text_of_a_return_is_text_in_the_consolidated_report(tmp_path):
    import xlsxwriter

    from xlbudget.writers.style import write_text

    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer) as mappe:
        write_text(mappe.add_worksheet(), 0, 0, "=1+1", mappe.add_format())
    assert openpyxl.load_workbook(io.BytesIO(puffer.getvalue())).active["A1"].data_type == "s"


def test_a_file_without_shared_texts_or_styles_is_read():
    teile = members(gesendet().data)
    for name in ("xl/_rels/workbook.xml.rels",):
        teile[name] = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", teile[name])
    roh = open_ruecklauf("x", pack(teile))
    assert roh.identitaet == gesendet().identitaet
