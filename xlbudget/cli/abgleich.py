"""The command that holds a report against the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlbudget.cli.anzeige import FEHLER, OK, out, progress, show_table
from xlbudget.cli.deutsch import Command, path_argument
from xlbudget.cli.wurzel import DatenmappeArg, StandOption, app
from xlbudget.core.kontenrahmen import GESAMT_ZEILE
from xlbudget.core.tendenz import Tendenz
from xlbudget.core.zeit import MONATE
from xlbudget.errors import SourceRef, count_befunde

if TYPE_CHECKING:
    from decimal import Decimal

    from xlbudget.core.abgleich import Abgleich, Unterschied
    from xlbudget.core.berichtszahl import Zahlangabe


@app.command("abgleich", cls=Command)
def abgleich_command(
    bericht: Annotated[
        Path, path_argument("BERICHT", "Der Bericht: Produktblatt, Gesamtbericht oder Monatstabelle (xlsx, csv …).")
    ],
    datenmappe: DatenmappeArg,
    stand: StandOption,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="Alles als JSON.")] = False,
) -> int:
    """Vergleicht einen veröffentlichten oder früheren Bericht Zahl für Zahl mit den Daten.

    Geschrieben wird nichts. Gleich ist eine Zahl, wenn der genaue Betrag, gerundet wie gedruckt, sie ergibt.
    """
    from xlbudget.app.bericht.abgleich import abgleich

    with progress() as fortschritt:
        ergebnis = abgleich(bericht, datenmappe, stand, fortschritt)
    if als_json:
        typer.echo(json.dumps(_as_json(ergebnis.abgleich), ensure_ascii=False, indent=1))
    else:
        _show(ergebnis.abgleich)
        out.print(f"Befunde zu den Daten: {count_befunde(ergebnis.befunde)} (xlbudget pruefen)", markup=False)
        out.print(f"{bericht.name}, Stand {stand.text}: {_result(ergebnis.abgleich)}", markup=False)
    return OK if ergebnis.abgleich.ist_gleich else FEHLER


def _show(abgleich: Abgleich) -> None:
    if abgleich.unterschiede:
        kopf = ("Zelle", "Wofür", "Was", "Bericht", "Daten", "Differenz")
        zeilen = [_row(unterschied) for unterschied in abgleich.unterschiede]
        show_table("Unterschiede (Differenz = Bericht − Daten)", kopf, zeilen, rechts=(3, 4, 5))
    if abgleich.unzugeordnet:
        zeilen = [(_cell(teil.source), teil.was, teil.grund, str(teil.anzahl)) for teil in abgleich.unzugeordnet]
        show_table("Nicht zugeordnet", ("Zelle", "Im Bericht", "Warum", "Zahlen"), zeilen, rechts=(3,))
    for hinweis in abgleich.hinweise:
        out.print(hinweis, markup=False)
    if abgleich.fehlend:
        teile = ", ".join(f"{was}: {anzahl}" for was, anzahl in abgleich.fehlend.items())
        out.print(f"In den Daten, nicht im Bericht: {teile}", markup=False)


def _result(abgleich: Abgleich) -> str:
    anzahl = len(abgleich.unterschiede)
    wort = "1 Unterschied" if anzahl == 1 else f"{anzahl} Unterschiede"
    ohne = sum(teil.anzahl for teil in abgleich.unzugeordnet)
    zahlen = "1 Zahl" if abgleich.verglichen == 1 else f"{abgleich.verglichen} Zahlen"
    return f"{zahlen} verglichen, {wort}, {ohne} nicht zugeordnet."


def _row(unterschied: Unterschied) -> tuple[str, ...]:
    zahl, stellen = unterschied.zahl, unterschied.zahl.stellen
    differenz = "" if unterschied.differenz is None else _number(unterschied.differenz, stellen)
    if unterschied.ist_umgekehrt:
        differenz += " (Vorzeichen umgekehrt)"
    return (
        _cell(zahl.source),
        unterschied.objekt.titel,
        _what(zahl.angabe),
        _value(zahl.wert, stellen),
        "keine Angabe" if unterschied.berechnet is None else _value(unterschied.berechnet, stellen),
        differenz,
    )


def _what(angabe: Zahlangabe) -> str:
    """What a figure is, in the words of the report."""
    groesse = MONATE[angabe.monat - 1] if angabe.monat else str(angabe.groesse)
    zeile = None if angabe.zeile == GESAMT_ZEILE else angabe.zeile
    return ", ".join(str(teil) for teil in (angabe.art, zeile, groesse, angabe.jahr, angabe.kennzahl) if teil)


def _cell(source: SourceRef) -> str:
    return f"{source.blatt}!{source.zelle}" if source.blatt else str(source.zelle)


def _value(wert: Decimal | Tendenz, stellen: int) -> str:
    if isinstance(wert, Tendenz):
        return wert or "(leer)"
    return _number(wert, stellen)


def _number(zahl: Decimal, stellen: int) -> str:
    from xlbudget.core.abgleich import MAX_STELLEN

    return f"{zahl:,.{max(0, min(stellen, MAX_STELLEN))}f}".translate(str.maketrans(",.", ".,"))


def _plain(wert: Decimal | Tendenz | None, stellen: int) -> str | None:
    """A figure for a program: with a point, and as a text so that no cent is lost."""
    from xlbudget.core.abgleich import MAX_STELLEN

    return wert if wert is None or isinstance(wert, Tendenz) else f"{wert:.{max(0, min(stellen, MAX_STELLEN))}f}"


def _as_json(abgleich: Abgleich) -> Mapping[str, Any]:
    return {
        "verglichen": abgleich.verglichen,
        "unterschiede": [
            {
                "blatt": u.zahl.source.blatt,
                "zelle": u.zahl.source.zelle,
                "objekt": u.objekt.kennung,
                "was": _what(u.zahl.angabe),
                "bericht": _plain(u.zahl.wert, u.zahl.stellen),
                "daten": _plain(u.berechnet, u.zahl.stellen),
                "differenz": _plain(u.differenz, u.zahl.stellen),
            }
            for u in abgleich.unterschiede
        ],
        "nicht_zugeordnet": [
            {"blatt": t.source.blatt, "zelle": t.source.zelle, "was": t.was, "grund": t.grund, "zahlen": t.anzahl}
            for t in abgleich.unzugeordnet
        ],
        "nicht_im_bericht": dict(abgleich.fehlend),
        "hinweise": list(abgleich.hinweise),
    }
