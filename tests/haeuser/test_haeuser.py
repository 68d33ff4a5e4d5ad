"""A house per Land: what the written reports show, at every level, is what SQL makes of its postings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from app.bericht.test_published import read_rows, table_of
from haeuser.erzeugen import JAHR, JAHRE, Haus, build
from haeuser.konten import LAENDER
from haeuser.summen import Summen

from xlbudget.app.bericht.bericht import Ergebnis, bericht
from xlbudget.app.bericht.blaetter import dateinamen
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import Schwere

ARTEN = ("Erträge", "Aufwendungen")
STICHPROBE = ("NW", "HE")
Tafel = dict[tuple[str, str, str], dict[str, int]]
"""Objekt, Art, row → heading → cents."""


def cents(wert: object) -> int:
    """A cell as cents; a formula leaves the noise of binary fractions, and no more."""
    assert isinstance(wert, int | float)
    cent = round(wert * 100)
    assert abs(wert * 100 - cent) < 1e-3
    return cent


def shown(ergebnis: Ergebnis) -> Tafel:
    """Every amount of every row of every Produktblatt, by another reader than the one that wrote it."""
    tafel: Tafel = {}
    for objekt, name in zip(ergebnis.blaetter, dateinamen(ergebnis.blaetter), strict=True):
        rows = read_rows(ergebnis.ziel / "einzeln" / name)
        for art in ARTEN:
            for label, spalten in table_of(rows, art).items():
                werte = {kopf: spalten[kopf] for kopf in ("Plan", *MONATE, "Ergebnis")}
                gezeigt = {
                    kopf: cent for kopf, wert in werte.items() if isinstance(wert, float) and (cent := cents(wert))
                }
                if gezeigt:
                    tafel[objekt.kennung, art, label] = gezeigt
    return tafel


def expected(haus: Haus, bis: int) -> Tafel:
    """The same from SQL: the rows of the year, and of each year the sum of all rows of an Art."""
    tafel: defaultdict[tuple[str, str, str], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for jahr in JAHRE:
        summen = Summen(haus, jahr)
        dieses = jahr == JAHR
        for (objekt, art, zeile), monat, betrag in summen.ist(bis if dieses else 12):
            for label in (zeile, str(jahr)) if dieses else (str(jahr),):
                tafel[objekt, art, label][MONATE[monat - 1]] += betrag
                tafel[objekt, art, label]["Ergebnis"] += betrag
        for (objekt, art, zeile), betrag in summen.ansatz():
            for label in (zeile, str(jahr)) if dieses else (str(jahr),):
                tafel[objekt, art, label]["Plan"] += betrag
    return {
        schluessel: {kopf: betrag for kopf, betrag in werte.items() if betrag} for schluessel, werte in tafel.items()
    }


@pytest.fixture
def laender(tiefe: Callable[[int, int], int]) -> tuple[str, ...]:
    """The Länder whose houses are looked at: a sample, or with `XLBUDGET_TIEFE=voll` all."""
    return LAENDER if tiefe(0, 1) else STICHPROBE


@pytest.mark.parametrize("land", LAENDER)
def test_the_report_of_a_house_is_what_sql_makes_of_its_postings(tmp_path: Path, laender, land):
    if land not in laender:
        pytest.skip("nicht in der Stichprobe")
    haus = build(land)
    mappe = haus.write(tmp_path)
    for monat in (6, 12):
        ergebnis = bericht(mappe, Stand(JAHR, monat), tmp_path / f"{monat}")
        assert [str(befund) for befund in ergebnis.befunde if befund.schwere is not Schwere.HINWEIS] == []
        assert len(ergebnis.blaetter) == 1 + 3 + 12 + 60
        assert shown(ergebnis) == expected(haus, monat)
        assert overview(ergebnis) == expected_overview(haus, monat)


def overview(ergebnis: Ergebnis) -> dict[str, tuple[int, int]]:
    """Plan and Ist of every line of the Gesamtbericht: Produkte, and the sums of Budgets, Dezernate and the whole."""
    assert ergebnis.gesamt is not None
    rows = read_rows(ergebnis.gesamt)
    anfang = next(i for i, row in enumerate(rows) if row[0] == "Nr.") + 1
    zeilen = [row for row in rows[anfang:] if isinstance(row[2], float) and isinstance(row[3], float)]
    namen = [str(row[0]) if row[0] else _summed_up(str(row[1])) for row in zeilen]
    return {name: (cents(row[2]), cents(row[3])) for name, row in zip(namen, zeilen, strict=True)}


def _summed_up(text: str) -> str:
    """What a line of sums is about, by its label: a Budget in quotation marks, „Dezernat I:“, „insgesamt:“."""
    name = text.split("„")[-1].split("“")[0].removeprefix("Summe ").removesuffix(":")
    return "Gesamt" if name == "insgesamt" else name


def expected_overview(haus: Haus, bis: int) -> dict[str, tuple[int, int]]:
    """The same from SQL: Erträge less Aufwendungen."""
    je: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    summen = Summen(haus, JAHR)
    for (objekt, art, _), betrag in summen.ansatz():
        je[objekt][0] += betrag if art == "Erträge" else -betrag
    for (objekt, art, _), _, betrag in summen.ist(bis):
        je[objekt][1] += betrag if art == "Erträge" else -betrag
    return {objekt: (plan, ist) for objekt, (plan, ist) in je.items()}
