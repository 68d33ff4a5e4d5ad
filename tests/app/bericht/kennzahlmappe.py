"""The example with Kennzahlwerte of its first Leistung, and short ways to write them."""

from __future__ import annotations

import shutil

import openpyxl
from openpyxl.utils import get_column_letter

from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.datenmappe.ergaenzen import complete_datenmappe
from xlbudget.xlsx import Package
from xlbudget.xlsx.package import pack


def write_rows(blatt, zeilen, ab=None):
    """Put rows, as columns by heading, under those of the one table of a sheet."""
    (tabelle,) = blatt.tables.values()
    links, oben, _, unten = openpyxl.utils.range_boundaries(tabelle.ref)
    koepfe = {column.name: links + i for i, column in enumerate(tabelle.tableColumns)}
    erste = ab or next(z for z in range(oben + 1, 10_000) if blatt.cell(z, links).value is None)
    for zeile, werte in enumerate(zeilen, erste):
        for name, wert in werte.items():
            blatt.cell(zeile, koepfe[name], wert)
    letzte = max(unten, erste + len(zeilen) - 1)
    tabelle.ref = f"{get_column_letter(links)}{oben}:{get_column_letter(links + len(koepfe) - 1)}{letzte}"
    return koepfe, oben


def write_mappe(tmp_path, werte, weitere=(), **regel):
    """A Kürzel, a Rechenart and whatever else the first Leistung has, and values by month."""
    ordner = tmp_path / "haus"
    shutil.copytree(shipped("workbooks", "peine-2023.xlsx").parent, ordner)
    datei = ordner / "peine-2023.xlsx"
    ergaenzung = complete_datenmappe(Package.read(datei), [DATENMAPPE.find("Kennzahlwerte")], DATENMAPPE)
    datei.write_bytes(pack(ergaenzung.package.members))
    buch = openpyxl.load_workbook(datei)
    blatt = buch["Kennzahlen"]
    koepfe, oben = write_rows(blatt, weitere)
    for name, wert in regel.items():
        blatt.cell(oben + 1, koepfe[name], wert)
    write_rows(buch["Kennzahlwerte"], werte)
    buch.save(datei)
    return datei


def monate(kuerzel, werte, jahr=2023, art="Ist"):
    return [
        {"Kennzahl": kuerzel, "Periode": f"{jahr}-{m:02d}", "Art": art, "Wert": wert}
        for m, wert in enumerate(werte, 1)
        if wert is not None
    ]


def first(mappe):
    return min((*mappe.leistungen, *mappe.ziele), key=lambda k: int(k.source.zelle[1:]))
