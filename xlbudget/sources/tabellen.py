"""Reading the Excel tables of a workbook by their declaration; every broken cell becomes a Befund with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlbudget.core.geld import cents_from_euro, parse_betrag_ct
from xlbudget.core.zeit import Stand
from xlbudget.dateien import check_xlsx
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.datenmappe import Spalte, Tabelle, Typ

Wert = str | int | Decimal | bool | Stand | None


@dataclass(frozen=True, slots=True)
class Satz:
    """One row of a table: parsed values by column name, and where each stands."""

    werte: Mapping[str, Wert]
    datei: str
    blatt: str
    zeile: int
    spalten: Mapping[str, str]

    def __getitem__(self, spalte: str) -> Wert:
        return self.werte[spalte]

    def text(self, spalte: str) -> str:
        """The value as text; empty text for an empty cell."""
        wert = self.werte[spalte]
        return "" if wert is None else str(wert)

    def ref(self, spalte: str) -> SourceRef:
        """The cell of one column."""
        return SourceRef(self.datei, self.blatt, f"{self.spalten[spalte]}{self.zeile}")


class _CellError(ValueError):
    """What is wrong with one cell, as the second half of a German sentence."""


class TableReader:
    """All declared tables of one workbook. Findings gather in `befunde`.

    Raises EingabeError if the file is missing, locked, damaged, protected or too large.
    """

    def __init__(self, file: Path) -> None:
        check_xlsx(file)
        self.file = file
        self.befunde: list[Befund] = []
        try:
            # values and formulas: a formula that was never computed must not pass as an empty cell
            self._values = load_workbook(file, data_only=True)
            self._formulas = load_workbook(file)
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise EingabeError(
                f"{file.name} lässt sich nicht lesen. Bitte in Excel öffnen und als .xlsx neu speichern."
            ) from error

    def read(self, tabelle: Tabelle) -> list[Satz]:
        """The non-empty rows of a table; empty, with a Befund, if table or columns are missing."""
        place = _find_table(self._values, tabelle.name)
        if place is None:
            vorhanden = ", ".join(name for sheet in self._values.worksheets for name in sheet.tables) or "keine"
            self._fehler(
                "mappe.tabelle",
                f"Die Tabelle {tabelle.name} fehlt. Vorhanden: {vorhanden}. "
                f"In Excel unter Tabellenentwurf den Tabellennamen „{tabelle.name}“ eintragen, "
                "oder das Blatt aus einer neuen Mappe (xlbudget neu) übernehmen.",
                SourceRef(self.file.name),
            )
            return []
        sheet, reference = place
        left, top, right, bottom = range_boundaries(reference)
        headers = {str(sheet.cell(top, column).value or "").strip(): column for column in range(left, right + 1)}
        columns = {spalte.name: headers[spalte.name] for spalte in tabelle.spalten if spalte.name in headers}
        if len(columns) < len(tabelle.spalten):
            self._missing_columns(tabelle, sheet, top, list(headers))
            return []
        saetze = [self._row(tabelle, sheet, row, columns) for row in range(top + 1, bottom + 1)]
        darunter = self._rows_below(tabelle, sheet, bottom, columns)
        return [satz for satz in (*saetze, *darunter) if satz is not None]

    def _rows_below(self, tabelle: Tabelle, sheet: Worksheet, bottom: int, columns: Mapping[str, int]) -> list[Satz]:
        """Rows typed right under a table that did not grow with them: they are meant, so they count."""
        saetze: list[Satz] = []
        while (satz := self._row(tabelle, sheet, bottom + 1 + len(saetze), columns)) is not None:
            saetze.append(satz)
        if saetze:
            text = (
                f"{len(saetze)} Zeilen stehen unter der Tabelle {tabelle.name} statt in ihr; sie zählen mit. "
                "Die Tabelle an ihrer unteren rechten Ecke bis dorthin ziehen."
            )
            ort = saetze[0].ref(tabelle.spalten[0].name)
            self.befunde.append(Befund(Schwere.WARNUNG, "mappe.darunter", text, ort))
        return saetze

    def parse(self, satz: Satz, spalte: str, typ: Typ) -> Wert:
        """A cell again, as another type than its column declares; None with a Befund where it does not fit."""
        cell = self._values[satz.blatt][satz.ref(spalte).zelle]
        try:
            return _parse(Spalte(spalte, typ), cell)
        except _CellError as error:
            self._fehler("mappe.zelle", f"{satz.blatt}, Spalte {spalte}: {error}.", satz.ref(spalte))
            return None

    def _missing_columns(self, tabelle: Tabelle, sheet: Worksheet, top: int, headers: Sequence[str]) -> None:
        frei = [header for header in headers if header and header not in {s.name for s in tabelle.spalten}]
        for spalte in tabelle.spalten:
            if spalte.name in headers:
                continue
            aehnlich = get_close_matches(spalte.name, frei, 1, 0.5)
            rat = f" Vermutlich heißt sie jetzt „{aehnlich[0]}“; bitte zurückbenennen." if aehnlich else ""
            self._fehler(
                "mappe.spalte",
                f"In der Tabelle {tabelle.name} fehlt die Spalte „{spalte.name}“.{rat}",
                SourceRef(self.file.name, sheet.title, zeile=top),
            )

    def _row(self, tabelle: Tabelle, sheet: Worksheet, row: int, columns: Mapping[str, int]) -> Satz | None:
        cells = {name: sheet.cell(row, column) for name, column in columns.items()}
        formulas = self._formulas[sheet.title]
        uncomputed = {name for name, cell in cells.items() if cell.value is None and _is_formula(formulas, cell)}
        if not uncomputed and all(cell.value is None or cell.value == "" for cell in cells.values()):
            return None
        letters = {name: get_column_letter(column) for name, column in columns.items()}
        werte: dict[str, Wert] = {}
        satz = Satz(werte, self.file.name, sheet.title, row, letters)
        for spalte in tabelle.spalten:
            try:
                if spalte.name in uncomputed:
                    raise _CellError("enthält eine Formel ohne Wert; die Mappe in Excel öffnen und speichern")
                werte[spalte.name] = _parse(spalte, cells[spalte.name])
            except _CellError as error:
                werte[spalte.name] = None
                text = f"{tabelle.name}, Spalte {spalte.name}: {error}."
                self._fehler("mappe.zelle", text, satz.ref(spalte.name))
        return satz

    def _fehler(self, code: str, text: str, source: SourceRef) -> None:
        self.befunde.append(Befund(Schwere.FEHLER, code, text, source))


def _find_table(workbook: Workbook, name: str) -> tuple[Worksheet, str] | None:
    for sheet in workbook.worksheets:
        for table in sheet.tables.values():
            if table.displayName.casefold() == name.casefold():
                return sheet, table.ref
    return None


def _is_formula(sheet: Worksheet, cell: Cell) -> bool:
    return sheet.cell(cell.row, cell.column).data_type == "f"


def _parse(spalte: Spalte, cell: Cell) -> Wert:
    value = cell.value
    if isinstance(value, str):
        value = value.strip()
    if cell.data_type == "e":
        raise _CellError(f"enthält den Fehlerwert {value}; die Formel berichtigen oder den Wert eintragen")
    if value is None or value == "":
        if spalte.pflicht:
            raise _CellError("ist leer, muss aber ausgefüllt sein")
        return None
    wert = _PARSERS[spalte.typ](value)
    if spalte.auswahl and wert not in spalte.auswahl and not isinstance(wert, bool):
        raise _CellError(f"„{value}“ ist nicht erlaubt; möglich sind {', '.join(spalte.auswahl)}")
    return wert


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        raise _CellError(f"„{value:%d.%m.%Y}“ ist ein Datum, erwartet wird Text; die Zelle als Text formatieren")
    return str(value)


def _betrag(value: object) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return cents_from_euro(value)
    try:
        return parse_betrag_ct(str(value))
    except ValueError:
        raise _CellError(f"„{_shown(value)}“ ist kein Betrag; erwartet wird eine Zahl in Euro") from None


def _zahl(value: object) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    if not re.fullmatch(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?", str(value)):
        raise _CellError(f"„{_shown(value)}“ ist keine Zahl")
    return Decimal(str(value).replace(".", "").replace(",", "."))


def _ganzzahl(value: object) -> int:
    zahl = _zahl(value)
    if zahl != int(zahl):
        raise _CellError(f"„{_shown(value)}“ ist keine ganze Zahl")
    return int(zahl)


def _ja_nein(value: object) -> bool:
    text = str(value).casefold()
    if text not in ("ja", "nein"):
        raise _CellError(f"„{_shown(value)}“ ist nicht erlaubt; möglich sind ja und nein")
    return text == "ja"


def _email(value: object) -> str:
    text = str(value)
    if not re.fullmatch(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+", text):
        raise _CellError(f"„{_shown(value)}“ ist keine E-Mail-Adresse")
    return text


def _stand(value: object) -> Stand:
    if isinstance(value, datetime | date):
        return Stand(value.year, value.month)
    try:
        return Stand.parse(str(value))
    except ValueError as error:
        raise _CellError(str(error).rstrip(".")) from None


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


_PARSERS: Mapping[Typ, Callable[[object], Wert]] = {
    Typ.TEXT: _text,
    Typ.CODE: _text,
    Typ.BETRAG: _betrag,
    Typ.ZAHL: _zahl,
    Typ.GANZZAHL: _ganzzahl,
    Typ.JA_NEIN: _ja_nein,
    Typ.EMAIL: _email,
    Typ.STAND: _stand,
}
