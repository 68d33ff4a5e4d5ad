"""Names that differ between sources, and those that are only written otherwise."""

from __future__ import annotations

import pytest

from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.pruefung_bezeichnungen import Exportnamen, check_bezeichnungen, same_label
from xlbudget.errors import Schwere, SourceRef


def haus(**produkte: str) -> Gliederung:
    objekte = [Berichtsobjekt(kennung="B", ebene=Ebene.BUDGET, nummer="", bezeichnung="B", uebergeordnet=None)]
    objekte += [
        Berichtsobjekt(
            kennung=k.strip("_"), ebene=Ebene.PRODUKT, nummer=k.strip("_"), bezeichnung=name, uebergeordnet="B"
        )
        for k, name in produkte.items()
    ]
    return Gliederung(tuple(objekte))


def namen(datei: str, produkte: dict[str, str] | None = None, konten: dict[str, str] | None = None) -> Exportnamen:
    return Exportnamen(datei, SourceRef(datei, zeile=1), produkte or {}, konten or {})


@pytest.mark.parametrize(
    ("eine", "andere"),
    [
        ("STEUERN", "Steuern"),
        ("Verw.-Gebühren", "Verwaltungsgebühren"),
        ("Öffentl. Sicherheit u. Ordnung", "Öffentliche Sicherheit und Ordnung"),
        ("Hilfe zur Pflege", "Hilfen zur Pflege"),
        ("Zuweisungen vom Land für lau", "Zuweisungen vom Land für laufende Zwecke"),
        ("Gebuehren", "Gebühren"),
        ("Kfz - Steuer", "KFZ-Steuer"),
        ("Grundsteuer", "Grund-Steuer"),
        ("1110 - Verwaltung", "Verwaltung"),
        ("Mieten", "Mieten (inkl. Nebenkosten)"),
    ],
)
def test_the_same_name(eine, andere):
    assert same_label(eine, andere, "1110")
    assert same_label(andere, eine, "1110")


@pytest.mark.parametrize(
    ("eine", "andere"),
    [
        ("Grundsteuer A", "Grundsteuer B"),
        ("Steuern", "Personal"),
        ("Hilfe zur Pflege", "Hilfe zur Gesundheit"),
        ("Schule 1", "Schule 2"),
        ("Verw. Bauhof", "Verw. Schule"),
    ],
)
def test_another_name(eine, andere):
    assert not same_label(eine, andere, "1110")


def test_produkte_of_an_export_against_the_datenmappe_once_with_examples():
    gliederung = haus(_1110="Steuern", _1120="Schulen", _1130="Kitas", _1140="Sport", _1150="")
    da = {"1110": "Bauhof", "1120": "Museum", "1130": "Theater", "1140": "Wald", "1150": "x", "9999": "y"}
    (befund,) = check_bezeichnungen([namen("b.csv", da)], gliederung)
    assert (befund.schwere, befund.code, befund.source) == (
        Schwere.HINWEIS,
        "bezeichnung.anders",
        SourceRef("b.csv", zeile=1),
    )
    assert (
        "In b.csv heißen 4 Produkte anders als woanders: 1110 „Bauhof“, in der Tabelle Produkte „Steuern“"
        in befund.text
    )
    assert "und 1 weitere." in befund.text
    assert list(check_bezeichnungen([namen("b.csv", {"1110": "STEUERN", "1120": ""})], gliederung)) == []


def test_accounts_of_one_export_against_those_before():
    erste = {"401100": "Beamte", "402100": "Miete", "403100": "Strom", "404100": "Gas"}
    zweite = erste | {"404100": "Wasser"}
    (befund,) = check_bezeichnungen([namen("b.csv", konten=erste), namen("a.csv", konten=zweite)], haus())
    assert "In a.csv heißt 1 Sachkonto anders als woanders: 404100 „Wasser“, in b.csv „Gas“" in befund.text


def test_texts_of_postings_are_no_names():
    erste = {str(n): f"Rechnung {n}" for n in range(5)}
    zweite = {str(n): f"Konto {n}" for n in range(5)}
    assert list(check_bezeichnungen([namen("b.csv", konten=erste), namen("a.csv", konten=zweite)], haus())) == []
