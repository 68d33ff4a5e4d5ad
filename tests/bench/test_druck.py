"""The report of 200 Produkte as one PDF, against LibreOffice printing the same workbooks in the same run.

Both are started as commands and measured whole, reading and computing included.
Run: `python -m pytest tests/bench/test_druck.py -o addopts= -s`.
"""

from __future__ import annotations

import sys

import pypdf
from bench.test_lauf import PRODUKTE, measure, write_house


def test_pdf_of_a_house(tmp_path):
    datenmappe, bytecode = write_house(tmp_path, "csv"), tmp_path / "bytecode"
    befehl = [sys.executable, "-m", "xlbudget", "druck", str(datenmappe), "--stand", "2023-06", "--ziel"]
    measure([*befehl, str(tmp_path / "warm"), "--nur", "1000"], bytecode)
    eigenes = measure([*befehl, str(tmp_path / "eigen")], bytecode)
    ueblich = measure([*befehl, str(tmp_path / "fremd"), "--aus-excel"], bytecode)
    seiten = [len(pypdf.PdfReader(next((tmp_path / o).glob("*.pdf"))).pages) for o in ("eigen", "fremd")]
    assert min(seiten) > PRODUKTE
    (eigen, cpu), (fremd, cpu_fremd) = eigenes, ueblich
    print(
        f"\ndruck: {seiten[0]} pages in {eigen:.1f} s (processor {cpu:.1f} s), LibreOffice {seiten[1]} pages in "
        f"{fremd:.1f} s ({cpu_fremd:.1f} s), ratio {fremd / eigen:.1f} ({cpu_fremd / cpu:.1f})"
    )
