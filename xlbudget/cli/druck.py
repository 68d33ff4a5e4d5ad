"""The command that prints: the whole report as one PDF."""

from __future__ import annotations

from typing import Annotated

import typer

from xlbudget.cli.anzeige import FEHLER, OK, count_text, out, progress, show_befunde
from xlbudget.cli.auswahloptionen import AlleOption, AusschussOption, JeAusschussOption, NurOption, auswahl_of
from xlbudget.cli.deutsch import Command
from xlbudget.cli.wurzel import DatenmappeArg, StandOption, TrotzOption, ZielOption, app
from xlbudget.errors import has_fehler


@app.command("druck", cls=Command)
def druck_command(
    datenmappe: DatenmappeArg,
    stand: StandOption,
    ziel: ZielOption,
    *,
    nur: NurOption = None,
    ausschuss: AusschussOption = None,
    je_ausschuss: JeAusschussOption = False,
    entwurf: Annotated[bool, typer.Option("--entwurf", help="Auf jeder Seite steht Entwurf.")] = False,
    aus_excel: Annotated[
        bool, typer.Option("--aus-excel", help="Die Mappen, wie Excel oder LibreOffice sie druckt; nicht barrierefrei.")
    ] = False,
    trotz_fehlern: TrotzOption = False,
    alle: AlleOption = False,
) -> int:
    """Schreibt den ganzen Bericht eines Standes als ein barrierefreies PDF, oder eines je Ausschuss."""
    from xlbudget.app.bericht.druck import druck

    auswahl = auswahl_of(nur, ausschuss, je_ausschuss=je_ausschuss)
    with progress() as fortschritt:
        ergebnis = druck(
            datenmappe,
            stand,
            ziel,
            auswahl,
            entwurf=entwurf,
            aus_excel=aus_excel,
            trotz_fehlern=trotz_fehlern,
            fortschritt=fortschritt,
        )
    show_befunde(ergebnis.befunde, alle=alle)
    for datei in ergebnis.dateien:
        out.print(f"PDF: {datei}", markup=False)
    out.print(count_text(ergebnis.befunde))
    return FEHLER if has_fehler(ergebnis.befunde) else OK
