"""What a controller sees in a table of the Datenmappe where it is not what the cells hold, and what nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.cell.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormatting
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.layout.deklaration import Spalte, Tabelle, Typ
from xlbudget.sources.untrusted.farben import SCHWARZ, WEISS, is_lesbar, luminanz
from xlbudget.sources.untrusted.rohblatt import MIN_MASS
from xlbudget.sources.untrusted.zahlformat import Anzeige, anzeige_of
from xlbudget.sources.zellen import shown

_EINHEIT = re.compile(r'"[^"\d]*"|\\\D')
"""What a number format shows beside the digits: the unit of a key figure, which is no other number."""
_ZAHLEN = (Typ.BETRAG, Typ.ZAHL, Typ.JAHR, Typ.TAGE)


@dataclass
class Anzeigepruefung:
    """Looks at the numbers of one table as they are read, and says each kind of fault once for each column."""

    tabelle: Tabelle
    datei: str
    sheet: Worksheet
    _anders: dict[str, list[Cell]] = field(default_factory=dict)
    _unsichtbar: dict[str, list[Cell]] = field(default_factory=dict)
    _formate: dict[str, Anzeige] = field(default_factory=dict)
    _verborgene: list[Cell] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._regeln = list(_misleading(self.sheet))
        self._schmal = {
            nummer
            for mass in self.sheet.column_dimensions.values()
            if mass.hidden or mass.width < MIN_MASS
            for nummer in range(mass.min or 0, (mass.max or 0) + 1)
        }

    def see(self, cells: Mapping[str, Cell]) -> None:
        """One row: cells by the name of their column."""
        zeile = self.sheet.row_dimensions[next(iter(cells.values())).row] if cells else None
        ist_zu = zeile is not None and bool(zeile.hidden or (zeile.height is not None and zeile.height < MIN_MASS))
        for spalte in self.tabelle.spalten:
            cell = cells.get(spalte.name)
            if cell is None or cell.value is None:
                continue
            if ist_zu or cell.column in self._schmal:
                self._verborgene.append(cell)
            if spalte.typ in _ZAHLEN and isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                self._look(spalte, cell)

    def befunde(self) -> Iterator[Befund]:
        """What there is to say about the table."""
        for name, cells in self._anders.items():
            text = (
                f"{self.tabelle.name}, Spalte {name}: {_count(cells)} etwas anderes, als gelesen wird, etwa durch ein "
                f"Zahlenformat in Tausend (Zelle {shown(cells[0].value)}, Format „{cells[0].number_format}“). Den Wert "
                "in der Bearbeitungsleiste prüfen und das Zahlenformat auf #.##0,00 stellen."
            )
            yield self._befund(Schwere.WARNUNG, "mappe.zahlformat", text, cells[0])
        for name, cells in self._unsichtbar.items():
            text = (
                f"{self.tabelle.name}, Spalte {name}: {_count(cells)} nichts, darin steht {shown(cells[0].value)}; das "
                "zählt. Ist es nicht gemeint, die Zelle leeren; sonst Farbe und Format berichtigen."
            )
            yield self._befund(Schwere.WARNUNG, "mappe.unsichtbar", text, cells[0])
        if self._verborgene:
            anzahl = len({(cell.row, cell.column) for cell in self._verborgene})
            text = (
                f"{self.tabelle.name}: {anzahl} ausgefüllte Zellen sind ausgeblendet (Filter, Gruppierung, Breite); "
                "sie zählen mit."
            )
            yield self._befund(Schwere.HINWEIS, "mappe.ausgeblendet", text, self._verborgene[0])

    def _look(self, spalte: Spalte, cell: Cell) -> None:
        code = cell.number_format if spalte.typ is Typ.BETRAG else _EINHEIT.sub("", cell.number_format)
        if code not in self._formate:
            self._formate[code] = anzeige_of("164", code)
        anzeige = self._formate[code]
        regeln = {was for bereich, was in self._regeln if cell.coordinate in bereich}
        if anzeige is Anzeige.VERBORGEN or not _is_seen(cell) or "unsichtbar" in regeln:
            self._unsichtbar.setdefault(spalte.name, []).append(cell)
        elif regeln or not _fits(anzeige, spalte.typ):
            self._anders.setdefault(spalte.name, []).append(cell)

    def _befund(self, schwere: Schwere, code: str, text: str, cell: Cell) -> Befund:
        return Befund(schwere, code, text, SourceRef(self.datei, self.sheet.title, cell.coordinate))


def _count(cells: list[Cell]) -> str:
    return "1 Zelle zeigt" if len(cells) == 1 else f"{len(cells)} Zellen zeigen"


def _fits(anzeige: Anzeige, typ: Typ) -> bool:
    """Whether a number is read as it is shown: that of a column of plain numbers follows a percent sign."""
    return anzeige is Anzeige.ZAHL or (anzeige is Anzeige.PROZENT and typ is Typ.ZAHL)


def _is_seen(cell: Cell) -> bool:
    schrift, fuellung = cell.font, cell.fill
    grund = luminanz(_attributes(fuellung.fgColor), WEISS) if fuellung.fill_type == "solid" else WEISS
    return is_lesbar(luminanz(_attributes(schrift.color), SCHWARZ), grund)


def _attributes(color: Color | None) -> Mapping[str, str]:
    """A colour as its element in the file says it."""
    if color is None or color.type not in ("rgb", "theme", "indexed"):
        return {}
    return {color.type: str(color.value), "tint": str(color.tint)}


def _misleading(sheet: Worksheet) -> Iterable[tuple[ConditionalFormatting, str]]:
    """Areas with conditional formats that may show another number than the cell holds, or none."""
    for bereich in sheet.conditional_formatting:
        for regel in bereich.rules:
            dxf = regel.dxf
            code = dxf.numFmt.formatCode if dxf is not None and dxf.numFmt is not None else "General"
            anzeige = anzeige_of("164", code)
            farbe = dxf.font.color if dxf is not None and dxf.font is not None else None
            grund = dxf.fill.bgColor if dxf is not None and dxf.fill is not None else None
            hell = is_lesbar(luminanz(_attributes(farbe), SCHWARZ), luminanz(_attributes(grund), WEISS))
            stumm = any(teil is not None and teil.showValue is False for teil in (regel.dataBar, regel.iconSet))
            if anzeige is Anzeige.VERBORGEN or not hell or stumm:
                yield bereich, "unsichtbar"
            elif anzeige is not Anzeige.ZAHL:
                yield bereich, "anders"
