"""Grundzahlen without a Ziel, and Ziele that nothing measures."""

from __future__ import annotations

from decimal import Decimal

from core.kennzahlen.kennzahl_base import regel

from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.pruefung_ziele import check_messbar, check_ohne_ziel
from xlbudget.core.tendenz import Richtung
from xlbudget.errors import SourceRef


def kennzahl(produkt, name, plan=None, ist=None, einheit="", kuerzel=""):
    plan, ist = (None if zahl is None else Decimal(zahl) for zahl in (plan, ist))
    ort = SourceRef("d.xlsx", "Kennzahlen", f"A{name}")
    return Kennzahl(produkt, name, einheit, Richtung.HOEHER, plan, ist, ort, kuerzel)


ZIEL = kennzahl("2", "Quote", 90, 95, "%")
ALLE = {"1", "2"}


def test_a_produkt_with_figures_and_no_ziel_is_named_once_with_all_of_them():
    leistungen = [kennzahl("1", "Fälle", 5), kennzahl("1", "Besuche", ist=0), kennzahl("2", "Anträge", 7)]
    (befund,) = check_ohne_ziel(leistungen, [ZIEL], [], ALLE)
    assert (befund.code, befund.source.zelle) == ("kennzahl.ohne_ziel", "AFälle")
    assert befund.text.startswith("Produkt 1: zur Grundzahl „Fälle“, „Besuche“ gibt es kein Ziel")
    assert befund.text.endswith("sonst bleibt es dabei.")


def test_what_says_nothing_yet_asks_for_nothing():
    """A line without figures, a Produkt that does not exist, a house that has no Ziele at all."""
    assert list(check_ohne_ziel([kennzahl("1", "Fälle")], [ZIEL], [], ALLE)) == []
    assert list(check_ohne_ziel([kennzahl("9", "Fälle", 5)], [ZIEL], [], ALLE)) == []
    assert list(check_ohne_ziel([kennzahl("1", "Fälle", 5)], [], [], ALLE)) == []


def test_what_a_ziel_is_calculated_from_belongs_to_it():
    regeln = [regel("INT", "Summe"), regel("ELB", "Bestand"), regel("K2", "Quote", "INT", "ELB")]
    leistungen = [kennzahl("1", "Integrationen", 5, kuerzel="INT"), kennzahl("1", "Bestand", 5, kuerzel="ELB")]
    k2 = kennzahl("2", "Integrationsquote", 17, kuerzel="K2")
    assert list(check_ohne_ziel(leistungen, [k2], regeln, ALLE)) == []
    assert len(list(check_ohne_ziel(leistungen, [ZIEL], regeln, ALLE))) == 1


def test_a_ziel_of_words_only():
    wort = kennzahl("1", "Wir werden besser")
    (befund,) = check_messbar([wort, ZIEL], [])
    assert (befund.code, befund.source.zelle) == ("kennzahl.unmessbar", "AWir werden besser")
    assert "Wird es gemessen, Messgröße und Plan eintragen; sonst bleibt es dabei." in befund.text
    gerechnet = kennzahl("1", "Quote", kuerzel="Q")
    assert list(check_messbar([gerechnet], [regel("Q", "Quote", "A", "B")])) == []
    assert list(check_messbar([kennzahl("1", "Quote", ist=0), kennzahl("1", "Anteil", einheit="%")], [])) == []
