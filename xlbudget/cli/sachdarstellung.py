"""The command that drafts a council paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlbudget.cli.anzeige import FEHLER, OK, count_text, one_line, out, progress
from xlbudget.cli.auswahloptionen import AusschussOption, JeAusschussOption, auswahl_of
from xlbudget.cli.deutsch import Command, parse_path
from xlbudget.cli.wurzel import DatenmappeArg, StandOption, TrotzOption, app
from xlbudget.errors import has_fehler


@app.command("sachdarstellung", cls=Command)
def sachdarstellung_command(
    datenmappe: DatenmappeArg,
    stand: StandOption,
    *,
    ziel: Annotated[
        Path, typer.Option("--ziel", metavar="ORDNER", parser=parse_path, help="Ordner für den Entwurf.")
    ] = Path("berichte"),
    vorlage: Annotated[
        Path | None,
        typer.Option("--vorlage", metavar="VORLAGE.docx", parser=parse_path, help="Die eigene Word-Vorlage."),
    ] = None,
    entwurf: Annotated[
        Path | None,
        typer.Option("--entwurf", metavar="ALT.docx", parser=parse_path, help="Diesen Entwurf fortschreiben."),
    ] = None,
    ausschuss: AusschussOption = None,
    je_ausschuss: JeAusschussOption = False,
    trotz_fehlern: TrotzOption = False,
) -> int:
    """Schreibt den Entwurf der Vorlage für den Rat: Sätze nach festen Regeln, jede Zahl mit ihrer Herkunft.

    Was erzeugt ist, ist als Entwurf hinterlegt, bis es jemand freigibt. Mit --entwurf wird erneuert, was niemand
    geändert hat; Bearbeitetes bleibt.
    """
    from xlbudget.app.bericht.entwurfstext import lines_of
    from xlbudget.app.bericht.sachdarstellung import fortschreiben, sachdarstellung

    if vorlage and entwurf:
        raise typer.BadParameter("Ein alter Entwurf behält seine Gestalt; mit --entwurf --vorlage weglassen.")
    auswahl = auswahl_of(None, ausschuss, je_ausschuss=je_ausschuss)
    with progress() as zeige:
        if entwurf:
            ergebnis = fortschreiben(
                datenmappe, stand, ziel, entwurf, auswahl=auswahl, trotz_fehlern=trotz_fehlern, fortschritt=zeige
            )
        else:
            ergebnis = sachdarstellung(
                datenmappe,
                stand,
                ziel,
                vorlage=vorlage,
                auswahl=auswahl,
                trotz_fehlern=trotz_fehlern,
                fortschritt=zeige,
            )
    for einer in ergebnis.geschrieben:
        for zeile in lines_of(einer):
            out.print(one_line(zeile), markup=False)
    out.print(count_text(ergebnis.befunde))
    widerspruch = any(einer.widersprueche for einer in ergebnis.geschrieben)
    return FEHLER if widerspruch or has_fehler(ergebnis.befunde) else OK
