"""The whole year-end run, from 300,000 postings to the reports of 200 Produkte, against the usual way in the same run.

Usual: pandas reads and sums, openpyxl fills the same template for each Produkt, LibreOffice computes the totals. It
checks nothing, and writes no consolidated report. Both are started as commands and measured whole: seconds, and
seconds of the processor with everything they started. Modules are compiled beforehand, as in an installed program.
Run: `python -m pytest tests/bench/test_lauf.py -o addopts= -s`.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench.test_export import rows, write
from python_calamine import CalamineWorkbook

from xlbudget.core.kontenrahmen import NIEDERSACHSEN
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, kontenzeilen, write_datenmappe

BUCHUNGEN, PRODUKTE, BUDGETS = 300_000, 200, 20
ZEILEN = {
    "ordentlich": range(30, 38),
    "Personal": (40, 41),
    "Sachaufwand": (42,),
    "Transferaufwand": (43,),
    "sonstige": (44,),
}
_UEBLICH = """
import subprocess, sys
import openpyxl
import pandas as pd
from openpyxl.utils import range_boundaries

journal, vorlage, ziel = sys.argv[1:4]
lesen = {LESEN}
tabelle = lesen(journal, dtype={{"Produkt": str, "Sachkonto": str}})
tabelle["Betrag"] *= tabelle["S/H"].map({{"H": 1, "S": -1}})
tabelle["Zeile"] = tabelle["Sachkonto"].str[:2].map({ZEILE_VON})
summen = tabelle.groupby(["Produkt", "Zeile", "Periode"])["Betrag"].sum().round(2).unstack().fillna(0.0)
for produkt, teil in summen.groupby(level="Produkt"):
    buch = openpyxl.load_workbook(vorlage)
    blatt = buch.active

    def ort(name):
        links, oben, *_ = range_boundaries(buch.defined_names[name].attr_text.split("!")[1])
        return oben, links

    def fill(name, zeilen, vorzeichen):
        oben, links = ort(name)
        for i, (zeile, werte) in enumerate(zeilen.iterrows()):
            blatt.cell(oben + i, 1).value = zeile[1]
            for monat, wert in werte.items():
                blatt.cell(oben + i, links + monat - 1).value = wert * vorzeichen

    for name, wert in (("PB_Titel", produkt), ("PB_Jahr", 2023), ("PB_Monat", 12), ("PB_Stand", "Dezember 2023")):
        blatt.cell(*ort(name)).value = wert
    ist_ertrag = teil.index.get_level_values("Zeile") == "ordentlich"
    fill("PB_Ertraege", teil[ist_ertrag], 1)
    fill("PB_Aufwendungen", teil[~ist_ertrag], -1)
    buch.save(f"{{ziel}}/{{produkt}}.xlsx")
dateien = [f"{{ziel}}/{{produkt}}.xlsx" for produkt in summen.index.get_level_values("Produkt").unique()]
befehl = ["soffice", f"-env:UserInstallation=file://{{ziel}}/profil", "--headless", "--convert-to", "xlsx"]
subprocess.run([*befehl, "--outdir", f"{{ziel}}/gerechnet", *dateien], check=True, capture_output=True)
"""
_LESEN = {
    "csv": "lambda datei, **k: pd.read_csv(datei, sep=';', decimal=',', thousands='.', encoding='cp1252', **k)",
    "xlsx": "pd.read_excel",
}


def write_house(ordner: Path, endung: str) -> Path:
    """A Datenmappe of 200 Produkte with its exports; returns its path."""
    write(ordner / f"journal.{endung}", BUCHUNGEN)
    konten = sorted({(produkt, konto) for _, _, _, produkt, konto, *_ in rows(BUCHUNGEN)})
    ansaetze = "".join(f"{produkt};{konto};1.200.000,00\n" for produkt, konto in konten)
    (ordner / "ansatz.csv").write_text(f"Produkt;Sachkonto;Ansatz 2023\n{ansaetze}", encoding="cp1252")
    inhalt = {
        "Einstellungen": einstellungszeilen({"Kommune": "Landkreis Muster", "Haushaltsjahr": 2023}),
        "Budgets": [{"Budget": f"Budget {n:02d}", "Ebene": "Budget"} for n in range(BUDGETS)],
        "Produkte": [
            {"Produkt": str(1000 + n), "Bezeichnung": f"Hilfen {n}", "Budget": f"Budget {n % BUDGETS:02d}"}
            for n in range(PRODUKTE)
        ],
        "Kontenzuordnung": kontenzeilen(NIEDERSACHSEN),
        "Quellen": [
            {"Inhalt": "Buchungen", "Datei": f"journal.{endung}", "Vorzeichen": "Soll/Haben"},
            {"Inhalt": "Ansätze", "Datei": "ansatz.csv", "Vorzeichen": "alles positiv"},
        ],
    }
    datenmappe = ordner / "haus-2023.xlsx"
    datenmappe.write_bytes(write_datenmappe(inhalt, "Datenmappe Landkreis Muster"))
    return datenmappe


def measure(befehl: list[str], bytecode: Path) -> tuple[float, float]:
    """Seconds by the clock, and those of the processor; compiled modules are kept in the folder `bytecode`."""
    umgebung = {name: wert for name, wert in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    umgebung["PYTHONPYCACHEPREFIX"] = str(bytecode)
    vorher, beginn = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    lauf = subprocess.run(befehl, capture_output=True, text=True, check=False, env=umgebung)
    dauer, nachher = time.perf_counter() - beginn, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert lauf.returncode in (0, 1), lauf.stdout[-2000:] + lauf.stderr[-2000:]
    return dauer, nachher.ru_utime + nachher.ru_stime - vorher.ru_utime - vorher.ru_stime


def ergebnisse(dateien: list[Path]) -> list[int]:
    """The sums of all Erträge and Aufwendungen in the months, in cents, as calamine reads them."""
    summen = [0, 0]
    for datei in dateien:
        zeilen = CalamineWorkbook.from_path(datei).get_sheet_by_index(0).to_python(skip_empty_area=False)
        for i, (ab, bis) in enumerate(((6, 12), (17, 27))):
            summen[i] += round(100 * sum(z for zeile in zeilen[ab:bis] for z in zeile[2:14] if isinstance(z, float)))
    return summen


@pytest.mark.parametrize("endung", ["csv", "xlsx"])
def test_whole_run(tmp_path, endung):
    datenmappe = write_house(tmp_path, endung)
    ziel, fremd = tmp_path / "berichte", tmp_path / "fremd"
    fremd.mkdir()
    bytecode = tmp_path / "bytecode"
    befehl = [sys.executable, "-m", "xlbudget", "bericht", str(datenmappe), "--stand", "2023-12", "--ziel", str(ziel)]
    measure(befehl, bytecode)
    eigenes = measure(befehl, bytecode)
    zeile_von = {str(praefix): zeile for zeile, praefixe in ZEILEN.items() for praefix in praefixe}
    programm = _UEBLICH.format(LESEN=_LESEN[endung], ZEILE_VON=zeile_von)
    vorlage = str(shipped("templates", "produktblatt.xlsx"))
    measure([sys.executable, "-c", "import openpyxl, pandas"], bytecode)
    ueblich = measure(
        [sys.executable, "-c", programm, str(tmp_path / f"journal.{endung}"), vorlage, str(fremd)], bytecode
    )
    eigene = sorted((ziel / "einzeln").glob("1[0-9][0-9][0-9] *.xlsx"))
    assert len(eigene) == PRODUKTE
    assert ergebnisse(eigene) == ergebnisse(sorted((fremd / "gerechnet").glob("*.xlsx"))), "both say the same"
    print(
        f"\n{endung}: xlbudget {eigenes[0]:.1f} s (processor {eigenes[1]:.1f} s), pandas, openpyxl and LibreOffice "
        f"{ueblich[0]:.1f} s ({ueblich[1]:.1f} s), ratio {ueblich[0] / eigenes[0]:.1f} ({ueblich[1] / eigenes[1]:.1f})"
    )
