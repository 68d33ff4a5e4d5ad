"""What is looked at only where it changed has the same Befunde as what is looked at whole."""

from __future__ import annotations

import random
import re

import pytest
from xlsx.lint.lint_corruptions import CORRUPTIONS
from xlsx.lint.lint_corruptions_links import LINK_CORRUPTIONS, SOUND_LINKS
from xlsx.lint.lint_sound import SHEET1, Members, name, sound_workbook, unpack

import xlbudget.xlsx.lint.series
from xlbudget.cellplan import HideRows, cell, column
from xlbudget.errors import Befund
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.lint import lint_book, lint_workbook
from xlbudget.xlsx.lint.book import Book
from xlbudget.xlsx.lint.lookalike import SheetText, shape_of
from xlbudget.xlsx.lint.series import SeriesLinter
from xlbudget.xlsx.package import Package, pack

MUTATORS = {text: mutator for text, mutator, _ in (*CORRUPTIONS, *LINK_CORRUPTIONS)} | SOUND_LINKS


def whole(data: bytes, name: str = "mappe.xlsx") -> list[Befund]:
    """Every cell of every sheet looked at."""
    return lint_book(Book(data, name))


def primed(*workbooks: bytes) -> SeriesLinter:
    linter = SeriesLinter()
    for data in workbooks:
        linter.lint(data, "erste.xlsx")
    return linter


def quick(linter: SeriesLinter, data: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Befund] | None:
    """What the linter says without looking at the workbook whole; None if it would have to."""

    def refuse(*_: object) -> None:
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(xlbudget.xlsx.lint.series, "Book", refuse)
        try:
            return linter.lint(data, "mappe.xlsx")
        except LookupError:
            return None


@pytest.fixture(scope="module")
def filled() -> list[bytes]:
    """The sound workbook as a template, filled with what it holds, then with other things."""
    members = unpack(sound_workbook())
    name("Text", "Blatt!$G$30")(members)
    plans = [
        (column("Werte", werte), cell("Text", text), HideRows("Werte", anzahl))
        for werte, text, anzahl in (([1, 2, 3], None, 3), ([4, None, 2.5], "<&> äöü 😀", 2), ([-1e-5, 0, 7], True, 1))
    ]
    template = Template(Package("mappe.xlsx", members), plans)
    return [template.fill(plan).data for plan in plans]


@pytest.fixture(scope="module")
def mappe() -> bytes:
    """The sound workbook with its first sheet three times."""
    package = Package("mappe.xlsx", unpack(sound_workbook()))
    viele = multiply(package, package.sheets[0], [Copy("Eins"), Copy("Zwei"), Copy("Drei", "FF00FF00")])
    plans = {n: (column("Werte", [n, 2 * n, "x"]),) for n in range(3)}
    return Template(viele, plans.values()).fill_sheets(plans).data


@pytest.mark.parametrize("text", MUTATORS)
def test_a_corruption_of_the_workbook_before(text):
    members = unpack(sound_workbook())
    MUTATORS[text](members)
    data = pack(members)
    assert primed(sound_workbook()).lint(data, "mappe.xlsx") == lint_workbook(data, "mappe.xlsx") == whole(data)


def test_other_values_are_recognised_without_looking_at_the_whole(filled, monkeypatch):
    linter = primed(filled[0])
    for data in filled[1:]:
        assert quick(linter, data, monkeypatch) == whole(data) == []
    assert quick(linter, sound_workbook(), monkeypatch) is None


@pytest.mark.slow
def test_each_corruption_of_a_filled_workbook(filled):
    """The sheet is one that changes with every filling; what is wrong with it must not pass for a value."""
    linter, applied = primed(*filled), 0
    for text, mutator in MUTATORS.items():
        members = unpack(filled[0])
        try:
            mutator(members)
        except AssertionError:  # the filling has written this place in another way
            continue
        applied += 1
        data = pack(members)
        assert linter.lint(data, "mappe.xlsx") == whole(data), text
    assert applied > len(MUTATORS) * 0.9


@pytest.mark.slow
def test_each_corruption_of_one_of_several_copies(mappe):
    """The corruption hits the second copy, which the first one stands for."""
    members = unpack(mappe)
    package = Package("m", members)
    second, applied = package.sheets[1].part, 0
    assert Book(mappe, "mappe.xlsx", thin=True).alike
    for text, mutator in MUTATORS.items():
        broken = {**members, SHEET1: members[second]}
        try:
            mutator(broken)
        except (AssertionError, KeyError):
            continue
        applied += broken[SHEET1] != members[second]
        data = pack({**members, second: broken[SHEET1]})
        assert lint_workbook(data, "mappe.xlsx") == whole(data), text
    assert applied > 60


CHANGES = [
    b"",
    b"-1",
    b"99999999999",
    b"x",
    b"A1",
    b"1.5",
    "ü'[".encode(),
    b"#REF!",
    b"1e999",
    b" x",
    b"_x000D_",
    b"1",
    b"str",
    b"b",
]


def randomly_broken(members: Members, part: str, zufall: random.Random) -> bytes:
    anywhere, in_cells = rb'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)|<v>|</v>|<c ', rb'(?<=<v>)[^<]*|(?<= t=")\w+'
    value = zufall.choice(list(re.finditer(zufall.choice((anywhere, in_cells)), members[part])))
    data = members[part]
    return data[: value.start()] + zufall.choice(CHANGES) + data[value.end() :]


def produktblatt(*titel: str) -> list[bytes]:
    template = Template.read(shipped("templates", "produktblatt.xlsx"), [(cell("PB_Titel", ""),)])
    return [template.fill((cell("PB_Titel", text),)).data for text in titel]


@pytest.mark.slow
def test_whatever_is_broken_at_random_in_a_filled_sheet(monkeypatch):
    zufall = random.Random(815)
    eins, zwei = produktblatt("Eins", "Zwei")
    linter, members = primed(pack(unpack(eins))), unpack(zwei)
    assert quick(linter, pack(members), monkeypatch) == []
    harmless = 0
    for _ in range(400):
        data = pack({**members, SHEET1: randomly_broken(members, SHEET1, zufall)})
        erwartet = whole(data)
        schnell = quick(linter, data, monkeypatch)
        assert schnell in (None, erwartet)
        harmless += schnell is not None
    assert harmless


@pytest.mark.slow
def test_whatever_is_broken_at_random_in_a_copy(mappe):
    zufall = random.Random(4711)
    members = unpack(mappe)
    parts = [sheet.part for sheet in Package("m", members).sheets[1:3]]
    for _ in range(300):
        part = zufall.choice(parts)
        data = pack({**members, part: randomly_broken(members, part, zufall)})
        assert lint_workbook(data, "mappe.xlsx") == whole(data)


def test_the_header_of_a_table_is_no_mere_value(monkeypatch):
    members = unpack(sound_workbook())
    text = members[SHEET1].decode()
    start = text.index('<c r="C10"')
    kopf = text[start : text.index("</c>", start) + 4]
    inline = '<c r="C10" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
    erste, zweite = (pack({**members, SHEET1: text.replace(kopf, inline.format(w)).encode()}) for w in ("Ist", "Soll"))
    linter = primed(erste)
    assert quick(linter, zweite, monkeypatch) is None
    assert [befund.code for befund in linter.lint(zweite, "mappe.xlsx")] == ["lint.tabelle_kopf"]


def test_another_ending_of_the_name_is_another_workbook(filled):
    linter = primed(filled[0])
    assert [befund.code for befund in linter.lint(filled[1], "mappe.xlsm")] == ["lint.endung"]


def test_befunde_name_the_workbook_they_are_about(filled, monkeypatch):
    """What the template brings along is said of every workbook, under its own name."""
    broken = [unpack(data) for data in filled[:2]]
    for members in broken:
        members["xl/media/rest.png"] = b"x"
    eins, zwei = map(pack, broken)
    linter = SeriesLinter()
    linter.lint(eins, "eins.xlsx")
    (befund,) = quick(linter, zwei, monkeypatch)
    assert (befund.code, befund.source.datei) == ("lint.teil_verwaist", "mappe.xlsx")


def test_a_workbook_with_faults_in_values_stands_for_no_other(filled, monkeypatch):
    members = unpack(filled[0])
    members[SHEET1] = members[SHEET1].replace(b"<v>45000</v>", b"<v>1,5</v>")
    linter = primed(pack(members))
    assert quick(linter, pack(members), monkeypatch) is None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", sound_workbook()[:-30]])
def test_no_archive(data):
    assert primed(sound_workbook()).lint(data, "mappe.xlsx") == lint_workbook(data, "mappe.xlsx")


def test_a_broken_member_is_found_by_its_checksum(filled):
    data = bytearray(filled[1])
    data[len(data) // 2] ^= 0xFF
    assert primed(filled[0]).lint(bytes(data), "m.xlsx") == lint_workbook(bytes(data), "m.xlsx") != []


@pytest.mark.parametrize(
    "text",
    [
        '<c r="A1"><v>1,5</v></c>',
        '<c r="A1"><v>1e999</v></c>',
        '<c r="A1"><v>nan</v></c>',
        '<c r="A1"><v></v></c>',
        '<c r="A1" t="b"><v>2</v></c>',
        '<c r="A1" t="e"><v>#NV</v></c>',
        '<c r="A1" t="str"><v>x</v></c>',
        '<c r="A1" t="s"><v>1</v></c>',
        '<c r="A1"><f>B1</f></c>',
        '<c r="A1" t="inlineStr"><is><t> x</t></is></c>',
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve">&#2;</t></is></c>',
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve">\x07</t></is></c>',
        f'<c r="A1" t="inlineStr"><is><t xml:space="preserve">{"x" * 16_001}</t></is></c>',
        '<c s="1" r="A1"/>',
        '<c r="A1" vm="1"/>',
        "<c/>",
    ],
)
def test_cells_that_a_rule_could_object_to_have_no_shape(text):
    assert shape_of(text) is None


@pytest.mark.parametrize(
    "part",
    [
        "<worksheet/>".encode("utf-16"),
        b"<worksheet><sheetData/></worksheet>",
        b"<x:worksheet><x:sheetData></x:sheetData></x:worksheet>",
        b'<?xml version="1.0" encoding="ISO-8859-1"?><worksheet><sheetData></sheetData></worksheet>',
        b"<worksheet><sheetData><!-- x --></sheetData></worksheet>",
        b"<worksheet><sheetData><![CDATA[x]]></sheetData></worksheet>",
        b"<worksheet></sheetData><sheetData></worksheet>",
        b"<worksheet><sheetData>\xff</sheetData></worksheet>",
    ],
)
def test_sheets_that_need_a_parser_are_not_taken_apart(part):
    assert SheetText.of(part) is None
