"""The shipped reporting duties: each with its source, and when they are due."""

from __future__ import annotations

import csv
import re
from datetime import date
from itertools import chain

import pytest

from xlbudget.app.bericht.laender import shipped_pflichten
from xlbudget.core.berichtspflichten import Berichtspflicht, parse_berichtspflichten
from xlbudget.core.fristen import Frist, termine
from xlbudget.core.landesrahmen import Land
from xlbudget.mitgeliefert import shipped

PFLICHTEN = shipped_pflichten()
KOPF = "land;pflicht;rechtsgrundlage;empfaenger;stichtag;frist;wiederholung;stand;quelle"
ZEILE = "BW;Abschluss;§ 95b GemO;Rat;31.12.;6 Monate;jährlich;2024;https://a.example"


def due(land: Land, pflicht: str, jahr: int = 2026) -> tuple[date | None, date | None]:
    (gefunden,) = [p for p in PFLICHTEN[land] if p.pflicht.startswith(pflicht)]
    return gefunden.termin(jahr)


def test_every_duty_has_its_paragraph_and_its_source():
    with shipped("workbooks", "berichtspflichten.csv").open(encoding="utf-8") as datei:
        roh = list(csv.DictReader(datei, delimiter=";"))
    alle = list(chain.from_iterable(PFLICHTEN.values()))
    assert len(alle) == len(roh) == 26
    for pflicht in alle:
        assert re.match(r"§ \d+\w? .*[A-Z]", pflicht.rechtsgrundlage), pflicht
        assert re.match(r"https?://\S+$", pflicht.quelle), pflicht
        assert pflicht.stand == "undatiert" or re.search(r"20\d\d$", pflicht.stand), pflicht
        assert pflicht.quelle in pflicht.beleg
        assert "zu prüfen" in pflicht.beleg


def test_a_land_without_a_supported_duty_is_there_without_any():
    assert list(PFLICHTEN) == list(Land)
    assert [land for land in Land if not PFLICHTEN[land]] == [Land.SN]


def test_no_duty_of_a_land_is_named_twice():
    for pflichten in PFLICHTEN.values():
        assert len({p.pflicht.casefold() for p in pflichten}) == len(pflichten)


@pytest.mark.parametrize(
    ("land", "pflicht", "stichtag", "faellig"),
    [
        ("SH", "Jahresabschluss aufstellen", date(2025, 12, 31), date(2026, 3, 31)),
        ("ST", "Jahresabschluss aufstellen", date(2025, 12, 31), date(2026, 4, 30)),
        ("BW", "Jahresabschluss aufstellen", date(2025, 12, 31), date(2026, 6, 30)),
        ("BW", "Jahresabschluss feststellen", date(2025, 12, 31), date(2026, 12, 31)),
        ("HE", "Jahresabschluss beschließen", date(2024, 12, 31), date(2026, 12, 31)),
        ("RP", "Über Finanz- und Leistungsziele zur", date(2026, 6, 30), date(2026, 8, 30)),
        ("RP", "Über Finanz- und Leistungsziele zum", date(2025, 12, 31), date(2026, 2, 28)),
        ("NI", "Haushaltssatzung", None, date(2026, 11, 30)),
        ("MV", "Über den Haushaltsvollzug", None, date(2026, 6, 30)),
        ("BB", "Über den Haushaltsvollzug", None, None),
        ("BY", "Unterjährig", None, None),
    ],
)
def test_the_first_term_is_the_one_due_in_the_haushaltsjahr(land, pflicht, stichtag, faellig):
    assert due(Land(land), pflicht) == (stichtag, faellig)


def test_two_months_after_the_year_end_in_a_leap_year():
    assert due(Land.RP, "Über Finanz- und Leistungsziele zum", 2028)[1] == date(2028, 2, 29)


@pytest.mark.parametrize("pflicht", [p for p in chain.from_iterable(PFLICHTEN.values()) if p.frist])
def test_what_has_a_term_comes_every_year_and_never_before_its_stichtag(pflicht: Berichtspflicht):
    for jahr in range(2023, 2030):
        stichtag, faellig = pflicht.termin(jahr)
        assert faellig is not None
        assert faellig.year == jahr
        assert stichtag is None or stichtag < faellig
    stichtag, faellig = pflicht.termin(2026)
    frist = Frist(pflicht.pflicht, stichtag=stichtag, faellig=faellig, monate=12)
    tage = [termin.faellig for termin in termine([frist], {}, date(2026, 1, 1), date(2028, 12, 31))]
    assert tage == [pflicht.termin(jahr)[1].replace(day=faellig.day) for jahr in (2026, 2027, 2028)]


@pytest.mark.parametrize(
    ("alt", "neu"),
    [
        ("§ 95b GemO", ""),
        ("https://a.example", ""),
        (";2024;", ";;"),
        ("6 Monate", "ein halbes Jahr"),
        ("6 Monate", "48 Monate"),
        ("31.12.;6 Monate", ";6 Monate"),
        ("31.12.;6 Monate", "31.12.;30.06."),
        ("31.12.;6 Monate", "31.12.;"),
        ("jährlich", "oft"),
        ("BW;", "XX;"),
    ],
)
def test_a_line_that_says_too_little_or_cannot_be_reckoned_is_refused(alt, neu):
    assert parse_berichtspflichten(f"{KOPF}\n{ZEILE}")[Land.BW]
    with pytest.raises(ValueError, match=r"berichtspflichten\.csv|Land"):
        parse_berichtspflichten(f"{KOPF}\n{ZEILE.replace(alt, neu)}")
