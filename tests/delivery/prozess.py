"""Runs that can be killed: real processes, forked from one that has everything imported.

As a program it reads a task per line (JSON) and answers each with a line. A task may say to be killed: at its n-th
event (`punkt`; calls and returns of our code, of the mail library and of the database driver), or after some time
(`nach_s`). Or it hesitates before every transaction (`zoegern_s`), or waits before `schritte` until it is told to.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any
from unittest.mock import patch

from delivery.muster import STAND, identify_with, kreis, plan
from delivery.runde import DATENMAPPE

from xlbudget.app.runde import ruecklauf as modul
from xlbudget.app.runde import ruecklaufleser
from xlbudget.core.adresse import Adresse
from xlbudget.core.rueckmeldung import Eingabefeld
from xlbudget.delivery.ledger.datenbank import Datenbank
from xlbudget.delivery.ledger.ruecklaufbuch import Ruecklaufbuch
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.zugang import Sicherheit, Zugang
from xlbudget.delivery.versand import Sendebedingungen, versende
from xlbudget.errors import Befund
from xlbudget.sources.returns.gesperrt import check_gesperrt
from xlbudget.sources.untrusted.rohmappe import Rohmappe

Auftrag = dict[str, Any]
_BEOBACHTET = (
    "xlbudget/delivery/", "xlbudget/app/runde/ruecklauf.py", "xlbudget/sources/returns/eingang.py",
    "/smtplib.py", "/ssl.py", "/socket.py", "sqlalchemy/engine/default.py",
)  # fmt: skip


class Prozess:
    """The parent's end: `start` gives a task, `wait` takes the answer."""

    def __init__(self) -> None:
        tests, wurzel = Path(__file__).parents[1], Path(__file__).parents[2]
        umgebung = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tests), str(wurzel)))}
        self._kind = subprocess.Popen(
            [sys.executable, "-m", "delivery.prozess"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=umgebung,
            text=True,
        )

    def start(self, **auftrag: object) -> None:
        assert self._kind.stdin is not None
        self._kind.stdin.write(json.dumps(auftrag) + "\n")
        self._kind.stdin.flush()

    def wait(self) -> Auftrag:
        assert self._kind.stdout is not None
        return json.loads(self._kind.stdout.readline())

    def step(self) -> None:
        """Let a run that waits before a step do it; `wait` then tells before which it waits next."""
        assert self._kind.stdin is not None
        self._kind.stdin.write(".")
        self._kind.stdin.flush()

    def run(self, **auftrag: object) -> Auftrag:
        self.start(**auftrag)
        return self.wait()

    def end(self) -> None:
        assert self._kind.stdin is not None
        assert self._kind.stdout is not None
        self._kind.stdin.close()
        self._kind.wait(30)
        self._kind.stdout.close()


def versand(auftrag: Auftrag) -> None:
    """What `xlbudget versand --senden` does: plan what is not planned, send what is not sent."""
    zugang = Zugang(
        "127.0.0.1",
        auftrag["port"],
        Sicherheit.STARTTLS,
        Adresse(*auftrag["absender"]),
        *auftrag["anmeldung"],
        Path(auftrag["ca"]),
    )
    with Versandbuch.open(auftrag["ort"]) as buch:
        geplant = {nachricht.budget for nachricht in buch.nachrichten(STAND)}
        for budget in auftrag["budgets"]:
            if budget not in geplant:
                plan(buch, budget)
        bedingungen = Sendebedingungen(
            {budget: kreis(budget) for budget in auftrag["budgets"]},
            frozenset({"kreis.example"}),
            identify_with(buch.schluessel()),
        )
        kennungen = [nachricht.kennung for nachricht in buch.offene(STAND)]
        versende(buch, zugang, kennungen, bedingungen, "anna", fortschritt=lambda *_: None)


_load, _open = cache(ruecklaufleser.load), cache(ruecklaufleser.open_ruecklauf)
_verglichen: dict[tuple[int, int], list[Befund]] = {}


def _check_gesperrt(original: Rohmappe, roh: Rohmappe, felder: Sequence[Eingabefeld]) -> list[Befund]:
    paar = id(original), id(roh)  # which `_open` keeps
    if paar not in _verglichen:
        _verglichen[paar] = check_gesperrt(original, roh, felder)
    return _verglichen[paar]


def ruecklauf(auftrag: Auftrag) -> None:
    """`xlbudget ruecklauf` as it is; what has been read and computed once is known, so that a run takes little time."""
    with (
        patch.dict(os.environ, XLBUDGET_VERSANDBUCH=auftrag["ort"]),
        patch.multiple(ruecklaufleser, load=_load, open_ruecklauf=_open, check_gesperrt=_check_gesperrt),
        patch.object(modul, "angemeldeter_benutzer", lambda: auftrag["wer"]),
    ):
        modul.ruecklauf(
            DATENMAPPE,
            map(Path, auftrag["pfade"]),
            annehmen=auftrag.get("annehmen", ()),
            ablehnen=auftrag.get("ablehnen", ()),
        )


@contextmanager
def _hesitating(hoechstens_s: float) -> Iterator[None]:
    """Wait a moment before every transaction, so that those of another run come between."""

    def late(method: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(datenbank: Datenbank) -> Any:
            time.sleep(random.uniform(0, hoechstens_s))
            return method(datenbank)

        return waiting

    with patch.multiple(Datenbank, read=late(Datenbank.read), write=late(Datenbank.write)):
        yield


@contextmanager
def _in_steps(methoden: Sequence[str]) -> Iterator[None]:
    """Wait to be told before every call of these methods of the Ruecklaufbuch."""

    def step(method: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*args: Any) -> Any:
            os.write(1, (json.dumps({"vor": method.__name__}) + "\n").encode())
            os.read(0, 1)
            return method(*args)

        return waiting

    with patch.multiple(Ruecklaufbuch, **{name: step(getattr(Ruecklaufbuch, name)) for name in methoden}):
        yield


def anlegen(auftrag: Auftrag) -> None:
    """What every first command does."""
    with Versandbuch.open(auftrag["ort"]) as buch:
        buch.schluessel()


_AUFGABEN: dict[str, Callable[[Auftrag], None]] = {"versand": versand, "ruecklauf": ruecklauf, "anlegen": anlegen}


@cache
def _name(code: CodeType) -> str | None:
    """Module and function, for what is watched; of SQLAlchemy only where it speaks to the database."""
    pfad, name = code.co_filename, code.co_name
    beobachtet = any(teil in pfad for teil in _BEOBACHTET) and not name.startswith("<")
    if not beobachtet or ("sqlalchemy" in pfad and not name.startswith("do_")):
        return None
    return f"{Path(pfad).stem}.{code.co_qualname}"


class _Zaehler:
    """Counts events, remembers what they are, and ends the process at one of them."""

    def __init__(self, punkt: int | None, melde: int) -> None:
        self._punkt, self._melde = punkt, melde
        self.orte: list[str] = []

    def __call__(self, frame: FrameType, ereignis: str, argument: Any) -> None:
        if (name := _name(frame.f_code)) is None:
            return
        gerufen = argument.__qualname__ if ereignis.startswith("c_") else ""
        self.orte.append(f"{name} {ereignis} {gerufen}".strip())
        if len(self.orte) == self._punkt:
            os.write(self._melde, self.orte[-1].encode())
            os.kill(os.getpid(), signal.SIGKILL)


def _child(auftrag: Auftrag, melde: int) -> None:
    zaehler = _Zaehler(auftrag.get("punkt"), melde)
    if auftrag.get("punkt") or auftrag.get("zaehlen"):
        sys.setprofile(zaehler)
    with ExitStack() as weise:
        if "schritte" in auftrag:
            weise.enter_context(_in_steps(auftrag["schritte"]))
        if "zoegern_s" in auftrag:
            weise.enter_context(_hesitating(auftrag["zoegern_s"]))
        _AUFGABEN[auftrag["aufgabe"]](auftrag)
    sys.setprofile(None)
    if auftrag.get("zaehlen"):
        os.write(melde, json.dumps(zaehler.orte).encode())


def _fork(auftrag: Auftrag) -> Auftrag:
    if auftrag.get("hier"):  # so that the forked ones find everything loaded
        _AUFGABEN[auftrag["aufgabe"]](auftrag)
        return {"status": 0, "ort": ""}
    lesen, schreiben = os.pipe()
    if (pid := os.fork()) == 0:
        status = 1
        try:
            os.close(lesen)
            random.seed()
            _child(auftrag, schreiben)
            status = 0
        finally:
            os._exit(status)
    os.close(schreiben)
    if (nach_s := auftrag.get("nach_s")) is not None:
        time.sleep(nach_s)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(lesen, "rb") as meldung:
        ort = meldung.read().decode()
    _, status = os.waitpid(pid, 0)
    return {"status": os.waitstatus_to_exitcode(status), "ort": ort}


if __name__ == "__main__":
    for zeile in sys.stdin:
        print(json.dumps(_fork(json.loads(zeile))), flush=True)
