"""What a text contradicts by itself: found, and not where it is right."""

from __future__ import annotations

import pytest
from textfaelle import check, pruefung, read_faelle

from xlbudget.core.textpruefung.modelle import Abschnitt

WIDERSPRUECHE = {
    "Das Produkt 3122 verschlechterte sich um 750.00 Euro.": "falsch geschrieben",
    "Im Produkt 3155 wurden 1..126.765 € weniger gebraucht.": "falsch geschrieben",
    "Im Produkt 3118 waren 6.629.400 € Zuschuss geplant; benötigt wurden 1.642.180 € (30 %) weniger.": "Betrag und Prozent",
    "Die Aufwendungen des FD 33 stiegen um 5.757.014 € (16,7 %) auf 91.234.214 €.": "Betrag und Prozent",
    "Im Produkt 3118 ergab sich keine Abweichung, die Verbesserung beträgt 1.642.180 €.": "dass es keine gibt",
    "Das Produkt 3118 zeigt eine Verbesserung von -1.642.180 €.": "Vorzeichen",
    "Das Produkt 3110 erzielte einen Überschuss von -7.600.000 €.": "Vorzeichen",
    "Das Produkt 3460 hat einen Fehlbetrag von +4.393 €.": "Vorzeichen",
    "Die Produkte 3118 (1.642.180 €) und 3155 (1.126.765 €) verbesserten sich um zusammen 2.786.945 €.": "2.768.945 €",
    "Im Produkt 3116 waren 778.800 € Zuschuss geplant, benötigt wurden 690.535 €, also 98.265 € weniger.": "passen nicht",
    "Im Produkt 41402 ergab sich eine Verbesserung von 1.076.102 €. Diese Verbesserung von 1,2 Mio. € ist einmalig.": "1.076.102 €",
    "Für das Haushaltsjahr 2022 wurden alle Buchungen abschließend vorgenommen.": "2023",
    "Die Zahlen haben den Stand 30.06.2023.": "Dezember 2023",
    "Produktbericht, Stand: September 2023": "Dezember 2023",
}
RICHTIG = (
    "Im Produkt 3118 waren 6.629.400 € Zuschuss geplant; benötigt wurden 1.642.180 € (24,8 %) weniger.",
    "Die Aufwendungen des FD 33 stiegen um 5.757.014 € (6,7 %) auf 91.234.214 €.",
    "Im Produkt 3156 ergab sich keine Abweichung.",
    "Im Produkt 3118 gab es keine nennenswerte Abweichung bei der Fallzahl, die Verbesserung beträgt 1.642.180 €.",
    "Das Produkt 314 weist ein Defizit von -1.553.092 € aus.",
    "Die Produkte 3118 (1.642.180 €) und 3155 (1.126.765 €) verbesserten sich um zusammen rund 2,8 Mio. €.",
    "Das Wohngeld (3460) war mit einem Überschuss von 8.200 € geplant und schließt mit einem Fehlbetrag von 4.393 €, also um 12.593 € schlechter.",
    "Im Produkt 3116 waren 778.800 € Zuschuss geplant, benötigt wurden 690.535 €, also 88.265 € weniger.",
    "Im Haushaltsjahr 2023 konnte der Planansatz 2024 noch nicht berücksichtigt werden.",
    "Der Jahresabschluss 2022 lag erst im Oktober vor, der Jahresabschluss 2023 im März.",
    "Die Zahlen haben den Stand 31.12.2023.",
)  # fmt: skip


@pytest.mark.parametrize("text", WIDERSPRUECHE)
def test_found(text):
    gruende = [fund.grund for fund in check(text).im_text]
    assert any(WIDERSPRUECHE[text] in grund for grund in gruende), gruende


@pytest.mark.parametrize("text", RICHTIG)
def test_not_where_it_is_right(text):
    assert check(text).im_text == ()


def test_not_in_any_case_that_is_right():
    for fall in (*read_faelle("faelle.csv"), *read_faelle("eigene.csv")):
        urteile = {verdikt for _, _, verdikt in fall.figuren}
        if urteile <= {"stimmt", "stimmt gerundet", "nicht in den Daten", "keine Figur"}:
            assert check(fall.text).im_text == (), fall.text


def test_a_sentence_of_the_last_report_whose_figure_moved():
    heute = [Abschnitt("Das Produkt 3118 verbesserte sich um 1.500.000 €. Das Produkt 3155 blieb unauffällig.", "")]
    frueher = [Abschnitt("Zur Lage: Das Produkt 3118  verbesserte sich um 1.500.000 €.", "")]
    (fund,) = pruefung().check(heute, frueher).im_text
    assert "wortgleich im letzten Bericht" in fund.grund
    heute = [Abschnitt("Das Produkt 3118 verbesserte sich um 1.642.180 €.", "")]
    assert pruefung().check(heute, heute).im_text == ()
