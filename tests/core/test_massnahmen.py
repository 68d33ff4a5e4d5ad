"""What measures do to a Prognose: each counts once, none changes a figure of the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.massnahmen import (
    Massnahmenstand,
    Massnahmenstatus,
    Massnahmenzeile,
    Wirkung,
    build_massnahmenstand,
)
from xlbudget.core.monatswerte import LEER
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.prognose import Prognose, Verfahren
from xlbudget.core.pruefung_massnahmen import check_massnahmen
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere, SourceRef

JUNI, DEZEMBER = Stand(2023, 6), Stand(2023, 12)
ORT = SourceRef("d.xlsx", "Maßnahmen", "C5")
BAUM = Gliederung(
    [
        Berichtsobjekt("Dez", Ebene.DEZERNAT, "I", "Dez", None),
        Berichtsobjekt("Soziales", Ebene.BUDGET, "32", "Soziales", "Dez"),
        Berichtsobjekt("Arbeit", Ebene.BUDGET, "33", "Arbeit", "Dez"),
        Berichtsobjekt("3210", Ebene.PRODUKT, "3210", "Hilfen", "Soziales"),
        Berichtsobjekt("3220", Ebene.PRODUKT, "3220", "Pflege", "Soziales"),
        Berichtsobjekt("3310", Ebene.PRODUKT, "3310", "Arbeit", "Arbeit"),
    ]
)
MEHR_CT = {"3210": 300_000_00, "3220": 0, "3310": 150_000_00}
"""By how much each Produkt needs more than planned."""
ANSATZ_CT = 1_000_000_00


def blatt_of(objekt: Berichtsobjekt, stand: Stand = JUNI) -> Produktblatt:
    produkte = BAUM.produkte_of(objekt)
    ansatz = ANSATZ_CT * len(produkte)
    mehr = sum(MEHR_CT[produkt.kennung] for produkt in produkte)
    zeile = Zeile("Personal", ansatz, LEER, Prognose(ansatz + mehr, frozenset({Verfahren.GEMELDET})))
    leer = Blatttabelle(Art.ERTRAEGE, (), ())
    return Produktblatt(objekt, stand, leer, Blatttabelle(Art.AUFWENDUNGEN, (zeile,), ()), Regeln(), (), ())


def m(name: str = "Vertrag neu", objekt: str = "3210", *wirkung: int | None, **mehr) -> Massnahmenzeile:
    return Massnahmenzeile(name, mehr.pop("jahr", 2023), objekt=objekt, wirkung=Wirkung(*wirkung), source=ORT, **mehr)


def status(*zeilen: Massnahmenzeile, stand: Stand = JUNI, **mehr) -> Massnahmenstand:
    return build_massnahmenstand(zeilen, BAUM, lambda objekt: blatt_of(objekt, stand), stand, **mehr)


def amounts(ergebnis: Massnahmenstand, kennung: str) -> tuple[int, int, int]:
    (zeile,) = (zeile for zeile in ergebnis.objekte if zeile.objekt.kennung == kennung)
    return zeile.prognose_ct, zeile.vor_ct, zeile.nach_ct


P = -ANSATZ_CT - MEHR_CT["3210"]


@pytest.mark.parametrize(
    ("zeile", "stand", "vor", "nach"),
    [
        (m("a", "3210", 100, None, 80), JUNI, P, P + 80),  # nothing reached: all of it is still to come
        (m("a", "3210", 100, 30, 80), JUNI, P - 30, P + 50),  # 30 are booked and not counted again
        (m("a", "3210", 100, 30), JUNI, P - 30, P),  # nobody says what comes: what is reached stays
        (m("a", "3210", 100), JUNI, P, P),  # a plan is no forecast
        (m("a", "3210", 100, 30, 80, in_prognose=True), JUNI, P - 80, P),
        (m("a", "3210", 100, 30, 80, status=Massnahmenstatus.AUFGEGEBEN), JUNI, P - 30, P),
        (m("a", "3210", 100, 30, 80), DEZEMBER, P - 30, P),  # the year is over: what is not reached does not come
        (m("a", "3210", 100, 30, 80, in_prognose=True), DEZEMBER, P - 30, P),
        (m("a", "3210", None, None, -50), JUNI, P, P - 50),  # a measure may cost
        (m("a", "3210", 100, 30, 80, jahr=2022), JUNI, P, P),
    ],
)
def test_before_and_after(zeile, stand, vor, nach):
    assert amounts(status(zeile, stand=stand), "3210") == (P, vor, nach)


def test_each_counts_once_at_every_level():
    ergebnis = status(m("a", "3210", None, 10, 40), m("b", "Soziales", None, None, 7), m("c", "3310", None, None, 500))
    je = {zeile.objekt.kennung: (zeile.erwartet_ct, zeile.schon_ct, zeile.anzahl) for zeile in ergebnis.objekte}
    assert je == {
        "3210": (40, 10, 1),
        "Soziales": (47, 10, 2),
        "3310": (500, 0, 1),
        "Arbeit": (500, 0, 1),
        "Dez": (547, 10, 3),
        "Gesamt": (547, 10, 3),
    }
    assert ergebnis.objekte[-1].objekt is GESAMT


def test_a_line_that_stands_there_twice_counts_once():
    zeile = m("a", "3210", None, None, 40)
    assert status(zeile, replace(zeile, massnahme=" A ", wirkung=Wirkung(None, None, 99))).objekte[0].erwartet_ct == 40


betraege = st.none() | st.integers(-(10**9), 10**9)
zeilen_st = st.lists(
    st.builds(
        lambda name, objekt, wirkung, in_prognose, zustand: m(
            name, objekt, *wirkung, in_prognose=in_prognose, status=zustand
        ),
        st.sampled_from("abcdefgh"),
        st.sampled_from(["3210", "3220", "3310", "Soziales", "Dez", "", "gibt es nicht"]),
        st.tuples(betraege, betraege, betraege),
        st.booleans(),
        st.sampled_from(Massnahmenstatus),
    ),
    max_size=12,
)


@given(zeilen_st, st.sampled_from([JUNI, DEZEMBER]), st.randoms())
def test_whatever_is_entered_the_parts_add_up_in_any_order(zeilen, stand, zufall):
    einmal = list({(*zeile.schluessel, zeile.jahr): zeile for zeile in reversed(zeilen)}.values())
    ergebnis = status(*einmal, stand=stand)
    gemischt = list(einmal)
    zufall.shuffle(gemischt)
    assert status(*gemischt, stand=stand).objekte == ergebnis.objekte
    je = {zeile.objekt.kennung: zeile for zeile in ergebnis.objekte}
    einzeln = [status(zeile, stand=stand) for zeile in einmal]
    for kennung, zeile in je.items():
        teile = [z for e in einzeln for z in e.objekte if z.objekt.kennung == kennung]
        assert zeile.erwartet_ct == sum(teil.erwartet_ct for teil in teile)
        assert zeile.schon_ct == sum(teil.schon_ct for teil in teile)
        assert zeile.nach_ct - zeile.vor_ct == zeile.erwartet_ct
        assert zeile.prognose_ct == blatt_of(BAUM[kennung]).prognose_ct
    if stand is DEZEMBER:
        assert all(zeile.nach_ct == zeile.prognose_ct for zeile in ergebnis.objekte)


def test_red_without_a_measure_is_listed():
    def names(*zeilen):
        return [(ohne.blatt.objekt.kennung, ohne.darueber) for ohne in status(*zeilen).ohne]

    assert names() == [("Dez", ()), ("Soziales", ()), ("3210", ()), ("Arbeit", ()), ("3310", ())]
    assert names(m("a", "3210")) == [("Arbeit", ()), ("3310", ())]
    assert names(m("a", "Soziales")) == [("3210", ("32 Soziales",)), ("Arbeit", ()), ("3310", ())]
    assert names(m("a", "3210", status=Massnahmenstatus.AUFGEGEBEN)) == names()
    assert names(m("a", "")) == names()


def test_overdue_first_and_several_years_are_one_measure():
    ergebnis = status(
        m("fertig", "3210", status=Massnahmenstatus.ERLEDIGT, bis=date(2023, 1, 1)),
        m("läuft", "3210", 5, 1, 2, bis=date(2024, 1, 1)),
        m("läuft", "3210", 50, 10, 20, jahr=2022, bis=date(2022, 1, 1)),
        m("läuft", "3210", 500, 100, 200, jahr=2024),
        m("spät", "", bis=date(2023, 6, 29)),
        m("heute", "", bis=date(2023, 6, 30)),
    )
    assert [(x.angaben.massnahme, x.ist_ueberfaellig) for x in ergebnis.massnahmen] == [
        ("spät", True),
        ("läuft", False),
        ("heute", False),
        ("fertig", False),
    ]
    laeuft = ergebnis.massnahmen[1]
    assert (laeuft.wirkung, laeuft.bisher) == (Wirkung(5, 1, 2), Wirkung(55, 11, 22))
    assert ergebnis.ueberfaellig == 1


def test_an_extract_shows_only_what_is_its_own():
    ergebnis = status(m("a", "3210", None, None, 1), m("b", "3310", None, None, 1), m("c", ""), gezeigt={"3210"})
    assert [x.angaben.massnahme for x in ergebnis.massnahmen] == ["a"]
    assert [zeile.objekt.kennung for zeile in ergebnis.objekte] == ["3210"]
    assert status(gezeigt={"3310"}).ohne[0].blatt.objekt.kennung == "3310"


def test_how_far_its_kennzahl_is():
    ziel = Kennzahl("3210", "Quote", "%", Richtung.HOEHER, Decimal(80), Decimal(60))
    fremd = replace(ziel, produkt="3310", ist=Decimal(80))
    assert status(m(kennzahl="quote"), kennzahlen=[ziel, fremd]).massnahmen[0].erreicht == Decimal("0.75")
    assert status(m("a", "3220", kennzahl="Quote"), kennzahlen=[ziel, fremd]).massnahmen[0].erreicht is None


@pytest.mark.parametrize(
    ("zeile", "code", "schwere"),
    [
        (m("a", "3210", 1, 1, 1), "", None),
        (m("a", "3211", 1), "massnahme.objekt", Schwere.FEHLER),
        (m("a", "", 1), "massnahme.anlass", Schwere.FEHLER),
        (m("a", "", None, 0), "massnahme.anlass", Schwere.FEHLER),
        (m("a", ""), "", None),
        (m("a", zeile="personal"), "", None),
        (m("a", zeile="Sonstiges"), "massnahme.zeile", Schwere.WARNUNG),
        (m("a", kennzahl="Quote"), "massnahme.kennzahl", Schwere.WARNUNG),
        (m("a", bis=date(2023, 6, 29)), "massnahme.vergangen", Schwere.WARNUNG),
        (m("a", bis=date(2023, 6, 29), status=Massnahmenstatus.LAEUFT), "massnahme.vergangen", Schwere.WARNUNG),
        (m("a", bis=date(2023, 6, 29), status=Massnahmenstatus.ERLEDIGT), "", None),
        (m("a", bis=date(2023, 6, 30)), "", None),
    ],
)
def test_what_is_odd_about_a_line(zeile, code, schwere):
    befunde = list(check_massnahmen([zeile], BAUM, (), {"Personal"}, date(2023, 6, 30)))
    assert [(b.code, b.schwere, b.source) for b in befunde] == ([(code, schwere, ORT)] if code else [])


def test_one_measure_twice_in_a_year():
    befunde = check_massnahmen([m("a"), m("A "), m("a", jahr=2024), m("a", "3220")], BAUM, (), (), date(2023, 6, 30))
    assert [b.code for b in befunde] == ["massnahme.doppelt"]
