"""Reading exports, from the file to sums by account, against pandas in the same run: seconds and peak memory.

pandas only reads, parses and sums; it checks nothing. Each runs in a process of its own, started when everything is
imported; seconds by the clock, and of the processor, where other work on the machine counts less.
Run: `python -m pytest tests/bench/test_export.py -o addopts= -s`.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

KOPF = ["Beleg", "Buchungsdatum", "Periode", "Produkt", "Sachkonto", "Bezeichnung", "Betrag", "S/H", "Kennz."]
_MESSEN = """
import json, resource, sys, time
{imports}
beginn, prozessor = time.perf_counter(), time.process_time()
{arbeit}
dauer, prozessor = time.perf_counter() - beginn, time.process_time() - prozessor
{ende}
verbrauch = [resource.getrusage(wer) for wer in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
prozessor += verbrauch[1].ru_utime + verbrauch[1].ru_stime
print(json.dumps([dauer, sum(eines.ru_maxrss for eines in verbrauch) / 1024, summe, prozessor]))
"""
_EIGENES = (
    """
import pandas  # which pyarrow loads as soon as it makes a first array
from pathlib import Path
from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Vorzeichen
from xlbudget.sources.export.lesen import read_export
from xlbudget.sources.untrusted.leseprozess import LESER
""",
    """
rahmen = Kontenrahmen(tuple(Praefix(p, Berichtszeile(art, name)) for p, art, name in NIEDERSACHSEN))
export = read_export(Path(sys.argv[1]), Quellenangabe(Inhalt.BUCHUNGEN, Vorzeichen.SOLL_HABEN), 2023, rahmen)
assert export.befunde == [] and export.bilanz.geht_auf
summe = sum(abs(s.saldo_ct) for s in export.summen)
""",
)
_SUMMIEREN = """
tabelle["ct"] = (tabelle["Betrag"] * 100).round().astype("int64")
tabelle.loc[tabelle["S/H"] == "S", "ct"] *= -1
summe = int(tabelle.groupby(["Produkt", "Sachkonto", "Periode"])["ct"].sum().abs().sum())
"""
_PANDAS = {
    "csv": "tabelle = pd.read_csv(sys.argv[1], sep=';', decimal=',', thousands='.', encoding='cp1252', "
    "dtype={'Produkt': str, 'Sachkonto': str})",
    "xlsx": "tabelle = pd.read_excel(sys.argv[1], dtype={'Produkt': str, 'Sachkonto': str})",
}


def rows(anzahl: int):
    """Postings of 200 Produkte on 100 accounts each, in the columns of a finance system."""
    zufall = random.Random(1)
    betraege = [zufall.randrange(1, 10**8) for _ in range(100_000)]
    for i in range(anzahl):
        k, monat = i // 200, i % 12 + 1
        yield (
            i,
            f"{i % 28 + 1:02d}.{monat:02d}.2023",
            monat,
            str(1000 + i % 200),
            f"{'34'[k % 4 > 0]}{k % 5}{k % 50 * 10:03d}0",
            f"Hilfe für Gebühren {i % 100}",
            betraege[i % 99_991],
            "HS"[k % 4 > 0],
            "",
        )


def german(betrag_ct: int) -> str:
    ganz, cent = divmod(betrag_ct, 100)
    return f"{ganz:,}".replace(",", ".") + f",{cent:02d}"


def write(datei: Path, anzahl: int) -> None:
    if datei.suffix == ".csv":
        with datei.open("w", encoding="cp1252", newline="") as ziel:
            ziel.write(";".join(KOPF) + "\r\n")
            for *vorn, betrag, seite, kennz in rows(anzahl):
                ziel.write(";".join([*map(str, vorn), german(betrag), seite, kennz]) + "\r\n")
        return
    with xlsxwriter.Workbook(datei, {"constant_memory": True}) as mappe:
        blatt = mappe.add_worksheet("Journal")
        blatt.write_row(0, 0, KOPF)
        for nummer, (*vorn, betrag, seite, kennz) in enumerate(rows(anzahl), 1):
            blatt.write_row(nummer, 0, [*vorn, betrag / 100, seite, kennz])


def measure(datei: Path, imports: str, arbeit: str) -> tuple[float, float, int, float]:
    """Seconds, the most memory in MB, the sum, and seconds of the processor; those of child processes too."""
    ende = "LESER.close()" if "LESER" in imports else ""  # a process counts when it has ended
    programm = _MESSEN.format(imports=imports, arbeit=arbeit, ende=ende)
    ergebnis = subprocess.run([sys.executable, "-c", programm, str(datei)], capture_output=True, text=True, check=True)
    return tuple(json.loads(ergebnis.stdout))


@pytest.mark.parametrize(
    ("endung", "anzahl"), [("csv", 300_000), ("csv", 1_000_000), ("csv", 10_000_000), ("xlsx", 300_000)]
)
def test_seconds_and_memory(tmp_path, endung, anzahl):
    datei = tmp_path / f"journal.{endung}"
    write(datei, anzahl)
    eigenes = measure(datei, *_EIGENES)
    pandas = measure(datei, "import pandas as pd", _PANDAS[endung] + _SUMMIEREN)
    assert eigenes[2] == pandas[2], "both sum up the same"
    print(
        f"\n{endung} {anzahl:>10,}: xlbudget {eigenes[0]:6.2f} s ({eigenes[3]:.2f} s) {eigenes[1]:5.0f} MB, "
        f"pandas {pandas[0]:6.2f} s ({pandas[3]:.2f} s) {pandas[1]:5.0f} MB, "
        f"ratio {pandas[0] / eigenes[0]:.2f} ({pandas[3] / eigenes[3]:.2f})"
    )
