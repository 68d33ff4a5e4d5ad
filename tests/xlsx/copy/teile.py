"""Workbooks with what Excel hangs on a sheet and no library writes: a drawn workbook, and parts added by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from posixpath import basename, dirname, relpath

import xlsxwriter

from xlbudget.xlsx.package import Package

Members = dict[str, bytes]
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS = "http://schemas.microsoft.com/office"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"
NS_R = f'xmlns:r="{OFFICE}"'


def drawn(draw: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None], *others: str) -> Members:
    """A workbook with a sheet `Plan` (A1 and A2:B4 have numbers, PB_x is A1) and more sheets behind it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        plan = workbook.add_worksheet("Plan")
        for name in others:
            workbook.add_worksheet(name)
        for row in range(4):
            plan.write_row(row, 0, [row + 1, row * 10])
        workbook.define_name("PB_x", "=Plan!$A$1")
        draw(workbook, plan)
    return members_of(buffer.getvalue())


def members_of(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(members: Members) -> Package:
    return Package("vorlage.xlsx", members)


def rels_of(part: str) -> str:
    return f"{dirname(part)}/_rels/{basename(part)}.rels".lstrip("/")


def insert(members: Members, part: str, before: str, xml: str) -> None:
    """Put XML before the first place where a text stands in a part."""
    text = members[part].decode()
    assert before in text, f"{before} nicht in {part}"
    members[part] = text.replace(before, xml + before, 1).encode()


def swap(members: Members, part: str, old: str, new: str) -> None:
    text = members[part].decode()
    assert old in text, f"{old} nicht in {part}"
    members[part] = text.replace(old, new, 1).encode()


def hang(members: Members, owner: str, kind: str, part: str, data: str | bytes, content_type: str, rid: str) -> None:
    """Add a part with its type and the relationship that leads to it; `kind` is a word or a whole type."""
    members[part] = data if isinstance(data, bytes) else HEAD + data.encode()
    if content_type:
        insert(members, TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{content_type}"/>')
    relate(members, owner, kind, relpath("/" + part, "/" + dirname(owner)), rid)


def relate(members: Members, owner: str, kind: str, target: str, rid: str, mode: str = "") -> None:
    rels = rels_of(owner)
    if rels not in members:
        namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
        members[rels] = HEAD + f'<Relationships xmlns="{namespace}"></Relationships>'.encode()
    kind = kind if "/" in kind else f"{OFFICE}/{kind}"
    mode = f' TargetMode="{mode}"' if mode else ""
    xml = f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"{mode}/>'
    insert(members, rels, "</Relationships>", xml)


def default_type(members: Members, ending: str, content_type: str) -> None:
    if f'Extension="{ending}"' not in members[TYPES].decode():
        insert(members, TYPES, "<Override", f'<Default Extension="{ending}" ContentType="{content_type}"/>')


def at_end(members: Members, xml: str, part: str = SHEET) -> None:
    """A section behind all others of a worksheet, before its tables and extensions."""
    text = members[part].decode()
    before = next(mark for mark in ("<tableParts", "<extLst", "</worksheet>") if mark in text)
    insert(members, part, before, xml)


# ---- controls


def with_controls(members: Members, anzahl: int = 3, link: str = "Plan!$A$2", sheet: str = SHEET) -> None:
    """Check boxes: the sheet, its VML, its drawing and the properties of each say what cell they write to."""
    shapes = "".join(
        f'<v:shape id="_x0000_s{1025 + n}" type="#_x0000_t201" style="width:9pt"><x:ClientData ObjectType="Checkbox">'
        f"<x:Anchor>0,0,{n},0,1,0,{n + 1},0</x:Anchor><x:FmlaLink>{link}</x:FmlaLink></x:ClientData><br></v:shape>"
        for n in range(anzahl)
    )
    vml = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{shapes}</xml>'
    )
    default_type(members, "vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    hang(members, sheet, "vmlDrawing", "xl/drawings/vmlDrawing7.vml", vml.encode(), "", "rIdVml")
    controls = ""
    for n in range(anzahl):
        properties = (
            f'<formControlPr xmlns="{MS}/spreadsheetml/2009/9/main" objectType="CheckBox" fmlaLink="{link}" '
            f'fmlaRange="$A$1:$A$4" lockText="1"/>'
        )
        hang(
            members,
            sheet,
            "ctrlProp",
            f"xl/ctrlProps/ctrlProp{n + 1}.xml",
            properties,
            "application/vnd.ms-excel.controlproperties+xml",
            f"rIdC{n}",
        )
        controls += f'<control shapeId="{1025 + n}" r:id="rIdC{n}" name="Kasten {n}"/>'
    at_end(members, f'<legacyDrawing r:id="rIdVml"/><controls>{controls}</controls>', sheet)


def with_activex(members: Members, anzahl: int = 2, blatt: str = "Plan") -> None:
    default_type(members, "bin", "application/vnd.ms-office.activeX")
    controls = ""
    for n in range(1, anzahl + 1):
        part = f"xl/activeX/activeX{n}.xml"
        xml = (
            f'<ax:ocx xmlns:ax="{MS}/2006/activeX" {NS_R} ax:classid="{{8BD21D40-EC42-11CE-9E0D-00AA006002F3}}" '
            'ax:persistence="persistStreamInit" r:id="rId1"/>'
        )
        hang(members, SHEET, "control", part, xml, "application/vnd.ms-office.activeX+xml", f"rIdX{n}")
        kind = f"{MS}/2006/relationships/activeXControlBinary"
        hang(members, part, kind, f"xl/activeX/activeX{n}.bin", b"\x00bin" + bytes([n]), "", "rId1")
        controls += (
            f'<control shapeId="{2000 + n}" r:id="rIdX{n}" name="CheckBox{n}"><controlPr linkedCell="{blatt}!A2" '
            f'listFillRange="{blatt}!A1:A4" r:id="rIdBild"><anchor/></controlPr></control>'
        )
    default_type(members, "emf", "image/x-emf")
    hang(members, SHEET, "image", "xl/media/image77.emf", b"emf", "", "rIdBild")
    at_end(members, f"<controls>{controls}</controls>")


def with_ole(members: Members, anzahl: int = 2) -> None:
    default_type(members, "bin", f"{SPREADSHEET}.printerSettings")
    default_type(members, "xlsx", f"{SPREADSHEET}.sheet")
    objects = ""
    for n in range(1, anzahl + 1):
        part = f"xl/embeddings/oleObject{n}.bin"
        hang(members, SHEET, "oleObject", part, b"ole" + bytes([n]), f"{SPREADSHEET}.oleObject", f"rIdO{n}")
        objects += f'<oleObject progId="Paket" shapeId="{1100 + n}" r:id="rIdO{n}"/>'
    inner = "xl/embeddings/Microsoft_Excel_Worksheet.xlsx"
    hang(members, SHEET, "package", inner, b"PK", "", "rIdP")
    objects += '<oleObject progId="Excel.Sheet.12" shapeId="1199" r:id="rIdP"/>'
    at_end(members, f"<oleObjects>{objects}</oleObjects>")


def with_printer_settings(members: Members) -> None:
    part = "xl/printerSettings/printerSettings1.bin"
    hang(members, SHEET, "printerSettings", part, b"D\0r\0u\0", f"{SPREADSHEET}.printerSettings", "rIdDruck")
    at_end(members, '<pageSetup paperSize="9" orientation="portrait" r:id="rIdDruck"/>')


# ---- pivot tables


def with_pivot(members: Members, number: int, source: str, owner: str = SHEET, cache: int | None = None) -> None:
    """A pivot table on a sheet; `source` are attributes of its source, or it uses a cache that is there already."""
    table = f"xl/pivotTables/pivotTable{number}.xml"
    cached = cache or number
    definition = (
        f'<pivotTableDefinition xmlns="{MAIN}" name="Pivot{number}" cacheId="{cached}" dataCaption="Werte">'
        f'<location ref="H{number * 10}:I{number * 10 + 3}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        "</pivotTableDefinition>"
    )
    hang(members, owner, "pivotTable", table, definition, f"{SPREADSHEET}.pivotTable+xml", f"rIdPv{number}")
    part = f"xl/pivotCache/pivotCacheDefinition{cached}.xml"
    relate(members, table, "pivotCacheDefinition", f"../pivotCache/pivotCacheDefinition{cached}.xml", "rId1")
    if cache is not None:
        return
    xml = (
        f'<pivotCacheDefinition xmlns="{MAIN}" {NS_R} r:id="rId1" recordCount="3"><cacheSource type="worksheet">'
        f'<worksheetSource {source}/></cacheSource><cacheFields count="1"><cacheField name="a"/></cacheFields>'
        "</pivotCacheDefinition>"
    )
    hang(members, BOOK, "pivotCacheDefinition", part, xml, f"{SPREADSHEET}.pivotCacheDefinition+xml", f"rIdPc{number}")
    records = f'<pivotCacheRecords xmlns="{MAIN}" count="0"/>'
    hang(
        members,
        part,
        "pivotCacheRecords",
        f"xl/pivotCache/pivotCacheRecords{number}.xml",
        records,
        f"{SPREADSHEET}.pivotCacheRecords+xml",
        "rId1",
    )
    entry = f'<pivotCache cacheId="{number}" r:id="rIdPc{number}"/>'
    if "</pivotCaches>" in members[BOOK].decode():
        insert(members, BOOK, "</pivotCaches>", entry)
    else:
        insert(members, BOOK, "</workbook>", f"<pivotCaches>{entry}</pivotCaches>")


def with_slicer_cache(members: Members, inner: str, kind: str = "slicerCache") -> None:
    xml = f'<{kind}Definition xmlns="{MS}/spreadsheetml/2009/9/main" name="Datenschnitt_a">{inner}</{kind}Definition>'
    relation = f"{MS}/2007/relationships/{kind}"
    hang(members, BOOK, relation, f"xl/{kind}s/{kind}1.xml", xml, f"application/vnd.ms-excel.{kind}+xml", "rIdSl")


# ---- comments, charts


PERSON, THREAD, REPLY = (f"{{{digit * 8}-2222-3333-4444-555555555555}}" for digit in "1AB")


def with_threads(members: Members) -> None:
    """A thread with an answer; needs a note in B2, whose author is the thread."""
    namespace = f"{MS}/spreadsheetml/2018/threadedcomments"
    xml = (
        f'<ThreadedComments xmlns="{namespace}"><threadedComment ref="B2" dT="2023-12-31T10:00:00.00" '
        f'personId="{PERSON}" id="{THREAD}"><text>Bitte prüfen</text></threadedComment><threadedComment ref="B2" '
        f'dT="2023-12-31T11:00:00.00" personId="{PERSON}" id="{REPLY}" parentId="{THREAD}"><text>ja</text>'
        "</threadedComment></ThreadedComments>"
    )
    kind = f"{MS}/2017/10/relationships"
    part = "xl/threadedComments/threadedComment1.xml"
    hang(members, SHEET, f"{kind}/threadedComment", part, xml, "application/vnd.ms-excel.threadedcomments+xml", "rIdT")
    person = (
        f'<personList xmlns="{namespace}"><person displayName="Kämmerei" id="{PERSON}" userId="k" providerId="None"/>'
        "</personList>"
    )
    hang(
        members, BOOK, f"{kind}/person", "xl/persons/person.xml", person, "application/vnd.ms-excel.person+xml", "rIdP"
    )
    swap(members, "xl/comments1.xml", "<author>Controlling</author>", f"<author>tc={THREAD}</author>")
    revision = f'xmlns:xr="{MS}/spreadsheetml/2014/revision"'
    swap(members, "xl/comments1.xml", '<comment ref="B2"', f'<comment {revision} xr:uid="{THREAD}" ref="B2"')


def with_new_chart(members: Members) -> None:
    """A waterfall, which knows its cells by hidden names of the workbook; needs a drawing."""
    cx = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    xml = (
        f'<cx:chartSpace xmlns:cx="{cx}"><cx:chartData><cx:data id="0"><cx:numDim type="val"><cx:f>_xlchart.v1.0</cx:f>'
        "</cx:numDim></cx:data></cx:chartData></cx:chartSpace>"
    )
    kind = f"{MS}/2014/relationships/chartEx"
    part = "xl/charts/chartEx1.xml"
    hang(members, "xl/drawings/drawing1.xml", kind, part, xml, "application/vnd.ms-office.chartex+xml", "rIdCx")
    insert(
        members,
        BOOK,
        "</definedNames>",
        '<definedName name="_xlchart.v1.0" hidden="1">Plan!$A$1:$A$4</definedName>',
    )
