"""What the engine makes of a folder of workbooks: `PYTHONPATH=. python -m xlsx.fremd FOLDER` in tests/."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import track
from xlsx.fremd.lauf import ENDUNGEN, find_files, run
from xlsx.fremd.tafel import print_report, write_list
from xlsx.fremd.werker import Grenzen


def main() -> int:
    """Check the folder, print the table; 1 if something is a fault of the engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ordner", type=Path, nargs="+", help=f"Ordner oder Dateien ({', '.join(ENDUNGEN)})")
    parser.add_argument("--sekunden", type=float, default=Grenzen.sekunden, help="Rechenzeit je Datei")
    parser.add_argument("--speicher", type=float, default=Grenzen.speicher / 2**30, help="GB je Prozess")
    parser.add_argument("--prozesse", type=int, default=Grenzen.prozesse)
    parser.add_argument("--nur", default="", help="nur Dateien, deren Pfad dies enthält")
    parser.add_argument("--libreoffice", type=int, default=0, metavar="N", help="jede N-te Datei nachrechnen lassen")
    parser.add_argument("--sdk", type=int, default=0, metavar="N", help="jede N-te Datei mit Microsofts SDK prüfen")
    parser.add_argument("--liste", type=Path, help="alles, was nicht ok ist, in diese Datei")
    args = parser.parse_args()
    files = [file for file in find_files(args.ordner) if args.nur in str(file)]
    grenzen = Grenzen(args.sekunden, speicher=int(args.speicher * 2**30), prozesse=args.prozesse)
    console = Console()
    with tempfile.TemporaryDirectory() as ablage:
        lauf = run(files, Path(ablage), grenzen, args.libreoffice, args.sdk)
        zeilen = list(track(lauf, "Mappen", total=len(files), console=Console(stderr=True)))
    print_report(zeilen, console)
    if args.liste:
        write_list(zeilen, args.liste)
    return int(any(zeile.faults for zeile in zeilen))


if __name__ == "__main__":
    raise SystemExit(main())
