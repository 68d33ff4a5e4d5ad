"""Readers in machine code work in a process of their own: a file that makes them crash, hang or eat memory ends that
process and becomes a message; the run goes on.

It is a plain subprocess, which needs no guard in the program that starts it and works alike on all systems. One process
reads file after file. It ends with this one, at the latest when its standard input does.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlbudget.errors import EingabeError, printable
from xlbudget.sources.untrusted.leser import Puffer, receive, send

MAX_SPEICHER = 4 * 2**30
"""Bytes the reading process may have: a sheet that is full to its last row, twelve columns wide, needs 1.7 GB."""
MAX_SEKUNDEN, _SEKUNDEN_JE_MB = 60, 6
"""How long reading a file may take, and how much longer for each MB of it."""
_RUHE = 120  # seconds after which an idle process ends
_VIEL = 64 * 2**20  # bytes of an answer after which it ends at once: it would keep the memory it took for them

_START = (
    "import sys; sys.path[:] = sys.argv[2:]; from xlbudget.sources.untrusted.leser import main; main(int(sys.argv[1]))"
)
_RAT = (
    "Steht weit unter oder rechts der Tabelle noch etwas (in Excel mit Strg+Ende zu finden), dort Zeilen und Spalten "
    "löschen; sonst die Datei in Excel öffnen und neu als .xlsx speichern, oder den Export als CSV erzeugen."
)

Lesefunktion = Callable[..., tuple[Any, "list[Puffer]"]]


@dataclass
class _Frist:
    """Ends a process that takes too long."""

    prozess: subprocess.Popen[bytes]
    sekunden: float
    abgelaufen: bool = False

    def __enter__(self) -> _Frist:
        self._uhr = threading.Timer(self.sekunden, self._end)
        self._uhr.daemon = True
        self._uhr.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._uhr.cancel()

    def _end(self) -> None:
        self.abgelaufen = True
        self.prozess.kill()


class Leseprozess:
    """One process that reads, started when it is needed, and anew after a crash."""

    def __init__(self, speicher: int = MAX_SPEICHER, sekunden: float = MAX_SEKUNDEN, ruhe: float = _RUHE) -> None:
        self._speicher, self._sekunden, self._ruhe = speicher, sekunden, ruhe
        self._prozess: subprocess.Popen[bytes] | None = None
        self._inhaber = os.getpid()
        self._sperre = threading.RLock()
        self._wecker: threading.Timer | None = None

    @property
    def nummer(self) -> int | None:
        """The id of the process; None where there is none."""
        return self._prozess.pid if self._prozess else None

    def start(self) -> None:
        """Begin, without waiting, so that it is ready when it is needed. Raises EingabeError where nothing starts."""
        with self._sperre:
            if self._inhaber != os.getpid():  # a forked copy shares the pipes with its parent
                self._prozess, self._inhaber = None, os.getpid()
            if self._prozess is not None and self._prozess.poll() is None:
                return
            self.close()
            try:
                self._prozess = subprocess.Popen(
                    [sys.executable, "-c", _START, str(self._speicher), *sys.path],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except OSError as error:
                raise EingabeError(
                    "Das Lesen von Excel-Mappen ließ sich nicht starten "
                    f"({error.strerror}: {printable(sys.executable or 'Python')}). Bitte die IT ansprechen, oder die "
                    "Exporte als CSV erzeugen."
                ) from error

    def read(self, funktion: Lesefunktion, file: Path, *angaben: str) -> tuple[Any, list[bytes]]:
        """What a function of a module makes of a file: what can be written as JSON, and buffers.

        Raises EingabeError (German): that of the function, or one that says what became of its process.
        """
        frist = self._sekunden + _SEKUNDEN_JE_MB * file.stat().st_size / 2**20
        auftrag = {"modul": funktion.__module__, "funktion": funktion.__name__, "angaben": [str(file), *angaben]}
        with self._sperre:
            self.start()
            assert self._prozess is not None
            if self._wecker:
                self._wecker.cancel()
            try:
                with _Frist(self._prozess, frist) as uhr:
                    antwort = self._ask(auftrag)
            except BaseException:
                self.close()  # half an answer may be in the pipe
                raise
            kopf, puffer = antwort or ({"absturz": ""}, [])
            if "absturz" in kopf:
                self.close()
                raise _failed(file, frist if uhr.abgelaufen else None, self._speicher)
            if sum(map(len, puffer)) > _VIEL:
                self.close()
            else:
                self._sleep()
        if "fehler" in kopf:
            raise EingabeError(kopf["fehler"])
        return kopf["ergebnis"], puffer

    def close(self) -> None:
        """End the process."""
        with self._sperre:
            prozess, self._prozess = self._prozess, None
            if self._wecker:
                self._wecker.cancel()
            if prozess is None or self._inhaber != os.getpid():
                return
            prozess.kill()
            for rohr in (prozess.stdin, prozess.stdout):
                with contextlib.suppress(OSError):  # what was not sent any more
                    rohr.close()  # type: ignore[union-attr]
            prozess.wait()

    def _ask(self, auftrag: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]] | None:
        assert self._prozess is not None
        assert self._prozess.stdin is not None
        assert self._prozess.stdout is not None
        with contextlib.suppress(OSError):  # it ended before: then there is no answer either
            send(self._prozess.stdin, auftrag)
        return receive(self._prozess.stdout)

    def _sleep(self) -> None:
        self._wecker = threading.Timer(self._ruhe, self._retire, (self._prozess,))
        self._wecker.daemon = True
        self._wecker.start()

    def _retire(self, prozess: subprocess.Popen[bytes]) -> None:
        with self._sperre:
            if self._prozess is prozess and self._wecker is threading.current_thread():
                self.close()


def _failed(file: Path, frist: float | None, speicher: int) -> EingabeError:
    name = printable(file.name)
    if frist is not None:
        return EingabeError(f"{name} ist nach {frist:.0f} Sekunden noch nicht gelesen; das Lesen ist beendet. {_RAT}")
    return EingabeError(
        f"{name} lässt sich nicht lesen: das Lesen ist abgestürzt oder brauchte mehr als {speicher / 2**30:.0f} GB "
        f"Speicher. {_RAT}"
    )


LESER = Leseprozess()
"""The one of this process."""

atexit.register(LESER.close)
