"""Sums of several objects, and the whole of one that only follows after others."""

from __future__ import annotations

import peine
import pytest
from textfaelle import check

from xlbudget.core.geld import rounded_div
from xlbudget.core.gliederung import GESAMT
from xlbudget.core.textpruefung.modelle import Abschnitt, Urteilsart
from xlbudget.core.textpruefung.pruefung import Textpruefung

DATEN = peine.lauf(12).daten


def abweichung(*kennungen: str) -> int:
    blaetter = [DATEN.produktblatt(DATEN.gliederung[kennung]) for kennung in kennungen]
    return rounded_div(sum(blatt.prognose_ct - blatt.ansatz_ct for blatt in blaetter), 100)


def euro(betrag: int) -> str:
    return f"{abs(betrag):,}".replace(",", ".") + " €"


def verb(betrag: int) -> str:
    return "verbessert" if betrag > 0 else "verschlechtert"


NAMEN = [
    ("3118", "Produkt 3118", "3155", "Produkt 3155"),
    ("27104", "Bildungsbüro", "3118", "Produkt 3118"),
    ("Soziales", "Budget Soziales", "Arbeit", "Budget Arbeit"),
    ("Gesundheitsamt", "Gesundheitsamt", "Soziales", "Budget Soziales"),
]


@pytest.mark.parametrize(("a", "name_a", "b", "name_b"), NAMEN)
@pytest.mark.parametrize("wort", ["zusammen also", "insgesamt", "zusammen"])
def test_a_right_sum_agrees_and_a_wrong_one_does_not(a, name_a, b, name_b, wort):
    eins, zwei, summe = abweichung(a), abweichung(b), abweichung(a, b)
    text = (
        f"Das {name_a} {verb(eins)} sich um {euro(eins)}, das {name_b} {verb(zwei)} sich um {euro(zwei)}, {wort} {{}}."
    )
    ergebnis = check(text.format(euro(summe)))
    assert [u.art for u in ergebnis.urteile] == [Urteilsart.STIMMT] * 3
    assert ergebnis.urteile[2].bezug.objekt == f"{a} + {b}"
    assert ergebnis.im_text == ()
    falsch = check(text.format(euro(abs(summe) + 90))).urteile[2]
    assert (falsch.art, falsch.bezug.objekt) == (Urteilsart.WIDERSPRUCH, f"{a} + {b}")


def test_the_whole_of_another_object_is_no_sum():
    eins, zwei, ganzes = abweichung("3118"), abweichung("3155"), abweichung("Soziales")
    for name in ("Soziales insgesamt", "Soziales"):
        text = (
            f"Das Produkt 3118 {verb(eins)} sich um {euro(eins)}, das Produkt 3155 {verb(zwei)} sich um {euro(zwei)}; "
            f"das Budget {name} {verb(ganzes)} sich um {euro(ganzes)}."
        )
        ergebnis = check(text)
        assert [(u.bezug.objekt, u.art) for u in ergebnis.urteile] == [
            (objekt, Urteilsart.STIMMT) for objekt in ("3118", "3155", "Soziales")
        ]
        assert ergebnis.im_text == ()


def gesamt() -> int:
    blatt = DATEN.produktblatt(GESAMT)
    return rounded_div(blatt.prognose_ct - blatt.ansatz_ct, 100)


def test_the_whole_budget_is_in_the_data_of_a_whole_body():
    ganz = Textpruefung(DATEN, ganze_koerperschaft=True)
    betrag = gesamt()
    text = f"Der {{}} {verb(betrag)} sich um {{}}."
    for name in ("Gesamthaushalt", "gesamte Haushalt", "Haushalt der Stadt"):
        for daneben, art in ((0, Urteilsart.STIMMT), (900, Urteilsart.WIDERSPRUCH)):
            satz = text.format(name, euro(abs(betrag) + daneben))
            (urteil,) = ganz.check([Abschnitt(satz, "")]).urteile
            assert (urteil.art, urteil.bezug.objekt) == (art, "Gesamt")
            assert check(satz).urteile[0].art is Urteilsart.FEHLT
    (ruecklage,) = ganz.check([Abschnitt("Die Rücklage sinkt um 2.000 €.", "")]).urteile
    assert ruecklage.art is Urteilsart.FEHLT


def test_a_share_of_the_whole_budget():
    ganz = Textpruefung(DATEN, ganze_koerperschaft=True)
    teil, alles = (
        DATEN.produktblatt(objekt).aufwendungen.prognose_ct for objekt in (DATEN.gliederung["Soziales"], GESAMT)
    )
    anteil = rounded_div(teil * 100, alles)
    satz = f"Der Anteil der Aufwendungen des Budgets Soziales am Gesamthaushalt beträgt rund {anteil} %."
    (urteil,) = ganz.check([Abschnitt(satz, "")]).urteile
    assert urteil.art is not Urteilsart.WIDERSPRUCH
