"""The reconciliation of a run in the terminal."""

from __future__ import annotations

from xlbudget.cli.anzeige import show_table
from xlbudget.core.abstimmung import Abstimmung, Betragsposten, Exportabstimmung, art_sum_ct
from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenrahmen import Art, Kontenrahmen


def show_abstimmung(abstimmung: Abstimmung, rahmen: Kontenrahmen) -> None:
    """What became of every line of each export, and what is not in the report."""
    exporte = (*abstimmung.exporte, *abstimmung.vorjahre)
    zeilenkopf = ("Export", "Inhalt", "Zeilen", "gezählt", "außen vor", "Schluss")
    show_table("Abstimmung: Zeilen", zeilenkopf, [_lines(export) for export in exporte], rechts=(2, 3, 4, 5))
    betragskopf = ("Export", *(f"{art} €" for art in Art), "Monate")
    show_table("Abstimmung: Beträge", betragskopf, [_amounts(export, rahmen) for export in exporte], rechts=(1, 2))
    fort = [
        *(_left_out(export, posten) for export in exporte for posten in export.ausgelassen),
        *(("", posten.name, str(posten.anzahl), format_betrag(posten.betrag_ct)) for posten in abstimmung.ohne_platz),
        *(("", posten.name, str(posten.anzahl), format_betrag(posten.betrag_ct)) for posten in abstimmung.daneben),
    ]
    if fort:
        show_table("Nicht im Ergebnis", ("Export", "Warum", "Zeilen", "Betrag €"), fort, rechts=(2, 3))


def _lines(export: Exportabstimmung) -> tuple[str, ...]:
    aus = sum(posten.anzahl for posten in export.ausgelassen)
    zahlen = (export.zeilen, export.gezaehlt, aus, export.schlusszeilen)
    return export.datei, export.inhalt, *map(str, zahlen)


def _amounts(export: Exportabstimmung, rahmen: Kontenrahmen) -> tuple[str, ...]:
    summen = (format_betrag(art_sum_ct(export, art, rahmen)) for art in Art)
    return export.datei, *summen, export.monate


def _left_out(export: Exportabstimmung, posten: Betragsposten) -> tuple[str, ...]:
    return export.datei, posten.name, str(posten.anzahl), format_betrag(posten.betrag_ct)
