"""Auf einen Blick: what the first page says is what the sheet behind it says, also after a reader has sorted that."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import differences, require
from engine.libreoffice import PDF, LibreOffice
from openpyxl.worksheet.worksheet import Worksheet
from writers.test_gesamtbericht import Excel, assert_equal_values, table

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.blick import Blickprodukt, build_blick, rank_deviations, rank_ziele, select_budgets
from xlbudget.core.zeit import Stand
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht
from xlbudget.xlsx.lint import lint_workbook

BLATT, TABELLE = "Auf einen Blick", "Produktbericht"
PEINE = Path("workbooks/peine-2023.xlsx")


@dataclass(frozen=True)
class Seite:
    """The page as its cells show it: each list in the order of the page."""

    kennwerte: tuple[object, ...]
    anteile: tuple[object, ...]
    budgets: dict[str, tuple[object, ...]]
    besser: list[tuple[object, ...]]
    schlechter: list[tuple[object, ...]]
    ziele: list[tuple[object, ...]]
    zielzahl: str
    offen: dict[str, tuple[object, object]]


def read(datei: Path) -> Seite:
    blatt = openpyxl.load_workbook(datei, data_only=True)[BLATT]
    links = {str(zelle.value): zelle.row for zelle in blatt["A"] if zelle.value is not None}
    rechts = {str(zelle.value): zelle.row for zelle in blatt["I"] if zelle.value is not None}
    werte = next(zeile for text, zeile in links.items() if text.startswith("Plan ")) + 1
    verfehlt = next(text for text in links if text.startswith("Verfehlte Ziele"))
    offen = [rechts["Nicht berichtet, nicht begründet"] + 2 + nach for nach in (0, 2, 4)]
    budgets = range(links["Budget"] + 1, links["Summe"] + 1)
    return Seite(
        kennwerte=row(blatt, werte, "ACEGIKM"),
        anteile=row(blatt, werte + 1, "ACEIK"),
        budgets={str(blatt[f"A{z}"].value): row(blatt, z, "CDEFG") for z in budgets},
        besser=list(until_blank(blatt, links["Größte Verbesserungen"] + 2, "ABCD")),
        schlechter=list(until_blank(blatt, rechts["Größte Verschlechterungen"] + 2, "IJKL")),
        ziele=list(until_blank(blatt, links[verfehlt] + 2, "ADEFG")),
        zielzahl=verfehlt,
        offen={str(blatt[f"I{z}"].value): (blatt[f"K{z}"].value, blatt[f"L{z}"].value) for z in offen},
    )


def row(blatt: Worksheet, zeile: int, spalten: str) -> tuple[object, ...]:
    return tuple(blatt[f"{spalte}{zeile}"].value for spalte in spalten)


def until_blank(blatt: Worksheet, zeile: int, spalten: str) -> Iterator[tuple[object, ...]]:
    while (werte := row(blatt, zeile, spalten))[2] is not None:
        yield werte
        zeile += 1


def check(datei: Path, *, ende: bool) -> None:
    """Every figure of the page against its place in the table."""
    seite = read(datei)
    zeilen = table(openpyxl.load_workbook(datei, data_only=True)[TABELLE])
    ergebnis = "Jahresergebnis" if ende else "Prognose Jahresergebnis"
    geld = ("Plan", ergebnis, "Abweichung (positiv = besser)")

    def shown(name: str, *spalten: str) -> list[object]:
        return [zeilen[name][spalte].value for spalte in spalten]

    ganzes = "Summe hier gezeigt:" if "Summe hier gezeigt:" in zeilen else "Summe insgesamt:"
    assert seite.kennwerte[:4] == approx([*shown(ganzes, *geld), zeilen[ganzes]["Tendenz"].value])
    assert seite.budgets.pop("Summe")[:3] == approx(shown(ganzes, *geld))
    for name, (plan, prognose, abweichung, balken, marke) in seite.budgets.items():
        titel = re.sub(r"^\d+ ", "", name)
        summe = next(key for key in zeilen if key.startswith("Budget „") and titel.split(",")[0] in key)
        assert [plan, prognose, abweichung] == approx(shown(summe, *geld))
        assert (balken, marke) == (abweichung, zeilen[summe]["Tendenz"].value)
    for nummer, name, abweichung, _ in (*seite.besser, *seite.schlechter):
        assert [abweichung] == approx(shown(nummer, geld[2]))
        assert str(zeilen[nummer]["Bezeichnung"].value).startswith(str(name).rstrip("… ").split("\n")[0][:10])
    ziele = ("Plan.3", "Jahresergebnis.3" if ende else "Ist.2", "Zielerreichungsgrad")
    for nummer, soll, ist, grad, marke in seite.ziele:
        assert [soll, ist, grad] == approx(shown(nummer, *ziele))
        assert marke == zeilen[nummer]["Abweichung"].value == "▼"
    marken = [zeile["Abweichung"].value for zeile in zeilen.values()]
    grade = [zeile["Zielerreichungsgrad"].value for zeile in zeilen.values()]
    anzahl = f"{marken.count('▼')} von {sum(isinstance(grad, float | int) for grad in grade)}"
    assert anzahl in seite.zielzahl


def approx(werte: list[object]) -> Any:
    return (
        pytest.approx(werte, abs=1e-6)
        if all(isinstance(w, float | int) for w in werte)
        else tuple(pytest.approx(w, abs=1e-6) if isinstance(w, float | int) else w for w in werte)
    )


@pytest.fixture(scope="module")
def auszug(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ziel = tmp_path_factory.mktemp("auszug")
    return bericht(PEINE, Stand(2023, 6), ziel, Auswahl(ausschuesse=("GAS",)), trotz_fehlern=True).berichte[0]


@pytest.fixture(params=["jahresende", "halbjahr", "auszug"])
def datei(request: pytest.FixtureRequest) -> tuple[Path, bool]:
    """A report, and whether it is that of the end of the year."""
    wert = request.getfixturevalue(request.param)
    return (wert, False) if isinstance(wert, Path) else (wert.gesamt, request.param == "jahresende")


def test_every_figure_is_that_of_the_table(datei):
    check(datei[0], ende=datei[1])


def test_libreoffice_computes_the_same(datei, recalculated):
    (paar,) = recalculated([datei[0]])
    assert differences(*paar) == []
    check(paar[1], ende=datei[1])


@pytest.mark.parametrize("alles", [False, True], ids=["within Budgets", "the whole table"])
@pytest.mark.parametrize(
    ("spalte", "steigend"), [("Plan", True), ("Abweichung (positiv = besser)", False), ("Nr.", False)]
)
def test_after_a_reader_has_sorted_the_table(datei, libreoffice, tmp_path, alles, spalte, steigend):
    quelle, ende = datei
    sortiert = tmp_path / "sortiert.xlsx"
    davor = table(openpyxl.load_workbook(quelle, data_only=True)[TABELLE])
    sort(libreoffice, quelle, sortiert, spalte, steigend=steigend, alles=alles)
    danach = table(openpyxl.load_workbook(sortiert, data_only=True)[TABELLE])
    assert [*danach] != [*davor]
    alt, neu = read(quelle), read(sortiert)
    for name in Seite.__dataclass_fields__:
        assert flat(getattr(neu, name)) == pytest.approx(flat(getattr(alt, name)), abs=1e-6), name
    if not alles:
        check(sortiert, ende=ende)


def flat(wert: Any) -> Any:
    """What pytest.approx takes: numbers, and of everything else its text."""
    if isinstance(wert, dict):
        return {f"{key}.{i}": w for key, werte in wert.items() for i, w in enumerate(map(flat, werte))}
    if isinstance(wert, list):
        return {f"{i}.{j}": w for i, werte in enumerate(wert) for j, w in enumerate(map(flat, werte))}
    if isinstance(wert, tuple):
        return dict(enumerate(map(flat, wert)))
    return wert if isinstance(wert, float | int) else str(wert or "")


def sort(programm: LibreOffice, quelle: Path, ziel: Path, spalte: str, *, steigend: bool, alles: bool) -> None:
    """Sort all lines of the table, or those of each Budget, and save what is then computed."""
    import uno

    blatt = openpyxl.load_workbook(quelle, data_only=True)[TABELLE]
    letzte = int(re.findall(r"\d+", blatt.auto_filter.ref)[1])
    feldnummer = [*next(iter(table(blatt).values()))].index(spalte)
    produkt = [blatt.cell(z, 1).value is not None and blatt.cell(z, 3).value is not None for z in range(6, letzte + 1)]
    wechsel = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(produkt)) if a != b), len(produkt)]
    bloecke = [(a, b) for a, b in pairwise(wechsel) if produkt[a]] if not alles else [(0, len(produkt))]
    buch = programm.open(quelle)
    try:
        tabelle = buch.document.Sheets.getByName(TABELLE)
        feld = uno.createUnoStruct("com.sun.star.table.TableSortField")
        feld.Field, feld.IsAscending = feldnummer, steigend
        felder = uno.Any("[]com.sun.star.table.TableSortField", (feld,))
        for a, b in bloecke:
            bereich = tabelle.getCellRangeByPosition(0, 5 + a, blatt.max_column - 1, 5 + b - 1)
            angaben = [("SortFields", felder), ("ContainsHeader", False), ("BindFormatsToContent", True)]
            bereich.sort(tuple(uno.createUnoStruct("com.sun.star.beans.PropertyValue", n, 0, w, 0) for n, w in angaben))
        buch.document.calculateAll()
        buch.save(ziel)
    finally:
        buch.document.close(True)


def test_a_line_that_is_lost_shows_as_an_error_and_not_as_a_smaller_sum(jahresende, libreoffice, tmp_path):
    mappe = openpyxl.load_workbook(jahresende.gesamt)
    blatt = mappe[TABELLE]
    zeile = next(z for z in blatt["A"] if z.value == "3114").row
    blatt[f"A{zeile}"] = "3114x"
    mappe.save(tmp_path / "falsch.xlsx")
    seite = read(libreoffice.convert(tmp_path / "falsch.xlsx", tmp_path / "gerechnet.xlsx"))
    assert seite.kennwerte[0] == "#N/A"
    assert "#N/A" in seite.budgets["32 Soziales"]
    assert isinstance(seite.budgets["33 Arbeit"][0], float | int)


def test_numbers_that_a_lookup_would_take_for_each_other(juni, libreoffice, tmp_path):
    ganzes = juni.daten.produktbericht()
    (dezernat,) = ganzes.dezernate
    soziales = dezernat.gruppen[1]
    nummern = ["31a", "31A", "3*1", "311", "3?1", "~31", "0311", "=31", *map(str, range(1000, 1100))]
    zeilen = tuple(
        replace(z, objekt=replace(z.objekt, kennung=n, nummer=n))
        for n, z in zip(nummern, soziales.zeilen, strict=False)
    )
    blick = build_blick(juni.daten, ganzes, juni.fakten)
    gruppe = replace(soziales, zeilen=zeilen)
    ganzes = replace(ganzes, dezernate=(replace(dezernat, gruppen=(gruppe,)),))
    besser, schlechter = (tuple(Blickprodukt(z, "") for z in seite) for seite in rank_deviations(zeilen))
    blick = replace(
        blick,
        bericht=ganzes,
        summe=gruppe.summe,
        budgets=select_budgets([gruppe]),
        verbesserungen=besser,
        verschlechterungen=schlechter,
        ziele=rank_ziele(zeilen),
        ohne_begruendung=(),
    )
    datei, sortiert = tmp_path / "nummern.xlsx", tmp_path / "sortiert.xlsx"
    datei.write_bytes(write_gesamtbericht(ganzes, (), blick))
    assert differences(datei, libreoffice.convert(datei, tmp_path / "gerechnet.xlsx")) == []
    sort(libreoffice, datei, sortiert, "Plan", steigend=True, alles=True)
    assert flat(read(sortiert).schlechter) == pytest.approx(flat(read(datei).schlechter), abs=1e-6)
    assert flat(read(sortiert).budgets) == pytest.approx(flat(read(datei).budgets), abs=1e-6)


# the page

ZOOM = 3
"""pdftohtml gives sizes as whole numbers, and no larger than at this zoom."""


def page(programm: LibreOffice, datei: Path, ordner: Path) -> tuple[str, str, set[int]]:
    """The texts of the first two pages as LibreOffice prints them, and the sizes of all fonts of the first."""
    require(None if shutil.which("pdftohtml") else "poppler-utils (pdftohtml) ist nicht installiert")
    pdf = programm.convert(datei, ordner / "druck.pdf", to=PDF)

    def run(*befehl: str) -> str:
        return subprocess.run(befehl, check=True, capture_output=True, text=True).stdout

    erste, zweite = (run("pdftotext", "-f", n, "-l", n, "-layout", str(pdf), "-") for n in "12")
    xml = run("pdftohtml", "-xml", "-zoom", str(ZOOM), "-f", "1", "-l", "1", "-stdout", str(pdf))
    return erste, zweite, {int(groesse) for groesse in re.findall(r'<fontspec [^>]*size="(\d+)"', xml)}


def check_page(programm: LibreOffice, datei: Path, ordner: Path) -> None:
    erste, zweite, groessen = page(programm, datei, ordner)
    assert erste.lstrip().startswith("Auf einen Blick: Produktbericht")
    assert "Abweichung = " in erste  # the last line
    assert zweite.lstrip().startswith("Produktbericht zum Ergebnishaushalt")
    assert min(groessen) > 8 * ZOOM
    assert "###" not in erste


def test_it_is_one_page_and_nothing_on_it_is_below_8_points(datei, libreoffice, tmp_path):
    check_page(libreoffice, datei[0], tmp_path)


@pytest.mark.parametrize("anzahl", [0, 1])
def test_a_report_of_next_to_nothing(juni, libreoffice, audit, tmp_path, anzahl):
    ganzes = juni.daten.produktbericht()
    (dezernat,) = ganzes.dezernate
    eine = replace(dezernat.gruppen[0], zeilen=dezernat.gruppen[0].zeilen[:1])
    ganzes = replace(ganzes, dezernate=(replace(dezernat, gruppen=(eine,)),) if anzahl else ())
    datei = tmp_path / "wenig.xlsx"
    datei.write_bytes(write_gesamtbericht(ganzes, (), build_blick(juni.daten, ganzes, juni.fakten)))
    assert audit(datei) == []
    assert lint_workbook(datei.read_bytes(), datei.name) == []
    check_page(libreoffice, datei, tmp_path)
    assert differences(datei, libreoffice.convert(datei, tmp_path / "gerechnet.xlsx")) == []
    seite = read(datei)
    assert len(seite.budgets) == anzahl + 1
    assert len(seite.besser) + len(seite.schlechter) == anzahl
    assert seite.anteile[0] == (None if not anzahl else pytest.approx(seite.kennwerte[0] / seite.kennwerte[6]))


# the workbook


def test_it_is_the_sheet_that_opens_and_no_other_is_selected(datei):
    mappe = openpyxl.load_workbook(datei[0])
    assert mappe.sheetnames[0] == mappe.active.title == BLATT
    assert [blatt.title for blatt in mappe if blatt.sheet_view.tabSelected] == [BLATT]


def test_it_is_valid(datei, audit):
    assert audit(datei[0]) == []
    assert lint_workbook(datei[0].read_bytes(), datei[0].name) == []


def test_every_figure_on_the_page_is_a_formula(datei):
    blatt = openpyxl.load_workbook(datei[0])[BLATT]
    feste = [z for zeile in blatt["A1:M60"] for z in zeile if isinstance(z.value, int | float)]
    (stumme,) = feste  # how many have not answered, which only the ledger knows
    assert blatt[f"I{stumme.row}"].value == "Budgets, angefragt und ohne Rückmeldung"


def test_another_engine_computes_the_same(halbjahr):
    excel = Excel(halbjahr.gesamt)
    berechnet = {ort: wert for ort, wert in excel.computed().items() if isinstance(wert, str | int | float)}
    assert len(berechnet) > 150
    assert_equal_values({ort: wert for ort, wert in excel.cached().items() if ort in berechnet}, berechnet)


def test_the_table_is_that_of_a_workbook_without_the_page(juni: Lauf, tmp_path: Path):
    ganzes = juni.daten.produktbericht()
    mit, ohne = tmp_path / "mit.xlsx", tmp_path / "ohne.xlsx"
    mit.write_bytes(write_gesamtbericht(ganzes, (), build_blick(juni.daten, ganzes, juni.fakten)))
    ohne.write_bytes(write_gesamtbericht(ganzes))
    for nur_werte in (False, True):
        links, rechts = (openpyxl.load_workbook(d, data_only=nur_werte)[TABELLE] for d in (mit, ohne))
        assert [[z.value for z in zeile] for zeile in links] == [[z.value for z in zeile] for zeile in rechts]
