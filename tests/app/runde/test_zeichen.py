"""Odd characters in names: every workbook is still known as ours at the last look, and shows every value."""

from __future__ import annotations

import re

import pytest
from app.runde.rundreise_base import STAND, Haus, attached, read_mail
from xlsx.clean.lecks import members_of

from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.runde.versand import versand

UNSICHTBAR = {
    "weiches Trennzeichen": "So\u00adziales",
    "Leserichtung": "So\u200eziales \u202egeheim",
    "verbundenes Emoji": "Beratung 👩\u200d💻",
    "Nullbreite": "So\u200bzi\ufeffales",
    "Zeilentrenner": "Soziales\u2028Hilfen",
}
ZEICHEN = ["Hilfe! jetzt", "Müller's Amt", "O'Brien! & Co", "#REF!", "A [1]!B2", "'quer'", "=1+1", '"Zitat"; x']
_OHNE_WERT = re.compile(rb"</f></c>|<f(?: [^>]*)?/></c>")


class Namenshaus(Haus):
    """A house whose Fachdienst and Produkt are called like this."""

    def __init__(self, ordner, name):
        super().__init__(ordner, fachdienste={name: ("32", "fd32")}, produkte=("10",))
        self.name = name
        self.verteiler = [{"Budget": name, "Empfänger": "Leitung", "E-Mail": "fd32@kreis.example", "Versandart": "An"}]

    def _inhalt(self):
        inhalt = super()._inhalt()
        for produkt in inhalt["Produkte"]:
            produkt["Bezeichnung"] = self.name
        return inhalt


@pytest.mark.runde
@pytest.mark.parametrize("name", [*UNSICHTBAR.values(), *ZEICHEN], ids=[*UNSICHTBAR, *ZEICHEN])
def test_a_workbook_is_known_and_whole_whatever_its_budget_is_called(tmp_path, name):
    haus = Namenshaus(tmp_path / "haus", name)
    versand(haus.write(), haus.auftrag())
    (entwurf,) = haus.ziel.glob("*.eml")
    datei, mappe = attached(read_mail(entwurf.read_bytes()))
    identitaet = haus.identify(mappe)
    assert identitaet is not None
    assert identitaet.budget == name
    assert not [z for text in (entwurf.name, datei) for z in text if z in "\u00ad\u200b\u200d\u200e\u202e\u2028\ufeff"]
    assert_has_every_value(mappe)
    bericht(haus.datenmappe, STAND, haus.ordner / "berichte", Auswahl(form=Form.MAPPE))
    (zum_lesen,) = (haus.ordner / "berichte" / "mappen").iterdir()
    assert_has_every_value(zum_lesen.read_bytes())


def assert_has_every_value(mappe: bytes) -> None:
    blaetter = {teil: inhalt for teil, inhalt in members_of(mappe).items() if "worksheets/" in teil}
    assert sum(inhalt.count(b"<f") for inhalt in blaetter.values()) > 100
    assert not [teil for teil, inhalt in blaetter.items() if _OHNE_WERT.search(inhalt)]
