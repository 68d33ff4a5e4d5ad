"""What a mail is made of, as any mail program will read it."""

import string
from datetime import UTC, datetime
from email import message_from_bytes
from email.parser import BytesParser
from email.policy import default

import pytest
from delivery.muster import ABSENDER, TAFEL, brief, identitaet, mappe
from hypothesis import given, settings
from hypothesis import strategies as st

from xlbudget.core.adresse import Adresse, parse_adresse
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.kontrolle import Soll, check_fertige_nachricht
from xlbudget.delivery.mail.nachricht import (
    Anhang,
    als_entwurf,
    build_brief,
    check_groesse,
    message_id,
    nachricht_kennung,
)
from xlbudget.delivery.mail.zustellung import Nachrichtenart
from xlbudget.errors import EingabeError
from xlbudget.layout.mailtext import Mailtext

WER = identitaet("Schule & Kultur")
DATEI = mappe(WER, b"k")
TEXT = Mailtext("Prognose Juni 2023: Größe", "Guten Tag,", "bitte.", "Grüße")


def parse(daten):
    return BytesParser(policy=default).parsebytes(daten)


def build(kreis, text=TEXT, anhaenge=(DATEI,), absender=ABSENDER):
    return build_brief(
        "k" * 32, absender, kreis, text, datetime(2023, 6, 30, 12, tzinfo=UTC), tafel=TAFEL, anhaenge=anhaenge
    )


def test_a_mail_has_text_html_and_the_workbook():
    mail = parse(brief(WER, [DATEI]).daten)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    assert mail["Subject"] == "Prognose Juni 2023: Schule & Kultur"
    assert mail["To"] == "Fachdienst Schule & Kultur <schulekultur@kreis.example>"
    assert "Transfer" not in mail.get_body(("plain",)).get_content()
    assert "1.200" in mail.get_body(("plain",)).get_content()
    (anhang,) = mail.iter_attachments()
    assert (anhang.get_filename(), anhang.get_content()) == (DATEI.name, DATEI.daten)


def test_the_same_mail_has_the_same_key_and_id():
    kennung = nachricht_kennung("s1", Nachrichtenart.VERSAND)
    assert kennung == nachricht_kennung("s1", Nachrichtenart.VERSAND)
    andere = {
        nachricht_kennung("s2", Nachrichtenart.VERSAND),
        nachricht_kennung("s1", Nachrichtenart.ERINNERUNG, "1"),
        nachricht_kennung("s1", Nachrichtenart.ERINNERUNG, "2"),
    }
    assert len(andere | {kennung}) == 4
    assert message_id(kennung, ABSENDER) == f"<{kennung}@kreis.example>"


def dense(text):
    """Without spaces: folding may change their number, and some Pythons read one too many between encoded words."""
    return "".join(text.split())


namen = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp"), exclude_characters="<>@"), max_size=100
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.lists(namen, min_size=1, max_size=6),
    st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp")), min_size=1, max_size=150),
    st.text(st.characters(categories=("L", "N"), include_characters=" ,;'()&=-_"), min_size=1, max_size=120),
)
def test_any_name_subject_and_file_name_arrive_as_they_were(namen, betreff, datei):
    adressen = tuple(parse_adresse(name, f"p{nummer}@kreis.example") for nummer, name in enumerate(namen))
    anhang = Anhang(f"x{datei}.xlsx", DATEI.daten)
    text = Mailtext(f"B{betreff}", "a", "t", "g")
    fertig = build(Kreis(adressen[:1], adressen[1:]), text, [anhang])
    soll = Soll(
        ABSENDER, fertig.kreis, {"kreis.example"}, fertig.message_id, WER.budget, WER, ((anhang.name, anhang.sha256),)
    )
    assert check_fertige_nachricht(fertig.daten, soll, lambda _: WER) == []
    mail = parse(fertig.daten)
    angekommen = [*mail["To"].addresses, *(mail["Cc"].addresses if mail["Cc"] else ())]
    assert dense(mail["Subject"]) == dense(f"B{betreff}")
    assert [dense(adresse.display_name) for adresse in angekommen] == [dense(adresse.name) for adresse in adressen]


@pytest.mark.parametrize("zeichen", [*map(chr, range(32)), "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\ud800"])
def test_no_character_breaks_out_of_a_header(zeichen):
    boese = f"a{zeichen}Bcc: x@boese.example"
    kreis = Kreis((Adresse("", "a@kreis.example"),))
    with pytest.raises(EingabeError, match="Betreff"):
        build(kreis, Mailtext(boese, "a", "t", "g"))
    with pytest.raises(EingabeError, match="Dateiname"):
        build(kreis, anhaenge=[Anhang(f"{boese}.xlsx".replace(":", ""), b"")])


@pytest.mark.parametrize(
    "name", ["../a.xlsx", "a/b.xlsx", "C:\\a.xlsx", "a.xls", "a.xlsx.exe", ".xlsx", "", "a?.xlsx", "x" * 150 + ".xlsx"]
)
def test_attachments_are_workbooks_without_a_folder(name):
    with pytest.raises(EingabeError, match="Anhang"):
        build(Kreis((Adresse("", "a@kreis.example"),)), anhaenge=[Anhang(name, b"")])


def test_headers_are_short_ascii_lines_with_crlf():
    langer = "Fachdienst für Größeres, Besonderes und Übriges (mit allen Vertretungen) der Kreisverwaltung"
    kreis = Kreis(tuple(parse_adresse(langer, f"{zeichen}@kreis.example") for zeichen in string.ascii_lowercase))
    daten = build(kreis, Mailtext("Betreff " * 18, "a", "t\n.\nFrom x\n", "g")).daten
    assert b"\n" not in daten.replace(b"\r\n", b"")
    assert max(map(len, daten.split(b"\r\n"))) <= 100
    assert len(message_from_bytes(daten)["To"].split("@kreis.example")) == 27


def test_a_text_that_is_no_text_is_refused():
    with pytest.raises(EingabeError, match="Zeichen, das es nicht gibt"):
        build(Kreis((Adresse("", "a@kreis.example"),)), Mailtext("b", "a", "\ud800", "g"))


def test_a_draft_is_the_same_mail_ready_for_sending():
    fertig = brief(WER, [DATEI])
    entwurf = als_entwurf(fertig.daten)
    assert parse(entwurf)["X-Unsent"] == "1"
    assert entwurf.endswith(fertig.daten)
    assert "X-Unsent" not in parse(fertig.daten)


def test_a_mail_too_large_comes_with_ways_out():
    fertig = brief(WER, [Anhang("a.xlsx", bytes(3 * 2**20))])
    assert check_groesse(fertig, 5 * 2**20, "Soziales") == []
    (befund,) = check_groesse(fertig, 2 * 2**20, "Soziales")
    assert befund.code == "mail.groesse"
    assert "hat 4,1 MB, erlaubt sind 2,0 MB" in befund.text
    assert "Bilder aus der Vorlage entfernen" in befund.text
    assert "zwei Budgets teilen" in befund.text
