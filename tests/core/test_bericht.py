"""How the consolidated report groups a nested Gliederung, so that it never contradicts the sheets."""

from dataclasses import replace

import pytest

from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.monatswerte import Monatswerte
from xlbudget.core.prognose import Prognoserechnung
from xlbudget.core.tendenz import Regeln
from xlbudget.core.vorjahre import Vorjahreswerte
from xlbudget.core.zeit import Stand

ERTRAG = Berichtszeile(Art.ERTRAEGE, "ordentlich")
RAHMEN = Kontenrahmen((Praefix("30", ERTRAG),))
STAND = Stand(2023, 12)


def objekt(kennung, ebene, eltern=None, im_bericht=True):
    return Berichtsobjekt(kennung, ebene, "", kennung, eltern, im_bericht=im_bericht)


def daten(*budgets, **produkte):
    """Figures; every Produkt (named by its Budget) has 1, 2, 4, … cents of Erträge."""
    objekte = [*budgets, *(objekt(nummer, Ebene.PRODUKT, eltern) for nummer, eltern in produkte.items())]
    gliederung = Gliederung(objekte)
    zahlen = {(nummer, ERTRAG): (2**index,) + (None,) * 11 for index, nummer in enumerate(produkte)}
    ist = Monatswerte(gliederung, zahlen)
    prognosen = Prognoserechnung(gliederung, RAHMEN.zeilen, 12, ist, ist).prognosen()
    vorjahre = Vorjahreswerte(gliederung, RAHMEN, STAND.jahr, ist)
    return Berichtsdaten("Kreis", STAND, Regeln(), gliederung, RAHMEN, ist, ist, prognosen, vorjahre)


def bericht(*budgets, **produkte):
    """The report of these figures."""
    return daten(*budgets, **produkte).produktbericht()


def shown(bericht):
    return [
        (d.dezernat.kennung, [(g.titel, [z.objekt.kennung for z in g.zeilen], g.summe.ergebnis_ct) for g in d.gruppen])
        for d in bericht.dezernate
    ]


DEZERNAT = objekt("Dez", Ebene.DEZERNAT)
SCHULEN = objekt("Schulen", Ebene.BUDGET, "Dez")
UNTER = objekt("Unter", Ebene.BUDGET, "Schulen")


def test_a_budget_with_produkte_and_a_budget_below_it():
    gefunden = bericht(DEZERNAT, SCHULEN, UNTER, p1="Schulen", p2="Unter", p3="Schulen")
    assert shown(gefunden) == [
        (
            "Dez",
            [
                ("Budget „Schulen“ (ohne untergeordnete Budgets)", ["p1", "p3"], 1 + 4),
                ("Budget „Unter“", ["p2"], 2),
            ],
        )
    ]
    assert gefunden.budgetgruppen[0].blatt.ergebnis_ct == 7


def test_a_produkt_directly_below_a_dezernat():
    assert shown(bericht(DEZERNAT, SCHULEN, p1="Dez", p2="Schulen")) == [
        ("Dez", [("Dezernat „Dez“ (ohne untergeordnete Budgets)", ["p1"], 1), ("Budget „Schulen“", ["p2"], 2)])
    ]


def test_the_heading_is_the_topmost_dezernat():
    mitte = objekt("Mitte", Ebene.DEZERNAT, "Dez")
    budgets = (DEZERNAT, mitte, objekt("B", Ebene.BUDGET, "Mitte"), objekt("frei", Ebene.BUDGET))
    assert [(d, [g[0] for g in gruppen]) for d, gruppen in shown(bericht(*budgets, p1="B", p2="frei"))] == [
        ("Dez", ["Budget „B“"]),
        ("Gesamt", ["Budget „frei“"]),
    ]


def test_an_empty_budget_below_changes_no_label():
    assert shown(bericht(DEZERNAT, SCHULEN, UNTER, p1="Schulen"))[0][1][0][0] == "Budget „Schulen“"


def test_what_is_not_shown_still_makes_the_sheet_differ_from_the_subtotal():
    verborgen = objekt("Unter", Ebene.BUDGET, "Schulen", im_bericht=False)
    gruppen = shown(bericht(DEZERNAT, SCHULEN, verborgen, p1="Schulen", p2="Unter"))[0][1]
    assert gruppen == [("Budget „Schulen“ (ohne untergeordnete Budgets)", ["p1"], 1)]


@pytest.mark.parametrize(("budget", "erwartet"), [(SCHULEN, ["Schulen", "Unter"]), (UNTER, ["Unter"])])
def test_one_budget_takes_along_what_is_below_it(budget, erwartet):
    ganzer = bericht(DEZERNAT, objekt("A", Ebene.BUDGET, "Dez"), SCHULEN, UNTER, p0="A", p1="Schulen", p2="Unter")
    assert [g.blatt.objekt.kennung for g in ganzer.only(budget).budgetgruppen] == erwartet


def test_everything_is_built_once_and_anew_for_other_figures():
    zahlen = daten(DEZERNAT, SCHULEN, p1="Schulen")
    budget, produkt = zahlen.gliederung["Schulen"], zahlen.gliederung["p1"]
    assert zahlen.produktbericht() is zahlen.produktbericht()
    assert zahlen.produktbericht().budgetgruppen[0].blatt is zahlen.produktblatt(budget)
    assert zahlen.produktblatt(produkt) is zahlen.produktblatt(produkt)
    andere = replace(zahlen, stand=Stand(2022, 12))
    assert andere.produktbericht().stand == andere.produktblatt(budget).stand == Stand(2022, 12)
    assert zahlen.produktblatt(budget).stand == STAND
