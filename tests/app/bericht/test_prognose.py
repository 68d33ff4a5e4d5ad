"""Forecasts of one Berichtsobjekt: as calculated, and what to enter for a sheet to come out as it was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.prognose import Prognoseuebernahme, find_objekt, plan_uebernahme, without_meldungen
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Berichtszeile
from xlbudget.core.prognose import Meldung, Prognoserechnung
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, SourceRef

PERSONAL = Berichtszeile(Art.AUFWENDUNGEN, "Personal")
SACH = Berichtszeile(Art.AUFWENDUNGEN, "Sachaufwand")
ORDENTLICH = Berichtszeile(Art.ERTRAEGE, "ordentlich")
ORT = SourceRef("peine-2023.xlsx", "Prognosen", "E4")


@pytest.fixture(scope="module")
def soziales(juni) -> Berichtsobjekt:
    return juni.daten.gliederung["Soziales"]


def gemeldet(lauf: Lauf, *meldungen: Meldung) -> Lauf:
    """The same run where somebody has entered Prognosen."""
    daten = lauf.daten
    rechnung = Prognoserechnung(
        daten.gliederung,
        daten.kontenrahmen.zeilen,
        daten.stand.monat,
        daten.ist,
        daten.ansatz,
        daten.vorjahre.fuer_prognose,
        meldungen,
    )
    mappe = replace(lauf.mappe, meldungen=tuple((daten.stand, meldung) for meldung in meldungen))
    return replace(lauf, mappe=mappe, daten=replace(daten, prognosen=rechnung.prognosen()))


def entered(lauf: Lauf, uebernahme: Prognoseuebernahme) -> Lauf:
    """The run after the changes were entered: rows that stood there have another amount, others are new."""
    ersetzt = {a.bisherige: a.meldung for a in uebernahme.aenderungen if a.bisherige}
    alte = [ersetzt.pop(meldung, meldung) for _, meldung in lauf.mappe.meldungen]
    return gemeldet(lauf, *alte, *(a.meldung for a in uebernahme.aenderungen if a.bisherige is None))


def prognosen(lauf: Lauf, objekt: Berichtsobjekt, zeilen: Iterable[Berichtszeile]) -> dict[Berichtszeile, int]:
    return {zeile: lauf.daten.prognosen.prognose_of(objekt, zeile).betrag_ct for zeile in zeilen}


# find_objekt


def test_an_object_is_found_by_its_title(juni, soziales):
    assert find_objekt(juni, "32 Soziales") is soziales
    assert find_objekt(juni, "3114 Hilfen zur Gesundheit").kennung == "3114"
    assert find_objekt(juni, "Gesamthaushalt").kennung == "Gesamt"


@pytest.mark.parametrize("titel", ["Soziales", "32 soziales", "", "32 Soziales und mehr"])
def test_no_other_title_will_do(juni, titel):
    with pytest.raises(EingabeError, match=f"Das Blatt heißt „{titel}“.* in peine-2023.xlsx nicht"):
        find_objekt(juni, titel)


def test_a_title_that_two_objects_have(juni):
    objekte = [objekt for objekt in juni.daten.gliederung if objekt.kennung != "Gesamt"]
    doppelt = replace(juni.daten.gliederung["3114"], kennung="9999")
    zweimal = replace(juni, daten=replace(juni.daten, gliederung=Gliederung([*objekte, doppelt])))
    with pytest.raises(EingabeError, match=r"„3114 Hilfen zur Gesundheit“ gibt es in peine-2023\.xlsx mehrfach"):
        find_objekt(zweimal, "3114 Hilfen zur Gesundheit")


# without_meldungen


def test_without_meldungen_is_the_calculation_alone(juni, soziales):
    gesetzt = gemeldet(juni, Meldung("Soziales", Art.AUFWENDUNGEN, "Personal", 1_00, source=ORT))
    assert prognosen(gesetzt, soziales, [PERSONAL]) == {PERSONAL: 1_00}
    gerechnet = without_meldungen(gesetzt)
    zeilen = juni.daten.kontenrahmen.zeilen
    for objekt in juni.daten.gliederung:
        for zeile in zeilen:
            assert gerechnet.prognosen.prognose_of(objekt, zeile) == juni.daten.prognosen.prognose_of(objekt, zeile)
    assert replace(gerechnet, prognosen=gesetzt.daten.prognosen) == gesetzt.daten


# plan_uebernahme


def test_what_is_as_it_was_needs_nothing(juni, soziales):
    zeilen = juni.daten.kontenrahmen.zeilen
    assert plan_uebernahme(juni, soziales, prognosen(juni, soziales, zeilen)) == Prognoseuebernahme((), ())


def test_a_new_amount_becomes_a_meldung(juni, soziales):
    bisher = prognosen(juni, soziales, [PERSONAL, SACH])
    uebernahme = plan_uebernahme(juni, soziales, bisher | {SACH: 2_000_000_50})
    (aenderung,) = uebernahme.aenderungen
    assert aenderung.meldung == Meldung("Soziales", Art.AUFWENDUNGEN, "Sachaufwand", 2_000_000_50)
    assert (aenderung.bisher_ct, aenderung.bisherige) == (bisher[SACH], None)
    assert uebernahme.befunde == ()


def test_the_row_that_has_set_it_so_far_is_told(juni, soziales):
    erste = Meldung("Soziales", Art.AUFWENDUNGEN, "Personal", 1_00, "Tarif", ORT)
    zweite = replace(erste, betrag_ct=2_00, source=SourceRef("peine-2023.xlsx", "Prognosen", "E5"))
    gesetzt = gemeldet(juni, erste, zweite)
    (aenderung,) = plan_uebernahme(gesetzt, soziales, {PERSONAL: 3_00}).aenderungen
    assert aenderung.bisher_ct == 1_00
    assert aenderung.bisherige is not None
    assert aenderung.bisherige.source == ORT


def test_a_meldung_for_another_stand_is_left_alone(juni, soziales):
    mai = (Stand(2023, 5), Meldung("Soziales", Art.AUFWENDUNGEN, "Personal", 1_00, source=ORT))
    lauf = replace(juni, mappe=replace(juni.mappe, meldungen=(mai,)))
    (aenderung,) = plan_uebernahme(lauf, soziales, {PERSONAL: 3_00}).aenderungen
    assert aenderung.bisherige is None


def test_rows_that_others_would_move_are_entered_with_them(juni, soziales):
    gesamt = Meldung("Soziales", Art.AUFWENDUNGEN, GESAMT_ZEILE, 150_000_000_00, source=ORT)
    gesetzt = gemeldet(juni, gesamt)
    zeilen = gesetzt.daten.kontenrahmen.zeilen_of(Art.AUFWENDUNGEN)
    betraege = prognosen(gesetzt, soziales, zeilen) | {PERSONAL: 4_000_000_00}
    uebernahme = plan_uebernahme(gesetzt, soziales, betraege)
    assert [a.meldung.zeile for a in uebernahme.aenderungen] == [zeile.name for zeile in zeilen]
    assert prognosen(entered(gesetzt, uebernahme), soziales, zeilen) == betraege


def test_what_contradicts_the_meldungen_below_is_said(juni, soziales):
    produkte = juni.daten.gliederung.produkte_of(soziales)
    gesetzt = gemeldet(juni, *(Meldung(p.kennung, PERSONAL.art, PERSONAL.name, 100_00, source=ORT) for p in produkte))
    uebernahme = plan_uebernahme(gesetzt, soziales, {PERSONAL: 1_00})
    assert [befund.code for befund in uebernahme.befunde] == ["meldung.widerspruch"]
    assert "Soziales, Aufwendungen Personal" in str(uebernahme.befunde[0])


def test_at_the_end_of_the_year_the_prognose_is_the_ergebnis(dezember, soziales):
    with pytest.raises(EingabeError, match="Zum Stand Dezember ist die Prognose das Ergebnis"):
        plan_uebernahme(dezember, soziales, {PERSONAL: 1_00})


KENNUNGEN = ("Gesamt", "Dezernat III", "Soziales", "3114", "31192", "Gesundheitsamt", "41201", "REST")
BETRAEGE = st.integers(-10_000_000_00, 200_000_000_00)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_entered_it_comes_out_as_typed(juni, data):
    """Whatever others have entered: unless it is said that Meldungen contradict each other."""
    namen = {art: [GESAMT_ZEILE, *(z.name for z in juni.daten.kontenrahmen.zeilen_of(art))] for art in Art}
    ziele = st.sampled_from(KENNUNGEN).flatmap(
        lambda objekt: st.sampled_from([(objekt, art, name) for art in Art for name in namen[art]])
    )
    gewaehlt = data.draw(st.dictionaries(ziele, BETRAEGE, max_size=4), label="schon gemeldet")
    lauf = gemeldet(juni, *(Meldung(*ziel, betrag_ct, source=ORT) for ziel, betrag_ct in gewaehlt.items()))
    objekt = juni.daten.gliederung[data.draw(st.sampled_from(KENNUNGEN), label="Blatt")]
    zeilen = lauf.daten.kontenrahmen.zeilen
    getippt = data.draw(st.dictionaries(st.sampled_from(zeilen), BETRAEGE, max_size=3), label="getippt")
    betraege = prognosen(lauf, objekt, zeilen) | getippt
    uebernahme = plan_uebernahme(lauf, objekt, betraege)
    assert {ziel: b for ziel, b in getippt.items() if prognosen(lauf, objekt, [ziel])[ziel] != b}.keys() <= {
        Berichtszeile(a.meldung.art, a.meldung.zeile) for a in uebernahme.aenderungen
    }
    if not uebernahme.befunde:
        assert prognosen(entered(lauf, uebernahme), objekt, zeilen) == betraege
