"""The command that looks at an export before it is declared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from xlbudget.cli.anzeige import FEHLER, NICHT_MOEGLICH, OK, confirmed, one_line, out, quoted, show_befunde, show_table
from xlbudget.cli.deutsch import Command, parse_choice, parse_jahr, parse_land, parse_path, path_argument
from xlbudget.cli.wurzel import app
from xlbudget.core.landesrahmen import Land
from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import Inhalt

if TYPE_CHECKING:
    from xlbudget.app.bericht.vorschau import Vorschau, VorschauError
    from xlbudget.app.bericht.vorschautabellen import Vorschautabelle


@app.command("vorschau", cls=Command)
def vorschau_command(
    datei: Annotated[
        Path, path_argument("DATEI", "Der Export (csv, txt, xlsx, xlsm, xls, ods, parquet), ein Ordner oder „b-*.csv“.")
    ],
    jahr: Annotated[
        int | None, typer.Option("--jahr", metavar="JJJJ", parser=parse_jahr, help="Haushaltsjahr; sonst erkannt.")
    ] = None,
    inhalt: Annotated[
        Inhalt | None,
        typer.Option("--inhalt", metavar="INHALT", parser=parse_choice(Inhalt), help="Wie in der Tabelle Quellen."),
    ] = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="Summen, Fragen und Zeilen als JSON.")] = False,
    konten: Annotated[
        bool, typer.Option("--konten", help="Auch alle Sachkonten mit Namen und Zeile der Kontenzuordnung.")
    ] = False,
    land: Annotated[
        Land | None,
        typer.Option("--land", metavar="LAND", parser=parse_land, help="Ohne --datenmappe: dessen Kontenrahmen."),
    ] = None,
    datenmappe: Annotated[
        Path | None,
        typer.Option(
            "--datenmappe",
            metavar="DATENMAPPE",
            parser=parse_path,
            help="Mit deren Jahr und Kontenzuordnung, und wie sie den Export erklärt.",
        ),
    ] = None,
    uebernehmen: Annotated[
        Path | None,
        typer.Option(
            "--uebernehmen",
            metavar="DATENMAPPE",
            parser=parse_path,
            help="Trägt die Zeilen für Quellen und Spalten dort ein, nach Rückfrage.",
        ),
    ] = None,
    ja: Annotated[bool, typer.Option("--ja", help="Mit --uebernehmen: ohne Rückfrage.")] = False,
) -> int:
    """Zeigt, wie ein Export gelesen wird, was unsicher ist und was dazu in die Datenmappe gehört.

    Geschrieben wird nur mit --uebernehmen.
    """
    from xlbudget.app.bericht.vorschau import VorschauError, vorschau

    try:
        bild = vorschau(datei, jahr=jahr, inhalt=inhalt, datenmappe=uebernehmen or datenmappe, land=land or Land.NI)
    except EingabeError as error:
        if als_json:
            fragen = [str(error), *map(str, error.befunde)]
            typer.echo(json.dumps(_EMPTY | {"fragen": fragen}, ensure_ascii=False, indent=1))
            return NICHT_MOEGLICH
        if isinstance(error, VorschauError):
            _show_part(error)
        raise
    if als_json:
        typer.echo(json.dumps(_as_json(bild), ensure_ascii=False, indent=1))
    else:
        _show(bild, konten=konten)
    if uebernehmen:
        _take_over(bild, uebernehmen, ja=ja, show=not als_json)
    elif not (als_json or bild.ist_eingetragen):
        wahl = f' --inhalt "{inhalt}"' if inhalt else ""
        mappe = quoted(datenmappe) if datenmappe else "DATENMAPPE"
        wahl += f" --jahr {jahr}" if jahr else ""
        befehl = f"xlbudget vorschau {quoted(datei)}{wahl} --uebernehmen {mappe}"
        out.print(f"Eintragen:  {befehl}", markup=False)
    return FEHLER if bild.fragen else OK


def _take_over(bild: Vorschau, datenmappe: Path, *, ja: bool, show: bool) -> None:
    from xlbudget.app.bericht.vorschau import take_over
    from xlbudget.app.bericht.vorschaufragen import count_lines

    offen = len(bild.fragen)
    frage = f"{count_lines(len(bild.quellen) + len(bild.spalten))} in {datenmappe.name} eintragen?"
    if offen:
        frage = f"{offen} offene {'Frage' if offen == 1 else 'Fragen'}. Trotzdem {frage}"
    if not (ja or bild.ist_eingetragen or confirmed(frage)):
        if show:
            out.print("Nichts eingetragen.")
        return
    sicherung = take_over(bild, datenmappe)
    if show:
        out.print(f"Eingetragen in {datenmappe}. Die Mappe, wie sie vorher war: {sicherung}", markup=False)


_EMPTY: dict[str, Any] = {
    "ertraege_ct": None,
    "aufwendungen_ct": None,
    "gezaehlt": None,
    "ausgelassen": None,
    "schlusszeilen": None,
    "fragen": [],
    "quellen": [],
    "spalten": [],
}


def _as_json(bild: Vorschau) -> Mapping[str, Any]:
    """The first kind of export (Ist) at the top, the Ansätze of a file that holds both under `ansatz`."""
    from xlbudget.app.bericht.vorschautabellen import by_content, sums_of

    teile = [asdict(sums_of(bilder)) for bilder in by_content(bild).values()]
    zeilen = {"fragen": bild.fragen, "quellen": list(bild.quellen), "spalten": list(bild.spalten)}
    ansatz = {"ansatz": teile[1]} if len(teile) > 1 else {}
    return teile[0] | zeilen | {"jahr": bild.jahr} | ansatz


def _show(bild: Vorschau, *, konten: bool) -> None:
    from xlbudget.app.bericht.vorschautabellen import tables_of

    anzahl = f", {len(bild.dateien)} Dateien" if len(bild.dateien) > 1 else ""
    out.print(Text(f"{bild.file.name}{anzahl}, Haushaltsjahr {bild.jahr}", style="bold"))
    _show_tables(tables_of(bild, konten=konten))
    show_befunde([befund for befund in bild.befunde if befund.schwere is Schwere.HINWEIS])
    if bild.fragen:
        out.print(Text("Offene Fragen", style="bold yellow"))
        for frage in bild.fragen:
            out.print(Text(f"? {one_line(frage)}"))
    else:
        out.print("Keine offenen Fragen.")


def _show_part(error: VorschauError) -> None:
    """What was understood of an export that cannot be read; the reason comes after it."""
    from xlbudget.app.bericht.vorschautabellen import tables_of_part

    out.print(Text(f"{error.file.name}: nicht lesbar, so weit verstanden", style="bold"))
    _show_tables(tables_of_part(error))


def _show_tables(tabellen: Iterable[Vorschautabelle]) -> None:
    for eine in tabellen:
        if eine.abschnitt:
            out.print(Text(eine.abschnitt, style="bold"))
        show_table(eine.titel, eine.spalten, eine.zeilen, rechts=eine.rechts)
