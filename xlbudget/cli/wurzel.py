"""The root of the command line, and what several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlbudget import __version__
from xlbudget.cli.anzeige import OK, out
from xlbudget.cli.deutsch import Group, parse_path, parse_stand, path_argument
from xlbudget.core.zeit import Stand

app = typer.Typer(
    cls=Group,
    help="Produktberichte für Kommunen: aus Buchungen werden Produktblätter und der Gesamtbericht in Excel.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)

DatenmappeArg = Annotated[Path, path_argument("DATENMAPPE", "Die Excel-Mappe mit den Stammdaten.")]
TrotzOption = Annotated[
    bool, typer.Option("--trotz-fehlern", help="Auch schreiben, wenn Fehler sagen, dass Summen falsch sind.")
]
ZielOption = Annotated[
    Path, typer.Option("--ziel", metavar="ORDNER", parser=parse_path, help="Ordner für die Berichte.")
]
StandOption = Annotated[
    Stand, typer.Option("--stand", metavar="JJJJ-MM", parser=parse_stand, help="Monat, bis zu dem gebucht ist.")
]


@app.callback(invoke_without_command=True)
def version_command(
    *,
    version: Annotated[bool, typer.Option("--version", help="Zeigt die Version.", is_eager=True)] = False,
) -> None:
    if version:
        out.print(f"xlbudget {__version__}")
        raise typer.Exit(OK)
