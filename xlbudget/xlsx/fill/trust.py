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
from xlbudget.xlsx.formulatree import Call, Node, NotUnderstood

_MAX_KNOWN = 10_000
_known: dict[tuple[Node, bool, bool], Recipe | str] = {}
"""Recipes, or the reason that there is none, of formulas that mean the same in every workbook."""


def recipe_of(tree: Node, names: Names, sheet: int, cell: Cell, *, is_array: bool, spills: bool) -> Recipe:
    """How to compute a formula of a cell. Raises NotUnderstood if it must be left to Excel."""
    tree = names.expanded(tree, sheet, cell)
    key = (tree, is_array, spills)
    recipe = _known.get(key)
    if recipe is None:
        writer = Writer(names, write_call)
        try:
            recipe = _recipe(writer, tree, is_array=is_array, spills=spills)
        except NotUnderstood as reason:
            recipe = str(reason)
        if not writer.uses_names:
            if len(_known) >= _MAX_KNOWN:
                _known.clear()
            _known[key] = recipe
    if isinstance(recipe, str):
        raise NotUnderstood(recipe)
    return recipe


def _recipe(writer: Writer, tree: Node, *, is_array: bool, spills: bool) -> Recipe:
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
