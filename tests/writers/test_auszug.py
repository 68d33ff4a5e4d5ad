"""What an extract says of what it does not show: short enough for one line, nothing left out without a word."""

from __future__ import annotations

import pytest

from xlbudget.core.bericht import Rest
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.core.tendenz import Regeln
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.auszug import describe_rest

DEZERNAT = Berichtsobjekt("Dezernat II", Ebene.DEZERNAT, "2", "Dezernat II")
BUDGET = Berichtsobjekt("Jugend", Ebene.BUDGET, "51", "Jugend")
PRODUKTE = tuple(Berichtsobjekt(f"{n}", Ebene.PRODUKT, f"{n}", f"Aufgabe {n}") for n in range(3110, 3170))
BREIT = 800.0


def rest(
    *objekte: Berichtsobjekt, ab: Berichtsobjekt = BUDGET, an: tuple[str, ...] = ("JHA",), im_bericht: bool = True
) -> Rest:
    return Rest(objekte, Produktzeile(ab, 0, 0, 0, Regeln(), None, None), an, im_bericht)


@pytest.mark.parametrize(
    ("was", "mit_ort", "text"),
    [
        (rest(BUDGET, ab=DEZERNAT), False, "51 Jugend; berichtet an JHA"),
        (rest(*PRODUKTE[:2]), False, "3110, 3111; berichtet an JHA"),
        (rest(BUDGET, ab=DEZERNAT), True, "Dezernat II: 51 Jugend; berichtet an JHA"),
        (rest(DEZERNAT, ab=DEZERNAT), True, "2 Dezernat II; berichtet an JHA"),
        (rest(BUDGET, ab=GESAMT), True, "ohne Dezernat: 51 Jugend; berichtet an JHA"),
        (rest(BUDGET, an=("JHA", "FIN")), False, "51 Jugend; berichtet an JHA, FIN"),
        (rest(BUDGET, an=()), False, "51 Jugend; an keinen Ausschuss berichtet"),
        (rest(BUDGET, an=(), im_bericht=False), False, "51 Jugend; in keinem Bericht"),
        (rest(BUDGET, an=tuple("ABCDEFGHIJ")), False, "51 Jugend; berichtet an A, B, C, D, E, F, G, H, …"),
    ],
)
def test_objects_and_who_sees_them(was, mit_ort, text):
    assert describe_rest(was, BREIT, mit_ort=mit_ort) == text


@pytest.mark.parametrize("platz", [260.0, 400.0, BREIT])
def test_a_long_list_is_cut_and_counted(platz):
    text = describe_rest(rest(*PRODUKTE), platz, mit_ort=False)
    assert style.text_px(text, 9) <= platz
    assert text.startswith("3110, 3111, 3112")
    assert text.endswith(" … (60); berichtet an JHA")


def test_a_name_that_fits_nowhere_is_cut():
    langes = Berichtsobjekt("x", Ebene.BUDGET, "", "Zusammenleben " * 30)
    text = describe_rest(rest(langes), 300.0, mit_ort=False)
    assert text.endswith(" …; berichtet an JHA")
    assert len(text) < 80
