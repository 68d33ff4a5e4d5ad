"""Which sheet is shown and selected, and what colour the tabs have, after sheets were added or made many."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from xlsx.copy.ganzheit import damages
from xlsx.copy.teile import BOOK, OFFICE, SHEET, TYPES, Members, drawn, hang, insert, members_of, package, swap

from xlbudget.cellplan import cell
from xlbudget.errors import VorlageError
from xlbudget.xlsx.copy.import_sheet import import_first_sheet
from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package, pack

VORLAGEN = Path(__file__).parents[1] / "vorlagenfaelle"


def of_file(name: str) -> Package:
    return Package.read(VORLAGEN / f"{name}.xlsx")


def uebersicht(name: str = "Übersicht") -> Package:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        workbook.add_worksheet(name).write("A1", "Summe")
    return Package.from_bytes("uebersicht.xlsx", buffer.getvalue())


def shown(package: Package) -> list[str]:
    """The active sheet of each window, then every sheet that is selected in some window."""
    ganz = Package("v", package.resolved())
    entries = list(ganz.workbook.iterfind("{*}sheets/{*}sheet"))
    windows = ganz.workbook.findall("{*}bookViews/{*}workbookView")
    active = [entries[int(window.get("activeTab", "0"))] for window in windows]
    assert all(entry.get("state", "visible") == "visible" for entry in active)
    parts = {rid: part for _, rid, part in ganz.relationships(ganz.workbook_part)}
    selected = []
    for entry in entries:
        rid = next(value for key, value in entry.attrib.items() if key.endswith("}id"))
        views = etree.fromstring(ganz.members[parts[rid]]).iter("{*}sheetView")
        selected += [entry.get("name") for view in views if view.get("tabSelected") in ("1", "true")]
    return [*(entry.get("name") for entry in active), *selected]


def visible(package: Package) -> list[str]:
    entries = package.workbook.iterfind("{*}sheets/{*}sheet")
    return [entry.get("name") for entry in entries if entry.get("state", "visible") == "visible"]


def copies(package: Package, index: int = 0) -> Package:
    viele = multiply(package, package.sheets[index], [Copy("Nord"), Copy("Süd")])
    assert [b.code for b in lint_workbook(pack(viele.resolved()), "viele.xlsx")] == []
    return viele


def test_a_hidden_first_sheet_stays_hidden_and_everything_new_is_visible():
    viele = copies(of_file("hiddenfirst"), 1)
    assert (visible(viele), shown(viele)) == (["Nord", "Süd"], ["Nord", "Nord"])
    mit = import_first_sheet(viele, uebersicht())
    assert (visible(mit), shown(mit)) == (["Übersicht", "Nord", "Süd"], ["Übersicht", "Übersicht"])


def test_two_selected_sheets_become_one():
    viele = copies(of_file("tabs"))
    assert shown(viele) == ["Nord", "Nord"]
    assert shown(import_first_sheet(viele, uebersicht("Deckblatt"))) == ["Deckblatt", "Deckblatt"]


def hidden(*numbers: int, state: str = "hidden") -> Members:
    """Plan, Zwei, Drei; some of them hidden, all selected."""
    members = drawn(lambda workbook, plan: None, "Zwei", "Drei")
    for number in numbers:
        swap(members, BOOK, f'sheetId="{number}"', f'sheetId="{number}" state="{state}"')
    for part in ("xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"):
        swap(members, part, "<sheetView ", '<sheetView tabSelected="1" ')
    return members


@pytest.mark.parametrize(
    ("members", "index", "erwartet"),
    [
        (hidden(), 0, ["Nord"] * 2),
        (hidden(), 1, ["Plan"] * 2),
        (hidden(1), 0, ["Nord"] * 2),
        (hidden(1), 1, ["Nord"] * 2),
        (hidden(1, state="veryHidden"), 2, ["Zwei"] * 2),
        (hidden(1, 2), 2, ["Nord"] * 2),
    ],
)
def test_the_first_visible_sheet_is_shown_and_no_other_selected(members, index, erwartet):
    swap(members, BOOK, "<workbookView ", '<workbookView activeTab="2" firstSheet="2" ')
    assert shown(copies(package(members), index)) == erwartet


def test_every_window_shows_the_same_sheet():
    members = hidden()
    swap(members, BOOK, "</bookViews>", '<workbookView activeTab="2"/></bookViews>')
    for number in "123":
        swap(
            members, f"xl/worksheets/sheet{number}.xml", "</sheetViews>", '<sheetView workbookViewId="1"/></sheetViews>'
        )
    assert shown(copies(package(members))) == ["Nord"] * 4


def test_a_chart_sheet_that_was_selected_too():
    def draw(workbook, plan):
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Plan!$A$1:$A$4"})
        workbook.add_chartsheet("Grafik").set_chart(chart)

    members = drawn(draw)
    swap(members, "xl/chartsheets/sheet1.xml", "<sheetView ", '<sheetView tabSelected="1" ')
    assert shown(copies(package(members))) == ["Nord"] * 2


def test_sheets_without_views():
    members = hidden()
    for number in "123":
        text = members[f"xl/worksheets/sheet{number}.xml"].decode()
        start, end = text.index("<sheetViews>"), text.index("</sheetViews>") + len("</sheetViews>")
        members[f"xl/worksheets/sheet{number}.xml"] = (text[:start] + text[end:]).encode()
    assert shown(copies(package(members))) == ["Nord"] * 2


def test_a_sheet_of_the_same_name_is_refused():
    vorlage = of_file("tabs")
    with pytest.raises(VorlageError, match=r"„Übersicht“.*umbenennen"):
        import_first_sheet(vorlage, uebersicht("übersicht".title()))


def test_a_workbook_without_styles_takes_in_a_sheet():
    members = drawn(lambda workbook, plan: None)
    relation = f'Type="{OFFICE}/styles" Target="styles.xml"'
    swap(members, "xl/_rels/workbook.xml.rels", relation, f'Type="{OFFICE}/theme" Target="theme/theme1.xml"')
    del members["xl/styles.xml"]
    text = members[TYPES].decode()
    members[TYPES] = re.sub('<Override PartName="/xl/styles.xml"[^>]*>', "", text).encode()
    mit = import_first_sheet(package(members), uebersicht())
    assert [b.code for b in lint_workbook(pack(mit.members), "mit.xlsx")] == []
    assert openpyxl.load_workbook(io.BytesIO(pack(mit.members)))["Übersicht"]["A1"].value == "Summe"


def test_names_stand_behind_the_links_to_other_workbooks():
    members = drawn(lambda workbook, plan: None)
    text = members[BOOK].decode()
    start, end = text.index("<definedNames>"), text.index("</definedNames>") + len("</definedNames>")
    members[BOOK] = (text[:start] + "<externalReferences/>" + text[end:]).encode()
    quelle = members_of(pack(uebersicht().members))
    insert(quelle, BOOK, "<calcPr", "<definedNames><definedName name='Neu'>Übersicht!$A$1</definedName></definedNames>")
    mit = import_first_sheet(package(members), package(quelle))
    tags = [etree.QName(child).localname for child in mit.workbook]
    assert tags.index("externalReferences") < tags.index("definedNames") < tags.index("calcPr")


# ---- colours of tabs


def colours(package: Package) -> list[str | None]:
    buch = openpyxl.load_workbook(io.BytesIO(pack(package.resolved())))
    farben = [blatt.sheet_properties.tabColor for blatt in buch.worksheets]
    return [None if f is None else f.rgb if f.type == "rgb" else f"theme {f.theme}" for f in farben]


@pytest.mark.parametrize(
    ("own", "erwartet"),
    [
        ("", [None, "FF00FF00", None]),
        ("<sheetPr/>", [None, "FF00FF00", None]),
        ('<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>', [None, "FF00FF00", None]),
        ('<sheetPr codeName="Tabelle1"><tabColor rgb="FF123456"/></sheetPr>', ["FF123456", "FF00FF00", "FF123456"]),
        ('<sheetPr><tabColor theme="4" tint="-0.25"/></sheetPr>', ["theme 4", "FF00FF00", "theme 4"]),
    ],
)
def test_a_copy_without_colour_has_that_of_the_template(own, erwartet):
    members = drawn(lambda workbook, plan: None)
    insert(members, SHEET, "<dimension", own)
    vorlage = package(members)
    viele = multiply(vorlage, vorlage.sheets[0], [Copy("a"), Copy("b", "FF00FF00"), Copy("c")])
    assert colours(viele) == erwartet
    fertig = Template(viele, ()).fill(()).data
    assert b'rgb=""' not in b"".join(Package.from_bytes("v", fertig).members.values())
    assert lint_workbook(fertig, "v.xlsx") == []


def test_colours_under_a_prefix():
    members = drawn(lambda workbook, plan: None)
    text = members[SHEET].decode().replace("xmlns=", "xmlns:x=")
    for tag in ("worksheet", "dimension", "sheetView", "sheetFormatPr", "sheetData", "row", "c", "v", "pageMargins"):
        text = text.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")
    members[SHEET] = text.encode()
    vorlage = package(members)
    viele = multiply(vorlage, vorlage.sheets[0], [Copy("a"), Copy("b", "FF00FF00")])
    assert colours(viele) == [None, "FF00FF00"]


# ---- signatures


ORIGIN = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"


def signed(part: str) -> Members:
    members = drawn(lambda workbook, plan: None)
    hang(members, "", ORIGIN, part, b"", "application/vnd.openxmlformats-package.digital-signature-origin", "rIdSig")
    return members


@pytest.mark.parametrize(
    "vorlage",
    [
        of_file("signiert"),
        package(signed("_xmlsignatures/origin.sigs")),
        package(signed("package/services/digital-signature/origin.psdsor")),
        package(signed("_XMLSIGNATURES/Origin1.sigs")),
    ],
)
def test_a_signed_template_is_refused_with_the_reason(vorlage):
    plan = (cell("PB_x", 1),)
    for build in (
        lambda: Template(vorlage, [plan]),
        lambda: multiply(vorlage, vorlage.sheets[0], [Copy("a")]),
        lambda: import_first_sheet(vorlage, uebersicht()),
    ):
        with pytest.raises(VorlageError, match=r"digital signiert.*ungültig.*Signatur entfernen"):
            build()


def test_a_signature_of_macros_holds_whatever_is_filled():
    members = drawn(lambda workbook, plan: None)
    hang(
        members,
        BOOK,
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        "xl/vbaProject.bin",
        b"vba",
        "application/vnd.ms-office.vbaProject",
        "rIdV",
    )
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature"
    hang(
        members,
        "xl/vbaProject.bin",
        kind,
        "xl/vbaProjectSignature.bin",
        b"sig",
        "application/vnd.ms-office.vbaProjectSignature",
        "rId1",
    )
    gefuellt = Package.from_bytes("v", Template(package(members), [(cell("PB_x", 1),)]).fill((cell("PB_x", 1),)).data)
    assert gefuellt.members["xl/vbaProjectSignature.bin"] == b"sig"
    assert damages(gefuellt) == []
