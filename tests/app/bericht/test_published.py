"""The produced workbooks, read by an independent reader, against the figures the Landkreis published."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from conftest import GOLDEN
from python_calamine import CalamineWorkbook

from xlbudget.core.zeit import MONATE

PEINE = GOLDEN / "peine-2023"
BLAETTER = {
    "Dezernat III": "3 Dezernat III.xlsx",
    "Dezernatsleitung III": "30 Dezernatsleitung III.xlsx",
    "Soziales": "32 Soziales.xlsx",
    "Arbeit": "33 Arbeit.xlsx",
    "Gesundheitsamt": "35 Gesundheitsamt.xlsx",
}
PRODUKTBUDGET = {  # Plan, Prognose, Plan − Prognose as printed; Gesundheitsamt from the consolidated table
    "Dezernat III": (-88_488_900, -80_814_768, -7_674_132),
    "Dezernatsleitung III": (-649_800, -542_865, -106_935),
    "Soziales": (-18_683_100, -13_709_740, -4_973_360),
    "Arbeit": (-12_407_900, -10_951_942, -1_455_958),
    "Gesundheitsamt": (-4_440_800, -3_339_779, -1_101_021),
}
MARKER = {"▲": "positiv", "▼": "negativ", None: "", "": ""}

Rows = list[list[object]]


def read_rows(datei: Path, blatt: str = "Produktbericht") -> Rows:
    """All rows of a sheet as calamine reads them, of the first where there is none of that name; blanks are None."""
    mappe = CalamineWorkbook.from_path(datei)
    name = blatt if blatt in mappe.sheet_names else mappe.sheet_names[0]
    rows = mappe.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[None if cell == "" else cell for cell in row] for row in rows]


def printed(value: object) -> int:
    """What the number format `#,##0` shows."""
    return int(Decimal(str(value or 0)).quantize(Decimal(1), ROUND_HALF_UP))


def golden(name: str) -> list[dict[str, str]]:
    with (PEINE / name).open(encoding="utf-8", newline="") as datei:
        return list(csv.DictReader(datei, delimiter=";"))


def table_of(rows: Rows, art: str) -> dict[str, dict[str, object]]:
    """The rows of one table of a Produktblatt: label → column header → value."""
    start = next(number for number, row in enumerate(rows) if row[0] == art)
    kopf = [str(cell) for cell in rows[start]]
    table = {}
    for row in rows[start + 1 :]:
        if row[0] is None:
            continue
        label = str(int(row[0])) if isinstance(row[0], float) else str(row[0])
        if label in ("Aufwendungen", "Prognose Produktbudget") or label.startswith("Prognose: "):
            break
        table[label] = dict(zip(kopf[1:], row[1:], strict=True))
    return table


@pytest.fixture(scope="module")
def blaetter(jahresende) -> dict[str, Rows]:
    return {name: read_rows(jahresende.ziel / "einzeln" / datei) for name, datei in BLAETTER.items()}


def test_all_780_cells_and_all_plans_of_the_report_year(blaetter):
    zaehler: Counter[str] = Counter()
    for zeile in golden("monatswerte.csv"):
        if zeile["jahr"] != "2023":
            continue
        label = "2023" if zeile["zeile"] == "gesamt" else zeile["zeile"]
        gezeigt = table_of(blaetter[zeile["budget"]], zeile["art"])[label]
        werte = list(zeile.values())[5:17]
        erwartet = dict(zip(MONATE, werte, strict=True)) | {"Ergebnis": zeile["ergebnis"]}
        for spalte, wert in erwartet.items():
            assert printed(gezeigt[spalte]) == int(wert), (zeile["budget"], zeile["art"], label, spalte)
            zaehler["Zellen"] += 1
        assert printed(gezeigt["Prognose"]) == int(zeile["prognose"])
        assert printed(gezeigt["Plan"]) == int(zeile["plan"])
        zaehler["Pläne"] += 1
    assert zaehler == {"Zellen": 780, "Pläne": 60}


def test_prior_years_as_published(blaetter):
    gelesen = 0
    for zeile in golden("monatswerte.csv"):
        if zeile["jahr"] == "2023":
            continue
        gezeigt = table_of(blaetter[zeile["budget"]], zeile["art"])[zeile["jahr"]]
        erwartet = [zeile["plan"], *list(zeile.values())[5:17], zeile["ergebnis"]]
        assert [gezeigt[spalte] for spalte in ("Plan", *MONATE, "Ergebnis")] == [float(wert) for wert in erwartet]
        gelesen += 1
    assert gelesen == 20


@pytest.mark.parametrize("budget", PRODUKTBUDGET)
def test_prognose_produktbudget(blaetter, budget):
    def value_of(label: str) -> int:
        row = next(row for row in blaetter[budget] if row[0] == label)
        return printed(next(cell for cell in row[1:] if isinstance(cell, float)))

    assert (value_of("Plan"), value_of("Prognose"), value_of("Abweichung (Plan − Prognose)")) == PRODUKTBUDGET[budget]


@pytest.fixture(scope="module")
def gesamt(jahresende) -> Rows:
    return read_rows(jahresende.gesamt)


def by_number(rows: Rows) -> dict[str, list[object]]:
    codes = ((str(int(row[0])) if isinstance(row[0], float) else row[0], row) for row in rows)
    return {code: row for code, row in codes if isinstance(code, str) and code.isdecimal()}


def assert_43_produkte(rows: Rows) -> None:
    """Every line of the published table: Plan, Ergebnis, Abweichung and its marker."""
    gezeigt = by_number(rows)
    erwartet = golden("produktbericht-gesamt.csv")
    assert len(gezeigt) == len(erwartet) == 43
    for zeile in erwartet:
        plan, ergebnis, abweichung, tendenz = gezeigt[zeile["nr"]][2:6]
        assert [printed(plan), printed(ergebnis), printed(abweichung), MARKER[tendenz]] == [
            int(zeile["plan"]),
            int(zeile["ergebnis"]),
            int(zeile["abweichung"]),
            zeile["tendenz"],
        ], zeile["nr"]


def assert_35_targets(rows: Rows) -> None:
    """Every published Zielerreichungsgrad, and the markers of all lines."""
    gezeigt = by_number(rows)
    geprueft = 0
    for zeile in golden("produktbericht-gesamt.csv"):
        grad, marker = gezeigt[zeile["nr"]][-2:]
        erwartet = zeile["zielerreichung_prozent"]
        assert (printed(Decimal(str(grad)) * 100) if grad else None) == (int(erwartet) if erwartet else None)
        assert MARKER[marker] == zeile["ziel_tendenz"], zeile["nr"]
        geprueft += bool(erwartet)
    assert geprueft == 35


def test_43_products_of_the_consolidated_report(gesamt):
    assert_43_produkte(gesamt)


def test_35_target_achievements_and_their_markers(gesamt):
    assert_35_targets(gesamt)


def test_four_subtotal_lines(gesamt):
    summen = [(row[1], [printed(cell) for cell in row[2:5]]) for row in gesamt if str(row[1]).startswith("Budget „")]
    assert summen == [
        ("Budget „Dezernatsleitung III“:", [-649_800, -542_865, 106_935]),
        ("Budget „Soziales“:", [-18_683_100, -13_709_740, 4_973_360]),
        ("Budget „Arbeit“:", [-12_407_900, -10_951_942, 1_455_958]),
        ("Budget „Gesundheitsamt“:", [-4_440_800, -3_339_779, 1_101_021]),
    ]


def test_the_sum_of_the_shown_budgets_says_that_the_dezernat_counts_more(gesamt):

    for name, blatt in (("Summe Dezernat III:", "Dezernat III"), ("Summe insgesamt:", "Gesamthaushalt")):
        zeile = next(index for index, row in enumerate(gesamt) if row[1] == name)
        gezeigt = [PRODUKTBUDGET[budget] for budget in list(BLAETTER)[1:]]
        assert printed(gesamt[zeile][2]) == sum(plan for plan, *_ in gezeigt) == -36_181_600
        assert printed(gesamt[zeile][3]) == sum(prognose for _, prognose, _ in gezeigt) == -28_544_326
        assert f"„{blatt}“ zählt auch" in str(gesamt[zeile + 1][0])
        assert "Plan -88.488.900 €, Jahresergebnis -80.814.768 €" in str(gesamt[zeile + 1][0])
