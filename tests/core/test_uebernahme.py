"""Which values of accepted returns reach the report, and what is said about those that do not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from xlbudget.core.angenommen import Angenommen, Mappenstand, uebernahmen
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.monatswerte import Monatswerte
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.prognose import Meldung, Prognoserechnung
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldart, Rueckmeldung, Status
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.uebernahme import (
    check_uebernahmen,
    eigene_werte,
    merge_erlaeuterungen,
    merge_kennzahlen,
    to_meldungen,
)
from xlbudget.core.vorjahre import Vorjahreswerte
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere

PERSONAL = Berichtszeile(Art.AUFWENDUNGEN, "Personal")
PROGNOSE = Feld("3114", Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Personal")
GRUND = replace(PROGNOSE, feldart=Feldart.GRUND)
TEXT = Feld("3114", Feldart.ERLAEUTERUNG)
FAELLE = Feld("3114", Feldart.LEISTUNG, zeile="Fälle")
QUOTE = Feld("3114", Feldart.ZIEL, zeile="Quote")
ALLE = (PROGNOSE, GRUND, TEXT, FAELLE, QUOTE)
LEER = dict.fromkeys(ALLE)
BUDGETS = {"3114": "Soziales", "3115": "Soziales"}


def gliederung(budgets=BUDGETS):
    namen = sorted({"Soziales", "Arbeit", *budgets.values()})
    return Gliederung(
        [
            *(Berichtsobjekt(name, Ebene.BUDGET, "", name) for name in namen),
            *(Berichtsobjekt(p, Ebene.PRODUKT, p, "Hilfe", b) for p, b in budgets.items()),
        ]
    )


def answered(gesendet, zurueck, damals=None, nummer=1, budget="Soziales", datum=date(2023, 7, 10)):
    """An accepted return; `damals` is what the Datenmappe itself had where something else was prefilled."""
    felder = tuple(Eingabefeld("Blatt", f"B{n}", feld, wert) for n, (feld, wert) in enumerate(gesendet.items(), 1))
    meldung = Rueckmeldung("FD 32", datum, Status.FERTIG, {**gesendet, **zurueck})
    return Angenommen(nummer, budget, felder, damals or {}, meldung, f"{nummer}.xlsx", date(2023, 7, 12))


def taken(angenommene, jetzt=None, budgets=BUDGETS, zeilen=(PERSONAL,), felder=(TEXT, FAELLE, QUOTE)):
    """What the report takes if the Datenmappe has `jetzt`."""
    eigene = {**dict.fromkeys(felder), **(jetzt or {})}
    genommen, befunde = uebernahmen(angenommene, Mappenstand(eigene, gliederung(budgets), zeilen))
    return {u.feld: u.neu for u in genommen}, [(b.code.removeprefix("ruecklauf."), b.schwere) for b in befunde], befunde


@pytest.mark.parametrize(
    ("gesendet", "zurueck", "erwartet"),
    [
        ({}, {}, {}),
        ({}, {PROGNOSE: 100, GRUND: "Tarif"}, {PROGNOSE: 100}),
        ({}, {GRUND: "nur ein Grund"}, {}),
        ({TEXT: "alt"}, {}, {}),
        ({TEXT: "alt"}, {TEXT: "neu"}, {TEXT: "neu"}),
        ({TEXT: "alt"}, {TEXT: None}, {TEXT: None}),
        ({FAELLE: Decimal(3)}, {FAELLE: Decimal(0)}, {FAELLE: Decimal(0)}),
        ({FAELLE: Decimal(3)}, {FAELLE: Decimal("3.0")}, {}),
    ],
)
def test_what_is_taken_where_the_datenmappe_is_as_it_was(gesendet, zurueck, erwartet):
    antwort = answered({**LEER, **gesendet}, zurueck)
    assert taken([antwort], gesendet)[:2] == (erwartet, [])


@pytest.mark.parametrize(
    ("feld", "eigen", "frueher"),
    [
        (FAELLE, Decimal(87), Decimal(93)),
        (QUOTE, None, Decimal("97.5")),
        (TEXT, None, "Neuer Text"),
        (TEXT, "Alter Text", "Neuer Text"),
        (TEXT, "Alter Text", None),  # emptied
        (PROGNOSE, None, 500),
    ],
)
def test_what_an_earlier_return_brought_in_and_this_one_left_alone_counts(feld, eigen, frueher):
    """The later workbook was prefilled with it, so nothing in it looks changed."""
    antwort = answered({**LEER, feld: frueher}, {}, damals={feld: eigen}, nummer=2)
    jetzt = {} if feld is PROGNOSE else {feld: eigen}
    assert taken([antwort], jetzt)[:2] == ({feld: frueher}, [])


@pytest.mark.parametrize("feld", [FAELLE, QUOTE, TEXT])
def test_what_the_datenmappe_had_when_it_was_sent_and_the_fachdienst_left_alone_says_nothing(feld):
    """The Datenmappe may know better by now."""
    alt, neu = ("alt", "neu") if feld is TEXT else (Decimal(1), Decimal(2))
    assert taken([answered({**LEER, feld: alt}, {})], {feld: neu})[:2] == ({}, [])


def test_an_own_prognose_that_was_taken_back_is_not_kept_by_a_return_that_left_it_alone():
    assert taken([answered({**LEER, PROGNOSE: 500}, {})])[:2] == ({}, [])
    assert taken([answered({**LEER, PROGNOSE: 500}, {PROGNOSE: 600})])[:2] == ({PROGNOSE: 600}, [])


@pytest.mark.parametrize(
    ("feld", "damals", "gemeldet", "jetzt"),
    [
        (FAELLE, Decimal(87), Decimal(93), Decimal(95)),
        (QUOTE, None, Decimal(93), Decimal(95)),
        (TEXT, "alt", "gemeldet", "berichtigt"),
        (TEXT, "alt", "gemeldet", None),
        (FAELLE, Decimal(87), None, Decimal(95)),
    ],
)
def test_what_a_controller_corrected_since_then_wins_and_both_values_are_said(feld, damals, gemeldet, jetzt):
    genommen, codes, (befund,) = taken([answered({**LEER, feld: damals}, {feld: gemeldet})], {feld: jetzt})
    assert (genommen, codes) == ({}, [("ueberstimmt", Schwere.HINWEIS)])
    for wert in (gemeldet, jetzt):
        assert (str(wert) if wert is not None else "leer") in befund.text
    assert str(befund.source).startswith("1.xlsx, Blatt!B")


@pytest.mark.parametrize(("eigen", "gesagt"), [(500, 1), (100, 0)])
def test_a_prognose_in_the_datenmappe_wins_and_the_difference_is_said(eigen, gesagt):
    genommen, codes, befunde = taken([answered(LEER, {PROGNOSE: 100})], {PROGNOSE: eigen, GRUND: None})
    assert (genommen, codes) == ({}, [("ueberstimmt", Schwere.HINWEIS)] * gesagt)
    assert all("gemeldet sind 1,00 €" in b.text and "stehen 5,00 €" in b.text for b in befunde)


def test_another_reason_for_an_own_prognose_is_said():
    antwort = answered({**LEER, PROGNOSE: 100, GRUND: "Tarif"}, {GRUND: "Fallzahlen"})
    genommen, codes, (befund,) = taken([antwort], {PROGNOSE: 100, GRUND: "Tarif"})
    assert (genommen, codes) == ({}, [("ueberstimmt", Schwere.HINWEIS)])
    assert "„Fallzahlen“" in befund.text


@pytest.mark.parametrize(
    ("zurueck", "weitere", "grund"),
    [
        ({FAELLE: Decimal(93)}, {"felder": (TEXT, QUOTE)}, "die Kennzahl „Fälle“ gibt es bei 3114 nicht mehr"),
        ({QUOTE: Decimal(93)}, {"felder": (TEXT, FAELLE)}, "die Kennzahl „Quote“ gibt es bei 3114 nicht mehr"),
        ({PROGNOSE: 100}, {"zeilen": ()}, "die Zeile „Personal“ (Aufwendungen) gibt es in der Kontenzuordnung"),
        ({PROGNOSE: 100}, {"budgets": {"3115": "Soziales"}}, "„3114“ gibt es in der Datenmappe nicht mehr"),
        ({TEXT: "neu"}, {"budgets": {"3115": "Soziales"}}, "„3114“ gibt es in der Datenmappe nicht mehr"),
    ],
)
def test_what_has_no_place_any_more_is_a_fehler_and_not_taken(zurueck, weitere, grund):
    genommen, codes, (befund,) = taken([answered(LEER, zurueck)], **weitere)
    assert (genommen, codes) == ({}, [("nicht_uebernommen", Schwere.FEHLER)])
    assert grund in befund.text
    assert "Rückgabe 1 („Soziales“)" in befund.text


def test_what_has_no_place_and_came_back_as_it_was_sent_is_nothing_to_speak_of():
    assert taken([answered({**LEER, FAELLE: Decimal(87)}, {})], felder=(TEXT, QUOTE))[:2] == ({}, [])


@pytest.mark.parametrize("reihenfolge", [(1, 2), (2, 1)])
@pytest.mark.parametrize(
    ("eine", "andere", "genommen"),
    [
        ({PROGNOSE: 100, TEXT: "Soziales"}, {PROGNOSE: 200}, {PROGNOSE: 200}),
        ({FAELLE: Decimal(1)}, {TEXT: "Arbeit"}, {TEXT: "Arbeit"}),
        ({QUOTE: Decimal(1)}, {QUOTE: Decimal(2)}, {QUOTE: Decimal(2)}),
    ],
)
def test_of_a_produkt_that_moved_only_the_answer_of_its_fachdienst_counts(reihenfolge, eine, andere, genommen):
    beide = {1: answered(LEER, eine), 2: answered(LEER, andere, nummer=2, budget="Arbeit")}
    gefunden, codes, (befund,) = taken([beide[n] for n in reihenfolge], budgets={"3114": "Arbeit"})
    assert (gefunden, codes) == (genommen, [("nicht_uebernommen", Schwere.FEHLER)])
    assert "für 3114 gilt die Rückgabe 2 von „Arbeit“" in befund.text


def test_two_fachdienste_that_say_the_same_agree():
    beide = [answered(LEER, {PROGNOSE: 100}), answered(LEER, {PROGNOSE: 100}, nummer=2, budget="Arbeit")]
    assert taken(beide, budgets={"3114": "Arbeit"})[:2] == ({PROGNOSE: 100}, [])


def test_the_only_answer_about_a_produkt_that_moved_counts():
    assert taken([answered(LEER, {PROGNOSE: 100})], budgets={"3114": "Arbeit"})[:2] == ({PROGNOSE: 100}, [])


def test_every_value_says_who_entered_it_when_and_where():
    for datum, erwartet in ((date(2023, 7, 10), date(2023, 7, 10)), (None, date(2023, 7, 12))):
        antwort = answered(LEER, {PROGNOSE: 100, GRUND: "Tarif"}, datum=datum)
        ((genommen,), _) = uebernahmen([antwort], Mappenstand({}, gliederung(), (PERSONAL,)))
        wer = (genommen.von, genommen.datum, str(genommen.source), genommen.grund, genommen.alt, genommen.rueckgabe)
        assert wer == ("FD 32", erwartet, "1.xlsx, Blatt!B1", "Tarif", None, 1)


def test_a_reported_prognose_becomes_a_meldung_with_its_cell():
    antwort = answered(LEER, {PROGNOSE: 100, GRUND: "Tarif", TEXT: "x"})
    genommen, _ = uebernahmen([antwort], Mappenstand({TEXT: None}, gliederung(), (PERSONAL,)))
    (meldung,) = to_meldungen(genommen)
    assert meldung == Meldung("3114", Art.AUFWENDUNGEN, "Personal", 100, "Tarif")
    assert str(meldung.source) == "1.xlsx, Blatt!B1"


def objects_and_kennzahlen():
    objekte = [
        Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, "Hilfe", "Soziales", erlaeuterung="alt")
        for nummer in ("3114", "3115")
    ]
    kennzahlen = [
        Kennzahl(nummer, name, "", Richtung.HOEHER, Decimal(10), Decimal(1))
        for nummer in ("3114", "3115")
        for name in ("Fälle", "Quote")
    ]
    return objekte, kennzahlen


def test_explanations_and_key_figures_reach_only_their_object():
    objekte, kennzahlen = objects_and_kennzahlen()
    bestand = Mappenstand(eigene_werte(objekte, kennzahlen, kennzahlen, ()), gliederung(), ())
    gesendet = {**LEER, TEXT: "alt", FAELLE: Decimal(1), QUOTE: Decimal(1)}
    genommen, _ = uebernahmen([answered(gesendet, {TEXT: "neu", FAELLE: Decimal(7), QUOTE: Decimal(9)})], bestand)
    assert [objekt.erlaeuterung for objekt in merge_erlaeuterungen(objekte, genommen)] == ["neu", "alt"]
    assert [k.ist for k in merge_kennzahlen(kennzahlen, Feldart.LEISTUNG, genommen)] == [7, 1, 1, 1]
    assert [k.ist for k in merge_kennzahlen(kennzahlen, Feldart.ZIEL, genommen)] == [1, 9, 1, 1]


def test_of_two_kennzahlen_of_one_name_the_first_is_answered():
    _, kennzahlen = objects_and_kennzahlen()
    doppelt = [kennzahlen[0], kennzahlen[0]]
    bestand = Mappenstand(eigene_werte((), doppelt, (), ()), gliederung(), ())
    genommen, _ = uebernahmen([answered({FAELLE: Decimal(1)}, {FAELLE: Decimal(7)})], bestand)
    assert [k.ist for k in merge_kennzahlen(doppelt, Feldart.LEISTUNG, genommen)] == [7, 1]


@pytest.mark.parametrize("verloren", [PROGNOSE, TEXT, FAELLE, QUOTE])
def test_what_the_computed_report_does_not_have_is_a_fehler_whatever_the_reason(verloren):
    objekte, kennzahlen = objects_and_kennzahlen()
    werte = {PROGNOSE: 100, TEXT: "neu", FAELLE: Decimal(7), QUOTE: Decimal(9)}
    genommen, _ = uebernahmen([answered(LEER, werte)], Mappenstand(dict.fromkeys(ALLE[2:]), gliederung(), (PERSONAL,)))
    angekommen = [u for u in genommen if u.feld != verloren]
    soziales = Berichtsobjekt("Soziales", Ebene.BUDGET, "", "Soziales")
    baum = Gliederung([soziales, *merge_erlaeuterungen(objekte, angekommen)])
    rahmen, nichts = Kontenrahmen((Praefix("40", PERSONAL),)), Monatswerte(baum, {})
    rechnung = Prognoserechnung(baum, rahmen.zeilen, 6, nichts, nichts, meldungen=to_meldungen(angekommen))
    daten = Berichtsdaten(
        "Muster", Stand(2023, 6), Regeln(), baum, rahmen, nichts, nichts, rechnung.prognosen(),
        Vorjahreswerte(baum, rahmen, 2023, nichts),
        leistungen=merge_kennzahlen(kennzahlen, Feldart.LEISTUNG, angekommen),
        ziele=merge_kennzahlen(kennzahlen, Feldart.ZIEL, angekommen),
    )  # fmt: skip
    im_bericht, befunde = check_uebernahmen(genommen, daten)
    assert {u.feld for u in im_bericht} == {u.feld for u in genommen} - {verloren}
    assert [(b.code, b.schwere) for b in befunde] == [("ruecklauf.nicht_uebernommen", Schwere.FEHLER)]
