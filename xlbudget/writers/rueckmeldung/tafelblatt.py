"""The sheet on which rows of a table of the Datenmappe are filled in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.geld import euro
from xlbudget.core.rueckmeldung import Feldart, Feldwert
from xlbudget.layout.eingabetafel import Eingabetafel, Tafeleingabe, Tafelzeile
from xlbudget.layout.rueckmeldung import Pruefung
from xlbudget.writers import style
from xlbudget.writers.style import OPTIONEN
from xlbudget.xlsx.areas import Cell
from xlbudget.xlsx.package import Package

_RAND = 2.0  # width of the column before the first
_KOPFZEILE = 4  # row of the headings, counted from 0
_HOEHE, _TITELHOEHE = 16.5, 20.0
_UEBERSCHRIFT: style.Stil = {
    "bold": True, "font_size": 11, "font_color": style.BLAU, "bg_color": "#E8ECF1",
    "bottom": 1, "bottom_color": style.BLAU, "valign": "vcenter",
}  # fmt: skip
_ZELLE: style.Stil = {**style.RAHMEN, "text_wrap": True, "valign": "vcenter"}
_BEGINNT: style.Stil = {"top": 1, "top_color": style.GRAU_DUNKEL}
_LINKS: style.Stil = {"align": "left", "indent": 1}
_UMBRUCH: style.Stil = {"text_wrap": True, "valign": "top"}


def draw_tafel(fuss: str, tafel: Eingabetafel) -> Package:
    """A workbook of this one sheet; nothing on it is open yet. `fuss` stands in its footer."""
    puffer = io.BytesIO()
    mappe = Workbook(puffer, OPTIONEN)
    _Tafelblatt(mappe, tafel).write(fuss)
    mappe.close()
    return Package.from_bytes(tafel.blatt, puffer.getvalue())


def tafelzellen(tafel: Eingabetafel) -> Iterator[tuple[Cell, Tafeleingabe]]:
    """Every input of the sheet with its cell, row by row."""
    for nummer, zeile in _rows(tafel):
        if isinstance(zeile, Tafelzeile):
            for spalte, eingabe in enumerate(zeile.eingaben, len(tafel.fest) + 2):
                yield (nummer + 1, spalte), eingabe


def tafelspalten(tafel: Eingabetafel) -> Iterator[tuple[Pruefung, list[Cell]]]:
    """The inputs as columns without gaps in which the same is accepted."""
    zellen = sorted(tafelzellen(tafel), key=lambda paar: (paar[0][1], paar[0][0]))
    laufend = enumerate(zellen)
    for (pruefung, _, _), lauf in groupby(laufend, key=lambda e: (e[1][1].pruefung, e[1][0][1], e[1][0][0] - e[0])):
        yield pruefung, [zelle for _, (zelle, _) in lauf]


def _rows(tafel: Eingabetafel) -> Iterator[tuple[int, str | Tafelzeile]]:
    """Row numbers, counted from 0, with the heading or the row of the table that stands there."""
    nummer = _KOPFZEILE + 1
    for abschnitt in tafel.abschnitte:
        yield nummer, abschnitt.titel
        yield from enumerate(abschnitt.zeilen, nummer + 1)
        nummer += len(abschnitt.zeilen) + 1


class _Tafelblatt:
    def __init__(self, mappe: Workbook, tafel: Eingabetafel) -> None:
        self._blatt: Worksheet = mappe.add_worksheet(tafel.blatt)
        self._format = style.Formate(mappe)
        self._tafel = tafel
        self._spalten = (*tafel.fest, *tafel.offen)

    def write(self, fuss: str) -> None:
        self._setup(fuss)
        self._write_kopf()
        letzte = _KOPFZEILE
        for letzte, inhalt in _rows(self._tafel):
            if isinstance(inhalt, Tafelzeile):
                self._write_zeile(letzte, inhalt)
            else:
                self._write_titel(letzte, inhalt)
        self._blatt.print_area(0, 0, letzte, len(self._spalten))

    def _setup(self, fuss: str) -> None:
        self._blatt.set_column(0, 0, _RAND)
        for nummer, spalte in enumerate(self._spalten, 1):
            self._blatt.set_column(nummer, nummer, spalte.breite)
        style.setup_page(self._blatt, style.A4, fuss, 10)
        self._blatt.fit_to_pages(1, 0)
        self._blatt.repeat_rows(_KOPFZEILE)
        self._blatt.freeze_panes(_KOPFZEILE + 1, 0)
        self._blatt.set_tab_color(style.BLAU)

    def _write_kopf(self) -> None:
        self._blatt.set_row(0, 24)
        titel = self._format({"font_size": 16, "bold": True, "font_color": style.BLAU, "valign": "vcenter"})
        style.write_text(self._blatt, 0, 1, self._tafel.titel, titel)
        form, text = self._format(_UMBRUCH), self._tafel.anleitung
        self._blatt.merge_range(2, 1, 2, len(self._spalten), "", form)
        style.write_text(self._blatt, 2, 1, text, form)
        zeilen = style.line_count(text, sum(spalte.breite for spalte in self._spalten), 10)
        self._blatt.set_row(2, style.row_height(zeilen, 10) + 2)
        for nummer, spalte in enumerate(self._spalten, 1):
            style.write_text(self._blatt, _KOPFZEILE, nummer, spalte.name, self._format(style.KOPF))

    def _write_titel(self, nummer: int, titel: str) -> None:
        self._blatt.set_row(nummer, _TITELHOEHE)
        for spalte in range(1, len(self._spalten) + 1):
            style.write_text(self._blatt, nummer, spalte, titel if spalte == 1 else "", self._format(_UEBERSCHRIFT))

    def _write_zeile(self, nummer: int, zeile: Tafelzeile) -> None:
        rand = (_ZELLE, _BEGINNT) if zeile.beginnt else (_ZELLE,)
        texte = (*zeile.fest, *(str(eingabe.wert or "") for eingabe in zeile.eingaben))
        paare = zip(texte, self._spalten, strict=True)
        zeilen = max(style.line_count(text, spalte.breite - style.BREITE_EINZUG, 10) for text, spalte in paare)
        self._blatt.set_row(nummer, max(style.row_height(zeilen, 10), _HOEHE))
        for spalte, text in enumerate(zeile.fest, 1):
            style.write_text(self._blatt, nummer, spalte, text, self._format(*rand, _LINKS))
        self._write_eingaben(nummer, zeile.eingaben, rand)

    def _write_eingaben(self, nummer: int, eingaben: Sequence[Tafeleingabe], rand: Sequence[style.Stil]) -> None:
        for spalte, eingabe in enumerate(eingaben, len(self._tafel.fest) + 1):
            wert, form = eingabe.wert, self._format(*rand, _look(eingabe.feld.feldart, eingabe.wert))
            if isinstance(wert, int | Decimal):
                zahl = euro(wert) if isinstance(wert, int) else wert
                self._blatt.write_number(nummer, spalte, float(zahl), form)
            else:
                style.write_text(self._blatt, nummer, spalte, wert or "", form)


def _look(feldart: Feldart, wert: Feldwert) -> style.Stil:
    """Numbers at the right with all their digits: no format that would show others than are there."""
    if feldart in (Feldart.ERREICHT, Feldart.ERWARTET):
        return {**style.RECHTS, "num_format": "#,##0.00"}
    return style.RECHTS if feldart is Feldart.MONATSWERT or not isinstance(wert, str | None) else _LINKS
