"""Houses that report not everything at every Stand: what a report shows and what it sums up is the whole, by SQL."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from app.bericht.test_published import read_rows
from haeuser.erzeugen import JAHR, Haus, build
from haeuser.summen import Summen
from haeuser.test_ausschuesse import AUSZUEGE, Betraege, entered, five_committees, read, total
from haeuser.test_haeuser import cents

from xlbudget.app.bericht.abgleich import abgleich
from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.sachdarstellung import sachdarstellung
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, Schwere
from xlbudget.writers.druck.druckform import Reihenrolle
from xlbudget.writers.druck.gesamtteil import money_sections

MONATE = {"halbjährlich": {6, 12}, "vierteljährlich": {3, 6, 9, 12}, "März; Dezember": {3, 12}, None: set(range(1, 13))}
STAENDE = (3, 6, 9, 12)


def mark(haus: Haus, seed: int) -> None:
    """Every kind of mark, on Produkte, Budgets and a Dezernat; what is never reported is none of them."""
    zufall = Random(seed)
    budgets = list(dict.fromkeys(budget for _, budget, _ in haus.gliederung))
    for produkt, *_ in haus.gliederung:
        angaben = {"Stände": zufall.choice(("halbjährlich", None, None)), "Wesentlich": zufall.choice(("nein", "ja"))}
        haus.angaben[produkt] = dict(angaben)
    for budget in budgets[:4]:
        haus.angaben[budget] = {"Stände": zufall.choice(("vierteljährlich", "März; Dezember", "halbjährlich"))}
    haus.angaben["Dezernat III"] = {"Stände": "halbjährlich"}
    for produkt, budget, _ in haus.gliederung:  # a Budget whose Produkte are all reported in June and December only
        if budget == budgets[4]:
            haus.angaben[produkt] = {"Stände": "halbjährlich", "Wesentlich": "ja"}


class Erwartung:
    """What a report of one month has to show, from the marks alone."""

    def __init__(self, haus: Haus, monat: int) -> None:
        def due(objekt: str) -> bool:
            return monat in MONATE[haus.angaben.get(objekt, {}).get("Stände")]

        self.einzeln: set[str] = set()
        self.zusammen: dict[tuple[str, str], list[str]] = {}
        for produkt, budget, dezernat in haus.gliederung:
            faellig = due(produkt) and due(budget) and due(dezernat)
            if faellig and haus.angaben[produkt]["Wesentlich"] == "ja":
                self.einzeln.add(produkt)
            elif not (due(budget) and due(dezernat)):
                self.zusammen.setdefault((dezernat, "nicht"), []).append(produkt)
            else:
                self.zusammen.setdefault((budget, "weitere" if faellig else "nicht"), []).append(produkt)
        for wo, art in list(self.zusammen):  # a Budget without a single line has all in one
            seine = {p for p, budget, _ in haus.gliederung if budget == wo}
            if art == "weitere" and (wo, "nicht") in self.zusammen and not seine & self.einzeln:
                self.zusammen[wo, "nicht"] += self.zusammen.pop((wo, art))


@pytest.mark.parametrize("land", ["NW", "HE"])
def test_what_is_shown_and_what_is_summed_up_is_the_whole(tmp_path: Path, land):
    haus = build(land)
    mark(haus, seed=15)
    mappe, summen = haus.write(tmp_path), Summen(haus, JAHR)
    for monat in STAENDE:
        erwartet = Erwartung(haus, monat)
        ergebnis = bericht(mappe, Stand(JAHR, monat), tmp_path / f"{monat}")
        assert [str(b) for b in ergebnis.befunde if b.schwere is Schwere.FEHLER] == []
        gelesen = read(ergebnis.berichte[0])
        einzeln = {n: betraege for n, betraege in gelesen.produkte.items() if not n.startswith("Σ")}
        assert einzeln.keys() == erwartet.einzeln
        for produkt, betraege in einzeln.items():
            assert betraege == summen.seen([("X", produkt)], "X", monat)
        gesammelt = Counter(b for n, b in gelesen.produkte.items() if n.startswith("Σ"))
        assert gesammelt == Counter(
            summen.seen([("X", produkt) for produkt in produkte], "X", monat) for produkte in erwartet.zusammen.values()
        )
        ganzes = summen.seen([("X", "Gesamt")], "X", monat)
        assert gelesen.gezeigt == total(list(gelesen.produkte.values())) == ganzes
        blaetter = {objekt.kennung for objekt in ergebnis.blaetter}
        assert blaetter & {p for p, *_ in haus.gliederung} == erwartet.einzeln
        blick = read_rows(ergebnis.berichte[0], "Auf einen Blick")
        kopf = next(i for i, row in enumerate(blick) if "Plan insgesamt" in row)
        assert cents(blick[kopf + 1][blick[kopf].index("Plan insgesamt")]) == ganzes[0]
        assert not [zelle for row in blick for zelle in row if str(zelle).startswith("#")]


def test_extracts_tie_with_the_whole_at_every_stand(tmp_path: Path):
    haus = build("NI")
    mark(haus, seed=16)
    ausschuesse = five_committees(haus)
    haus.ausschuesse = entered(ausschuesse)
    zeilen = [(kuerzel, objekt) for kuerzel, objekte in ausschuesse.items() for objekt in objekte]
    mappe, summen = haus.write(tmp_path), Summen(haus, JAHR)
    for monat in (3, 6):
        ergebnis = bericht(mappe, Stand(JAHR, monat), tmp_path / f"{monat}", AUSZUEGE)
        ganzes = summen.seen(zeilen, "FIN", monat)
        for kuerzel, auszug in zip(ausschuesse, map(read, ergebnis.berichte), strict=True):
            seins: Betraege = summen.seen(zeilen, kuerzel, monat)
            assert auszug.gezeigt == total(list(auszug.produkte.values())) == seins
            assert total([auszug.gezeigt, *(betraege for _, betraege in auszug.reste)]) == ganzes


def test_a_stand_at_which_nothing_is_reported_writes_nothing(tmp_path: Path):
    haus = build("NI")
    haus.angaben = {dezernat: {"Stände": "Juni"} for *_, dezernat in haus.gliederung}
    haus.ausschuesse = entered(five_committees(haus))
    mappe, stand, ziel = haus.write(tmp_path), Stand(JAHR, 3), tmp_path / "ziel"
    for schreibe in (bericht, sachdarstellung):
        for auswahl in (Auswahl(), AUSZUEGE):
            with pytest.raises(EingabeError, match="Zum Stand März 2026 zeigt der Bericht kein einziges Budget"):
                schreibe(mappe, stand, ziel, auswahl=auswahl)
    assert not (tmp_path / "ziel").exists()


def befunde_of(tmp_path: Path, angaben: dict[str, dict[str, object]]) -> dict[str, list[str]]:
    haus = build("NI")
    haus.angaben = angaben
    je_code: dict[str, list[str]] = {}
    for befund in bericht(haus.write(tmp_path), Stand(JAHR, 6), tmp_path / "ziel").befunde:
        je_code.setdefault(befund.code, []).append(str(befund))
    return je_code


def test_a_stand_that_is_none_counts_as_every_stand(tmp_path: Path):
    produkt, *_ = build("NI").gliederung[0]
    befunde = befunde_of(tmp_path, {produkt: {"Stände": "Juni; quartalsweise"}})
    (text,) = befunde["stand.auswahl"]
    assert "Produkte, Spalte Stände: „quartalsweise“ ist kein Stand; berichtet wird zu jedem." in text
    assert "Produkte!" in text


def test_what_is_reported_at_no_stand_is_said_once_where_it_begins(tmp_path: Path):
    produkt, budget, dezernat = build("NI").gliederung[0]
    angaben = {dezernat: {"Stände": "Juni"}, budget: {"Stände": "halbjährlich"}, produkt: {"Stände": "März; Dezember"}}
    (text,) = befunde_of(tmp_path, angaben)["stand.nie"]
    assert f"Produkt „{produkt} Aufgabe {produkt}“ wird zu keinem Stand einzeln berichtet" in text
    assert "steht dort März, Dezember, darüber aber Budget „10 Fachdienst 1.1“: halbjährlich; Dezernat" in text


def test_produkte_without_a_mark_beside_marked_ones_are_said_in_one_line(tmp_path: Path):
    produkte = [produkt for produkt, *_ in build("NI").gliederung]
    befunde = befunde_of(tmp_path, {produkte[0]: {"Wesentlich": "ja"}, produkte[1]: {"Wesentlich": "nein"}})
    (text,) = befunde["wesentlich.leer"]
    assert text.split("Bei ")[1].startswith(f"{', '.join(produkte[2:8])} und {len(produkte) - 8} weitere steht in")


def test_another_word_than_ja_or_nein_hides_nothing(tmp_path: Path):
    produkt, *_ = build("NI").gliederung[0]
    befunde = befunde_of(tmp_path, {produkt: {"Wesentlich": "x"}})
    (text,) = befunde["mappe.zelle"]
    assert "Spalte Wesentlich" in text
    assert "Produkte!" in text


def test_a_large_deviation_in_a_sum_is_named(tmp_path: Path):
    haus = build("NI")
    haus.angaben = {produkt: {"Wesentlich": "nein"} for produkt, *_ in haus.gliederung[:5]}
    haus.einstellungen = {"Erläutern ab Euro": 1}
    ergebnis = bericht(haus.write(tmp_path), Stand(JAHR, 12), tmp_path / "ziel")
    texte = [b.text for b in ergebnis.befunde if b.code == "wesentlich.abweichung"]
    assert [text.split()[1] for text in texte] == [produkt for produkt, *_ in haus.gliederung[:5]]
    budget = haus.gliederung[0][1]
    fehlend = [b.text.split(" ist ohne")[0] for b in ergebnis.befunde if b.code == "erlaeuterung.fehlt"]
    assert fehlend[0] == f"Budget {budget}"  # nothing below it is reported: it is explained itself
    assert not {f"Produkt {produkt}" for produkt, *_ in haus.gliederung[:5]} & set(fehlend)


def test_the_print_adds_up_line_by_line(tmp_path: Path):
    haus = build("NI")
    mark(haus, seed=15)
    daten = load(haus.write(tmp_path), Stand(JAHR, 3)).daten
    abschnitte = money_sections(daten.produktbericht())
    *einzelne, summen = [tabelle.reihen for abschnitt in abschnitte for tabelle in abschnitt.tabellen]
    posten = [reihe.zellen for reihen in einzelne for reihe in reihen if reihe.rolle is Reihenrolle.POSTEN]
    assert {zellen[0][0] for zellen in posten} >= {"Σ"}
    ganzes, _ = Summen(haus, JAHR).seen([("X", "Gesamt")], "X", 3)
    assert [planned(reihe.zellen) for reihe in summen if reihe.zellen[0] == "Summe insgesamt"] == [ganzes]
    assert sum(map(planned, posten)) == ganzes
    assert sum(planned(reihe.zellen) for reihe in summen if reihe.rolle is Reihenrolle.POSTEN) == ganzes


def planned(zellen: tuple[str, ...]) -> int:
    """The Plan of a row in cents; every Ansatz is a whole euro here."""
    return int(zellen[1].replace(".", "")) * 100


def test_a_report_with_such_lines_is_equal_to_its_data(tmp_path: Path):
    haus = build("NI")
    mark(haus, seed=15)
    mappe, stand = haus.write(tmp_path), Stand(JAHR, 3)
    ergebnis = bericht(mappe, stand, tmp_path / "ziel").gesamt
    assert ergebnis is not None
    verglichen = abgleich(ergebnis, mappe, stand).abgleich
    assert list(verglichen.unterschiede) == []
    assert {u.was[0] for u in verglichen.unzugeordnet} == {"Σ"}
    assert all("nicht einzeln berichtet" in u.grund for u in verglichen.unzugeordnet)
    assert verglichen.ist_gleich
