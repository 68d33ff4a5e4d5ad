import pytest

from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.monatswerte import Kontensumme, assign
from xlbudget.core.pruefung import check_abdeckung, check_stand, check_zuordnung
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere, SourceRef

GLIEDERUNG = Gliederung(
    [
        Berichtsobjekt("B", Ebene.BUDGET, "1", "B"),
        Berichtsobjekt("leer", Ebene.BUDGET, "2", "leer"),
        Berichtsobjekt("0111", Ebene.PRODUKT, "0111", "Eins", "B"),
    ]
)
RAHMEN = Kontenrahmen(
    (
        Praefix("40", Berichtszeile(Art.AUFWENDUNGEN, "Personal")),
        Praefix("30", Berichtszeile(Art.ERTRAEGE, "ordentlich")),
    )
)


def place(zeile):
    return SourceRef("journal.csv", zeile=zeile)


def zuordnung(*summen):
    return check_zuordnung(summen, GLIEDERUNG, RAHMEN, place)


def test_unknown_produkt_says_how_much_stays_out_and_where():
    (befund,) = zuordnung(Kontensumme("999", "4001", 2, -12345, 3, 17), Kontensumme("999", "4002", 1, 0, 1, 9))
    assert befund.schwere is Schwere.FEHLER
    assert "4 Zeilen über zusammen 123,45 €" in befund.text
    assert befund.source == SourceRef("journal.csv", zeile=9)


@pytest.mark.parametrize(
    ("summen", "text"),
    [
        ([("4001", 500, 1), ("4002", -500, 1)], "2 Zeilen über zusammen 10,00 € (ohne Vorzeichen) bleiben außen vor."),
        ([("4001", 0, 2)], "2 Zeilen, die sich je Sachkonto und Monat ausgleichen, bleiben außen vor."),
        ([("4001", -500, 1)], "1 Zeile über 5,00 € bleibt außen vor."),
    ],
)
def test_what_cancels_out_does_not_look_like_nothing(summen, text):
    (befund,) = zuordnung(*(Kontensumme("999", konto, 1, saldo, anzahl, 5) for konto, saldo, anzahl in summen))
    assert text in befund.text


def test_lost_leading_zero_is_recognised():
    (befund,) = zuordnung(Kontensumme("111", "4001", 1, -1, 1, 5))
    assert "vermutlich 0111" in befund.text


@pytest.mark.parametrize(
    ("produkte", "code", "regel"),
    [
        (["0111", "1112"], "111", "auf 4 Stellen mit Nullen"),
        (["0111", "1112", "31198"], "111", "auf 4 Stellen mit Nullen"),
        (["0111", "112"], "111", ""),  # 112 would become 0112
        (["0111", "00111"], "111", ""),  # which of them?
        (["1112", "01115"], "1115", ""),  # 1112 would become 01112
        (["01.11"], "1.11", ""),  # the rule fills up digits only
        (["ABC", "0111"], "111", "auf 4 Stellen mit Nullen"),
    ],
)
def test_a_rule_for_lost_zeros_is_named_only_where_it_is_right_for_all(produkte, code, regel):
    gliederung = Gliederung(
        [
            Berichtsobjekt("B", Ebene.BUDGET, "1", "B"),
            *(Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, nummer, "B") for nummer in produkte),
        ]
    )
    (befund,) = check_zuordnung([Kontensumme(code, "4001", 1, -1, 1, 5)], gliederung, RAHMEN, place)
    assert "Gemeint ist vermutlich" in befund.text
    assert ("„auf" in befund.text) is bool(regel)
    assert regel in befund.text


@pytest.mark.parametrize(
    ("produkte", "rat"),
    [
        (
            ["0111", "1112"],
            "statt ihrer „auf 4 Stellen mit Nullen“ eintragen; sonst in der Tabelle Produkte als Text 00",
        ),
        (["0111", "112"], "sie löschen; sonst in der Tabelle Produkte als Text 00111 eintragen"),
    ],
)
def test_too_many_zeros_are_those_of_a_rule_first(produkte, rat):
    gliederung = Gliederung(
        [
            Berichtsobjekt("B", Ebene.BUDGET, "1", "B"),
            *(Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, nummer, "B") for nummer in produkte),
        ]
    )
    (befund,) = check_zuordnung([Kontensumme("00111", "4001", 1, -1, 1, 5)], gliederung, RAHMEN, place)
    assert "In der Tabelle Produkte steht 0111. Hat diese Datei in der Tabelle Spalten beim Feld Prod" in befund.text
    assert rat in befund.text


def test_unknown_konto():
    (befund,) = zuordnung(Kontensumme("0111", "99", 1, -1, 1, 5))
    assert befund.code == "zuordnung.konto"
    assert "Sachkonto 99" in befund.text


def test_known_postings_have_no_findings():
    assert zuordnung(Kontensumme("0111", "4001", 1, -1, 1, 5)) == []


def test_coverage():
    ist = assign([], GLIEDERUNG, RAHMEN)
    ansatz = assign([Kontensumme("0111", "4001", 1, 5, 1, 1)], GLIEDERUNG, RAHMEN, saldo=False)
    texte = {befund.code: befund.text for befund in check_abdeckung(GLIEDERUNG, ist, ansatz)}
    assert texte["produkt.leer"] == "Produkt 0111 Eins: ohne Buchungen."
    assert "„leer“" in texte["budget.leer"]


def test_later_postings_are_named():
    summen = [Kontensumme("0111", "4001", monat, -1, 2, 1) for monat in (6, 7, 12)]
    (befund,) = check_stand(summen, Stand(2023, 6))
    assert befund.text.startswith("4 Buchungen ab Juli 2023")
    assert check_stand(summen, Stand(2023, 12)) == []


def test_one_later_posting():
    (befund,) = check_stand([Kontensumme("0111", "4001", 12, -1, 1, 1)], Stand(2023, 11))
    assert befund.text == "1 Buchung ab Dezember 2023 liegt nach dem Stand und zählt nicht mit."
