"""The lint: nothing to say about sound workbooks, exactly the right thing about each broken one."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest
from xlsx.lint.lint_corruptions import CORRUPTIONS
from xlsx.lint.lint_corruptions_links import LINK_CORRUPTIONS, SOUND_LINKS
from xlsx.lint.lint_sound import BOOK, formula, name, pack, sound_workbook, unpack

import xlbudget.xlsx.lint
from xlbudget.errors import Schwere
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.lint.formula import scan

ALL_CORRUPTIONS = (*CORRUPTIONS, *LINK_CORRUPTIONS)


def codes(data: bytes) -> set[str]:
    return {befund.code for befund in lint_workbook(data, "mappe.xlsx")}


def broken(mutator) -> bytes:
    members = unpack(sound_workbook())
    mutator(members)
    return pack(members)


def test_the_sound_workbook_is_sound():
    assert lint_workbook(sound_workbook(), "mappe.xlsx") == []


@pytest.mark.parametrize(("mutator", "expected"), [pytest.param(m, c, id=text) for text, m, c in ALL_CORRUPTIONS])
def test_each_corruption_is_reported(mutator, expected):
    assert codes(broken(mutator)) == {f"lint.{code}" for code in expected.split("+")}


@pytest.mark.parametrize("mutator", SOUND_LINKS.values(), ids=SOUND_LINKS)
def test_what_leads_where_it_should_is_sound(mutator):
    assert codes(broken(mutator)) == set()


def test_every_code_has_its_corruption():
    quelle = "".join(file.read_text("utf-8") for file in Path(xlbudget.xlsx.lint.__file__).parent.glob("*.py"))
    vergeben = set(re.findall(r'befund\(\s*(?:book, \w+, )?"(\w+)"', quelle))
    vergeben |= {"blatt_doppelt", "blatt_id", "blatt_beziehung"}  # named in a table
    geprueft = {code for _, _, expected in ALL_CORRUPTIONS for code in expected.split("+")}
    assert vergeben - {"doppelt"} == geprueft  # a mapping of members cannot hold one twice


def test_a_member_twice():
    puffer = io.BytesIO(sound_workbook())
    with zipfile.ZipFile(puffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(BOOK, archive.read(BOOK))
    assert codes(puffer.getvalue()) == {"lint.doppelt"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", sound_workbook()[:-30], b"\xd0\xcf\x11\xe0"])
def test_no_archive(data):
    assert codes(data) == {"lint.archiv"}


def test_a_befund_names_the_place():
    (befund,) = lint_workbook(broken(formula("SUMME(A1,A2)")), "mappe.xlsx")
    assert str(befund) == (
        "Die Formel benutzt deutsche Namen (SUMME); in der Datei müssen sie englisch sein. — mappe.xlsx, Blatt!C1"
    )
    assert befund.schwere is Schwere.FEHLER


def test_everything_is_reported_and_not_the_first_only():
    mutators = [mutator for _, mutator, expected in CORRUPTIONS if expected in ("verbund", "zelle_format", "zoom")]
    assert codes(broken(lambda members: [mutate(members) for mutate in mutators])) == {
        "lint.verbund",
        "lint.zelle_format",
        "lint.zoom",
    }


@pytest.mark.parametrize(
    "text",
    [
        "SUM({1,2;3,4})",
        'IF(A1="a;b","SUMME(","x""y")',
        'TEXT(A1,"0 ""Tage""")',
        'TEXT(A1,"0%")',
        "SUM($1:$3,A:A,$B:$C)",
        "SUM((A1:A2,B1))",
        "'Zweites Blatt'!A1:'Zweites Blatt'!B2",
        "Blatt!A1:Blatt!B2",
        "SUM('Blatt:Zweites Blatt'!A1)",
        "Blatt!Eigener+Werte",
        "_xlfn.LET(_xlpm.x,1,_xlpm.x+1)",
        "_xlfn._xlws.FILTER(A1:A3,A1:A3>1)",
        "SUM(Tabelle[[#This Row],[Plan]:[Ist]])",
        "Tabelle[[#Totals],[Plan]]",
        "ROWS(Tabelle[#All])+ROWS(Tabelle)",
        "LOG10(1E+5)+1.5e-3+ATAN2(1,2)",
        "IF(TRUE,FALSE,#N/A)",
        "-A1%*2",
        "A1:A3 A2:C2",
    ],
)
def test_sound_formulas(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert codes(broken(formula(escaped))) == set()


@pytest.mark.parametrize("text", ["_x", "Ä.ö_1", "\\weg", "PB_Titel", "XFE1", "A1B", "_xlnm.Criteria", "Rest"])
def test_sound_names(text):
    assert codes(broken(name(text))) == set()


def test_a_scan_takes_a_formula_apart():
    teile = scan("IF('It''s'!A1>0,SUM(Tab[[a]:[b]],[1]Fern!X),Name)")
    assert (teile.functions, teile.sheets, teile.tables, teile.books, teile.words) == (
        ["IF", "SUM"],
        ["It's"],
        ["Tab"],
        [1],
        ["Name"],
    )
    assert teile.columns == [("Tab", "a"), ("Tab", "b")]


def test_workbooks_of_the_example(jahresende, halbjahr):
    dateien = [file for ergebnis in (jahresende, halbjahr) for file in ergebnis.ziel.rglob("*.xlsx")]
    dateien += [*shipped("templates", "produktblatt.xlsx").parent.glob("*.xlsx")]
    dateien += [shipped("workbooks", "peine-2023.xlsx")]
    assert len(dateien) > 98
    assert [str(befund) for file in dateien for befund in lint_workbook(file.read_bytes(), file.name)] == []


def test_what_is_broken_at_random_never_stops_the_lint():
    """Whatever stands in a part, the lint reports it or not, but comes to its end."""
    zufall = random.Random(4711)
    original = unpack(sound_workbook())
    parts = [part for part in original if part.endswith((".xml", ".rels"))]
    for _ in range(300):
        members = dict(original)
        part = zufall.choice(parts)
        werte = list(re.finditer(rb'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)', members[part]))
        wert = zufall.choice(werte)
        neu = zufall.choice([b"", b"-1", b"99999999999", b"x", b"A1", b"1.5", "ü'[".encode(), b"#REF!"])
        members[part] = members[part][: wert.start()] + neu + members[part][wert.end() :]
        lint_workbook(pack(members), "mappe.xlsx")
