"""Kennzahlen that are measured in days, minutes or kilometres are figures like those that are counted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import peine
import pytest
from textfaelle import check

from xlbudget.core.textpruefung.modelle import Abschnitt, Urteil, Urteilsart
from xlbudget.core.textpruefung.pruefung import Textpruefung


@cache
def pruefung() -> Textpruefung:
    """The example, with goals of two Produkte in days and kilometres."""
    daten = peine.lauf(12).daten
    gemessen = {
        "3118": ("Bearbeitungsdauer", "Tage", Decimal(20), Decimal(26)),
        "3155": ("Sanierte Wege", "km", Decimal("4.5"), Decimal("2.75")),
    }
    muster = daten.ziele[0]
    ziele = [ziel for ziel in daten.ziele if ziel.produkt not in gemessen]
    ziele += [
        replace(muster, produkt=produkt, bezeichnung=name, einheit=einheit, plan=plan, ist=ist)
        for produkt, (name, einheit, plan, ist) in gemessen.items()
    ]
    return Textpruefung(replace(daten, ziele=tuple(ziele)))


def verdicts(text: str) -> list[Urteil]:
    return list(pruefung().check([Abschnitt(text, "")]).urteile)


@pytest.mark.parametrize(
    ("text", "urteile"),
    [
        ("Die Bearbeitungsdauer im Produkt 3118 lag bei 26 Tagen.", [("26", "stimmt", "")]),
        ("Die Bearbeitungsdauer im Produkt 3118 lag bei 62 Tagen.", [("62", "Widerspruch", "26")]),
        (
            "Beim Produkt 3118 beträgt die Bearbeitungsdauer 62 Tage statt 20 Tage.",
            [("62", "Widerspruch", "26"), ("20", "stimmt", "")],
        ),
        (
            "Im Produkt 3155 wurden 2,57 km Wege saniert, geplant waren 4,5 km.",
            [("2,57", "Widerspruch", "2,75"), ("4,5", "stimmt", "")],
        ),
        ("Im Produkt 3155 wurden 2,75 km Wege saniert.", [("2,75", "stimmt", "")]),
        ("Im Produkt 3118 verlängerte sich der Vertrag um 7 Tage.", [("7", "nicht zuzuordnen", "")]),
        ("Im Produkt 3118 wird innerhalb von 26 Tagen entschieden.", []),
        ("Im Produkt 3118 dauert es 12 Monate.", []),
    ],
)
def test_units_of_the_house(text, urteile):
    assert [(u.figur, u.art.value, u.richtig) for u in verdicts(text)] == urteile


def test_a_house_that_measures_none_has_no_such_figures():
    assert check("Im Produkt 3118 dauert es 26 Tage auf 3 km.").urteile == ()
    assert [u.art for u in verdicts("Im Produkt 3121 dauert es 26 Tage.")] == [Urteilsart.FEHLT]


@pytest.mark.parametrize(
    ("text", "urteile"),
    [
        (
            "Das Ziel „Bearbeitungsdauer“ im Produkt 3118 liegt bei 26 (Plan 20).",
            [("26", "stimmt", ""), ("20", "stimmt", "")],
        ),
        (
            "Das Ziel „Bearbeitungsdauer“ im Produkt 3118 liegt bei 51 (Plan 12).",
            [("51", "Widerspruch", "26"), ("12", "Widerspruch", "20")],
        ),
        (
            "Beim Produkt 3111 beträgt die Zielerreichung 108 %, bei einem Plan von 91 %.",
            [("108 %", "stimmt", ""), ("91 %", "stimmt", "")],
        ),
        (
            "Beim Produkt 3111 beträgt die Zielerreichung 108 % bei einem Plan von 19 %.",
            [("108 %", "stimmt", ""), ("19 %", "Widerspruch", "91 %")],
        ),
    ],
)
def test_the_plan_of_a_goal_beside_what_it_reached(text, urteile):
    assert [(u.figur, u.art.value, u.richtig) for u in verdicts(text)] == urteile
