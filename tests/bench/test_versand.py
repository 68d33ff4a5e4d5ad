"""A hundred Fachdienste through the whole round trip: how long it takes, how much memory, and against openpyxl.

Run: `python -m pytest tests/bench/test_versand.py -o addopts= -s`.
"""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from app.runde.rundreise_base import STAND, Haus, answer, use_server
from delivery.mailserver import Mailserver

from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde.auftrag import Weg
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.versand import versand
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.delivery.mail.zugang import Sicherheit

ANZAHL = 100
FACHDIENSTE = {f"Fachdienst {nummer}": (str(nummer), f"fd{nummer}") for nummer in range(100, 100 + ANZAHL)}
PRODUKTE = ("10", "20", "30", "40")
HOECHSTENS_MS, HOECHSTENS_MB = 2000, 600


@contextmanager
def measured(was: str) -> Iterator[list[float]]:
    """Print milliseconds for each Fachdienst; fail beyond any reason."""
    dauer: list[float] = []
    beginn = time.perf_counter()
    yield dauer
    dauer.append((time.perf_counter() - beginn) * 1000 / ANZAHL)
    print(f"\n{was}: {dauer[0]:.1f} ms je Fachdienst", end="")
    assert dauer[0] < HOECHSTENS_MS


def peak_mb() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.fixture
def haus(tmp_path) -> Haus:
    haus = Haus(tmp_path / "haus", fachdienste=FACHDIENSTE, produkte=PRODUKTE)
    haus.verteiler.pop()  # the copy to another office
    haus.write()
    return haus


def test_a_hundred_fachdienste(haus, tmp_path, monkeypatch):
    anfang = peak_mb()
    with measured("Datenmappe und Exporte lesen, rechnen"):
        load(haus.datenmappe, STAND)
    with Mailserver(tmp_path, Sicherheit.TLS) as server:
        use_server(server, monkeypatch)
        with measured("Mappen und Entwürfe schreiben") as dauer:
            versand(haus.datenmappe, haus.auftrag())
        with measured("Noch einmal, unverändert, und über TLS versenden"):
            ergebnis = versand(haus.datenmappe, haus.auftrag(weg=Weg.SENDEN))
        assert {posten.lage for posten in ergebnis.posten} == {"gesendet"}
        assert len(server.empfangen) == ANZAHL
    print(f"\nSpeicher bis hier: {peak_mb() - anfang:.0f} MB mehr als vorher", end="")
    mit_openpyxl = usual_way(haus)
    print(f"\nDieselbe Mappe mit openpyxl öffnen und speichern: {mit_openpyxl:.0f} ms", end="")
    print(f"\nVerhältnis: {mit_openpyxl / dauer[0]:.2f} (größer als 1: schneller als openpyxl)", end="")
    eingang = write_answers(haus, tmp_path / "eingang")
    with measured("Rückläufe einlesen"):
        assert sum(eintrag.neu for eintrag in ruecklauf(haus.datenmappe, [eingang]).eintraege) == ANZAHL
    with measured("Angenommene in den Bericht übernehmen"):
        assert len(load(haus.datenmappe, STAND).uebernahmen) == ANZAHL
    print(f"\nSpeicher insgesamt: {peak_mb() - anfang:.0f} MB mehr als vorher")
    print(f"Versandbuch: {(haus.ordner / 'Versandbuch.sqlite').stat().st_size / 2**20:.1f} MB")
    assert peak_mb() - anfang < HOECHSTENS_MB


def usual_way(haus: Haus) -> float:
    """Milliseconds for opening a workbook of this size with openpyxl, setting some cells and saving it."""
    sendung, mappe = haus.sendung("Fachdienst 100")
    beginn = time.perf_counter()
    for _ in range(5):
        buch = openpyxl.load_workbook(io.BytesIO(mappe))
        for feld in sendung.felder:
            buch[feld.blatt][feld.zelle] = 1
        buch.save(io.BytesIO())
    return (time.perf_counter() - beginn) * 1000 / 5


def write_answers(haus: Haus, ordner: Path) -> Path:
    """One answer of each Fachdienst, as openpyxl saves it."""
    ordner.mkdir()
    with haus.buch() as buch:
        gesendet = [(sendung, buch.archived(sendung.sha256)) for sendung in buch.sendungen(STAND)]
    for sendung, mappe in gesendet:
        produkt = sendung.identitaet.objekte[1]
        feld = Feld(produkt, Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Transferaufwand")
        warum = Feld(produkt, Feldart.GRUND, Art.AUFWENDUNGEN, "Transferaufwand")
        antwort = answer(sendung, mappe, {feld: 400_000, warum: "mehr Fälle"})
        (ordner / f"{sendung.identitaet.budget}.xlsx").write_bytes(antwort)
    return ordner
