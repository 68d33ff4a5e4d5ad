"""Texts that name somebody are found, in what the report shows; numbers of Produkte and years are none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xlbudget.core.fakten import Nachereignis
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.massnahmen import Massnahmenzeile
from xlbudget.core.prognose import Meldung
from xlbudget.core.pruefung_personen import check_personen, personal_parts
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef

WARUM = "Vertretung für Herrn Muster."


@pytest.mark.parametrize(
    ("text", "teile"),
    [
        ("Erkrankung von Frau Petra Muster seit Mai", ["Frau Petra Muster"]),
        ("Frau Prof. Dr. Muster geht", ["Frau Prof. Dr. Muster"]),
        ("Fragen an m.muster@kreis.example.", ["m.muster@kreis.example"]),
        ("Durchwahl 4711, Tel.: 05555/401-0", ["Durchwahl 4711", "Tel.: 05555/401-0"]),
        ("unter 05555 401234 oder +49 5555 401234", ["05555 401234", "+49 5555 401234"]),
        ("auf DE02 1203 0000 0000 2020 51", ["DE02 1203 0000 0000 2020 51"]),
        ("Frau und Beruf; Frauen in Führung; Herrenhaus", []),
        ("Produkt 0111 2023, Konto 0131/2026, 06/2026, 1.000.000 €, 01.01.2026, 2026/114", []),
    ],
)
def test_what_looks_like_a_person(text, teile):
    assert personal_parts(text) == teile


def test_only_what_the_report_shows_is_looked_at():
    orte = [SourceRef("d.xlsx", "Produkte", f"A{zeile}") for zeile in range(4, 10)]
    gliederung = Gliederung(
        [
            Berichtsobjekt("Arbeit", Ebene.BUDGET, "33", "Arbeit", im_bericht=False),
            Berichtsobjekt("Soziales", Ebene.BUDGET, "32", "Soziales"),
            Berichtsobjekt("3310", Ebene.PRODUKT, "3310", "A", "Arbeit", erlaeuterung=WARUM, source=orte[0]),
            Berichtsobjekt("3210", Ebene.PRODUKT, "3210", "B", "Soziales", erlaeuterung=WARUM, source=orte[1]),
        ]
    )
    meldungen = [
        Meldung(o, Art.AUFWENDUNGEN, "gesamt", 1, WARUM, ort) for o, ort in (("Arbeit", orte[2]), ("3210", orte[3]))
    ]
    ereignisse = [
        Nachereignis(Stand(2026, 6), objekt, WARUM, None, None, ort)
        for objekt, ort in (("3310", orte[4]), ("Soziales", orte[5]))
    ]
    befunde = list(check_personen(gliederung, meldungen, ereignisse))
    assert [befund.source for befund in befunde] == [orte[1], orte[3], orte[5]]
    assert {befund.code for befund in befunde} == {"text.person"}
    assert "„Herrn Muster“" in befunde[0].text


@pytest.mark.parametrize(
    "angaben", [{"bemerkung": WARUM}, {"verantwortlich": "Herr Muster"}, {"objekt": "3210", "ziel": WARUM}]
)
def test_measures_are_texts_of_the_report_too(angaben):
    gliederung = Gliederung([Berichtsobjekt("Geheim", Ebene.BUDGET, "33", "Geheim", im_bericht=False)])
    ort = SourceRef("d.xlsx", "Maßnahmen", "C4")
    zeile = Massnahmenzeile("Stelle sparen", 2026, source=ort, **angaben)
    (befund,) = check_personen(gliederung, (), (), [zeile, replace(zeile, objekt="Geheim")])
    assert (befund.code, befund.source) == ("text.person", ort)
    assert befund.text.startswith("Die Maßnahme „Stelle sparen“ nennt vermutlich eine Person: „Herr")
