"""A registry in memory with the face of the module winreg, as far as the installer uses it."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

Wert = str | int | bytes


class _Handle:
    def __init__(self, werte: dict[str, Wert], unterschluessel: list[str]) -> None:
        self.werte = werte
        self.unterschluessel = unterschluessel

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        pass


class Winreg:
    """`schluessel` maps (root, key) to the values of the key; keys are compared without case, as Windows does."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "HKCU", "HKLM"
    KEY_READ, KEY_WRITE, KEY_WOW64_64KEY = 0x20019, 0x20006, 0x100
    REG_SZ, REG_DWORD = 1, 4

    def __init__(self, schluessel: Mapping[tuple[str, str], Mapping[str, Wert]] | None = None) -> None:
        self.schluessel = {key: dict(werte) for key, werte in (schluessel or {}).items()}

    def OpenKey(self, root: str, key: str, reserved: int, access: int) -> _Handle:  # noqa: N802
        assert access & self.KEY_READ == self.KEY_READ
        anfang = f"{key.lower()}\\"
        unter = [
            k[len(anfang) :].split("\\")[0] for r, k in self.schluessel if r == root and k.lower().startswith(anfang)
        ]
        werte = self._find(root, key)
        if werte is None and not unter:
            raise FileNotFoundError(key)
        return _Handle(werte or {}, list(dict.fromkeys(unter)))

    def CreateKeyEx(self, root: str, key: str, reserved: int, access: int) -> _Handle:  # noqa: N802
        assert root == self.HKEY_CURRENT_USER, "no administrator rights"
        assert access == self.KEY_WRITE
        werte = self._find(root, key)
        if werte is None:
            werte = self.schluessel[root, key] = {}
        return _Handle(werte, [])

    def DeleteKey(self, root: str, key: str) -> None:  # noqa: N802
        assert root == self.HKEY_CURRENT_USER, "no administrator rights"
        if (root, key) not in self.schluessel:
            raise FileNotFoundError(key)
        del self.schluessel[root, key]

    @staticmethod
    def QueryValueEx(handle: _Handle, name: str) -> tuple[Wert, int]:  # noqa: N802
        if name not in handle.werte:
            raise FileNotFoundError(name)
        return handle.werte[name], 0

    @staticmethod
    def SetValueEx(handle: _Handle, name: str, reserved: int, kind: int, value: Wert) -> None:  # noqa: N802
        assert kind == (Winreg.REG_DWORD if isinstance(value, int) else Winreg.REG_SZ)
        handle.werte[name] = value

    @staticmethod
    def QueryInfoKey(handle: _Handle) -> tuple[int, int, int]:  # noqa: N802
        return len(handle.unterschluessel), len(handle.werte), 0

    @staticmethod
    def EnumKey(handle: _Handle, index: int) -> str:  # noqa: N802
        return handle.unterschluessel[index]

    @staticmethod
    def EnumValue(handle: _Handle, index: int) -> tuple[str, Wert, int]:  # noqa: N802
        return (*list(handle.werte.items())[index], 0)

    def _find(self, root: str, key: str) -> dict[str, Wert] | None:
        return next((w for (r, k), w in self.schluessel.items() if r == root and k.lower() == key.lower()), None)
