"""Seeded mutations of a returned workbook: its bytes, package, XML and values; and of the mail it came with."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from random import Random
from xml.sax.saxutils import escape

from sources.returns.msg_base import anhang, mail
from sources.returns.rueckmeldung_base import Gesendet, members, pack, sheet_part

from xlbudget.core.kennzahlen.modelle import Wertfassung
from xlbudget.core.massnahmen import Massnahmenstatus
from xlbudget.core.rueckmeldung import MAX_ZEICHEN, TAFELARTEN, Eingabefeld, Feldart, Feldwert

BETRAEGE = frozenset((Feldart.PROGNOSE, Feldart.ERREICHT, Feldart.ERWARTET))


@dataclass(frozen=True)
class Erwartung:
    """What must be read from an input: a value, or nothing (`genommen` is false); `befund` says if it needs one."""

    wert: Feldwert = None
    genommen: bool = True
    befund: bool = False


@dataclass(frozen=True)
class Mutant:
    """A mutated file; `erwartet` where the mutation knows what must come out, by input.

    `gesperrt` says that something beside the inputs was changed, `verschoben` that they are beside other texts.
    """

    data: bytes
    erwartet: Mapping[Eingabefeld, Erwartung] | None = None
    gesperrt: bool = False
    verschoben: bool = False


# --- bytes


def mutate_bytes(zufall: Random, gesendet: Gesendet) -> Mutant:
    data = bytearray(gesendet.data)
    for _ in range(zufall.choice((1, 1, 1, 2, 8))):
        _BYTES[zufall.randrange(len(_BYTES))](zufall, data)
    return Mutant(bytes(data))


def _flip(zufall: Random, data: bytearray) -> None:
    if data:
        data[zufall.randrange(len(data))] ^= 1 << zufall.randrange(8)


def _cut(zufall: Random, data: bytearray) -> None:
    del data[zufall.randrange(len(data) + 1) :]


def _remove(zufall: Random, data: bytearray) -> None:
    start = zufall.randrange(len(data) + 1)
    del data[start : start + zufall.randint(1, 200)]


def _insert(zufall: Random, data: bytearray) -> None:
    start = zufall.randrange(len(data) + 1)
    data[start:start] = zufall.randbytes(zufall.randint(1, 200))


def _repeat(zufall: Random, data: bytearray) -> None:
    start = zufall.randrange(len(data) + 1)
    data[start:start] = data[start : start + zufall.randint(1, 2_000)]


def _fill(zufall: Random, data: bytearray) -> None:
    start = zufall.randrange(len(data) + 1)
    laenge = len(data[start : start + zufall.randint(1, 64)])
    data[start : start + laenge] = bytes([zufall.choice((0, 255, 65))]) * laenge


def _number(zufall: Random, data: bytearray) -> None:
    """Sizes, offsets and counts of the package are little-endian numbers."""
    if len(data) > 8:
        start = zufall.randrange(len(data) - 4)
        data[start : start + 4] = struct.pack("<I", zufall.choice((0, 1, 2**31 - 1, 2**31, 2**32 - 1, len(data))))


_BYTES = (_flip, _flip, _flip, _cut, _remove, _insert, _repeat, _fill, _number)


# --- package


def mutate_zip(zufall: Random, gesendet: Gesendet) -> Mutant:
    teile = list(members(gesendet.data).items())
    for _ in range(zufall.randint(1, 3)):
        teile = _ZIP[zufall.randrange(len(_ZIP))](zufall, teile)
    puffer = io.BytesIO()
    with zipfile.ZipFile(puffer, "w", zufall.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for name, inhalt in teile:
            archive.writestr(name, inhalt)
        archive.comment = zufall.randbytes(zufall.choice((0, 0, 30)))
    data = bytearray(zufall.choice((b"", b"", b"", b"Vorspann")) + puffer.getvalue())
    if zufall.random() < 0.3:
        _lie(zufall, data)
    return Mutant(bytes(data))


Teile = list[tuple[str, bytes]]


def _drop(zufall: Random, teile: Teile) -> Teile:
    weg = zufall.randrange(len(teile)) if teile else 0
    return [teil for nummer, teil in enumerate(teile) if nummer != weg]


def _double(zufall: Random, teile: Teile) -> Teile:
    name, inhalt = zufall.choice(teile)
    return [*teile, (zufall.choice((name, name.upper())), zufall.choice((inhalt, b"", b"<a/>")))]


def _rename(zufall: Random, teile: Teile) -> Teile:
    nummer = zufall.randrange(len(teile))
    name, inhalt = teile[nummer]
    neu = zufall.choice((f"../{name}", f"/{name}", name.replace("/", "\\"), name.upper(), f"{name}.bin", f"./{name}"))
    return [*teile[:nummer], (neu, inhalt), *teile[nummer + 1 :]]


def _exchange(zufall: Random, teile: Teile) -> Teile:
    eins, zwei = zufall.randrange(len(teile)), zufall.randrange(len(teile))
    neu = list(teile)
    neu[eins], neu[zwei] = (teile[eins][0], teile[zwei][1]), (teile[zwei][0], teile[eins][1])
    return neu


def _shuffle(zufall: Random, teile: Teile) -> Teile:
    return zufall.sample(teile, len(teile))


def _plant(zufall: Random, teile: Teile) -> Teile:
    name = zufall.choice(
        ("xl/vbaProject.bin", "xl/embeddings/oleObject1.bin", "xl/activeX/activeX1.xml", "docProps/custom.xml",
         "xl/externalLinks/externalLink1.xml", "xl/printerSettings/printerSettings1.bin", "mimetype")
    )  # fmt: skip
    return [*teile, (name, zufall.randbytes(50))]


_ZIP: tuple[Callable[[Random, Teile], Teile], ...] = (_drop, _double, _rename, _exchange, _shuffle, _plant)


def _lie(zufall: Random, data: bytearray) -> None:
    """Change a size, a method or an offset in a header of the package."""
    marke = zufall.choice((b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"))
    stellen = [treffer.start() for treffer in re.finditer(re.escape(marke), data)]
    stelle = zufall.choice(stellen) + zufall.randint(4, 40)
    data[stelle : stelle + 2] = zufall.randbytes(2)


# --- XML


def mutate_xml(zufall: Random, gesendet: Gesendet) -> Mutant:
    teile = members(gesendet.data)
    kandidaten = [name for name in teile if name.endswith((".xml", ".rels")) and "drawing" not in name]
    blaetter = [name for name in kandidaten if "/worksheets/" in name and not name.endswith(".rels")]
    for _ in range(zufall.randint(1, 3)):
        name = zufall.choice(blaetter if zufall.random() < 0.6 else kandidaten)
        teile[name] = _XML[zufall.randrange(len(_XML))](zufall, teile[name].decode("utf-8", "replace")).encode()
    return Mutant(pack(teile))


_FREMD = 'fremd:a xmlns:fremd="urn:fremd"'
_WAHL = 'mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_TAG = re.compile(r"<[^>]+>")
_ATTRIBUT = re.compile(r'([\w:]+)="([^"]*)"')
_ELEMENT = re.compile(r"<(c|row|si|f|v|is|t|sheet|xf|Relationship|Override)\b[^>]*?(?:/>|>.*?</\1>)", re.DOTALL)


def _near(zufall: Random, muster: re.Pattern[str], text: str) -> re.Match[str] | None:
    """A match somewhere behind a random place."""
    return muster.search(text, zufall.randrange(len(text) + 1)) or muster.search(text)


def _replace(zufall: Random, muster: re.Pattern[str], text: str, neu: Callable[[str], str]) -> str:
    treffer = _near(zufall, muster, text)
    return text if treffer is None else text[: treffer.start()] + neu(treffer[0]) + text[treffer.end() :]


def _xml_attribute(zufall: Random, text: str) -> str:
    werte = (
        "",
        "0",
        "1",
        "-1",
        "99999999999",
        "A1",
        "XFD1048576",
        "a1",
        "s",
        "str",
        "e",
        "b",
        "shared",
        "array",
        "é",
        "rId1",
    )
    return _replace(zufall, _ATTRIBUT, text, lambda alt: f'{alt.split("=")[0]}="{zufall.choice(werte)}"')


def _xml_no_attribute(zufall: Random, text: str) -> str:
    return _replace(zufall, _ATTRIBUT, text, lambda _: "")


def _xml_text(zufall: Random, text: str) -> str:
    werte = (
        "",
        " ",
        "1",
        "1e5",
        "NaN",
        "1,5",
        "-0",
        "1_0",
        "x",
        "&amp;",
        "&#10;",
        "&x;",
        "<!-- -->",
        "<![CDATA[7]]>",
        "#REF!",
    )
    return _replace(
        zufall, re.compile(r"(?<=>)[^<]+(?=<)"), text, lambda alt: zufall.choice((*werte, alt * 2, alt[:-1]))
    )


def _xml_drop(zufall: Random, text: str) -> str:
    return _replace(zufall, _ELEMENT, text, lambda _: "")


def _xml_double(zufall: Random, text: str) -> str:
    return _replace(zufall, _ELEMENT, text, lambda alt: alt * 2)


def _xml_wrap(zufall: Random, text: str) -> str:
    huelle = zufall.choice(("x", "c", "v", "row", "t", "f", "extLst", _FREMD, _FREMD, _WAHL))
    return _replace(zufall, _ELEMENT, text, lambda alt: f"<{huelle}>{alt}</{huelle.partition(' ')[0]}>")


def _xml_exchange(zufall: Random, text: str) -> str:
    eins, zwei = _near(zufall, _ELEMENT, text), _near(zufall, _ELEMENT, text)
    if eins is None or zwei is None or eins.end() > zwei.start():
        return text
    return text[: eins.start()] + zwei[0] + text[eins.end() : zwei.start()] + eins[0] + text[zwei.end() :]


def _xml_tag(zufall: Random, text: str) -> str:
    return _replace(
        zufall, _TAG, text, lambda _: zufall.choice(("", "<a>", "</c>", "<!DOCTYPE a>", "<?x y?>", "<", ">"))
    )


def _xml_noise(zufall: Random, text: str) -> str:
    stelle = zufall.randrange(len(text) + 1)
    laenge = zufall.choice((0, 1, 1, 20))
    return text[:stelle] + zufall.choice("<>&\"'A9/= é\u202e") * zufall.randint(0, 2) + text[stelle + laenge :]


_XML: tuple[Callable[[Random, str], str], ...] = (
    _xml_attribute, _xml_attribute, _xml_no_attribute, _xml_text, _xml_text, _xml_drop, _xml_double, _xml_wrap,
    _xml_exchange, _xml_tag, _xml_noise,
)  # fmt: skip


# --- values


def mutate_values(zufall: Random, gesendet: Gesendet) -> Mutant:
    """Some inputs filled as people and programs do, and what must come out; at times a locked cell changed too."""
    teile = members(gesendet.data)
    erwartet: dict[Eingabefeld, Erwartung] = {}
    for feld in zufall.sample(_kind_of_sheet(zufall, gesendet), zufall.randint(1, 6)):
        xml, erwartung = _CELLS.get(feld.feld.feldart, _text_cell)(zufall, feld)
        _put(teile, sheet_part(gesendet.data, feld.blatt), feld.zelle, xml)
        erwartet[feld] = erwartung
    gesperrt = zufall.random() < 0.2
    if gesperrt:
        feld = zufall.choice(_kind_of_sheet(zufall, gesendet))
        zeile, spalte = re.sub(r"\D", "", feld.zelle), "B" if feld.feld.feldart in TAFELARTEN else "A"
        _put(
            teile,
            sheet_part(gesendet.data, feld.blatt),
            f"{spalte}{zeile}",
            f't="inlineStr"><is><t>{zufall.random()}</t></is>',
        )
    return Mutant(pack(teile), erwartet, gesperrt)


def _kind_of_sheet(zufall: Random, gesendet: Gesendet) -> list[Eingabefeld]:
    """The inputs of the sheets of objects, or those of the sheets for tables: these are many more."""
    tafel = zufall.random() < 0.5
    return [feld for feld in gesendet.felder if (feld.feld.feldart in TAFELARTEN) == tafel]


def mutate_rows(zufall: Random, gesendet: Gesendet) -> Mutant:
    """Rows of a table exchanged, as sorting does it, deleted, or put in: the inputs stand beside other texts."""
    zeilen = sorted({(f.blatt, int(f.zelle[1:])) for f in gesendet.felder if f.feld.feldart in TAFELARTEN})
    blatt = zufall.choice(sorted({blatt for blatt, _ in zeilen}))
    eine, andere = zufall.sample([nummer for wo, nummer in zeilen if wo == blatt], 2)
    teile = members(gesendet.data)
    part = sheet_part(gesendet.data, blatt)
    alle = {int(nummer): rest for nummer, rest in _ROW.findall(teile[part].decode())}
    wie = zufall.choice(("tauschen", "loeschen", "einfuegen"))
    if wie == "tauschen":
        neu = {**alle, eine: alle[andere], andere: alle[eine]}
    elif wie == "loeschen":
        neu = {n - (n > eine): rest for n, rest in alle.items() if n != eine}
    else:
        neu = {n + (n >= eine): rest for n, rest in alle.items()}
    kopf, _, rest = teile[part].decode().partition("<sheetData>")
    zeilen_xml = "".join(f'<row r="{n}"' + _CELL.sub(lambda c, n=n: f"{c[1]}{n}", neu[n]) for n in sorted(neu))
    teile[part] = f"{kopf}<sheetData>{zeilen_xml}</sheetData>{rest.partition('</sheetData>')[2]}".encode()
    return Mutant(pack(teile), {}, gesperrt=True, verschoben=True)


_ROW = re.compile(r'<row r="(\d+)"((?:[^>]*/>)|(?:[^>]*>.*?</row>))', re.DOTALL)
_CELL = re.compile(r'(<c r="[A-Z]+)\d+')


def mutate_looks(zufall: Random, gesendet: Gesendet) -> Mutant:
    """One number entered and then shown as something else, or not at all: it is taken, and said."""
    zahlen = {*BETRAEGE, Feldart.MONATSWERT}
    feld = zufall.choice([feld for feld in _kind_of_sheet(zufall, gesendet) if feld.feld.feldart in zahlen])
    ct = zufall.randint(1, 10**9)
    art, attribute = zufall.choice(_ANSICHTEN)
    data = gesendet.data
    if art in ("numFmt", "font"):
        data, stil = _with_look(data, art, attribute)
        xml = f's="{stil}"><v>{Decimal(ct).scaleb(-2)}</v>'
    else:
        xml = f"><v>{Decimal(ct).scaleb(-2)}</v>"
    teile = members(data)
    part = sheet_part(data, feld.blatt)
    _put(teile, part, feld.zelle, xml)
    if art in ("row", "col"):
        teile[part] = _hide(teile[part].decode(), art, attribute, feld.zelle).encode()
    wert = ct if feld.feld.feldart in BETRAEGE else Decimal(ct).scaleb(-2)
    return Mutant(pack(teile), {feld: Erwartung(wert, befund=True)})


_ANSICHTEN = (
    *[
        ("numFmt", code)
        for code in ("#,##0,", "#,##0.0,,", ";;;", '0 "T€"', '"1.000"', "[>1]0", "[White]0", "#,##0;#,##0")
    ],
    *[("font", farbe) for farbe in ('rgb="FFFFFFFF"', 'theme="0"', 'indexed="9"', 'rgb="00FFFFFE"')],
    *[("row", attribut) for attribut in ('hidden="1"', 'ht="0" customHeight="1"', 'ht="1.5" customHeight="1"')],
    *[("col", attribut) for attribut in ('hidden="true"', 'width="0.1" customWidth="1"', 'width="1" customWidth="1"')],
)


def _with_look(data: bytes, art: str, was: str) -> tuple[bytes, int]:
    """The workbook with one more look, and its number."""
    teile = members(data)
    stile = teile["xl/styles.xml"].decode()
    nummer = stile.partition("<cellXfs")[2].partition("</cellXfs")[0].count("<xf ")
    schriften = stile.partition("<fonts")[2].partition("</fonts>")[0].count("<font>")
    if art == "numFmt":
        code = escape(was, {'"': "&quot;"})
        stile = stile.replace("</numFmts>", f'<numFmt numFmtId="999" formatCode="{code}"/></numFmts>', 1)
    else:
        stile = stile.replace("</fonts>", f"<font><sz val='11'/><color {was}/></font></fonts>", 1)
    fmt, font = ("999", "0") if art == "numFmt" else ("4", str(schriften))
    xf = f'<xf numFmtId="{fmt}" fontId="{font}" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    teile["xl/styles.xml"] = stile.replace("</cellXfs>", xf, 1).encode()
    return pack(teile), nummer


def _hide(blatt: str, art: str, attribute: str, zelle: str) -> str:
    zeile, spalte = re.sub(r"\D", "", zelle), ord(re.sub(r"\d", "", zelle)) - 64
    spalten = re.findall(r'<col min="(\d+)" max="(\d+)"', blatt)  # alike beside each other they are one element
    ab, bis = next(((ab, bis) for ab, bis in spalten if int(ab) <= spalte <= int(bis)), ("", ""))
    anfang = f'<row r="{zeile}"' if art == "row" else f'<col min="{ab}" max="{bis}"'
    text, anzahl = re.subn(rf"{anfang}[^>]*?(/?)>", rf"{anfang} {attribute}\1>", blatt)
    assert anzahl == 1, (zelle, art)
    return text


def _put(teile: dict[str, bytes], part: str, zelle: str, xml: str) -> None:
    muster = re.compile(rf'<c r="{zelle}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    stil = xml.startswith("s=")  # instead of its own
    text, anzahl = muster.subn(lambda m: f'<c r="{zelle}"{"" if stil else m[1] or ""} {xml}</c>', teile[part].decode())
    assert anzahl == 1, zelle
    teile[part] = text.encode()


_NICHT_GENOMMEN = Erwartung(genommen=False, befund=True)
_KEINE_ZAHL = (
    "1.23", "1,234.56", "12 345", "1.2.2024", "ca. 100", "=1+1", "100 T€", "1.2345,6", "--5", "5+-", "１２", "1e5",
    "0x10", "∞", "NaN", "Tsd. 5", "5;6", "1'000", "+", "-", ".", ",5,", "10.00", "(100)",
)  # fmt: skip


def _number_cell(zufall: Random, feld: Eingabefeld) -> tuple[str, Erwartung]:
    ist_betrag = feld.feld.feldart in BETRAEGE
    ct = zufall.choice((0, 1, -1, 99, 100, zufall.randint(-(10**7), 10**7), zufall.randint(-(10**11), 10**11)))
    euro = Decimal(ct).scaleb(-2)
    wert: Feldwert = ct if ist_betrag else euro
    deutsch = f"{abs(euro):,.2f}".translate(str.maketrans(",.", ".,"))
    vorzeichen = "-" if ct < 0 else ""
    feste = (
        (f"><v>{euro}</v>", Erwartung(wert)),
        (f't="n"><v> {euro:E}</v>', Erwartung(wert)),
        (f"><v>{float(euro)!r}</v>", Erwartung(wert)),
        (f't="inlineStr"><is><t>{vorzeichen}{deutsch}</t></is>', Erwartung(wert, befund=True)),
        (f't="str"><v>{vorzeichen}{deutsch}</v>', Erwartung(wert, befund=True)),
        (">", Erwartung(None)),
        ('t="inlineStr"><is><t>  </t></is>', Erwartung(None)),
        (f"><f>{euro}</f><v>{euro}</v>", _NICHT_GENOMMEN),
        (f'><f t="array" ref="{feld.zelle}">1</f><v>{euro}</v>', _NICHT_GENOMMEN),
        (f'><f t="shared" si="7"/><v>{euro}</v>', _NICHT_GENOMMEN),
        (f't="e"><v>{zufall.choice(("#REF!", "#N/A", "#DIV/0!", "#VALUE!"))}</v>', _NICHT_GENOMMEN),
        (f't="b"><v>{zufall.randint(0, 1)}</v>', _NICHT_GENOMMEN),
        (f"><v>{zufall.choice(('1e14', '-9e200', '12345678901234567'))}</v>", _NICHT_GENOMMEN),
        (f't="inlineStr"><is><t>{escape(zufall.choice(_KEINE_ZAHL))}</t></is>', _NICHT_GENOMMEN),
        (f't="inlineStr"><is><t>{"9" * zufall.randint(20, 3_000)}</t></is>', _NICHT_GENOMMEN),
    )
    return zufall.choice(feste)


_ZEICHEN = "abcÄß €=+-@'\"|<>&;:,.0123456789\n\t\u00a0東𝄞"


def _text_cell(zufall: Random, feld: Eingabefeld) -> tuple[str, Erwartung]:
    laenge = zufall.choice((0, 1, 5, 50, 199, 2_000))
    text = zufall.choice(("", "=", "+", "@", "-")) + "".join(zufall.choices(_ZEICHEN, k=laenge))
    platz = MAX_ZEICHEN[feld.feld.feldart] if feld.feld.feldart is not Feldart.ERLAEUTERUNG else 1_500
    erwartung = Erwartung(text.strip() or None, befund=len(text.strip()) > platz)
    mitte = zufall.randint(0, len(text))
    stueck = '<t xml:space="preserve">{}</t>'.format
    feste = (
        (f't="inlineStr"><is>{stueck(escape(text))}</is>', erwartung),
        (f't="inlineStr"><is><r>{stueck(escape(text[:mitte]))}</r><r>{stueck(escape(text[mitte:]))}</r></is>',
         erwartung),
        (f't="str"><v>{escape(text)}</v>', erwartung),
        (f't="inlineStr"><is>{stueck("_x0007_" + escape(text) + "_x202E_x")}</is>',
         Erwartung((text + "x").strip(), befund=True)),
        (f't="str"><f>A1</f><v>{escape(text)}</v>', _NICHT_GENOMMEN),
        ('t="e"><v>#REF!</v>', _NICHT_GENOMMEN),
        (f't="inlineStr"><is>{stueck("x" * zufall.randint(32_768, 60_000))}</is>', _NICHT_GENOMMEN),
    )  # fmt: skip
    return zufall.choice(feste)


def _choice_cell(zufall: Random, feld: Eingabefeld) -> tuple[str, Erwartung]:
    wort = zufall.choice(list(Wertfassung if feld.feld.feldart is Feldart.FASSUNG else Massnahmenstatus)).value
    falsch = zufall.choice(("final", "T-1", "vorläufig endgültig", "ja", "1", "endgultig", "=T3", "T", "-"))
    stueck = '<t xml:space="preserve">{}</t>'.format
    feste = (
        (f't="inlineStr"><is>{stueck(wort)}</is>', Erwartung(wort)),
        (f't="inlineStr"><is>{stueck("  " + wort.upper() + chr(160))}</is>', Erwartung(wort)),
        (f't="str"><v>{wort.replace("-", "−")}</v>', Erwartung(wort)),
        (">", Erwartung(None)),
        (f't="inlineStr"><is>{stueck(escape(falsch))}</is>', _NICHT_GENOMMEN),
        ("><v>3</v>", _NICHT_GENOMMEN),
        ('t="b"><v>1</v>', _NICHT_GENOMMEN),
        (f't="str"><f>"{wort}"</f><v>{wort}</v>', _NICHT_GENOMMEN),
        ('t="e"><v>#N/A</v>', _NICHT_GENOMMEN),
    )
    return zufall.choice(feste)


def _day_cell(zufall: Random, feld: Eingabefeld) -> tuple[str, Erwartung]:
    tag = date(2000, 1, 1) + timedelta(days=zufall.randrange(36_000))
    deutsch = f"{tag:%d.%m.%Y}"
    falsch = zufall.choice(("31.02.2024", "12/31/2024", "Ende 2024", "1.1.", "2024", "31.12.24", "31.12.9999", "offen"))
    feste = (
        (f't="inlineStr"><is><t>{deutsch}</t></is>', Erwartung(deutsch)),
        (f't="inlineStr"><is><t> {tag.isoformat()} </t></is>', Erwartung(deutsch)),
        (">", Erwartung(None)),
        (f't="inlineStr"><is><t>{falsch}</t></is>', _NICHT_GENOMMEN),
        (f"><v>{zufall.randint(1, 60_000)}</v>", _NICHT_GENOMMEN),  # a number that is not shown as a date
        ('t="b"><v>1</v>', _NICHT_GENOMMEN),
        (f't="str"><f>TODAY()</f><v>{deutsch}</v>', _NICHT_GENOMMEN),
        ('t="e"><v>#VALUE!</v>', _NICHT_GENOMMEN),
    )
    return zufall.choice(feste)


_CELLS: Mapping[Feldart, Callable[[Random, Eingabefeld], tuple[str, Erwartung]]] = {
    **dict.fromkeys((*BETRAEGE, Feldart.LEISTUNG, Feldart.ZIEL, Feldart.MONATSWERT), _number_cell),
    **dict.fromkeys((Feldart.FASSUNG, Feldart.STATUS), _choice_cell),
    Feldart.BIS: _day_cell,
}


# --- mails


def mutate_mail(zufall: Random, gesendet: Gesendet) -> tuple[str, bytes]:
    """File name and content of a damaged mail with the workbook."""
    if zufall.random() < 0.5:
        message = EmailMessage()
        message["From"], message["Subject"] = "amt@example.org", "Rücklauf"
        message.set_content("Anbei.")
        message.add_attachment(gesendet.data[:20_000], "application", "octet-stream", filename="Mappe.xlsx")
        endung, data = "eml", bytearray(message.as_bytes())
        grenze = 2_000  # headers rather than base64
    else:
        endung, data = "msg", bytearray(mail("amt@example.org", "Rücklauf", [anhang("Mappe.xlsx", gesendet.data)]))
        grenze = 6_000  # tables rather than streams
    kopf = bytearray(data[:grenze])
    for _ in range(zufall.randint(1, 6)):
        _BYTES[zufall.randrange(len(_BYTES))](zufall, kopf)
    return f"a.{endung}", bytes(kopf + data[grenze:])
