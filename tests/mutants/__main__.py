"""Run README's test command against one mutant after the other; exit code 0 if every one is caught."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import MUTANTS, ROOT, Mutant

LIMIT_S = 1800
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "*.egg-info", "mutants")
"""Nor this folder: its own test would catch every mutant."""


def quick_command() -> list[str]:
    """What README tells a newcomer to run, without setting it up, with the Python that runs this."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- test -->.*?^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    assert block, "README has no test command"
    python, *arguments = shlex.split(block[1].rpartition("&&")[2])
    assert python.endswith("python"), python
    return [sys.executable, *arguments]


def run_quick(tree: Path, *options: str) -> tuple[bool, str]:
    """Whether the quick tests of a tree are green, and a line that says how many or why not."""
    command = [*quick_command(), "-p", "no:cacheprovider", *options]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    run = subprocess.run(
        command, cwd=tree, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S
    )
    if run.returncode == 0:
        return True, run.stdout.strip().splitlines()[-1]
    red = re.search(r"^(?:FAILED|ERROR) .*", run.stdout, re.MULTILINE)
    if red is None:
        raise SystemExit(f"The tests did not run:\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}")
    return False, red[0]


def try_mutant(mutant: Mutant) -> bool:
    """Whether the quick tests of a copy with that mutant are red.

    Those in its file and its `first` place are tried alone: where they are red, all are, since they are among them.
    """
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutant") as folder:
        tree = Path(folder, "xlbudget")
        shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
        file = tree / mutant.file
        file.write_text(mutant.mutate(file.read_text(encoding="utf-8")), encoding="utf-8")
        try:
            green, line = run_quick(tree, "-x", "-n", "0", mutant.file, mutant.first)
            if green:
                green, line = run_quick(tree, "-x")
        except subprocess.TimeoutExpired:
            green, line = True, f"no end within {LIMIT_S} s"
    word = "SURVIVED" if green else "caught"
    print(f"{word:9}{mutant.name:40}{time.monotonic() - begin:6.0f} s  {line}", flush=True)
    return not green


def main() -> int:
    """Try the mutants named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these mutants")
    parser.add_argument("--without-base", action="store_true", help="trust that the tests are green without a mutant")
    arguments = parser.parse_args()
    chosen = [mutant for mutant in MUTANTS if mutant.name in arguments.names or not arguments.names]
    if unknown := set(arguments.names) - {mutant.name for mutant in chosen}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if not arguments.without_base:
        green, line = run_quick(ROOT)
        print(line, flush=True)
        if not green:
            print("The tests are red without any mutant, so they say nothing.")
            return 2
    caught = sum(try_mutant(mutant) for mutant in chosen)
    print(f"{caught} of {len(chosen)} mutants caught")
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
