"""What names and structured references of a workbook stand for: plain references, put in their place in the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from xlbudget.xlsx.areas import Area, Cell
from xlbudget.xlsx.formulaparser import parse
from xlbudget.xlsx.formulatree import (
    Binary,
    Bracketed,
    Call,
    Corner,
    NameUse,
    Node,
    NotUnderstood,
    Reference,
    Structured,
    Unary,
    Union,
    pieces,
)
from xlbudget.xlsx.package import Package, Sheet

_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]|([,:\s]+)")
_ESCAPED = re.compile(r"'(.)")
_PARTS = {"#all", "#data", "#headers", "#totals", "#this row"}


@dataclass(frozen=True, slots=True)
class TableData:
    """A table: all of its area, the rows of its data, and where its columns are, by name in lower case."""

    sheet: Sheet
    whole: Area
    body: Area
    columns: Mapping[str, int]

    def rows(self, parts: set[str], cell: Cell) -> tuple[int, int]:
        """First and last row of what a structured reference in `cell` means. Raises NotUnderstood."""
        if "#this row" in parts:
            if not self.body.top <= cell[0] <= self.body.bottom:
                raise NotUnderstood("ein Bezug auf „diese Zeile“ einer Tabelle, die hier keine Zeile hat")
            return cell[0], cell[0]
        bounds = {
            "#all": (self.whole.top, self.whole.bottom),
            "#data": (self.body.top, self.body.bottom),
            "#headers": (self.whole.top, self.body.top - 1),
            "#totals": (self.body.bottom + 1, self.whole.bottom),
        }
        chosen = [bounds[part] for part in parts or {"#data"}]
        top, bottom = min(row for row, _ in chosen), max(row for _, row in chosen)
        if top > bottom:
            raise NotUnderstood("ein Bezug auf eine Zeile, die die Tabelle nicht hat")
        return top, bottom


class Names:
    """The defined names and tables of a workbook, looked up as a formula of a certain sheet does."""

    def __init__(self, package: Package) -> None:
        self._by_scope = {
            (name.get("name", "").casefold(), name.get("localSheetId")): (name.text or "").strip()
            for name in package.defined_names
        }
        self._index = {sheet.name.casefold(): sheet.index for sheet in package.sheets}
        self._tables = dict(_tables(package))

    def expanded(self, node: Node, sheet: int, cell: Cell, within: frozenset[str] = frozenset()) -> Node:
        """The tree of a formula in a cell of `sheet`, with what its names and structured references stand for.

        `within` are the names it is made of already. Raises NotUnderstood.
        """

        def expand(part: Node) -> Node:
            return self.expanded(part, sheet, cell, within)

        match node:
            case NameUse(_, word):
                if word.casefold() in within:
                    raise NotUnderstood("ein Name, der aus sich selbst gemacht ist")
                return self.expanded(self._meaning(node, sheet, cell), sheet, cell, within | {word.casefold()})
            case Structured(_, bracket):
                if within and any(mark in bracket.casefold() for mark in ("@", "#this row")):
                    raise NotUnderstood("ein Name, der in jeder Zeile etwas anderes heißt")
                return self._structured(node, sheet, cell)
            case Reference((name,), first, last) if self._index.get(name.casefold()) == sheet:
                return Reference((), first, last)
            case Call(name, arguments):
                return Call(name, tuple(map(expand, arguments)))
            case Unary(sign, operand):
                return Unary(sign, expand(operand))
            case Bracketed(operand):
                return Bracketed(expand(operand))
            case Binary(sign, left, right):
                return Binary(sign, expand(left), expand(right))
            case Union(parts):
                return Union(tuple(map(expand, parts)))
        return node

    def _meaning(self, node: NameUse, sheet: int, cell: Cell) -> Node:
        key, scope = node.word.casefold(), sheet
        if node.sheet:
            scope = self.sheet_index(node.sheet)
        text = self._by_scope.get((key, str(scope)), self._by_scope.get((key, None)))
        if text is not None:
            meaning = parse(pieces(f"({text})", (1, 1)))  # relative names are stored as seen from A1
            return meaning.operand if isinstance(meaning, Bracketed) else meaning
        if key in self._tables:
            return self._structured(Structured(node.word, "[]"), sheet, cell)
        raise NotUnderstood(f"der Name {node.word}, den die Mappe nicht kennt")

    def sheet_index(self, name: str) -> int:
        """Raises NotUnderstood for a sheet that the workbook has not."""
        if name.casefold() not in self._index:
            raise NotUnderstood(f"ein Bezug auf das Blatt {name}, das es nicht gibt")
        return self._index[name.casefold()]

    def sheets_between(self, first: str, last: str) -> list[int]:
        """The worksheets that a 3-D reference goes through. Raises NotUnderstood."""
        start, end = sorted((self.sheet_index(first), self.sheet_index(last)))
        return [index for index in sorted(self._index.values()) if start <= index <= end]

    def _structured(self, node: Structured, sheet: int, cell: Cell) -> Reference:
        table = self._tables.get(node.table.casefold()) if node.table else self._table_around(sheet, cell)
        if table is None:
            which = f"die Tabelle {node.table}, die die Mappe nicht kennt"
            raise NotUnderstood(which if node.table else "ein Tabellenbezug ohne den Namen der Tabelle")
        parts, names = _read_bracket(node.bracket)
        if missing := [name for name in names if name.casefold() not in table.columns]:
            raise NotUnderstood(f"die Spalte {missing[0]}, die die Tabelle {node.table} nicht hat")
        columns = [table.columns[name.casefold()] for name in names] or [table.whole.left, table.whole.right]
        top, bottom = table.rows(parts, cell)
        return Reference((table.sheet.name,), Corner.absolute(top, min(columns)), Corner.absolute(bottom, max(columns)))

    def _table_around(self, sheet: int, cell: Cell) -> TableData | None:
        """The table a cell lies in, whose formulas need not name it; Excel writes totals rows so."""
        tables = self._tables.values()
        return next((table for table in tables if table.sheet.index == sheet and cell in table.whole), None)


def _tables(package: Package) -> Iterator[tuple[str, TableData]]:
    for sheet, root, whole in package.tables:
        headers, totals = int(root.get("headerRowCount", "1")), int(root.get("totalsRowCount", "0"))
        names = [column.get("name", "") for column in root.iterfind("{*}tableColumns/{*}tableColumn")]
        columns = {name.casefold(): whole.left + offset for offset, name in enumerate(names)}
        body = replace(whole, top=whole.top + headers, bottom=whole.bottom - totals)
        yield root.get("displayName", "").casefold(), TableData(sheet, whole, body, columns)


def _read_bracket(bracket: str) -> tuple[set[str], list[str]]:
    """The parts (`#totals`) and the first and last column that `[…]` behind the name of a table names.

    >>> _read_bracket("[[#Totals],[Plan]:[Ist]]"), _read_bracket("[@Plan]"), _read_bracket("[]")
    (({'#totals'}, ['Plan', 'Ist']), ({'#this row'}, ['Plan']), (set(), []))
    """
    inner = bracket[1:-1].strip()
    parts: set[str] = set()
    if inner.startswith("@"):
        parts.add("#this row")
        inner = inner[1:]
    items = [inner] if inner and not inner.startswith("[") else [item for item, _ in _ITEM.findall(inner) if item]
    parts |= {item.casefold() for item in items if item.casefold() in _PARTS}
    return parts, [_ESCAPED.sub(r"\1", item) for item in items if item.casefold() not in _PARTS]
