"""The tables of a package: where they stand, and what keeps one from growing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from xlbudget.errors import XlbudgetError
from xlbudget.xlsx.areas import Area, Cell, address, area_text
from xlbudget.xlsx.fill.sheetxml import merged_areas
from xlbudget.xlsx.grow.cells import has_content
from xlbudget.xlsx.package import Package, Sheet, iter_cells, parse_xml

TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
TABLE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


class RefusedError(XlbudgetError):
    """A workbook cannot take what should be added without damage; the German message says what to do.

    `blatt` and `zelle` are the place, where there is one.
    """

    def __init__(self, text: str, blatt: str | None = None, zelle: str | None = None) -> None:
        super().__init__(text)
        self.blatt, self.zelle = blatt, zelle


@dataclass(frozen=True)
class PackageTable:
    """A table of a package. `area` is the whole of it, `root` its part, to be read only."""

    sheet: Sheet
    part: str
    root: etree._Element
    area: Area

    @property
    def name(self) -> str:
        """As formulas call it."""
        return str(self.root.get("displayName", ""))

    @property
    def body(self) -> Area:
        """The rows of data."""
        top, bottom = int(self.root.get("headerRowCount", "1")), int(self.root.get("totalsRowCount", "0"))
        return replace(self.area, top=self.area.top + top, bottom=self.area.bottom - bottom)

    @property
    def columns(self) -> Mapping[str, int]:
        """Number of the column of each heading."""
        elements = self.root.iterfind("{*}tableColumns/{*}tableColumn")
        return {element.get("name", "").strip(): self.area.left + place for place, element in enumerate(elements)}

    @property
    def calculated(self) -> frozenset[int]:
        """The columns that Excel fills with a formula."""
        elements = self.root.iterfind("{*}tableColumns/{*}tableColumn")
        return frozenset(
            self.area.left + place
            for place, element in enumerate(elements)
            if element.find("{*}calculatedColumnFormula") is not None
        )

    @property
    def has_totals(self) -> bool:
        """Whether its last row is a row of totals."""
        return bool(self.root.get("totalsRowCount", "0") != "0")


def find_tables(package: Package) -> Mapping[str, PackageTable]:
    """All tables by name in lower case."""
    tables = {}
    for sheet in package.sheets:
        for part in _parts(package, sheet, "/table"):
            root = parse_xml(package.members[part])
            area = Area.parse(root.get("ref", ""))
            if area is not None:
                table = PackageTable(sheet, part, root, area)
                tables[table.name.casefold()] = table
    return tables


def find_table(package: Package, name: str) -> PackageTable:
    """One table. Raises KeyError if there is none of this name."""
    return find_tables(package)[name.casefold()]


def check_can_grow(package: Package, table: PackageTable) -> None:
    """Raise RefusedError for a table that only Excel itself should change."""
    first = address(table.area.top, table.area.left)
    protection = parse_xml(package.members[table.sheet.part]).find("{*}sheetProtection")
    if protection is not None and protection.get("sheet") in ("1", "true"):
        text = (
            f"Das Blatt „{table.sheet.name}“ ist geschützt. Den Schutz aufheben (Überprüfen › Blattschutz aufheben), "
            "den Befehl wiederholen und das Blatt wieder schützen."
        )
        raise RefusedError(text, table.sheet.name, first)
    if table.root.get("tableType", "worksheet") != "worksheet":
        text = (
            f"Die Tabelle {table.name} wird von einer Abfrage gefüllt. Die Verbindung lösen (Tabellenentwurf › "
            "Verknüpfung aufheben) und den Befehl wiederholen."
        )
        raise RefusedError(text, table.sheet.name, first)
    if table.root.get("headerRowCount", "1") != "1":
        text = (
            f"Die Tabelle {table.name} zeigt keine Überschriften. Sie einschalten (Tabellenentwurf › Kopfzeile) und "
            "den Befehl wiederholen."
        )
        raise RefusedError(text, table.sheet.name, first)


def check_room_right(package: Package, table: PackageTable) -> None:
    """Raise RefusedError unless the column right of a table is free, and one row more than the table."""
    area = table.area
    strip = Area(area.top, area.right + 1, min(area.bottom + 1, MAX_ROW), area.right + 1)
    if strip.right > MAX_COLUMN:
        raise RefusedError(f"Die Tabelle {table.name} reicht bis zur letzten Spalte des Blattes.", table.sheet.name)
    if found := _obstacle(package, table, strip):
        cell, what = found
        text = (
            f"Die Tabelle {table.name} kann nicht nach rechts wachsen: dort {what}. Den Bereich {area_text(strip)} "
            "freimachen (was dort steht, an eine andere Stelle verschieben) und den Befehl wiederholen."
        )
        raise RefusedError(text, table.sheet.name, address(*cell))


def check_room_below(package: Package, table: PackageTable, rows: int) -> None:
    """Raise RefusedError unless so many rows below a table are free, and one more."""
    area = table.area
    strip = Area(area.bottom + 1, area.left, area.bottom + rows + 1, area.right)
    if table.has_totals:
        text = (
            f"Die Tabelle {table.name} hat eine Ergebniszeile. Sie ausschalten (Tabellenentwurf › Ergebniszeile), den "
            "Befehl wiederholen und sie wieder einschalten."
        )
        raise RefusedError(text, table.sheet.name, address(area.bottom, area.left))
    if strip.bottom > MAX_ROW:
        raise RefusedError(f"Die Tabelle {table.name} reicht bis zur letzten Zeile des Blattes.", table.sheet.name)
    if found := _obstacle(package, table, strip):
        cell, what = found
        text = (
            f"Unter der Tabelle {table.name} ist kein Platz: dort {what}. Gehört es als Zeile zur Tabelle, sie an "
            f"ihrer unteren rechten Ecke bis dorthin ziehen; sonst den Bereich {area_text(strip)} freimachen. Dann "
            "den Befehl wiederholen."
        )
        raise RefusedError(text, table.sheet.name, address(*cell))


def _obstacle(package: Package, table: PackageTable, strip: Area) -> tuple[Cell, str] | None:
    """The first cell of an area beside a table that something needs, and what, as a clause."""
    root = parse_xml(package.members[table.sheet.part])
    for area, what in _claims(package, table, root):
        if area.overlaps(strip):
            return (max(area.top, strip.top), max(area.left, strip.left)), what
    cells = (cell for cell, element in iter_cells(root) if cell in strip and has_content(element))
    first = next(cells, None)
    return (first, "steht schon etwas") if first else None


def _claims(package: Package, table: PackageTable, root: etree._Element) -> Iterator[tuple[Area, str]]:
    """Areas of the sheet that belong to something else, even where their cells are empty."""
    for merge in merged_areas(root):
        yield merge, f"liegen die verbundenen Zellen {area_text(merge)}"
    for other in find_tables(package).values():
        if other.sheet == table.sheet and other.part != table.part:
            yield other.area, f"liegt die Tabelle {other.name}"
    for part in _parts(package, table.sheet, "/pivotTable"):
        location = parse_xml(package.members[part]).find("{*}location")
        if location is not None and (area := Area.parse(location.get("ref", ""))):
            yield area, "liegt eine Pivot-Tabelle"
    for element in (*root.iterfind("{*}autoFilter"), *root.iterfind("{*}sheetData/{*}row/{*}c/{*}f[@ref]")):
        is_filter = etree.QName(element).localname == "autoFilter"
        if (is_filter or element.get("t") != "shared") and (area := Area.parse(element.get("ref", ""))):
            yield area, "liegt ein Filter" if is_filter else "liegt eine Matrixformel"


def _parts(package: Package, sheet: Sheet, kind: str) -> list[str]:
    return [part for found, _, part in package.relationships(sheet.part) if found.endswith(kind)]
