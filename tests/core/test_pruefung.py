import pytest

from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.monatswerte import Kontensumme, assign
from xlbudget.core.prognose import Meldung, Vorjahr
from xlbudget.core.pruefung import check_abdeckung, check_bezuege, check_stand, check_vorjahre, check_zuordnung
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere, SourceRef

GLIEDERUNG = Gliederung(
    [
        Berichtsobjekt("B", Ebene.BUDGET, "1", "B"),
        Berichtsobjekt("leer", Ebene.BUDGET, "2", "leer"),
        Berichtsobjekt("0111", Ebene.PRODUKT, "0111", "Eins", "B"),
    ]
)
RAHMEN = Kontenrahmen((Praefix("40", Berichtszeile(Art.AUFWENDUNGEN, "Personal")),))


def place(zeile):
    return SourceRef("journal.csv", zeile=zeile)


def zuordnung(*summen):
    return check_zuordnung(summen, GLIEDERUNG, RAHMEN, place)


def test_unknown_produkt_says_how_much_stays_out_and_where():
    (befund,) = zuordnung(Kontensumme("999", "4001", 2, -12345, 3, 17), Kontensumme("999", "4002", 1, 0, 1, 9))
    assert befund.schwere is Schwere.FEHLER
    assert "4 Zeilen über zusammen 123,45 €" in befund.text
    assert befund.source == SourceRef("journal.csv", zeile=9)


def test_lost_leading_zero_is_recognised():
    (befund,) = zuordnung(Kontensumme("111", "4001", 1, -1, 1, 5))
    assert "vermutlich 0111" in befund.text


def test_unknown_konto():
    (befund,) = zuordnung(Kontensumme("0111", "99", 1, -1, 1, 5))
    assert befund.code == "zuordnung.konto"
    assert "Sachkonto 99" in befund.text


def test_known_postings_have_no_findings():
    assert zuordnung(Kontensumme("0111", "4001", 1, -1, 1, 5)) == []


def vorjahr(monate, ergebnis, jahr=2022, objekt="B"):
    return Vorjahr(objekt, Art.ERTRAEGE, "gesamt", jahr, None, tuple(monate), ergebnis)


@pytest.mark.parametrize(
    ("ergebnis", "codes"), [(1200, []), (1200 + 600, []), (1200 + 601, ["vorjahr.summe"]), (None, [])]
)
def test_ergebnis_is_the_sum_of_the_months_within_rounding(ergebnis, codes):
    assert [befund.code for befund in check_vorjahre([vorjahr([100] * 12, ergebnis)])] == codes


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
    befunde = check_vorjahre([vorjahr(MONATE, sum(MONATE)), vorjahr(andere, sum(andere), 2021)])
    assert [befund.code for befund in befunde] == codes


def test_empty_years_are_not_copies():
    assert check_vorjahre([vorjahr([0] * 12, 0), vorjahr([0] * 12, 0, 2021), vorjahr([None] * 12, None, 2020)]) == []


def test_a_year_given_twice():
    befunde = check_vorjahre([vorjahr([0] * 12, 0), vorjahr([1] * 12, 12)])
    assert [befund.code for befund in befunde] == ["vorjahr.doppelt"]


def test_coverage():
    ist = assign([], GLIEDERUNG, RAHMEN)
    ansatz = assign([Kontensumme("0111", "4001", 1, 5, 1, 1)], GLIEDERUNG, RAHMEN, saldo=False)
    texte = {befund.code: befund.text for befund in check_abdeckung(GLIEDERUNG, ist, ansatz)}
    assert texte["produkt.leer"] == "Produkt 0111 Eins: ohne Buchungen."
    assert "„leer“" in texte["budget.leer"]


@pytest.mark.parametrize(
    ("objekt", "zeile", "codes"),
    [("B", "Personal", []), ("B", "gesamt", []), ("X", "gesamt", ["bezug.objekt"]), ("B", "Perso", ["bezug.zeile"])],
)
def test_references_of_overrides(objekt, zeile, codes):
    meldung = Meldung(objekt, Art.AUFWENDUNGEN, zeile, 1)
    assert [befund.code for befund in check_bezuege(GLIEDERUNG, RAHMEN, [], [], [meldung])] == codes


def test_later_postings_are_named():
    summen = [Kontensumme("0111", "4001", monat, -1, 2, 1) for monat in (6, 7, 12)]
    (befund,) = check_stand(summen, Stand(2023, 6))
    assert befund.text.startswith("4 Buchungen ab Juli 2023")
    assert check_stand(summen, Stand(2023, 12)) == []
