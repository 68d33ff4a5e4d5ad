"""A sound workbook with a bit of everything, and the tools to break it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

import xlsxwriter

Members = dict[str, bytes]
Mutator = Callable[[Members], None]

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8ffff3f0005fe02fea7d2b1d50000000049454e44ae426082"
)
SHEET1, SHEET2, BOOK, STYLES = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
)
SHEET1_RELS, BOOK_RELS = "xl/worksheets/_rels/sheet1.xml.rels", "xl/_rels/workbook.xml.rels"
TYPES, STRINGS, TABLE1, TABLE2 = (
    "[Content_Types].xml",
    "xl/sharedStrings.xml",
    "xl/tables/table1.xml",
    "xl/tables/table2.xml",
)
DRAWING, CHART, COMMENTS, VML = (
    "xl/drawings/drawing1.xml",
    "xl/charts/chart1.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
)
CHAIN = "xl/calcChain.xml"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@cache
def sound_workbook() -> bytes:
    """Two sheets with values, formulas, names, tables, chart, picture, note, rules, links and page setup."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        blatt, zwei = workbook.add_worksheet("Blatt"), workbook.add_worksheet("Zweites Blatt")
        _draw_values(workbook, blatt)
        _draw_objects(workbook, blatt)
        zwei.add_table("A1:B3", {"name": "Andere", "columns": [{"header": "Eins"}, {"header": "Zwei"}]})
        zwei.add_table("A6:B8", {"name": "Dritte", "columns": [{"header": "Drei"}, {"header": "Vier"}]})
        zwei.write("A2", 1)
        zwei.write_formula("D1", "=SUM(Blatt!A1:A3)", None, 6)
        zwei.set_column("A:B", 10)
        zwei.set_column("D:E", 12)
        workbook.define_name("Werte", "=Blatt!$A$1:$A$3")
        workbook.define_name("Blatt!Eigener", "=Blatt!$A$1")
    return _with_calculation_chain(buffer.getvalue())


def _draw_values(workbook, blatt):
    datum = workbook.add_format({"num_format": "dd.mm.yyyy"})
    for row in range(3):
        blatt.write(row, 0, row + 1)
    blatt.write("B1", 45000, datum)
    blatt.write("B2", True)
    blatt.write("B3", "Text")
    blatt.write_formula("C1", "=A1+A2", None, 3)
    blatt.write_formula("C2", '=IF(A1>0,"ja","nein")', None, "ja")
    blatt.write_formula("C3", "=A1/0", None, "#DIV/0!")
    blatt.write_array_formula("D1:D2", "{=A1:A2*2}", None, 2)
    blatt.write_array_formula("D3:D4", "{=A2:A3*2}", None, 4)
    spalten = [{"header": "Nr"}, {"header": "Plan"}, {"header": "Ist"}]
    blatt.add_table("A10:C13", {"name": "Tabelle", "columns": spalten})
    blatt.merge_range("F1:G2", "verbunden")
    blatt.merge_range("F4:G5", "auch")
    blatt.set_row(20, 20, None, {"level": 1})


def _draw_objects(workbook, blatt):
    rot = workbook.add_format({"bg_color": "red"})
    blatt.conditional_format("A1:A3", {"type": "cell", "criteria": ">", "value": 5, "format": rot})
    blatt.data_validation("B5", {"validate": "list", "source": ["a", "b"], "input_title": "Titel"})
    blatt.write_url("B6", "https://landkreis.example/")
    blatt.write_url("B7", "internal:'Zweites Blatt'!A1")
    blatt.write_comment("B8", "Notiz", {"author": "Controlling"})
    for zelle in ("I2", "I20"):
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Blatt!$A$1:$A$3"})
        blatt.insert_chart(zelle, chart)
    blatt.insert_image("I40", "logo.png", {"image_data": io.BytesIO(PNG)})
    blatt.set_header("&LKopf&G", {"image_left": "logo.png", "image_data_left": io.BytesIO(PNG)})
    blatt.print_area("A1:G30")
    blatt.repeat_rows(0)
    blatt.freeze_panes(1, 1)
    blatt.set_h_pagebreaks([20])
    blatt.set_landscape()


def _with_calculation_chain(data: bytes) -> bytes:
    members = unpack(data)
    replace(BOOK, ' fullCalcOnLoad="1"', "")(members)
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members[CHAIN] = (
        f'<calcChain xmlns="{namespace}"><c r="C1" i="1"/><c r="C2"/><c r="D1" i="2"/></calcChain>'.encode()
    )
    replace(TYPES, "</Types>", f'<Override PartName="/{CHAIN}" ContentType="{SPREADSHEET}.calcChain+xml"/></Types>')(
        members
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    replace(
        BOOK_RELS,
        "</Relationships>",
        f'<Relationship Id="rId90" Type="{relation}" Target="calcChain.xml"/></Relationships>',
    )(members)
    return pack(members)


def unpack(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: Members) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def replace(part: str, old: str, new: str) -> Mutator:
    """Change the first `old` in a part; fails where the sound workbook does not have it."""

    def mutate(members: Members) -> None:
        text = members[part].decode()
        assert old in text, f"{old!r} nicht in {part}"
        members[part] = text.replace(old, new, 1).encode()

    return mutate


def remove(part: str) -> Mutator:
    return lambda members: members.pop(part) and None


def several(*mutators: Mutator) -> Mutator:
    def mutate(members: Members) -> None:
        for mutator in mutators:
            mutator(members)

    return mutate


def before_end(part: str, tag: str, xml: str) -> Mutator:
    return replace(part, f"</{tag}>", f"{xml}</{tag}>")


def cut(part: str, tag: str) -> Mutator:
    """Leave out an element and all that is in it."""

    def mutate(members: Members) -> None:
        text = members[part].decode()
        head, rest = text.split(f"<{tag}", 1)
        members[part] = (head + rest.split(f"</{tag}>", 1)[1]).encode()

    return mutate


def relate(kind: str, part: str, content_type: str) -> Mutator:
    """Another part that belongs to the workbook."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rId91" Type="{base}/{kind}" Target="{part}"/>'
    override = f'<Override PartName="/xl/{part}" ContentType="{content_type}"/>'
    return several(
        add(f"xl/{part}", b"<x/>"),
        before_end(TYPES, "Types", override),
        before_end(BOOK_RELS, "Relationships", relation),
    )


def formula(text: str) -> Mutator:
    """Another formula in Blatt!C1."""
    return replace(SHEET1, "<f>A1+A2</f>", f"<f>{text}</f>")


def name(name: str, text: str = "Blatt!$A$1", scope: str = "") -> Mutator:
    return before_end(BOOK, "definedNames", f'<definedName name="{name}"{scope}>{text}</definedName>')


def cell(old: str, new: str) -> Mutator:
    return replace(SHEET1, old, new)


def add(part: str, data: bytes) -> Mutator:
    return lambda members: members.update({part: data})
