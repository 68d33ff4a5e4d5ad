"""A sheet that lists something: title, one line of summary, then rows of wrapped text under a heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.writers import style

ZEILE_KOPF = 3
_SCHRIFT, _FUSS = 9, 10
_LESBAR = 8 / _SCHRIFT
"""Nothing is printed smaller than 8 points."""
_SPIELRAUM = 1.06  # LibreOffice draws columns a little wider than Excel


@dataclass(frozen=True, slots=True)
class Listenzeile:
    """The texts of one row; the first is bold where the row is `wichtig`."""

    texte: Sequence[str]
    wichtig: bool = False


def write_liste(
    blatt: Worksheet,
    formate: style.Formate,
    titel: str,
    zusammenfassung: str,
    *,
    spalten: Sequence[tuple[str, float]],
    zeilen: Sequence[Listenzeile],
) -> None:
    """Fill a sheet whose page is set up; `spalten` are headings and widths in characters."""
    for index, (_, breite) in enumerate(spalten):
        blatt.set_column(index, index, breite)
    style.write_text(blatt, 0, 0, titel, formate(style.TITEL))
    blatt.set_row(0, 20)
    style.write_text(blatt, 1, 0, zusammenfassung, formate())
    if not zeilen:
        return
    for index, (name, _) in enumerate(spalten):
        blatt.write_string(ZEILE_KOPF, index, name, formate(style.KOPF))
    blatt.set_row(ZEILE_KOPF, 18)
    for nummer, zeile in enumerate(zeilen, ZEILE_KOPF + 1):
        for index, text in enumerate(zeile.texte):
            stark = style.FETT if zeile.wichtig and index == 0 else {}
            style.write_text(blatt, nummer, index, text, formate(style.RAHMEN, style.TEXT, stark))
        hoechste = max(
            style.line_count(text, breite, _SCHRIFT) for text, (_, breite) in zip(zeile.texte, spalten, strict=True)
        )
        blatt.set_row(nummer, style.row_height(hoechste, _SCHRIFT))
    letzte = ZEILE_KOPF + len(zeilen)
    # a Fassung or a Kennzahl is listed as text on purpose
    blatt.ignore_errors({"number_stored_as_text": xl_range(ZEILE_KOPF + 1, 0, letzte, len(spalten) - 1)})
    blatt.autofilter(ZEILE_KOPF, 0, letzte, len(spalten) - 1)
    blatt.freeze_panes(ZEILE_KOPF + 1, 0)
    blatt.repeat_rows(ZEILE_KOPF)
    blatt.print_area(0, 0, letzte, len(spalten) - 1)


def add_sheet(mappe: Workbook, name: str, fuss: str, breiten: Iterable[float]) -> Worksheet:
    """An empty sheet on the smallest paper that holds columns of these widths, in characters, at a legible size.

    `fuss` stands in the footer.
    """
    blatt = mappe.add_worksheet(name)
    breite_pt = sum(map(style.spalten_px, breiten)) * 0.75 * _SPIELRAUM
    papier = style.A4 if style.A4.breite >= breite_pt * _LESBAR else style.A3
    style.setup_page(blatt, papier, fuss, _FUSS)
    return blatt
