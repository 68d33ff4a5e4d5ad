"""What stands in an input and is not what a person saw there: hidden, covered, in other units, or of no substance."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from sources.returns.rueckmeldung_base import add_format, gesendet, members, pack, patch, set_cell, sheet_part
from sources.returns.test_ruecklauf import TEXT, box, returned, text

from xlbudget.core.rueckmeldung import Feldart
from xlbudget.errors import Schwere
from xlbudget.layout.rueckmeldung import ZELLE_DATUM
from xlbudget.sources.returns.ruecklauf import open_ruecklauf, read_rueckmeldung

pytestmark = pytest.mark.slow

FELD = gesendet().feld(Feldart.PROGNOSE)
ZEILE = re.sub(r"\D", "", FELD.zelle)
WARNUNG = {"ruecklauf.verborgen": Schwere.WARNUNG}


def on_sheet(aendern: Callable[[bytes], bytes]) -> bytes:
    """The workbook as sent, with the sheet of the first input changed."""
    teile = members(gesendet().data)
    part = sheet_part(gesendet().data, FELD.blatt)
    neu = aendern(teile[part])
    assert neu != teile[part]
    return pack({**teile, part: neu})


def merged(bereich: str) -> bytes:
    """The workbook with an area merged into one cell."""
    return on_sheet(lambda xml: xml.replace(b"</mergeCells>", f'<mergeCell ref="{bereich}"/></mergeCells>'.encode()))


def test_a_value_that_a_merged_area_covers_is_not_taken():
    gelesen, befunde = returned(Feldart.PROGNOSE, "<v>90000</v>", "", merged(f"P{ZEILE}:{FELD.zelle}"))
    assert (gelesen, befunde) == (..., {"ruecklauf.verdeckt": Schwere.FEHLER})


@pytest.mark.parametrize("bereich", [f"{FELD.zelle}:T{ZEILE}", f"T{ZEILE}:{FELD.zelle}"])
def test_a_value_that_a_merged_area_shows_is_taken(bereich):
    assert returned(Feldart.PROGNOSE, "<v>90000</v>", "", merged(bereich)) == (9_000_000, {})


def hide_row(xml: bytes) -> bytes:
    return xml.replace(f'<row r="{ZEILE}" '.encode(), f'<row r="{ZEILE}" hidden="1" '.encode())


def flatten_row(xml: bytes) -> bytes:
    zeile = re.compile(rf'<row r="{ZEILE}"[^>]*>'.encode())
    return zeile.sub(f'<row r="{ZEILE}" ht="0" customHeight="1">'.encode(), xml)


def hide_column(xml: bytes) -> bytes:
    return re.sub(rb'<col min="18" max="18"', b'<col min="18" max="18" hidden="true"', xml)


@pytest.mark.parametrize("verbergen", [hide_row, flatten_row, hide_column])
def test_a_changed_value_in_a_hidden_row_or_column_is_said(verbergen):
    assert FELD.zelle.startswith("R")
    assert returned(Feldart.PROGNOSE, "<v>90000</v>", "", on_sheet(verbergen)) == (9_000_000, WARNUNG)
    assert read_rueckmeldung(open_ruecklauf("x", on_sheet(verbergen)), gesendet().felder)[1] == []


def test_a_changed_value_on_a_hidden_sheet_is_said():
    blatt = f'name="{FELD.blatt}"'.encode()
    data = patch(gesendet().data, workbook__xml=lambda xml: xml.replace(blatt, blatt + b' state="hidden"'))
    assert returned(Feldart.PROGNOSE, "<v>90000</v>", "", data) == (9_000_000, WARNUNG)


@pytest.mark.parametrize(
    ("code", "befunde"),
    [
        ("#,##0.00 &quot;€&quot;", {}),
        (";;;", WARNUNG),
        ("0.0 &quot;Mio. €&quot;", {"ruecklauf.zahlformat": Schwere.WARNUNG}),
        ("#,##0,", {"ruecklauf.zahlformat": Schwere.WARNUNG}),
    ],
)
def test_a_number_that_looks_otherwise_is_said(code, befunde):
    data, stil = add_format(gesendet().data, code)
    assert returned(Feldart.PROGNOSE, "<v>0.09</v>", f's="{stil}"', data) == (9, befunde)


def narrow_column(xml: bytes) -> bytes:
    return re.sub(rb'<col min="18" max="18" width="[^"]*"', b'<col min="18" max="18" width="0.4"', xml)


def lower_row(xml: bytes) -> bytes:
    zeile = re.compile(rf'<row r="{ZEILE}"[^>]*>'.encode())
    return zeile.sub(f'<row r="{ZEILE}" ht="0.75" customHeight="1">'.encode(), xml)


def hide_all_rows(xml: bytes) -> bytes:
    zeilen = re.sub(rb' ht="[^"]*" customHeight="1"', b"", xml)
    return zeilen.replace(b"<sheetFormatPr ", b'<sheetFormatPr zeroHeight="1" ')


def narrow_all_columns(xml: bytes) -> bytes:
    ohne = re.sub(rb'<col min="18" max="18"[^>]*/>', b"", xml)
    return ohne.replace(b"<sheetFormatPr ", b'<sheetFormatPr defaultColWidth="0.5" ')


@pytest.mark.parametrize("verbergen", [narrow_column, lower_row, hide_all_rows, narrow_all_columns])
def test_a_value_too_small_to_read_is_said(verbergen):
    assert returned(Feldart.PROGNOSE, "<v>90000</v>", "", on_sheet(verbergen)) == (9_000_000, WARNUNG)


def with_font(font: str, fill: str = "") -> tuple[bytes, str]:
    """The workbook with one more look of this font and fill."""
    stile = members(gesendet().data)["xl/styles.xml"].decode()
    schrift = len(re.findall(r"<font>", stile.partition("<fonts")[2].partition("</fonts>")[0]))
    fuellung = len(re.findall(r"<fill>", stile.partition("<fills")[2].partition("</fills>")[0]))
    look = len(re.findall(r"<xf ", stile.partition("<cellXfs")[2].partition("</cellXfs")[0]))
    stile = stile.replace("</fonts>", f"<font>{font}</font></fonts>", 1)
    if fill:
        stile = stile.replace(
            "</fills>", f"<fill><patternFill patternType='solid'>{fill}</patternFill></fill></fills>", 1
        )
    xf = f'<xf numFmtId="4" fontId="{schrift}" fillId="{fuellung if fill else 0}" borderId="0" xfId="0"/></cellXfs>'
    neu = stile.replace("</cellXfs>", xf, 1).encode()
    return patch(gesendet().data, styles__xml=lambda _: neu), f's="{look}"'


@pytest.mark.parametrize(
    ("font", "fill", "befunde"),
    [
        ('<color rgb="FFFFFFFF"/>', "", WARNUNG),
        ('<color theme="0"/>', "", WARNUNG),
        ('<color indexed="9"/>', "", WARNUNG),
        ('<color theme="1" tint="0.99"/>', "", WARNUNG),
        ('<color rgb="FFFFFDE7"/>', '<fgColor rgb="FFFFF59D"/>', WARNUNG),
        ('<color rgb="FF203040"/>', '<fgColor rgb="FF102030"/>', WARNUNG),
        ('<sz val="1"/>', "", WARNUNG),
        ('<color rgb="FF000000"/>', "", {}),
        ('<color theme="1"/>', '<fgColor rgb="FFFFF59D"/>', {}),
        ('<color rgb="FFFF0000"/>', "", {}),
        ('<color theme="0"/>', '<fgColor rgb="FF1F3864"/>', {}),
        ('<color auto="1"/><sz val="9"/>', "", {}),
    ],
)
def test_a_number_in_the_colour_of_its_cell_is_said(font, fill, befunde):
    data, stil = with_font(font, fill)
    assert returned(Feldart.PROGNOSE, "<v>90000</v>", stil, data) == (9_000_000, befunde)


@pytest.mark.parametrize("stil", ["999999", "-1", "9999999999"])
def test_a_look_that_is_not_there_is_none_to_rely_on(stil):
    gelesen, befunde = returned(Feldart.PROGNOSE, "<v>5</v>", f's="{stil}"')
    assert (gelesen, befunde) == (500, {"ruecklauf.zahlformat": Schwere.WARNUNG})


@pytest.mark.parametrize(
    "unsichtbar",
    ["\u200b", "\u2060", "\u00ad", "\u3164", "\u115f", "\u2800", "\u180e", "\u061c", "\ufe0f", "\U000e0041", "\u200d"],
)
def test_what_nobody_sees_is_no_text(unsichtbar):
    codes = {"ruecklauf.zeichen": Schwere.HINWEIS}
    assert returned(Feldart.GRUND, text(unsichtbar), TEXT) == (None, codes)
    assert returned(Feldart.GRUND, text(f"Ta{unsichtbar}rif"), TEXT) == ("Tarif", codes)
    assert box("C6", text(unsichtbar), TEXT)[0].name == ""


@pytest.mark.parametrize("bild", ["👨‍👩‍👧", "🏳‍🌈", "👍🏽"])
def test_emojis_stay_whole(bild):
    assert returned(Feldart.GRUND, text(bild), TEXT) == (bild, {})


def test_a_zero_has_no_sign():
    gelesen, _ = returned(Feldart.LEISTUNG, "<v>-0</v>")
    assert (gelesen, str(gelesen)) == (Decimal(0), "0")


def test_a_date_that_lost_its_format_is_named():
    _, codes = box(ZELLE_DATUM, "<v>46347</v>", 's="0"')
    assert codes == ["ruecklauf.datum"]
    data = set_cell(gesendet().data, "Rückmeldung", ZELLE_DATUM, "<v>46347</v>", 's="0"')
    (befund,) = read_rueckmeldung(open_ruecklauf("x", data), gesendet().felder)[1]
    assert "„46347“ ist vermutlich der 21.11.2026 ohne Datumsformat" in befund.text


def test_a_value_in_a_message_stays_on_its_line():
    data = set_cell(gesendet().data, FELD.blatt, FELD.zelle, text("x\n✗ Fehler_x001B_[2J\u202e"), TEXT)
    (befund,) = read_rueckmeldung(open_ruecklauf("x", data), gesendet().felder)[1]
    assert befund.text.replace("\ufffd", "").isprintable()
