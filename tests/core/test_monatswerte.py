import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.monatswerte import Kontensumme, assign, sum_up
from xlbudget.core.zeit import monat_of_periode
from xlbudget.errors import EingabeError

RAHMEN = Kontenrahmen(tuple(Praefix(p, Berichtszeile(art, name)) for p, art, name in NIEDERSACHSEN))
GLIEDERUNG = Gliederung(
    [
        Berichtsobjekt("B", Ebene.BUDGET, "1", "B"),
        Berichtsobjekt("10", Ebene.PRODUKT, "10", "zehn", "B"),
        Berichtsobjekt("20", Ebene.PRODUKT, "20", "zwanzig", "B"),
    ]
)
PERSONAL = Berichtszeile(Art.AUFWENDUNGEN, "Personal")
ORDENTLICH = Berichtszeile(Art.ERTRAEGE, "ordentlich")

BACKENDS = [
    pytest.param(lambda frame: frame, id="pandas"),
    pytest.param(pa.Table.from_pandas, id="arrow"),
    pytest.param(duckdb.from_df, id="duckdb"),
]
POSTINGS = st.lists(
    st.tuples(
        st.sampled_from(["10", "20", "99"]),
        st.sampled_from(["401100", "314100", "471100", "999"]),
        st.integers(1, 12),
        st.integers(-(10**13), 10**13),
    ),
    max_size=60,
)


def frame(postings):
    records = [(*posting, zeile, 1) for zeile, posting in enumerate(postings, 5)]
    types = {"produkt": "str", "sachkonto": "str"} | dict.fromkeys(("monat", "saldo_ct", "zeile", "anzahl"), "int64")
    return pd.DataFrame(records, columns=["produkt", "sachkonto", "monat", "saldo_ct", "zeile", "anzahl"]).astype(types)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "betraege", [[2**62] * 3, [2**62, -(2**62), 1], [-(2**63)], [2**52, 2**52, 1]], ids=["über", "auf", "min", "knapp"]
)
def test_amounts_beyond_what_is_exact_are_refused(backend, betraege):
    with pytest.raises(EingabeError, match="nicht mehr auf den Cent"):
        sum_up(backend(frame([("10", "401100", 3, betrag) for betrag in betraege])))


def test_the_largest_sum_is_exact():
    assert aggregate(frame([("10", "401100", 3, 2**52), ("10", "401100", 3, 2**52 - 1)]))[0].saldo_ct == 2**53 - 1


def aggregate(buchungen):
    return [
        Kontensumme(z["produkt"], z["sachkonto"], z["monat"], z["saldo_ct"], z["anzahl"], z["zeile"])
        for z in sum_up(buchungen).to_pylist()
    ]


@pytest.mark.parametrize("backend", BACKENDS)
def test_sums_by_produkt_konto_month_with_the_first_line(backend):
    postings = [("10", "401100", 3, -500), ("10", "401100", 3, -250), ("20", "401100", 3, -1)]
    assert aggregate(backend(frame(postings))) == [
        Kontensumme("10", "401100", 3, -750, 2, 5),
        Kontensumme("20", "401100", 3, -1, 1, 7),
    ]


@pytest.mark.slow
@settings(deadline=None)
@given(POSTINGS)
def test_backends_agree_and_lose_no_cent(postings):
    by_pandas = aggregate(frame(postings))
    assert by_pandas == aggregate(duckdb.from_df(frame(postings)))
    assert sum(summe.saldo_ct for summe in by_pandas) == sum(posting[3] for posting in postings)


@given(POSTINGS)
def test_budget_is_the_sum_of_its_produkte(postings):
    werte = assign(aggregate(frame(postings)), GLIEDERUNG, RAHMEN)
    for zeile in RAHMEN.zeilen:
        summe = sum(werte.summe_ct(GLIEDERUNG[nummer], zeile) or 0 for nummer in ("10", "20"))
        assert (werte.summe_ct(GLIEDERUNG["B"], zeile) or 0) == summe


def test_debit_raises_aufwand_and_credit_raises_ertrag():
    werte = assign(aggregate(frame([("10", "401100", 1, -500), ("10", "314100", 1, 300)])), GLIEDERUNG, RAHMEN)
    assert werte.monate_of(GLIEDERUNG["B"], PERSONAL)[0] == 500
    assert werte.monate_of(GLIEDERUNG["B"], ORDENTLICH)[0] == 300


def test_a_month_without_postings_is_none_and_a_cancelled_one_is_zero():
    werte = assign(aggregate(frame([("10", "401100", 1, -5), ("10", "401100", 1, 5)])), GLIEDERUNG, RAHMEN)
    assert werte.monate_of(GLIEDERUNG["10"], PERSONAL)[:2] == (0, None)
    assert werte.summe_ct(GLIEDERUNG["20"], PERSONAL) is None


def test_what_has_no_place_is_left_out():
    summen = [Kontensumme("99", "401100", 1, -5, 1, 1), Kontensumme("10", "999", 1, -5, 1, 2)]
    assert assign(summen, GLIEDERUNG, RAHMEN).summe_ct(GLIEDERUNG["Gesamt"], PERSONAL) is None


@pytest.mark.parametrize(("periode", "monat"), [(1, 1), (12, 12), (13, 12), (16, 12)])
def test_closing_periods_belong_to_dezember(periode, monat):
    assert monat_of_periode(periode) == monat


@pytest.mark.parametrize("periode", [0, 17, -1])
def test_periods_that_do_not_exist(periode):
    with pytest.raises(ValueError, match="gibt es nicht"):
        monat_of_periode(periode)
