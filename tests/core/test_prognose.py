import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.geld import rounded_div
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art, Berichtszeile
from xlbudget.core.monatswerte import Monatswerte
from xlbudget.core.prognose import (
    Lage,
    Meldung,
    Prognoserechnung,
    Verfahren,
    Vorjahr,
    rest_from_ansatz,
    rest_from_vorjahre,
)

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


def rechne(monat=6, vorjahre=(), meldungen=(), ist=IST):
    return Prognoserechnung(GLIEDERUNG, ZEILEN, monat, werte(ist), werte(ANSATZ), vorjahre, meldungen).prognosen()


def betrag(prognosen, objekt, *zeilen):
    return sum(prognosen.of(GLIEDERUNG[objekt], zeile).betrag_ct for zeile in zeilen or ZEILEN)


def test_at_year_end_the_prognose_is_the_ergebnis():
    prognosen = rechne(12, [vorjahr("B", 2022, 999)], [Meldung("B", Art.AUFWENDUNGEN, "gesamt", 1)])
    assert betrag(prognosen, "Gesamt") == 710
    assert prognosen.of(GLIEDERUNG["10"], PERSONAL).verfahren == {Verfahren.ERGEBNIS}


def test_without_history_the_remaining_share_of_the_ansatz():
    prognosen = rechne()
    assert betrag(prognosen, "10", PERSONAL) == 700 + 600
    assert betrag(prognosen, "20", PERSONAL) == 300
    assert prognosen.of(GLIEDERUNG["B"], PERSONAL).verfahren == {Verfahren.ANSATZ}


def test_history_of_a_budget_is_its_ist_plus_the_mean_of_the_remaining_months():
    prognosen = rechne(6, [vorjahr("B", 2022, 101), vorjahr("B", 2021, 200)])
    assert betrag(prognosen, "B") == 700 + rounded_div(301, 2)
    assert prognosen.of(GLIEDERUNG["10"], SACH).verfahren == {Verfahren.VORJAHRE}
    assert prognosen.of(GLIEDERUNG["30"], SACH).verfahren == {Verfahren.ANSATZ}


def test_nearer_history_wins_and_the_rest_keeps_its_share():
    prognosen = rechne(6, [vorjahr("Dez", 2022, 3600), vorjahr("B", 2022, 100)])
    assert betrag(prognosen, "B") == 700 + 100
    assert betrag(prognosen, "C") == 10 + 3600 * 1200 // 3600


def test_history_of_a_row_wins_over_that_of_the_sum():
    prognosen = rechne(6, [vorjahr("B", 2022, 50, "Personal"), vorjahr("B", 2022, 400)])
    assert betrag(prognosen, "B", PERSONAL) == 700 + 50
    assert betrag(prognosen, "B", SACH) == 400 * 600 // 2400


def test_a_prior_year_without_months_is_no_history():
    leer = Vorjahr("B", Art.AUFWENDUNGEN, "gesamt", 2022, 1, (None,) * 12, 1)
    assert rechne(6, [leer]).of(GLIEDERUNG["10"], PERSONAL).verfahren == {Verfahren.ANSATZ}


def test_a_meldung_for_a_produkt_row_wins():
    prognosen = rechne(6, [vorjahr("B", 2022, 100)], [Meldung("10", Art.AUFWENDUNGEN, "Personal", 42)])
    assert betrag(prognosen, "10", PERSONAL) == 42
    assert prognosen.of(GLIEDERUNG["B"], PERSONAL).kuerzel == "G/V"


def test_a_meldung_for_a_budget_spreads_over_what_is_not_reported():
    meldungen = [
        Meldung("B", Art.AUFWENDUNGEN, "gesamt", 1000),
        Meldung("10", Art.AUFWENDUNGEN, "Personal", 400),
    ]
    prognosen = rechne(6, (), meldungen)
    assert betrag(prognosen, "B") == 1000
    assert betrag(prognosen, "10", PERSONAL) == 400


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
    vorjahre = [vorjahr("Dez", 2021, reste[0]), vorjahr("B", 2022, reste[1])]
    prognosen = rechne(monat, vorjahre, meldungen)
    assert betrag(prognosen, "Dez") == betrag(prognosen, "B") + betrag(prognosen, "C")
    assert betrag(prognosen, "B") == betrag(prognosen, "10") + betrag(prognosen, "20")
    if gemeldet is not None:
        assert betrag(prognosen, "Dez") == gemeldet


@pytest.mark.parametrize(("monat", "rest"), [(1, 1100), (6, 600), (11, 100), (12, 0)])
def test_remaining_share_of_the_ansatz(monat, rest):
    assert rest_from_ansatz(Lage(monat, 1200, ())) == rest


def test_methods_say_when_they_do_not_apply():
    assert rest_from_ansatz(Lage(6, None, ())) is None
    assert rest_from_vorjahre(Lage(6, 1200, ())) is None
