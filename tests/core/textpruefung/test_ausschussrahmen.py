"""A text for one committee does not call another one its own; where else something goes may be said."""

from __future__ import annotations

import pytest
from textfaelle import pruefung

from xlbudget.core.ausschuss import Ausschuss
from xlbudget.core.textpruefung.modelle import Abschnitt

SOZIALES = Ausschuss("ASG", "Ausschuss für Soziales und Gesundheit")
ALLE = (
    SOZIALES, Ausschuss("AS", "Ausschuss für Soziales"), Ausschuss("FIN", "Finanzausschuss"), Ausschuss("Bau", ""),
    Ausschuss("JHA", "Jugendhilfeausschuss"),
)  # fmt: skip


def found(text: str, eigener: Ausschuss | None = SOZIALES, *, ist_tabelle: bool = False) -> list[tuple[str, str]]:
    abschnitte = [Abschnitt("Vorlage", "1"), Abschnitt(text, "2", ist_tabelle=ist_tabelle)]
    ergebnis = pruefung().check(abschnitte, (), eigener, ALLE)
    assert all(abschnitte[fund.abschnitt].text[fund.start : fund.ende] == fund.stelle for fund in ergebnis.im_text)
    return [(fund.stelle, fund.grund) for fund in ergebnis.im_text]


@pytest.mark.parametrize(
    ("text", "stelle"),
    [
        ("Informationsvorlage für den Jugendhilfeausschuss.", "Jugendhilfeausschuss"),
        ("Die Mitglieder des Finanzausschusses nehmen den Bericht zur Kenntnis.", "Finanzausschusses"),
        ("Der Ausschuss für  Soziales nimmt Kenntnis.", "Ausschuss für  Soziales"),
        ("Vorlage an den JHA.", "JHA"),
        ("Vorlage an den Ausschuss Bau.", "Bau"),
    ],
)
def test_another_committee_is_named(text, stelle):
    assert found(text) == [(stelle, "Der Text ist für den Ausschuss „Ausschuss für Soziales und Gesundheit“.")]


@pytest.mark.parametrize(
    "text",
    [
        "Der Ausschuss für Soziales und Gesundheit nimmt Kenntnis.",
        "Die Mitglieder des Ausschusses für Soziales und Gesundheit (ASG) nehmen Kenntnis.",
        "Über das Jugendamt wird im Jugendhilfeausschuss berichtet.",
        "Beratungsfolge: Finanzausschuss, Kreisausschuss, Kreistag",
        "Der Bau der Schule verzögert sich.",
        "Die FINanzen sind geordnet.",
    ],
)
def test_none_where_it_is_its_own_or_said_of_others(text):
    assert found(text) == []


def test_tables_of_meetings_and_texts_without_a_committee_are_free():
    assert found("Finanzausschuss", ist_tabelle=True) == []
    assert found("Vorlage für den Jugendhilfeausschuss.", None) == []
    allein = pruefung().check([Abschnitt("Der Finanzausschuss tagt.", "1")], (), SOZIALES, (SOZIALES,))
    assert allein.im_text == ()
