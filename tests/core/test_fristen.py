"""When duties are due: repetition, meetings, order, and what is odd about a line."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.fristen import WIEDERHOLUNGEN, Frist, add_months, termine
from xlbudget.core.pruefung_fristen import check_fristen
from xlbudget.errors import Schwere, SourceRef

KASSEL = Path(__file__).parents[1] / "golden" / "kennzahlen" / "fristen-kassel-2023.csv"
HEUTE = date(2023, 6, 1)
ORT = SourceRef("d.xlsx", "Fristen", "A5")
SITZUNGEN = {"soz": date(2023, 9, 12)}


def due(frist: Frist, bis: date, heute: date = HEUTE) -> list[date | None]:
    return [termin.faellig for termin in termine([frist], SITZUNGEN, heute, bis)]


def kassel() -> list[Frist]:
    with KASSEL.open(encoding="utf-8") as datei:
        return [
            Frist(
                z["pflicht"],
                z["rechtsgrundlage"],
                z["empfaenger"],
                stichtag=date.fromisoformat(z["stichtag"]) if z["stichtag"] else None,
                faellig=date.fromisoformat(z["faellig"]) if z["faellig"] else None,
            )
            for z in csv.DictReader(datei, delimiter=";")
        ]


def test_the_published_duties_are_due_when_the_paper_says():
    """Zielvereinbarung of a Landkreis for 2023: two tables by Stichtag 31.12.2023, a report without a date."""
    liste = termine(kassel(), {}, HEUTE, date(2024, 6, 1))
    assert [(t.stichtag, t.faellig) for t in liste] == [
        (date(2023, 12, 31), date(2024, 2, 15)),
        (date(2023, 12, 31), date(2024, 2, 15)),
        (None, None),
    ]
    assert [b.code for b in check_fristen(kassel(), {}, frozenset(), HEUTE)] == ["frist.ohne"]


def test_the_published_duties_as_they_come_back_each_year():
    jaehrlich = Frist("Bericht", stichtag=date(2023, 12, 31), faellig=date(2024, 2, 15), monate=12)
    liste = termine([jaehrlich], {}, date(2025, 2, 16), date(2027, 3, 1))
    assert [(t.stichtag, t.faellig) for t in liste] == [
        (date(2025, 12, 31), date(2026, 2, 15)),
        (date(2026, 12, 31), date(2027, 2, 15)),
    ]


def test_a_short_month_moves_nothing_after_it():
    monatlich = Frist("Meldung", faellig=date(2023, 8, 31), monate=1)
    assert [t and (t.month, t.day) for t in due(monatlich, date(2024, 4, 1))] == [
        (8, 31), (9, 30), (10, 31), (11, 30), (12, 31), (1, 31), (2, 29), (3, 31),
    ]  # fmt: skip


def test_the_29th_of_february():
    schaltjahr = Frist("Meldung", faellig=date(2024, 2, 29), monate=12)
    assert due(schaltjahr, date(2028, 12, 31)) == [
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]


def test_a_stichtag_at_the_end_of_a_month_stays_there_and_nothing_is_due_later_than_its_day():
    halbjahr = Frist("Statistik", stichtag=date(2023, 6, 30), faellig=date(2023, 7, 30), monate=6)
    liste = termine([halbjahr], {}, HEUTE, date(2024, 2, 1))
    assert [(t.stichtag, t.faellig) for t in liste] == [
        (date(2023, 6, 30), date(2023, 7, 30)),
        (date(2023, 12, 31), date(2024, 1, 30)),
    ]


@given(
    st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    st.sampled_from(list(WIEDERHOLUNGEN.values())),
    st.dates(date(1990, 1, 1), date(2040, 12, 31)),
)
def test_every_month_that_is_due_has_one_date(erster, monate, heute):
    bis = add_months(heute, 24)
    tage = [tag for tag in due(Frist("x", faellig=erster, monate=monate), bis, heute) if tag]
    assert all(heute <= tag <= bis and tag >= erster for tag in tage)
    nummern = [tag.year * 12 + tag.month for tag in tage]
    assert all(b - a == monate for a, b in pairwise(nummern))
    assert all(tag.day <= erster.day for tag in tage)
    if erster <= heute:
        assert len(tage) in (24 // monate, 24 // monate + 1)


def test_days_before_a_meeting():
    frist = Frist("Vorlage", sitzung="SOZ", vorlauf=21)
    assert due(frist, date(2024, 1, 1)) == [date(2023, 8, 22)]
    assert due(Frist("Vorlage", sitzung="Soz"), date(2024, 1, 1)) == [SITZUNGEN["soz"]]
    assert due(Frist("Vorlage", sitzung="SOZ", vorlauf=99_999_999), date(2024, 1, 1)) == [None]
    assert due(Frist("Vorlage", sitzung="JHA"), date(2024, 1, 1)) == [None]


def test_overdue_first_without_a_date_last_and_what_stands_there_twice_once():
    spaet, offen = Frist("b", faellig=date(2023, 7, 1)), Frist("a")
    vorbei = Frist("z", faellig=HEUTE - timedelta(days=1))
    liste = termine([offen, spaet, vorbei, spaet, Frist("fern", faellig=date(2025, 1, 1))], {}, HEUTE, date(2024, 1, 1))
    assert [(t.frist.pflicht, t.is_overdue(HEUTE)) for t in liste] == [("z", True), ("b", False), ("a", False)]
    assert not termine([Frist("heute", faellig=HEUTE)], {}, HEUTE, HEUTE)[0].is_overdue(HEUTE)


@pytest.mark.parametrize(
    ("frist", "code", "schwere"),
    [
        (Frist("x", faellig=date(2023, 5, 31)), "frist.vergangen", Schwere.WARNUNG),
        (Frist("x", faellig=date(2020, 5, 31), monate=12), "", None),
        (Frist("x", faellig=HEUTE), "", None),
        (Frist("x", stichtag=date(2023, 12, 31), faellig=date(2023, 12, 30)), "frist.stichtag", Schwere.FEHLER),
        (Frist("x", stichtag=date(2023, 12, 31), faellig=date(2023, 12, 31)), "", None),
        (Frist("x"), "frist.ohne", Schwere.HINWEIS),
        (Frist("x", unlesbar=True), "", None),
        (Frist("x", sitzung="SOZ", vorlauf=7), "", None),
        (Frist("x", sitzung="fin"), "frist.ohne", Schwere.HINWEIS),
        (Frist("x", sitzung="JHA"), "frist.sitzung", Schwere.FEHLER),
        (Frist("x", vorlauf=7), "frist.sitzung", Schwere.FEHLER),
        (Frist("x", sitzung="SOZ", vorlauf=-1), "frist.sitzung", Schwere.FEHLER),
        (Frist("x", sitzung="SOZ", faellig=date(2023, 8, 1)), "frist.sitzung", Schwere.WARNUNG),
        (Frist("x", sitzung="SOZ", vorlauf=200), "frist.vergangen", Schwere.WARNUNG),
        (Frist("x", faellig=HEUTE, email="a@b.example", erinnern=0), "", None),
        (Frist("x", faellig=HEUTE, erinnern=14), "frist.erinnerung", Schwere.WARNUNG),
        (Frist("x", faellig=HEUTE, email="a@b.example"), "frist.erinnerung", Schwere.HINWEIS),
        (Frist("x", faellig=HEUTE, email="a@b.example", erinnern=-1), "frist.erinnerung", Schwere.FEHLER),
        (Frist("x", faellig=HEUTE, email="a@b.example", erinnern=366), "frist.erinnerung", Schwere.FEHLER),
    ],
)
def test_what_is_odd_about_a_line(frist, code, schwere):
    befunde = list(check_fristen([frist], SITZUNGEN, frozenset({"soz", "fin"}), HEUTE))
    assert [(b.code, b.schwere) for b in befunde] == ([(code, schwere)] if code else [])


def test_a_line_that_stands_there_twice():
    frist = Frist("Bericht", empfaenger="Ministerium", faellig=date(2024, 2, 15), source=ORT)
    andere = Frist("BERICHT", "§ 1", "ministerium", faellig=date(2024, 2, 15), source=ORT)
    befunde = list(check_fristen([frist, andere], {}, frozenset(), HEUTE))
    assert [(b.code, b.source) for b in befunde] == [("frist.doppelt", ORT)]
