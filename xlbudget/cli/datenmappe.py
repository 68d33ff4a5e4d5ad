"""Commands for a Datenmappe that is in use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from xlbudget.cli.anzeige import FEHLER, OK, err, one_line, out, quoted, show_befunde
from xlbudget.cli.deutsch import Command, Group, parse_land, parse_stand
from xlbudget.cli.wurzel import DatenmappeArg, app
from xlbudget.core.landesrahmen import Land
from xlbudget.core.zeit import Stand
from xlbudget.errors import has_fehler

datenmappe_app = typer.Typer(
    cls=Group, help="In einer vorhandenen Datenmappe etwas ergänzen, eintragen oder zuordnen.", no_args_is_help=True
)
app.add_typer(datenmappe_app, name="datenmappe")


@datenmappe_app.command("ergaenzen", cls=Command)
def ergaenzen_command(
    datenmappe: DatenmappeArg,
    mit: Annotated[
        list[str] | None,
        typer.Option("--mit", metavar="NAME", help="Auch diese Tabelle, die es nur auf Wunsch gibt; mehrfach möglich."),
    ] = None,
    land: Annotated[
        Land | None,
        typer.Option(
            "--land", metavar="LAND", parser=parse_land, help="Zu --mit Fristen: die Berichtspflichten dieses Landes."
        ),
    ] = None,
) -> int:
    """Ergänzt Tabellen, Spalten, Einstellungen und Auswahllisten, die der Mappe fehlen.

    Was darin steht, bleibt; eine Sicherung der Mappe liegt danach daneben.
    """
    from xlbudget.app.bericht.ergaenzen import describe_pflichten, ergaenzen

    lauf = ergaenzen(datenmappe, mit or (), land=land)
    show_befunde(lauf.befunde)
    for text in lauf.ergaenzt:
        out.print(f"Ergänzt: {one_line(text)}", markup=False)
    if lauf.sicherung:
        out.print(f"Die Mappe, wie sie vorher war: {lauf.sicherung}", markup=False)
    elif not lauf.befunde:
        out.print(f"In {datenmappe.name} fehlt nichts; sie bleibt unverändert.", markup=False)
    else:
        out.print(f"{datenmappe.name} bleibt unverändert.", markup=False)
    if land is not None:
        out.print(describe_pflichten(land), markup=False)
    elif any("Tabelle Fristen" in text for text in lauf.ergaenzt):
        befehl = f"xlbudget datenmappe ergaenzen {quoted(datenmappe)} --mit Fristen --land LAND"
        out.print(f"Mit den Berichtspflichten eines Landes:  {befehl}", markup=False)
    for tabelle in lauf.moeglich:
        befehl = f"xlbudget datenmappe ergaenzen {quoted(datenmappe)} --mit {tabelle.name}"
        out.print(f"Auf Wunsch: {tabelle.name}: {tabelle.zweck}  {befehl}", markup=False)
    return FEHLER if has_fehler(lauf.befunde) else OK


@datenmappe_app.command("eintragen", cls=Command)
def eintragen_command(
    datenmappe: DatenmappeArg,
    stand: Annotated[
        Stand, typer.Option("--stand", metavar="JJJJ-MM", parser=parse_stand, help="Bis zu diesem Stand Gemeldetes.")
    ],
) -> int:
    """Trägt Angenommenes der Fachdienste in die Tabellen Kennzahlwerte und Maßnahmen ein.

    Monatswerte, die es gibt, bleiben; zu Maßnahmen gilt, was angenommen ist. Eine Sicherung der Mappe liegt danach
    daneben.
    """
    from xlbudget.app.runde.eintragen import eintragen

    lauf = eintragen(datenmappe, stand)
    for text in lauf.offen:
        out.print(one_line(text), markup=False)
    if lauf.sicherung:
        anzahl, angaben = len(lauf.eingetragen), len(lauf.massnahmen)
        in_massnahmen = f", Tabelle Maßnahmen: {angaben}" if angaben else ""
        out.print(f"Eingetragen in {datenmappe.name}, Tabelle Kennzahlwerte: {anzahl}{in_massnahmen}.", markup=False)
        out.print(f"Die Mappe, wie sie vorher war: {lauf.sicherung}", markup=False)
    else:
        out.print(f"Nichts einzutragen; {datenmappe.name} bleibt unverändert.", markup=False)
    return OK


@datenmappe_app.command("kennung", cls=Command)
def kennung_command(
    datenmappe: DatenmappeArg,
    *,
    dieselbe: Annotated[
        bool, typer.Option("--dieselbe", help="Es ist die Datenmappe aus dem Versandbuch, verschoben oder umbenannt.")
    ] = False,
    eigene: Annotated[
        bool,
        typer.Option("--eigene", help="Es ist eine eigene Datenmappe, aus der noch nichts versandt wurde: eine Kopie."),
    ] = False,
) -> int:
    """Sagt, ob eine Datenmappe die ist, aus der versandt wurde, oder eine eigene.

    Eine Sicherung der Mappe liegt danach daneben.
    """
    if dieselbe == eigene:
        raise typer.BadParameter("Bitte --dieselbe oder --eigene angeben.")
    _assign(datenmappe, dieselbe=dieselbe)
    return OK


def ask_whose(datei: Path, frage: str) -> bool:
    """Whether somebody at the keyboard said whose a Datenmappe is; that holds then."""
    if not sys.stdin.isatty():
        return False
    err.print(Text(one_line(frage), style="yellow"))
    antwort = typer.prompt("Dieselbe (d), eine eigene (e) oder abbrechen (a)?", default="a", err=True)
    wahl = str(antwort).strip().casefold()[:1]
    if wahl not in ("d", "e"):
        return False
    _assign(datei, dieselbe=wahl == "d")
    return True


def _assign(datenmappe: Path, *, dieselbe: bool) -> None:
    from xlbudget.app.bericht.buchzugang import assign_own, assign_same
    from xlbudget.delivery.mail.zugang import angemeldeter_benutzer

    ergebnis = assign_same(datenmappe, angemeldeter_benutzer()) if dieselbe else assign_own(datenmappe)
    was = (
        "zählt jetzt als die aus dem Versandbuch" if dieselbe else "zählt jetzt als eigene, aus der nichts versandt ist"
    )
    out.print(f"{datenmappe.name} {was}.", markup=False)
    if ergebnis.sicherung:
        out.print(f"Die Mappe, wie sie vorher war: {ergebnis.sicherung}", markup=False)
