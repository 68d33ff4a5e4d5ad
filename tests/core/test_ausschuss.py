"""Committees: what their entries mean, what they see, and what is said where a table is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xlbudget.core.ausschuss import Ausschuesse, Ausschuss
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung, highest
from xlbudget.core.pruefung_ausschuss import check_ausschuesse
from xlbudget.errors import Schwere, SourceRef

F, W, H = Schwere.FEHLER, Schwere.WARNUNG, Schwere.HINWEIS
ORT, OBJEKTE = SourceRef("m.xlsx", "Ausschüsse", "A4"), SourceRef("m.xlsx", "Ausschüsse", "E4")


def budget(name: str, nummer: str, ueber: str | None = None, *, im_bericht: bool = True) -> Berichtsobjekt:
    ebene = Ebene.DEZERNAT if name.startswith("Dezernat") else Ebene.BUDGET
    ort = SourceRef("m.xlsx", "Budgets", name)
    return Berichtsobjekt(name, ebene, nummer, name, ueber, im_bericht=im_bericht, source=ort)


def produkt(nummer: str, name: str, ueber: str) -> Berichtsobjekt:
    ort = SourceRef("m.xlsx", "Produkte", nummer)
    return Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, name, ueber, source=ort)


GLIEDERUNG = Gliederung(
    [
        budget("Dezernat I", "1"),
        budget("Soziales", "31", "Dezernat I"),
        budget("Jugend, Sport", "32", "Dezernat I"),
        budget("Reserve", "39", "Dezernat I", im_bericht=False),
        budget("Bauen", "61"),
        budget("Leer", "70"),
        budget("Straßen", "66", "Bauen"),
        produkt("3110", "Hilfe", "Soziales"),
        produkt("3114", "Gesundheit", "Soziales"),
        produkt("3199", "Verwaltung", "Soziales"),
        produkt("3210", "Verwaltung", "Jugend, Sport"),
        produkt("39", "Rest", "Reserve"),
        produkt("6110", "Pläne", "Bauen"),
        produkt("66", "Straßenbau", "Straßen"),
        produkt("6611", "Brücken", "Straßen"),
    ]
)
ALLES = {"3110", "3114", "3199", "3210", "6110", "66", "6611"}


def ausschuss(objekte: str, kuerzel: str = "A") -> Ausschuss:
    return Ausschuss(kuerzel, objekte=objekte, source=ORT, ort_objekte=OBJEKTE)


def seen(objekte: str) -> set[str]:
    (zustaendigkeit,) = Ausschuesse([ausschuss(objekte)], GLIEDERUNG).zustaendigkeiten
    return set(zustaendigkeit.produkte)


@pytest.mark.parametrize(
    ("objekte", "produkte"),
    [
        ("31", {"3110", "3114", "3199"}),
        ("Soziales", {"3110", "3114", "3199"}),
        (" soziales ", {"3110", "3114", "3199"}),
        ("31 Soziales", {"3110", "3114", "3199"}),
        ("3114", {"3114"}),
        ("Gesundheit", {"3114"}),
        ("3114 Gesundheit", {"3114"}),
        ("3114; 32", {"3114", "3210"}),
        ("3114\n32", {"3114", "3210"}),
        ("3114, 32; 6110;", {"3114", "3210", "6110"}),
        ("Jugend, Sport", {"3210"}),
        ("Jugend, Sport; 3110", {"3210", "3110"}),
        ("Dezernat I", {"3110", "3114", "3199", "3210"}),
        ("61", {"6110", "66", "6611"}),
        ("ALLE", ALLES),
        ("alle; 3114", ALLES),
        ("Stra\u00dfen", {"66", "6611"}),
        ("STRASSEN", {"66", "6611"}),
        ("Reserve", set()),
        ("Leer", set()),
        ("37", set()),
        ("Verwaltung", set()),
        ("66", set()),
        ("66 Straßenbau", {"66"}),
        ("", set()),
        ("Gesamt", set()),
    ],
)
def test_what_an_entry_brings(objekte, produkte):
    assert seen(objekte) == produkte


@pytest.mark.parametrize(
    ("zeilen", "erwartet"),
    [
        ([], []),
        (["Dezernat I; 61"], []),
        (["alle"], [(W, "fehlt", "Dezernat „1 Dezernat I“"), (W, "fehlt", "Budget „61 Bauen“")]),
        (["31; 32; 37; 61"], [(F, "objekt", "„37“ ist weder Budget noch Produkt")]),
        (["Dezernat I; 61; Verwaltung"], [(F, "mehrdeutig", "Produkt „3199 Verwaltung“, Produkt „3210 Verwaltung“")]),
        (["Dezernat I; 61; 66"], [(F, "mehrdeutig", "Budget „66 Straßen“, Produkt „66 Straßenbau“")]),
        (["Dezernat I; 61", ""], [(F, "leer", "Ausschuss B: hat kein Objekt")]),
        (["Dezernat I; 61", " ;\n"], [(F, "leer", "Ausschuss B: hat kein Objekt")]),
        (
            ["Dezernat I; 61", "Reserve"],
            [(W, "ungezeigt", "Budget „39 Reserve“ hat kein"), (F, "leer", "Ausschuss B: hat kein Objekt")],
        ),
        (["Dezernat I; 61; Leer"], [(W, "ungezeigt", "Budget „70 Leer“ hat kein Produkt")]),
        (["Dezernat I; 61; 3114"], [(H, "zweimal", "Produkt „3114 Gesundheit“ ist ganz oder zum Teil")]),
        (["3114; Dezernat I; 61"], [(H, "zweimal", "Dezernat „1 Dezernat I“ ist ganz oder zum Teil")]),
        (["Dezernat I; 61", "alle; 31"], [(H, "zweimal", "Ausschuss B: Budget „31 Soziales“ ist ganz")]),
        (["Dezernat I; 61", "31"], [(H, "mehrere", "(A, B) steht Budget „31 Soziales“. Jeder")]),
        (["31; 32", "61; 3114"], [(H, "mehrere", "(A, B) steht Produkt „3114 Gesundheit“. Jeder")]),
        (["31; 32"], [(W, "fehlt", "Bei keinem Ausschuss steht Budget „61 Bauen“")]),
        (["Dezernat I; 66 Straßenbau; 6110"], [(W, "fehlt", "steht Produkt „6611 Brücken“")]),
        (["3110; 32; 61"], [(W, "fehlt", "ein Teil von Budget „Soziales“ (2 Produkte: 3114, 3199)")]),
    ],
)
def test_what_is_said(zeilen: Sequence[str], erwartet):
    ausschuesse = Ausschuesse([ausschuss(text, k) for text, k in zip(zeilen, "ABC", strict=False)], GLIEDERUNG)
    befunde = check_ausschuesse(ausschuesse, GLIEDERUNG)
    assert [(b.schwere, b.code) for b in befunde] == [(schwere, f"ausschuss.{code}") for schwere, code, _ in erwartet]
    for befund, (_, code, text) in zip(befunde, erwartet, strict=True):
        assert text in befund.text
        assert befund.source is not None
        assert (befund.source == OBJEKTE) is (code not in ("fehlt", "mehrere"))


def test_of_two_with_one_kuerzel_the_first_counts():
    ausschuesse = Ausschuesse([ausschuss("31", "JHA"), ausschuss("alle", " jha")], GLIEDERUNG)
    assert [z.produkte for z in ausschuesse.zustaendigkeiten] == [seen("31")]
    (doppelt, *_) = check_ausschuesse(ausschuesse, GLIEDERUNG)
    assert (doppelt.schwere, doppelt.code, doppelt.source) == (F, "ausschuss.doppelt", ORT)


def test_a_committee_is_found_by_its_kuerzel_however_it_is_written():
    ausschuesse = Ausschuesse([ausschuss("31", "Soz A")], GLIEDERUNG)
    assert ausschuesse.find(" soz  a ") is ausschuesse.zustaendigkeiten[0]
    assert ausschuesse.find("Soz") is None


def test_a_produkt_is_reported_first_to_those_that_name_it():
    alle = [ausschuss("alle", "FIN"), ausschuss("31", "SOZ"), ausschuss("3114", "GES")]
    ausschuesse = Ausschuesse(alle, GLIEDERUNG)
    assert ausschuesse.reported_to("3114") == ("SOZ", "GES", "FIN")
    assert ausschuesse.reported_to("6110") == ("FIN",)
    assert ausschuesse.reported_to("39") == ()


@pytest.mark.parametrize(
    ("objekte", "blaetter"),
    [
        ("31", ["Soziales", "3110", "3114", "3199"]),
        ("3114", ["3114"]),
        ("3110; 3114; 3199", ["3110", "3114", "3199"]),
        ("61", ["Bauen", "Straßen", "66", "6611", "6110"]),
        ("Dezernat I", ["Dezernat I", "Soziales", "3110", "3114", "3199", "Jugend, Sport", "3210"]),
        ("Reserve", []),
    ],
)
def test_sheets_are_those_of_what_is_entered_and_below(objekte, blaetter):
    (zustaendigkeit,) = Ausschuesse([ausschuss(objekte)], GLIEDERUNG).zustaendigkeiten
    assert [objekt.kennung for objekt in zustaendigkeit.blattobjekte(GLIEDERUNG)] == blaetter


def test_who_sees_everything_gets_every_sheet():
    (zustaendigkeit,) = Ausschuesse([ausschuss("alle")], GLIEDERUNG).zustaendigkeiten
    assert zustaendigkeit.blattobjekte(GLIEDERUNG) == GLIEDERUNG.berichtsobjekte()


@pytest.mark.parametrize(
    ("produkte", "ab", "erwartet"),
    [
        (["3110", "3114", "3199"], GESAMT, ["Soziales"]),
        (["3110", "3114"], GESAMT, ["3110", "3114"]),
        (["66", "6611", "3210"], GESAMT, ["Jugend, Sport", "Straßen"]),
        (["66", "6611", "6110"], GLIEDERUNG["Bauen"], ["Bauen"]),
        ([*ALLES, "39"], GESAMT, ["Dezernat I", "Bauen"]),
        ([], GESAMT, []),
    ],
)
def test_the_highest_objects_that_consist_of_some_produkte(produkte, ab, erwartet):
    assert [objekt.kennung for objekt in highest(GLIEDERUNG, produkte, ab)] == erwartet
