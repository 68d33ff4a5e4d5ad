"""Writing lookups down: as MATCH and INDEX, which the calculator finds a hundred times faster than VLOOKUP."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.xlsx.fill.functions import Function, Made, Takes
from xlbudget.xlsx.fill.guards import Guard
from xlbudget.xlsx.fill.recipe import Field
from xlbudget.xlsx.fill.writer import Writer
from xlbudget.xlsx.formulatree import Corner, Logical, Missing, Node, NotUnderstood, Number, Reference, Unary

_MATCH_NS, _XLOOKUP_NS = 100, 2000
_EXACT, _ASCENDING = 0, 1


def vlookup(writer: Writer, function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    """VLOOKUP and HLOOKUP."""
    area, is_vertical = single_area(arguments[1]), function.name == "VLOOKUP"
    width = area.size[is_vertical]
    kind = _match_kind(arguments[3] if len(arguments) > 3 else Logical(value=True))
    writer.out += ["INDEX(", _field(writer, area), ","]
    writer.reads.append(_field(writer, area))
    position = arguments[2]
    if isinstance(position, Number) and not 1 <= float(position.text) <= width:
        raise NotUnderstood(f"{'SVERWEIS' if is_vertical else 'WVERWEIS'} mit einer Spalte, die der Bereich nicht hat")
    line = _first_line(area, is_column=is_vertical)
    if is_vertical:
        _match(writer, arguments[0], line, kind)
        writer.out.append(",")
    writer.scalar(position, Takes.POSITION)
    if not is_vertical:
        writer.out.append(",")
        _match(writer, arguments[0], line, kind)
    writer.out.append(")")
    return Made.CELL


def match(writer: Writer, _function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    """MATCH in a single row or column."""
    kind = _match_kind(arguments[2] if len(arguments) > 2 else Number("1"))
    _match(writer, arguments[0], _vector(single_area(arguments[1])), kind)
    return Made.INTEGER


def lookup(writer: Writer, _function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    """LOOKUP in a single row or column."""
    searched = _vector(single_area(arguments[1]))
    found = _vector(single_area(arguments[-1]))
    if searched.size != found.size:
        raise NotUnderstood("VERWEIS mit verschieden großen Bereichen")
    writer.out += ["INDEX(", _field(writer, found), ","]
    writer.reads.append(_field(writer, found))
    _match(writer, arguments[0], searched, _ASCENDING)
    writer.out.append(")")
    return Made.CELL


def xlookup(writer: Writer, _function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    """XLOOKUP that looks for the same and brings one cell."""
    searched = _vector(single_area(arguments[1]))
    found = _vector(single_area(arguments[2]))
    if searched.size != found.size:
        raise NotUnderstood("XVERWEIS über mehrere Spalten")
    if isinstance(arguments[0], Number) and not float(arguments[0].text):
        raise NotUnderstood(Guard.PLAIN.reason)
    writer.out.append("XLOOKUP(")
    start = len(writer.out)
    writer.scalar(arguments[0], Takes.PLAIN)
    writer.spelling(_field(writer, searched), start)
    for area in (searched, found):
        writer.out.append(",")
        writer.write_field(writer.field(area, trimmed=True, as_range=True), _XLOOKUP_NS // 2)
    made = Made.CELL
    if len(arguments) > 3:
        writer.out.append(",")
        made |= writer.scalar(arguments[3], takes)
    writer.out.append(")")
    return made


def index(writer: Writer, _function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    """INDEX that brings one cell."""
    area = single_area(arguments[0])
    if len(arguments) == 2:
        _vector(area)
    writer.out += ["INDEX(", _field(writer, area)]
    writer.reads.append(_field(writer, area))
    for position in arguments[1:]:
        writer.out.append(",")
        writer.scalar(position, Takes.POSITION)
    writer.out.append(")")
    return Made.CELL


def single_area(node: Node) -> Reference:
    """The one area that an argument is. Raises NotUnderstood."""
    if not isinstance(node, Reference) or len(node.sheets) > 1:
        raise NotUnderstood("ein Bereich, der erst beim Rechnen entsteht")
    return node


def _field(writer: Writer, area: Reference) -> Field:
    return writer.field(area, as_range=True)


def _match(writer: Writer, key: Node, line: Reference, kind: int) -> None:
    writer.out.append("MATCH(")
    start = len(writer.out)
    writer.scalar(key, Takes.KEY if kind == _EXACT else Takes.ITEM)
    field = writer.field(line, trimmed=True, as_range=True)
    if kind == _EXACT:
        writer.spelling(field._replace(trimmed=False), start)
    writer.out.append(",")
    writer.write_field(field, _MATCH_NS)
    if kind == _ASCENDING:
        writer.guard(field, Guard.SORTED)
    writer.out.append(f",{kind})")


def _match_kind(node: Node) -> int:
    """How it is looked for, which must be written in the formula itself. Raises NotUnderstood."""
    match node:
        case Missing() | Logical(False):
            return _EXACT
        case Logical(True):
            return _ASCENDING
        case Number(text):
            return _EXACT if float(text) == 0 else _ASCENDING
        case Unary("-", Number()):
            raise NotUnderstood("VERGLEICH in absteigender Folge")
    raise NotUnderstood("eine Suche, deren Art erst beim Rechnen entsteht")


def _vector(area: Reference) -> Reference:
    """An area of one row or column. Raises NotUnderstood for any other."""
    if 1 not in area.size:
        raise NotUnderstood("eine Suche über mehrere Spalten")
    return area


def _first_line(area: Reference, *, is_column: bool) -> Reference:
    first, last = area.first, area.last
    if is_column:
        return Reference(area.sheets, first, Corner(last.row, last.row_fixed, first.column, first.column_fixed))
    return Reference(area.sheets, first, Corner(first.row, first.row_fixed, last.column, last.column_fixed))
