"""The line of facts, and what may be said about a Stand and about what happened after it."""

from __future__ import annotations

from datetime import date

import pytest

from xlbudget.core.fakten import Exportfakt, Fakten, Gueltigkeit, Nachereignis, Standangabe
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.pruefung_fakten import check_endgueltig, check_ereignisse, check_standangaben
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef

JUNI = Stand(2026, 6)
ORT = SourceRef("d.xlsx", "Stände", "A5")
GLIEDERUNG = Gliederung([Berichtsobjekt("32", Ebene.BUDGET, "32", "Soziales", None)])


def test_all_of_the_line():
    fakten = Fakten(
        JUNI,
        (Exportfakt("journal.csv", date(2026, 7, 3)), Exportfakt("ansatz.xlsx", date(2026, 1, 12))),
        5,
        Gueltigkeit.ENDGUELTIG,
        tuple("ABCDEFGH"),
        2,
    )
    assert fakten.text == (
        "Grundlage: Exporte: journal.csv vom 03.07.2026, ansatz.xlsx vom 12.01.2026 · gebucht bis Mai 2026 · "
        "endgültig · ohne Rückmeldung, Prognose berechnet: A, B, C, D, E, F und 2 weitere · 2 Befunde quittiert"
    )


def test_nothing_is_said_of_what_nobody_knows():
    assert Fakten(JUNI).text == "Grundlage: keine Buchungen"
    assert Fakten(JUNI, quittiert=1).text == "Grundlage: keine Buchungen · 1 Befund quittiert"


def test_at_the_end_of_the_year_no_forecast_is_calculated():
    assert Fakten(Stand(2026, 12), ohne_rueckmeldung=("A",)).saetze[-1] == "ohne Rückmeldung: A"


def bookings(*monate: int) -> list[Kontensumme]:
    return [Kontensumme("3114", "400000", monat, -1, 1, 2) for monat in monate]


@pytest.mark.parametrize(
    ("gueltigkeit", "monate", "fehlend"),
    [
        (Gueltigkeit.ENDGUELTIG, (1, 2, 3, 4, 5, 6), ""),
        (Gueltigkeit.ENDGUELTIG, (1, 2, 4, 5, 6, 7), "im März. "),
        (Gueltigkeit.ENDGUELTIG, (1, 2, 3, 4), "im Mai, Juni. "),
        (Gueltigkeit.VORLAEUFIG, (), ""),
    ],
)
def test_a_final_stand_has_postings_in_every_month(gueltigkeit, monate, fehlend):
    befunde = list(check_endgueltig(Standangabe(JUNI, gueltigkeit, ORT), bookings(*monate)))
    assert [(befund.code, befund.source, fehlend in befund.text) for befund in befunde] == (
        [("stand.endgueltig", ORT, True)] if fehlend else []
    )


def test_without_a_word_about_it_a_stand_is_neither():
    assert list(check_endgueltig(None, ())) == []


def test_lines_about_a_stand():
    angaben = [
        Standangabe(JUNI, Gueltigkeit.VORLAEUFIG),
        Standangabe(JUNI, Gueltigkeit.ENDGUELTIG, ORT),
        Standangabe(Stand(2025, 12), Gueltigkeit.ENDGUELTIG, ORT),
    ]
    assert [befund.code for befund in check_standangaben(angaben, 2026)] == ["stand.doppelt", "stand.jahr"]


@pytest.mark.parametrize(
    ("stand", "objekt", "datum", "code"),
    [
        (JUNI, "32", date(2026, 7, 1), ""),
        (JUNI, "32", None, ""),
        (JUNI, "32", date(2026, 6, 30), "ereignis.datum"),
        (JUNI, "33", date(2026, 7, 1), "ereignis.objekt"),
        (Stand(2025, 6), "32", date(2025, 6, 1), "ereignis.stand"),
    ],
)
def test_events(stand, objekt, datum, code):
    befunde = check_ereignisse([Nachereignis(stand, objekt, "Tarif", -1, datum, ORT)], GLIEDERUNG, 2026)
    assert [(befund.code, befund.source) for befund in befunde] == ([(code, ORT)] if code else [])
