"""The mutants fit the source: each finds its place, and what it makes of it is another program."""

from __future__ import annotations

import ast

import pytest

from mutants import MUTANTS, ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_finds_its_place_and_changes_the_program(mutant):
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    mutated = mutant.mutate(source)
    assert ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(source))
    assert (ROOT / mutant.first).exists()


def test_names_are_unique_and_there_are_enough():
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names) >= 20
