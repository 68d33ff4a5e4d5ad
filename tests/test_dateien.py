"""What every program must know about names of files."""

import pytest

from xlbudget.dateien import is_device_name

GERAETE = ["con", "PRN", "aux", "Nul", "COM1", "lpt9", "COM0", "com²", "CONIN$", "conout$"]


@pytest.mark.parametrize("name", [*GERAETE, "nul.xlsx", "nul.tar.gz", "con .txt", "aux."])
def test_what_windows_takes_for_a_device(name):
    assert is_device_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "Konto", "console", "con1", "com", "com10", "lpt", "com1a.xlsx", "3114 con", "_nul.xlsx", ".con", "prn x"],
)
def test_what_it_does_not(name):
    assert not is_device_name(name)
