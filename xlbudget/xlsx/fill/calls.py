"""Writing function calls down: what each argument is used as, and the functions that want more than the table says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext

from xlbudget.xlsx.fill.criteria import criterion
from xlbudget.xlsx.fill.functions import LOCALE, Function, Made, Takes
from xlbudget.xlsx.fill.guards import Guard
from xlbudget.xlsx.fill.lookups import index, lookup, match, single_area, vlookup, xlookup
from xlbudget.xlsx.fill.recipe import Check, Field
from xlbudget.xlsx.fill.writer import Writer
from xlbudget.xlsx.formulatree import (
    Corner,
    Logical,
    Missing,
    Node,
    NotUnderstood,
    Number,
    Reference,
    Text,
    Unary,
    Union,
)

_AREA_NS, _SUM_NS, _PRODUCT_NS = 80, 100, 500
_COUNTING = frozenset({"COUNTIF", "COUNTIFS", "COUNTBLANK", "SUMPRODUCT"})
"""Functions for which empty cells may count; where an area is cut, it is asked what one of them adds."""

Special = Callable[[Writer, Function, Sequence[Node], Takes], Made]


def write_call(writer: Writer, function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    """Write a call of a known function; what it makes. Raises NotUnderstood."""
    if function.name in _SPECIAL:
        if function.arguments(len(arguments)) is None:
            raise NotUnderstood(f"die Funktion {function.name} mit {len(arguments)} Argumenten")
        return _SPECIAL[function.name](writer, function, arguments, takes)
    return _plain_call(writer, function, arguments, takes)


def _plain_call(writer: Writer, function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    uses = function.arguments(len(arguments))
    if uses is None:
        raise NotUnderstood(f"die Funktion {function.name} mit {len(arguments)} Argumenten")
    start = len(writer.out)
    writer.out.append(f"{function.name}(")
    made = Made(0)
    for number, (argument, use) in enumerate(zip(arguments, uses, strict=True)):
        if number:
            writer.out.append(",")
        written = _argument(writer, argument, takes if use is Takes.SAME else use)
        made |= written if use is Takes.SAME else Made(0)
    writer.out.append(")")
    _check_tail(writer, function, start)
    return made if function.makes is None else function.makes


def _argument(writer: Writer, node: Node, use: Takes) -> Made:
    match use:
        case Takes.AREA:
            _area(writer, node)
        case Takes.NUMBERS | Takes.VALUES | Takes.CONDITIONS | Takes.TEXTS:
            _one_of_many(writer, node, use)
        case Takes.ARRAY:
            _array(writer, node)
        case Takes.CRITERION:
            criterion(writer, node)
        case Takes.LITERAL:
            writer.out.append(f"{_literal(node):g}")
        case _:
            return writer.scalar(node, use)
    return Made(0)


def _check_tail(writer: Writer, function: Function, start: int) -> None:
    """Empty cells behind the used ones must not count, or an area that is cut there comes to something else."""
    call = writer.out[start:]
    if function.name not in _COUNTING or not any(isinstance(part, Field) and part.trimmed for part in call):
        return
    tail = tuple(part._replace(tail=True) if isinstance(part, Field) and part.trimmed else part for part in call)
    writer.checks.append(Check(Guard.ZERO, None, tail, (), (), if_trimmed=True))


def _area(writer: Writer, node: Node, reference: Reference | None = None) -> None:
    reference = reference or single_area(node)
    writer.write_field(writer.field(reference, trimmed=True, as_range=True), _AREA_NS)


def _one_of_many(writer: Writer, node: Node, use: Takes) -> None:
    """An area or a single value among those that a function takes together."""
    areas = _areas_of(writer, node)
    if not areas:
        if use is Takes.VALUES and not isinstance(node, Number):
            raise NotUnderstood("ein Ausdruck, der gezählt wird")
        single = {Takes.NUMBERS: Takes.ITEM, Takes.CONDITIONS: Takes.CONDITION, Takes.TEXTS: Takes.TEXT}
        with writer.array() if writer.in_array else nullcontext():
            writer.scalar(node, single.get(use, Takes.VALUE))
        return
    for number, field in enumerate(areas):
        if number:
            writer.out.append(",")
        writer.write_field(field, _SUM_NS)
        if use is Takes.TEXTS:
            writer.guard(field._replace(trimmed=False), Guard.TEXTUAL)


def _areas_of(writer: Writer, node: Node) -> list[Field]:
    """The areas of an argument that may be several: a 3-D reference or a union; none if it is something else."""
    if isinstance(node, Union):
        return [field for part in node.parts for field in _areas_of(writer, part) or _no_area()]
    if not isinstance(node, Reference):
        return []
    if len(node.sheets) > 1:
        names = writer.names
        return [
            Field(index, Reference((), node.first, node.last), trimmed=True)
            for index in names.sheets_between(*node.sheets)
        ]
    return [writer.field(node, trimmed=True)]


def _no_area() -> list[Field]:
    raise NotUnderstood("mehrere Bereiche als ein Argument")


def _array(writer: Writer, node: Node) -> None:
    """An argument of SUMPRODUCT: an area as it is, or computed cell by cell."""
    if isinstance(node, Reference) and len(node.sheets) < 2:
        writer.write_field(writer.field(node, trimmed=True, as_range=True), _PRODUCT_NS)
        return
    with writer.array():
        made = writer.scalar(node, Takes.NUMBER)
    if made & Made.LOGICAL or isinstance(node, Union):
        raise NotUnderstood("Wahrheitswerte, die SUMMENPRODUKT nicht zählt")


def _literal(node: Node) -> float:
    """A number that is written in the formula itself. Raises NotUnderstood."""
    match node:
        case Number(text):
            return float(text)
        case Logical(value):
            return float(value)
        case Missing():
            return 0.0
        case Unary("-", Number(text)):
            return -float(text)
    raise NotUnderstood("ein Argument, das erst beim Rechnen entsteht, wo es festliegen muss")


# --- functions that want more than the table says


def _if(writer: Writer, _function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    writer.out.append("IF(")
    start = len(writer.out)
    writer.scalar(arguments[0], Takes.CONDITION)
    condition = tuple(writer.out[start:])
    made = Made(0)
    for argument, expected in zip(arguments[1:], (True, False), strict=False):
        writer.out.append(",")
        with writer.under(condition, expected=expected):
            made |= writer.scalar(argument, takes)
    writer.out.append(")")
    return made if len(arguments) == 3 else made | Made.LOGICAL


def _round(writer: Writer, _function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    """ROUND, which is sure of halves and needs no look at its number; to whole numbers it makes such."""
    writer.out.append("ROUND(")
    writer.scalar(arguments[0], Takes.NUMBER)
    writer.out.append(",")
    writer.scalar(arguments[1], Takes.COUNT)
    writer.out.append(")")
    digits = arguments[1]
    is_whole = isinstance(digits, Missing) or (isinstance(digits, Number) and float(digits.text) == 0)
    return Made.INTEGER if is_whole else Made.DECIMAL


def _stepped(writer: Writer, function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    """What cuts a number off at a multiple: the quotient must not lie just beside a whole number."""
    start, first_read = len(writer.out), len(writer.reads)
    writer.out.append(f"{function.name}(")
    first = len(writer.out)
    writer.scalar(arguments[0], Takes.NUMBER)
    number = tuple(writer.out[first:])
    other: tuple[str | Field, ...] = ("0",)
    if len(arguments) > 1:
        writer.out.append(",")
        second = len(writer.out)
        writer.scalar(arguments[1], Takes.NUMBER)
        other = tuple(writer.out[second:])
    writer.out.append(")")
    is_digits = function.name in ("ROUNDUP", "ROUNDDOWN", "TRUNC")
    written = tuple(writer.out[start:])
    del writer.out[start:]
    writer.out += ["((", *number, ")", "*10^(" if is_digits else "/(", *other, "))"]
    writer.probe(Guard.WHOLE, start, first_read)
    writer.out[start:] = written
    return function.makes or Made.DECIMAL


def _sum_if(writer: Writer, function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    """SUMIF and AVERAGEIF: the area to add is taken as large as the one to look through."""
    start = len(writer.out)
    area = single_area(arguments[0])
    writer.out.append(f"{function.name}(")
    _area(writer, arguments[0])
    writer.out.append(",")
    criterion(writer, arguments[1])
    if len(arguments) > 2:
        rows, columns = area.size
        added = single_area(arguments[2])
        corner = added.first
        last = Corner(corner.row + rows - 1, corner.row_fixed, corner.column + columns - 1, corner.column_fixed)
        writer.out.append(",")
        _area(writer, arguments[2], Reference(added.sheets, corner, last))
    writer.out.append(")")
    _check_tail(writer, function, start)
    return function.makes or Made.DECIMAL


_PRODUCT = 6  # of the functions of TEILERGEBNIS


def _subtotal(writer: Writer, function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    code = _literal(arguments[0])
    if code not in (*range(1, 12), *range(101, 112)):
        raise NotUnderstood("TEILERGEBNIS mit einer Funktion, die es nicht gibt")
    if code % 100 == _PRODUCT:
        raise NotUnderstood("TEILERGEBNIS als Produkt, das ohne Zahlen 0 ist")
    writer.out.append(f"SUBTOTAL({code:g}")
    for argument in arguments[1:]:
        field = writer.field(single_area(argument), as_range=True)
        writer.out.append(",")
        writer.write_field(field, _AREA_NS)
        writer.subtotals.append(field)
        if code > 100:
            writer.visible.append(field)
    writer.out.append(")")
    return Made.INTEGER if code % 100 in (2, 3) else function.makes or Made.DECIMAL


def _text(writer: Writer, _function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    code = arguments[1]
    if not isinstance(code, Text) or not code.value or code.value.strip("0"):
        raise NotUnderstood(LOCALE)
    writer.out.append("TEXT(")
    writer.scalar(arguments[0], Takes.INTEGER)
    writer.out.append(f',"{code.value}")')
    return Made.TEXT


def _hyperlink(writer: Writer, _function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    """A cell with HYPERLINK holds what it shows."""
    return writer.scalar(arguments[-1], takes)


def _line_number(writer: Writer, function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    corner = Corner(row=0, row_fixed=False, column=0, column_fixed=False)
    here = Reference((), corner, corner)
    reference = single_area(arguments[0]) if arguments else here
    if not reference.is_cell:
        raise NotUnderstood(f"die Funktion {function.name} über einen Bereich")
    writer.out += [f"{function.name}(", writer.field(reference), ")"]
    return Made.INTEGER


def _line_count(writer: Writer, function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    rows, columns = single_area(arguments[0]).size
    writer.out.append(str(rows if function.name == "ROWS" else columns))
    return Made.INTEGER


def _is_blank(writer: Writer, function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    if not isinstance(arguments[0], Reference):
        raise NotUnderstood("ISTLEER über etwas anderem als einer Zelle")
    return _plain_call(writer, function, arguments, takes)


def _datedif(writer: Writer, _function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    unit = arguments[2]
    if not isinstance(unit, Text) or unit.value.upper() not in ("Y", "M", "D"):
        raise NotUnderstood("DATEDIF mit einer Einheit, für die Excel selbst falsche Ergebnisse kennt")
    writer.out.append("DATEDIF(")
    for argument in arguments[:2]:
        writer.scalar(argument, Takes.DATE)
        writer.out.append(",")
    writer.out.append(f'"{unit.value}")')
    return Made.INTEGER


_SPECIAL: dict[str, Special] = {
    "IF": _if,
    "ROUND": _round,
    **dict.fromkeys(("TRUNC", "ROUNDUP", "ROUNDDOWN", "MOD", "QUOTIENT", "CEILING", "FLOOR", "MROUND"), _stepped),
    "SUMIF": _sum_if,
    "AVERAGEIF": _sum_if,
    "SUBTOTAL": _subtotal,
    "TEXT": _text,
    "HYPERLINK": _hyperlink,
    "ROW": _line_number,
    "COLUMN": _line_number,
    "ROWS": _line_count,
    "COLUMNS": _line_count,
    "ISBLANK": _is_blank,
    "DATEDIF": _datedif,
    "VLOOKUP": vlookup,
    "HLOOKUP": vlookup,
    "LOOKUP": lookup,
    "XLOOKUP": xlookup,
    "MATCH": match,
    "INDEX": index,
}
