"""A workbook that tells about its designer in every place there is, made from any other one."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

NAME, KONTO, PFAD = "Klaus Geheim", "klaus.geheim", "C:\\Users\\klaus.geheim\\Finanzen\\"
RECHNER = "\\\\srv-geheim\\finanzen\\"
ANDERES = "Nur fuer Budget 99: Geheimsache"
VERRAETER = ("geheim", "KLAUS", "Finanzen\\", "S-1-5-21")
"""None of these may stand in what leaves the house, in any case or encoding."""

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_GUID = "{12345678-1234-1234-1234-123456789ABC}"


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: Mapping[str, bytes]) -> bytes:
    puffer = io.BytesIO()
    with zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return puffer.getvalue()


def telltales(data: bytes) -> list[str]:
    """Members of a workbook, by name, in which something betrays the designer."""
    found = []
    for name, inhalt in members_of(data).items():
        texte = [inhalt.decode(code, "ignore") + name for code in ("utf-8", "utf-16-le", "utf-16-be")]
        found += [f"{name}: {wort}" for wort in VERRAETER if any(wort.casefold() in t.casefold() for t in texte)]
    return found


class Leck:
    """A workbook in change; each method adds one leak, and returns the workbook itself."""

    def __init__(self, data: bytes) -> None:
        self.members = members_of(data)
        self.sheet = "xl/worksheets/sheet1.xml"

    @property
    def data(self) -> bytes:
        return pack(self.members)

    def replace(self, part: str, alt: str, neu: str, anzahl: int = 1) -> Leck:
        text = self.members[part].decode()
        assert alt in text, (part, alt)
        self.members[part] = text.replace(alt, neu, anzahl).encode()
        return self

    def add(self, part: str, inhalt: str | bytes, typ: str = "") -> Leck:
        self.members[part] = inhalt.encode() if isinstance(inhalt, str) else inhalt
        if typ:
            self.replace(
                "[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{typ}"/></Types>'
            )
        return self

    def default(self, endung: str, typ: str) -> Leck:
        return self.replace(
            "[Content_Types].xml", "<Default ", f'<Default Extension="{endung}" ContentType="{typ}"/><Default '
        )

    def relate(self, rels: str, art: str, ziel: str, rid: str, weiteres: str = "") -> Leck:
        if rels not in self.members:
            self.members[rels] = (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
            )
        art = art if art.startswith("http") else f"{_REL}/{art}"
        return self.replace(
            rels,
            "</Relationships>",
            f'<Relationship Id="{rid}" Type="{art}" Target="{ziel}"{weiteres}/></Relationships>',
        )

    # who and where

    def properties(self) -> Leck:
        self.replace(
            "docProps/core.xml",
            "<dc:creator>xlbudget</dc:creator>",
            f"<dc:creator>{NAME}</dc:creator><dc:description>von {NAME}</dc:description>"
            f"<cp:keywords>{KONTO}</cp:keywords>",
        )
        self.replace("docProps/core.xml", "<cp:lastModifiedBy>xlbudget<", f"<cp:lastModifiedBy>{NAME}<")
        self.replace(
            "docProps/app.xml",
            "<Company></Company>",
            f"<Manager>{NAME}</Manager><Company>Amt {NAME}</Company><HyperlinkBase>{PFAD}</HyperlinkBase>",
        )
        return self

    def custom_properties(self) -> Leck:
        self.add(
            "docProps/custom.xml",
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
            'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
            'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Bearbeiter">'
            f"<vt:lpwstr>{NAME}</vt:lpwstr></property></Properties>",
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        )
        return self.relate("_rels/.rels", "custom-properties", "docProps/custom.xml", "rIdC")

    def thumbnail(self) -> Leck:
        self.add("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xfe" + NAME.encode()).default("jpeg", "image/jpeg")
        art = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
        return self.relate("_rels/.rels", art, "docProps/thumbnail.jpeg", "rIdT")

    def label(self) -> Leck:
        self.add(
            "docMetadata/LabelInfo.xml",
            f'<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label '
            f'id="{_GUID}" name="{NAME}"/></clbl:labelList>',
            "application/vnd.ms-office.classificationlabels+xml",
        )
        art = "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels"
        return self.relate("_rels/.rels", art, "docMetadata/LabelInfo.xml", "rIdL")

    def path(self) -> Leck:
        self.replace("xl/workbook.xml", "<workbookPr ", f'<fileSharing userName="{NAME}"/><workbookPr ')
        return self.replace(
            "xl/workbook.xml",
            "<bookViews>",
            "<mc:AlternateContent "
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15" '
            'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
            f'<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="{PFAD}"/>'
            "</mc:Choice></mc:AlternateContent><bookViews>",
        )

    def revisions(self) -> Leck:
        uid = 'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{geheim}" '
        return self.replace(self.sheet, "<worksheet ", f"<worksheet {uid}")

    def views(self) -> Leck:
        self.replace(
            "xl/workbook.xml",
            "</workbook>",
            f'<customWorkbookViews><customWorkbookView name="{NAME} - Persönliche Ansicht" guid="{_GUID}" '
            'windowWidth="1" windowHeight="1" activeSheetId="1"/></customWorkbookViews></workbook>',
        )
        return self

    def name_comment(self) -> Leck:
        return self.replace(
            "xl/workbook.xml", '<definedName name="PB_Titel"', f'<definedName name="PB_Titel" comment="von {NAME}"'
        )

    def printer(self) -> Leck:
        geraet = f"{RECHNER}Drucker".encode("utf-16-le")
        typ = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
        self.add("xl/printerSettings/printerSettings1.bin", geraet, typ)
        self.relate(self.sheet_rels, "printerSettings", "../printerSettings/printerSettings1.bin", "rIdP")
        return self.replace(self.sheet, "<pageSetup ", f'<pageSetup xmlns:r="{_REL}" r:id="rIdP" ')

    @property
    def sheet_rels(self) -> str:
        return "xl/worksheets/_rels/sheet1.xml.rels"

    def ranges(self) -> Leck:
        """A scenario and a range that some account may edit."""
        return self.replace(
            self.sheet,
            "</sheetData>",
            '</sheetData><protectedRanges><protectedRange name="B" sqref="ZZ1" '
            f'securityDescriptor="O:WDG:WDD:(A;;CC;;;S-1-5-21-1)"/></protectedRanges><scenarios><scenario name="s" '
            f'count="1" user="{NAME}" comment="Erstellt von {NAME}"><inputCells r="ZZ2" val="1"/></scenario>'
            "</scenarios>",
        )

    def picture_path(self) -> Leck:
        part = "xl/drawings/drawing1.xml"
        self.members[part] = re.sub(rb'( id="2" name="[^"]*") descr="[^"]*"', rb"\1", self.members[part])
        return self.replace(part, ' id="2" name=', f' id="2" descr="{PFAD}logo.png" name=')

    def picture_data(self) -> Leck:
        """A picture with camera data, shown beside the chart."""
        self.add("xl/media/foto1.png", png(NAME)).default("png", "image/png")
        self.add("xl/media/foto2.jpg", jpeg(NAME)).default("jpg", "image/jpeg")
        rels = "xl/drawings/_rels/drawing1.xml.rels"
        self.relate(rels, "image", "../media/foto1.png", "rIdF1")
        return self.relate(rels, "image", "../media/foto2.jpg", "rIdF2")

    def old_figures(self) -> Leck:
        """The template was made from a finished report: its texts are still there, under the names and in the chart."""
        self.replace("xl/sharedStrings.xml", "</sst>", f"<si><t>{ANDERES}</t></si></sst>")
        return self.replace(
            "xl/charts/chart1.xml", "<c:plotArea>",
            "<c:title><c:tx><c:strRef><c:f>Produktblatt!$B$2</c:f><c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\">"
            f"<c:v>{ANDERES}</c:v></c:pt></c:strCache></c:strRef></c:tx></c:title><c:plotArea>",
        )  # fmt: skip

    def strays(self) -> Leck:
        self.add("xl/media/unbenutzt.txt", NAME).default("txt", "text/plain")
        self.add("customXml/item1.xml", f"<properties><Autor>{NAME}</Autor></properties>")
        return self.relate("xl/_rels/workbook.xml.rels", "customXml", "../customXml/item1.xml", "rIdX")

    # what is hidden

    def hidden_sheet(self, zustand: str = "veryHidden", name: str = "Intern geheim") -> Leck:
        self.add(
            "xl/worksheets/sheet9.xml",
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            f'<c r="A1" t="inlineStr"><is><t>{ANDERES}</t></is></c></row></sheetData></worksheet>',
            "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
        )
        self.relate("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet9.xml", "rIdS9")
        return self.replace(
            "xl/workbook.xml",
            "</sheets>",
            f'<sheet name="{name}" sheetId="99" state="{zustand}" r:id="rIdS9"/></sheets>',
        )

    def note(self) -> Leck:
        self.add(
            "xl/comments9.xml",
            '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>'
            f'{NAME}</author></authors><commentList><comment ref="ZZ1" authorId="0"><text><r><t>{NAME}:</t></r><r>'
            "<t>prüfen</t></r></text></comment></commentList></comments>",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
        )
        self.add(
            "xl/drawings/vmlDrawing9.vml",
            '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
            'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s9001" type="#_x0000_t202" '
            'style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>0</x:Row><x:Column>701</x:Column>'
            "</x:ClientData></v:shape></xml>",
        )
        self.default("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        self.relate(self.sheet_rels, "vmlDrawing", "../drawings/vmlDrawing9.vml", "rIdV")
        self.replace(self.sheet, "</worksheet>", f'<legacyDrawing xmlns:r="{_REL}" r:id="rIdV"/></worksheet>')
        return self.relate(self.sheet_rels, "comments", "../comments9.xml", "rIdN")

    def linked_book(self) -> Leck:
        self.add(
            "xl/externalLinks/externalLink1.xml",
            f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_REL}">'
            '<externalBook r:id="rId1"><sheetNames><sheetName val="T"/></sheetNames><sheetDataSet><sheetData '
            f'sheetId="0"><row r="1"><cell r="A1" t="str"><v>{ANDERES}</v></cell></row></sheetData></sheetDataSet>'
            "</externalBook></externalLink>",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
        )
        ziel = f"file:///{PFAD}Zahlen.xlsx"
        self.relate(
            "xl/externalLinks/_rels/externalLink1.xml.rels", "externalLinkPath", ziel, "rId1", ' TargetMode="External"'
        )
        self.relate("xl/_rels/workbook.xml.rels", "externalLink", "externalLinks/externalLink1.xml", "rIdE")
        return self.replace(
            "xl/workbook.xml",
            "</sheets>",
            '</sheets><externalReferences><externalReference r:id="rIdE"/></externalReferences>',
        )

    def connection(self) -> Leck:
        self.add(
            "xl/connections.xml",
            '<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1" '
            f'name="Kasse" type="1" refreshedVersion="6"><dbPr connection="Server=srv-geheim;User={KONTO}"/>'
            "</connection></connections>",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml",
        )
        return self.relate("xl/_rels/workbook.xml.rels", "connections", "connections.xml", "rIdK")

    def embedded(self) -> Leck:
        self.add("xl/embeddings/oleObject1.bin", NAME, "application/vnd.openxmlformats-officedocument.oleObject")
        return self.relate(self.sheet_rels, "oleObject", "../embeddings/oleObject1.bin", "rIdO")

    def file_link(self) -> Leck:
        self.relate(self.sheet_rels, "hyperlink", f"file:///{RECHNER}Ablage.docx", "rIdH", ' TargetMode="External"')
        text = self.members[self.sheet].decode()
        davor = next(tag for tag in ("<printOptions", "<pageMargins") if tag in text)
        link = f'<hyperlinks><hyperlink xmlns:r="{_REL}" ref="ZZ9" r:id="rIdH"/></hyperlinks>'
        return self.replace(self.sheet, davor, link + davor)

    def path_name(self) -> Leck:
        return self.replace(
            "xl/workbook.xml", "<definedNames>", f'<definedNames><definedName name="Ablage">"{PFAD}"</definedName>'
        )


SPUREN = [
    "properties",
    "custom_properties",
    "thumbnail",
    "label",
    "path",
    "revisions",
    "views",
    "name_comment",
    "printer",
    "ranges",
    "picture_path",
    "picture_data",
    "old_figures",
    "strays",
]
"""What is taken away."""
ERLAUBBAR = ["hidden_sheet", "note", "linked_book", "file_link", "path_name"]
"""What nobody sees, and is refused unless somebody allows it."""
NIE = ["connection", "embedded"]
"""What nobody can allow."""


def with_leaks(data: bytes, *leaks: str) -> bytes:
    leck = Leck(data)
    for name in leaks:
        getattr(leck, name)()
    return leck.data


def png(text: str) -> bytes:
    def chunk(kind: bytes, inhalt: bytes) -> bytes:
        return struct.pack(">I", len(inhalt)) + kind + inhalt + struct.pack(">I", zlib.crc32(kind + inhalt))

    chunks = (
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        chunk(b"tEXt", b"Author\0" + text.encode()),
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def jpeg(text: str, orientation: int = 6) -> bytes:
    exif = b"Exif\0\0" + struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0) + text.encode()
    segments = [b"\xff\xe0" + struct.pack(">H", 4) + b"JF", b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif]
    segments.append(b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text.encode())
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xda\x00\x02pixels\xff\xd9"
