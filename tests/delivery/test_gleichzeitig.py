"""Two runs at once, as real processes on one database: the same as one after the other."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from delivery.mailserver import BENUTZER, KENNWORT
from delivery.muster import ABSENDER, BUDGETS, STAND, plan
from delivery.prozess import Prozess

from xlbudget.delivery.eintraege import Ereignisart
from xlbudget.delivery.versandbuch import DATEINAME, Versandbuch

RUECKGABEN = [[nummer, BUDGETS[nummer % len(BUDGETS)]] for nummer in range(40)]


@pytest.fixture(scope="module")
def prozesse():
    prozesse = [Prozess(), Prozess()]
    yield prozesse
    for prozess in prozesse:
        prozess.end()


def content(buch):
    """Everything recorded, without order and time."""
    return Counter(
        (r.sha256, r.budget, r.dateiname, r.name, r.eingegangen, str(r.eingaben)) for r in buch.ruecklauf.rueckgaben()
    )


def tasks(ort):
    """Two runs over folders that overlap in half of the files, each in an order of its own."""
    for saat, auswahl in ((1, RUECKGABEN[:30]), (2, RUECKGABEN[10:])):
        rueckgaben = random.Random(saat).sample(auswahl, len(auswahl))
        yield {
            "aufgabe": "ruecklauf",
            "ort": str(ort),
            "wer": f"person{saat}",
            "rueckgaben": rueckgaben,
            "lesen_s": 0.01,
        }


@pytest.mark.parametrize("runde", range(3))
def test_two_collecting_runs_at_once(ort, prozesse, tmp_path, runde):
    nacheinander = tmp_path / "nacheinander.sqlite"
    ergebnisse = []
    for wo, gleichzeitig in ((nacheinander, False), (ort, True)):
        with Versandbuch.open(wo) as buch:
            for budget in BUDGETS:
                plan(buch, budget)
            sendungen = {sendung.identitaet.sendung for sendung in buch.sendungen()}
            for prozess, auftrag in zip(prozesse, tasks(wo), strict=True):
                prozess.start(**auftrag)
                if not gleichzeitig:
                    assert prozess.wait()["status"] == 0
            if gleichzeitig:
                assert [prozess.wait()["status"] for prozess in prozesse] == [0, 0]
            assert {rueckgabe.sendung for rueckgabe in buch.ruecklauf.rueckgaben()} == sendungen
            # sendungen have other ids in each database, and so other bytes: compare what a person sees
            ergebnisse.append(Counter((b, d, n, e, f) for (_, b, d, n, e, f) in content(buch)))
            assert {len(buch.archived(r.sha256)) > 0 for r in buch.ruecklauf.rueckgaben()} == {True}
    assert ergebnisse[0] == ergebnisse[1]
    assert ergebnisse[0].total() == len(RUECKGABEN)


def test_both_runs_really_worked_at_the_same_time(ort, prozesse):
    """Or the test above would show nothing: both recorded files, and neither all of them before the other began."""
    with Versandbuch.open(ort) as buch:
        for budget in BUDGETS:
            plan(buch, budget)
        for prozess, auftrag in zip(prozesse, tasks(ort), strict=True):
            prozess.start(**auftrag)
        for prozess in prozesse:
            prozess.wait()
        wer = [rueckgabe.erfasst_von for rueckgabe in buch.ruecklauf.rueckgaben()]
    assert set(wer) == {"person1", "person2"}
    assert sum(links != rechts for links, rechts in pairwise(wer)) >= 10


def test_two_sending_runs_at_once_send_every_mail_once(ort, server, prozesse):
    auftrag = {
        "aufgabe": "versand",
        "ort": str(ort),
        "port": server.port,
        "absender": [ABSENDER.name, ABSENDER.email],
        "anmeldung": [BENUTZER, KENNWORT],
        "ca": str(server.ca_datei),
        "budgets": list(BUDGETS),
    }
    with Versandbuch.open(ort) as buch:
        for budget in BUDGETS:
            plan(buch, budget)
    for prozess in prozesse:
        prozess.start(**auftrag)
    assert sorted(prozess.wait()["status"] for prozess in prozesse)[0] == 0, "the other may have been told to wait"
    server.wait_idle()
    with Versandbuch.open(ort) as buch:
        assert {nachricht.zustand for nachricht in buch.nachrichten(STAND)} == {Ereignisart.ANGENOMMEN}
        assert server.counts() == {nachricht.message_id: 1 for nachricht in buch.nachrichten()}


def test_two_first_runs_at_once_make_one_versandbuch(tmp_path, prozesse):
    for runde in range(10):
        ort = tmp_path / f"{runde} {DATEINAME}"
        for prozess in prozesse:
            prozess.start(aufgabe="ruecklauf", ort=str(ort), wer="anna", rueckgaben=[[1, "x"], [2, "x"]])
        assert [prozess.wait()["status"] for prozess in prozesse] == [0, 0]
        with Versandbuch.open(ort) as buch:
            assert len(buch.ruecklauf.rueckgaben()) == 2
