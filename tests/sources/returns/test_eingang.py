"""What lies in folders: every possible return, nothing lost silently, nothing dangerous in a name."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest
from sources.returns.eingang_base import MAPPE, collect, eml, read, write

from xlbudget.errors import Schwere, printable
from xlbudget.sources.returns import eingang
from xlbudget.sources.returns.eingang import clean_name, iter_eingang


def test_a_folder_and_those_in_it_in_alphabetical_order(tmp_path):
    write(tmp_path, b_xlsx=MAPPE, A_XLSX=b"1", c_xls=b"2")
    (tmp_path / "Abteilung" / "tief").mkdir(parents=True)
    write(tmp_path / "Abteilung", z_xlsx=b"3")
    write(tmp_path / "Abteilung" / "tief", zu_tief_xlsx=b"4")
    anhaenge, befunde = collect(tmp_path)
    assert [a.name for a in anhaenge] == ["A.XLSX", "b.xlsx", "c.xls", "z.xlsx"]
    assert anhaenge[1].herkunft == str(tmp_path / "b.xlsx")
    assert [(b.code, b.schwere) for b in befunde] == [("eingang.tiefe", Schwere.WARNUNG)]
    assert "Abteilung/tief." in befunde[0].text


def test_temporary_and_hidden_files_are_left_out(tmp_path):
    for name in ("~$a.xlsx", ".~lock.a.xlsx#", ".DS_Store", "Thumbs.db", "desktop.ini", ".versteckt.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    assert read(tmp_path) == ([], [])


def test_other_files_in_a_folder_are_named_once(tmp_path):
    write(tmp_path, a_pdf=b"x", b_png=b"x", c_docx=b"x", d_txt=b"x", e_xlsx=MAPPE)
    (befund,) = collect(tmp_path)[1]
    assert (befund.code, befund.schwere) == ("eingang.andere", Schwere.HINWEIS)
    assert "a.pdf, b.png, c.docx und 1 weitere" in befund.text


def test_a_file_that_is_neither_is_an_error(tmp_path):
    write(tmp_path, a_pdf=b"x")
    assert read(tmp_path / "a.pdf") == ([], [("eingang.datei", Schwere.FEHLER)])


def test_a_path_that_does_not_exist_is_said_and_the_others_are_read(tmp_path):
    write(tmp_path, a_xlsx=MAPPE)
    anhaenge, (befund,) = collect(tmp_path / "fehlt.xlsx", tmp_path / "a.xlsx")
    assert [a.name for a in anhaenge] == ["a.xlsx"]
    assert (befund.code, befund.schwere, befund.source.datei) == ("eingang.datei", Schwere.FEHLER, "fehlt.xlsx")
    assert "gibt es nicht" in befund.text


def test_an_empty_or_huge_file_is_an_error_and_the_others_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(eingang, "MAX_BYTES", 100)
    write(tmp_path, a_xlsx=b"", b_xlsx=bytes(101), c_xlsx=MAPPE)
    anhaenge, befunde = read(tmp_path)
    assert [name for name, *_ in anhaenge] == ["c.xlsx"]
    assert befunde == [("eingang.datei", Schwere.FEHLER)] * 2


def test_too_much_at_once_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(eingang, "MAX_GESAMT", 2 * len(MAPPE))
    write(tmp_path, a_xlsx=MAPPE, b_xlsx=MAPPE, c_xlsx=MAPPE, d_xlsx=MAPPE)
    anhaenge, (befund,) = collect(tmp_path)
    assert len(anhaenge) == 2
    assert (befund.code, befund.source.datei) == ("eingang.menge", "c.xlsx")
    assert "in Teilen" in befund.text


def test_too_many_at_once_is_said_once(tmp_path, monkeypatch):
    monkeypatch.setattr(eingang, "MAX_ANHAENGE", 3)
    for nummer in range(6):
        (tmp_path / f"{nummer}.xlsx").write_bytes(MAPPE)
    anhaenge, befunde = read(tmp_path)
    assert len(anhaenge) == 3
    assert befunde == [("eingang.menge", Schwere.FEHLER)]


def test_one_return_is_held_at_a_time(tmp_path):
    gross, anzahl = 4 * 2**20, 20
    for nummer in range(anzahl):
        (tmp_path / f"{nummer}.xlsx").write_bytes(bytes([nummer]) * gross)
    tracemalloc.start()
    try:
        assert sum(len(anhang.data) for anhang in iter_eingang([tmp_path])) == anzahl * gross
        assert tracemalloc.get_traced_memory()[1] < 4 * gross
    finally:
        tracemalloc.stop()


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_read(tmp_path, monkeypatch):
    write(tmp_path, a_xlsx=MAPPE)
    for name in ("geheim", "offen"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, b_xlsx=MAPPE)
    iterdir = Path.iterdir

    def refuse(pfad: Path):
        if pfad.name == "geheim":
            raise PermissionError(13, "Permission denied")
        return iterdir(pfad)

    monkeypatch.setattr(Path, "iterdir", refuse)
    anhaenge, (befund,) = collect(tmp_path)
    assert [a.herkunft for a in anhaenge] == [str(tmp_path / "a.xlsx"), str(tmp_path / "offen" / "b.xlsx")]
    assert (befund.code, befund.schwere, befund.source.datei) == ("eingang.ordner", Schwere.FEHLER, "geheim")
    assert "Leserecht" in befund.text
    _, (befund,) = collect(tmp_path / "geheim")
    assert "Leserecht" in befund.text


def test_links_are_not_followed(tmp_path):
    ordner = tmp_path / "in"
    ordner.mkdir()
    write(tmp_path, geheim_xlsx=MAPPE)
    try:
        (ordner / "passwd.xlsx").symlink_to(tmp_path / "geheim.xlsx")
    except OSError:
        pytest.skip("Dieses Windows erlaubt keine Verknüpfungen")
    (ordner / "nirgends.xlsx").symlink_to(tmp_path / "fehlt.xlsx")
    (ordner / "im Kreis").symlink_to(ordner, target_is_directory=True)
    anhaenge, (befund,) = collect(ordner)
    assert anhaenge == []
    assert (befund.code, befund.schwere) == ("eingang.verknuepfung", Schwere.WARNUNG)
    assert "im Kreis, nirgends.xlsx, passwd.xlsx." in befund.text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows kennt keine FIFOs")
def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.xlsx")
    os.mkfifo(tmp_path / "b")
    anhaenge, befunde = collect(tmp_path)
    assert anhaenge == []
    assert "keine gewöhnliche Datei" in befunde[0].text


@pytest.mark.parametrize("name", ["leer\x1b[31m.xlsx", "leer\n✗ Fehler.xlsx", "leer\u202excod.xlsx"])
def test_a_file_name_cannot_control_the_screen(tmp_path, name):
    try:
        (tmp_path / name).write_bytes(b"")
    except OSError:
        pytest.skip("Dieses Dateisystem erlaubt solche Namen nicht")
    (tmp_path / name.replace(".xlsx", ".txt")).write_bytes(b"x")
    befunde = collect(tmp_path)[1]
    assert [b.code for b in befunde] == ["eingang.datei", "eingang.andere"]
    assert all(printable(str(befund), 1000) == str(befund) or "\ufffd" in str(befund) for befund in befunde)
    assert not any(zeichen in str(befund) for befund in befunde for zeichen in "\x1b\n\u202e")


@pytest.mark.parametrize(
    ("name", "inhalt", "code"),
    [
        ("Rest.zip", b"PK\x03\x04", "eingang.verpackt"),
        ("Rest.7z", b"7z", "eingang.verpackt"),
        ("Mappe.xlsx.tmp", b"PK\x03\x04", "eingang.verpackt"),
        ("ohne Endung", b"PK\x03\x04", "eingang.verpackt"),
        ("alt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "eingang.verpackt"),
        ("ohne Endung", b"Text", "eingang.andere"),
        ("Brief.docx", b"PK\x03\x04", "eingang.andere"),
    ],
)
@pytest.mark.parametrize("wo", ["ordner", "mail"])
def test_a_package_beside_a_workbook_may_hold_another(tmp_path, name, inhalt, code, wo):
    write(tmp_path, a_xlsx=MAPPE)
    if wo == "mail":
        write(tmp_path, b_eml=eml(("c.xlsx", MAPPE), (name, inhalt)))
    else:
        (tmp_path / name).write_bytes(inhalt)
    (befund,) = collect(tmp_path)[1]
    assert befund.code == code
    assert befund.schwere is (Schwere.WARNUNG if code == "eingang.verpackt" else Schwere.HINWEIS)
    assert name in befund.text


# --- names


@pytest.mark.parametrize(
    ("name", "sauber"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\Temp\\a.xlsx", "a.xlsx"),
        ("a\r\nBcc: x.xlsx", "a__Bcc_ x.xlsx"),
        ("harmlos\u202exslx.exe", "harmlos_xslx.exe"),
        ("CON.xlsx", "_CON.xlsx"),
        ("lpt1", "_lpt1"),
        ("a.xlsx. . ", "a.xlsx"),
        ("..", "ohne Namen"),
        ("", "ohne Namen"),
        ("\ud800.xlsx", "_.xlsx"),
        ("Budget 35 – Größe.xlsx", "Budget 35 – Größe.xlsx"),
    ],
)
def test_names_are_safe(name, sauber):
    assert clean_name(name) == sauber


def test_long_names_keep_their_ending():
    kurz = clean_name("x" * 500 + ".xlsx")
    assert len(kurz) == eingang.MAX_NAME
    assert kurz.endswith("….xlsx")
