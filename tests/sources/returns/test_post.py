"""What is attached to mails: every possible return, and hostile ones end soon."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

import pytest
from sources.returns.eingang_base import MAPPE, XLSX, collect, eml, read, write
from sources.returns.msg_base import angehaengt, anhang, compound_file, mail, nachricht

from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.returns import post

MAX_SEKUNDEN = 60


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


@pytest.mark.parametrize("ende", [b"\n", b"\r\n"])
@pytest.mark.parametrize("beginn", [b"From amt@example.org Mon Jul  1 10:00:00 2024\n", b""])
def test_a_mailbox_of_several_mails_is_refused_whole(tmp_path, beginn, ende):
    eins, zwei = (eml((f"{name}.xlsx", MAPPE)).as_bytes() for name in ("eins", "zwei"))
    trenner = b"\nFrom amt@example.org Mon Jul  1 10:00:00 2024\n"
    (tmp_path / "a.eml").write_bytes((beginn + eins + trenner + zwei).replace(b"\n", ende))
    anhaenge, befunde = collect(tmp_path)
    assert not anhaenge
    (befund,) = befunde
    assert (befund.code, befund.schwere) == ("eingang.datei", Schwere.FEHLER)
    assert "mehrere E-Mails" in befund.text


def test_one_mail_of_a_mailbox_is_read_and_words_in_it_divide_nothing(tmp_path):
    mail = eml(("a.xlsx", MAPPE))
    mail.get_body(("plain",)).set_content("Zahlen\n\nFrom 2024 on, all is new:\n\nFrom A to B\n>From x 2024\nTo: y\n")
    (tmp_path / "a.eml").write_bytes(b"From amt@example.org Mon Jul  1 10:00:00 2024\n" + mail.as_bytes())
    assert read(tmp_path) == ([("a.xlsx", MAPPE, "amt@example.org")], [])


@pytest.mark.parametrize("name", ["Eingang.mbox", "Eingang", "Archiv.pst", "1234.emlx"])
def test_a_mailbox_beside_mails_is_not_passed_over_silently(tmp_path, name):
    (tmp_path / name).write_bytes(b"From amt@example.org Mon Jul  1 10:00:00 2024\nSubject: a\n\n")
    (befund,) = collect(tmp_path)[1]
    assert (befund.code, befund.schwere) == ("eingang.verpackt", Schwere.WARNUNG)
    assert "einzeln als .eml" in befund.text


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


# --- when a mail was sent

MORGENS = datetime(2023, 7, 10, 6, 15, tzinfo=UTC)
KEIN_DATUM = (
    "", "gestern", "10.07.2023", "Thu, 01 Jan 1970 00:00:00 +0000", "Mon, 1 Jan 1900 00:00:00 +1400",
    "Mon, 10 Jul 99999999999999999999 08:15:00 +0200", "Mon, 10 Jul 2023 08:15:00 +99999999999999",
    "Mon, 31 Feb 2023 08:15:00 +0200", "=?utf-8?q?=00?=",
)  # fmt: skip


def sent(pfad):
    (anhang,), _ = collect(pfad)
    return anhang.gesendet


@pytest.mark.parametrize(
    ("date", "erwartet"),
    [
        ("Mon, 10 Jul 2023 08:15:00 +0200", MORGENS),
        ("Mon, 10 Jul 2023 06:15:00 GMT", MORGENS),
        ("10 Jul 2023 06:15:00 -0000", MORGENS),
        ("Mon, 10 Jul 2023 06:15:00", MORGENS),
        *((text, None) for text in KEIN_DATUM),
    ],
)
def test_a_mail_says_when_it_was_sent_or_nothing(tmp_path, date, erwartet):
    data = b"Date: " + date.encode() + b"\n" + eml(("a.xlsx", MAPPE)).as_bytes()
    assert sent(write(tmp_path, a_eml=data)) == erwartet
    assert sent(write(tmp_path, a_eml=eml(("a.xlsx", MAPPE)))) is None


def _filetime(intervalle: int) -> bytes:
    return intervalle.to_bytes(8, "little")


@pytest.mark.parametrize(
    ("gesendet", "erwartet"),
    [
        (_filetime((1_688_969_700 + 11_644_473_600) * 10**7 + 1_234_567), MORGENS),
        (_filetime(0), None),
        (_filetime(2**64 - 1), None),
        ("Montag", None),  # a text where a time belongs
        ("", None),
    ],
)
def test_an_outlook_mail_says_when_it_was_sent_or_nothing(tmp_path, gesendet, erwartet):
    data = mail("amt@example.org", "x", [anhang("a.xlsx", MAPPE)], gesendet)
    assert sent(write(tmp_path, a_msg=data)) == erwartet


def test_when_the_outer_mail_was_sent_counts(tmp_path):
    innen, aussen = eml(("a.xlsx", MAPPE)), eml()
    innen["Date"], aussen["Date"] = "Sat, 8 Jul 2023 08:15:00 +0200", "Mon, 10 Jul 2023 08:15:00 +0200"
    aussen.add_attachment(innen)
    assert sent(write(tmp_path, a_eml=aussen)) == MORGENS


def test_a_workbook_in_a_folder_says_nothing(tmp_path):
    assert sent(write(tmp_path, a_xlsx=MAPPE)) is None


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
