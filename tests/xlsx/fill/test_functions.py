"""Every function that is computed, over mixed cells, against LibreOffice.

Drawn at random but always the same. Where LibreOffice has rules of its own, Excel's documentation decides: see FREMD.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from xlsx.fill.bogen import LINKS, fill

from xlbudget.cellplan import Cellwert, Fill
from xlbudget.xlsx.fill.functions import FUNCTIONS, Function, Takes

ZEILEN = 12
FREMD = {
    "XLOOKUP": "LibreOffice 7.4 has none",
    "ISNUMBER": "logical values are numbers in LibreOffice",
    "COUNT": "counts logical values",
    "HYPERLINK": "turns logical values into numbers",
    "VLOOKUP": "turns logical values into numbers",
    "CHAR": "takes another code page outside of Windows",
    "CODE": "takes another code page outside of Windows",
    "DATE": "guesses the century of years below 100",
    "ISEVEN": "an empty cell is no number",
    "ISODD": "an empty cell is no number",
    "FIND": "an empty text is nowhere",
    "SEARCH": "an empty text is nowhere",
    "POWER": "0 to the power of 0 is 1",
    "MROUND": "does not mind the signs",
    "MOD": "rounds its quotient",
    "INT": "rounds in the 15th digit first",
}
"""Functions where LibreOffice computes otherwise than Excel somewhere."""


class Zufall:
    """Draws cells, arguments and calls."""

    def __init__(self, seed: int) -> None:
        self._rnd = random.Random(seed)
        self.one_of: Callable = self._rnd.choice

    def zellen(self) -> tuple[tuple[Cellwert, ...], ...]:
        """Columns: whole numbers, cents, days, texts, logical values, nothing, mixed, ascending numbers."""
        rnd, steigend, rows = self._rnd, 0, []
        for _ in range(ZEILEN):
            steigend += rnd.randint(1, 3)
            gemischt = self.one_of([rnd.randint(0, 9), "Text", None, round(rnd.random(), 3)])
            text = self.one_of(["Miete", "Müller", "Äpfel", "Strom", "x", "abc", "Abc", "Konto A", "a-b"])
            rows.append((rnd.randint(-20, 40), round(rnd.uniform(-500, 2000), 2), rnd.randint(43000, 46500), text,
                         rnd.random() < 0.5, None, gemischt, steigend))  # fmt: skip
        return tuple(rows)

    def cell(self, spalten: str) -> str:
        return f"{self.one_of(spalten)}{self._rnd.randint(1, ZEILEN)}"

    def area(self, spalten: str, rows: tuple[int, int] | None = None) -> str:
        first = self._rnd.randint(1, ZEILEN - 2)
        top, bottom = rows or (first, self._rnd.randint(first + 1, ZEILEN))
        spalte = self.one_of(spalten)
        return f"{spalte}{top}:{spalte}{bottom}"

    def number(self, depth: int = 2) -> str:
        if depth == 0 or self._rnd.random() < 0.5:
            return self.cell("AABBBFG")
        return self.one_of([
            lambda: self.one_of(["0", "1", "2", "3", "10", "0.5", "100", "12"]),
            lambda: f"({self.number(depth - 1)}{self.one_of('+-*/')}{self.number(depth - 1)})",
            lambda: f"-{self.number(depth - 1)}",
            lambda: f"SUM({self.area('ABG')})",
            lambda: f"IF({self.condition()},{self.number(depth - 1)},{self.number(depth - 1)})",
            lambda: f"ROUND({self.number(depth - 1)},{self._rnd.randint(0, 2)})",
        ])()  # fmt: skip

    def whole(self) -> str:
        return self.one_of(
            [self.cell("A"), str(self._rnd.randint(0, 5)), f"ROUND({self.number(1)},0)", f"({self.cell('A')}+1)"]
        )

    def text(self) -> str:
        return self.one_of([self.cell("D"), self.cell("D"), '"Mi"', '"x"', '""', f"({self.cell('D')}&{self.cell('A')})",
                            f"LEFT({self.cell('D')},2)", self.cell("AG")])  # fmt: skip

    def condition(self) -> str:
        vergleich = f"{self.number(0)}{self.one_of(['=', '<>', '<', '>', '<=', '>='])}{self.number(0)}"
        return self.one_of([vergleich, vergleich, f'{self.cell("D")}="abc"', self.cell("E"), f'{self.cell("G")}=""',
                            f"ISTEXT({self.cell('G')})", f"AND({vergleich},{self.cell('A')}>0)"])  # fmt: skip

    def criterion(self) -> str:
        return self.one_of(
            [
                self.cell("A"),
                self.cell("D"),
                '">0"',
                '"<=10"',
                '"<>3"',
                '"abc"',
                '"M*"',
                '"*e*"',
                '""',
                "5",
                f'">="&{self.cell("B")}',
                f'"<"&{self.cell("A")}',
                f'"="&{self.cell("D")}',
            ]
        )

    def array(self, rows: tuple[int, int]) -> str:
        return self.one_of([
            self.area("ABGH", rows),
            f"({self.area('AB', rows)}{self.one_of(['>', '<', '='])}{self.cell('A')})*{self.area('AB', rows)}",
            f"--({self.area('D', rows)}={self.cell('D')})",
            f"(MONTH({self.area('C', rows)})={self._rnd.randint(1, 12)})*1",
        ])  # fmt: skip

    def argument(self, takes: Takes, rows: tuple[int, int]) -> str:
        date = self.one_of([self.cell("C"), self.cell("C"), f"({self.cell('C')}+30)", "DATE(2023,2,28)"])
        value = self.one_of([self.number(), self.text(), self.condition(), self.cell("EFG")])
        return {
            Takes.NUMBER: self.number(),
            Takes.WHOLE: self.number(),
            Takes.COUNT: self.whole(),
            Takes.DATE: date,
            Takes.DAY: date,
            Takes.POSITION: self.one_of(["1", "2", "3", self.cell("H")]),
            Takes.ORDINAL: self.one_of(["1", "2", "3", self.cell("H")]),
            Takes.TEXT: self.text(),
            Takes.LETTERS: self.text(),
            Takes.VALUE: value,
            Takes.SAME: value,
            Takes.CONDITION: self.condition(),
            Takes.KEY: self.cell("ADH"),
            Takes.CRITERION: self.criterion(),
            Takes.AREA: self.area("AABDGH", rows),
            Takes.ARRAY: self.array(rows),
            Takes.NUMBERS: self.one_of([self.area("ABGHD"), self.number(1)]),
            Takes.VALUES: self.area("ABDFG"),
            Takes.CONDITIONS: self.one_of([self.condition(), self.area("E")]),
            Takes.TEXTS: self.one_of([self.text(), self.area("D"), self.area("A")]),
        }[takes]

    def call(self, function: Function) -> str:
        top = self._rnd.randint(1, 4)
        rows = (top, top + self._rnd.randint(2, 7))
        if function.name in EIGENE:
            arguments = EIGENE[function.name](self, rows)
        else:
            more = function.repeated * self._rnd.randint(0, 2)
            count = (
                len(function.takes) + more
                if function.repeated
                else self._rnd.randint(function.required, len(function.takes))
            )
            arguments = [self.argument(takes, rows) for takes in function.arguments(count) or ()]
        prefix = "_xlfn." if function.young else ""
        return f"{prefix}{function.name}({','.join(arguments)})"

    def wrapped(self, call: str) -> str:
        return self.one_of([call] * 8 + [f'IFERROR({call},"x")', f"IF({self.condition()},{call},0)"])


def _lookup(z: Zufall, rows: tuple[int, int], *ende: str) -> list[str]:
    spalte = z.one_of("ADH")
    return [z.cell(spalte), f"{spalte}{rows[0]}:{z.one_of('DEH' if spalte == 'D' else spalte)}{rows[1]}", *ende]


EIGENE: dict[str, Callable[[Zufall, tuple[int, int]], list[str]]] = {
    "SUBTOTAL": lambda z, rows: [str(z.one_of([1, 2, 3, 4, 5, 6, 9, 101, 102, 103, 104, 105, 109])), z.area("ABG")],
    "TEXT": lambda z, rows: [z.one_of([z.cell("A"), f"ROUND({z.number(1)},0)"]), z.one_of(['"0"', '"000"'])],
    "DATEDIF": lambda z, rows: [z.cell("C"), "46600", z.one_of(['"y"', '"M"', '"d"'])],
    **dict.fromkeys(
        ["ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC"],
        lambda z, rows: [z.number(), z.one_of(["-2", "0", "1", "3", z.cell("H")])],
    ),
    "WEEKDAY": lambda z, rows: [z.cell("C"), z.one_of(["1", "2", "3"])],
    "WEEKNUM": lambda z, rows: [z.cell("C"), z.one_of(["1", "2", "21"])],
    "VLOOKUP": lambda z, rows: [
        z.cell("A"),
        f"A{rows[0]}:D{rows[1]}",
        z.one_of(["1", "2", "4"]),
        z.one_of(["FALSE", "0"]),
    ],
    "HLOOKUP": lambda z, rows: [z.cell("A"), f"A{rows[0]}:C{rows[1]}", z.one_of(["1", "2", "3"]), "FALSE"],
    "MATCH": lambda z, rows: [z.cell("H"), z.area("H", rows), z.one_of(["0", "1"])],
    "LOOKUP": lambda z, rows: [z.cell("H"), z.area("H", rows), z.area("B", rows)],
    "XLOOKUP": lambda z, rows: [z.cell("H"), z.area("H", rows), z.area("B", rows), '"fehlt"'],
    "INDEX": lambda z, rows: [f"A{rows[0]}:C{rows[1]}", z.one_of(["1", "2", "3"]), z.one_of(["1", "2", "3"])],
    "RANK": lambda z, rows: [f"B{rows[0]}", z.area("B", rows), z.one_of(["0", "1"])],
    "RANK.EQ": lambda z, rows: [f"A{rows[1]}", z.area("A", rows)],
    "ROW": lambda z, rows: z.one_of([[], [z.cell("A")]]),
    "COLUMN": lambda z, rows: z.one_of([[], [z.cell("A")]]),
    "CHAR": lambda z, rows: [z.one_of(["65", "97", "10", "48"])],
    "UNICHAR": lambda z, rows: [z.one_of(["65", "252", "8364"])],
    "REPT": lambda z, rows: [z.text(), z.one_of(["0", "2", "5"])],
    "DATE": lambda z, rows: [
        z.one_of(["2023", "2024", "1999"]),
        z.one_of(["1", "13", "0"]),
        z.one_of(["1", "31", "0"]),
    ],
    "PERCENTILE": lambda z, rows: [z.area("AB"), z.one_of(["0", "0.25", "0.9", "1"])],
    "PERCENTILE.INC": lambda z, rows: [z.area("AB"), z.one_of(["0", "0.25", "0.9", "1"])],
    "QUARTILE": lambda z, rows: [z.area("AB"), z.one_of(["0", "1", "4"])],
    "QUARTILE.INC": lambda z, rows: [z.area("AB"), z.one_of(["0", "3", "2"])],
    "GCD": lambda z, rows: [z.cell("H"), z.one_of(["6", "8"])],
    "LCM": lambda z, rows: [z.cell("H"), z.one_of(["6", "8"])],
    "PMT": lambda z, rows: ["0.05/12", "24", z.cell("B"), z.one_of(["0", "100"]), z.one_of(["0", "1"])],
    "PV": lambda z, rows: ["0.05/12", "24", z.cell("B"), z.one_of(["0", "100"])],
    "FV": lambda z, rows: ["0.02", z.cell("H"), z.cell("B")],
    "NPER": lambda z, rows: ["0.05/12", "-50", z.one_of(["1000", "500"])],
    "EDATE": lambda z, rows: [z.cell("C"), z.one_of(["1", "-3", "14"])],
    "EOMONTH": lambda z, rows: [z.cell("C"), z.one_of(["0", "-1", "12"])],
}


def _calls(zufall: Zufall, count: int) -> Iterator[tuple[str, str]]:
    for function in FUNCTIONS.values():
        if function.takes:
            for _ in range(count):
                yield function.name, zufall.wrapped(zufall.call(function))


@pytest.fixture(scope="module")
def drawn(tiefe, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]], list[object]]:
    """A filled workbook, the formulas in it by function, and what is cached for them."""
    zufall = Zufall(20230701)
    calls = list(_calls(zufall, tiefe(6, 60)))
    file = tmp_path_factory.mktemp("funktionen") / "v.xlsx"
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        for zeile, (_, formel) in enumerate(calls):
            blatt.write_formula(f"K{zeile + 1}", f"={formel}")
        mappe.define_name("PB_x", f"=Blatt!$A$1:$H${ZEILEN}")
    gerechnet = fill(file, Fill("PB_x", zufall.zellen()))
    gefuellt = file.with_name("gefuellt.xlsx")
    gefuellt.write_bytes(gerechnet.data)
    return gefuellt, calls, [gerechnet[f"K{zeile}"] for zeile in range(1, len(calls) + 1)]


def test_libreoffice_computes_what_is_cached(drawn, recalculated) -> None:
    gefuellt, calls, cached = drawn
    ((_, neu),) = recalculated([gefuellt])
    blatt = openpyxl.load_workbook(neu, data_only=True)["Blatt"]
    andere = {}
    for zeile, ((name, formel), wert) in enumerate(zip(calls, cached, strict=True), 1):
        if wert != LINKS and name not in FREMD and not _same(wert, blatt[f"K{zeile}"].value):
            andere[formel] = (wert, blatt[f"K{zeile}"].value)
    assert andere == {}


def test_nearly_all_is_computed(drawn) -> None:
    _, calls, cached = drawn
    computed = Counter(name for (name, _), wert in zip(calls, cached, strict=True) if wert != LINKS)
    assert [name for name in {name for name, _ in calls} if not computed[name]] == []
    assert computed.total() > 0.9 * len(calls)


def _same(left: object, right: object) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(left, str) and left.startswith("#"):
        return isinstance(right, str) and right.startswith("#")  # LibreOffice calls some errors otherwise
    return left == right or (left in ("", None) and right in ("", None))
