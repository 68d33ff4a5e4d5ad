"""Writing function calls down: what each argument is used as, and the functions that want more than the table says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlbudget.xlsx.fill.arguments import AREA_NS, SUM_NS, areas_of, check_tail, literal, plain_call, write_area
from xlbudget.xlsx.fill.criteria import criterion
from xlbudget.xlsx.fill.functions import LOCALE, Function, Made, Takes
from xlbudget.xlsx.fill.guards import Guard
from xlbudget.xlsx.fill.lookups import index, lookup, match, single_area, vlookup, xlookup
from xlbudget.xlsx.fill.recipe import Field
from xlbudget.xlsx.fill.writer import Writer
from xlbudget.xlsx.formulatree import Corner, Logical, Missing, Node, NotUnderstood, Number, Reference, Text

Special = Callable[[Writer, Function, Sequence[Node], Takes], Made]


def write_call(writer: Writer, function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    """Write a call of a known function; what it makes. Raises NotUnderstood."""
    if function.name in _SPECIAL:
        if function.arguments(len(arguments)) is None:
            raise NotUnderstood(f"die Funktion {function.name} mit {len(arguments)} Argumenten")
        return _SPECIAL[function.name](writer, function, arguments, takes)
    return plain_call(writer, function, arguments, takes)


# --- functions that want more than the table says

_MAX_PARTS = 2000
_LATE = 1910  # a year far enough from 1900 for whatever month and day a formula adds


_SPEAKS = (Takes.TEXT, Takes.LETTERS, Takes.CRITERION, Takes.LIMIT)


def _if(writer: Writer, _function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    if len(arguments) == 2 and takes in (*_SPEAKS, Takes.COUNT):
        raise NotUnderstood("WENN ohne Sonst-Wert kommt auf FALSCH, und das heißt je nach Sprache anders")
    writer.out.append("IF(")
    start = len(writer.out)
    writer.scalar(arguments[0], Takes.CONDITION)
    condition = tuple(writer.out[start:])
    is_one_for_each = writer.is_spread
    made = Made(0)
    for argument, expected in zip(arguments[1:], (True, False), strict=False):
        writer.out.append(",")
        with writer.under(condition, expected=expected):
            made |= writer.scalar(argument, takes)
    if len(arguments) == 2 and takes is Takes.ITEM and is_one_for_each:
        writer.out.append(',""')  # nothing among many, for which the calculator takes FALSE to be 0
    writer.out.append(")")
    return made if len(arguments) == 3 else made | Made.LOGICAL


def _all_looked_at(writer: Writer, function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    """AND and OR are errors if any argument is one; the calculator stops where it knows the answer, but for XOR."""
    start = len(writer.out)
    made = plain_call(writer, function, arguments, takes)
    given = writer.out[start + 1 :]
    if len(given) > _MAX_PARTS:
        raise NotUnderstood("zu viele Bedingungen ineinander")
    if len(arguments) > 1 or any(isinstance(part, Field) and not part.reference.is_cell for part in given):
        same = "TRUE" if function.name == "AND" else "FALSE"
        writer.out[start:] = [f"{function.name}(IF(XOR(", *given, f",{same},{same}),", *given]
    return made


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
    write_area(writer, arguments[0])
    writer.out.append(",")
    criterion(writer, arguments[1])
    if len(arguments) > 2:
        rows, columns = area.size
        added = single_area(arguments[2])
        corner = added.first
        last = Corner(corner.row + rows - 1, corner.row_fixed, corner.column + columns - 1, corner.column_fixed)
        writer.out.append(",")
        write_area(writer, Reference(added.sheets, corner, last))
    writer.out.append(")")
    check_tail(writer, function, start)
    return function.makes or Made.DECIMAL


_PRODUCT = 6  # of the functions of TEILERGEBNIS


def _subtotal(writer: Writer, function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    code = literal(arguments[0])
    if code not in (*range(1, 12), *range(101, 112)):
        raise NotUnderstood("TEILERGEBNIS mit einer Funktion, die es nicht gibt")
    if code % 100 == _PRODUCT:
        raise NotUnderstood("TEILERGEBNIS als Produkt, das ohne Zahlen 0 ist")
    writer.out.append(f"SUBTOTAL({code:g}")
    for argument in arguments[1:]:
        field = writer.field(single_area(argument), as_range=True)
        writer.out.append(",")
        writer.write_field(field, AREA_NS)
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
    writer.out.append(f',"{code.value};-{code.value}")')  # the calculator loses the sign of few digits
    return Made.TEXT


def _text_join(writer: Writer, function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    """TEXTJOIN that leaves out what is empty: the calculator does so with empty cells in areas only."""
    if arguments[1] == Logical(value=False):
        return plain_call(writer, function, arguments, takes)
    writer.out.append("TEXTJOIN(")
    writer.scalar(arguments[0], Takes.TEXT)
    writer.out.append(",")
    writer.scalar(arguments[1], Takes.CONDITION)
    for argument in arguments[2:]:
        writer.out.append(",")
        _filled_texts(writer, argument)
    writer.out.append(")")
    return Made.TEXT


def _filled_texts(writer: Writer, node: Node) -> None:
    areas = areas_of(writer, node)
    for number, field in enumerate(areas):
        if number:
            writer.out.append(",")
        writer.write_field(field._replace(as_range=True), SUM_NS)
        for guard in (Guard.TEXTUAL, Guard.FILLED):
            writer.guard(field._replace(trimmed=False), guard)
    if not areas:
        start, first_read = len(writer.out), len(writer.reads)
        writer.scalar(node, Takes.TEXT)
        writer.probe(Guard.FILLED, start, first_read)


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
    return plain_call(writer, function, arguments, takes)


def _early_day(writer: Writer, function: Function, arguments: Sequence[Node], takes: Takes) -> Made:
    """A day that may come to lie before 1 March 1900, where Excel knows one more."""
    start, first_read = len(writer.out), len(writer.reads)
    made = plain_call(writer, function, arguments, takes)
    if function.name == "DATE":
        late = all(isinstance(argument, Number) for argument in arguments) and literal(arguments[0]) > _LATE
    else:
        late = isinstance(arguments[1], Number)
    if not late:
        writer.probe(Guard.DATE, start, first_read)
    return made


def _odd(writer: Writer, _function: Function, arguments: Sequence[Node], _takes: Takes) -> Made:
    """ODD, with 0 where the calculator has -0."""
    writer.out.append("ODD(0+")
    writer.scalar(arguments[0], Takes.WHOLE)
    writer.out.append(")")
    return Made.INTEGER


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
    **dict.fromkeys(("AND", "OR"), _all_looked_at),
    "ROUND": _round,
    "ODD": _odd,
    **dict.fromkeys(("TRUNC", "ROUNDUP", "ROUNDDOWN", "MOD", "QUOTIENT", "CEILING", "FLOOR", "MROUND"), _stepped),
    "SUMIF": _sum_if,
    "AVERAGEIF": _sum_if,
    "SUBTOTAL": _subtotal,
    "TEXT": _text,
    "TEXTJOIN": _text_join,
    "HYPERLINK": _hyperlink,
    "ROW": _line_number,
    "COLUMN": _line_number,
    "ROWS": _line_count,
    "COLUMNS": _line_count,
    "ISBLANK": _is_blank,
    "DATEDIF": _datedif,
    **dict.fromkeys(("DATE", "EDATE", "EOMONTH", "WORKDAY"), _early_day),
    "VLOOKUP": vlookup,
    "HLOOKUP": vlookup,
    "LOOKUP": lookup,
    "XLOOKUP": xlookup,
    "MATCH": match,
    "INDEX": index,
}
