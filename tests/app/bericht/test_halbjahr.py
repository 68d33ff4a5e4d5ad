"""The report at Stand Juni: titles, empty months, marked forecasts."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import openpyxl
import pytest
from conftest import GOLDEN

from xlbudget.cellplan import CellPlan, HideRows
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.layout.produktblatt import plan_produktblatt

JUNI = Stand(2023, 6)


def plan_as_text(plan: CellPlan) -> str:
    """A CellPlan as lines that can be reviewed in a diff."""

    def lines() -> Iterator[str]:
        for entry in plan:
            if isinstance(entry, HideRows):
                yield f"{entry.name}: zeigt {entry.count} Zeilen"
            else:
                yield f"{entry.name}:"
                yield from ("  " + " | ".join("" if wert is None else str(wert) for wert in row) for row in entry.block)

    return "\n".join(lines())


@pytest.mark.parametrize("kennung", ["Soziales", "3114", "Dezernat III", "31521"])
def test_plan_of_a_sheet(juni, kennung, snapshot):
    blatt = juni.daten.produktblatt(juni.daten.gliederung[kennung])
    assert plan_as_text(plan_produktblatt(blatt, juni.mappe.kommune)) == snapshot


def test_consolidated_report(halbjahr, snapshot):
    blatt = openpyxl.load_workbook(halbjahr.gesamt)["Produktbericht"]
    werte = openpyxl.load_workbook(halbjahr.gesamt, data_only=True)["Produktbericht"]
    zeilen = []
    for row in blatt.iter_rows():
        cells = [cell for cell in row if cell.value is not None]
        zeilen.append(" | ".join(f"{c.coordinate} {c.value}" + _cached(c, werte) for c in cells))
    # a file has the day on which it was checked out
    assert re.sub(r"vom \d\d\.\d\d\.\d{4}", "vom TT.MM.JJJJ", "\n".join(zeilen)) == snapshot


def _cached(cell, werte) -> str:
    return f" → {werte[cell.coordinate].value}" if cell.data_type == "f" else ""


@pytest.mark.parametrize("budget", ["Dezernat III", "Dezernatsleitung III", "Soziales", "Arbeit", "Gesundheitsamt"])
@pytest.mark.parametrize("art", Art)
def test_prognose_is_ist_plus_the_mean_of_the_remaining_months(juni, budget, art):
    """Worked out anew from the published whole euros: six months of 2023 and the rest of 2022 and 2021."""
    with (GOLDEN / "peine-2023" / "monatswerte.csv").open(encoding="utf-8", newline="") as datei:
        zeilen = [z for z in csv.DictReader(datei, delimiter=";") if z["budget"] == budget and z["art"] == art]
    gesamt = {z["jahr"]: [int(wert) for wert in list(z.values())[5:17]] for z in zeilen if z["zeile"] == "gesamt"}
    erwartet = sum(gesamt["2023"][:6]) + (sum(gesamt["2022"][6:]) + sum(gesamt["2021"][6:])) / 2
    blatt = juni.daten.produktblatt(juni.daten.gliederung[budget])
    tabelle = blatt.ertraege if art is Art.ERTRAEGE else blatt.aufwendungen
    assert abs(tabelle.prognose_ct / 100 - erwartet) <= 6 * 0.5


def test_sheets_leave_later_months_empty_and_say_how_they_forecast(halbjahr):
    blatt = openpyxl.load_workbook(halbjahr.ziel / "einzeln" / "32 Soziales.xlsx", data_only=True).active
    kopf = next(row for row in blatt.iter_rows() if row[0].value == "Erträge")
    spalte = {cell.value: cell.column for cell in kopf}
    for row in range(kopf[0].row + 1, kopf[0].row + 4):
        for nummer, monat in enumerate(MONATE, 1):
            leer = blatt.cell(row, spalte[monat]).value in (None, "")
            assert leer == (nummer > 6), (row, monat)
    texte = [str(cell.value) for row in blatt.iter_rows() for cell in row if cell.value]
    assert "Juni 2023" in texte
    assert any(text.startswith("Prognose: V = Ist + Mittel der Restmonate") for text in texte)


def test_products_budgets_and_consolidated_report_agree_to_the_cent(juni):
    for gruppe in juni.daten.produktbericht().budgetgruppen:
        assert gruppe.summe.ergebnis_ct == gruppe.blatt.prognose_ct
        assert gruppe.summe.ist_ct == gruppe.blatt.ergebnis_ct
        assert gruppe.summe.ansatz_ct == gruppe.blatt.ansatz_ct
