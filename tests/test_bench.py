"""The benches are not run with the tests; that they could be is one."""

import importlib
from pathlib import Path

import pytest

BENCHES = sorted((Path(__file__).parent / "bench").glob("test_*.py"))


@pytest.mark.parametrize("file", BENCHES, ids=lambda file: file.stem)
def test_a_bench_uses_what_there_is(file):
    importlib.import_module(f"bench.{file.stem}")
