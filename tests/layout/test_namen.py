"""The declared names of a template are what the plans fill, in the declared shape."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

import xlbudget
from xlbudget.cellplan import CellPlan, Fill, HideRows
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.prognose import ANZAHL_VORJAHRE, Prognose, Verfahren, Vorjahr
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.layout.namen import MELDUNGSNAMEN, PB, ZEILENNAMEN, Zeilengruppe
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.layout.rueckmeldung import eingaben, plan_rueckmeldung

ZEILEN = {
    Zeilengruppe.ERTRAEGE: 21,
    Zeilengruppe.AUFWENDUNGEN: 22,
    Zeilengruppe.LEISTUNGEN: 23,
    Zeilengruppe.ZIELE: 24,
}


def tabelle(art: Art, anzahl: int) -> Blatttabelle:
    monate = (100,) * 12
    vorjahr = Vorjahr("1111", art, "gesamt", 2023, 1200, monate, 1200)
    zeile = Zeile("Zeile", 1200, monate, Prognose(1200, frozenset({Verfahren.ANSATZ})))
    return Blatttabelle(art, (zeile,) * anzahl, (vorjahr,) * ANZAHL_VORJAHRE)


@pytest.fixture
def blatt() -> Produktblatt:
    kennzahl = Kennzahl("1111", "Fälle", "Stück", Richtung.HOEHER, Decimal(1), Decimal(1))
    return Produktblatt(
        Berichtsobjekt("1111", Ebene.PRODUKT, "1111", "Muster", "Budget", "Fachdienst", erlaeuterung="Text"),
        Stand(2024, 6),
        tabelle(Art.ERTRAEGE, ZEILEN[Zeilengruppe.ERTRAEGE]),
        tabelle(Art.AUFWENDUNGEN, ZEILEN[Zeilengruppe.AUFWENDUNGEN]),
        Regeln(),
        (kennzahl,) * ZEILEN[Zeilengruppe.LEISTUNGEN],
        (kennzahl,) * ZEILEN[Zeilengruppe.ZIELE],
    )


def filled(plan: CellPlan) -> dict[str, tuple[int, int]]:
    """Rows and columns of each name of a plan."""
    return {e.name: (len(e.block), len(e.block[0])) for e in plan if isinstance(e, Fill)}


def test_a_name_is_written_out_in_one_place_only():
    """Elsewhere in package and drawings it is a member of `PB`."""
    paket = Path(xlbudget.__file__).parent
    dateien = [*paket.rglob("*.py"), *(paket.parent / "templates").glob("*.py")]
    mit_namen = {datei.name for datei in dateien if re.search("PB_[A-Z]", datei.read_text(encoding="utf-8"))}
    assert mit_namen == {"namen.py"}


def test_plans_fill_every_declared_name_in_its_shape(blatt):
    erwartet = {n: (ZEILEN[n.platz.gruppe] if n.platz.gruppe else n.platz.zeilen, n.platz.spalten) for n in PB}
    assert filled(plan_rueckmeldung(blatt, "Kreis", {})) == erwartet
    assert filled(plan_produktblatt(blatt, "Kreis")).keys() == erwartet.keys() - MELDUNGSNAMEN


def test_reserved_rows_are_hidden_once_for_each_group(blatt):
    versteckt = [PB(e.name) for e in plan_rueckmeldung(blatt, "Kreis", {}) if isinstance(e, HideRows)]
    assert [name.platz.gruppe for name in versteckt] == list(Zeilengruppe)


def test_inputs_are_where_a_fachdienst_enters_something(blatt):
    assert {eingabe.name for eingabe in eingaben(blatt, {})} == {name for name in PB if name.platz.eingabe}


def test_a_sample_is_of_the_kind_that_is_filled(blatt):
    gefuellt = {e.name: e.block[0][0] for e in plan_rueckmeldung(blatt, "Kreis", {}) if isinstance(e, Fill)}
    for name in PB:
        wert = gefuellt[name]
        if wert is not None:
            assert isinstance(name.platz.muster, str) is isinstance(wert, str), name


def test_the_tables_of_both_arten_are_named_alike():
    ertraege, aufwendungen = ZEILENNAMEN[Art.ERTRAEGE], ZEILENNAMEN[Art.AUFWENDUNGEN]
    for teil in type(ertraege).__slots__:
        einer, anderer = getattr(ertraege, teil), getattr(aufwendungen, teil)
        assert einer.replace("Ertraege", "Aufwendungen") == anderer
        assert einer.platz.inhalt.replace("Erträge", "Aufwendungen") == anderer.platz.inhalt
