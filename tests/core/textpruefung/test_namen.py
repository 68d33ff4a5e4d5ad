"""Which Produkt or Budget a text names, and where its number and its name do not belong together."""

from __future__ import annotations

from dataclasses import replace

import peine
import pytest
from textfaelle import check, only

from xlbudget.core.gliederung import Gliederung
from xlbudget.core.textpruefung.modelle import Abschnitt, Urteilsart
from xlbudget.core.textpruefung.namen import Namensbuch
from xlbudget.core.textpruefung.pruefung import Textpruefung

DATEN = peine.lauf(12).daten
BUCH = Namensbuch(DATEN.gliederung)


@pytest.mark.parametrize(
    ("text", "kennungen"),
    [
        ("Das Produkt 3118 verbesserte sich.", {"3118"}),
        ("Der FD 32 und die Fachdienste 33 und 35", {"Soziales", "Arbeit", "Gesundheitsamt"}),
        ("Bei den einmaligen Leistungen wurde gespart.", {"3123"}),
        ("Die Sozialen Einrichtungen für Ausländer", {"3155"}),
        ("Die Leistungen nach dem Asylbewerberleistungsgesetz", {"3130"}),
        ("Der Amtsärztliche Dienst mit der Medizinalaufsicht", {"41401"}),
        ("Im Budget der Dezernatsleitung", {"Dezernatsleitung III"}),
        ("Das Jobcenter unterschritt sein Budget.", {"Arbeit"}),
        ("Die Arbeit des Fachdienstes ist sozial.", set()),
        ("Der Teilhaushalt/Budget 3", {"Dezernat III"}),
    ],
)
def test_names(text, kennungen):
    assert {nennung.kennung for nennung in BUCH.find(text, ())} == kennungen


def test_a_name_of_two_is_not_decided():
    assert only("Im Produkt Arbeitslosengeld II ergab sich eine Verbesserung von 1.302.239 €.").art is Urteilsart.OFFEN
    assert (
        only("Im Produkt 3129 Arbeitslosengeld II ergab sich eine Verbesserung von 1.302.239 €.").art
        is Urteilsart.STIMMT
    )


@pytest.mark.parametrize(
    ("text", "nummer", "richtig"),
    [
        ("Das Produkt 41402 „Psychosoziale Hilfen“ hat den Plan eingehalten.", "41402", "41403 (Psychosoziale Hilfen)"),
        ("Das Bildungsbüro (27105) hat den Plan eingehalten.", "27105", "27104 (Bildungsbüro)"),
        ("Das Produkt 3123 „einmalige Beihilfen“ hat den Plan eingehalten.", "3123", "3123 einmalige Leistungen"),
    ],
)
def test_number_and_name(text, nummer, richtig):
    urteil = only(text)
    assert (urteil.art, urteil.figur, urteil.richtig) == (Urteilsart.WIDERSPRUCH, nummer, richtig)


def test_names_of_the_house():
    pruefung = Textpruefung(
        DATEN, [("3140", "314"), ("einmalige Beihilfen", "3123"), ("Blindengeld des Landes", "3450")]
    )
    text = (
        "Das Produkt 3140 „Eingliederungshilfe nach dem BTHG (SGB IX)“ überschritt sein Budget um 1.553.092 €. "
        "Das Produkt 3123 „einmalige Beihilfen“ verbesserte sich um 49.416 €. "
        "Das Blindengeld des Landes benötigte 4.035 € Zuschuss."
    )
    urteile = pruefung.check([Abschnitt(text, "")]).urteile
    assert [(u.bezug.objekt, u.art.value) for u in urteile] == [
        ("314", "stimmt"),
        ("3123", "stimmt"),
        ("3450", "stimmt"),
    ]


def test_an_object_holds_until_another_is_named():
    ergebnis = check("Das Produkt 3118 ist zu nennen. Die Verbesserung beträgt 1.642.180 €. Das Produkt 3155 auch.")
    assert [u.bezug.objekt for u in ergebnis.urteile] == ["3118"]


def test_before_dezember_the_forecast_and_what_is_booked():
    juni = peine.lauf(6).daten
    blatt = juni.produktblatt(juni.gliederung["3118"])
    pruefung = Textpruefung(juni)
    for betrag_ct in (blatt.prognose_ct, blatt.ergebnis_ct):
        text = f"Der Zuschussbedarf im Produkt 3118 beträgt {abs(round(betrag_ct / 100)):,} €.".replace(",", ".")
        (urteil,) = pruefung.check([Abschnitt(text, "")]).urteile
        assert urteil.art is Urteilsart.STIMMT


@pytest.mark.parametrize(
    ("text", "kennung"),
    [
        ("In der Organisationseinheit 32 wurde gespart.", "Soziales"),
        ("In der Organisationseinheit „Arbeit“ wurde gespart.", "Arbeit"),
        ("Die Leistungseinheit 3118 blieb unter dem Plan.", "3118"),
        ("Im Geschäftsbereich 3 wurde gespart.", "Dezernat III"),
    ],
)
def test_what_a_house_calls_its_levels(text, kennung):
    heisst = {"Budget": "Organisationseinheit", "Produkt": "Leistungseinheit", "Dezernat": "Geschäftsbereich"}
    objekte = [replace(o, ebenenname=heisst[o.ebene]) for o in DATEN.gliederung if o.ebene in heisst]
    (nennung,) = Namensbuch(Gliederung(objekte)).find(text, ())
    assert nennung.kennung == kennung


@pytest.mark.parametrize("wort", ["Überschuss", "Zuschuss", "Defizit", "Aufwand"])
def test_what_is_measured_is_no_part_of_a_name(wort):
    buch = Namensbuch(DATEN.gliederung, [(f"{wort} des Abwasserbetriebs", "3114")])
    assert {n.kennung for n in buch.find(f"Beim Produkt 3118 ergibt sich ein {wort} von 5 €.", ())} == {"3118"}
    assert {n.kennung for n in buch.find(f"Der {wort} des Abwasserbetriebs stieg.", ())} == {"3114"}
