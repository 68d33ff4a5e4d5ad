"""Columns of a table, taken from a workbook that has them."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from xlbudget.xlsx.areas import Area, area_text
from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.fill.calculation import with_calculation
from xlbudget.xlsx.fill.sheetxml import SheetElement
from xlbudget.xlsx.grow.cells import CellTexts, copy_value, has_content
from xlbudget.xlsx.grow.checks import copy_checks
from xlbudget.xlsx.grow.looks import LookImport
from xlbudget.xlsx.grow.table import MAX_ROW, check_can_grow, check_room_right, find_table
from xlbudget.xlsx.package import Package, parse_xml
from xlbudget.xlsx.sections import the_section


def copy_column(package: Package, table: str, pattern: Package, heading: str) -> Package:
    """The package with an empty column that the table of the same name has in `pattern`, at the right end.

    It has the heading, looks, width and checks of the pattern, down to as many rows below the table. Nothing beside
    the table moves. Raises KeyError for a table or column that is not there, RefusedError where the table must not or
    cannot grow.
    """
    copy = _ColumnCopy(package, table, pattern, heading)
    check_room_right(package, copy.target)
    number = copy.target.area.right + 1
    copy.add_cells(number)
    copy.set_column(number)
    copy.copy_checks(number)
    copy.widen_table()
    return with_calculation(copy.draft.finish())


def copy_column_checks(package: Package, table: str, pattern: Package, heading: str) -> Package:
    """The package where a column is checked as in `pattern`. Raises as `copy_column` does."""
    copy = _ColumnCopy(package, table, pattern, heading)
    copy.copy_checks(copy.target.columns[heading])
    return copy.draft.finish()


class _ColumnCopy:
    """A column of a pattern and the table that takes it over; numbers are those of columns of its sheet."""

    def __init__(self, package: Package, table: str, pattern: Package, heading: str) -> None:
        self.target, self._source = find_table(package, table), find_table(pattern, table)
        check_can_grow(package, self.target)
        self._heading, self._from = heading, self._source.columns[heading]
        self.draft = PackageDraft(package)
        self._looks, self._texts = LookImport(self.draft, package, pattern), CellTexts(pattern)
        self._root = self.draft.tree(self.target.sheet.part)
        self._source_root = parse_xml(pattern.members[self._source.sheet.part])

    def add_cells(self, number: int) -> None:
        """Heading and empty cells; a row of totals goes on in the look of its last cell."""
        sheet, source = (SheetElement(r, f"{{{etree.QName(r).namespace}}}") for r in (self._root, self._source_root))
        self._is_used = any(column == number and has_content(cell) for (_, column), cell in sheet.cells.items())
        area, body = self.target.area, self.target.body
        head, heading = sheet.cell((area.top, number)), source.cell((self._source.area.top, self._from))
        copy_value(head, heading, self._texts)
        head.set("s", self._looks.cell(heading.get("s")))
        look = self._looks.cell(source.cell((self._source.body.top, self._from)).get("s"))
        for row in range(body.top, body.bottom + 1):
            sheet.cell((row, number)).set("s", look)
        for row in range(body.bottom + 1, area.bottom + 1):
            last, total = sheet.cells.get((row, number - 1)), sheet.cell((row, number))
            if last is not None and last.get("s") is not None:
                total.set("s", last.get("s"))
        for row in range(area.top, area.bottom + 1):
            sheet.row(row).attrib.pop("spans", None)  # a hint that may be wrong now
        sheet.widen_dimension()

    def set_column(self, number: int) -> None:
        """The width and, where nothing else stands in the column, the look below the table; shown if hidden."""
        like = _column(self._source_root, self._from)
        if like is None:
            return
        own = _split_off(self._root, number)
        own.attrib.pop("hidden", None)
        if self._is_used and float(own.get("width", "0")) >= float(like.get("width")):
            return
        own.attrib.update({"width": like.get("width"), "customWidth": "1"})
        if not self._is_used:
            own.set("style", self._looks.cell(like.get("style")))

    def copy_checks(self, number: int) -> None:
        """The checks, down to as many rows below the table as in the pattern."""
        below = Area(self._source.body.top, self._from, MAX_ROW, self._from)
        rules = (
            *self._source_root.iterfind("{*}dataValidations/{*}dataValidation"),
            *self._source_root.iterfind("{*}conditionalFormatting"),
        )
        areas = (area for rule in rules for text in rule.get("sqref", "").split() if (area := Area.parse(text)))
        ends = [area.bottom for area in areas if (area.top, area.left) == (below.top, below.left)]
        reserve = max(ends, default=self._source.body.bottom) - self._source.body.bottom
        body = self.target.body
        area = Area(body.top, number, min(body.bottom + reserve, MAX_ROW), number)
        copy_checks(self._root, area, self._source_root, below, self._looks)

    def widen_table(self) -> None:
        """The part of the table with one more column."""
        part, area = self.draft.tree(self.target.part), self.target.area
        part.set("ref", area_text(replace(area, right=area.right + 1)))
        for element in part.iterfind("{*}autoFilter"):
            if (filtered := Area.parse(element.get("ref", ""))) is not None:
                element.set("ref", area_text(replace(filtered, right=area.right + 1)))
        columns = part.find("{*}tableColumns")
        new_id = max(int(column.get("id", "0")) for column in columns) + 1
        tag = f"{{{etree.QName(part).namespace}}}tableColumn"
        etree.SubElement(columns, tag, id=str(new_id), name=self._heading)
        columns.set("count", str(len(columns)))


def _column(root: etree._Element, number: int) -> etree._Element | None:
    """The <col> that covers a column."""
    for col in root.iterfind("{*}cols/{*}col"):
        if int(col.get("min")) <= number <= int(col.get("max")):
            return col
    return None


def _split_off(root: etree._Element, number: int) -> etree._Element:
    """The <col> of one column alone; one that covers its neighbours too is taken apart."""
    own = _column(root, number)
    ns = etree.QName(root).namespace
    if own is None:
        section = the_section(root, "cols")
        own = etree.Element(f"{{{ns}}}col", min=str(number), max=str(number))
        before = [col for col in section if int(col.get("max")) < number]
        section.insert(section.index(before[-1]) + 1 if before else 0, own)
        return own
    first, last = int(own.get("min")), int(own.get("max"))
    for low, high in ((number + 1, last), (first, number - 1)):
        if low <= high:
            piece = etree.Element(own.tag, {**own.attrib, "min": str(low), "max": str(high)})
            own.addnext(piece) if low > number else own.addprevious(piece)
    own.attrib.update({"min": str(number), "max": str(number)})
    return own
