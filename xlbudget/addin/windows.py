"""Windows as the installer sees it: the user's folders, the interpreter, the registry."""

from __future__ import annotations

import os
import re
import site
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from xlbudget.errors import EingabeError

HKCU, HKLM = "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"
_ORDNER = ("LOCALAPPDATA", "APPDATA", "USERPROFILE")  # a folder before the one it lies in


class Registry:
    """The few things needed of the registry, through the module winreg or one like it."""

    def __init__(self, winreg: ModuleType) -> None:
        self._winreg = winreg

    def value(self, root: str, key: str, name: str) -> object | None:
        """A value with its variables not expanded; None where key or value is missing or may not be read."""
        try:
            with self._open(root, key) as handle:
                wert: object = self._winreg.QueryValueEx(handle, name)[0]
                return wert
        except OSError:
            return None

    def values(self, root: str, key: str) -> list[object]:
        """All values of a key."""
        try:
            with self._open(root, key) as handle:
                return [self._winreg.EnumValue(handle, i)[1] for i in range(self._winreg.QueryInfoKey(handle)[1])]
        except OSError:
            return []

    def subkeys(self, root: str, key: str) -> list[str]:
        """Names of the keys below a key."""
        try:
            with self._open(root, key) as handle:
                return [self._winreg.EnumKey(handle, i) for i in range(self._winreg.QueryInfoKey(handle)[0])]
        except OSError:
            return []

    def write(self, key: str, values: Mapping[str, str | int]) -> None:
        """Make a key of the user with these values."""
        winreg = self._winreg
        with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_WRITE) as handle:
            for name, value in values.items():
                kind = winreg.REG_DWORD if isinstance(value, int) else winreg.REG_SZ
                winreg.SetValueEx(handle, name, 0, kind, value)

    def delete(self, key: str) -> None:
        """Remove a key of the user, if it is there."""
        try:
            self._winreg.DeleteKey(self._winreg.HKEY_CURRENT_USER, key)
        except FileNotFoundError:
            return

    def _open(self, root: str, key: str) -> Any:
        winreg = self._winreg
        # Office writes into the 64-bit view, whatever Python and Office are
        return winreg.OpenKey(getattr(winreg, root), key, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)


@dataclass(frozen=True)
class System:
    """The computer to install on.

    `variablen` are the environment variables of the user's folders; `datenordner` is where pip may have put the DLLs
    of xlwings, `grundordner` where the Python itself is that the interpreter belongs to; without `registry` nothing
    can be installed, only planned.
    """

    variablen: Mapping[str, str]
    interpreter: Path
    datenordner: tuple[Path, ...] = ()
    grundordner: Path = Path()
    registry: Registry | None = None
    python_bits: int = 64

    @classmethod
    def current(cls) -> Self:
        """This computer; where it is not Windows, the folders are their names."""
        if sys.platform != "win32":
            return cls({name: f"%{name}%" for name in _ORDNER}, Path(sys.executable))
        import winreg

        datenordner = (Path(sys.prefix), Path(sys.base_prefix), Path(site.getuserbase()))
        bits = struct.calcsize("P") * 8
        return cls(
            variablen=os.environ,
            interpreter=Path(sys.executable),
            datenordner=datenordner,
            grundordner=Path(sys.base_prefix),
            registry=Registry(winreg),
            python_bits=bits,
        )

    @property
    def is_windows(self) -> bool:
        return self.registry is not None

    @property
    def is_from_store(self) -> bool:
        """Whether Python is the one of the Microsoft Store: what it writes into AppData, only it can see."""
        return "windowsapps" in (teil.lower() for teil in self.grundordner.parts)

    def ordner(self, variable: str, *teile: str) -> Path:
        """A path below a folder of the user. Raises EingabeError where Windows does not name the folder."""
        try:
            return Path(self.variablen[variable], *teile)
        except KeyError:
            raise EingabeError(
                f"Windows nennt den Ordner %{variable}% nicht. Bitte als angemeldeter Benutzer ausführen."
            ) from None

    def show(self, path: Path) -> str:
        r"""A path as people and Excel's settings name it: `%APPDATA%\Microsoft`, else as it is."""
        for variable in _ORDNER:
            basis = self.variablen.get(variable)
            if basis and path.is_relative_to(basis):
                return "\\".join((f"%{variable}%", *path.relative_to(basis).parts))
        return str(path)

    def expand(self, text: str) -> Path:
        """The path a text from the settings or the registry means; the case of a `%VARIABLE%` does not matter."""
        werte = {name.upper(): wert for name, wert in self.variablen.items()}
        offen = re.sub("%([^%]+)%", lambda match: werte.get(match[1].upper(), match[0]), text)
        return Path(offen.replace("\\", "/"))

    def value(self, root: str, key: str, name: str) -> object | None:
        return None if self.registry is None else self.registry.value(root, key, name)

    def values(self, root: str, key: str) -> list[object]:
        return [] if self.registry is None else self.registry.values(root, key)

    def subkeys(self, root: str, key: str) -> list[str]:
        return [] if self.registry is None else self.registry.subkeys(root, key)

    def write(self, key: str, values: Mapping[str, str | int]) -> None:
        """Write values under a key of the user's own registry, where there is one."""
        if self.registry is not None:
            self.registry.write(key, values)

    def delete(self, key: str) -> None:
        """Delete a key of the user's own registry, where there is one."""
        if self.registry is not None:
            self.registry.delete(key)
