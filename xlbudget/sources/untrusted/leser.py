"""The reading process: it calls the functions that `leseprozess` names, one after the other, until nobody asks.

What it imports is loaded anew in every run that reads a workbook: as little as possible.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import struct
import sys
from collections.abc import Sequence
from typing import IO, Any

from xlbudget.errors import EingabeError
from xlbudget.sources.untrusted.grenzen import limit_memory

_LAENGE = struct.Struct("<Q")

Puffer = bytes | bytearray | memoryview


def main(speicher: int) -> None:
    """Answer calls from stdin on stdout with so many bytes of memory, until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked decides what a Ctrl-C means
    ein, aus = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a reader prints is no answer
    limit_memory(speicher)
    gc.disable()  # a million rows are looked through again and again, and nothing here goes in circles
    while (auftrag := receive(ein)) is not None:
        kopf, puffer = _answer(auftrag[0])
        send(aus, kopf, puffer)


def _answer(auftrag: dict[str, Any]) -> tuple[dict[str, Any], Sequence[Puffer]]:
    try:
        funktion = getattr(importlib.import_module(auftrag["modul"]), auftrag["funktion"])
        ergebnis, puffer = funktion(*auftrag["angaben"])
    except EingabeError as error:
        return {"fehler": str(error)}, ()
    except BaseException as error:  # noqa: BLE001 — what a reader raises may be none of Python's exceptions
        return {"absturz": type(error).__name__}, ()
    return {"ergebnis": ergebnis}, puffer


def send(ziel: IO[bytes], kopf: dict[str, Any], puffer: Sequence[Puffer] = ()) -> None:
    """A message: what it says, and buffers."""
    text = json.dumps([kopf, [memoryview(teil).nbytes for teil in puffer]]).encode()
    ziel.write(_LAENGE.pack(len(text)) + text)
    for teil in puffer:
        ziel.write(teil)
    ziel.flush()


def receive(quelle: IO[bytes]) -> tuple[dict[str, Any], list[bytes]] | None:
    """The next message; None where it ends too early or nothing comes any more."""
    anfang = quelle.read(_LAENGE.size)
    if len(anfang) < _LAENGE.size:
        return None
    text = quelle.read(laenge := _LAENGE.unpack(anfang)[0])
    if len(text) < laenge:
        return None
    kopf, laengen = json.loads(text)
    puffer = [quelle.read(laenge) for laenge in laengen]
    return (kopf, puffer) if all(len(p) == n for p, n in zip(puffer, laengen, strict=True)) else None
