"""What the developers' documents name is there: files and folders, and in CONTRIBUTING.md every class and function."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

WURZEL = Path(__file__).parents[1]
DOKUMENTE = ("CONTRIBUTING.md", "macros/README.md", "templates/README.md", "workbooks/README.md")
_CODE = re.compile(r"`([^`\n]+)`")
_PFAD = re.compile(r"(?:xlbudget|tests|templates|workbooks|macros|\.ci)/[\w./*-]*|[\w-]+\.(?:md|toml|txt)")
_NAME = re.compile(r"_?[A-Za-z][A-Za-z0-9_]*(?:\.[a-z_]+)?")


def named(dokument: str) -> set[str]:
    """What stands in backticks, and where links lead to."""
    text = (WURZEL / dokument).read_text(encoding="utf-8")
    worte = {wort for code in _CODE.findall(text) for wort in code.split()}
    return worte | set(re.findall(r"\]\(([^):#]+)\)", text))


def is_there(pfad: str) -> bool:
    return any(WURZEL.glob(pfad)) if "*" in pfad else (WURZEL / pfad).exists()


@pytest.mark.parametrize("dokument", DOKUMENTE)
def test_every_path_that_is_named_exists(dokument):
    pfade = {wort for wort in named(dokument) if _PFAD.fullmatch(wort)}
    assert pfade
    assert {pfad for pfad in pfade if not is_there(pfad)} == set()


def test_every_room_is_on_the_map():
    pfade = named("CONTRIBUTING.md")
    raeume = {init.parent.relative_to(WURZEL) for init in (WURZEL / "xlbudget").rglob("__init__.py")}
    oberste = {
        raum.as_posix() + "/"
        for raum in raeume
        if len(raum.parts) == 2 and not any(anderer.parent == raum for anderer in raeume)
    }
    unterraeume = {
        raum.as_posix() + "/"
        for raum in raeume
        if len(raum.parts) == 3 and raum.parts[1] != "xlsx"  # the engine has a map of its own
    }
    assert (oberste | unterraeume) - pfade == set()


def test_every_class_and_function_that_is_named_exists():
    definiert: set[str] = set()
    for datei in (WURZEL / "xlbudget").rglob("*.py"):
        for knoten in ast.walk(ast.parse(datei.read_text(encoding="utf-8"))):
            match knoten:
                case ast.ClassDef(name) | ast.FunctionDef(name) | ast.arg(name):
                    definiert.add(name)
                case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name)):
                    definiert.add(name)
    codes = _CODE.findall((WURZEL / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    namen = {code.rpartition(".")[2] for code in codes if _NAME.fullmatch(code) and not _PFAD.fullmatch(code)}
    assert len(namen) > 50
    assert namen - definiert - {"XLB_PROGNOSE"} == set()
