"""Cells of the page Auf einen Blick: texts and formulas, joined where they are wide."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.blick import Blick
from xlbudget.core.geld import euro
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.blickdaten import Blickdaten
from xlbudget.writers.gesamtbericht.blickplan import GROESSE, Seitenplan, breite
from xlbudget.writers.gesamtbericht.gesamttabelle import FARBEN, Gesamttabelle

VMITTE: style.Stil = {"valign": "vcenter"}
ABSCHNITT: style.Stil = {
    **style.FETT, "font_size": 11, "font_color": style.BLAU, "valign": "bottom"
}  # fmt: skip
KOPF: style.Stil = {**style.KOPF, "text_wrap": False}

Spalten = tuple[int, int]
"""First and last column of a cell that may be joined."""


class Blickzellen:
    """What the parts of the page share."""

    def __init__(
        self,
        mappe: Workbook,
        blatt: Worksheet,
        formate: style.Formate,
        blick: Blick,
        tabelle: Gesamttabelle,
        warnungen: Sequence[str],
    ) -> None:
        self._mappe, self._blatt, self._format, self._blick = mappe, blatt, formate, blick
        self._tabelle = tabelle
        self._daten = Blickdaten(blatt, formate, blick, tabelle)
        self._plan = Seitenplan(blick, mit_warnung=bool(warnungen))
        self._warnungen = "; ".join(warnungen)
        self._ende = blick.bericht.stand.ist_jahresende
        self._ergebnis = "Jahresergebnis" if self._ende else "Prognose"
        self._einheit = blick.bericht.darstellung.einheit
        form = self._einheit.zahlformat
        self._betragsform: style.Stil = {**style.BETRAG, "num_format": form}
        self._unterschied: style.Stil = {"num_format": f"+{form};-{form};0"}

    def _write_text(self, zeile: int, spalten: Spalten, text: str, *stile: style.Stil, hoch: int = 1) -> None:
        form = self._join(zeile, spalten, hoch, *stile)
        style.write_text(self._blatt, zeile, spalten[0], text, form)

    def _write_formel(
        self, zeile: int, spalten: Spalten, formel: str, wert: float | str, *stile: style.Stil, hoch: int = 1
    ) -> None:
        """A formula without its =, with its value."""
        form = self._join(zeile, spalten, hoch, *stile)
        self._blatt.write_formula(zeile, spalten[0], f"={formel}", form, wert)

    def _write_zahl(self, zeile: int, spalten: Spalten, formel: str, zahl: int, *stile: style.Stil, hoch: int) -> None:
        """A number that a formula counts, or that no sheet of the workbook knows."""
        if formel:
            self._write_formel(zeile, spalten, formel, zahl, *stile, hoch=hoch)
        else:
            self._blatt.write_number(zeile, spalten[0], zahl, self._join(zeile, spalten, hoch, *stile))

    def _write_betrag(self, zeile: int, spalten: Spalten, formel: str, betrag_ct: int, *stile: style.Stil) -> None:
        self._write_formel(zeile, spalten, formel, float(euro(betrag_ct)), *stile)

    def _join(self, zeile: int, spalten: Spalten, hoch: int, *stile: style.Stil) -> Format:
        form, (von, bis) = self._format(*stile), spalten
        if bis > von or hoch > 1:
            self._blatt.merge_range(zeile, von, zeile + hoch - 1, bis, "", form)
        return form

    def _write_abschnitt(self, zeile: int, spalten: Spalten, titel: str) -> None:
        self._write_text(zeile, spalten, titel, ABSCHNITT)

    def _write_kopf(self, zeile: int, spalten: Spalten, titel: str, *stile: style.Stil) -> None:
        self._write_text(zeile, spalten, titel, KOPF, *stile)

    def _write_marke(self, zeile: int, spalte: int, formel: str, wert: str, *stile: style.Stil) -> None:
        """A marker, coloured as in the sheet Produktbericht; `formel` begins with its =."""
        form = self._format(style.MITTE, VMITTE, *stile)
        self._blatt.write_formula(zeile, spalte, formel, form, wert)
        for zeichen, farbe in FARBEN.items():
            self._blatt.conditional_format(
                zeile, spalte, zeile, spalte,
                {
                    "type": "cell", "criteria": "==", "value": f'"{zeichen.value}"',
                    "format": self._mappe.add_format({"font_color": farbe}),
                },
            )  # fmt: skip


def fit(text: str, zeilen: int, *px: int, einzug: bool = False) -> str:
    """A text cut to so many lines in columns of so many pixels, less an indent."""
    return style.fit_text(text, breite(*px) - (style.BREITE_EINZUG if einzug else 0), GROESSE, zeilen)


def ort(zeile: int, spalte: int) -> str:
    """A cell, absolute."""
    return str(xl_rowcol_to_cell(zeile, spalte, row_abs=True, col_abs=True))


def ratio(anteil: Fraction | None) -> float | str:
    """What a cell caches for a ratio that may be missing."""
    return "" if anteil is None else float(anteil)
