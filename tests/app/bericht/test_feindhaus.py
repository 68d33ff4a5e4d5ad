"""Hundreds of hostile Datenmappen and exports: no crash, no hang, and no figure that nobody could explain.

`XLBUDGET_TIEFE=voll pytest tests/app/bericht/test_feindhaus.py -s` runs all of them; a failure names its seed.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from app.bericht.feindhaus import NoOpinionError, base_house, hostile, plain_sums
from app.runde.rundreise_base import Haus

from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere, XlbudgetError

STICHPROBE, VOLL = 40, 600
MAX_SEKUNDEN = 5.0
"""Of the processor, however busy the machine is."""
MAX_WAND = 30.0
"""By the clock: half of what the process that reads workbooks may take before it is ended."""
STAND = Stand(2023, 6)


@pytest.fixture(scope="module")
def grund(tmp_path_factory) -> Haus:
    """The house that everything is done to."""
    return base_house(tmp_path_factory.mktemp("grund") / "haus")


def sums(lauf: Lauf, *, ansatz: bool) -> dict[tuple[str, str, str], int]:
    """What a run has by Produkt and row, up to its Stand."""
    daten, werte = lauf.daten, lauf.daten.ansatz if ansatz else lauf.daten.ist
    produkte = [o for o in daten.gliederung if daten.gliederung.is_produkt(o.kennung)]
    alle = {(o.kennung, str(z.art), z.name): werte.summe_ct(o, z) for o in produkte for z in daten.kontenrahmen.zeilen}
    return {schluessel: ct for schluessel, ct in alle.items() if ct is not None}


def unexplained(lauf: Lauf) -> str:
    """Figures of a run without a word that a plain reader does not find in the files; empty if there are none."""
    if any(b.schwere is not Schwere.HINWEIS for b in lauf.befunde):
        return ""
    for name, ansatz in (("buchungen", False), ("ansatz", True)):
        try:
            andere, unklare = plain_sums(lauf.mappe.file, name, 12 if ansatz else STAND.monat)
        except NoOpinionError as error:
            return f"{name}: stillschweigend gelesen, was kein einfacher Leser versteht ({error})"
        gezaehlte = next(bilanz for bilanz in lauf.bilanzen if bilanz.datei.startswith(name))
        if unklare > gezaehlte.zeilen - gezaehlte.gezaehlt:
            return f"{name}: {unklare} unlesbare Zeilen, aber nicht so viele ausgelassen"
        unsere = sums(lauf, ansatz=ansatz)
        if unsere != andere:
            return f"{name}: {dict(unsere.items() ^ andere.items())}"
    return ""


def run(datenmappe: Path) -> tuple[str, str]:
    """How a run ended, and what is wrong with that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            lauf = load(datenmappe, STAND)
        except XlbudgetError as error:
            text = " ".join(map(str, (error, *error.befunde)))
            return "abgelehnt", "" if text.strip() and "Traceback" not in text else f"ohne Worte: {text}"
        schwer = {b.schwere for b in lauf.befunde}
        wie = "Fehler" if Schwere.FEHLER in schwer else "Warnung" if Schwere.WARNUNG in schwer else "still"
        return wie, unexplained(lauf)


def test_a_sound_house_is_read_as_the_plain_reader_does(grund):
    lauf = load(grund.datenmappe, STAND)
    assert {b.schwere for b in lauf.befunde} == {Schwere.HINWEIS}
    assert unexplained(lauf) == ""
    assert len(sums(lauf, ansatz=False)) == len(sums(lauf, ansatz=True)) == 8


def test_the_plain_reader_would_notice_a_wrong_figure(grund, tmp_path):
    lauf = load(grund.datenmappe, STAND)
    datei = grund.ordner / "buchungen.csv"
    vorher = datei.read_bytes()
    try:
        datei.write_bytes(vorher.replace(b"30000,00", b"30001,00", 1))
        assert "buchungen" in unexplained(lauf)
    finally:
        datei.write_bytes(vorher)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_handful_of_hostile_houses(grund, tmp_path):
    try_houses(grund, tmp_path, range(10))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_datenmappen_and_exports(grund, tmp_path, tiefe):
    try_houses(grund, tmp_path, range(tiefe(STICHPROBE, VOLL)))


def try_houses(grund: Haus, ordner: Path, nummern: Iterable[int]) -> None:
    """Run houses by their seeds; every one that ends badly is named."""
    enden: Counter[str] = Counter()
    laengster, fehler = 0.0, []
    for nummer in nummern:
        fall = hostile(Random(f"haus {nummer}"), grund, ordner / f"{nummer:04d}")
        wand, beginn = time.monotonic(), time.process_time()
        try:
            ende, falsch = run(fall.datenmappe)
        except Exception as error:  # noqa: BLE001 - every seed is to be named
            ende, falsch = "Absturz", repr(error)[:300]
        dauer, wand = time.process_time() - beginn, time.monotonic() - wand
        if falsch or dauer > MAX_SEKUNDEN or wand > MAX_WAND:
            fehler.append(f"Zufall „haus {nummer}“ ({fall.was}): {ende}, {dauer:.1f} s, {wand:.0f} s, {falsch}")
        enden[ende] += 1
        laengster = max(laengster, dauer)
    print(f"\n{enden.total()} Häuser, {dict(enden)}, längster {laengster:.2f} s")
    assert not fehler, "\n".join(fehler)
