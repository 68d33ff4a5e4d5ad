"""Every kind of fault in every house is found: its code, its weight, its place; and a clean house has none.

What is not found may not change a cent. `XLBUDGET_TIEFE=voll` tries the houses of all Länder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from haeuser.erzeugen import JAHR, Haus
from haeuser.fehlerart import Fehlerart
from haeuser.fehlerarten import ARTEN
from haeuser.konten import LAENDER
from haeuser.lieferung import Lieferung
from haeuser.summen import Summen

from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.sperre import sperrende
from xlbudget.core.gliederung import GESAMT
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere

STICHPROBE = ("NW", "HE")
SCHNELL, SCHNELLES_HAUS = list(ARTEN)[::4], "NI"
"""What the quick suite tries; all kinds are tried with the deep ones."""

Werte = dict[tuple[str, str, str, str], int]
"""„Ist“ or „Ansatz“, object, Art, row → cents."""


def sums(lauf: Lauf) -> Werte:
    """Every row of every object as a run has it."""
    alle = {
        (wert, objekt.kennung, str(zeile.art), zeile.name): werte.summe_ct(objekt, zeile)
        for wert, werte in (("Ist", lauf.daten.ist), ("Ansatz", lauf.daten.ansatz))
        for objekt in (*lauf.daten.gliederung, GESAMT)
        for zeile in lauf.daten.kontenrahmen.zeilen
    }
    return {schluessel: betrag for schluessel, betrag in alle.items() if betrag}


def expected(haus: Haus, monat: int) -> Werte:
    """The same from SQL."""
    tafel: Counter[tuple[str, str, str, str]] = Counter()
    summen = Summen(haus, JAHR)
    for zeile, _, betrag in summen.ist(monat):
        tafel["Ist", *zeile] += betrag
    for zeile, betrag in summen.ansatz():
        tafel["Ansatz", *zeile] += betrag
    return {schluessel: betrag for schluessel, betrag in tafel.items() if betrag}


def run(lieferung: Lieferung, ordner: Path, monat: int) -> tuple[Werte | None, list[Befund]]:
    """What a run computes, unless it refuses to, and what it says."""
    ordner.mkdir(parents=True)
    datenmappe = lieferung.write(ordner)
    try:
        lauf = load(datenmappe, Stand(JAHR, monat))
    except EingabeError as error:
        return None, list(error.befunde)
    return sums(lauf), list(lauf.befunde)


@pytest.fixture
def laender(tiefe: Callable[[int, int], int]) -> Callable[[str], tuple[str, ...]]:
    """Function that says in the houses of which Länder a kind is tried: one of a sample, or with
    `XLBUDGET_TIEFE=voll` all."""
    alle = bool(tiefe(0, 1))
    return lambda name: LAENDER if alle else (STICHPROBE[list(ARTEN).index(name) % len(STICHPROBE)],)


def wrong(art: Fehlerart, land: str, ordner: Path) -> list[str]:
    """What a run says otherwise than it must about one kind in one house."""
    lieferung = Lieferung(land)
    ort = art.tut(lieferung)
    summen, befunde = run(lieferung, ordner / land, art.stand)
    genannt = [b for b in befunde if (b.schwere, b.code) == (art.schwere, art.code)]
    fremd = {b.code for b in befunde if b.schwere is not Schwere.HINWEIS} - {art.code, *art.auch}
    falsch = []
    if not any(is_at(befund, ort) for befund in genannt):
        falsch.append(f"nicht gefunden an „{ort}“, nur: {[(str(b.schwere), b.code, str(b.source)) for b in befunde]}")
    if fremd:
        falsch.append(f"dazu: {[str(b) for b in befunde if b.code in fremd]}")
    if (summen is None) is not art.abgelehnt:
        falsch.append("nicht abgelehnt" if art.abgelehnt else "abgelehnt")
    elif summen is not None:
        richtig = summen == expected(lieferung.wahr, art.stand)
        if richtig is not art.summen:
            falsch.append(f"Summen {'richtig' if richtig else 'falsch'}")
        if not richtig and all(b.schwere is Schwere.HINWEIS for b in befunde):
            falsch.append("andere Summen, und kein Fehler oder Warnung sagt es")
        if any(b in genannt for b in sperrende(befunde)) is not art.sperrt:
            falsch.append("sperrt nicht" if art.sperrt else "sperrt")
    return [f"{land}: {was}" for was in falsch]


def is_at(befund: Befund, ort: str) -> bool:
    """Whether a finding has a place, or begins with it where the line of Quellen is what it is about."""
    return str(befund.source) == ort or befund.text.startswith(f"{ort}:")


def test_there_are_many_kinds():
    assert len(ARTEN) >= 40


@pytest.mark.parametrize("name", SCHNELL)
def test_a_fault_is_found(tmp_path, name):
    assert wrong(ARTEN[name], SCHNELLES_HAUS, tmp_path) == []


@pytest.mark.parametrize("name", ARTEN)
def test_a_fault_is_found_in_every_house(tmp_path, laender, name):
    assert [was for land in laender(name) for was in wrong(ARTEN[name], land, tmp_path)] == []


@pytest.mark.parametrize("land", LAENDER)
def test_a_clean_house_has_no_finding(tmp_path, tiefe, land):
    for monat in (6, 12):
        lieferung = Lieferung(land)
        summen, befunde = run(lieferung, tmp_path / f"{monat}", monat)
        assert [str(b) for b in befunde if b.schwere is not Schwere.HINWEIS] == []
        assert summen == expected(lieferung.wahr, monat)
