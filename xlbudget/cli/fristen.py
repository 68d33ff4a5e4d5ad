"""The command that lists reporting duties and writes them for a calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlbudget.app.runde.auftrag import Weg
from xlbudget.cli.anzeige import FEHLER, OK, count_text, out, progress, quoted, show_befunde, show_table
from xlbudget.cli.deutsch import Command, parse_choice, parse_datum, parse_path
from xlbudget.cli.versand import OutlookOption, SendenOption, mail_weg
from xlbudget.cli.wurzel import DatenmappeArg, app
from xlbudget.core.fristen import Dazu
from xlbudget.errors import has_fehler

if TYPE_CHECKING:
    from xlbudget.app.bericht.fristen import Fristenliste

SPALTEN = ("Fällig", "Tage", "Pflicht", "Stichtag", "Empfänger", "Wer")


@app.command("fristen", cls=Command)
def fristen_command(
    datenmappe: DatenmappeArg,
    *,
    bis: Annotated[
        date | None,
        typer.Option("--bis", metavar="TT.MM.JJJJ", parser=parse_datum, help="Letzter Tag; ohne Angabe ein Jahr."),
    ] = None,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="DATEI", parser=parse_path, help="Die Termine für den Kalender schreiben."),
    ] = None,
    mit: Annotated[
        list[Dazu] | None,
        typer.Option("--mit", metavar="WAS", parser=parse_choice(Dazu), help=f"Dazu: {', '.join(Dazu)}."),
    ] = None,
    erinnern: Annotated[
        bool, typer.Option("--erinnern", help="Wer bald zu liefern hat, bekommt eine Mail; ohne --senden als Entwurf.")
    ] = False,
    senden: SendenOption = False,
    outlook: OutlookOption = False,
    ziel: Annotated[
        Path | None,
        typer.Option(
            "--ziel",
            metavar="ORDNER",
            parser=parse_path,
            help="Ordner für Entwürfe; ohne Angabe versand/NAME/fristen neben der Datenmappe.",
        ),
    ] = None,
) -> int:
    """Zeigt, was wem bis wann zu berichten ist: Überfälliges zuerst, dann die nächsten Termine.

    Gelesen wird nur die Datenmappe, Tabelle Fristen.
    """
    if erinnern and (bis or ics or mit):
        raise typer.BadParameter("--bis, --ics und --mit gehören zur Liste; --erinnern geht ohne sie.")
    if erinnern:
        return _remind(datenmappe, ziel, mail_weg(senden=senden, outlook=outlook))
    if senden or outlook or ziel:
        raise typer.BadParameter("--senden, --outlook und --ziel gehören zu --erinnern.")
    from xlbudget.app.bericht.fristen import list_fristen, write_ics

    liste = list_fristen(datenmappe, date.today(), bis, mit or ())
    if liste.termine:
        titel = f"Fristen bis {liste.bis:%d.%m.%Y}"
        show_table(titel, SPALTEN, rows(liste), rechts=(1,))
    show_befunde(liste.befunde)
    tell_table(datenmappe, fehlt=liste.ohne_tabelle)
    out.print(f"Fristen: {len(liste.termine)}, davon überfällig: {liste.ueberfaellig}. {count_text(liste.befunde)}")
    if ics:
        anzahl = write_ics(liste, ics)
        ohne = f"Kein Termin bis {liste.bis:%d.%m.%Y}; {ics} ist nicht geschrieben."
        out.print(f"Kalender mit {anzahl} Terminen: {ics}" if anzahl else ohne, markup=False)
    return FEHLER if has_fehler(liste.befunde) else OK


def _remind(datenmappe: Path, ziel: Path | None, weg: Weg) -> int:
    from xlbudget.app.runde.fristmails import Fristauftrag, fristenordner, remind_of_fristen

    with progress() as fortschritt:
        auftrag = Fristauftrag(ziel or fristenordner(datenmappe), weg)
        ergebnis = remind_of_fristen(datenmappe, auftrag, fortschritt)
    show_befunde(ergebnis.befunde)
    zeilen = [(f"{p.termin.faellig:%d.%m.%Y}", p.termin.frist.pflicht, p.an, p.lage) for p in ergebnis.posten]
    if zeilen:
        show_table("Erinnerungen an Fristen", ("Fällig", "Pflicht", "An", "Lage"), zeilen)
    else:
        tell_table(datenmappe, fehlt=ergebnis.ohne_tabelle)
        out.print("Heute ist an keine Frist zu erinnern.")
    if zeilen and weg is Weg.ENTWURF:
        out.print(f"Entwürfe (.eml, zum Öffnen und Senden) in {ergebnis.ziel}", markup=False)
    out.print(count_text(ergebnis.befunde))
    return FEHLER if has_fehler(ergebnis.befunde) else OK


def tell_table(datenmappe: Path, *, fehlt: bool) -> None:
    """Say how the table comes into a Datenmappe that lacks it."""
    if fehlt:
        befehl = f"xlbudget datenmappe ergaenzen {quoted(datenmappe)} --mit Fristen"
        out.print(f"Die Datenmappe hat keine Tabelle Fristen. So kommt sie hinein:  {befehl}", markup=False)


def rows(liste: Fristenliste) -> list[tuple[str, ...]]:
    """A row of the list for each Termin; what is overdue has a negative number of days."""
    return [
        (
            f"{termin.faellig:%d.%m.%Y}" if termin.faellig else "ohne Termin",
            str((termin.faellig - liste.heute).days) if termin.faellig else "",
            f"{'ÜBERFÄLLIG ' if termin.is_overdue(liste.heute) else ''}{termin.frist.pflicht}",
            f"{termin.stichtag:%d.%m.%Y}" if termin.stichtag else "",
            termin.frist.empfaenger,
            termin.frist.wer,
        )
        for termin in liste.termine
    ]
