"""The engine over a folder of strangers' workbooks, and proof that the harness sees what is wrong."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter
from rich.console import Console
from xlsx.corpus.corpus_diff import Mappe
from xlsx.fremd import vergleich
from xlsx.fremd.ausgang import SCHRITTE, Ausgang, Zeile
from xlsx.fremd.lauf import find_files, run
from xlsx.fremd.pruefen import KOPIEN, Pruefung
from xlsx.fremd.tafel import print_report, write_list
from xlsx.fremd.teile import Teile, mentions
from xlsx.fremd.werker import Grenzen

from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.xlsx.package import pack

VARIABLE = "XLBUDGET_KORPUS"


@pytest.mark.slow
@pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} nennt keinen Ordner mit fremden Arbeitsmappen")
def test_no_fault_in_the_folder(tmp_path: Path) -> None:
    files = find_files([Path(os.environ[VARIABLE])])
    zeilen = list(run(files, tmp_path, Grenzen()))
    print_report(zeilen, Console())
    assert len(zeilen) == len(files) > 0
    assert [(zeile.datei, *fault) for zeile in zeilen for fault in zeile.faults] == []


@pytest.fixture(scope="module")
def datei(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with two charts, a table and a note on its first sheet, and right cached values."""
    file = tmp_path_factory.mktemp("fremd") / "mappe.xlsx"
    with xlsxwriter.Workbook(file) as mappe:
        blatt, zweites = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Ein Zweites")
        blatt.write_column("A1", ["Nord", "Süd"])
        blatt.write_column("B1", [1.5, 2])
        blatt.write_formula("B3", "=SUM(B1:B2)", None, 3.5)
        blatt.add_table("D1:E3", {"columns": [{"header": "Nr"}, {"header": "Wert"}], "data": [[1, 2], [3, 4]]})
        blatt.write_comment("A1", "Notiz")
        for place in ("G1", "G20"):
            chart = mappe.add_chart({"type": "column"})
            chart.add_series({"values": "=Blatt!$B$1:$B$2"})
            blatt.insert_chart(place, chart)
        zweites.write_formula("A1", "=Blatt!B3*2", None, 7)
    return file


@pytest.fixture(scope="module")
def geprueft(datei: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Zeile, Path]:
    """Its line, and where the workbooks lie that were made of it."""
    ablage = tmp_path_factory.mktemp("ablage")
    return Pruefung(datei, ablage, lambda schritt: None).run(), ablage


def test_a_sound_workbook_passes_every_step(geprueft: tuple[Zeile, Path]) -> None:
    zeile, _ = geprueft
    assert zeile.faults == []
    assert [zeile.schritte[schritt][0] for schritt in SCHRITTE[:11]] == [Ausgang.OK] * 11
    assert zeile.zahlen == Counter({"Formeln": 6, "gleich": 6})


def _mappe(geprueft: tuple[Zeile, Path], what: str, changes: Mapping[str, tuple[str, str]] | None = None) -> Mappe:
    members = dict(Mappe((geprueft[1] / f"{what}.xlsx").read_bytes()).members)
    for part, (old, new) in (changes or {}).items():
        assert old.encode() in members[part], members[part]
        members[part] = members[part].replace(old.encode(), new.encode())
    return Mappe(pack(members))


TARGETS = {("Blatt", "B1"), ("Blatt", "B2"), ("Blatt", "A1"), ("Blatt", "A2")}
SHEET = "xl/worksheets/sheet1.xml"


def test_a_touched_member_is_seen(geprueft: tuple[Zeile, Path]) -> None:
    before, after = _mappe(geprueft, "vorher"), _mappe(geprueft, "vorher", {"xl/styles.xml": ("Calibri", "Arial")})
    assert vergleich.bytes_touched(before, before, TARGETS) == []
    assert vergleich.bytes_touched(before, after, TARGETS) == ["xl/styles.xml geändert"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("<f>SUM(B1:B2)</f>", "<f>SUM(B1:B1)</f>", "Blatt: B3: Formel 'SUM(B1:B2)' ≠ 'SUM(B1:B1)'"),
        ('<c r="D2"><v>1</v>', '<c r="D2"><v>9</v>', "Blatt: D2 geändert"),
        ('defaultRowHeight="15"', 'defaultRowHeight="16"', "sheetFormatPr> geändert"),
    ],
)
def test_a_touched_cell_is_seen(geprueft: tuple[Zeile, Path], old: str, new: str, found: str) -> None:
    before, after = _mappe(geprueft, "vorher"), _mappe(geprueft, "vorher", {SHEET: (old, new)})
    assert vergleich.cells_touched(before, before, TARGETS) == []
    (fault,) = vergleich.cells_touched(before, after, TARGETS)
    assert fault.endswith(found)


def test_a_wrong_value_is_seen(geprueft: tuple[Zeile, Path]) -> None:
    before, after = _mappe(geprueft, "vorher"), _mappe(geprueft, "vorher", {SHEET: ("<v>3.5</v>", "<v>3.51</v>")})
    blaetter = before.blaetter["Blatt"], after.blaetter["Blatt"]
    faults = list(vergleich.Zwischenwerte(before).compare(*blaetter, Counter()))
    assert faults == [f"{SHEET} B3: 3.5 → 3.51: SUM(B1:B2)"]


FLAG = ' fullCalcOnLoad="1"'
NOT_ASKED = "Formeln ohne Zwischenwert, aber Excel rechnet beim Öffnen nicht"
MORE = "und 7 weitere auf diesem Blatt"


@pytest.mark.parametrize(
    ("value", "flag", "cells", "text", "found"),
    [
        ("<v>3.5</v>", FLAG, [], "", []),
        ("", FLAG, ["B3"], "", []),
        ("", "", ["B3"], "", [NOT_ASKED]),
        ("", FLAG, [], "", ["Blatt: 1 Formeln ohne Zwischenwert, 0 weitere gesagt: Blatt!B3"]),
        ("", FLAG, ["B3"], MORE, ["Blatt: 0 Formeln ohne Zwischenwert, 7 weitere gesagt: Blatt!"]),
        ("<v>3.5</v>", FLAG, ["B3"], "", ["Blatt!B3: Hinweis, aber Zwischenwert"]),
    ],
)
def test_a_missing_value_needs_its_hinweis(
    geprueft: tuple[Zeile, Path], value: str, flag: str, cells: list[str], text: str, found: list[str]
) -> None:
    after = _mappe(geprueft, "vorher", {SHEET: ("<v>3.5</v>", value), "xl/workbook.xml": (FLAG, flag)})
    befunde = [Befund(Schwere.HINWEIS, "vorlage.formel", text, SourceRef("x", "Blatt", cell)) for cell in cells]
    assert list(vergleich.wrong_hinweise(after, befunde)) == found


def _copies(mappe: Mappe) -> dict[str, str]:
    return {name: mappe.blaetter[name].part for name in KOPIEN}


@pytest.mark.parametrize(
    ("kind", "old", "new", "found"),
    [
        ("chart", "charts/chart4.xml", "charts/chart3.xml", "gehört zu|hängt an nichts"),
        ("chart", "relationships/chart", "relationships/nichts", "verloren"),
        ("types", "/xl/tables/table2.xml", "/xl/tables/table3.xml", "2 Overrides"),
        ("types", "/xl/tables/table2.xml", "/xl/tables/table99.xml", "das es nicht gibt"),
    ],
)
def test_a_lost_or_shared_part_is_seen(geprueft: tuple[Zeile, Path], kind: str, old: str, new: str, found: str) -> None:
    before, whole = _mappe(geprueft, "vorher"), _mappe(geprueft, "kopien")
    copies = _copies(whole)
    assert list(vergleich.lost_or_shared(Teile(before.members), SHEET, Teile(whole.members), copies)) == []
    holders = [part for part, data in whole.members.items() if old.encode() in data]
    part = "[Content_Types].xml" if kind == "types" else next(p for p in holders if p.endswith(".rels"))
    after = Teile(_mappe(geprueft, "kopien", {part: (old, new)}).members)
    faults = list(vergleich.lost_or_shared(Teile(before.members), SHEET, after, copies))
    assert any(word in fault for fault in faults for word in found.split("|")), faults


@pytest.mark.parametrize("to", [KOPIEN[0], "Blatt"])
def test_a_reference_to_another_sheet_is_seen(geprueft: tuple[Zeile, Path], to: str) -> None:
    whole = _mappe(geprueft, "kopien")
    copies = _copies(whole)
    assert list(vergleich.wrong_references(Teile(whole.members), "Blatt", copies)) == []
    charts = Teile(whole.members).family(copies[KOPIEN[2]])
    chart = next(part for part in charts if "/charts/" in part)
    after = _mappe(geprueft, "kopien", {chart: (f"'{KOPIEN[2]}'!", f"'{to}'!")})
    assert list(vergleich.wrong_references(Teile(after.members), "Blatt", copies)) != []


def test_grouped_sheets_are_seen(geprueft: tuple[Zeile, Path]) -> None:
    before = _mappe(geprueft, "vorher")
    assert list(vergleich.wrong_tabs(before)) == []
    after = _mappe(geprueft, "vorher", {"xl/worksheets/sheet2.xml": ("<sheetView ", '<sheetView tabSelected="1" ')})
    assert list(vergleich.wrong_tabs(after)) == ["gruppiert: Blatt, Ein Zweites"]


@pytest.mark.parametrize(
    ("text", "sheet", "does"),
    [
        ("<f>SUM(Plan!A1)</f>", "Plan", True),
        ("<f>SUM(Plan:Ist!A1)</f>", "Plan", True),
        ("<f>'Plan Alt'!A1</f>", "Plan", False),
        ("<f>AltPlan!A1</f>", "Plan", False),
        ("<f>[1]Plan!A1</f>", "Plan", False),
        ("<f>'M&amp;M''s'!A1</f>", "M&M's", True),
        ("<f>'Plan:Ist'!A1</f>", "Plan", True),
    ],
)
def test_what_counts_as_a_reference(text: str, sheet: str, does: bool) -> None:
    assert mentions(text, sheet) == does


@pytest.mark.slow
@pytest.mark.parametrize(
    ("grenzen", "ausgang"),
    [
        (Grenzen(sekunden=0.001, prozesse=1), Ausgang.ZEIT),
        (Grenzen(wanduhr=-60, prozesse=1), Ausgang.ZEIT),
        (Grenzen(speicher=2**20, prozesse=1), Ausgang.ABSTURZ),
    ],
)
def test_a_process_that_hangs_or_dies_costs_one_line(
    datei: Path, tmp_path: Path, grenzen: Grenzen, ausgang: Ausgang
) -> None:
    zweite = Path(shutil.copy(datei, tmp_path / "zweite.xlsx"))
    zeilen = list(run([datei, zweite], tmp_path / "ablage", grenzen))
    assert [[found for found, _ in zeile.schritte.values()] for zeile in zeilen] == [[ausgang]] * 2


def test_the_report_names_every_fault(datei: Path, tmp_path: Path) -> None:
    kaputt = tmp_path / "kaputt.xlsx"
    kaputt.write_bytes(b"PK")
    lauf = run(find_files([datei, tmp_path]), tmp_path / "ablage", Grenzen(prozesse=1))
    zeilen = sorted(lauf, key=lambda zeile: zeile.datei.endswith("mappe.xlsx"))
    assert [zeile.schritte["lesen"][0] for zeile in zeilen] == [Ausgang.ABGELEHNT, Ausgang.OK]
    zeilen[1].judge("Zwischenwerte", ["B3: 3.5 → 3.51"])
    console = Console(record=True, width=200)
    print_report(zeilen, console)
    text = console.export_text()
    assert "Ohne Fehler: 1 von 2" in text
    assert "B3: 3.5 → 3.51" in text
    write_list(zeilen, tmp_path / "liste.tsv")
    assert (tmp_path / "liste.tsv").read_text().count("\n") == 2
