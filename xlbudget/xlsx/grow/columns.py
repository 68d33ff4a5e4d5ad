"""A column at the right end of a table, taken from a workbook that has it."""

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
from xlbudget.xlsx.grow.table import MAX_ROW, PackageTable, check_can_grow, check_room_right, find_table
from xlbudget.xlsx.package import Package, parse_xml
from xlbudget.xlsx.sections import the_section


def copy_column(package: Package, table: str, pattern: Package, heading: str) -> Package:
    """The package with an empty column that the table of the same name has in `pattern`, at the right end.

    It has the heading, looks, width and checks of the pattern, down to as many rows below the table. Nothing beside
    the table moves. Raises KeyError for a table or column that is not there, RefusedError where the table must not or
    cannot grow.
    """
    target, source = find_table(package, table), find_table(pattern, table)
    check_can_grow(package, target)
    check_room_right(package, target)
    draft = PackageDraft(package)
    looks = LookImport(draft, package, pattern)
    root, source_root = draft.tree(target.sheet.part), parse_xml(pattern.members[source.sheet.part])
    sheet, source_sheet = (SheetElement(r, f"{{{etree.QName(r).namespace}}}") for r in (root, source_root))
    number, from_number = target.area.right + 1, source.columns[heading]
    is_used = any(column == number and has_content(element) for (_, column), element in sheet.cells.items())
    head = sheet.cell((target.area.top, number))
    copy_value(head, source_sheet.cell((source.area.top, from_number)), CellTexts(pattern))
    head.set("s", looks.cell(source_sheet.cell((source.area.top, from_number)).get("s")))
    look = looks.cell(source_sheet.cell((source.body.top, from_number)).get("s"))
    for row in range(target.body.top, target.body.bottom + 1):
        sheet.cell((row, number)).set("s", look)
    _continue_totals(sheet, target, number)
    for row in range(target.area.top, target.area.bottom + 1):
        sheet.row(row).attrib.pop("spans", None)  # a hint that may be wrong now
    sheet.widen_dimension()
    _set_column(root, number, _column(source_root, from_number), looks, is_used=is_used)
    below = Area(source.body.top, from_number, MAX_ROW, from_number)
    reserve = max((rule.bottom for rule in _rule_areas(source_root, below)), default=source.body.bottom)
    down = min(target.body.bottom + reserve - source.body.bottom, MAX_ROW)
    copy_checks(root, Area(target.body.top, number, down, number), source_root, below, looks)
    _widen(draft.tree(target.part), replace(target.area, right=number), heading)
    return with_calculation(draft.finish())


def _continue_totals(sheet: SheetElement, target: PackageTable, number: int) -> None:
    """A row of totals goes on in the look of its last cell."""
    for row in range(target.body.bottom + 1, target.area.bottom + 1):
        last, element = sheet.cells.get((row, number - 1)), sheet.cell((row, number))
        if last is not None and last.get("s") is not None:
            element.set("s", last.get("s"))


def _rule_areas(root: etree._Element, below: Area) -> list[Area]:
    """The areas of the checks that begin at the top of a column."""
    rules = (*root.iterfind("{*}dataValidations/{*}dataValidation"), *root.iterfind("{*}conditionalFormatting"))
    areas = (Area.parse(text) for rule in rules for text in rule.get("sqref", "").split())
    return [area for area in areas if area and (area.top, area.left) == (below.top, below.left)]


def _widen(part: etree._Element, area: Area, heading: str) -> None:
    part.set("ref", area_text(area))
    for element in part.iterfind("{*}autoFilter"):
        filtered = Area.parse(element.get("ref", ""))
        if filtered:
            element.set("ref", area_text(replace(filtered, right=area.right)))
    columns = part.find("{*}tableColumns")
    new_id = max(int(column.get("id", "0")) for column in columns) + 1
    tag = f"{{{etree.QName(part).namespace}}}tableColumn"
    etree.SubElement(columns, tag, id=str(new_id), name=heading)
    columns.set("count", str(len(columns)))


def _column(root: etree._Element, number: int) -> etree._Element | None:
    """The <col> that covers a column."""
    for col in root.iterfind("{*}cols/{*}col"):
        if int(col.get("min")) <= number <= int(col.get("max")):
            return col
    return None


def _set_column(
    root: etree._Element, number: int, like: etree._Element | None, looks: LookImport, *, is_used: bool
) -> None:
    """Give a column the width and, where nothing stands in it, the look of another workbook's; show it if hidden."""
    if like is None:
        return
    own = _split_off(root, number)
    own.attrib.pop("hidden", None)
    if is_used and float(own.get("width", "0")) >= float(like.get("width")):
        return
    own.attrib.update({"width": like.get("width"), "customWidth": "1"})
    if not is_used:
        own.set("style", looks.cell(like.get("style")))


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
