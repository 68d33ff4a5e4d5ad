"""The red line of an Auszug counts the faults that may concern its figures; that of the whole report counts all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.warnungen import warnings_for
from xlbudget.core.ausschuss import Ausschuesse, Ausschuss
from xlbudget.core.auszug import build_auszug
from xlbudget.core.bericht import Produktbericht
from xlbudget.errors import Befund, Schwere, SourceRef

PROTOKOLL = "Prüfprotokoll 2023-06.xlsx"


def extract(lauf: Lauf, objekte: str) -> Produktbericht:
    """The Auszug of a committee that sees these objects."""
    ort = SourceRef(lauf.mappe.file.name, "Ausschüsse", "A9")
    ausschuesse = Ausschuesse((Ausschuss("A", objekte=objekte, source=ort),), lauf.daten.gliederung)
    return build_auszug(lauf.daten, ausschuesse, ausschuesse.find("A"))


def fault(
    blatt: str | None, zelle: str | None = None, code: str = "mappe.zelle", datei: str = "peine-2023.xlsx"
) -> Befund:
    return Befund(Schwere.FEHLER, code, "falsch", SourceRef(datei, blatt, zelle))


def row_of(lauf: Lauf, kennung: str) -> str:
    (ort,) = [o.source.zelle for o in lauf.mappe.objekte if o.kennung == kennung and o.source]
    return ort[1:]


def test_a_prior_year_of_another_budget_is_no_business_of_a_committee(juni):
    assert [befund.code for befund in juni.befunde if befund.schwere is Schwere.FEHLER] == ["vorjahr.summe"]
    assert warnings_for(juni, juni.daten.produktbericht(), juni.befunde) == [
        f"Achtung: 1 Fehler in den Daten, siehe {PROTOKOLL}"
    ]
    assert warnings_for(juni, extract(juni, "35; 33"), juni.befunde) == []
    assert warnings_for(juni, extract(juni, "30; 33"), juni.befunde) == [
        f"Achtung: 1 Fehler in den Daten, der diesen Auszug betreffen kann, siehe {PROTOKOLL}"
    ]


@pytest.mark.parametrize(
    ("befund", "zaehlt"),
    [
        (lambda lauf: fault("Produkte", f"C{row_of(lauf, '3114')}"), False),
        (lambda lauf: fault("Produkte", f"C{row_of(lauf, '41201')}"), True),
        (lambda lauf: fault("Budgets", f"B{row_of(lauf, 'Soziales')}"), False),
        (lambda lauf: fault("Budgets", f"B{row_of(lauf, 'Dezernat III')}"), True),
        (lambda lauf: fault("Verteiler", "C4"), False),
        (lambda lauf: fault("Ausschüsse", "E5"), False),
        (lambda lauf: fault("Einstellungen", "B6"), True),
        (lambda lauf: fault("Kontenzuordnung", "A4"), True),
        (lambda lauf: fault(None, datei="buchungen-2023.csv"), True),
        (lambda lauf: fault("Produkte", f"C{row_of(lauf, '3114')}", "journal.vorzeichen"), True),  # sums are wrong
        (lambda lauf: replace(fault(None), source=None), True),
    ],
)
def test_only_what_may_concern_an_auszug_is_counted(juni, befund, zaehlt):
    fehler = befund(juni)
    assert bool(warnings_for(juni, extract(juni, "35"), [fehler])) is zaehlt
    assert warnings_for(juni, juni.daten.produktbericht(), [fehler])


def test_several_are_counted_together(juni):
    fehler = [fault("Einstellungen", "B6"), fault("Kontenzuordnung", "A4"), fault("Verteiler", "C4")]
    (zeile,) = warnings_for(juni, extract(juni, "35"), fehler)
    assert zeile == f"Achtung: 2 Fehler in den Daten, die diesen Auszug betreffen können, siehe {PROTOKOLL}"


def test_that_nothing_is_booked_up_to_the_stand_stands_before_the_figures(juni):
    """An Ergebnis at the end of the year of seven booked months looks better than it is."""
    bis_mai = replace(juni, fakten=replace(juni.fakten, gebucht_bis=5))
    for bericht in (juni.daten.produktbericht(), extract(juni, "35")):
        assert warnings_for(bis_mai, bericht, []) == ["Gebucht ist erst bis Mai 2023, nicht bis zum Stand"]
        assert warnings_for(juni, bericht, []) == []
