"""Draws a Bauplan with xlsxwriter, and adds the pivot tables that xlsxwriter cannot draw."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsx.corpus.corpus_xlsxwriter import png
from xlsx.erzeugt.bauplan import FORMEL_ZEILE, Bauplan, Blattplan
from xlsx.erzeugt.grammatik import DATEN, NAMEN
from xlsx.erzeugt.pivot import add_pivots
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.cellplan import CellPlan, Cellwert, cell, column
from xlbudget.xlsx.formula import quoted

KOPF = ("Ort", "Anzahl", "Betrag", "Tag", "Stimmt", "Lücken")
TABELLEN_SPALTEN = ("I", "M", "Q")


def draw(plan: Bauplan, file: Path) -> None:
    """Write the workbook of a plan; its formulas have no values yet."""
    with xlsxwriter.Workbook(file, {"default_date_format": "dd.mm.yyyy"}) as mappe:
        blaetter = [mappe.add_worksheet(blatt.name) for blatt in plan.blaetter]
        _define_names(mappe, plan)
        for number, (blatt, ziel) in enumerate(zip(plan.blaetter, blaetter, strict=True)):
            _draw_data(ziel, blatt, number)
            _draw_tables(ziel, blatt, number)
            _draw_objects(mappe, ziel, blatt)
            _draw_rules(ziel, blatt)
            _draw_formulas(ziel, plan, number)
            _draw_view(ziel, blatt)
        blaetter[plan.aktiv].activate()
        if plan.aktiv:
            blaetter[plan.aktiv].set_first_sheet()
    add_pivots(file, [(number, blatt.pivot) for number, blatt in enumerate(plan.blaetter) if blatt.pivot is not None])


def filling(number: int) -> CellPlan:
    """What goes into a sheet, other values for each number."""
    tag = date(2024, 1, 31) + timedelta(days=17 * number)
    orte = NAMEN[number % 3 :] + NAMEN[: number % 3]
    return (
        cell("PB_Titel", f"Bericht {number} & Anlage"),
        column("PB_Orte", orte),
        column("PB_Anzahl", [(7 * row + 3 * number) % 23 for row in range(len(DATEN))]),
        column("PB_Betrag", [Decimal(1234 * row - 777 * number * (row % 3)) / 100 for row in range(len(DATEN))]),
        column("PB_Tag", [tag + timedelta(days=row * 40) for row in range(len(DATEN))]),
        column("PB_Stimmt", [(row + number) % 2 == 0 for row in range(len(DATEN))]),
    )


def _define_names(mappe: Workbook, plan: Bauplan) -> None:
    erstes = quoted(plan.blaetter[0].name)
    spalten = {"PB_Orte": "A", "PB_Anzahl": "B", "PB_Betrag": "C", "PB_Tag": "D", "PB_Stimmt": "E"}
    mappe.define_name("PB_Titel", f"={erstes}!$A$1")
    for name, letter in spalten.items():
        mappe.define_name(name, f"={erstes}!${letter}${DATEN[0]}:${letter}${DATEN[-1]}")
    mappe.define_name("Satz", f"={quoted(plan.blaetter[-1].name)}!$G$3")
    mappe.define_name("Alle_Betraege", f"={erstes}!$C$3:$C$10")
    if plan.mit_namen:
        for name in (quoted(blatt.name) for blatt in plan.blaetter if "'" not in blatt.name):  # xlsxwriter cannot
            mappe.define_name(f"{name}!Eigener", f"={name}!$B$3:$B$5")


def _draw_data(ziel: Worksheet, blatt: Blattplan, number: int) -> None:
    if blatt.verbunden:
        ziel.merge_range("A1:C1", "Titel")
        ziel.merge_range("A14:C15", "Erläuterung")
    else:
        ziel.write("A1", "Titel")
    ziel.write_row("A2", KOPF)
    ziel.write("G3", 0.19)
    for place, row in enumerate(DATEN):
        luecke = None if row % 2 == 0 else row * 1.5
        werte: tuple[Cellwert, ...] = (
            *(NAMEN[place], (place * 5 + number) % 11, (place * 1999 - 4321) / 100),
            *(date(2023, 1, 15) + timedelta(days=33 * place), place % 3 == 0, luecke),
        )
        ziel.write_row(row - 1, 0, werte)


def table_name(number: int, place: int = 0) -> str:
    """The name of a table of a sheet."""
    return f"Tab_{number + 1}_{place + 1}"


def _draw_tables(ziel: Worksheet, blatt: Blattplan, number: int) -> None:
    columns = [
        {"header": "Posten", "total_string": "Summe"},
        {"header": "Wert", "total_function": "sum"},
        {"header": "Menge"},
    ]
    for place, letter in enumerate(TABELLEN_SPALTEN[: blatt.tabellen]):
        links = ord(letter) - 65
        daten = [[name, 10.25 * row, row + place] for row, name in enumerate(NAMEN[:4])]
        options = {"name": table_name(number, place), "columns": columns, "data": daten, "total_row": place % 2 == 0}
        ziel.add_table(1, links, 5 + (place % 2 == 0), links + 2, options)


def _draw_objects(mappe: Workbook, ziel: Worksheet, blatt: Blattplan) -> None:
    name = quoted(blatt.name)
    for place, kind in enumerate(blatt.diagramme):
        chart = mappe.add_chart({"type": kind})
        chart.add_series(
            {"name": f"={name}!$C$2", "categories": f"={name}!$A$3:$A$10", "values": f"={name}!$C$3:$C$10"}
        )
        chart.set_title({"name": f"={name}!$A$1"})
        ziel.insert_chart(40 + 16 * place, 0, chart)
    for place in range(blatt.bilder):
        ziel.insert_image(40 + 5 * place, 10, "rot.png", {"image_data": png(), "x_scale": 1 + place})
    for place in range(blatt.notizen):
        ziel.write_comment(DATEN[place] - 1, 1, f"Notiz {place} zu {blatt.name}")
    for place in range(blatt.sparklines):
        ziel.add_sparkline(DATEN[place] - 1, 7, {"range": f"{name}!B3:C10", "type": ("line", "column")[place]})
    if blatt.kopfbild:
        ziel.set_header("&L&G", {"image_left": "rot.png", "image_data_left": png()})


def _draw_rules(ziel: Worksheet, blatt: Blattplan) -> None:
    rules = (
        {"type": "cell", "criteria": ">", "value": "$G$3"},
        {"type": "formula", "criteria": "=$B3>MAX($C$3:$C$10)"},
        {"type": "data_bar", "data_bar_2010": True},
    )
    for rule in rules[: blatt.bedingte]:
        ziel.conditional_format("B3:C10", rule)
    checks = ({"validate": "list", "source": "=$A$3:$A$10"}, {"validate": "integer", "criteria": ">", "value": 0})
    for place, check in enumerate(checks[: blatt.gueltigkeiten]):
        ziel.data_validation(f"{'AB'[place]}3:{'AB'[place]}10", check)


def _draw_formulas(ziel: Worksheet, plan: Bauplan, number: int) -> None:
    andere = quoted(plan.blaetter[(number + 1) % len(plan.blaetter)].name)
    for place, text in enumerate(plan.blaetter[number].formeln):
        fertig = text.replace("{andere}", f"{andere}!").replace("{tab}", table_name(number))
        ziel.write_formula(FORMEL_ZEILE + place - 1, 0, f"={fertig}")


def _draw_view(ziel: Worksheet, blatt: Blattplan) -> None:
    if blatt.farbe:
        ziel.set_tab_color(blatt.farbe)
    if blatt.state == "hidden":
        ziel.hide()
    elif blatt.state == "very_hidden":
        ziel.very_hidden()
