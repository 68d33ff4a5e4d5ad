import pytest

from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung, check_gliederung, check_namen, is_complete
from xlbudget.errors import Schwere


def budget(name, eltern=None, ebene=Ebene.BUDGET, im_bericht=True, nummer=""):
    return Berichtsobjekt(name, ebene, nummer, name, eltern, im_bericht=im_bericht)


def produkt(nummer, eltern):
    return Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, f"Produkt {nummer}", eltern)


DEZERNAT = budget("Dez", ebene=Ebene.DEZERNAT, nummer="3")
BAUM = (
    DEZERNAT,
    budget("Soziales", "Dez", nummer="32"),
    budget("Übrige", "Dez", im_bericht=False),
    produkt("3110", "Soziales"),
    produkt("011", "Soziales"),
    produkt("REST", "Übrige"),
)


def test_produkte_of_every_level():
    gliederung = Gliederung(BAUM)
    assert [p.kennung for p in gliederung.produkte_of(gliederung["Gesamt"])] == ["3110", "011", "REST"]
    assert [p.kennung for p in gliederung.produkte_of(gliederung["Soziales"])] == ["3110", "011"]
    assert [p.kennung for p in gliederung.produkte_of(gliederung["011"])] == ["011"]


def test_path_leads_up_to_gesamt():
    gliederung = Gliederung(BAUM)
    assert [o.kennung for o in gliederung.pfad(gliederung["011"])] == ["011", "Soziales", "Dez", "Gesamt"]


def test_what_is_not_shown_takes_its_produkte_along():
    gezeigt = [o.kennung for o in Gliederung(BAUM).berichtsobjekte()]
    assert gezeigt == ["Dez", "Soziales", "3110", "011"]


def test_gesamt_gets_a_sheet_beside_several_dezernate():
    gezeigt = Gliederung((*BAUM, budget("Dez II", ebene=Ebene.DEZERNAT))).berichtsobjekte()
    assert gezeigt[0].ebene is Ebene.GESAMT


@pytest.mark.parametrize(
    ("auswahl", "kennung"), [("Soziales", "Soziales"), ("32", "Soziales"), ("soziales", "Soziales"), ("011", "011")]
)
def test_find(auswahl, kennung):
    assert [o.kennung for o in Gliederung(BAUM).find(auswahl)] == [kennung]


def test_find_nothing():
    assert Gliederung(BAUM).find("11") == ()


def codes(*objekte):
    return sorted(befund.code for befund in check_gliederung(objekte))


def test_a_sound_tree_has_no_findings():
    assert codes(*BAUM) == []


@pytest.mark.parametrize(
    ("objekte", "erwartet"),
    [
        ((*BAUM, produkt("3110", "Soziales")), ["gliederung.doppelt"]),
        ((*BAUM, produkt("Soziales", "Dez")), ["gliederung.doppelt"]),
        ((produkt("1", "fehlt"),), ["gliederung.unbekannt"]),
        ((*BAUM, produkt("1", "3110")), ["gliederung.unbekannt"]),
        ((budget("A", "B"), budget("B", "A")), ["gliederung.kreis", "gliederung.kreis"]),
        ((budget("A", "A"),), ["gliederung.kreis"]),
        ((budget("Gesamt"), produkt("1", "Gesamt")), ["gliederung.reserviert"]),
        ((budget("gesamt"), produkt("1", "gesamt")), ["gliederung.reserviert"]),
        ((budget("A", "B"), budget("B", "A"), budget("C", "A")), ["gliederung.kreis", "gliederung.kreis"]),
    ],
)
def test_broken_trees(objekte, erwartet):
    assert codes(*objekte) == erwartet


@pytest.mark.parametrize("objekte", [(produkt("0101", "B"), budget("0101")), (budget("0101"), produkt("0101", "B"))])
def test_a_produkt_and_a_budget_of_the_same_name(objekte):
    (befund,) = check_gliederung((budget("B"), *objekte))
    assert befund.text == "Ein Produkt und ein Budget heißen beide „0101“. Das Budget anders benennen."


@pytest.mark.parametrize("objekt", [produkt("0101", ""), budget(""), produkt("", "Dez")])
def test_an_empty_cell_is_reported_by_the_reader_only(objekt):
    assert codes(DEZERNAT, objekt) == []
    assert not is_complete(objekt)
    assert all(map(is_complete, BAUM))


def test_two_empty_names_are_not_the_same_budget():
    assert codes(budget(""), budget("", "Dez"), DEZERNAT) == []


@pytest.mark.parametrize(
    ("eines", "anderes"),
    [
        (budget("Schulen"), budget("SCHULEN")),
        (budget("Zentrale Dienste"), budget("Zentrale  Dienste")),
        (budget("Zentrale Dienste"), budget("Zentrale\xa0Dienste")),
        (budget("Straße"), budget("Strasse")),
        (budget("Bürger"), budget("Bu\u0308rger")),
        (produkt("a111", "B"), produkt("A111", "B")),
        (produkt("0101", "B"), produkt("01 01", "B")),
    ],
)
def test_names_that_look_alike(eines, anderes):
    (befund,) = check_namen((eines, anderes))
    assert (befund.schwere, befund.code) == (Schwere.WARNUNG, "gliederung.aehnlich")
    assert f"„{anderes.kennung}“" in befund.text
    assert f"„{eines.kennung}“" in befund.text


def test_equal_names_are_duplicates_and_not_alike():
    assert check_namen((budget("Schulen"), budget("Schulen"), budget("Schule"))) == []


@pytest.mark.parametrize(
    ("nummer", "auffaellig"), [("1", True), ("12", True), ("123", False), ("1" * 10, False), ("1" * 11, True)]
)
def test_produkt_numbers_of_unusual_length(nummer, auffaellig):
    assert [b.code for b in check_namen([produkt(nummer, "B")])] == ["produkt.nummer"] * auffaellig


@pytest.mark.parametrize(
    ("text", "gemeint"),
    [("612", "0612"), ("00612", "0612"), ("Arbiet", "Arbeit"), ("kita nord", "0365"), ("613", None), ("Soz", None)],
)
def test_what_is_written_almost_right_is_recognised(text, gemeint):
    """A number with other digits may be another Produkt; nothing is guessed there."""
    gliederung = Gliederung(
        [
            Berichtsobjekt("Arbeit", Ebene.BUDGET, "33", "Arbeit"),
            Berichtsobjekt("0612", Ebene.PRODUKT, "0612", "Steuern", "Arbeit"),
            Berichtsobjekt("0365", Ebene.PRODUKT, "0365", "Kitas Nord", "Arbeit"),
        ]
    )
    objekt = gliederung.probably(text)
    assert (objekt and objekt.kennung) == gemeint
