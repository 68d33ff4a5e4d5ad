"""Open data of a whole house: what duckdb reads from the files is what SQL makes of the postings, to the cent."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from haeuser.erzeugen import JAHR, Haus, build
from haeuser.summen import Summen
from haeuser.test_ausschuesse import entered, five_committees
from haeuser.test_umfang import Erwartung, mark
from writers.offenedaten.datenbeispiel import faults, query

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.veroeffentlichen import veroeffentlichen
from xlbudget.core.zeit import Stand

EURO = "{}::decimal(18,2)".format


@pytest.fixture(scope="module")
def land() -> Haus:
    return build("HE")


@pytest.mark.parametrize("monat", [5, 12])
def test_every_month_row_and_plan(tmp_path, land, monat):
    mappe, ziel = land.write(tmp_path / "haus"), tmp_path / "offen"
    veroeffentlichen(mappe, Stand(JAHR, monat), ziel)
    summen, produkte = Summen(land, JAHR), {produkt for produkt, *_ in land.gliederung}
    ist = {
        (produkt, art, zeile, f"{JAHR}-{nummer:02d}"): Decimal(betrag_ct) / 100
        for (produkt, art, zeile), nummer, betrag_ct in summen.ist(monat)
        if produkt in produkte
    }
    gelesen = query(ziel, f"select produkt, art, zeile, monat, {EURO('betrag_eur')} from monatswerte")
    assert {tuple(schluessel): betrag for *schluessel, betrag in gelesen} == ist
    assert len(gelesen) == len(ist) > 500
    plan = {zeile: Decimal(betrag_ct) / 100 for zeile, betrag_ct in summen.ansatz() if zeile[0] in produkte}
    gelesen = query(ziel, f"select produkt, art, zeile, {EURO('ansatz_eur')} from zeilen where ansatz_eur is not null")
    assert {tuple(schluessel): betrag for *schluessel, betrag in gelesen} == plan
    je_produkt: dict[str, Decimal] = defaultdict(Decimal)
    for (produkt, art, *_), betrag in ist.items():
        je_produkt[produkt] += betrag if art == "Erträge" else -betrag
    assert dict(query(ziel, f"select produkt, {EURO('ist_eur')} from produkte")) == je_produkt
    assert faults(ziel) == []


def test_each_committee_gets_the_data_of_what_it_sees(tmp_path):
    haus = build("HE")
    ausschuesse = five_committees(haus)
    haus.ausschuesse = entered(ausschuesse)
    veroeffentlichen(haus.write(tmp_path / "haus"), Stand(JAHR, 12), tmp_path, Auswahl(je_ausschuss=True))
    ordner = sorted((tmp_path / "ausschuesse").iterdir())
    assert len(ordner) > 3
    paare = [(kuerzel, objekt) for kuerzel, objekte in ausschuesse.items() for objekt in objekte]
    summen = Summen(haus, JAHR)
    for ausschuss in ordner:
        ((ansatz, ist),) = query(ausschuss, f"select sum({EURO('ansatz_eur')}), sum({EURO('ist_eur')}) from produkte")
        gesehen = summen.seen(paare, ausschuss.name, 12)
        assert (ansatz, ist) == tuple(Decimal(betrag_ct) / 100 for betrag_ct in gesehen)
        assert faults(ausschuss) == []


@pytest.mark.parametrize("monat", [3, 6])
def test_what_a_report_sums_up_is_one_line_here_too(tmp_path, monat):
    """Nothing is published in more detail than it is reported, and the sums are the whole all the same."""
    haus = build("HE")
    mark(haus, seed=15)
    mappe, ziel, summen = haus.write(tmp_path / "haus"), tmp_path / "offen", Summen(haus, JAHR)
    erwartet = Erwartung(haus, monat)
    veroeffentlichen(mappe, Stand(JAHR, monat), ziel)
    assert {p for (p,) in query(ziel, "select produkt from produkte where umfang = 'Produkt'")} == erwartet.einzeln
    gesammelt = query(
        ziel, f"select {EURO('ansatz_eur')}, {EURO('ist_eur')} from produkte where umfang = 'Sammelzeile'"
    )
    in_cent = Counter((int(ansatz * 100), int(ist * 100)) for ansatz, ist in gesammelt)
    assert in_cent == Counter(
        summen.seen([("X", produkt) for produkt in produkte], "X", monat) for produkte in erwartet.zusammen.values()
    )
    ist: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for (objekt, art, zeile), nummer, betrag_ct in summen.ist(monat):
        if objekt == "Gesamt":
            ist[art, zeile, f"{JAHR}-{nummer:02d}"] += Decimal(betrag_ct) / 100
    gelesen = query(ziel, f"select art, zeile, monat, sum({EURO('betrag_eur')}) from monatswerte group by all")
    assert {tuple(schluessel): betrag for *schluessel, betrag in gelesen} == ist
    assert faults(ziel) == []


def test_who_asks_for_a_produkt_of_such_a_line_gets_it_alone(tmp_path):
    haus = build("HE")
    mark(haus, seed=15)
    erwartet = Erwartung(haus, 6)
    produkt = next(produkte[0] for produkte in erwartet.zusammen.values() if len(produkte) > 1)
    veroeffentlichen(haus.write(tmp_path / "haus"), Stand(JAHR, 6), tmp_path / "offen", Auswahl(nur=(produkt,)))
    assert query(tmp_path / "offen", "select produkt, umfang from produkte") == [(produkt, "Produkt")]
    assert faults(tmp_path / "offen") == []
