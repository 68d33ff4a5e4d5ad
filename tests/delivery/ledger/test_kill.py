"""Runs killed with SIGKILL, at chosen points of the code and at random moments: nothing is lost, nothing doubled."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from delivery.mailserver import BENUTZER, KENNWORT, Mailserver
from delivery.muster import ABSENDER, BUDGETS, regeln
from delivery.postgres import copy_versandbuch, new_database
from delivery.prozess import Prozess, ruecklauf, versand
from delivery.runde import GROSS, KLEIN, MITTEL, send

from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.zustellung import Ereignisart
from xlbudget.delivery.versand import tell_unklare, versende

SAAT = 20230630
EMPFAENGER = BUDGETS[:3]
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


def collecting(ort: str | Path, sammlung: Sammlung) -> dict[str, object]:
    return {"aufgabe": "ruecklauf", "ort": str(ort), "wer": "anna", "pfade": [str(sammlung.ordner)]}


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
            buch.geklaert(nachricht.kennung, "anna", gesendet=angekommen)
            versende(buch, server.zugang, [nachricht.kennung], regeln(buch), "anna", fortschritt=lambda *_: None)
        assert server.counts() == {nachricht.message_id: 1 for nachricht in nachrichten}
    return ausgang


def test_a_sending_run_killed_anywhere_sends_every_mail_once_or_says_it_does_not_know(server, prozess, ordner, tiefe):
    zufall, je_art, im_fenster = random.Random(SAAT), tiefe(60, 150), tiefe(25, 60)
    orte = json.loads(prozess.run(**sending(server, ordner / "ganz.sqlite"), zaehlen=True)["ort"])
    beginn = orte.index("versandlauf.Versandlauf.begin call") + 1
    ende = orte.index("versandlauf.Versandlauf.confirm return") + 1
    punkte = {*spread(orte, je_art, zufall), *zufall.sample(range(beginn, ende), im_fenster)}
    punkte |= set(zufall.sample(range(1, len(orte)), je_art + im_fenster - len(punkte)))
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
    assert len(erreicht) >= 0.95 * (je_art + im_fenster)
    assert len(set(erreicht.values())) >= je_art
    # the points are where it matters: the database commits, the mail is handed over, the answer is on its way
    assert {teil.split(" ")[0].split(".")[0] for teil in erreicht.values()} >= {
        "datenbank", "versandlauf", "versand", "smtp", "smtplib", "ssl", "socket", "default",
    }  # fmt: skip
    assert min(ausgaenge["angekommen"], ausgaenge["nicht angekommen"], ausgaenge["sicher"]) > 0


def test_a_sending_run_killed_at_any_moment(server, prozess, ordner, tiefe):
    zufall, anzahl = random.Random(SAAT), tiefe(15, 40)
    getoetet = 0
    for nummer in range(anzahl):
        server.empfangen.clear()
        ort = ordner / f"{nummer}.sqlite"
        antwort = prozess.run(**sending(server, ort), nach_s=zufall.uniform(0.005, 0.12))
        server.wait_idle()
        getoetet += antwort["status"] == SIGKILL
        assert not ort.exists() or is_sound(ort)
        finish_and_check(server, ort)
        ort.unlink()
    assert getoetet >= anzahl // 2


def test_a_sending_run_on_postgresql_killed_in_the_middle(server, prozess, postgres, tiefe):
    zufall, anzahl = random.Random(SAAT), tiefe(6, 12)
    orte = json.loads(prozess.run(**sending(server, new_database(postgres)), zaehlen=True)["ort"])
    beginn = orte.index("versandlauf.Versandlauf.begin call") + 1
    getoetet = 0
    for punkt in zufall.sample(range(beginn, len(orte)), anzahl):
        server.empfangen.clear()
        url = new_database(postgres)
        getoetet += prozess.run(**sending(server, url), punkt=punkt)["status"] == SIGKILL
        server.wait_idle()
        finish_and_check(server, url)
    assert getoetet >= anzahl - 2


@dataclass(frozen=True)
class Sammlung:
    """A Versandbuch from which workbooks were sent, to be copied, and the folder of what came back."""

    versandt: Path
    ordner: Path


@pytest.fixture(scope="module")
def sammlung(tmp_path_factory: pytest.TempPathFactory) -> Sammlung:
    """A return that counts, two that compete, a draft, a foreign one, no workbook, a mail, a file under two names."""
    versandt, ordner = tmp_path_factory.mktemp("versandt") / DATEINAME, tmp_path_factory.mktemp("ruecklauf")
    with Versandbuch.open(versandt) as buch:
        klein, mittel, gross = (send(buch, budget) for budget in (KLEIN, MITTEL, GROSS))
        fremd = send(buch, KLEIN, schluessel=b"ein anderer")
    message = EmailMessage()
    message["From"] = "amt53@kreis.example"
    message.add_attachment(mittel.answer(name="Max Muster"), "application", "octet-stream", filename="Anlage.xlsx")
    for name, data in {
        "a.xlsx": klein.answer(),
        "b.xlsx": mittel.answer(),
        "c.xlsx": gross.answer(status="Entwurf"),
        "d.xlsx": fremd.answer(),
        "e.xlsx": b"PK\x03\x04 kaputt",
        "f.eml": message.as_bytes(),
        "g, wie a.xlsx": klein.answer(),
    }.items():
        (ordner / name).write_bytes(data)
    return Sammlung(versandt, ordner)


def outcome(ort: str | Path) -> list[tuple[object, ...]]:
    """Everything recorded, with its file whole, and what is decided, without when."""
    with Versandbuch.open(ort) as buch:
        return [
            (r.nummer, r.sha256, r.dateiname, r.absender, r.budget, r.von,
             len(r.rueckmeldung.eingaben) if r.rueckmeldung else None, len(r.befunde),
             len(buch.archived(r.sha256)), [e.art.value for e in r.entscheidungen])
            for r in buch.ruecklauf.rueckgaben()
        ]  # fmt: skip


def check_collected(ort: str | Path, sammlung: Sammlung, erwartet: list[tuple[object, ...]]) -> bool:
    """Nothing is lost, doubled or half right after a kill, and after the next run all is as if there had been none.

    Returns whether something was left for the next run.
    """
    nach_dem_ende = outcome(ort)
    assert [r[:-1] for r in nach_dem_ende] == [r[:-1] for r in erwartet[: len(nach_dem_ende)]]
    assert all(r[-1] in ([], alle[-1]) for r, alle in zip(nach_dem_ende, erwartet, strict=False))
    ruecklauf(collecting(ort, sammlung))
    assert outcome(ort) == erwartet
    return nach_dem_ende != erwartet


@pytest.fixture(scope="module")
def erwartet(
    prozess: Prozess, sammlung: Sammlung, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[object, ...]]:
    """What a run that nobody disturbs leaves."""
    ganz = tmp_path_factory.mktemp("ganz") / DATEINAME
    shutil.copy(sammlung.versandt, ganz)
    prozess.run(**collecting(ganz, sammlung), hier=True)
    ruecklauf(collecting(ganz, sammlung))  # here too everything is loaded then
    ergebnis = outcome(ganz)
    assert [(r[2], *r[-1]) for r in ergebnis] == [
        ("a.xlsx", "von selbst angenommen"), ("b.xlsx",), ("c.xlsx",), ("d.xlsx",), ("e.xlsx",), ("Anlage.xlsx",),
    ]  # fmt: skip
    return ergebnis


def test_a_collecting_run_killed_anywhere_loses_and_doubles_nothing(prozess, ordner, sammlung, erwartet, tiefe):
    zufall, ganz, anzahl = random.Random(SAAT), ordner / "ganz.sqlite", tiefe(80, 210)
    shutil.copy(sammlung.versandt, ganz)
    orte = json.loads(prozess.run(**collecting(ganz, sammlung), zaehlen=True)["ort"])
    punkte = set(spread(orte, anzahl, zufall))
    punkte |= set(zufall.sample(range(1, len(orte)), anzahl - len(punkte)))
    erreicht, unfertig = {}, 0
    for punkt in sorted(punkte):
        ort = ordner / f"{punkt}.sqlite"
        shutil.copy(sammlung.versandt, ort)
        antwort = prozess.run(**collecting(ort, sammlung), punkt=punkt)
        if antwort["status"] == SIGKILL:
            erreicht[punkt] = antwort["ort"]
        assert is_sound(ort)
        unfertig += check_collected(ort, sammlung, erwartet)
        ort.unlink()
    print(f"{len(erreicht)} kills at {len(set(erreicht.values()))} kinds of points, {unfertig} left something to do")
    assert len(erreicht) >= anzahl - 5
    assert len(set(erreicht.values())) >= min(80, anzahl - 5)
    assert {ort.split(" ")[0].split(".")[0] for ort in erreicht.values()} >= {
        "datenbank", "default", "eingang", "rueckgabezeilen", "ruecklauf", "ruecklaufbuch",
    }  # fmt: skip
    assert unfertig >= anzahl // 2


def test_a_collecting_run_killed_at_any_moment(prozess, ordner, sammlung, erwartet, tiefe):
    zufall, getoetet, unfertig, anzahl = random.Random(SAAT), 0, 0, tiefe(20, 60)
    for nummer in range(anzahl):
        ort = ordner / f"{nummer}.sqlite"
        shutil.copy(sammlung.versandt, ort)
        antwort = prozess.run(**collecting(ort, sammlung), nach_s=zufall.uniform(0.002, 0.1))
        getoetet += antwort["status"] == SIGKILL
        assert is_sound(ort)
        unfertig += check_collected(ort, sammlung, erwartet)
        ort.unlink()
    print(f"{getoetet} of {anzahl} killed in time, {unfertig} left something to do")
    assert getoetet >= anzahl // 2
    assert unfertig >= anzahl // 4


def test_a_collecting_run_on_postgresql_killed_anywhere(prozess, postgres, sammlung, erwartet, tiefe):
    zufall, vorlage, anzahl = random.Random(SAAT), new_database(postgres), tiefe(6, 12)
    copy_versandbuch(sammlung.versandt, vorlage)
    ganz = new_database(postgres, vorlage)
    punkte = len(json.loads(prozess.run(**collecting(ganz, sammlung), zaehlen=True)["ort"]))
    getoetet = unfertig = 0
    for punkt in zufall.sample(range(1, punkte), anzahl):
        url = new_database(postgres, vorlage)
        getoetet += prozess.run(**collecting(url, sammlung), punkt=punkt)["status"] == SIGKILL
        unfertig += check_collected(url, sammlung, erwartet)
    assert getoetet >= anzahl - 2
    assert unfertig >= anzahl // 2
