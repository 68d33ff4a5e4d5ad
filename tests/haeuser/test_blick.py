"""Auf einen Blick of whole houses: what it selects and adds up is what SQL makes of the postings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from app.bericht.test_blick import BLATT, Seite, check_page, read
from haeuser.erzeugen import JAHR, Haus, build
from haeuser.summen import Summen
from haeuser.test_ausschuesse import AUSZUEGE, entered, five_committees
from haeuser.test_begruendung import EURO, by_sql, write_with
from haeuser.test_haeuser import cents

from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import load
from xlbudget.core.blick import build_blick
from xlbudget.core.zeit import Stand
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht

ARTEN = ("Erträge", "Aufwendungen")


@pytest.fixture(scope="module")
def land() -> Haus:
    return build("NW")


def planned_and_booked(haus: Haus) -> dict[str, tuple[int, int]]:
    """Of every object, Erträge less Aufwendungen at the end of the year."""
    summen, je = Summen(haus, JAHR), defaultdict(lambda: [0, 0])
    for (objekt, art, _), betrag in summen.ansatz():
        je[objekt][0] += betrag if art == "Erträge" else -betrag
    for (objekt, art, _), _, betrag in summen.ist(12):
        je[objekt][1] += betrag if art == "Erträge" else -betrag
    return {objekt: (plan, ist) for objekt, (plan, ist) in je.items()}


def ranked(seite: Seite) -> list[list[tuple[str, int]]]:
    return [[(str(nr), cents(abw)) for nr, _, abw, _ in liste] for liste in (seite.besser, seite.schlechter)]


def expected_rank(haus: Haus, gezeigt: set[str]) -> list[list[tuple[str, int]]]:
    abweichung = {p: ist - plan for p, (plan, ist) in planned_and_booked(haus).items() if p in gezeigt}
    sortiert = sorted(abweichung.items(), key=lambda paar: (-abs(paar[1]), paar[0]))
    return [[paar for paar in sortiert if paar[1] * richtung > 0][:5] for richtung in (1, -1)]


def test_the_whole_and_each_extract(tmp_path, land):
    haus = build("NW")
    ausschuesse = five_committees(haus)
    haus.ausschuesse = entered(ausschuesse)
    je, mappe = planned_and_booked(haus), haus.write(tmp_path)
    unter: dict[str, set[str]] = defaultdict(set)
    for produkt, budget, dezernat in haus.gliederung:
        for objekt in (produkt, budget, dezernat, "Gesamt"):
            unter[objekt].add(produkt)
    for kuerzel, datei in zip(
        ausschuesse, bericht(mappe, Stand(JAHR, 12), tmp_path / "z", AUSZUEGE).berichte, strict=True
    ):
        gezeigt = set().union(*(unter[objekt] for objekt in ausschuesse[kuerzel]))
        seite = read(datei)
        plan, ist = (sum(je[produkt][i] for produkt in gezeigt) for i in (0, 1))
        assert [cents(wert) for wert in seite.kennwerte[:3]] == [plan, ist, ist - plan]
        assert ranked(seite) == expected_rank(haus, gezeigt)
        budgets = {name: werte for name, werte in seite.budgets.items() if name != "Summe"}
        assert sum(cents(werte[2]) for werte in budgets.values()) == ist - plan
        for name, werte in budgets.items():
            budget = name.split(" ", 1)[1].removesuffix(", hier gezeigt")
            if budget in unter:
                produkte = unter[budget] & gezeigt
                assert [cents(wert) for wert in werte[:2]] == [sum(je[p][i] for p in produkte) for i in (0, 1)]
        assert len(budgets) == min(len({b for p, b, _ in haus.gliederung if p in gezeigt}), 9)


def test_the_months_of_erträge_and_aufwendungen(tmp_path, land):
    datei = bericht(land.write(tmp_path), Stand(JAHR, 6), tmp_path / "ziel").gesamt
    assert datei
    blatt = openpyxl.load_workbook(datei, data_only=True)[BLATT]
    dieses, davor = Summen(land, JAHR), Summen(land, JAHR - 1)
    geplant = dict.fromkeys(ARTEN, 0)
    for (objekt, art, _), betrag in dieses.ansatz():
        geplant[art] += betrag if objekt == "Gesamt" else 0
    for art, erste in zip(ARTEN, (17, 21), strict=True):
        assert blatt.cell(3, erste).value == f"{art} im Monat"
        for monat in range(1, 13):
            _, ist, plan, vorjahr = (blatt.cell(3 + monat, erste + i).value for i in range(4))
            if monat <= 6:
                assert cents(ist) == cumulated(dieses, art, monat)
            else:
                assert ist is None
            assert plan * 100 == pytest.approx(geplant[art] * monat / 12)
            assert cents(vorjahr) == cumulated(davor, art, monat)
    seite = read(datei)
    assert [cents(wert) for wert in seite.kennwerte[4:]] == [*geplant.values(), sum(geplant.values())]
    assert seite.anteile[0] == pytest.approx(cents(seite.kennwerte[0]) / sum(geplant.values()))


def cumulated(summen: Summen, art: str, monat: int) -> int:
    return sum(betrag for (objekt, a, _), _, betrag in summen.ist(monat) if (objekt, a) == ("Gesamt", art))


def test_what_lacks_a_reason_is_counted_and_named(tmp_path, land):
    ab_ct = sorted(abs(ct) for ct in by_sql(land, "1").values())[-4]
    mappe = write_with(land, tmp_path, {"Erläutern ab Euro": ab_ct / 100})
    ohne = by_sql(land, EURO, ab=ab_ct)
    seite = read(bericht(mappe, Stand(JAHR, 12), tmp_path / "ziel", trotz_fehlern=True).gesamt)
    anzahl, welche = seite.offen["Produkte ohne Begründung"]
    assert (anzahl, set(str(welche).split(", "))) == (len(ohne), set(ohne))
    gruende = {str(nr): grund for nr, _, _, grund in (*seite.besser, *seite.schlechter)}
    assert {nr for nr, grund in gruende.items() if grund == "ohne Begründung"} == set(ohne) & gruende.keys()


@pytest.mark.parametrize("warnungen", [(), ("Achtung: 1 Fehler in den Daten", "Nicht enthalten: " + "sehr viel " * 30)])
def test_a_crowded_house_has_one_page_too(tmp_path, land, libreoffice, warnungen):
    lauf = load(land.write(tmp_path), Stand(JAHR, 6))
    ganzes = lauf.daten.produktbericht()
    lang = "Mehr Fälle als geplant, höhere Pflegesätze und eine Nachzahlung für das Vorjahr. " * 8
    stumme = tuple(f"{i} Fachdienst für sehr lange Namen" for i in range(12))
    blick = build_blick(lauf.daten, ganzes, replace(lauf.fakten))
    blick = replace(
        blick,
        verbesserungen=tuple(replace(eintrag, begruendung=lang) for eintrag in blick.verbesserungen),
        verschlechterungen=tuple(replace(eintrag, begruendung=lang) for eintrag in blick.verschlechterungen),
        budgets=tuple(replace(budget, name=f"{budget.name} für {lang}") for budget in blick.budgets),
        fakten=replace(blick.fakten, ohne_rueckmeldung=stumme),
    )
    datei = Path(tmp_path / "voll.xlsx")
    datei.write_bytes(write_gesamtbericht(ganzes, warnungen, blick))
    check_page(libreoffice, datei, tmp_path)
    seite = read(datei)
    gruende = [str(eintrag[3]) for eintrag in (*seite.besser, *seite.schlechter)]
    assert len(gruende) == 10
    assert all(grund.endswith(" …") and lang.startswith(grund[:-2]) for grund in gruende)
