"""Commands for a Datenmappe that is in use."""

from __future__ import annotations

from typing import Annotated

import typer

from xlbudget.cli.anzeige import FEHLER, OK, one_line, out, quoted, show_befunde
from xlbudget.cli.deutsch import Command, Group
from xlbudget.cli.wurzel import DatenmappeArg, app
from xlbudget.errors import has_fehler

datenmappe_app = typer.Typer(cls=Group, help="Eine vorhandene Datenmappe ergänzen.", no_args_is_help=True)
app.add_typer(datenmappe_app, name="datenmappe")


@datenmappe_app.command("ergaenzen", cls=Command)
def ergaenzen_command(
    datenmappe: DatenmappeArg,
    mit: Annotated[
        list[str] | None,
        typer.Option("--mit", metavar="NAME", help="Auch diese Tabelle, die es nur auf Wunsch gibt; mehrfach möglich."),
    ] = None,
) -> int:
    """Ergänzt Tabellen, Spalten, Einstellungen und Auswahllisten, die der Mappe fehlen.

    Was darin steht, bleibt; eine Sicherung der Mappe liegt danach daneben.
    """
    from xlbudget.app.bericht.ergaenzen import ergaenzen

    lauf = ergaenzen(datenmappe, mit or ())
    show_befunde(lauf.befunde)
    for text in lauf.ergaenzt:
        out.print(f"Ergänzt: {one_line(text)}", markup=False)
    if lauf.sicherung:
        out.print(f"Die Mappe, wie sie vorher war: {lauf.sicherung}", markup=False)
    elif not lauf.befunde:
        out.print(f"In {datenmappe.name} fehlt nichts; sie bleibt unverändert.", markup=False)
    else:
        out.print(f"{datenmappe.name} bleibt unverändert.", markup=False)
    for tabelle in lauf.moeglich:
        befehl = f"xlbudget datenmappe ergaenzen {quoted(datenmappe)} --mit {tabelle.name}"
        out.print(f"Auf Wunsch: {tabelle.name}: {tabelle.zweck}  {befehl}", markup=False)
    return FEHLER if has_fehler(lauf.befunde) else OK
