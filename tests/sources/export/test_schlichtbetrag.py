"""The shortcut for plain amounts says what the rule says, or nothing."""

import narwhals as nw
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xlbudget.core.geld import MAX_EURO
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.angaben import Zahlenstil
from xlbudget.sources.export.schlichtbetrag import read_plain

STILE = st.sampled_from([Zahlenstil.DEUTSCH, Zahlenstil.ENGLISCH])
FAST_BETRAEGE = st.text("0123456789.,-+() €'’ ", max_size=24)
GRENZFAELLE = [
    "",
    "-",
    "--1",
    "-1-",
    "1.23",
    "1.234",
    "01.234",
    "0.500",
    ".500",
    ",5",
    "1,",
    "1.2345",
    "12.345.67",
    "1,234",
]


def by_rule(texte, stil):
    """Whether each is an amount, and its cents."""
    text = nw.col("text").str.strip_chars()
    frame = nw.from_native(pa.table({"text": pa.array(texte, pa.string())}))
    frame = frame.with_columns(gut=ausdruecke.is_amount(text, stil))
    frame = frame.with_columns(euro=ausdruecke.euro_of(text, nw.col("gut"), stil))
    frame = frame.select(
        gut=nw.col("gut") & ausdruecke.is_plausible(nw.col("euro")), ct=ausdruecke.cents_of(nw.col("euro"))
    )
    return list(frame.iter_rows())


def written(betrag_ct, stil, gruppen, minus):
    ganz, cent = divmod(abs(betrag_ct), 100)
    punkt, komma = (",", ".") if stil is Zahlenstil.ENGLISCH else (".", ",")
    text = f"{ganz:,}".replace(",", punkt if gruppen else "") + f"{komma}{cent:02d}"
    return (f"-{text}" if minus == "vorn" else f"{text}-") if betrag_ct < 0 else text


@settings(deadline=None)
@given(st.lists(FAST_BETRAEGE, max_size=20), STILE)
@example(GRENZFAELLE, Zahlenstil.DEUTSCH)
@example(GRENZFAELLE, Zahlenstil.ENGLISCH)
@example(["1000000000000,00", "1000000000000,01", "9" * 15, "9" * 16, "9" * 30], Zahlenstil.DEUTSCH)
def test_never_of_another_opinion_than_the_rule(texte, stil):
    schlicht, betrag_ct = read_plain(pa.array(texte, pa.string()), stil)
    for text, plain, ct, regel in zip(texte, schlicht, betrag_ct, by_rule(texte, stil), strict=True):
        assert not plain or regel == (True, ct), text
        assert plain or ct == 0, text


@settings(deadline=None)
@given(
    st.lists(st.integers(-MAX_EURO * 100, MAX_EURO * 100), min_size=1, max_size=20),
    STILE,
    st.booleans(),
    st.sampled_from(["vorn", "hinten"]),
)
def test_usual_amounts_are_read(betraege, stil, gruppen, minus):
    texte = pa.array(["x", *(written(betrag, stil, gruppen, minus) for betrag in betraege), "1"])
    schlicht, betrag_ct = read_plain(texte.slice(1, len(betraege)), stil)
    assert schlicht.all()
    assert betrag_ct.tolist() == betraege


@pytest.mark.parametrize("texte", [[], [""], ["1,00"]])
def test_few_amounts(texte):
    schlicht, betrag_ct = read_plain(pa.array(texte, pa.string()), Zahlenstil.DEUTSCH)
    assert (schlicht.tolist(), betrag_ct.tolist()) == ([bool(text) for text in texte], [100 * bool(t) for t in texte])
