"""Writing a formula down for the calculator: values, operators and references; what must hold becomes a Check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from xlbudget.xlsx.fill.functions import LIFTED, Function, Made, Takes, known_function
from xlbudget.xlsx.fill.guards import GUARD_OF, PROBED, SURE, Guard
from xlbudget.xlsx.fill.names import Names
from xlbudget.xlsx.fill.recipe import Check, Condition, Field, Text
from xlbudget.xlsx.formulatree import (
    Binary,
    Bracketed,
    Call,
    ErrorText,
    Logical,
    Missing,
    Node,
    NotUnderstood,
    Number,
    Reference,
    Unary,
    Union,
)
from xlbudget.xlsx.formulatree import Text as Literal

_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_COMPARES = ("=", "<>", "<", ">", "<=", ">=")
_ARRAY_NS = 1500


WriteCall = Callable[["Writer", Function, Sequence[Node], Takes], Made]


class Writer:
    """Writes one tree down; `out`, `reads`, `checks` and `costs` grow as it goes."""

    def __init__(self, names: Names, write_call: WriteCall) -> None:
        self._names, self.uses_names = names, False
        self._write_call = write_call
        self.out: list[str | Field] = []
        self.reads: list[Field] = []
        self.checks: list[Check] = []
        self.costs: list[tuple[Field, int]] = []
        self.subtotals: list[Field] = []
        self.visible: list[Field] = []
        self.called: set[str] = set()
        self.lifts = False  # functions are computed for each cell of an area
        self._conditions: tuple[Condition, ...] = ()
        self.in_array = False
        self._size: tuple[int, int] | None = None  # of the array that is being computed cell by cell

    @property
    def names(self) -> Names:
        """What of the workbook the result depends on beside the tree."""
        self.uses_names = True
        return self._names

    @property
    def is_spread(self) -> bool:
        """Whether what was written of the call so far has a value for each cell of an area."""
        return self._size is not None

    def whole(
        self, tree: Node, *, is_array: bool, spills: bool
    ) -> tuple[Made, tuple[Text, str, Text] | None, tuple[int, int] | None]:
        """The formula itself: what it makes, its last difference, the size of its result."""
        self.in_array = is_array
        if isinstance(tree, Bracketed):
            made = self.scalar(tree.operand, Takes.VALUE)
            if made & Made.CANCELS and not is_array:
                self.probe(Guard.RESIDUE, 0, 0)
            return made, None, self._size
        if isinstance(tree, Binary) and tree.sign in ("+", "-") and not is_array:
            made, left, right = self._sides(tree)
            return made, (left, tree.sign, right), None
        made = self.scalar(tree, Takes.VALUE)
        if spills and self._size:
            raise NotUnderstood("eine Formel, die sich über so viele Zellen ausbreitet, wie ihr Ergebnis braucht")
        return made, None, self._size

    def scalar(self, node: Node, takes: Takes) -> Made:
        """An expression that is used as one value."""
        if isinstance(node, Reference):
            return self._read_cell(node, takes)
        start, first_read = len(self.out), len(self.reads)
        made = self._node(node, takes)
        if isinstance(node, Call) and known_function(node.name).makes is None:
            return made  # its branches were looked at one by one
        self._check_static(node, takes, made)
        if self._must_probe(node, takes, made):
            self.probe(GUARD_OF[takes], start, first_read)
        if takes is Takes.CONDITION and made & Made.CANCELS:
            self.probe(Guard.RESIDUE, start, first_read)
        return made

    def probe(self, guard: Guard, start: int, first_read: int) -> None:
        """Have the value looked at of what was written since `start`."""
        if self.in_array and any(isinstance(part, Field) and not part.reference.is_cell for part in self.out[start:]):
            raise NotUnderstood(guard.reason)
        reads = tuple(self.reads[first_read:])
        self.checks.append(Check(guard, None, tuple(self.out[start:]), reads, self._conditions))

    def guard(self, field: Field, guard: Guard) -> None:
        self.checks.append(Check(guard, field, (), (field,), self._conditions))

    def spelling(self, field: Field, start: int) -> None:
        """Have what was written since `start` compared with the texts of an area that it is looked for in."""
        self.checks.append(Check(Guard.SPELLING, field, tuple(self.out[start:]), (field,), self._conditions))

    def likeness(self, field: Field, start: int) -> None:
        """What was written since `start` is counted in an area: if it is a number, texts may count as numbers."""
        condition = (("ISNUMBER(0+(", *self.out[start:], "))"), True)
        self.checks.append(Check(Guard.NUMBERLIKE, field, (), (field,), (*self._conditions, condition)))

    def _check_static(self, node: Node, takes: Takes, made: Made) -> None:
        if isinstance(node, Literal):
            guard = GUARD_OF.get(takes)
            if guard and guard.fails and guard.fails(node.value):
                raise NotUnderstood(guard.reason)
        elif takes in (Takes.TEXT, Takes.LETTERS, Takes.LIMIT, Takes.CRITERION) and made & Made.LOGICAL:
            raise NotUnderstood("WAHR und FALSCH heißen je nach Sprache anders")
        elif takes is Takes.COUNT and made & Made.LOGICAL:
            raise NotUnderstood(Guard.COUNT.reason)
        elif takes is Takes.CONDITION and made & Made.TEXT and not made & Made.CELL:
            raise NotUnderstood(Guard.NO_TEXT.reason)
        elif takes is Takes.ITEM and made & Made.LOGICAL:
            raise NotUnderstood(Guard.AMOUNT.reason)

    def _must_probe(self, node: Node, takes: Takes, made: Made) -> bool:
        if isinstance(node, Literal | Number | Logical | ErrorText | Missing):
            is_zero = isinstance(node, Missing | Logical) or (isinstance(node, Number) and float(node.text) < 1)
            is_between = takes is Takes.ORDINAL and isinstance(node, Number) and not node.text.isdigit()
            return is_between or (is_zero and takes in (Takes.POSITION, Takes.ORDINAL, Takes.DATE, Takes.DAY))
        if isinstance(node, Call) and (takes, node.name) in SURE:
            return False
        return bool(made & PROBED.get(takes, Made(0)))

    def _node(self, node: Node, takes: Takes) -> Made:
        match node:
            case Number(text):
                self.out.append(text)
                return Made.INTEGER if text.isdigit() else Made.DECIMAL
            case Literal(value):
                self.out.append('"' + value.replace('"', '""') + '"')
                return Made.TEXT
            case Logical(value):
                self.out.append("TRUE" if value else "FALSE")
                return Made.LOGICAL
            case Missing():
                self.out.append('""' if takes in (Takes.TEXT, Takes.LETTERS) else "0")
                return Made.TEXT if takes in (Takes.TEXT, Takes.LETTERS) else Made.INTEGER
            case ErrorText(text) if text in _ERRORS:
                self.out.append(text)
                return Made.DECIMAL
            case Unary(sign, operand):
                return self._signed(sign, operand)
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node, takes)
            case Union():
                raise NotUnderstood("mehrere Bereiche als ein Argument")
        raise NotUnderstood("ein Ausdruck, den es in Excel nicht gibt")

    def _signed(self, sign: str, operand: Node) -> Made:
        self.out.append("(-" if sign == "-" else "(")
        made = self.scalar(operand, Takes.NUMBER)
        self.out.append(")" if sign == "-" else "%)")
        if sign == "%":
            return Made.DECIMAL | Made.NOISE | (made & Made.CANCELS)
        return _as_number(made)

    def _sides(self, node: Binary) -> tuple[Made, Text, Text]:
        self.out.append("(")
        start = len(self.out)
        left = self.scalar(node.left, Takes.NUMBER)
        middle = len(self.out)
        self.out.append(node.sign)
        right = self.scalar(node.right, Takes.NUMBER)
        texts = tuple(self.out[start:middle]), tuple(self.out[middle + 1 :])
        self.out.append(")")
        cancels = Made.CANCELS if node.sign in "+-" else (left | right) & Made.CANCELS
        is_whole = not (_as_number(left) | _as_number(right)) & ~Made.INTEGER and node.sign in "+-*"
        return Made.INTEGER if is_whole else Made.DECIMAL | Made.NOISE | cancels, *texts

    def _binary(self, node: Binary) -> Made:
        if node.sign in _COMPARES:
            return self._compare(node)
        if node.sign != "&":
            return self._sides(node)[0]
        self.out.append("(")
        self.scalar(node.left, Takes.TEXT)
        self.out.append("&")
        self.scalar(node.right, Takes.TEXT)
        self.out.append(")")
        return Made.TEXT

    def _compare(self, node: Binary) -> Made:
        self.out.append("(")
        sides = []
        for operand, other in ((node.left, node.right), (node.right, node.left)):
            start, first_read = len(self.out), len(self.reads)
            made = self.scalar(operand, Takes.VALUE)
            if made & Made.CANCELS and not (isinstance(other, Number) and float(other.text)):
                self.probe(Guard.RESIDUE, start, first_read)
            sides.append((operand, made, start, first_read, len(self.out)))
            if len(sides) == 1:
                self.out.append(node.sign)
        self._compare_texts(node.sign, sides)
        self.out.append(")")
        return Made.LOGICAL

    def _compare_texts(self, sign: str, sides: list[tuple[Node, Made, int, int, int]]) -> None:
        """Texts are put in order by rules of a country, and compared by letters that not everybody counts alike."""
        nodes = [node for node, *_ in sides]
        if not all(made & (Made.TEXT | Made.CELL) for _, made, *_ in sides) or Literal("") in nodes:
            return None
        if sign in ("=", "<>"):
            literal = next((node.value.casefold() for node in nodes if isinstance(node, Literal)), None)
            if literal is not None and "ss" not in literal and literal.isascii():
                return None
            for node in nodes:
                if isinstance(node, Reference):
                    self.guard(self.field(node), Guard.LETTERS)
            return None
        for node, _, start, first_read, end in sides:
            if isinstance(node, Reference):
                return self.guard(self.field(node), Guard.NO_TEXT)
            if not isinstance(node, Literal) and not self.in_array:
                probe, reads = tuple(self.out[start:end]), tuple(self.reads[first_read:])
                self.checks.append(Check(Guard.NO_TEXT, None, probe, reads, self._conditions))
                return None
        raise NotUnderstood("Texte werden je nach Land anders geordnet")

    def field(self, reference: Reference, *, trimmed: bool = False, as_range: bool = False) -> Field:
        """A reference to one sheet as part of the text. Raises NotUnderstood."""
        if len(reference.sheets) > 1:
            raise NotUnderstood("ein Bezug über mehrere Blätter")
        sheet = self.names.sheet_index(reference.sheets[0]) if reference.sheets else None
        return Field(sheet, Reference((), reference.first, reference.last), trimmed=trimmed, as_range=as_range)

    def write_field(self, field: Field, cost: int) -> None:
        self.out.append(field)
        self.reads.append(field._replace(trimmed=False, as_range=False))
        self.costs.append((field, cost))

    def _read_cell(self, reference: Reference, takes: Takes) -> Made:
        """A reference that is used as one value; where areas are computed cell by cell, as one for each."""
        if not reference.is_cell:
            if not self.in_array:
                raise NotUnderstood("ein Bereich, von dem nur eine Zelle gilt (Schnittmenge)")
            self._grow(reference)
        field = self.field(reference, trimmed=self.in_array)
        if guard := GUARD_OF.get(takes):
            self.guard(field, guard)
        self.write_field(field, 0 if reference.is_cell else _ARRAY_NS)
        return Made.CELL

    def _grow(self, reference: Reference) -> None:
        size = reference.size
        if self._size not in (None, size):
            raise NotUnderstood("Bereiche verschiedener Größe in einer Rechnung")
        self._size = size

    @contextmanager
    def under(self, condition: Text, *, expected: bool) -> Iterator[None]:
        """What is written meanwhile counts only if the condition comes to `expected`."""
        before = self._conditions
        if not self.in_array:
            self._conditions = (*before, (condition, expected))
        yield
        self._conditions = before

    @contextmanager
    def array(self) -> Iterator[None]:
        """What is written meanwhile is computed cell by cell and then taken together."""
        before = self.in_array, self._size
        self.in_array, self._size = True, None
        yield
        self.in_array, self._size = before

    def _call(self, node: Call, takes: Takes) -> Made:
        function = known_function(node.name)
        self.called.add(function.name)
        size = self._size
        self._size = None
        made = self._write_call(self, function, node.arguments, takes)
        if self._size:
            if function.name not in LIFTED:
                raise NotUnderstood(f"die Funktion {function.name} über einen Bereich")
            self.lifts = True
            if size not in (None, self._size):
                raise NotUnderstood("Bereiche verschiedener Größe in einer Rechnung")
        self._size = self._size or size
        return made


def _as_number(made: Made) -> Made:
    """What the operand of a calculation counts as."""
    if not made & ~(Made.INTEGER | Made.LOGICAL):
        return Made.INTEGER
    return Made.DECIMAL | (made & (Made.NOISE | Made.CANCELS))
