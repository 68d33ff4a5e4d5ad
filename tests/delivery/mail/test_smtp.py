"""Sending for real: a mail server with TLS and login, and everything it can do to us."""

from __future__ import annotations

import itertools
import signal
import socket
import threading
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from delivery.mailserver import Mailserver
from delivery.muster import BUDGETS, plan, regeln

from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.mail import smtp
from xlbudget.delivery.mail.kontrolle import umschlag
from xlbudget.delivery.mail.zugang import Sicherheit
from xlbudget.delivery.mail.zustellung import Ereignisart
from xlbudget.delivery.versand import versende
from xlbudget.errors import AusgabeError, Schwere, has_fehler
from xlbudget.fortschritt import silent


@pytest.fixture
def ort(tmp_path):
    return tmp_path / DATEINAME


@pytest.fixture
def send(buch, server):
    def call(*budgets, **weiteres):
        kennungen = [plan(buch, budget).kennung for budget in budgets]
        return versende(buch, server.zugang, kennungen, regeln(buch, **weiteres), "anna", fortschritt=silent)

    return call


@pytest.mark.parametrize("sicherheit", [Sicherheit.STARTTLS, Sicherheit.TLS, Sicherheit.KEINE])
def test_five_fachdienste_get_what_the_ledger_says(buch, tmp_path, sicherheit):
    schritte = []
    with Mailserver(tmp_path, sicherheit) as server:
        kennungen = [plan(buch, budget).kennung for budget in BUDGETS]
        ergebnis = versende(
            buch, server.zugang, kennungen, regeln(buch), "anna", fortschritt=lambda *schritt: schritte.append(schritt)
        )
        empfangen = server.empfangen
    assert ergebnis.befunde == ()
    assert [nachricht.kennung for nachricht in ergebnis.gesendet] == kennungen
    assert [erledigt for _, erledigt, gesamt in schritte] == [0, 1, 2, 3, 4, 5]
    assert server.anmeldungen == (sicherheit is not Sicherheit.KEINE)
    nachrichten = buch.nachrichten()
    assert [mail.daten for mail in empfangen] == [buch.archived(nachricht.sha256) for nachricht in nachrichten]
    assert [mail.an for mail in empfangen] == [(*nachricht.an, *nachricht.kopie) for nachricht in nachrichten]
    assert {nachricht.zustand for nachricht in nachrichten} == {Ereignisart.ANGENOMMEN}
    assert "queued as 5" in nachrichten[-1].ereignisse[-1].text


def test_nothing_goes_twice(buch, server, send):
    send("Soziales")
    (nachricht,) = buch.nachrichten()
    noch_einmal = versende(buch, server.zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=silent)
    assert noch_einmal.gesendet == ()
    assert [befund.code for befund in noch_einmal.befunde] == ["versand.erledigt"]
    assert len(server.empfangen) == 1


def test_one_refused_recipient_is_named_and_the_others_get_their_mail(buch, server, send):
    server.verhalten.empfaenger["soziales.leitung@kreis.example"] = "550 5.1.1 kennt hier niemand"
    ergebnis = send("Soziales", "Arbeit")
    assert [mail.an for mail in server.empfangen] == [
        ("soziales@kreis.example",),
        ("arbeit@kreis.example", "arbeit.leitung@kreis.example"),
    ]
    (befund,) = ergebnis.befunde
    assert befund.code == "versand.empfaenger"
    assert "soziales.leitung@kreis.example nicht an (550 5.1.1 kennt hier niemand)" in befund.text
    ereignis = buch.nachrichten()[0].ereignisse[-1]
    assert ereignis.art is Ereignisart.ANGENOMMEN
    assert ereignis.abgelehnte == {"soziales.leitung@kreis.example": "550 5.1.1 kennt hier niemand"}


def test_a_copy_alone_is_not_sent(buch, server, send):
    server.verhalten.empfaenger["soziales@kreis.example"] = "550 nein"
    ergebnis = send("Soziales", "Arbeit")
    assert [mail.an[0] for mail in server.empfangen] == ["arbeit@kreis.example"]
    assert ergebnis.befunde[0].code == "versand.abgelehnt"
    assert "keinen der Empfänger an: soziales@kreis.example (550 nein)" in ergebnis.befunde[0].text
    assert buch.nachrichten()[0].ist_sendbar


@pytest.mark.parametrize(
    ("aendern", "text"),
    [
        (
            {"daten": "451 4.7.1 greylisted"},
            "nicht an (451 4.7.1 greylisted). In einer Viertelstunde mit demselben Befehl noch einmal",
        ),
        ({"daten": "554 5.6.0 Anhang verboten"}, "nicht an (554 5.6.0 Anhang verboten). Ist der Grund"),
        ({"absender": "530 nicht erlaubt"}, "Absender controlling@kreis.example nicht an (530 nicht erlaubt)"),
        ({"hoechstens": 100}, "der Mailserver nimmt höchstens 100. Bilder aus der Vorlage entfernen"),
    ],
)
def test_a_refused_mail_can_go_later(buch, server, send, aendern, text):
    vorher = replace(server.verhalten)
    server.verhalten = replace(vorher, **aendern)
    ergebnis = send("Soziales")
    assert text in ergebnis.befunde[0].text
    (nachricht,) = buch.nachrichten()
    assert (nachricht.zustand, server.empfangen) == (Ereignisart.ABGELEHNT, [])
    server.verhalten = vorher
    assert versende(buch, server.zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=silent).gesendet
    assert server.counts() == {nachricht.message_id: 1}


@pytest.mark.parametrize("wann", ["mitten in den Daten", "vor der Antwort"])
def test_a_server_that_dies_leaves_one_mail_unclear_and_the_rest_goes_on(buch, server, send, wann):
    server.verhalten.bricht_ab, server.verhalten.nach = wann, 1
    ergebnis = send("Soziales", "Arbeit")
    assert [befund.code for befund in ergebnis.befunde] == ["versand.unklar"]
    (unklare,) = buch.unklare()
    assert (unklare.budget, unklare.zustand) == ("Arbeit", Ereignisart.UNKLAR)
    assert "brach ab, bevor der Mailserver geantwortet hat" in unklare.ereignisse[-1].text
    server.verhalten.bricht_ab = None
    kennungen = [unklare.kennung, plan(buch, "Jugend").kennung]
    danach = versende(buch, server.zugang, kennungen, regeln(buch), "anna", fortschritt=silent)
    assert [nachricht.budget for nachricht in danach.gesendet] == ["Jugend"]
    assert [befund.code for befund in danach.befunde] == ["versand.unklar"]
    angekommen = wann == "vor der Antwort"
    assert server.counts()[unklare.message_id] == angekommen
    buch.geklaert(unklare.kennung, "anna", "im Postausgang nachgesehen", gesendet=angekommen)
    versende(buch, server.zugang, [unklare.kennung], regeln(buch), "anna", fortschritt=silent)
    assert server.counts() == {nachricht.message_id: 1 for nachricht in buch.nachrichten()}


def test_a_connection_lost_between_two_mails_is_renewed(buch, server):
    kennungen = [plan(buch, budget).kennung for budget in BUDGETS]

    def hang_up(text, erledigt, gesamt):
        for sitzung in tuple(server.offen):
            server._loop.call_soon_threadsafe(sitzung.transport.abort)

    ergebnis = versende(buch, server.zugang, kennungen, regeln(buch), "anna", fortschritt=hang_up)
    assert (len(ergebnis.gesendet), server.anmeldungen) == (5, 6)


def refused(zugang, buch):
    nachricht = plan(buch, "Soziales")
    with pytest.raises(AusgabeError) as fehler:
        versende(buch, zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=silent)
    assert buch.offene() == (nachricht,), "no intent was stored"
    return str(fehler.value)


def test_an_untrusted_certificate_ends_the_run_before_anything_is_said(buch, server):
    assert "nicht vertrauenswürdig" in refused(replace(server.zugang, ca_datei=None), buch)
    assert (server.anmeldungen, server.empfangen) == (0, [])


def test_a_certificate_of_another_name_is_refused(buch, tmp_path):
    with Mailserver(tmp_path, Sicherheit.TLS, name="mail.anders.example") as server:
        assert "nicht vertrauenswürdig" in refused(server.zugang, buch)


def test_old_tls_is_refused(buch, server):
    with pytest.deprecated_call():
        server._context.maximum_version = smtp.ssl.TLSVersion.TLSv1_1
    assert "Verbindung" in refused(server.zugang, buch)
    assert smtp._context(server.zugang).minimum_version is smtp.ssl.TLSVersion.TLSv1_2


def test_a_wrong_password_is_named(buch, server):
    for kennwort in ("falsch", "fälsch"):
        assert "Kennwort sind falsch" in refused(replace(server.zugang, kennwort=kennwort), buch)
    assert server.empfangen == []


def test_a_password_with_umlauts_works(buch, server, monkeypatch):
    monkeypatch.setattr("delivery.mailserver.KENNWORT", "Schlüßel")
    nachricht = plan(buch, "Soziales")
    assert versende(buch, server.zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=silent).gesendet


def test_no_fallback_to_plain_text(buch, tmp_path):
    with Mailserver(tmp_path, Sicherheit.KEINE) as server:
        zugang = replace(server.zugang, sicherheit=Sicherheit.STARTTLS)
        assert "STARTTLS) nicht an" in refused(zugang, buch)
        zugang = replace(server.zugang, sicherheit=Sicherheit.TLS)
        assert "verschlüsselte Verbindung kam nicht zustande" in refused(zugang, buch)


def test_nobody_listens(buch, server):
    with closing(socket.socket()) as frei:
        frei.bind(("127.0.0.1", 0))
        assert "keine Verbindung an" in refused(replace(server.zugang, port=frei.getsockname()[1]), buch)


def test_an_unknown_server(buch, server):
    assert "Name ist unbekannt" in refused(replace(server.zugang, host="mail.kreis.invalid"), buch)


def test_a_silent_server(buch, server, monkeypatch):
    monkeypatch.setattr(smtp, "FRIST_S", 0.3)
    with closing(socket.create_server(("127.0.0.1", 0))) as stumm:
        assert "antwortet nicht" in refused(replace(server.zugang, port=stumm.getsockname()[1]), buch)


def test_a_server_that_talks_nonsense_cannot_fool_the_screen(buch, server):
    def talk(horcher):
        verbindung, _ = horcher.accept()
        verbindung.sendall(b"554 \x1b[2Jnein\xff\r\n")
        verbindung.close()

    with closing(socket.create_server(("127.0.0.1", 0))) as horcher:
        faden = threading.Thread(target=talk, args=(horcher,))
        faden.start()
        text = refused(replace(server.zugang, port=horcher.getsockname()[1]), buch)
        faden.join(5)
    assert text.isprintable()
    assert "554" in text


def test_the_envelope_is_what_the_finished_mail_says(buch):
    nachricht = plan(buch, "Soziales")
    assert umschlag(buch.archived(nachricht.sha256)) == (
        ("soziales@kreis.example",),
        ("soziales.leitung@kreis.example",),
    )


def test_ctrl_c_waits_for_the_mail_in_hand(buch, server):
    kennungen = [plan(buch, budget).kennung for budget in BUDGETS]

    def interrupt(text, erledigt, gesamt):
        if erledigt == 2:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        versende(buch, server.zugang, kennungen, regeln(buch), "anna", fortschritt=interrupt)
    assert len(server.empfangen) == 3
    assert len(buch.offene()) == 2
    assert buch.unklare() == ()
    versende(buch, server.zugang, kennungen, regeln(buch), "anna", fortschritt=silent)
    assert set(server.counts().values()) == {1}
    assert len(server.empfangen) == 5


def test_without_anything_to_send_the_server_is_left_alone(buch, server):
    nachricht = plan(buch, "Soziales")
    ergebnis = versende(
        buch, server.zugang, [nachricht.kennung], regeln(buch, vier_augen=True), "anna", fortschritt=silent
    )
    assert [befund.code for befund in ergebnis.befunde] == ["versand.freigabe"]
    assert not has_fehler(ergebnis.befunde)
    assert server.anmeldungen == 0
    buch.freigeben(nachricht.kennung, "berta")
    assert versende(
        buch, server.zugang, [nachricht.kennung], regeln(buch, vier_augen=True), "anna", fortschritt=silent
    ).gesendet


# a server that delays mails from strangers


@pytest.mark.parametrize("wer", ["soziales@kreis.example", "soziales.leitung@kreis.example"])
def test_a_server_that_asks_to_come_back_later_gets_the_mail_once_for_all(buch, server, send, wer):
    server.verhalten.empfaenger[wer] = "451 4.7.1 Greylisted"
    (befund,) = send("Soziales").befunde
    assert (befund.code, befund.schwere) == ("versand.spaeter", Schwere.WARNUNG)
    assert f"{wer} (451 4.7.1 Greylisted)" in befund.text
    assert "Verteiler berichtigen" not in befund.text
    (nachricht,) = buch.nachrichten()
    assert (server.empfangen, nachricht.ist_sendbar) == ([], True)
    del server.verhalten.empfaenger[wer]
    assert versende(buch, server.zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=silent).befunde == ()
    assert [mail.an for mail in server.empfangen] == [("soziales@kreis.example", "soziales.leitung@kreis.example")]


def test_one_recipient_that_is_never_taken_does_not_keep_the_mail_from_the_others(buch, server, send, monkeypatch):
    server.verhalten.empfaenger["soziales.leitung@kreis.example"] = "452 4.2.2 Mailbox full"
    send("Soziales")
    (nachricht,) = buch.nachrichten()
    assert versende(buch, server.zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=silent).gesendet == ()
    monkeypatch.setattr("xlbudget.delivery.versand.SPAETER", timedelta(0))
    ergebnis = versende(buch, server.zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=silent)
    assert [mail.an for mail in server.empfangen] == [("soziales@kreis.example",)]
    (befund,) = ergebnis.befunde
    assert "auch nach einer Wartezeit nicht an (452 4.2.2 Mailbox full)" in befund.text


def test_each_recipient_is_told_with_its_own_answer(server, send):
    server.verhalten.empfaenger["soziales.leitung@kreis.example"] = "450 busy"
    server.verhalten.empfaenger["soziales@kreis.example"] = "550 nein"
    (befund,) = send("Soziales").befunde
    assert "soziales@kreis.example (550 nein)" in befund.text
    assert "450" not in befund.text
    assert befund.code == "versand.abgelehnt", "the address is wrong, whatever becomes of the copy"
    server.verhalten.empfaenger["soziales@kreis.example"] = "451 later"
    (befund,) = send("Soziales").befunde
    assert "soziales@kreis.example (451 later)" in befund.text


# a server that does not come to an end


class Redner:
    """Answers every line with what `reden` yields, slowly; counts what it could say."""

    def __init__(self, reden):
        self.horcher = socket.create_server(("127.0.0.1", 0))
        self.gesagt = 0
        self._faden = threading.Thread(target=self._talk, args=(reden,), daemon=True)
        self._faden.start()

    def _talk(self, reden):
        with suppress(OSError):
            verbindung, _ = self.horcher.accept()
            with verbindung:
                for stueck in reden():
                    verbindung.sendall(stueck)
                    self.gesagt += len(stueck)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.horcher.close()
        self._faden.join(10)

    @property
    def port(self):
        return self.horcher.getsockname()[1]


def dripping():
    for zeichen in itertools.cycle(b"220-warten "):
        time.sleep(0.02)
        yield bytes([zeichen])


def endless():
    while True:
        yield b"220-noch eine Zeile\r\n" * 50


def one_line_without_end():
    while True:
        yield b"220 " + b"x" * 1000


@pytest.mark.parametrize(
    ("reden", "text"),
    [
        (dripping, "antwortet nicht"),
        (endless, "hört nicht auf zu antworten"),
        (one_line_without_end, "500 Line too long"),
    ],
)
def test_a_server_that_never_ends_is_left(buch, server, monkeypatch, reden, text):
    monkeypatch.setattr(smtp, "FRIST_S", 0.5)
    beginn = time.monotonic()
    with Redner(reden) as redner:
        meldung = refused(replace(server.zugang, port=redner.port, sicherheit=Sicherheit.KEINE), buch)
    assert text in meldung
    assert time.monotonic() - beginn < 10
    assert redner.gesagt < 10_000_000


def test_a_server_that_drips_after_the_mail_leaves_it_unclear(buch, server, monkeypatch):
    monkeypatch.setattr(smtp, "FRIST_ANNAHME_S", 0.5)

    def talk():
        yield b"220 hier\r\n250 ja\r\n" + b"250 ja\r\n" * 4 + b"354 nur zu\r\n"
        yield from dripping()

    with Redner(talk) as redner:
        zugang = replace(server.zugang, port=redner.port, sicherheit=Sicherheit.KEINE, benutzer=None, kennwort=None)
        nachricht = plan(buch, "Soziales")
        ergebnis = versende(buch, zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=silent)
    assert [befund.code for befund in ergebnis.befunde] == ["versand.unklar"]
