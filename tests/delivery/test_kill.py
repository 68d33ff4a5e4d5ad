"""Runs killed with SIGKILL, at chosen points of the code and at random moments: nothing is lost, nothing doubled."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from delivery.mailserver import BENUTZER, KENNWORT, Mailserver
from delivery.muster import ABSENDER, BUDGETS, STAND, eingang, plan, regeln
from delivery.postgres import new_database
from delivery.prozess import Prozess, ruecklauf, versand

from xlbudget.delivery.eintraege import Ereignisart
from xlbudget.delivery.versand import tell_unklare, versende
from xlbudget.delivery.versandbuch import DATEINAME, Versandbuch

SAAT = 20230630
PUNKTE, IM_FENSTER, ZEITEN, PUNKTE_RUECKLAUF, PUNKTE_POSTGRES = 150, 60, 40, 60, 12
EMPFAENGER = BUDGETS[:3]
RUECKGABEN = [[1, "Soziales"], [2, "Arbeit"], [3, "Soziales"], [4, "Fremd"], [1, "Soziales"]]
SIGKILL = -9


@pytest.fixture
def ordner() -> Iterator[Path]:
    """In memory where there is such a place: what a killed process gave to the system is there, on a disk or not."""
    speicher = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=speicher if os.access(speicher, os.W_OK) else None) as ordner:
        yield Path(ordner)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailserver]:
    with Mailserver(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module")
def prozess(server: Mailserver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prozess]:
    prozess = Prozess()
    ordner = tmp_path_factory.mktemp("anlauf")
    prozess.run(**sending(server, ordner / DATEINAME), hier=True)
    prozess.run(**collecting(ordner / DATEINAME), hier=True)
    yield prozess
    prozess.end()


def sending(server: Mailserver, ort: str | Path) -> dict[str, object]:
    return {
        "aufgabe": "versand",
        "ort": str(ort),
        "port": server.port,
        "absender": [ABSENDER.name, ABSENDER.email],
        "anmeldung": [BENUTZER, KENNWORT],
        "ca": str(server.ca_datei),
        "budgets": list(EMPFAENGER),
    }


def collecting(ort: str | Path) -> dict[str, object]:
    return {"aufgabe": "ruecklauf", "ort": str(ort), "wer": "anna", "rueckgaben": RUECKGABEN, "annehmen": ["Arbeit"]}


def spread(orte: Sequence[str], anzahl: int, zufall: random.Random) -> list[int]:
    """So many points of a run, as different in kind as can be; counted from 1."""
    nach_art: dict[str, list[int]] = {}
    for punkt, ort in enumerate(orte, 1):
        nach_art.setdefault(ort, []).append(punkt)
    je_art = [zufall.choice(punkte) for punkte in nach_art.values()]
    return zufall.sample(je_art, min(anzahl, len(je_art)))


def is_sound(ort: Path) -> bool:
    """Whether the database is whole; right after the kill, before anybody else opens it."""
    with sqlite3.connect(ort) as connection:
        ganz = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        verweise = connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return ganz and verweise


def finish_and_check(server: Mailserver, ort: str | Path) -> str:
    """The next run after a kill, what it must have led to, and a person's word about what is unclear.

    Returns what became of the mail in hand: "sicher", or unclear and "angekommen" or "nicht angekommen".
    """
    versand(sending(server, ort))
    server.wait_idle()
    with Versandbuch.open(ort) as buch:
        nachrichten, gezaehlt = buch.nachrichten(), server.counts()
        assert sorted(nachricht.budget for nachricht in nachrichten) == sorted(EMPFAENGER)
        assert gezaehlt.keys() <= {nachricht.message_id for nachricht in nachrichten}
        for nachricht in nachrichten:
            anzahl = gezaehlt[nachricht.message_id]
            assert nachricht.ist_unklar or (nachricht.zustand, anzahl) == (Ereignisart.ANGENOMMEN, 1)
            assert anzahl <= 1
        unklare = buch.unklare()
        assert len(unklare) <= 1, "one mail at a time"
        assert len(tell_unklare(nachrichten)) == len(unklare)
        ausgang = "sicher"
        for nachricht in unklare:
            angekommen = gezaehlt[nachricht.message_id] == 1
            ausgang = "angekommen" if angekommen else "nicht angekommen"
            buch.geklaert(nachricht.kennung, angekommen, "anna")
            versende(buch, server.zugang, [nachricht.kennung], regeln(buch), "anna", lambda *_: None)
        assert server.counts() == {nachricht.message_id: 1 for nachricht in nachrichten}
    return ausgang


def test_a_sending_run_killed_anywhere_sends_every_mail_once_or_says_it_does_not_know(server, prozess, ordner):
    zufall = random.Random(SAAT)
    orte = json.loads(prozess.run(**sending(server, ordner / "ganz.sqlite"), zaehlen=True)["ort"])
    beginn = orte.index("versandbuch.Versandlauf.begin call") + 1
    ende = orte.index("versandbuch.Versandlauf.confirm return") + 1
    punkte = {*spread(orte, PUNKTE, zufall), *zufall.sample(range(beginn, ende), IM_FENSTER)}
    punkte |= set(zufall.sample(range(1, len(orte)), PUNKTE + IM_FENSTER - len(punkte)))
    ausgaenge, erreicht = Counter(), {}
    for punkt in sorted(punkte):
        server.empfangen.clear()
        ort = ordner / f"{punkt}.sqlite"
        antwort = prozess.run(**sending(server, ort), punkt=punkt)
        server.wait_idle()
        if antwort["status"] == SIGKILL:
            erreicht[punkt] = antwort["ort"]
        assert is_sound(ort) if ort.exists() else not server.empfangen
        ausgaenge[finish_and_check(server, ort)] += 1
        ort.unlink()
    print(f"{len(erreicht)} kills at {len(set(erreicht.values()))} kinds of points: {dict(ausgaenge)}")
    assert len(erreicht) >= 200
    assert len(set(erreicht.values())) >= 150
    # the points are where it matters: the database commits, the mail is handed over, the answer is on its way
    assert {teil.split(" ")[0].split(".")[0] for teil in erreicht.values()} >= {
        "datenbank", "versandbuch", "versand", "smtp", "smtplib", "ssl", "socket", "default",
    }  # fmt: skip
    assert min(ausgaenge["angekommen"], ausgaenge["nicht angekommen"], ausgaenge["sicher"]) > 0


def test_a_sending_run_killed_at_any_moment(server, prozess, ordner):
    zufall = random.Random(SAAT)
    getoetet = 0
    for nummer in range(ZEITEN):
        server.empfangen.clear()
        ort = ordner / f"{nummer}.sqlite"
        antwort = prozess.run(**sending(server, ort), nach_s=zufall.uniform(0.005, 0.12))
        server.wait_idle()
        getoetet += antwort["status"] == SIGKILL
        assert not ort.exists() or is_sound(ort)
        finish_and_check(server, ort)
        ort.unlink()
    assert getoetet >= ZEITEN // 2


def test_a_sending_run_on_postgresql_killed_in_the_middle(server, prozess, postgres):
    zufall = random.Random(SAAT)
    orte = json.loads(prozess.run(**sending(server, new_database(postgres)), zaehlen=True)["ort"])
    beginn = orte.index("versandbuch.Versandlauf.begin call") + 1
    getoetet = 0
    for punkt in zufall.sample(range(beginn, len(orte)), PUNKTE_POSTGRES):
        server.empfangen.clear()
        url = new_database(postgres)
        getoetet += prozess.run(**sending(server, url), punkt=punkt)["status"] == SIGKILL
        server.wait_idle()
        finish_and_check(server, url)
    assert getoetet >= PUNKTE_POSTGRES - 2


def outcome(ort: Path) -> list[tuple[object, ...]]:
    """Everything recorded, without when."""
    with Versandbuch.open(ort) as buch:
        return sorted(
            (
                r.sha256,
                r.dateiname,
                r.budget or "",
                r.name,
                len(buch.archived(r.sha256)),
                r.ist_angenommen,
                len(r.eingaben),
            )
            for r in buch.ruecklauf.rueckgaben()
        )


def prepared(ort: Path) -> Path:
    with Versandbuch.open(ort) as buch:
        for budget in EMPFAENGER:
            plan(buch, budget)
    return ort


def test_a_collecting_run_killed_anywhere_loses_and_doubles_nothing(prozess, ordner):
    zufall = random.Random(SAAT)
    vorlage = prepared(ordner / "vorlage.sqlite")
    ganz = ordner / "ganz.sqlite"
    ganz.write_bytes(vorlage.read_bytes())
    orte = json.loads(prozess.run(**collecting(ganz), zaehlen=True)["ort"])
    erwartet = outcome(ganz)
    assert len(erwartet) == 4
    assert sum(angenommen for *_, angenommen, _ in erwartet) == 1
    getoetet = set()
    for punkt in spread(orte, PUNKTE_RUECKLAUF, zufall):
        ort = ordner / f"{punkt}.sqlite"
        ort.write_bytes(vorlage.read_bytes())
        if prozess.run(**collecting(ort), punkt=punkt)["status"] == SIGKILL:
            getoetet.add(punkt)
        assert is_sound(ort)
        assert set(outcome(ort)) <= {(*r[:5], angenommen, r[6]) for r in erwartet for angenommen in (r[5], False)}
        ruecklauf(collecting(ort))
        assert outcome(ort) == erwartet
    assert len(getoetet) >= PUNKTE_RUECKLAUF - 5


def test_the_same_number_is_the_same_file():
    """What the test above rests on."""
    assert eingang(1, "a").daten == eingang(1, "a").daten != eingang(2, "a").daten
    assert STAND
