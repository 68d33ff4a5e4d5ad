"""Reading the Excel tables of a workbook by their declaration; every broken cell becomes a Befund with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from xlbudget.dateien import check_xlsx
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.deklaration import Spalte, Tabelle
from xlbudget.sources.datenmappe.anzeige import Anzeigepruefung
from xlbudget.sources.datenmappe.ballast import without_ballast
from xlbudget.sources.datenmappe.spaltennamen import Fremdspalten, missing_text, unread_columns
from xlbudget.sources.untrusted.blatt import MAX_ZEILE
from xlbudget.sources.zellen import CellError, Wert, clean_text, parse_cell, shown

_LUECKE = 50  # rows below a table in which a forgotten row is looked for


@dataclass(frozen=True, slots=True)
class Satz:
    """One row of a table: parsed values by column name, and where each stands.

    A column that the table lacks has the value None and no place in `spalten`.
    """

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
        """The cell of one column; the row where the table lacks the column."""
        if spalte not in self.spalten:
            return SourceRef(self.datei, self.blatt, zeile=self.zeile)
        return SourceRef(self.datei, self.blatt, f"{self.spalten[spalte]}{self.zeile}")


class TableReader:
    """All declared tables of one workbook. Findings gather in `befunde`, tables that may be missing in `ohne`.

    Raises EingabeError if the file is missing, locked, damaged, protected or too large.
    """

    def __init__(self, file: Path) -> None:
        check_xlsx(file)
        self.file = file
        self.befunde: list[Befund] = []
        self.ohne: list[str] = []
        try:
            # values and formulas: a formula that was never computed must not pass as an empty cell
            quelle = without_ballast(file)
            self._formulas = load_workbook(quelle)
            self._values = load_workbook(quelle, data_only=True) if _has_formulas(self._formulas) else self._formulas
        except EingabeError:
            raise
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise EingabeError(
                f"{file.name} lässt sich nicht lesen. Bitte in Excel öffnen und als .xlsx neu speichern."
            ) from error

    def read(self, tabelle: Tabelle) -> list[Satz]:
        """The non-empty rows of a table; empty, with a Befund, if table or columns are missing."""
        place = _find_table(self._values, tabelle.name)
        if place is None and tabelle.entbehrlich:
            self.ohne.append(tabelle.name)
            self._warn_renamed(tabelle)
            return []
        if place is None:
            vorhanden = ", ".join(name for sheet in self._values.worksheets for name in sheet.tables) or "keine"
            self._fehler(
                "mappe.tabelle",
                f"Die Tabelle {tabelle.name} fehlt. Vorhanden: {vorhanden}. "
                "Heißt sie jetzt anders, in Excel unter Tabellenentwurf den Tabellennamen "
                f'„{tabelle.name}“ eintragen; sonst legt xlbudget datenmappe ergaenzen "{self.file}" sie leer an.',
                SourceRef(self.file.name),
            )
            return []
        sheet, table = place
        _, top, _, end = range_boundaries(table.ref)
        headers = self._headers(tabelle, sheet, table)
        columns = {spalte.name: headers[spalte.name] for spalte in tabelle.spalten if spalte.name in headers}
        last = end - (table.totalsRowCount or 0)  # Excel's Ergebniszeile belongs to the table, but is no data
        belegt = _used_rows(sheet, top, last)
        if not self._check_columns(tabelle, sheet, [top, *belegt], headers):
            return []
        self._anzeige = Anzeigepruefung(tabelle, self.file.name, sheet)
        saetze = [self._row(tabelle, sheet, row, columns) for row in belegt]
        darunter = self._rows_below(tabelle, sheet, end, columns)
        self._warn_forgotten(tabelle, sheet, end + len(darunter), columns)
        self.befunde += self._anzeige.befunde()
        return [satz for satz in (*saetze, *darunter) if satz is not None]

    def _warn_renamed(self, tabelle: Tabelle) -> None:
        """A table that may be missing and is there under another name would be left out without a word."""
        noetig = {spalte.name for spalte in tabelle.spalten if spalte.pflicht}
        for sheet in self._values.worksheets:
            for table in sheet.tables.values():
                if len(noetig) > 1 and noetig <= {column.name for column in table.tableColumns}:
                    text = (
                        f"Die Tabelle {table.displayName} hat die Überschriften der Tabelle {tabelle.name} und wird "
                        f"nicht gelesen. Ist sie es, in Excel unter Tabellenentwurf den Tabellennamen „{tabelle.name}“ "
                        "eintragen; sonst die Überschriften ändern."
                    )
                    self._fehler("mappe.tabellenname", text, SourceRef(self.file.name, sheet.title))

    def _rows_below(self, tabelle: Tabelle, sheet: Worksheet, bottom: int, columns: Mapping[str, int]) -> list[Satz]:
        """Rows typed right under a table that did not grow with them: they are meant, so they count."""
        saetze: list[Satz] = []
        for row in range(bottom + 1, MAX_ZEILE + 1):
            if (satz := self._row(tabelle, sheet, row, columns)) is None:
                break
            saetze.append(satz)
        if saetze:
            wo = f"unter der Tabelle {tabelle.name} statt in ihr"
            stehen = (
                f"1 Zeile steht {wo}; sie zählt"
                if len(saetze) == 1
                else f"{len(saetze)} Zeilen stehen {wo}; sie zählen"
            )
            text = (
                f"{stehen} mit. Die Tabelle an ihrer unteren rechten Ecke bis dorthin ziehen; was nicht zu ihr gehört, "
                "auf ein anderes Blatt verschieben."
            )
            self._warnung("mappe.darunter", text, saetze[0].ref(tabelle.spalten[0].name))
        return saetze

    def _warn_forgotten(self, tabelle: Tabelle, sheet: Worksheet, last: int, columns: Mapping[str, int]) -> None:
        """Rows after a gap may be notes, so they do not count; but they may be meant as data, so they are named."""
        darunter = range(last + 1, min(last + _LUECKE, MAX_ZEILE) + 1)
        cells = (sheet.cell(row, column) for row in darunter for column in sorted(columns.values()))
        fund = next((cell for cell in cells if not _is_empty(cell) and not _in_a_table(cell)), None)
        if fund is not None:
            text = (
                f"Unter der Tabelle {tabelle.name} steht nach einer Leerzeile noch „{shown(fund.value)}“; das zählt "
                "nicht. Gehört es zur Tabelle, die Leerzeile löschen, sonst an eine andere Stelle verschieben."
            )
            self._warnung("mappe.luecke", text, SourceRef(self.file.name, sheet.title, fund.coordinate))

    def foreign_sheets(self, tabellen: Collection[str]) -> list[str]:
        """The sheets that hold something, and none of these tables."""
        bekannt = {name.casefold() for name in tabellen}
        return [
            sheet.title
            for sheet in self._values.worksheets
            if sheet._cells and bekannt.isdisjoint(table.displayName.casefold() for table in sheet.tables.values())
        ]

    def parse(self, satz: Satz, spalte: Spalte) -> Wert:
        """A cell again, as another Spalte of that name would have it. Raises CellError where it does not fit."""
        return self._cell(spalte, self._values[satz.blatt][satz.ref(spalte.name).zelle])

    def _headers(self, tabelle: Tabelle, sheet: Worksheet, table: Table) -> dict[str, int]:
        """Column of each heading; one that stands there twice becomes a Befund."""
        left, top, right, _ = range_boundaries(table.ref)
        headers: dict[str, int] = {}
        for column in range(left, right + 1):
            header = clean_text(str(sheet.cell(top, column).value or ""))
            if header and header in headers:
                text = f"In der Tabelle {tabelle.name} steht die Überschrift „{header}“ zweimal. Eine davon umbenennen."
                ort = SourceRef(self.file.name, sheet.title, f"{get_column_letter(column)}{top}")
                self._fehler("mappe.spalte", text, ort)
            headers.setdefault(header, column)
        return headers

    def _check_columns(
        self, tabelle: Tabelle, sheet: Worksheet, rows: Sequence[int], headers: Mapping[str, int]
    ) -> bool:
        """Whether every column is there that must be; what is not read and looks like one becomes a Befund.

        `rows`: that of the headings, then those that hold something.
        """
        fehlend = [spalte for spalte in tabelle.spalten if spalte.name not in headers]
        fremd = self._foreign_columns(tabelle, sheet, rows, headers)
        ort = SourceRef(self.file.name, sheet.title, zeile=rows[0])
        for spalte in fehlend:
            if not spalte.entbehrlich:
                self._fehler("mappe.spalte", missing_text(tabelle, spalte, fremd), ort)
        self.befunde += unread_columns(tabelle, fehlend, fremd)
        return all(spalte.entbehrlich for spalte in fehlend)

    def _foreign_columns(
        self, tabelle: Tabelle, sheet: Worksheet, rows: Sequence[int], headers: Mapping[str, int]
    ) -> Fremdspalten:
        texte = {name: self._texts(sheet, rows[1:], column) for name, column in headers.items()}
        bekannt = {spalte.name for spalte in tabelle.spalten}
        orte = {
            name: SourceRef(self.file.name, sheet.title, f"{get_column_letter(column)}{rows[0]}")
            for name, column in headers.items()
        }
        return Fremdspalten(
            datei=str(self.file),
            texte={name: werte for name, werte in texte.items() if name not in bekannt},
            orte=orte,
            leer={name for name, werte in texte.items() if name in bekannt and not werte},
            gueltige=self._first_column,
        )

    def _first_column(self, name: str) -> Collection[str]:
        """What stands in the first column of a table: what others may refer to."""
        place = _find_table(self._values, name)
        if place is None:
            return ()
        left, top, _, bottom = range_boundaries(place[1].ref)
        return self._texts(place[0], _used_rows(place[0], top, bottom), left)

    def _texts(self, sheet: Worksheet, rows: Sequence[int], column: int) -> list[str]:
        """The cells of a column that hold something, as text."""
        cells = (sheet.cell(row, column) for row in rows)
        return [clean_text(str(cell.value)) for cell in cells if not _is_empty(cell)]

    def _row(self, tabelle: Tabelle, sheet: Worksheet, row: int, columns: Mapping[str, int]) -> Satz | None:
        cells = {name: sheet.cell(row, column) for name, column in columns.items()}
        if all(_is_empty(cell) and not self._is_uncomputed(cell) for cell in cells.values()):
            return None
        self._anzeige.see(cells)
        letters = {name: get_column_letter(column) for name, column in columns.items()}
        werte: dict[str, Wert] = dict.fromkeys(spalte.name for spalte in tabelle.spalten)
        satz = Satz(werte, self.file.name, sheet.title, row, letters)
        for spalte in tabelle.spalten:
            if spalte.name not in cells:
                continue
            try:
                werte[spalte.name] = self._cell(spalte, cells[spalte.name])
            except CellError as error:
                text = f"{tabelle.name}, Spalte {spalte.name}: {error}."
                self._fehler("mappe.zelle", text, satz.ref(spalte.name))
        return satz

    def _cell(self, spalte: Spalte, cell: Cell) -> Wert:
        if self._is_uncomputed(cell):
            raise CellError("enthält eine Formel ohne Wert; die Mappe in Excel öffnen und speichern")
        return parse_cell(spalte, cell)

    def _is_uncomputed(self, cell: Cell) -> bool:
        if cell.value is not None:
            return False
        return bool(self._formulas[cell.parent.title].cell(cell.row, cell.column).data_type == "f")

    def _warnung(self, code: str, text: str, source: SourceRef) -> None:
        self.befunde.append(Befund(Schwere.WARNUNG, code, text, source))

    def _fehler(self, code: str, text: str, source: SourceRef) -> None:
        self.befunde.append(Befund(Schwere.FEHLER, code, text, source))


def _used_rows(sheet: Worksheet, top: int, last: int) -> list[int]:
    """The rows below `top` that hold cells: a table may be drawn down to the last one of the sheet."""
    return sorted({row for row, _ in sheet._cells if top < row <= last})


def _has_formulas(mappe: Workbook) -> bool:
    # only the cells there are: iter_rows would make all those up to the last one
    return any(zelle.data_type == "f" for blatt in mappe.worksheets for zelle in blatt._cells.values())


def _find_table(workbook: Workbook, name: str) -> tuple[Worksheet, Table] | None:
    for sheet in workbook.worksheets:
        for table in sheet.tables.values():
            if table.displayName.casefold() == name.casefold():
                return sheet, table
    return None


def _is_empty(cell: Cell) -> bool:
    return cell.value is None or str(cell.value).strip() == ""


def _in_a_table(cell: Cell) -> bool:
    ranges = (range_boundaries(table.ref) for table in cell.parent.tables.values())
    return any(left <= cell.column <= right and top <= cell.row <= bottom for left, top, right, bottom in ranges)


def complete(saetze: list[Satz], *spalten: str) -> Iterator[Satz]:
    """Rows whose required cells could be read; the others are already among the Befunde."""
    return (satz for satz in saetze if all(satz[spalte] is not None for spalte in spalten))
