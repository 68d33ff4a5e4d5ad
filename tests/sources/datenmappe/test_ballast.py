"""A Datenmappe that is large for other reasons than its tables is read alike, in little time."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import peine
import pytest

from xlbudget.errors import EingabeError
from xlbudget.sources.datenmappe import ballast
from xlbudget.sources.datenmappe.mappe import read_datenmappe

LETZTE = 1_048_576


def changed(ordner: Path, teil: str, aendern) -> Path:
    """The example with parts changed whose names match."""
    datei = ordner / "peine-2023.xlsx"
    with zipfile.ZipFile(peine.DATENMAPPE) as quelle, zipfile.ZipFile(datei, "w", zipfile.ZIP_DEFLATED) as ziel:
        for name in quelle.namelist():
            ziel.writestr(name, aendern(quelle.read(name)) if re.search(teil, name) else quelle.read(name))
    return datei


def read(datei: Path):
    """Everything that is in a Datenmappe, without the folder it lies in."""
    mappe, befunde = read_datenmappe(datei)
    assert befunde == []
    return repr(mappe).replace(str(datei), "")


def below(zeilen: bytes):
    return lambda xml: xml.replace(b"</sheetData>", zeilen + b"</sheetData>")


@pytest.fixture
def wie_immer():
    return read(Path(peine.DATENMAPPE))


def test_tables_drawn_down_to_the_last_row(tmp_path, wie_immer):
    unten = rb'ref="\1:\g<2>%d"' % LETZTE
    datei = changed(tmp_path, "tables/table", lambda xml: re.sub(rb'ref="([A-Z]+\d+):([A-Z]+)\d+"', unten, xml))
    assert read(datei) == wie_immer


def test_a_stray_cell_at_the_end_of_every_sheet(tmp_path, wie_immer):
    zelle = b'<row r="%d"><c r="XFD%d"><f>1+1</f><v>2</v></c></row>' % (LETZTE, LETZTE)
    assert read(changed(tmp_path, "worksheets/sheet", below(zelle))) == wie_immer


@pytest.mark.parametrize(
    "zeile", [b'<row r="%d" ht="12"/>', b'<row r="%d"><c r="B%d" s="1"/></row>', b'<row r="%d"><c r="B%d"></c></row>']
)
def test_rows_that_are_only_formatted(tmp_path, monkeypatch, wie_immer, zeile):
    monkeypatch.setattr(ballast, "GROSS", 100_000)
    monkeypatch.setattr(ballast, "MAX_BLATT", 200_000)  # they alone are more
    leer = b"".join(zeile.replace(b"%d", b"%d" % nummer) for nummer in range(5_000, 15_000))
    notiz = b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (LETZTE, LETZTE)
    datei = changed(tmp_path, "worksheets/sheet", below(leer + notiz))
    assert not isinstance(ballast.without_ballast(datei), Path)
    assert read(datei) == wie_immer


def test_a_large_sheet_without_tables_is_not_read(tmp_path, monkeypatch, wie_immer):
    monkeypatch.setattr(ballast, "GROSS", 0)
    journal = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(500, 50_000))
    leer = changed(tmp_path, "worksheets/sheet", lambda xml: xml)
    with zipfile.ZipFile(leer) as archive:
        ohne = [
            n for n in archive.namelist() if "/sheet" in n and b"<tablePart " not in archive.read(n) and "rels" not in n
        ]
    assert ohne, "the example has a sheet to read, which has no table"
    monkeypatch.setattr(ballast, "MAX_BLATT", 200_000)
    assert read(changed(tmp_path, ohne[0], below(journal))) == wie_immer


def test_more_than_anybody_enters_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(ballast, "GROSS", 100_000)
    monkeypatch.setattr(ballast, "MAX_BLATT", 200_000)
    werte = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(5_000, 15_000))
    datei = changed(tmp_path, "worksheets/sheet", below(werte))
    with pytest.raises(
        EingabeError, match=r"^peine-2023\.xlsx, Blatt \w+: dort steht mehr, als zu Tabellen .* verschieben"
    ):
        read_datenmappe(datei)


def test_rows_without_a_number_stay_where_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(ballast, "GROSS", 100)
    datei = changed(tmp_path, "worksheets/sheet", lambda xml: re.sub(rb'<row r="(\d+)"', rb'<row x="\1"', xml))
    assert isinstance(ballast.without_ballast(datei), Path)
