"""Texts of a Stand before Dezember: what is booked so far, what is expected for the year."""

from __future__ import annotations

from functools import cache

import peine
import pytest
from textfaelle import only

from xlbudget.core.geld import format_betrag, rounded_div
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.textpruefung.modelle import Abschnitt, Urteil, Urteilsart
from xlbudget.core.textpruefung.pruefung import Textpruefung

DATEN = peine.lauf(6).daten


@cache
def pruefung() -> Textpruefung:
    return Textpruefung(DATEN)


def verdicts(text: str) -> list[Urteil]:
    return list(pruefung().check([Abschnitt(text, "")]).urteile)


def euro(ganze: int) -> str:
    return f"{abs(ganze):,}".replace(",", ".") + " €"


def produkte() -> list[Berichtsobjekt]:
    alle = [objekt for objekt in DATEN.gliederung if objekt.ebene is Ebene.PRODUKT]
    return [o for o in alle if o.kennung.isdigit() and DATEN.produktblatt(o).ergebnis_ct < -2_000_00]


@pytest.mark.parametrize("daneben", [0, 1, 2, -1, -2, 1000])
def test_what_one_produkt_has_booked_is_exact_and_the_right_value_is_as_printed(daneben):
    geprueft = produkte()
    assert len(geprueft) >= 20
    for objekt in geprueft:
        ist = rounded_div(DATEN.produktblatt(objekt).ergebnis_ct, 100)
        (urteil,) = verdicts(
            f"Bis Ende Juni 2023 beträgt beim Produkt {objekt.kennung} der Zuschussbedarf {euro(ist - daneben)}."
        )
        assert urteil.art is (Urteilsart.WIDERSPRUCH if daneben else Urteilsart.STIMMT), objekt.kennung
        assert urteil.richtig == (f"-{euro(ist)}" if daneben else "")


def test_where_the_text_has_cents_the_right_value_has_them():
    objekt = next(o for o in produkte() if DATEN.produktblatt(o).prognose_ct % 100)
    ct = -DATEN.produktblatt(objekt).prognose_ct
    assert ct > 0
    (urteil,) = verdicts(
        f"Beim Produkt {objekt.kennung} wird ein Zuschussbedarf von {format_betrag(ct + 10)} € erwartet."
    )
    assert (urteil.art, urteil.richtig) == (Urteilsart.WIDERSPRUCH, f"-{format_betrag(ct)} €")


@pytest.mark.parametrize("daneben", [0, 1, -1])
def test_the_deviation_of_one_produkt_is_exact(daneben):
    for objekt in produkte():
        blatt = DATEN.produktblatt(objekt)
        moeglich = [rounded_div(wert - blatt.ansatz_ct, 100) for wert in (blatt.prognose_ct, blatt.ergebnis_ct)]
        abweichung = moeglich[0]
        if abs(abweichung) < 10 or abs(abweichung + daneben) == abs(moeglich[1]):
            continue
        wort = "Verbesserung" if abweichung > 0 else "Verschlechterung"
        (urteil,) = verdicts(
            f"Beim Produkt {objekt.kennung} ergibt sich eine {wort} von {euro(abs(abweichung) + daneben)}."
        )
        assert urteil.art is (Urteilsart.WIDERSPRUCH if daneben else Urteilsart.STIMMT), objekt.kennung


def test_a_sum_of_several_has_room_for_the_rounding_of_its_parts():
    paar = [objekt for objekt in produkte() if DATEN.produktblatt(objekt).ergebnis_ct % 100][:2]
    summe_ct = sum(DATEN.produktblatt(objekt).ergebnis_ct for objekt in paar)
    gedruckt = rounded_div(summe_ct, 100)
    namen = " und ".join(f"{objekt.kennung}" for objekt in paar)
    for daneben, art in ((0, Urteilsart.STIMMT), (1, Urteilsart.STIMMT), (3, Urteilsart.WIDERSPRUCH)):
        (urteil,) = verdicts(
            f"Die Produkte {namen} benötigten bis Ende Juni zusammen einen Zuschuss von {euro(gedruckt - daneben)}."
        )
        assert urteil.art is art


@pytest.mark.parametrize(
    "satz",
    [
        "Beim Produkt 3118 wird zum Jahresende mit einem Zuschussbedarf von {} gerechnet.",
        "Beim Produkt 3118 wird ein Zuschussbedarf von {} erwartet.",
        "Gerechnet wird beim Produkt 3118 zum Jahresende mit einem Zuschussbedarf von {}.",
        "Die Prognose für das Produkt 3118 liegt bei -{}.",
        "Beim Produkt 3118 beträgt die Prognose -{}.",
    ],
)
def test_what_is_expected_before_dezember_is_the_forecast(satz):
    blatt = DATEN.produktblatt(DATEN.gliederung["3118"])
    prognose, plan = (rounded_div(wert, 100) for wert in (blatt.prognose_ct, blatt.ansatz_ct))
    (urteil,) = verdicts(satz.format(euro(prognose)))
    assert (urteil.art, urteil.bezug.bedeutung) == (Urteilsart.STIMMT, "Ergebnis")
    (urteil,) = verdicts(satz.format(euro(plan)))
    assert urteil.art is Urteilsart.WIDERSPRUCH
    assert urteil.richtig.startswith(f"-{euro(prognose)}")


@pytest.mark.parametrize("wort", ["war {} erwartet", "waren {} erwartet worden", "wurde mit {} gerechnet"])
def test_what_was_expected_is_the_plan(wort):
    plan = rounded_div(DATEN.produktblatt(DATEN.gliederung["3118"]).ansatz_ct, 100)
    (urteil,) = verdicts("Beim Produkt 3118 " + wort.format(f"ein Zuschussbedarf von {euro(plan)}") + ".")
    assert (urteil.art, urteil.bezug.bedeutung) == (Urteilsart.STIMMT, "Plan")


def test_at_the_end_of_the_year_what_is_expected_for_it_is_the_result():
    ergebnis = rounded_div(peine.lauf(12).daten.produktblatt(DATEN.gliederung["3118"]).ergebnis_ct, 100)
    text = f"Beim Produkt 3118 wird zum Jahresende ein Zuschussbedarf von {euro(ergebnis)} erwartet."
    assert only(text).art is Urteilsart.STIMMT


@pytest.mark.parametrize("daneben", [0, 1])
def test_what_two_years_differ_by_is_no_result(daneben):
    objekt = DATEN.gliederung["Soziales"]
    jetzt = rounded_div(DATEN.produktblatt(objekt).aufwendungen.prognose_ct, 100)
    damals = rounded_div(DATEN.vorjahre.vorjahr(objekt, Art.AUFWENDUNGEN, 2022).ergebnis_ct, 100)
    zeichen = "+" if jetzt > damals else "-"
    text = (
        f"Beim Budget {objekt.kennung} sind die Aufwendungen 2023: {euro(jetzt)}, 2022: {euro(damals)}, "
        f"das sind {zeichen}{euro(jetzt - damals + daneben * 5)}."
    )
    urteil = verdicts(text)[-1]
    assert urteil.bezug.bedeutung == "Veränderung zum Vorjahr"
    assert urteil.art is (Urteilsart.WIDERSPRUCH if daneben else Urteilsart.STIMMT)
