"""What Kennzahlen amount to at a Stand; the rules of the Verordnung zu § 48a SGB II on figures worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from core.kennzahlen.kennzahl_base import regel, reihe, wert
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.kennzahlen.modelle import Periode, PlanIst
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung, circular

JUNI = Periode(2025, 6)
GRUND = [regel("INT", "Summe"), regel("ELB", "Bestand"), regel("LZB", "Bestand"), regel("LLU", "Summe")]
K1 = regel("K1", "Veränderung zum Vorjahresmonat", "LLU", einheit="%")
K2 = regel("K2", "Quote der letzten 12 Monate", "INT", "ELB", einheit="%")
K2J = regel("K2J", "Quote seit Jahresbeginn", "INT", "ELB", einheit="%")
K3 = regel("K3", "Veränderung zum Vorjahresmonat", "LZB", einheit="%")
ALLE = [*GRUND, K1, K2, K2J, K3]


def test_k2_divides_by_the_mean_stock_of_the_twelve_months_before():
    """Integrationen April to March over the stock of March to February."""
    integrationen = reihe("INT", "2024-04", range(100, 112))
    bestand = reihe("ELB", "2024-03", range(6000, 6012))
    k2 = Kennzahlrechnung(ALLE, [*integrationen, *bestand, wert("ELB", "2025-03", 99999)]).ist("K2", Periode(2025, 3))
    assert k2.wert == Fraction(sum(range(100, 112)) * 100 * 12, sum(range(6000, 6012)))


def test_the_value_in_the_year_counts_from_january_over_december():
    integrationen = reihe("INT", "2025-01", [90, 110, 100])
    bestand = reihe("ELB", "2024-12", [6000, 6300, 6600])
    rechnung = Kennzahlrechnung(ALLE, [*integrationen, *bestand])
    assert rechnung.ist("K2J", Periode(2025, 3)).wert == Fraction(300 * 100, 6300)


def test_k1_and_k3_hold_a_month_against_the_same_month_of_the_year_before():
    """The LLU of the month alone: what was paid from January on is another figure."""
    werte = [*reihe("LLU", "2024-01", [1000] * 6), *reihe("LLU", "2025-01", [2000] * 5 + [1100])]
    rechnung = Kennzahlrechnung(ALLE, [*werte, wert("LZB", "2024-06", 3749), wert("LZB", "2025-06", 4370)])
    assert rechnung.ist("K1", JUNI).wert == 10
    assert rechnung.ist("K3", JUNI).wert == Fraction(621 * 100, 3749)


@pytest.mark.parametrize(
    ("art", "erwartet"), [("Bestand", 60), ("Summe", 210), ("Durchschnitt", 35)], ids=["stock", "sum", "mean"]
)
def test_months_up_to_the_stand(art, erwartet):
    rechnung = Kennzahlrechnung([regel("K", art)], reihe("K", "2025-01", [10, 20, 30, 40, 50, 60, 70]))
    assert rechnung.ist("K", JUNI).wert == erwartet


def test_a_year_stands_for_months_nobody_gave_when_it_is_over():
    rechnung = Kennzahlrechnung(
        [regel("K", "Summe"), regel("B", "Bestand")], [wert("K", "2025", 5), wert("B", "2025", 7)]
    )
    assert [rechnung.ist(k, Periode(2025, 12)).wert for k in "KB"] == [5, 7]
    assert rechnung.ist("K", JUNI).wert is None


def test_a_quote_has_the_factor_of_its_unit():
    regeln = [
        *GRUND,
        regel("P", "Quote", "LZB", "ELB", einheit="%"),
        regel("T", "Quote", "LZB", "ELB", einheit="je 1.000"),
    ]
    rechnung = Kennzahlrechnung(regeln, [wert("LZB", "2025-06", 1), wert("ELB", "2025-06", 4)])
    assert (rechnung.ist("P", JUNI).wert, rechnung.ist("T", JUNI).wert) == (25, 250)


def test_nothing_is_divided_by_zero():
    rechnung = Kennzahlrechnung(
        [*GRUND, regel("P", "Quote", "LZB", "ELB")], [wert("LZB", "2025-06", 1), wert("ELB", "2025-06", 0)]
    )
    assert (rechnung.ist("P", JUNI).wert, rechnung.ist("P", JUNI).null) == (None, {"ELB"})


def test_plan_up_to_the_stand():
    """June is held against June: evenly, as the year before, or as it was given."""
    vorjahr = reihe("K", "2024-01", [10] * 6 + [30] * 6)
    gegeben = reihe("K", "2025-01", [1, 2, 3, 4, 5, 6, 7], "Plan")

    def plan(verlauf, werte, art="Summe"):
        return Kennzahlrechnung([regel("K", art, plan=1200, verlauf=verlauf)], werte).plan("K", JUNI).wert

    assert plan("gleichmäßig", []) == 600
    assert plan(None, []) == 600
    assert plan("wie Vorjahr", vorjahr) == 300
    assert plan("wie Vorjahr", vorjahr[1:]) is None
    assert plan("gegeben", gegeben) == plan(None, gegeben) == 21
    assert plan("gleichmäßig", [], "Bestand") == plan("gleichmäßig", [], "Durchschnitt") == 1200


def test_the_plan_of_a_quote_follows_from_its_parts_unless_it_has_one():
    regeln = [regel("INT", "Summe", plan=1163), regel("ELB", "Durchschnitt", plan=6650)]
    teile = Kennzahlrechnung([*regeln, regel("Q", "Quote", "INT", "ELB", einheit="%")], [])
    assert teile.plan("Q", Periode(2025, 12)).wert == Fraction(116300, 6650)
    assert teile.plan("Q", JUNI).wert == Fraction(58150, 6650)
    eigener = Kennzahlrechnung([*regeln, regel("Q", "Quote", "INT", "ELB", einheit="%", plan=20)], [])
    assert eigener.plan("Q", JUNI).wert == 10  # as its parts: a sum of six months over a stock is half that of the year
    assert eigener.plan("Q", Periode(2025, 12)).wert == 20


@pytest.mark.parametrize(
    ("quote", "bis_juni"),
    [
        (("Quote", "SUM", "BES"), 30),
        (("Quote", "SUM", "SUM2"), 60),
        (("Quote", "BES", "BES2"), 60),
        (("Quote", "Q2", "BES"), 30),
        (("Quote", "FEHLT", "BES"), 60),
        (("Quote seit Jahresbeginn", "SUM", "BES"), 30),
        (("Quote der letzten 12 Monate", "SUM", "BES"), 60),
        (("Veränderung zum Vorjahresmonat", "SUM"), 60),
    ],
)
def test_the_plan_of_the_year_is_not_that_of_june_where_a_quote_grows(quote, bis_juni):
    teile = [regel("SUM", "Summe"), regel("SUM2", "Summe"), regel("BES", "Bestand"), regel("BES2", "Bestand")]
    rechnung = Kennzahlrechnung([*teile, regel("Q2", "Quote", "SUM", "BES"), regel("Q", *quote, plan=60)], [])
    assert rechnung.plan("Q", JUNI).wert == bis_juni
    assert rechnung.plan("Q", Periode(2025, 12)).wert == 60


def test_a_final_value_counts_and_a_provisional_one_stays():
    alle = [wert("B", "2025-06", 100, fassung="T-0"), wert("B", "2025-06", 103, fassung="T-3")]
    for werte in (alle, alle[::-1]):
        assert Kennzahlrechnung([regel("B", "Bestand")], werte).ist("B", JUNI).wert == 103


def test_formulas_that_need_themselves():
    regeln = {r.kuerzel: r for r in (regel("A", "Quote", "B", "C"), regel("B", "Quote", "A", "C"), regel("C", "Summe"))}
    assert circular(regeln) == {"A", "B"}
    haengt = {**regeln, "D": regel("D", "Quote", "A", "C")}
    assert circular(haengt) == {"A", "B", "D"}
    assert Kennzahlrechnung(haengt.values(), [wert("C", "2025-06", 1)]).ist("D", JUNI).wert is None


MONATSWERTE = st.lists(st.integers(1, 10**6), min_size=30, max_size=30)


@given(MONATSWERTE, MONATSWERTE, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(zaehler, nenner, zufall):
    werte = [w for k in ("INT", "LLU") for w in reihe(k, "2023-07", zaehler)]
    werte += [w for k in ("ELB", "LZB") for w in reihe(k, "2023-07", nenner)]
    vorher = [Kennzahlrechnung(ALLE, werte).ist(k, Periode(2025, 12)) for k in ("K1", "K2", "K2J", "K3")]
    zufall.shuffle(werte)
    assert [Kennzahlrechnung(ALLE, werte).ist(k, Periode(2025, 12)) for k in ("K1", "K2", "K2J", "K3")] == vorher
    assert all(ausgang.wert is not None for ausgang in vorher)


@given(MONATSWERTE, st.integers(0, 29), st.sampled_from(["INT", "ELB", "LZB", "LLU"]))
def test_a_missing_month_is_never_zero(zahlen, weg, kuerzel):
    """A value is either the one of complete months, or there is none and the month is named."""
    werte = [w for k in ("INT", "ELB", "LZB", "LLU") for w in reihe(k, "2023-07", zahlen)]
    voll = Kennzahlrechnung(ALLE, werte)
    fehlt = reihe(kuerzel, "2023-07", zahlen)[weg]
    luecke = Kennzahlrechnung(ALLE, [w for w in werte if w != fehlt])
    for name in [r.kuerzel for r in ALLE]:
        jetzt = luecke.ist(name, Periode(2025, 12))
        if (kuerzel, fehlt.periode, PlanIst.IST, "") in jetzt.fehlend:
            assert jetzt.wert is None
        else:
            assert jetzt == voll.ist(name, Periode(2025, 12))
            assert jetzt.wert is not None


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=6, max_size=6))
def test_groups_add_up(paare):
    frauen, maenner = zip(*paare, strict=True)
    werte = reihe("K", "2025-01", [f + m for f, m in paare])
    werte += [*reihe("K", "2025-01", frauen, gruppe="Frauen"), *reihe("K", "2025-01", maenner, gruppe="Männer")]
    for art in ("Summe", "Bestand", "Durchschnitt"):
        rechnung = Kennzahlrechnung([regel("K", art)], werte)
        teile = [rechnung.ist("K", JUNI, gruppe).wert for gruppe in rechnung.gruppen_of("K", 2025)]
        assert sum(teile) == rechnung.ist("K", JUNI).wert
