"""What lies in folders, files and mails: every possible return, nothing lost silently, nothing dangerous in a name."""

from __future__ import annotations

import os
import time
import tracemalloc
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sources.msg_base import angehaengt, anhang, compound_file, mail, nachricht

from xlbudget.errors import Befund, EingabeError, Schwere, printable
from xlbudget.sources import eingang, post
from xlbudget.sources.eingang import Anhang, clean_name, iter_eingang

MAPPE = b"PK\x03\x04 eine Mappe"
MAX_SEKUNDEN = 60
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def eml(*anhaenge: tuple[str, bytes], betreff: str = "Rücklauf", absender: str = "amt@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = absender, betreff
    message.set_content("Guten Tag,\nanbei.\n-- \nAmt\n")
    message.add_alternative("<p>Guten Tag</p>", subtype="html")
    for name, data in anhaenge:
        message.add_attachment(data, *XLSX, filename=name)
    return message


def write(ordner: Path, **dateien: bytes | EmailMessage) -> Path:
    """Files in a folder; the last `_` of a name is its point."""
    for name, inhalt in dateien.items():
        datei = ordner / ".".join(name.rsplit("_", 1))
        datei.write_bytes(inhalt if isinstance(inhalt, bytes) else inhalt.as_bytes())
    return ordner


def collect(*pfade: Path) -> tuple[list[Anhang], list[Befund]]:
    """What can be a return, and what is said."""
    funde = list(iter_eingang(pfade))
    return [f for f in funde if isinstance(f, Anhang)], [f for f in funde if isinstance(f, Befund)]


def read(*pfade: Path):
    anhaenge, befunde = collect(*pfade)
    return [(a.name, a.data, a.absender) for a in anhaenge], [(b.code, b.schwere) for b in befunde]


# --- folders and files


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


# --- mails


def test_workbooks_of_a_mail(tmp_path):
    message = eml(("Mappe ä.xlsx", MAPPE), ("zwei.xlsx", b"2"), absender="Amt 35 <amt@example.org>")
    assert read(write(tmp_path, a_eml=message) / "a.eml") == (
        [("Mappe ä.xlsx", MAPPE, "Amt 35 <amt@example.org>"), ("zwei.xlsx", b"2", "Amt 35 <amt@example.org>")],
        [],
    )


def test_pictures_and_pdfs_of_a_mail_are_named_once(tmp_path):
    message = eml(("a.xlsx", MAPPE), ("image001.png", b"x"), ("Brief.pdf", b"x"))
    anhaenge, befunde = read(write(tmp_path, a_eml=message))
    assert len(anhaenge) == 1
    assert befunde == [("eingang.andere", Schwere.HINWEIS)]


@pytest.mark.parametrize(
    ("name", "rat"),
    [
        ("Mappen.zip", "auspacken"),
        ("winmail.dat", "winmail.dat"),
        ("smime.p7m", "verschlüsselt"),
        ("a.pdf", "nachfragen"),
    ],
)
def test_a_mail_without_a_workbook_is_said_with_advice(tmp_path, name, rat):
    write(tmp_path, a_eml=eml((name, b"x"), betreff="Rücklauf\u202e 35"))
    (befund,) = collect(tmp_path)[1]
    assert (befund.code, befund.schwere, befund.source.datei) == ("eingang.ohne_mappe", Schwere.WARNUNG, "a.eml")
    assert rat in befund.text
    assert "„Rücklauf\ufffd 35“ enthält keine Excel-Mappe (.xlsx), nur: " + name in befund.text


@pytest.mark.parametrize(
    ("name", "inhalt", "rat"),
    [
        ("a.eml", MAPPE, "in .xlsx ändern"),
        ("a.msg", MAPPE, "in .xlsx ändern"),
        ("a.eml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "in .msg ändern"),
    ],
)
def test_a_file_with_the_wrong_ending_is_told_apart(tmp_path, name, inhalt, rat):
    (tmp_path / name).write_bytes(inhalt)
    (befund,) = collect(tmp_path)[1]
    assert (befund.code, befund.schwere) == ("eingang.datei", Schwere.FEHLER)
    assert rat in befund.text


def test_the_sender_cannot_control_the_screen(tmp_path):
    message = eml(("a.xlsx", MAPPE)).as_bytes().replace(b"amt@example.org", b"=?utf-8?q?=1b[31mx?= <a@example.org>")
    ((_, _, absender),), _ = read(write(tmp_path, a_eml=message))
    assert absender.isprintable()
    assert "a@example.org" in absender


def test_a_mail_that_is_nothing_but_a_workbook(tmp_path):
    message = EmailMessage()
    message["From"] = "amt@example.org"
    message.set_content(MAPPE, *XLSX, filename="a.xlsx")
    assert read(write(tmp_path, a_eml=message)) == ([("a.xlsx", MAPPE, "amt@example.org")], [])


def test_attached_mails_are_opened_and_the_outer_sender_counts(tmp_path):
    aussen = eml(absender="vorzimmer@example.org")
    aussen.add_attachment(eml(("innen.xlsx", MAPPE)))
    aussen.add_attachment(eml(("datei.xlsx", b"2")).as_bytes(), "application", "octet-stream", filename="weiter.eml")
    anhaenge, befunde = read(write(tmp_path, a_eml=aussen))
    assert [(name, von) for name, _, von in anhaenge] == [
        ("innen.xlsx", "vorzimmer@example.org"),
        ("datei.xlsx", "vorzimmer@example.org"),
    ]
    assert befunde == []


def test_mails_within_mails_have_an_end_and_the_rest_is_read(tmp_path):
    innen = eml(("a.xlsx", MAPPE)).as_bytes()
    for _ in range(5):
        aussen = eml(("nebenbei.xlsx", b"1"))
        aussen.add_attachment(innen, "application", "octet-stream", filename="innen.eml")
        innen = aussen.as_bytes()
    anhaenge, befunde = read(write(tmp_path, a_eml=innen))
    assert [name for name, *_ in anhaenge] == ["nebenbei.xlsx"] * 3
    assert befunde == [("eingang.datei", Schwere.FEHLER)]


def test_a_nameless_workbook_is_taken(tmp_path):
    message = eml()
    message.add_attachment(MAPPE, *XLSX)
    assert read(write(tmp_path, a_eml=message))[0] == [("ohne Namen", MAPPE, "amt@example.org")]


def test_outlook_mails(tmp_path):
    data = mail(
        "amt@example.org",
        "Rücklauf",
        [
            anhang("Mappe.xlsx", MAPPE + bytes(5000)),
            anhang("KURZ~1.XLS", b"2", lang=False),
            anhang("bild.png", b"x"),
            angehaengt(nachricht("innen@example.org", "weiter", [anhang("innen.xlsx", b"3")], 24)),
        ],
    )
    anhaenge, befunde = read(write(tmp_path, a_msg=data))
    assert anhaenge == [
        ("Mappe.xlsx", MAPPE + bytes(5000), "amt@example.org"),
        ("KURZ~1.XLS", b"2", "amt@example.org"),
        ("innen.xlsx", b"3", "amt@example.org"),
    ]
    assert befunde == [("eingang.andere", Schwere.HINWEIS)]


def test_odd_attachments_of_outlook_mails(tmp_path):
    """By reference, an OLE object, without a name: none of them stops the others."""
    verweis = {"__properties_version1.0": bytes(8)}
    objekt = {"__properties_version1.0": bytes(8), "__substg1.0_3701000D": {"CONTENTS": b"x"}}
    data = mail("a@example.org", "x", [verweis, objekt, anhang("..\\..\\boese.xlsx", MAPPE), anhang("", MAPPE)])
    anhaenge, _ = read(write(tmp_path, a_msg=data))
    assert [name for name, *_ in anhaenge] == ["boese.xlsx", "ohne Namen"]


# --- hostile mails


def _many_parts() -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 200_000 + b"--b--"


def _many_levels() -> bytes:
    tiefe = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(500))
    return tiefe + b"zeile\n" * 500_000


def _many_messages() -> bytes:
    return b"Content-Type: message/rfc822\n\n" * 5_000


def _long_header() -> bytes:
    return b"From: " + b"(" * 500_000 + b"\nContent-Type: text/plain; " + b'a="b;";' * 100_000 + b"\n\nx"


def _many_entries() -> bytes:
    return compound_file({f"s{nummer}": b"" for nummer in range(30_000)})


def _endless_table() -> bytes:
    data = bytearray(mail("a", "b", [anhang("a.xlsx", bytes(9000))]))
    data[44:48], data[68:72], data[72:76] = (w.to_bytes(4, "little") for w in (10_000_000, 3, 78_740))
    return bytes(data)


def _shared_streams() -> bytes:
    """Fifty attachments that are all the same 6 MB of the file."""
    data = bytearray(mail("a", "b", [anhang("a.xlsx", bytes(6_000_000)), *[anhang("b.xlsx", bytes(5000))] * 50]))
    gross = (6_000_000).to_bytes(8, "little")
    stelle = 0
    while (stelle := data.find((5000).to_bytes(8, "little"), stelle)) >= 0:
        data[stelle : stelle + 8] = gross
        stelle += 8
    return bytes(data)


def _many_properties() -> bytes:
    return mail("a", "b", [{"__properties_version1.0": bytes(8) + bytes(range(16)) * 200_000}])


def _many_lines() -> bytes:
    return b"From: a@example.org\n\n" + b"a\n" * 600_000


def _many_headers() -> bytes:
    return b"a:b\r" * 600_000


def _large() -> bytes:
    return b"From: a@example.org\n\n" + (b"A" * 999 + b"\n") * 31_500


HOSTILE = [
    ("eml", _many_lines), ("eml", _many_headers), ("eml", _large),
    ("eml", _many_parts), ("eml", _many_levels), ("eml", _many_messages), ("eml", _long_header),
    ("msg", _many_entries), ("msg", _endless_table), ("msg", _shared_streams), ("msg", _many_properties),
    ("msg", lambda: b"/etc/passwd"), ("msg", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("msg", lambda: bytes(5000)),
    ("msg", lambda: mail("a", "b", [anhang("a.xlsx", MAPPE)])[:1600]),
]  # fmt: skip


@pytest.mark.parametrize(("endung", "build"), HOSTILE, ids=lambda wert: getattr(wert, "__name__", wert))
def test_hostile_mails_end_soon_and_yield_nothing(endung, build, tmp_path):
    datei = tmp_path / f"a.{endung}"
    datei.write_bytes(build())
    beginn = time.monotonic()
    anhaenge, befunde = collect(datei)
    assert time.monotonic() - beginn < MAX_SEKUNDEN
    assert anhaenge == []
    assert befunde[0].code in ("eingang.datei", "eingang.ohne_mappe")
    assert befunde[0].source.datei == datei.name


@pytest.mark.parametrize("build", [_many_lines, _many_headers, _large])
def test_a_mail_is_measured_before_it_is_parsed(build):
    with pytest.raises(EingabeError, match="zu groß"):
        post.read_eml("a.eml", build())


def test_the_limit_on_entries_is_what_refuses_them(monkeypatch):
    """It overrides a private method of olefile: should that be renamed, this test says so."""
    data = compound_file(nachricht("a@example.org", "x", [anhang("a.xlsx", MAPPE)]))
    assert post.read_msg("a.msg", data).beilagen
    monkeypatch.setattr(post, "MAX_EINTRAEGE", 5)
    with pytest.raises(EingabeError):
        post.read_msg("a.msg", data)


def test_a_long_header_is_cut(tmp_path):
    message = eml(("a.xlsx", MAPPE), absender="a@example.org")
    data = message.as_bytes(policy=policy.SMTP).replace(
        b"Subject:", b"References: " + b"<x@y> " * 50_000 + b"\r\nSubject:"
    )
    assert read(write(tmp_path, a_eml=data)) == ([("a.xlsx", MAPPE, "a@example.org")], [])


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
