"""The result as one table and the list of what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from xlsx.fremd.ausgang import SCHRITTE, Ausgang, Zeile


def print_report(zeilen: Sequence[Zeile], console: Console) -> None:
    """Counts of every outcome by step, formulas compared, the slowest files, and each fault."""
    table = Table("Schritt", *(str(a) for a in Ausgang), title=f"{len(zeilen)} Arbeitsmappen")
    for schritt in SCHRITTE:
        counts = Counter(zeile.schritte[schritt][0] for zeile in zeilen if schritt in zeile.schritte)
        if counts:
            table.add_row(schritt, *(str(counts[a] or "") for a in Ausgang))
    console.print(table)
    good = sum(not zeile.faults for zeile in zeilen)
    zahlen: Counter[str] = sum((zeile.zahlen for zeile in zeilen), Counter())
    console.print(f"Ohne Fehler: {good} von {len(zeilen)}. " + ", ".join(f"{k}: {v}" for k, v in zahlen.items()))
    slowest = sorted(zeilen, key=lambda zeile: -zeile.compile_s - zeile.fill_s)[:3]
    for zeile in slowest:
        console.print(f"  {zeile.compile_s:5.1f} s + {zeile.fill_s:.1f} s  {escape(Path(zeile.datei).name)}")
    for zeile in sorted(zeilen, key=lambda zeile: zeile.datei):
        for schritt, ausgang, was in zeile.faults:
            console.print(f"[red]{schritt}: {ausgang}[/] {escape(zeile.datei)}\n    {escape(was)}", soft_wrap=True)


def write_list(zeilen: Sequence[Zeile], file: Path) -> None:
    """Every outcome but `ok`, one a line, to be compared with the next run's."""
    lines = sorted(
        f"{zeile.datei}\t{schritt}\t{ausgang}\t{' '.join(was.split())}"
        for zeile in zeilen
        for schritt, (ausgang, was) in zeile.schritte.items()
        if ausgang is not Ausgang.OK
    )
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
