"""The ledger of returns: every file once and whole, one accepted at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from delivery.muster import FELDER, STAND, eingang, identitaet, plan

from xlbudget.core.rueckmeldung import Status
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef


@pytest.fixture
def sendung(buch):
    return plan(buch, "Soziales").sendung


def numbers(rueckgaben):
    return [rueckgabe.nummer for rueckgabe in rueckgaben]


def test_a_return_is_kept_whole(buch, sendung):
    voll = replace(
        eingang(1, sendung),
        identitaet=identitaet("Soziales", sendung=sendung),
        datum=date(2023, 7, 1),
        status=Status.FERTIG,
        befunde=(Befund(Schwere.WARNUNG, "ruecklauf.grund", "Grund fehlt", SourceRef("a.xlsx", "B", "C1")),),
    )
    assert buch.ruecklauf.record(voll, "anna")
    (rueckgabe,) = buch.ruecklauf.rueckgaben(STAND)
    assert buch.archived(rueckgabe.sha256) == voll.daten
    gleich = ("sendung", "dateiname", "herkunft", "absender", "eingegangen", "identitaet", "name", "datum", "status")
    assert [getattr(rueckgabe, feld) for feld in gleich] == [getattr(voll, feld) for feld in gleich]
    assert (rueckgabe.eingaben, rueckgabe.befunde) == (voll.eingaben, voll.befunde)
    assert (rueckgabe.budget, rueckgabe.stand, rueckgabe.fassung) == ("Soziales", STAND, 1)
    assert rueckgabe.eingegangen == datetime(2023, 7, 1, 12, 1, tzinfo=UTC)
    assert (rueckgabe.erfasst_von, rueckgabe.entscheidung, rueckgabe.ist_angenommen) == ("anna", None, False)
    assert rueckgabe.eingaben[FELDER[0].feld] == -123456789


def test_the_same_file_is_recorded_once_under_any_name(buch, sendung):
    assert buch.ruecklauf.record(eingang(1, sendung), "anna")
    assert not buch.ruecklauf.record(eingang(1, sendung), "anna")
    assert not buch.ruecklauf.record(replace(eingang(1, sendung), dateiname="Kopie von.xlsx"), "berta")
    assert buch.ruecklauf.record(eingang(2, sendung), "anna")
    assert len(buch.ruecklauf.rueckgaben()) == 2


def test_a_foreign_file_is_kept_but_cannot_be_accepted(buch, sendung):
    buch.ruecklauf.record(eingang(1, None), "anna")
    (fremde,) = buch.ruecklauf.rueckgaben()
    assert (fremde.sendung, fremde.stand, fremde.budget, fremde.eingaben != {}) == (None, None, None, True)
    assert buch.ruecklauf.rueckgaben(STAND) == ()
    with pytest.raises(EingabeError, match="gehört zu keiner unserer Sendungen"):
        buch.ruecklauf.decide(fremde.nummer, True, "anna")
    assert buch.ruecklauf.decide(fremde.nummer, False, "anna", "fremd")
    assert not buch.ruecklauf.rueckgaben()[0].ist_angenommen


def test_hostile_text_of_a_return_is_stored_harmlessly(buch, sendung):
    boese = "=cmd|' /C calc'!A0\x00\ud800\x1b[2J"
    buch.ruecklauf.record(
        replace(
            eingang(1, sendung),
            dateiname=boese,
            name=boese,
            absender=boese,
            herkunft=boese,
            eingaben={FELDER[2].feld: boese},
        ),
        "anna",
    )
    (rueckgabe,) = buch.ruecklauf.rueckgaben()
    assert rueckgabe.name == rueckgabe.dateiname == "=cmd|' /C calc'!A0���[2J"
    assert rueckgabe.eingaben == {FELDER[2].feld: boese}


def test_two_returns_wait_for_a_decision(buch, sendung):
    for nummer in (1, 2):
        buch.ruecklauf.record(eingang(nummer, sendung), "anna")
    erste, zweite = numbers(buch.ruecklauf.undecided(STAND)["Soziales"])
    assert buch.ruecklauf.accepted(STAND) == {}
    assert buch.ruecklauf.decide(zweite, True, "anna", "telefonisch bestätigt")
    assert not buch.ruecklauf.decide(zweite, True, "berta"), "that is what holds already"
    assert numbers(buch.ruecklauf.accepted(STAND).values()) == [zweite]
    assert numbers(buch.ruecklauf.undecided(STAND)["Soziales"]) == [erste]
    entscheidung = buch.ruecklauf.accepted(STAND)["Soziales"].entscheidung
    assert (entscheidung.wer, entscheidung.grund) == ("anna", "telefonisch bestätigt")
    assert buch.ruecklauf.accepted(Stand(2023, 7)) == buch.ruecklauf.undecided(Stand(2023, 7)) == {}


def test_one_accepted_at_a_time_and_nobody_overruled_unseen(buch, sendung):
    neue = plan(buch, "Soziales").sendung
    for nummer, wohin in ((1, sendung), (2, neue)):
        buch.ruecklauf.record(eingang(nummer, wohin), "anna")
    erste, zweite = numbers(buch.ruecklauf.rueckgaben())
    buch.ruecklauf.decide(erste, True, "anna")
    with pytest.raises(EingabeError, match=f"schon die Rückgabe {erste} "):
        buch.ruecklauf.decide(zweite, True, "berta")
    assert buch.ruecklauf.decide(zweite, True, "berta", ersetzen=True)
    assert numbers(buch.ruecklauf.accepted(STAND).values()) == [zweite]
    verlauf = [(e.angenommen, e.wer, e.grund) for e in buch.ruecklauf.rueckgaben()[0].entscheidungen]
    assert verlauf == [(True, "anna", ""), (False, "berta", f"ersetzt durch {zweite}")]
    assert buch.ruecklauf.decide(zweite, False, "anna", "doch nicht")
    assert buch.ruecklauf.accepted(STAND) == {}


def test_another_budget_is_another_matter(buch, sendung):
    buch.ruecklauf.record(eingang(1, sendung), "anna")
    buch.ruecklauf.record(eingang(2, plan(buch, "Arbeit").sendung), "anna")
    for nummer in numbers(buch.ruecklauf.rueckgaben()):
        buch.ruecklauf.decide(nummer, True, "anna")
    assert set(buch.ruecklauf.accepted(STAND)) == {"Soziales", "Arbeit"}


def test_an_unknown_number(buch):
    with pytest.raises(EingabeError, match="Nummer 17 gibt es nicht"):
        buch.ruecklauf.decide(17, True, "anna")
