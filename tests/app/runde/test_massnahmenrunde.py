"""Measures on their round trip: out to who is responsible, back, into the report, and into the table for good."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

import openpyxl
import pytest
from app.runde.rundreise_base import PRODUKT, STAND, Haus, answer, cli, lagen, texte
from openxml_audit import OpenXmlValidator

from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.massnahmen import with_massnahmen
from xlbudget.app.runde.eintragen import eintragen
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.versand import versand
from xlbudget.core.massnahmen import Massnahmenstatus
from xlbudget.core.rueckmeldung import MASSNAHMENARTEN, Feld, Feldart
from xlbudget.core.zeit import Stand
from xlbudget.layout.massnahmentafel import MASSNAHMEN_BLATT

SOZIALES, ARBEIT = PRODUKT["Soziales"], PRODUKT["Arbeit"]
FACHDIENSTE = {"Soziales": ("32", "fd32"), "Arbeit": ("33", "fd33")}
JULI = Stand(2023, 7)
STEUERN = {
    "Handlungsfeld": "Hilfen",
    "Maßnahme": "Fallsteuerung\neinführen",
    "Verantwortlich": "FD Soziales",
    "Bis": date(2023, 12, 31),
    "Status": "offen",
    "Objekt": SOZIALES,
    "Wirkung geplant": 50_000,
    "Wirkung Prognose": 40_000,
    "Bemerkung": "Start im März",
}
VERTRAG = {
    "Maßnahme": "Verträge neu verhandeln",
    "Verantwortlich": "Arbeit",
    "Objekt": SOZIALES,
    "Zeile": "Sachaufwand",
}
FRUEHER = {"Maßnahme": "Software", "Objekt": "Soziales", "Jahr": 2022, "Status": "läuft", "Wirkung geplant": 1_000.5}
VORBEI = {"Maßnahme": "Alte Akten", "Objekt": "Soziales", "Jahr": 2022, "Status": "erledigt"}


def feld(art: Feldart, zeile: str = "Fallsteuerung einführen, 2023", objekt: str = SOZIALES) -> Feld:
    return Feld(objekt, art, zeile=zeile)


class Kreis:
    def __init__(self, haus: Haus) -> None:
        self.haus, self._nummern = haus, count(1)

    def send(self, stand: Stand = STAND, *nur: str, **weitere):
        return versand(self.haus.datenmappe, self.haus.auftrag(stand=stand, nur=nur or ("Soziales",), **weitere))

    def answer(self, eingaben, budget: str = "Soziales", stand: Stand = STAND, **entscheidung):
        datei = self.haus.ordner / f"{next(self._nummern)}.xlsx"
        datei.write_bytes(answer(*self.haus.sendung(budget, stand), eingaben))
        return ruecklauf(self.haus.datenmappe, [datei], **entscheidung)

    def measure(self, stand: Stand = STAND, name: str = "Fallsteuerung"):
        """A line of the table as a report of that Stand has it."""
        (zeile,) = [z for z in load(self.haus.datenmappe, stand).mappe.massnahmen if z.massnahme.startswith(name)]
        return zeile


@pytest.fixture
def kreis(tmp_path) -> Kreis:
    haus = Haus(tmp_path / "haus", fachdienste=FACHDIENSTE)
    haus.weiteres = {"Maßnahmen": [STEUERN, VERTRAG, FRUEHER, VORBEI]}
    haus.write()
    return Kreis(haus)


def sheet(kreis: Kreis, budget: str = "Soziales"):
    sendung, data = kreis.haus.sendung(budget)
    datei = kreis.haus.ordner / "gesendet.xlsx"
    datei.write_bytes(data)
    return datei, {e.feld: e for e in sendung.felder if e.feld.feldart in MASSNAHMENARTEN}


def test_who_is_responsible_gets_its_measures_prefilled(kreis):
    kreis.send(STAND, "Soziales", "Arbeit")
    datei, felder = sheet(kreis)
    assert list(dict.fromkeys(f.zeile for f in felder)) == ["Fallsteuerung einführen, 2023", "Software, 2022"]
    assert {f.feldart: e.wert for f, e in felder.items() if f.objekt == SOZIALES} == {
        Feldart.STATUS: "offen",
        Feldart.BIS: "31.12.2023",
        Feldart.ERREICHT: None,
        Feldart.ERWARTET: 4_000_000,
        Feldart.BEMERKUNG: "Start im März",
    }
    blatt = openpyxl.load_workbook(datei)[MASSNAHMEN_BLATT]
    status = felder[feld(Feldart.STATUS)].zelle
    zeile = [zelle.value for zelle in blatt[blatt[status].row]]
    assert zeile[1:] == [
        "Fallsteuerung einführen", "3210 Hilfen 3210", "2023", "50.000,00 €", "offen", "31.12.2023", None, 40000,
        "Start im März",
    ]  # fmt: skip
    assert not blatt[status].protection.locked
    assert blatt.cell(blatt[status].row, 2).protection.locked
    assert OpenXmlValidator().validate(datei).is_valid
    _, arbeit = sheet(kreis, "Arbeit")
    assert {f.zeile for f in arbeit} == {"Verträge neu verhandeln (Sachaufwand), 2023"}, "named, not above the object"


def test_without_measures_the_workbook_has_no_such_sheet(tmp_path):
    haus = Haus(tmp_path / "haus", fachdienste=FACHDIENSTE)
    haus.write()
    kreis = Kreis(haus)
    kreis.send()
    datei, felder = sheet(kreis)
    assert felder == {}
    assert MASSNAHMEN_BLATT not in openpyxl.load_workbook(datei).sheetnames


ALLES = {
    feld(Feldart.STATUS): "läuft",
    feld(Feldart.BIS): datetime(2024, 3, 31),
    feld(Feldart.ERREICHT): 12_345.67,
    feld(Feldart.ERWARTET): 45_000,
    feld(Feldart.BEMERKUNG): "=Stelle besetzt",
}


def test_back_into_the_report_and_into_the_table(kreis):
    kreis.send()
    ergebnis = kreis.answer(ALLES)
    assert [str(b) for b in ergebnis.befunde] == []
    assert ergebnis.eintraege[0].lage == "von selbst angenommen"
    zeile = kreis.measure()
    assert (zeile.status, zeile.bis, zeile.bemerkung) == (Massnahmenstatus.LAEUFT, date(2024, 3, 31), "=Stelle besetzt")
    assert (zeile.wirkung.erreicht_ct, zeile.wirkung.prognose_ct, zeile.wirkung.geplant_ct) == (
        1_234_567,
        4_500_000,
        5_000_000,
    )
    lauf = load(kreis.haus.datenmappe, STAND)
    assert {(u.feld.feldart, u.alt, u.neu) for u in lauf.uebernahmen} == {
        (Feldart.STATUS, "offen", "läuft"),
        (Feldart.BIS, "31.12.2023", "31.03.2024"),
        (Feldart.ERREICHT, None, 1_234_567),
        (Feldart.ERWARTET, 4_000_000, 4_500_000),
        (Feldart.BEMERKUNG, "Start im März", "=Stelle besetzt"),
    }
    stand = with_massnahmen(lauf.daten.produktbericht(), lauf).massnahmen
    (gezeigt,) = [m for m in stand.massnahmen if m.angaben.massnahme.startswith("Fallsteuerung")]
    assert gezeigt.wirkung.erreicht_ct == 1_234_567

    vorher = openpyxl.load_workbook(kreis.haus.datenmappe)
    eintragung = eintragen(kreis.haus.datenmappe, STAND)
    assert len(eintragung.massnahmen) == 5
    assert eintragung.sicherung is not None
    nachher = openpyxl.load_workbook(kreis.haus.datenmappe)["Maßnahmen"]
    kopf = {zelle.value: zelle.column for zelle in nachher[3]}
    neu = {
        name: nachher.cell(4, kopf[name]).value for name in ("Status", "Bis", "Wirkung erreicht", "Wirkung Prognose")
    }
    assert neu == {"Status": "läuft", "Bis": "31.03.2024", "Wirkung erreicht": 12345.67, "Wirkung Prognose": 45000}
    bemerkung = nachher.cell(4, kopf["Bemerkung"])
    assert (bemerkung.value, bemerkung.data_type) == ("=Stelle besetzt", "s"), "a text is never a formula"
    for alte, neue in zip(vorher["Maßnahmen"].iter_rows(), nachher.iter_rows(), strict=True):
        for a, n in zip(alte, neue, strict=True):
            geaendert = a.row == 4 and a.column in {kopf[art.value] for art in MASSNAHMENARTEN}
            assert geaendert or a.value == n.value, a.coordinate
    danach = load(kreis.haus.datenmappe, STAND)
    assert danach.uebernahmen == ()
    assert texte(danach.befunde, "ruecklauf.ueberstimmt") == []
    assert kreis.measure().wirkung == zeile.wirkung
    assert eintragen(kreis.haus.datenmappe, STAND).sicherung is None


def test_what_nobody_touched_stays_as_the_table_has_it(kreis):
    kreis.send()
    kreis.answer({})
    assert load(kreis.haus.datenmappe, STAND).uebernahmen == ()
    assert kreis.measure().wirkung.erreicht_ct is None, "blank is never 0"
    assert eintragen(kreis.haus.datenmappe, STAND).massnahmen == ()


def test_a_later_return_counts_and_an_earlier_report_stays(kreis):
    kreis.send()
    kreis.answer({feld(Feldart.STATUS): "läuft", feld(Feldart.ERREICHT): 100})
    kreis.send(JULI)
    sendung, _ = kreis.haus.sendung("Soziales", JULI)
    assert {e.feld: e.wert for e in sendung.felder}[feld(Feldart.STATUS)] == "läuft"
    kreis.answer({feld(Feldart.STATUS): "offen", feld(Feldart.ERREICHT): 200}, stand=JULI)
    assert (kreis.measure(JULI).status, kreis.measure(JULI).wirkung.erreicht_ct) == (Massnahmenstatus.OFFEN, 20_000)
    assert (kreis.measure().status, kreis.measure().wirkung.erreicht_ct) == (Massnahmenstatus.LAEUFT, 10_000)


def test_what_the_table_changed_meanwhile_wins_and_says_so(kreis):
    kreis.send()
    kreis.haus.weiteres = {"Maßnahmen": [STEUERN | {"Status": "aufgegeben"}, VERTRAG, FRUEHER, VORBEI]}
    kreis.haus.write()
    kreis.answer({feld(Feldart.STATUS): "läuft", feld(Feldart.ERREICHT): 100})
    assert (kreis.measure().status, kreis.measure().wirkung.erreicht_ct) == (Massnahmenstatus.AUFGEGEBEN, 10_000)
    (text,) = texte(load(kreis.haus.datenmappe, STAND).befunde, "ruecklauf.ueberstimmt")
    assert "gemeldet ist „läuft“; in der Tabelle Maßnahmen steht seit dem Versand „aufgegeben“" in text


def test_what_was_written_into_the_table_is_no_change_of_it(kreis):
    """Neither for a workbook that was sent before, nor for the return whose value was written over by a later one."""
    kreis.send()
    kreis.answer({feld(Feldart.STATUS): "läuft"})
    kreis.send(JULI)
    eintragen(kreis.haus.datenmappe, STAND)
    kreis.answer({feld(Feldart.STATUS): "erledigt"}, stand=JULI)
    assert kreis.measure(JULI).status is Massnahmenstatus.ERLEDIGT
    eintragen(kreis.haus.datenmappe, JULI)
    lauf = load(kreis.haus.datenmappe, JULI)
    assert texte(lauf.befunde, "ruecklauf.ueberstimmt") == []
    assert (lauf.uebernahmen, kreis.measure(JULI).status) == ((), Massnahmenstatus.ERLEDIGT)


def test_a_measure_that_is_gone_is_named(kreis):
    kreis.send()
    kreis.answer({feld(Feldart.STATUS): "läuft"})
    kreis.haus.weiteres = {"Maßnahmen": [STEUERN | {"Maßnahme": "Steuerung"}]}
    kreis.haus.write()
    (text,) = texte(load(kreis.haus.datenmappe, STAND).befunde, "ruecklauf.nicht_uebernommen")
    assert "die Zeile gibt es in der Tabelle Maßnahmen nicht mehr" in text


@pytest.mark.parametrize(
    ("eingaben", "code", "text"),
    [
        ({feld(Feldart.STATUS): None}, "geloescht", "ein leerer Status ändert nichts"),
        ({feld(Feldart.ERWARTET): None}, "geloescht", "gesendet war 40.000,00 €, jetzt ist das Feld leer"),
        ({feld(Feldart.STATUS): "fast fertig"}, "auswahl", "Aus der Liste wählen: offen, läuft, erledigt, aufgegeben"),
        ({feld(Feldart.BIS): "Mitte Mai"}, "datum", "ist kein Datum. Ein Datum eintragen"),
        ({feld(Feldart.BIS): "31.05.2023"}, "massnahme", "das ist vorbei, und die Maßnahme ist noch nicht erledigt"),
        ({feld(Feldart.ERREICHT): 41_000}, "massnahme", "erreicht wäre mehr, als für das ganze Jahr erwartet wird"),
        ({feld(Feldart.ERREICHT): -5}, "massnahme", "verschiedene Vorzeichen"),
        ({feld(Feldart.ERREICHT): "viel"}, "zahl", "„viel“"),
        ({feld(Feldart.BEMERKUNG): "x" * 301}, "laenge", "301 Zeichen, Platz ist für 300"),
    ],
)
def test_what_is_odd_waits_for_a_decision_and_names_its_cell(kreis, eingaben, code, text):
    kreis.send()
    ergebnis = kreis.answer(eingaben)
    gesagt = texte(ergebnis.befunde, f"ruecklauf.{code}")
    assert any(text in satz and f"1.xlsx, {MASSNAHMEN_BLATT}!" in satz for satz in gesagt), [
        str(b) for b in ergebnis.befunde
    ]
    assert [eintrag.lage for eintrag in ergebnis.eintraege] == ["zu entscheiden"]
    assert load(kreis.haus.datenmappe, STAND).uebernahmen == ()


def test_an_emptied_amount_is_none_and_an_emptied_status_is_what_it_was(kreis):
    kreis.send()
    kreis.answer({feld(Feldart.STATUS): None, feld(Feldart.ERWARTET): None})
    ruecklauf(kreis.haus.datenmappe, annehmen=[1])
    assert (kreis.measure().status, kreis.measure().wirkung.prognose_ct) == (Massnahmenstatus.OFFEN, None)
    eintragen(kreis.haus.datenmappe, STAND)
    blatt = openpyxl.load_workbook(kreis.haus.datenmappe)["Maßnahmen"]
    kopf = {zelle.value: zelle.column for zelle in blatt[3]}
    assert blatt.cell(4, kopf["Wirkung Prognose"]).value is None


def test_the_command_line(kreis):
    kreis.send()
    ergebnis = kreis.answer({feld(Feldart.STATUS): "läuft"})
    assert ergebnis.eintraege[0].lage == "von selbst angenommen"
    code, text = cli("datenmappe", "eintragen", kreis.haus.datenmappe, "--stand", "2023-06")
    assert (code, "Tabelle Maßnahmen: 1." in text) == (0, True)


def test_nothing_is_sent_again_because_of_them(kreis):
    assert lagen(kreis.send()) == {"Soziales": "Entwurf geschrieben"}
    fassung = kreis.haus.letzte("Soziales").fassung
    kreis.send()
    assert kreis.haus.letzte("Soziales").fassung == fassung
