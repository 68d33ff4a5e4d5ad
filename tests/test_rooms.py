"""The house as a whole: which module knows which, and what classes are called."""

from __future__ import annotations

import ast
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

import xlbudget

PAKET = Path(xlbudget.__file__).parent


def test_no_two_modules_need_each_other():
    graph = grimp.build_graph("xlbudget", exclude_type_checking_imports=True)
    kennt = {modul: graph.find_modules_directly_imported_by(modul) for modul in graph.modules}
    try:
        TopologicalSorter(kennt).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_no_class_is_called_like_another():
    orte = defaultdict(list)
    for datei in PAKET.rglob("*.py"):
        for knoten in ast.walk(ast.parse(datei.read_text(encoding="utf-8"))):
            if isinstance(knoten, ast.ClassDef):
                orte[knoten.name].append(f"{datei.relative_to(PAKET)}:{knoten.lineno}")
    assert {name: wo for name, wo in orte.items() if len(wo) > 1} == {}
