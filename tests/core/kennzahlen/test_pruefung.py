"""What is said about Kennzahlen that contradict themselves; every finding with its place."""

from __future__ import annotations

import pytest
from core.kennzahlen.kennzahl_base import regel, reihe, wert

from xlbudget.core.kennzahlen.pruefung import (
    check_kennzahlregeln,
    check_kennzahlwerte,
    check_reihen,
    check_stand_der_kennzahlen,
)
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.zeit import Stand


def befunde_of(regeln, werte, monat=6):
    rechnung = Kennzahlrechnung(regeln, werte)
    alle = [
        *check_kennzahlregeln(regeln, rechnung),
        *check_kennzahlwerte(werte, rechnung),
        *check_reihen(rechnung, 2025),
        *check_stand_der_kennzahlen(rechnung, Stand(2025, monat)),
    ]
    assert all(befund.source for befund in alle)
    return [(befund.code, befund.text) for befund in alle]


def codes_of(regeln, werte, monat=6):
    return [code for code, _ in befunde_of(regeln, werte, monat)]


def test_what_is_right_is_not_talked_about():
    werte = [*reihe("B", "2025-01", [5] * 6), *reihe("B", "2025-01", [2] * 6, gruppe="Frauen")]
    werte += reihe("B", "2025-01", [3] * 6, gruppe="Männer")
    assert befunde_of([regel("B", "Bestand", plan=5), regel("S", "Summe", plan=9)], werte) == []


def test_rules_that_cannot_be_calculated():
    regeln = [
        regel("A", "Quote", "B", "X"),
        regel("B", "Summe"),
        regel("B", "Bestand"),
        regel("C", "Veränderung zum Vorjahresmonat"),
        regel("D", "Quote der letzten 12 Monate", "C", "B"),
        regel("E", "Quote", "F", "B"),
        regel("F", "Veränderung zum Vorjahresmonat", "E"),
    ]
    befunde = befunde_of(regeln, [])
    assert [code for code, _ in befunde] == [
        "kennzahl.formel", "kennzahl.kuerzel", "kennzahl.formel", "kennzahl.formel", "kennzahl.kreis", "kennzahl.kreis",
    ]  # fmt: skip
    assert (
        "in der Spalte Nenner muss das Kürzel einer Kennzahl stehen, das Kürzel X hat keine Kennzahl" in befunde[0][1]
    )
    assert "in der Spalte Zähler muss das Kürzel einer Kennzahl stehen, es ist leer" in befunde[2][1]
    assert "C ist selbst eine Formel" in befunde[3][1]


def test_values_of_nothing_and_without_a_rule():
    befunde = befunde_of([regel("B", "")], [wert("b", "2025-06", 1), wert("B", "2025-06", 1), wert("B", "2025-05", 1)])
    assert [code for code, _ in befunde] == ["kennzahlwert.kennzahl", "kennzahl.rechenart"]


def test_a_kuerzel_that_nothing_has_is_named_once():
    """Thirty lines of a Kennzahl that was renamed must not hide the one line that was mistyped."""
    werte = [*reihe("ALT", "2024-01", [1] * 30), wert("neu", "2025-06", 1)]
    befunde = befunde_of([regel("NEU", "Bestand")], werte)
    assert [code for code, _ in befunde] == ["kennzahlwert.kennzahl"] * 2
    assert "dem Kürzel ALT gibt es nicht; alle 30 Werte zählen nicht." in befunde[0][1]
    assert "dem Kürzel neu gibt es nicht; gemeint ist vermutlich „NEU“; der Wert zählt nicht." in befunde[1][1]


@pytest.mark.parametrize("zahl", [-1, 5, 4.5])
def test_a_value_that_is_not_on_its_scale(zahl):
    stufe = regel("R", "Bestand", einheit="Reifegrad 0–4", plan=3)
    ((code, text),) = befunde_of([stufe], [wert("R", "2025-06", zahl)])
    assert (code, "liegt nicht zwischen 0 und 4 (Reifegrad 0–4)" in text) == ("kennzahlwert.skala", True)
    assert befunde_of([stufe], [wert("R", "2025-06", z) for z in (0, 4)][:1]) == []
    plan = regel("R", "Bestand", einheit="Reifegrad 0–4", plan=30)
    assert "kennzahlwert.skala" in codes_of([plan], [wert("R", "2025-06", 3)])


def test_the_same_value_twice():
    zweimal = [wert("B", "2025-06", 19.9, fassung="T-0"), wert("B", "2025-06", 19.5)]
    ((code, text),) = befunde_of([regel("B", "Bestand")], zweimal)
    assert code == "kennzahlwert.doppelt"
    assert "B, Juni 2025, Ist steht zweimal, mit 19,9 und 19,5; es gilt die obere Zeile." in text
    assert "in ihrer Spalte Fassung T-3 oder endgültig" in text
    endgueltig = [wert("B", "2025-06", 1, fassung="T-3"), wert("B", "2025-06", 1, fassung="endgültig")]
    assert befunde_of([regel("B", "Bestand")], endgueltig) == [
        (
            "kennzahlwert.doppelt",
            "B, Juni 2025, Ist steht zweimal, gleich; es gilt die obere Zeile. Die falsche löschen.",
        )
    ]


def test_a_final_value_says_what_it_changes():
    alle = [wert("B", "2025-06", 100, fassung="T-0"), wert("B", "2025-06", 103, fassung="T-3")]
    for werte in (alle, alle[::-1]):
        ((code, text),) = befunde_of([regel("B", "Bestand")], werte)
        assert (code, "vorläufig 100, endgültig 103" in text) == ("kennzahlwert.geaendert", True)
    assert befunde_of([regel("B", "Bestand")], [alle[0], wert("B", "2025-06", 100, fassung="T-3")]) == []


def test_groups_that_do_not_add_up():
    werte = [wert("B", "2025-06", 6023), wert("B", "2025-06", 3248, gruppe="Frauen")]
    assert befunde_of([regel("B", "Bestand")], [*werte, wert("B", "2025-06", 2775, gruppe="Männer")]) == []
    ((code, text),) = befunde_of([regel("B", "Bestand")], [*werte, wert("B", "2025-06", 2757, gruppe="Männer")])
    assert code == "kennzahlwert.gruppen"
    assert "Frauen 3248 + Männer 2757 ergibt 6005, gesamt ist 6023" in text
    alter = [wert("B", "2025-06", w, gruppe=g) for w, g in ((1000, "Alter: unter 25"), (5000, "Alter: ab 25"))]
    assert codes_of([regel("B", "Bestand")], [*werte, *alter]) == ["kennzahlwert.gruppen"]
    assert codes_of([regel("B", "Bestand")], [*werte, wert("B", "2025-06", 7000, gruppe="unter 25")]) == [
        "kennzahlwert.gruppen"
    ]


def test_rounded_groups_may_miss_the_whole_by_their_last_digit():
    werte = [
        wert("B", "2025-06", 10.1),
        wert("B", "2025-06", 5.1, gruppe="Frauen"),
        wert("B", "2025-06", 4.9, gruppe="Männer"),
    ]
    assert befunde_of([regel("B", "Bestand")], werte) == []


def test_missing_months_are_named_once():
    werte = reihe("S", "2025-01", [1, None, 3, None, 5, 6])
    ((code, text),) = befunde_of([regel("S", "Summe")], werte)
    assert code == "kennzahlwert.fehlt"
    assert "zum Stand Juni 2025 bleibt Ist leer, denn in der Tabelle Kennzahlwerte fehlt S Ist 2025-02, 2025-04" in text


def test_groups_that_lack_the_same_are_named_with_the_whole():
    teile = [("", [1, None, 3]), ("Frauen", [1, None, 3]), ("Männer", [0, None, None])]
    werte = [w for gruppe, zahlen in teile for w in reihe("S", "2025-01", zahlen, gruppe=gruppe)]
    befunde = befunde_of([regel("S", "Summe")], werte, 3)
    texte = [text for code, text in befunde if code == "kennzahlwert.fehlt"]
    assert len(texte) == 2
    assert "Kennzahl S („Kennzahl S“), auch Frauen: zum Stand März 2025 bleibt Ist leer" in texte[0]
    assert "Kennzahl S („Kennzahl S“), Männer: zum Stand März 2025 bleibt Ist leer" in texte[1]
    assert "S Ist 2025-02, 2025-03;" in texte[1]


def test_a_plan_without_its_months_can_be_that_of_the_year():
    """Followed to the letter: the Plan is there, and nothing is said any more."""
    for verlauf in ("gegeben", "wie Vorjahr"):
        ((code, text),) = befunde_of([regel("S", "Summe", plan=12, verlauf=verlauf)], reihe("S", "2025-01", [1] * 6))
        assert code == "kennzahlwert.fehlt"
        assert text.endswith("diesen in der Tabelle Kennzahlen eintragen, als Planverlauf „gleichmäßig“.")
    assert befunde_of([regel("S", "Summe", plan=12, verlauf="gleichmäßig")], reihe("S", "2025-01", [1] * 6)) == []


def test_both_parts_of_a_quote_are_named():
    regeln = [regel("I", "Summe"), regel("B", "Bestand"), regel("Q", "Quote", "I", "B")]
    texte = [text for _, text in befunde_of(regeln, [wert("I", "2025-06", 1)])]
    assert "fehlt B Ist 2025-06; I Ist 2025-01, 2025-02, 2025-03, 2025-04, 2025-05" in texte[-1]


def test_a_nenner_of_zero():
    regeln = [regel("I", "Bestand"), regel("B", "Bestand"), regel("Q", "Quote", "I", "B")]
    ((code, text),) = befunde_of(regeln, [wert("I", "2025-06", 1), wert("B", "2025-06", 0)])
    assert (code, "denn geteilt würde durch B, und das ist 0" in text) == ("kennzahlwert.nenner", True)


@pytest.mark.parametrize("damals", [0, -40])
def test_a_change_of_nothing_or_less_is_none(damals):
    """From −40 to −60 would be +50 %, and from −40 to 60 a loss of 250 %."""
    regeln = [regel("G", "Summe"), regel("V", "Veränderung zum Vorjahresmonat", "G")]
    werte = [*reihe("G", "2025-01", [-60] * 6), *reihe("G", "2024-01", [damals] * 6)]
    ((code, text),) = befunde_of(regeln, werte)
    assert code == "kennzahlwert.nenner"
    assert "denn geteilt würde durch G, und das ist 0 oder, für eine Veränderung, im Vorjahresmonat negativ" in text


def test_a_plan_as_share_of_a_quote_in_percent():
    regeln = [regel("I", "Bestand"), regel("B", "Bestand"), regel("Q", "Quote", "I", "B", plan=0.175, einheit="%")]
    ((code, text),) = befunde_of(regeln, [wert("I", "2025-06", 19), wert("B", "2025-06", 100)])
    assert code == "kennzahlwert.anteil"
    assert "der Plan 0,175 ist bei einem Ist von 19 vermutlich ein Anteil" in text
    klein = [wert("I", "2025-06", 1), wert("B", "2025-06", 100)]
    assert befunde_of(regeln, klein) == [], "so small a quote may be planned"


def test_percent_and_share():
    quote = regel("Q", "Bestand", plan=97.5, einheit="in %")
    assert codes_of([quote], [wert("Q", "2025-06", 0.92)]) == ["kennzahlwert.anteil"]
    assert codes_of([quote], [wert("Q", "2025-06", 92)]) == []
    assert codes_of([regel("Q", "Bestand", plan=0.9, einheit="in %")], [wert("Q", "2025-06", 0.92)]) == []


def test_years_and_their_months():
    voll = reihe("S", "2025-01", [10] * 12, "Plan")
    assert codes_of([regel("S", "Summe", plan=120)], voll) == []
    assert codes_of([regel("S", "Summe", plan=121)], voll) == ["kennzahlwert.jahr"]
    assert codes_of([regel("S", "Summe", plan=120)], [wert("S", "2025", 121, "Plan")]) == ["kennzahlwert.plan"]
    ist = [*reihe("S", "2025-01", [10] * 12), wert("S", "2025", 100)]
    assert codes_of([regel("S", "Summe")], ist) == ["kennzahlwert.jahr"]
    vorjahr = [*reihe("S", "2024-01", [10] * 12), wert("S", "2024", 100)]
    ((code, text),) = befunde_of([regel("S", "Summe", plan=500)], vorjahr)
    assert (code, "Ist 2024 ist 100, die Summe der Monate 120" in text) == ("kennzahlwert.jahr", True)


def test_a_formula_that_was_given_another_value():
    regeln = [regel("I", "Summe"), regel("B", "Durchschnitt"), regel("K2", "Quote", "I", "B", einheit="%")]
    teile = [wert("I", "2024", 1325), wert("B", "2024", 6650)]
    assert codes_of(regeln, [*teile, wert("K2", "2024", 19.9)]) == []
    ((code, text),) = befunde_of(regeln, [*teile, wert("K2", "2024", 19.5)])
    assert (code, "eingetragen ist 19,5, aus I und B ergibt sich 19,92" in text) == ("kennzahlwert.gerechnet", True)
