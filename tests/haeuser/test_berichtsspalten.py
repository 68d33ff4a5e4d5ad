"""The columns that a house may choose, against plain SQL over what was booked; and the whole way from its table."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from haeuser.erzeugen import JAHR, JAHRE, Haus, build
from haeuser.schreiben import STILE
from haeuser.summen import Summen
from haeuser.test_haeuser import cents

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.core.zeit import Stand
from xlbudget.layout.spaltentabelle import BERICHTSSPALTEN_VORGABE
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe
from xlbudget.xlsx.fill.recalc import Calculator
from xlbudget.xlsx.package import Package

KOPF = 5
SPALTEN = (
    "Plan", "Ist", "Prognose", "Abweichung", "Tendenz", "Ausschöpfung in %", "Vorjahre zum selben Stand",
    "Abweichung in % vom Ansatz", "Abweichung in % vom Volumen", "Erläuterung",
)  # fmt: skip
Zahlen = dict[str, int]


@pytest.fixture(scope="module")
def land() -> Haus:
    return build("NW")


def write(haus: Haus, ordner: Path, spalten: list[dict[str, object]], **einstellungen: object) -> Path:
    mappe = haus.write(ordner)
    inhalt = haus.inhalt("", STILE[haus.land].vorzeichen, JAHRE)
    inhalt["Einstellungen"] = einstellungszeilen({"Kommune": "Haus", "Haushaltsjahr": JAHR} | einstellungen)
    for nummer, zeile in enumerate(inhalt["Produkte"]):
        zeile["Erläuterung"] = f"Grund {nummer}" if nummer % 3 == 0 else ""
    if spalten:
        inhalt["Berichtsspalten"] = spalten
    mappe.write_bytes(write_datenmappe(inhalt, "Haus"))
    return mappe


def chosen(*namen: str, ausgabe: str = "alle") -> list[dict[str, object]]:
    return [{"Ausgabe": ausgabe, "Spalte": name} for name in namen]


def balance(zeilen) -> Zahlen:
    """Erträge less Aufwendungen of every object."""
    summen: Zahlen = defaultdict(int)
    for (objekt, art, _), *_, betrag in zeilen:
        summen[objekt] += betrag if art == "Erträge" else -betrag
    return summen


def volume(haus: Haus) -> Zahlen:
    summen: Zahlen = defaultdict(int)
    for (objekt, _, _), betrag in Summen(haus, JAHR).ansatz():
        summen[objekt] += betrag
    return summen


def lines(datei: Path) -> dict[str, dict[str, object]]:
    """The lines of Produkte by number, those of Budgets by name: column → value."""
    blatt = openpyxl.load_workbook(datei, data_only=True)["Produktbericht"]
    titel = [str(zelle.value).replace("-\n", "").replace("\n", " ") for zelle in blatt[KOPF]]
    zeilen = {}
    for row in blatt.iter_rows(min_row=KOPF + 1, values_only=True):
        name = str(row[0] or row[1]).removeprefix("Budget „").removesuffix("“:")
        zeilen.setdefault(name, dict(zip(titel, row, strict=True)))
    return zeilen


def percent(teil: int, von: int, *, leer: bool) -> object:
    return None if leer or not von else pytest.approx(float(Fraction(teil, von)))


@pytest.mark.parametrize("monat", [6, 12])
def test_every_column_is_what_sql_says(tmp_path, land, monat):
    datei = bericht(write(land, tmp_path, chosen(*SPALTEN)), Stand(JAHR, monat), tmp_path / "ziel").gesamt
    plan, ist = balance(Summen(land, JAHR).ansatz()), balance(Summen(land, JAHR).ist(monat))
    jahre = [balance(Summen(land, jahr).ist(monat)) for jahr in JAHRE[:-1]]
    volumen, gelesen = volume(land), lines(datei)
    ergebnis = "Jahresergebnis" if monat == 12 else "Prognose Jahresergebnis"
    ende = "Dezember" if monat == 12 else "Juni"
    geprueft = 0
    for objekt in dict.fromkeys(name for produkt, budget, _ in land.gliederung for name in (produkt, budget)):
        zeile = gelesen[objekt]
        assert cents(zeile["Plan"]) == plan[objekt]
        gebucht = zeile["Ist bis Juni"] if monat == 6 else zeile[ergebnis]
        assert cents(gebucht) == ist[objekt]
        prognose = cents(zeile[ergebnis])
        abweichung = prognose - plan[objekt]
        assert (zeile["Ausschöpfung in %"] or None) == percent(
            ist[objekt], plan[objekt], leer=plan[objekt] * ist[objekt] < 0
        )
        assert (zeile["Abweichung in % v. Ansatz"] or None) == percent(
            abweichung, abs(plan[objekt]), leer=plan[objekt] * prognose < 0
        )
        assert zeile["Abweichung in % v. Volumen"] == percent(abweichung, volumen[objekt], leer=volumen[objekt] <= 0)
        vorjahre = [cents(zeile[f"Vorjahre Ende {ende} {wort}"]) for wort in ("von", "bis")]
        werte = [jahr[objekt] for jahr in jahre]
        assert vorjahre == [min(werte), max(werte)]
        geprueft += 1
    assert geprueft == len(land.gliederung) + 12
    gruende = [gelesen[produkt]["Begründung der Abweichung"] for produkt, *_ in land.gliederung]
    assert gruende == [f"Grund {i}" if i % 3 == 0 else None for i in range(len(gruende))]


def test_an_engine_computes_the_same(tmp_path, land):
    datei = bericht(write(land, tmp_path, chosen(*SPALTEN)), Stand(JAHR, 6), tmp_path / "ziel").gesamt
    mappe, werte = openpyxl.load_workbook(datei), openpyxl.load_workbook(datei, data_only=True)
    blatt = mappe["Produktbericht"]
    formeln = [(z.row, z.column) for zeile in blatt.iter_rows() for z in zeile if z.data_type == "f"]
    index = mappe.sheetnames.index("Produktbericht")
    gerechnet = Calculator(Package.read(datei)).compute({}, {index: formeln})[index]
    for ort in formeln:
        gemerkt = werte["Produktbericht"].cell(*ort).value or ""
        assert gerechnet[ort] == (pytest.approx(gemerkt, abs=1e-6) if isinstance(gemerkt, float | int) else gemerkt)


def values(datei: Path) -> dict[str, object]:
    mappe = openpyxl.load_workbook(datei)
    zellen = ((blatt.title, z) for blatt in mappe for zeile in blatt.iter_rows() for z in zeile if z.value is not None)
    return {f"{titel}!{z.coordinate}": (z.value, z.number_format) for titel, z in zellen}


def test_a_new_table_changes_nothing(tmp_path, land):
    land.ausschuesse = {"JHA": "Fachdienst 1.1", "FIN": "alle"}
    for auswahl in (Auswahl(), Auswahl(je_ausschuss=True)):
        ohne, mit = (
            bericht(
                write(land, tmp_path / f"{len(zeilen)}", zeilen), Stand(JAHR, 6), tmp_path / f"z{len(zeilen)}", auswahl
            )
            for zeilen in ([], list(BERICHTSSPALTEN_VORGABE))
        )
        assert [befund.text for befund in mit.befunde] == [befund.text for befund in ohne.befunde]
        assert [values(datei) for datei in mit.berichte] == [values(datei) for datei in ohne.berichte]
    land.ausschuesse = {}


def test_an_auszug_has_columns_of_its_own_and_the_unit(tmp_path, land):
    land.ausschuesse = {"JHA": "Fachdienst 1.1"}
    zeilen = [*chosen("Plan", "Tendenz", ausgabe="Auszug"), *chosen("Abweichung", "Kennzahl 2")]
    mappe = write(land, tmp_path, zeilen, Anzeige="T€")
    auszug = bericht(mappe, Stand(JAHR, 6), tmp_path / "ziel", Auswahl(ausschuesse=("JHA",)))
    blatt = openpyxl.load_workbook(auszug.berichte[0])["Produktbericht"]
    titel = [str(zelle.value) for zelle in blatt[KOPF] if not blatt.column_dimensions[zelle.column_letter].hidden]
    assert titel[:2] == ["Nr.", "Bezeichnung"]
    assert "Plan" in titel
    assert [zelle.value for zelle in blatt[KOPF - 1] if zelle.value][-1] == "Finanzen / Budget (in T€)"
    assert not [befund for befund in auszug.befunde if befund.code.startswith("berichtsspalte")]
    ganzes = bericht(mappe, Stand(JAHR, 6), tmp_path / "ziel")
    (leer,) = [befund for befund in ganzes.befunde if befund.code.startswith("berichtsspalte")]
    assert leer.text == "Gesamtbericht: ohne Inhalt und deshalb weggelassen: Kennzahl 2."
    land.ausschuesse = {}


def test_what_does_not_fit_on_a_page_is_said_and_printed_on_two(tmp_path, land):
    zeilen = [{**zeile, "Breite": 70} for zeile in chosen("Plan", "Ist", "Abweichung", "Tendenz")]
    ergebnis = bericht(write(land, tmp_path, zeilen), Stand(JAHR, 6), tmp_path / "ziel")
    (befund,) = [befund for befund in ergebnis.befunde if befund.code.startswith("berichtsspalte")]
    assert befund.code == "berichtsspalte.seite"
    assert "auf 2 Blättern nebeneinander" in befund.text
    assert str(befund.source).endswith(".xlsx, Berichtsspalten")
    blatt = openpyxl.load_workbook(ergebnis.gesamt)["Produktbericht"]
    assert len(blatt.col_breaks.brk) == 1
    assert blatt.print_title_cols == "$A:$B"
    assert blatt.page_setup.scale == 90
