"""A hundred Fachdienste: how long planning, checking, sending and collecting take, and how much memory.

Run: `python -m pytest tests/bench/test_versand.py -o addopts= -s`.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from delivery.mailserver import Mailserver
from delivery.muster import FELDER, STAND, brief, eingang, identitaet, mappe, regeln

from xlbudget.delivery.versand import versende
from xlbudget.delivery.versandbuch import DATEINAME, Versandbuch

FACHDIENSTE = tuple(f"Fachdienst {zahl:03d} {name}" for zahl, name in enumerate(["Soziales", "Arbeit"] * 50))
MAPPE_BYTES, FELDER_JE_MAPPE = 150_000, 300
HOECHSTENS_S, HOECHSTENS_MB = 60, 50


@contextmanager
def seconds(was: str) -> Iterator[None]:
    """Print how long it took; fail beyond any reason."""
    beginn = time.perf_counter()
    yield
    dauer = time.perf_counter() - beginn
    print(f"\n{was}: {dauer:.2f} s", end="")
    assert dauer < HOECHSTENS_S


@contextmanager
def megabytes(was: str) -> Iterator[None]:
    """Print the peak of Python's own memory; fail beyond any reason. Measuring makes everything slow."""
    tracemalloc.start()
    yield
    _, spitze = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\n{was}: {spitze / 2**20:.1f} MB", end="")
    assert spitze < HOECHSTENS_MB * 2**20


@pytest.fixture
def buch(tmp_path: Path) -> Iterator[Versandbuch]:
    with Versandbuch.open(tmp_path / DATEINAME) as buch:
        yield buch


@pytest.mark.parametrize("measured", [seconds, megabytes])
def test_a_hundred_fachdienste(buch, tmp_path, measured):
    zufall, schluessel = random.Random(1), buch.schluessel()
    felder = tuple(replace(FELDER[nummer % len(FELDER)], zelle=f"O{nummer}") for nummer in range(FELDER_JE_MAPPE))
    dateien = {}
    for budget in FACHDIENSTE:
        ausweis = identitaet(budget)
        datei = mappe(ausweis, schluessel)
        dateien[budget] = ausweis, replace(datei, daten=datei.daten + zufall.randbytes(MAPPE_BYTES))
    with measured("100 Mails vorbereiten"):
        kennungen = [
            buch.plan(ausweis, felder, datei, brief(ausweis, [datei]), "anna").kennung
            for ausweis, datei in dateien.values()
        ]
    with Mailserver(tmp_path) as server:
        with measured("100 Mails prüfen und über TLS versenden"):
            ergebnis = versende(buch, server.zugang, kennungen, regeln(buch, FACHDIENSTE), "anna", lambda *_: None)
        assert (len(ergebnis.gesendet), ergebnis.befunde) == (100, ())
        assert len(server.empfangen) == 100
    sendungen = buch.sendungen(STAND)
    with measured("100 Rückgaben erfassen"):
        for nummer, sendung in enumerate(sendungen):
            assert buch.ruecklauf.record(eingang(nummer, sendung.identitaet.sendung, MAPPE_BYTES), "anna")
    with measured("alles lesen"):
        assert len(buch.ruecklauf.undecided(STAND)) == len(buch.nachrichten(STAND)) == len(buch.sendungen(STAND)) == 100
    print(f"\nVersandbuch: {(tmp_path / DATEINAME).stat().st_size / 2**20:.1f} MB")
