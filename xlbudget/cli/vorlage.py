"""Commands for templates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlbudget.cli.anzeige import FEHLER, OK, count_text, out, quoted, show_befunde
from xlbudget.cli.deutsch import Command, Group, path_argument
from xlbudget.cli.wurzel import app
from xlbudget.errors import has_fehler

vorlage_app = typer.Typer(cls=Group, help="Eigene Vorlagen für Produktblätter.", no_args_is_help=True)
app.add_typer(vorlage_app, name="vorlage")


@vorlage_app.command("neu", cls=Command)
def vorlage_neu_command(
    ordner: Annotated[Path, path_argument("ORDNER", "Ordner, in dem die Vorlage abgelegt wird.")],
    *,
    modern: Annotated[bool, typer.Option("--modern", help="Die moderne Vorlage statt der klassischen.")] = False,
    rueckmeldung: Annotated[
        bool, typer.Option("--rueckmeldung", help="Die Vorlage der Mappen, die Fachdienste ausfüllen.")
    ] = False,
) -> int:
    """Legt eine mitgelieferte Vorlage zum Umgestalten in Excel ab."""
    from xlbudget.app.bericht.vorlage import VORLAGE, VORLAGE_MODERN, VORLAGE_RUECKMELDUNG, vorlage_neu

    datei = vorlage_neu(ordner, VORLAGE_RUECKMELDUNG if rueckmeldung else VORLAGE_MODERN if modern else VORLAGE)
    out.print(f"Angelegt: {datei}", markup=False)
    out.print(f"Nach dem Umgestalten prüfen:  xlbudget vorlage pruefen {quoted(datei)}", markup=False)
    wo = "Vorlage Rückmeldung" if rueckmeldung else "Vorlage"
    out.print(f"Dann in der Datenmappe bei Einstellungen › {wo} den Dateinamen eintragen.")
    return OK


@vorlage_app.command("druck", cls=Command)
def vorlage_druck_command(
    ordner: Annotated[Path, path_argument("ORDNER", "Ordner, in dem das Layout abgelegt wird.")],
) -> int:
    """Legt das mitgelieferte Layout des PDF zum Umgestalten ab."""
    from xlbudget.app.bericht.druck import layout_neu

    ziel = layout_neu(ordner)
    return _tell_layout(ziel, "Schrift, Farben und Papier stehen in stil.typ.", "Drucklayout")


@vorlage_app.command("web", cls=Command)
def vorlage_web_command(
    ordner: Annotated[Path, path_argument("ORDNER", "Ordner, in dem das Layout abgelegt wird.")],
) -> int:
    """Legt das mitgelieferte Layout der Webseite zum Umgestalten ab."""
    from xlbudget.app.bericht.veroeffentlichen import weblayout_neu

    ziel = weblayout_neu(ordner)
    return _tell_layout(ziel, "Schrift und Farben stehen in stil.css.", "Weblayout")


def _tell_layout(ziel: Path, wo: str, einstellung: str) -> int:
    out.print(f"Angelegt: {ziel}. {wo}", markup=False)
    out.print(f"Dann in der Datenmappe bei Einstellungen › {einstellung} eintragen: {ziel.name}", markup=False)
    return OK


@vorlage_app.command("pruefen", cls=Command)
def vorlage_pruefen_command(datei: Annotated[Path, path_argument("DATEI", "Die Vorlage (.xlsx).")]) -> int:
    """Prüft eine Vorlage: Namen, Platz, Formeln und alles, was Excel zum Reparieren brächte."""
    from xlbudget.app.bericht.vorlage import vorlage_pruefen

    befunde = vorlage_pruefen(datei)
    show_befunde(befunde)
    out.print(f"Geprüft: {datei.name}. {count_text(befunde)}", markup=False)
    return FEHLER if has_fehler(befunde) else OK
