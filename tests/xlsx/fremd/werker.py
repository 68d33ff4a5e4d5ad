"""Many files, each with its time and memory: a process that hangs or dies costs one line of the table."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from xlsx.fremd.ausgang import Ausgang, Zeile

_SPAWN = multiprocessing.get_context("spawn")  # a fork would share what libraries keep in threads
_START_S = 60.0


@dataclass(frozen=True)
class Grenzen:
    """What one file may take: seconds of computing, seconds on the wall, and bytes of memory of the process."""

    sekunden: float = 60.0
    wanduhr: float = 600.0
    speicher: int = 4 * 2**30
    prozesse: int = 2


def check_files(files: Sequence[Path], ablage: Path, grenzen: Grenzen) -> Iterator[Zeile]:
    """The line of each file as it comes; `ablage/<number>` gets the workbooks that were made of it."""
    waiting = list(enumerate(files))[::-1]
    werker = [_Werker(ablage, grenzen) for _ in range(min(grenzen.prozesse, len(files)))]
    try:
        while waiting or any(w.is_busy for w in werker):
            for w in werker:
                if waiting and not w.is_busy:
                    w.give(*waiting.pop())
            wait([w.pipe for w in werker if w.is_busy], timeout=1)
            for w in werker:
                if w.is_busy and (zeile := w.take()) is not None:
                    yield zeile
    finally:
        for w in werker:
            w.stop()


class _Werker:
    """One process, replaced when it hangs or dies."""

    def __init__(self, ablage: Path, grenzen: Grenzen) -> None:
        self._ablage, self._grenzen = ablage, grenzen
        self._file: Path | None = None
        self._start()

    def _start(self) -> None:
        self.pipe, there = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_work, args=(there, self._ablage, self._grenzen), daemon=True)
        self._process.start()
        there.close()
        self._is_new = True

    @property
    def is_busy(self) -> bool:
        return self._file is not None

    def give(self, number: int, file: Path) -> None:
        self._file, self._schritt = file, "lesen"
        self._until = time.monotonic() + self._grenzen.wanduhr + (_START_S if self._is_new else 0)
        self._is_new = False
        with suppress(OSError):  # a process that is gone is seen when its answer is taken
            self.pipe.send((number, file))

    def take(self) -> Zeile | None:
        """The finished line, or one that says how it ended; None while the file is still in work."""
        try:
            while self.pipe.poll():
                message = self.pipe.recv()
                if isinstance(message, Zeile):
                    self._file = None
                    return message
                self._schritt = message
        except (EOFError, OSError):
            self._process.join()
            if self._process.exitcode == -signal.SIGPROF:
                return self._ended(Ausgang.ZEIT, f"mehr als {self._grenzen.sekunden:.0f} s gerechnet")
            return self._ended(Ausgang.ABSTURZ, f"Prozess endete mit {self._process.exitcode}")
        if time.monotonic() > self._until:
            return self._ended(Ausgang.ZEIT, f"mehr als {self._grenzen.wanduhr:.0f} s gewartet")
        return None

    def _ended(self, ausgang: Ausgang, was: str) -> Zeile:
        zeile = Zeile(str(self._file))
        zeile.set(self._schritt, ausgang, was)
        self.stop()
        self._file = None
        self._start()
        return zeile

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _work(pipe: Connection, ablage: Path, grenzen: Grenzen) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a panic of the calculator prints pages
    resource.setrlimit(resource.RLIMIT_AS, (grenzen.speicher, grenzen.speicher))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from xlsx.fremd.pruefen import Pruefung  # here: it loads the engine

    try:
        while True:
            number, file = pipe.recv()
            signal.setitimer(signal.ITIMER_PROF, grenzen.sekunden)  # ends a process that computes for longer
            pipe.send(Pruefung(file, ablage / str(number), pipe.send).run())
    except (EOFError, KeyboardInterrupt):
        return
