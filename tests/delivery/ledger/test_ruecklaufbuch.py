"""The ledger of returns: every file once and whole, one accepted at a time."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from delivery.muster import BUDGETS, FELDER, STAND, eingang, identitaet, plan

from xlbudget.core.rueckmeldung import Rueckmeldung, Status
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Entscheid
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
        rueckmeldung=replace(eingang(1, sendung).rueckmeldung, datum=date(2023, 7, 1), status=Status.FERTIG),
        befunde=(Befund(Schwere.WARNUNG, "ruecklauf.grund", "Grund fehlt", SourceRef("a.xlsx", "B", "C1")),),
    )
    assert buch.ruecklauf.record(voll, "anna")
    (rueckgabe,) = buch.ruecklauf.rueckgaben(STAND)
    assert buch.archived(rueckgabe.sha256) == voll.daten
    gleich = ("sendung", "dateiname", "herkunft", "absender", "eingegangen", "identitaet", "rueckmeldung", "befunde")
    assert [getattr(rueckgabe, feld) for feld in gleich] == [getattr(voll, feld) for feld in gleich]
    assert (rueckgabe.budget, rueckgabe.stand, rueckgabe.fassung) == ("Soziales", STAND, 1)
    assert rueckgabe.eingegangen == datetime(2023, 7, 1, 12, 1, tzinfo=UTC)
    assert (rueckgabe.erfasst_von, rueckgabe.entscheidung, rueckgabe.ist_angenommen) == ("anna", None, False)
    assert rueckgabe.rueckmeldung.eingaben[FELDER[0].feld] == -123456789


def test_the_same_file_is_recorded_once_under_any_name(buch, sendung):
    assert buch.ruecklauf.record(eingang(1, sendung), "anna")
    assert not buch.ruecklauf.record(eingang(1, sendung), "anna")
    assert not buch.ruecklauf.record(replace(eingang(1, sendung), dateiname="Kopie von.xlsx"), "berta")
    assert buch.ruecklauf.record(eingang(2, sendung), "anna")
    assert len(buch.ruecklauf.rueckgaben()) == 2


def test_a_foreign_file_is_kept_but_cannot_be_accepted(buch, sendung):
    buch.ruecklauf.record(eingang(1, None), "anna")
    (fremde,) = buch.ruecklauf.rueckgaben()
    assert (fremde.sendung, fremde.stand, fremde.budget) == (None, None, None)
    assert fremde.rueckmeldung.eingaben != {}
    assert buch.ruecklauf.rueckgaben(STAND) == ()
    assert buch.ruecklauf.undecided() == {}
    with pytest.raises(EingabeError, match="gehört zu keiner unserer Sendungen"):
        buch.ruecklauf.decide([fremde.nummer], [], "anna")
    assert buch.ruecklauf.decide([], [fremde.nummer], "anna") == {fremde.nummer}
    assert buch.ruecklauf.rueckgaben()[0].ist_abgelehnt


def test_a_return_with_moved_rows_cannot_be_accepted(buch, sendung):
    befund = Befund(Schwere.FEHLER, "gesperrt.verschoben", "y")
    buch.ruecklauf.record(replace(eingang(1, sendung), befunde=(befund,)), "anna")
    with pytest.raises(EingabeError, match="Zeilen oder Spalten verschoben"):
        buch.ruecklauf.decide([1], [], "anna")
    assert buch.ruecklauf.undecided(STAND), "it waits until it is refused"
    assert buch.ruecklauf.decide([], [1], "anna") == {1}


def test_hostile_text_of_a_return_is_stored_harmlessly(buch, sendung):
    boese = "=cmd|' /C calc'!A0\x00\ud800\x1b[2J"
    buch.ruecklauf.record(
        replace(
            eingang(1, sendung),
            dateiname=boese,
            absender=boese,
            herkunft=boese,
            rueckmeldung=Rueckmeldung(boese, None, Status.FERTIG, {FELDER[2].feld: boese}),
        ),
        "anna",
    )
    (rueckgabe,) = buch.ruecklauf.rueckgaben()
    assert rueckgabe.rueckmeldung.name == rueckgabe.dateiname == "=cmd|' /C calc'!A0���[2J"
    assert rueckgabe.rueckmeldung.eingaben == {FELDER[2].feld: boese}


def test_a_befund_that_quotes_a_hostile_file_is_fit_to_be_shown(buch, sendung):
    befund = Befund(Schwere.WARNUNG, "gesperrt.wert", "„a\x1b[2J\r\nb\ud800“", SourceRef("a.xlsx", "B\x1b[2J"))
    buch.ruecklauf.record(replace(eingang(1, sendung), befunde=(befund,)), "anna")
    assert [str(b) for b in buch.ruecklauf.rueckgaben()[0].befunde] == ["„a�[2J b�“ — a.xlsx, B�[2J"]


def test_a_return_is_found_by_its_file(buch, sendung):
    nummer = buch.ruecklauf.record(eingang(1, sendung), "anna")
    assert buch.ruecklauf.find(eingang(1, sendung).daten).nummer == nummer
    assert buch.ruecklauf.find(eingang(2, sendung).daten) is None
    assert numbers(buch.ruecklauf.select({nummer, 17})) == [nummer]


def clear(nummer, sendung, **anderes):
    """A return that nothing speaks against."""
    return replace(eingang(nummer, sendung, status=Status.FERTIG), **anderes)


@pytest.mark.parametrize("schwere", Schwere)
def test_only_what_needs_no_person_counts_by_itself(buch, sendung, schwere):
    befund = Befund(schwere, "x", "y")
    buch.ruecklauf.record(clear(1, sendung, befunde=(befund,)), "anna")
    assert buch.ruecklauf.settle("anna") == ({1} if schwere is Schwere.HINWEIS else set())
    assert buch.ruecklauf.settle("anna") == set(), "settled is settled"


@pytest.mark.parametrize("was", ["Entwurf", "nichts gelesen"])
def test_what_is_not_final_waits(buch, sendung, was):
    entwurf = eingang(1, sendung)
    buch.ruecklauf.record(entwurf if was == "Entwurf" else replace(entwurf, rueckmeldung=None), "anna")
    assert buch.ruecklauf.settle("anna") == set()
    assert {ziel: numbers(gruppe) for ziel, gruppe in buch.ruecklauf.undecided(STAND).items()} == {
        (STAND, "Soziales"): [1]
    }
    assert buch.ruecklauf.undecided(Stand(2023, 7)) == buch.ruecklauf.accepted(Stand(2023, 7)) == {}


def test_a_second_return_takes_back_what_nobody_confirmed(buch, sendung):
    buch.ruecklauf.record(clear(1, sendung), "anna")
    assert buch.ruecklauf.settle("anna") == {1}
    assert numbers(buch.ruecklauf.accepted(STAND).values()) == [1]
    assert buch.ruecklauf.undecided() == {}
    buch.ruecklauf.record(clear(2, sendung), "berta")
    assert buch.ruecklauf.settle("berta") == {1}
    assert buch.ruecklauf.accepted(STAND) == {}
    erste, zweite = buch.ruecklauf.rueckgaben()
    assert [(e.art, e.wer, e.grund) for e in erste.entscheidungen] == [
        (Entscheid.VON_SELBST, "anna", "ohne Befund"),
        (Entscheid.NICHT_EINDEUTIG, "berta", "auch Rückgabe 2 liegt vor"),
    ]
    assert (erste.war_angenommen, zweite.war_angenommen, zweite.entscheidungen) == (True, False, ())
    assert buch.ruecklauf.decide([], [2], "anna") == {2}
    assert buch.ruecklauf.settle("anna") == {1}, "the only one again"


def test_what_a_person_confirmed_is_not_taken_back(buch, sendung):
    buch.ruecklauf.record(clear(1, sendung), "anna")
    buch.ruecklauf.settle("anna")
    assert buch.ruecklauf.decide([1], [], "anna") == {1}
    buch.ruecklauf.record(clear(2, sendung), "anna")
    assert buch.ruecklauf.settle("anna") == set()
    assert numbers(buch.ruecklauf.accepted(STAND).values()) == [1]
    assert numbers(buch.ruecklauf.undecided()[STAND, "Soziales"]) == [1, 2]


def test_another_fassung_competes_another_budget_does_not(buch, sendung):
    for nummer, wohin in enumerate((sendung, plan(buch, "Soziales").sendung, plan(buch, "Arbeit").sendung), 1):
        buch.ruecklauf.record(clear(nummer, wohin), "anna")
    assert buch.ruecklauf.settle("anna") == {3}
    assert buch.fassungen("Soziales") == {STAND: 2}
    assert buch.fassungen("Jugend") == {}


def test_whoever_is_accepted_takes_the_place_of_the_one_before(buch, sendung):
    for nummer in (1, 2):
        buch.ruecklauf.record(clear(nummer, sendung), "anna")
    assert buch.ruecklauf.decide([1], [], "anna") == {1}
    with pytest.raises(EingabeError, match=r"Rückgabe 1 \(Rückgabe 1.xlsx\) hat anna am .* angenommen"):
        buch.ruecklauf.decide([2], [], "berta")
    assert buch.ruecklauf.decide([2], [], "berta", ersetzen=True) == {1, 2}
    assert numbers(buch.ruecklauf.accepted(STAND).values()) == [2]
    verlauf = [(e.art, e.wer, e.grund) for e in buch.ruecklauf.rueckgaben()[0].entscheidungen]
    assert verlauf == [(Entscheid.ANGENOMMEN, "anna", ""), (Entscheid.ABGELEHNT, "berta", "ersetzt durch 2")]
    assert buch.ruecklauf.decide([2], [1], "anna") == set(), "that is what holds already"


def test_an_unknown_number_and_nothing_to_decide(buch):
    with pytest.raises(EingabeError, match="Rückgabe 0, 17: gibt es nicht"):
        buch.ruecklauf.decide([17], [0], "anna")
    assert buch.ruecklauf.decide([], [], "anna") == set()


@pytest.mark.parametrize("saat", range(12))
def test_in_whatever_order_files_come_in_the_same_counts_in_the_end(buch, saat):
    """Recording and settling in any order, against the rule said in one line."""
    zufall = random.Random(saat)
    sendungen = [plan(buch, budget).sendung for budget in BUDGETS]
    eingaenge = [clear(nummer, zufall.choice(sendungen)) for nummer in range(8)]
    for nummer in zufall.sample(range(8), 2):
        entwurf = replace(eingaenge[nummer].rueckmeldung, status=Status.ENTWURF)
        eingaenge[nummer] = replace(eingaenge[nummer], rueckmeldung=entwurf)
    for schritt in zufall.choices(eingaenge, k=12) + zufall.sample(eingaenge, 8):
        buch.ruecklauf.record(schritt, "anna")
        if zufall.random() < 0.4:
            buch.ruecklauf.settle("anna")
    buch.ruecklauf.settle("anna")
    je_sendung = Counter(eingang.sendung for eingang in eingaenge)
    erwartet = {e.dateiname for e in eingaenge if je_sendung[e.sendung] == 1 and e.rueckmeldung.status is Status.FERTIG}
    assert {r.dateiname for r in buch.ruecklauf.accepted(STAND).values()} == erwartet
    assert {r.dateiname for g in buch.ruecklauf.undecided().values() for r in g} == {
        e.dateiname for e in eingaenge
    } - erwartet
