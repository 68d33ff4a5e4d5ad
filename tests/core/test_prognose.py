import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.geld import rounded_div
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art, Berichtszeile
from xlbudget.core.monatswerte import Monatswerte
from xlbudget.core.prognose import (
    Meldung,
    Prognoserechnung,
    Verfahren,
    Vorjahr,
    rest_from_ansatz,
    rest_from_vorjahre,
    select_vorjahre,
)
from xlbudget.errors import Schwere

GLIEDERUNG = Gliederung(
    [
        Berichtsobjekt("Dez", Ebene.DEZERNAT, "1", "Dez"),
        Berichtsobjekt("B", Ebene.BUDGET, "11", "B", "Dez"),
        Berichtsobjekt("C", Ebene.BUDGET, "12", "C", "Dez"),
        Berichtsobjekt("10", Ebene.PRODUKT, "10", "zehn", "B"),
        Berichtsobjekt("20", Ebene.PRODUKT, "20", "zwanzig", "B"),
        Berichtsobjekt("30", Ebene.PRODUKT, "30", "dreißig", "C"),
    ]
)
PERSONAL = Berichtszeile(Art.AUFWENDUNGEN, "Personal")
SACH = Berichtszeile(Art.AUFWENDUNGEN, "Sachaufwand")
ZEILEN = (PERSONAL, SACH)
ANSATZ = {("10", PERSONAL): 1200, ("10", SACH): 600, ("20", PERSONAL): 600, ("30", SACH): 1200}
IST = {("10", PERSONAL): 700, ("30", SACH): 10}


def werte(zahlen):
    return Monatswerte(GLIEDERUNG, {zelle: (betrag,) + (None,) * 11 for zelle, betrag in zahlen.items()})


def vorjahr(objekt, jahr, rest, zeile="gesamt"):
    return Vorjahr(objekt, Art.AUFWENDUNGEN, zeile, jahr, None, (5,) * 6 + (rest,) + (0,) * 5, None)


def rechne(monat=6, vorjahre=(), meldungen=(), ist=IST, ansatz=ANSATZ):
    return Prognoserechnung(GLIEDERUNG, ZEILEN, monat, werte(ist), werte(ansatz), vorjahre, meldungen).prognosen()


def betrag(prognosen, objekt, *zeilen):
    return sum(prognosen.prognose_of(GLIEDERUNG[objekt], zeile).betrag_ct for zeile in zeilen or ZEILEN)


def test_at_year_end_the_prognose_is_the_ergebnis():
    prognosen = rechne(12, [vorjahr("B", 2022, 999)], [Meldung("B", Art.AUFWENDUNGEN, "gesamt", 1)])
    assert betrag(prognosen, "Gesamt") == 710
    assert prognosen.prognose_of(GLIEDERUNG["10"], PERSONAL).verfahren == {Verfahren.ERGEBNIS}


def test_without_history_the_remaining_share_of_the_ansatz():
    prognosen = rechne()
    assert betrag(prognosen, "10", PERSONAL) == 700 + 600
    assert betrag(prognosen, "20", PERSONAL) == 300
    assert prognosen.prognose_of(GLIEDERUNG["B"], PERSONAL).verfahren == {Verfahren.ANSATZ}


def test_history_of_a_budget_is_its_ist_plus_the_mean_of_the_remaining_months():
    prognosen = rechne(6, [vorjahr("B", 2022, 101), vorjahr("B", 2021, 200)])
    assert betrag(prognosen, "B") == 700 + rounded_div(301, 2)
    assert prognosen.prognose_of(GLIEDERUNG["10"], SACH).verfahren == {Verfahren.VORJAHRE}
    assert prognosen.prognose_of(GLIEDERUNG["30"], SACH).verfahren == {Verfahren.ANSATZ}


def test_nearer_history_wins_and_the_level_above_still_comes_out_exactly():
    prognosen = rechne(6, [vorjahr("Dez", 2022, 3600), vorjahr("B", 2022, 100)])
    assert betrag(prognosen, "B") == 700 + 100
    assert betrag(prognosen, "C") == 10 + 3500
    assert betrag(prognosen, "Dez") == 710 + 3600


def test_history_of_a_produkt_is_not_counted_again_in_its_budget():
    prognosen = rechne(6, [vorjahr("B", 2022, 6000), vorjahr("10", 2022, 5400), vorjahr("10", 2021, 5200)])
    assert betrag(prognosen, "10") == 700 + 5300
    assert betrag(prognosen, "20") == 700
    assert betrag(prognosen, "B") == 700 + 6000


def test_history_of_a_row_wins_over_that_of_the_sum():
    prognosen = rechne(6, [vorjahr("B", 2022, 50, "Personal"), vorjahr("B", 2022, 400)])
    assert betrag(prognosen, "B", PERSONAL) == 700 + 50
    assert betrag(prognosen, "B", SACH) == 350


def test_rows_of_a_budget_and_the_sum_of_a_produkt_leave_the_budget_exact():
    vorjahre = [vorjahr("10", 2022, 300), vorjahr("B", 2022, 500, "Personal"), vorjahr("B", 2022, 400)]
    prognosen = rechne(6, vorjahre)
    assert betrag(prognosen, "10") == 700 + 300
    assert betrag(prognosen, "B", PERSONAL) == 700 + 500
    assert betrag(prognosen, "B") == 700 + 400  # what is left for 20 is negative, and shown so


def test_where_nothing_is_free_the_nearer_history_wins():
    prognosen = rechne(6, [vorjahr("B", 2022, 9999), vorjahr("10", 2022, 1), vorjahr("20", 2022, 2)])
    assert betrag(prognosen, "B") == 700 + 3


@pytest.mark.parametrize("ansatz", [{}, {("10", PERSONAL): -1200}, {("10", PERSONAL): 0}])
def test_history_of_one_cell_needs_no_ansatz(ansatz):
    prognosen = rechne(6, [vorjahr("10", 2022, 600, "Personal")], ansatz=ansatz)
    assert betrag(prognosen, "10", PERSONAL) == 700 + 600
    assert prognosen.prognose_of(GLIEDERUNG["10"], PERSONAL).verfahren == {Verfahren.VORJAHRE}


@pytest.mark.parametrize(
    ("ansatz", "ist", "anteile"),
    [
        ({("10", SACH): -50}, {("10", SACH): -30, ("20", PERSONAL): 10}, {("10", SACH): 300, ("20", PERSONAL): 100}),
        ({("20", SACH): -50}, {}, {(nummer, zeile): 100 for nummer in ("10", "20") for zeile in ZEILEN}),
        ({("20", SACH): 5}, {("10", SACH): 30}, {("20", SACH): 400}),
    ],
    ids=["by what is booked", "equally", "by Ansatz"],
)
def test_history_is_spread_without_a_positive_ansatz_too(ansatz, ist, anteile):
    prognosen = rechne(6, [vorjahr("B", 2022, 400)], ist=ist, ansatz=ansatz)
    for nummer in ("10", "20"):
        for zeile in ZEILEN:
            zelle = (nummer, zeile)
            assert betrag(prognosen, *zelle) == ist.get(zelle, 0) + anteile.get(zelle, 0), zelle


def test_the_two_latest_prior_years_carry_the_forecast_and_of_a_repeated_year_the_first_line():
    jahre = [vorjahr("B", jahr, jahr) for jahr in (202, 2020, 2021, 2022, 2023, 2052)]
    gewaehlt = select_vorjahre([*jahre, vorjahr("B", 2022, 1), vorjahr("B", 2022, 2, "Personal")], 2023)
    assert [(v.jahr, v.zeile, v.monate_ct[6]) for v in gewaehlt] == [
        (2021, "gesamt", 2021),
        (2022, "gesamt", 2022),
        (2022, "Personal", 2),
    ]


def test_a_prior_year_without_months_is_no_history():
    leer = Vorjahr("B", Art.AUFWENDUNGEN, "gesamt", 2022, 1, (None,) * 12, 1)
    assert rechne(6, [leer]).prognose_of(GLIEDERUNG["10"], PERSONAL).verfahren == {Verfahren.ANSATZ}


def test_a_meldung_for_a_produkt_row_wins():
    prognosen = rechne(6, [vorjahr("B", 2022, 100)], [Meldung("10", Art.AUFWENDUNGEN, "Personal", 42)])
    assert betrag(prognosen, "10", PERSONAL) == 42
    assert prognosen.prognose_of(GLIEDERUNG["B"], PERSONAL).kuerzel == "G/V"


def test_a_meldung_for_a_budget_spreads_over_what_is_not_reported():
    meldungen = [
        Meldung("B", Art.AUFWENDUNGEN, "gesamt", 1000),
        Meldung("10", Art.AUFWENDUNGEN, "Personal", 400),
    ]
    prognosen = rechne(6, (), meldungen)
    assert betrag(prognosen, "B") == 1000
    assert betrag(prognosen, "10", PERSONAL) == 400


def meldung(objekt, betrag_ct, zeile="gesamt"):
    return Meldung(objekt, Art.AUFWENDUNGEN, zeile, betrag_ct)


@pytest.mark.parametrize("objekt", ["unbekannt", "10"])
def test_what_refers_to_nothing_changes_nothing(objekt):
    prognosen = rechne(6, [vorjahr(objekt, 2022, 900, "gibt es nicht")], [meldung(objekt, 900, "gibt es nicht")])
    assert betrag(prognosen, "Gesamt") == betrag(rechne(), "Gesamt")


def test_of_two_meldungen_for_the_same_the_first_counts():
    prognosen = rechne(6, (), [meldung("10", 1000), meldung("10", 5000)])
    assert betrag(prognosen, "10") == 1000
    assert prognosen.befunde == ()


@pytest.mark.parametrize(
    ("meldungen", "text"),
    [
        ([meldung("10", 1000), meldung("20", 1000), meldung("B", 99_999)], "999,99 €.*zusammen 20,00 €; es gelten die"),
        ([meldung("B", 50, "Personal"), meldung("B", 60, "Sachaufwand"), meldung("B", 100)], "zusammen 1,10 €"),
        ([meldung("10", 5000), meldung("B", 1000)], "10,00 €.*zusammen 50,00 €; für den Rest bleiben -40,00 €"),
    ],
    ids=["nothing free", "rows", "negative rest"],
)
def test_meldungen_that_contradict_each_other_are_named(meldungen, text):
    (befund,) = rechne(6, (), meldungen).befunde
    assert (befund.schwere, befund.code) == (Schwere.WARNUNG, "meldung.widerspruch")
    assert re.search(text, befund.text)


@pytest.mark.parametrize(
    "meldungen",
    [
        [meldung("10", 1000), meldung("20", 1000), meldung("B", 2000)],
        [meldung("10", 1000), meldung("B", 1000)],
        [meldung("10", -100), meldung("B", -500)],
        [meldung("10", 5000)],
    ],
)
def test_meldungen_that_agree_are_not(meldungen):
    assert rechne(6, (), meldungen).befunde == ()


def test_a_meldung_reaches_cells_that_had_no_forecast():
    prognosen = rechne(6, (), [Meldung("20", Art.AUFWENDUNGEN, "Sachaufwand", 77)])
    assert betrag(prognosen, "20", SACH) == 77


@given(
    st.integers(1, 11),
    st.lists(st.integers(-(10**10), 10**10), min_size=2, max_size=2),
    st.one_of(st.none(), st.integers(-(10**10), 10**10)),
)
def test_levels_never_disagree(monat, reste, gemeldet):
    meldungen = [] if gemeldet is None else [Meldung("Dez", Art.AUFWENDUNGEN, "gesamt", gemeldet)]
    vorjahre = [vorjahr("Dez", 2021, reste[0]), vorjahr("B", 2022, reste[1]), vorjahr("10", 2022, reste[0])]
    prognosen = rechne(monat, vorjahre, meldungen)
    assert betrag(prognosen, "Dez") == betrag(prognosen, "B") + betrag(prognosen, "C")
    assert betrag(prognosen, "B") == betrag(prognosen, "10") + betrag(prognosen, "20")
    if gemeldet is not None:
        assert betrag(prognosen, "Dez") == gemeldet
    else:
        rest_of = {v.objekt: sum(v.monate_ct[monat:]) for v in vorjahre}
        assert betrag(prognosen, "Dez") == 710 + rest_of["Dez"]
        assert betrag(prognosen, "B") == 700 + rest_of["B"]


@pytest.mark.parametrize(("monat", "rest"), [(1, 1100), (6, 600), (11, 100), (12, 0)])
def test_remaining_share_of_the_ansatz(monat, rest):
    assert rest_from_ansatz(monat, 1200) == rest


def test_methods_say_when_they_do_not_apply():
    assert rest_from_ansatz(6, None) is None
    assert rest_from_vorjahre(6, ()) is None
