"""Values by month of several returns, put together with those of the Datenmappe."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbudget.core.angenommen import Angenommen
from xlbudget.core.kennzahlen.gemeldet import merge_monatswerte
from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Kennzahlwert, Periode, PlanIst, Rechenart, Wertfassung
from xlbudget.core.kennzahlen.monatsfelder import Monatsschluessel, fields_beside
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.rueckmeldung import Eingabefeld, Rueckmeldung, Status

REGEL = Kennzahlregel("F", "Fälle", "Anzahl", Rechenart.SUMME, produkt="3110")
VORLAEUFIG, ENDGUELTIG = Wertfassung.VORLAEUFIG, Wertfassung.ENDGUELTIG

Angaben = dict[int, tuple[int | None, Wertfassung | None]]
"""By month: a value, and how final it is."""


def ist(monat: int, wert: int, fassung: Wertfassung | None) -> Kennzahlwert:
    return Kennzahlwert("F", Periode(2024, monat), PlanIst.IST, "", Decimal(wert), fassung)


def angenommen(nummer: int, gesendet: Angaben, gemeldet: Angaben, damals: Angaben | None = None) -> Angenommen:
    """A return that says this of each month, to a workbook with that; the Datenmappe had it from others or itself."""
    felder, eingaben, eigene = [], {}, {}
    for monat, (wert, fassung) in gesendet.items():
        feld = Monatsschluessel("F", Periode(2024, monat), "").feld("3110")
        if damals is not None:
            eigen, eigene_fassung = damals.get(monat, (None, None))
            eigene[feld], eigene[fields_beside(feld)[0]] = eigen, eigene_fassung and eigene_fassung.value
        for eines, was in ((feld, wert), (fields_beside(feld)[0], fassung and fassung.value)):
            felder.append(Eingabefeld("Monatswerte", f"F{monat}", eines, Decimal(was) if isinstance(was, int) else was))
        neu, neue_fassung = gemeldet.get(monat, (wert, fassung))
        eingaben[feld] = None if neu is None else Decimal(neu)
        eingaben[fields_beside(feld)[0]] = neue_fassung and neue_fassung.value
    meldung = Rueckmeldung("Frau Muster", None, Status.FERTIG, eingaben)
    return Angenommen(nummer, "Soziales", felder, eigene, meldung, f"{nummer}.xlsx", date(2024, 7, nummer))


def months(werte) -> dict[int, tuple[int, Wertfassung | None]]:
    """What counts, by month."""
    rechnung = Kennzahlrechnung([REGEL], werte)
    return {periode.monat: (int(wert.wert), wert.fassung) for (_, periode, _, _), wert in rechnung.werte.items()}


LEER: Angaben = dict.fromkeys(range(1, 7), (None, VORLAEUFIG))


def test_nothing_said_is_nothing_changed():
    werte = (ist(1, 10, None), ist(2, 20, ENDGUELTIG))
    assert merge_monatswerte([REGEL], werte, [], [angenommen(1, LEER, {})]).werte == werte


@pytest.mark.parametrize(("fassung", "wort"), [(None, "bisher"), (VORLAEUFIG, "vorläufig"), (ENDGUELTIG, "endgültig")])
def test_a_correction_calls_the_former_value_what_it_was_called(fassung, wort):
    rueckgabe = angenommen(1, {1: (78, fassung)}, {1: (71, fassung)})
    (befund,) = merge_monatswerte([REGEL], [ist(1, 78, fassung)], [], [rueckgabe]).befunde
    assert f"F, Januar 2024, Ist: {wort} 78, jetzt 71 (Rückgabe 1)" in befund.text


def test_a_value_keeps_its_place_in_the_return():
    zusammen = merge_monatswerte([REGEL], [], [], [angenommen(7, LEER, {3: (30, VORLAEUFIG)})])
    (wert,) = zusammen.werte
    assert str(wert.source) == "7.xlsx, Monatswerte!F3"
    (uebernahme,) = zusammen.uebernahmen
    assert (uebernahme.rueckgabe, uebernahme.datum) == (7, date(2024, 7, 7))


def test_a_value_taken_back_and_given_again_counts():
    zurueck = angenommen(1, {3: (30, VORLAEUFIG)}, {3: (None, VORLAEUFIG)})
    wieder = angenommen(2, {3: (None, VORLAEUFIG)}, {3: (31, VORLAEUFIG)}, damals={3: (30, VORLAEUFIG)})
    werte = (ist(3, 30, VORLAEUFIG), ist(3, 29, ENDGUELTIG))
    assert months(merge_monatswerte([REGEL], werte[:1], [zurueck], []).werte) == {}
    assert months(merge_monatswerte([REGEL], werte[:1], [zurueck, wieder], []).werte) == {3: (31, VORLAEUFIG)}
    zusammen = merge_monatswerte([REGEL], werte, [zurueck], [])
    assert months(zusammen.werte) == {3: (29, ENDGUELTIG)}, "what the Datenmappe has since then stays"
    assert [befund.code for befund in zusammen.befunde] == ["ruecklauf.ueberstimmt"]


def test_what_was_sent_and_written_into_the_table_since_is_no_change_of_the_datenmappe():
    """An earlier return brought it in; the next answer corrects it, whether the table has it by now or not."""
    berichtigt = angenommen(2, {3: (30, VORLAEUFIG)}, {3: (31, VORLAEUFIG)}, damals={})
    weg = angenommen(2, {3: (30, VORLAEUFIG)}, {3: (None, VORLAEUFIG)}, damals={})
    eingetragen = (ist(3, 30, VORLAEUFIG),)
    assert months(merge_monatswerte([REGEL], eingetragen, [], [berichtigt]).werte) == {3: (31, VORLAEUFIG)}
    assert months(merge_monatswerte([REGEL], eingetragen, [], [weg]).werte) == {}
    anders = (ist(3, 29, VORLAEUFIG),)
    assert months(merge_monatswerte([REGEL], anders, [], [berichtigt]).werte) == {3: (29, VORLAEUFIG)}


def test_of_what_is_no_kennzahl_any_more_nothing_counts_and_that_is_said():
    zusammen = merge_monatswerte([], [], [], [angenommen(1, LEER, {m: (m, VORLAEUFIG) for m in range(1, 7)})])
    (befund,) = zusammen.befunde
    assert zusammen.werte == ()
    assert "und 1 weitere. Grund: die Kennzahl F gibt es bei 3110 nicht mehr" in befund.text


FASSUNGEN = st.sampled_from([VORLAEUFIG, ENDGUELTIG, None])
MELDUNGEN = st.dictionaries(st.integers(1, 6), st.tuples(st.integers(0, 99), FASSUNGEN), max_size=6)


@given(st.lists(MELDUNGEN, max_size=4))
def test_the_last_final_value_counts_else_the_last_one_and_a_missing_month_never_becomes_zero(folge):
    """Each return answers to a workbook that had what counted before."""
    erwartet: dict[int, tuple[int, Wertfassung | None]] = {}
    alle = []
    for nummer, meldung in enumerate(folge, 1):
        gesendet = {monat: erwartet.get(monat, (None, VORLAEUFIG)) for monat in range(1, 7)}
        alle.append(angenommen(nummer, gesendet, dict(meldung), damals={}))
        for monat, (wert, fassung) in meldung.items():
            bisher = erwartet.get(monat)
            if bisher is None or bisher[1] is not ENDGUELTIG or fassung is ENDGUELTIG:
                erwartet[monat] = (wert, fassung)
    zusammen = merge_monatswerte([REGEL], [], alle, [])
    assert months(zusammen.werte) == erwartet
    assert {u.feld for u in zusammen.uebernahmen} == {
        Monatsschluessel("F", Periode(2024, monat), "").feld("3110") for monat in erwartet
    }
    monate = Periode(2024, 6).since_january
    summe = Kennzahlrechnung([REGEL], zusammen.werte).ist("F", monate[-1]).wert
    assert (summe is not None) == (len(erwartet) == len(monate))
