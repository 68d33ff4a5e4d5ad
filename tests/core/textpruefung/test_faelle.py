"""Every kind of sentence: verdicts as the cases want them, and never the two great faults."""

from __future__ import annotations

import pytest
from textfaelle import KEINE, TEXTE, check, compare, is_small, pruefung, read_faelle

from xlbudget.core.textpruefung.modelle import Abschnitt, Urteilsart

AGREES = ("stimmt", "stimmt gerundet")


@pytest.mark.parametrize("name", ["faelle.csv", "eigene.csv"])
def test_verdicts(name):
    faelle = read_faelle(name)
    falsch = [fehler for fall in faelle for fehler in compare(fall)]
    gesamt = sum(len(fall.figuren) for fall in faelle)
    grosse = [f for f in falsch if not is_small(*f[1:])]
    assert len(falsch) <= 0.05 * gesamt, falsch
    assert grosse == []


def test_no_great_fault_in_any_case():
    for name in ("faelle.csv", "eigene.csv"):
        for fall in read_faelle(name):
            for nummer, soll, ist in compare(fall):
                assert not (soll in AGREES and ist == Urteilsart.WIDERSPRUCH), nummer
                assert not (soll == Urteilsart.WIDERSPRUCH and ist in AGREES), nummer
                assert soll != KEINE, nummer


@pytest.mark.parametrize("name", ["langtext-1.txt", "langtext-2.txt", "langtext-3.txt"])
def test_longer_texts_that_are_right(name):
    absaetze = [a for a in (TEXTE / name).read_text(encoding="utf-8").split("\n\n") if a.strip()]
    ergebnis = pruefung().check([Abschnitt(absatz, "") for absatz in absaetze])
    assert [(u.figur, u.satz) for u in ergebnis.urteile if u.art is Urteilsart.WIDERSPRUCH] == []
    assert ergebnis.im_text == ()
    assert sum(u.art in (Urteilsart.STIMMT, Urteilsart.GERUNDET) for u in ergebnis.urteile) >= 40


def test_what_is_right_is_said_and_what_the_number_really_is():
    urteil = check("Im Budget der Dezernatsleitung liegen die Aufwendungen um 106.935 € unter dem Planansatz.").urteile[
        0
    ]
    assert urteil.richtig == "-102.814 €"
    assert urteil.wirklich == "Dezernatsleitung III, Saldo, Abweichung"
