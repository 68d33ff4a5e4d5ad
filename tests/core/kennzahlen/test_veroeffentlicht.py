"""The published figures of tests/golden/kennzahlen, reproduced by the rules; what the papers contradict is found."""

from __future__ import annotations

from fractions import Fraction

import pytest
from core.kennzahlen.kennzahl_base import published, regel, wert, zahl

from xlbudget.core.geld import rounded_div
from xlbudget.core.kennzahlen.modelle import Periode
from xlbudget.core.kennzahlen.pruefung import check_kennzahlwerte, check_reihen
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung, as_decimal

PEINE, MITTEL, HEIDEKREIS = map(published, ("sgb2-peine.csv", "mittel-jobcenter.csv", "heidekreis-2020.csv"))
DEZEMBER = Periode(2025, 12)
INT, ELB, LZB = (
    PEINE[name]
    for name in ("Jahressumme der Integrationen", "Durchschnittlicher eLb-Bestand", "Durchschnittlicher LZB-Bestand")
)


def printed(wert: Fraction | None, stellen: int) -> str:
    assert wert is not None
    return f"{rounded_div(wert.numerator * 10**stellen, wert.denominator) / 10**stellen:.{stellen}f}".replace(".", ",")


def change(alt: str, neu: str) -> Fraction | None:
    """From one year to the next, as the rule of the month before has it."""
    regeln = [regel("B", "Bestand"), regel("V", "Veränderung zum Vorjahresmonat", "B")]
    werte = [wert("B", "2024-12", zahl(alt)), wert("B", "2025-12", zahl(neu))]
    return Kennzahlrechnung(regeln, werte).ist("V", DEZEMBER).wert


@pytest.mark.parametrize("zeile", [INT, ELB, LZB], ids=["Integrationen", "eLb", "LZB"])
def test_changes_of_the_plan(zeile):
    assert printed(change(zeile["prognose_2024"], zeile["plan_2025"]), 1) == zeile["veraenderung_prozent"]


def test_the_quote_of_forecast_and_plan():
    quote = PEINE["Integrationsquote (K2) %"]
    regeln = [regel("INT", "Summe"), regel("ELB", "Durchschnitt"), regel("K2", "Quote", "INT", "ELB", einheit="%")]
    werte = [
        wert(kuerzel, jahr, zahl(zeile[spalte]), art)
        for kuerzel, zeile in (("INT", INT), ("ELB", ELB))
        for jahr, spalte, art in (("2024", "prognose_2024", "Ist"), ("2025", "plan_2025", "Plan"))
    ]
    rechnung = Kennzahlrechnung(regeln, werte)
    assert printed(rechnung.ist("K2", Periode(2024, 12)).wert, 1) == quote["prognose_2024"]
    assert printed(rechnung.plan("K2", DEZEMBER).wert, 1) == quote["plan_2025"]
    genannt = [wert("K2", "2024", zahl(quote["prognose_2024"])), wert("K2", "2024", zahl("19,5"))]
    befunde = [b.code for b in check_kennzahlwerte([*werte, *genannt], Kennzahlrechnung(regeln, [*werte, *genannt]))]
    assert befunde == ["kennzahlwert.doppelt"]  # both for the same forecast
    falsch = Kennzahlrechnung(regeln, [*werte, genannt[1]])
    assert [b.code for b in check_reihen(falsch, 2025)] == ["kennzahlwert.gerechnet"]


def test_long_term_recipients_by_month():
    regeln = [regel("LZB", "Bestand"), regel("K3", "Veränderung zum Vorjahresmonat", "LZB")]
    monate = {"2023-10": "LZB Oktober 2023", "2024-10": "LZB Oktober 2024"}
    werte = [wert("LZB", monat, zahl(PEINE[name]["prognose_2024"])) for monat, name in monate.items()]
    assert werte[1].wert - werte[0].wert == 621
    assert as_decimal(Kennzahlrechnung(regeln, werte).ist("K3", Periode(2024, 10)).wert) == zahl("16,56")


@pytest.mark.parametrize("zeile", MITTEL.values(), ids=MITTEL)
def test_funds_by_year(zeile):
    alt, neu = zeile["betrag_2024"], zeile["betrag_2025"]
    assert int(neu) - int(alt) == int(zeile["abweichung_eur"])
    assert printed(change(alt, neu), 2) == zeile["abweichung_prozent"]


def test_funds_add_up():
    *teile, summe = MITTEL.values()
    for spalte in ("betrag_2023", "betrag_2024", "betrag_2025", "abweichung_eur"):
        assert sum(int(teil[spalte]) for teil in teile) == int(summe[spalte])


def test_groups_of_the_published_paper_add_up():
    """Of the measures by kind, too; one slip of the pen is found."""
    regeln = [regel(name, "Bestand") for name in HEIDEKREIS]
    gruppen = {"gesamt": "", "frauen": "Frauen", "maenner": "Männer"}
    werte = [
        wert(name, "2020-12", zeile[spalte], gruppe=gruppe)
        for name, zeile in HEIDEKREIS.items()
        for spalte, gruppe in gruppen.items()
    ]
    assert len(werte) == 33
    assert [*check_reihen(Kennzahlrechnung(regeln, werte), 2020)] == []
    for verschrieben in range(len(werte)):
        andere = [
            wert(w.kennzahl, "2020-12", w.wert + (i == verschrieben), gruppe=w.gruppe) for i, w in enumerate(werte)
        ]
        assert [b.code for b in check_reihen(Kennzahlrechnung(regeln, andere), 2020)] == ["kennzahlwert.gruppen"]
    arten = ("Arbeitsgelegenheiten", "Trainingszentrum VHS", "Maßnahmen VHS", "Einzelförderungen und sonstige")
    for spalte in gruppen:
        assert sum(int(HEIDEKREIS[a][spalte]) for a in arten) == int(HEIDEKREIS["Maßnahmen insgesamt"][spalte])
