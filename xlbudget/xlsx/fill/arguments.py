"""Writing down what a function is given, each argument as what it is used as."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from xlbudget.xlsx.fill.criteria import criterion
from xlbudget.xlsx.fill.functions import Function, Made, Takes
from xlbudget.xlsx.fill.guards import Guard
from xlbudget.xlsx.fill.lookups import single_area
from xlbudget.xlsx.fill.recipe import Check, Field
from xlbudget.xlsx.fill.writer import Writer
from xlbudget.xlsx.formulatree import Logical, Missing, Node, NotUnderstood, Number, Reference, Unary, Union

AREA_NS, SUM_NS = 80, 100
_PRODUCT_NS = 500
_COUNTING = frozenset({"COUNTIF", "COUNTIFS", "COUNTBLANK", "SUMPRODUCT"})
"""Functions for which empty cells may count; where an area is cut, it is asked what one of them adds."""


def plain_call(writer: Writer, function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    uses = function.arguments(len(arguments))
    if uses is None:
        raise NotUnderstood(f"die Funktion {function.name} mit {len(arguments)} Argumenten")
    if Takes.CRITERION in uses:
        _check_sizes([argument for argument, use in zip(arguments, uses, strict=True) if use is Takes.AREA])
    start = len(writer.out)
    writer.out.append(f"{function.name}(")
    made = Made(0)
    for number, (argument, use) in enumerate(zip(arguments, uses, strict=True)):
        if number:
            writer.out.append(",")
        written = _argument(writer, argument, takes if use is Takes.SAME else use)
        made |= written if use is Takes.SAME else Made(0)
    writer.out.append(")")
    check_tail(writer, function, start)
    return made if function.makes is None else function.makes


def _check_sizes(arguments: Sequence[Node]) -> None:
    """Areas of different sizes are an error in SUMIFS and its like. Raises NotUnderstood."""

    def shape(area: Reference) -> tuple[int, int, bool, bool]:
        first, last = area.first, area.last
        grows = first.row_fixed != last.row_fixed, first.column_fixed != last.column_fixed
        return last.row - first.row, last.column - first.column, *grows

    if len({shape(single_area(argument)) for argument in arguments}) > 1:
        raise NotUnderstood("Bereiche verschiedener Größe, durch die zugleich gesucht wird")


def _argument(writer: Writer, node: Node, use: Takes) -> Made:
    match use:
        case Takes.AREA:
            write_area(writer, node)
        case Takes.NUMBERS | Takes.VALUES | Takes.CONDITIONS | Takes.TEXTS:
            _one_of_many(writer, node, use)
        case Takes.ARRAY:
            _array(writer, node)
        case Takes.CRITERION:
            criterion(writer, node)
        case Takes.LITERAL:
            writer.out.append(f"{literal(node):g}")
        case _:
            return writer.scalar(node, use)
    return Made(0)


def check_tail(writer: Writer, function: Function, start: int) -> None:
    """Empty cells behind the used ones must not count, or an area that is cut there comes to something else."""
    call = writer.out[start:]
    if function.name not in _COUNTING or not any(isinstance(part, Field) and part.trimmed for part in call):
        return
    tail = tuple(part._replace(tail=True) if isinstance(part, Field) and part.trimmed else part for part in call)
    writer.checks.append(Check(Guard.ZERO, None, tail, (), (), if_trimmed=True))


def write_area(writer: Writer, node: Node) -> None:
    """The one area that an argument must be."""
    reference = single_area(node)
    writer.write_field(writer.field(reference, trimmed=True, as_range=True), AREA_NS)


def _one_of_many(writer: Writer, node: Node, use: Takes) -> None:
    """An area or a single value among those that a function takes together."""
    areas = areas_of(writer, node)
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
        writer.write_field(field, SUM_NS)
        if use is Takes.TEXTS:
            writer.guard(field._replace(trimmed=False), Guard.TEXTUAL)


def areas_of(writer: Writer, node: Node) -> list[Field]:
    """The areas of an argument that may be several: a 3-D reference or a union; none if it is something else."""
    if isinstance(node, Union):
        return [field for part in node.parts for field in areas_of(writer, part) or _no_area()]
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


def literal(node: Node) -> float:
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
