"""Validations, conditional formats and ignored warnings: stretched with a table, or taken from another workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

from lxml import etree
from openpyxl.formula.translate import Translator

from xlbudget.xlsx.areas import Area, address, area_text
from xlbudget.xlsx.grow.looks import LookImport
from xlbudget.xlsx.sections import add_section, the_section

_EXTENSION = "{http://schemas.microsoft.com/office/excel/2006/main}sqref"  # where rules of Excel 2010 keep their area
_RULES = ("dataValidation", "conditionalFormatting")


def stretch_checks(root: etree._Element, body: Area, bottom: int) -> None:
    """What holds down to the last row of a table holds down to the row `bottom`, as when Excel lets a table grow.

    What holds for one cell alone, while the table has more rows, stays there.
    """

    def stretched(area: Area) -> Area:
        ends_here = area.top <= body.bottom <= area.bottom < bottom
        in_table = body.left <= area.left and area.right <= body.right
        is_single = area.top == area.bottom and body.top < body.bottom
        return replace(area, bottom=bottom) if ends_here and in_table and not is_single else area

    for element in (
        *root.iterfind("{*}dataValidations/{*}dataValidation"),
        *root.iterfind("{*}conditionalFormatting"),
        *root.iterfind("{*}ignoredErrors/{*}ignoredError"),
    ):
        _rewrite(element, lambda area: [stretched(area)])
    for element in root.iter(_EXTENSION):
        if etree.QName(element.getparent()).localname in _RULES:
            element.text = _rewritten(element.text or "", lambda area: [stretched(area)])


def copy_checks(
    target: etree._Element, area: Area, source: etree._Element, source_area: Area, looks: LookImport
) -> None:
    """Give an area the checks of an area of another workbook's sheet; validations that lay over it give way.

    Taken is what begins in the first cell of `source_area` and does not reach beyond it.
    """
    validations = _rules(source.iterfind("{*}dataValidations/{*}dataValidation"), source_area)
    if validations:
        _clear_validations(target, area)
        section = the_section(target, "dataValidations")
        section.extend(_moved(rule, area, source_area) for rule in validations)
        section.set("count", str(len(section)))
    priority = max((int(rule.get("priority", "0")) for rule in target.iter("{*}cfRule")), default=0)
    for condition in _rules(source.iterfind("{*}conditionalFormatting"), source_area):
        moved = _moved(condition, area, source_area)
        for rule in moved.iterfind("{*}cfRule"):
            priority += 1
            rule.set("priority", str(priority))
            if rule.get("dxfId") is not None:
                rule.set("dxfId", looks.differential(rule.get("dxfId")))
        place = add_section(target, "conditionalFormatting")
        place.getparent().replace(place, moved)
    for ignored in _rules(source.iterfind("{*}ignoredErrors/{*}ignoredError"), source_area):
        _ignore(the_section(target, "ignoredErrors"), _moved(ignored, area, source_area))


def list_rule(root: etree._Element, cell: tuple[int, int]) -> etree._Element | None:
    """The validation that gives a cell a drop-down list of texts; None where it has none, or one of cells."""
    for rule in root.iterfind("{*}dataValidations/{*}dataValidation"):
        formula = rule.findtext("{*}formula1") or ""
        if rule.get("type") == "list" and formula.startswith('"') and any(cell in area for area in _areas(rule)):
            return rule
    return None


def has_no_rule(root: etree._Element, cell: tuple[int, int]) -> bool:
    """Whether no validation limits a cell or gives it a list; one that only shows a message does neither."""
    rules = root.iterfind("{*}dataValidations/{*}dataValidation")
    return not any(rule.get("type", "none") != "none" and any(cell in area for area in _areas(rule)) for rule in rules)


def _ignore(section: etree._Element, ignored: etree._Element) -> None:
    """Add what is ignored somewhere; where the same is ignored elsewhere, the areas become one list."""

    def without_place(element: etree._Element) -> dict[str, str]:
        return {name: value for name, value in element.items() if name != "sqref"}

    for other in section:
        if without_place(other) == without_place(ignored):
            other.set("sqref", f"{other.get('sqref')} {ignored.get('sqref')}")
            return
    section.append(ignored)


def _areas(element: etree._Element) -> Iterator[Area]:
    return (area for text in element.get("sqref", "").split() if (area := Area.parse(text)))


def _rules(elements: Iterable[etree._Element], area: Area) -> list[etree._Element]:
    """Those with an area that begins where this one does and stays inside."""

    def fits(other: Area) -> bool:
        begins = (other.top, other.left) == (area.top, area.left)
        return begins and other.bottom <= area.bottom and other.right <= area.right

    return [element for element in elements if any(map(fits, _areas(element)))]


def _moved(rule: etree._Element, area: Area, source_area: Area) -> etree._Element:
    """A copy of a rule for an area, its formulas seen from there."""
    copy = deepcopy(rule)
    copy.tail = None
    copy.set("sqref", area_text(area))
    origin, destination = (address(place.top, place.left) for place in (source_area, area))
    for formula in copy.iter("{*}formula", "{*}formula1", "{*}formula2"):
        if formula.text:
            formula.text = str(Translator(f"={formula.text}", origin).translate_formula(destination))[1:]
    return copy


def _clear_validations(root: etree._Element, hole: Area) -> None:
    section = root.find("{*}dataValidations")
    for rule in () if section is None else list(section):
        _rewrite(rule, lambda area: area.without(hole))
        if not rule.get("sqref"):
            section.remove(rule)


def _rewrite(element: etree._Element, change: Callable[[Area], Sequence[Area]]) -> None:
    before = element.get("sqref", "")
    after = _rewritten(before, change)
    if after != before:
        element.set("sqref", after)


def _rewritten(sqref: str, change: Callable[[Area], Sequence[Area]]) -> str:
    """The areas of a sqref changed; what is no rectangle (whole columns) stays."""
    pieces: list[str] = []
    for text in sqref.split():
        area = Area.parse(text)
        changed = [area] if area is None else change(area)
        pieces += [text] if changed == [area] else [area_text(piece) for piece in changed if piece]
    return " ".join(pieces)
