"""The Excel processes of this computer, of which only one is ours to touch."""

from __future__ import annotations

import atexit
import ctypes
import sys


def spare_other_excels() -> None:
    """Keep xlwings from ending other Excels when this Python ends.

    It takes every Excel without a window it can see for one left over, also one that shows a workbook in protected
    view, or belongs to another session of the same user.
    """
    if windows := sys.modules.get("xlwings._xlwindows"):
        atexit.unregister(windows.cleanup)


def is_in_front(pid: int) -> bool:
    """Whether the window in front belongs to this process; each workbook has a window of its own. Windows only."""
    vorn = ctypes.c_ulong()
    user32 = ctypes.windll.user32  # type: ignore[attr-defined, unused-ignore]
    user32.GetWindowThreadProcessId(user32.GetForegroundWindow(), ctypes.byref(vorn))
    return vorn.value == pid
