"""Sheet Befunde: everything that was found wrong with the data, worst first, each with its place."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from xlbudget.errors import Befund, Schwere, count_befunde
from xlbudget.writers import style
from xlbudget.writers.listenblatt import Listenzeile, add_sheet, write_liste

BLATT = "Befunde"
SYMBOL = {Schwere.FEHLER: "■", Schwere.WARNUNG: "◆", Schwere.HINWEIS: "○", Schwere.QUITTIERT: "✓"}
"""A shape for each severity, so that a grey print still tells."""

SPALTEN = (("Schwere", 11.0), ("Code", 24.0), ("Befund", 72.0), ("Ort", 36.0))


def write_befundblatt(mappe: Workbook, formate: style.Formate, befunde: Sequence[Befund], fuss: str) -> None:
    """Add the sheet; `fuss` stands in the footer. Order within a severity is kept."""
    blatt = add_sheet(mappe, BLATT, fuss, (breite for _, breite in SPALTEN))
    reihenfolge = list(Schwere)
    sortiert = sorted(befunde, key=lambda befund: reihenfolge.index(befund.schwere))
    zeilen = [
        Listenzeile(
            (
                f"{SYMBOL[befund.schwere]} {befund.schwere}",
                befund.code,
                befund.text,
                str(befund.source) if befund.source else "",
            ),
            wichtig=befund.schwere is Schwere.FEHLER,
        )
        for befund in sortiert
    ]
    write_liste(blatt, formate, "Befunde zu den Daten", summary(befunde), spalten=SPALTEN, zeilen=zeilen)
    if sortiert:
        blatt.set_tab_color(style.ROT if sortiert[0].schwere is Schwere.FEHLER else style.LINIE)


def summary(befunde: Sequence[Befund]) -> str:
    """How many of each severity, as a line of text.

    >>> summary([])
    'Keine Befunde.'
    >>> summary([Befund(Schwere.WARNUNG, "vorjahr.gleich", "…")])
    '0 Fehler, 1 Warnung, 0 Hinweise'
    """
    return count_befunde(befunde) if befunde else "Keine Befunde."
