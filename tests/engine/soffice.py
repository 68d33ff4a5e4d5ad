"""A LibreOffice of our own: headless, with its own profile, reached through a pipe, ended with the block."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

START_S = 60.0
_UNO_FOLDERS = ("/usr/lib/python3/dist-packages", "/usr/lib/libreoffice/program", "/opt/libreoffice/program")

# formulas are computed on opening, so that no cached value is taken for a result
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def missing() -> str | None:
    """Why LibreOffice cannot be driven here, in German; None if it can."""
    if shutil.which("soffice") is None:
        return "LibreOffice (soffice) ist nicht installiert"
    if _import_uno() is None:
        return "Das Python-Modul uno (Debian: python3-uno) lässt sich in dieses Python nicht laden"
    return None


def _import_uno() -> Any:
    """Debian's uno serves any CPython of its minor version once its folder is on the path."""
    for folder in ("", *_UNO_FOLDERS):
        if folder and folder not in sys.path:
            sys.path.append(folder)
        with suppress(ImportError):
            import uno

            return uno
    return None


@contextmanager
def soffice() -> Iterator[Any]:
    """Start LibreOffice; yields its UNO component context."""
    uno = _import_uno()
    pipe = f"xlbudget{os.getpid()}{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory(prefix="soffice") as profile:
        settings = Path(profile, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(SETTINGS, encoding="utf-8")
        command = [
            "soffice",
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nofirststartwizard",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
            f"-env:UserInstallation={uno.systemPathToFileUrl(profile)}",
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            context = _connect(uno, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext", process)
            try:
                yield context
            finally:
                _ask_to_leave(uno, context, process)
        finally:
            _end(process)


def _connect(uno: Any, url: str, process: subprocess.Popen[bytes]) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_S
    while True:
        try:
            return resolver.resolve(url)
        except Exception as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("LibreOffice ist nicht gestartet") from error
            time.sleep(0.1)


def _ask_to_leave(uno: Any, context: Any, process: subprocess.Popen[bytes]) -> None:
    """What is killed leaves its pipes behind."""
    with suppress(uno.getClass("com.sun.star.uno.Exception")):  # the bridge breaks while the answer is on its way
        context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The whole group: the launcher starts the program proper as a child."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return
