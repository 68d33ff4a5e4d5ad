"""What a workbook tells about its designer goes, what it hides is found, and every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsx.clean.lecks import ERLAUBBAR, NAME, NIE, SPUREN, Leck, jpeg, members_of, png, telltales, with_leaks

from xlbudget.layout.namen import PB
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.clean.hidden import find_hidden
from xlbudget.xlsx.clean.identity import without_identity
from xlbudget.xlsx.clean.pictures import without_remarks
from xlbudget.xlsx.clean.strings import without_replaced_texts
from xlbudget.xlsx.clean.tags import DROP, edit_tags
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package, pack

VORLAGEN = ("produktblatt.xlsx", "produktblatt-modern.xlsx", "rueckmeldung.xlsx")


def shipped_bytes(name: str = "rueckmeldung.xlsx") -> bytes:
    return shipped("templates", name).read_bytes()


def cleaned(data: bytes) -> bytes:
    package, _ = without_identity(Package.from_bytes("vorlage.xlsx", data))
    return pack(without_replaced_texts(package, list(PB)).members)


@pytest.mark.parametrize("leck", SPUREN)
def test_each_trace_is_named_and_taken_away(leck):
    data = with_leaks(shipped_bytes(), leck)
    assert telltales(data)
    assert not telltales(cleaned(data))
    assert not [b for b in lint_workbook(cleaned(data), "v.xlsx") if b not in lint_workbook(shipped_bytes(), "v.xlsx")]
    _, traces = without_identity(Package.from_bytes("v.xlsx", data))
    assert traces or leck in ("old_figures", "revisions")


@pytest.mark.parametrize("leck", [*ERLAUBBAR, *NIE])
def test_each_hidden_thing_is_found_with_a_name_to_allow_it_by(leck):
    data = with_leaks(shipped_bytes(), leck)
    package, _ = without_identity(Package.from_bytes("vorlage.xlsx", data))
    (found,) = find_hidden(package)
    assert found.text
    assert bool(found.name) == (leck in ERLAUBBAR)


@pytest.mark.parametrize("vorlage", VORLAGEN)
def test_all_traces_at_once_leave_the_template_as_it_was(vorlage):
    rein = members_of(cleaned(shipped_bytes(vorlage)))
    alle = members_of(
        cleaned(with_leaks(shipped_bytes(vorlage), *(s for s in SPUREN if s not in ("old_figures", "picture_path"))))
    )
    neu = {"xl/media/foto1.png", "xl/media/foto2.jpg"}
    geaendert = {name for name in rein if rein[name] != alle.get(name)} | (alle.keys() - rein.keys() - neu)
    # relationships and types are written anew, and a workbook whose elements went keeps the frame around them
    assert geaendert <= {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", *(
        name for name in rein if name.endswith(("sheet1.xml.rels", "drawing1.xml.rels", "worksheets/sheet1.xml"))
    )}  # fmt: skip


@pytest.mark.parametrize("vorlage", VORLAGEN)
def test_a_shipped_template_has_no_traces_and_every_cell_stays(vorlage):
    package, traces = without_identity(Package.read(shipped("templates", vorlage)))
    assert not traces
    original = members_of(shipped_bytes(vorlage))
    anders = {name for name, data in package.members.items() if data != original[name]}
    assert anders == {"docProps/core.xml", "docProps/app.xml", "xl/charts/chart1.xml"}


def test_what_stood_under_a_name_is_gone_and_other_texts_stay(tmp_path):
    leck = Leck(shipped_bytes())
    texte = leck.members["xl/sharedStrings.xml"].decode()
    nummer = texte.count("<si>")
    leck.old_figures()
    leck.replace(leck.sheet, '<c r="B2"', f'<c r="B2" t="s"><v>{nummer}</v></c><c r="ZZ2"')
    members = members_of(cleaned(leck.data))
    assert not telltales(cleaned(leck.data))
    assert members["xl/sharedStrings.xml"].count(b"<si") == nummer + 1
    assert b"Aufwendungen" in members["xl/sharedStrings.xml"]


def test_a_note_that_may_stay_loses_its_author():
    data = cleaned(with_leaks(shipped_bytes(), "note"))
    assert not telltales(data)
    assert "prüfen" in members_of(data)["xl/comments9.xml"].decode()


def test_only_changed_tags_change():
    part = (
        b"""<?xml version="1.0"?>\r\n<a  x='1' ><b y = "2>" z="3"/><b y="4">t</b><!-- <b y="5"/> --><c><b/></c></a>"""
    )
    assert edit_tags(part, lambda tag, attributes: None) is part
    ohne_y = edit_tags(part, lambda tag, attributes: {"y": None} if tag == "b" else None)
    assert ohne_y == part.replace(b' y = "2>"', b"").replace(b'<b y="4">', b"<b>")
    ohne_b = edit_tags(part, lambda tag, attributes: DROP if tag == "b" else None)
    assert ohne_b == b"""<?xml version="1.0"?>\r\n<a  x='1' ><!-- <b y="5"/> --><c></c></a>"""


def test_a_part_in_another_encoding_is_cleaned_too():
    part = '<?xml version="1.0" encoding="UTF-16"?><a><absPath url="C:\\"/></a>'.encode("utf-16")
    assert b"absPath" not in edit_tags(part, lambda tag, attributes: DROP if tag == "absPath" else None)


@pytest.mark.parametrize("bild", [png(NAME), jpeg(NAME), jpeg(NAME, 1)], ids=["png", "gedreht", "gerade"])
def test_a_picture_keeps_its_pixels_and_how_it_is_turned(bild):
    ohne = without_remarks(bild)
    assert NAME.encode() not in ohne
    assert ohne[-8:] == bild[-8:]
    assert (b"Exif" in ohne) == (bild == jpeg(NAME))
    assert without_remarks(ohne) == ohne


def test_a_picture_that_is_cut_off_breaks_nothing(tmp_path: Path):
    for bild in (png(NAME), jpeg(NAME)):
        for ende in range(len(bild)):
            without_remarks(bild[:ende])
