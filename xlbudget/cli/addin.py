"""Commands that build the Excel add-in and put it in place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlbudget.cli.anzeige import FEHLER, OK, out, show_befunde
from xlbudget.cli.deutsch import Command, Group, parse_path
from xlbudget.cli.wurzel import app
from xlbudget.errors import has_fehler

addin_app = typer.Typer(cls=Group, help="Das Excel-Add-in mit dem Menüband Produktbericht.", no_args_is_help=True)
app.add_typer(addin_app, name="addin")

ProbeOption = Annotated[bool, typer.Option("--probe", help="Nur zeigen, was geschehen würde.")]


@addin_app.command("bauen", cls=Command)
def bauen_command(
    ziel: Annotated[Path, typer.Option("--ziel", metavar="ORDNER", parser=parse_path, help="Ordner für das Add-in.")],
) -> int:
    """Baut xlbudget.xlam."""
    from xlbudget.addin.einrichten.bauen import bauen

    out.print(f"Angelegt: {bauen(ziel)}", markup=False)
    return OK


@addin_app.command("installieren", cls=Command)
def installieren_command(*, probe: ProbeOption = False) -> int:
    """Richtet das Add-in für den angemeldeten Benutzer ein, ohne Administratorrechte."""
    from xlbudget.addin.einrichten.installieren import installieren

    out.print(installieren(probe=probe), markup=False)
    return OK


@addin_app.command("status", cls=Command)
def status_command() -> int:
    """Zeigt, was eingerichtet ist und was nicht zusammenpasst."""
    from xlbudget.addin.einrichten.bestand import status

    stand = status()
    out.print(stand.text, markup=False)
    show_befunde(stand.befunde)
    return FEHLER if has_fehler(stand.befunde) else OK


@addin_app.command("deinstallieren", cls=Command)
def deinstallieren_command(*, probe: ProbeOption = False) -> int:
    """Entfernt genau das, was installieren angelegt hat."""
    from xlbudget.addin.einrichten.deinstallieren import deinstallieren

    out.print(deinstallieren(probe=probe), markup=False)
    return OK
