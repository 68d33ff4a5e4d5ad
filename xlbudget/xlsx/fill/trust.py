"""What of a formula may be computed: how it is written down for the calculator, or the reason why it is left to Excel.

Nothing is computed that is not known to come to the same in Excel: known functions in the ways they were compared,
known operators, plain references. What depends on the values that a filling brings becomes a Check.
"""

from __future__ import annotations

from xlbudget.xlsx.areas import Cell
from xlbudget.xlsx.fill.calls import write_call
from xlbudget.xlsx.fill.functions import OF_DATES, VOLATILE
from xlbudget.xlsx.fill.names import Names
from xlbudget.xlsx.fill.recipe import Recipe, is_long
from xlbudget.xlsx.fill.writer import Writer
from xlbudget.xlsx.formulatree import Call, Node


def recipe_of(tree: Node, names: Names, sheet: int, cell: Cell, *, is_array: bool, spills: bool) -> Recipe:
    """How to compute a formula of a cell. Raises NotUnderstood if it must be left to Excel."""
    tree = names.expanded(tree, sheet, cell)
    writer = Writer(names, write_call)
    made, difference, size = writer.whole(tree, is_array=is_array, spills=spills)
    return Recipe(
        text=tuple(writer.out),
        reads=tuple(dict.fromkeys(writer.reads)),
        checks=tuple(dict.fromkeys(writer.checks)),
        costs=tuple((field, cost) for field, cost in writer.costs if cost),
        makes=made,
        difference=difference,
        size=size,
        as_array=is_array or writer.lifts,
        is_volatile=not writer.called.isdisjoint(VOLATILE),
        of_dates=not writer.called.isdisjoint(OF_DATES),
        subtotals=tuple(writer.subtotals),
        visible=tuple(writer.visible),
        has_subtotal="SUBTOTAL" in writer.called,
        may_be_cut=any(field.trimmed and is_long(field.reference) for field, _ in writer.costs),
        is_subtotal=isinstance(tree, Call) and tree.name == "SUBTOTAL",
    )
