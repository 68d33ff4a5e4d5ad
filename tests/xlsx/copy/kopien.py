"""Sheets made many for the tests: multiplied, whole, and without a word from the lint."""

from __future__ import annotations

import io

import openpyxl
from lxml import etree
from xlsx.copy.ganzheit import damages
from xlsx.copy.teile import BOOK, Members, drawn, insert, package

from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package, pack

NAMES = ("Nord", "it's", 'sagt "ja"')


def copied(members: Members, *names: str, sheet: int = 0) -> dict[str, bytes]:
    """Members after the sheet has become sheets of these names; they are whole and the lint has nothing to say."""
    vorlage = package(members)
    viele = multiply(vorlage, vorlage.sheets[sheet], [Copy(name) for name in names or NAMES])
    resolved = viele.resolved()
    ganz = Package("viele.xlsx", resolved)
    assert damages(ganz) == []
    assert [str(b) for b in lint_workbook(pack(resolved), "viele.xlsx")] == []
    return resolved


def formulas(members: dict[str, bytes], sheet: str) -> list[str]:
    """Formulas of the cells of a sheet."""
    buch = openpyxl.load_workbook(io.BytesIO(pack(members)))
    return [c.value for row in buch[sheet].iter_rows() for c in row if c.data_type == "f"]


def elsewhere(*texts: str, others: tuple[str, ...] = ("Ende",)) -> Members:
    """Formulas on another sheet."""

    def draw(workbook, plan):
        for row, text in enumerate(texts):
            workbook.get_worksheet_by_name(others[-1]).write_formula(row, 0, f"={text}")

    return drawn(draw, *others)


def inside(*texts: str, others: tuple[str, ...] = ("Ende",)) -> Members:
    """Formulas on the sheet itself."""
    return drawn(lambda workbook, plan: [plan.write_formula(r, 5, f"={t}") for r, t in enumerate(texts)], *others)


def named(members: Members, **names: str) -> Members:
    for name, text in names.items():
        insert(members, BOOK, "</definedNames>", f'<definedName name="{name}">{text}</definedName>')
    return members


def scopes(members: dict[str, bytes], name: str) -> dict[int | None, str]:
    root = etree.fromstring(members[BOOK])
    return {
        None if n.get("localSheetId") is None else int(n.get("localSheetId")): n.text
        for n in root.iterfind(".//{*}definedName")
        if n.get("name") == name
    }
