"""Nothing to the wrong person: whatever is wrong with a finished mail, it is not sent."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from delivery.muster import (
    ABSENDER,
    BUDGETS,
    DOMAIN,
    FELDER,
    brief,
    identify_with,
    identitaet,
    kreis,
    mappe,
    plan,
    regeln,
)

from xlbudget.core.adresse import Adresse
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.kontrolle import Soll, check_fertige_nachricht
from xlbudget.delivery.mail.nachricht import als_entwurf
from xlbudget.delivery.versand import check_nachricht, versende

SCHLUESSEL = b"geheim"
WER = identitaet("Soziales")
DATEI = mappe(WER, SCHLUESSEL)
FERTIG = brief(WER, [DATEI])
SOLL = Soll(ABSENDER, kreis("Soziales"), {DOMAIN}, FERTIG.message_id, WER.budget, WER, ((DATEI.name, DATEI.sha256),))
identify = identify_with(SCHLUESSEL)


def codes(daten=FERTIG.daten, soll=SOLL):
    return {befund.code for befund in check_fertige_nachricht(daten, soll, identify)}


def test_a_right_mail_passes_and_so_does_its_draft():
    assert codes() == codes(als_entwurf(FERTIG.daten)) == set()


@pytest.mark.parametrize(
    "zeile",
    [
        b"Bcc: chef@kreis.example",
        b"bcc: x@boese.example",
        b"Resent-To: x@boese.example",
        b"Resent-Bcc: x@boese.example",
        b"Reply-To: x@boese.example",
        b"Sender: x@boese.example",
        b"Disposition-Notification-To: x@boese.example",
        b"To: x@boese.example",
        b"Cc: x@boese.example",
        b"Subject: anders",
        b"X-Irgendwas: 1",
        b"From: x@boese.example",
        b"kein Kopf",
    ],
)
def test_no_header_more_than_the_usual_ones(zeile):
    assert "mail.kopf" in codes(zeile + b"\r\n" + FERTIG.daten)
    assert "mail.kopf" in codes(FERTIG.daten.replace(b"Date:", zeile + b"\r\nDate:", 1))


@pytest.mark.parametrize("kopf", ["From", "To", "Subject", "Date", "Message-ID"])
def test_no_header_less(kopf):
    ohne = re.sub(rf"^{kopf}: .*?\r\n(?=\S)".encode(), b"", FERTIG.daten, count=1, flags=re.M | re.S)
    assert "mail.kopf" in codes(ohne)


@pytest.mark.parametrize(
    "falsch",
    [b"\n", b"\r", b"\x00", b"\xff", b"x" * 1000],
)
def test_no_bytes_that_servers_read_differently(falsch):
    assert codes(FERTIG.daten + falsch) == {"mail.kopf"}


@pytest.mark.parametrize(
    "to",
    [
        b"arbeit@kreis.example",
        b"soziales@kreis.example, x@kreis.example",
        b"soziales@kreis.example (x@boese.example)",
        b'"soziales@kreis.example" <x@boese.example>',
        b"gruppe: soziales@kreis.example, x@boese.example;",
        b"soziales@kreis.example.boese.example",
        b"soziales@kreis.example\r\n x@boese.example",
        b"soziales@Kreis.example, ",
        b"undisclosed-recipients:;",
        b"",
    ],
)
def test_recipients_are_exactly_the_verteilers(to):
    anders = re.sub(rb"^To: .*?\r\n(?=\S)", lambda _: b"To: " + to + b"\r\n", FERTIG.daten, count=1, flags=re.M | re.S)
    assert anders != FERTIG.daten
    assert codes(anders) & {"mail.empfaenger", "mail.kopf"}


def test_swapped_lines_of_the_verteiler():
    assert codes(soll=replace(SOLL, kreis=kreis("Arbeit"))) == {"mail.empfaenger"}
    (nur_an,) = check_fertige_nachricht(FERTIG.daten, replace(SOLL, kreis=kreis("Arbeit", kopie=False)), identify)[2:]
    assert "Empfänger (Cc) sind soziales.leitung@kreis.example, nach dem Verteiler niemand" in nur_an.text


def test_recipients_in_another_order_or_role():
    an, kopie = SOLL.kreis.an, SOLL.kreis.kopie
    for anders in (Kreis(kopie, an), Kreis((*an, *kopie)), Kreis((*an, Adresse("", f"x@{DOMAIN}")), kopie)):
        assert "mail.empfaenger" in codes(soll=replace(SOLL, kreis=anders))


@pytest.mark.parametrize("domains", [set(), {"boese.example"}, {"xample"}, {"sub.kreis.example"}, {"Kreis.Example"}])
def test_the_domain_is_exactly_an_allowed_one(domains):
    assert codes(soll=replace(SOLL, domains=domains)) == {"mail.empfaenger"}


def test_sender_and_message_id():
    assert codes(soll=replace(SOLL, absender=Adresse("", f"x@{DOMAIN}"))) == {"mail.empfaenger"}
    assert codes(soll=replace(SOLL, message_id="<x@y>")) == {"mail.empfaenger"}


def with_workbook(wer, schluessel=SCHLUESSEL):
    datei = mappe(wer, schluessel)
    gebaut = brief(WER, [datei])
    return gebaut.daten, replace(SOLL, anhaenge=((datei.name, datei.sha256),))


def test_a_workbook_of_another_budget():
    befunde = check_fertige_nachricht(*with_workbook(identitaet("Arbeit")), identify)
    assert [befund.code for befund in befunde] == ["mail.anhang"]
    assert "gehört zum Budget „Arbeit“" in befunde[0].text
    assert "Die Mail für „Soziales“ wird nicht versendet" in befunde[0].text


@pytest.mark.parametrize("anderes", [{"fassung": 2}, {"sendung": "x"}, {"objekte": ("9",)}, {"kommune": "Stadt"}])
def test_a_workbook_of_another_sending(anderes):
    assert codes(*with_workbook(replace(WER, **anderes))) == {"mail.anhang"}


def test_a_workbook_that_proves_nothing():
    (befund,) = check_fertige_nachricht(*with_workbook(WER, b"anderer"), identify)
    assert "weist sich nicht als Mappe dieses Versands aus" in befund.text


def test_another_file_under_the_right_name_and_another_number_of_them():
    anders = replace(DATEI, daten=DATEI.daten + b"x")
    assert codes(brief(WER, [anders]).daten) == {"mail.anhang"}
    assert codes(brief(WER, [replace(DATEI, name="b.xlsx")]).daten) == {"mail.anhang"}
    assert codes(brief(WER, [DATEI, DATEI]).daten) == {"mail.anhang", "mail.aufbau"}
    assert codes(brief(WER, []).daten) == {"mail.anhang", "mail.aufbau"}


def test_no_part_beside_text_and_workbooks():
    mail = EmailMessage(policy=SMTP)
    kopf, _, _ = FERTIG.daten.partition(b"MIME-Version")
    mail.set_content("x")
    mail.add_alternative("x", subtype="html")
    mail.add_attachment(
        DATEI.daten,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename=DATEI.name,
    )
    assert codes(kopf + mail.as_bytes()) == set()
    mail.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="b.exe")
    assert "mail.aufbau" in codes(kopf + mail.as_bytes())
    eingebettet = EmailMessage(policy=SMTP)
    eingebettet.set_content("x")
    eingebettet.add_attachment(mail)
    assert "mail.aufbau" in codes(kopf + eingebettet.as_bytes())


def test_a_mail_broken_in_transport_of_our_own():
    assert "mail.aufbau" in codes(FERTIG.daten[:-40].rpartition(b"\r\n")[0])


def test_the_verteiler_that_counts_is_the_one_at_the_moment_of_sending(buch, server):
    kennungen = [plan(buch, budget).kennung for budget in BUDGETS]
    jetzt = regeln(buch)
    kreise = {**jetzt.kreise, "Soziales": kreis("Arbeit"), "Arbeit": kreis("Soziales")}
    del kreise["Jugend"]
    ergebnis = versende(
        buch, server.zugang, kennungen, replace(jetzt, kreise=kreise), "anna", fortschritt=lambda *_: None
    )
    assert [nachricht.budget for nachricht in ergebnis.gesendet] == ["Schule & Kultur", "Straßenverkehr"]
    assert {mail.an[0] for mail in server.empfangen} == {"schulekultur@kreis.example", "straenverkehr@kreis.example"}
    assert {befund.code for befund in ergebnis.befunde} == {"mail.empfaenger", "versand.verteiler"}
    assert {nachricht.budget for nachricht in buch.offene()} == {"Soziales", "Arbeit", "Jugend"}


def test_a_stranger_among_the_allowed_domains_no_longer(buch, server):
    nachricht = plan(buch, "Soziales")
    enger = replace(regeln(buch), domains=frozenset({"boese.example"}))
    assert {befund.code for befund in check_nachricht(buch, nachricht, server.zugang.absender, enger)} == {
        "mail.empfaenger"
    }


FREMD = identitaet("Arbeit")
AEHNLICH = {
    "Endung davor": "soziales@kreis.example.evil",
    "Vorsilbe": "soziales@mein-kreis.example",
    "Unterdomain": "soziales@post.kreis.example",
    "Punycode": "soziales@xn--kris-6ve.example",
    "Ziffer": "soziales@kre1s.example",
}


def stored(buch, mail, datei):
    """A mail planned for Soziales, whatever it is."""
    return buch.plan(WER, FELDER, datei, mail, "anna")


def sent(buch, server, nachricht, **anders):
    """What becomes of it, with the rules of today."""
    regel = replace(regeln(buch), identify=identify_with(buch.schluessel()), **anders)
    ergebnis = versende(buch, server.zugang, [nachricht.kennung], regel, "anna", fortschritt=lambda *_: None)
    assert ergebnis.gesendet == ()
    assert server.empfangen == []
    assert [n.kennung for n in buch.offene()] == [nachricht.kennung], "and nothing was even begun"
    return {befund.code for befund in ergebnis.befunde}


def test_the_workbook_of_another_budget_never_reaches_the_server(buch, server):
    datei = mappe(FREMD, buch.schluessel())
    assert sent(buch, server, stored(buch, brief(WER, [datei]), datei)) == {"mail.anhang"}


@pytest.mark.parametrize("kopf", [b"Bcc", b"bcc", b"Resent-Bcc", b"Resent-To"])
def test_a_blind_copy_never_reaches_the_server(buch, server, kopf):
    datei = mappe(WER, buch.schluessel())
    mail = brief(WER, [datei])
    heimlich = replace(mail, daten=kopf + b": arbeit@kreis.example\r\n" + mail.daten)
    assert sent(buch, server, stored(buch, heimlich, datei)) == {"mail.kopf"}


@pytest.mark.parametrize("email", AEHNLICH.values(), ids=AEHNLICH.keys())
def test_a_domain_that_looks_like_ours_never_reaches_the_server_even_if_the_verteiler_says_so(buch, server, email):
    datei, dorthin = mappe(WER, buch.schluessel()), Kreis((Adresse("", email),))
    nachricht = stored(buch, brief(WER, [datei], dorthin), datei)
    assert sent(buch, server, nachricht, kreise={"Soziales": dorthin}) == {"mail.empfaenger"}


def test_lines_swapped_between_planning_and_sending_never_reach_the_server(buch, server):
    datei = mappe(WER, buch.schluessel())
    nachricht = stored(buch, brief(WER, [datei]), datei)
    assert sent(buch, server, nachricht, kreise={"Soziales": kreis("Arbeit"), "Arbeit": kreis("Soziales")}) == {
        "mail.empfaenger"
    }
