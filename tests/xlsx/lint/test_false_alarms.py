"""What Excel itself writes, odd as it looks, is at most a Hinweis."""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsx.copy.teile import NS_R, hang, insert, relate
from xlsx.lint.lint_sound import (
    BOOK,
    BOOK_RELS,
    CHART,
    SHEET1,
    SHEET1_RELS,
    SPREADSHEET,
    STYLES,
    TYPES,
    Members,
    Mutator,
    add,
    cell,
    formula,
    pack,
    replace,
    several,
    sound_workbook,
    unpack,
)

from xlbudget.errors import Schwere
from xlbudget.xlsx.lint import lint_workbook

VORLAGEN = Path(__file__).parents[1] / "vorlagenfaelle"


def hidden_styles(*attributes: str) -> Mutator:
    styles = "".join(f'<cellStyle name="Hyperlink" xfId="0" builtinId="8" {text}/>' for text in attributes)
    return replace(STYLES, "</cellStyles>", f"{styles}</cellStyles>")


def chart_3d(kind: str) -> Mutator:
    def mutate(members: Members) -> None:
        text = members[CHART].decode()
        members[CHART] = (
            text.replace("lineChart>", f"{kind}>").replace("<c:axId", '<c:axId val="0"/><c:axId', 1).encode()
        )

    return mutate


def dde(text: str) -> Mutator:
    """A formula that asks another program; links to programs are external links without a file."""

    def mutate(members: Members) -> None:
        formula(text)(members)
        link = (
            f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {NS_R}><ddeLink '
            'ddeService="Excel" ddeTopic="C:\\[alt.xlsx]Blatt"/></externalLink>'
        )
        kind = f"{SPREADSHEET}.externalLink+xml"
        hang(members, BOOK, "externalLink", "xl/externalLinks/externalLink1.xml", link, kind, "rIdD")
        references = '<externalReferences><externalReference r:id="rIdD"/></externalReferences>'
        insert(members, BOOK, "<definedNames>", references)

    return mutate


def with_macros(text: str) -> Mutator:
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"

    def mutate(members: Members) -> None:
        formula(text)(members)
        hang(members, BOOK, kind, "xl/vbaProject.bin", b"x", "application/vnd.ms-office.vbaProject", "rIdV")
        replace(TYPES, f"{SPREADSHEET}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")(members)

    return mutate


def led_to_null(owner: str, kind: str, target: str) -> Mutator:
    return lambda members: relate(members, owner, kind, target, "rIdNull")


ODDITIES: dict[str, Mutator] = {
    "hidden styles of links, again and again": hidden_styles('hidden="1"', 'hidden="1"', 'hidden="1"'),
    "only hidden styles of links": hidden_styles('hidden="1"', 'hidden="true"'),
    "a hidden style that was changed": hidden_styles('customBuiltin="1" hidden="1"'),
    "bars without depth": chart_3d("bar3DChart"),
    "lines without depth": chart_3d("line3DChart"),
    "areas without depth": chart_3d("area3DChart"),
    "a scale of 0": cell("<pageSetup ", '<pageSetup scale="0" '),
    "a scale of 0 beside a fit": cell("<pageSetup ", '<pageSetup scale="0" fitToHeight="0" '),
    "a zoom of 0": cell("<sheetView ", '<sheetView zoomScale="0" zoomScaleNormal="0" '),
    "a design that is lost": replace(BOOK_RELS, 'Target="theme/theme1.xml"', 'Target="NULL"'),
    "a picture that is lost": led_to_null("xl/drawings/drawing1.xml", "image", "../media/NULL"),
    "a picture that is lost at the top": led_to_null(SHEET1, "image", "/NULL"),
    "an item of another program": dde("[1]!'R1C1'"),
    "an item with an exclamation mark": dde("[1]!'!Tabelle1!Z1S1'+1"),
    "an item with quotes": dde("SUM([1]!'It''s',1)"),
    "a program by name": dde("Excel|'C:\\[alt.xlsx]Blatt'!'Z1S1'"),
    "a program without quotes": dde("RTD|Kurs!Wert"),
    "what was thrown away": add("[trash]/0000.dat", b"\0"),
    "more that was thrown away": several(add("[trash]/0001.dat", b"\0"), add("[Trash]/0000.dat", b"")),
    "a row as high as some screens can": cell('ht="20.25"', 'ht="409.6"'),
    "a function that somebody wrote": with_macros("XLOOKUP(1,A1:A3,B1:B3)"),
    "a German function that somebody wrote": with_macros("KALENDERWOCHE(A1)"),
    "an error of younger versions": formula("IFERROR(#SPILL!,1)"),
}


@pytest.mark.parametrize("mutator", ODDITIES.values(), ids=ODDITIES)
def test_what_excel_writes_is_at_most_a_hinweis(mutator):
    members = unpack(sound_workbook())
    mutator(members)
    assert members != unpack(sound_workbook())
    if "/theme/theme1.xml" in members and b"NULL" in members[BOOK_RELS]:
        del members["xl/theme/theme1.xml"]
    name = "mappe.xlsm" if "xl/vbaProject.bin" in members else "mappe.xlsx"
    befunde = lint_workbook(pack(members), name)
    assert [str(b) for b in befunde if b.schwere is not Schwere.HINWEIS and b.code != "lint.teil_verwaist"] == []


@pytest.mark.parametrize(
    ("mutator", "code"),
    [
        (hidden_styles("", ""), "formatname"),
        (replace(CHART, '<c:axId val="', '<c:axId val="0'), "diagramm_achse"),
        (led_to_null("xl/drawings/drawing1.xml", "image", "../media/fort.png"), "verweis"),
        (add("xl/trash/0000.dat", b"\0"), "inhaltstyp_fehlt"),
        (formula("'R1C1'"), "formel"),
        (cell("<sheetView ", '<sheetView zoomScale="5" '), "zoom"),
        (formula("XLOOKUP(1,A1:A3,B1:B3)"), "formel_vorsatz"),
        (replace(SHEET1_RELS, "drawing1.xml", "NULLEN.xml"), "verweis"),
    ],
)
def test_what_only_looks_like_it_is_still_a_fehler(mutator, code):
    members = unpack(sound_workbook())
    mutator(members)
    assert f"lint.{code}" in {b.code for b in lint_workbook(pack(members), "m.xlsx") if b.schwere is Schwere.FEHLER}


def test_the_template_with_3d_bars():
    file = VORLAGEN / "saeulen_3d_achse0.xlsx"
    assert lint_workbook(file.read_bytes(), file.name) == []


@pytest.mark.parametrize("file", sorted(VORLAGEN.glob("*.xlsx")), ids=lambda file: file.stem)
def test_templates_that_strangers_drew_have_no_fehler(file):
    befunde = lint_workbook(file.read_bytes(), file.name)
    fehler = {befund.code for befund in befunde if befund.schwere is Schwere.FEHLER}
    assert fehler == ({"lint.formel_vorsatz"} if file.stem == "locale" else set())  # NUMBERVALUE without _xlfn.
