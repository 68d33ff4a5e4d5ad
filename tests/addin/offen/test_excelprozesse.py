"""Other Excels of the user stay, and Esc counts in every window of ours."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from types import SimpleNamespace

import pytest

from xlbudget.addin.excelprozesse import is_in_front

# a Python that ends with what xlwings has registered, and with what of ours is loaded first by the two ways into Python
_PROGRAMM = """
import atexit, sys
from types import SimpleNamespace
windows = SimpleNamespace(cleanup=lambda: print("taskkill"))
sys.modules["xlwings._xlwindows"] = windows
atexit.register(windows.cleanup)
{ladung}
"""


@pytest.mark.parametrize(
    ("ladung", "ende"),
    [
        ("", "taskkill"),
        ("import xlbudget.addin.funktionen.xlb_funktionen", ""),
        ("from xlbudget.addin.befehle import knopf\ntry:\n    knopf.run('x', print)\nexcept SystemExit:\n    pass", ""),
    ],
)
def test_no_excel_is_ended_when_python_ends(ladung, ende, tmp_path):
    ergebnis = subprocess.run(
        [sys.executable, "-c", _PROGRAMM.format(ladung=ladung)],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PATH": ""},
        timeout=60,
        check=True,
    )
    assert ergebnis.stdout.strip() == ende


@pytest.mark.parametrize(("pid", "vorn"), [(4711, True), (4712, False)])
def test_any_window_of_the_process_is_ours(monkeypatch, pid, vorn):
    def thread_of(fenster: int, ziel: object) -> int:
        assert fenster == 99
        ziel._obj.value = 4711
        return 1

    user32 = SimpleNamespace(GetForegroundWindow=lambda: 99, GetWindowThreadProcessId=thread_of)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=user32), raising=False)
    assert is_in_front(pid) is vorn
