"""Kennzahlen by month on their round trip: provisional, then final, end to end, and what comes back instead."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from pathlib import Path

import openpyxl
import pytest
from app.runde.rundreise_base import PRODUKT, STAND, Haus, answer, box, cli, texte
from delivery.runde import edit

from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.fortschreiben import fortschreiben
from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde.eintragen import eintragen
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.versand import versand
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError
from xlbudget.layout.kennzahltafel import KENNZAHLEN_BLATT

SOZIALES = PRODUKT["Soziales"]
JULI = Stand(2023, 7)
FACHDIENSTE = {"Soziales": ("32", "fd32"), "Arbeit": ("33", "fd33")}
GEMEINSAM = {"Produkt": SOZIALES, "Kennzahlart": "Leistung"}
KENNZAHLEN = [
    {**GEMEINSAM, "Bezeichnung": "Fälle", "Messgröße": "Anzahl", "Plan": 6000, "Kürzel": "F", "Rechenart": "Summe"},
    {**GEMEINSAM, "Bezeichnung": "fristgerecht", "Messgröße": "in %", "Plan": 95, "Kürzel": "A",
     "Rechenart": "Bestand"},
    {**GEMEINSAM, "Bezeichnung": "Reife", "Messgröße": "Reifegrad 0–4", "Kürzel": "R", "Rechenart": "Bestand"},
]  # fmt: skip


def ist(
    kuerzel: str, monat: int, wert: object, fassung: str | None = "vorläufig", gruppe: str = ""
) -> dict[str, object]:
    zeile = {"Kennzahl": kuerzel, "Periode": f"2023-{monat:02d}", "Art": "Ist", "Gruppe": gruppe}
    return {**zeile, "Wert": wert, "Fassung": fassung}


BEKANNT = [
    *(ist("F", monat, 500, "endgültig") for monat in (1, 2)),
    *(ist("F", monat, 500) for monat in (3, 4, 5)),
    *(ist("F", 5, 250, gruppe=gruppe) for gruppe in ("Frauen", "Männer")),
    *(ist("A", monat, 92.5, None) for monat in range(1, 6)),
]


def wert(zeile: str) -> Feld:
    return Feld(SOZIALES, Feldart.MONATSWERT, zeile=zeile)


def fassung(zeile: str) -> Feld:
    return Feld(SOZIALES, Feldart.FASSUNG, zeile=zeile)


def notiz(zeile: str) -> Feld:
    return Feld(SOZIALES, Feldart.NOTIZ, zeile=zeile)


JUNI_F = wert("F, 2023-06")


class Kreis:
    """The house and what comes back to it."""

    def __init__(self, haus: Haus) -> None:
        self.haus, self._nummern = haus, count(1)

    def send(self, stand: Stand = STAND, *nur: str, **weitere) -> None:
        versand(self.haus.datenmappe, self.haus.auftrag(stand=stand, nur=nur or ("Soziales",), **weitere))

    def put(self, data: bytes) -> Path:
        datei = self.haus.ordner / f"{next(self._nummern)}.xlsx"
        datei.write_bytes(data)
        return datei

    def collect(self, data: bytes, **entscheidung):
        return ruecklauf(self.haus.datenmappe, [self.put(data)], **entscheidung)

    def answer(self, eingaben, stand: Stand = STAND, **weitere):
        return self.collect(answer(*self.haus.sendung("Soziales", stand), eingaben, **weitere))

    def month(self, monat: int, stand: Stand = STAND, gruppe: str = ""):
        """The value of F in one month, as a report has it."""
        (reihe,) = (g for g in load(self.haus.datenmappe, stand).daten.leistungen[0].reihe.gruppen if g.name == gruppe)
        return reihe.monate[monat - 1]


@pytest.fixture
def haus(tmp_path) -> Haus:
    haus = Haus(tmp_path / "haus", fachdienste=FACHDIENSTE)
    haus.weiteres = {"Kennzahlen": KENNZAHLEN, "Kennzahlwerte": BEKANNT}
    haus.write()
    return haus


@pytest.fixture
def kreis(haus) -> Kreis:
    return Kreis(haus)


def sheet_of_kennzahlen(pfad: Path) -> str:
    buecher = map(openpyxl.load_workbook, pfad.rglob("*.xlsx"))
    blatt = next(buch for buch in buecher if "Kennzahlen" in buch.sheetnames)["Kennzahlen"]
    return "\n".join(
        "|".join(str(zelle) for zelle in zeile if zelle is not None) for zeile in blatt.iter_rows(values_only=True)
    )


def test_provisional_then_final_end_to_end(kreis, tmp_path):
    """The value is in the report, the final one takes its place, and that it changed is said."""
    kreis.send()
    assert kreis.month(6) is None
    ergebnis = kreis.answer({JUNI_F: 480, notiz("F, 2023-06"): "ohne Außenstelle"})
    assert [str(b) for b in ergebnis.befunde] == []
    assert ergebnis.eintraege[0].lage == "von selbst angenommen"
    assert kreis.month(6) == 480
    lauf = load(kreis.haus.datenmappe, STAND)
    assert (lauf.daten.leistungen[0].plan, lauf.daten.leistungen[0].ist) == (3000, 2980)
    (uebernahme,) = lauf.uebernahmen
    assert (uebernahme.alt, uebernahme.neu, uebernahme.grund) == (None, 480, "vorläufig; ohne Außenstelle")
    bericht(kreis.haus.datenmappe, STAND, tmp_path / "juni", trotz_fehlern=True)
    assert "480" in sheet_of_kennzahlen(tmp_path / "juni")

    kreis.send(JULI)
    sendung, _ = kreis.haus.sendung("Soziales", JULI)
    vorbelegt = {feld.feld: feld.wert for feld in sendung.felder}
    assert (vorbelegt[JUNI_F], vorbelegt[fassung("F, 2023-06")]) == (480, "vorläufig")
    endgueltig = {JUNI_F: 495, fassung("F, 2023-06"): "endgültig", wert("F, 2023-07"): 510}
    ergebnis = kreis.answer(endgueltig, JULI)
    assert [str(b) for b in ergebnis.befunde] == []
    assert (kreis.month(6, JULI), kreis.month(7, JULI)) == (495, 510)
    assert kreis.month(6) == 480, "the report of Juni knows what was known then"
    lauf = load(kreis.haus.datenmappe, JULI)
    (text,) = texte(lauf.befunde, "kennzahlwert.geaendert")
    assert "F, Juni 2023, Ist: vorläufig 480, endgültig 495" in text
    assert "2.xlsx, Monatswerte!F" in text
    beide = [w.wert for w in lauf.mappe.kennzahlwerte if str(w.periode) == "2023-06"]
    assert beide == [480, 495]
    bericht(kreis.haus.datenmappe, JULI, tmp_path / "juli", trotz_fehlern=True)
    assert "495" in sheet_of_kennzahlen(tmp_path / "juli")


def test_the_command_line_says_what_came_in(kreis):
    kreis.send()
    datei = kreis.put(answer(*kreis.haus.sendung("Soziales"), {JUNI_F: 480}))
    ende, text = cli("ruecklauf", kreis.haus.datenmappe, datei)
    assert ende == 0
    assert f"{SOZIALES}, Monatswert (F, 2023-06): leer → 480" in text


def test_an_answer_that_changes_nothing_takes_nothing_over(kreis):
    kreis.send()
    kreis.answer({})
    assert load(kreis.haus.datenmappe, STAND).uebernahmen == ()
    assert kreis.month(6) is None, "blank is never 0"


def test_a_month_that_was_really_zero_is_zero(kreis):
    kreis.send()
    kreis.answer({wert("R, 2023-06"): 0})
    assert load(kreis.haus.datenmappe, STAND).daten.leistungen[2].ist == 0


@pytest.mark.parametrize(
    ("eingaben", "code", "text"),
    [
        ({JUNI_F: None, fassung("F, 2023-06"): "endgültig"}, "ohne_wert", "endgültig, aber ohne Wert"),
        ({wert("F, 2023-03"): None}, "geloescht", "gesendet war vorläufig 500, jetzt ist das Feld leer"),
        ({fassung("F, 2023-01"): "vorläufig", wert("F, 2023-01"): 490}, "nach_endgueltig",
         "gesendet war endgültig 500, gemeldet ist vorläufig 490. Auch angenommen gilt der endgültige"),
        ({wert("F, 2023-01"): 510}, "nach_endgueltig", "gemeldet ist endgültig 510. Nachfragen, ob"),
        ({JUNI_F: "ca. 500"}, "zahl", "keine eindeutige Zahl"),
        ({JUNI_F: "480"}, "textzahl", "gelesen wird 480"),
        ({JUNI_F: 5}, "kennzahl", "5 passt nicht zu den anderen Monaten (Mitte 500)"),
        ({wert("F, 2023-05"): 5000}, "kennzahl", "5000 passt nicht zu den gesendeten 500"),
        ({wert("A, 2023-06"): 0.93}, "kennzahl", "0,93 ist vermutlich ein Anteil statt Prozent"),
        ({wert("A, 2023-06"): 104}, "skala", "104 liegt nicht zwischen 0 und 100 (in %)"),
        ({wert("R, 2023-06"): 5}, "skala", "5 liegt nicht zwischen 0 und 4 (Reifegrad 0–4)"),
        ({wert("R, 2023-06"): -1}, "skala", "-1 liegt nicht zwischen 0 und 4"),
        ({fassung("F, 2023-06"): "fertig"}, "auswahl", "„fertig“ steht nicht zur Wahl. Aus der Liste wählen: vor"),
        ({notiz("F, 2023-06"): "x" * 201}, "laenge", "201 Zeichen, Platz ist für 200"),
        ({wert("F, 2023-05, Frauen"): 260}, "kennzahlwert.gruppen", "Frauen 260 + Männer 250 ergibt 510, gesamt ist"),
        ({wert("F, 2023-06, Frauen"): 300, JUNI_F: 290}, "kennzahlwert.gruppen", "300 ist mehr als gesamt (290)"),
    ],
)  # fmt: skip
def test_what_is_odd_waits_for_a_decision_and_names_its_cell(kreis, eingaben, code, text):
    kreis.send()
    ergebnis = kreis.answer(eingaben)
    code = code if "." in code else f"ruecklauf.{code}"
    gesagt = texte(ergebnis.befunde, code)
    assert any(text in satz and f"1.xlsx, {KENNZAHLEN_BLATT}!" in satz for satz in gesagt), gesagt
    assert [eintrag.lage for eintrag in ergebnis.eintraege] == ["zu entscheiden"]
    assert load(kreis.haus.datenmappe, STAND).uebernahmen == ()


@pytest.mark.parametrize(("damals", "lage"), [(0, "von selbst angenommen"), (None, "zu entscheiden")])
def test_a_month_that_is_as_a_year_ago_is_nothing_odd(kreis, damals, lage):
    """No courses in the summer holidays: a 0 beside months of 500, as every year."""
    vorjahr = [{**ist("F", 6, damals), "Periode": "2022-06"}] if damals is not None else []
    kreis.haus.weiteres = {"Kennzahlen": KENNZAHLEN, "Kennzahlwerte": [*BEKANNT, *vorjahr]}
    kreis.haus.write()
    kreis.send()
    assert [eintrag.lage for eintrag in kreis.answer({JUNI_F: 0}).eintraege] == [lage]


def spoil(kreis: Kreis, zellen, dazu=None) -> bytes:
    sendung, mappe = kreis.haus.sendung("Soziales")
    return edit(answer(sendung, mappe, {JUNI_F: 480}), zellen, dazu or (lambda buch: None))


def cell(kreis: Kreis, feld: Feld, spalte: str = "F") -> tuple[str, str]:
    sendung, _ = kreis.haus.sendung("Soziales")
    (gefunden,) = (f for f in sendung.felder if f.feld == feld)
    return gefunden.blatt, spalte + gefunden.zelle[1:]


def move(buch, wie) -> None:
    blatt = buch[KENNZAHLEN_BLATT]
    blatt.protection.sheet = False
    wie(blatt)


def swap(blatt) -> None:
    """Two rows change places, as sorting does it."""
    for spalte in "BCDEFGH":
        oben, unten = blatt[f"{spalte}7"], blatt[f"{spalte}12"]
        oben.value, unten.value = unten.value, oben.value


@pytest.mark.parametrize(
    ("zellen", "dazu", "code", "text"),
    [
        (lambda k: {}, lambda b: move(b, lambda s: s.insert_rows(9)), "verschoben", "Zeilen oder Spalten verschoben"),
        (lambda k: {}, lambda b: move(b, lambda s: s.delete_rows(9)), "verschoben", "Zeilen oder Spalten verschoben"),
        (lambda k: {}, lambda b: move(b, swap), "verschoben", "Zeilen oder Spalten verschoben"),
        (lambda k: {}, lambda b: move(b, lambda s: s.insert_cols(4)), "verschoben", "Zeilen oder Spalten verschoben"),
        (lambda k: {cell(k, JUNI_F, "B"): "X9"}, None, "aufbau", "„F“ neben einer Eingabe ist geändert (jetzt „X9“)"),
        (lambda k: {cell(k, JUNI_F, "C"): "Juli 2023"}, None, "aufbau", "(jetzt „Juli 2023“)"),
        (lambda k: {cell(k, JUNI_F, "D"): "Frauen"}, None, "aufbau", "(jetzt „Frauen“)"),
        (lambda k: {cell(k, JUNI_F): "=240*2"}, None, "formel", "steht eine Formel"),
        (lambda k: {cell(k, JUNI_F, "I"): 7}, None, "eingetragen", "Außerhalb der Eingabefelder steht „7“"),
        (lambda k: {(KENNZAHLEN_BLATT, "F60"): 8}, None, "eingetragen", "Außerhalb der Eingabefelder steht „8“"),
        (lambda k: {}, lambda b: b.remove(b[KENNZAHLEN_BLATT]), "blatt", "Das Blatt „Monatswerte“ fehlt"),
        (lambda k: {}, lambda b: setattr(b[KENNZAHLEN_BLATT], "title", "Werte"), "blatt", "heißt jetzt „Werte“"),
    ],
)  # fmt: skip
def test_a_sheet_that_was_rebuilt_counts_only_by_decision(kreis, zellen, dazu, code, text):
    kreis.send()
    ergebnis = kreis.collect(spoil(kreis, zellen(kreis), dazu))
    gesagt = [str(b) for b in ergebnis.befunde if b.code.endswith(f".{code}")]
    assert any(text in satz for satz in gesagt), [str(b) for b in ergebnis.befunde]
    assert [eintrag.lage for eintrag in ergebnis.eintraege] == ["zu entscheiden"]
    assert kreis.month(6) is None


def test_sheets_in_another_order_are_read_all_the_same(kreis):
    kreis.send()
    ergebnis = kreis.collect(spoil(kreis, {}, lambda buch: buch.move_sheet(KENNZAHLEN_BLATT, 3)))
    assert [str(b) for b in ergebnis.befunde] == []
    assert kreis.month(6) == 480


def test_the_sheet_of_another_fachdienst_brings_nothing_in(kreis):
    """The whole sheet was copied into the own workbook: the rows are others, and nothing counts by itself."""
    kreis.haus.weiteres = {
        "Kennzahlen": [*KENNZAHLEN, {**KENNZAHLEN[0], "Produkt": PRODUKT["Arbeit"], "Kürzel": "FA"}],
        "Kennzahlwerte": BEKANNT,
    }
    kreis.haus.write()
    kreis.send(STAND, "Soziales", "Arbeit")
    andere = openpyxl.load_workbook(kreis.put(kreis.haus.sendung("Arbeit")[1]))[KENNZAHLEN_BLATT]
    zellen = {(KENNZAHLEN_BLATT, c.coordinate): c.value for zeile in andere.iter_rows(min_row=6) for c in zeile[1:5]}
    ergebnis = kreis.collect(spoil(kreis, {ort: text for ort, text in zellen.items() if text}))
    assert texte(ergebnis.befunde, "gesperrt.verschoben")
    with pytest.raises(EingabeError, match="Zeilen oder Spalten verschoben"):
        ruecklauf(kreis.haus.datenmappe, annehmen=[1])
    assert kreis.month(6) is None


def test_two_returns_of_one_budget_count_by_decision_and_the_chosen_one_only(kreis):
    kreis.send()
    kreis.answer({JUNI_F: 480})
    ergebnis = kreis.answer({JUNI_F: 470}, name="Herr Muster")
    assert texte(ergebnis.befunde, "ruecklauf.mehrere")
    assert kreis.month(6) is None
    ruecklauf(kreis.haus.datenmappe, annehmen=[2], ablehnen=[1])
    assert kreis.month(6) == 470


def test_a_workbook_from_before_the_table_counts_as_it_was_sent(kreis):
    haus, tabellen = kreis.haus, kreis.haus.weiteres
    haus.weiteres = {"Kennzahlen": KENNZAHLEN}
    haus.write()
    kreis.send()
    sendung, mappe = haus.sendung("Soziales")
    assert {feld.blatt for feld in sendung.felder}.isdisjoint({KENNZAHLEN_BLATT})
    haus.weiteres = tabellen
    haus.write()
    faelle = Feld(SOZIALES, Feldart.LEISTUNG, zeile="Reife")
    ergebnis = kreis.collect(answer(sendung, mappe, {faelle: 3}))
    assert [eintrag.lage for eintrag in ergebnis.eintraege] == ["von selbst angenommen"]
    assert {u.feld: u.neu for u in load(haus.datenmappe, STAND).uebernahmen} == {faelle: 3}


def test_what_the_datenmappe_changed_since_the_workbook_was_sent_wins_and_that_is_said(kreis):
    kreis.send()
    haus = kreis.haus
    haus.weiteres = {"Kennzahlen": KENNZAHLEN, "Kennzahlwerte": [*BEKANNT, ist("F", 6, 475)]}
    haus.write()
    kreis.answer({JUNI_F: 480})
    assert kreis.month(6) == 475
    (text,) = texte(load(haus.datenmappe, STAND).befunde, "ruecklauf.ueberstimmt")
    assert "gemeldet ist vorläufig 480; in der Datenmappe steht seit dem Versand vorläufig 475, und das gilt" in text


def test_a_final_value_counts_beside_a_provisional_one_that_the_datenmappe_has_since_then(kreis):
    kreis.send()
    haus = kreis.haus
    haus.weiteres = {"Kennzahlen": KENNZAHLEN, "Kennzahlwerte": [*BEKANNT, ist("F", 6, 475)]}
    haus.write()
    kreis.answer({JUNI_F: 480, fassung("F, 2023-06"): "endgültig"})
    assert kreis.month(6) == 480
    assert texte(load(haus.datenmappe, STAND).befunde, "kennzahlwert.geaendert")


def test_a_provisional_value_never_takes_the_place_of_a_final_one(kreis):
    kreis.send()
    kreis.answer({wert("F, 2023-01"): 490, fassung("F, 2023-01"): "vorläufig"})
    ruecklauf(kreis.haus.datenmappe, annehmen=[1])
    assert kreis.month(1) == 500
    (text,) = texte(load(kreis.haus.datenmappe, STAND).befunde, "ruecklauf.ueberstimmt")
    assert "gemeldet ist vorläufig 490; der Wert ist schon endgültig (500), und das gilt" in text


def test_a_value_taken_back_leaves_the_month_empty_and_not_zero(kreis):
    kreis.send()
    kreis.answer({wert("F, 2023-03"): None})
    ruecklauf(kreis.haus.datenmappe, annehmen=[1])
    assert kreis.month(3) is None
    lauf = load(kreis.haus.datenmappe, STAND)
    assert lauf.daten.leistungen[0].ist is None
    assert [(u.alt, u.neu) for u in lauf.uebernahmen] == [(500, None)]


def test_a_kennzahl_that_is_gone_is_said_at_its_stand_as_an_error_and_later_as_a_warning(kreis):
    kreis.send()
    kreis.answer({JUNI_F: 480})
    kreis.send(JULI)
    haus = kreis.haus
    umbenannt = [{**KENNZAHLEN[0], "Kürzel": "FN"}, *KENNZAHLEN[1:]]
    haus.weiteres = {"Kennzahlen": umbenannt, "Kennzahlwerte": [ist("A", 6, 93)]}
    haus.write()
    for stand, schwere in ((STAND, "Fehler"), (JULI, "Warnung")):
        (befund,) = (b for b in load(haus.datenmappe, stand).befunde if b.code == "ruecklauf.nicht_uebernommen")
        assert befund.schwere == schwere
        assert "die Kennzahl F gibt es bei 3210 nicht mehr" in befund.text


def test_who_is_named_reports_and_where_it_is_nobody_of_the_house_that_is_said(kreis):
    haus = kreis.haus
    melder = ("arbeit", "BA-Statistik", None)
    gemischt = [{**zeile, "Meldet": meldet} for zeile, meldet in zip(KENNZAHLEN, melder, strict=True)]
    haus.weiteres = {"Kennzahlen": gemischt, "Kennzahlwerte": BEKANNT}
    haus.write()
    ergebnis = versand(haus.datenmappe, haus.auftrag())
    (text,) = texte(ergebnis.befunde, "versand.meldet")
    assert "Keine Mappe fragt nach den Monatswerten von A („BA-Statistik“): in der Spalte Meldet" in text
    gefragt = {
        budget: {f.feld.zeile.partition(",")[0] for f in haus.sendung(budget)[0].felder if f.blatt == KENNZAHLEN_BLATT}
        for budget in ("Soziales", "Arbeit")
    }
    assert gefragt == {"Soziales": {"R"}, "Arbeit": {"F"}}
    sendung, mappe = haus.sendung("Arbeit")
    kreis.collect(answer(sendung, mappe, {JUNI_F: 480}))
    assert kreis.month(6) == 480


def test_months_that_a_workbook_asks_for_are_no_warnings_of_the_versand(kreis):
    """What nobody is asked for is one still, and all are in the report."""
    haus = kreis.haus
    rest = [{**KENNZAHLEN[0]}, {**KENNZAHLEN[1], "Meldet": "BA-Statistik"}, {**KENNZAHLEN[2]}]
    haus.weiteres = {"Kennzahlen": rest, "Kennzahlwerte": BEKANNT}
    haus.write()
    befunde = versand(haus.datenmappe, haus.auftrag()).befunde
    (fehlt,) = texte(befunde, "kennzahlwert.fehlt")
    assert fehlt.startswith("Kennzahl A („fristgerecht“)")
    (gefragt,) = texte(befunde, "versand.monate")
    assert "Zum Stand Juni 2023 fehlen noch Monatswerte von F, R; die Mappen fragen danach." in gefragt
    assert len(texte(load(haus.datenmappe, STAND).befunde, "kennzahlwert.fehlt")) > 1
    nur = versand(haus.datenmappe, haus.auftrag(nur=("Arbeit",))).befunde
    assert len(texte(nur, "kennzahlwert.fehlt")) > 1


def test_its_ist_is_entered_by_month_and_nowhere_else(kreis):
    kreis.send()
    sendung, _ = kreis.haus.sendung("Soziales")
    assert not [feld for feld in sendung.felder if feld.feld.feldart in (Feldart.LEISTUNG, Feldart.ZIEL)]


def test_percent_formatted_cells_are_read_in_percent_and_said(kreis):
    kreis.send()
    ort = cell(kreis, wert("A, 2023-06"))

    def percent(buch) -> None:
        buch[ort[0]][ort[1]].number_format = "0.0%"

    ergebnis = kreis.collect(spoil(kreis, {ort: 0.93, **box("Frau Muster")}, percent))
    assert texte(ergebnis.befunde, "ruecklauf.prozent")
    ruecklauf(kreis.haus.datenmappe, annehmen=[1])
    assert load(kreis.haus.datenmappe, STAND).daten.leistungen[1].ist == Decimal(93)


def test_a_value_that_the_report_cannot_show_is_an_error(kreis):
    kreis.send()
    kreis.answer({JUNI_F: 480})
    haus = kreis.haus
    haus.weiteres = {"Kennzahlen": [{**KENNZAHLEN[0], "Rechenart": None}], "Kennzahlwerte": BEKANNT}
    haus.write()
    lauf = load(haus.datenmappe, STAND)
    (text,) = texte(lauf.befunde, "ruecklauf.nicht_uebernommen")
    assert "Monatswert (F, 2023-06): aus der Rückgabe 1 angenommen ist 480, im Bericht steht leer" in text
    assert lauf.uebernahmen == ()


def test_a_correction_at_a_later_stand_counts_there_and_is_said(kreis):
    kreis.send()
    kreis.answer({JUNI_F: 480})
    kreis.send(JULI)
    kreis.answer({JUNI_F: 485, wert("F, 2023-07"): 500}, JULI)
    assert (kreis.month(6), kreis.month(6, JULI)) == (480, 485)
    (text,) = texte(load(kreis.haus.datenmappe, JULI).befunde, "kennzahlwert.geaendert")
    assert "F, Juni 2023, Ist: vorläufig 480, jetzt 485 (Rückgabe 2); es gilt der spätere Wert" in text


def test_a_second_fassung_of_the_workbook_knows_the_accepted_value_and_its_answer_stands_alone(kreis):
    kreis.send()
    kreis.answer({JUNI_F: 480})
    kreis.send(STAND, erneut=True)
    assert kreis.haus.letzte("Soziales").fassung == 2
    kreis.answer({fassung("F, 2023-06"): "endgültig"})
    ruecklauf(kreis.haus.datenmappe, annehmen=[2])
    (uebernahme,) = load(kreis.haus.datenmappe, STAND).uebernahmen
    assert (uebernahme.alt, uebernahme.neu, uebernahme.grund, uebernahme.rueckgabe) == (None, 480, "endgültig", 2)


def lines(kreis) -> list[tuple[object, ...]]:
    """The rows of the table Kennzahlwerte behind those it began with."""
    blatt = openpyxl.load_workbook(kreis.haus.datenmappe)["Kennzahlwerte"]
    return [zeile for zeile in blatt.iter_rows(min_row=4, values_only=True) if zeile[0]][len(BEKANNT) :]


def test_accepted_values_are_written_into_the_table_for_good(kreis):
    """Provisional and final side by side, with a backup; what counts in a report stays the same."""
    kreis.send()
    kreis.answer({JUNI_F: 480, notiz("F, 2023-06"): "ohne Außenstelle"})
    kreis.send(JULI)
    kreis.answer({JUNI_F: 495, fassung("F, 2023-06"): "endgültig", wert("F, 2023-07"): 510}, JULI)
    vorher = [wert.wert for wert in load(kreis.haus.datenmappe, JULI).mappe.kennzahlwerte]
    ende, text = cli("datenmappe", "eintragen", kreis.haus.datenmappe, "--stand", "2023-07")
    assert ende == 0
    assert "Tabelle Kennzahlwerte: 3." in text
    assert "Die Mappe, wie sie vorher war:" in text
    assert [zeile[:6] for zeile in lines(kreis)] == [
        ("F", "2023-06", "Ist", None, 480, "vorläufig"),
        ("F", "2023-06", "Ist", None, 495, "endgültig"),
        ("F", "2023-07", "Ist", None, 510, "vorläufig"),
    ]
    assert lines(kreis)[0][6].startswith("Rückgabe 1, Frau Muster, ")
    assert lines(kreis)[0][6].endswith("; ohne Außenstelle")
    danach = load(kreis.haus.datenmappe, JULI)
    assert [wert.wert for wert in danach.mappe.kennzahlwerte] == vorher
    assert not texte(danach.befunde, "ruecklauf.ueberstimmt")
    assert not texte(danach.befunde, "kennzahlwert.doppelt")
    assert danach.uebernahmen == ()
    ende, text = cli("datenmappe", "eintragen", kreis.haus.datenmappe, "--stand", "2023-07")
    assert "Nichts einzutragen" in text


def test_rows_that_are_there_are_left_to_the_controller(kreis):
    kreis.send()
    kreis.answer({wert("F, 2023-03"): 505, wert("F, 2023-04"): None, JUNI_F: 480})
    ruecklauf(kreis.haus.datenmappe, annehmen=[1])
    ende, text = cli("datenmappe", "eintragen", kreis.haus.datenmappe, "--stand", "2023-06")
    assert ende == 0
    assert "F, März 2023, Ist: in der Tabelle steht 500, angenommen ist 505 (Rückgabe 1, Frau Muster" in text
    assert "F, April 2023, Ist: in der Tabelle steht 500, angenommen ist, dass der Wert entfällt" in text
    assert [zeile[:5] for zeile in lines(kreis)] == [("F", "2023-06", "Ist", None, 480)]
    assert (kreis.month(3), kreis.month(4), kreis.month(6)) == (505, None, 480)


def test_a_stand_of_another_year_writes_nothing(kreis):
    kreis.send()
    kreis.answer({JUNI_F: 480})
    ende, text = cli("datenmappe", "eintragen", kreis.haus.datenmappe, "--stand", "2024-06")
    assert ende == 2
    assert "ist für das Haushaltsjahr 2023, nicht für 2024" in text
    assert lines(kreis) == []


def test_the_next_year_is_told_what_its_table_would_lack(kreis, tmp_path):
    kreis.send()
    kreis.answer({JUNI_F: 480})
    gesagt = "\n".join(fortschreiben(kreis.haus.datenmappe, tmp_path / "eins").gesagt)
    assert "1 angenommener Monatswert steht nicht in der Tabelle Kennzahlwerte" in gesagt
    assert "datenmappe eintragen" in gesagt
    eintragen(kreis.haus.datenmappe, STAND)
    assert "Monatswert" not in "\n".join(fortschreiben(kreis.haus.datenmappe, tmp_path / "zwei").gesagt)
