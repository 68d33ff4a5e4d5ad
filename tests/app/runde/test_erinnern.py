"""Reminding: who is waited for, once a day, and what the reminder says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from app.runde.rundreise_base import (
    DOMAIN,
    NUR,
    STAND,
    Haus,
    answer,
    lagen,
    listed,
    prognose,
    read_mail,
    refused,
    send,
    texte,
    use_server,
)
from delivery.mailserver import Mailserver

from xlbudget.app.runde import freigabe, versand
from xlbudget.app.runde.auftrag import Weg
from xlbudget.app.runde.freigabe import freigeben, klaeren
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.ruecklaufstand import ruecklaufstand
from xlbudget.app.runde.versand import erinnern
from xlbudget.core.ruecklaufstand import Ruecklauflage
from xlbudget.delivery.mail.zustellung import Nachrichtenart


@pytest.fixture(scope="module")
def versandt(tmp_path_factory) -> Haus:
    """A house where two Fachdienste have their workbook, to be copied."""
    haus = Haus(tmp_path_factory.mktemp("versandt") / "haus")
    haus.write()
    with pytest.MonkeyPatch.context() as patch, Mailserver(haus.ordner.parent) as server:
        use_server(server, patch)
        send(haus, *NUR)
    return haus


@pytest.fixture
def haus(versandt, server, tmp_path) -> Haus:
    return versandt.copy_to(tmp_path / "haus")


def remind(haus: Haus, **weitere):
    return erinnern(haus.datenmappe, haus.auftrag(**{"weg": Weg.SENDEN, **weitere}))


def give_back(haus: Haus, budget: str, status: str = "fertig") -> Path:
    datei = haus.ordner / f"{budget}.xlsx"
    datei.write_bytes(answer(*haus.sendung(budget), {}, status=status))
    ruecklauf(haus.datenmappe, [datei])
    return datei


@pytest.mark.sample
def test_those_who_have_not_answered_once_a_day(haus, server):
    ergebnis = remind(haus)
    assert lagen(ergebnis)["Soziales"] == "gesendet"
    assert lagen(ergebnis)["Straßenverkehr"] == "keine Erinnerung: nicht versandt"
    assert [mail.an for mail in server.empfangen] == [(f"fd32@{DOMAIN}",), (f"fd33@{DOMAIN}", f"jc@{DOMAIN}")]
    assert lagen(remind(haus))["Soziales"] == "heute schon erinnert"
    assert len(server.empfangen) == 2
    morgen = haus.auftrag().heute + timedelta(days=1)
    remind(haus, heute=morgen)
    assert len(server.empfangen) == 4
    assert set(server.counts().values()) == {1}
    assert listed(haus, "Erinnerungsliste.xlsx")["36 Straßenverkehr"][-1] == "keine Erinnerung: nicht versandt"
    assert listed(haus)["32 Soziales"][-1] == "gesendet"


@pytest.mark.parametrize(("status", "lage"), [("fertig", "angenommen"), ("Entwurf", "zu entscheiden")])
def test_nobody_who_has_answered(haus, server, status, lage):
    give_back(haus, "Soziales", status)
    assert lagen(remind(haus))["Soziales"] == f"keine Erinnerung: {lage}"
    assert [mail.an[0] for mail in server.empfangen] == [f"fd33@{DOMAIN}"]


def test_somebody_whose_answer_was_refused(haus, server):
    give_back(haus, "Soziales", "Entwurf")
    ruecklauf(haus.datenmappe, ablehnen=[1])
    assert lagen(remind(haus, nur=["32"])) == {"Soziales": "gesendet"}


@pytest.mark.parametrize("tage", [-3, 0, 20])
def test_the_wording_is_right_before_and_after_the_frist(haus, server, tage):
    (sendung, _), art = haus.sendung("Soziales"), Nachrichtenart.ERINNERUNG
    remind(haus, nur=["Soziales"], heute=sendung.frist + timedelta(days=tage))
    mail = read_mail(server.empfangen[0].daten)
    assert mail["Subject"] == "Erinnerung: Produktbericht Juni 2023, Rückmeldung für 32 Soziales"
    text = mail.get_body(("plain",)).get_content()
    assert f"Die Frist ist der {sendung.frist:%d.%m.%Y}." in text
    assert not list(mail.iter_attachments())
    (nachricht,) = haus.nachrichten(art)
    assert nachricht.sendung == sendung.identitaet.sendung


def test_another_frist_on_the_same_day_replaces_an_unsent_reminder(haus, server):
    remind(haus, weg=Weg.ENTWURF, nur=["Soziales"])
    frist = haus.auftrag().heute + timedelta(days=40)
    remind(haus, nur=["Soziales"], frist=frist)
    (mail,) = server.empfangen
    assert f"Die Frist ist der {frist:%d.%m.%Y}." in read_mail(mail.daten).get_body(("plain",)).get_content()
    assert lagen(remind(haus, nur=["Soziales"])) == {"Soziales": "heute schon erinnert"}


def test_drafts_of_reminders(haus):
    remind(haus, weg=Weg.ENTWURF)
    vorher = {datei.name: datei.read_bytes() for datei in haus.ziel.glob("*.eml")}
    assert sorted(vorher) == ["Erinnerung 32 Soziales.eml", "Erinnerung 33 Arbeit.eml"]
    remind(haus, weg=Weg.ENTWURF)
    assert {datei.name: datei.read_bytes() for datei in haus.ziel.glob("*.eml")} == vorher


def test_a_reminder_of_yesterday_that_was_released_today(haus, server, monkeypatch):
    """With four eyes, whoever releases may do so a day later: the very same mail then leaves."""
    haus.einstellungen = {"Vier Augen": "ja"}
    haus.write()
    assert lagen(remind(haus, nur=["Soziales"]))["Soziales"].endswith("wartet auf Freigabe")
    with monkeypatch.context() as patch:
        patch.setattr(freigabe, "angemeldeter_benutzer", lambda: "bert")
        (freigegeben,) = freigeben(haus.datenmappe, STAND)
    morgen = haus.auftrag().heute + timedelta(days=1)
    assert lagen(remind(haus, nur=["Soziales"], heute=morgen)) == {"Soziales": "gesendet"}
    assert list(server.counts()) == [freigegeben.message_id]


def test_an_unclear_reminder_is_not_repeated(haus, server):
    server.verhalten.bricht_ab = "vor der Antwort"
    assert lagen(remind(haus, nur=["Soziales"])) == {"Soziales": "unklar, ob gesendet"}
    server.verhalten.bricht_ab = None
    morgen = haus.auftrag().heute + timedelta(days=1)
    ergebnis = remind(haus, nur=["Soziales"], heute=morgen)
    assert len(texte(ergebnis.befunde, "versand.unklar")) == 1
    assert len(server.empfangen) == 1
    klaeren(haus.datenmappe, STAND, "Soziales", gesendet=True)
    assert lagen(remind(haus, nur=["Soziales"])) == {"Soziales": "heute schon erinnert"}


def test_reminders_in_outlook(haus, outlook):
    remind(haus, weg=Weg.OUTLOOK)
    assert lagen(remind(haus, weg=Weg.OUTLOOK))["Arbeit"] == "Entwurf liegt schon in Outlook"
    assert [mail.zustand for mail in outlook.mails] == ["Entwurf", "Entwurf"]


@pytest.mark.slow
def test_drafts_sent_by_hand_are_reminded_of_too(tmp_path, monkeypatch):
    haus = Haus(tmp_path / "von Hand")
    versand.versand(haus.write(), haus.auftrag(nur=NUR))
    assert lagen(remind(haus, weg=Weg.ENTWURF))["Arbeit"] == "Entwurf geschrieben"


def test_nothing_to_remind_of(tmp_path):
    haus = Haus(tmp_path / "leer")
    assert "kein Versandbuch" in refused(erinnern, haus.write(), haus.auftrag())
    assert "wurde noch nichts versandt" in refused(ruecklaufstand, haus.datenmappe, STAND)


def test_ruecklaufstand(haus):
    give_back(haus, "Arbeit")
    give_back(haus, "Soziales", "Entwurf")
    zeilen = {zeile.budget.kennung: zeile for zeile in ruecklaufstand(haus.datenmappe, STAND)}
    assert {kennung: zeile.lage for kennung, zeile in zeilen.items()} == {
        "Soziales": Ruecklauflage.ZU_ENTSCHEIDEN,
        "Arbeit": Ruecklauflage.ANGENOMMEN,
        "Gesundheitsamt": Ruecklauflage.NICHT_VERSANDT,
        "Jugend & Familie": Ruecklauflage.NICHT_VERSANDT,
        "Straßenverkehr": Ruecklauflage.NICHT_VERSANDT,
    }
    heute, arbeit = haus.auftrag().heute, zeilen["Arbeit"]
    assert (arbeit.von, arbeit.eingegangen, arbeit.versandt) == ("Frau Muster", heute, heute)
    assert arbeit.frist == heute + timedelta(days=versand.FRIST_TAGE)
    assert arbeit.empfaenger == (f"fd33@{DOMAIN}", f"jc@{DOMAIN}")


def test_who_has_answered_gets_no_new_workbook(haus, server):
    """Not even where the answer itself changed the figures."""
    datei = haus.ordner / "Arbeit.xlsx"
    feld = prognose("Arbeit")
    datei.write_bytes(answer(*haus.sendung("Arbeit"), {feld: 370_000}))
    ruecklauf(haus.datenmappe, [datei])
    ruecklauf(haus.datenmappe, annehmen=[1])
    ergebnis = send(haus, *NUR)
    assert lagen(ergebnis) == {"Soziales": "gesendet", "Arbeit": "Rückmeldung angenommen"}
    assert texte(ergebnis.befunde, "versand.geaendert") == []
    assert server.empfangen == []


@pytest.mark.slow
def test_nor_who_got_its_workbook_by_hand(tmp_path):
    """Nothing says that a draft was sent, but an answer does."""
    haus = Haus(tmp_path / "von Hand")
    versand.versand(haus.write(), haus.auftrag(nur=NUR))
    datei = haus.ordner / "Arbeit.xlsx"
    datei.write_bytes(answer(*haus.sendung("Arbeit"), {prognose("Arbeit"): 370_000}))
    ruecklauf(haus.datenmappe, [datei])
    ruecklauf(haus.datenmappe, annehmen=[1])
    ergebnis = versand.versand(haus.datenmappe, haus.auftrag(nur=NUR))
    assert lagen(ergebnis) == {"Soziales": "Entwurf geschrieben", "Arbeit": "Rückmeldung angenommen"}
    assert {nachricht.fassung for nachricht in haus.nachrichten()} == {1}
    versand.versand(haus.datenmappe, haus.auftrag(nur=["Arbeit"], erneut=True))
    assert haus.letzte("Arbeit").fassung == 2
