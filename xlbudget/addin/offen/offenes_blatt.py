"""What stands on a Produktblatt that is open in Excel, read by its defined names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlwings as xw

from xlbudget.core.geld import cents_from_euro
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError
from xlbudget.layout.namen import PB, ZEILENNAMEN
from xlbudget.xlsx.areas import address
from xlbudget.xlsx.live.excel_state import active_book, suppress_excel_errors

_GERECHNET = 0  # XlCalculationState.xlDone


@dataclass(frozen=True, slots=True)
class OffenesBlatt:
    """A sheet with its title and Stand as they are printed on it."""

    sheet: xw.Sheet
    titel: str
    stand: str

    @property
    def jahr(self) -> int | None:
        """The year at the end of its Stand."""
        ende = self.stand[-4:]
        return int(ende) if ende.isdecimal() else None

    def check_stand(self, stand: Stand) -> None:
        """Raise EingabeError where the sheet shows another Stand: its rows would be compared with other figures."""
        if self.stand != stand.text:
            raise EingabeError(
                f"Das Blatt „{self.sheet.name}“ zeigt {self.stand or 'noch keinen Stand'}, im Menüband ist "
                f"{stand.text} gewählt. Den Monat im Menüband ändern oder zuerst „Blatt aktualisieren“ drücken."
            )

    def prognosen(self) -> dict[Berichtszeile, tuple[str, Any]]:
        """Address and value of the Prognose of every row that has a name.

        Raises EingabeError where there are formulas that Excel does not get calculated: they show 0 or an old value.
        """
        gefunden = {}
        for art, namen in ZEILENNAMEN.items():
            zeilen, prognosen = self._range(namen.zeilen), self._range(namen.prognose)
            self._calculate(prognosen)
            paare = zip(_column(zeilen.raw_value), _column(prognosen.raw_value), strict=False)
            for nummer, (name, wert) in enumerate(paare):
                if name not in (None, ""):
                    adresse = address(prognosen.row + nummer, prognosen.column)
                    gefunden[Berichtszeile(art, str(name).strip())] = (adresse, wert)
        return gefunden

    def block(self, name: str) -> list[list[Any]]:
        """The values of a named range, row by row."""
        return [list(row) for row in _rows(self._range(name).raw_value)]

    def text(self, name: str) -> str:
        """The text of a named cell; empty where the sheet has no such name."""
        return _text(self.sheet, name) or ""

    def has(self, name: str) -> bool:
        """Whether a name means something on the sheet."""
        return _find(self.sheet, name) is not None

    def _calculate(self, bereich: xw.Range) -> None:
        if not any(str(formel).startswith("=") for formel in _column(bereich.formula)):
            return
        app = bereich.sheet.book.app
        app.calculate()
        if app.api.CalculationState != _GERECHNET:
            raise EingabeError(
                f"In der Spalte Prognose des Blattes „{self.sheet.name}“ stehen Formeln, die Excel nicht fertig "
                "gerechnet hat. F9 drücken und den Befehl wiederholen. Bleibt unten „Berechnen“ stehen, verweist eine "
                "Formel auf sich selbst; dann dort Zahlen eintragen."
            )

    def _range(self, name: str) -> xw.Range:
        bereich = _find(self.sheet, name)
        if bereich is None:
            raise EingabeError(
                f"Auf dem Blatt „{self.sheet.name}“ fehlt der Name {name}. Bitte ein Produktblatt anklicken, oder von "
                "der mitgelieferten Vorlage ausgehen."
            )
        return bereich


def read_blatt(sheet: xw.Sheet) -> OffenesBlatt | None:
    """The Produktblatt that a sheet is; None for any other sheet."""
    titel = _text(sheet, PB.TITEL)
    stand = _text(sheet, PB.STAND) if titel is not None else None
    return None if titel is None or stand is None else OffenesBlatt(sheet, titel, stand)


def aktives_blatt(app: xw.App) -> OffenesBlatt:
    """The Produktblatt the user looks at. Raises EingabeError where that is something else."""
    book = active_book(app)
    if book is None:
        raise EingabeError(
            "Es ist keine Mappe zu sehen. Bitte das Produktblatt öffnen und anklicken, dann den Befehl wiederholen."
        )
    sheet = book.sheets.active
    if sheet.name in book.sheet_names and (blatt := read_blatt(sheet)):  # a chart sheet has no cells
        return blatt
    raise EingabeError(
        f"Das aktive Blatt „{sheet.name}“ in {book.name} ist kein Produktblatt. Bitte das Produktblatt anklicken "
        "und den Befehl wiederholen. Produktblätter schreibt „Alle Blätter“, wenn die Datenmappe vorn ist."
    )


def produktblaetter(book: xw.Book) -> list[OffenesBlatt]:
    """All Produktblätter of a workbook in tab order."""
    return [blatt for sheet in book.sheets if (blatt := read_blatt(sheet))]


def check_schreibbar(book: xw.Book) -> None:
    """Raise EingabeError where a workbook could not be saved afterwards."""
    if book.api.ReadOnly:
        raise EingabeError(
            f"{book.name} ist schreibgeschützt geöffnet; Änderungen gingen verloren. Ist die Mappe bei jemand anderem "
            "offen, dort schließen; sonst unter anderem Namen speichern und den Befehl wiederholen."
        )


def as_cents(wert: Any) -> int | None:
    """Cents of a number in a cell; None for anything else, errors of Excel (whole numbers over COM) among it."""
    if not isinstance(wert, float | Decimal):
        return None
    try:
        return cents_from_euro(wert)
    except ValueError:
        return None


def _find(sheet: xw.Sheet, name: str) -> xw.Range | None:
    """What a name means on a sheet: its own comes before that of the workbook; None where it means nothing there."""
    with suppress_excel_errors():
        return sheet.range(name)
    return None


def _text(sheet: xw.Sheet, name: str) -> str | None:
    bereich = _find(sheet, name)
    if bereich is None:
        return None
    wert = _rows(bereich.raw_value)[0][0]
    return "" if wert is None else str(wert).strip()


def _rows(block: Any) -> Sequence[Sequence[Any]]:
    """The rows of what Excel gives for a range, which is a single value for a single cell."""
    return block if isinstance(block, tuple) else ((block,),)


def _column(block: Any) -> Iterator[Any]:
    return (row[0] for row in _rows(block))
