from decimal import Decimal

import pytest

from xlbudget.core.begruendung import Pflichtregeln
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.prognose import Meldung, Vorjahr
from xlbudget.core.pruefung_begruendung import check_pflichtregeln
from xlbudget.core.pruefung_mappe import (
    check_bezuege,
    check_kennzahlen,
    check_meldungen,
    check_regeln,
    check_texte,
    check_verteiler,
    check_vorjahre,
)
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere, SourceRef

GLIEDERUNG = Gliederung(
    [Berichtsobjekt("B", Ebene.BUDGET, "1", "B"), Berichtsobjekt("0111", Ebene.PRODUKT, "0111", "Eins", "B")]
)
RAHMEN = Kontenrahmen((Praefix("40", Berichtszeile(Art.AUFWENDUNGEN, "Personal")),))
ORT = SourceRef("mappe.xlsx", "Blatt", "A4")


def vorjahr(monate, ergebnis, jahr=2022, objekt="B"):
    return Vorjahr(objekt, Art.ERTRAEGE, "gesamt", jahr, None, tuple(monate), ergebnis)


@pytest.mark.parametrize(
    ("ergebnis", "codes"), [(1200, []), (1200 + 600, []), (1200 + 601, ["vorjahr.summe"]), (None, [])]
)
def test_ergebnis_is_the_sum_of_the_months_within_rounding(ergebnis, codes):
    assert [befund.code for befund in check_vorjahre([vorjahr([100] * 12, ergebnis)], 2023)] == codes


MONATE = [monat * 1000 for monat in range(1, 13)]


@pytest.mark.parametrize(
    ("andere", "codes"),
    [
        ([*MONATE[:11], 1], ["vorjahr.gleich"]),
        ([*MONATE[:10], 1, 2], ["vorjahr.gleich"]),
        ([*MONATE[:9], 1, 2, 3], []),
        ([round(betrag * 1.004) for betrag in MONATE], ["vorjahr.aehnlich"]),
        ([round(betrag * 1.02) for betrag in MONATE], []),
    ],
)
def test_years_that_look_copied(andere, codes):
    befunde = check_vorjahre([vorjahr(MONATE, sum(MONATE)), vorjahr(andere, sum(andere), 2021)], 2023)
    assert [befund.code for befund in befunde] == codes


def test_empty_years_are_not_copies():
    assert check_vorjahre([vorjahr([0] * 12, 0), vorjahr([0] * 12, 0, 2021)], 2023) == []
    assert check_vorjahre([vorjahr([None] * 12, None), vorjahr([None] * 12, None, 2021)], 2023) == []


def test_a_year_given_twice():
    befunde = check_vorjahre([vorjahr([0] * 12, 0), vorjahr([1] * 12, 12)], 2023)
    assert [befund.code for befund in befunde] == ["vorjahr.doppelt"]


@pytest.mark.parametrize(
    ("jahr", "codes"),
    [
        (2012, ["vorjahr.jahr"]),
        (2013, ["vorjahr.alt"]),
        (2020, ["vorjahr.alt"]),
        (2021, []),
        (2022, []),
        (2023, ["vorjahr.jahr"]),
        (2052, ["vorjahr.jahr"]),
        (202, ["vorjahr.jahr"]),
    ],
)
def test_years_that_are_no_prior_years_or_too_old_to_be_used(jahr, codes):
    befunde = check_vorjahre([vorjahr([100] * 12, 1200, jahr)], 2023)
    assert [befund.code for befund in befunde] == codes


def test_a_wrong_year_says_which_are_possible_and_is_not_checked_further():
    (befund,) = check_vorjahre([vorjahr(MONATE, 0, 2023)], 2023)
    assert befund.schwere is Schwere.FEHLER
    assert "2023 ist kein Vorjahr des Haushaltsjahres 2023; möglich sind 2013 bis 2022" in befund.text


def test_old_years_are_counted_in_one_hinweis():
    befunde = check_vorjahre([vorjahr([jahr] * 12, jahr * 12, jahr) for jahr in (2018, 2020)], 2023)
    (hinweis,) = [befund for befund in befunde if befund.code == "vorjahr.alt"]
    assert hinweis.text == "Vorjahre: 2 Zeilen nennen Jahre vor 2021. Blatt und Prognose nutzen nur die Jahre ab 2021."


@pytest.mark.parametrize(
    ("objekt", "zeile", "codes"),
    [("B", "Personal", []), ("B", "gesamt", []), ("X", "gesamt", ["bezug.objekt"]), ("B", "Perso", ["bezug.zeile"])],
)
def test_references_of_overrides(objekt, zeile, codes):
    meldung = Meldung(objekt, Art.AUFWENDUNGEN, zeile, 1)
    assert [befund.code for befund in check_bezuege(GLIEDERUNG, RAHMEN, [], [], [meldung])] == codes


def meldungen(*eintraege):
    """(Stand, amount) for one Ziel each."""
    return [(Stand(*stand), Meldung("B", Art.AUFWENDUNGEN, "gesamt", betrag)) for stand, betrag in eintraege]


@pytest.mark.parametrize(
    ("eintraege", "erwartet"),
    [
        ([((2023, 6), 1), ((2023, 7), 1)], []),
        ([((2023, 6), 1), ((2023, 6), 5000)], [(Schwere.FEHLER, "meldung.doppelt")]),
        ([((2023, 6), 1), ((2023, 6), 1)], [(Schwere.FEHLER, "meldung.doppelt")]),
        ([((2022, 6), 1)], [(Schwere.WARNUNG, "meldung.jahr")]),
        ([((2023, 12), 1)], [(Schwere.HINWEIS, "meldung.dezember")]),
    ],
)
def test_meldungen_that_never_count(eintraege, erwartet):
    assert [(b.schwere, b.code) for b in check_meldungen(meldungen(*eintraege), 2023)] == erwartet


def test_a_repeated_meldung_says_which_one_counts():
    (befund,) = check_meldungen(meldungen(((2023, 6), 1000), ((2023, 6), 5000)), 2023)
    assert "B, Aufwendungen gemeldete Prognose zum Stand 2023-06" in befund.text
    assert "es zählt die erste mit 10,00 €" in befund.text


def test_meldungen_for_several_rows_are_not_repeated():
    eintraege = [(Stand(2023, 6), Meldung("B", Art.AUFWENDUNGEN, zeile, 1)) for zeile in ("gesamt", "Personal")]
    assert check_meldungen(eintraege, 2023) == []


def kennzahl(produkt, bezeichnung):
    return Kennzahl(produkt, bezeichnung, "", Richtung.HOEHER, None, None)


def test_a_kennzahl_that_a_produkt_has_twice():
    liste = [kennzahl("1", "Fälle"), kennzahl("2", "Fälle"), kennzahl("1", "Quote"), kennzahl("1", "fälle ")]
    (befund,) = check_kennzahlen(liste)
    assert (befund.schwere, befund.code) == (Schwere.WARNUNG, "kennzahl.doppelt")
    assert "Produkt 1 hat die Kennzahl" in befund.text


@pytest.mark.parametrize(("budget", "bekannt"), [("B", True), ("b", False), ("0111", False), ("Gibtsnicht", False)])
def test_the_verteiler_names_budgets_that_exist(budget, bekannt):
    befunde = check_verteiler(GLIEDERUNG, [(budget, ORT)])
    assert [(b.code, b.source) for b in befunde] == ([] if bekannt else [("verteiler.budget", ORT)])


@pytest.mark.parametrize(
    ("regeln", "text"),
    [
        (
            Regeln(ampel_gelb_ab_ct=100_000_00, ampel_rot_ab_ct=20_000_00),
            "ab 100.000,00 € gelb, aber schon ab 20.000",
        ),
        (Regeln(ziel_schlecht_unter_pct=Decimal(110)), "„Ziel verfehlt unter Prozent“ ist größer"),
        (Regeln(tendenz_ab_ct=-5), "Die Schwelle „Tendenz ab Euro“ ist negativ"),
        (Regeln(tendenz_ab_pct=Decimal("-0.1")), "„Tendenz ab Prozent“ ist negativ"),
        (Regeln(ampel_gelb_ab_ct=-1), "„Ampel gelb ab Euro“ ist negativ"),
        (
            Regeln(ziel_beobachten_unter_pct=Decimal(80), ziel_eingreifen_unter_pct=Decimal("80.5")),
            "„Ziel eingreifen unter Prozent“ (80,5) ist größer als „Ziel beobachten unter Prozent“ (80)",
        ),
        (Regeln(ziel_beobachten_unter_pct=Decimal(0)), "„Ziel beobachten unter Prozent“ muss größer als 0 sein"),
        (Regeln(ziel_eingreifen_unter_pct=Decimal(-5)), "„Ziel eingreifen unter Prozent“ muss größer als 0 sein"),
    ],
)
def test_thresholds_that_cannot_be_meant(regeln, text):
    (befund,) = check_regeln(regeln, lambda _: ORT)
    assert (befund.schwere, befund.code, befund.source) == (Schwere.FEHLER, "einstellung.schwelle", ORT)
    assert text in befund.text


def test_sound_thresholds():
    assert check_regeln(Regeln(), lambda _: ORT) == []
    assert check_regeln(Regeln(ampel_gelb_ab_ct=0, ampel_rot_ab_ct=0), lambda _: ORT) == []
    gleich = Regeln(ziel_beobachten_unter_pct=Decimal(90), ziel_eingreifen_unter_pct=Decimal(90))
    assert check_regeln(gleich, lambda _: ORT) == []


@pytest.mark.parametrize(("laenge", "codes"), [(900, []), (901, ["text.lang"])])
def test_an_explanation_that_paper_cannot_hold_is_named(laenge, codes):
    objekt = Berichtsobjekt("B", Ebene.BUDGET, "1", "B", erlaeuterung="x" * laenge, source=ORT)
    befunde = check_texte([objekt], [])
    assert [befund.code for befund in befunde] == codes
    assert all(befund.source == ORT and f"{laenge} Zeichen" in befund.text for befund in befunde)


@pytest.mark.parametrize(("laenge", "codes"), [(200, []), (201, ["text.lang"])])
def test_a_kennzahl_that_paper_cannot_hold_is_named(laenge, codes):
    kennzahl = Kennzahl("0111", "x" * laenge, "", Richtung.HOEHER, None, None, ORT)
    assert [befund.code for befund in check_texte([], [kennzahl])] == codes


def test_other_thresholds_are_not_negative_either():
    (befund,) = check_regeln(Regeln(), lambda _: ORT, {"Größte E-Mail in MB": -1, "Anderes": 0})
    assert "„Größte E-Mail in MB“ ist negativ" in befund.text


@pytest.mark.parametrize(
    ("regeln", "text"),
    [
        (Regeln(ziel_schlecht_unter_pct=Decimal("0.95")), "„Ziel verfehlt unter Prozent“ ist 0,95 Prozent"),
        (Regeln(ziel_beobachten_unter_pct=Decimal("0.9")), "gemeint sind vermutlich 90"),
    ],
)
def test_thresholds_of_ziele_that_are_shares(regeln, text):
    (befund,) = check_regeln(regeln, lambda _: ORT)
    assert (befund.code, text in befund.text) == ("einstellung.schwelle", True)


@pytest.mark.parametrize(("prozent", "gesagt"), [("0.05", 1), ("0.25", 1), ("0.5", 0), ("5", 0)])
def test_a_share_asks_for_a_reason_for_everything(prozent, gesagt):
    befunde = [*check_pflichtregeln(Pflichtregeln(ab_pct=Decimal(prozent)), lambda _: ORT)]
    assert [befund.code for befund in befunde] == ["einstellung.schwelle"] * gesagt
