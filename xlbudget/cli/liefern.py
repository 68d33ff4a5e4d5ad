"""The command that writes what a Frist has to deliver."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from xlbudget.cli.anzeige import FEHLER, OK, count_text, out, progress, show_befunde
from xlbudget.cli.deutsch import Command, parse_datum
from xlbudget.cli.fristen import tell_table
from xlbudget.cli.wurzel import DatenmappeArg, TrotzOption, ZielOption, app
from xlbudget.errors import has_fehler


@app.command("liefern", cls=Command)
def liefern_command(
    datenmappe: DatenmappeArg,
    *,
    ziel: ZielOption = Path("lieferungen"),
    stichtag: Annotated[
        date | None,
        typer.Option(
            "--stichtag", metavar="TT.MM.JJJJ", parser=parse_datum, help="Dieser Stichtag; ohne Angabe der letzte."
        ),
    ] = None,
    trotz_fehlern: TrotzOption = False,
) -> int:
    """Schreibt zu jeder Frist, die sagt, was zu liefern ist, die Mappe für den Empfänger.

    Was geliefert wird, steht in der Tabelle Fristen in den Spalten Kennzahlen und Produkte.
    """
    from xlbudget.app.bericht.lieferung import deliver

    with progress() as fortschritt:
        ergebnis = deliver(
            datenmappe, ziel, date.today(), stichtag, trotz_fehlern=trotz_fehlern, fortschritt=fortschritt
        )
    show_befunde(ergebnis.befunde)
    tell_table(datenmappe, fehlt=ergebnis.ohne_tabelle)
    for eine in ergebnis.geliefert:
        kennzahlen = len({(zeile.produkt, zeile.bezeichnung) for zeile in eine.lieferung.zeilen})
        was = f"Kennzahlen: {kennzahlen}, Produkte und Budgets: {len(eine.lieferung.blaetter)}"
        out.print(f"{eine.datei}  ({was}, Stand {eine.lieferung.stand.text})", markup=False)
    if not ergebnis.geliefert:
        wann = (
            f"zum {stichtag:%d.%m.%Y}" if stichtag else f"mit einem Stichtag in {ergebnis.jahr}, der schon vorbei ist,"
        )
        out.print(f"Keine Frist {wann} sagt in den Spalten Kennzahlen oder Produkte, was zu liefern ist.")
    out.print(count_text(ergebnis.befunde))
    return FEHLER if has_fehler(ergebnis.befunde) else OK
