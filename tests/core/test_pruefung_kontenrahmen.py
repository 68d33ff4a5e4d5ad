"""Accounts that contradict the Kontenzuordnung, those that leave it open, and those that fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from xlbudget.app.bericht.laender import shipped_laender
from xlbudget.core.kontenbild import Exportkonten, Kontenbild
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.kontenrat import advice_for, check_bestaetigung
from xlbudget.core.landesrahmen import Land
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.pruefung_kontenrahmen import Kontenpruefung
from xlbudget.errors import Befund, Schwere, SourceRef

ORT = SourceRef("Datenmappe.xlsx", "Kontenzuordnung")
NW_PLAN = {"401": 900, "414": 700, "431": 80, "448": 60, "501": -500, "521": -300, "531": -400, "541": -90, "551": -20,
           "571": -80}  # fmt: skip
TH_PLAN = {"401": 900, "414": 700, "431": 80, "442": 60, "501": -500, "521": -300, "531": -80, "541": -400, "551": -90,
           "561": -90, "571": -20}  # fmt: skip
NI_PLAN = {"301": 900, "314": 700, "331": 80, "401": -500, "421": -300, "431": -400, "441": -90, "471": -80}
HE_PLAN = {"501": 90, "542": 700, "551": 900, "601": -100, "611": -90, "621": -500, "641": -90, "671": -80, "712": -400}


def pruefung(
    rahmen: Land | Kontenrahmen,
    plan: Mapping[str, int],
    namen: Mapping[str, str] | None = None,
    *,
    gerichtet: bool = True,
    sicher: bool = False,
) -> Kontenpruefung:
    """Twelve months of each account; `plan` is Haben − Soll in euros a month."""
    summen = [
        Kontensumme("1", konto, monat, euro * 100, 1, 1) for konto, euro in plan.items() for monat in range(1, 13)
    ]
    export = Exportkonten(summen, ansatz=False, gerichtet=gerichtet, sicher=sicher, namen=namen or {})
    if isinstance(rahmen, Land):
        rahmen = shipped_laender()[rahmen].kontenrahmen
    return Kontenpruefung(rahmen, Kontenbild([export]), shipped_laender(), ORT)


def codes(befunde: list[Befund]) -> list[tuple[Schwere, str]]:
    return [(befund.schwere, befund.code) for befund in befunde]


@pytest.mark.parametrize("gerichtet", [True, False])
@pytest.mark.parametrize(
    ("land", "plan"), [(Land.NW, NW_PLAN), (Land.TH, TH_PLAN), (Land.NI, NI_PLAN), (Land.HE, HE_PLAN)]
)
def test_a_house_of_its_land_is_silent(land, plan, gerichtet):
    assert pruefung(land, plan, gerichtet=gerichtet).check() == []


@pytest.mark.parametrize(
    ("land", "plan", "besser"),
    [
        (Land.NI, NW_PLAN, "Nordrhein-Westfalen (NW)"),
        (Land.NI, TH_PLAN, "Thüringen (TH)"),
        (Land.NI, HE_PLAN, "Hessen (HE)"),
        (Land.NW, NI_PLAN, "Niedersachsen (NI)"),
        (Land.NW, HE_PLAN, "Hessen (HE)"),
        (Land.HE, NW_PLAN, "Nordrhein-Westfalen (NW)"),
        (Land.HE, NI_PLAN, "Baden-Württemberg (BW)"),
        (Land.NW, TH_PLAN, "Rheinland-Pfalz (RP)"),
        (Land.TH, NW_PLAN, "Schleswig-Holstein (SH)"),
    ],
)
def test_another_land_is_a_fehler_that_names_it_even_without_signs(land, plan, besser):
    befunde = pruefung(land, plan, gerichtet=False).check()
    assert codes(befunde)[0] == (Schwere.FEHLER, "konten.rahmen")
    assert "Der Kontenrahmen passt nicht" in befunde[0].text
    assert besser in befunde[0].text


def test_payments_beside_the_ergebnis_are_not_hessen():
    mit_zahlungen = NW_PLAN | {f"{int(k[0]) + 2}{k[1:]}": euro for k, euro in NW_PLAN.items()}
    assert pruefung(Land.NW, mit_zahlungen).check() == []
    assert pruefung(Land.HE, mit_zahlungen).check() != []


def test_payments_that_count_are_a_fehler():
    rahmen = Kontenrahmen(
        tuple(
            replace(p, zeile=Berichtszeile(Art.ERTRAEGE, "ordentlich")) if p.praefix == "6" else p
            for p in shipped_laender()[Land.NW].kontenrahmen.praefixe
        )
    )
    befunde = pruefung(rahmen, NW_PLAN | {"601": 900, "614": 700}).check()
    assert (Schwere.FEHLER, "konten.zahlungen") in codes(befunde)


OHNE_ANHALT = {"401": 900, "501": -500, "521": -300, "531": -80, "571": -20}


def test_what_nobody_can_see_is_asked_until_it_is_confirmed():
    """No 56, no 44, no names: 53 may be Transfer or Abschreibungen."""
    plan = OHNE_ANHALT | {"441": 10, "442": 10}
    praefixe = shipped_laender()[Land.NW].kontenrahmen.praefixe
    eigene = Kontenrahmen(tuple(Praefix(p.praefix, p.zeile) for p in praefixe))
    bestaetigt = Kontenrahmen(tuple(replace(p, bestaetigt=True) for p in praefixe))
    assert codes(pruefung(Land.NW, plan).check()) == [(Schwere.FEHLER, "konten.frage")]
    assert codes(pruefung(eigene, plan).check()) == [(Schwere.WARNUNG, "konten.frage")]
    assert pruefung(bestaetigt, plan).check() == []


@pytest.mark.parametrize(
    ("namen", "land"),
    [
        ({"531": "Abschreibungen auf Sachanlagen", "571": "Zinsaufwendungen an Banken"}, Land.NW),
        ({"531": "Zuschüsse an Vereine", "571": "Abschreibungen auf Gebäude"}, Land.TH),
    ],
)
def test_names_of_accounts_decide(namen, land):
    befunde = pruefung(land, OHNE_ANHALT, namen).check()
    assert codes(befunde) == [(Schwere.FEHLER, "konten.rahmen")]
    andere = Land.TH if land is Land.NW else Land.NW
    assert pruefung(andere, OHNE_ANHALT, namen).check() == []


@pytest.mark.parametrize(
    ("land", "name", "erwartet"),
    [
        (Land.NW, "Inanspruchnahme der Ausgleichsrücklage", [(Schwere.FEHLER, "konten.rahmen")]),
        (Land.NW, "Außerordentliche Erträge", []),
        (Land.NW, "", [(Schwere.FEHLER, "konten.frage")]),
        (Land.SH, "", [(Schwere.FEHLER, "konten.frage")]),
        (Land.SH, "Inanspruchnahme der Ausgleichsrücklage", []),
        (Land.SH, "Außerordentliche Erträge", [(Schwere.FEHLER, "konten.rahmen")]),
    ],
)
def test_reserves_on_49_are_right_or_asked(land, name, erwartet):
    assert codes(pruefung(land, NW_PLAN | {"491": 50}, {"491": name}).check()) == erwartet


def test_a_row_on_the_other_side():
    """One Präfix under the wrong Art: Personal among the Erträge."""
    rahmen = Kontenrahmen(
        tuple(
            replace(p, zeile=Berichtszeile(Art.ERTRAEGE, "Personal")) if p.praefix == "50" else p
            for p in shipped_laender()[Land.NW].kontenrahmen.praefixe
        )
    )
    (befund,) = pruefung(rahmen, NW_PLAN).check()
    assert (befund.schwere, befund.code) == (Schwere.FEHLER, "konten.seite")
    assert "Erträge, Zeile Personal (Präfixe 50) steht im Soll" in befund.text
    assert "Besser passt Nordrhein-Westfalen (NW) oder" in befund.text


def test_53_with_two_digits_in_a_3_4_rahmen():
    rahmen = Kontenrahmen(
        (
            *(p for p in shipped_laender()[Land.BW].kontenrahmen.praefixe if not p.praefix.startswith("53")),
            Praefix("53", Berichtszeile(Art.ERTRAEGE, "außerordentlich")),
        )
    )
    plan = NI_PLAN | {"531": 40, "532": -10}
    assert (Schwere.FEHLER, "konten.seite") in codes(pruefung(rahmen, plan).check())
    assert pruefung(Land.BW, plan).check() == []


def test_all_of_it_on_one_side_is_asked():
    nur_aufwand = {konto: euro for konto, euro in NW_PLAN.items() if euro < 0}
    assert codes(pruefung(Land.NW, nur_aufwand, {"571": "Abschreibungen"}).check()) == [
        (Schwere.WARNUNG, "konten.frage")
    ]


def test_a_praefix_is_advised_only_where_its_class_fits():
    fremd = pruefung(Land.NI, NW_PLAN)
    assert not fremd.class_fits("521")
    assert "noch kein Präfix ergänzen" in advice_for(fremd.class_fits, "521")
    eigen = pruefung(Land.NI, NI_PLAN | {"461": -5})
    assert eigen.class_fits("461")
    assert "in der Tabelle Kontenzuordnung eintragen" in advice_for(eigen.class_fits, "461")


def test_what_is_not_confirmed_is_said_for_every_row():
    zeile = Berichtszeile(Art.AUFWENDUNGEN, "Personal")
    offen = Praefix("41", zeile, ORT, bestaetigt=False, herkunft="ungeprüft: allgemeine Kenntnis")
    (befund,) = check_bestaetigung([offen, replace(offen, bestaetigt=True), replace(offen, bestaetigt=None)])
    assert (befund.schwere, befund.code, befund.source) == (Schwere.HINWEIS, "konten.ungeprueft", ORT)
    assert "Präfix 41 (Aufwendungen, Personal) ist nicht bestätigt (ungeprüft: allgemeine Kenntnis)" in befund.text


def test_an_art_that_no_land_has_is_said_where_no_side_is():
    """Without signs only the other Länder tell that Personal is no Ertrag."""
    verkehrt = tuple(
        replace(p, zeile=Berichtszeile(Art.ERTRAEGE, "ordentlich")) if p.praefix.startswith("40") else p
        for p in shipped_laender()[Land.NI].kontenrahmen.praefixe
    )
    befunde = pruefung(Kontenrahmen(verkehrt), NI_PLAN, gerichtet=False).check()
    assert (Schwere.FEHLER, "konten.seite") in codes(befunde)
    assert "Das Präfix 40 zählt zu den Erträgen (6.000,00 € ohne Vorzeichen)" in befunde[0].text
    bestaetigt = Kontenrahmen([replace(p, bestaetigt=True) for p in verkehrt])
    assert pruefung(bestaetigt, NI_PLAN, gerichtet=False).check() == []


def test_where_the_land_is_wrong_nothing_is_said_about_signs_and_it_comes_first():
    vorzeichen, doppelt = (Befund(Schwere.FEHLER, code, "x") for code in ("journal.vorzeichen", "journal.doppelt"))
    produkt = Befund(Schwere.WARNUNG, "produkt.vorzeichen", "x")
    falsch = pruefung(Land.NI, TH_PLAN)
    erklaert = falsch.explained([vorzeichen, produkt, doppelt, *falsch.check()])
    assert codes(erklaert)[:2] == [(Schwere.FEHLER, "konten.rahmen"), (Schwere.FEHLER, "journal.doppelt")]
    assert codes(erklaert).count((Schwere.FEHLER, "konten.rahmen")) == 1
    assert {"journal.vorzeichen", "produkt.vorzeichen"}.isdisjoint(befund.code for befund in erklaert)
    for richtig in (pruefung(Land.TH, TH_PLAN), pruefung(Land.NW, TH_PLAN)):  # 53 to 57 in another order: same sides
        assert richtig.explained([vorzeichen, doppelt]) == [vorzeichen, doppelt]


def test_a_land_that_has_the_row_on_the_same_side_is_not_better():
    befunde = pruefung(Land.NI, NI_PLAN | {"511": 9}).check()
    assert [befund.code for befund in befunde] == ["konten.seite"]
    assert "Präfixe 51" in befunde[0].text
    assert "Besser passt" not in befunde[0].text
