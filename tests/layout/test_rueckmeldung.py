"""What can be entered where, what is prefilled, and what counts as protected."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sources.returns.rueckmeldung_base import monatstafel

from xlbudget.cellplan import Fill
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.prognose import Meldung, Prognose, Verfahren
from xlbudget.core.rueckmeldung import TAFELARTEN, Feld, Feldart
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.layout.namen import RUECKMELDUNGSNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.layout.rueckmeldung import (
    BOX_PRUEFUNGEN,
    BOX_ZELLEN,
    PRUEFUNGEN,
    Eingabestelle,
    eingaben,
    plan_rueckmeldung,
)
from xlbudget.writers.rueckmeldung.tafelblatt import tafelzellen


def zeile(name: str) -> Zeile:
    return Zeile(name, 100_00, (1_00,) * 6 + (None,) * 6, Prognose(12_34, frozenset({Verfahren.ANSATZ})))


def kennzahl(bezeichnung: str, ist: Decimal | None = None) -> Kennzahl:
    return Kennzahl("3114", bezeichnung, "Stück", Richtung.HOEHER, Decimal(5), ist)


BLATT = Produktblatt(
    Berichtsobjekt("3114", Ebene.PRODUKT, "3114", "Hilfen", "Soziales", erlaeuterung="bisher\r\nzwei"),
    Stand(2023, 6),
    Blatttabelle(Art.ERTRAEGE, (zeile("ordentlich"),), ()),
    Blatttabelle(Art.AUFWENDUNGEN, (zeile("Personal"), zeile("sonstige")), ()),
    Regeln(),
    (kennzahl("Fälle", Decimal("1.10")),),
    (kennzahl("Tage"), kennzahl("Quote", Decimal(97))),
)
PERSONAL = ("3114", Art.AUFWENDUNGEN, "Personal")
GEMELDET = {PERSONAL: Meldung(*PERSONAL, 55_50, "Stelle\r\nunbesetzt")}


def feld(feldart: Feldart, art: Art | None = None, name: str = "") -> Feld:
    return Feld("3114", feldart, art, name)


PROGNOSEN = (
    Eingabestelle("PB_ErtraegeMeldung", 0, feld(Feldart.PROGNOSE, Art.ERTRAEGE, "ordentlich"), None),
    Eingabestelle("PB_ErtraegeGrund", 0, feld(Feldart.GRUND, Art.ERTRAEGE, "ordentlich"), None),
    Eingabestelle("PB_AufwendungenMeldung", 0, feld(Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Personal"), 55_50),
    Eingabestelle("PB_AufwendungenGrund", 0, feld(Feldart.GRUND, Art.AUFWENDUNGEN, "Personal"), "Stelle\nunbesetzt"),
    Eingabestelle("PB_AufwendungenMeldung", 1, feld(Feldart.PROGNOSE, Art.AUFWENDUNGEN, "sonstige"), None),
    Eingabestelle("PB_AufwendungenGrund", 1, feld(Feldart.GRUND, Art.AUFWENDUNGEN, "sonstige"), None),
)
TEXT = Eingabestelle("PB_Erlaeuterung", 0, feld(Feldart.ERLAEUTERUNG), "bisher\nzwei")
KENNZAHLEN = (
    Eingabestelle("PB_LeistungIst", 0, feld(Feldart.LEISTUNG, name="Fälle"), Decimal("1.1")),
    Eingabestelle("PB_ZielIst", 0, feld(Feldart.ZIEL, name="Tage"), None),
    Eingabestelle("PB_ZielIst", 1, feld(Feldart.ZIEL, name="Quote"), Decimal(97)),
)


def test_inputs_of_a_produkt():
    assert eingaben(BLATT, GEMELDET) == (*PROGNOSEN, TEXT, *KENNZAHLEN)


def test_at_the_end_of_the_year_the_prognose_is_the_ergebnis():
    assert eingaben(replace(BLATT, stand=Stand(2023, 12)), GEMELDET) == (TEXT, *KENNZAHLEN)


@pytest.mark.parametrize("ebene", [Ebene.BUDGET, Ebene.DEZERNAT])
def test_a_budget_takes_an_explanation_only(ebene):
    assert eingaben(replace(BLATT, objekt=replace(BLATT.objekt, ebene=ebene)), GEMELDET) == (TEXT,)


def test_an_empty_text_is_nothing_entered():
    ohne = replace(BLATT, objekt=replace(BLATT.objekt, erlaeuterung=""))
    (erlaeuterung,) = (e for e in eingaben(ohne, {}) if e.name == "PB_Erlaeuterung")
    assert erlaeuterung.wert is None


def test_of_two_kennzahlen_of_one_name_the_first_is_an_input():
    doppelt = replace(BLATT, ziele=(kennzahl("Tage"), kennzahl("Tage"), kennzahl("Quote")))
    assert [(e.nummer, e.feld.zeile) for e in eingaben(doppelt, {}) if e.name == "PB_ZielIst"] == [
        (0, "Tage"),
        (2, "Quote"),
    ]


def test_no_field_is_there_twice():
    felder = [eingabe.feld for eingabe in eingaben(replace(BLATT, ziele=(kennzahl("Tage"),) * 3), GEMELDET)]
    assert len(set(felder)) == len(felder)


def test_the_plan_is_that_of_the_produktblatt_and_what_was_reported():
    plan = plan_rueckmeldung(BLATT, "Kreis", GEMELDET)
    ohne = plan_produktblatt(BLATT, "Kreis")
    assert plan[: len(ohne)] == ohne
    assert plan[len(ohne) :] == (
        Fill("PB_ErtraegeMeldung", ((None,),)),
        Fill("PB_ErtraegeGrund", ((None,),)),
        Fill("PB_AufwendungenMeldung", ((Decimal("55.50"),), (None,))),
        Fill("PB_AufwendungenGrund", (("Stelle\nunbesetzt",), (None,))),
    )


def test_nothing_reported_is_filled_where_nothing_can_be_entered():
    for anders in (
        replace(BLATT, stand=Stand(2023, 12)),
        replace(BLATT, objekt=replace(BLATT.objekt, ebene=Ebene.BUDGET)),
    ):
        gefuellt = [entry for entry in plan_rueckmeldung(anders, "Kreis", GEMELDET) if isinstance(entry, Fill)]
        (spalte,) = (entry for entry in gefuellt if entry.name == "PB_AufwendungenMeldung")
        assert spalte.block == ((None,), (None,))


def test_every_required_name_is_filled_and_every_input_has_one():
    namen = {entry.name for entry in plan_rueckmeldung(BLATT, "Kreis", {})}
    assert namen >= RUECKMELDUNGSNAMEN >= {eingabe.name for eingabe in eingaben(BLATT, {})}


def test_every_input_is_checked_with_messages_that_excel_can_hold():
    assert PRUEFUNGEN.keys() == set(Feldart) - TAFELARTEN
    assert BOX_PRUEFUNGEN.keys() == set(BOX_ZELLEN)
    tafel = {eingabe.pruefung for _, eingabe in tafelzellen(monatstafel("3110"))}
    assert len(tafel) == 5  # three units, the words, the note
    for pruefung in (*PRUEFUNGEN.values(), *BOX_PRUEFUNGEN.values(), *tafel):
        assert 0 < len(pruefung.titel) <= 32
        assert 0 < len(pruefung.hinweis) <= 255
        assert 0 < len(pruefung.fehler) <= 225  # what Excel's dialogue takes
        assert all(len(formel) <= 255 for formel in pruefung.formeln)
