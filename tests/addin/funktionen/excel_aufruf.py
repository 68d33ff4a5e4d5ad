"""Excel's side of a worksheet function: the call as VBA makes it, through xlwings' own code for Windows.

xlwings decides while it is imported whether it is on Windows. So a process of its own imports it there with the
modules of pywin32 replaced by empty ones, and `@xw.func`, converters, `call_udf` and the COM server's `CallUDF` are
all xlwings' real ones. No other test sees any of this.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import multiprocessing
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from types import ModuleType, TracebackType
from typing import Any
from unittest.mock import MagicMock

FUNKTIONEN = "xlbudget.addin.funktionen.xlb_funktionen"
FEHLT = -2147352572
"""An omitted optional argument, as COM delivers it."""
UNTER_WINDOWS = (
    "pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone",
    "win32com", "win32com.client", "win32com.client.gencache", "win32com.server", "win32com.server.dispatcher",
    "win32com.server.policy", "win32com.server.util",
)  # fmt: skip


class Excel:
    """Calls worksheet functions in a Python process that believes to be on Windows; `home` is the user's folder."""

    def __init__(self, home: str) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._prozess = ProcessPoolExecutor(1, spawn, initializer=_become_windows, initargs=(home,))

    def __enter__(self) -> Excel:
        return self

    def __exit__(self, typ: type[BaseException] | None, wert: BaseException | None, spur: TracebackType | None) -> None:
        self._prozess.shutdown()

    def __call__(self, funktion: str, *args: object) -> Any:
        """The result as it arrives in VBA: one value, a list for a row, or a list of rows."""
        return self._prozess.submit(_call_udf, funktion, args).result(timeout=120)

    def metadata(self) -> Mapping[str, Mapping[str, Any]]:
        """What xlwings knows of each function: `__xlfunc__` by name."""
        return self._prozess.submit(_metadata).result(timeout=120)

    def run(self, modul: str, funktion: str, *args: object) -> Any:
        """Call any function in that process."""
        return self._prozess.submit(_run, modul, funktion, args).result(timeout=120)


def _become_windows(home: str) -> None:
    os.environ["HOME"] = home
    # these look at sys.platform when first imported and would not find Windows below it
    for name in ("asyncio", "pandas", "concurrent.futures.thread", "subprocess", "tempfile"):
        importlib.import_module(name)
    for name in UNTER_WINDOWS:
        sys.modules[name] = _leeres_modul(name)
        oberhalb, _, kurz = name.rpartition(".")
        if oberhalb:
            setattr(sys.modules[oberhalb], kurz, sys.modules[name])
    sys.modules["pywintypes"].TimeType = datetime
    sys.modules["pywintypes"].com_error = type("com_error", (Exception,), {})
    sys.modules["win32com.server.util"].unwrap = MagicMock(side_effect=TypeError)  # no argument is a Python object
    ctypes.windll, ctypes.oledll, ctypes.PyDLL = MagicMock(), MagicMock(), MagicMock()
    platform, sys.platform = sys.platform, "win32"
    try:
        import xlwings.com_server
    finally:
        sys.platform = platform
    assert xlwings.func is xlwings.udfs.xlfunc


def _leeres_modul(name: str) -> ModuleType:
    modul = MagicMock(name=name, spec=None)
    modul.__name__, modul.__path__, modul.__file__ = name, [], name
    if name == "win32com.client":
        for klasse in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
            setattr(modul, klasse, type(klasse, (), {}))
    return modul


@functools.cache
def _server() -> Any:
    from xlwings.com_server import XLPython

    return XLPython()


def _call_udf(funktion: str, args: tuple[object, ...]) -> Any:
    return _server().CallUDF(FUNKTIONEN, funktion, args)


def _metadata() -> dict[str, dict[str, Any]]:
    modul = importlib.import_module(FUNKTIONEN)
    return {name: wert.__xlfunc__ for name, wert in vars(modul).items() if hasattr(wert, "__xlfunc__")}


def _run(modul: str, funktion: str, args: tuple[object, ...]) -> Any:
    return getattr(importlib.import_module(modul), funktion)(*args)
