"""Sheet Befunde: everything that was found wrong with the data, worst first, each with its place."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from xlbudget.errors import Befund, Schwere
from xlbudget.writers.gesamt import optik

BLATT = "Befunde"
SYMBOL = {Schwere.FEHLER: "■", Schwere.WARNUNG: "◆", Schwere.HINWEIS: "○"}
"""A shape for each severity, so that a grey print still tells."""

SPALTEN = (("Schwere", 11.0), ("Code", 24.0), ("Befund", 72.0), ("Ort", 36.0))
ZEILE_KOPF = 3


def write_befundblatt(mappe: Workbook, formate: optik.Formate, befunde: Sequence[Befund], fuss: str) -> None:
    """Add the sheet; `fuss` stands in the footer. Order within a severity is kept."""
    blatt = mappe.add_worksheet(BLATT)
    for index, (_, breite) in enumerate(SPALTEN):
        blatt.set_column(index, index, breite)
    optik.setup_page(blatt, optik.A4, fuss)
    optik.write_text(blatt, 0, 0, "Befunde zu den Daten", formate(optik.TITEL))
    blatt.set_row(0, 20)
    optik.write_text(blatt, 1, 0, summary(befunde), formate())
    if not befunde:
        return
    for index, (titel, _) in enumerate(SPALTEN):
        blatt.write_string(ZEILE_KOPF, index, titel, formate(optik.KOPF))
    blatt.set_row(ZEILE_KOPF, 18)
    reihenfolge = list(Schwere)
    sortiert = sorted(befunde, key=lambda befund: reihenfolge.index(befund.schwere))
    for zeile, befund in enumerate(sortiert, ZEILE_KOPF + 1):
        stark = optik.FETT if befund.schwere is Schwere.FEHLER else {}
        texte = (
            f"{SYMBOL[befund.schwere]} {befund.schwere}",
            befund.code,
            befund.text,
            str(befund.source) if befund.source else "",
        )
        for index, text in enumerate(texte):
            optik.write_text(blatt, zeile, index, text, formate(optik.RAHMEN, optik.TEXT, stark if index == 0 else {}))
        zeilen = max(optik.line_count(text, SPALTEN[index][1], 9) for index, text in enumerate(texte))
        blatt.set_row(zeile, optik.row_height(zeilen, 9))
    letzte = ZEILE_KOPF + len(sortiert)
    blatt.autofilter(ZEILE_KOPF, 0, letzte, len(SPALTEN) - 1)
    blatt.freeze_panes(ZEILE_KOPF + 1, 0)
    blatt.repeat_rows(ZEILE_KOPF)
    blatt.print_area(0, 0, letzte, len(SPALTEN) - 1)
    blatt.set_tab_color(optik.ROT if sortiert[0].schwere is Schwere.FEHLER else optik.LINIE)


def summary(befunde: Sequence[Befund]) -> str:
    """How many of each severity, as a line of text.

    >>> summary([])
    'Keine Befunde.'
    >>> summary([Befund(Schwere.WARNUNG, "a", "b")])
    '0 Fehler, 1 Warnung, 0 Hinweise'
    """
    if not befunde:
        return "Keine Befunde."
    mehrzahl = {Schwere.FEHLER: "Fehler", Schwere.WARNUNG: "Warnungen", Schwere.HINWEIS: "Hinweise"}
    anzahlen = {schwere: sum(befund.schwere is schwere for befund in befunde) for schwere in Schwere}
    return ", ".join(f"{zahl} {schwere if zahl == 1 else mehrzahl[schwere]}" for schwere, zahl in anzahlen.items())
