"""Commands from an empty Datenmappe to the written report.

Each command imports its use case when it runs: help and the worksheet functions must not wait for pandas.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from xlbudget.app.bericht.auswahl import Form, Rechner
from xlbudget.cli.anzeige import (
    FEHLER,
    NICHT_MOEGLICH,
    OK,
    ask_land,
    confirmed,
    count_text,
    out,
    progress,
    quoted,
    show_befunde,
    show_ergebnis,
)
from xlbudget.cli.auswahloptionen import AlleOption, AusschussOption, JeAusschussOption, NurOption, auswahl_of
from xlbudget.cli.deutsch import Command, parse_choice, parse_jahr, parse_land, parse_path, parse_stand, path_argument
from xlbudget.cli.wurzel import DatenmappeArg, StandOption, TrotzOption, ZielOption, app
from xlbudget.core.landesrahmen import Land
from xlbudget.core.zeit import Stand
from xlbudget.errors import has_fehler

RechnerOption = Annotated[
    Rechner,
    typer.Option(
        "--rechner",
        metavar="NAME",
        parser=parse_choice(Rechner),
        help="arrow, oder spark für Exporte, die ein Rechner allein nicht lesen soll (Zusatzpaket).",
    ),
]


@app.command("beispiel", cls=Command)
def beispiel_command(
    ziel: Annotated[
        Path | None, path_argument("ZIEL", "Ordner für die Berichte; ohne Angabe berichte oder berichte-kennzahlen.")
    ] = None,
    *,
    kennzahlen: Annotated[
        bool,
        typer.Option("--kennzahlen", help="Das kleine mit Kennzahlen, Reifegrad, Maßnahmen, Fristen (Jobcenter 2025)."),
    ] = False,
) -> int:
    """Erzeugt die Berichte des mitgelieferten Beispiels (Landkreis Peine 2023).

    Die gezeigten Befunde gehören zum Beispiel: sie stehen so in den veröffentlichten Zahlen.
    """
    from xlbudget.app.bericht.beispiel import JOBCENTER, ORDNER_DATEN, PEINE, beispiel

    welches = JOBCENTER if kennzahlen else PEINE
    ordner = ziel or Path(welches.ordner)
    with progress() as fortschritt:
        ergebnis = beispiel(ordner, fortschritt, welches=welches)
    show_befunde(ergebnis.befunde)
    show_ergebnis(ergebnis)
    mappe = quoted(ordner / ORDNER_DATEN / welches.datenmappe)
    bericht = f"xlbudget bericht {mappe} --stand 2023-06 --ziel {quoted(ordner)}"
    befehl = f"xlbudget fristen {mappe}" if kennzahlen else bericht
    out.print(f"Zum Ausprobieren:  {befehl}", markup=False)
    return OK


@app.command("neu", cls=Command)
def neu_command(
    ordner: Annotated[Path, path_argument("ORDNER", "Ordner, in dem die Mappe angelegt wird.")],
    jahr: Annotated[int, typer.Option("--jahr", metavar="JJJJ", parser=parse_jahr, help="Haushaltsjahr.")] = (
        date.today().year
    ),
    aus: Annotated[
        Path | None,
        typer.Option("--aus", metavar="DATENMAPPE", parser=parse_path, help="Die des Vorjahres fortschreiben."),
    ] = None,
    land: Annotated[
        Land | None,
        typer.Option(
            "--land",
            metavar="LAND",
            parser=parse_land,
            help=f"Kontenrahmen: {', '.join(Land)}. Ohne Angabe wird gefragt, ohne Terminal gilt NI.",
        ),
    ] = None,
) -> int:
    """Legt eine leere Datenmappe mit dem Kontenrahmen eines Landes an, oder die des nächsten Jahres.

    Mit --aus bleiben die Stammdaten der alten, ihre Exporte werden Vorjahre, und was nur für ein Jahr gilt, ist leer.
    """
    if aus is not None:
        if land is not None:
            raise typer.BadParameter("--aus übernimmt die Kontenzuordnung der alten Datenmappe; --land weglassen.")
        return _next_year(aus, ordner)
    from xlbudget.app.bericht.laender import shipped_pflichten
    from xlbudget.app.bericht.neu import describe_rahmen, neu

    gefragt = sys.stdin.isatty()
    gewaehlt = land or (ask_land() if gefragt else Land.NI)
    mappe = neu(ordner, jahr, gewaehlt)
    out.print(f"Angelegt: {mappe}", markup=False)
    if land is None and not gefragt:
        out.print("Ohne die Option --land gilt der Kontenrahmen von Niedersachsen.")
    out.print(describe_rahmen(gewaehlt), markup=False)
    if anzahl := len(shipped_pflichten()[gewaehlt]):
        befehl = f"xlbudget datenmappe ergaenzen {quoted(mappe)} --mit Fristen --land {gewaehlt}"
        out.print(
            f"Belegte Berichtspflichten: {anzahl}; in die Tabelle Fristen kommen sie mit:  {befehl}", markup=False
        )
    else:
        out.print("Belegte Berichtspflichten: keine.")
    out.print("Nächster Schritt: die Mappe in Excel öffnen; das Blatt Start erklärt, was einzutragen ist.")
    out.print(f"Danach prüfen:  xlbudget pruefen {quoted(mappe)}", markup=False)
    return OK


def _next_year(aus: Path, ordner: Path) -> int:
    from xlbudget.app.bericht.fortschreiben import fortschreiben

    ergebnis = fortschreiben(aus, ordner)
    out.print(f"Angelegt: {ergebnis.pfad}", markup=False)
    for satz in ergebnis.gesagt:
        out.print(f"· {satz}", markup=False)
    out.print(f"Danach prüfen:  xlbudget pruefen {quoted(ergebnis.pfad)}", markup=False)
    return OK


@app.command("pruefen", cls=Command)
def pruefen_command(
    datenmappe: DatenmappeArg,
    rechner: RechnerOption = Rechner.ARROW,
    *,
    alle: AlleOption = False,
) -> int:
    """Prüft Datenmappe und Exporte, ohne etwas zu schreiben."""
    from xlbudget.app.bericht.pruefen import pruefen
    from xlbudget.cli.abstimmung import show_abstimmung

    with progress() as fortschritt:
        pruefung = pruefen(datenmappe, fortschritt, rechner=rechner)
    show_abstimmung(pruefung.abstimmung, pruefung.rahmen)
    show_befunde(pruefung.befunde, alle=alle)
    out.print(f"Geprüft: {datenmappe.name}. {count_text(pruefung.befunde)}", markup=False)
    return FEHLER if has_fehler(pruefung.befunde) else OK


@app.command("bericht", cls=Command)
def bericht_command(
    datenmappe: DatenmappeArg,
    stand: StandOption,
    ziel: ZielOption,
    *,
    nur: NurOption = None,
    ausschuss: AusschussOption = None,
    je_ausschuss: JeAusschussOption = False,
    form: Annotated[
        Form,
        typer.Option(
            "--form",
            metavar="FORM",
            parser=parse_choice(Form),
            help="einzeln, mappe (eine Datei je Budget) oder beides.",
        ),
    ] = Form.EINZELN,
    trotz_fehlern: TrotzOption = False,
    rechner: RechnerOption = Rechner.ARROW,
    alle: AlleOption = False,
) -> int:
    """Schreibt die Produktblätter und den Gesamtbericht eines Standes, oder Auszüge für Ausschüsse."""
    from xlbudget.app.bericht.bericht import bericht

    auswahl = auswahl_of(nur, ausschuss, form, je_ausschuss=je_ausschuss)
    with progress() as fortschritt:
        ergebnis = bericht(
            datenmappe,
            stand,
            ziel,
            auswahl,
            trotz_fehlern=trotz_fehlern,
            rechner=rechner,
            fortschritt=fortschritt,
        )
    show_befunde(ergebnis.befunde, alle=alle)
    show_ergebnis(ergebnis)
    return FEHLER if has_fehler(ergebnis.befunde) else OK


@app.command("quittieren", cls=Command)
def quittieren_command(
    datenmappe: DatenmappeArg,
    befund: Annotated[str, typer.Argument(metavar="BEFUND", help="Code eines Befunds oder ein Stück seines Textes.")],
    grund: Annotated[str, typer.Option("--grund", metavar="TEXT", help="Warum der Befund so bleiben darf.")],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="Wer das verantwortet.")],
    *,
    stand: Annotated[
        Stand | None,
        typer.Option("--stand", metavar="JJJJ-MM", parser=parse_stand, help="Für die Befunde eines Berichts."),
    ] = None,
    ja: Annotated[bool, typer.Option("--ja", help="Nicht fragen.")] = False,
) -> int:
    """Trägt geprüfte Befunde in die Tabelle Quittungen ein; sie zählen dann nicht mehr.

    Sie stehen weiter in jeder Liste, mit Grund und Name. Eine Sicherung der Mappe liegt danach daneben.
    """
    from xlbudget.app.bericht.quittieren import find_befunde, quittieren

    with progress() as fortschritt:
        befunde = find_befunde(datenmappe, befund, stand, fortschritt)
    show_befunde(befunde)
    if not ja and not confirmed(f"{len(befunde)} quittieren mit dem Grund „{grund}“?"):
        out.print("Es ist nichts geändert.")
        return NICHT_MOEGLICH
    sicherung = quittieren(datenmappe, befunde, grund, name, date.today())
    out.print(f"Eingetragen in {datenmappe.name}, Tabelle Quittungen: {len(befunde)}.", markup=False)
    out.print(f"Die Mappe, wie sie vorher war: {sicherung}", markup=False)
    return OK
