"""What a controller entered is held to the same measure as what a Fachdienst returns."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from xlbudget.core.kennzahlen.reihe import Kennzahlreihe
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.prognose import Meldung, Vorjahr
from xlbudget.core.pruefung_eigene import check_eigene_kennzahlen, check_eigene_meldung, check_groesse, check_verlauf
from xlbudget.core.pruefung_mappe import check_vorjahre
from xlbudget.core.pruefung_prognose import Zeilenzahlen
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere, SourceRef

ORT = SourceRef("mappe.xlsx", "Prognosen", "B4")
ZAHLEN = Zeilenzahlen(500_000_00, 240_000_00, 490_000_00)
STETIG = [40_000_00 + monat * 100 for monat in (3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8)]


def vorjahr(monate, ergebnis=None, jahr=2022):
    return Vorjahr("B", Art.AUFWENDUNGEN, "Personal", jahr, None, tuple(monate), ergebnis, ORT)


def cumulated(monate):
    return [sum(monate[: n + 1]) for n in range(len(monate))]


@pytest.mark.parametrize(
    ("betrag_ct", "codes"),
    [
        (495_000_00, []),
        (495_00, ["meldung.unter_ist", "meldung.weit"]),
        (-495_000_00, ["meldung.unter_ist", "meldung.vorzeichen"]),
        (200_000_00, ["meldung.unter_ist", "meldung.weit"]),
        (49_500_000_00, ["meldung.weit"]),
        (4_950_000_00, ["meldung.weit"]),
    ],
)
def test_an_own_prognose(betrag_ct, codes):
    meldung = Meldung("3114", Art.AUFWENDUNGEN, "Personal", betrag_ct, source=ORT)
    befunde = check_eigene_meldung(Stand(2023, 6), meldung, ZAHLEN, Regeln())
    assert [b.code for b in befunde] == codes
    assert all(b.schwere is Schwere.WARNUNG and b.source == ORT and "2023-06" in b.text for b in befunde)


def test_an_own_prognose_in_thousands_and_in_an_empty_row():
    meldung = Meldung("3114", Art.AUFWENDUNGEN, "Personal", 500_00, source=ORT)
    zahlen = Zeilenzahlen(500_000_00, None, 490_000_00)
    (befund,) = check_eigene_meldung(Stand(2023, 6), meldung, zahlen, Regeln())
    assert "Tausend Euro" in befund.text
    (befund,) = check_eigene_meldung(Stand(2023, 6), meldung, Zeilenzahlen(None, 0, 0), Regeln())
    assert befund.code == "meldung.zeile"


@pytest.mark.parametrize(
    ("monate", "ergebnis", "code"),
    [
        (STETIG[:6] + [None] * 6, None, "vorjahr.halb"),
        (STETIG[:6] + [0] * 6, sum(STETIG[:6]), "vorjahr.halb"),
        ([None] * 6 + STETIG[6:], None, "vorjahr.halb"),
        ([None] + STETIG[1:9] + [None] * 3, None, "vorjahr.halb"),
        (cumulated(STETIG), None, "vorjahr.kumuliert"),
        (cumulated(STETIG), sum(STETIG), "vorjahr.kumuliert"),
        (cumulated(STETIG)[::-1], None, "vorjahr.kumuliert"),
        (cumulated(STETIG)[:8] + [None] * 4, None, "vorjahr.kumuliert"),
        ([-wert for wert in STETIG], None, "vorjahr.vorzeichen"),
        ([None] * 12, -50_000_00, "vorjahr.vorzeichen"),
        (STETIG, None, ""),
        (STETIG, sum(STETIG), ""),
        ([None] * 12, 50_000_00, ""),
        ([None, None, 5_000_00] + [None] * 9, None, ""),
        ([1, None, 3, None, 5, None, 7, None, 9, None, None, None], None, ""),
        ([*STETIG[:11], -5_000_00], None, ""),
        ([-100_00] * 3 + [None] * 9, None, "vorjahr.halb"),
        (STETIG[:6] + [None] * 6, sum(STETIG), ""),  # the sum says it
        ([40_000_00] * 12, None, ""),
    ],
)
def test_how_a_prior_year_runs(monate, ergebnis, code):
    assert [b.code for b in check_verlauf(vorjahr(monate, ergebnis))] == ([code] if code else [])


@pytest.mark.parametrize(
    ("summe_ct", "ansatz_ct", "gemeint"),
    [
        (480_00, 500_000_00, "Tausend Euro"),
        (48_000_000_00, 50_000_00, "Cent"),
        (-480_00, 500_000_00, "Tausend Euro"),
        (48_000_00, 500_000_00, ""),
        (48_000_00, None, ""),
        (0, 500_000_00, ""),
    ],
)
def test_a_prior_year_in_another_unit(summe_ct, ansatz_ct, gemeint):
    befunde = list(check_groesse(vorjahr([summe_ct] + [None] * 11), ansatz_ct))
    assert [b.code for b in befunde] == (["vorjahr.weit"] if gemeint else [])
    assert all(gemeint in b.text for b in befunde)


def test_a_year_that_runs_backwards_beside_another():
    befunde = check_vorjahre([vorjahr(STETIG), vorjahr(STETIG[::-1], jahr=2021)], 2023)
    assert [b.code for b in befunde] == ["vorjahr.umgekehrt"]


@pytest.mark.parametrize(
    ("plan", "ist", "odd"),
    [("95", "0.97", True), ("95", "-97", True), ("500", "24000", True), ("95", "97", False), ("95", None, False)],
)
def test_an_own_key_figure_far_from_its_plan(plan, ist, odd):
    ist = None if ist is None else Decimal(ist)
    kennzahl = Kennzahl("3114", "Anteil", "%", Richtung.HOEHER, Decimal(plan), ist, ORT)
    befunde = check_eigene_kennzahlen([kennzahl], anteil=Decimal(1))
    assert [b.code for b in befunde] == (["kennzahl.weit"] if odd else [])
    assert check_eigene_kennzahlen([kennzahl], anteil=Decimal(1) / 12) == befunde
    bis_stand = replace(kennzahl, bis_stand=True)
    assert check_eigene_kennzahlen([bis_stand], anteil=Decimal(1) / 1000) == befunde
    gerechnet = replace(kennzahl, reihe=Kennzahlreihe((), (), ist_formel=True))
    assert check_eigene_kennzahlen([gerechnet], anteil=Decimal(1)) == []
