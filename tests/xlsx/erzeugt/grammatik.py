"""Formulas as a controller writes them: about 70 everyday functions, each with arguments that make sense.

Left out, because LibreOffice 7.4 is no second opinion on it or there is no one right answer to cache:

- XLOOKUP, LET, FILTER, SORT, UNIQUE, LAMBDA: LibreOffice 7.4 does not know them.
- TEXT, VALUE, FIXED, DATEVALUE, DOLLAR, number & text: their result depends on the reader's locale.
- NOW, TODAY, RAND: differ from one calculation to the next. INDIRECT, OFFSET, CELL, INFO: tests of their own.
- Arguments outside a function's domain (SQRT of -1, LEFT of -1): both fail, LibreOffice saves another error.
- CEILING, FLOOR, MROUND of numbers below 0: the signs follow other rules.
- AGGREGATE: the calculator does not know it; tests of their own.
- WEEKNUM, ISOWEEKNUM, YEARFRAC with other bases than the usual one.
- Texts compared by < and >: LibreOffice sorts by its language.

A sheet has its data at fixed places: A3:A10 texts, B3:B10 whole numbers, C3:C10 amounts, D3:D10 days, E3:E10
TRUE or FALSE, F3:F10 with gaps. `{andere}` stands for another sheet (with `!`), `{tab}` for a table of this sheet,
`{davor}` for the formula that gave a number before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

DATEN = range(3, 11)
NAMEN = ("Nord", "Süd", "Ost", "West", "Mitte", "Küste", "Berg", "Tal")
MIT_PRAEFIX = frozenset({"CONCAT", "IFNA", "IFS", "MAXIFS", "MINIFS", "STDEV.S", "SWITCH", "TEXTJOIN", "XOR", "DAYS"})
"""Functions that a file writes as `_xlfn.NAME`."""

ZAHLBEREICHE = ("B3:B10", "C3:C10", "B3:C10", "$B$3:$B$10", "F3:F10", "{andere}$B$3:$C$10", "Alle_Betraege")
TABELLENBEREICHE = ("{tab}[Wert]", "{tab}[Menge]", "{tab}[[Wert]:[Menge]]")

Strategie = st.SearchStrategy[str]


@dataclass(frozen=True)
class Formeln:
    """Strategies for the formulas of a sheet, which may have tables."""

    mit_tabelle: bool

    @cache  # noqa: B019 - there are two of these objects; without, the strategies would multiply with the depth
    def number(self, depth: int) -> Strategie:
        """Something that gives a number."""
        if depth == 0:
            return st.one_of(self._number_leaf(), self._aggregate(0))
        return st.one_of(
            self._aggregate(depth - 1),
            self._arithmetic(depth - 1),
            self._rounding(depth - 1),
            self._conditional(depth - 1),
            self._lookup(depth - 1),
            self._of_text(depth - 1),
            self._of_day(depth - 1),
            self._choice(depth - 1),
        )

    @cache  # noqa: B019
    def _number_leaf(self) -> Strategie:
        cells = [f"{column}{row}" for column in "BC" for row in DATEN] + ["Satz", "{andere}B4", "$C$3", "{davor}"]
        constants = st.one_of(st.integers(-99, 9999), st.decimals(-99, 9999, places=2)).map(str)
        return st.one_of(st.sampled_from(cells), constants)

    @cache  # noqa: B019
    def ranges(self) -> Strategie:
        """A range of numbers."""
        return st.sampled_from(ZAHLBEREICHE + (TABELLENBEREICHE if self.mit_tabelle else ()))

    @cache  # noqa: B019
    def _aggregate(self, depth: int) -> Strategie:
        area, number = self.ranges(), self._number_leaf() if depth == 0 else self.number(depth)
        one = ("SUM", "AVERAGE", "MIN", "MAX", "COUNT", "COUNTA", "MEDIAN", "SUMSQ", "STDEV", "STDEV.S", "VAR")
        return st.one_of(
            call(st.sampled_from(one), area),
            call("SUM", area, number),
            call("COUNTBLANK", st.sampled_from(["F3:F10", "A3:F10"])),
            call(st.sampled_from(["LARGE", "SMALL"]), st.sampled_from(["B3:B10", "C3:C10"]), small(1, 8)),
            call("RANK", st.sampled_from(["B4", "B9"]), st.just("B3:B10"), small(0, 1)),
            call("SUBTOTAL", st.sampled_from(["9", "1", "2", "3", "4", "5", "109"]), area),
            call("SUMPRODUCT", st.just("B3:B10"), st.just("C3:C10")),
            st.just("SUMPRODUCT((B3:B10>5)*C3:C10)"),
        )

    @cache  # noqa: B019
    def _arithmetic(self, depth: int) -> Strategie:
        number = self.number(depth)
        return st.one_of(
            st.builds("({}{}{})".format, number, st.sampled_from("+-*"), number),
            st.builds("{}/{}".format, number, st.sampled_from(["4", "Satz", "B3"])),
            call("ABS", number),
            call("SIGN", number),
            call("SQRT", call("ABS", number)),
            call("POWER", st.sampled_from(["B3", "C4", "2"]), small(1, 3)),
            call("MOD", st.sampled_from([f"B{row}" for row in DATEN]), small(2, 9)),
            call("QUOTIENT", st.sampled_from([f"B{row}" for row in DATEN]), small(2, 9)),
            call("PRODUCT", number, st.sampled_from(["B3", "Satz"])),
        )

    @cache  # noqa: B019
    def _rounding(self, depth: int) -> Strategie:
        number = self.number(depth)
        return st.one_of(
            call(st.sampled_from(["ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC"]), number, small(-2, 3)),
            call(st.sampled_from(["INT", "EVEN", "ODD"]), number),
            call(st.sampled_from(["CEILING", "FLOOR", "MROUND"]), st.sampled_from(["B3", "ABS(C5)"]), small(1, 9)),
        )

    @cache  # noqa: B019
    def _conditional(self, depth: int) -> Strategie:
        text = st.sampled_from(['"Nord"', '"Süd"', "A5", '"*t*"'])
        bound = st.sampled_from(['">5"', '"<>7"', '">="&B4', '"<=100"', "B6"])
        return st.one_of(
            call("SUMIF", st.just("A3:A10"), text, st.just("C3:C10")),
            call("SUMIF", st.just("B3:B10"), bound),
            call("SUMIFS", st.just("C3:C10"), st.just("A3:A10"), text, st.just("B3:B10"), bound),
            call("COUNTIF", st.just("A3:A10"), text),
            call("COUNTIF", st.just("B3:B10"), bound),
            call("COUNTIFS", st.just("A3:A10"), text, st.just("B3:B10"), bound),
            call("IFERROR", call("AVERAGEIF", st.just("B3:B10"), bound, st.just("C3:C10")), st.just("0")),
            call(st.sampled_from(["MAXIFS", "MINIFS"]), st.just("C3:C10"), st.just("B3:B10"), bound),
        )

    @cache  # noqa: B019
    def _lookup(self, depth: int) -> Strategie:
        key = st.sampled_from(["A4", "A9", '"Ost"', '"küste"', '"fehlt"'])
        found = st.one_of(
            call("VLOOKUP", key, st.just("$A$3:$F$10"), small(2, 3), st.sampled_from(["FALSE", "0"])),
            call("MATCH", key, st.just("A3:A10"), st.just("0")),
            call("INDEX", st.just("C3:C10"), call("MATCH", key, st.just("$A$3:$A$10"), st.just("0"))),
        )
        return st.one_of(
            call(st.sampled_from(["IFERROR", "IFNA"]), found, self.number(0)),
            found,
            call("INDEX", st.just("B3:C10"), small(1, 8), small(1, 2)),
            call(st.sampled_from(["ROWS", "COLUMNS", "ROW", "COLUMN"]), st.sampled_from(["A3:C10", "C7"])),
            call("HLOOKUP", st.just('"Betrag"'), st.just("A2:E10"), small(2, 8), st.just("FALSE")),
        )

    @cache  # noqa: B019
    def _of_text(self, depth: int) -> Strategie:
        return st.one_of(
            call("LEN", self.text(depth)),
            call(
                "IFERROR",
                call(st.sampled_from(["FIND", "SEARCH"]), st.sampled_from(['"t"', '"ü"']), self.text(0)),
                small(0, 9),
            ),
            call("N", self.number(depth)),
        )

    @cache  # noqa: B019
    def _of_day(self, depth: int) -> Strategie:
        day = self.day()
        return st.one_of(
            call(st.sampled_from(["YEAR", "MONTH", "DAY"]), day),
            call("WEEKDAY", day, small(1, 3)),
            call("DAYS", day, day),
            call("NETWORKDAYS", day, day),
            call(
                "DATEDIF",
                st.just("DATE(2020,2,29)"),
                st.sampled_from(["D3", "D7"]),
                st.sampled_from(['"y"', '"m"', '"d"']),
            ),
            call("PMT", st.just("Satz/12"), small(12, 60), self.number(0)),
            day,
        )

    @cache  # noqa: B019
    def day(self) -> Strategie:
        """Something that gives a day."""
        cell = st.sampled_from([f"D{row}" for row in DATEN])
        return st.one_of(
            cell,
            call("DATE", small(2015, 2030), small(1, 12), small(1, 31)),
            call(st.sampled_from(["EDATE", "EOMONTH"]), cell, small(-14, 14)),
            call("WORKDAY", cell, small(1, 30)),
        )

    @cache  # noqa: B019
    def _choice(self, depth: int) -> Strategie:
        number = self.number(depth)
        return st.one_of(
            call("IF", self.truth(depth), number, number),
            call("CHOOSE", small(1, 3), number, number, number),
            call("IFERROR", st.builds("{}/{}".format, number, st.sampled_from(["0", "B3", "F4"])), st.just("-1")),
            call("IFS", self.truth(0), number, st.just("TRUE"), number),
            call("SWITCH", small(1, 3), st.just("1"), number, st.just("2"), number, number),
        )

    @cache  # noqa: B019
    def truth(self, depth: int) -> Strategie:
        """Something that is TRUE or FALSE."""
        number = self.number(0) if depth == 0 else self.number(depth - 1)
        compared = st.builds("{}{}{}".format, number, st.sampled_from([">", "<", ">=", "<=", "=", "<>"]), number)
        leaf = st.one_of(
            compared, st.sampled_from([f"E{row}" for row in DATEN]), call("EXACT", self.text(0), st.just("A3"))
        )
        if depth == 0:
            return leaf
        inner = self.truth(depth - 1)
        return st.one_of(
            leaf,
            call(st.sampled_from(["AND", "OR", "XOR"]), inner, inner),
            call("NOT", inner),
            call(st.sampled_from(["ISNUMBER", "ISTEXT", "ISBLANK"]), st.sampled_from(["A3", "B5", "F4", "F5"])),
            call(st.sampled_from(["ISERROR", "ISNA", "ISNUMBER"]), st.sampled_from(["1/F4", "B3/F5", "A3"])),
            call(st.sampled_from(["ISEVEN", "ISODD"]), st.sampled_from(["B3", "B8"])),
        )

    @cache  # noqa: B019
    def text(self, depth: int) -> Strategie:
        """Something that gives a text; numbers are never joined to it."""
        leaf = st.one_of(st.sampled_from([f"A{row}" for row in DATEN]), st.sampled_from(['"Plan"', '" viel  Platz "']))
        if depth == 0:
            return leaf
        inner = self.text(depth - 1)
        return st.one_of(
            call(st.sampled_from(["LEFT", "RIGHT"]), inner, small(0, 5)),
            call("MID", inner, small(1, 4), small(0, 4)),
            call(st.sampled_from(["UPPER", "LOWER", "TRIM", "PROPER"]), inner),
            call("SUBSTITUTE", inner, st.just('"t"'), st.just('"-"')),
            call("REPT", inner, small(0, 3)),
            call("CONCATENATE", inner, st.just('" "'), inner),
            call("CONCAT", st.just("A3:A5"), inner),
            call("TEXTJOIN", st.just('"; "'), st.just("TRUE"), st.just("A3:A6"), inner),
            st.builds('{}&"/"&{}'.format, inner, inner),
            call("IF", self.truth(0), inner, inner),
            call("INDEX", st.just("$A$3:$A$10"), small(1, 8)),
        )

    @cache  # noqa: B019
    def any(self) -> st.SearchStrategy[tuple[str, bool]]:
        """A formula and whether it gives a number."""
        numbers = st.integers(1, 3).flatmap(self.number).map(lambda text: (text, True))
        others = st.one_of(st.integers(1, 2).flatmap(self.text), st.integers(0, 2).flatmap(self.truth))
        return st.one_of(numbers, numbers, numbers, others.map(lambda text: (text, False)))


def small(low: int, high: int) -> Strategie:
    """A whole number as a formula writes it."""
    return st.integers(low, high).map(str)


def call(name: str | Strategie, *arguments: Strategie) -> Strategie:
    """A function of arguments, named as a file names it."""
    names = st.just(name) if isinstance(name, str) else name
    return st.builds(
        lambda function, *parts: f"{'_xlfn.' if function in MIT_PRAEFIX else ''}{function}({','.join(parts)})",
        names,
        *arguments,
    )
