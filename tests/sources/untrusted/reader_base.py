"""Readers that fail in every way one in machine code can, for the process that runs them."""

from __future__ import annotations

import os
import time

from xlbudget.errors import EingabeError


class Panic(BaseException):
    """As Rust's panics arrive in Python: no Exception."""


def fine(pfad: str, wort: str = ""):
    print("was ein Leser ausgibt")
    return {"wort": wort, "prozess": os.getpid()}, [b"abc", memoryview(b"\0" * 100_000)]


def crash(pfad: str, *angaben: str):
    os.abort()


def leave(pfad: str, *angaben: str):
    os._exit(0)


def panic(pfad: str, *angaben: str):
    raise Panic


def hang(pfad: str, *angaben: str):
    time.sleep(600)


def eat(pfad: str, *angaben: str):
    return {"groesse": len(bytearray(2**31))}, []


def lay_out(pfad: str, *angaben: str):
    """A stray cell at the end of a sheet, read without precaution."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(pfad) as mappe:
        return len(mappe.get_sheet_by_index(0).to_python()), []


def refuse(pfad: str, *angaben: str):
    raise EingabeError("So nicht.")
