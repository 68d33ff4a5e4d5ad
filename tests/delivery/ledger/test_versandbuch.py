"""The ledger of sending: once planned, never forgotten; once sent, never again."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from delivery.muster import ABSENDER, FELDER, STAND, brief, eingang, identitaet, kreis, mappe, plan, plan_frist

from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.ort import versandbuch_ort
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.nachricht import message_id, nachricht_kennung
from xlbudget.delivery.mail.zustellung import Ereignisart, Nachrichtenart, Zustellung
from xlbudget.errors import AusgabeError, EingabeError

ANGENOMMEN = Zustellung(Ereignisart.ANGENOMMEN, "250 OK")
ABGELEHNT = Zustellung(Ereignisart.ABGELEHNT, "550 nein", {"a@kreis.example": "550 nein"})


def deliver(buch, nachricht, zustellung=ANGENOMMEN):
    with buch.versandlauf("anna") as lauf:
        lauf.begin(nachricht.kennung)
        if zustellung:
            lauf.confirm(nachricht.kennung, zustellung)


def only(nachrichten):
    (nachricht,) = nachrichten
    return nachricht


def test_the_key_is_made_once(buch, ort):
    schluessel = buch.schluessel()
    assert (len(schluessel), buch.schluessel()) == (32, schluessel)
    with Versandbuch.open(ort) as noch_einmal:
        assert noch_einmal.schluessel() == schluessel


def test_what_is_planned_is_there_whole(buch):
    ausweis = identitaet("Soziales")
    datei = mappe(ausweis, buch.schluessel())
    fertig = brief(ausweis, [datei])
    nachricht = buch.plan(ausweis, FELDER, datei, fertig, "anna")
    assert nachricht == only(buch.nachrichten()) == only(buch.offene(STAND))
    assert (nachricht.art, nachricht.stand, nachricht.budget, nachricht.fassung) == ("Versand", STAND, "Soziales", 1)
    assert (nachricht.an, nachricht.kopie) == (("soziales@kreis.example",), ("soziales.leitung@kreis.example",))
    assert nachricht.kennung == nachricht_kennung(ausweis.sendung, Nachrichtenart.VERSAND)
    assert nachricht.message_id == message_id(nachricht.kennung, ABSENDER)
    assert (nachricht.zustand, nachricht.geplant_von) == (Ereignisart.GEPLANT, "anna")
    sendung = only(buch.sendungen(STAND))
    assert (sendung.identitaet, sendung.felder, sendung.dateiname) == (ausweis, FELDER, datei.name)
    assert sendung == buch.find_sendung(ausweis.sendung)
    assert buch.archived(sendung.sha256) == datei.daten
    assert buch.archived(nachricht.sha256) == fertig.daten
    assert buch.find_sendung("unbekannt") is None
    assert buch.nachrichten(Stand(2023, 7)) == buch.sendungen(Stand(2023, 7)) == ()


def test_a_newer_fassung_takes_the_place_of_an_unsent_one(buch):
    erste, zweite = plan(buch, "Soziales"), plan(buch, "Soziales")
    assert (zweite.fassung, buch.next_fassung(STAND, "Soziales"), buch.next_fassung(STAND, "Arbeit")) == (2, 3, 1)
    assert buch.offene() == (zweite,)
    with pytest.raises(EingabeError, match="ersetzt"):
        deliver(buch, erste)


def test_the_same_fassung_is_planned_once(buch):
    plan(buch, "Soziales")
    ausweis = identitaet("Soziales", 1)
    datei = mappe(ausweis, buch.schluessel())
    with pytest.raises(EingabeError, match="anderer Lauf"):
        buch.plan(ausweis, FELDER, datei, brief(ausweis, [datei]), "anna")
    assert len(buch.nachrichten()) == len(buch.sendungen()) == 1


def test_a_mail_built_for_something_else_is_not_planned(buch):
    ausweis = identitaet("Soziales")
    datei = mappe(ausweis, buch.schluessel())
    with pytest.raises(ValueError, match="something else"):
        buch.plan(ausweis, FELDER, datei, brief(identitaet("Soziales"), [datei]), "anna")
    assert buch.sendungen() == buch.nachrichten() == ()


def test_sent_is_sent(buch):
    nachricht = plan(buch, "Soziales")
    deliver(buch, nachricht)
    assert only(buch.nachrichten()).ist_gesendet
    assert buch.offene() == buch.unklare() == ()
    with pytest.raises(EingabeError, match="angenommen"):
        deliver(buch, nachricht)
    with pytest.raises(EingabeError, match="steht nicht im Versandbuch"):
        deliver(buch, replace(nachricht, kennung="x" * 32))


def test_refused_can_go_again(buch):
    nachricht = plan(buch, "Soziales")
    deliver(buch, nachricht, ABGELEHNT)
    assert only(buch.offene()).ereignisse[-1].abgelehnte == {"a@kreis.example": "550 nein"}
    deliver(buch, nachricht)
    arten = [ereignis.art.value for ereignis in only(buch.nachrichten()).ereignisse]
    assert arten == ["geplant", "begonnen", "abgelehnt", "begonnen", "angenommen"]


@pytest.mark.parametrize("zustellung", [None, Zustellung(Ereignisart.UNKLAR, "weg")])
@pytest.mark.parametrize("gesendet", [True, False])
def test_unclear_waits_for_a_person(buch, zustellung, gesendet):
    nachricht = plan(buch, "Soziales")
    deliver(buch, nachricht, zustellung)
    assert only(buch.unklare(STAND)).kennung == nachricht.kennung
    assert buch.offene() == ()
    with pytest.raises(EingabeError, match="nicht versendet"):
        deliver(buch, nachricht)
    with pytest.raises(EingabeError, match="vielleicht schon versendet"):
        plan(buch, "Soziales")
    plan(buch, "Arbeit")
    buch.geklaert(nachricht.kennung, "berta", "nachgesehen", gesendet=gesendet)
    danach = buch.nachrichten()[0]
    assert (danach.ist_gesendet, danach.ist_sendbar, danach.ist_unklar) == (gesendet, not gesendet, False)
    assert (danach.ereignisse[-1].wer, danach.ereignisse[-1].text) == ("berta", "nachgesehen")
    with pytest.raises(EingabeError, match="nicht unklar"):
        buch.geklaert(nachricht.kennung, "berta", gesendet=gesendet)


def test_the_other_person_releases(buch):
    nachricht = plan(buch, "Soziales", wer="Anna")
    with buch.versandlauf("anna", vier_augen=True) as lauf, pytest.raises(EingabeError, match="noch nicht freigegeben"):
        lauf.begin(nachricht.kennung)
    with pytest.raises(EingabeError, match="eine andere Person"):
        buch.freigeben(nachricht.kennung, "anna")
    buch.freigeben(nachricht.kennung, "berta")
    assert only(buch.offene()).freigegeben_von == "berta"
    with buch.versandlauf("anna", vier_augen=True) as lauf:
        lauf.begin(nachricht.kennung)
        lauf.confirm(nachricht.kennung, ANGENOMMEN)
    with pytest.raises(EingabeError, match="kann nicht freigegeben werden: angenommen"):
        buch.freigeben(nachricht.kennung, "berta")


def test_a_release_holds_for_one_fassung_only(buch):
    buch.freigeben(plan(buch, "Soziales").kennung, "berta")
    assert plan(buch, "Soziales").freigegeben_von is None


def test_drafts_are_noted_and_hinder_nothing(buch):
    nachricht = plan(buch, "Soziales")
    buch.record_entwurf(nachricht.kennung, "entwuerfe/Soziales.eml", "anna")
    entwurf = only(only(buch.offene()).entwuerfe)
    assert (entwurf.wer, entwurf.text) == ("anna", "entwuerfe/Soziales.eml")
    deliver(buch, nachricht)


def test_reminders_are_mails_about_a_sending(buch):
    erste = plan(buch, "Soziales")
    ausweis = buch.find_sendung(erste.sendung).identitaet
    mahnung = buch.plan_erinnerung(ausweis.sendung, "1", brief(ausweis, [], anlass="1"), "anna")
    assert (mahnung.art, mahnung.anlass, mahnung.budget) == (Nachrichtenart.ERINNERUNG, "1", "Soziales")
    assert buch.plan_erinnerung(ausweis.sendung, "1", brief(ausweis, [], anlass="1"), "berta") == mahnung
    zweite = buch.plan_erinnerung(ausweis.sendung, "2", brief(ausweis, [], anlass="2"), "anna")
    assert buch.nachrichten() == (erste, mahnung, zweite)
    deliver(buch, mahnung)
    plan(buch, "Soziales")
    assert [n.zustand.value for n in buch.nachrichten()] == ["ersetzt", "angenommen", "ersetzt", "geplant"]


def test_one_sends_at_a_time(buch, ort):
    nachricht = plan(buch, "Soziales")
    with Versandbuch.open(ort) as anderes:
        with buch.versandlauf("anna") as lauf:
            lauf.begin(nachricht.kennung)
            with pytest.raises(AusgabeError, match="anderer Lauf"), anderes.versandlauf("berta"):
                pass
            with pytest.raises(AusgabeError, match="anderer Lauf"):
                anderes.geklaert(nachricht.kennung, "berta", gesendet=False)
            plan(anderes, "Arbeit")
            anderes.ruecklauf.record(eingang(1, nachricht.sendung), "berta")
        with anderes.versandlauf("berta") as lauf:
            lauf.begin(buch.offene()[0].kennung)


def test_the_right_to_send_ends_with_an_error(buch):
    with pytest.raises(RuntimeError), buch.versandlauf("anna"):
        raise RuntimeError
    with buch.versandlauf("anna"):
        pass


def test_the_right_to_send_is_free_at_once_for_the_next(buch, ort, monkeypatch):
    """Also on a PostgreSQL server that notices the end of a session only later."""
    offen = []
    monkeypatch.setattr("psycopg.Connection.close", lambda verbindung: offen.append(verbindung))
    with Versandbuch.open(ort) as anderes:
        with buch.versandlauf("anna"):
            pass
        with anderes.versandlauf("berta"):
            pass
    monkeypatch.undo()
    for verbindung in offen:
        verbindung.close()


def test_hostile_text_is_stored_harmlessly(buch):
    nachricht = plan(buch, "Soziales", wer="a\x00b\ud800\x1b[2J" + "x" * 3000)
    assert nachricht.geplant_von.startswith("a�b��[2Jx")
    assert len(nachricht.geplant_von) == 2000


def test_where_it_is(tmp_path):
    mappe_2023 = tmp_path / "Datenmappe 2023.xlsx"
    assert versandbuch_ort(mappe_2023, {}) == tmp_path / "Versandbuch.sqlite"
    assert versandbuch_ort(mappe_2023.with_name("Kopie.xlsx"), {}) == versandbuch_ort(mappe_2023, {})
    assert versandbuch_ort(mappe_2023, {"XLBUDGET_VERSANDBUCH": " postgresql://db/x "}) == "postgresql://db/x"
    assert isinstance(versandbuch_ort(mappe_2023, {}), Path)


def test_recipients_are_those_of_the_mail(buch):
    ausweis = identitaet("Soziales")
    datei = mappe(ausweis, buch.schluessel())
    fertig = brief(ausweis, [datei], kreis("Arbeit", kopie=False))
    assert buch.plan(ausweis, (), datei, fertig, "anna").an == ("arbeit@kreis.example",)


def test_a_frist_is_planned_once_and_replaced_until_it_was_sent(buch):
    eigenes = buch.of(plan_and_own(buch))
    erste = plan_frist(eigenes)
    assert plan_frist(eigenes) == erste
    zweite = plan_frist(eigenes, anlass="2")
    assert [m.zustand for m in eigenes.fristmails()] == [Ereignisart.ERSETZT, Ereignisart.GEPLANT]
    with eigenes.versandlauf("anna") as lauf:
        lauf.begin(zweite.kennung)
        with pytest.raises(EingabeError, match="ist schon begonnen"):
            plan_frist(eigenes, anlass="3")
        lauf.confirm(zweite.kennung, Zustellung(Ereignisart.ANGENOMMEN, "250 ok"))
    with pytest.raises(EingabeError, match="ist schon angenommen"):
        plan_frist(eigenes, anlass="3")
    andere = plan_frist(eigenes, date(2025, 2, 15))
    assert andere in eigenes.offene(Stand(2025, 2))
    assert buch.of("andere").fristmails() == ()
    assert andere not in buch.nachrichten()


def plan_and_own(buch) -> str:
    """The Kennung of the Datenmappe of a first mail."""
    plan(buch, "Soziales")
    return buch.datenmappen.alle()[0].kennung
