"""The table Prognosen of an open Datenmappe: rows are changed, or added and the table with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import xlwings as xw

from xlbudget.addin.offen.arbeitsmappen import tables
from xlbudget.addin.offen.listenmappe import as_entry
from xlbudget.app.bericht.prognose import Prognoseaenderung
from xlbudget.core.prognose import Meldung
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError
from xlbudget.layout.datenmappe import PROGNOSEN
from xlbudget.xlsx.live.excel_state import Geduld
from xlbudget.xlsx.live.live_template import held, lift_protection

GRUND = "Aus dem Produktblatt übernommen"


def write_meldungen(book: xw.Book, stand: Stand, aenderungen: Sequence[Prognoseaenderung]) -> None:
    """Enter Prognosen for a Stand; where one stands already in this workbook, its amount is changed.

    The Datenmappe must be as it was read. Raises AusgabeError where there is no room or the sheet is protected by a
    password; whatever is raised, the table is as it was.
    """
    with ExitStack() as protection, ExitStack() as undo:
        tabelle = _Tabelle(book, undo)
        lift_protection(tabelle.sheet, book.name, protection)
        neue = []
        for aenderung in aenderungen:
            if (zeile := _row(book, aenderung.bisherige)) is None:
                neue.append(aenderung.meldung)
            else:
                tabelle.change(zeile, aenderung.meldung)
        if neue:
            tabelle.append(stand, neue)
        undo.pop_all()


def _row(book: xw.Book, meldung: Meldung | None) -> int | None:
    """The row a Meldung stands in; None for one that came from elsewhere, such as a return."""
    source = meldung.source if meldung else None
    if source is None or source.datei.casefold() != book.name.casefold() or source.zelle is None:
        return None
    return int(re.sub(r"\D", "", source.zelle))


class _Tabelle:
    """The table with the columns of the Datenmappe, in whatever order they are. `undo` gets what takes changes back."""

    def __init__(self, book: xw.Book, undo: ExitStack) -> None:
        self._table = next(t for t in tables(book) if t.name.casefold() == PROGNOSEN.name.casefold())
        self.sheet = self._table.range.sheet
        self._undo, self._patiently = undo, Geduld()
        kopf = self._table.header_row_range
        if kopf is None:
            raise AusgabeError(
                f"Der Tabelle {PROGNOSEN.name} fehlt die Kopfzeile. In Excel unter Tabellenentwurf die Kopfzeile "
                "einschalten."
            )
        titel = [" ".join(str(name or "").split()) for name in kopf.raw_value[0]]
        self._spalten = {s.name: kopf.column + titel.index(s.name) for s in PROGNOSEN.spalten}
        self._links, self._breite, self._kopfzeile = kopf.column, len(titel), kopf.row

    def change(self, zeile: int, meldung: Meldung) -> None:
        """Set the amount of a row; its Grund stays if there is one."""
        self._write(zeile, "Prognose", [_euro(meldung)])
        if self._cells(zeile, "Grund", 1).raw_value in (None, ""):
            self._write(zeile, "Grund", [as_entry(GRUND)])

    def append(self, stand: Stand, meldungen: Sequence[Meldung]) -> None:
        """Add rows below the last one that is used."""
        erste = self._last_used() + 1
        self._grow(erste, erste + len(meldungen) - 1)
        werte: dict[str, Sequence[Any]] = {
            "Stand": [as_entry(str(stand)) for _ in meldungen],
            "Objekt": [as_entry(meldung.objekt) for meldung in meldungen],
            "Art": [as_entry(str(meldung.art)) for meldung in meldungen],
            "Zeile": [as_entry(meldung.zeile) for meldung in meldungen],
            "Prognose": [_euro(meldung) for meldung in meldungen],
            "Grund": [as_entry(GRUND) for _ in meldungen],
        }
        for spalte, block in werte.items():
            self._write(erste, spalte, block)

    def _last_used(self) -> int:
        """The last row with anything in it; rows typed right below the table count as its own."""
        unten = self._bottom()
        while any(map(_is_used, self._row_values(unten + 1))) and not self._table.show_totals:
            unten += 1
        while unten > self._kopfzeile and not any(map(_is_used, self._row_values(unten))):
            unten -= 1
        return unten

    def _bottom(self) -> int:
        body = self._table.data_body_range
        return self._kopfzeile if body is None else body.row + body.shape[0] - 1

    def _grow(self, erste: int, letzte: int) -> None:
        """Make the table reach down to a row; what it takes in must be empty."""
        unten = self._bottom()
        if letzte <= unten:
            return
        darunter = range(max(erste, unten + 1), letzte + 1)
        if self._table.show_totals or any(_is_used(wert) for zeile in darunter for wert in self._row_values(zeile)):
            raise AusgabeError(
                f"Unter der Tabelle {PROGNOSEN.name} ist kein Platz für {letzte - unten} weitere Zeilen. Eine "
                "Ergebniszeile ausschalten, und was darunter steht, nach unten verschieben."
            )
        vorher = self._table.range
        self._undo.callback(self._patiently, self._table.resize, vorher)
        self._table.resize(self._area(self._kopfzeile, letzte))

    def _write(self, zeile: int, spalte: str, werte: Sequence[Any]) -> None:
        zellen = self._cells(zeile, spalte, len(werte))
        vorher = [[held(*zelle)] for zelle in zip(_column(zellen.raw_value), _column(zellen.formula), strict=True)]
        self._undo.callback(self._patiently, setattr, zellen, "raw_value", vorher)
        zellen.raw_value = [[wert] for wert in werte]

    def _cells(self, zeile: int, spalte: str, hoehe: int) -> xw.Range:
        links = self._spalten[spalte]
        return self.sheet.range((zeile, links), (zeile + hoehe - 1, links))

    def _area(self, oben: int, unten: int) -> xw.Range:
        return self.sheet.range((oben, self._links), (unten, self._links + self._breite - 1))

    def _row_values(self, zeile: int) -> Sequence[Any]:
        werte: Sequence[Any] = self._area(zeile, zeile).raw_value[0]
        return werte


def _euro(meldung: Meldung) -> float:
    return meldung.betrag_ct / 100


def _column(block: Any) -> list[Any]:
    return [zeile[0] for zeile in block] if isinstance(block, tuple) else [block]


def _is_used(wert: Any) -> bool:
    return wert is not None and str(wert).strip() != ""
