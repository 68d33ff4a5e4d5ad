"""Packages that are not what they say, and bombs: refused in little time and memory."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sources.returns.hostile_base import MAX_SEKUNDEN, SHEET, refused, sent_with, sheet, stored
from sources.returns.rueckmeldung_base import gesendet, members, pack, patch

from xlbudget.sources.untrusted import entpacken

MAX_SPEICHER_MB = 150


# --- packages that are not what they say


@pytest.mark.parametrize(
    "name",
    ["../x.xml", "/etc/x.xml", "xl/../../x.xml", "xl\\x.xml", "C:x.xml", "xl//x.xml", "xl/x\x07.xml", "xl/x%33.xml"],
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert "Dateinamen" in refused(pack({**members(gesendet().data), name: b"<a/>"}))


def test_a_name_with_a_zero_byte_is_refused():
    data = pack({**members(gesendet().data), "xl/q.xml": b"<a/>"}).replace(b"xl/q.xml", b"xl/\0.xml")
    assert "Dateinamen" in refused(data)


def test_a_member_with_a_second_name_is_refused():
    puffer = io.BytesIO(gesendet().data)
    with zipfile.ZipFile(puffer, "a") as archive:
        info = zipfile.ZipInfo("xl/harmlos.xml")
        name = b"xl/worksheets/sheet9.xml"
        info.extra = struct.pack("<HHH", 0xCAFE, 2, 0)
        info.extra += struct.pack("<HHBL", 0x7075, 5 + len(name), 1, zlib.crc32(b"xl/harmlos.xml")) + name
        archive.writestr(info, b"<a/>")
    assert "Dateinamen" in refused(puffer.getvalue())


@pytest.mark.parametrize("davor", [b"PK" + b"x" * 500, pack({"xl/workbook.xml": b"<a/>"})], ids=["Daten", "Archiv"])
def test_a_package_that_does_not_begin_where_the_file_does_is_refused(davor):
    """Other programs read the first package, or none."""
    assert "vor ihrem Anfang" in refused(davor + gesendet().data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.xml"])
def test_a_member_that_stands_twice_is_refused(name):
    puffer = io.BytesIO(gesendet().data)
    with zipfile.ZipFile(puffer, "a") as archive:
        archive.writestr(name, b"<a/>")
    assert "doppelt" in refused(puffer.getvalue())


def test_unusual_packing_is_refused():
    assert "gepackt" in refused(pack(members(gesendet().data), zipfile.ZIP_BZIP2))


def test_a_packed_password_is_named():
    data = bytearray(pack({"xl/workbook.xml": b"<a/>"}))
    for marke, versatz in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(marke) + versatz] |= 1
    assert "Kennwort" in refused(bytes(data))


def test_a_flipped_bit_is_damage():
    data = bytearray(gesendet().data)
    data[len(data) // 2] ^= 1
    assert "beschädigt" in refused(bytes(data))


# --- bombs


def test_a_bomb_of_xml_is_refused():
    data = sent_with(xl__bombe_xml=b"<a>" + b" " * (entpacken.MAX_XML_TEIL + 1) + b"</a>")
    assert "stark gepackt" in refused(data)
    assert "16 MB" in refused(stored(data))


def test_a_bomb_of_pictures_is_refused():
    assert "stark gepackt" in refused(sent_with(xl__media__bombe_png=bytes(60 * 2**20)))


@pytest.mark.slow
def test_many_poorly_packed_pictures_are_refused_in_sum():
    muster = zlib.compress(bytes(range(256)) * 4096)  # packs well, but not suspiciously so
    bild = (muster + bytes(30_000)) * 1100
    data = sent_with(**{f"xl__media__bild{nummer}_png": bild[: 40 * 2**20] for nummer in range(5)})
    assert "128 MB" in refused(data)


@pytest.mark.slow
def test_much_xml_is_refused_in_sum():
    fuellung = b"".join(b"<b>%d</b>" % nummer for nummer in range(1_200_000))[: 13 * 2**20]
    data = sent_with(**{f"xl__teil{nummer}_xml": b"<a>" + fuellung for nummer in range(4)})
    assert "48 MB" in refused(data)


def test_many_members_that_are_each_packed_too_well_are_refused_in_sum():
    teil = b"<a>" + b"<b/>" * 900_000 + b"</a>"
    data = sent_with(**{f"xl__teil{nummer}_xml": teil for nummer in range(8)})
    assert len(data) < 300_000
    assert "stark gepackt" in refused(data)


@pytest.mark.slow
def test_all_parts_share_one_limit_of_elements():
    """Eight sheets of a quarter of a million elements: none exceeds it, together they do."""
    zellen = b"<row>" + b"<c><v/></c>" * 16_000 + b"</row>"
    teile = members(gesendet().data)
    blaetter = [name for name in teile if re.fullmatch(r"xl/worksheets/sheet\d\.xml", name)]
    teile |= dict.fromkeys(blaetter, SHEET % (zellen * 8))
    assert len(blaetter) == 7
    assert "zu viele Zellen oder andere Angaben" in refused(pack(teile, zipfile.ZIP_STORED))


def test_a_bomb_that_lies_about_its_size_is_refused():
    """The declared size is small; what counts is what comes out."""
    bombe = bytearray(sent_with(xl__media__bombe_png=bytes(60 * 2**20)))
    for marke, versatz in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        stelle = bombe.rindex(marke, 0, bombe.rindex(b"xl/media/bombe.png") if marke[2] == 1 else len(bombe))
        bombe[stelle + versatz : stelle + versatz + 4] = struct.pack("<I", 100)
    refused(bytes(bombe))


def test_a_directory_of_members_without_end_is_refused():
    kopf = b"PK\x01\x02" + bytes(42)
    ende = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 46 * 400_000, 4, 0)
    assert "2000 Teile" in refused(b"PK\x03\x04" + kopf * 400_000 + ende)


# --- memory


_MEASURE = """
import re, sys
sys.path[:0] = {pfade!r}
from pathlib import Path
from xlbudget.errors import EingabeError
from xlbudget.sources.untrusted.rohmappe import read_rohmappe
data = Path({datei!r}).read_bytes()
def megabytes():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
vorher = megabytes()
try:
    read_rohmappe("x", data)
except EingabeError:
    pass
print(megabytes() - vorher)
"""


@pytest.fixture
def megabytes(tmp_path: Path) -> Callable[[bytes], int]:
    """Function that says how much memory a process takes more when it reads a file, with what C code takes."""
    if not Path("/proc/self/status").exists():
        pytest.skip("Der Speicherbedarf wird nur unter Linux gemessen")

    def measure(data: bytes) -> int:
        datei = tmp_path / "grenze.xlsx"
        datei.write_bytes(data)
        code = _MEASURE.format(pfade=[path for path in sys.path if path], datei=str(datei))
        lauf = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=MAX_SEKUNDEN)
        return int(lauf.stdout)

    return measure


def _cells(anzahl: int) -> bytes:
    return sheet(SHEET % b"".join(b"<row><c t='inlineStr'><is><t>%d</t></is></c></row>" % i for i in range(anzahl)))


def _texts(anzahl: int) -> bytes:
    texte = b"".join(b"<si><t>%d</t></si>" % i for i in range(anzahl))
    kopf = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    return stored(patch(gesendet().data, sharedStrings__xml=lambda _: kopf + texte + b"</sst>"))


@pytest.mark.parametrize(
    "build",
    [
        lambda: _cells(199_000),
        lambda: _cells(300_000),
        lambda: _texts(199_000),
        lambda: sheet(SHEET % (b"<c/>" * 3_000_000)),
        lambda: sheet(SHEET % (b"<row " + b" ".join(b'a%d=""' % i for i in range(1_000_000)) + b"/>")),
        lambda: sheet(SHEET % (b"<row><c><v>" + b"1" * 15_000_000 + b"</v></c></row>")),
        lambda: sent_with(**{f"xl__media__bombe{i}_png": bytes(30 * 2**20) for i in range(20)}),
        lambda: patch(
            gesendet().data, workbook__xml__rels=lambda x: x.replace(b"</R", b"<Relationship/>" * 65_000 + b"</R")
        ),
    ],
    ids=["Zellen", "zu viele Zellen", "Texte", "leere Zellen", "Attribute", "lange Zahl", "Bilder", "Verzeichnis"],
)
def test_the_process_stays_small(build: Callable[[], bytes], megabytes):
    """What is just allowed is the worst case."""
    assert megabytes(build()) < MAX_SPEICHER_MB
