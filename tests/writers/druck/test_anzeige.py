"""The print in another unit and with columns of a house, beside the usual one: same figures, same markers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pdfplumber
import pypdf
import pytest
from writers.druck.druckbeispiel import LAYOUT, TAG, blick

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.darstellung import WEITERE, Darstellung, Geldeinheit, Spaltenwahl
from xlbudget.core.geld import format_euro
from xlbudget.writers.druck.druckform import Druckreihe, Druckwerk
from xlbudget.writers.druck.finanzspalten import Finanzspalten
from xlbudget.writers.druck.inhalt import build_druckwerk
from xlbudget.writers.druck.satz import set_pdf
from xlbudget.writers.druck.zahlen import percent, signed
from xlbudget.writers.gesamtbericht.spalten import lesehilfe

ANDERE = (Geldeinheit.TAUSEND, Geldeinheit.MILLIONEN)
ALLE = tuple(Spaltenwahl(name) for name in ("nr", "bezeichnung", "ansatz", *WEITERE.values()))
DAZU = ["Ausschöpfung", "Vorjahre von", "Vorjahre bis", "% v. Ansatz", "% v. Volumen", "Ampel"]


def report(einheit: Geldeinheit, wahl: tuple[Spaltenwahl, ...] | None = None) -> Produktbericht:
    return replace(blick(6).bericht, darstellung=Darstellung(einheit, wahl))


def werk(einheit: Geldeinheit, wahl: tuple[Spaltenwahl, ...] | None = None) -> Druckwerk:
    return build_druckwerk(replace(blick(6), bericht=report(einheit, wahl)), (), ())


@cache
def pdf(einheit: Geldeinheit, wahl: tuple[Spaltenwahl, ...] | None = None) -> bytes:
    return set_pdf(werk(einheit, wahl), LAYOUT, TAG)


def rows(druckwerk: Druckwerk) -> list[Druckreihe]:
    return [reihe for teil in druckwerk.finanzen for tabelle in teil.tabellen for reihe in tabelle.reihen]


def heads(druckwerk: Druckwerk) -> Iterator[list[str]]:
    for teil in druckwerk.finanzen:
        yield from ([spalte.kopf for spalte in tabelle.spalten] for tabelle in teil.tabellen)


@pytest.mark.parametrize("einheit", ANDERE)
def test_amounts_are_rounded_from_cents_and_markers_stay(einheit):
    zeilen = [zeile for gruppe in report(einheit).budgetgruppen for zeile in (*gruppe.zeilen, gruppe.summe)]
    in_euro, gezeigt = rows(werk(Geldeinheit.EURO)), rows(werk(einheit))
    assert len(zeilen) > 43
    for zeile, reihe, euro in zip(zeilen, gezeigt, in_euro, strict=False):
        name, plan, ist, prognose, abweichung, tendenz = reihe.zellen
        betraege = [einheit.show(ct) for ct in (zeile.ansatz_ct, zeile.ist_ct, zeile.ergebnis_ct)]
        assert [plan, ist, prognose] == betraege, name
        assert abweichung == signed(zeile.verbesserung_ct, einheit)
        assert (name, tendenz) == (euro.zellen[0], euro.zellen[-1])
        assert euro.zellen[1] == format_euro(zeile.ansatz_ct)
    assert [reihe.zellen[-1] for reihe in gezeigt] == [reihe.zellen[-1] for reihe in in_euro]


@pytest.mark.parametrize("einheit", ANDERE)
def test_every_head_says_the_unit_and_thresholds_stay_in_euros(einheit):
    druckwerk = werk(einheit)
    assert all(kopf[0].endswith(f" (Beträge in {einheit})") for kopf in heads(druckwerk))
    tabellen = [tabelle for teil in druckwerk.finanzen for tabelle in teil.tabellen]
    assert {tabelle.zweck.rpartition(", in ")[2] for tabelle in tabellen} == {str(einheit)}
    assert druckwerk.blick is not None
    plan, *_ = druckwerk.blick.kennwerte
    assert f" {einheit} (" in plan.wert
    assert druckwerk.blick.abschnitte[0].titel.startswith(f"Budgets (in {einheit};")
    assert druckwerk.blick.abschnitte[1].tabellen[0].spalten[1].kopf == f"Abweichung in {einheit}"
    assert any("ab einer Abweichung von 20.000 €" in text for text in druckwerk.lesehilfe)
    assert any("Schwellen gelten in Euro" in text and "Zellen" not in text for text in druckwerk.lesehilfe)
    assert "Produktblätter und Kurven zeigen ganze Euro, wie ihre Köpfe sagen." in druckwerk.lesehilfe


def test_without_a_single_produkt_nothing_is_said_of_forecasts():
    bericht = report(Geldeinheit.EURO)
    assert any(text.startswith("Prognose Jahresergebnis: ") for text in lesehilfe(bericht, ()))
    ohne = lesehilfe(replace(bericht, dezernate=()), ())
    assert not [text for text in ohne if text.startswith("Prognose Jahresergebnis:")]


def test_a_percentage_has_the_sign_that_its_amount_has():
    druckwerk = werk(Geldeinheit.EURO)
    assert druckwerk.blick is not None
    werte = {angabe.name: angabe.wert for angabe in druckwerk.blick.kennwerte}
    assert re.search(r"\(-\d+,\d % des Volumens\)", werte["Plan"])
    assert re.match(r"\+[\d.]+ € \(\+\d+,\d % des Volumens\)", werte["Abweichung"])


def test_chosen_columns_stand_beside_the_usual():
    einheit = Geldeinheit.TAUSEND
    bericht, druckwerk = report(einheit, ALLE), werk(einheit, ALLE)
    assert druckwerk.finanzen_quer
    assert all(kopf[-6:] == DAZU for kopf in heads(druckwerk))
    zeilen = [zeile for gruppe in bericht.budgetgruppen for zeile in (*gruppe.zeilen, gruppe.summe)]
    mit_vorjahren = 0
    for zeile, reihe in zip(zeilen, rows(druckwerk), strict=False):
        ausgeschoepft, von, bis, ansatz, volumen, ampel = reihe.zellen[-6:]
        assert ausgeschoepft == percent(zeile.ausschoepfung, 1)
        assert (ansatz.lstrip("+"), volumen.lstrip("+")) == (
            percent(zeile.abweichung_vom_ansatz, 1), percent(zeile.abweichung_vom_volumen, 1),
        )  # fmt: skip
        jahre = sorted(zeile.vorjahre_ct.values())
        assert (von, bis) == ((einheit.show(jahre[0]), einheit.show(jahre[-1])) if jahre else ("", ""))
        assert ampel == zeile.ampel.gezeigt
        mit_vorjahren += bool(jahre)
    assert mit_vorjahren
    assert any(text.startswith("Vorjahre von–bis") for text in druckwerk.lesehilfe)
    assert Finanzspalten(report(einheit, (Spaltenwahl("abweichung"),))).gewaehlt == ()


def test_without_a_choice_the_print_is_as_it_was():
    druckwerk = werk(Geldeinheit.EURO)
    assert not druckwerk.finanzen_quer
    erster, *_ = heads(druckwerk)
    assert erster == ["Produkt", "Plan 2023", "Ist bis Juni 2023", "Prognose", "Abweichung", "Tendenz"]
    assert not any("Schwellen gelten" in text or "Ausschöpfung" in text for text in druckwerk.lesehilfe)


@pytest.mark.parametrize("wahl", [None, ALLE], ids=["üblich", "alle"])
@pytest.mark.parametrize("einheit", Geldeinheit)
def test_a_page_has_room_for_it_in_a_legible_size(einheit, wahl):
    with pdfplumber.open(io.BytesIO(pdf(einheit, wahl))) as dokument:
        for seite in dokument.pages:
            zeichen = [z for z in seite.chars if z["text"].strip()]
            assert min(round(z["size"], 1) for z in zeichen) >= 8
            assert max(z["x1"] for z in zeichen) <= seite.width - 40
    text = " ".join(seite.extract_text() for seite in pypdf.PdfReader(io.BytesIO(pdf(einheit, wahl))).pages)
    for reihe in rows(werk(einheit, wahl)):
        assert " ".join(zelle for zelle in reihe.zellen[1:5]) in " ".join(text.split())
