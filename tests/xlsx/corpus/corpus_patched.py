"""Templates of the corpus whose XML says what no library writes: Excel's own habits, and legal oddities."""

from __future__ import annotations

import re
from pathlib import Path

import xlsxwriter
from xlsx.corpus.corpus_base import ZAHLEN, Muster, bereich, edit, read_members, write_members
from xlsx.corpus.corpus_xlsxwriter import ZIEL, block, name_block

_SHEET = "xl/worksheets/sheet1.xml"
_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
_WORKBOOK = "xl/workbook.xml"
_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PRINTER = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _draw(file: Path) -> None:
    """Months, targets and totals, one more sheet; row 10 with a link, for the relationships."""
    with xlsxwriter.Workbook(file) as mappe:
        blatt, zweites = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Zwei")
        block(blatt)
        name_block(mappe)
        zweites.write_formula("A1", "=Blatt!B6*2")
        blatt.write_url("E10", "https://example.org")


def _add_type(part: str, kind: str) -> tuple[str, str]:
    return "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'


def _add_rel(rid: str, kind: str, target: str) -> tuple[str, str]:
    return "</Relationships>", f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"/></Relationships>'


def geteilte_formeln(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        for row in range(1, 7):
            blatt.write_row(row, 0, [row, row * 2])
            for column, formula in enumerate((f"A{row + 1}+$B$2", f"SUM(A$2:A{row + 1})", f"D{row + 1}&A{row + 1}"), 3):
                blatt.write_formula(row, column, formula)
        mappe.define_name("PB_Erste", "=Blatt!$D$2")
        mappe.define_name("PB_Mitte", "=Blatt!$E$4:$E$5")
        mappe.define_name("PB_Werte", "=Blatt!$A$2:$A$4")
    changes = []
    for group, (letter, formula) in enumerate((("D", "A{}+$B$2"), ("E", "SUM(A$2:A{})"), ("F", "D{0}&amp;A{0}"))):
        first = f'<f t="shared" ref="{letter}2:{letter}7" si="{group}">{formula.format(2)}</f>'
        changes.append((f"<f>{formula.format(2)}</f>", first))
        changes += [(f"<f>{formula.format(row)}</f>", f'<f t="shared" si="{group}"/>') for row in range(3, 8)]
    edit(file, {_SHEET: changes})


def berechnungskette(file: Path) -> None:
    _draw(file)
    chain = "".join(f'<c r="{ort}" i="{blatt}"/>' for ort, blatt in (("B6", 1), ("C6", 1), ("A1", 2)))
    edit(
        file,
        {
            _TYPES: [
                _add_type(
                    "xl/calcChain.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
                )
            ],
            "xl/_rels/workbook.xml.rels": [_add_rel("rId77", f"{_OFFICE}/calcChain", "calcChain.xml")],
            _WORKBOOK: [("$A$8</definedName>", "$C$6</definedName>")],
        },
        {"xl/calcChain.xml": f'{_HEAD}<calcChain xmlns="{_MAIN}">{chain}</calcChain>'},
    )


def praefixe(file: Path) -> None:
    _draw(file)
    members = read_members(file)
    for part in (_SHEET, _WORKBOOK):
        text = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", members[part].decode())
        members[part] = text.replace("xmlns=", "xmlns:x=").encode()
    write_members(file, members)


def strikt(file: Path) -> None:
    _draw(file)
    members = read_members(file)
    for part, data in members.items():
        if part.endswith((".xml", ".rels")):
            text = data.decode().replace(_MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            text = text.replace(_OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            members[part] = text.encode()
    members[_WORKBOOK] = members[_WORKBOOK].replace(b"<workbook ", b'<workbook conformance="strict" ')
    write_members(file, members)


def ohne_adressen(file: Path) -> None:
    """Without addresses the place counts, so nothing may be missing in between."""
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write_row("A1", ["Monat", "Betrag", "Zahl"])
        blatt.write("A6", "Summe")
        for row in range(1, 5):
            blatt.write_row(row, 0, [f"Monat {row}", 0, row])
        blatt.write_formula("B6", "=SUM(B2:B5)")
        blatt.write_formula("C6", "=SUM(C2:C5)")
        name_block(mappe)
    members = read_members(file)
    text = re.sub(r'(<(?:c|row)) r="[A-Z0-9]+"', r"\1", members[_SHEET].decode())
    members[_SHEET] = re.sub(r' spans="[0-9:]+"', "", text).encode()
    write_members(file, members)


def inline_und_utf16(file: Path) -> None:
    _draw(file)
    members = read_members(file)
    text = members[_SHEET].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    inline = (
        '<c r="A2" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">Monat </t></r><r><t>1</t></r></is></c>'
    )
    phonetic = '<c r="C8" t="inlineStr"><is><t>Amt</t><rPh sb="0" eb="1"><t>a</t></rPh></is></c>'
    text = re.sub(r'<c r="A2".*?</c>', inline, text)
    text = re.sub(r"(<row r=\"10\")", rf'<row r="8">{phonetic}</row><!-- von Hand -->\1', text)
    members[_SHEET] = text.encode("utf-16")
    write_members(file, members)


def kommentarfaeden(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        block(blatt)
        name_block(mappe)
        blatt.write_comment("B2", "[Threaded comment]")
    ms = "http://schemas.microsoft.com/office"
    guid = "{11111111-2222-3333-4444-555555555555}"
    thread = (
        f'{_HEAD}<ThreadedComments xmlns="{ms}/spreadsheetml/2018/threadedcomments"><threadedComment ref="B2" '
        f'dT="2023-12-31T10:00:00.00" personId="{guid}" id="{guid.replace("1", "9")}"><text>Bitte prüfen</text>'
        "</threadedComment></ThreadedComments>"
    )
    person = (
        f'{_HEAD}<personList xmlns="{ms}/spreadsheetml/2018/threadedcomments">'
        f'<person displayName="Kämmerei" id="{guid}" userId="k" providerId="None"/></personList>'
    )
    edit(
        file,
        {
            _TYPES: [
                _add_type("xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml"),
                _add_type("xl/persons/person.xml", "application/vnd.ms-excel.person+xml"),
            ],
            _RELS: [
                _add_rel(
                    "rId77", f"{ms}/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml"
                )
            ],
            "xl/_rels/workbook.xml.rels": [
                _add_rel("rId77", f"{ms}/2017/10/relationships/person", "persons/person.xml")
            ],
        },
        {"xl/threadedComments/threadedComment1.xml": thread, "xl/persons/person.xml": person},
    )


def extern(file: Path) -> None:
    _draw(file)
    link = (
        f'{_HEAD}<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1"><sheetNames>'
        '<sheetName val="Vorjahr"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>42</v>'
        "</cell></row></sheetData></sheetDataSet></externalBook></externalLink>"
    )
    rel = f'<Relationship Id="rId1" Type="{_OFFICE}/externalLinkPath" Target="vorjahr.xlsx" TargetMode="External"/>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    edit(
        file,
        {
            _TYPES: [_add_type("xl/externalLinks/externalLink1.xml", kind)],
            "xl/_rels/workbook.xml.rels": [
                _add_rel("rId77", f"{_OFFICE}/externalLink", "externalLinks/externalLink1.xml")
            ],
            _WORKBOOK: [
                ("</sheets>", '</sheets><externalReferences><externalReference r:id="rId77"/></externalReferences>')
            ],
            "xl/worksheets/sheet2.xml": [("</row>", '<c r="B1"><f>[1]Vorjahr!A1+1</f><v>43</v></c></row>')],
        },
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rel}</Relationships>'
            ),
        },
    )


_X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
    'spreadsheetml/2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Zwei!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>B2:B5</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    '<ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:cfRule type="expression" priority="3" id="{00000000-0003-0000-0000-000001000000}"><xm:f>Zwei!$A$1&gt;5</xm:f>'
    "<x14:dxf><font><b/></font></x14:dxf></x14:cfRule><xm:sqref>B2:B5</xm:sqref></x14:conditionalFormatting>"
    "</x14:conditionalFormattings></ext></extLst></worksheet>"
)


def erweiterungen(file: Path) -> None:
    _draw(file)
    guid = "{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}"
    view = (
        f'<customWorkbookViews><customWorkbookView name="Druck" guid="{guid}" windowWidth="99" windowHeight="99" '
        'activeSheetId="1"/></customWorkbookViews></workbook>'
    )
    sheet_view = f'<customSheetViews><customSheetView guid="{guid}" scale="85"/></customSheetViews><hyperlinks>'
    page = '<pageSetup paperSize="9" orientation="landscape" r:id="rId77"/>'
    edit(
        file,
        {
            _TYPES: [("<Override", f'<Default Extension="bin" ContentType="{_PRINTER}"/><Override')],
            _RELS: [_add_rel("rId77", f"{_OFFICE}/printerSettings", "../printerSettings/printerSettings1.bin")],
            _WORKBOOK: [("</workbook>", view)],
            _SHEET: [("<hyperlinks>", sheet_view), ('footer="0.3"/>', f'footer="0.3"/>{page}'), ("</worksheet>", _X14)],
        },
        {"xl/printerSettings/printerSettings1.bin": b"\0D\0r\0u\0c\0k\0e\0r" + bytes(range(256))},
    )


def leerraum(file: Path) -> None:
    """Formulas and cached texts that ask for their blanks to be kept, as Excel writes them; cells with extensions."""
    _draw(file)
    edit(
        file,
        {
            _SHEET: [
                ("<f>SUM(B2:B5)</f>", '<f xml:space="preserve"> SUM(B2:B5) </f>'),
                ("<f>SUM(C2:C5)</f>", '<f ca="1">ROUND(SUM(C2:C5),0)&amp;" "</f>'),
            ]
        },
    )


MUSTER = (
    Muster(
        "gp_geteilte_formeln",
        ("geteilte Formeln", "Ziel ersetzt die erste", "Ziel ersetzt eine mittlere"),
        geteilte_formeln,
        (
            bereich("PB_Erste", "Blatt", "D2", ZAHLEN),
            bereich("PB_Mitte", "Blatt", "E4:E5", ZAHLEN),
            bereich("PB_Werte", "Blatt", "A2:A4", ZAHLEN),
        ),
        ohne_wert=(("Blatt", "F2"), ("Blatt", "F4")),  # fractions in a text
    ),
    Muster(
        "gp_berechnungskette",
        ("calcChain", "Ziel ersetzt eine Formel"),
        berechnungskette,
        (ZIEL[0], bereich("PB_Text", "Blatt", "C6", ZAHLEN)),
    ),
    Muster("gp_praefixe", ("Namensraum mit Präfix",), praefixe, ZIEL),
    Muster(
        "gp_strikt", ("Strict Open XML",), strikt, ZIEL, ohne_wert=(("Blatt", "B6"), ("Blatt", "C6"), ("Zwei", "A1"))
    ),
    Muster("gp_ohne_adressen", ("Zellen ohne r", "Zeilen ohne r"), ohne_adressen, ZIEL),
    Muster("gp_inline_und_utf16", ("Inline-Text", "Lautschrift", "UTF-16", "XML-Kommentar"), inline_und_utf16, ZIEL),
    Muster("gp_kommentarfaeden", ("Kommentare mit Antworten",), kommentarfaeden, ZIEL),
    Muster(
        "gp_extern",
        ("externe Verknüpfung",),
        extern,
        ZIEL,
        ohne_wert=(("Zwei", "B1"),),
        nicht_in_libreoffice=(("Zwei", "B1"),),
    ),
    Muster(
        "gp_erweiterungen",
        ("x14-Gültigkeit", "x14-Format", "eigene Ansichten", "Druckereinstellungen"),
        erweiterungen,
        ZIEL,
    ),
    Muster(
        "gp_leerraum",
        ("xml:space an Formeln", "ca an Formeln"),
        leerraum,
        ZIEL,
        mit_wert=((("Blatt", "C6"), "1242 "),),
    ),
)
