"""How long a user waits before anything happens, beside what the libraries of the command line need by themselves."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

FAELLE = {
    "Hilfe": (
        "import xlbudget.cli as c\ntry:\n    c.main(['--help'])\nexcept SystemExit:\n    pass",
        "import typer, rich.progress",
    ),
    "Tabellenfunktionen": ("import xlbudget.addin.funktionen.xlb_funktionen", "import xlwings"),
}


def seconds(skript: str) -> float:
    """The best of five."""
    zeiten = []
    for _ in range(5):
        beginn = time.perf_counter()
        subprocess.run([sys.executable, "-c", skript], capture_output=True, check=True)
        zeiten.append(time.perf_counter() - beginn)
    return min(zeiten)


@pytest.mark.parametrize("fall", FAELLE)
def test_start(fall):
    eigene, allein = map(seconds, FAELLE[fall])
    print(f"\n{fall}: {eigene:.2f} s, die Bibliotheken allein {allein:.2f} s, dazu {eigene - allein:.2f} s")
