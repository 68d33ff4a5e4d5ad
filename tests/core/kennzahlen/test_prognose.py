"""What a Kennzahl is forecast to be: a sum is extrapolated, a stock is not, and a missing month is never 0."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from core.kennzahlen.kennzahl_base import regel, reihe, wert
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.kennzahlen.modelle import Periode, PlanIst, Prognoseart
from xlbudget.core.kennzahlen.prognose import Kennzahlprognosen
from xlbudget.core.kennzahlen.pruefung_prognose import check_prognosearten, check_prognosen
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.zeit import Stand

JUNI = Stand(2025, 6)
HALB = [10, 20, 30, 40, 50, 60]


def prognose(regeln, werte, kuerzel="K", stand=JUNI, gruppe=""):
    gefunden = Kennzahlprognosen(Kennzahlrechnung(regeln, werte), stand).of(kuerzel, gruppe)
    return None if gefunden is None else (gefunden.wert, gefunden.kuerzel)


def vorjahr(werte, jahr=2024):
    return reihe("K", f"{jahr}-01", werte)


def test_a_sum_takes_the_rest_of_prior_years_before_the_plan_before_its_own_course():
    ist = reihe("K", "2025-01", HALB)
    assert prognose([regel("K", "Summe")], ist) == (420, "H")
    assert prognose([regel("K", "Summe", plan=600)], ist) == (510, "A")
    assert prognose([regel("K", "Summe", plan=600)], [*ist, *vorjahr([5] * 12)]) == (240, "V")
    beide = [*vorjahr([5] * 12), *vorjahr([8] * 12, 2023)]
    assert prognose([regel("K", "Summe")], [*ist, *beide]) == (249, "V")


def test_a_stock_stays_unless_the_house_says_otherwise():
    werte = [*reihe("K", "2025-01", HALB), *vorjahr(range(1, 13))]
    assert prognose([regel("K", "Bestand", plan=90)], werte) == (60, "S")
    assert prognose([regel("K", "Bestand", plan=90, prognose="Vorjahre")], werte) == (66, "V")
    assert prognose([regel("K", "Bestand", plan=90, prognose="Plan")], werte) == (90, "A")


def test_a_mean_is_that_of_twelve_months():
    werte = reihe("K", "2025-01", HALB)
    assert prognose([regel("K", "Durchschnitt")], werte) == (35, "H")
    assert prognose([regel("K", "Durchschnitt", plan=65)], werte) == (50, "A")
    gegeben = [*werte, *reihe("K", "2025-01", [10] * 6 + [40] * 6, art="Plan")]
    assert prognose([regel("K", "Durchschnitt")], gegeben) == (Decimal("37.5"), "A")


def test_a_plan_by_months_counts_month_by_month():
    plaene = reihe("K", "2025-01", [0] * 6 + [1, 2, 3, 4, 5, 6], art="Plan")
    assert prognose([regel("K", "Summe")], [*reihe("K", "2025-01", HALB), *plaene]) == (231, "A")


def test_what_is_calculated_follows_from_its_parts():
    regeln = [
        regel("INT", "Summe"),
        regel("ELB", "Bestand"),
        regel("Q", "Quote", "INT", "ELB", einheit="%"),
        regel("K2", "Quote der letzten 12 Monate", "INT", "ELB", einheit="%"),
        regel("K3", "Veränderung zum Vorjahresmonat", "ELB"),
    ]
    werte = [*reihe("INT", "2025-01", [100] * 6), *reihe("ELB", "2024-12", [6000, *[6100] * 5, 6600])]
    assert prognose(regeln, werte, "Q") == (Decimal("18.18"), "H/S")
    # stock of December to November: 6000, 5 × 6100, 6 × 6600
    assert prognose(regeln, werte, "K2")[0] == round(Decimal(1200 * 100 * 12) / (6000 + 5 * 6100 + 6 * 6600), 2)
    assert prognose(regeln, werte, "K3") == (10, "S")


def test_a_change_to_the_prior_year_is_not_forecast_from_the_prior_year():
    """It would be 0, whatever happened: the method says that all is as it was."""
    werte = [*reihe("K", "2025-01", HALB), *vorjahr(range(1, 13)), wert("B", "2024-12", 10)]
    werte += [*reihe("B", "2024-06", [8]), wert("B", "2025-06", 9)]
    k1, k3 = (regel(name, "Veränderung zum Vorjahresmonat", von) for name, von in (("K1", "K"), ("K3", "B")))
    doppelt = regel("Q", "Quote", "K1", "B")
    assert prognose([regel("K", "Summe"), k1], werte, "K1") is None
    assert prognose([regel("K", "Summe"), regel("B", "Bestand"), k1, doppelt], werte, "Q") is None
    assert prognose([regel("K", "Summe", prognose="Hochrechnung"), k1], werte, "K1") == (Decimal("191.67"), "H")
    assert prognose([regel("B", "Bestand"), k3], werte, "K3") == (-10, "S")


@pytest.mark.parametrize(
    ("monate", "art"),
    [([10, 20], "Hochrechnung"), ([10, None, 30, 40, 50, 60], "Hochrechnung"), (HALB, "Vorjahre"), (HALB, "Plan")],
    ids=["two months", "a gap", "no prior year", "no plan"],
)
def test_where_months_are_missing_there_is_none(monate, art):
    stand = Stand(2025, len(monate))
    assert prognose([regel("K", "Summe", prognose=art)], reihe("K", "2025-01", monate), stand=stand) is None


def test_a_prior_year_with_a_gap_is_not_half_a_year():
    werte = [*reihe("K", "2025-01", HALB), *vorjahr([5] * 11), *vorjahr([8] * 12, 2023)]
    assert prognose([regel("K", "Summe", prognose="Vorjahre")], werte) == (210 + 48, "V")


def test_what_came_after_the_stand_does_not_count():
    spaeter = [*reihe("K", "2025-01", [*HALB, 1000, 2000]), wert("K", "2025", 9999)]
    assert prognose([regel("K", "Summe", prognose="Hochrechnung")], spaeter) == (420, "H")
    assert prognose([regel("B", "Bestand")], [wert("B", "2025-06", 5), wert("B", "2025-12", 9)], "B") == (5, "S")


def test_at_the_end_of_the_year_it_is_the_ergebnis():
    dezember = Stand(2025, 12)
    assert prognose([regel("K", "Summe")], [*reihe("K", "2025-01", [*HALB, *HALB])], stand=dezember) == (420, "E")
    assert prognose([regel("K", "Summe")], [wert("K", "2025", 7)], stand=dezember) == (7, "E")


def test_none_is_none_also_for_what_is_calculated_from_it():
    regeln = [regel("K", "Summe", prognose="keine"), regel("B", "Bestand"), regel("Q", "Quote", "K", "B")]
    werte = [*reihe("K", "2025-01", HALB), wert("B", "2025-06", 5)]
    assert [prognose(regeln, werte, kuerzel) for kuerzel in "KBQ"] == [None, (5, "S"), None]


def test_groups_have_the_method_of_the_whole():
    """A part by another method than the whole would not add up to it."""
    werte = [*reihe("K", "2025-01", HALB), *reihe("K", "2025-01", [5] * 6, gruppe="Frauen")]
    assert prognose([regel("K", "Summe", plan=600)], werte, gruppe="Frauen") is None
    mit_plan = [*werte, wert("K", "2025", 120, "Plan", "Frauen")]
    assert prognose([regel("K", "Summe", plan=600)], mit_plan, gruppe="Frauen") == (90, "A")


def befunde_of(regeln, werte, stand=JUNI):
    rechnung = Kennzahlrechnung(regeln, werte)
    return [(b.code, b.text, b.source) for b in (*check_prognosearten(rechnung), *check_prognosen(rechnung, stand))]


def test_a_method_that_does_not_fit_is_named_with_those_that_do():
    regeln = [
        regel("B", "Bestand", prognose="Hochrechnung"),
        regel("S", "Summe", prognose="letzter Stand"),
        regel("Q", "Quote", "S", "B", prognose="Plan"),
        regel("L", "", prognose="Plan"),
        regel("O", "Quote", "S", "B", prognose="keine"),
    ]
    befunde = befunde_of(regeln, [wert("B", "2025-06", 5)])
    assert [code for code, *_ in befunde] == ["kennzahl.prognose"] * 4
    assert "zur Rechenart „Bestand“ passen „Vorjahre“, „Plan“, „letzter Stand“, „keine“" in befunde[0][1]
    assert "als „Quote“ folgt sie aus den Prognosen von Zähler und Nenner" in befunde[2][1]
    assert "sie hat keine Rechenart. Eine eintragen oder die Spalte Prognose leeren" in befunde[3][1]
    assert befunde[0][2].zelle == "AB"
    assert prognose(regeln, [wert("B", "2025-06", 5)], "B") is None


@pytest.mark.parametrize(
    ("art", "rechenart", "was"),
    [
        ("Vorjahre", "Summe", "denn weder 2023 noch 2024 hat alle Monate von Juli bis Dezember"),
        ("Vorjahre", "Bestand", "denn weder 2023 noch 2024 hat alle Monate von Juni bis Dezember"),
        ("Plan", "Summe", "denn der Plan der Monate nach Juni 2025 ist nicht bekannt"),
    ],
)
def test_a_chosen_method_that_lacks_values_says_which(art, rechenart, was):
    ((code, text, ort),) = befunde_of([regel("K", rechenart, prognose=art)], reihe("K", "2025-01", HALB))
    assert code == "kennzahl.prognose_leer"
    assert was in text
    assert ort.zelle == "AK"


def test_what_the_house_did_not_choose_is_empty_without_a_word():
    assert befunde_of([regel("K", "Summe")], reihe("K", "2025-01", [10, 20]), Stand(2025, 2)) == []
    assert (
        befunde_of([regel("K", "Summe", prognose="Vorjahre")], reihe("K", "2025-01", [10] * 12), Stand(2025, 12)) == []
    )


zahlen = st.lists(st.none() | st.integers(-50, 500), min_size=36, max_size=36)
arten = st.sampled_from([None, *Prognoseart])


@given(zahlen, zahlen, st.integers(1, 12), arten, arten, st.randoms(use_true_random=False))
def test_prognosen_do_not_depend_on_the_order_of_lines(eins, zwei, monat, art_k, art_b, zufall):
    regeln = [
        regel("K", "Summe", prognose=art_k, plan=1200),
        regel("B", "Bestand", prognose=art_b),
        regel("Q", "Quote", "K", "B", einheit="%"),
        regel("Z", "Quote der letzten 12 Monate", "K", "B", einheit="%"),
    ]
    werte = [
        *reihe("K", "2023-01", eins),
        *reihe("B", "2023-01", zwei),
        *reihe("K", "2025-01", eins[:12], gruppe="Frauen"),
    ]
    gemischt, umgestellt = zufall.sample(werte, len(werte)), zufall.sample(regeln, len(regeln))
    for kuerzel in "KBQZ":
        for gruppe in ("", "Frauen"):
            erwartet = prognose(regeln, werte, kuerzel, Stand(2025, monat), gruppe)
            assert prognose(umgestellt, gemischt, kuerzel, Stand(2025, monat), gruppe) == erwartet


@given(zahlen, st.integers(1, 12), arten, st.sampled_from(["Summe", "Bestand", "Durchschnitt"]))
def test_a_missing_month_never_becomes_0(reihen, monat, art, rechenart):
    """A sum or a mean needs every month up to the Stand, a stock that of the Stand: without them there is none."""
    regeln, stand = [regel("K", rechenart, prognose=art)], Stand(2025, monat)
    werte = reihe("K", "2023-01", reihen)
    mit = prognose(regeln, werte, stand=stand)
    fehlend = [i for i, zahl in enumerate(reihen[24 : 24 + monat]) if zahl is None]
    noetig = [i for i in fehlend if rechenart != "Bestand" or i == monat - 1]
    if noetig:
        assert mit is None


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=36, max_size=36),
    st.integers(3, 12),
    st.sampled_from([Prognoseart.VORJAHRE, Prognoseart.HOCHRECHNUNG]),
)
def test_groups_that_add_up_still_do(paare, monat, art):
    """Before they are rounded, and then by half a case for each."""
    werte = [
        eins
        for gruppe, zahl in (("", sum), ("Frauen", lambda p: p[0]), ("Männer", lambda p: p[1]))
        for eins in reihe("K", "2023-01", [zahl(paar) for paar in paare], gruppe=gruppe)
    ]
    regeln, stand = [regel("K", "Summe", prognose=art)], Stand(2025, monat)
    gesamt, frauen, maenner = (prognose(regeln, werte, stand=stand, gruppe=g) for g in ("", "Frauen", "Männer"))
    assert gesamt
    assert frauen
    assert maenner
    assert abs(gesamt[0] - frauen[0] - maenner[0]) <= 1
    assert gesamt[1] == frauen[1] == maenner[1]


def test_the_figures_of_the_rule_are_untouched():
    rechnung = Kennzahlrechnung([regel("K", "Summe")], reihe("K", "2025-01", HALB))
    Kennzahlprognosen(rechnung, JUNI).of("K")
    assert rechnung.ist("K", Periode(2025, 12)).wert is None
    assert len(rechnung.zahlen) == len(HALB)
    assert rechnung.zahlen["K", Periode(2025, 1), PlanIst.IST, ""] == Fraction(10)
