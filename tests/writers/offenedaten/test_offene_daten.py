"""Open data: their sums are those of the report to the cent, and programs that are not ours find them sound."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import peine
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
from writers.offenedaten.datenbeispiel import OFFEN, faults, query, satz, tafeln, write

from xlbudget.core.bericht import sum_dezernate
from xlbudget.core.geld import euro
from xlbudget.core.offenlegung import Lizenz, Offenlegung
from xlbudget.writers.offenedaten.paket import write_offene_daten
from xlbudget.writers.offenedaten.zeilen import build_tafeln

# rdflib reads JSON-LD by a class that it gave up itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

MONATE = pytest.mark.parametrize("monat", [6, 12])
DCATDE = rdflib.Namespace("http://dcat-ap.de/def/dcatde/")


@MONATE
def test_sums_are_those_of_the_report(tmp_path, monat):
    """By SQL over the files: the whole, each Budget, each row and month against the models of the report."""
    daten = peine.lauf(monat).daten
    bericht, ordner = daten.produktbericht(), write(tmp_path, monat)
    assert bericht.gesamt
    ganzes = sum_dezernate(bericht.gesamt, bericht.dezernate)
    spalten = ", ".join(f"sum({s}_eur::decimal(18,2))" for s in ("ansatz", "ist", "prognose", "abweichung"))
    ((*summen,),) = query(ordner, f"select {spalten} from produkte")
    assert summen == [euro(b) for b in (ganzes.ansatz_ct, ganzes.ist_ct, ganzes.ergebnis_ct, ganzes.verbesserung_ct)]
    je_budget = dict(query(ordner, "select budget, sum(prognose_eur::decimal(18,2)) from produkte group by 1"))
    assert je_budget == {g.blatt.objekt.titel: euro(g.summe.ergebnis_ct) for g in bericht.budgetgruppen}
    erwartet = {}
    for zeile in (z for gruppe in bericht.budgetgruppen for z in gruppe.zeilen):
        blatt = daten.produktblatt(zeile.objekt)
        for tabelle in (blatt.ertraege, blatt.aufwendungen):
            for z in tabelle.zeilen:
                erwartet[zeile.objekt.kennung, str(tabelle.art), z.name] = (
                    tuple(f"2023-{m:02d} {euro(b)}" for m, b in enumerate(z.monate_ct, 1) if b is not None),
                    *(None if b is None else euro(b) for b in (z.ansatz_ct, z.ergebnis_ct, z.prognose.betrag_ct)),
                )
    zeilen = query(
        ordner,
        "select produkt, art, zeile, (select coalesce(list(monat || ' ' || betrag_eur order by monat), []) "
        "from monatswerte m where (m.produkt, m.art, m.zeile) = (z.produkt, z.art, z.zeile)), "
        "ansatz_eur::decimal(18,2), ist_eur::decimal(18,2), prognose_eur::decimal(18,2) from zeilen z",
    )
    assert {(p, a, n): (tuple(monate), *rest) for p, a, n, monate, *rest in zeilen} == erwartet
    (abweichend,) = query(
        ordner,
        "select count(*) from produkte p where prognose_eur::decimal(18,2) <> (select sum(case art when 'Erträge' then "
        "prognose_eur::decimal(18,2) else -prognose_eur::decimal(18,2) end) from zeilen z where z.produkt = p.produkt)",
    )
    assert abweichend == (0,)


@MONATE
def test_key_figures_are_those_of_the_sheets(monat, tmp_path):
    daten, ordner = peine.lauf(monat).daten, write(tmp_path, monat)
    gelesen = query(ordner, "select produkt, art, bezeichnung, plan, ist, zielerreichung_prozent from kennzahlen")
    kennzahlen = {
        (p, art, name): tuple(None if x is None else Decimal(x) for x in (plan, ist, grad))
        for p, art, name, plan, ist, grad in gelesen
    }
    produkte = [z.objekt for g in daten.produktbericht().budgetgruppen for z in g.zeilen]
    alle = [(p, k) for p in produkte for k in (*daten.produktblatt(p).leistungen, *daten.produktblatt(p).ziele)]
    assert len(gelesen) == len(alle) > 50
    for produkt, zahl in alle:
        art = "Ziel" if zahl in daten.produktblatt(produkt).ziele else "Leistung"
        plan, ist, grad = kennzahlen[produkt.kennung, art, zahl.bezeichnung]
        assert (plan, ist) == (zahl.plan, zahl.ist)
        if grad is not None:
            assert zahl.grad
            assert abs(Decimal(zahl.grad.numerator) / zahl.grad.denominator * 100 - grad) <= Decimal("0.005")


@MONATE
def test_frictionless_finds_nothing(tmp_path, monat):
    assert faults(write(tmp_path, monat)) == []


@pytest.mark.parametrize(
    ("datei", "alt", "neu", "fehler"),
    [
        ("monatswerte.csv", "2023-06,11115,", "2023-06,99999,", "foreign-key"),
        ("monatswerte.csv", ",2023-02,6675.93", ",2023-02,6.675,93", "extra-cell"),
        ("monatswerte.csv", ",2023-02,6675.93", ",2023-13,6675.93", "type-error"),
        ("zeilen.csv", ",Erträge,", ",Ertraege,", "constraint-error"),
        ("produkte.csv", "2023-06,27104,", "2023-06,11115,", "primary-key"),
        ("produkte.csv", ",-372700.00,", ",,", "constraint-error"),
        ("produkte.csv", ",-372700.00,", ",-372700.01,", "hash-count"),
    ],
)
def test_frictionless_finds_what_is_broken(tmp_path, datei, alt, neu, fehler):
    ordner = write(tmp_path, 6)
    text = (ordner / datei).read_text(encoding="utf-8")
    assert alt in text
    (ordner / datei).write_text(text.replace(alt, neu, 1), encoding="utf-8", newline="")
    assert fehler in {art for art, *_ in faults(ordner)}


def test_form_of_the_files():
    """UTF-8 without a mark, lines as RFC 4180 has them, points, two decimals, months as ISO writes them."""
    dateien = write_offene_daten(satz(6), tafeln(6))
    produkte = dateien["produkte.csv"]
    assert not produkte.startswith(b"\xef\xbb\xbf")
    assert produkte.count(b"\r\n") == 44
    assert "2023-06,27104,Produkt,Bildungsbüro,30 Dezernatsleitung III,Dezernat III,-277100.00,".encode() in produkte
    assert b"2023-06,11115,Ertr\xc3\xa4ge,ordentlich,2023-01,0.08\r\n" in dateien["monatswerte.csv"]
    assert write_offene_daten(satz(6), tafeln(6)) == dateien, "two runs give the same bytes"
    paket = json.loads(dateien["datapackage.json"])
    felder = {feld["name"]: feld for feld in paket["resources"][0]["schema"]["fields"]}
    assert felder["ansatz_eur"]["type"] == "number"
    assert felder["ansatz_eur"]["unit"] == "EUR"
    assert all(feld["description"] for r in paket["resources"] for feld in r["schema"]["fields"])
    assert paket["name"] == "landkreis-peine-produktbericht-2023-06"


def test_licence_and_names_only_where_the_house_says_so():
    ohne = write_offene_daten(satz(12, Offenlegung()), tafeln(12))
    assert "licenses" not in json.loads(ohne["datapackage.json"])
    assert b"license" not in ohne["dcat.jsonld"]
    assert b"contributorID" not in ohne["dcat.jsonld"]
    assert b"verantwortlich" not in ohne["produkte.csv"]
    mit = write_offene_daten(satz(12), tafeln(12, mit_verantwortlichen=True))
    (lizenz,) = json.loads(mit["datapackage.json"])["licenses"]
    assert lizenz["name"] == "DL-DE-BY-2.0"
    assert mit["produkte.csv"].splitlines()[0].endswith(b",verantwortlich")


def test_a_spreadsheet_takes_no_text_for_a_formula():
    daten = peine.lauf(12).daten
    bericht = daten.produktbericht()
    dezernat = bericht.dezernate[0]
    gruppe = dezernat.gruppen[0]
    boese = replace(gruppe.zeilen[0].objekt, bezeichnung='=HYPERLINK("http://boese.example")')
    neu = replace(gruppe, zeilen=(replace(gruppe.zeilen[0], objekt=boese),))
    bericht = replace(bericht, dezernate=(replace(dezernat, gruppen=(neu,)),))
    produkte, *_ = build_tafeln(bericht, daten)
    (reihe,) = produkte.reihen
    assert reihe[3] == '\'=HYPERLINK("http://boese.example")'
    assert reihe[6] == "-372700.00", "a negative amount is a number"


@pytest.mark.parametrize("lizenz", [*Lizenz, None])
def test_catalogues_can_read_the_description(lizenz):
    """By rdflib: everything that DCAT-AP.de requires, once, and addresses that lead to the files."""
    data = write_offene_daten(satz(6, replace(OFFEN, lizenz=lizenz)), tafeln(6))["dcat.jsonld"]
    graph = rdflib.Graph().parse(data=data, format="json-ld")
    (datensatz,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(datensatz) == "https://landkreis.example/haushalt/#datensatz"
    for pflicht in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.issued, DCATDE.contributorID):
        assert len(list(graph.objects(datensatz, pflicht))) == 1, pflicht
    herausgeber = graph.value(datensatz, DCTERMS.publisher)
    assert (herausgeber, RDF.type, FOAF.Agent) in graph
    assert str(graph.value(herausgeber, FOAF.name)) == "Landkreis Peine"
    zeit = graph.value(datensatz, DCTERMS.temporal)
    assert str(graph.value(zeit, DCAT.endDate)) == "2023-06-30"
    distributionen = list(graph.objects(datensatz, DCAT.distribution))
    adressen = {str(graph.value(d, DCAT.accessURL)) for d in distributionen}
    assert adressen == {
        f"https://landkreis.example/haushalt/{name}.csv" for name in ("produkte", "zeilen", "monatswerte", "kennzahlen")
    }
    for distribution in distributionen:
        assert graph.value(distribution, DCTERMS.license) == (rdflib.URIRef(lizenz.dcat_iri) if lizenz else None)
        namensnennung = graph.value(distribution, DCATDE.licenseAttributionByText)
        assert (namensnennung is not None) == (lizenz is not None and lizenz.verlangt_namen)


def test_without_a_web_address_the_description_leads_to_the_files_beside_it():
    data = write_offene_daten(satz(6, Offenlegung()), tafeln(6))["dcat.jsonld"]
    graph = rdflib.Graph().parse(data=data, format="json-ld", publicID="https://anderswo.example/ordner/dcat.jsonld")
    assert rdflib.URIRef("https://anderswo.example/ordner/produkte.csv") in set(graph.objects(None, DCAT.accessURL))
