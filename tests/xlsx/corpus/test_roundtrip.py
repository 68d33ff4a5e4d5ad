"""Whatever goes into a template comes out again: random blocks, read by two programs other than the writer.

Where a reader has a way of its own, its function says so and undoes just that.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xlbudget.cellplan import Block, Cellwert, Fill
from xlbudget.errors import VorlageError
from xlbudget.xlsx.fill.template import Template

ZEILEN, SPALTEN = 5, 3
_ILLEGAL = [chr(code) for code in range(32) if code not in (9, 10, 13)] + ["\ud800", "\udfff", "\ufffe", "\uffff"]
_QUIET = settings(deadline=None, derandomize=True, max_examples=100)

_HEIKEL = (
    *("=cmd|' /C calc'!A0", "+1", "-1", "@x", "'=1", "1", "1,5", "TRUE", "#N/A", "2023-12-31"),
    *("_x0041_", "_x005F_x0041_", "_x000D_", "_x0041", "x0041_", " ", "  vorn", "hinten  ", "\t", "\r", "a\r\nb"),
    *("]]>", "&amp;", "<v>1</v>", "<?xlb-cell 3 3?>", "\u00a0", "\u2028", "e\u0301", "\ufeff", "𝔘", ""),
)

TEXTE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40),
    st.text("äöüß€😊 \t\n\r'=+-@&<>\"_x041", max_size=30),
    st.sampled_from(_HEIKEL),
)
ZAHLEN = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**53), 2**53),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
    st.sampled_from([1e308, -1e308, 5e-324, -0.0, 0.1 + 0.2, 10**30, Decimal("0." + "1" * 50), Decimal("1E-300")]),
)
TAGE = st.one_of(
    st.dates(date(1900, 1, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31, 23, 59)).map(lambda wert: wert.replace(microsecond=0)),
    st.sampled_from([date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(9999, 12, 31)]),
)
WERTE = st.one_of(TEXTE, ZAHLEN, TAGE, st.booleans(), st.none())
BLOECKE = st.integers(1, SPALTEN).flatmap(
    lambda breite: st.lists(st.tuples(*[WERTE] * breite), min_size=1, max_size=ZEILEN).map(tuple)
)


@pytest.fixture(scope="module")
def datei(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template whose target is C3:E7, with something in every cell of it."""
    file = tmp_path_factory.mktemp("roundtrip") / "vorlage.xlsx"
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write("A1", "Ecke")
        for row in range(2, 2 + ZEILEN):
            blatt.write_row(row, 2, ["alt", 1, True])
        blatt.write("F8", "Ende")
        mappe.define_name("PB_Block", "=Blatt!$C$3:$E$7")
    return file


@pytest.fixture(scope="module")
def vorlage(datei: Path) -> Template:
    return Template.read(datei, [(Fill("PB_Block", ()),)])


def fill(vorlage: Template, block: Block) -> bytes:
    return vorlage.fill((Fill("PB_Block", block),)).data


def by_calamine(data: bytes) -> list[list[object]]:
    """The target area. Of calamine's own: an empty cell is an empty text."""
    rows = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name("Blatt").to_python(skip_empty_area=False)
    return [row[2 : 2 + SPALTEN] for row in rows[2 : 2 + ZEILEN]]


def by_openpyxl(data: bytes) -> list[list[object]]:
    """The target area. Of openpyxl's own: it leaves `_x0041_`, which stands for `A`, as it is written."""
    blatt = openpyxl.load_workbook(io.BytesIO(data))["Blatt"]
    return [[unescape(cell.value) for cell in row] for row in blatt["C3:E7"]]


def unescape(wert: object) -> object:
    return re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), wert) if isinstance(wert, str) else wert


def stored(wert: Cellwert) -> object:
    """What a cell holds for a value: numbers are doubles, dates days since 1899-12-31 with Excel's 29 February 1900.

    Line ends are \\n in a cell; an empty text is an empty cell to every reader.
    """
    if isinstance(wert, str):
        return wert.replace("\r\n", "\n").replace("\r", "\n") or None
    if wert is None or isinstance(wert, bool):
        return wert
    if isinstance(wert, date):
        return serial(wert)
    return float(wert)


def serial(wert: date) -> float:
    """Excel's number of a day, worked out from two dates that everyone can look up."""
    moment = wert if isinstance(wert, datetime) else datetime.combine(wert, time())
    start = datetime(1899, 12, 30) if moment >= datetime(1900, 3, 1) else datetime(1899, 12, 31)
    return (moment - start) / timedelta(days=1)


def expected(block: Block) -> list[list[object]]:
    """The whole area: the block at its top left, nothing in the rest of it."""
    area: list[list[object]] = [[None] * SPALTEN for _ in range(ZEILEN)]
    for row, werte in enumerate(block):
        for column, wert in enumerate(werte):
            area[row][column] = stored(wert)
    return area


def same(gelesen: Sequence[Sequence[object]], erwartet: Sequence[Sequence[object]]) -> bool:
    """Equal in kind and value, numbers to the last bit (dates to the millisecond); -0.0 is 0 in Excel."""
    flat = [(a, b) for left, right in zip(gelesen, erwartet, strict=True) for a, b in zip(left, right, strict=True)]
    return all(_same(a, b) for a, b in flat)


def _same(gelesen: object, erwartet: object) -> bool:
    if erwartet is None:
        return gelesen in (None, "")
    if isinstance(erwartet, bool | str):
        return type(gelesen) is type(erwartet) and gelesen == erwartet
    if isinstance(gelesen, bool) or not isinstance(gelesen, int | float):
        return False
    return float(gelesen) == erwartet or math.isclose(gelesen, erwartet, rel_tol=1e-14, abs_tol=0)


@given(BLOECKE)
@example((("x" * 32767, "=cmd|' /C calc'!A0", "😊" * 16383),))
@example(((" vorn", "hinten ", "\t\n"), ("a\rb", "a\r\nb", "_x0041_"), ("_x000D_", "", "'")))
@example(((1e308, -0.0, 5e-324), (10**30, Decimal("0.1"), Decimal("1E+20"))))
@example(((date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1)), (datetime(2023, 12, 31, 23, 59, 59),) * 3))
@_QUIET
def test_any_block_comes_back_through_two_readers(vorlage: Template, block: Block) -> None:
    data, erwartet = fill(vorlage, block), expected(block)
    assert same(by_calamine(data), erwartet), (by_calamine(data), erwartet)
    assert same(by_openpyxl(data), erwartet), (by_openpyxl(data), erwartet)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1))
@_QUIET
def test_no_text_becomes_a_formula_or_a_number(vorlage: Template, text: str) -> None:
    data = fill(vorlage, (("=" + text, "+" + text, "0" + text),))
    zellen = openpyxl.load_workbook(io.BytesIO(data))["Blatt"][3]
    assert [cell.data_type for cell in zellen[2:5]] == ["s"] * 3
    assert [unescape(cell.value) for cell in zellen[2:5]] == [zeichen + text for zeichen in "=+0"]


@given(ZAHLEN)
@_QUIET
def test_a_number_is_the_nearest_double(vorlage: Template, zahl: float | Decimal) -> None:
    ((gelesen, *_), *_) = by_calamine(fill(vorlage, ((zahl,),)))
    assert isinstance(gelesen, int | float)
    assert not isinstance(gelesen, bool)
    assert float(gelesen) == float(zahl)


@pytest.mark.parametrize(
    ("wert", "xml"),
    [
        (7, b"<v>7</v>"),
        (-(10**15), b"<v>-1000000000000000</v>"),
        (date(2024, 1, 1), b"<v>45292</v>"),
        (2.0, b"<v>2</v>"),
    ],
)
def test_a_whole_number_is_written_without_a_fraction(vorlage: Template, wert: Cellwert, xml: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(fill(vorlage, ((wert,),)))) as archive:
        assert xml in archive.read("xl/worksheets/sheet1.xml")


@given(BLOECKE, BLOECKE)
@_QUIET
def test_filling_twice_is_filling_with_the_second(datei: Path, vorlage: Template, erst: Block, dann: Block) -> None:
    fill(vorlage, erst)
    fresh = Template.read(datei, [(Fill("PB_Block", ()),)])
    assert fill(vorlage, dann) == fill(fresh, dann)
    both = vorlage.fill((Fill("PB_Block", erst), Fill("PB_Block", dann))).data
    assert same(by_calamine(both), expected(dann))


@given(BLOECKE, st.sampled_from(_ILLEGAL), st.integers(0, ZEILEN - 1), st.integers(0, SPALTEN - 1), TEXTE)
@_QUIET
def test_illegal_characters_are_refused_with_their_place(
    vorlage: Template, block: Block, zeichen: str, row: int, column: int, davor: str
) -> None:
    schlecht = with_value(block, row, column, davor + zeichen + "danach")
    adresse, stelle = f"{'CDE'[column]}{row + 3}", len(davor) + 1
    with pytest.raises(VorlageError, match=rf"{adresse} enthält an Stelle {stelle} .*U\+{ord(zeichen):04X}"):
        fill(vorlage, schlecht)


@given(
    BLOECKE,
    st.sampled_from([float("nan"), float("inf"), float("-inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")]),
    st.integers(0, ZEILEN - 1),
    st.integers(0, SPALTEN - 1),
)
@_QUIET
def test_what_is_no_number_is_refused_with_its_place(
    vorlage: Template, block: Block, wert: float | Decimal, row: int, column: int
) -> None:
    with pytest.raises(VorlageError, match=f"{'CDE'[column]}{row + 3} ist keine Zahl"):
        fill(vorlage, with_value(block, row, column, wert))


@pytest.mark.parametrize("wert", [Decimal("1E+400"), 10**400, -(10**309)], ids=["Decimal", "int", "negativ"])
def test_a_number_beyond_excels_range_is_refused_with_its_place(vorlage: Template, wert: int | Decimal) -> None:
    with pytest.raises(VorlageError, match="C3"):
        fill(vorlage, ((wert,),))


@pytest.mark.parametrize("tag", [date(1899, 12, 31), date(1, 1, 1), datetime(1899, 12, 31, 12)])
def test_a_day_before_excels_calendar_is_refused_with_its_place(vorlage: Template, tag: date) -> None:
    with pytest.raises(VorlageError, match="C3"):
        fill(vorlage, ((tag,),))


@pytest.mark.parametrize("wert", ["x" * 32768, "😊" * 16384])
def test_a_text_longer_than_a_cell_is_refused_with_its_place(vorlage: Template, wert: str) -> None:
    with pytest.raises(VorlageError, match="C3 hat 32768 Zeichen"):
        fill(vorlage, ((wert,),))


@given(st.integers(0, ZEILEN + 4), st.integers(1, SPALTEN + 4))
@_QUIET
def test_a_block_of_another_size_empties_the_rest_or_says_what_is_missing(
    vorlage: Template, hoehe: int, breite: int
) -> None:
    block = ((7.5,) * breite,) * hoehe
    if hoehe <= ZEILEN and (breite <= SPALTEN or not hoehe):
        assert same(by_calamine(fill(vorlage, block)), expected(block))
        return
    fehlt = f"{hoehe - ZEILEN} Zeile" if hoehe > ZEILEN else f"{breite - SPALTEN} Spalte"
    with pytest.raises(VorlageError, match=f"PB_Block zu klein: es fehl.*{fehlt}"):
        fill(vorlage, block)


def test_a_refused_block_leaves_the_template_usable(vorlage: Template) -> None:
    vorher = fill(vorlage, ((1, 2), (3, 4)))
    with pytest.raises(VorlageError):
        fill(vorlage, ((5, "a\x00"),))
    assert fill(vorlage, ((1, 2), (3, 4))) == vorher


def with_value(block: Block, row: int, column: int, wert: Cellwert) -> Block:
    """A block of full size with one value replaced."""
    area: list[list[Cellwert]] = [[None] * SPALTEN for _ in range(ZEILEN)]
    for number, werte in enumerate(block):
        area[number][: len(werte)] = werte
    area[row][column] = wert
    return tuple(tuple(werte) for werte in area)
