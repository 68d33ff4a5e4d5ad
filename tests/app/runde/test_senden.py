"""Leaving: through the mail server or into Outlook, with four eyes, and whatever goes wrong on the way."""

from __future__ import annotations

import pytest
from app.runde.rundreise_base import (
    DOMAIN,
    NUR,
    PRODUKT,
    STAND,
    attached,
    lagen,
    listed,
    read_mail,
    refused,
    send,
    texte,
)

from xlbudget.app.runde import freigabe, versand
from xlbudget.app.runde.auftrag import Weg
from xlbudget.app.runde.freigabe import freigeben, klaeren
from xlbudget.app.runde.versand import versand as versende
from xlbudget.delivery.mail.smtp import Postausgang
from xlbudget.errors import AusgabeError, Schwere


def test_what_is_sent_is_what_was_previewed(haus, server):
    """And the drafts, which are still there, must not be sent any more."""
    versende(haus.datenmappe, haus.auftrag(nur=NUR))
    entwuerfe = {datei.read_bytes().removeprefix(b"X-Unsent: 1\r\n") for datei in haus.ziel.glob("*.eml")}
    ergebnis = send(haus, *NUR)
    assert lagen(ergebnis) == dict.fromkeys(NUR, "gesendet")
    assert {mail.daten for mail in server.empfangen} == entwuerfe
    warnungen = texte(ergebnis.befunde, "versand.alter_entwurf")
    assert len(warnungen) == 2
    assert "für „Arbeit“ darf nicht mehr gesendet werden: gesendet" in warnungen[1]
    assert warnungen[1].endswith("Versand 33 Arbeit.eml")


@pytest.mark.sample
def test_nothing_is_sent_twice(haus, server):
    send(haus, *NUR)
    ergebnis = send(haus, *NUR)
    assert lagen(ergebnis) == {"Soziales": "gesendet", "Arbeit": "gesendet"}
    assert len(server.empfangen) == 2
    versende(haus.datenmappe, haus.auftrag(nur=NUR))
    assert not list(haus.ziel.glob("*.eml"))


def test_changed_figures_after_sending_need_erneut(haus, server):
    send(haus, *NUR)
    haus.dazu.append((PRODUKT["Arbeit"], "433100", 50_000))
    haus.write()
    ergebnis = send(haus, *NUR)
    assert len(server.empfangen) == 2
    (hinweis,) = texte(ergebnis.befunde, "versand.geaendert")
    assert "„Arbeit“ hat die Fassung 1 schon" in hinweis
    ergebnis = send(haus, *NUR, erneut=True)
    assert lagen(ergebnis) == {"Soziales": "gesendet", "Arbeit": "gesendet"}
    assert len(server.empfangen) == 3
    _, mappe = attached(read_mail(server.empfangen[-1].daten))
    assert haus.identify(mappe).fassung == 2


def test_a_recipient_the_server_refuses(haus, server):
    server.verhalten.empfaenger = {f"fd32@{DOMAIN}": "550 gibt es nicht", f"jc@{DOMAIN}": "550 gibt es nicht"}
    ergebnis = send(haus, *NUR)
    assert lagen(ergebnis) == {
        "Soziales": "vom Mailserver abgelehnt",
        "Arbeit": f"gesendet, aber nicht an jc@{DOMAIN}",
    }
    assert [mail.an for mail in server.empfangen] == [(f"fd33@{DOMAIN}",)]
    server.verhalten.empfaenger = {}
    assert lagen(send(haus, *NUR))["Soziales"] == "gesendet"
    assert len(server.empfangen) == 2


@pytest.mark.parametrize(("wann", "angekommen"), [("mitten in den Daten", 0), ("vor der Antwort", 1)])
def test_a_connection_that_breaks_leaves_an_unclear_mail(haus, server, wann, angekommen):
    server.verhalten.bricht_ab = wann
    ergebnis = send(haus, "Soziales")
    assert lagen(ergebnis) == {"Soziales": "unklar, ob gesendet"}
    (text,) = texte(ergebnis.befunde, "versand.unklar")
    assert "vielleicht schon versendet" in text
    server.verhalten.bricht_ab = None
    assert lagen(send(haus, "Soziales", erneut=True)) == {"Soziales": "unklar, ob gesendet"}
    assert len(server.empfangen) == angekommen
    klaeren(haus.datenmappe, STAND, "32", gesendet=bool(angekommen))
    assert lagen(send(haus, "Soziales"))["Soziales"].startswith("gesendet")
    assert server.counts() == {haus.letzte("Soziales").message_id: 1}


def test_nothing_to_clear(haus):
    versende(haus.datenmappe, haus.auftrag(nur=["Arbeit"]))
    assert "ist keine Mail unklar" in refused(klaeren, haus.datenmappe, STAND, "Arbeit", gesendet=True)
    assert "weder Budget noch Produkt" in refused(klaeren, haus.datenmappe, STAND, "Arbiet", gesendet=True)


def test_interrupted_and_continued(haus, server, monkeypatch):
    """Ctrl-C between two mails: the list is right, and the next run does the rest."""
    senden, gesendet = Postausgang.send, []

    def interrupt(self, *args, **kwargs):
        if gesendet:
            raise KeyboardInterrupt
        gesendet.append(1)
        return senden(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Postausgang, "send", interrupt)
        with pytest.raises(KeyboardInterrupt):
            send(haus, *NUR)
    assert (listed(haus)["32 Soziales"][-1], listed(haus)["33 Arbeit"][-1]) == ("gesendet", "unklar, ob gesendet")
    klaeren(haus.datenmappe, STAND, "Arbeit", gesendet=False)
    send(haus)
    assert set(server.counts().values()) == {1}
    assert len(server.counts()) == 5


def test_a_server_that_is_gone(haus, server, monkeypatch):
    monkeypatch.setenv("XLBUDGET_SMTP_PORT", "1")
    with pytest.raises(AusgabeError, match=r"Gesendet sind 0 von 2 Mails; der nächste Lauf macht dort weiter\."):
        send(haus, *NUR)
    assert listed(haus)["33 Arbeit"][-1] == "vorbereitet, nicht gesendet"
    monkeypatch.setenv("XLBUDGET_SMTP_PORT", str(server.port))
    send(haus, *NUR)
    assert len(server.empfangen) == 2
    assert {n.fassung for n in haus.nachrichten()} == {1}


def test_a_mail_that_is_too_large(haus, server):
    haus.einstellungen = {"Größte E-Mail in MB": 0.05}
    haus.write()
    ergebnis = send(haus, "Soziales")
    assert lagen(ergebnis) == {"Soziales": "zu groß für eine Mail"}
    (text,) = texte(ergebnis.befunde, "mail.groesse")
    assert "Bilder aus der Vorlage entfernen" in text
    assert server.empfangen == []
    haus.einstellungen = {}
    haus.write()
    assert lagen(send(haus, "Soziales")) == {"Soziales": "gesendet"}


def test_a_list_that_is_open_in_excel_stops_the_run_before_anything_leaves(haus, server):
    haus.ziel.mkdir()
    (haus.ziel / "~$Versandliste.xlsx").touch()
    with pytest.raises(AusgabeError, match="gerade geöffnet"):
        send(haus, *NUR)
    assert server.empfangen == []


# Four eyes


@pytest.fixture
def als(monkeypatch):
    """Function that makes somebody else the user."""

    def become(name: str) -> None:
        for modul in (versand, freigabe):
            monkeypatch.setattr(modul, "angemeldeter_benutzer", lambda: name)

    become("anna")
    return become


def test_four_eyes(haus, server, als):
    haus.einstellungen = {"Vier Augen": "ja"}
    haus.write()
    ergebnis = send(haus, *NUR)
    assert lagen(ergebnis) == dict.fromkeys(NUR, "vorbereitet, nicht gesendet, wartet auf Freigabe")
    assert {b.schwere for b in ergebnis.befunde if b.code == "versand.freigabe"} == {Schwere.WARNUNG}
    als("ANNA")
    assert "freigeben muss eine andere Person" in refused(freigeben, haus.datenmappe, STAND)
    als("bert")
    assert [n.budget for n in freigeben(haus.datenmappe, STAND, ["33"])] == ["Arbeit"]
    als("anna")
    assert lagen(send(haus, *NUR)) == {
        "Soziales": "vorbereitet, nicht gesendet, wartet auf Freigabe",
        "Arbeit": "gesendet",
    }
    als("bert")
    freigeben(haus.datenmappe, STAND)
    assert "wartet nichts auf eine Freigabe" in refused(freigeben, haus.datenmappe, STAND)
    send(haus, *NUR)
    assert set(server.counts().values()) == {1}
    assert len(server.empfangen) == 2


def test_a_release_holds_for_what_was_released_only(haus, server, als):
    haus.einstellungen = {"Vier Augen": "ja"}
    haus.write()
    send(haus, "Arbeit")
    als("bert")
    freigeben(haus.datenmappe, STAND)
    haus.dazu.append((PRODUKT["Arbeit"], "433100", 50_000))
    haus.write()
    als("anna")
    assert lagen(send(haus, "Arbeit"))["Arbeit"].endswith("wartet auf Freigabe")
    assert server.empfangen == []


def test_nothing_was_ever_prepared(haus):
    assert "kein Versandbuch" in refused(freigeben, haus.datenmappe, STAND)


# Outlook


def test_drafts_in_outlook_are_made_once(haus, outlook):
    auftrag = haus.auftrag(nur=NUR, weg=Weg.OUTLOOK)
    assert lagen(versende(haus.datenmappe, auftrag)) == dict.fromkeys(NUR, "Entwurf geschrieben")
    assert [mail.zustand for mail in outlook.mails] == ["Entwurf", "Entwurf"]
    assert lagen(versende(haus.datenmappe, auftrag)) == dict.fromkeys(NUR, "Entwurf liegt schon in Outlook")
    assert len(outlook.mails) == 2
    versende(haus.datenmappe, haus.auftrag(nur=["Arbeit"], weg=Weg.OUTLOOK, erneut=True))
    assert len(outlook.mails) == 3


def test_an_old_draft_in_outlook_is_told(haus, outlook):
    versende(haus.datenmappe, haus.auftrag(nur=NUR, weg=Weg.OUTLOOK))
    haus.dazu.append((PRODUKT["Arbeit"], "433100", 50_000))
    haus.write()
    ergebnis = versende(haus.datenmappe, haus.auftrag(nur=NUR, weg=Weg.OUTLOOK))
    (text,) = texte(ergebnis.befunde, "versand.alter_entwurf")
    assert "In Outlook liegt noch der Entwurf der Fassung 1 für „Arbeit“" in text
    assert len(outlook.mails) == 3


def test_outlook_in_trouble(haus, outlook):
    outlook.stoerung = True
    with pytest.raises(AusgabeError, match="nicht angelegt"):
        versende(haus.datenmappe, haus.auftrag(nur=NUR, weg=Weg.OUTLOOK))
    assert not any(nachricht.entwuerfe for nachricht in haus.nachrichten())
