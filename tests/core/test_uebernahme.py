"""Which values of a return reach the report."""

from datetime import date
from decimal import Decimal

import pytest

from xlbudget.core.bericht import Kennzahl
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.prognose import Meldung
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldart, Rueckmeldung, Status
from xlbudget.core.tendenz import Richtung
from xlbudget.core.uebernahme import (
    merge_erlaeuterungen,
    merge_kennzahlen,
    merge_meldungen,
    uebernahmen,
)

PROGNOSE = Feld("3114", Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Personal")
GRUND = Feld("3114", Feldart.GRUND, Art.AUFWENDUNGEN, "Personal")
TEXT = Feld("3114", Feldart.ERLAEUTERUNG)
FAELLE = Feld("3114", Feldart.LEISTUNG, zeile="Fälle")
QUOTE = Feld("3114", Feldart.ZIEL, zeile="Quote")


def returned(gesendet, zurueck, datum=date(2023, 7, 10)):
    felder = tuple(Eingabefeld("Blatt", f"B{n}", feld, wert) for n, (feld, wert) in enumerate(gesendet.items(), 1))
    meldung = Rueckmeldung("FD 32", datum, Status.FERTIG, {**gesendet, **zurueck})
    return tuple(uebernahmen(felder, meldung, "zurueck.xlsx", date(2023, 7, 12)))


LEER = dict.fromkeys((PROGNOSE, GRUND, TEXT, FAELLE, QUOTE))


@pytest.mark.parametrize(
    ("gesendet", "zurueck", "erwartet"),
    [
        ({}, {}, []),
        ({}, {PROGNOSE: 100, GRUND: "Tarif"}, [(PROGNOSE, None, 100, "Tarif")]),
        ({PROGNOSE: 100, GRUND: "Tarif"}, {}, [(PROGNOSE, 100, 100, "Tarif")]),  # still what the Fachdienst reports
        ({PROGNOSE: 100}, {PROGNOSE: None}, []),  # taken back
        ({}, {GRUND: "nur ein Grund"}, []),
        ({TEXT: "alt"}, {}, []),
        ({TEXT: "alt"}, {TEXT: "neu"}, [(TEXT, "alt", "neu", "")]),
        ({TEXT: "alt"}, {TEXT: None}, [(TEXT, "alt", None, "")]),
        ({FAELLE: Decimal(3)}, {FAELLE: Decimal(0)}, [(FAELLE, Decimal(3), Decimal(0), "")]),
        ({FAELLE: Decimal(3)}, {FAELLE: Decimal("3.0")}, []),
    ],
)
def test_what_is_taken(gesendet, zurueck, erwartet):
    genommen = returned({**LEER, **gesendet}, zurueck)
    assert [(u.feld, u.alt, u.neu, u.grund) for u in genommen] == erwartet


def test_every_value_says_who_entered_it_when_and_where():
    (genommen,) = returned(LEER, {QUOTE: Decimal("97.5")})
    assert (genommen.von, genommen.datum, str(genommen.source)) == (
        "FD 32",
        date(2023, 7, 10),
        "zurueck.xlsx, Blatt!B5",
    )
    (ohne_datum,) = returned(LEER, {QUOTE: Decimal("97.5")}, datum=None)
    assert ohne_datum.datum == date(2023, 7, 12)


def test_a_prognose_in_the_datenmappe_wins_and_the_difference_is_said():
    eigene = [Meldung("3114", Art.AUFWENDUNGEN, "Personal", 500)]
    meldungen, befunde = merge_meldungen(eigene, returned(LEER, {PROGNOSE: 100}))
    assert list(meldungen) == eigene
    assert [befund.code for befund in befunde] == ["ruecklauf.ueberstimmt"]
    assert "gemeldet sind 1,00 €" in befunde[0].text
    assert "stehen 5,00 €" in befunde[0].text
    assert merge_meldungen(eigene, returned(LEER, {PROGNOSE: 500})) == (tuple(eigene), [])


def test_a_reported_prognose_becomes_a_meldung_with_its_cell():
    (meldung,), befunde = merge_meldungen([], returned(LEER, {PROGNOSE: 100, GRUND: "Tarif", TEXT: "x"}))
    assert meldung == Meldung("3114", Art.AUFWENDUNGEN, "Personal", 100, "Tarif")
    assert (str(meldung.source), befunde) == ("zurueck.xlsx, Blatt!B1", [])


def test_explanations_and_key_figures_reach_only_their_object():
    objekte = [
        Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, "Hilfe", "Soziales", erlaeuterung="alt")
        for nummer in ("3114", "3115")
    ]
    kennzahlen = [
        Kennzahl(nummer, name, "", Richtung.HOEHER, Decimal(10), Decimal(1))
        for nummer in ("3114", "3115")
        for name in ("Fälle", "Quote")
    ]
    genommen = returned(LEER, {TEXT: "neu", FAELLE: Decimal(7), QUOTE: Decimal(9)})
    assert [objekt.erlaeuterung for objekt in merge_erlaeuterungen(objekte, genommen)] == ["neu", "alt"]
    assert [k.ist for k in merge_kennzahlen(kennzahlen, Feldart.LEISTUNG, genommen)] == [7, 1, 1, 1]
    assert [k.ist for k in merge_kennzahlen(kennzahlen, Feldart.ZIEL, genommen)] == [1, 9, 1, 1]
