"""The extract of a committee: what it shows and what it does not show are together the whole, once each."""

from __future__ import annotations

from collections import Counter

import pytest

from xlbudget.core.ausschuss import Ausschuesse, Ausschuss
from xlbudget.core.auszug import build_auszug
from xlbudget.core.bericht import Produktbericht, sum_dezernate
from xlbudget.core.gliederung import GESAMT

TABELLE = {
    "GAS": "30; 32; 33; 35",
    "FIN": "alle",
    "SOZ": "Soziales",
    "EIN": "3114; 3116; 41201",
    "DEZ": "Dezernat III",
    "ARB": "33; 3114",
}


@pytest.fixture(scope="module", params=["juni", "dezember"])
def daten(request):
    return request.getfixturevalue(request.param).daten


@pytest.fixture(scope="module")
def auszuege(daten) -> dict[str, Produktbericht]:
    tabelle = [Ausschuss(kuerzel, objekte=objekte) for kuerzel, objekte in TABELLE.items()]
    ausschuesse = Ausschuesse(tabelle, daten.gliederung)
    return {z.ausschuss.kuerzel: build_auszug(daten, ausschuesse, z) for z in ausschuesse.zustaendigkeiten}


@pytest.mark.parametrize("kuerzel", TABELLE)
def test_shown_and_not_shown_are_the_whole(daten, auszuege, kuerzel):
    auszug, gesamt = auszuege[kuerzel], daten.produktblatt(GESAMT)
    teile = [sum_dezernate(gesamt, auszug.dezernate), *(rest.summe for rest in auszug.alle_reste)]
    summen = [sum(getattr(teil, was) for teil in teile) for was in ("ansatz_ct", "ist_ct", "ergebnis_ct")]
    assert summen == [gesamt.ansatz_ct, gesamt.ergebnis_ct, gesamt.prognose_ct]


@pytest.mark.parametrize("kuerzel", TABELLE)
def test_every_produkt_is_there_once(daten, auszuege, kuerzel):
    auszug = auszuege[kuerzel]
    gezeigt = [zeile.objekt for gruppe in auszug.budgetgruppen for zeile in gruppe.zeilen]
    rest = [p for r in auszug.alle_reste for objekt in r.objekte for p in daten.gliederung.produkte_of(objekt)]
    assert Counter([*gezeigt, *rest]) == Counter(daten.gliederung.produkte_of(GESAMT))


def test_the_one_of_the_published_paper_shows_the_same_as_the_whole(daten, auszuege):
    ganz, auszug = daten.produktbericht(), auszuege["GAS"]
    assert auszug.budgetgruppen == ganz.budgetgruppen
    (rest,) = auszug.alle_reste
    assert ([o.kennung for o in rest.objekte], rest.berichtet_an, rest.im_bericht) == (["Übrige Budgets"], (), False)


def test_a_part_of_a_budget_says_what_is_missing_and_who_sees_it(auszuege):
    soziales, gesundheit = auszuege["EIN"].budgetgruppen
    assert [zeile.objekt.nummer for zeile in soziales.zeilen] == ["3114", "3116"]
    assert soziales.titel == "Budget „Soziales“, hier gezeigt"
    (rest,) = soziales.reste
    assert rest.berichtet_an == ("GAS", "SOZ", "DEZ", "FIN")
    assert len(rest.objekte) == 25
    assert soziales.blatt_zeigt_mehr
    assert gesundheit.reste


def test_a_rest_has_produkte_of_the_same_committees_only(auszuege):
    (dezernat,) = auszuege["ARB"].dezernate
    reste = [([o.nummer for o in rest.objekte], rest.berichtet_an, rest.im_bericht) for rest in dezernat.reste]
    assert reste == [
        (["30", "41401", "41402", "41403", "41404", "41405"], ("GAS", "DEZ", "FIN"), True),
        (["41201"], ("GAS", "EIN", "DEZ", "FIN"), True),
        (["34+38+39"], (), False),
    ]
