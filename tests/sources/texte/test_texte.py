"""Texts of every kind become paragraphs; what cannot be read is refused in German, with what to do."""

from __future__ import annotations

import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from textdateien import write_docx, write_klartext, write_odt, write_pdf

from xlbudget.errors import EingabeError
from xlbudget.sources.texte.lesen import read_text

ABSAETZE = ("Für das Gesundheitsamt gilt:", "Die Verbesserung beträgt 1.101.021 €.")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize("endung", ["docx", "odt", "txt", "md"])
def test_paragraphs(tmp_path, endung):
    datei = tmp_path / f"text.{endung}"
    {"docx": write_docx, "odt": write_odt}.get(endung, write_klartext)(datei, ABSAETZE)
    assert [abschnitt.text for abschnitt in read_text(datei).abschnitte] == list(ABSAETZE)


def test_pdf_lines_become_paragraphs(tmp_path):
    zeilen = [
        "Das Produkt 3118 verbesserte sich im Haushaltsjahr gegenüber der Planung sehr",
        "deutlich um 1.642.180 €.",
        "Das Produkt 3155 verbesserte sich im Haushaltsjahr gegenüber der Planung um",
        "1.126.765 €.",
    ]
    gelesen = read_text(write_pdf(tmp_path / "text.pdf", zeilen))
    assert [(a.text, a.ort) for a in gelesen.abschnitte] == [
        (" ".join(zeilen[:2]), "Seite 1"),
        (" ".join(zeilen[2:]), "Seite 1"),
    ]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
def test_characters_are_recognised(tmp_path, codec):
    absatz = "Die Erträge des Fachdienstes übertrafen den Plan um 7 Prozent – größer als gedacht."
    text = absatz if codec != "cp850" else absatz.replace("–", "-")
    gelesen = read_text(write_klartext(tmp_path / "text.txt", [text], codec))
    assert gelesen.abschnitte[0].text == text


def test_markdown_without_its_signs(tmp_path):
    datei = write_klartext(
        tmp_path / "t.md", ["# Produkt **3118**", "Die *Verbesserung* beträgt [1.642.180 €](x.html)."]
    )
    assert [a.text for a in read_text(datei).abschnitte] == ["Produkt 3118", "Die Verbesserung beträgt 1.642.180 €."]


def test_tracked_changes_count_as_accepted(tmp_path):
    dokument = docx.Document()
    absatz = dokument.add_paragraph("Die Verbesserung beträgt ")
    absatz._p.append(parse_xml(f'<w:ins {_W} w:id="1" w:author="a"><w:r><w:t>1.642.180 €</w:t></w:r></w:ins>'))
    absatz._p.append(parse_xml(f'<w:del {_W} w:id="2" w:author="a"><w:r><w:delText>9 €</w:delText></w:r></w:del>'))
    absatz.add_run(".")
    dokument.save(str(tmp_path / "t.docx"))
    gelesen = read_text(tmp_path / "t.docx")
    assert gelesen.abschnitte[0].text == "Die Verbesserung beträgt 1.642.180 €."
    assert "als wären alle angenommen" in gelesen.hinweise[0]


def test_footnotes_have_their_place(tmp_path):
    datei = write_docx(tmp_path / "t.docx", ABSAETZE)
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>Der Zuschuss betrug 5 €.</w:t></w:r></w:p></w:footnote>'
    noten = f"<w:footnotes {_W}>{note}</w:footnotes>"
    with zipfile.ZipFile(datei, "a") as archive:
        archive.writestr("word/footnotes.xml", noten)
    letzter = read_text(datei).abschnitte[-1]
    assert (letzter.text, letzter.ort) == ("Der Zuschuss betrug 5 €.", "Fußnote 1")


def test_tables_are_marked(tmp_path):
    dokument = docx.Document()
    dokument.add_table(1, 1).cell(0, 0).text = "1.642.180 €"
    dokument.save(str(tmp_path / "t.docx"))
    assert read_text(tmp_path / "t.docx").abschnitte[0].ist_tabelle


def test_odt_leaves_deleted_text_out_and_keeps_blanks(tmp_path):
    roh = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>weg</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>23<text:s text:c="1"/>435 Euro<text:note><text:note-body><text:p>Note</text:p></text:note-body>'
        "</text:note>.</text:p>"
    )
    gelesen = read_text(write_odt(tmp_path / "t.odt", [], roh))
    assert [(a.text, a.ort) for a in gelesen.abschnitte] == [("23 435 Euro.", "Absatz 1"), ("Note", "Fußnote 1")]
    assert gelesen.hinweise


def test_a_scan_has_no_text(tmp_path):
    with pytest.raises(EingabeError, match=r"keinen lesbaren Text.*Texterkennung"):
        read_text(write_pdf(tmp_path / "scan.pdf", []))


@pytest.mark.parametrize("endung", ["docx", "odt", "pdf"])
def test_damaged_files(tmp_path, endung):
    datei = tmp_path / f"kaputt.{endung}"
    datei.write_bytes(b"PK\x03\x04 das ist keine")
    with pytest.raises(EingabeError, match="beschädigt"):
        read_text(datei)


def test_old_word_files_and_passwords(tmp_path):
    (datei := tmp_path / "alt.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(EingabeError, match="Kennwort geschützt oder im alten doc-Format"):
        read_text(datei)


def test_a_dtd_is_refused(tmp_path):
    datei = tmp_path / "t.docx"
    with zipfile.ZipFile(datei, "w") as archive:
        archive.writestr("word/document.xml", f'<!DOCTYPE a [<!ENTITY b "c">]><w:document {_W}><w:body/></w:document>')
    with pytest.raises(EingabeError, match="DOCTYPE"):
        read_text(datei)


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("xlbudget.sources.texte.archiv.MAX_TEIL", 1000)
    with pytest.raises(EingabeError, match="mehr als"):
        read_text(write_docx(tmp_path / "t.docx", ["x" * 5000]))


@pytest.mark.parametrize(
    ("name", "inhalt", "sagt"),
    [
        ("t.xlsx", b"PK", "gelesen werden"),
        ("t.txt", b"\0\1\2\3", "keine Textdatei"),
        ("t.txt", b" \n", "keinen Text"),
        ("t.txt", b"\xff\xfea", "beschädigt"),
    ],
)
def test_what_is_no_text(tmp_path, name, inhalt, sagt):
    (datei := tmp_path / name).write_bytes(inhalt)
    with pytest.raises(EingabeError, match=sagt):
        read_text(datei)


def test_no_file_at_all(tmp_path):
    with pytest.raises(EingabeError, match="gibt es nicht"):
        read_text(tmp_path / "fehlt.docx")
