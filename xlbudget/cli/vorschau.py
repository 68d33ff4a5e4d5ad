"""The command that looks at an export before it is declared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from xlbudget.cli.anzeige import FEHLER, NICHT_MOEGLICH, OK, confirmed, one_line, out, quoted, show_befunde, show_table
from xlbudget.cli.deutsch import Command, parse_choice, parse_jahr, parse_path, path_argument
from xlbudget.cli.wurzel import app
from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenrahmen import Art
from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import Inhalt

if TYPE_CHECKING:
    from xlbudget.app.bericht.vorschau import Vorschau
    from xlbudget.sources.export.bilanz import Exportbilanz
    from xlbudget.sources.export.vorschau import Exportbild


@app.command("vorschau", cls=Command)
def vorschau_command(
    datei: Annotated[Path, path_argument("DATEI", "Der Export: csv, txt, xlsx, xlsm, xls, ods oder parquet.")],
    jahr: Annotated[
        int | None, typer.Option("--jahr", metavar="JJJJ", parser=parse_jahr, help="Haushaltsjahr; sonst erkannt.")
    ] = None,
    inhalt: Annotated[
        Inhalt | None,
        typer.Option("--inhalt", metavar="INHALT", parser=parse_choice(Inhalt), help="Wie in der Tabelle Quellen."),
    ] = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="Summen, Fragen und Zeilen als JSON.")] = False,
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
    from xlbudget.app.bericht.vorschau import vorschau

    try:
        bild = vorschau(datei, jahr=jahr, inhalt=inhalt, datenmappe=uebernehmen or datenmappe)
    except EingabeError as error:
        if not als_json:
            raise
        typer.echo(json.dumps(_EMPTY | {"fragen": [str(error)]}, ensure_ascii=False, indent=1))
        return NICHT_MOEGLICH
    if als_json:
        typer.echo(json.dumps(_as_json(bild), ensure_ascii=False, indent=1))
    else:
        _show(bild)
    if uebernehmen:
        _take_over(bild, uebernehmen, ja=ja, show=not als_json)
    elif not (als_json or bild.ist_eingetragen):
        wahl = f' --inhalt "{inhalt}"' if inhalt else ""
        mappe = quoted(datenmappe) if datenmappe else "DATENMAPPE"
        befehl = f"xlbudget vorschau {quoted(datei)}{wahl} --uebernehmen {mappe}"
        out.print(f"Eintragen:  {befehl}", markup=False)
    return FEHLER if bild.fragen else OK


def _take_over(bild: Vorschau, datenmappe: Path, *, ja: bool, show: bool) -> None:
    from xlbudget.app.bericht.vorschau import count_lines, take_over

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
    """The first export (Ist) at the top, the Ansätze of a file that holds both under `ansatz`."""
    teile = [_sums(einer) for einer in bild.bilder]
    zeilen = {"fragen": bild.fragen, "quellen": list(bild.quellen), "spalten": list(bild.spalten)}
    ansatz = {"ansatz": teile[1]} if len(teile) > 1 else {}
    return teile[0] | zeilen | {"jahr": bild.jahr} | ansatz


def _sums(einer: Exportbild) -> dict[str, Any]:
    bilanz = einer.export.bilanz
    return {
        "ertraege_ct": einer.ertraege_ct,
        "aufwendungen_ct": einer.aufwendungen_ct,
        "gezaehlt": bilanz.gezaehlt,
        "ausgelassen": sum(teil.anzahl for teil in bilanz.ausgelassen),
        "schlusszeilen": len(bilanz.schlusszeilen),
    }


def _show(bild: Vorschau) -> None:
    out.print(Text(f"{bild.file.name}, Haushaltsjahr {bild.jahr}", style="bold"))
    show_table("Erkannt", ("Was", "Gelesen als", "Warum"), [
        (e.was, e.wert, e.grund if e.sicher else f"{e.grund}  ← bitte prüfen") for e in bild.entscheidungen
    ])  # fmt: skip
    for einer in bild.bilder:
        _show_export(einer)
    show_table("Für die Tabelle Quellen", *_as_rows(bild.quellen))
    if bild.spalten:
        show_table("Für die Tabelle Spalten", *_as_rows(bild.spalten))
    show_befunde([befund for befund in bild.befunde if befund.schwere is Schwere.HINWEIS])
    if bild.fragen:
        out.print(Text("Offene Fragen", style="bold yellow"))
        for frage in bild.fragen:
            out.print(Text(f"? {one_line(frage)}"))
    else:
        out.print("Keine offenen Fragen.")


def _show_export(einer: Exportbild) -> None:
    bilanz = einer.export.bilanz
    out.print(Text(f"{bilanz.inhalt}: Kopfzeile {einer.zuordnung.kopf.nummer}", style="bold"))
    show_table("Überschriften", ("Spalte", "Überschrift", "Feld"), [
        (u.spalte, u.text, u.feld or (f"wird nicht gelesen; vielleicht {u.vermutung}?" if u.vermutung else "–"))
        for u in einer.ueberschriften
    ])  # fmt: skip
    show_table("Die ersten Zeilen, wie verstanden", ("Zeile", "Produkt", "Sachkonto", "Monat", "Art", "Betrag"), [
        (str(z.zeile), z.produkt, z.sachkonto, str(z.monat or "–"), z.art or "?", f"{format_betrag(z.betrag_ct)} €")
        for z in einer.beispiele
    ], rechts=(0, 3, 5))  # fmt: skip
    _show_balance(einer, bilanz)


def _show_balance(einer: Exportbild, bilanz: Exportbilanz) -> None:
    euro: Callable[[int], str] = lambda ct: f"{format_betrag(ct)} €"  # noqa: E731
    zeilen = [("Zeilen im Export", str(bilanz.zeilen), "")]
    zeilen.append(("gezählt", str(bilanz.gezaehlt), ""))
    zeilen += [(f"ausgelassen: {teil.grund}", str(teil.anzahl), euro(teil.betrag_ct)) for teil in bilanz.ausgelassen]
    zeilen.append(("Schlusszeilen", str(len(bilanz.schlusszeilen)), ""))
    richtung = 1 if einer.zuordnung.ansatz else -1
    for klasse in bilanz.klassen:
        betrag = klasse.saldo_ct * (richtung if klasse.art == Art.AUFWENDUNGEN else 1)
        name = f"Konten {klasse.klasse}…: {klasse.art or 'ohne Art in der Kontenzuordnung'}"
        zeilen.append((name, str(klasse.anzahl), euro(betrag)))
    zeilen += [("Erträge", "", euro(einer.ertraege_ct)), ("Aufwendungen", "", euro(einer.aufwendungen_ct))]
    show_table("Bilanz", ("", "Zeilen", "Betrag"), zeilen, rechts=(1, 2))


def _as_rows(zeilen: Sequence[Mapping[str, object]]) -> tuple[list[str], list[list[str]]]:
    spalten = list(dict.fromkeys(name for zeile in zeilen for name in zeile))
    return spalten, [[str(zeile.get(name) or "") for name in spalten] for zeile in zeilen]
