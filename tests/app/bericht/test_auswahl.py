"""How a selection is called in the name of a file."""

from __future__ import annotations

from xlbudget.app.bericht.auswahl import selection_text
from xlbudget.core.gliederung import Berichtsobjekt, Ebene


def produkte(*nummern: str) -> list[Berichtsobjekt]:
    return [Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, "Hilfen", "32") for nummer in nummern]


def test_one_by_its_title_several_by_their_numbers():
    assert selection_text(produkte("3114")) == "3114 Hilfen"
    assert selection_text(produkte("3114", "3115")) == "3114, 3115"


def test_long_selections_stay_short_and_apart():
    viele = [f"{nummer}" for nummer in range(31000, 31040)]
    eine, andere = selection_text(produkte(*viele)), selection_text(produkte(*viele[:-1], "99999"))
    assert eine.startswith("31000, 31001, ")
    assert "… 40 Blätter" in eine
    assert eine != andere
    assert max(len(eine), len(andere)) < 90
